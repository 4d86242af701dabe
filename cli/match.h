// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file match.h
 * The parts of `zout match`: cases, and what is printed of them.
 */

#ifndef ZOUT_CLI_MATCH_H
#define ZOUT_CLI_MATCH_H

#include "audio/attributes.h"
#include "audio/status.h"
#include "catalog/catalog.h"
#include "cli/amp_name.h"
#include "cli/options.h"
#include "dsp/zout.h"
#include "measure/match.h"
#include "measure/match_rules.h"

#include <jansson.h>
#include <stdbool.h>

/** How sure a number is, from sure to unsure: the words of presets, and what was typed. */
typedef enum {
	ZOUT_CONFIDENCE_TYPED,
	ZOUT_CONFIDENCE_MEASURED,
	ZOUT_CONFIDENCE_SPECIFIED,
	ZOUT_CONFIDENCE_COMPUTED,
	ZOUT_CONFIDENCE_INFERRED,
	ZOUT_CONFIDENCE_ASSUMED,
	ZOUT_N_CONFIDENCES
} ZoutConfidence;

/** The figures whose confidence is told: it is that of the weakest number behind them. */
typedef enum {
	ZOUT_FIGURE_LEVEL,
	ZOUT_FIGURE_LIMITS,
	ZOUT_FIGURE_GAIN,
	ZOUT_FIGURE_BALANCE,
	ZOUT_FIGURE_RESPONSE,
	ZOUT_FIGURE_HISS,
	ZOUT_FIGURE_HUM,
	ZOUT_FIGURE_DISTORTION,
	ZOUT_N_FIGURES
} ZoutFigure;

/** One amplifier with one headphone. */
typedef struct {
	const ZoutPreset* amp;      ///< Owned by the catalogue
	const ZoutPreset* phones;   ///< Owned by the catalogue
	ZoutAmpName       amp_name; ///< With what was typed of it
	ZoutSettings      settings;
	ZoutConfidence    confidence[ZOUT_N_PARAMS];
	ZoutMatch         match;
	double            stated_db;            ///< --sensitivity as it was typed, or NAN
	bool              stated_per_mw;        ///< It was dB/mW
	double            preset_db;            ///< Sensitivity of the preset, dB SPL at 1 V
	char              source[512];          ///< Of the preset's sensitivity
	double            least_load_ohm;       ///< Of the amplifier's mode, -INFINITY if it has none
	double            largest_load_ohm;     ///< The same, INFINITY
	bool              fits;                 ///< The resistance of the headphone is such a load
	bool              typed[ZOUT_N_PARAMS]; ///< By --set, --source or --sensitivity
} ZoutMatchCase;

/** Room for a number with its unit. */
typedef struct {
	char text[32];
} ZoutMatchWord;

/** Room for a line of a case. */
typedef struct {
	char text[512];
} ZoutMatchLine;

/** Room for a command with every control. */
typedef struct {
	char text[4096];
} ZoutMatchCommand;

/**
 * Makes a case of two presets and what was typed.
 *
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT with a message.
 */
ZoutAudioStatus
zout_match_case(ZoutCatalog*       catalog,
                const ZoutOptions* options,
                const ZoutPreset*  amp,
                const ZoutPreset*  phones,
                ZoutMatchCase*     c,
                ZoutAudioError*    error);

/** Confidence of a figure. */
ZoutConfidence
zout_match_confidence(const ZoutMatchCase* c, ZoutFigure figure);

/** The word for a confidence. */
const char*
zout_confidence_name(ZoutConfidence confidence);

/** The word for the confidence of a figure. */
const char*
zout_match_sure(const ZoutMatchCase* c, ZoutFigure figure);

/** Uncertainty of a sound pressure level, dB: that of the sensitivity. */
double
zout_match_level_uncertainty_db(const ZoutMatchCase* c);

/** Uncertainty of the hiss, dB: sensitivity and noise together. */
double
zout_match_hiss_uncertainty_db(const ZoutMatchCase* c);

/** Volume for the target, or the largest one where the target is out of reach, dB. */
double
zout_match_largest_volume_db(const ZoutMatchCase* c);

/** The word for a limit. Static. */
const char*
zout_match_limit_name(ZoutLimit limit);

/** The word for a difference. Static. */
const char*
zout_match_difference_name(ZoutDifferenceId id);

/** Value and unit of a difference. */
ZoutMatchLine
zout_match_difference_text(const ZoutMatchCase* c, ZoutDifferenceId id);

/** Name of a rule of thumb in JSON. */
const char*
zout_match_rule_name(ZoutRuleId id);

/** One sentence on a rule of thumb, "" if it does not apply. */
ZoutMatchLine
zout_match_rule_text(const ZoutMatchCase* c, ZoutRuleId id);

/** Loads that the amplifier's mode is for: "150 to 1000 ohm". */
ZoutMatchLine
zout_match_loads_text(const ZoutMatchCase* c);

/** A number in three figures, without an exponent where it is large: "1550". */
ZoutMatchWord
zout_match_figure_text(double value);

/** On which side of a number another one is: "below 0.3 dB" or "0.3 dB or more". */
ZoutMatchWord
zout_match_bound_text(bool below, double bound_db, int decimals);

/** A number with its unit and a prefix, in three figures: "59.6 mV". */
ZoutMatchWord
zout_match_si_text(double value, const char* unit);

/** Time as hours, minutes or seconds, or that it is more than all there is. */
ZoutMatchWord
zout_match_time_text(double hours, double all_hours);

/** Prints a line of the page about one case: a label, and what is to be said of it. */
void
zout_match_print_line(const char* label, const char* format, ...) ZOUT_PRINTF(2, 3);

/** Prints what the amplifier adds. */
void
zout_match_print_colour(const ZoutMatchCase* c);

/** Prints how long the level may be heard. */
void
zout_match_print_dose(const ZoutMatchCase* c);

/** Prints everything about one case. */
void
zout_match_print(const ZoutMatchCase* c);

/** Prints one line for each case, and what they mean. */
void
zout_match_print_table(const ZoutMatchCase* cases, unsigned n_cases, ZoutBank varied);

/** Command that renders a file through a case. */
ZoutMatchCommand
zout_match_render_command(const ZoutMatchCase* c);

/** Command that renders the same file as a perfect amplifier would play it, as loud at 1 kHz. */
ZoutMatchCommand
zout_match_reference_command(const ZoutMatchCase* c);

/** Command of a blind test of a case against a perfect amplifier. */
ZoutMatchCommand
zout_match_abx_command(const ZoutMatchCase* c);

/** Prints the next step after one case. */
void
zout_match_print_next(const ZoutMatchCase* c);

/** Prints the next step after a table. */
void
zout_match_print_table_next(const ZoutMatchCase* cases, unsigned n_cases);

/** The case of a sorted table with the largest difference, among those that exist if any do. */
const ZoutMatchCase*
zout_match_extreme(const ZoutMatchCase* cases, unsigned n_cases);

/** A case as JSON, which the caller frees. */
json_t*
zout_match_json(const ZoutMatchCase* c);

/** Prints cases as one JSON document. */
ZoutAudioStatus
zout_match_print_json(const ZoutMatchCase* cases, unsigned n_cases, bool table, ZoutAudioError* error);

#endif // ZOUT_CLI_MATCH_H
