// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file match_dose.h
 * How long a level may be heard. Both rules trade 3 dB for half of the time and mean dB(A).
 */

#ifndef ZOUT_MEASURE_MATCH_DOSE_H
#define ZOUT_MEASURE_MATCH_DOSE_H

/**
 * Loudness to which streaming services normalise, LUFS (ITU-R BS.1770: a full-scale sine in both channels has 0), so
 * that music averages 14 dB less than a full-scale sine.
 */
#define ZOUT_MATCH_PROGRAMME_LUFS (-14.0)

/** Hours to a worker's daily dose: NIOSH 98-126, 8 h at 85 dB(A). */
double
zout_match_niosh_day_h(double level_db);

/** Hours to an adult's weekly dose: WHO-ITU H.870, 1.6 Pa²h, which is 40 h at 80 dB(A). */
double
zout_match_who_week_h(double level_db);

/** Hours to a child's weekly dose: WHO-ITU H.870, 0.51 Pa²h, which is 40 h at 75 dB(A). */
double
zout_match_who_child_week_h(double level_db);

#endif // ZOUT_MEASURE_MATCH_DOSE_H
