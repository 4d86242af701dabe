// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_json.h"

#include "cli/json_text.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/// A number, or null where JSON has none
static json_t*
number(const double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

/// A number, or null where a condition does not apply
static json_t*
applies(const double value)
{
	return value > 0.0 ? json_real(value) : json_null();
}

static json_t*
conditions_of(const ZoutSubject* const subject, const ZoutConditions* const at)
{
	char          load[32];
	json_t* const object   = json_object();
	const bool    weighted = at->band.weighting == ZOUT_WEIGHTING_A;
	json_object_set_new(object, "level_vrms", applies(at->level_vrms));
	json_object_set_new(object, "tone_hz", applies(at->tone_hz));
	json_object_set_new(object, "load", json_string(zout_subject_load(subject, at, load)));
	json_object_set_new(object, "load_ohm", applies(at->load_ohm));
	if (at->other_ohm > 0.0) {
		json_object_set_new(object, "other_load_ohm", json_real(at->other_ohm));
	}
	json_object_set_new(object, "band_low_hz", applies(at->band.low_hz));
	json_object_set_new(object, "band_high_hz", applies(at->band.high_hz));
	json_object_set_new(object, "weighting", json_string(weighted ? "A" : "none"));
	json_object_set_new(object, "rate_hz", json_integer(at->rate_hz));
	if (at->harmonic) {
		json_object_set_new(object, "harmonic", json_integer(at->harmonic));
	}
	if (at->at_volume) {
		json_object_set_new(object, "volume_db", json_real(at->volume_db));
	}
	return object;
}

/// What figures and curves have in common
static json_t*
item(const ZoutSubject* const    subject,
     const ZoutDefinition        definition,
     const ZoutChannel           channel,
     const ZoutConditions* const at)
{
	json_t* const object = json_object();
	json_object_set_new(object, "definition", json_string(zout_definition_info(definition)->id));
	json_object_set_new(object, "title", json_string(zout_definition_info(definition)->title));
	json_object_set_new(object, "unit", json_string(zout_definition_info(definition)->unit));
	json_object_set_new(
		object, "channel", channel == ZOUT_CHANNEL_BOTH ? json_null() : json_string(zout_channel_name(channel)));
	json_object_set_new(object, "conditions", conditions_of(subject, at));
	return object;
}

static json_t*
numbers(const double* const values, const size_t n)
{
	json_t* const array = json_array();
	for (size_t i = 0; i < n; ++i) {
		json_array_append_new(array, number(values[i]));
	}
	return array;
}

static json_t*
settings_of(const ZoutSettings* const settings)
{
	json_t* const object = json_object();
	for (unsigned p = 0; p < ZOUT_N_PARAMS; ++p) {
		char text[32]; // 7 digits are what a float holds; more would show where it differs from the decimal number
		snprintf(text, sizeof(text), "%.7g", (double)settings->value[p]);
		json_object_set_new(object, zout_param_info((ZoutParam)p)->symbol, json_real(strtod(text, NULL)));
	}
	return object;
}

static json_t*
subject_of(const ZoutSubject* const subject)
{
	json_t* const object  = json_object();
	json_t* const figures = json_array();
	json_t* const curves  = json_array();
	for (size_t i = 0; i < subject->results.n_figures; ++i) {
		const ZoutFigure* const figure = &subject->results.figures[i];
		json_t* const           one    = item(subject, figure->definition, figure->channel, &figure->conditions);
		json_object_set_new(one, "value", number(figure->value));
		json_array_append_new(figures, one);
	}
	for (size_t i = 0; i < subject->results.n_curves; ++i) {
		const ZoutCurve* const curve = &subject->results.curves[i];
		json_t* const          one   = item(subject, curve->definition, curve->channel, &curve->conditions);
		json_object_set_new(one, "x", numbers(curve->x, curve->n_points));
		json_object_set_new(one, "y", numbers(curve->y, curve->n_points));
		json_array_append_new(curves, one);
	}
	json_object_set_new(object, "amplifier", json_string(subject->amp.text));
	json_object_set_new(object, "load", json_string(subject->load.text));
	json_object_set_new(object, "command", json_string(subject->repeat));
	if (*subject->hardware) {
		json_object_set_new(object, "hardware", json_string(subject->hardware));
	} else {
		json_object_set_new(object, "settings", settings_of(&subject->settings));
	}
	json_object_set_new(object, "figures", figures);
	json_object_set_new(object, "curves", curves);
	return object;
}

static json_t*
definitions(void)
{
	json_t* const object = json_object();
	for (unsigned i = 0; i < ZOUT_N_DEFINITIONS; ++i) {
		const ZoutDefinitionInfo* const info = zout_definition_info((ZoutDefinition)i);
		json_object_set_new(object, info->id, json_string(info->text));
	}
	return object;
}

int
zout_measure_write_json(FILE* const file, const ZoutSubject* const subjects, const unsigned n_subjects)
{
	enum { FORMAT_VERSION = 1, DIGITS = 9 };
	zout_json_begin();
	json_t* const root = json_object();
	json_t* const list = json_array();
	for (unsigned i = 0; i < n_subjects; ++i) {
		json_array_append_new(list, subject_of(&subjects[i]));
	}
	json_object_set_new(root, "format", json_string("zout-measure"));
	json_object_set_new(root, "version", json_integer(FORMAT_VERSION));
	json_object_set_new(root, "zout", json_string(zout_version()));
	json_object_set_new(root, "measured", list);
	json_object_set_new(root, "definitions", definitions());
	char* const text    = zout_json_end(root, JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS));
	const bool  written = text && fputs(text, file) >= 0 && fputc('\n', file) != EOF && !fflush(file);
	const int   failed  = written ? 0 : text ? errno : ENOMEM;
	free(text);
	return failed;
}
