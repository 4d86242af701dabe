// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_charts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Which curves of a definition a chart shows
typedef enum {
	ALL,          ///< Every one
	FIRST,        ///< The first: that of the load that was asked for
	INTO_300_OHM, ///< Those into this load, and what a hotter source does, dashed
	INTO_32_OHM,
	HARMONICS, ///< Lines made of figures
	POWERS,    ///< Likewise
} Choice;

typedef struct {
	ZoutDefinition definition;
	Choice         one;  ///< For one subject
	Choice         many; ///< For several
	const char*    title;
	ZoutAxis       x;
	const char*    y_label;
	double         floor; ///< The least and the greatest that an axis shows
	double         ceiling;
	double         least; ///< Span
} Spec;

static const Spec specs[] = {
	{ZOUT_DEF_SPECTRUM,
     ALL,
     FIRST,
     "Spectrum of the dashboard",
     {"Frequency, Hz", true, 20, 24e3, 0},
     "Level, dBV",
     -180,
     40,
     120},
	{ZOUT_DEF_HARMONIC,
     HARMONICS,
     HARMONICS,
     "Harmonics",
     {"Harmonic", false, 1, 10, 1},
     "Relative to the fundamental, dB",
     -160,
     0,
     60},
	{ZOUT_DEF_RESPONSE,
     ALL,
     FIRST,
     "Frequency response",
     {"Frequency, Hz", true, 20, 100e3, 0},
     "Relative to 1 kHz, dB",
     -12,
     12,
     5},
	{ZOUT_DEF_MULTITONE,
     ALL,
     FIRST,
     "32-tone multitone",
     {"Frequency, Hz", true, 20, 24e3, 0},
     "Relative to one tone, dB",
     -180,
     20,
     120},
	{ZOUT_DEF_THDN_FREQUENCY,
     ALL,
     FIRST,
     "THD+N against frequency",
     {"Frequency, Hz", true, 20, 20e3, 0},
     "THD+N, dB",
     -160,
     0,
     50},
	{ZOUT_DEF_THDN_POWER,
     INTO_300_OHM,
     INTO_300_OHM,
     "THD+N against power into 300 ohm",
     {"Power, mW", true, 1e-3, 1e3, 0},
     "THD+N, dB",
     -140,
     0,
     60},
	{ZOUT_DEF_THDN_POWER,
     INTO_32_OHM,
     INTO_32_OHM,
     "THD+N against power into 32 ohm",
     {"Power, mW", true, 1e-2, 1e4, 0},
     "THD+N, dB",
     -140,
     0,
     60},
	{ZOUT_DEF_THDN_POWER,
     ALL,
     FIRST,
     "THD+N against power into 16 to 600 ohm",
     {"Power, mW", true, 1e-3, 1e4, 0},
     "THD+N, dB",
     -140,
     0,
     60},
	{ZOUT_DEF_POWER,
     POWERS,
     POWERS,
     "Power against load",
     {"Load, ohm", true, 10, 1000, 0},
     "Power, dB above 1 mW",
     -40,
     60,
     20},
	{ZOUT_DEF_BALANCE,
     ALL,
     FIRST,
     "Channel balance against volume",
     {"Volume setting, dB", false, -80, 0, 20},
     "Left over right, dB",
     -12,
     12,
     1},
	{ZOUT_DEF_CROSSTALK,
     ALL,
     ALL,
     "Crosstalk",
     {"Frequency, Hz", true, 20, 20e3, 0},
     "Silent over driven channel, dB",
     -180,
     0,
     60},
	{ZOUT_DEF_SOURCE_Z,
     ALL,
     FIRST,
     "Output impedance",
     {"Frequency, Hz", true, 20, 20e3, 0},
     "Magnitude, ohm",
     0,
     1e4,
     1},
	{ZOUT_DEF_LOAD_Z,
     ALL,
     FIRST,
     "Impedance of the load",
     {"Frequency, Hz", true, 20, 20e3, 0},
     "Magnitude, ohm",
     0,
     1e4,
     10},
};

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

static bool
chosen(const Choice choice, const ZoutCurve* const curve)
{
	switch (choice) {
	case INTO_300_OHM:
		return fabs(curve->conditions.load_ohm - 300.0) < 0.5;
	case INTO_32_OHM:
		return fabs(curve->conditions.load_ohm - 32.0) < 0.5;
	default:
		return true;
	}
}

static void
add_curves(ZoutChart* const         chart,
           const Spec* const        spec,
           const ZoutSubject* const subject,
           const unsigned           number,
           const bool               alone)
{
	const Choice choice = alone ? spec->one : spec->many;
	const bool   hotter = choice == INTO_300_OHM || choice == INTO_32_OHM;
	unsigned     found  = 0;
	for (size_t i = 0; i < subject->results.n_curves; ++i) {
		const ZoutCurve* const curve  = &subject->results.curves[i];
		const bool             beyond = curve->definition == ZOUT_DEF_THDN_BEYOND && hotter;
		const bool             phase  = curve->definition == ZOUT_DEF_LOAD_PHASE && spec->definition == ZOUT_DEF_LOAD_Z;
		const bool             more   = beyond || (phase && alone);
		if ((curve->definition != spec->definition && !more) || !chosen(choice, curve) || (choice == FIRST && found)) {
			continue;
		}
		char label[64] = "";
		if (alone) {
			label_curve(subject, curve, label);
		}
		const bool        again  = !alone && (beyond || found); // one entry in the legend is enough
		const unsigned    colour = !alone ? number : beyond && found ? 0 : found;
		ZoutSeries* const series = add_series(chart, colour, alone ? label : again ? "" : subject->amp);
		if (series) {
			series->x        = curve->x;
			series->y        = curve->y;
			series->n_points = curve->n_points;
			series->dashed   = beyond || phase || (!alone && found);
			series->right    = phase;
			series->width = spec->definition == ZOUT_DEF_SPECTRUM || spec->definition == ZOUT_DEF_MULTITONE ? 1.0 : 0.0;
			++found;
		}
	}
}

