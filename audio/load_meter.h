// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load_meter.h
 * How long processing a block takes: a histogram that the audio thread fills and anybody reads.
 *
 * Times fall into classes that are 1/16 octave wide (4.4 %), from 64 ns to 17 ms.
 */

#ifndef ZOUT_AUDIO_LOAD_METER_H
#define ZOUT_AUDIO_LOAD_METER_H

#include "dsp/attributes.h"

#include <stdatomic.h>
#include <stdint.h>

enum { ZOUT_LOAD_OCTAVES = 18, ZOUT_LOAD_STEPS = 16, ZOUT_LOAD_CLASSES = ZOUT_LOAD_OCTAVES * ZOUT_LOAD_STEPS };

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "the audio thread waits for no lock");

/** Holds no times when all of it is zero. 32 bits would be full after 4 days of blocks of 16 frames at 192 kHz. */
typedef struct {
	atomic_uint_least64_t count[ZOUT_LOAD_CLASSES];
} ZoutLoadMeter;

/** The class that a time belongs to. Any thread. */
unsigned
zout_load_class(uint64_t time_ns);

/** The middle of a class in nanoseconds. Any thread. */
double
zout_load_class_ns(unsigned index);

/** Notes the time that a block took. One thread. [audio] */
ZOUT_REALTIME
void
zout_load_note(ZoutLoadMeter* meter, uint64_t time_ns);

/** The time in nanoseconds that `share` (0 to 1) of all blocks do not exceed; 0 if there are none. Any thread. */
double
zout_load_quantile_ns(const ZoutLoadMeter* meter, double share);

#endif // ZOUT_AUDIO_LOAD_METER_H
