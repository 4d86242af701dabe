// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/engine_process.h"

#include "audio/engine_output.h"

#include <string.h>

static uint32_t
minimum(const uint32_t a, const uint32_t b)
{
	return a < b ? a : b;
}

/// Takes the newest controls, if there are new ones or the core has got none yet
static void
take_controls(ZoutEngine* const engine)
{
	const ZoutMail* const fresh = zout_mailbox_read(&engine->mailbox);
	if (fresh) {
		engine->now = fresh->controls;
	}
	if (fresh || engine->stale) {
		// Nothing is heard at position 0, so that there is nothing to go slowly for
		const uint32_t frames = engine->position ? engine->core->fade_frames : 0U;
		if (fresh) {
			zout_model_set_plan(engine->core->model, &fresh->plan);
		} else {
			zout_model_set(engine->core->model, 0, &engine->now.settings);
		}
		zout_ramp_set(&engine->gain, (double)engine->now.gain_lin, 0, frames);
		zout_ramp_set(&engine->cap, (double)engine->now.cap_lin, 0, frames);
		if (engine->stale) {
			zout_model_reset(engine->core->model); // no way from the defaults
		}
		engine->stale = false;
	}
}

/// Puts the core in use where another thread frees it
static void
retire(ZoutEngine* const engine)
{
	ZoutEngineCore* const core = engine->core;
	if (core) {
		// Two turns at most: the only rival takes all there is, and leaves nothing that could change again
		core->next = atomic_load(&engine->retired);
		while (!atomic_compare_exchange_strong(&engine->retired, &core->next, core)) {
		}
	}
}

/// Takes the offered core in place of the one in use, which must be silent
static void
take_offer(ZoutEngine* const engine)
{
	// Every block of a pause comes here: to look costs a tenth of what an exchange does
	ZoutEngineCore* const core = atomic_load(&engine->offered) ? atomic_exchange(&engine->offered, NULL) : NULL;
	if (core) {
		retire(engine);
		engine->core     = core;
		engine->settling = core->settle_frames;
		engine->stale    = true;
		take_controls(engine);
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

/// Whether a block of input is silent; then the output is, too, for the time being
static bool
is_quiet(const ZoutEngine* const engine, const float* const in[2], float* const out[2], const uint32_t frames)
{
	const bool loud = frames && (in[0][0] != 0.0F || in[1][0] != 0.0F); // as most blocks are that hold sound
	return !loud && zout_model_rest(engine->core->model, in, out, frames);
}

/// Whether it is time to sleep, after a block of input; wakes if it is not any more
static bool
is_idle(ZoutEngine* const engine, const bool quiet, const uint32_t frames)
{
	// Who asks for silence lets other audio in next, which may be in the midst of sound: patience begins anew
	const uint64_t patience_frames = (uint64_t)((double)engine->now.idle_after_s * engine->core->rate_hz);
	const bool     wanted          = atomic_load(&engine->wanted);
	engine->quiet_frames           = quiet && wanted ? engine->quiet_frames + frames : 0U;

	const bool idle = patience_frames && engine->quiet_frames > patience_frames;
	if (engine->asleep && !idle && wanted) {
		// Before the pause everything had died away, so the model as it is after a reset goes on where it was: no
		// fade takes the attack away
		engine->position = engine->core->fade_frames;
		engine->settling = 0;
	}
	engine->asleep = engine->asleep && idle;
	return idle;
}

void
zout_engine_process(ZoutEngine* const engine, const float* const in[2], float* const out[2], const uint32_t frames)
{
	uint32_t done   = 0;
	bool     silent = true;
	bool     quiet  = false;
	if (!engine->position) {
		take_offer(engine);
	}
	if (engine->core) {
		take_controls(engine);
		quiet           = is_quiet(engine, in, out, frames);
		const bool idle = is_idle(engine, quiet, frames);
		while (done < frames) {
			float* const       to[2]   = {out[0] + done, out[1] + done};
			const float* const from[2] = {in[0] + done, in[1] + done};

			if (!engine->position) {
				take_offer(engine);
			}
			const bool up = !idle && atomic_load(&engine->wanted) && !atomic_load(&engine->offered);
			if (!up && !engine->position) {
				engine->asleep = idle;
				break;
			}
			const bool was_silent = !engine->position;
			done += process_stretch(engine, from, to, frames - done, up);
			silent = silent && was_silent && !engine->position;
		}
		zout_engine_finish(engine, out, done);
	}
	if (!quiet || done) { // else it is there already
		memset(out[0] + done, 0, (frames - done) * sizeof(float));
		memset(out[1] + done, 0, (frames - done) * sizeof(float));
	}
	// Likewise; and a block of no frames says nothing of what is heard
	if (frames && atomic_load(&engine->silent) != silent) {
		atomic_store(&engine->silent, silent);
	}
}

void
zout_engine_interrupted(ZoutEngine* const engine)
{
	if (engine->core && engine->position) {
		zout_model_reset(engine->core->model);
		engine->position = 0;
		engine->settling = engine->core->settle_frames;
	}
	engine->asleep = false; // the attack of what comes next may be what was lost
}
