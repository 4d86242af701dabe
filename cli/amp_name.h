// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file amp_name.h
 * What an amplifier is called whose controls may not be those of its preset, and what a headphone. The amplifier's
 * controls are those that a chain has of its own: those of its group and of the euphonic stage.
 */

#ifndef ZOUT_CLI_AMP_NAME_H
#define ZOUT_CLI_AMP_NAME_H

#include "dsp/zout.h"

#include <stdbool.h>

/** Room for a name with what was set. */
typedef struct {
	char text[256];
} ZoutAmpName;

/** True if some control of the amplifier is not the same in both. */
bool
zout_amps_differ(const ZoutSettings* a, const ZoutSettings* b);

/**
 * A name with the controls that were set one by one: "Pass Labs HPA-1 with h2 -40 dB, hum 10 uV"; at most three, then
 * how many more.
 *
 * @param told Which controls to tell of; those that are not the amplifier's are left out.
 */
ZoutAmpName
zout_amp_name(const char* label, const bool told[ZOUT_N_PARAMS], const ZoutSettings* settings);

/** True for a control of the headphone that an amplifier meets: all but its sensitivity. */
bool
zout_phones_is_electric(ZoutParam param);

/** The same for a headphone as a load: "Sennheiser HD650 with resistance 50 ohm". */
ZoutAmpName
zout_phones_name(const char* label, const bool told[ZOUT_N_PARAMS], const ZoutSettings* settings);

#endif // ZOUT_CLI_AMP_NAME_H
