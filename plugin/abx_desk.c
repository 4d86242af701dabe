// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx_desk_impl.h"

#include "abx/seed.h"
#include "abx/wipe.h"
#include "dsp/least.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

ZoutStatus
zout_abx_desk_new(const double rate_hz, ZoutAbxDesk** const desk)
{
	*desk                   = NULL;
	ZoutAbxDesk* const self = (ZoutAbxDesk*)calloc(1, sizeof(ZoutAbxDesk));
	if (!self) {
		return ZOUT_NO_MEMORY;
	}
	ZoutStatus status = zout_model_new(rate_hz, 2, &self->model);
	status            = status ? status : zout_levels_new(rate_hz, &self->levels);
	self->shelf       = zout_abx_shelf_new();
	self->mailbox     = zout_abx_mailbox_new();
	if (!status && (!self->shelf || !self->mailbox)) {
		status = ZOUT_NO_MEMORY;
	}

	uint8_t master[ZOUT_ABX_HASH_BYTES];
	if (!status && zout_abx_draw_master(master)) {
		self->session = zout_abx_session_new(master);
		status        = self->session ? ZOUT_SUCCESS : ZOUT_NO_MEMORY;
	}
	zout_abx_wipe(master, sizeof(master));
	if (status) {
		zout_abx_desk_free(self);
		return status;
	}

	self->rate_hz     = rate_hz;
	self->held_answer = -1;
	zout_switch_init(&self->lever, rate_hz);
	for (unsigned chain = 0; chain < 2; ++chain) {
		zout_settings_init(&self->settings[chain]);
	}
	zout_abx_desk_activate(self);
	*desk = self;
	return ZOUT_SUCCESS;
}

void
zout_abx_desk_free(ZoutAbxDesk* const desk)
{
	if (desk) {
		zout_abx_session_free(desk->session);
		zout_abx_mailbox_free(desk->mailbox);
		zout_abx_shelf_free(desk->shelf);
		zout_levels_free(desk->levels);
		zout_model_free(desk->model);
		free(desk);
	}
}

void
zout_abx_desk_activate(ZoutAbxDesk* const desk)
{
	zout_model_reset(desk->model);
	if (!zout_abx_desk_is_running(desk)) {
		zout_levels_set(desk->levels, desk->settings);
		zout_switch_set_gains(&desk->lever, 1.0F, 1.0F);
	}
	desk->fresh         = true;
	desk->bypass        = ZOUT_ABX_BYPASS_RESTS;
	desk->wanted        = ZOUT_ABX_DESK_IDLE;
	const time_t now    = time(NULL);
	desk->anchor_s      = now > 0 ? (uint64_t)now : 0U;
	desk->anchor_frames = desk->frames;
}

void
zout_abx_desk_set_history(ZoutAbxDesk* const desk, const unsigned sessions, const unsigned unfinished)
{
	desk->earlier            = sessions;
	desk->earlier_unfinished = unfinished;
}

/// Lets frames pass in both chains; hears one of them
static void
process_chunk(ZoutAbxDesk* const self, const float* const in[2], float* const out[2], const uint32_t frames)
{
	float* const       to[]   = {self->chains[0], self->chains[1], self->chains[2], self->chains[3]};
	const float* const from[] = {self->chains[0], self->chains[1], self->chains[2], self->chains[3]};
	zout_model_process(self->model, in, to, frames);
	if (zout_abx_desk_is_heard(self)) { // A bypass says nothing about A and B
		const uint32_t to_tone = zout_levels_frames_to_tone(self->levels);
		zout_levels_process(self->levels, in, from, frames);
		if (to_tone && !zout_levels_frames_to_tone(self->levels) && zout_abx_desk_is_running(self)) {
			zout_abx_desk_note_drift(self);
		}
	}
	zout_switch_process(&self->lever, from, out, frames);
	self->frames += frames;
	if (!zout_abx_desk_is_running(self)) {
		self->training_frames += frames;
	}
}

void
zout_abx_desk_process(ZoutAbxDesk* const desk, const float* const in[2], float* const out[2], const uint32_t frames)
{
	for (uint32_t done = 0; done < frames;) {
		const bool         starts = desk->wanted == ZOUT_ABX_DESK_MEASURING;
		const bool         waits  = starts || desk->held_answer >= 0;
		uint32_t           now    = zout_least(frames - done, ZOUT_ABX_CHUNK_FRAMES);
		const float* const from[] = {in[0] + done, in[1] + done};
		float* const       to[]   = {out[0] + done, out[1] + done};
		// What happens in the middle of a block happens in the same frame however blocks are cut
		now = zout_least(now, zout_abx_desk_bypass_frames(desk));
		now = zout_least(now, waits ? zout_levels_frames_to_tone(desk->levels) : UINT32_MAX);
		process_chunk(desk, from, to, now);
		zout_abx_desk_bypass_pass(desk, now);
		done += now;
		if (starts) {
			zout_abx_desk_try_start(desk);
		}
		zout_abx_desk_take_held(desk);
	}
}

void
zout_abx_desk_results(const ZoutAbxDesk* const desk, float results[ZOUT_ABX_N_RESULTS])
{
	ZoutAbxView view;
	memset(&view, 0, sizeof(view));
	if (desk->session) {
		zout_abx_view(desk->session, &view);
	}
	const bool over = view.state == ZOUT_ABX_FINISHED && !desk->cleared;
	const bool told = view.state == ZOUT_ABX_RUNNING || !desk->cleared;

	results[ZOUT_ABX_PORT_STATE]   = (float)(desk->wanted ? (unsigned)desk->wanted : told ? (unsigned)view.state : 0U);
	results[ZOUT_ABX_PORT_TRIAL]   = (float)(view.trial ? view.trial : told ? view.answered : 0U);
	results[ZOUT_ABX_PORT_CORRECT] = over ? (float)view.score : -1.0F;
	results[ZOUT_ABX_PORT_P_VALUE] = over ? (float)view.p_value : 1.0F;
	results[ZOUT_ABX_PORT_LEVEL_ERROR] = zout_abx_desk_level_error_db(desk);
}

unsigned
zout_abx_desk_latency_frames(const ZoutAbxDesk* const desk)
{
	return zout_model_latency_frames(desk->model);
}

const ZoutAbxShelf*
zout_abx_desk_shelf(const ZoutAbxDesk* const desk)
{
	return desk->shelf;
}

ZoutAbxMailbox*
zout_abx_desk_mailbox(const ZoutAbxDesk* const desk)
{
	return desk->mailbox;
}
