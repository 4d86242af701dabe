// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_subject.h
 * An amplifier with what it drives, and what was measured of it.
 */

#ifndef ZOUT_CLI_MEASURE_SUBJECT_H
#define ZOUT_CLI_MEASURE_SUBJECT_H

#include "cli/amp_name.h"
#include "cli/message.h"
#include "cli/options.h"
#include "dsp/zout.h"
#include "measure/results.h"

enum { ZOUT_MAX_SUBJECTS = 64 };

typedef struct {
	ZoutAmpName  amp;            ///< As people call it, with what was set of it
	char         legend[128];    ///< Likewise, short
	ZoutAmpName  load;           ///< As people call it, with what was set of it, or "300 ohm"
	char         load_short[96]; ///< Likewise, short
	char*        repeat;         ///< The command that measures it again
	char         hardware[640];  ///< How hardware was measured; empty for the model
	ZoutSettings settings;
	double       load_ohm; ///< A resistor, or 0 for the headphone in the settings
	ZoutResults  results;
} ZoutSubject;

/**
 * Takes from the command line what is to be measured.
 *
 * @param options Of `zout measure`.
 * @param amp Name of one amplifier of --compare, or NULL for what --amp says.
 * @param subject Receives names and settings, and no results. The caller gives it to zout_subject_clear(), also after a
 *   failure.
 */
ZoutExit
zout_subject_init(ZoutSubject* subject, const ZoutOptions* options, const char* amp);

/** Frees what a subject holds. Safe to repeat. */
void
zout_subject_clear(ZoutSubject* subject);

/** Name of the load of a figure or curve, as "32 ohm" or that of the headphone. */
const char*
zout_subject_load(const ZoutSubject* subject, const ZoutConditions* conditions, char text[32]);

/** Conditions in words, as "1 kHz, 2.00 Vrms into 300 ohm, 20 Hz to 20 kHz, rate 48 kHz". A load of NAN is left out. */
void
zout_subject_conditions(const ZoutSubject* subject, const ZoutConditions* conditions, char text[160]);

/** A value with its unit, as "81.6 dB", or "none" where a logarithm has nothing to show. */
void
zout_value_with_unit(ZoutDefinition definition, double value, char text[32]);

/** Left or right or neither, as "left"; empty for both. */
const char*
zout_channel_name(ZoutChannel channel);

#endif // ZOUT_CLI_MEASURE_SUBJECT_H
