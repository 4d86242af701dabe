// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_ranking.h"

#include <math.h>
#include <stddef.h>

const ZoutRankingInfo*
zout_ranking_info(const unsigned index)
{
	static const ZoutRankingInfo infos[] = {
		{"SINAD", "SINAD", ZOUT_DEF_SINAD, 0.0},
		{"SNR at 50 mV", "SNR 50 mV", ZOUT_DEF_SNR_50MV, 0.0},
		{"Power into 300 ohm", "300 ohm", ZOUT_DEF_POWER, 300.0},
		{"Power into 32 ohm", "32 ohm", ZOUT_DEF_POWER, 32.0},
	};
	return index < sizeof(infos) / sizeof(infos[0]) ? &infos[index] : NULL;
}

double
zout_ranking_value(const ZoutRankingInfo* const ranking, const ZoutSubject* const subject)
{
	double worst = (double)NAN;
	for (size_t i = 0; i < subject->results.n_figures; ++i) {
		const ZoutFigure* const figure = &subject->results.figures[i];
		const ZoutConditions*   at     = &figure->conditions;
		const bool              load   = ranking->load_ohm <= 0.0 || fabs(at->load_ohm - ranking->load_ohm) < 0.5;
		if (figure->definition == ranking->definition && load && at->band.weighting == ZOUT_WEIGHTING_NONE) {
			worst = fmin(worst, figure->value);
		}
	}
	return worst;
}

void
zout_ranking_sort(const ZoutRankingInfo* const ranking,
                  const ZoutSubject* const     subjects,
                  const unsigned               n_subjects,
                  unsigned* const              order)
{
	for (unsigned i = 0; i < n_subjects; ++i) {
		const double value = zout_ranking_value(ranking, &subjects[i]);
		unsigned     at    = i;
		for (; at > 0 && zout_ranking_value(ranking, &subjects[order[at - 1U]]) < value; --at) {
			order[at] = order[at - 1U];
		}
		order[at] = i;
	}
}
