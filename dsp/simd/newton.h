// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What limiting adds to the wanted voltage in one step, for one chain's two channels. Included by kernels.c only.
 *
 * Voltages are relative to the clip level, currents to the current that this voltage would drive through 1 ohm. With
 * the clipper's input and the current as they are when nothing is limited, that is
 *
 *     r = K(input + Rc siemens r) + Rl Kl(current + siemens r)
 *
 * where K(x) = clip(x) - x is what the clipper takes away, and Kl the same for the current. The right-hand side falls
 * as r rises, so that there is one solution. Newton's method finds it: it leaves an error of at most half the second
 * derivative times the square of its last move.
 */

#ifndef ZOUT_SIMD_NEWTON_H
#define ZOUT_SIMD_NEWTON_H

#include "channels.h"
#include "layout.h"

enum { MAX_ITERATIONS = 20 }; ///< Two or three are usual

/* The second derivative of a knee is at most 1.5 / (2 half) = 3.75: a move of 2e-5 of its input leaves less than 1e-9
 * of the clip level. */
static const double close_to_end = 2e-5;

/// Width of the knee, and unit of what is taken away: the place in the knee then changes as that does
static const double knee_width = 2.0 * (double)ZOUT_KNEE_HALF;

/// Where a magnitude lies: 0 at the start of the knee, 1 at its end
static ALWAYS_INLINE Channels
place_in_knee(const Channels magnitude)
{
	return magnitude * (1.0 / knee_width) - (double)ZOUT_KNEE_START / knee_width;
}

/// What a clipper takes away of a magnitude, as clip_residual() does but in widths of the knee, and how that grows
typedef struct {
	Channels size;
	Channels slope;
} Loss;

static ALWAYS_INLINE Loss
loss_at(const Channels place)
{
	const Channels past   = above_zero(place);
	const Channels beyond = above_zero(past - 1.0);
	const Channels t      = past - beyond;
	const Channels t2     = t * t;
	const Channels u      = 1.0 - 0.5 * t;
	return (Loss){.size = t2 * t * u + beyond, .slope = t2 * (4.0 * u - 1.0)};
}

/// What the steps of a frame have in common
typedef struct {
	double clip_ohm;   ///< Rc
	double volts_by_r; ///< Rise of the clipper's input per unit of r
	double per_limit;  ///< Reciprocal of the current's limit, 0 if that cannot be reached
	double amps_by_r;  ///< Rise of the current, relative to its limit, per unit of r
	double close;      ///< Newton's method is done after a move of less than this
} Limits;

/// @param limit Of the current, 0 if it cannot be reached.
static ALWAYS_INLINE Limits
make_limits(const double siemens, const double clip_ohm, const double limit)
{
	const double volts = clip_ohm * siemens;
	const double amps  = limit > 0.0 ? siemens / limit : 0.0; // Rl times the limit is ZOUT_LIMIT_VOLTS
	return (Limits){
		.clip_ohm   = clip_ohm,
		.volts_by_r = volts,
		.per_limit  = limit > 0.0 ? 1.0 / limit : 0.0,
		.amps_by_r  = amps,
		.close      = close_to_end / sqrt(volts * volts + ZOUT_LIMIT_VOLTS * amps * amps),
	};
}

/**
 * r where only the clip level is, from the place of the clipper's input in the knee.
 *
 * As a magnitude, r is what the clipper takes away of an input that shrinks with it. That is convex: from 0, Newton's
 * method comes down to the solution from one side.
 */
static ALWAYS_INLINE Channels
solve_clip_level(const Limits* const limits, const Channels place)
{
	const double   by_r  = limits->volts_by_r;
	const Channels close = splat_channels(limits->close / knee_width);
	const Channels end   = splat_channels(1.0);
	Loss           loss  = loss_at(place);
	Channels       move  = loss.size / (1.0 + by_r * loss.slope);
	Channels       r     = move;
	for (unsigned k = 1; k < MAX_ITERATIONS; ++k) {
		const Channels now = place - by_r * r;
		if (all_channels((abs_channels(move) < close) | (now >= end))) {
			break; // beyond the knee a tangent is right
		}
		loss = loss_at(now);
		move = (loss.size - r) / (1.0 + by_r * loss.slope);
		r += move;
	}
	return knee_width * r;
}

/// r where both limits are, from the clipper's input, the current relative to its limit, and a guess
static ALWAYS_INLINE Channels
solve_both_limits(const Limits* const limits, const Channels input, const Channels amps, const Channels guess)
{
	const Channels zero  = splat_channels(0.0);
	const Channels close = splat_channels(limits->close);
	Channels       r     = guess;
	Channels       low   = splat_channels(-ZOUT_SOLVER_MOST);
	Channels       high  = splat_channels(ZOUT_SOLVER_MOST);
	for (unsigned k = 0; k < MAX_ITERATIONS; ++k) {
		const Channels v      = input + limits->volts_by_r * r;
		const Channels i      = amps + limits->amps_by_r * r;
		const Loss     v_loss = loss_at(place_in_knee(abs_channels(v)));
		const Loss     i_loss = loss_at(place_in_knee(abs_channels(i)));
		const Channels v_lost = knee_width * sign_channels(v_loss.size, v);
		const Channels i_lost = knee_width * ZOUT_LIMIT_VOLTS * sign_channels(i_loss.size, i);
		const Channels miss   = r + v_lost + i_lost;
		const Channels slope =
			1.0 + limits->volts_by_r * v_loss.slope + ZOUT_LIMIT_VOLTS * limits->amps_by_r * i_loss.slope;
		const Channels next = r - miss / slope;
		if (all_channels(abs_channels(next - r) < close)) {
			return next;
		}
		// Where voltage and current are at opposite limits, a tangent may lead astray.
		high = select_channels(miss > zero, r, high);
		low  = select_channels(miss > zero, low, r);
		r    = select_channels((next >= low) & (next <= high), next, 0.5 * (low + high));
	}
	return r;
}

#endif // ZOUT_SIMD_NEWTON_H
