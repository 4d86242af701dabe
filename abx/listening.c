// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "listening.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const float release_db_per_s = 1.0F; // slow enough not to be heard as pumping

ZoutStatus
zout_listening_init(ZoutListening* const self, const ZoutListeningSetup* const setup)
{
	memset(self, 0, sizeof(*self));
	const ZoutStatus status = zout_model_new(setup->rate_hz, 2, &self->model);
	if (status) {
		return status;
	}
	for (unsigned chain = 0; chain < 2; ++chain) {
		zout_model_set(self->model, chain, setup->settings[chain]);
		zout_loudness_init(&self->loudness[chain], setup->rate_hz);
		self->gain_lin[chain] = setup->gain_lin[chain];
		self->gain_db[chain]  = 20.0F * log10f(setup->gain_lin[chain]);
	}
	zout_model_reset(self->model);
	zout_switch_init(&self->router, setup->rate_hz);
	zout_switch_set_gains(&self->router, self->gain_lin[0], self->gain_lin[1]);
	zout_transport_init(&self->transport, setup->side[0], setup->side[1], setup->frames, setup->rate_hz);
	self->live       = !setup->side[0];
	self->restart    = setup->restart && !self->live;
	self->max_spl_db = setup->max_spl_db;
	self->release_db = release_db_per_s / (float)setup->rate_hz;
	atomic_init(&self->written, 0U);
	atomic_init(&self->taken, 0U);
	atomic_init(&self->position, 0U);
	atomic_init(&self->lowest_cap_db, 0.0F);
	atomic_init(&self->silent, true);
	return ZOUT_SUCCESS;
}

void
zout_listening_clear(ZoutListening* const self)
{
	zout_model_free(self->model);
	self->model = NULL;
}

static bool
put(ZoutListening* const self, const ZoutListeningCommand command)
{
	const unsigned written = atomic_load_explicit(&self->written, memory_order_relaxed);
	if (written - atomic_load_explicit(&self->taken, memory_order_acquire) >= ZOUT_LISTENING_COMMANDS) {
		return false;
	}
	self->queue[written % ZOUT_LISTENING_COMMANDS] = command;
	atomic_store_explicit(&self->written, written + 1U, memory_order_release);
	return true;
}

bool
zout_listening_press(ZoutListening* const self, const unsigned chain)
{
	const ZoutListeningCommand command = {ZOUT_LISTENING_PRESS, chain, {0, 0}};
	return put(self, command);
}

bool
zout_listening_mute(ZoutListening* const self)
{
	const ZoutListeningCommand command = {ZOUT_LISTENING_MUTE, 0, {0, 0}};
	return put(self, command);
}

bool
zout_listening_jump(ZoutListening* const self, const uint64_t frame)
{
	const ZoutListeningCommand command = {ZOUT_LISTENING_JUMP, 0, {frame, 0}};
	return put(self, command);
}

bool
zout_listening_loop(ZoutListening* const self, const uint64_t start, const uint64_t end)
{
	const ZoutListeningCommand command = {ZOUT_LISTENING_LOOP, 0, {start, end}};
	return put(self, command);
}

uint64_t
zout_listening_position(const ZoutListening* const self)
{
	return atomic_load(&self->position);
}

bool
zout_listening_is_silent(const ZoutListening* const self)
{
	return atomic_load(&self->written) == atomic_load(&self->taken) && atomic_load(&self->silent);
}

double
zout_listening_lowest_cap_db(const ZoutListening* const self)
{
	return (double)atomic_load(&self->lowest_cap_db);
}

bool
zout_listening_difference_db(const ZoutListening* const self, double* const difference_db)
{
	const double a_db = zout_loudness_lufs(&self->loudness[0]) + (double)self->gain_db[0];
	const double b_db = zout_loudness_lufs(&self->loudness[1]) + (double)self->gain_db[1];
	*difference_db    = b_db - a_db;
	return isfinite(*difference_db);
}

static void
obey(ZoutListening* const self, const ZoutListeningCommand* const command)
{
	switch (command->act) {
	case ZOUT_LISTENING_PRESS:
		self->chain = command->chain;
		zout_switch_press(&self->router, command->chain);
		zout_transport_play(&self->transport, true);
		if (self->restart) {
			self->jump    = true;
			self->jump_to = self->transport.start;
		}
		break;
	case ZOUT_LISTENING_MUTE:
		zout_switch_mute(&self->router);
		break;
	case ZOUT_LISTENING_JUMP:
		if (zout_switch_phase(&self->router) != ZOUT_SWITCH_MUTED) {
			zout_switch_press(&self->router, self->chain);
		}
		self->jump    = true;
		self->jump_to = command->frame[0];
		break;
	case ZOUT_LISTENING_LOOP:
		if (zout_switch_phase(&self->router) != ZOUT_SWITCH_MUTED) {
			zout_switch_press(&self->router, self->chain);
		}
		self->loop       = true;
		self->loop_start = command->frame[0];
		self->loop_end   = command->frame[1];
		break;
	}
}

