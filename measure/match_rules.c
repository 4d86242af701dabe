// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/match_rules.h"

#include <math.h>

static const double high_impedance_ohm     = 250.0;
static const double low_sensitivity_per_mw = 95.0;
static const double quiet_snr_db           = 100.0;

/// The verdict that follows from what the rule says and what is found
static ZoutVerdict
compare(const bool warns, const bool found)
{
	return warns == found ? ZOUT_RULE_AGREES : ZOUT_RULE_CONTRADICTED;
}

/// The change of the response by the output impedance alone: what a capacitor in series does is another matter
static double
change_db(const ZoutSettings* const settings)
{
	ZoutSettings direct                 = *settings;
	direct.value[ZOUT_OUTPUT_CAPACITOR] = 0.0F;
	return fabs(zout_match_response(&direct).largest_db);
}

static ZoutRule
eighth(const ZoutMatch* const match, const ZoutSettings* const settings)
{
	ZoutRule rule  = {.limit = match->load.reference_ohm / 8.0};
	rule.judged    = (double)settings->value[ZOUT_OUTPUT_IMPEDANCE];
	rule.warns     = rule.judged > rule.limit;
	rule.found     = change_db(settings);
	rule.threshold = match->differences[ZOUT_DIFFERENCE_RESPONSE].audible;
	rule.verdict = match->asked.load_assumed ? ZOUT_RULE_UNDECIDED : compare(rule.warns, rule.found >= rule.threshold);
	return rule;
}

static ZoutRule
needs_amp(const ZoutMatch* const match)
{
	const bool by_ohm = match->load.reference_ohm > high_impedance_ohm;
	ZoutRule   rule   = {.judged = match->sensitivity_per_mw_db, .limit = low_sensitivity_per_mw};
	if (by_ohm) {
		rule.judged = match->load.reference_ohm;
		rule.limit  = high_impedance_ohm;
	}
	rule.warns     = by_ohm || match->sensitivity_per_mw_db < low_sensitivity_per_mw;
	rule.found     = match->needed.voltage_vrms;
	rule.threshold = ZOUT_MATCH_PHONE_VRMS;
	rule.verdict   = compare(rule.warns, rule.found > rule.threshold);
	return rule;
}

static ZoutRule
planar(const ZoutMatch* const match)
{
	ZoutRule rule  = {.judged = match->load.reference_ohm, .limit = high_impedance_ohm};
	rule.warns     = match->asked.planar;
	rule.found     = match->needed.voltage_vrms;
	rule.threshold = ZOUT_MATCH_PHONE_VRMS;
	if (match->asked.planar) {
		// The rule presumes an impedance that makes voltage the only difficulty
		rule.verdict = rule.judged > rule.limit ? ZOUT_RULE_AGREES : ZOUT_RULE_CONTRADICTED;
	}
	return rule;
}

static ZoutRule
background(const ZoutMatch* const match)
{
	ZoutRule rule  = {.judged = match->snr_db, .limit = quiet_snr_db};
	rule.warns     = rule.judged < rule.limit;
	rule.found     = match->silence.background_db;
	rule.threshold = ZOUT_MATCH_QUIET_ROOM_DB;
	// Of less than 100 dB it says nothing, so that a background which is quiet all the same does not contradict it
	if (isfinite(match->snr_db) && (!rule.warns || rule.found >= rule.threshold)) {
		rule.verdict = compare(rule.warns, rule.found >= rule.threshold);
	}
	return rule;
}

ZoutRule
zout_match_rule(const ZoutMatch* const match, const ZoutSettings* const settings, const ZoutRuleId id)
{
	switch (id) {
	case ZOUT_RULE_EIGHTH:
		return eighth(match, settings);
	case ZOUT_RULE_NEEDS_AMP:
		return needs_amp(match);
	case ZOUT_RULE_PLANAR:
		return planar(match);
	case ZOUT_RULE_BACKGROUND:
		return background(match);
	case ZOUT_N_RULES:
		break;
	}
	return (ZoutRule){.verdict = ZOUT_RULE_NOT_APPLICABLE};
}
