// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file fuzz.h
 * Random settings and signals that are the same on every machine.
 */

#ifndef ZOUT_TESTS_FUZZ_H
#define ZOUT_TESTS_FUZZ_H

#include "zout.h"

#include <stddef.h>
#include <stdint.h>

/** A number from 0 up to, not including, 1. */
double
fuzz_uniform(uint32_t* seed);

/** A legal value: in three cases of ten an end of the range, else every decade of a logarithmic control is as likely.
 */
float
fuzz_value(ZoutParam param, uint32_t* seed);

/** A legal value for every control. */
void
fuzz_settings(ZoutSettings* settings, uint32_t* seed);

/** White noise, [n_frames], its peak below `peak`. */
void
fuzz_noise(float* out, size_t n_frames, double peak, uint32_t* seed);

/** Like speech: noise through a resonance, in syllables with pauses of true silence, -0.0 among them, [n_frames]. */
void
fuzz_speech(float* out, size_t n_frames, double peak, uint32_t* seed);

#endif // ZOUT_TESTS_FUZZ_H
