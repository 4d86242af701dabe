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

/** An amplitude of the source, and what it gives at the load. */
typedef struct {
	double amplitude_pk; ///< Full scale
	double vrms;         ///< Fundamental at the load, left channel
	double right_vrms;   ///< The same of the right channel
} ZoutDrive;

/**
 * Finds the amplitude at 1 kHz that gives a voltage in the left channel, at most that of full output.
 *
 * Nothing louder than full output is played.
 *
 * @param full Full output of this device.
 * @param drive Receives what was found; full output where that is not enough.
 * @return As zout_station_distortion(), but noise louder than the tone is no failure; ZOUT_MEASURE_UNSTEADY if no
 *   amplitude gives that voltage.
 */
ZoutMeasureStatus
zout_station_find_level(ZoutStation* station, double vrms, const ZoutDrive* full, ZoutDrive* drive);

/**
 * Finds full output: the highest amplitude up to a limit at which THD+N at 1 kHz is at most 1 % in the left channel.
 *
 * Where noise alone is more than that, it is the highest at which noise and distortion are less than 3 dB above the
 * noise.
 *
 * @param limit_pk Amplitude of the source that is not exceeded, 1.0 for 0 dBFS.
 * @param drive Receives what was found; the limit itself if there is no more distortion than that there.
 * @param at_limit Receives whether it is the limit.
 * @return As zout_station_distortion(), but noise louder than the tone is no failure; ZOUT_MEASURE_UNSTEADY if there
 *   is more distortion than that at any level.
 */
ZoutMeasureStatus
zout_station_find_full(ZoutStation* station, double limit_pk, ZoutDrive* drive, bool* at_limit);

/**
 * Finds full output up to 0 dBFS, and a level for the dashboard that is not that of clipping: the voltage that was
 * asked for, or what 0 dBFS gives if that is less; half of full output where that is within 1 dB of 1 % THD+N.
 *
 * @param hotter Whether the device may be driven beyond 0 dBFS, as the model may.
 * @return As zout_station_find_full() and zout_station_find_level().
 */
ZoutMeasureStatus
zout_station_find_levels(ZoutStation* station, double vrms, bool hotter, ZoutDrive* full, ZoutDrive* drive);

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
