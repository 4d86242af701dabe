// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a host may turn while a session runs, and what it may not. */

#include "blind/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

static void
test_settings_are_frozen_while_it_runs(void** const state)
{
	(void)state;
	static float  before[2][ABXRIG_BLOCK_FRAMES], after[2][ABXRIG_BLOCK_FRAMES];
	AbxRig* const rig = abxrig_started(5.0F);
	for (unsigned i = 0; i < 10; ++i) { // Until the offset of the harmonics has died away
		abxrig_hear(rig, LISTEN_X, before);
	}
	*abxrig_port(rig, "a_gain")             = 20.0F;
	*abxrig_port(rig, "b_gain")             = -20.0F;
	*abxrig_port(rig, "a_output_impedance") = 300.0F;
	*abxrig_port(rig, "b_h2")               = -20.0F;
	*abxrig_port(rig, "source_level")       = 20.0F;
	*abxrig_port(rig, "balance")            = 12.0F;
	*abxrig_port(rig, "output_mode")        = 1.0F;
	*abxrig_port(rig, "resistance")         = 4.0F;
	*abxrig_port(rig, "r1")                 = 2000.0F;
	*abxrig_port(rig, "match")              = 0.0F;
	*abxrig_port(rig, "trials")             = 200.0F;
	abxrig_run(rig);
	abxrig_run(rig);
	assert_true(abxrig_distance(rig->out, before) < 1e-6); // Rounding to float

	// The volume may be turned down, and up to where it was, because ears come first
	*abxrig_port(rig, "volume") = -20.0F;
	abxrig_run(rig);
	abxrig_run(rig);
	for (unsigned i = 0; i < ABXRIG_BLOCK_FRAMES; ++i) { // -20 dB; distortion, which falls twice as fast, is 1e-2
		assert_true(fabs((double)rig->out[0][i] - 0.1 * (double)before[0][i]) < 0.03);
	}
	*abxrig_port(rig, "volume") = 0.0F;
	for (unsigned i = 0; i < 10; ++i) {
		abxrig_hear(rig, LISTEN_X, after);
	}
	assert_true(abxrig_distance(before, after) < 1e-6);

	// They count again when it is over
	*abxrig_port(rig, "trials") = 5.0F;
	for (unsigned trial = 0; trial < 5; ++trial) {
		abxrig_trigger(rig, "answer_a");
	}
	abxrig_run(rig);
	abxrig_run(rig);
	assert_true(abxrig_distance(before, rig->out) > 0.01);
	assert_float_equal(*abxrig_port(rig, "state"), ABX_FINISHED, 0.0);
	abxrig_free(rig);
}

static void
test_bypass_always_works_and_takes_no_answers(void** const state)
{
	(void)state;
	AbxRig* const rig            = abxrig_started(5.0F);
	*abxrig_port(rig, "volume")  = 0.0F;
	*abxrig_port(rig, "enabled") = 0.0F;
	abxrig_run(rig);
	abxrig_run(rig);
	const unsigned latency = (unsigned)*abxrig_port(rig, "latency");
	assert_memory_equal(rig->out[0] + latency, rig->in[0], (ABXRIG_BLOCK_FRAMES - latency) * sizeof(float));
	abxrig_trigger(rig, "answer_a");
	assert_float_equal(*abxrig_port(rig, "trial"), 1.0F, 0.0);
	*abxrig_port(rig, "enabled") = 1.0F;
	abxrig_run(rig);
	abxrig_run(rig);
	abxrig_trigger(rig, "answer_a");
	assert_float_equal(*abxrig_port(rig, "trial"), 2.0F, 0.0);
	abxrig_trigger(rig, "abort");
	*abxrig_port(rig, "enabled") = 0.0F;
	abxrig_run(rig);
	abxrig_trigger(rig, "start");
	assert_float_equal(*abxrig_port(rig, "state"), ABX_CANNOT, 0.0);
	abxrig_free(rig);
}

/// All that is heard from one block before a change of `enabled` to four blocks behind it
static void
hear_bypass(AbxRig* const rig, const float source, float (*const blocks)[2][ABXRIG_BLOCK_FRAMES])
{
	abxrig_listen(rig, source);
	abxrig_run(rig);
	for (unsigned i = 0; i < 6; ++i) {
		*abxrig_port(rig, "enabled") = i == 1 || i == 2 ? 0.0F : 1.0F;
		abxrig_run(rig);
		memcpy(blocks[i], rig->out, sizeof(rig->out));
	}
}

static void
test_bypass_does_not_tell_which_chain_was_matched(void** const state)
{
	(void)state;
	// Crosstalk takes a tenth of what both sides have in common off B, and A is made softer behind the model: the gain
	// that does it, 0.9, must not be heard on the input
	static float  heard[3][6][2][ABXRIG_BLOCK_FRAMES];
	AbxRig* const rig                = abxrig_new(NULL, ABXRIG_RATE_HZ);
	*abxrig_port(rig, "b_crosstalk") = -20.0F;
	memcpy(rig->in[1], rig->in[0], sizeof(rig->in[1]));
	abxrig_run(rig);
	abxrig_trigger(rig, "start");
	abxrig_run_until(rig, ABX_RUNNING);
	for (unsigned source = 0; source < 3; ++source) {
		hear_bypass(rig, (float)source, heard[source]);
	}
	for (unsigned i = 0; i < 6; ++i) {
		for (unsigned source = 1; source < 3; ++source) { // 1e-5 of that step is what rounding leaves
			assert_true(abxrig_distance(heard[0][i], heard[source][i]) < 1e-6);
		}
	}
	abxrig_free(rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings_are_frozen_while_it_runs),
		cmocka_unit_test(test_bypass_always_works_and_takes_no_answers),
		cmocka_unit_test(test_bypass_does_not_tell_which_chain_was_matched),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
