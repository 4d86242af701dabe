// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_charts.h"

#include "cli/measure_lines.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	ZoutDefinition definition;
	ZoutLines      one;  ///< For one subject
	ZoutLines      many; ///< For several
	const char*    title;
	ZoutAxis       x;
	const char*    y_label;
	double         y_step;
	double         floor; ///< The least and the greatest that an axis shows
	double         ceiling;
	double         least; ///< Span
} Spec;

#define ZOUT_CHART(definition, one, many, title, x, log, x_min, x_max, x_step, y, y_step, floor, ceiling, least) \
	{ZOUT_DEF_##definition,                                                                                      \
	 ZOUT_LINES_##one,                                                                                           \
	 ZOUT_LINES_##many,                                                                                          \
	 title,                                                                                                      \
	 {x, log, x_min, x_max, x_step},                                                                             \
	 y,                                                                                                          \
	 y_step,                                                                                                     \
	 floor,                                                                                                      \
	 ceiling,                                                                                                    \
	 least},
static const Spec specs[] = {
#include "cli/charts.def"
};
#undef ZOUT_CHART

/// Makes room for powers beyond the axis, in decades
static void
fit_powers(ZoutPlot* const plot)
{
	static const double decade = 10.0;
	for (unsigned s = 0; s < plot->n_series; ++s) {
		const ZoutSeries* const series = &plot->series[s];
		for (size_t i = 0; i < series->n_points; ++i) {
			while (isfinite(series->x[i]) && series->x[i] > plot->x.max) {
				plot->x.max *= decade;
			}
		}
	}
}

/// Range of the left axis from what the lines show, in the part of x that is shown
static void
fit_y(ZoutPlot* const plot, const Spec* const spec)
{
	double low  = (double)INFINITY;
	double high = -(double)INFINITY;
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
	if (spec->definition == ZOUT_DEF_POWER) {
		zout_axis_fit_log(&plot->y, low, high);
		return;
	}
	if (spec->definition == ZOUT_DEF_HARMONIC) {
		low -= 10.0; // else the lowest bar has no height
	}
	zout_axis_fit(&plot->y, low, high, spec->least);
}

/// The definition and what is true of all lines
static void
write_caption(ZoutChart* const chart, const Spec* const spec, const ZoutSubject* const subject)
{
	char conditions[160] = "";
	if (chart->described) {
		zout_subject_conditions(subject, &chart->common, conditions);
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
	chart->plot.title    = spec->title;
	chart->plot.x        = spec->x;
	chart->plot.y.label  = spec->y_label;
	chart->plot.y.step   = spec->y_step;
	const unsigned shown = n_subjects > 1 && spec->definition == ZOUT_DEF_LOAD_Z ? 1 : n_subjects; // one load for all
	for (unsigned i = 0; i < shown; ++i) {
		zout_lines_add(chart, n_subjects > 1 ? spec->many : spec->one, spec->definition, &subjects[i], i, n_subjects);
	}
	if (shown < n_subjects) {
		chart->plot.series[0].label[0] = '\0'; // it is of none of them
	}
	if (spec->definition == ZOUT_DEF_THDN_POWER) {
		fit_powers(&chart->plot);
	}
	fit_y(&chart->plot, spec);
	write_caption(chart, spec, &subjects[0]);
	if (spec->definition == ZOUT_DEF_LOAD_Z && n_subjects == 1) {
		chart->plot.right = (ZoutAxis){"Phase, degree", false, -90.0, 90.0, 45.0};
	}
	return true;
}
