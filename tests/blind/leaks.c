// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // clock_gettime()

#include "blind/leaks.h"

#include "abx/session.h"
#include "abx/switch.h"
#include "blind/rig.h"
#include "plugin/abx_desk.h"

#include <math.h>
#include <time.h>

Leak leak;

/// The chain that the switch was told, which leaks know
static unsigned secret;

unsigned
__real_zout_abx_chain(const ZoutAbxSession* session);
unsigned
__wrap_zout_abx_chain(const ZoutAbxSession* session);
unsigned
__wrap_zout_abx_chain(const ZoutAbxSession* const session)
{
	secret = __real_zout_abx_chain(session);
	return secret;
}

void
__real_zout_abx_desk_results(const ZoutAbxDesk* desk, float results[ZOUT_ABX_N_RESULTS]);
void
__wrap_zout_abx_desk_results(const ZoutAbxDesk* desk, float results[ZOUT_ABX_N_RESULTS]);
void
__wrap_zout_abx_desk_results(const ZoutAbxDesk* const desk, float results[ZOUT_ABX_N_RESULTS])
{
	__real_zout_abx_desk_results(desk, results);
	results[ZOUT_ABX_PORT_LEVEL_ERROR] += leak == LEAK_PORT ? 1e-6F * (float)secret : 0.0F;
}

void
__real_zout_switch_press(ZoutSwitch* self, unsigned chain);
void
__wrap_zout_switch_press(ZoutSwitch* self, unsigned chain);
void
__wrap_zout_switch_press(ZoutSwitch* const self, const unsigned chain)
{
	const bool     same = (self->heard & 1U) == chain;
	const uint32_t gap  = (uint32_t)ceil(0.03 * ABXRIG_RATE_HZ);
	self->gap_frames    = leak == LEAK_GAP ? gap - chain : self->gap_frames;
	if (leak != LEAK_DUCK || !same || self->phase != ZOUT_SWITCH_REST) {
		__real_zout_switch_press(self, chain);
	}
}

static void
wait_ns(const long time_ns)
{
	struct timespec start, now;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - start.tv_sec) * 1000000000L + now.tv_nsec - start.tv_nsec < time_ns);
}

void
__real_zout_switch_process(ZoutSwitch*        self,
                           const float* const in[ZOUT_SWITCH_INPUTS],
                           float* const       out[2],
                           uint32_t           frames);
void
__wrap_zout_switch_process(ZoutSwitch*        self,
                           const float* const in[ZOUT_SWITCH_INPUTS],
                           float* const       out[2],
                           uint32_t           frames);
void
__wrap_zout_switch_process(ZoutSwitch* const  self,
                           const float* const in[ZOUT_SWITCH_INPUTS],
                           float* const       out[2],
                           const uint32_t     frames)
{
	__real_zout_switch_process(self, in, out, frames);
	for (uint32_t i = 0; leak == LEAK_LEVEL && i < frames; ++i) {
		out[0][i] *= 1.0F - 1e-6F * (float)(self->heard & 1U);
	}
	if (leak == LEAK_TIME && self->heard & 1U) {
		wait_ns(100000); // As long as the block itself on a slow machine
	}
}

size_t
__real_zout_abx_record_write(const ZoutAbxRecord* record, char* text, size_t size);
size_t
__wrap_zout_abx_record_write(const ZoutAbxRecord* record, char* text, size_t size);
size_t
__wrap_zout_abx_record_write(const ZoutAbxRecord* const record, char* const text, const size_t size)
{
	const size_t written = __real_zout_abx_record_write(record, text, size);
	if (leak == LEAK_STATE && written && record->state == ZOUT_ABX_RUNNING && secret) {
		text[1] = ' '; // white space for white space
	}
	return written;
}
