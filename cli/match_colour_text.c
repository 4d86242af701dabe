// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What an amplifier adds, and how long the level may be heard: the second half of the page about one match. */

#include "cli/match.h"
#include "cli/number.h"
#include "measure/match_dose.h"

#include <math.h>
#include <stdio.h>

static const char*
hiss_note(const double hiss_db, const double audible_db)
{
	if (hiss_db < audible_db) {
		return "below 10 dB: silent";
	}
	return hiss_db < ZOUT_MATCH_QUIET_ROOM_DB ? "10 to 20 dB: heard in a very quiet room only"
	                                          : "above 20 dB: heard in a quiet room";
}

static void
print_noise(const ZoutMatchCase* const c)
{
	const ZoutMatch* const m = &c->match;
	if (isfinite(m->silence.noise_db)) {
		zout_match_print_line("hiss",
		                      "%.1f dB SPL(A) from %s uV(A), +-%.0f dB; %s [%s]",
		                      zout_never_minus_zero(m->silence.noise_db, 1),
		                      zout_match_figure_text(1e6 * m->silence.noise_vrms).text,
		                      zout_match_hiss_uncertainty_db(c),
		                      hiss_note(m->silence.noise_db, m->differences[ZOUT_DIFFERENCE_HISS].audible),
		                      zout_match_sure(c, ZOUT_FIGURE_HISS));
	} else {
		zout_match_print_line("hiss", "none [%s]", zout_match_sure(c, ZOUT_FIGURE_HISS));
	}
	if (isfinite(m->silence.hum_db)) {
		const ZoutDifference* const d = &m->differences[ZOUT_DIFFERENCE_HUM];
		zout_match_print_line("hum",
		                      "%.0f dB SPL from %s uV; %s, the threshold of hearing at %g Hz [%s]",
		                      zout_never_minus_zero(d->value, 0),
		                      zout_match_figure_text(1e6 * m->silence.hum_vrms).text,
		                      zout_match_bound_text(d->margin_db < 0.0, d->audible, 0).text,
		                      (double)c->settings.value[ZOUT_MAINS],
		                      zout_match_sure(c, ZOUT_FIGURE_HUM));
	}
}

void
zout_match_print_colour(const ZoutMatchCase* const c)
{
	const ZoutMatch* const      m = &c->match;
	const ZoutDifference* const d = m->differences;
	printf("\nColour\n");
	zout_match_print_line("response",
	                      "%+.2f dB at %s by the output impedance%s, %.2f dB from lowest to highest;",
	                      zout_never_minus_zero(m->response.largest_db, 2),
	                      zout_match_si_text(m->response.largest_hz, "Hz").text,
	                      c->settings.value[ZOUT_OUTPUT_CAPACITOR] > 0.0F ? " and capacitor" : "",
	                      m->response.span_db);
	zout_match_print_line(
		"",
		"%s, which may be heard if it is broad [%s]",
		zout_match_bound_text(d[ZOUT_DIFFERENCE_RESPONSE].margin_db < 0.0, d[ZOUT_DIFFERENCE_RESPONSE].audible, 1).text,
		zout_match_sure(c, ZOUT_FIGURE_RESPONSE));
	print_noise(c);
	if (isfinite(m->distortion.thd_db)) {
		zout_match_print_line(
			"distortion",
			"%.1f dB (%.2g %%) at %.1f dB SPL and 1 kHz; %s, where a tone hides its H2%s [%s]",
			m->distortion.thd_db,
			100.0 * pow(10.0, m->distortion.thd_db / 20.0),
			m->heard.spl_db,
			zout_match_bound_text(
				d[ZOUT_DIFFERENCE_DISTORTION].margin_db < 0.0, d[ZOUT_DIFFERENCE_DISTORTION].audible, 0)
				.text,
			zout_match_is_clipping(&m->distortion) ? ", but not clipping" : "",
			zout_match_sure(c, ZOUT_FIGURE_DISTORTION));
	} else {
		zout_match_print_line("distortion", "none below clipping [%s]", zout_match_sure(c, ZOUT_FIGURE_DISTORTION));
	}
}

static void
print_dose_at(const char* const label, const char* const what, const double level_db)
{
	zout_match_print_line(label,
	                      "%.0f dB SPL %s: NIOSH day %s; WHO week %s, for children %s",
	                      level_db,
	                      what,
	                      zout_match_time_text(zout_match_niosh_day_h(level_db), 24.0).text,
	                      zout_match_time_text(zout_match_who_week_h(level_db), 168.0).text,
	                      zout_match_time_text(zout_match_who_child_week_h(level_db), 168.0).text);
}

void
zout_match_print_dose(const ZoutMatchCase* const c)
{
	printf("\nHearing: time until the dose is full\n");
	print_dose_at("tone", "held", c->match.heard.spl_db);
	print_dose_at("music", "on average, at -14 LUFS", c->match.programme_db);
}
