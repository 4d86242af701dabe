// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* All about one amplifier with one headphone: each line a figure and the sentence that follows from it. */

#include "audio/attributes.h"
#include "cli/columns.h"
#include "cli/match.h"
#include "measure/match_dose.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { LABEL_COLUMNS = 14 };

static void
print_line(const char* const label, const char* const format, ...) ZOUT_PRINTF(2, 3);

static void
print_line(const char* const label, const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	printf("  ");
	zout_print_padded(label, LABEL_COLUMNS);
	vprintf(format, args);
	printf("\n");
	va_end(args);
}

static const char*
sure(const ZoutMatchCase* const c, const ZoutFigure figure)
{
	return zout_confidence_name(zout_match_confidence(c, figure));
}

static void
print_sensitivity(const ZoutMatchCase* const c)
{
	const ZoutMatch* const m = &c->match;
	print_line("sensitivity",
	           "%.1f dB SPL at 1 V = %.1f dB SPL at 1 mW into %.3g ohm [%s]",
	           m->sensitivity_db,
	           m->sensitivity_per_mw_db,
	           m->load.reference_ohm,
	           sure(c, ZOUT_FIGURE_LEVEL));
	if (isnan(c->stated_db)) {
		return;
	}
	const double as_other =
		c->stated_per_mw ? c->stated_db : zout_match_per_volt_db(c->stated_db, m->load.reference_ohm);
	const double apart = m->sensitivity_db - c->preset_db;
	print_line("",
	           "yours is %+.1f dB from the preset's %.1f dB/V; read as %s it would be %+.1f dB from it%s",
	           apart,
	           c->preset_db,
	           c->stated_per_mw ? "dB/V" : "dB/mW",
	           as_other - c->preset_db,
	           fabs(as_other - c->preset_db) < fabs(apart) ? ": is it that?" : "");
}

static void
print_loudness(const ZoutMatchCase* const c)
{
	const ZoutMatch* const m = &c->match;
	const ZoutSine* const  s = &m->reach.sine;
	printf("Loudness\n");
	print_line("reach",
	           "%.1f dB SPL sine, %.1f dB SPL peak, +-%.0f dB; limited by %s",
	           s->spl_db,
	           s->peak_spl_db,
	           zout_match_level_uncertainty_db(c),
	           zout_match_limit_name(m->reach.limit));
	print_line("",
	           "%s, %s, %s at 1 kHz, where the headphone has %.3g ohm",
	           zout_match_si_text(s->voltage_vrms, "V").text,
	           zout_match_si_text(s->current_a, "A").text,
	           zout_match_si_text(s->power_w, "W").text,
	           s->load_ohm);
	print_line("limits",
	           "voltage %.3g V (source and gain), clipping %.3g V, current %.3g V, unloaded at 1 kHz [%s]",
	           m->reach.allowed_vrms[ZOUT_LIMIT_SOURCE],
	           m->reach.allowed_vrms[ZOUT_LIMIT_CLIPPING],
	           m->reach.allowed_vrms[ZOUT_LIMIT_CURRENT],
	           sure(c, ZOUT_FIGURE_LIMITS));
	if (m->weakest.limit != ZOUT_LIMIT_SOURCE && m->weakest.sine.open_vrms < 0.995 * s->open_vrms) {
		print_line("",
		           "at %s (%.3g ohm) %s begins %.1f dB earlier, at %.3g V",
		           zout_match_si_text(m->weakest.sine.frequency_hz, "Hz").text,
		           m->weakest.sine.load_ohm,
		           zout_match_limit_name(m->weakest.limit),
		           20.0 * log10(s->open_vrms / m->weakest.sine.open_vrms),
		           m->weakest.sine.open_vrms);
	}
	print_line("target",
	           "%.1f dB SPL needs %s, %s, %s; at most %s, at %s (%.3g ohm)",
	           m->asked.target_db,
	           zout_match_si_text(m->needed.voltage_vrms, "V").text,
	           zout_match_si_text(m->needed.current_a, "A").text,
	           zout_match_si_text(m->needed.power_w, "W").text,
	           zout_match_si_text(m->needed_at_lowest_a, "A").text,
	           zout_match_si_text(m->load.lowest_hz, "Hz").text,
	           m->load.lowest_ohm);
	print_line("headroom",
	           "%+.1f dB: %s",
	           m->headroom_db,
	           m->headroom_db >= 0.0 ? "the target is reached" : "the target is out of reach");
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
print_control(const char* const label, const ZoutVolume* const volume)
{
	if (volume->volume_db > 0.0) {
		print_line(
			label, "at %.3g dB gain the target is %.1f dB beyond full volume", volume->gain_db, volume->volume_db);
		return;
	}
	print_line(label,
	           "at %.3g dB gain it stands at %.1f dB for the target, about %s o'clock; channels %.2f dB apart",
	           volume->gain_db,
	           volume->volume_db,
	           clock_text(volume->clock_h).text,
	           volume->balance_db);
}

static void
print_volume(const ZoutMatchCase* const c)
{
	const ZoutMatch* const m = &c->match;
	printf("\nVolume\n");
	print_line("needed gain",
	           "%.1f dB from %.3g V; %.1f to %.1f dB leave %.0f to %.0f dB for quiet recordings [%s]",
	           m->needed_gain_db,
	           m->source_vrms,
	           m->needed_gain_db + ZOUT_MATCH_RESERVE_LOW_DB,
	           m->needed_gain_db + ZOUT_MATCH_RESERVE_HIGH_DB,
	           ZOUT_MATCH_RESERVE_LOW_DB,
	           ZOUT_MATCH_RESERVE_HIGH_DB,
	           sure(c, ZOUT_FIGURE_GAIN));
	print_control("control", &m->present);
	if (m->headroom_db < 0.0 && m->present.volume_db <= 0.0) {
		print_line(
			"", "but %s sets in %.1f dB below the target", zout_match_limit_name(m->reach.limit), -m->headroom_db);
	}
	if (fabs(m->suggested.gain_db - m->present.gain_db) > 0.05) {
		print_control("suggested", &m->suggested);
	}
	const ZoutDifference* const d = &m->differences[ZOUT_DIFFERENCE_BALANCE];
	print_line("balance",
	           "%.2f dB apart is %s %.1f dB, which may be heard [%s]",
	           d->value,
	           d->margin_db >= 0.0 ? "not below" : "below",
	           d->audible,
	           sure(c, ZOUT_FIGURE_BALANCE));
}

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
		print_line("hiss",
		           "%.0f dB SPL(A) from %.3g uV(A), +-%.0f dB; %s [%s]",
		           m->silence.noise_db,
		           1e6 * m->silence.noise_vrms,
		           zout_match_hiss_uncertainty_db(c),
		           hiss_note(m->silence.noise_db, m->differences[ZOUT_DIFFERENCE_HISS].audible),
		           sure(c, ZOUT_FIGURE_HISS));
	} else {
		print_line("hiss", "none [%s]", sure(c, ZOUT_FIGURE_HISS));
	}
	if (isfinite(m->silence.hum_db)) {
		const ZoutDifference* const d = &m->differences[ZOUT_DIFFERENCE_HUM];
		print_line("hum",
		           "%.0f dB SPL from %.3g uV; %s %.0f dB, the threshold of hearing at %g Hz [%s]",
		           d->value,
		           1e6 * m->silence.hum_vrms,
		           d->margin_db >= 0.0 ? "not below" : "below",
		           d->audible,
		           (double)c->settings.value[ZOUT_MAINS],
		           sure(c, ZOUT_FIGURE_HUM));
	}
}

