// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The next step: commands with which the largest difference can be heard. */

#include "audio/attributes.h"
#include "catalog/value.h"
#include "cli/match.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/// The amplifier that adds nothing
static const char wire[] = "wire";

static const char set[] = " --set ";

/// Volume for the target, cut to hundredths and to the control's range
static double
volume_db(const ZoutMatchCase* const c)
{
	const double lowest_db = (double)zout_param_info(ZOUT_VOLUME)->min;
	return fmax(fmin(round(100.0 * c->match.present.volume_db) / 100.0, 0.0), lowest_db + 1.0);
}

static void ZOUT_PRINTF(2, 3) put(ZoutMatchCommand* const command, const char* const format, ...)
{
	const size_t used = strlen(command->text);
	va_list      args;
	va_start(args, format);
	vsnprintf(command->text + used, sizeof(command->text) - used, format, args);
	va_end(args);
}

static void
put_control(ZoutMatchCommand* const command, const char* const before, const ZoutParam param, const double value)
{
	put(command, "%s%s=%s", before, zout_param_info(param)->symbol, zout_number_text(value).text);
}

/// Puts what was typed of the amplifier, or of all else but source and volume, which every command puts itself
static void
put_typed(ZoutMatchCommand* const command, const ZoutMatchCase* const c, const char* const before, const bool own)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParam param = (ZoutParam)i;
		if (c->typed[i] && zout_param_is_shared(param) != own && param != ZOUT_SOURCE_LEVEL && param != ZOUT_VOLUME) {
			put_control(command, before, param, (double)c->settings.value[i]);
		}
	}
}

ZoutMatchCommand
zout_match_render_command(const ZoutMatchCase* const c)
{
	ZoutMatchCommand command = {""};
	put(&command, "zout render --amp %s --phones %s", c->amp->name, c->phones->name);
	put_typed(&command, c, set, true);
	put_typed(&command, c, set, false);
	put_control(&command, set, ZOUT_SOURCE_LEVEL, c->match.source_vrms);
	put_control(&command, set, ZOUT_VOLUME, volume_db(c));
	put(&command, " music.wav music-%s-%s.wav", c->amp->name, c->phones->name);
	return command;
}

/// Takes the error of the volume control out of a chain: levels have to match on each side, or the test is refused
static void
put_tracking(ZoutMatchCommand* const command, const ZoutMatchCase* const c)
{
	if (c->settings.value[ZOUT_TRACKING] > 0.0F) {
		put_control(command, ",", ZOUT_TRACKING, 0.0);
	}
}

ZoutMatchCommand
zout_match_abx_command(const ZoutMatchCase* const c, const ZoutMatchCase* const other)
{
	const bool       balance = c->match.largest == ZOUT_DIFFERENCE_BALANCE;
	ZoutMatchCommand command = {""};
	put(&command, "zout abx --a \"amp=%s", c->amp->name);
	put_typed(&command, c, ",", true);
	if (!balance) {
		put_tracking(&command, c);
	}
	put(&command, "\" --b \"amp=%s", other ? other->amp->name : wire);
	if (!balance && other) {
		put_tracking(&command, other);
	}
	put(&command, "\" --phones %s", c->phones->name);
	if (c->typed[ZOUT_SOURCE_LEVEL]) {
		put_control(&command, set, ZOUT_SOURCE_LEVEL, c->match.source_vrms);
	}
	const bool typed = c->typed[ZOUT_VOLUME] && !balance;
	put_control(&command, set, ZOUT_VOLUME, typed ? (double)c->settings.value[ZOUT_VOLUME] : volume_db(c));
	put_typed(&command, c, set, false);
	put(&command,
	    "%s --track music.wav --connect",
	    balance ? " --match off" : ""); // what is tested must not be matched
	return command;
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
	if (c->match.largest == ZOUT_DIFFERENCE_DISTORTION && zout_match_is_clipping(&c->match.distortion)) {
		return "Most of it is clipping, which is heard earlier. Hear it, with a recording of yours as music.wav, and "
			   "test it\n"
			   "  blind:";
	}
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
	printf("\n%s, %s\n", most->amp_name.text, most->phones->label);
	print_difference(most);
	if (other) {
		printf("Against %s: %s.\n", other->amp_name.text, zout_match_difference_text(other, id).text);
	}
	printf("%s\n  %s\n", invitation(most), zout_match_render_command(most).text);
	if (other) {
		printf("  %s\n", zout_match_render_command(other).text);
	}
	printf("  %s\n", zout_match_abx_command(most, other).text);
}
