// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_lines.h"

#include <math.h>
#include <stdio.h>

_Static_assert(ZOUT_MAX_SERIES >= 2 * ZOUT_MAX_SUBJECTS, "two lines for each amplifier");

static ZoutSeries*
add_series(ZoutChart* const chart, const unsigned colour, const char* const label)
{
	if (chart->plot.n_series == ZOUT_MAX_SERIES) {
		return NULL;
	}
	ZoutSeries* const series = &chart->plot.series[chart->plot.n_series++];
	*series                  = (ZoutSeries){.colour = colour};
	snprintf(series->label, sizeof(series->label), "%.63s", label);
	return series;
}

/// Whether two levels, or two loads, are printed as one
static bool
alike(const double a, const double b)
{
	static const double part = 0.005;
	return fabs(a - b) <= part * fmax(fabs(a), fabs(b));
}

/// Leaves of the chart's conditions what one more line shares
static void
share(ZoutChart* const chart, const ZoutConditions* const at)
{
	ZoutConditions* const common = &chart->common;
	if (!chart->described) {
		*common          = *at;
		chart->described = true;
		return;
	}
	if (!alike(common->level_vrms, at->level_vrms)) {
		common->level_vrms = 0.0;
	}
	if (!alike(common->tone_hz, at->tone_hz)) {
		common->tone_hz = 0.0;
	}
	if (!alike(common->load_ohm, at->load_ohm)) {
		common->load_ohm = (double)NAN;
	}
	if (!alike(common->band.high_hz, at->band.high_hz)) {
		common->band.high_hz = 0.0;
	}
}

/// What tells a curve from its neighbours in a chart of one subject
static void
label_curve(const ZoutSubject* const subject, const ZoutCurve* const curve, char text[64])
{
	char load[32];
	switch (curve->definition) {
	case ZOUT_DEF_SPECTRUM:
		snprintf(text, 64, "%s", zout_channel_name(curve->channel));
		break;
	case ZOUT_DEF_CROSSTALK:
		snprintf(text, 64, "into the %s channel", zout_channel_name(curve->channel));
		break;
	case ZOUT_DEF_RESPONSE:
	case ZOUT_DEF_THDN_POWER:
		snprintf(text, 64, "%.63s", zout_subject_load(subject, &curve->conditions, load));
		break;
	case ZOUT_DEF_THDN_FREQUENCY:
		snprintf(text, 64, "20 Hz to %.3g kHz", curve->conditions.band.high_hz / 1e3);
		break;
	case ZOUT_DEF_THDN_BEYOND:
		snprintf(text, 64, "with a hotter source");
		break;
	case ZOUT_DEF_LOAD_PHASE:
		snprintf(text, 64, "phase");
		break;
	case ZOUT_DEF_LOAD_Z:
		snprintf(text, 64, "magnitude");
		break;
	default:
		*text = '\0';
	}
}

/// Whether a curve belongs to a chart, by its load
static bool
load_matches(const ZoutLines lines, const ZoutCurve* const curve)
{
	switch (lines) {
	case ZOUT_LINES_INTO_300_OHM:
		return fabs(curve->conditions.load_ohm - 300.0) < 0.5;
	case ZOUT_LINES_INTO_32_OHM:
		return fabs(curve->conditions.load_ohm - 32.0) < 0.5;
	default:
		return true;
	}
}

/// Whether a chart of this definition shows a curve; `found` is how many it shows already
static bool
belongs(const ZoutCurve* const curve,
        const ZoutLines        lines,
        const ZoutDefinition   definition,
        const bool             alone,
        const unsigned         found)
{
	const bool one_load = lines == ZOUT_LINES_INTO_300_OHM || lines == ZOUT_LINES_INTO_32_OHM;
	const bool beyond   = curve->definition == ZOUT_DEF_THDN_BEYOND && one_load;
	const bool phase    = curve->definition == ZOUT_DEF_LOAD_PHASE && definition == ZOUT_DEF_LOAD_Z && alone;
	const bool wanted   = curve->definition == definition || beyond || phase;
	return wanted && load_matches(lines, curve) && (lines != ZOUT_LINES_FIRST || !found);
}

