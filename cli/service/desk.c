// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/service/desk.h"

#include "audio/wire.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

ZoutMemory
zout_memory_none(void)
{
	const ZoutMemory memory = {NAN, false, false};
	return memory;
}

/// Whether two values are the same number, or both none
static bool
same(const float a, const float b)
{
	return (isnan(a) && isnan(b)) || fabsf(a - b) <= 0.0F;
}

bool
zout_memory_is_same(const ZoutMemory* const a, const ZoutMemory* const b)
{
	return same(a->volume_db, b->volume_db) && a->muted == b->muted && a->dimmed == b->dimmed;
}

/// Values over the settings in force
static void
apply(ZoutDesk* const desk, const ZoutSceneValues* const values)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		if (!isnan(values->settings.value[i])) {
			desk->settings.value[i] = values->settings.value[i];
		}
	}
	if (*values->amp || values->other_amp) {
		snprintf(desk->amp, sizeof(desk->amp), "%s", values->amp);
	}
	if (*values->phones || values->other_phones) {
		snprintf(desk->phones, sizeof(desk->phones), "%s", values->phones);
	}
}

/// As configuration and command line want it
static void
set_afresh(ZoutDesk* const desk, const ZoutConfig* const config)
{
	zout_settings_init(&desk->settings);
	*desk->amp    = '\0';
	*desk->phones = '\0';
	*desk->preset = '\0';
	desk->sound   = config->sound;
	apply(desk, &desk->sound);
	apply(desk, &desk->typed);
}

void
zout_desk_start(ZoutDesk* const              desk,
                const ZoutConfig* const      config,
                const ZoutSceneValues* const typed,
                const ZoutMemory* const      memory)
{
	memset(desk, 0, sizeof(*desk));
	desk->typed = *typed;
	set_afresh(desk, config);
	desk->muted         = memory->muted;
	desk->dimmed        = memory->dimmed;
	float* const volume = &desk->settings.value[ZOUT_VOLUME];
	if (!isnan(memory->volume_db) && isnan(typed->settings.value[ZOUT_VOLUME])) {
		*volume = zout_param_clamp(ZOUT_VOLUME, memory->volume_db);
	}
	*volume = fminf(*volume, config->safety.boot_volume_max_db);
}

void
zout_desk_reload(ZoutDesk* const desk, const ZoutConfig* const config)
{
	bool other =
		strcmp(desk->sound.amp, config->sound.amp) != 0 || strcmp(desk->sound.phones, config->sound.phones) != 0 ||
		desk->sound.other_amp != config->sound.other_amp || desk->sound.other_phones != config->sound.other_phones;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		other = other || !same(desk->sound.settings.value[i], config->sound.settings.value[i]);
	}
	if (other) {
		// A line that is gone, or that what was typed overrules, asks for no volume; least of all for the loudest one,
		// the default, or for what was typed and held back by boot_volume_max at the start
		const float volume_db = desk->settings.value[ZOUT_VOLUME];
		const float wanted_db = config->sound.settings.value[ZOUT_VOLUME];
		const bool  keep      = isnan(wanted_db) || !isnan(desk->typed.settings.value[ZOUT_VOLUME]) ||
		                  same(desk->sound.settings.value[ZOUT_VOLUME], wanted_db);
		set_afresh(desk, config);
		desk->settings.value[ZOUT_VOLUME] = keep ? volume_db : wanted_db;
	}
}

void
zout_desk_choose(ZoutDesk* const desk, const ZoutScene* const scene)
{
	apply(desk, &scene->values);
	// An own preset may combine anything; another amplifier or headphone makes something else of it
	snprintf(desk->preset, sizeof(desk->preset), "%s", scene->kind == ZOUT_SCENE_OWN ? scene->name : "");
}

ZoutMemory
zout_desk_memory(const ZoutDesk* const desk)
{
	const ZoutMemory memory = {desk->settings.value[ZOUT_VOLUME], desk->muted, desk->dimmed};
	return memory;
}

ZoutControls
zout_desk_controls(const ZoutDesk* const desk, const ZoutConfig* const config)
{
	ZoutControls controls = {.settings = desk->settings, .idle_after_s = config->idle_after_s};
	zout_wire_where_disabled(&controls.settings);
	const double cap_lin = zout_cap_lin(config->safety.cap, &desk->settings);
	const double dim_lin = desk->dimmed ? pow(10.0, (double)config->safety.dim_db / 20.0) : 1.0;
	controls.gain_lin    = desk->muted ? 0.0F : (float)dim_lin;
	controls.cap_lin     = (float)cap_lin;
	if ((double)controls.cap_lin > cap_lin) {
		controls.cap_lin = nextafterf(controls.cap_lin, 0.0F); // "never above" holds to the last bit
	}
	return controls;
}
