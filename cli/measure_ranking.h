// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_ranking.h
 * Which figures rank amplifiers, and their order.
 */

#ifndef ZOUT_CLI_MEASURE_RANKING_H
#define ZOUT_CLI_MEASURE_RANKING_H

#include "cli/measure_subject.h"

#include <stdbool.h>

/** A figure that ranks amplifiers: the higher the better. */
typedef struct {
	const char*    title;
	const char*    column; ///< The same, short
	ZoutDefinition definition;
	double         load_ohm; ///< 0 for the load that was asked for
} ZoutRankingInfo;

/** Ranking number `index`, or NULL past the last one. */
const ZoutRankingInfo*
zout_ranking_info(unsigned index);

/** The figure of a subject in a ranking, of the worse channel; not a number if there is none. */
double
zout_ranking_value(const ZoutRankingInfo* ranking, const ZoutSubject* subject);

/** Sorts subjects from the best to the worst: writes their indices [n_subjects]. */
void
zout_ranking_sort(const ZoutRankingInfo* ranking, const ZoutSubject* subjects, unsigned n_subjects, unsigned* order);

#endif // ZOUT_CLI_MEASURE_RANKING_H
