// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file match_colour.h
 * What an amplifier adds at a headphone: changed response, noise, hum and distortion.
 *
 * All functions are pure and may be called from any thread.
 */

#ifndef ZOUT_MEASURE_MATCH_COLOUR_H
#define ZOUT_MEASURE_MATCH_COLOUR_H

#include "dsp/zout.h"
#include "measure/match_reach.h"

#include <stdbool.h>

/** Change of the frequency response by output impedance and output capacitor, relative to 1 kHz. */
typedef struct {
	double largest_db; ///< The largest change, with its sign
	double largest_hz; ///< Where
	double span_db;    ///< Highest minus lowest
} ZoutResponse;

/** Finds the change of the response, 20 Hz to 20 kHz. The bandwidth of the amplifier is not part of it. */
ZoutResponse
zout_match_response(const ZoutSettings* settings);

/** What is heard without music. Levels of nothing are -INFINITY. */
typedef struct {
	double noise_vrms;      ///< A-weighted, at the headphone
	double noise_db;        ///< dB SPL(A): the hiss
	double hum_vrms;        ///< Unweighted, at the headphone, of the mains frequency alone
	double hum_db;          ///< dB SPL, unweighted
	double background_vrms; ///< Noise and all lines of the hum, A-weighted, at the headphone
	double background_db;   ///< dB SPL(A)
} ZoutSilence;

/** Finds noise and hum at the headphone. Noise is white and A-weighted behind the divider, 20 Hz to 20 kHz. */
ZoutSilence
zout_match_silence(const ZoutSettings* settings);

/** Harmonics of a 1 kHz sine, relative to it. */
typedef struct {
	double h2_lin;
	double h3_lin;
	double limits_lin; ///< All that clipping and the limit of the current add; 0 below their knees
	double thd_db;     ///< Level of all together; -INFINITY if there is none
} ZoutDistortion;

/** Whether most of it is what the limits add, which is heard where as much H2 is not. */
bool
zout_match_is_clipping(const ZoutDistortion* distortion);

/** Finds the harmonics of a sine: H2 rises 1 dB per dB, H3 2 dB per dB, H2 by current with i², and the limits' own. */
ZoutDistortion
zout_match_distortion(const ZoutSettings* settings, const ZoutSine* sine);

#endif // ZOUT_MEASURE_MATCH_COLOUR_H
