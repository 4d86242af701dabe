// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/preset.h"
#include "catalog/value.h"
#include "cli/match.h"
#include "cli/settings.h"

#include <lv2/core/lv2.h>
#include <lv2/presets/presets.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const double lowest_target_db  = 40.0;
static const double highest_target_db = 140.0;

static const char* const confidences[ZOUT_N_CONFIDENCES] =
	{"typed", "measured", "specified", "computed", "inferred", "assumed"};

const char*
zout_confidence_name(const ZoutConfidence confidence)
{
	return confidences[confidence];
}

/// The object of a statement, which the caller frees, or NULL
static LilvNode*
get(LilvWorld* const world, const LilvNode* const subject, const char* const predicate)
{
	LilvNode* const uri    = lilv_new_uri(world, predicate);
	LilvNode* const object = lilv_world_get(world, subject, uri, NULL);
	lilv_node_free(uri);
	return object;
}

/// Takes what a preset says of one port beyond its value
static void
take_port(LilvWorld* const world, const LilvNode* const port, ZoutMatchCase* const c)
{
	LilvNode* const symbol = get(world, port, LV2_CORE__symbol);
	LilvNode* const word   = get(world, port, ZOUT_NS "confidence");
	LilvNode* const source = get(world, port, ZOUT_NS "source");
	const ZoutParam param  = symbol ? zout_param_find(lilv_node_as_string(symbol)) : ZOUT_N_PARAMS;
	if (param < ZOUT_N_PARAMS) {
		c->confidence[param] = ZOUT_CONFIDENCE_ASSUMED; // unless it says better
		for (unsigned i = 0; word && i < ZOUT_N_CONFIDENCES; ++i) {
			if (!strcmp(lilv_node_as_string(word), confidences[i])) {
				c->confidence[param] = (ZoutConfidence)i;
			}
		}
	}
	if (param == ZOUT_SENSITIVITY && source) {
		snprintf(c->source, sizeof(c->source), "%s", lilv_node_as_string(source));
	}
	lilv_node_free(source);
	lilv_node_free(word);
	lilv_node_free(symbol);
}

/// Takes the positions of the gain switch
static void
take_positions(LilvWorld* const world, const LilvNode* const amp, ZoutMatchAsked* const asked)
{
	LilvNode* const node = get(world, amp, ZOUT_NS "gainPositions");
	const char*     text = node ? lilv_node_as_string(node) : "";
	char*           end  = NULL;
	double          db   = strtod(text, &end);
	while (end != text && asked->n_positions < ZOUT_MATCH_MAX_POSITIONS) {
		asked->positions_db[asked->n_positions++] = db;
		text                                      = end;
		db                                        = strtod(text, &end);
	}
	lilv_node_free(node);
}

/// A number of a node, or another one where there is none; frees the node
static double
number_or(LilvNode* const node, const double other)
{
	const double number = node ? strtod(lilv_node_as_string(node), NULL) : other;
	lilv_node_free(node);
	return number;
}

/// Takes the loads that the amplifier's mode is for
static void
take_loads(LilvWorld* const world, const LilvNode* const amp, ZoutMatchCase* const c)
{
	LilvNode* const load = get(world, amp, ZOUT_NS "load");
	c->least_load_ohm    = number_or(load ? get(world, load, ZOUT_NS "leastLoad") : NULL, -(double)INFINITY);
	c->largest_load_ohm  = number_or(load ? get(world, load, ZOUT_NS "largestLoad") : NULL, (double)INFINITY);
	lilv_node_free(load);
}

static ZoutAudioStatus
take_preset(ZoutCatalog* const      catalog,
            const ZoutPreset* const preset,
            ZoutMatchCase* const    c,
            ZoutAudioError* const   error)
{
	const ZoutAudioStatus status = zout_preset_apply(catalog, preset, &c->settings, error);
	if (status) {
		return status;
	}
	LilvNode* const  predicate = lilv_new_uri(catalog->world, LV2_CORE__port);
	LilvNodes* const ports     = lilv_world_find_nodes(catalog->world, preset->node, predicate, NULL);
	LILV_FOREACH(nodes, i, ports)
	{
		take_port(catalog->world, lilv_nodes_get(ports, i), c);
	}
	lilv_nodes_free(ports);
	lilv_node_free(predicate);
	return ZOUT_AUDIO_SUCCESS;
}

