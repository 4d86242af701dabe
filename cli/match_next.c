// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The next step: commands with which the largest difference can be heard. */

#include "cli/match.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// The amplifier that adds nothing
static const char wire[] = "wire";

/// Volume for the target, cut to hundredths and to the control's range
static double
volume_db(const ZoutMatchCase* const c)
{
	const double lowest_db = (double)zout_param_info(ZOUT_VOLUME)->min;
	return fmax(fmin(round(100.0 * c->match.present.volume_db) / 100.0, 0.0), lowest_db + 1.0);
}

ZoutMatchLine
zout_match_render_command(const ZoutMatchCase* const c)
{
	ZoutMatchLine line;
	snprintf(line.text,
	         sizeof(line.text),
	         "zout render --amp %s --phones %s%s --set source_level=%.6g --set volume=%.6g music.wav music-%s-%s.wav",
	         c->amp->name,
	         c->phones->name,
	         c->typed,
	         c->match.source_vrms,
	         volume_db(c),
	         c->amp->name,
	         c->phones->name);
	return line;
}

ZoutMatchLine
zout_match_abx_command(const ZoutMatchCase* const c, const char* const other_amp)
{
	ZoutMatchLine line;
	snprintf(line.text,
	         sizeof(line.text),
	         "zout abx --a \"amp=%s%s\" --b \"amp=%s\" --phones %s%s --track music.wav",
	         c->amp->name,
	         c->typed_own,
	         other_amp ? other_amp : wire,
	         c->phones->name,
	         c->typed_common);
	return line;
}

/// Says how far the largest difference is beyond what may be heard
static void
print_difference(const ZoutMatchCase* const c)
{
	const ZoutDifferenceId      id = c->match.largest;
	const ZoutDifference* const d  = &c->match.differences[id];
	printf("Largest difference from a perfect amplifier: %s, %s, %.0f dB %s what may be heard.\n",
	       zout_match_difference_name(id),
	       zout_match_difference_text(c, id).text,
	       fabs(d->margin_db),
	       d->margin_db >= 0.0 ? "beyond" : "below");
}

static const char*
invitation(const ZoutMatchCase* const c)
{
	return c->match.differences[c->match.largest].margin_db >= 0.0
	           ? "Hear it, with a recording of yours as music.wav, and then test it blind:"
	           : "It should not be heard. With a recording of yours as music.wav, see for yourself, and test it blind:";
}

void
zout_match_print_next(const ZoutMatchCase* const c)
{
	printf("\nNext\n");
	if (!isfinite(c->match.differences[c->match.largest].margin_db)) {
		printf("  No difference from a perfect amplifier: there is nothing to hear.\n");
		return;
	}
	printf("  ");
	print_difference(c);
	printf("  %s\n    %s\n    %s\n",
	       invitation(c),
	       zout_match_render_command(c).text,
	       zout_match_abx_command(c, NULL).text);
}

const ZoutMatchCase*
zout_match_extremes(const ZoutMatchCase* const  cases,
                    const unsigned              n_cases,
                    const ZoutBank              varied,
                    const ZoutMatchCase** const other)
{
	const ZoutMatchCase* most = &cases[0];
	for (unsigned i = 1; i < n_cases; ++i) {
		const ZoutMatch* const m = &cases[i].match;
		if (m->differences[m->largest].margin_db > most->match.differences[most->match.largest].margin_db) {
			most = &cases[i];
		}
	}
	*other = NULL;
	for (unsigned i = 0; varied == ZOUT_BANK_AMPS && i < n_cases; ++i) {
		const ZoutDifference* const d = &cases[i].match.differences[most->match.largest];
		if (!*other || d->margin_db < (*other)->match.differences[most->match.largest].margin_db) {
			*other = &cases[i];
		}
	}
	return most;
}

void
zout_match_print_table_next(const ZoutMatchCase* const cases, const unsigned n_cases, const ZoutBank varied)
{
	const ZoutMatchCase*       other = NULL;
	const ZoutMatchCase* const most  = zout_match_extremes(cases, n_cases, varied, &other);
	const ZoutDifferenceId     id    = most->match.largest;
	if (!isfinite(most->match.differences[id].margin_db)) {
		printf("\nNo difference from a perfect amplifier: there is nothing to hear.\n");
		return;
	}
	printf("\n%s, %s\n", most->amp->label, most->phones->label);
	print_difference(most);
	if (other) {
		printf("Against %s: %s.\n", other->amp->label, zout_match_difference_text(other, id).text);
	}
	printf("%s\n  %s\n", invitation(most), zout_match_render_command(most).text);
	if (other) {
		printf("  %s\n", zout_match_render_command(other).text);
	}
	printf("  %s\n", zout_match_abx_command(most, other ? other->amp->name : NULL).text);
}
