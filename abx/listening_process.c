// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The audio thread's half of a session: nothing here allocates, locks, waits or calls the system. */

#include "listening.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

void
zout_listening_take_gains(ZoutListening* const self, const float gain_lin[2])
{
	for (unsigned chain = 0; chain < 2; ++chain) {
		self->gain_lin[chain] = gain_lin[chain];
		self->gain_db[chain]  = 20.0F * log10f(gain_lin[chain]);
	}
	zout_loudness_reset(&self->loudness);
	zout_switch_set_gains(&self->router, gain_lin[0], gain_lin[1]);
}

/// Asks for silence, if anything is heard and silence does not come anyway: a press would call a mute off
static void
duck(ZoutListening* const self)
{
	if (zout_switch_phase(&self->router) != ZOUT_SWITCH_MUTED && !self->router.muting) {
		zout_switch_press(&self->router, self->chain);
	}
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
		duck(self);
		self->jump    = true;
		self->jump_to = command->frame[0];
		break;
	case ZOUT_LISTENING_LOOP:
		duck(self);
		self->loop       = true;
		self->loop_start = command->frame[0];
		self->loop_end   = command->frame[1];
		break;
	case ZOUT_LISTENING_GAINS:
		duck(self);
		self->gains = true;
		memcpy(self->next_gain_lin, command->gain_lin, sizeof(self->next_gain_lin));
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
		self->cap_open = false;
		return to_go < frames ? to_go : frames;
	}
	if (self->gains) {
		zout_listening_take_gains(self, self->next_gain_lin);
		self->gains    = false;
		self->cap_open = true;
	}
	if (self->cap_open) { // until something is heard: what was louder may still be in the chains
		self->cap.square_lin = 1.0;
		atomic_store_explicit(&self->lowest_cap_db, 0.0F, memory_order_relaxed);
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

/// Caps what is heard by what the louder chain is, so that the cap does not tell which one is heard
static void
cap(ZoutListening* const self, const float* const chains[ZOUT_CAP_LANES], float* const out[2], const uint32_t frames)
{
	double power[2];
	for (unsigned chain = 0; chain < 2; ++chain) {
		const double volts = zout_model_volts_per_sample(self->model, chain);
		power[chain]       = volts * volts * self->power_at_1vrms;
	}
	const float lowest_db = (float)zout_cap_process(&self->cap, chains, self->gain_lin, power, out, frames);
	if (lowest_db < atomic_load_explicit(&self->lowest_cap_db, memory_order_relaxed)) {
		atomic_store_explicit(&self->lowest_cap_db, lowest_db, memory_order_relaxed);
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
		zout_loudness_process(&self->loudness, heard, chains, now);
	}
	zout_switch_process(&self->router, chains, out, now);
	cap(self, chains, out, now);
	return now;
}

void
zout_listening_interrupted(ZoutListening* const self)
{
	zout_switch_interrupt(&self->router);
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
