// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file phones.h
 * Every headphone that is shipped, as settings; and every amplifier.
 */

#ifndef ZOUT_TESTS_PHONES_H
#define ZOUT_TESTS_PHONES_H

#include "bundle.h"

enum { PHONES_MAX = 128 };

typedef struct {
	unsigned     n;
	char         name[PHONES_MAX][64];
	ZoutSettings settings[PHONES_MAX]; ///< Defaults but for the headphone's controls
} Phones;

/** Reads presets/phones/ (names) and the built bundle (numbers). Asserts that there is at least one. */
void
phones_load(const Bundle* bundle, Phones* phones);

/** The same for amplifiers, from presets/amps/: defaults but for the amplifier's controls. */
typedef Phones Amps;
void
amps_load(const Bundle* bundle, Amps* amps);

/** The headphone, or amplifier, of this name. Asserts that there is one. */
const ZoutSettings*
phones_find(const Phones* presets, const char* name);

/** A headphone behind an amplifier, volts in and volts out: a sample of 1 is the crest of 20 V rms. */
ZoutSettings
phones_behind(const ZoutSettings* amp, const ZoutSettings* headphone);

/** Demand of such a pair, relative to the crest of 20 V rms, at which the first of its limits acts on a sine. */
double
phones_limit_lin(const ZoutSettings* pair, double tone_hz);

#endif // ZOUT_TESTS_PHONES_H
