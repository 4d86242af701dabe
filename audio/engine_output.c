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

/// Samples at a time: compilers make vectors of a number that they know
enum { GROUP = 16 };

/// Whole numbers in the order of the samples' magnitudes, with what is no number above all
static inline int32_t
rank(const float sample)
{
	int32_t bits = 0;
	memcpy(&bits, &sample, sizeof(bits));
	return bits & INT32_MAX;
}

/// Gain for a group; leaves it as it was, and returns false, if the cap has to hold any of it back
static inline bool
amplify(float out[GROUP], const float gain_lin, const float cap_lin, float* const peak_lin)
{
	float   wanted[GROUP];
	int32_t most = 0;
	for (unsigned i = 0; i < GROUP; ++i) {
		wanted[i]        = out[i] * gain_lin;
		const int32_t at = rank(wanted[i]);
		most             = at > most ? at : most;
	}
	if (most > rank(cap_lin)) {
		return false;
	}
	memcpy(out, wanted, sizeof(wanted));
	if (most > rank(*peak_lin)) {
		memcpy(peak_lin, &most, sizeof(*peak_lin));
	}
	return true;
}

/// Gain and cap from one frame up to another; returns the number of samples that were held back
static uint32_t
finish_frames(const ZoutEngine* const engine,
              float* const            out,
              const uint32_t          from,
              const uint32_t          to,
              float* const            peak_lin)
{
	float    peak = *peak_lin;
	uint32_t held = 0;
	for (uint32_t i = from; i < to; ++i) {
		const float cap_lin = (float)zout_ramp_at(&engine->cap, i + 1U);
		const float wanted  = out[i] * (float)zout_ramp_at(&engine->gain, i + 1U);
		const float given   = capped(wanted, cap_lin);
		held += fabsf(wanted) <= cap_lin ? 0U : 1U;
		peak   = fabsf(given) > peak ? fabsf(given) : peak;
		out[i] = given;
	}
	*peak_lin = peak;
	return held;
}

/// Gain and cap of one side; returns the number of samples that were held back
static uint32_t
finish_side(const ZoutEngine* const engine, float* const out, const uint32_t frames, float* const peak_lin)
{
	const float gain_lin = (float)engine->gain.target;
	const float cap_lin  = (float)engine->cap.target;
	const bool  moving   = engine->gain.left_frames || engine->cap.left_frames;
	uint32_t    held     = 0;
	uint32_t    done     = 0;
	for (; !moving && done + GROUP <= frames; done += GROUP) {
		if (!amplify(out + done, gain_lin, cap_lin, peak_lin)) {
			held += finish_frames(engine, out, done, done + GROUP, peak_lin);
		}
	}
	return held + finish_frames(engine, out, done, frames, peak_lin);
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
