// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file layout.h
 * What the kernels and those who call them agree on: how audio, coefficients and states lie in memory, and the few
 * numbers that both sides need.
 *
 * Audio is interleaved by lane: frame after frame, {A.L, A.R} or {A.L, A.R, B.L, B.R}. "Values" counts single numbers,
 * lanes included.
 */

#ifndef ZOUT_SIMD_LAYOUT_H
#define ZOUT_SIMD_LAYOUT_H

#include "../load_design.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ZOUT_MAX_LANES       = 4,
	ZOUT_CHAIN_LANES     = 2,                     ///< One chain's
	ZOUT_PAD_VALUES      = 32,                    ///< Padded kernels work on multiples of it
	ZOUT_INNER_TAPS      = 3,                     ///< Of a half-band filter, which make most of what it gives
	ZOUT_DERIVATIVE_TAPS = 3,                     ///< One side of the distortion corner's derivative
	ZOUT_TAP_PLACES      = 8,                     ///< For which taps in single precision stand, lanes repeated
	ZOUT_SECTION_VALUES  = 4 * ZOUT_MAX_SECTIONS, ///< Lanes times sections, the most there can be
};

/// Starts of arrays that vectors are loaded from: half of such loads would cross a cache line elsewhere
#define ZOUT_ALIGNED _Alignas(64)

/// Coefficients and states of all sections of all lanes, ordered (section, lane); groups of four make a step. The last
/// section of a bank for voltage and current is the voltage's alone: its i0 and i1 are zero.
typedef struct {
	ZOUT_ALIGNED double a1[ZOUT_SECTION_VALUES];
	ZOUT_ALIGNED double a2[ZOUT_SECTION_VALUES];
	ZOUT_ALIGNED double v0[ZOUT_SECTION_VALUES];
	ZOUT_ALIGNED double v1[ZOUT_SECTION_VALUES];
	ZOUT_ALIGNED double i0[ZOUT_SECTION_VALUES];
	ZOUT_ALIGNED double i1[ZOUT_SECTION_VALUES];
	ZOUT_ALIGNED double w1[ZOUT_SECTION_VALUES]; ///< State, one frame ago
	ZOUT_ALIGNED double w2[ZOUT_SECTION_VALUES]; ///< State, two frames ago
	bool                shared;                  ///< The current is the voltage of all sections but the last
	unsigned            n_sections;              ///< The rest up to a multiple of 4 values is zero
} ZoutSectionBank;

/// Values that the sections of so many lanes take, the padding with them
static inline unsigned
zout_section_values(const unsigned n_sections, const unsigned lanes)
{
	return (n_sections * lanes + 3U) / 4U * 4U;
}

/// FIR of voltage and current over what drives the load, most advanced tap first. Places are lanes repeated to four,
/// and these twice.
typedef struct {
	ZOUT_ALIGNED double direct[4];        ///< The voltage's tap at the frame itself
	ZOUT_ALIGNED double amps_per_volt[4]; ///< Times what the sections left for the current; 1 where that is a current
	ZOUT_ALIGNED float  voltage[ZOUT_TAP_PLACES * ZOUT_MAX_LOAD_TAPS]; ///< [n_taps][place], the direct one zero
	ZOUT_ALIGNED float  current[ZOUT_TAP_PLACES * ZOUT_CURRENT_TAPS];
	unsigned            n_taps;
	unsigned            ahead; ///< Frames by which the voltage's first tap looks ahead
} ZoutLoadTaps;

/// How the residual joins the linear signal: driven = linear + residual - dc;  dc += step * (residual - dc)
typedef struct {
	double*       driven;
	float*        single; ///< Driven in single precision
	const double* linear;
	const double* residual;
	double*       dc; ///< State, [lanes]: the residual's DC, which even harmonics make
	double        step;
} ZoutCoupling;

/**
 * How input is taken into the lanes: times the gain of its channel, or mixed with the other channel of the same chain:
 * x[lane] = own[lane] * input + other[lane] * the other channel's input
 */
typedef struct {
	const double* gain;      ///< [frame][channel], of no use where channels are mixed
	const double* own;       ///< [frame][lane], NULL where nothing is mixed
	const double* other;     ///< Likewise
	float         sane_peak; ///< What is beyond becomes 0, as does what is denormal or not a number
} ZoutIntake;

/**
 * What is added to the lanes x of each frame, value by value, in single precision up to the sum:
 * x += unit * (noise * hash(frame, side) + hum * wave of the lane's chain)
 * The hash is the sum of four bytes less its mean.
 */
typedef struct {
	const float* noise; ///< Level, [frame][lane], NULL for none
	const float* hum;   ///< Likewise
	const float* wave[ZOUT_MAX_LANES / ZOUT_CHAIN_LANES];
	float        unit;  ///< Of both levels
	uint32_t     frame; ///< Number of the first frame
} ZoutDisturbance;

/// The two phases of a stream at twice the rate: `odd[i]` lies between `even[i]` and `even[i + 1]`
typedef struct {
	float* even;
	float* odd;
} ZoutPhases;

/// Harmonics of voltage and current: x² (h2 + h3 x) + current_h2 j², kept within ±most; each [values]
typedef struct {
	const float* h2;
	const float* h3;
	const float* current_h2; ///< NULL: without the current
	const float* most;       ///< NULL: not kept within anything
} ZoutPolynomial;

/// Standard deviation of the sum of four bytes, each uniform from 0 to 255: sqrt(4 (256² - 1) / 12)
static const double zout_noise_deviation = 147.80054127099805;

/// Where the knee of the soft clipper starts and ends, relative to its limit; the same for voltage and current
#define ZOUT_KNEE_HALF 0.2F
#define ZOUT_KNEE_START (1.0F - ZOUT_KNEE_HALF)

/// Source resistance beyond the current's limit times that limit, relative to the clip level
#define ZOUT_LIMIT_VOLTS 4.0

/// More than limiting can ever take away, relative to the clip level: sane input at the highest gain is below it
#define ZOUT_SOLVER_MOST 1e12

/// A frame of the limits has so many steps of so many moments each, together sixteen
enum {
	ZOUT_FRAME_STEPS  = 4,
	ZOUT_STEP_MOMENTS = 4,
	ZOUT_STEP_VALUES  = ZOUT_FRAME_STEPS * ZOUT_CHAIN_LANES, ///< One chain's of a frame's steps
};

/// A stream of two lanes at sixteen times the sample rate, in one stream for each moment of a step
typedef struct {
	float* at[ZOUT_STEP_MOMENTS];
} ZoutMoments;

/// The same from `first` values on
static inline ZoutMoments
zout_moments_from(ZoutMoments moments, const size_t first)
{
	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		moments.at[m] += first;
	}
	return moments;
}

#endif // ZOUT_SIMD_LAYOUT_H
