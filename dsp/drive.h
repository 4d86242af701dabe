// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file drive.h
 * From settings in volts, ohms and decibels to the few numbers that the audio path needs.
 *
 * The audio path carries the open-circuit voltage in units of the voltage that a sample of 1.0 becomes at full volume,
 * `volts_per_fs`. The linear path needs no other unit, so a change of gain or source level cannot disturb it; what is
 * not linear, and all meters, are scaled by it here, once per change of a control.
 */

#ifndef ZOUT_DRIVE_H
#define ZOUT_DRIVE_H

#include "circuit.h"

/// One chain's share of the audio path, and the circuit behind it
typedef struct {
	double      volts_per_fs; ///< Open-circuit volts (instantaneous) of a sample of 1.0 at 0 dB volume
	double      h2;           ///< Second-degree coefficient, per volt
	double      h3;           ///< Third-degree coefficient, per volt squared
	double      current_h2;   ///< Second-degree coefficient of the load current, volts per ampere squared
	double      rise_s;       ///< Time constant of the distortion corner, seconds
	double      limit;        ///< Reciprocal of the clip level, per volt
	double      clip_ohm;     ///< Fall of the clip level per ampere
	double      limit_ampere; ///< Middle of the knee of the current's limit
	double      post;         ///< Factor from headphone voltage to output sample
	double      right;        ///< Gain of the right channel's track of the potentiometer
	double      crosstalk;    ///< Share of the other channel
	double      noise_vrms;   ///< A-weighted, 20 Hz to 20 kHz
	double      hum_vrms;     ///< Of the mains frequency itself
	double      mains_hz;
	bool        normalise; ///< Whether the load filter is to have unity gain at 1 kHz
	ZoutCircuit circuit;
} ZoutDrive;

/** Derives a chain's drive from clamped settings. Any thread. */
ZOUT_REALTIME
void
zout_drive_init(ZoutDrive* drive, const ZoutSettings* settings);

/** Linear gains of volume and balance, left and right, from clamped settings. Any thread. */
ZOUT_REALTIME
void
zout_drive_volume(const ZoutSettings* settings, double gain_lin[2]);

#endif // ZOUT_DRIVE_H