static void
add_curves(ZoutChart* const         chart,
           const ZoutLines          lines,
           const ZoutDefinition     definition,
           const ZoutSubject* const subject,
           const unsigned           number,
           const bool               alone)
{
	const bool spectrum = definition == ZOUT_DEF_SPECTRUM || definition == ZOUT_DEF_MULTITONE;
	unsigned   found    = 0;
	for (size_t i = 0; i < subject->results.n_curves; ++i) {
		const ZoutCurve* const curve = &subject->results.curves[i];
		if (!belongs(curve, lines, definition, alone, found)) {
			continue;
		}
		char label[64] = "";
		if (alone) {
			label_curve(subject, curve, label);
		} else if (!found) { // one entry in the legend is enough
			snprintf(label, sizeof(label), "%.63s", subject->legend);
		}
		const bool        beyond = curve->definition == ZOUT_DEF_THDN_BEYOND;
		const unsigned    colour = !alone ? number : beyond ? 0 : found;
		ZoutSeries* const series = add_series(chart, colour, label);
		if (series) {
			series->x        = curve->x;
			series->y        = curve->y;
			series->n_points = curve->n_points;
			series->right    = curve->definition == ZOUT_DEF_LOAD_PHASE;
			series->dashed   = beyond || series->right || (!alone && found);
			series->width    = spectrum ? 1.0 : 0.0;
			++found;
			share(chart, &curve->conditions);
		}
	}
}

static void
add_harmonics(ZoutChart* const         chart,
              const ZoutSubject* const subject,
              const unsigned           number,
              const unsigned           n_subjects)
{
	static const double group  = 0.7; // of what one harmonic has, so that the room between two is wider than in one
	const ZoutFigure*   figure = NULL;
	const unsigned      row    = chart->plot.n_series;
	ZoutSeries* const   series = add_series(chart, number, n_subjects > 1 ? subject->legend : "");
	const double        offset = group * ((number + 0.5) / n_subjects - 0.5);
	unsigned            n      = 0;
	while (series && (figure = zout_results_find(&subject->results, ZOUT_DEF_HARMONIC, ZOUT_CHANNEL_LEFT, figure))) {
		if (n + 3U <= ZOUT_CHART_POINTS && isfinite(figure->value)) {
			for (unsigned i = 0; i < 3; ++i) {
				chart->x[row][n + i] = figure->conditions.harmonic + offset;
			}
			chart->y[row][n]      = -(double)INFINITY; // from the bottom
			chart->y[row][n + 1U] = figure->value;
			chart->y[row][n + 2U] = (double)NAN;
			n += 3U;
			share(chart, &figure->conditions);
		}
	}
	if (series) {
		series->x        = chart->x[row];
		series->y        = chart->y[row];
		series->n_points = n;
		series->width    = n_subjects > 1 ? fmax(18.0 / n_subjects, 2.0) : 18.0;
	}
}

/// Power into each load, with this source or as much source as it takes
static void
add_powers(ZoutChart* const         chart,
           const ZoutSubject* const subject,
           const ZoutDefinition     definition,
           const unsigned           colour,
           const char* const        label)
{
	const ZoutFigure* figure = NULL;
	const unsigned    row    = chart->plot.n_series;
	ZoutSeries* const series = add_series(chart, colour, label);
	unsigned          n      = 0;
	while (series && n < ZOUT_CHART_POINTS &&
	       (figure = zout_results_find(&subject->results, definition, ZOUT_CHANNEL_LEFT, figure))) {
		chart->x[row][n]   = figure->conditions.load_ohm;
		chart->y[row][n++] = figure->value;
		share(chart, &figure->conditions);
	}
	if (series) {
		series->x        = chart->x[row];
		series->y        = chart->y[row];
		series->n_points = n;
		series->dashed   = definition == ZOUT_DEF_POWER_1PC;
	}
}

void
zout_lines_add(ZoutChart* const         chart,
               const ZoutLines          lines,
               const ZoutDefinition     definition,
               const ZoutSubject* const subject,
               const unsigned           number,
               const unsigned           n_subjects)
{
	const bool alone = n_subjects == 1;
	switch (lines) {
	case ZOUT_LINES_NONE:
		break;
	case ZOUT_LINES_HARMONICS:
		add_harmonics(chart, subject, number, n_subjects);
		break;
	case ZOUT_LINES_POWERS:
		add_powers(chart, subject, ZOUT_DEF_POWER, number, alone ? "with this source" : subject->legend);
		add_powers(chart, subject, ZOUT_DEF_POWER_1PC, number, alone ? "with a hotter source" : "");
		break;
	default:
		add_curves(chart, lines, definition, subject, number, alone);
	}
}
