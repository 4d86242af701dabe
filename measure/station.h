// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file station.h
 * A device on the bench: stimuli go in, recordings come out, levels are found.
 */

#ifndef ZOUT_MEASURE_STATION_H
#define ZOUT_MEASURE_STATION_H

#include "measure/device.h"
#include "measure/distortion.h"
#include "measure/results.h"
#include "measure/spectrum.h"

#include <stdbool.h>
#include <stddef.h>

enum { ZOUT_STATION_PERIODS = 4 }; ///< Most periods of a second that are recorded at once

/** A device with the buffers to measure it. */
typedef struct {
	const ZoutDevice* device;
	double            load_ohm; ///< A resistor, or 0 for the headphone: for the conditions of what is measured
	size_t            second_frames;
	size_t            short_frames;  ///< A fifth of a second, or a frame less
	double*           stimulus[2];   ///< [second_frames]
	double*           recorded[2];   ///< [ZOUT_STATION_PERIODS * second_frames]
	size_t            period_frames; ///< Of what was played last
	unsigned          periods;
} ZoutStation;

/**
 * Allocates the buffers.
 *
 * @param device Must stay alive as long as the station.
 * @return ZOUT_MEASURE_SUCCESS, ZOUT_MEASURE_BAD_RATE below 44.1 kHz, or ZOUT_MEASURE_NO_MEMORY. The caller frees the
 *   station with zout_station_clear(), also after a failure.
 */
ZoutMeasureStatus
zout_station_init(ZoutStation* station, const ZoutDevice* device, double load_ohm);

/** Frees the buffers. The device stays. */
void
zout_station_clear(ZoutStation* station);

/** Empties the stimulus of both channels, for a period of so many frames, at most `second_frames`. */
void
zout_station_begin(ZoutStation* station, size_t period_frames);

/**
 * Plays the stimulus as it is and records so many periods.
 *
 * @param periods 1 to ZOUT_STATION_PERIODS.
 * @return As ZoutDevice.play: ZOUT_MEASURE_SUCCESS, or the failure of the device, ZOUT_MEASURE_BAD_DEVICE or
 *   ZOUT_MEASURE_STOPPED.
 */
ZoutMeasureStatus
zout_station_play(ZoutStation* station, unsigned periods);

/**
 * Plays one coherent sine in each channel, and nothing else.
 *
 * @param frequency_hz Rounded to a whole number of cycles in the period.
 * @param left_pk Amplitude, full scale.
 * @param right_pk Likewise.
 * @return As zout_station_play().
 */
ZoutMeasureStatus
zout_station_play_sine(ZoutStation* station,
                       size_t       period_frames,
                       unsigned     periods,
                       double       frequency_hz,
                       double       left_pk,
                       double       right_pk);

/**
 * Spectrum of a channel of what was recorded, in V².
 *
 * @return As zout_spectrum_init(), which also says who frees it.
 */
ZoutMeasureStatus
zout_station_spectrum(const ZoutStation* station, ZoutChannel channel, ZoutSpectrum* spectrum);

/**
 * Plays one sine in both channels and takes a channel apart.
 *
 * @return As zout_station_play(), zout_spectrum_init() and zout_distortion_measure(); after a failure
 *   `distortion` holds what zout_distortion_measure() has found until then, if it was called.
 */
ZoutMeasureStatus
zout_station_distortion(ZoutStation*    station,
                        size_t          period_frames,
                        double          frequency_hz,
                        double          amplitude_pk,
                        const ZoutBand* band,
                        ZoutChannel     channel,
                        ZoutDistortion* distortion);

/** The band of figures that look beyond 20 kHz: up to 90 kHz, or 0.47 of the rate; 20 kHz below 88.2 kHz. */
ZoutBand
zout_wide_band(unsigned rate_hz);

/** Conditions of what this station measures. */
ZoutConditions
zout_station_conditions(const ZoutStation* station, double level_vrms, double tone_hz, const ZoutBand* band);

/** Adds a spectrum as a curve, relative to reference_rms: the highest bin in each hundredth of an octave. */
void
zout_station_add_spectrum(const ZoutStation*    station,
                          const ZoutSpectrum*   spectrum,
                          double                reference_rms,
                          ZoutDefinition        definition,
                          ZoutChannel           channel,
                          const ZoutConditions* conditions,
                          ZoutResults*          results);

#endif // ZOUT_MEASURE_STATION_H
