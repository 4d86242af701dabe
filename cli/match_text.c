// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* All about one amplifier with one headphone: each line a figure and the sentence that follows from it. */

#include "cli/columns.h"
#include "cli/match.h"
#include "cli/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { LABEL_COLUMNS = 14 };

void
zout_match_print_line(const char* const label, const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	printf("  ");
	zout_print_padded(label, LABEL_COLUMNS);
	vprintf(format, args);
	printf("\n");
	va_end(args);
}

static void
print_sensitivity(const ZoutMatchCase* const c)
{
	const ZoutMatch* const m = &c->match;
	zout_match_print_line("sensitivity",
	                      "%.1f dB SPL at 1 V = %.1f dB SPL at 1 mW into %s ohm [%s]",
	                      m->sensitivity_db,
	                      m->sensitivity_per_mw_db,
	                      zout_match_figure_text(m->load.reference_ohm).text,
	                      zout_match_sure(c, ZOUT_FIGURE_LEVEL));
	if (isnan(c->stated_db)) {
		return;
	}
	const double as_other =
		c->stated_per_mw ? c->stated_db : zout_match_per_volt_db(c->stated_db, m->load.reference_ohm);
	const double apart = m->sensitivity_db - c->preset_db;
	zout_match_print_line("",
	                      "yours is %+.1f dB from the preset's %.1f dB/V; read as %s it would be %+.1f dB from it%s",
	                      zout_never_minus_zero(apart, 1),
	                      c->preset_db,
	                      c->stated_per_mw ? "dB/V" : "dB/mW",
	                      zout_never_minus_zero(as_other - c->preset_db, 1),
	                      fabs(as_other - c->preset_db) < fabs(apart) ? ": is it that?" : "");
}

static void
print_loudness(const ZoutMatchCase* const c)
{
	const ZoutMatch* const m = &c->match;
	const ZoutSine* const  s = &m->reach.sine;
	printf("Loudness\n");
	zout_match_print_line("reach",
	                      "%.1f dB SPL sine, %.1f dB SPL peak, +-%.0f dB; limited by %s",
	                      s->spl_db,
	                      s->peak_spl_db,
	                      zout_match_level_uncertainty_db(c),
	                      zout_match_limit_name(m->reach.limit));
	zout_match_print_line("",
	                      "%s, %s, %s at 1 kHz, where the headphone has %s ohm",
	                      zout_match_si_text(s->voltage_vrms, "V").text,
	                      zout_match_si_text(s->current_a, "A").text,
	                      zout_match_si_text(s->power_w, "W").text,
	                      zout_match_figure_text(s->load_ohm).text);
	zout_match_print_line("limits",
	                      "voltage %s V (source and gain), clipping %s V, current %s V, unloaded at 1 kHz [%s]",
	                      zout_match_figure_text(m->reach.allowed_vrms[ZOUT_LIMIT_SOURCE]).text,
	                      zout_match_figure_text(m->reach.allowed_vrms[ZOUT_LIMIT_CLIPPING]).text,
	                      zout_match_figure_text(m->reach.allowed_vrms[ZOUT_LIMIT_CURRENT]).text,
	                      zout_match_sure(c, ZOUT_FIGURE_LIMITS));
	if (m->weakest.limit != ZOUT_LIMIT_SOURCE && m->weakest.sine.open_vrms < 0.995 * s->open_vrms) {
		zout_match_print_line("",
		                      "at %s (%s ohm) %s begins %.1f dB earlier, at %s V",
		                      zout_match_si_text(m->weakest.sine.frequency_hz, "Hz").text,
		                      zout_match_figure_text(m->weakest.sine.load_ohm).text,
		                      zout_match_limit_name(m->weakest.limit),
		                      20.0 * log10(s->open_vrms / m->weakest.sine.open_vrms),
		                      zout_match_figure_text(m->weakest.sine.open_vrms).text);
	}
	zout_match_print_line("target",
	                      "%.1f dB SPL needs %s, %s, %s; at most %s, at %s (%s ohm)",
	                      m->asked.target_db,
	                      zout_match_si_text(m->needed.voltage_vrms, "V").text,
	                      zout_match_si_text(m->needed.current_a, "A").text,
	                      zout_match_si_text(m->needed.power_w, "W").text,
	                      zout_match_si_text(m->needed_at_lowest_a, "A").text,
	                      zout_match_si_text(m->load.lowest_hz, "Hz").text,
	                      zout_match_figure_text(m->load.lowest_ohm).text);
	zout_match_print_line("headroom",
	                      "%+.1f dB: %s",
	                      zout_never_minus_zero(m->headroom_db, 1),
	                      m->headroom_db >= 0.0 ? "the target is reached" : "the target is out of reach");
	if (!c->fits) {
		zout_match_print_line("load",
		                      "for %s only: with this headphone, of %s ohm, the amplifier is not in this mode",
		                      zout_match_loads_text(c).text,
		                      zout_match_figure_text((double)c->settings.value[ZOUT_RESISTANCE]).text);
	}
	print_sensitivity(c);
}

