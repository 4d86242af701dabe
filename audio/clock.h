// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file clock.h
 * The time that never goes back, since a moment of the system's choice.
 */

#ifndef ZOUT_AUDIO_CLOCK_H
#define ZOUT_AUDIO_CLOCK_H

#include "dsp/attributes.h"

#include <stdint.h>

/** In nanoseconds, as the audio thread may ask for it: glibc reads it without a system call. [audio] */
ZOUT_REALTIME
uint64_t
zout_clock_ns(void);

/** The same in milliseconds, whole ones. [audio] */
static inline int64_t
zout_clock_ms(void)
{
	return (int64_t)(zout_clock_ns() / 1000000U);
}

/** The same in seconds. [audio] */
static inline double
zout_clock_s(void)
{
	return 1e-9 * (double)zout_clock_ns();
}

#endif // ZOUT_AUDIO_CLOCK_H
