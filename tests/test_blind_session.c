// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Blind sessions in the plugin, from the first key to the record in the project, through lilv. */

#define _XOPEN_SOURCE 700 // mkdtemp(), realpath()

#include "blind/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Answers as somebody does who hears everything
static void
answer_well(AbxRig* const rig)
{
	static float a[2][ABXRIG_BLOCK_FRAMES], b[2][ABXRIG_BLOCK_FRAMES], x[2][ABXRIG_BLOCK_FRAMES];
	abxrig_hear(rig, LISTEN_A, a);
	abxrig_hear(rig, LISTEN_B, b);
	abxrig_hear(rig, LISTEN_X, x);
	assert_true(abxrig_distance(a, b) > 1e-4);
	abxrig_trigger(rig, abxrig_distance(x, a) < abxrig_distance(x, b) ? "answer_a" : "answer_b");
}

static void
assert_sealed(AbxRig* const rig)
{
	assert_float_equal(*abxrig_port(rig, "correct"), -1.0F, 0.0);
	assert_float_equal(*abxrig_port(rig, "p_value"), 1.0F, 0.0);
}

static void
test_session_runs_from_start_to_record(void** const state)
{
	(void)state;
	AbxRig* const rig = abxrig_started(16.0F);
	for (unsigned trial = 1; trial <= 16; ++trial) {
		assert_float_equal(*abxrig_port(rig, "trial"), (float)trial, 0.0);
		assert_sealed(rig);
		answer_well(rig);
	}
	assert_float_equal(*abxrig_port(rig, "state"), ABX_FINISHED, 0.0);
	assert_float_equal(*abxrig_port(rig, "correct"), 16.0F, 0.0);
	assert_float_equal(*abxrig_port(rig, "p_value"), 1.0F / 65536.0F, 1e-12); // 2^-16
	assert_float_equal(*abxrig_port(rig, "trial"), 16.0F, 0.0);

	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	char* const          saved = abxrig_save(rig);
	assert_int_equal(abxrig_n_records(saved), 1);
	abxrig_record(saved, 0, &record, &result);
	assert_int_equal(record.state, ZOUT_ABX_FINISHED);
	assert_int_equal(result.score, 16);
	assert_true(result.shown);

	char text[64];
	assert_true(zout_abx_facts_find(&record.settings, "program", text, sizeof(text)));
	assert_string_equal(text, ZOUT_ABX_URI);
	free(saved);
	abxrig_free(rig);
}

static void
test_record_comes_back_with_the_project(void** const state)
{
	(void)state;
	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	AbxRig* const        first = abxrig_started(5.0F);
	for (unsigned trial = 0; trial < 5; ++trial) {
		answer_well(first);
	}
	char* const saved = abxrig_save(first);
	abxrig_free(first);

	AbxRig* const second = abxrig_new(NULL, ABXRIG_RATE_HZ);
	abxrig_restore(second, saved);
	abxrig_restore(second, saved); // Once more does not make two of it
	abxrig_restore(second, NULL);  // A preset has none, and takes none away
	assert_float_equal(*abxrig_port(second, "state"), ABX_IDLE, 0.0);
	char* const again = abxrig_save(second);
	assert_string_equal(again, saved);

	// The next session counts it
	char text[64];
	abxrig_run(second);
	abxrig_trigger(second, "start");
	abxrig_run_until(second, ABX_RUNNING);
	abxrig_trigger(second, "abort");
	char* const both = abxrig_save(second);
	assert_int_equal(abxrig_n_records(both), 2);
	assert_memory_equal(both, saved, strlen(saved));
	abxrig_record(both, 1, &record, &result);
	assert_int_equal(record.state, ZOUT_ABX_ABORTED);
	assert_true(zout_abx_facts_find(&record.settings, "earlier_sessions", text, sizeof(text)));
	assert_string_equal(text, "1");
	free(both);
	free(again);
	free(saved);
	abxrig_free(second);
}

static void
test_sessions_of_a_project_are_counted_by_how_they_ended(void** const state)
{
	(void)state;
	AbxRig* const first = abxrig_started(5.0F);
	for (unsigned session = 0; session < 3; ++session) {
		for (unsigned trial = 0; trial < 5; ++trial) {
			answer_well(first);
		}
		abxrig_trigger(first, session < 2 ? "start" : "abort");
		abxrig_run(first);
	}
	char* const saved = abxrig_save(first);
	assert_int_equal(abxrig_n_records(saved), 3);
	abxrig_free(first);

	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	char                 text[64];
	AbxRig* const        second = abxrig_new(NULL, ABXRIG_RATE_HZ);
	abxrig_restore(second, saved);
	abxrig_run(second);
	abxrig_trigger(second, "start");
	abxrig_run_until(second, ABX_RUNNING);
	abxrig_trigger(second, "abort");
	char* const all = abxrig_save(second);
	abxrig_record(all, 3, &record, &result);
	assert_true(zout_abx_facts_find(&record.settings, "earlier_sessions", text, sizeof(text)));
	assert_string_equal(text, "3");
	assert_true(zout_abx_facts_find(&record.settings, "earlier_aborted", text, sizeof(text)));
	assert_string_equal(text, "0"); // all were finished, not the last one alone
	for (unsigned i = 0; i < 3; ++i) {
		abxrig_record(all, i, &record, &result); // with more behind it
		assert_int_equal(record.state, ZOUT_ABX_FINISHED);
	}
	free(all);
	free(saved);
	abxrig_free(second);
}

