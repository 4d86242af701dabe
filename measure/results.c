// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/results.h"

#include <stdlib.h>
#include <string.h>

const ZoutDefinitionInfo*
zout_definition_info(const ZoutDefinition definition)
{
	static const ZoutDefinitionInfo infos[] = {
#define ZOUT_DEFINITION(name, id, title, unit, text) {id, title, unit, text},
#include "measure/definitions.def"
#undef ZOUT_DEFINITION
	};
	return &infos[definition];
}

void
zout_results_clear(ZoutResults* const results)
{
	for (size_t i = 0; i < results->n_curves; ++i) {
		free(results->curves[i].x);
		free(results->curves[i].y);
	}
	free(results->curves);
	free(results->figures);
	*results = (ZoutResults){.figures = NULL};
}

void
zout_results_add(ZoutResults* const          results,
                 const ZoutDefinition        definition,
                 const ZoutChannel           channel,
                 const ZoutConditions* const conditions,
                 const double                value)
{
	ZoutFigure* const more = (ZoutFigure*)realloc(results->figures, (results->n_figures + 1U) * sizeof(ZoutFigure));
	if (!more) {
		results->status = ZOUT_MEASURE_NO_MEMORY;
		return;
	}
	results->figures                       = more;
	results->figures[results->n_figures++] = (ZoutFigure){definition, channel, *conditions, value};
}

static double*
copy(const double* const values, const size_t n)
{
	double* const to = (double*)malloc((n + 1U) * sizeof(double));
	if (to && n) {
		memcpy(to, values, n * sizeof(double));
	}
	return to;
}

void
zout_results_add_curve(ZoutResults* const          results,
                       const ZoutDefinition        definition,
                       const ZoutChannel           channel,
                       const ZoutConditions* const conditions,
                       const double* const         x,
                       const double* const         y,
                       const size_t                n_points)
{
	ZoutCurve* const more  = (ZoutCurve*)realloc(results->curves, (results->n_curves + 1U) * sizeof(ZoutCurve));
	ZoutCurve        curve = {definition, channel, *conditions, n_points, copy(x, n_points), copy(y, n_points)};
	results->curves        = more ? more : results->curves;
	if (!more || !curve.x || !curve.y) {
		free(curve.x);
		free(curve.y);
		results->status = ZOUT_MEASURE_NO_MEMORY;
		return;
	}
	results->curves[results->n_curves++] = curve;
}

const ZoutFigure*
zout_results_find(const ZoutResults* const results,
                  const ZoutDefinition     definition,
                  const ZoutChannel        channel,
                  const ZoutFigure* const  after)
{
	const ZoutFigure* const end = results->figures + results->n_figures;
	for (const ZoutFigure* f = after ? after + 1 : results->figures; f && f < end; ++f) {
		if (f->definition == definition && f->channel == channel) {
			return f;
		}
	}
	return NULL;
}
