// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostile.h"

#include "fuzz.h"

// cmocka.h needs these four
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/port-props/port-props.h>

#include <dlfcn.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char* uri;
	const char* binary;
} plugins[HOSTILE_N_PLUGINS] = {{ZOUT_AMP_URI, "zout.so"}, {"urn:zout:abx", "abx.so"}};

const LV2_Descriptor*
hostile_descriptor(const char* const path)
{
	void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		fail_msg("%s", dlerror());
	}

	// ISO C has no conversion from an object to a function
	LV2_Descriptor_Function function = NULL;
	void* const             symbol   = dlsym(library, "lv2_descriptor");
	assert_non_null(symbol);
	memcpy(&function, &symbol, sizeof(function));
	return function(0);
}

static bool
has(const Bundle* const bundle, const LilvPort* const port, const char* const uri, const bool is_class)
{
	LilvNode* const node = lilv_new_uri(bundle->world, uri);
	const bool      yes =
        is_class ? lilv_port_is_a(bundle->plugin, port, node) : lilv_port_has_property(bundle->plugin, port, node);
	lilv_node_free(node);
	return yes;
}

static void
describe_port(const Bundle* const bundle, HostilePort* const to, const unsigned index)
{
	const LilvPort* const port   = lilv_plugin_get_port_by_index(bundle->plugin, index);
	const char* const     symbol = lilv_node_as_string(lilv_port_get_symbol(bundle->plugin, port));
	snprintf(to->symbol, sizeof(to->symbol), "%s", symbol);
	to->input   = has(bundle, port, LV2_CORE__InputPort, true);
	to->trigger = has(bundle, port, LV2_PORT_PROPS__trigger, false);
	to->twin    = index;
	to->param   = zout_param_find(symbol[0] && symbol[1] == '_' ? symbol + 2 : symbol);
}

static void
describe(HostilePlugin* const plugin, const char* const uri)
{
	Bundle      bundle;
	float       min[HOSTILE_MAX_PORTS], def[HOSTILE_MAX_PORTS], max[HOSTILE_MAX_PORTS];
	char* const path = bundle_path("");
	bundle_load(&bundle, path);
	free(path);
	LilvNode* const node = lilv_new_uri(bundle.world, uri);
	bundle.plugin        = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(bundle.world), node);
	lilv_node_free(node);
	assert_non_null(bundle.plugin);

	plugin->n_ports = lilv_plugin_get_num_ports(bundle.plugin);
	assert_true(plugin->n_ports <= HOSTILE_MAX_PORTS);
	lilv_plugin_get_port_ranges_float(bundle.plugin, min, max, def);
	for (unsigned i = 0; i < plugin->n_ports; ++i) {
		HostilePort* const port = &plugin->port[i];
		describe_port(&bundle, port, i);
		port->min = min[i];
		port->def = def[i];
		port->max = max[i];
		for (unsigned k = 0; k < i; ++k) {
			if (!strncmp(plugin->port[k].symbol, "a_", 2) && !strcmp(plugin->port[k].symbol + 1, port->symbol + 1)) {
				plugin->port[k].twin = i;
			}
		}
	}
	bundle_free(&bundle);
}

const HostilePlugin*
hostile_plugin(const unsigned index)
{
	static HostilePlugin known[HOSTILE_N_PLUGINS];
	HostilePlugin* const plugin = &known[index];
	if (!plugin->descriptor) {
		char* const path   = bundle_path(plugins[index].binary);
		plugin->binary     = plugins[index].binary;
		plugin->descriptor = hostile_descriptor(path);
		free(path);
		assert_string_equal(plugin->descriptor->URI, plugins[index].uri);
		describe(plugin, plugins[index].uri);
		plugin->latency = hostile_index(plugin, "latency");
	}
	return plugin;
}

Hostile*
hostile_new(const HostilePlugin* const plugin, const double rate_hz, const LV2_Feature* const* const features)
{
	const LV2_Handle handle = plugin->descriptor->instantiate(plugin->descriptor, rate_hz, "", features);
	if (!handle) {
		return NULL;
	}
	Hostile* const host = (Hostile*)calloc(1, sizeof(Hostile));
	assert_non_null(host);
	host->plugin  = plugin;
	host->handle  = handle;
	host->rate_hz = rate_hz;
	for (unsigned i = HOSTILE_N_AUDIO; i < plugin->n_ports; ++i) {
		host->control[i] = plugin->port[i].def;
		plugin->descriptor->connect_port(handle, i, &host->control[i]);
	}
	return host;
}

