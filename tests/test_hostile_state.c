// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* State and features as hosts hand them over: at any time, of any type, cut short, too long, or not at all. */

#include "fuzz.h"
#include "hostile.h"
#include "keeper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/options/options.h>
#include <lv2/state/state.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1000 };

static uint32_t
string_type(void)
{
	return hostile_map(NULL, LV2_ATOM__String);
}

static const LV2_State_Interface*
interface_of(const Hostile* const host)
{
	return (const LV2_State_Interface*)host->plugin->descriptor->extension_data(LV2_STATE__interface);
}

static LV2_State_Status
restore(Hostile* const host, const char* const bytes, const size_t size, const uint32_t type)
{
	Keeper project = {.value = NULL};
	if (bytes) {
		keeper_set(&project, bytes, size, type);
	}
	const LV2_State_Status status =
		interface_of(host)->restore(host->handle, keeper_retrieve, &project, 0, hostile_features);
	keeper_clear(&project);
	return status;
}

/// What is saved, as text that the caller frees; "" if nothing
static char*
save(Hostile* const host)
{
	Keeper project = {.value = NULL};
	assert_int_equal(
		interface_of(host)->save(host->handle, keeper_store, &project, 0, hostile_features), LV2_STATE_SUCCESS);
	assert_true(!project.n_stored || (project.key && project.type)); // No host can write zeros
	char* const text = (char*)calloc(project.size + 1U, 1);
	assert_non_null(text);
	memcpy(text, project.value ? project.value : "", project.size);
	keeper_clear(&project);
	return text;
}

static void
run(Hostile* const host)
{
	static float in[2][BLOCK], out[2][BLOCK];
	uint32_t     seed = 3;
	fuzz_noise(in[0], BLOCK, 0.3, &seed);
	fuzz_noise(in[1], BLOCK, 0.3, &seed);
	float* const from[] = {in[0], in[1]};
	float* const to[]   = {out[0], out[1]};
	hostile_run(host, from, to, 0, BLOCK);
	hostile_check_outputs(host);
	for (unsigned i = 0; i < BLOCK; ++i) {
		assert_true(isfinite(out[0][i]) && isfinite(out[1][i]));
	}
}

static Hostile*
blind_test(void)
{
	Hostile* const host = hostile_new(hostile_plugin(1), 8e3, hostile_features);
	assert_non_null(host);
	return host;
}

/// Starts a session and aborts it: its record is what there is to save
static void
make_record(Hostile* const host)
{
	run(host);
	*hostile_port(host, "start") = 1.0F;
	for (unsigned i = 0; i < 50 && *hostile_port(host, "state") != 1.0F; ++i) {
		run(host);
	}
	assert_float_equal(*hostile_port(host, "state"), 1.0F, 0.0);
	*hostile_port(host, "start") = 0.0F;
	*hostile_port(host, "abort") = 1.0F;
	run(host);
	*hostile_port(host, "abort") = 0.0F;
	run(host);
}

static unsigned
count(const char* const text, const char* const what)
{
	unsigned n = 0;
	for (const char* at = strstr(text, what); at; at = strstr(at + 1, what)) {
		++n;
	}
	return n;
}

static void
test_values_of_other_types_are_no_records(void** const state)
{
	(void)state;
	static const char text[] = "{\n}\n";
	Hostile* const    host   = blind_test();
	const uint32_t types[] = {0, 1, UINT32_MAX, hostile_map(NULL, LV2_ATOM__Path), hostile_map(NULL, LV2_ATOM__Chunk)};
	for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); ++i) {
		assert_int_equal(restore(host, text, sizeof(text), types[i]), LV2_STATE_SUCCESS);
	}
	assert_int_equal(restore(host, NULL, 0, 0), LV2_STATE_SUCCESS);
	assert_int_equal(restore(host, text, 0, string_type()), LV2_STATE_SUCCESS);
	assert_int_equal(restore(host, "\0{\n}\n", 6, string_type()), LV2_STATE_SUCCESS);
	char* const saved = save(host);
	assert_string_equal(saved, "");
	free(saved);
	hostile_free(host);
}

