// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file halfband.h
 * Half-band low-pass filters for changing the rate by two. [setup]
 */

#ifndef ZOUT_HALFBAND_H
#define ZOUT_HALFBAND_H

/** Upper end of the pass band of filters for audio, 20 kHz, relative to the lower sample rate; at most that of 48 kHz.
 * What lies between there and half the rate is the transition. */
double
zout_halfband_pass_band(double rate_hz);

/**
 * Designs the interpolating branch of a Kaiser-windowed half-band filter of length 4 n_taps - 1.
 *
 * Only that branch has taps of its own, symmetric ones; the other is a pure delay. The same taps decimate. Their sum
 * is exactly one half, so that a constant passes both branches alike.
 *
 * @param taps Receives one side, from the centre outwards, [n_taps].
 * @param pass_band Upper end of the pass band relative to the lower sample rate, 0 to 0.5. The stop band of the higher
 *   rate starts where the images of the pass band do.
 * @return The stop-band attenuation that Kaiser's formula promises, in dB.
 */
double
zout_halfband_init(float* taps, unsigned n_taps, double pass_band);

/**
 * The same with nearly equal ripple from end to end, and so the fewest taps; a constant has its share of the ripple.
 *
 * @return The stop-band attenuation reached, in dB.
 */
double
zout_halfband_init_even(float* taps, unsigned n_taps, double pass_band);

/** Largest amplification of any one value by the interpolating branch. */
float
zout_halfband_gain(const float* taps, unsigned n_taps);

#endif // ZOUT_HALFBAND_H
