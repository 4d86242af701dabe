// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Reading the input and writing the output, frame by frame: the specification, and what the vectors leave over.
 * Included by kernels.c only. */

#ifndef ZOUT_SIMD_PORTS_SCALAR_H
#define ZOUT_SIMD_PORTS_SCALAR_H

#include "kernels.h"
#include "registers.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

/// Denormals become zeros here, because not all that follows computes: the bypass copies. The comparisons fail for what
/// is not a number, too.
static inline float
heal(const float x, const float sane_peak)
{
	const float normal = fabsf(x) >= FLT_MIN ? x : copysignf(0.0F, x);
	return fabsf(x) <= sane_peak ? normal : 0.0F;
}

static inline float
larger_of(const float x, const float most)
{
	return fabsf(x) > most ? fabsf(x) : most;
}

/// What lane `at` takes of a frame. The first product is rounded: where compilers may fuse one of two, all frames are
/// to be alike, however a host cuts them.
static inline double
take_lane(const ZoutIntake* const intake, const size_t at, const size_t frame, const float both[2], const size_t side)
{
	if (!intake->own) {
		return (double)both[side] * intake->gain[2 * frame + side];
	}
	double keep = intake->own[at] * (double)both[side];
	KEEP_IN_REGISTER(keep);
	return intake->other[at] * (double)both[1 - side] + keep;
}

/// Frames `first` to `n_frames` of take_input(); returns the greater of their peak and `most`
static inline float
take_frames(const float* const      left,
            const float* const      right,
            const ZoutIntake* const intake,
            float* const            dry,
            float* const            even,
            double* const           linear,
            const size_t            lanes,
            const size_t            first,
            const size_t            n_frames,
            float                   most)
{
	for (size_t i = first; i < n_frames; ++i) {
		float* const both = dry + 2 * i;
		both[0]           = heal(left[i], intake->sane_peak);
		both[1]           = heal(right[i], intake->sane_peak);
		most              = larger_of(both[1], larger_of(both[0], most));

		for (size_t lane = 0; lane < lanes; ++lane) {
			const size_t at = i * lanes + lane;
			linear[at]      = take_lane(intake, at, i, both, lane % 2);
			even[at]        = (float)linear[at];
		}
	}
	return most;
}

/// Frames `first` to `n_frames` of give_output()
static inline void
give_frames(float* const        left,
            float* const        right,
            float* const        peak,
            const double* const voltage,
            const double        factor,
            const size_t        lanes,
            const size_t        first,
            const size_t        n_frames)
{
	for (size_t i = first; i < n_frames; ++i) {
		left[i]  = (float)(voltage[i * lanes] * factor);
		right[i] = (float)(voltage[i * lanes + 1] * factor);
		peak[0]  = larger_of(left[i], peak[0]);
		peak[1]  = larger_of(right[i], peak[1]);
	}
}

#if !ZOUT_VECTOR_BYTES

ZOUT_REALTIME
static float
take_input(const float* const      left,
           const float* const      right,
           const ZoutIntake* const intake,
           float* const            dry,
           float* const            even,
           double* const           linear,
           const unsigned          lanes,
           const unsigned          n_frames)
{
	return take_frames(left, right, intake, dry, even, linear, lanes, 0, n_frames, 0.0F);
}

ZOUT_REALTIME
static void
give_output(float* const        left,
            float* const        right,
            float* const        peak,
            const double* const voltage,
            const double        factor,
            const unsigned      lanes,
            const unsigned      n_frames)
{
	give_frames(left, right, peak, voltage, factor, lanes, 0, n_frames);
}

#endif

#endif // ZOUT_SIMD_PORTS_SCALAR_H
