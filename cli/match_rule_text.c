// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What is printed of rules of thumb. */

#include "cli/match.h"
#include "cli/number.h"

#include <stdio.h>

static const char* const names[ZOUT_N_RULES] = {
	[ZOUT_RULE_EIGHTH]     = "one-eighth",
	[ZOUT_RULE_NEEDS_AMP]  = "needs-amplifier",
	[ZOUT_RULE_PLANAR]     = "planars-need-voltage",
	[ZOUT_RULE_BACKGROUND] = "quiet-background",
};

static const char* const verdicts[] = {
	[ZOUT_RULE_NOT_APPLICABLE] = "does not apply",
	[ZOUT_RULE_UNDECIDED]      = "undecided, as the impedance is assumed",
	[ZOUT_RULE_AGREES]         = "the numbers agree",
	[ZOUT_RULE_CONTRADICTED]   = "the numbers contradict it",
};

const char*
zout_match_rule_name(const ZoutRuleId id)
{
	return names[id];
}

ZoutMatchLine
zout_match_rule_text(const ZoutMatchCase* const c, const ZoutRuleId id)
{
	ZoutMatchLine  line    = {""};
	const ZoutRule rule    = zout_match_rule(&c->match, &c->settings, id);
	char* const    out     = line.text;
	const size_t   room    = sizeof(line.text);
	const char*    verdict = verdicts[rule.verdict];
	if (rule.verdict == ZOUT_RULE_NOT_APPLICABLE) {
		return line;
	}
	switch (id) {
	case ZOUT_RULE_EIGHTH:
		snprintf(out,
		         room,
		         "1/8 rule: output impedance %s ohm, limit %s ohm: %s; it changes the response by %.2f dB,\n"
		         "    %s: %s",
		         zout_match_figure_text(rule.judged).text,
		         zout_match_figure_text(rule.limit).text,
		         rule.warns ? "warns" : "kept",
		         rule.found,
		         zout_match_bound_text(rule.found < rule.threshold, rule.threshold, 1).text,
		         verdict);
		break;
	case ZOUT_RULE_NEEDS_AMP:
		snprintf(out,
		         room,
		         "Above 250 ohm or below 95 dB/mW needs an amplifier: %s ohm and %.1f dB/mW: %s; the target\n"
		         "    needs %s where a phone has %.3g V: %s",
		         zout_match_figure_text(c->match.load.reference_ohm).text,
		         c->match.sensitivity_per_mw_db,
		         rule.warns ? "yes" : "no",
		         zout_match_si_text(rule.found, "V").text,
		         rule.threshold,
		         verdict);
		break;
	case ZOUT_RULE_PLANAR:
		snprintf(out,
		         room,
		         "High-impedance planars need voltage: this planar has %.3g ohm, not above %.3g; it needs %s\n"
		         "    and %s: %s",
		         rule.judged,
		         rule.limit,
		         zout_match_si_text(rule.found, "V").text,
		         zout_match_si_text(c->match.needed.current_a, "A").text,
		         verdict);
		break;
	case ZOUT_RULE_BACKGROUND:
		snprintf(out,
		         room,
		         "Above 100 dB of SNR the background is very quiet: %.0f dB: %s; noise and hum have %.1f dB SPL(A),\n"
		         "    %s: %s",
		         rule.judged,
		         rule.warns ? "no" : "yes",
		         zout_never_minus_zero(rule.found, 1),
		         zout_match_bound_text(rule.found < rule.threshold, rule.threshold, 0).text,
		         verdict);
		break;
	case ZOUT_N_RULES:
		break;
	}
	return line;
}
