// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Numbers as the advice words them. */

#include "cli/match.h"
#include "cli/number.h"

#include <math.h>
#include <stdio.h>

static const char* const limits[ZOUT_N_LIMITS] =
	{[ZOUT_LIMIT_SOURCE] = "voltage", [ZOUT_LIMIT_CLIPPING] = "clipping", [ZOUT_LIMIT_CURRENT] = "current"};

static const char* const differences[ZOUT_N_DIFFERENCES] = {
	[ZOUT_DIFFERENCE_RESPONSE]   = "response",
	[ZOUT_DIFFERENCE_HISS]       = "hiss",
	[ZOUT_DIFFERENCE_HUM]        = "hum",
	[ZOUT_DIFFERENCE_DISTORTION] = "distortion",
	[ZOUT_DIFFERENCE_BALANCE]    = "balance",
};

double
zout_match_largest_volume_db(const ZoutMatchCase* const c)
{
	return c->match.present.volume_db + fmin(c->match.headroom_db, 0.0);
}

const char*
zout_match_limit_name(const ZoutLimit limit)
{
	return limits[limit];
}

const char*
zout_match_difference_name(const ZoutDifferenceId id)
{
	return differences[id];
}

ZoutMatchLine
zout_match_difference_text(const ZoutMatchCase* const c, const ZoutDifferenceId id)
{
	ZoutMatchLine line  = {"none"};
	const double  value = c->match.differences[id].value;
	if (!isfinite(value)) {
		return line;
	}
	switch (id) {
	case ZOUT_DIFFERENCE_RESPONSE:
		snprintf(line.text,
		         sizeof(line.text),
		         "%+.2f dB at %s",
		         zout_never_minus_zero(value, 2),
		         zout_match_si_text(c->match.response.largest_hz, "Hz").text);
		break;
	case ZOUT_DIFFERENCE_HISS:
		snprintf(line.text, sizeof(line.text), "%.0f dB SPL(A)", zout_never_minus_zero(value, 0));
		break;
	case ZOUT_DIFFERENCE_HUM:
		snprintf(line.text, sizeof(line.text), "%.0f dB SPL", zout_never_minus_zero(value, 0));
		break;
	case ZOUT_DIFFERENCE_DISTORTION:
		snprintf(line.text, sizeof(line.text), "%.1f dB of harmonics", value);
		break;
	case ZOUT_DIFFERENCE_BALANCE:
		snprintf(line.text, sizeof(line.text), "%.2f dB between the channels", value);
		break;
	case ZOUT_N_DIFFERENCES:
		break;
	}
	return line;
}

ZoutMatchLine
zout_match_loads_text(const ZoutMatchCase* const c)
{
	ZoutMatchLine line;
	if (!isfinite(c->largest_load_ohm)) {
		snprintf(line.text, sizeof(line.text), "%.6g ohm and up", c->least_load_ohm);
	} else if (!isfinite(c->least_load_ohm)) {
		snprintf(line.text, sizeof(line.text), "up to %.6g ohm", c->largest_load_ohm);
	} else {
		snprintf(line.text, sizeof(line.text), "%.6g to %.6g ohm", c->least_load_ohm, c->largest_load_ohm);
	}
	return line;
}

ZoutMatchWord
zout_match_figure_text(const double value)
{
	const double  step = fabs(value) < 999.5 ? 0.0 : pow(10.0, floor(log10(fabs(value))) - 2.0);
	ZoutMatchWord word;
	if (step > 0.0) {
		snprintf(word.text, sizeof(word.text), "%.0f", step * round(value / step));
	} else {
		snprintf(word.text, sizeof(word.text), "%.3g", value);
	}
	return word;
}

ZoutMatchWord
zout_match_bound_text(const bool below, const double bound_db, const int decimals)
{
	ZoutMatchWord word;
	snprintf(word.text, sizeof(word.text), below ? "below %.*f dB" : "%.*f dB or more", decimals, bound_db);
	return word;
}

ZoutMatchWord
zout_match_si_text(const double value, const char* const unit)
{
	static const struct {
		double      least;
		const char* prefix;
	} prefixes[] = {{1e3, "k"}, {1.0, ""}, {1e-3, "m"}, {1e-6, "u"}, {1e-9, "n"}, {1e-12, "p"}};
	unsigned i   = 0;
	while (i + 1U < sizeof(prefixes) / sizeof(prefixes[0]) && fabs(value) < 0.9995 * prefixes[i].least) {
		++i;
	}
	const double  scaled = value / prefixes[i].least;
	const int     digits = fabs(scaled) < 9.995 ? 2 : fabs(scaled) < 99.95 ? 1 : 0; // three figures
	ZoutMatchWord word;
	snprintf(word.text, sizeof(word.text), "%.*f %s%s", digits, scaled, prefixes[i].prefix, unit);
	return word;
}

ZoutMatchWord
zout_match_time_text(const double hours, const double all_hours)
{
	ZoutMatchWord word;
	const double  minutes = 60.0 * hours;
	if (hours >= all_hours) {
		snprintf(word.text, sizeof(word.text), "never full");
	} else if (minutes < 1.0) {
		snprintf(word.text, sizeof(word.text), "%.0f s", 60.0 * minutes);
	} else if (minutes < 100.0) {
		snprintf(word.text, sizeof(word.text), "%.*f min", minutes < 10.0 ? 1 : 0, minutes);
	} else {
		snprintf(word.text, sizeof(word.text), "%.*f h", hours < 10.0 ? 1 : 0, hours);
	}
	return word;
}