void
hostile_free(Hostile* const host)
{
	if (host) {
		host->plugin->descriptor->cleanup(host->handle);
		free(host);
	}
}

unsigned
hostile_index(const HostilePlugin* const plugin, const char* const symbol)
{
	unsigned i = 0;
	while (i < plugin->n_ports && strcmp(plugin->port[i].symbol, symbol) != 0) {
		++i;
	}
	if (i == plugin->n_ports) {
		fail_msg("no port '%s'", symbol);
	}
	return i;
}

float*
hostile_port(Hostile* const host, const char* const symbol)
{
	return &host->control[hostile_index(host->plugin, symbol)];
}

void
hostile_audio(Hostile* const     host,
              const float* const in_l,
              const float* const in_r,
              float* const       out_l,
              float* const       out_r)
{
	const LV2_Descriptor* const descriptor = host->plugin->descriptor;
	// connect_port() takes inputs and outputs alike
	union {
		const float* in;
		float*       any;
	} left = {in_l}, right = {in_r};
	descriptor->connect_port(host->handle, 0, left.any);
	descriptor->connect_port(host->handle, 1, right.any);
	descriptor->connect_port(host->handle, 2, out_l);
	descriptor->connect_port(host->handle, 3, out_r);
}

void
hostile_run(Hostile* const host, float* const in[2], float* const out[2], const uint32_t at, const uint32_t frames)
{
	hostile_audio(host, in[0] + at, in[1] + at, out[0] + at, out[1] + at);
	host->plugin->descriptor->run(host->handle, frames);
}

/// A NaN that traps when it is computed with, if the processor lets it
static float
signalling_nan(void)
{
	const uint32_t bits = 0x7fa00000U;
	float          value;
	memcpy(&value, &bits, sizeof(value));
	return value;
}

float
hostile_value(const HostilePort* const port, const double legal, uint32_t* const seed)
{
	const float wrong[] = {NAN,
	                       -NAN,
	                       signalling_nan(),
	                       INFINITY,
	                       -INFINITY,
	                       FLT_MAX,
	                       -FLT_MAX,
	                       FLT_TRUE_MIN,
	                       -FLT_MIN / 3.0F,
	                       -0.0F,
	                       nextafterf(port->max, INFINITY),
	                       nextafterf(port->min, -INFINITY),
	                       0.5F,
	                       1e9F};
	if (fuzz_uniform(seed) >= legal) {
		const size_t n_wrong = sizeof(wrong) / sizeof(wrong[0]);
		return wrong[(size_t)(fuzz_uniform(seed) * (double)n_wrong)];
	}
	if (port->param != ZOUT_N_PARAMS) {
		return fuzz_value(port->param, seed);
	}
	return (float)floor((double)port->min + fuzz_uniform(seed) * ((double)port->max - (double)port->min + 1.0));
}

void
hostile_check_outputs(const Hostile* const host)
{
	for (unsigned i = HOSTILE_N_AUDIO; i < host->plugin->n_ports; ++i) {
		const HostilePort* const port = &host->plugin->port[i];
		if (!port->input && !(host->control[i] >= port->min && host->control[i] <= port->max)) {
			fail_msg("port '%s' says %g, not from %g to %g",
			         port->symbol,
			         (double)host->control[i],
			         (double)port->min,
			         (double)port->max);
		}
	}
}

LV2_URID
hostile_map(const LV2_URID_Map_Handle handle, const char* const uri)
{
	(void)handle;
	// The same number for the same name without a table: threads need no lock
	uint32_t hash = 2166136261U;
	for (const char* c = uri; *c; ++c) {
		hash = (hash ^ (uint32_t)(unsigned char)*c) * 16777619U;
	}
	return hash | 1U;
}

static LV2_URID_Map      map                = {NULL, hostile_map};
static const LV2_Feature map_feature        = {LV2_URID__map, &map};
const LV2_Feature* const hostile_features[] = {&map_feature, NULL};