static void
take_commands(ZoutListening* const self)
{
	const unsigned written = atomic_load_explicit(&self->written, memory_order_acquire);
	unsigned       taken   = atomic_load_explicit(&self->taken, memory_order_relaxed);
	if (taken != written) {
		atomic_store(&self->silent, false); // before the commands count as taken
	}
	for (; taken != written; ++taken) {
		obey(self, &self->queue[taken % ZOUT_LISTENING_COMMANDS]);
	}
	atomic_store_explicit(&self->taken, taken, memory_order_release);
}

/// Does in silence what has to be done in silence; returns how many of `frames` may pass before it looks again
static uint32_t
use_silence(ZoutListening* const self, const uint32_t frames)
{
	const ZoutSwitchPhase phase = zout_switch_phase(&self->router);
	const uint32_t        to_go = zout_switch_frames_to_silence(&self->router);
	if (to_go) {
		return to_go < frames ? to_go : frames;
	}
	if (self->loop) {
		zout_transport_loop(&self->transport, self->loop_start, self->loop_end);
		self->loop = false;
	}
	if (self->jump) {
		// The track waits for the fade in: its first frames are to be heard
		const uint32_t gap = phase == ZOUT_SWITCH_GAP ? self->router.gap_left : self->router.gap_frames;
		zout_transport_jump(&self->transport, self->jump_to, phase == ZOUT_SWITCH_MUTED ? 0U : gap);
		self->jump = false;
	}
	if (phase == ZOUT_SWITCH_MUTED) {
		zout_transport_play(&self->transport, false);
	}
	return frames;
}

/// Largest sample of both chains, matched
static float
loudest_sample(const ZoutListening* const self, const uint32_t frames)
{
	float largest = 0.0F;
	for (unsigned lane = 0; lane < 4; ++lane) {
		const float gain = self->gain_lin[lane / 2U];
		for (uint32_t i = 0; i < frames; ++i) {
			largest = fmaxf(largest, gain * fabsf(self->output[lane][i]));
		}
	}
	return largest;
}

/// Caps what is heard by what the louder chain is, so that the cap does not tell which one is heard
static void
cap(ZoutListening* const self, float* const out[2], const uint32_t frames)
{
	float limit_db = -20.0F * log10f(fmaxf(loudest_sample(self, frames), 1.0F)); // no sample above full scale
	for (unsigned chain = 0; chain < 2; ++chain) {
		float meters[ZOUT_N_METERS];
		zout_model_meters(self->model, chain, meters);
		limit_db = fminf(limit_db, self->max_spl_db - meters[ZOUT_METER_SPL] - self->gain_db[chain]);
	}
	const float released_db = fminf(self->cap_db + self->release_db * (float)frames, 0.0F);
	self->cap_db            = fminf(released_db, limit_db);
	const float gain        = powf(10.0F, 0.05F * self->cap_db);
	for (uint32_t i = 0; i < frames; ++i) {
		out[0][i] *= gain;
		out[1][i] *= gain;
	}
	if (self->cap_db < atomic_load_explicit(&self->lowest_cap_db, memory_order_relaxed)) {
		atomic_store_explicit(&self->lowest_cap_db, self->cap_db, memory_order_relaxed);
	}
}

/// Processes up to a chunk; returns how many frames it did
static uint32_t
process_chunk(ZoutListening* const self, const float* const in[2], float* const out[2], const uint32_t frames)
{
	const uint32_t now       = use_silence(self, frames < ZOUT_LISTENING_CHUNK ? frames : ZOUT_LISTENING_CHUNK);
	float* const   source[2] = {self->source[0], self->source[1]};
	float* const   output[4] = {self->output[0], self->output[1], self->output[2], self->output[3]};
	if (!self->live) {
		zout_transport_read(&self->transport, source, now);
	}
	const float* const heard[2]  = {self->live ? in[0] : source[0], self->live ? in[1] : source[1]};
	const float* const chains[4] = {output[0], output[1], output[2], output[3]};
	zout_model_process(self->model, heard, output, now);
	if (self->live || self->transport.playing) {
		zout_loudness_process(&self->loudness[0], output[0], output[1], now);
		zout_loudness_process(&self->loudness[1], output[2], output[3], now);
	}
	zout_switch_process(&self->router, chains, out, now);
	cap(self, out, now);
	return now;
}

void
zout_listening_process(ZoutListening* const self, const float* const in[2], float* const out[2], const uint32_t frames)
{
	take_commands(self);
	for (uint32_t done = 0; done < frames;) {
		float* const       to[2]   = {out[0] + done, out[1] + done};
		const float* const from[2] = {self->live ? in[0] + done : NULL, self->live ? in[1] + done : NULL};
		done += process_chunk(self, from, to, frames - done);
	}
	atomic_store(&self->position, self->transport.position);
	atomic_store(&self->silent, zout_switch_phase(&self->router) == ZOUT_SWITCH_MUTED);
}
