// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/engine.h"

#include <stdlib.h>

static void
core_free(ZoutEngineCore* const core)
{
	if (core) {
		zout_model_free(core->model);
		free(core);
	}
}

/// Makes a core, or returns NULL with the reason in `status` and `error`
static ZoutEngineCore*
core_new(const double              rate_hz,
         const ZoutSettings* const settings,
         ZoutAudioStatus* const    status,
         ZoutAudioError* const     error)
{
	ZoutEngineCore* const core = (ZoutEngineCore*)calloc(1, sizeof(ZoutEngineCore));
	if (!core) {
		*status = zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
		return NULL;
	}
	const ZoutStatus made = zout_model_new(rate_hz, 1, &core->model);
	if (made) {
		core_free(core);
		*status = zout_audio_fail(error,
		                          made == ZOUT_NO_MEMORY ? ZOUT_AUDIO_FAILED : ZOUT_AUDIO_BAD_INPUT,
		                          "cannot set up the model for %.0f Hz: %s",
		                          rate_hz,
		                          zout_strerror(made));
		return NULL;
	}

	zout_model_set(core->model, 0, settings);
	zout_model_reset(core->model);
	core->fade_frames   = (uint32_t)(rate_hz * ZOUT_FADE_MS / 1000.0);
	core->settle_frames = (uint32_t)(rate_hz * ZOUT_SETTLE_MS / 1000.0);
	*status             = ZOUT_AUDIO_SUCCESS;
	return core;
}

ZoutAudioStatus
zout_engine_init(ZoutEngine* const         engine,
                 const double              rate_hz,
                 const ZoutSettings* const settings,
                 ZoutAudioError* const     error)
{
	atomic_init(&engine->offered, NULL);
	atomic_init(&engine->retired, NULL);
	atomic_init(&engine->wanted, true);
	atomic_init(&engine->silent, true);
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	engine->core           = core_new(rate_hz, settings, &status, error);
	engine->position       = 0;
	engine->settling       = engine->core ? engine->core->settle_frames : 0U;
	return status;
}

void
zout_engine_clear(ZoutEngine* const engine)
{
	core_free(atomic_exchange(&engine->retired, NULL));
	core_free(atomic_exchange(&engine->offered, NULL));
	core_free(engine->core);
	engine->core = NULL;
}

ZoutAudioStatus
zout_engine_replace(ZoutEngine* const         engine,
                    const double              rate_hz,
                    const ZoutSettings* const settings,
                    unsigned* const           latency_frames,
                    ZoutAudioError* const     error)
{
	ZoutAudioStatus       status = ZOUT_AUDIO_SUCCESS;
	ZoutEngineCore* const core   = core_new(rate_hz, settings, &status, error);
	if (!core) {
		return status;
	}
	*latency_frames = zout_model_latency_frames(core->model);

	// Withdraw an offer that was not taken yet, then empty the slot that the next one needs: with no offer standing,
	// the audio thread puts nothing into it
	core_free(atomic_exchange(&engine->offered, NULL));
	core_free(atomic_exchange(&engine->retired, NULL));
	atomic_store(&engine->offered, core);
	return ZOUT_AUDIO_SUCCESS;
}

void
zout_engine_fade_out(ZoutEngine* const engine)
{
	atomic_store(&engine->silent, false);
	atomic_store(&engine->wanted, false);
}

bool
zout_engine_is_silent(const ZoutEngine* const engine)
{
	return atomic_load(&engine->silent);
}
