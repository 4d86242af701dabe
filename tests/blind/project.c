// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a host's project keeps of the rig. */

#include "blind/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/atom/atom.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	assert_int_equal(key, abxrig_map(keeper->rig, "urn:zout:abx#records"));
	assert_int_equal(type, abxrig_map(keeper->rig, LV2_ATOM__String));
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
	assert_int_equal(key, abxrig_map(keeper->rig, "urn:zout:abx#records"));
	if (!keeper->text) {
		return NULL;
	}
	*size  = strlen(keeper->text); // without its end, as some hosts do
	*type  = abxrig_map(keeper->rig, LV2_ATOM__String);
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
