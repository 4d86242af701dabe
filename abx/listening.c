// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "listening.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

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
	}
	zout_model_reset(self->model);
	zout_loudness_init(&self->loudness, setup->rate_hz);
	zout_switch_init(&self->router, setup->rate_hz);
	zout_listening_take_gains(self, setup->gain_lin);
	zout_transport_init(&self->transport, setup->side[0], setup->side[1], setup->frames, setup->rate_hz);
	self->live    = !setup->side[0];
	self->restart = setup->restart && !self->live;
	zout_cap_init(&self->cap, setup->rate_hz);
	const float over_cap_db = setup->settings[0]->value[ZOUT_SENSITIVITY] - setup->max_spl_db; // of 1 Vrms
	self->power_at_1vrms    = pow(10.0, 0.1 * (double)over_cap_db);
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
	const ZoutListeningCommand command = {.act = ZOUT_LISTENING_PRESS, .chain = chain};
	return put(self, command);
}

bool
zout_listening_mute(ZoutListening* const self)
{
	const ZoutListeningCommand command = {.act = ZOUT_LISTENING_MUTE};
	return put(self, command);
}

bool
zout_listening_jump(ZoutListening* const self, const uint64_t frame)
{
	const ZoutListeningCommand command = {.act = ZOUT_LISTENING_JUMP, .frame = {frame}};
	return put(self, command);
}

bool
zout_listening_loop(ZoutListening* const self, const uint64_t start, const uint64_t end)
{
	const ZoutListeningCommand command = {.act = ZOUT_LISTENING_LOOP, .frame = {start, end}};
	return put(self, command);
}

bool
zout_listening_gains(ZoutListening* const self, const float gain_lin[2])
{
	const ZoutListeningCommand command = {.act = ZOUT_LISTENING_GAINS, .gain_lin = {gain_lin[0], gain_lin[1]}};
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
	const ZoutLoudnessLevels levels = zout_loudness_levels(&self->loudness);
	const double             a_db   = levels.chain_lufs[0] + (double)self->gain_db[0];
	const double             b_db   = levels.chain_lufs[1] + (double)self->gain_db[1];
	*difference_db                  = b_db - a_db;
	return isfinite(*difference_db);
}
