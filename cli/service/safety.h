// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file safety.h
 * What protects ears: the cap on the output, and the volume at the start.
 */

#ifndef ZOUT_CLI_SERVICE_SAFETY_H
#define ZOUT_CLI_SERVICE_SAFETY_H

#include "audio/status.h"
#include "dsp/zout.h"

/** In what a cap is given. */
typedef enum {
	ZOUT_CAP_DBFS,  ///< Largest sample
	ZOUT_CAP_VRMS,  ///< Sine at the headphone, where `output_level` is what 0 dBFS is there
	ZOUT_CAP_DBSPL, ///< The same by the headphone's `sensitivity`
} ZoutCapUnit;

typedef struct {
	double      value;
	ZoutCapUnit unit;
} ZoutCap;

/** Room for a cap as text. */
typedef struct {
	char text[48];
} ZoutCapText;

/** Limits of a service. */
typedef struct {
	ZoutCap cap;
	float   dim_db;             ///< What dim adds, -60 to 0
	float   boot_volume_max_db; ///< A start is not louder, -90 to 0
} ZoutSafety;

/** 0 dBFS, dim by 20 dB, any volume at the start. */
ZoutSafety
zout_safety_default(void);

/** Reads "-10 dBFS", "0.5 Vrms" or "100 dBSPL"; the unit may stand apart or not. */
ZoutAudioStatus
zout_cap_parse(const char* text, ZoutCap* cap, ZoutAudioError* error);

/** As zout_cap_parse() reads it. */
ZoutCapText
zout_cap_text(ZoutCap cap);

/** The largest sample that a cap allows with these settings, full scale; never above 1. */
double
zout_cap_lin(ZoutCap cap, const ZoutSettings* settings);

#endif // ZOUT_CLI_SERVICE_SAFETY_H
