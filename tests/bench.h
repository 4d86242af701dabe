// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file bench.h
 * An amplifier on a reviewer's bench: a source of so many volts, a resistor for a headphone, an analyser.
 *
 * All figures are in volts rms at the resistor. Spectra are of one second, so that bin k is k Hz.
 */

#ifndef ZOUT_TESTS_BENCH_H
#define ZOUT_TESTS_BENCH_H

#include "zout.h"

#include <stddef.h>

enum {
	BENCH_N_HARMONICS = 10, ///< Of which figures are kept, the fundamental among them
	BENCH_LOW_HZ      = 20, ///< The band in which noise counts
	BENCH_HIGH_HZ     = 20000,
};

typedef struct {
	double harmonic_vrms[BENCH_N_HARMONICS + 1]; ///< By order, from 1 on; those below half the sample rate
	double thd;                                  ///< Harmonics from the second on, relative to the fundamental
	double thdn;                                 ///< All but the fundamental in the band, relative to it
	double power_w;                              ///< Mean, fundamental and harmonics
} BenchTone;

/** An amplifier at full volume that drives a resistor from a source of so many volts rms; output is kept in volts. */
ZoutSettings
bench_settings(const ZoutSettings* amp, double source_vrms, double load_ohm);

/**
 * What a sine at the source's full level becomes, in the left channel, half a second after the start.
 *
 * @param tone_hz A whole number; 0 for silence.
 * @param spectrum_vrms Receives [rate_hz / 2 + 1] levels.
 */
void
bench_spectrum(const ZoutSettings* settings, unsigned rate_hz, unsigned tone_hz, double* spectrum_vrms);

/** The figures of a sine, half a second after the start. */
BenchTone
bench_tone(const ZoutSettings* settings, unsigned rate_hz, unsigned tone_hz);

/** The figures of a spectrum as bench_spectrum() gives it. */
BenchTone
bench_figures(const ZoutSettings* settings, unsigned rate_hz, unsigned tone_hz, const double* spectrum_vrms);

/** Settled levels of a sine on each side, of which each input has its own share; at 48 kHz. */
void
bench_sides(const ZoutSettings* settings, unsigned tone_hz, const double share[2], double vrms[2]);

/** What is left in the band with the source silent, at 48 kHz. */
double
bench_noise_vrms(const ZoutSettings* settings);

/** The source that makes an amplifier put out so many volts, harmonics not counted, if it does not limit. */
double
bench_source_vrms(const ZoutSettings* amp, double output_vrms, double load_ohm);

#endif // ZOUT_TESTS_BENCH_H
