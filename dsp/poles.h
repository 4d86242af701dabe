// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file poles.h
 * Poles of the loaded output stage, by an iteration that can be cut into steps. No allocation, bounded time. Any
 * thread.
 */

#ifndef ZOUT_POLES_H
#define ZOUT_POLES_H

#include "circuit.h"

/// Work in progress: all zeros of Z(s) + Zs(s), conjugates too
typedef struct {
	ZoutCircuit    circuit; ///< Resonances that are alike made one
	double complex zero[ZOUT_MAX_POLES];
	unsigned       n_zeros;
	unsigned       iterations; ///< So far
} ZoutPoleFinder;

/** Starts anew with a first guess. */
ZOUT_REALTIME
void
zout_poles_begin(ZoutPoleFinder* finder, const ZoutCircuit* circuit);

/** Comes one iteration nearer. Returns whether that is near enough, at the latest after a fixed number of calls. */
ZOUT_REALTIME
bool
zout_poles_refine(ZoutPoleFinder* finder);

/**
 * Writes the poles that transfer and admittance share, in radians per second.
 *
 * Complex poles come once, with positive imaginary part, and stand for their conjugates too: counted so, there are as
 * many as zeros, and one for the bandwidth.
 *
 * @param poles Receives the poles, [ZOUT_MAX_POLES].
 * @return Number of poles written.
 */
ZOUT_REALTIME
unsigned
zout_poles_end(const ZoutPoleFinder* finder, double complex poles[ZOUT_MAX_POLES]);

/** All of it at once. */
ZOUT_REALTIME
unsigned
zout_circuit_poles(const ZoutCircuit* circuit, double complex poles[ZOUT_MAX_POLES]);

#endif // ZOUT_POLES_H
