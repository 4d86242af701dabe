// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bundle.h"

// cmocka.h needs these four
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char*
bundle_path(const char* const name)
{
	const char* const build = getenv("B") ? getenv("B") : "build";
	const size_t      size  = strlen(build) + strlen("/zout.lv2/") + strlen(name) + 1;
	char* const       path  = (char*)malloc(size);
	assert_non_null(path);
	snprintf(path, size, "%s/zout.lv2/%s", build, name);
	return path;
}

void
bundle_load(Bundle* const bundle, const char* const path)
{
	bundle->world = lilv_world_new();
	assert_non_null(bundle->world);

	LilvNode* const dir = lilv_new_file_uri(bundle->world, NULL, path);
	LilvNode* const uri = lilv_new_uri(bundle->world, ZOUT_AMP_URI);
	lilv_world_load_bundle(bundle->world, dir);
	bundle->plugin = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(bundle->world), uri);
	lilv_node_free(uri);
	lilv_node_free(dir);
}

void
bundle_free(Bundle* const bundle)
{
	lilv_world_free(bundle->world);
	bundle->world  = NULL;
	bundle->plugin = NULL;
}

int
bundle_setup(void** const state)
{
	static Bundle bundle;
	char* const   path = bundle_path("");
	bundle_load(&bundle, path);
	free(path);

	*state = &bundle;
	return bundle.plugin ? 0 : -1;
}

int
bundle_teardown(void** const state)
{
	bundle_free((Bundle*)*state);
	return 0;
}

const char*
bundle_port_text(const Bundle* const bundle, const LilvPort* const port, const char* const property)
{
	static char      text[512];
	LilvNode* const  predicate = lilv_new_uri(bundle->world, property);
	LilvNodes* const values    = lilv_port_get_value(bundle->plugin, port, predicate);
	text[0]                    = '\0';
	if (lilv_nodes_size(values) == 1) {
		snprintf(text, sizeof(text), "%s", lilv_node_as_string(lilv_nodes_get_first(values)));
	}
	lilv_nodes_free(values);
	lilv_node_free(predicate);
	return text;
}

unsigned
bundle_param_index(const ZoutParam param)
{
	return param == 0 ? BUNDLE_ENABLED : BUNDLE_LATENCY + (unsigned)param;
}

const char*
bundle_group_symbol(const ZoutGroup group)
{
	switch (group) {
	case ZOUT_GROUP_LISTENING:
		return "listening";
	case ZOUT_GROUP_AMPLIFIER:
		return "amplifier";
	case ZOUT_GROUP_EUPHONIC:
		return "euphonic";
	case ZOUT_GROUP_HEADPHONE:
		return "headphone";
	}
	return "";
}

static BundlePort
expected_param(const ZoutParam param)
{
	const ZoutParamInfo* const info = zout_param_info(param);
	return (BundlePort){.symbol     = info->symbol,
	                    .name       = info->name,
	                    .short_name = info->short_name,
	                    .comment    = info->comment,
	                    .group      = bundle_group_symbol(info->group),
	                    .unit       = info->unit,
	                    .scale      = info->scale,
	                    .param      = param,
	                    .min        = info->min,
	                    .def        = info->def,
	                    .max        = info->max};
}

static BundlePort
expected_meter(const ZoutMeter meter)
{
	const ZoutMeterInfo* const info = zout_meter_info(meter);
	return (BundlePort){.symbol     = info->symbol,
	                    .name       = info->name,
	                    .short_name = info->short_name,
	                    .comment    = info->comment,
	                    .group      = "meters",
	                    .unit       = info->unit,
	                    .scale      = ZOUT_SCALE_LINEAR,
	                    .param      = ZOUT_N_PARAMS,
	                    .min        = info->min,
	                    .def        = info->def,
	                    .max        = info->max};
}

BundlePort
bundle_expected_port(const unsigned index)
{
	if (index == BUNDLE_ENABLED) {
		return expected_param((ZoutParam)0);
	}
	if (index == BUNDLE_LATENCY) {
		return (BundlePort){
			.symbol     = "latency",
			.name       = "Latency",
			.short_name = "Latency",
			.comment    = "Delay from input to output: one constant for each sample rate, whatever the controls say",
			.group      = "meters",
			.unit       = ZOUT_UNIT_NONE, // Frames, which the table does not know
			.scale      = ZOUT_SCALE_LINEAR,
			.param      = ZOUT_N_PARAMS,
			.min        = 0.0F,
			.def        = 0.0F,
			.max        = 4096.0F};
	}
	return index < BUNDLE_METERS ? expected_param((ZoutParam)(index - BUNDLE_LATENCY))
	                             : expected_meter((ZoutMeter)(index - BUNDLE_METERS));
}
