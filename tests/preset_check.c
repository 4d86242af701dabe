// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preset_check.h"

#include <lv2/core/lv2.h>
#include <lv2/presets/presets.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/// The words of ttl/ns.ttl
static const char* const confidences[] = {"measured", "specified", "computed", "inferred", "assumed"};

/// The only value of `property` of `subject`, else NULL; must be freed by the caller
static LilvNode*
only(LilvWorld* const world, const LilvNode* const subject, const char* const property)
{
	LilvNode* const  predicate = lilv_new_uri(world, property);
	LilvNodes* const values    = lilv_world_find_nodes(world, subject, predicate, NULL);
	LilvNode* const  value = lilv_nodes_size(values) == 1 ? lilv_node_duplicate(lilv_nodes_get_first(values)) : NULL;
	lilv_nodes_free(values);
	lilv_node_free(predicate);
	return value;
}

/// Copies the only value of `property` of `subject`, or "", as text
static void
copy_only(LilvWorld* const      world,
          const LilvNode* const subject,
          const char* const     property,
          char* const           text,
          const size_t          size)
{
	LilvNode* const node = only(world, subject, property);
	snprintf(text, size, "%s", node ? lilv_node_as_string(node) : "");
	lilv_node_free(node);
}

static bool
complain(char* const           problem,
         const size_t          size,
         const LilvNode* const preset,
         const char* const     who,
         const char* const     what)
{
	snprintf(problem, size, "%s: %s%s%s", lilv_node_as_uri(preset), who, *who ? ": " : "", what);
	return false;
}

/// What is wrong with one port of a preset, NULL if nothing. Sets *param and *value.
static const char*
port_problem(const Bundle* const bundle, const LilvNode* const port, const char* const symbol, float* const value)
{
	LilvNode* const node = only(bundle->world, port, LV2_PRESETS__value);
	const bool      good = node && (lilv_node_is_float(node) || lilv_node_is_int(node));
	*value               = good ? lilv_node_as_float(node) : NAN;
	lilv_node_free(node);

	char source[1024];
	char confidence[32];
	copy_only(bundle->world, port, ZOUT_NS_URI "source", source, sizeof(source));
	copy_only(bundle->world, port, ZOUT_NS_URI "confidence", confidence, sizeof(confidence));
	bool known = false;
	for (unsigned i = 0; i < sizeof(confidences) / sizeof(confidences[0]); ++i) {
		known = known || !strcmp(confidence, confidences[i]);
	}

	const ZoutParam param = zout_param_find(symbol);
	return *symbol == '\0'                             ? "a port without a symbol"
	       : param == ZOUT_N_PARAMS                    ? "no such port"
	       : !isfinite(*value)                         ? "not a number"
	       : zout_param_clamp(param, *value) != *value ? "out of range"
	       : strspn(source, " \t\n") == strlen(source) ? "no source"
	       : *confidence == '\0'                       ? "no confidence"
	       : !known                                    ? "unknown confidence"
	                                                   : NULL;
}

/// Checks all ports of a preset against those of `group`
static bool
check_ports(const Bundle* const   bundle,
            const LilvNode* const preset,
            const ZoutGroup       group,
            char* const           problem,
            const size_t          size)
{
	unsigned         times_set[ZOUT_N_PARAMS + 1] = {0};
	LilvNode* const  predicate                    = lilv_new_uri(bundle->world, LV2_CORE__port);
	LilvNodes* const ports                        = lilv_world_find_nodes(bundle->world, preset, predicate, NULL);
	bool             good                         = true;
	LILV_FOREACH(nodes, i, ports)
	{
		const LilvNode* const port = lilv_nodes_get(ports, i);
		float                 value;
		char                  symbol[64];
		copy_only(bundle->world, port, LV2_CORE__symbol, symbol, sizeof(symbol));
		const ZoutParam param = zout_param_find(symbol);
		const char*     what  = port_problem(bundle, port, symbol, &value);
		if (param != ZOUT_N_PARAMS && zout_param_info(param)->group != group) {
			what = "not a port of this bank";
		} else if (!what && ++times_set[param] > 1) {
			what = "set twice";
		}
		// All are looked at, so that "set twice" does not hide behind "missing"; the first complaint stays
		if (what && good) {
			good = complain(problem, size, preset, symbol, what);
		}
	}
	for (unsigned p = 0; good && p < ZOUT_N_PARAMS; ++p) {
		const ZoutParamInfo* const info = zout_param_info((ZoutParam)p);
		if (info->group == group && !times_set[p]) {
			good = complain(problem, size, preset, info->symbol, "missing");
		}
	}
	lilv_nodes_free(ports);
	lilv_node_free(predicate);
	return good;
}

bool
preset_check(const Bundle* const bundle, const LilvNode* const preset, char* const problem, const size_t size)
{
	static const struct {
		const char* bank;
		const char* prefix; ///< Of the preset's URI
		ZoutGroup   group;
	} banks[] = {
		{"urn:zout:bank:amps", "urn:zout:preset:amps:", ZOUT_GROUP_AMPLIFIER},
		{"urn:zout:bank:phones", "urn:zout:preset:phones:", ZOUT_GROUP_HEADPHONE},
	};
	char label[128];
	char bank[128];

	if (lilv_world_load_resource(bundle->world, preset) < 0) {
		return complain(problem, size, preset, "", "cannot be loaded");
	}
	copy_only(bundle->world, preset, LV2_PRESETS__bank, bank, sizeof(bank));
	LilvNode* const predicate = lilv_new_uri(bundle->world, LILV_NS_RDFS "label");
	LilvNode* const node      = lilv_world_get(bundle->world, preset, predicate, NULL); // In the manifest too
	snprintf(label, sizeof(label), "%s", node ? lilv_node_as_string(node) : "");
	lilv_node_free(node);
	lilv_node_free(predicate);
	if (*label == '\0') {
		return complain(problem, size, preset, "", "no label");
	}

	for (unsigned i = 0; i < sizeof(banks) / sizeof(banks[0]); ++i) {
		if (!strcmp(bank, banks[i].bank)) {
			return check_ports(bundle, preset, banks[i].group, problem, size) &&
			       (!strncmp(lilv_node_as_uri(preset), banks[i].prefix, strlen(banks[i].prefix)) ||
			        complain(problem, size, preset, "", "URI of another bank"));
		}
	}
	return complain(problem, size, preset, "", "no bank");
}

float
preset_value(const Bundle* const bundle, const char* const preset_uri, const ZoutParam param)
{
	LilvNode* const preset    = lilv_new_uri(bundle->world, preset_uri);
	LilvNode* const predicate = lilv_new_uri(bundle->world, LV2_CORE__port);
	lilv_world_load_resource(bundle->world, preset);
	LilvNodes* const ports = lilv_world_find_nodes(bundle->world, preset, predicate, NULL);
	float            found = NAN;
	LILV_FOREACH(nodes, i, ports)
	{
		const LilvNode* const port = lilv_nodes_get(ports, i);
		char                  symbol[64];
		float                 value;
		copy_only(bundle->world, port, LV2_CORE__symbol, symbol, sizeof(symbol));
		if (zout_param_find(symbol) == param && !port_problem(bundle, port, symbol, &value)) {
			found = value;
		}
	}
	lilv_nodes_free(ports);
	lilv_node_free(predicate);
	lilv_node_free(preset);
	return found;
}
