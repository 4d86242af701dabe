// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/engine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
core_free(ZoutEngineCore* const core)
{
	if (core) {
		zout_model_free(core->model);
		free(core);
	}
}

/// Frees what the audio thread has done with
static void
free_retired(ZoutEngine* const engine)
{
	ZoutEngineCore* core = atomic_exchange(&engine->retired, NULL);
	while (core) {
		ZoutEngineCore* const next = core->next;
		core_free(core);
		core = next;
	}
}

/// Makes a core, or returns NULL with the reason in `status` and `error`
static ZoutEngineCore*
core_new(const double           rate_hz,
         unsigned* const        latency_frames,
         ZoutAudioStatus* const status,
         ZoutAudioError* const  error)
{
	ZoutEngineCore* const core = (ZoutEngineCore*)calloc(1, sizeof(ZoutEngineCore));
	if (!core) {
		*status = zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
		return NULL;
	}
	*status = zout_audio_status(zout_model_new(rate_hz, 1, &core->model), rate_hz, error);
	if (*status) {
		core_free(core);
		return NULL;
	}

	core->rate_hz       = rate_hz;
	core->fade_frames   = (uint32_t)(rate_hz * ZOUT_FADE_MS / 1000.0);
	core->settle_frames = (uint32_t)(rate_hz * ZOUT_SETTLE_MS / 1000.0);
	if (latency_frames) {
		*latency_frames = zout_model_latency_frames(core->model);
	}
	*status = ZOUT_AUDIO_SUCCESS;
	return core;
}

ZoutControls
zout_controls_default(void)
{
	ZoutControls controls = {.gain_lin = 1.0F, .cap_lin = 1.0F, .idle_after_s = 0.0F};
	zout_settings_init(&controls.settings);
	return controls;
}

void
zout_engine_init(ZoutEngine* const engine, const ZoutControls* const controls)
{
	memset(engine, 0, sizeof(*engine));
	zout_mailbox_init(&engine->mailbox, controls);
	engine->now = *controls;
	atomic_init(&engine->wanted, true);
	atomic_init(&engine->silent, true);
}

void
zout_engine_clear(ZoutEngine* const engine)
{
	free_retired(engine);
	core_free(atomic_exchange(&engine->offered, NULL));
	core_free(engine->core);
	engine->core = NULL;
}

ZoutAudioStatus
zout_engine_prepare(ZoutEngine* const     engine,
                    const double          rate_hz,
                    unsigned* const       latency_frames,
                    ZoutAudioError* const error)
{
	ZoutAudioStatus       status = ZOUT_AUDIO_SUCCESS;
	ZoutEngineCore* const core   = core_new(rate_hz, latency_frames, &status, error);
	if (!core) {
		return status;
	}
	zout_engine_clear(engine);
	engine->core         = core;
	engine->position     = 0;
	engine->settling     = core->settle_frames;
	engine->quiet_frames = 0;
	engine->asleep       = false;
	engine->stale        = true;
	atomic_store(&engine->wanted, true);
	atomic_store(&engine->silent, true);
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_engine_replace(ZoutEngine* const     engine,
                    const double          rate_hz,
                    unsigned* const       latency_frames,
                    ZoutAudioError* const error)
{
	ZoutAudioStatus       status = ZOUT_AUDIO_SUCCESS;
	ZoutEngineCore* const core   = core_new(rate_hz, latency_frames, &status, error);
	if (!core) {
		return status;
	}

	// Withdraw an offer that was not taken yet. One that has just been taken may retire a core later than we look: that
	// one is freed the next time
	core_free(atomic_exchange(&engine->offered, NULL));
	free_retired(engine);
	atomic_store(&engine->offered, core);
	return ZOUT_AUDIO_SUCCESS;
}

void
zout_engine_set(ZoutEngine* const engine, const ZoutControls* const controls)
{
	zout_mailbox_write(&engine->mailbox, controls);
}

void
zout_engine_fade_out(ZoutEngine* const engine)
{
	// In this order: else a silent block may end in between and say so, while the next one still fades in
	atomic_store(&engine->wanted, false);
	atomic_store(&engine->silent, false);
}

void
zout_engine_fade_in(ZoutEngine* const engine)
{
	atomic_store(&engine->wanted, true);
}

bool
zout_engine_is_silent(const ZoutEngine* const engine)
{
	return atomic_load(&engine->silent);
}

/// A meter in decibels when everything behind the model changes its level; not below its range
static float
shifted(const ZoutMeter meter, const float value_db, const float shift_db)
{
	return fmaxf(value_db + shift_db, zout_meter_info(meter)->min);
}

ZoutEngineMeters
zout_engine_meters(ZoutEngine* const engine)
{
	ZoutEngineMeters   meters;
	float* const       m        = meters.meter;
	const float        gain_lin = atomic_load(&engine->gain_now);
	static const float least    = 1e-9F; // below the range of every meter
	const float        gain_db  = 20.0F * log10f(fmaxf(gain_lin, least));
	for (unsigned i = 0; i < ZOUT_N_METERS; ++i) {
		m[i] = atomic_load(&engine->meter[i]);
	}
	m[ZOUT_METER_VOLTAGE] *= gain_lin;
	m[ZOUT_METER_CURRENT] *= gain_lin;
	m[ZOUT_METER_POWER] *= gain_lin * gain_lin;
	m[ZOUT_METER_SPL]    = shifted(ZOUT_METER_SPL, m[ZOUT_METER_SPL], gain_db);
	m[ZOUT_METER_PEAK_L] = shifted(ZOUT_METER_PEAK_L, m[ZOUT_METER_PEAK_L], gain_db);
	m[ZOUT_METER_PEAK_R] = shifted(ZOUT_METER_PEAK_R, m[ZOUT_METER_PEAK_R], gain_db);

	meters.peak_lin[0] = atomic_exchange(&engine->peak_lin[0], 0.0F);
	meters.peak_lin[1] = atomic_exchange(&engine->peak_lin[1], 0.0F);
	meters.capped      = atomic_load(&engine->capped);
	meters.idle        = atomic_load(&engine->idle);
	return meters;
}