/// Runs a command in a folder; fails unless it succeeds
static void
must_run(const char* const folder, const char* const command)
{
	char line[2048];
	snprintf(line, sizeof(line), "cd '%s' && %s", folder, command);
	assert_int_equal(system(line), 0); // NOLINT(cert-env33-c)
}

static void
test_project_of_a_host_holds_records_that_verify(void** const state)
{
	(void)state;
	// What lilv's hosts write, records taken out of it as docs/abx-plugin.md says, verified by the program
	char        folder[] = "/tmp/zout-project-XXXXXX";
	char        command[1024];
	char* const awk  = realpath("tests/blind/extract.awk", NULL);
	char* const zout = realpath(getenv("ZOUT") ? getenv("ZOUT") : "build/zout", NULL);
	assert_non_null(mkdtemp(folder));
	assert_non_null(awk);
	assert_non_null(zout);
	AbxRig* const rig = abxrig_started(5.0F);
	for (unsigned trial = 0; trial < 5; ++trial) {
		answer_well(rig);
	}
	abxrig_trigger(rig, "start");
	abxrig_run_until(rig, ABX_RUNNING);
	abxrig_trigger(rig, "answer_b");
	abxrig_save_to(rig, folder);
	char* const saved = abxrig_save(rig);
	assert_int_equal(abxrig_n_records(saved), 2);
	abxrig_free(rig);

	snprintf(command, sizeof(command), "awk -f '%s' state.ttl && test ! -e record-3.json", awk);
	must_run(folder, command);
	snprintf(command, sizeof(command), "'%s' verify record-1.json >1.txt && grep -q 'shown at 5 %%' 1.txt", zout);
	must_run(folder, command);
	snprintf(command, sizeof(command), "'%s' verify record-2.json >2.txt && grep -q 'nothing revealed' 2.txt", zout);
	must_run(folder, command);
	// Somebody who turns an answer round is found out
	snprintf(command,
	         sizeof(command),
	         "sed -i 's/\"answer\": \"A\"/\"answer\": \"B\"/; s/\"score\": 5/\"score\": 4/' record-1.json && "
	         "! '%s' verify record-1.json >3.txt 2>&1",
	         zout);
	must_run(folder, command);

	AbxRig* const other = abxrig_new(NULL, ABXRIG_RATE_HZ);
	abxrig_restore_from(other, folder);
	char* const restored = abxrig_save(other);
	assert_string_equal(restored, saved);
	must_run(folder, "rm -f state.ttl manifest.ttl record-*.json ?.txt");
	assert_int_equal(remove(folder), 0);
	free(restored);
	abxrig_free(other);
	free(saved);
	free(zout);
	free(awk);
}

static void
test_running_session_saves_its_commitment_only(void** const state)
{
	(void)state;
	static ZoutAbxRecord running, ended;
	ZoutAbxResult        result;
	AbxRig* const        rig    = abxrig_started(5.0F);
	char* const          before = abxrig_save(rig);
	abxrig_record(before, 0, &running, &result);
	assert_int_equal(running.state, ZOUT_ABX_RUNNING);
	assert_int_equal(running.n_trials, 0);
	for (unsigned trial = 0; trial < 4; ++trial) {
		answer_well(rig);
		char* const now = abxrig_save(rig);
		assert_string_equal(now, before); // Neither X nor the answers: not a byte changes
		free(now);
	}
	answer_well(rig);

	char* const after = abxrig_save(rig);
	assert_int_equal(abxrig_n_records(after), 1);
	abxrig_record(after, 0, &ended, &result);
	assert_int_equal(ended.state, ZOUT_ABX_FINISHED);
	assert_memory_equal(ended.commitment, running.commitment, sizeof(ended.commitment));
	for (unsigned i = 0; i < sizeof(running.seed); ++i) {
		assert_int_equal(running.seed[i], 0);
	}

	// A project that was saved in the middle brings an unfinished record, which the finished one replaces
	AbxRig* const other = abxrig_new(NULL, ABXRIG_RATE_HZ);
	abxrig_restore(other, before);
	char* const kept = abxrig_save(other);
	assert_string_equal(kept, before);
	abxrig_restore(other, after);
	char* const replaced = abxrig_save(other);
	assert_string_equal(replaced, after);
	free(replaced);
	free(kept);
	free(after);
	free(before);
	abxrig_free(other);
	abxrig_free(rig);
}

