// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file response.h
 * The load filter's response against that of the analogue circuit.
 */

#ifndef ZOUT_TESTS_RESPONSE_H
#define ZOUT_TESTS_RESPONSE_H

#include "load_design.h"

#include <complex.h>
#include <fftw3.h> // after complex.h: its numbers are C's then

/** What the specification of the core allows from 20 Hz to 20 kHz */
#define RESPONSE_ERROR_DB 0.01
#define RESPONSE_ERROR_DEG 1.0

/** Largest deviations so far from the analogue response */
typedef struct {
	double db;
	double deg;
	double hump; ///< Above 20 kHz, relative to the circuit's largest magnitude up to half the sample rate
} ResponseError;

/** The circuit's voltage transfer at a frequency. */
double complex
response_analogue(const ZoutCircuit* circuit, double f_hz);

/** Takes a deviation into account. */
void
response_note(ResponseError* error, double complex got, double complex expected);

/**
 * Designs the filter for the circuit that settings describe and compares it, coefficient by coefficient evaluated, with
 * the circuit. Asserts that it is stable.
 */
void
response_check_design(ZoutLoadDesigner* designer, const ZoutSettings* settings, bool normalise, ResponseError* error);

/**
 * Response of the model at multiples of 1 Hz, without its latency, from its impulse response of one second.
 *
 * @param audio Work space, [2 * (rate + latency)].
 * @param bins Receives the response, [rate / 2 + 1].
 */
void
response_measure(double rate_hz, const ZoutSettings* settings, float* audio, fftw_complex* bins);

#endif // ZOUT_TESTS_RESPONSE_H
