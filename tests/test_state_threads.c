// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A host that saves its project while audio runs, as LV2 permits: the state of the plugin for blind tests is saved in
 * one thread, again and again, while another one answers session after session. What is saved always verifies. Two
 * instances, to show that they share nothing. `make tsan` watches it.
 */

#include "blind/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { INSTANCES = 2, SESSIONS = 12, TRIALS = 5 };

typedef struct {
	AbxRig*     rig;
	pthread_t   thread;
	atomic_bool over;
} Stage;

/// The audio thread: sessions are answered, or aborted in the middle
static void*
play(void* const handle)
{
	Stage* const  stage = (Stage*)handle;
	AbxRig* const rig   = stage->rig;
	abxrig_run(rig); // What is high in the first block is no edge
	for (unsigned session = 0; session < SESSIONS; ++session) {
		abxrig_trigger(rig, "start");
		for (unsigned i = 0; i < 1000 && *abxrig_port(rig, "state") != ABX_RUNNING; ++i) {
			abxrig_run(rig);
		}
		for (unsigned trial = 0; trial < TRIALS; ++trial) {
			abxrig_trigger(rig, session % 3U == 2U && trial == 2U ? "abort" : "answer_a");
		}
	}
	atomic_store(&stage->over, true);
	return NULL;
}

static void
test_state_is_saved_beside_audio(void** const state)
{
	(void)state;
	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	Stage                stages[INSTANCES];
	for (unsigned i = 0; i < INSTANCES; ++i) {
		Stage* const stage                     = &stages[i];
		stage->rig                             = abxrig_new(NULL, ABXRIG_RATE_HZ);
		*abxrig_port(stage->rig, "b_euphonic") = 1.0F;
		*abxrig_port(stage->rig, "trials")     = (float)TRIALS;
		free(abxrig_save(stage->rig)); // so that the host knows all URIs before its threads ask
		atomic_init(&stage->over, false);
		assert_int_equal(pthread_create(&stage->thread, NULL, play, stage), 0);
	}

	unsigned seen[INSTANCES] = {0};
	for (bool over = false; !over;) {
		over = true;
		for (unsigned i = 0; i < INSTANCES; ++i) {
			over                 = atomic_load(&stages[i].over) && over;
			char* const    saved = abxrig_save(stages[i].rig);
			const unsigned n     = abxrig_n_records(saved);
			assert_true(n >= seen[i] && n <= SESSIONS); // none is lost
			for (unsigned r = seen[i] ? seen[i] - 1U : 0U; r < n; ++r) {
				abxrig_record(saved, r, &record, &result);
			}
			seen[i] = n;
			free(saved);
		}
	}
	for (unsigned i = 0; i < INSTANCES; ++i) {
		pthread_join(stages[i].thread, NULL);
		char* const saved = abxrig_save(stages[i].rig);
		assert_int_equal(abxrig_n_records(saved), SESSIONS);
		free(saved);
		abxrig_free(stages[i].rig);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_state_is_saved_beside_audio),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
