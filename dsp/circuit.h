// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file circuit.h
 * The analogue circuit: an amplifier's output stage and the headphone behind it.
 *
 *     e ──[ bandwidth ]──[ Rout ]──[ Cout ]──┬── v
 *                                            Z = Re + (Le ∥ Reddy) + R1 + R2 + R3 (resonances)
 *                                            ┴
 *
 * These closed forms are what the discrete filter is fitted to and tested against. `s` is the complex frequency in
 * radians per second. All functions are pure and may be called from any thread.
 */

#ifndef ZOUT_CIRCUIT_H
#define ZOUT_CIRCUIT_H

#include "zout.h"

#include <complex.h>

enum { ZOUT_N_RESONANCES = 3 };

/// A mechanical resonance as the voice coil shows it: R / (1 + Q (s/w + w/s))
typedef struct {
	double omega_rad_s;
	double resistance_ohm; ///< Height of the impedance peak, 0 = no resonance
	double q;              ///< Mechanical Q
} ZoutResonance;

typedef struct {
	double        output_ohm;
	double        output_farad;    ///< 0 = direct coupled
	double        bandwidth_rad_s; ///< 0 = unlimited
	double        coil_ohm;
	double        coil_henry; ///< 0 = none
	double        eddy_ohm;   ///< Across the inductance, 0 = not there
	ZoutResonance resonance[ZOUT_N_RESONANCES];
} ZoutCircuit;

/** Takes the circuit out of settings, which must be clamped. */
ZOUT_REALTIME
void
zout_circuit_init(ZoutCircuit* circuit, const ZoutSettings* settings);

/** Impedance of the headphone, ohm. */
ZOUT_REALTIME
double complex
zout_circuit_load_ohm(const ZoutCircuit* circuit, double complex s);

/** Voltage at the headphone per open-circuit volt, bandwidth included. */
ZOUT_REALTIME
double complex
zout_circuit_transfer(const ZoutCircuit* circuit, double complex s);

/** Current in the headphone per open-circuit volt, bandwidth included, siemens. */
ZOUT_REALTIME
double complex
zout_circuit_admittance(const ZoutCircuit* circuit, double complex s);

/**
 * No less current than any waveform can draw, per volt of its peak, siemens.
 *
 * More than the least impedance says, as a reactive load gives back what it stored when the voltage turns.
 */
ZOUT_REALTIME
double
zout_circuit_most_siemens(const ZoutCircuit* circuit);

/** Whether the headphone gets the open-circuit voltage unchanged, whatever the load. */
ZOUT_REALTIME
bool
zout_circuit_is_wire(const ZoutCircuit* circuit);

enum { ZOUT_MAX_POLES = 2 * ZOUT_N_RESONANCES + 3 };

#endif // ZOUT_CIRCUIT_H
