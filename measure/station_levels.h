// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file station_levels.h
 * Levels of the source that figures are measured at: full output, and that of the dashboard.
 */

#ifndef ZOUT_MEASURE_STATION_LEVELS_H
#define ZOUT_MEASURE_STATION_LEVELS_H

#include "measure/station.h"

/** An amplitude of the source, and what it gives at the load. */
typedef struct {
	double amplitude_pk; ///< Full scale
	double vrms;         ///< Fundamental at the load, left channel
	double right_vrms;   ///< The same of the right channel
} ZoutDrive;

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
 * Without `hotter` nothing louder than 0 dBFS is played, and behind the search for full output nothing louder than
 * that.
 *
 * @param hotter Whether the device may be driven beyond 0 dBFS, as the model may.
 * @return As zout_station_find_full(); ZOUT_MEASURE_UNSTEADY also if no amplitude gives that voltage.
 */
ZoutMeasureStatus
zout_station_find_levels(ZoutStation* station, double vrms, bool hotter, ZoutDrive* full, ZoutDrive* drive);

#endif // ZOUT_MEASURE_STATION_LEVELS_H
