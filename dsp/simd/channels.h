// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file channels.h
 * A chain's two channels as one number: a vector of two, or one after the other in plain C. Included by kernels.c only.
 */

#ifndef ZOUT_SIMD_CHANNELS_H
#define ZOUT_SIMD_CHANNELS_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#if ZOUT_VECTOR_BYTES

#	include "vector.h"

#	ifdef __SSE2__
#		include <immintrin.h>
#	endif

enum { CHANNELS_AT_ONCE = 2 };

typedef PairD   Channels;
typedef float   PairF __attribute__((vector_size(8)));
typedef int64_t ChannelsMask __attribute__((vector_size(16)));

/// The same value for both channels
static ALWAYS_INLINE Channels
splat_channels(const double value)
{
	return (Channels){value, value};
}

static ALWAYS_INLINE Channels
load_channels(const double* const p)
{
	return load_pair(p);
}

static ALWAYS_INLINE void
store_channels(double* const p, const Channels x)
{
	store_pair(p, x);
}

static ALWAYS_INLINE Channels
widen_channels(const float* const p)
{
#	ifdef __SSE2__ // gcc 12 does this, and all_channels(), one by one
	double both;
	memcpy(&both, p, sizeof(both));
	return _mm_cvtps_pd(_mm_castpd_ps(_mm_set_sd(both)));
#	else
	return (Channels){(double)p[0], (double)p[1]};
#	endif
}

static ALWAYS_INLINE void
narrow_channels(float* const p, const Channels x)
{
	const PairF narrow = __builtin_convertvector(x, PairF);
	memcpy(p, &narrow, sizeof(narrow));
}

static ALWAYS_INLINE Channels
select_channels(const ChannelsMask where, const Channels a, const Channels b)
{
	return (Channels)((where & (ChannelsMask)a) | (~where & (ChannelsMask)b));
}

/// What is above zero, and zero else
static ALWAYS_INLINE Channels
above_zero(const Channels x)
{
	return (Channels)((ChannelsMask)x & (x > splat_channels(0.0)));
}

static ALWAYS_INLINE Channels
abs_channels(const Channels x)
{
	return (Channels)((ChannelsMask)x & INT64_MAX);
}

/// `size` with the sign of `x`
static ALWAYS_INLINE Channels
sign_channels(const Channels size, const Channels x)
{
	return (Channels)((ChannelsMask)size | ((ChannelsMask)x & INT64_MIN));
}

static ALWAYS_INLINE bool
all_channels(const ChannelsMask mask)
{
#	ifdef __SSE2__
	return _mm_movemask_pd((__m128d)mask) == 3;
#	else
	return (mask[0] & mask[1]) != 0;
#	endif
}

#else

#	define ALWAYS_INLINE inline

enum { CHANNELS_AT_ONCE = 1 };

typedef double Channels;
typedef bool   ChannelsMask;

/// The same value for both channels
static inline Channels
splat_channels(const double value)
{
	return value;
}

static inline Channels
load_channels(const double* const p)
{
	return *p;
}

static inline void
store_channels(double* const p, const Channels x)
{
	*p = x;
}

static inline Channels
widen_channels(const float* const p)
{
	return (double)*p;
}

static inline void
narrow_channels(float* const p, const Channels x)
{
	*p = (float)x;
}

static inline Channels
select_channels(const ChannelsMask where, const Channels a, const Channels b)
{
	return where ? a : b;
}

/// What is above zero, and zero else
static inline Channels
above_zero(const Channels x)
{
	return x > 0.0 ? x : 0.0;
}

static inline Channels
abs_channels(const Channels x)
{
	return fabs(x);
}

/// `size` with the sign of `x`
static inline Channels
sign_channels(const Channels size, const Channels x)
{
	return copysign(size, x);
}

static inline bool
all_channels(const ChannelsMask mask)
{
	return mask;
}

#endif

#endif // ZOUT_SIMD_CHANNELS_H
