// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file probe.h
 * Test signals, a model to send them through, and what comes out, bin by bin.
 *
 * A tone is coherent: a whole number of cycles in a period of a whole number of frames, so that a rectangular window
 * of one period shows it in one bin and nothing of it in any other.
 */

#ifndef ZOUT_TESTS_PROBE_H
#define ZOUT_TESTS_PROBE_H

#include "zout.h"

#include <complex.h>
#include <stddef.h>

enum { PROBE_N_RATES = 6 };

/** 44.1, 48, 88.2, 96, 176.4 and 192 kHz */
extern const double probe_rates_hz[PROBE_N_RATES];

/**
 * Writes amplitude_pk cos(2 pi bin i / period_frames + phase_rad), worked out in double precision.
 *
 * @param n_frames Any number of frames, whole periods or not.
 */
void
probe_sine(float* out, size_t n_frames, size_t period_frames, unsigned bin, double amplitude_pk, double phase_rad);

/** The bin of a period of so many frames that lies nearest to a frequency. */
unsigned
probe_nearest_bin(double frequency_hz, double rate_hz, size_t period_frames);

/** Peak amplitude and phase (of a cosine, at frame 0) of one bin of x, [n_frames]. */
double complex
probe_bin(const float* x, size_t n_frames, unsigned bin);

/** Peak amplitudes of all bins of x, [n_frames]; that of bin 0 with twice its DC. */
void
probe_spectrum(const float* x, size_t n_frames, double* magnitude_pk);

/** A model with these settings on all its chains, freshly reset. The caller frees it. */
ZoutModel*
probe_model(double rate_hz, unsigned chains, const ZoutSettings* settings);

/** Sends n_frames through a model of one chain, in blocks of 1024. Outputs may be the inputs. */
void
probe_run(ZoutModel* model, const float* left, const float* right, float* out_left, float* out_right, size_t n_frames);

/** An amplifier without a fault: 0 ohm, unlimited bandwidth, clipping far away, 2 Vrms for a 0 dBFS sine. */
ZoutSettings
probe_plain(void);

/**
 * One settled period of what a sine becomes, aligned with it: frame 0 answers to the crest of the input.
 *
 * Input goes to both sides; output is that of the left one.
 *
 * @param settle_s Time that the model is given first; made up to whole periods.
 * @param out Receives [period_frames].
 */
void
probe_settled(const ZoutSettings* settings,
              double              rate_hz,
              size_t              period_frames,
              unsigned            bin,
              double              amplitude_pk,
              double              settle_s,
              float*              out);

/// Bins in which probe_harmonics() counts, at every rate
enum { PROBE_BIN_HZ = 10 };

typedef struct {
	double         dc;
	double complex first;
	double complex second;
	double complex third;
	double         top; ///< Largest sample
	double         bottom;
} ProbeHarmonics;

/** What a sine of bin times PROBE_BIN_HZ becomes; arguments as of probe_settled(). */
ProbeHarmonics
probe_harmonics(const ZoutSettings* settings, double rate_hz, unsigned bin, double amplitude_pk, double settle_s);

/** Fails unless value <= bound, and keeps the largest value seen. */
void
probe_at_most(double* worst, double value, double bound);

/** Prints a figure as a TAP comment. */
void
probe_report(const char* what, double value, const char* unit);

/** Level of an amplitude ratio in dB; -400 for nothing. */
double
probe_db(double ratio);

/**
 * Largest bin up to 20 kHz that is no harmonic of a sine that the model has settled to, relative to that sine. The sine
 * lies on a bin whose number is prime to the period, so that no alias falls onto a harmonic.
 */
double
probe_alias_db(const ZoutSettings* settings, double rate_hz, double tone_hz, double amplitude_pk, double settle_s);

#endif // ZOUT_TESTS_PROBE_H