/* What is broken must not take the record behind it with it. */
static void
test_damage_stays_where_it_is(void** const state)
{
	(void)state;
	static const char* const damage[] = {"{", "}", "{\n\t\"schema\": 1\n}", "\n", "x", "{\n}\n", "\xff\x01"};
	Hostile* const           first    = blind_test();
	make_record(first);
	char* const record = save(first);
	assert_int_equal(count(record, "\"commitment\""), 1);
	for (unsigned i = 0; i < sizeof(damage) / sizeof(damage[0]); ++i) {
		Hostile* const second = blind_test();
		Hostile* const third  = blind_test();
		restore(second, damage[i], strlen(damage[i]), string_type());
		make_record(second);
		char* const both = save(second);
		restore(third, both, strlen(both) + 1U, string_type());
		restore(third, record, strlen(record) + 1U, string_type());
		restore(third, both, strlen(both) + 1U, string_type()); // Once more is not one more
		char* const all = save(third);
		assert_non_null(strstr(all, damage[i]));
		assert_int_equal(count(all, "\"commitment\""), 2);
		make_record(third);
		char* const last =
			save(third); // How many sessions were before is in it: that of each readable one, and the damage
		assert_int_equal(count(last, "\"earlier_sessions\": 3"), 1);
		free(last);
		free(all);
		free(both);
		hostile_free(third);
		hostile_free(second);
	}
	free(record);
	hostile_free(first);
}

/* A record cut anywhere, with any byte changed: kept as evidence, and saving and restoring it again changes nothing. */
static void
test_cut_and_changed_records_come_back_as_they_were(void** const state)
{
	(void)state;
	Hostile* const first = blind_test();
	make_record(first);
	char* const  record = save(first);
	const size_t length = strlen(record);
	uint32_t     seed   = 77;
	for (unsigned i = 0; i < 60; ++i) {
		Hostile* const host  = blind_test();
		Hostile* const other = blind_test();
		char* const    bytes = (char*)malloc(length); // without its end: reading on would be seen by tools
		assert_non_null(bytes);
		memcpy(bytes, record, length); // NOLINT(bugprone-not-null-terminated-result): that is the point
		const size_t at   = (size_t)(fuzz_uniform(&seed) * (double)length);
		const size_t size = i % 2U ? at : length;
		bytes[at]         = i % 2U ? bytes[at] : (char)(1.0 + fuzz_uniform(&seed) * 126.0);
		restore(host, bytes, size, string_type());
		run(host);
		char* const saved = save(host);
		assert_true(strlen(saved) >= size && !memcmp(saved, bytes, size));
		restore(other, saved, strlen(saved), string_type());
		char* const again = save(other);
		assert_string_equal(again, saved);
		free(again);
		free(saved);
		free(bytes);
		hostile_free(other);
		hostile_free(host);
	}
	free(record);
	hostile_free(first);
}

/* Carla: connect, restore, restore, activate. Ports win, and state changes no sound. */
static void
test_state_may_come_at_any_time(void** const state)
{
	(void)state;
	Hostile* const first = blind_test();
	make_record(first);
	char* const record = save(first);
	for (unsigned when = 0; when < 4; ++when) {
		Hostile* const host = blind_test();
		for (unsigned step = 0; step < 4; ++step) {
			if (step == when) {
				restore(host, record, strlen(record) + 1U, string_type());
				restore(host, record, strlen(record) + 1U, string_type());
			}
			if (step == 0 || step == 2) {
				host->plugin->descriptor->activate(host->handle);
			}
			run(host);
		}
		make_record(host);
		char* const saved = save(host);
		assert_int_equal(count(saved, "\"commitment\""), 2);
		assert_int_equal(count(saved, "\"earlier_sessions\": 1"), 1);
		free(saved);
		hostile_free(host);
	}
	free(record);
	hostile_free(first);
}

