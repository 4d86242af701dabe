// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* One line for each amplifier or headphone. */

#include "cli/columns.h"
#include "cli/match.h"
#include "cli/number.h"

#include <math.h>
#include <stdio.h>

static const char*
name_of(const ZoutMatchCase* const c, const ZoutBank varied)
{
	return varied == ZOUT_BANK_AMPS ? c->amp->name : c->phones->name;
}

static void
print_row(const ZoutMatchCase* const c, const ZoutBank varied, const int width)
{
	const ZoutMatch* const m = &c->match;
	zout_print_padded(name_of(c, varied), width);
	printf("%7.1f  %-8s  ", m->reach.sine.spl_db, zout_match_limit_name(m->reach.limit));
	printf("%+6.1f  ", zout_never_minus_zero(m->headroom_db, 1));
	printf("%6s  ", zout_match_figure_text(m->needed.voltage_vrms).text);
	printf("%6s  ", zout_match_figure_text(1e3 * m->needed.current_a).text);
	if (m->headroom_db >= 0.0) {
		printf("%6.1f  %7.2f  ", zout_never_minus_zero(m->present.volume_db, 1), m->present.balance_db);
	} else {
		printf("%6s  %7s  ", "-", "-");
	}
	printf("%+8.2f  ", zout_never_minus_zero(m->response.largest_db, 2));
	if (isfinite(m->silence.noise_db)) {
		printf("%4.0f  ", zout_never_minus_zero(m->silence.noise_db, 0));
	} else {
		printf("%4s  ", "none");
	}
	printf("%s%s", zout_match_difference_name(m->largest), m->differences[m->largest].margin_db >= 0.0 ? " !" : "");
	if (c->fits) {
		printf("\n");
	} else {
		printf(" (for %s only)\n", zout_match_loads_text(c).text);
	}
}

/// The least or the greatest uncertainty of a level
static double
extreme_uncertainty_db(const ZoutMatchCase* const cases, const unsigned n_cases, double (*const pick)(double, double))
{
	double extreme = zout_match_level_uncertainty_db(&cases[0]);
	for (unsigned i = 1; i < n_cases; ++i) {
		extreme = pick(extreme, zout_match_level_uncertainty_db(&cases[i]));
	}
	return extreme;
}

/// How often a rule holds, and where it does not
static void
print_rule(const ZoutMatchCase* const cases, const unsigned n_cases, const ZoutBank varied, const ZoutRuleId id)
{
	unsigned applies      = 0;
	unsigned contradicted = 0;
	for (unsigned i = 0; i < n_cases; ++i) {
		const ZoutVerdict verdict = zout_match_rule(&cases[i].match, &cases[i].settings, id).verdict;
		applies += verdict != ZOUT_RULE_NOT_APPLICABLE;
		contradicted += verdict == ZOUT_RULE_CONTRADICTED;
	}
	if (!applies) {
		return;
	}
	printf("Rule %s: contradicted in %u of %u", zout_match_rule_name(id), contradicted, applies);
	for (unsigned i = 0, told = 0; i < n_cases; ++i) {
		if (zout_match_rule(&cases[i].match, &cases[i].settings, id).verdict == ZOUT_RULE_CONTRADICTED) {
			printf("%s%s", told++ ? ", " : ": ", name_of(&cases[i], varied));
		}
	}
	printf("\n");
}

void
zout_match_print_table(const ZoutMatchCase* const cases, const unsigned n_cases, const ZoutBank varied)
{
	int width = 0;
	for (unsigned i = 0; i < n_cases; ++i) {
		const int columns = zout_columns(name_of(&cases[i], varied));
		width             = columns > width ? columns : width;
	}
	const ZoutAmpName amps = zout_amp_name("Amplifiers", cases[0].typed, &cases[0].settings);
	printf("%s for %s, source %.3g V, target %.4g dB SPL\n\n",
	       varied == ZOUT_BANK_AMPS ? amps.text : "Headphones",
	       varied == ZOUT_BANK_AMPS ? cases[0].phones->label : cases[0].amp_name.text,
	       cases[0].match.source_vrms,
	       cases[0].match.asked.target_db);
	zout_print_padded("", width + 2);
	printf("  reach  limited    head-   needs   needs  volume  balance  response  hiss  largest\n");
	zout_print_padded(varied == ZOUT_BANK_AMPS ? "amplifier" : "headphone", width + 2);
	printf(" dB SPL  by       room dB       V      mA      dB       dB        dB  dB(A) difference\n");
	for (unsigned i = 0; i < n_cases; ++i) {
		print_row(&cases[i], varied, width + 2);
	}
	const double best_db  = extreme_uncertainty_db(cases, n_cases, fmin);
	const double worst_db = extreme_uncertainty_db(cases, n_cases, fmax);
	printf("\nLevels are good to %.0f dB", best_db);
	if (worst_db > best_db) {
		printf(" at best and %.0f dB at worst", worst_db);
	}
	printf(". First those that reach the target; then by what may be heard\n"
	       "most easily: \"!\" marks what is beyond audible. Volume and balance are those for the target.\n\n");
	for (unsigned i = 0; i < ZOUT_N_RULES; ++i) {
		print_rule(cases, n_cases, varied, (ZoutRuleId)i);
	}
	zout_match_print_table_next(cases, n_cases);
}
