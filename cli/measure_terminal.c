// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_terminal.h"

#include "cli/columns.h"
#include "cli/measure_ranking.h"
#include "cli/measure_spectrum.h"
#include "cli/number.h"
#include "cli/terminal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TITLE_COLUMNS = 30, VALUE_COLUMNS = 11 };

/// From the classes of a well-known ranking: transparent, good, fair, poor
static ZoutColour
class_of(const double sinad_db)
{
	return sinad_db >= 110.0  ? ZOUT_COLOUR_BLUE
	       : sinad_db >= 90.0 ? ZOUT_COLOUR_GREEN
	       : sinad_db >= 70.0 ? ZOUT_COLOUR_YELLOW
	                          : ZOUT_COLOUR_RED;
}

/// A figure of the same definition and band in the other channel
static const ZoutFigure*
other_channel(const ZoutSubject* const subject, const ZoutFigure* const left)
{
	const ZoutFigure* right = NULL;
	while ((right = zout_results_find(&subject->results, left->definition, ZOUT_CHANNEL_RIGHT, right))) {
		if (right->conditions.band.weighting == left->conditions.band.weighting &&
		    right->conditions.harmonic == left->conditions.harmonic) {
			return right;
		}
	}
	return NULL;
}

/// A line of the dashboard: title, left, right, definition
static void
print_figure(const ZoutTerminal* const terminal, const ZoutSubject* const subject, const ZoutFigure* const left)
{
	const ZoutDefinitionInfo* const info  = zout_definition_info(left->definition);
	const ZoutFigure* const         right = other_channel(subject, left);
	const bool                      sinad = left->definition == ZOUT_DEF_SINAD;
	char                            title[64];
	char                            value[32];
	snprintf(title,
	         sizeof(title),
	         "  %s%s",
	         info->title,
	         left->conditions.band.weighting == ZOUT_WEIGHTING_A && left->definition != ZOUT_DEF_RANGE ? ", A-weighted"
	                                                                                                   : "");
	zout_print_padded(title, TITLE_COLUMNS);
	zout_value_with_unit(left->definition, left->value, value);
	printf("%s%*s%s",
	       zout_terminal_switch(terminal, sinad ? class_of(left->value) : ZOUT_COLOUR_PLAIN),
	       VALUE_COLUMNS,
	       value,
	       zout_terminal_switch(terminal, ZOUT_COLOUR_PLAIN));
	*value = '\0';
	if (right) {
		zout_value_with_unit(right->definition, right->value, value);
	}
	printf(" %*s   %s\n", VALUE_COLUMNS, value, info->id);
}

static void
print_definitions(const ZoutTerminal* const   terminal,
                  const ZoutSubject* const    subject,
                  const ZoutDefinition* const definitions,
                  const unsigned              n)
{
	for (unsigned i = 0; i < n; ++i) {
		const ZoutFigure* figure = NULL;
		while ((figure = zout_results_find(&subject->results, definitions[i], ZOUT_CHANNEL_LEFT, figure))) {
			print_figure(terminal, subject, figure);
			if (definitions[i] != ZOUT_DEF_NOISE && definitions[i] != ZOUT_DEF_SNR_FULL &&
			    definitions[i] != ZOUT_DEF_SNR_50MV) {
				break; // of the others the first one stands for all
			}
		}
	}
}

static void
print_harmonics(const ZoutTerminal* const terminal, const ZoutSubject* const subject)
{
	enum { BAR_COLUMNS = 40 };
	static const double lowest_db = -160.0;
	const ZoutFigure*   figure    = NULL;
	while ((figure = zout_results_find(&subject->results, ZOUT_DEF_HARMONIC, ZOUT_CHANNEL_LEFT, figure))) {
		char value[32];
		zout_value_with_unit(figure->definition, figure->value, value);
		printf("  H%u %11s  %s  ", figure->conditions.harmonic, value, zout_definition_info(figure->definition)->id);
		zout_terminal_bar(terminal, 1.0 - figure->value / lowest_db, BAR_COLUMNS, ZOUT_COLOUR_BLUE);
		putchar('\n');
	}
}