static void
add_harmonics(ZoutChart* const         chart,
              const ZoutSubject* const subject,
              const unsigned           number,
              const unsigned           n_subjects)
{
	static const double spread = 0.7;
	const ZoutFigure*   figure = NULL;
	const unsigned      row    = chart->plot.n_series;
	ZoutSeries* const   series = add_series(chart, number, n_subjects > 1 ? subject->amp : "");
	const double        offset = n_subjects > 1 ? spread * ((double)number / (n_subjects - 1U) - 0.5) : 0.0;
	unsigned            n      = 0;
	while (series && (figure = zout_results_find(&subject->results, ZOUT_DEF_HARMONIC, ZOUT_CHANNEL_LEFT, figure))) {
		if (n + 3U <= ZOUT_CHART_POINTS && isfinite(figure->value)) {
			for (unsigned i = 0; i < 3; ++i) {
				chart->x[row][n + i] = figure->conditions.harmonic + offset;
			}
			chart->y[row][n]      = -INFINITY; // from the bottom
			chart->y[row][n + 1U] = figure->value;
			chart->y[row][n + 2U] = NAN;
			n += 3U;
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
		chart->y[row][n++] = 10.0 * log10(figure->value);
	}
	if (series) {
		series->x        = chart->x[row];
		series->y        = chart->y[row];
		series->n_points = n;
		series->dashed   = definition == ZOUT_DEF_POWER_1PC;
	}
}

static void
add_subject(ZoutChart* const   chart,
            const Spec* const  spec,
            const ZoutSubject* subject,
            const unsigned     i,
            const unsigned     n)
{
	switch (n > 1 ? spec->many : spec->one) {
	case HARMONICS:
		add_harmonics(chart, subject, i, n);
		break;
	case POWERS:
		add_powers(chart, subject, ZOUT_DEF_POWER, n > 1 ? i : 0, n > 1 ? subject->amp : "with this source");
		add_powers(chart, subject, ZOUT_DEF_POWER_1PC, n > 1 ? i : 0, n > 1 ? "" : "with a hotter source");
		break;
	default:
		add_curves(chart, spec, subject, i, n == 1);
	}
}

/// Range of the left axis from what the lines show, in the part of x that is shown
static void
fit_y(ZoutPlot* const plot, const Spec* const spec)
{
	double low  = INFINITY;
	double high = -INFINITY;
	for (unsigned s = 0; s < plot->n_series; ++s) {
		const ZoutSeries* const series = &plot->series[s];
		for (size_t i = 0; i < series->n_points && !series->right; ++i) {
			if (isfinite(series->y[i]) && series->x[i] >= plot->x.min && series->x[i] <= plot->x.max) {
				low  = fmin(low, fmax(series->y[i], spec->floor));
				high = fmax(high, fmin(series->y[i], spec->ceiling));
			}
		}
	}
	if (low > high) {
		low  = spec->floor;
		high = spec->floor + spec->least;
	}
	if (spec->definition == ZOUT_DEF_SOURCE_Z || spec->definition == ZOUT_DEF_LOAD_Z) {
		low = 0.0; // an impedance is read from zero on
		zout_axis_fit(&plot->y, low, fmax(1.1 * high, spec->least), 0.0);
		return;
	}
	if (spec->definition == ZOUT_DEF_HARMONIC) {
		low -= 10.0; // else the lowest bar has no height
	}
	zout_axis_fit(&plot->y, low, high, spec->least);
}

static void
write_caption(ZoutChart* const chart, const Spec* const spec, const ZoutSubject* const subject)
{
	char conditions[160] = "";
	for (size_t i = 0; i < subject->results.n_curves && !*conditions; ++i) {
		const ZoutCurve* const curve = &subject->results.curves[i];
		if (curve->definition == spec->definition && chosen(spec->one, curve)) {
			zout_subject_conditions(subject, &curve->conditions, conditions);
		}
	}
	const ZoutFigure* const figure = zout_results_find(&subject->results, spec->definition, ZOUT_CHANNEL_LEFT, NULL);
	if (!*conditions && figure) {
		zout_subject_conditions(subject, &figure->conditions, conditions);
	}
	snprintf(chart->caption, sizeof(chart->caption), "%s: %s", zout_definition_info(spec->definition)->id, conditions);
}

bool
zout_chart(const ZoutSubject* const subjects, const unsigned n_subjects, const unsigned index, ZoutChart* const chart)
{
	if (index >= sizeof(specs) / sizeof(specs[0])) {
		return false;
	}
	const Spec* const spec = &specs[index];
	memset(chart, 0, sizeof(*chart));
	chart->plot.title   = spec->title;
	chart->plot.x       = spec->x;
	chart->plot.y.label = spec->y_label;
	if (n_subjects > 1 && spec->definition == ZOUT_DEF_THDN_POWER && spec->many == FIRST) {
		return true; // the ladder of each would hide that of the others
	}
	const unsigned shown = n_subjects > 1 && spec->definition == ZOUT_DEF_LOAD_Z ? 1 : n_subjects; // one load for all
	for (unsigned i = 0; i < shown; ++i) {
		add_subject(chart, spec, &subjects[i], i, n_subjects);
	}
	fit_y(&chart->plot, spec);
	write_caption(chart, spec, &subjects[0]);
	if (spec->definition == ZOUT_DEF_LOAD_Z && n_subjects == 1) {
		chart->plot.right = (ZoutAxis){"Phase, degree", false, -90.0, 90.0, 45.0};
	}
	return true;
}
