// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "fuzz.h"

#include <math.h>
#include <stdbool.h>

double
fuzz_uniform(uint32_t* const seed)
{
	*seed = *seed * 1664525U + 1013904223U; // the lower bits of such a generator are poor
	return (double)(*seed >> 8U) / (double)(1U << 24U);
}

float
fuzz_value(const ZoutParam param, uint32_t* const seed)
{
	const ZoutParamInfo* const info = zout_param_info(param);
	const double               u    = fuzz_uniform(seed);
	const bool                 end  = fuzz_uniform(seed) < 0.3;
	if (end) {
		return u < 0.5 ? info->min : info->max;
	}
	const double range = (double)info->max - (double)info->min;
	const double ratio = (double)info->max / (double)info->min;
	const double value = (double)info->min * (info->scale == ZOUT_SCALE_LOG ? pow(ratio, u) : 1.0) +
	                     (info->scale == ZOUT_SCALE_LOG ? 0.0 : range * u * u); // crowding towards the lower end
	return zout_param_clamp(param, (float)value);
}

void
fuzz_settings(ZoutSettings* const settings, uint32_t* const seed)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		settings->value[i] = fuzz_value((ZoutParam)i, seed);
	}
}

void
fuzz_noise(float* const out, const size_t n_frames, const double peak, uint32_t* const seed)
{
	for (size_t i = 0; i < n_frames; ++i) {
		out[i] = (float)(peak * (2.0 * fuzz_uniform(seed) - 1.0));
	}
}

void
fuzz_speech(float* const out, const size_t n_frames, const double peak, uint32_t* const seed)
{
	const size_t syllable = 3000;
	double       w1       = 0.0;
	double       w2       = 0.0;
	for (size_t i = 0; i < n_frames; ++i) {
		const double w0   = 2.0 * fuzz_uniform(seed) - 1.0 + 1.94 * w1 - 0.96 * w2; // a pole pair of radius 0.98
		const double rise = sin(3.14159265358979 * (double)(i % syllable) / (double)syllable);
		const bool   talk = i / syllable % 3U != 2U;
		w2                = w1;
		w1                = w0;
		out[i]            = talk ? (float)(peak * tanh(w0 / 30.0) * rise) : i % 2U ? -0.0F : 0.0F;
	}
}
