// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "blind/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/urid/urid.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

LV2_URID
abxrig_map(const LV2_URID_Map_Handle handle, const char* const uri)
{
	AbxRig* const rig = (AbxRig*)handle;
	for (unsigned i = 0; i < ABXRIG_MAX_URIS; ++i) {
		if (!rig->uris[i]) {
			rig->uris[i] = (char*)malloc(strlen(uri) + 1U);
			assert_non_null(rig->uris[i]);
			strcpy(rig->uris[i], uri);
		}
		if (!strcmp(rig->uris[i], uri)) {
			return i + 1U;
		}
	}
	fail_msg("too many URIs");
	return 0;
}

const char*
abxrig_unmap(const LV2_URID_Unmap_Handle handle, const LV2_URID urid)
{
	const AbxRig* const rig = (const AbxRig*)handle;
	return urid > 0 && urid <= ABXRIG_MAX_URIS ? rig->uris[urid - 1U] : NULL;
}

const LV2_Feature* const*
abxrig_features(AbxRig* const rig)
{
	static LV2_URID_Map             map;
	static const LV2_Feature        feature    = {LV2_URID__map, &map};
	static const LV2_Feature* const features[] = {&feature, NULL};
	map                                        = (LV2_URID_Map){rig, abxrig_map};
	return features;
}

/// Tones of 5, 13 and 40 periods in a block, of which one is 1 kHz times a power of two at no rate
static void
fill_input(AbxRig* const rig)
{
	for (unsigned i = 0; i < ABXRIG_BLOCK_FRAMES; ++i) {
		const double turn = 2.0 * acos(-1.0) * i / ABXRIG_BLOCK_FRAMES;
		rig->in[0][i]     = (float)(0.3 * sin(5.0 * turn) + 0.1 * sin(40.0 * turn));
		rig->in[1][i]     = (float)(0.3 * sin(13.0 * turn) + 0.1 * cos(40.0 * turn));
	}
}

static void
connect_ports(AbxRig* const rig)
{
	float* const audio[] = {rig->in[0], rig->in[1], rig->out[0], rig->out[1]};
	float        min[ABXRIG_MAX_PORTS];
	float        max[ABXRIG_MAX_PORTS];
	rig->n_ports = lilv_plugin_get_num_ports(rig->plugin);
	assert_true(rig->n_ports <= ABXRIG_MAX_PORTS);
	lilv_plugin_get_port_ranges_float(rig->plugin, min, max, rig->control);
	for (unsigned i = 0; i < rig->n_ports; ++i) {
		rig->descriptor->connect_port(rig->handle, i, i < BUNDLE_N_AUDIO ? audio[i] : &rig->control[i]);
	}
}

AbxRig*
abxrig_new(const LV2_Descriptor* const descriptor, const double rate_hz)
{
	AbxRig* const rig = (AbxRig*)calloc(1, sizeof(AbxRig));
	assert_non_null(rig);
	char* const path = bundle_path("");
	bundle_load(&rig->bundle, path);
	free(path);
	LilvNode* const uri = lilv_new_uri(rig->bundle.world, ZOUT_ABX_URI);
	rig->plugin         = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(rig->bundle.world), uri);
	lilv_node_free(uri);
	assert_non_null(rig->plugin);

	if (descriptor) {
		rig->descriptor = descriptor;
		rig->handle     = descriptor->instantiate(descriptor, rate_hz, "", abxrig_features(rig));
	} else {
		rig->instance = lilv_plugin_instantiate(rig->plugin, rate_hz, abxrig_features(rig));
		assert_non_null(rig->instance);
		rig->descriptor = lilv_instance_get_descriptor(rig->instance);
		rig->handle     = lilv_instance_get_handle(rig->instance);
	}
	assert_non_null(rig->handle);
	fill_input(rig);
	connect_ports(rig);
	rig->descriptor->activate(rig->handle);
	return rig;
}

void
abxrig_free(AbxRig* const rig)
{
	if (rig->instance) {
		lilv_instance_free(rig->instance);
	} else {
		rig->descriptor->cleanup(rig->handle);
	}
	bundle_free(&rig->bundle);
	for (unsigned i = 0; i < ABXRIG_MAX_URIS; ++i) {
		free(rig->uris[i]);
	}
	free(rig);
}

unsigned
abxrig_index(const AbxRig* const rig, const char* const symbol)
{
	LilvNode* const       node = lilv_new_string(rig->bundle.world, symbol);
	const LilvPort* const port = lilv_plugin_get_port_by_symbol(rig->plugin, node);
	lilv_node_free(node);
	if (!port) {
		fail_msg("no port '%s'", symbol);
	}
	return lilv_port_get_index(rig->plugin, port);
}

float*
abxrig_port(AbxRig* const rig, const char* const symbol)
{
	return &rig->control[abxrig_index(rig, symbol)];
}

void
abxrig_run(AbxRig* const rig)
{
	rig->descriptor->run(rig->handle, ABXRIG_BLOCK_FRAMES);
}

void
abxrig_run_until(AbxRig* const rig, const float state)
{
	const float* const port = abxrig_port(rig, "state");
	for (unsigned i = 0; i < 1000 && *port != state; ++i) {
		abxrig_run(rig);
	}
	assert_float_equal(*port, state, 0.0);
}

void
abxrig_trigger(AbxRig* const rig, const char* const symbol)
{
	float* const port = abxrig_port(rig, symbol);
	*port             = 1.0F;
	abxrig_run(rig);
	*port = 0.0F;
	abxrig_run(rig);
}

void
abxrig_listen(AbxRig* const rig, const float source)
{
	*abxrig_port(rig, "listen") = source;
	abxrig_run(rig);
}

AbxRig*
abxrig_started(const float trials)
{
	AbxRig* const rig                  = abxrig_new(NULL, ABXRIG_RATE_HZ);
	*abxrig_port(rig, "b_euphonic")    = 1.0F;
	*abxrig_port(rig, "b_euphonic_h2") = -30.0F;
	*abxrig_port(rig, "trials")        = trials;
	abxrig_run(rig); // What is high in the first block is no edge
	abxrig_trigger(rig, "start");
	abxrig_run_until(rig, ABX_RUNNING);
	return rig;
}

void
abxrig_hear(AbxRig* const rig, const float source, float block[2][ABXRIG_BLOCK_FRAMES])
{
	abxrig_listen(rig, source);
	abxrig_run(rig);
	memcpy(block, rig->out, sizeof(rig->out));
}

double
abxrig_distance(float a[2][ABXRIG_BLOCK_FRAMES], float b[2][ABXRIG_BLOCK_FRAMES])
{
	double most = 0.0;
	for (unsigned i = 0; i < 2U * ABXRIG_BLOCK_FRAMES; ++i) {
		const unsigned side = i / ABXRIG_BLOCK_FRAMES;
		const unsigned at   = i % ABXRIG_BLOCK_FRAMES;
		most                = fmax(most, fabs((double)(a[side][at] - b[side][at])));
	}
	return most;
}
