// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file signals.h
 * Signals in double precision whose spectrum is known in closed form, and noise that is the same in every run.
 */

#ifndef ZOUT_TESTS_SIGNALS_H
#define ZOUT_TESTS_SIGNALS_H

#include <stddef.h>
#include <stdint.h>

/** Adds amplitude_pk sin(2 pi f i / rate + phase). */
void
signal_add_tone(double* x, size_t n, double rate_hz, double frequency_hz, double amplitude_pk, double phase_rad);

/** Adds white noise of uniform distribution and this rms. */
void
signal_add_noise(double* x, size_t n, double rms, uint64_t seed);

/** Zeros [n]. The caller frees them; fails the test without memory. */
double*
signal_new(size_t n);

#endif // ZOUT_TESTS_SIGNALS_H
