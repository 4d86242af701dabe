// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Levels that drift apart in a session of the plugin: what is measured, and what comes of it. */

#include "blind/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

/// Levels are to be known so well
static const double tolerance_db = 0.01;

/// A session of five trials, matched before by 7.5 s of programme or by as much time for the sine
static AbxRig*
started(const float match, const char* const symbol, const float value)
{
	AbxRig* const rig                = abxrig_new(NULL, ABXRIG_RATE_HZ);
	*abxrig_port(rig, "output_mode") = 1.0F;
	*abxrig_port(rig, "match")       = match;
	*abxrig_port(rig, "trials")      = 5.0F;
	*abxrig_port(rig, symbol)        = value;
	for (unsigned i = 0; i < 60; ++i) {
		abxrig_run(rig);
	}
	abxrig_trigger(rig, "start");
	assert_float_equal(*abxrig_port(rig, "state"), ABX_RUNNING, 0.0);
	return rig;
}

static void
test_level_is_measured_again_at_the_end(void** const state)
{
	(void)state;
	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	AbxRig* const        rig         = started(2.0F, "b_h2", -20.0F);
	const float          at_start_db = *abxrig_port(rig, "level_error");
	assert_true((double)at_start_db < tolerance_db);
	for (unsigned i = 0; i < ABXRIG_BLOCK_FRAMES; ++i) { // Twice as loud: harmonics of the second degree grow fourfold
		rig->in[0][i] *= 2.0F;
		rig->in[1][i] *= 2.0F;
	}
	for (unsigned i = 0; i < 60; ++i) {
		abxrig_run(rig);
		assert_float_equal(*abxrig_port(rig, "level_error"), at_start_db, 0.0); // Meters freeze
	}
	for (unsigned trial = 0; trial < 5; ++trial) {
		abxrig_trigger(rig, "answer_a");
	}
	const float at_end_db = *abxrig_port(rig, "level_error");
	assert_true((double)at_end_db > tolerance_db);
	char* const saved = abxrig_save(rig);
	abxrig_record(saved, 0, &record, &result);
	assert_true(fabs(fabs(record.closing.residual_db[0]) - (double)at_end_db) < 1e-3); // As written in the record
	free(saved);
	abxrig_free(rig);
}

/// Waits for the end of a session in which B's volume control is worse than A's, and looks what was found
static void
assert_drifted(AbxRig* const rig, const double left_db, const double right_db)
{
	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	abxrig_run_until(rig, ABX_FINISHED);
	char* const saved = abxrig_save(rig);
	abxrig_record(saved, 0, &record, &result);
	assert_true(fabs(record.closing.residual_db[0] - left_db) < tolerance_db);
	assert_true(fabs(record.closing.residual_db[1] - right_db) < tolerance_db);
	assert_int_equal(result.reason, fmax(fabs(left_db), fabs(right_db)) > 0.1 ? ZOUT_ABX_BY_LEVEL : ZOUT_ABX_BY_SCORE);
	free(saved);
	abxrig_free(rig);
}

static void
test_volume_of_the_session_is_measured(void** const state)
{
	(void)state;
	// At -30 dB B's right side is softer by 2 dB * (30 / 60)^1.5. The gain stays that of the start, 0 dB at 1 kHz
	const double softer_db = -2.0 * pow(0.5, 1.5);
	for (unsigned turn = 0; turn < 4; ++turn) {
		AbxRig* const rig = started(1.0F, "b_tracking", 2.0F);
		for (unsigned trial = 1; trial <= 5; ++trial) {
			if ((turn == 1 && trial == 2) || (turn == 2 && trial == 5)) { // Long before the end, or in its last moment
				*abxrig_port(rig, "volume") = -30.0F;
			}
			if (turn == 3) { // Once more at every answer, and past the last one
				*abxrig_port(rig, "volume") = -25.0F - (float)trial;
			}
			abxrig_trigger(rig, "answer_a");
		}
		if (turn == 3) {
			*abxrig_port(rig, "volume") = -40.0F;
		}
		assert_drifted(rig, 0.0, turn ? softer_db : 0.0);
	}

	AbxRig* const back           = started(1.0F, "b_tracking", 2.0F); // Heard with it, and turned back before the end
	*abxrig_port(back, "volume") = -30.0F;
	for (unsigned trial = 1; trial <= 5; ++trial) {
		abxrig_trigger(back, "answer_a");
		*abxrig_port(back, "volume") = trial < 3 ? -30.0F : 0.0F;
		abxrig_run(back);
	}
	assert_drifted(back, 0.0, softer_db);

	AbxRig* const aborted           = started(1.0F, "b_tracking", 2.0F); // In the midst of measuring
	*abxrig_port(aborted, "volume") = -30.0F;
	abxrig_trigger(aborted, "abort");
	assert_float_equal(*abxrig_port(aborted, "state"), ABX_ABORTED, 0.0);
	abxrig_free(aborted);
}

static void
test_volume_spoils_a_match_on_the_programme_too(void** const state)
{
	(void)state;
	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	AbxRig* const        rig    = started(2.0F, "b_tracking", 2.0F);
	*abxrig_port(rig, "volume") = -30.0F;
	for (unsigned trial = 1; trial <= 5; ++trial) {
		abxrig_trigger(rig, "answer_a");
	}
	char* const saved = abxrig_save(rig);
	abxrig_record(saved, 0, &record, &result);
	assert_true(fabs(record.closing.residual_db[1] + 2.0 * pow(0.5, 1.5)) < tolerance_db); // As at 1 kHz
	assert_int_equal(result.reason, ZOUT_ABX_BY_LEVEL);
	free(saved);
	abxrig_free(rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_level_is_measured_again_at_the_end),
		cmocka_unit_test(test_volume_of_the_session_is_measured),
		cmocka_unit_test(test_volume_spoils_a_match_on_the_programme_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