static void
test_project_without_room_is_reported(void** const state)
{
	(void)state;
	Hostile* const host    = blind_test();
	Keeper         project = {.full = true};
	make_record(host);
	assert_int_equal(interface_of(host)->save(host->handle, keeper_store, &project, 0, NULL), LV2_STATE_ERR_NO_SPACE);
	assert_int_equal(project.n_stored, 1);
	hostile_free(host);
}

static LV2_URID
map_nothing(const LV2_URID_Map_Handle handle, const char* const uri)
{
	(void)handle;
	(void)uri;
	return 0;
}

/* A map that fails says 0 for everything: then nothing has a name under which it could be saved or found. */
static void
test_map_that_fails_is_no_map(void** const state)
{
	(void)state;
	LV2_URID_Map             map         = {NULL, map_nothing};
	LV2_URID_Map             hollow      = {NULL, NULL};
	const LV2_Feature        failing     = {LV2_URID__map, &map};
	const LV2_Feature        empty       = {LV2_URID__map, NULL};
	const LV2_Feature        broken      = {LV2_URID__map, &hollow};
	const LV2_Feature* const lists[3][2] = {{&failing, NULL}, {&empty, NULL}, {&broken, NULL}};
	for (unsigned i = 0; i < 3; ++i) {
		Hostile* const host    = hostile_new(hostile_plugin(1), 8e3, lists[i]);
		Keeper         project = {.value = NULL};
		assert_non_null(host);
		make_record(host);
		assert_int_not_equal(
			interface_of(host)->save(host->handle, keeper_store, &project, 0, NULL), LV2_STATE_SUCCESS);
		assert_int_equal(project.n_stored, 0);
		keeper_set(&project, "{\n}\n", 5, 0);
		assert_int_not_equal(
			interface_of(host)->restore(host->handle, keeper_retrieve, &project, 0, NULL), LV2_STATE_SUCCESS);
		keeper_clear(&project);
		char* const saved = save(host); // with a map that works
		assert_int_equal(count(saved, "\"commitment\""), 1);
		assert_int_not_equal(saved[1], '}');
		free(saved);
		hostile_free(host);
	}
}

/* Options nobody knows, with no values; lengths that are not kept; features with no data. */
static void
test_features_and_options_are_not_believed(void** const state)
{
	(void)state;
	const int32_t            wrong     = 16;
	const LV2_Options_Option options[] = {
		{LV2_OPTIONS_INSTANCE, 0, hostile_map(NULL, LV2_BUF_SIZE__maxBlockLength), sizeof(wrong), 7, &wrong},
		{LV2_OPTIONS_INSTANCE, 0, hostile_map(NULL, LV2_BUF_SIZE__minBlockLength), 0, 0, NULL},
		{LV2_OPTIONS_PORT, 999, 12345, 1000000, 0, NULL},
		{LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL}};
	// Option lists are not const in the features of LV2
	LV2_Options_Option list[4];
	memcpy(list, options, sizeof(list));
	const LV2_Feature        known      = {LV2_OPTIONS__options, list};
	const LV2_Feature        unknown    = {"urn:example:nothing", NULL};
	const LV2_Feature        fixed      = {LV2_BUF_SIZE__fixedBlockLength, NULL};
	const LV2_Feature* const features[] = {&unknown, &known, &fixed, hostile_features[0], NULL};
	const LV2_Feature* const none[]     = {NULL};
	for (unsigned i = 0; i < HOSTILE_N_PLUGINS; ++i) {
		Hostile* const with    = hostile_new(hostile_plugin(i), 8e3, features);
		Hostile* const without = hostile_new(hostile_plugin(i), 8e3, none);
		assert_true(with && without);
		run(with); // longer than promised
		run(without);
		hostile_free(without);
		hostile_free(with);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_of_other_types_are_no_records),
		cmocka_unit_test(test_damage_stays_where_it_is),
		cmocka_unit_test(test_cut_and_changed_records_come_back_as_they_were),
		cmocka_unit_test(test_state_may_come_at_any_time),
		cmocka_unit_test(test_project_without_room_is_reported),
		cmocka_unit_test(test_map_that_fails_is_no_map),
		cmocka_unit_test(test_features_and_options_are_not_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
