// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What another thread does to an engine between two steps of the audio thread, and the audio thread between two steps
 * of another. No luck is needed: they are compiled so that they stop there, see turns.h and turn_stores.h. */

#include "audio/engine.h"
#include "tests/turn_stores.h"
#include "tests/turns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000, BLOCK = 256 };

/// What the other thread does at a stop, once
typedef void (*Turn)(ZoutEngine* engine);

static ZoutEngine dut;
static Turn       behind_taking; // an offer that there was
static Turn       before_retiring;
static Turn       behind_storing;

static void
take_turn(Turn* const turn)
{
	const Turn now = *turn;
	*turn          = NULL;
	if (now) {
		now(&dut);
	}
}

ZoutEngineCore*
turn_behind_taking(ZoutEngineCore* const taken)
{
	if (taken) {
		take_turn(&behind_taking);
	}
	return taken;
}

void
turn_before_retiring(void)
{
	take_turn(&before_retiring);
}

void
turn_behind_storing(void)
{
	take_turn(&behind_storing);
}

// Models that live

static int models;

ZoutStatus
__real_zout_model_new(double rate_hz, unsigned n_chains, ZoutModel** model);
void
__real_zout_model_free(ZoutModel* model);
ZoutStatus
__wrap_zout_model_new(double rate_hz, unsigned n_chains, ZoutModel** model);
void
__wrap_zout_model_free(ZoutModel* model);

ZoutStatus
__wrap_zout_model_new(const double rate_hz, const unsigned n_chains, ZoutModel** const model)
{
	const ZoutStatus status = __real_zout_model_new(rate_hz, n_chains, model);
	models += !status;
	return status;
}

void
__wrap_zout_model_free(ZoutModel* const model)
{
	models -= !!model;
	__real_zout_model_free(model);
}

static int
set_up(void** const state)
{
	const ZoutControls controls = zout_controls_default();
	ZoutAudioError     error;
	(void)state;
	models          = 0;
	behind_taking   = NULL;
	before_retiring = NULL;
	behind_storing  = NULL;
	zout_engine_init(&dut, &controls);
	assert_int_equal(zout_engine_prepare(&dut, RATE_HZ, NULL, &error), ZOUT_AUDIO_SUCCESS);
	return 0;
}

static int
tear_down(void** const state)
{
	(void)state;
	zout_engine_clear(&dut);
	return 0;
}

static void
offer(ZoutEngine* const to, const double rate_hz)
{
	ZoutAudioError error;
	assert_int_equal(zout_engine_replace(to, rate_hz, NULL, &error), ZOUT_AUDIO_SUCCESS);
}

static void
offer_96(ZoutEngine* const to)
{
	offer(to, 96000.0);
}

static void
offer_192(ZoutEngine* const to)
{
	offer(to, 192000.0);
}

static void
process_block(ZoutEngine* const to)
{
	static float       audio[4][BLOCK];
	const float* const in[2]  = {audio[0], audio[1]};
	float* const       out[2] = {audio[2], audio[3]};
	zout_engine_process(to, in, out, BLOCK);
}

// Takes offers that there are, and those that come meanwhile, by way of fades
static void
process(void)
{
	for (unsigned i = 0; i < RATE_HZ / BLOCK; ++i) {
		process_block(&dut);
	}
	assert_null(behind_taking);
	assert_null(before_retiring);
}

static void
assert_all_are_freed(void)
{
	zout_engine_clear(&dut);
	assert_int_equal(models, 0);
}

static void
test_an_offer_before_the_core_of_the_last_one_is_retired(void** const state)
{
	(void)state;
	offer(&dut, 44100.0);
	behind_taking = offer_96;
	process();
	assert_true(dut.core->rate_hz > 95999.0);
	assert_int_equal(models, 3); // two are waiting to be freed
	offer(&dut, 88200.0);
	assert_int_equal(models, 2);
	process();
	assert_all_are_freed();
}

static void
test_two_such_offers(void** const state)
{
	(void)state;
	offer(&dut, 44100.0);
	behind_taking = offer_96;
	process();
	behind_taking = offer_192;
	offer(&dut, 88200.0);
	process();
	assert_true(dut.core->rate_hz > 191999.0);
	assert_all_are_freed();
}

static void
test_what_is_retired_is_freed_before_more_is_retired(void** const state)
{
	(void)state;
	offer(&dut, 44100.0);
	process(); // one is waiting to be freed
	assert_int_equal(models, 2);
	ZoutEngineCore* const waiting = atomic_load(&dut.retired);
	atomic_store(&dut.retired, NULL);
	offer(&dut, 88200.0);
	atomic_store(&dut.retired, waiting); // as it is behind an offer that came in between
	before_retiring = offer_96;          // which frees it
	process();
	assert_true(dut.core->rate_hz > 95999.0);
	assert_int_equal(models, 3);
	assert_all_are_freed();
}

static bool told_too_early;

/// The last silent block before a fade in, and the one that rises. What is told while that one is at work counts
static void
rise(ZoutEngine* const to)
{
	process_block(to);
	const bool told = zout_engine_is_silent(to);
	process_block(to);
	told_too_early = told && to->position;
}

static void
test_a_fade_in_when_silence_is_asked_for(void** const state)
{
	(void)state;
	behind_storing = rise;
	zout_engine_fade_out(&dut);
	assert_null(behind_storing);
	assert_false(told_too_early);
	assert_false(zout_engine_is_silent(&dut)); // until a block has ended
	process_block(&dut);
	assert_true(zout_engine_is_silent(&dut));
	assert_int_equal(dut.position, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_an_offer_before_the_core_of_the_last_one_is_retired, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_two_such_offers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_fade_in_when_silence_is_asked_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_retired_is_freed_before_more_is_retired, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
