// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file results.h
 * Figures and curves, each with the conditions that give it a meaning.
 */

#ifndef ZOUT_MEASURE_RESULTS_H
#define ZOUT_MEASURE_RESULTS_H

#include "measure/band.h"
#include "measure/status.h"

#include <stdbool.h>
#include <stddef.h>

/** What a number means. */
typedef enum {
#define ZOUT_DEFINITION(name, id, title, unit, text) ZOUT_DEF_##name,
#include "measure/definitions.def"
#undef ZOUT_DEFINITION
	ZOUT_N_DEFINITIONS
} ZoutDefinition;

/** What is to be known of a definition. All of it is static. */
typedef struct {
	const char* id;
	const char* title;
	const char* unit;
	const char* text;
} ZoutDefinitionInfo;

/** Facts of a definition, which must be below ZOUT_N_DEFINITIONS. */
const ZoutDefinitionInfo*
zout_definition_info(ZoutDefinition definition);

typedef enum { ZOUT_CHANNEL_LEFT, ZOUT_CHANNEL_RIGHT, ZOUT_CHANNEL_BOTH } ZoutChannel;

/** Under which conditions something was measured. */
typedef struct {
	double   level_vrms; ///< At the load; 0 where no one level applies
	double   tone_hz;    ///< Frequency of the tone; 0 where no one frequency applies
	double   load_ohm;   ///< A resistor; 0 for the headphone
	double   other_ohm;  ///< A second one, for what takes two; else 0
	ZoutBand band;       ///< Where power counts; zero where only tones count
	unsigned rate_hz;
	unsigned harmonic;  ///< Of ZOUT_DEF_HARMONIC, else 0
	bool     at_volume; ///< Whether the volume was turned for this
	double   volume_db; ///< Where it stood then
} ZoutConditions;

/** One number. It may be infinite, as the SNR of a device without noise. */
typedef struct {
	ZoutDefinition definition;
	ZoutChannel    channel;
	ZoutConditions conditions;
	double         value;
} ZoutFigure;

/** One line of a chart, in the unit of its definition over Hz, mW or dB. */
typedef struct {
	ZoutDefinition definition;
	ZoutChannel    channel;
	ZoutConditions conditions;
	size_t         n_points;
	double*        x;
	double*        y;
} ZoutCurve;

/** Everything that was measured of one device. Starts as {0}. */
typedef struct {
	ZoutFigure*       figures; ///< [n_figures]
	size_t            n_figures;
	ZoutCurve*        curves; ///< [n_curves]
	size_t            n_curves;
	ZoutMeasureStatus status; ///< ZOUT_MEASURE_NO_MEMORY when something could not be kept
} ZoutResults;

/** Frees everything. Safe to repeat. */
void
zout_results_clear(ZoutResults* results);

/** Adds a figure. */
void
zout_results_add(ZoutResults*          results,
                 ZoutDefinition        definition,
                 ZoutChannel           channel,
                 const ZoutConditions* conditions,
                 double                value);

/** Adds a curve, copying its points [n_points]. */
void
zout_results_add_curve(ZoutResults*          results,
                       ZoutDefinition        definition,
                       ZoutChannel           channel,
                       const ZoutConditions* conditions,
                       const double*         x,
                       const double*         y,
                       size_t                n_points);

/** The first figure of this definition and channel after `after` (NULL for the first one), or NULL. */
const ZoutFigure*
zout_results_find(const ZoutResults* results, ZoutDefinition definition, ZoutChannel channel, const ZoutFigure* after);

#endif // ZOUT_MEASURE_RESULTS_H
