// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/list_json.h"
#include "cli/json_text.h"
#include "cli/list.h"
#include "dsp/zout.h"

#include <jansson.h>
#include <lv2/core/lv2.h>
#include <lv2/presets/presets.h>
#include <stdio.h>
#include <stdlib.h>

static const char* const scales[] = {
	[ZOUT_SCALE_LINEAR] = "linear",
	[ZOUT_SCALE_LOG]    = "log",
	[ZOUT_SCALE_TOGGLE] = "toggle",
	[ZOUT_SCALE_ENUM]   = "enum",
};

/// The object of a statement that has one, which the caller frees; else NULL
static LilvNode*
get(LilvWorld* const world, const LilvNode* const subject, const char* const predicate)
{
	LilvNode* const uri    = lilv_new_uri(world, predicate);
	LilvNode* const object = uri && subject ? lilv_world_get(world, subject, uri, NULL) : NULL;
	lilv_node_free(uri);
	return object;
}

/// A JSON string of a node, or null; frees the node
static json_t*
to_string(LilvNode* const node)
{
	json_t* const string = node ? json_string(lilv_node_as_string(node)) : json_null();
	lilv_node_free(node);
	return string;
}

/// A JSON number of a node as it was written, without a detour by float; frees the node
static json_t*
to_number(LilvNode* const node)
{
	json_t* const number = node ? json_real(strtod(lilv_node_as_string(node), NULL)) : json_null();
	lilv_node_free(node);
	return number;
}

/// Label of the bank, or its URI if it has none
static json_t*
bank_of(LilvWorld* const world, const LilvNode* const preset)
{
	LilvNode* const bank  = get(world, preset, LV2_PRESETS__bank);
	LilvNode* const label = get(world, bank, LILV_NS_RDFS "label");
	if (label) {
		lilv_node_free(bank);
		return to_string(label);
	}
	return to_string(bank);
}

/// Path of the file that defines a preset
static json_t*
file_of(LilvWorld* const world, const LilvNode* const preset)
{
	LilvNode* const see_also = get(world, preset, LILV_NS_RDFS "seeAlso");
	char* const     path     = see_also ? lilv_node_get_path(see_also, NULL) : NULL;
	json_t* const   file     = path ? json_string(path) : json_null();
	lilv_free(path);
	lilv_node_free(see_also);
	return file;
}

/// Everything that a preset says about one control, in `values` at its place among the ports
static void
add_value(LilvWorld* const world, const LilvNode* const port, json_t* values[ZOUT_N_PARAMS])
{
	LilvNode* const symbol = get(world, port, LV2_CORE__symbol);
	const ZoutParam param  = symbol ? zout_param_find(lilv_node_as_string(symbol)) : ZOUT_N_PARAMS;
	if (param < ZOUT_N_PARAMS && !values[param]) {
		json_t* const value = json_object();
		json_object_set_new(value, "symbol", json_string(zout_param_info(param)->symbol));
		json_object_set_new(value, "value", to_number(get(world, port, LV2_PRESETS__value)));
		json_object_set_new(value, "unit", json_string(zout_unit_symbol(zout_param_info(param)->unit)));
		json_object_set_new(value, "source", to_string(get(world, port, ZOUT_NS "source")));
		json_object_set_new(value, "confidence", to_string(get(world, port, ZOUT_NS "confidence")));
		values[param] = value;
	}
	lilv_node_free(symbol);
}

static json_t*
values_of(LilvWorld* const world, const LilvNode* const preset)
{
	json_t*          values[ZOUT_N_PARAMS] = {NULL};
	json_t* const    array                 = json_array();
	LilvNode* const  predicate             = lilv_new_uri(world, LV2_CORE__port);
	LilvNodes* const ports                 = lilv_world_find_nodes(world, preset, predicate, NULL);
	LILV_FOREACH(nodes, i, ports)
	{
		add_value(world, lilv_nodes_get(ports, i), values);
	}
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		if (values[i]) {
			json_array_append_new(array, values[i]);
		}
	}
	lilv_nodes_free(ports);
	lilv_node_free(predicate);
	return array;
}

static json_t*
preset_object(LilvWorld* const world, const ZoutPreset* const preset)
{
	json_t* const object = json_object();
	json_object_set_new(object, "name", json_string(preset->name));
	json_object_set_new(object, "uri", json_string(preset->uri));
	json_object_set_new(object, "label", json_string(preset->label));
	json_object_set_new(object, "bank", bank_of(world, preset->node));
	json_object_set_new(object, "file", file_of(world, preset->node));
	json_object_set_new(object, "values", values_of(world, preset->node));
	return object;
}

static json_t*
bank_array(const ZoutCatalog* const catalog, const ZoutBank bank)
{
	json_t* const array = json_array();
	for (unsigned i = 0; i < catalog->n_presets; ++i) {
		if (catalog->presets[i].bank == bank) {
			json_array_append_new(array, preset_object(catalog->world, &catalog->presets[i]));
		}
	}
	return array;
}

json_t*
zout_param_object(const ZoutParam param)
{
	const ZoutParamInfo* const info   = zout_param_info(param);
	json_t* const              object = json_object();
	json_t* const              points = json_array();
	const ZoutPoint*           point  = NULL;
	for (unsigned i = 0; (point = zout_param_point(param, i)); ++i) {
		json_array_append_new(points, json_pack("{s:f, s:s}", "value", (double)point->value, "label", point->label));
	}
	json_object_set_new(object, "symbol", json_string(info->symbol));
	json_object_set_new(object, "name", json_string(info->name));
	json_object_set_new(object, "group", json_string(zout_group_name(info->group)));
	json_object_set_new(object, "unit", json_string(zout_unit_symbol(info->unit)));
	json_object_set_new(object, "scale", json_string(scales[info->scale]));
	json_object_set_new(object, "min", json_real((double)info->min));
	json_object_set_new(object, "default", json_real((double)info->def));
	json_object_set_new(object, "max", json_real((double)info->max));
	json_object_set_new(object, "points", points);
	json_object_set_new(object, "comment", json_string(info->comment));
	return object;
}

ZoutAudioStatus
zout_print_json(const ZoutCatalog* const catalog, const unsigned what, ZoutAudioError* const error)
{
	zout_json_begin();
	json_t* const object = json_object();
	for (unsigned bank = 0; bank < ZOUT_N_BANKS; ++bank) {
		if (what & (unsigned)(bank == ZOUT_BANK_AMPS ? ZOUT_LIST_AMPS : ZOUT_LIST_PHONES)) {
			const ZoutBankInfo* const info = zout_bank_info((ZoutBank)bank);
			json_object_set_new(object, info->command, bank_array(catalog, (ZoutBank)bank));
		}
	}
	if (what & ZOUT_LIST_PARAMS) {
		json_t* const params = json_array();
		for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
			json_array_append_new(params, zout_param_object((ZoutParam)i));
		}
		json_object_set_new(object, "params", params);
	}

	// 7 digits are what a float holds; more would show where it differs from the decimal number
	char* const text = zout_json_end(object, ZOUT_JSON_PAGE);
	if (!text) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	puts(text);
	free(text);
	return ZOUT_AUDIO_SUCCESS;
}