static void
print_powers(const ZoutSubject* const subject)
{
	const ZoutFigure* power = NULL;
	printf("\n  Power into            this source   at 1 %%      needs a source of   %s, %s, %s\n",
	       zout_definition_info(ZOUT_DEF_POWER)->id,
	       zout_definition_info(ZOUT_DEF_POWER_1PC)->id,
	       zout_definition_info(ZOUT_DEF_SOURCE_1PC)->id);
	while ((power = zout_results_find(&subject->results, ZOUT_DEF_POWER, ZOUT_CHANNEL_LEFT, power))) {
		const ZoutFigure* more = NULL;
		char              value[32];
		zout_value_with_unit(power->definition, power->value, value);
		printf("  %8.0f ohm %20s", power->conditions.load_ohm, value);
		while ((more = zout_results_find(&subject->results, ZOUT_DEF_POWER_1PC, ZOUT_CHANNEL_LEFT, more))) {
			if (fabs(more->conditions.load_ohm - power->conditions.load_ohm) < 0.5) {
				zout_value_with_unit(more->definition, more->value, value);
				printf("%12s", value);
			}
		}
		while ((more = zout_results_find(&subject->results, ZOUT_DEF_SOURCE_1PC, ZOUT_CHANNEL_LEFT, more))) {
			if (fabs(more->conditions.load_ohm - power->conditions.load_ohm) < 0.5) {
				zout_value_with_unit(more->definition, more->value, value);
				printf("%12s", value);
			}
		}
		putchar('\n');
	}
}

static const ZoutCurve*
curve_of(const ZoutSubject* const subject, const ZoutDefinition definition)
{
	for (size_t i = 0; i < subject->results.n_curves; ++i) {
		if (subject->results.curves[i].definition == definition) {
			return &subject->results.curves[i];
		}
	}
	return NULL;
}

static void
print_balance(const ZoutSubject* const subject)
{
	const ZoutCurve* const  curve = curve_of(subject, ZOUT_DEF_BALANCE);
	const ZoutFigure* const one   = zout_results_find(&subject->results, ZOUT_DEF_BALANCE, ZOUT_CHANNEL_BOTH, NULL);
	if (!curve && one) { // hardware has one volume
		printf("\n  Balance, left over right, %.2f dB  %s\n",
		       zout_never_minus_zero(one->value, 2),
		       zout_definition_info(ZOUT_DEF_BALANCE)->id);
		return;
	}
	printf("\n  Balance at volume    ");
	for (size_t i = 0; curve && i < curve->n_points; i += 10U) {
		printf(" %6.0f dB", zout_never_minus_zero(curve->x[i], 0));
	}
	printf("\n  left over right, dB  ");
	for (size_t i = 0; curve && i < curve->n_points; i += 10U) {
		printf(" %9.2f", zout_never_minus_zero(curve->y[i], 2));
	}
	printf("  %s\n", zout_definition_info(ZOUT_DEF_BALANCE)->id);
}

