// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/match_limits.h"

#include "dsp/drive.h"
#include "dsp/simd/layout.h"
#include "dsp/units.h"

#include <math.h>

/// The knee is smooth, and what is left of a quarter of a sine is even about both of its ends: the midpoint rule has
/// next to no error left
enum { MOMENTS = 128, BISECTIONS = 60 };

/// The amplifier's limits, and what it drives
typedef struct {
	double clip_v;
	double clip_ohm;
	double limit_a;
	double limit_ohm; ///< Source resistance beyond the current's limit
	double load_ohm;  ///< Output impedance included
} Limits;

/// What the soft clipper takes away of a magnitude
static double
loss(const double magnitude, const double limit)
{
	const double width = 2.0 * (double)ZOUT_KNEE_HALF;
	const double place = fmax((magnitude / limit - (double)ZOUT_KNEE_START) / width, 0.0);
	const double t     = fmin(place, 1.0);
	return limit * width * (t * t * t * (1.0 - 0.5 * t) + (place - t));
}

/// What is missing of the current that a voltage from 0 up would draw: more flows, less is missing, so bisection finds
/// it
static double
missing_a(const Limits* const limits, const double open_v)
{
	const double wanted_a = open_v / limits->load_ohm;
	double       low      = 0.0;
	double       high     = wanted_a;
	for (unsigned k = 0; k < BISECTIONS; ++k) {
		const double middle = 0.5 * (low + high);
		const double a      = wanted_a - middle;
		const double lost_v =
			loss(open_v + limits->clip_ohm * a, limits->clip_v) + limits->limit_ohm * loss(a, limits->limit_a);
		*(middle * limits->load_ohm < lost_v ? &low : &high) = middle;
	}
	return low;
}

double
zout_match_limited_lin(const ZoutSettings* const settings, const ZoutSine* const sine)
{
	ZoutDrive drive;
	zout_drive_init(&drive, settings);
	const double clip_v = 1.0 / drive.limit;
	const Limits limits = {.clip_v    = clip_v,
	                       .clip_ohm  = drive.clip_ohm,
	                       .limit_a   = drive.limit_ampere,
	                       .limit_ohm = ZOUT_LIMIT_VOLTS * clip_v / drive.limit_ampere,
	                       .load_ohm  = sine->open_vrms / sine->current_a};
	const double peak_v = zout_sqrt2 * sine->open_vrms;
	double       square = 0.0; // Mean of what is missing
	double       first  = 0.0; // Amplitude of its fundamental
	for (unsigned i = 0; i < MOMENTS; ++i) {
		const double part   = sin(0.5 * zout_pi * (i + 0.5) / MOMENTS);
		const double lost_a = missing_a(&limits, peak_v * part);
		square += lost_a * lost_a / MOMENTS;
		first += 2.0 * lost_a * part / MOMENTS;
	}
	const double left_a = zout_sqrt2 * sine->current_a - first;
	return sqrt(2.0 * fmax(square - 0.5 * first * first, 0.0)) / left_a;
}
