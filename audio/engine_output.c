// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/engine_output.h"

#include <math.h>
#include <string.h>

/// No sample beyond the cap, and none that is not a number
static inline float
capped(const float sample, const float cap_lin)
{
	return fabsf(sample) <= cap_lin ? sample : sample > 0.0F ? cap_lin : sample < 0.0F ? -cap_lin : 0.0F;
}

/// Gain and cap of one side; returns the number of samples that were held back
static uint32_t
finish_side(const ZoutEngine* const engine, float* const out, const uint32_t frames, float* const peak_lin)
{
	const bool moving   = engine->gain.left_frames || engine->cap.left_frames;
	float      gain_lin = (float)engine->gain.target;
	float      cap_lin  = (float)engine->cap.target;
	float      peak     = *peak_lin;
	uint32_t   held     = 0;
	for (uint32_t i = 0; i < frames; ++i) {
		if (moving) {
			gain_lin = (float)zout_ramp_at(&engine->gain, i + 1U);
			cap_lin  = (float)zout_ramp_at(&engine->cap, i + 1U);
		}
		const float wanted = out[i] * gain_lin;
		const float given  = capped(wanted, cap_lin);
		held += fabsf(wanted) <= cap_lin ? 0U : 1U;
		peak   = fabsf(given) > peak ? fabsf(given) : peak;
		out[i] = given;
	}
	*peak_lin = peak;
	return held;
}

void
zout_engine_finish(ZoutEngine* const engine, float* const out[2], const uint32_t frames)
{
	const memory_order relaxed = memory_order_relaxed;
	atomic_store_explicit(&engine->idle, engine->asleep, relaxed);
	if (!frames) {
		atomic_store_explicit(&engine->gain_now, 0.0F, relaxed);
		return;
	}

	uint32_t held = 0;
	for (unsigned side = 0; side < 2; ++side) {
		const float before = atomic_load_explicit(&engine->peak_lin[side], relaxed);
		float       peak   = before;
		held += finish_side(engine, out[side], frames, &peak);
		if (peak > before) {
			atomic_store_explicit(&engine->peak_lin[side], peak, relaxed);
		}
	}
	zout_ramp_advance(&engine->gain, frames);
	zout_ramp_advance(&engine->cap, frames);
	if (held) {
		atomic_fetch_add_explicit(&engine->capped, held, relaxed);
	}

	float meters[ZOUT_N_METERS];
	zout_model_meters(engine->core->model, 0, meters);
	for (unsigned i = 0; i < ZOUT_N_METERS; ++i) {
		atomic_store_explicit(&engine->meter[i], meters[i], relaxed);
	}
	const float fade = (float)engine->position / (float)engine->core->fade_frames;
	atomic_store_explicit(&engine->gain_now, fade * (float)zout_ramp_at(&engine->gain, 0), relaxed);
}
