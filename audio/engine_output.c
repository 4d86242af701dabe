// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/engine_output.h"

#include "dsp/least.h"

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

/// Gain and cap for each sample of a group, of either side
typedef struct {
	float gain_lin[GROUP];
	float cap_lin[GROUP];
} Course;

/// zout_ramp_at() from a frame on, for a straight line that does not wait, without a branch
static inline void
fill(float value[GROUP], const ZoutRamp* const ramp, const uint32_t from)
{
	const int32_t to_go = (int32_t)(ramp->left_frames - zout_least(from, ramp->left_frames));
	for (int32_t i = 0; i < GROUP; ++i) {
		const int32_t after = to_go - i - 1;
		value[i]            = (float)(ramp->target - ramp->step * (double)(after > 0 ? after : 0));
	}
}

static inline void
fill_course(Course* const course, const ZoutEngine* const engine, const uint32_t from)
{
	fill(course->gain_lin, &engine->gain, from);
	fill(course->cap_lin, &engine->cap, from);
}

/// Gain for a group; leaves it as it was, and returns false, if the cap has to hold any of it back
static inline bool
amplify(float out[GROUP], const Course* const course, float* const peak_lin)
{
	float   wanted[GROUP];
	int32_t most = 0;
	int32_t left = 0; // below 0 as soon as any of it is
	for (unsigned i = 0; i < GROUP; ++i) {
		wanted[i]        = out[i] * course->gain_lin[i];
		const int32_t at = rank(wanted[i]);
		left |= rank(course->cap_lin[i]) - at;
		most = at > most ? at : most;
	}
	if (left < 0) {
		return false;
	}
	memcpy(out, wanted, sizeof(wanted));
	if (most > rank(*peak_lin)) {
		memcpy(peak_lin, &most, sizeof(*peak_lin));
	}
	return true;
}

/// Gain and cap for at most a group; returns the number of samples that were held back
static uint32_t
hold_back(float* const out, const Course* const course, const uint32_t n, float* const peak_lin)
{
	float    peak = *peak_lin;
	uint32_t held = 0;
	for (uint32_t i = 0; i < n; ++i) {
		const float cap_lin = course->cap_lin[i];
		const float wanted  = out[i] * course->gain_lin[i];
		const float given   = capped(wanted, cap_lin);
		held += fabsf(wanted) <= cap_lin ? 0U : 1U;
		peak   = fabsf(given) > peak ? fabsf(given) : peak;
		out[i] = given;
	}
	*peak_lin = peak;
	return held;
}

/// Gain and cap of both sides; returns the number of samples that were held back
static uint32_t
finish_sides(const ZoutEngine* const engine, float* const out[2], const uint32_t frames, float peak_lin[2])
{
	const bool moving = engine->gain.left_frames || engine->cap.left_frames;
	uint32_t   held   = 0;
	Course     course;
	fill_course(&course, engine, 0);
	for (uint32_t done = 0; done < frames; done += GROUP) {
		if (moving && done) {
			fill_course(&course, engine, done);
		}
		const uint32_t n = zout_least(frames - done, GROUP);
		for (unsigned side = 0; side < 2; ++side) {
			if (n < GROUP || !amplify(out[side] + done, &course, &peak_lin[side])) {
				held += hold_back(out[side] + done, &course, n, &peak_lin[side]);
			}
		}
	}
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

	float before[2], peak[2];
	for (unsigned side = 0; side < 2; ++side) {
		before[side] = peak[side] = atomic_load_explicit(&engine->peak_lin[side], relaxed);
	}
	const uint32_t held = finish_sides(engine, out, frames, peak);
	for (unsigned side = 0; side < 2; ++side) {
		if (peak[side] > before[side]) {
			atomic_store_explicit(&engine->peak_lin[side], peak[side], relaxed);
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