void
zout_measure_print(const ZoutSubject* const subject)
{
	static const ZoutDefinition tone[]   = {ZOUT_DEF_SINAD, ZOUT_DEF_THDN, ZOUT_DEF_THD, ZOUT_DEF_MAINS};
	static const ZoutDefinition others[] = {ZOUT_DEF_NOISE,
	                                        ZOUT_DEF_FULL,
	                                        ZOUT_DEF_SNR_FULL,
	                                        ZOUT_DEF_SNR_50MV,
	                                        ZOUT_DEF_RANGE,
	                                        ZOUT_DEF_MULTITONE_RANGE,
	                                        ZOUT_DEF_MULTITONE_TDN,
	                                        ZOUT_DEF_SMPTE,
	                                        ZOUT_DEF_CCIF,
	                                        ZOUT_DEF_CROSSTALK,
	                                        ZOUT_DEF_GAIN,
	                                        ZOUT_DEF_SOURCE_Z,
	                                        ZOUT_DEF_UPPER_1DB};
	const ZoutTerminal          terminal = zout_terminal();
	const ZoutFigure* const     level = zout_results_find(&subject->results, ZOUT_DEF_LEVEL, ZOUT_CHANNEL_LEFT, NULL);
	const ZoutCurve* const      spectrum = curve_of(subject, ZOUT_DEF_SPECTRUM);
	char                        conditions[160];
	printf("%s%s%s\n",
	       zout_terminal_switch(&terminal, ZOUT_COLOUR_BOLD),
	       subject->amp.text,
	       zout_terminal_switch(&terminal, ZOUT_COLOUR_PLAIN));
	if (level && spectrum) {
		zout_subject_conditions(subject, &level->conditions, conditions);
		printf("%s\n\n", conditions);
		zout_print_spectrum(&terminal, spectrum);
	}
	zout_print_padded("", TITLE_COLUMNS);
	printf("%*s %*s\n", VALUE_COLUMNS, "left", VALUE_COLUMNS, "right");
	print_definitions(&terminal, subject, tone, sizeof(tone) / sizeof(tone[0]));
	print_harmonics(&terminal, subject);
	putchar('\n');
	print_definitions(&terminal, subject, others, sizeof(others) / sizeof(others[0]));
	print_powers(subject);
	print_balance(subject);
}

/// Widest name with two columns of space
static int
name_columns(const ZoutSubject* const subjects, const unsigned n_subjects)
{
	int widest = 0;
	for (unsigned i = 0; i < n_subjects; ++i) {
		const int columns = zout_columns(subjects[i].amp.text);
		widest            = columns > widest ? columns : widest;
	}
	return widest + 2;
}

void
zout_measure_print_comparison(const ZoutSubject* const subjects, const unsigned n_subjects)
{
	enum { COLUMNS = 14, BAR_COLUMNS = 20 };
	static const double          full_db  = 120.0;
	const ZoutTerminal           terminal = zout_terminal();
	const ZoutRankingInfo* const first    = zout_ranking_info(0);
	const ZoutRankingInfo*       ranking  = NULL;
	const int                    names    = name_columns(subjects, n_subjects);
	unsigned                     order[ZOUT_MAX_SUBJECTS];
	zout_ranking_sort(first, subjects, n_subjects, order);
	printf("1 kHz into %s, 20 Hz to 20 kHz, unweighted\n", subjects->load.text);
	zout_print_padded("", names);
	printf("%*s", COLUMNS, "level");
	for (unsigned r = 0; (ranking = zout_ranking_info(r)); ++r) {
		printf("%*s", COLUMNS, ranking->column);
	}
	putchar('\n');
	for (unsigned i = 0; i < n_subjects; ++i) {
		const ZoutSubject* const subject = &subjects[order[i]];
		const ZoutFigure* const  level = zout_results_find(&subject->results, ZOUT_DEF_LEVEL, ZOUT_CHANNEL_LEFT, NULL);
		char                     value[32];
		zout_print_padded(subject->amp.text, names);
		zout_value_with_unit(ZOUT_DEF_LEVEL, level ? level->value : (double)NAN, value);
		printf("%*s", COLUMNS, value);
		for (unsigned r = 0; (ranking = zout_ranking_info(r)); ++r) {
			zout_value_with_unit(ranking->definition, zout_ranking_value(ranking, subject), value);
			printf("%*s", COLUMNS, value);
		}
		const double sinad_db = zout_ranking_value(first, subject);
		printf("  ");
		zout_terminal_bar(&terminal, sinad_db / full_db, BAR_COLUMNS, class_of(sinad_db));
		putchar('\n');
	}
}
