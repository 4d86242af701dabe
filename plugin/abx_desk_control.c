// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What the ports ask of the desk, between two blocks. */

#include "abx_desk_impl.h"

#include <math.h>
#include <string.h>

/// Time in which the model has certainly come to its new state: twice that of its ramps
static const double settle_s = 0.04;

bool
zout_abx_desk_is_heard(const ZoutAbxDesk* const desk)
{
	return desk->settings[0].value[ZOUT_ENABLED] > 0.5F && desk->bypass == ZOUT_ABX_BYPASS_RESTS;
}

/// Gives the model the settings in force
static void
set_model(ZoutAbxDesk* const self)
{
	zout_model_set(self->model, 0, &self->settings[0]);
	zout_model_set(self->model, 1, &self->settings[1]);
}

/// Takes the bypass as wanted. The matching gains of the chains do not hold for it, so it must not be heard changing
static void
take_bypass(ZoutAbxDesk* const self)
{
	for (unsigned chain = 0; chain < 2; ++chain) {
		self->settings[chain].value[ZOUT_ENABLED] = self->enabled;
	}
	set_model(self);
}

/// Begins to fade out for a change of the bypass. What is wanted then, when all is silent, is taken, be it no change
static void
want_enabled(ZoutAbxDesk* const self, const float enabled)
{
	self->enabled = enabled;
	if (self->fresh) {
		take_bypass(self);
	} else if (self->bypass == ZOUT_ABX_BYPASS_RESTS && enabled != self->settings[0].value[ZOUT_ENABLED]) {
		self->bypass = ZOUT_ABX_BYPASS_FADES;
		zout_switch_mute(&self->lever);
	}
}

uint32_t
zout_abx_desk_bypass_frames(const ZoutAbxDesk* const desk)
{
	switch (desk->bypass) {
	case ZOUT_ABX_BYPASS_FADES:
		return zout_switch_frames_to_silence(&desk->lever);
	case ZOUT_ABX_BYPASS_SETTLES:
		return desk->settle_left;
	case ZOUT_ABX_BYPASS_RESTS:
		break;
	}
	return UINT32_MAX;
}

void
zout_abx_desk_bypass_pass(ZoutAbxDesk* const desk, const uint32_t frames)
{
	desk->settle_left -= desk->bypass == ZOUT_ABX_BYPASS_SETTLES ? frames : 0U;
	if (desk->bypass == ZOUT_ABX_BYPASS_FADES && zout_switch_frames_to_silence(&desk->lever) == 0) {
		desk->bypass      = ZOUT_ABX_BYPASS_SETTLES;
		desk->settle_left = (uint32_t)ceil(settle_s * desk->rate_hz);
		take_bypass(desk);
	} else if (desk->bypass == ZOUT_ABX_BYPASS_SETTLES && desk->settle_left == 0) {
		desk->bypass = ZOUT_ABX_BYPASS_RESTS;
		zout_abx_desk_duck(desk);
		want_enabled(desk, desk->enabled); // It may have changed meanwhile
	}
}

/// Finds the gains for settings of the ports, if anything has changed that they hang on. Not on the bypass, so that it
/// changes nothing but itself
static void
find_gains(ZoutAbxDesk* const self, const ZoutSettings wanted[2], const ZoutAbxMatch match)
{
	ZoutSettings asked[2] = {wanted[0], wanted[1]};
	for (unsigned chain = 0; chain < 2; ++chain) {
		asked[chain].value[ZOUT_ENABLED] = 1.0F;
		asked[chain].value[ZOUT_VOLUME]  = 0.0F;
	}
	if (match == self->asked_match && memcmp(asked, self->asked, sizeof(asked)) == 0) {
		return;
	}
	memcpy(self->asked, asked, sizeof(asked));
	self->asked_match = match;
	self->volts       = match == ZOUT_ABX_MATCH_OFF ? (ZoutEqualVolts){{0.0, 0.0}, 0.0} : zout_equal_volts(asked);
	for (unsigned chain = 0; chain < 2; ++chain) {
		self->gain_db[chain] = asked[chain].value[ZOUT_GAIN];
	}
}

/// Settings that are to be in force: those of the ports, but only what stays free while a session runs
static void
take_settings(ZoutAbxDesk* const self, const ZoutAbxInputs* const inputs, const bool running)
{
	const ZoutSettings* const wanted = inputs->settings;
	if (!running) {
		find_gains(self, wanted, inputs->match);
	}
	ZoutSettings settings[2] = {running ? self->settings[0] : wanted[0], running ? self->settings[1] : wanted[1]};
	const float  volume      = wanted[0].value[ZOUT_VOLUME];
	for (unsigned chain = 0; chain < 2; ++chain) {
		settings[chain].value[ZOUT_ENABLED] = self->settings[chain].value[ZOUT_ENABLED];
		settings[chain].value[ZOUT_VOLUME]  = running ? fminf(volume, self->start_volume) : volume;
		settings[chain].value[ZOUT_GAIN]    = self->gain_db[chain];
	}
	if (memcmp(settings, self->settings, sizeof(settings)) != 0) {
		memcpy(self->settings, settings, sizeof(settings));
		set_model(self);
		if (!running) {
			zout_levels_set(self->levels, settings);
		} else if (self->held_answer < 0) { // else that of the last answer would never come
			zout_levels_restart_tone(self->levels, settings);
		}
	}
}

static void
work_idle(ZoutAbxDesk* const self, const ZoutAbxInputs* const inputs)
{
	self->trials = inputs->trials;
	self->match  = inputs->match;
	if (inputs->rises[ZOUT_ABX_PORT_ABORT]) {
		self->wanted  = ZOUT_ABX_DESK_IDLE;
		self->cleared = true;
	} else if (inputs->rises[ZOUT_ABX_PORT_START]) {
		zout_abx_desk_try_start(self);
	}
}

void
zout_abx_desk_control(ZoutAbxDesk* const desk, const ZoutAbxInputs* const inputs, const uint32_t block_frames)
{
	const bool running = zout_abx_desk_is_running(desk);
	desk->block_frames = block_frames;
	take_settings(desk, inputs, running);
	want_enabled(desk, inputs->settings[0].value[ZOUT_ENABLED]);
	if (running) {
		zout_abx_desk_work(desk, inputs);
	} else {
		work_idle(desk, inputs);
	}
	if (desk->fresh || inputs->listen_changed) {
		zout_abx_desk_press(desk, inputs->listen);
	}
	if (desk->fresh) {
		zout_switch_jump(&desk->lever);
		desk->fresh = false;
	}
}