/// Reads "97dB/V" or "103 dB/mW" and turns it into the sensitivity
static ZoutAudioStatus
take_sensitivity(const char* const text, ZoutMatchCase* const c, ZoutAudioError* const error)
{
	const char* unit   = NULL;
	double      level  = 0.0;
	const bool  begins = zout_number_begin(text, &unit, &level);
	unit += strspn(unit, " ");
	unit += !strncasecmp(unit, "dB", 2) ? 2 : 0;
	unit += strspn(unit, " ");
	c->stated_per_mw = !strcasecmp(unit, "/mW");
	if (!begins || (!c->stated_per_mw && strcasecmp(unit, "/V") != 0)) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "bad sensitivity '%s', expected one as 97dB/V or 103dB/mW", text);
	}
	const ZoutParamInfo* const info     = zout_param_info(ZOUT_SENSITIVITY);
	const double               load_ohm = zout_match_load_range(&c->settings).reference_ohm;
	const double               less_db  = c->stated_per_mw ? zout_match_per_volt_db(0.0, load_ohm) : 0.0; // than at 1 V
	c->stated_db                        = level;
	c->confidence[ZOUT_SENSITIVITY]     = ZOUT_CONFIDENCE_TYPED;
	if (zout_value_check(ZOUT_SENSITIVITY, level + less_db, &c->settings.value[ZOUT_SENSITIVITY], error)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "value out of range '%s' for --sensitivity, expected %.4g to %.4g dB/%s",
		                       text,
		                       (double)info->min - less_db,
		                       (double)info->max - less_db,
		                       c->stated_per_mw ? "mW" : "V");
	}
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
take_source(const char* const text, ZoutMatchCase* const c, ZoutAudioError* const error)
{
	if (zout_value_parse(ZOUT_SOURCE_LEVEL, text, &c->settings.value[ZOUT_SOURCE_LEVEL], error)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad value '%s' for --source, expected %s",
		                       text,
		                       zout_range_text(ZOUT_SOURCE_LEVEL).text);
	}
	c->typed[ZOUT_SOURCE_LEVEL] = true;
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
take_target(const char* const text, double* const target_db, ZoutAudioError* const error)
{
	if (!zout_number_parse(text, target_db) || *target_db < lowest_target_db || *target_db > highest_target_db) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad target '%s', expected a level of %g to %g dB SPL",
		                       text,
		                       lowest_target_db,
		                       highest_target_db);
	}
	return ZOUT_AUDIO_SUCCESS;
}

/// Applies one --set
static ZoutAudioStatus
take_setting(const char* const text, ZoutMatchCase* const c, ZoutAudioError* const error)
{
	ZoutParam             param  = ZOUT_N_PARAMS;
	const ZoutAudioStatus status = zout_settings_apply(text, &c->settings, &param, error);
	if (status) {
		return status;
	}
	if (param == ZOUT_VOLUME) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "volume is what match finds, expected --target in its place");
	}
	c->confidence[param] = ZOUT_CONFIDENCE_TYPED;
	c->typed[param]      = true;
	if (param == ZOUT_GAIN) {
		c->match.asked.n_positions = 0; // the switch does not have this one
	}
	return ZOUT_AUDIO_SUCCESS;
}

/// Applies what was typed beside the presets
static ZoutAudioStatus
take_options(const ZoutOptions* const options, ZoutMatchCase* const c, ZoutAudioError* const error)
{
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	for (unsigned i = 0; i < options->n_changes && !status; ++i) {
		if (options->changes[i].id == ZOUT_OPTION_SET) {
			status = take_setting(options->changes[i].text, c, error);
		}
	}
	if (!status && options->source) {
		status = take_source(options->source, c, error);
	}
	if (!status && options->target) {
		status = take_target(options->target, &c->match.asked.target_db, error);
	}
	if (!status && options->sensitivity) {
		status                     = take_sensitivity(options->sensitivity, c, error);
		c->typed[ZOUT_SENSITIVITY] = true; // on which hangs how loud a blind test may be
	}
	return status;
}

ZoutAudioStatus
zout_match_case(ZoutCatalog* const       catalog,
                const ZoutOptions* const options,
                const ZoutPreset* const  amp,
                const ZoutPreset* const  phones,
                ZoutMatchCase* const     c,
                ZoutAudioError* const    error)
{
	memset(c, 0, sizeof(*c)); // what no preset sets counts as typed
	zout_settings_init(&c->settings);
	c->amp                   = amp;
	c->phones                = phones;
	c->stated_db             = (double)NAN;
	c->match.asked.target_db = ZOUT_MATCH_TARGET_DB;

	ZoutAudioStatus status = take_preset(catalog, amp, c, error);
	status                 = status ? status : take_preset(catalog, phones, c, error);
	if (status) {
		return status;
	}
	take_positions(catalog->world, amp->node, &c->match.asked);
	take_loads(catalog->world, amp->node, c);
	LilvNode* const transducer = get(catalog->world, phones->node, ZOUT_NS "transducer");
	c->match.asked.planar      = transducer && !strcmp(lilv_node_as_string(transducer), "planar magnetic");
	lilv_node_free(transducer);
	c->preset_db = (double)c->settings.value[ZOUT_SENSITIVITY];

	status      = take_options(options, c, error);
	c->amp_name = zout_amp_name(amp->label, c->typed, &c->settings);
	if (!status) {
		c->match.asked.load_assumed = c->confidence[ZOUT_RESISTANCE] == ZOUT_CONFIDENCE_ASSUMED;
		const ZoutMatchAsked asked  = c->match.asked;
		zout_match(&c->settings, &asked, &c->match);
		const double load_ohm = (double)c->settings.value[ZOUT_RESISTANCE];
		c->fits               = load_ohm >= c->least_load_ohm && load_ohm <= c->largest_load_ohm;
	}
	return status;
}
