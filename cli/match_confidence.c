// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/match.h"

#include <math.h>
#include <stdbool.h>

enum { MAX_PARAMS = 16 };

/// What each figure stands on, ended by ZOUT_N_PARAMS
static const ZoutParam behind[ZOUT_N_FIGURES][MAX_PARAMS] = {
	[ZOUT_FIGURE_LEVEL]      = {ZOUT_SENSITIVITY, ZOUT_N_PARAMS},
	[ZOUT_FIGURE_LIMITS]     = {ZOUT_MAX_VOLTAGE, ZOUT_CLIP_RESISTANCE, ZOUT_MAX_CURRENT, ZOUT_GAIN, ZOUT_N_PARAMS},
	[ZOUT_FIGURE_GAIN]       = {ZOUT_GAIN, ZOUT_SENSITIVITY, ZOUT_N_PARAMS},
	[ZOUT_FIGURE_BALANCE]    = {ZOUT_TRACKING, ZOUT_GAIN, ZOUT_SENSITIVITY, ZOUT_N_PARAMS},
	[ZOUT_FIGURE_RESPONSE]   = {ZOUT_OUTPUT_IMPEDANCE,
                                ZOUT_OUTPUT_CAPACITOR,
                                ZOUT_RESISTANCE,
                                ZOUT_INDUCTANCE,
                                ZOUT_R1,
                                ZOUT_R2,
                                ZOUT_R3,
                                ZOUT_N_PARAMS},
	[ZOUT_FIGURE_HISS]       = {ZOUT_NOISE, ZOUT_SENSITIVITY, ZOUT_N_PARAMS},
	[ZOUT_FIGURE_HUM]        = {ZOUT_HUM, ZOUT_SENSITIVITY, ZOUT_N_PARAMS},
	[ZOUT_FIGURE_DISTORTION] = {ZOUT_H2, ZOUT_H3, ZOUT_CURRENT_H2, ZOUT_N_PARAMS},
};

static ZoutConfidence
weaker(const ZoutConfidence a, const ZoutConfidence b)
{
	return a > b ? a : b;
}

static ZoutConfidence
weakest_behind(const ZoutMatchCase* const c, const ZoutFigure figure)
{
	ZoutConfidence weakest = ZOUT_CONFIDENCE_TYPED;
	for (unsigned i = 0; behind[figure][i] != ZOUT_N_PARAMS; ++i) {
		weakest = weaker(weakest, c->confidence[behind[figure][i]]);
	}
	return weakest;
}

ZoutConfidence
zout_match_confidence(const ZoutMatchCase* const c, const ZoutFigure figure)
{
	const ZoutConfidence weakest = weakest_behind(c, figure);
	const bool           limited = figure == ZOUT_FIGURE_DISTORTION && c->match.distortion.limits_lin > 0.0;
	return limited ? weaker(weakest, weakest_behind(c, ZOUT_FIGURE_LIMITS)) : weakest;
}

/* Two samples of one headphone differ by about 3 dB (head-fi.org, thread 668238); figures of makers differ from
 * measurements by up to 10 dB. */
double
zout_match_level_uncertainty_db(const ZoutMatchCase* const c)
{
	return c->confidence[ZOUT_SENSITIVITY] == ZOUT_CONFIDENCE_MEASURED ? 3.0 : 10.0;
}

/// A measured noise is good to 1 dB; one that is typical of its kind may be double or half
static double
noise_uncertainty_db(const ZoutConfidence confidence)
{
	switch (confidence) {
	case ZOUT_CONFIDENCE_TYPED:
	case ZOUT_CONFIDENCE_MEASURED:
	case ZOUT_CONFIDENCE_SPECIFIED:
		return 1.0;
	case ZOUT_CONFIDENCE_COMPUTED:
	case ZOUT_CONFIDENCE_INFERRED:
		return 3.0;
	case ZOUT_CONFIDENCE_ASSUMED:
	case ZOUT_N_CONFIDENCES:
		break;
	}
	return 6.0;
}

double
zout_match_hiss_uncertainty_db(const ZoutMatchCase* const c)
{
	return hypot(zout_match_level_uncertainty_db(c), noise_uncertainty_db(c->confidence[ZOUT_NOISE]));
}

const char*
zout_match_sure(const ZoutMatchCase* const c, const ZoutFigure figure)
{
	return zout_confidence_name(zout_match_confidence(c, figure));
}