static void
print_colour(const ZoutMatchCase* const c)
{
	const ZoutMatch* const      m = &c->match;
	const ZoutDifference* const d = m->differences;
	printf("\nColour\n");
	print_line("response",
	           "%+.2f dB at %s by the output impedance, %.2f dB from lowest to highest;",
	           m->response.largest_db,
	           zout_match_si_text(m->response.largest_hz, "Hz").text,
	           m->response.span_db);
	print_line("",
	           "%s %.1f dB, which may be heard if it is broad [%s]",
	           d[ZOUT_DIFFERENCE_RESPONSE].margin_db >= 0.0 ? "not below" : "below",
	           d[ZOUT_DIFFERENCE_RESPONSE].audible,
	           sure(c, ZOUT_FIGURE_RESPONSE));
	print_noise(c);
	if (isfinite(m->distortion.thd_db)) {
		print_line("distortion",
		           "%.1f dB (%.2g %%) at %.1f dB SPL and 1 kHz; %s %.0f dB, where music hides H2 [%s]",
		           m->distortion.thd_db,
		           100.0 * pow(10.0, m->distortion.thd_db / 20.0),
		           m->heard.spl_db,
		           d[ZOUT_DIFFERENCE_DISTORTION].margin_db >= 0.0 ? "not below" : "below",
		           d[ZOUT_DIFFERENCE_DISTORTION].audible,
		           sure(c, ZOUT_FIGURE_DISTORTION));
	} else {
		print_line("distortion", "none below clipping [%s]", sure(c, ZOUT_FIGURE_DISTORTION));
	}
}

static void
print_dose_at(const char* const label, const char* const what, const double level_db)
{
	print_line(label,
	           "%.0f dB SPL %s: NIOSH day %s; WHO week %s, for children %s",
	           level_db,
	           what,
	           zout_match_time_text(zout_match_niosh_day_h(level_db)).text,
	           zout_match_time_text(zout_match_who_week_h(level_db)).text,
	           zout_match_time_text(zout_match_who_child_week_h(level_db)).text);
}

void
zout_match_print(const ZoutMatchCase* const c)
{
	printf("%s, %s, source %.3g V, target %.4g dB SPL\n\n",
	       c->amp->label,
	       c->phones->label,
	       c->match.source_vrms,
	       c->match.asked.target_db);
	print_loudness(c);
	print_volume(c);
	print_colour(c);

	printf("\nHearing: time until the dose is full\n");
	print_dose_at("tone", "held", c->match.heard.spl_db);
	print_dose_at("music", "on average, at -14 LUFS", c->match.programme_db);

	printf("\nRules of thumb\n");
	for (unsigned i = 0; i < ZOUT_N_RULES; ++i) {
		const ZoutMatchLine line = zout_match_rule_text(c, (ZoutRuleId)i);
		if (*line.text) {
			printf("  %s\n", line.text);
		}
	}
	zout_match_print_next(c);
}
