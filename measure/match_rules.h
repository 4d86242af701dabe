// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file match_rules.h
 * Rules of thumb from guides, each tested with the numbers of one amplifier and one headphone.
 */

#ifndef ZOUT_MEASURE_MATCH_RULES_H
#define ZOUT_MEASURE_MATCH_RULES_H

#include "measure/match.h"

typedef enum {
	ZOUT_RULE_EIGHTH,     ///< Output impedance below 1/8 of the headphone's avoids changes of the response
	ZOUT_RULE_NEEDS_AMP,  ///< Above 250 ohm or below 95 dB/mW headphones benefit from an amplifier
	ZOUT_RULE_PLANAR,     ///< High-impedance planars need voltage
	ZOUT_RULE_BACKGROUND, ///< A signal-to-noise ratio above 100 dB makes a very quiet background
	ZOUT_N_RULES
} ZoutRuleId;

typedef enum { ZOUT_RULE_NOT_APPLICABLE, ZOUT_RULE_UNDECIDED, ZOUT_RULE_AGREES, ZOUT_RULE_CONTRADICTED } ZoutVerdict;

/** What a rule says, and what the numbers say. */
typedef struct {
	ZoutVerdict verdict;
	double      judged;    ///< The number that the rule looks at
	double      limit;     ///< What the rule compares it with
	bool        warns;     ///< The rule sees a problem, or a need
	double      found;     ///< The number that decides
	double      threshold; ///< From which on it is a problem, or a need
} ZoutRule;

/** The output of a phone or its dongle, volts rms at full scale: what a headphone gets without an amplifier. */
#define ZOUT_MATCH_PHONE_VRMS 1.0

/**
 * Tests a rule. Pure; any thread.
 *
 * EIGHTH: output impedance (ohm) against 1/8 of |Z| at 1 kHz; decided by the change of the response (dB) without the
 *   output capacitor, and undecided where the impedance is only assumed.
 * NEEDS_AMP: |Z| at 1 kHz against 250 ohm (or dB/mW against 95); decided by the volts that the target needs.
 * PLANAR: planars only. |Z| at 1 kHz against 250 ohm; decided by the volts as above.
 * BACKGROUND: SNR (dB) against 100 dB; decided by noise and hum, dB SPL(A). Not applicable where less than 100 dB are
 *   quiet all the same.
 */
ZoutRule
zout_match_rule(const ZoutMatch* match, const ZoutSettings* settings, ZoutRuleId id);

#endif // ZOUT_MEASURE_MATCH_RULES_H
