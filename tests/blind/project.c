// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a host's project keeps of the rig. */

#include "blind/rig.h"
#include "tests/keeper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/atom/atom.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	Keeper keeper = {.value = NULL};
	assert_int_equal(
		state_of(rig)->save(rig->handle, keeper_store, &keeper, 0, abxrig_features(rig)), LV2_STATE_SUCCESS);
	assert_true(!keeper.n_stored ||
	            keeper_has_text(&keeper, abxrig_map(rig, "urn:zout:abx#records"), abxrig_map(rig, LV2_ATOM__String)));
	char* const text = (char*)calloc(keeper.size + 1U, 1);
	assert_non_null(text);
	memcpy(text, keeper.value ? keeper.value : "", keeper.size);
	keeper_clear(&keeper);
	return text;
}

void
abxrig_restore(AbxRig* const rig, const char* const records)
{
	Keeper keeper = {.value = NULL};
	if (records) { // without its end, as some hosts do
		keeper_set(&keeper, records, strlen(records), abxrig_map(rig, LV2_ATOM__String));
		keeper.key = abxrig_map(rig, "urn:zout:abx#records");
	}
	assert_int_equal(
		state_of(rig)->restore(rig->handle, keeper_retrieve, &keeper, 0, abxrig_features(rig)), LV2_STATE_SUCCESS);
	keeper_clear(&keeper);
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
	const size_t size = (size_t)(next_record(at) - at);
	char* const  own  = (char*)calloc(size + 1U, 1); // more records may follow
	assert_non_null(own);
	memcpy(own, at, size);
	const bool good = zout_abx_record_verify(own, size, record, result, &verdict);
	free(own);
	if (!good) {
		fail_msg("%s %s", verdict.faults[0].field, verdict.faults[0].text);
	}
}

void
abxrig_save_to(AbxRig* const rig, const char* const folder)
{
	const LV2_Feature* const* const features = abxrig_features(rig);
	LV2_URID_Map                    map      = {rig, abxrig_map};
	LV2_URID_Unmap                  unmap    = {rig, abxrig_unmap};
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
	LV2_URID_Map map = {rig, abxrig_map};
	char         path[512];
	snprintf(path, sizeof(path), "%s/state.ttl", folder);
	LilvState* const state = lilv_state_new_from_file(rig->bundle.world, &map, NULL, path);
	assert_non_null(state);
	lilv_state_restore(state, rig->instance, NULL, NULL, 0, abxrig_features(rig));
	lilv_state_free(state);
}
