// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Plugins whose memory runs out: the first allocation fails, then the second, until all are given; once that one alone
 * and once all that follow (see memory/failing.h). What cannot be made is refused, and nothing of it stays behind.
 */

#include "blind/rig.h"
#include "tests/keeper.h"
#include "tests/memory/failing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/atom/atom.h>
#include <lv2/state/state.h>

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/// A plugin that can be made to fail
typedef struct {
	const LV2_Descriptor* descriptor;
	FailingSet            set;
	FailingCount          asked;
	FailingCount          left;
} Victim;

/// ISO C has no conversion from an object to a function
static void
find(void* const library, const char* const name, void* const function)
{
	void* const symbol = dlsym(library, name);
	assert_non_null(symbol);
	memcpy(function, &symbol, sizeof(symbol));
}

static Victim
victim(const char* const file)
{
	char        name[64] = "../tests/memory/";
	char* const path     = bundle_path(strcat(name, file));
	void* const library  = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	free(path);
	assert_non_null(library);

	Victim                  v;
	LV2_Descriptor_Function function = NULL;
	find(library, "lv2_descriptor", &function);
	find(library, "failing_set", &v.set);
	find(library, "failing_asked", &v.asked);
	find(library, "failing_left", &v.left);
	v.descriptor = function(0);
	assert_non_null(v.descriptor);
	return v;
}

static void
instantiate_without_memory(const char* const file, const long least)
{
	static const LV2_Feature* const no_features[] = {NULL};
	const Victim                    v             = victim(file);
	for (unsigned on = 0; on < 2; ++on) {
		LV2_Handle handle = NULL;
		for (long n = 1; !handle; ++n) {
			v.set(n, on);
			handle = v.descriptor->instantiate(v.descriptor, 48000.0, "", no_features);
			assert_true(handle ? v.asked() == n - 1 && n > least : v.asked() >= n);
			assert_int_equal(v.left(), handle ? v.asked() : 0);
		}
		v.descriptor->cleanup(handle);
		assert_int_equal(v.left(), 0);
	}
	v.set(0, false);
}

static void
test_amplifier_is_refused_without_memory(void** const state)
{
	(void)state;
	instantiate_without_memory("zout.so", 2); // itself and the model
}

static void
test_blind_test_is_refused_without_memory(void** const state)
{
	(void)state;
	instantiate_without_memory("abx.so", 7); // itself, desk, two models, levels, shelf, mailbox, session
}

static const LV2_State_Interface*
state_of(const Victim* const v)
{
	return (const LV2_State_Interface*)v->descriptor->extension_data(LV2_STATE__interface);
}

/// A rig with two sessions, of which one is over and one runs
static AbxRig*
rig_with_sessions(const Victim* const v)
{
	AbxRig* const rig               = abxrig_new(v->descriptor, ABXRIG_RATE_HZ);
	*abxrig_port(rig, "b_euphonic") = 1.0F;
	*abxrig_port(rig, "trials")     = 5.0F;
	abxrig_run(rig); // What is high in the first block is no edge
	for (unsigned session = 0; session < 2; ++session) {
		abxrig_trigger(rig, "start");
		abxrig_run_until(rig, ABX_RUNNING);
		abxrig_trigger(rig, "answer_a");
		if (session == 0) {
			abxrig_trigger(rig, "abort");
		}
	}
	return rig;
}

static void
test_project_is_not_saved_by_half_without_memory(void** const state)
{
	(void)state;
	const Victim  v        = victim("abx.so");
	AbxRig* const rig      = rig_with_sessions(&v);
	char* const   expected = abxrig_save(rig);
	assert_int_equal(abxrig_n_records(expected), 2);
	for (unsigned on = 0; on < 2; ++on) {
		Keeper kept = {.value = NULL};
		for (long n = 1; !kept.value; ++n) {
			v.set(n, on);
			const LV2_State_Status status =
				state_of(&v)->save(rig->handle, keeper_store, &kept, 0, abxrig_features(rig));
			assert_int_equal(v.left(), 0);
			assert_true(status == LV2_STATE_SUCCESS ? v.asked() == n - 1 && n > 4 : v.asked() >= n && !kept.value);
		}
		assert_string_equal(kept.value, expected);
		keeper_clear(&kept);
	}
	v.set(0, false);
	free(expected);
	abxrig_free(rig);
}

static void
test_project_comes_back_or_is_refused_without_memory(void** const state)
{
	(void)state;
	const Victim  v     = victim("abx.so");
	AbxRig* const first = rig_with_sessions(&v);
	Keeper        kept  = {.value = NULL};
	assert_int_equal(
		state_of(&v)->save(first->handle, keeper_store, &kept, 0, abxrig_features(first)), LV2_STATE_SUCCESS);
	abxrig_free(first);

	for (unsigned on = 0; on < 2; ++on) {
		LV2_State_Status status = LV2_STATE_ERR_UNKNOWN;
		for (long n = 1; status; ++n) {
			AbxRig* const rig = abxrig_new(v.descriptor, ABXRIG_RATE_HZ);
			kept.type         = abxrig_map(rig, LV2_ATOM__String);
			kept.key          = abxrig_map(rig, "urn:zout:abx#records");
			v.set(n, on);
			status = state_of(&v)->restore(rig->handle, keeper_retrieve, &kept, 0, abxrig_features(rig));
			assert_true(status ? v.asked() >= n : v.asked() == n - 1 && n > 3);
			v.set(0, false);
			abxrig_run(rig);
			char* const again = abxrig_save(rig);
			assert_true(status || !strcmp(again, kept.value));
			free(again);
			abxrig_free(rig);
		}
	}
	keeper_clear(&kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_amplifier_is_refused_without_memory),
		cmocka_unit_test(test_blind_test_is_refused_without_memory),
		cmocka_unit_test(test_project_is_not_saved_by_half_without_memory),
		cmocka_unit_test(test_project_comes_back_or_is_refused_without_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
