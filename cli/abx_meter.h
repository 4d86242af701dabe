// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_meter.h
 * Listens to what two chains make of the same audio. All levels are -HUGE_VAL for silence.
 */

#ifndef ZOUT_CLI_ABX_METER_H
#define ZOUT_CLI_ABX_METER_H

#include "abx/loudness.h"
#include "dsp/zout.h"

#include <stdbool.h>
#include <stdint.h>

enum { ZOUT_ABX_METER_FRAMES = 1024 }; ///< Largest block

/** Opaque. */
typedef struct ZoutAbxMeterImpl ZoutAbxMeter;

/**
 * Allocates a meter.
 *
 * @param loudness Also measure loudness, which takes time.
 * @return NULL if out of memory. The caller frees it with zout_abx_meter_free().
 */
ZoutAbxMeter*
zout_abx_meter_new(double rate_hz, bool loudness);

/** Safe on NULL. */
void
zout_abx_meter_free(ZoutAbxMeter* meter);

/** Forgets everything, and listens for a tone from now on, or for none if it is 0. */
void
zout_abx_meter_reset(ZoutAbxMeter* meter, double tone_hz);

/**
 * What follows was heard before: it counts for sound pressure, reach and peak, and for no other level.
 *
 * @param from_anywhere It may follow anything that was heard, not only what was heard last.
 */
void
zout_abx_meter_hear_again(ZoutAbxMeter* meter, bool from_anywhere);

/** Sends up to ZOUT_ABX_METER_FRAMES frames through a model of two chains, and listens. */
void
zout_abx_meter_process(ZoutAbxMeter* meter, ZoutModel* model, const float* const in[2], uint32_t frames);

/** Loudness of both chains and of their sides, if it is measured. */
ZoutLoudnessLevels
zout_abx_meter_loudness(const ZoutAbxMeter* meter);

/** Level of the tone in one side, dBFS; exact if a whole number of its periods was heard. */
double
zout_abx_meter_tone_db(const ZoutAbxMeter* meter, unsigned chain, unsigned side);

/** Level of both sides together, dBFS: a full-scale sine is 0. */
double
zout_abx_meter_rms_dbfs(const ZoutAbxMeter* meter, unsigned chain);

/** Largest sample, dBFS. */
double
zout_abx_meter_peak_dbfs(const ZoutAbxMeter* meter, unsigned chain);

/** Highest estimate of the sound pressure level, averaged over 300 ms. */
double
zout_abx_meter_spl_db(const ZoutAbxMeter* meter, unsigned chain);

/** How loud the cap takes it to be (zout_cap_reach()), dB relative to 1 Vrms at the headphone. */
double
zout_abx_meter_reach_db(const ZoutAbxMeter* meter, unsigned chain);

#endif // ZOUT_CLI_ABX_METER_H
