// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file companion.h
 * The load as a circuit simulator sees it: at each step every element is a resistance and a voltage that its past left.
 *
 * Elements in series add up, so that the whole circuit is one resistance and one voltage, and what remains to be solved
 * is a single equation in a single unknown. The trapezoidal rule makes the elements; a pure inductance leans a little
 * towards the backward Euler rule, without which a current that is held fast would make its voltage ring at half the
 * rate. See Nagel, "SPICE2: A Computer Program to Simulate Semiconductor Circuits", 1975, chapter 4.
 */

#ifndef ZOUT_COMPANION_H
#define ZOUT_COMPANION_H

#include "circuit.h"

/// Corner of the servo that keeps the DC of what the amplifier adds away from the headphone
static const double zout_servo_hz = 1.0;

enum { ZOUT_MAX_ELEMENTS = ZOUT_N_RESONANCES + 2 };

/// v = b0 i + s1, and for the next step s1' = c1 i + s2 - a1 s1, s2' = c2 i - a2 s1
typedef struct {
	double b0; ///< The resistance
	double a1, a2;
	double c1, c2;
} ZoutElement;

/// The load with the output impedance, behind the bandwidth pole
typedef struct {
	unsigned    n_elements;
	ZoutElement element[ZOUT_MAX_ELEMENTS];
	double      siemens;          ///< Reciprocal of the whole resistance
	double      pole_take;        ///< Share of the sum of the newest two voltages that the pole lets through at once
	double      pole_take_before; ///< The same share of the voltage before; 0 without a pole
	double      pole_keep;        ///< Share of what it let through before
	double      servo_step;       ///< Of the one-pole that follows the DC of what the amplifier adds
} ZoutCompanion;

/// What one chain's elements remember, for both channels
typedef struct {
	double s1[ZOUT_MAX_ELEMENTS][2];
	double s2[ZOUT_MAX_ELEMENTS][2];
	double passed[2]; ///< Behind the pole
	double before[2]; ///< The voltage before it, one step ago
	double dc[2];     ///< What the servo has found
	double solved[2]; ///< The last solution
	double added[2];  ///< The current in that step
} ZoutCompanionState;

/** Makes the elements of a circuit for a sample rate. Bounded time, any thread. */
ZOUT_REALTIME
void
zout_companion_init(ZoutCompanion* companion, const ZoutCircuit* circuit, double rate_hz);

#endif // ZOUT_COMPANION_H
