// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_subject.h"

#include "cli/measure_names.h"
#include "cli/number.h"
#include "cli/settings.h"
#include "cli/shell_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Appends to a text of limited size
static void
append(char* const text, const size_t size, const char* const before, const char* const what)
{
	const size_t length = strlen(text);
	snprintf(text + length, size - length, "%s%s", before, what);
}

/// The command that measures it again; NULL without memory
static char*
repeat_command(const ZoutOptions* const options, const char* const amp)
{
	static const char* const names[] = {[ZOUT_OPTION_AMP]    = "--amp",
	                                    [ZOUT_OPTION_PHONES] = "--phones",
	                                    [ZOUT_OPTION_PRESET] = "--preset",
	                                    [ZOUT_OPTION_SET]    = "--set"};
	ZoutShellText            command;
	zout_shell_begin(&command, "zout measure");
	zout_shell_option(&command, "--amp", amp);
	for (unsigned i = 0; i < options->n_changes; ++i) {
		zout_shell_option(&command, names[options->changes[i].id], options->changes[i].text);
	}
	zout_shell_number(&command, "--load", options->load_ohm);
	zout_shell_number(&command, "--level", options->level_vrms);
	zout_shell_number(&command, "--rate", options->rate_hz);
	return zout_shell_end(&command);
}

/// What presets choose, and the same with single controls over it
static ZoutExit
load_both(ZoutSubject* const subject, const ZoutOptions* const options, ZoutSettings* const chosen)
{
	const ZoutExit status = zout_settings_choose(options, chosen);
	subject->settings     = *chosen;
	return status ? status : zout_settings_control(options, &subject->settings);
}

/// Settings as typed, with one more amplifier before them
static ZoutExit
load_settings(ZoutSubject* const       subject,
              const ZoutOptions* const options,
              const char* const        amp,
              ZoutSettings* const      chosen)
{
	zout_settings_init(chosen);
	if (!amp) {
		return load_both(subject, options, chosen);
	}
	ZoutOptions with_amp = *options;
	with_amp.changes     = (ZoutChange*)calloc((size_t)options->n_changes + 1U, sizeof(ZoutChange));
	if (!with_amp.changes) {
		return zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	}
	with_amp.changes[0] = (ZoutChange){ZOUT_OPTION_AMP, amp};
	for (unsigned i = 0; i < options->n_changes; ++i) {
		with_amp.changes[i + 1U] = options->changes[i];
	}
	++with_amp.n_changes;
	const ZoutExit status = load_both(subject, &with_amp, chosen);
	free(with_amp.changes);
	return status;
}

ZoutExit
zout_subject_init(ZoutSubject* const subject, const ZoutOptions* const options, const char* const amp)
{
	ZoutSettings chosen;
	*subject              = (ZoutSubject){.load_ohm = options->load_ohm};
	const ZoutExit status = load_settings(subject, options, amp, &chosen);
	if (status) {
		return status;
	}

	subject->repeat = repeat_command(options, amp);
	if (!subject->repeat) {
		return zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	}
	return zout_subject_name(subject, amp ? amp : options->amp, options->phones, &chosen);
}

void
zout_subject_clear(ZoutSubject* const subject)
{
	zout_results_clear(&subject->results);
	free(subject->repeat);
	subject->repeat = NULL;
}

const char*
zout_subject_load(const ZoutSubject* const subject, const ZoutConditions* const conditions, char text[32])
{
	if (conditions->other_ohm > 0.0) {
		snprintf(text, 32, "%.4g and %.4g ohm", conditions->load_ohm, conditions->other_ohm);
		return text;
	}
	if (conditions->load_ohm > 0.0) {
		snprintf(text, 32, "%.4g ohm", conditions->load_ohm);
		return text;
	}
	return subject->load_short;
}

/// A frequency with its unit
static void
frequency_text(const double frequency_hz, char text[32])
{
	if (frequency_hz >= 1000.0) {
		snprintf(text, 32, "%.5g kHz", frequency_hz / 1000.0);
	} else {
		snprintf(text, 32, "%.4g Hz", frequency_hz);
	}
}

void
zout_subject_conditions(const ZoutSubject* const subject, const ZoutConditions* const conditions, char text[160])
{
	char one[32];
	char other[32];
	*text = '\0';
	if (conditions->tone_hz > 0.0) {
		frequency_text(conditions->tone_hz, one);
		append(text, 160, "", one);
	}
	if (conditions->level_vrms > 0.0) {
		const double mv = 1e3 * conditions->level_vrms;
		snprintf(one, sizeof(one), mv < 100.0 ? "%.3g mVrms" : "%.2f Vrms", mv < 100.0 ? mv : conditions->level_vrms);
		append(text, 160, *text ? ", " : "", one);
	}
	if (!isnan(conditions->load_ohm)) {
		append(text, 160, *text ? " into " : "into ", zout_subject_load(subject, conditions, one));
	}
	if (conditions->band.high_hz > 0.0) {
		frequency_text(conditions->band.low_hz, one);
		frequency_text(conditions->band.high_hz, other);
		append(text, 160, *text ? ", " : "", one);
		append(text, 160, " to ", other);
		append(text, 160, "", conditions->band.weighting == ZOUT_WEIGHTING_A ? ", A-weighted" : "");
	}
	if (conditions->at_volume) {
		snprintf(one, sizeof(one), "%.4g dB", conditions->volume_db);
		append(text, 160, ", volume ", one);
	}
	frequency_text(conditions->rate_hz, one);
	append(text, 160, *text ? ", rate " : "rate ", one);
}

/// Decimals that show three digits of a number, at most four
static int
decimals_of(const double size)
{
	static const double limits[] = {99.95, 9.995, 0.0995, 0.0095}; // what rounds to a digit more
	int                 decimals = 0;
	for (unsigned i = 0; i < sizeof(limits) / sizeof(limits[0]); ++i) {
		decimals += size < limits[i];
	}
	return size < 5e-5 ? 0 : decimals;
}

void
zout_value_with_unit(const ZoutDefinition definition, const double value, char text[32])
{
	const char* const unit = zout_definition_info(definition)->unit;
	const bool        none = definition == ZOUT_DEF_NOISE && value <= 0.0;
	if (!isfinite(value) || none) {
		snprintf(text, 32, "%s", value > 0.0 ? "no limit" : "none");
	} else if (unit[0] == 'd') { // dB and degree
		const int decimals = fabs(value) < 1.0 ? 2 : 1;
		snprintf(text, 32, "%.*f %s", decimals, zout_never_minus_zero(value, decimals), unit);
	} else {
		snprintf(text, 32, "%.*f %s", decimals_of(fabs(value)), value, unit);
	}
}

const char*
zout_channel_name(const ZoutChannel channel)
{
	switch (channel) {
	case ZOUT_CHANNEL_LEFT:
		return "left";
	case ZOUT_CHANNEL_RIGHT:
		return "right";
	case ZOUT_CHANNEL_BOTH:
		break;
	}
	return "";
}