static void
test_abort_closes_and_keeps(void** const state)
{
	(void)state;
	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	AbxRig* const        rig = abxrig_started(16.0F);
	answer_well(rig);
	abxrig_trigger(rig, "abort");
	assert_float_equal(*abxrig_port(rig, "state"), ABX_ABORTED, 0.0);
	assert_float_equal(*abxrig_port(rig, "trial"), 1.0F, 0.0);
	assert_sealed(rig);
	abxrig_trigger(rig, "answer_a"); // Nothing to answer any more
	assert_float_equal(*abxrig_port(rig, "trial"), 1.0F, 0.0);
	abxrig_trigger(rig, "abort"); // Clears what is shown
	assert_float_equal(*abxrig_port(rig, "state"), ABX_IDLE, 0.0);
	assert_float_equal(*abxrig_port(rig, "trial"), 0.0F, 0.0);

	char* const saved = abxrig_save(rig);
	abxrig_record(saved, 0, &record, &result);
	assert_int_equal(record.state, ZOUT_ABX_ABORTED);
	assert_int_equal(record.n_trials, 1);
	assert_false(result.shown);
	free(saved);
	abxrig_free(rig);
}

static void
test_triggers_act_when_they_rise(void** const state)
{
	(void)state;
	AbxRig* const rig          = abxrig_new(NULL, ABXRIG_RATE_HZ);
	float* const  a            = abxrig_port(rig, "answer_a");
	float* const  b            = abxrig_port(rig, "answer_b");
	*abxrig_port(rig, "start") = 1.0F; // As a project saved it
	abxrig_run(rig);
	abxrig_run(rig);
	assert_float_equal(*abxrig_port(rig, "state"), ABX_IDLE, 0.0);
	rig->descriptor->activate(rig->handle);
	abxrig_run(rig);
	assert_float_equal(*abxrig_port(rig, "state"), ABX_IDLE, 0.0);
	*abxrig_port(rig, "start") = 0.0F;
	abxrig_run(rig);
	*abxrig_port(rig, "start") = 1.0F; // and is never reset
	abxrig_run_until(rig, ABX_RUNNING);

	const float* const trial = abxrig_port(rig, "trial");
	*a                       = 1.0F;
	for (unsigned i = 0; i < 5; ++i) {
		abxrig_run(rig);
		assert_float_equal(*trial, 2.0F, 0.0);
	}
	*a = NAN; // Neither a fall nor a rise
	abxrig_run(rig);
	*a = 1.0F;
	abxrig_run(rig);
	assert_float_equal(*trial, 2.0F, 0.0);
	*b = 1.0F;
	abxrig_run(rig);
	assert_float_equal(*trial, 3.0F, 0.0);
	*a = *b = 0.0F;
	abxrig_run(rig);
	*a = *b = 1.0F; // Both at once say nothing
	abxrig_run(rig);
	assert_float_equal(*trial, 3.0F, 0.0);
	*a = 0.4F;
	abxrig_run(rig);
	*a = 1e30F;
	rig->descriptor->run(rig->handle, 0); // A block without frames counts
	assert_float_equal(*trial, 4.0F, 0.0);
	abxrig_free(rig);
}

static void
test_no_session_starts_without_room_for_its_record(void** const state)
{
	(void)state;
	AbxRig* const rig  = abxrig_started(5.0F);
	unsigned      runs = 0;
	for (; *abxrig_port(rig, "state") == ABX_RUNNING && runs < 100; ++runs) {
		abxrig_trigger(rig, "abort");
		abxrig_trigger(rig, "start");
	}
	assert_float_equal(*abxrig_port(rig, "state"), ABX_CANNOT, 0.0);
	char* const saved = abxrig_save(rig);
	assert_int_equal(abxrig_n_records(saved), runs);
	assert_true(runs >= 32);
	free(saved);
	abxrig_free(rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_runs_from_start_to_record),
		cmocka_unit_test(test_record_comes_back_with_the_project),
		cmocka_unit_test(test_project_of_a_host_holds_records_that_verify),
		cmocka_unit_test(test_running_session_saves_its_commitment_only),
		cmocka_unit_test(test_sessions_of_a_project_are_counted_by_how_they_ended),
		cmocka_unit_test(test_abort_closes_and_keeps),
		cmocka_unit_test(test_triggers_act_when_they_rise),
		cmocka_unit_test(test_no_session_starts_without_room_for_its_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