/// The hand of a clock in quarters of an hour
static ZoutMatchLine
clock_text(const double clock_h)
{
	ZoutMatchLine  line;
	const unsigned quarters = (unsigned)lround(4.0 * clock_h);
	const unsigned hours    = quarters / 4U;
	snprintf(line.text, sizeof(line.text), "%u:%02u", hours > 12U ? hours - 12U : hours, 15U * (quarters % 4U));
	return line;
}

static void
print_control(const ZoutMatchCase* const c, const char* const label, const ZoutVolume* const volume)
{
	const double* const allowed_vrms = c->match.reach.allowed_vrms; // by what no gain can help
	const ZoutLimit     limit =
        allowed_vrms[ZOUT_LIMIT_CURRENT] < allowed_vrms[ZOUT_LIMIT_CLIPPING] ? ZOUT_LIMIT_CURRENT : ZOUT_LIMIT_CLIPPING;
	const double missing_db = 20.0 * log10(c->match.needed.open_vrms / allowed_vrms[limit]);
	if (missing_db > 0.0 && volume->volume_db < missing_db) {
		zout_match_print_line(label,
		                      "at %.3g dB gain %.1f dB is the largest volume: %s sets in %.1f dB below the target",
		                      volume->gain_db,
		                      zout_never_minus_zero(volume->volume_db - missing_db, 1),
		                      zout_match_limit_name(limit),
		                      missing_db);
		return;
	}
	if (volume->volume_db > 0.0) {
		zout_match_print_line(
			label, "at %.3g dB gain the target is %.1f dB beyond full volume", volume->gain_db, volume->volume_db);
		return;
	}
	zout_match_print_line(
		label,
		"at %.3g dB gain it stands at %.1f dB for the target, about %s o'clock; channels %.2f dB apart",
		volume->gain_db,
		zout_never_minus_zero(volume->volume_db, 1),
		clock_text(volume->clock_h).text,
		volume->balance_db);
}

static void
print_volume(const ZoutMatchCase* const c)
{
	const ZoutMatch* const m = &c->match;
	printf("\nVolume\n");
	zout_match_print_line("needed gain",
	                      "%.1f dB from %.3g V; %.1f to %.1f dB leave %.0f to %.0f dB for quiet recordings [%s]",
	                      zout_never_minus_zero(m->needed_gain_db, 1),
	                      m->source_vrms,
	                      zout_never_minus_zero(m->needed_gain_db + ZOUT_MATCH_RESERVE_LOW_DB, 1),
	                      zout_never_minus_zero(m->needed_gain_db + ZOUT_MATCH_RESERVE_HIGH_DB, 1),
	                      ZOUT_MATCH_RESERVE_LOW_DB,
	                      ZOUT_MATCH_RESERVE_HIGH_DB,
	                      zout_match_sure(c, ZOUT_FIGURE_GAIN));
	print_control(c, "control", &m->present);
	if (fabs(m->suggested.gain_db - m->present.gain_db) > 0.05) {
		print_control(c, "suggested", &m->suggested);
	}
	const ZoutDifference* const d = &m->differences[ZOUT_DIFFERENCE_BALANCE];
	zout_match_print_line("balance",
	                      "%.2f dB apart is %s, which may be heard [%s]",
	                      d->value,
	                      zout_match_bound_text(d->margin_db < 0.0, d->audible, 1).text,
	                      zout_match_sure(c, ZOUT_FIGURE_BALANCE));
}

void
zout_match_print(const ZoutMatchCase* const c)
{
	printf("%s, %s, source %.3g V, target %.4g dB SPL\n\n",
	       c->amp_name.text,
	       c->phones->label,
	       c->match.source_vrms,
	       c->match.asked.target_db);
	print_loudness(c);
	print_volume(c);
	zout_match_print_colour(c);
	zout_match_print_dose(c);

	printf("\nRules of thumb\n");
	for (unsigned i = 0; i < ZOUT_N_RULES; ++i) {
		const ZoutMatchLine line = zout_match_rule_text(c, (ZoutRuleId)i);
		if (*line.text) {
			printf("  %s\n", line.text);
		}
	}
	zout_match_print_next(c);
}
