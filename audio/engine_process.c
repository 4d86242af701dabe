// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/engine_process.h"

#include <string.h>

static uint32_t
minimum(const uint32_t a, const uint32_t b)
{
	return a < b ? a : b;
}

/// Takes the offered core in place of the one in use, which must be silent
static void
take_offer(ZoutEngine* const engine)
{
	ZoutEngineCore* const core = atomic_exchange(&engine->offered, NULL);
	if (core) {
		atomic_store(&engine->retired, engine->core);
		engine->core     = core;
		engine->settling = core->settle_frames;
	}
}

/// Applies the fade to a stretch that ends with it at the latest; `up` is its direction
static void
fade(ZoutEngine* const engine, float* const out[2], const uint32_t frames, const bool up)
{
	const float scale = 1.0F / (float)engine->core->fade_frames;
	for (uint32_t i = 0; i < frames; ++i) {
		engine->position = up ? engine->position + 1U : engine->position - 1U;
		const float gain = (float)engine->position * scale;
		out[0][i] *= gain;
		out[1][i] *= gain;
	}
}

/// Processes a stretch in which the fade does not change direction; returns its length
static uint32_t
process_stretch(ZoutEngine* const  engine,
                const float* const in[2],
                float* const       out[2],
                const uint32_t     frames,
                const bool         up)
{
	ZoutEngineCore* const core   = engine->core;
	const bool            settle = up && engine->settling;
	const uint32_t to_go  = settle ? engine->settling : up ? core->fade_frames - engine->position : engine->position;
	const uint32_t length = to_go ? minimum(frames, to_go) : frames;

	zout_model_process(core->model, in, out, length);
	if (settle) {
		memset(out[0], 0, length * sizeof(float));
		memset(out[1], 0, length * sizeof(float));
		engine->settling -= length;
	} else if (to_go) {
		fade(engine, out, length, up);
		if (!engine->position) { // silent now: a later fade in starts afresh
			zout_model_reset(core->model);
			engine->settling = core->settle_frames;
		}
	}
	return length;
}

void
zout_engine_process(ZoutEngine* const engine, const float* const in[2], float* const out[2], const uint32_t frames)
{
	bool silent = true;
	for (uint32_t done = 0; done < frames;) {
		float* const       to[2]   = {out[0] + done, out[1] + done};
		const float* const from[2] = {in[0] + done, in[1] + done};

		if (!engine->position) {
			take_offer(engine);
		}
		const bool up = atomic_load(&engine->wanted) && !atomic_load(&engine->offered);
		if (!up && !engine->position) {
			memset(to[0], 0, (frames - done) * sizeof(float));
			memset(to[1], 0, (frames - done) * sizeof(float));
			done = frames;
		} else {
			const bool was_silent = !engine->position;
			done += process_stretch(engine, from, to, frames - done, up);
			silent = silent && was_silent && !engine->position;
		}
	}
	atomic_store(&engine->silent, silent);
}

void
zout_engine_restart(ZoutEngine* const engine)
{
	zout_model_reset(engine->core->model);
	engine->position = 0;
	engine->settling = engine->core->settle_frames;
}
