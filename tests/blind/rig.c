// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "blind/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/atom/atom.h>
#include <lv2/urid/urid.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static LV2_URID
map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
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

static const char*
unmap_uri(const LV2_URID_Unmap_Handle handle, const LV2_URID urid)
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
	map                                        = (LV2_URID_Map){rig, map_uri};
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

/// What a host keeps: the one property that there is
typedef struct {
	AbxRig* rig;
	char*   text;
} Keeper;

static LV2_State_Status
keep(const LV2_State_Handle handle,
     const uint32_t         key,
     const void* const      value,
     const size_t           size,
     const uint32_t         type,
     const uint32_t         flags)
{
	Keeper* const keeper = (Keeper*)handle;
	assert_int_equal(key, map_uri(keeper->rig, "urn:zout:abx#records"));
	assert_int_equal(type, map_uri(keeper->rig, LV2_ATOM__String));
	assert_int_equal(flags, LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
	assert_null(keeper->text);
	keeper->text = (char*)malloc(size);
	assert_non_null(keeper->text);
	memcpy(keeper->text, value, size);
	assert_int_equal(strlen(keeper->text) + 1U, size);
	return LV2_STATE_SUCCESS;
}

static const void*
retrieve(const LV2_State_Handle handle,
         const uint32_t         key,
         size_t* const          size,
         uint32_t* const        type,
         uint32_t* const        flags)
{
	const Keeper* const keeper = (const Keeper*)handle;
	assert_int_equal(key, map_uri(keeper->rig, "urn:zout:abx#records"));
	if (!keeper->text) {
		return NULL;
	}
	*size  = strlen(keeper->text); // without its end, as some hosts do
	*type  = map_uri(keeper->rig, LV2_ATOM__String);
	*flags = LV2_STATE_IS_POD;
	return keeper->text;
}

static const LV2_State_Interface*
state_of(const AbxRig* const rig)
{
	const LV2_State_Interface* const state =
		(const LV2_State_Interface*)rig->descriptor->extension_data(LV2_STATE__interface);
	assert_non_null(state);
	return state;
}

char*
abxrig_save(AbxRig* const rig)
{
	Keeper keeper = {rig, NULL};
	assert_int_equal(state_of(rig)->save(rig->handle, keep, &keeper, 0, abxrig_features(rig)), LV2_STATE_SUCCESS);
	return keeper.text ? keeper.text : (char*)calloc(1, 1);
}

void
abxrig_restore(AbxRig* const rig, const char* const records)
{
	char* const copy   = records ? (char*)malloc(strlen(records) + 1U) : NULL;
	Keeper      keeper = {rig, copy};
	if (copy) {
		strcpy(copy, records);
	}
	assert_int_equal(
		state_of(rig)->restore(rig->handle, retrieve, &keeper, 0, abxrig_features(rig)), LV2_STATE_SUCCESS);
	free(copy);
}

/// The start of the record behind this one, which ends with a line "}"
static const char*
next_record(const char* const record)
{
	const char* const end = strstr(record, "\n}\n");
	assert_non_null(end);
	return end + 3;
}

unsigned
abxrig_n_records(const char* const records)
{
	unsigned n = 0;
	for (const char* at = records; *at; at = next_record(at)) {
		++n;
	}
	return n;
}

void
abxrig_record(const char* const records, const unsigned index, ZoutAbxRecord* const record, ZoutAbxResult* const result)
{
	const char*    at = records;
	ZoutAbxVerdict verdict;
	for (unsigned i = 0; i < index; ++i) {
		at = next_record(at);
	}
	assert_true(*at);
	if (!zout_abx_record_verify(at, (size_t)(next_record(at) - at), record, result, &verdict)) {
		fail_msg("%s %s", verdict.faults[0].field, verdict.faults[0].text);
	}
}

void
abxrig_save_to(AbxRig* const rig, const char* const folder)
{
	const LV2_Feature* const* const features = abxrig_features(rig);
	LV2_URID_Map                    map      = {rig, map_uri};
	LV2_URID_Unmap                  unmap    = {rig, unmap_uri};
	const uint32_t                  flags    = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
	LilvState* const                state    = lilv_state_new_from_instance(
        rig->plugin, rig->instance, &map, NULL, NULL, NULL, NULL, NULL, NULL, flags, features);
	assert_non_null(state);
	assert_int_equal(lilv_state_save(rig->bundle.world, &map, &unmap, state, NULL, folder, "state.ttl"), 0);
	lilv_state_free(state);
}

void
abxrig_restore_from(AbxRig* const rig, const char* const folder)
{
	LV2_URID_Map map = {rig, map_uri};
	char         path[512];
	snprintf(path, sizeof(path), "%s/state.ttl", folder);
	LilvState* const state = lilv_state_new_from_file(rig->bundle.world, &map, NULL, path);
	assert_non_null(state);
	lilv_state_restore(state, rig->instance, NULL, NULL, 0, abxrig_features(rig));
	lilv_state_free(state);
}
