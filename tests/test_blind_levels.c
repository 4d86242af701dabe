// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Level matching: what is measured against closed forms of the circuit and against libebur128, and what the plugin
 * makes of it. */

#include "abx/levels.h"
#include "blind/rig.h"
#include "circuit.h"
#include "fuzz.h"
#include "probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <complex.h>
#include <ebur128.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_HZ = 48000, N_FRAMES = 10 * RATE_HZ, BLOCK = 480 };

/// Levels are to be matched so well
static const double tolerance_db = 0.01;

static float programme[2][N_FRAMES];
static float chains[4][N_FRAMES];

/// Sends the programme through both chains and lets levels listen, for so many frames
static void
listen(ZoutLevels* const levels, const ZoutSettings settings[2], const uint32_t frames)
{
	ZoutModel* const model = probe_model(RATE_HZ, 2, &settings[0]);
	zout_model_set(model, 1, &settings[1]);
	zout_model_reset(model);
	zout_levels_set(levels, settings);
	for (uint32_t done = 0; done < frames; done += BLOCK) {
		const float* const in[]   = {programme[0] + done, programme[1] + done};
		float* const       to[]   = {chains[0] + done, chains[1] + done, chains[2] + done, chains[3] + done};
		const float* const from[] = {to[0], to[1], to[2], to[3]};
		zout_model_process(model, in, to, BLOCK);
		zout_levels_process(levels, in, from, BLOCK);
	}
	zout_model_free(model);
}

static double
circuit_db(const ZoutSettings* const settings)
{
	ZoutCircuit circuit;
	zout_circuit_init(&circuit, settings);
	return 20.0 * log10(cabs(zout_circuit_transfer(&circuit, 2000.0 * acos(-1.0) * (double complex)I)));
}

/// Two plain amplifiers whose volts are heard, into a headphone with a resonance
static void
volts(ZoutSettings settings[2])
{
	for (unsigned chain = 0; chain < 2; ++chain) {
		settings[chain]                          = probe_plain();
		settings[chain].value[ZOUT_OUTPUT_MODE]  = 1.0F;
		settings[chain].value[ZOUT_RESISTANCE]   = 300.0F;
		settings[chain].value[ZOUT_F1]           = 90.0F;
		settings[chain].value[ZOUT_R1]           = 250.0F;
		settings[chain].value[ZOUT_Q1]           = 1.5F;
		settings[chain].value[ZOUT_F2]           = 1200.0F;
		settings[chain].value[ZOUT_R2]           = 60.0F;
		settings[chain].value[ZOUT_INDUCTANCE]   = 0.5F;
		settings[chain].value[ZOUT_SOURCE_LEVEL] = 1.0F;
		settings[chain].value[ZOUT_OUTPUT_LEVEL] = 2.0F;
		settings[chain].value[ZOUT_BANDWIDTH]    = 100.0F;
	}
}

static void
test_1khz_is_that_of_the_circuit(void** const state)
{
	(void)state;
	static const float impedances_ohm[] = {0.0F, 10.0F, 120.0F, 500.0F};
	static const float gains_db[]       = {0.0F, -12.0F, 18.0F, 3.0F};
	static const float capacitors_uf[]  = {0.0F, 100.0F, 1.0F, 10.0F};
	double             worst            = 0.0;
	for (unsigned i = 0; i < 4; ++i) {
		ZoutSettings settings[2];
		ZoutLevels*  levels;
		volts(settings);
		settings[1].value[ZOUT_OUTPUT_IMPEDANCE] = impedances_ohm[i];
		settings[1].value[ZOUT_GAIN]             = gains_db[i];
		settings[1].value[ZOUT_OUTPUT_CAPACITOR] = capacitors_uf[i];
		settings[1].value[ZOUT_NOISE]            = 1000.0F; // Neither plays a part
		settings[1].value[ZOUT_HUM]              = 10000.0F;
		assert_int_equal(zout_levels_new(RATE_HZ, &levels), ZOUT_SUCCESS);
		listen(levels, settings, 12000 - BLOCK); // 0.05 s to wait, 0.1 s to settle, 0.1 s to measure
		assert_false(zout_levels_difference(levels, ZOUT_ABX_MATCH_1KHZ).known);
		assert_true(zout_levels_frames_to_tone(levels) == BLOCK);
		listen(levels, settings, 12000);
		const ZoutLevelsDifference difference = zout_levels_difference(levels, ZOUT_ABX_MATCH_1KHZ);
		const double               expected = circuit_db(&settings[1]) - circuit_db(&settings[0]) + (double)gains_db[i];
		assert_true(difference.known && zout_levels_frames_to_tone(levels) == 0);
		probe_at_most(&worst, fabs(difference.b_over_a_db - expected), tolerance_db);
		probe_at_most(&worst, fabs(difference.side_db[0] - expected), tolerance_db);
		probe_at_most(&worst, fabs(difference.side_db[1] - expected), tolerance_db);
		zout_levels_free(levels);
	}
	probe_report("largest error at 1 kHz", worst, "dB");
}

enum { STEP = RATE_HZ / 10, N_STEPS = N_FRAMES / STEP };

/// Energies of both sides of blocks of 0.4 s, one every 0.1 s, by what libebur128 calls the momentary loudness
static void
block_energies(const float* const left, const float* const right, double energy[N_STEPS])
{
	ebur128_state* meter = ebur128_init(2, RATE_HZ, EBUR128_MODE_M);
	assert_non_null(meter);
	for (uint32_t i = 0; i < N_FRAMES; ++i) {
		const float frame[] = {left[i], right[i]};
		double      lufs    = 0.0;
		assert_int_equal(ebur128_add_frames_float(meter, frame, 1), EBUR128_SUCCESS);
		if (i % STEP == STEP - 1) {
			assert_int_equal(ebur128_loudness_momentary(meter, &lufs), EBUR128_SUCCESS);
			energy[i / STEP] = pow(10.0, 0.1 * lufs);
		}
	}
	ebur128_destroy(&meter);
}

/// Level of B over A on the blocks in which the programme and both chains together pass the gates
static double
over_on_same_blocks_db(void)
{
	static double in[N_STEPS];
	static double heard[2][N_STEPS];
	double        gate = 0.0;
	double        sum[2];
	block_energies(programme[0], programme[1], in);
	block_energies(chains[0], chains[1], heard[0]);
	block_energies(chains[2], chains[3], heard[1]);
	for (unsigned round = 0; round < 2;
	     ++round) { // First all that pass the absolute gate, then what is above their mean
		unsigned blocks = 0;
		sum[0]          = 0.0;
		sum[1]          = 0.0;
		for (unsigned i = 3; i < N_STEPS; ++i) {
			if (in[i] >= 1e-7 && heard[0][i] + heard[1][i] >= gate) {
				sum[0] += heard[0][i];
				sum[1] += heard[1][i];
				++blocks;
			}
		}
		gate = 0.1 * (sum[0] + sum[1]) / blocks;
	}
	return 10.0 * log10(sum[1] / sum[0]);
}

static void
test_programme_is_that_of_libebur128(void** const state)
{
	(void)state;
	uint32_t     seed = 8;
	ZoutSettings settings[2];
	ZoutLevels*  levels;
	volts(settings);
	fuzz_speech(programme[0], N_FRAMES, 0.7, &seed);
	fuzz_noise(programme[1], N_FRAMES, 0.1, &seed);
	settings[1].value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
	settings[1].value[ZOUT_OUTPUT_CAPACITOR] = 10.0F;
	assert_int_equal(zout_levels_new(RATE_HZ, &levels), ZOUT_SUCCESS);
	listen(levels, settings, 2 * RATE_HZ); // Less than three seconds
	assert_false(zout_levels_difference(levels, ZOUT_ABX_MATCH_PROGRAMME).known);
	double worst = 0.0;
	for (float volume_db = 0.0F; volume_db >= -80.0F; volume_db -= 20.0F) { // However soft both are
		settings[0].value[ZOUT_VOLUME] = volume_db;
		settings[1].value[ZOUT_VOLUME] = volume_db;
		listen(levels, settings, N_FRAMES);
		const ZoutLevelsDifference difference = zout_levels_difference(levels, ZOUT_ABX_MATCH_PROGRAMME);
		assert_true(difference.known);
		probe_at_most(&worst, fabs(difference.b_over_a_db - over_on_same_blocks_db()), tolerance_db);
	}
	probe_report("programme, largest error against libebur128", worst, "dB");
	zout_levels_restart_programme(levels);
	assert_false(zout_levels_difference(levels, ZOUT_ABX_MATCH_PROGRAMME).known);
	zout_levels_free(levels);
}

static void
test_soft_passages_count_in_both_chains(void** const state)
{
	(void)state;
	ZoutSettings settings[2];
	ZoutLevels*  levels;
	double       worst   = 0.0;
	double       last_db = (double)NAN;
	volts(settings); // 300 ohm, at its resonance 550
	settings[1].value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
	assert_int_equal(zout_levels_new(RATE_HZ, &levels), ZOUT_SUCCESS);
	for (double soft_db = -29.0; soft_db >= -34.0; soft_db -= 0.5) {
		for (uint32_t i = 0; i < N_FRAMES; ++i) { // Half of it loud, then a soft bass
			const bool   loud = i < N_FRAMES / 2;
			const double hz   = loud ? 1000.0 : 90.0;
			const double peak = loud ? 0.1 : pow(10.0, soft_db / 20.0);
			programme[0][i]   = (float)(peak * sin(2.0 * acos(-1.0) * hz * (double)i / RATE_HZ));
			programme[1][i]   = programme[0][i];
		}
		listen(levels, settings, N_FRAMES);
		const ZoutLevelsDifference difference = zout_levels_difference(levels, ZOUT_ABX_MATCH_PROGRAMME);
		assert_true(difference.known);
		probe_at_most(&worst, fabs(difference.b_over_a_db - over_on_same_blocks_db()), tolerance_db);
		assert_true(isnan(last_db) || fabs(difference.b_over_a_db - last_db) < 0.1); // Nor is there a jump
		last_db = difference.b_over_a_db;
	}
	probe_report("soft passages, largest error against libebur128", worst, "dB");
	zout_levels_free(levels);
}

static void
test_silence_is_not_matched(void** const state)
{
	(void)state;
	ZoutSettings settings[2];
	ZoutLevels*  levels;
	volts(settings);
	settings[0].value[ZOUT_NOISE] = 1000.0F; // What noise both have is no programme
	settings[1].value[ZOUT_NOISE] = 300.0F;
	memset(programme, 0, sizeof(programme));
	assert_int_equal(zout_levels_new(RATE_HZ, &levels), ZOUT_SUCCESS);
	listen(levels, settings, N_FRAMES);
	assert_false(zout_levels_difference(levels, ZOUT_ABX_MATCH_PROGRAMME).known);
	zout_levels_free(levels);
}

static void
test_match_attenuates_the_louder_one(void** const state)
{
	(void)state;
	for (int over_db = -60; over_db <= 60; over_db += 15) {
		const double               within     = fmin(fmax(over_db, -40.0), 40.0);
		const ZoutLevelsDifference difference = {true, over_db, {over_db + 0.5, over_db - 0.5}};
		const ZoutLevelsMatch      match      = zout_levels_match(ZOUT_ABX_MATCH_1KHZ, &difference);
		const double               a_db       = 20.0 * log10((double)match.gain_lin[0]);
		const double               b_db       = 20.0 * log10((double)match.gain_lin[1]);
		assert_true(match.gain_lin[0] <= 1.0F && match.gain_lin[1] <= 1.0F);
		assert_true(fmax(a_db, b_db) == 0.0);
		assert_true(fabs(b_db - a_db + within) < 1e-5); // Gains are floats
		assert_true(fabs(match.residual_db[0] - (over_db - within + 0.5)) < 1e-9);
		assert_true(fabs(match.residual_db[1] - (over_db - within - 0.5)) < 1e-9);
		assert_true(fabs(zout_levels_error_db(&match) - (fabs(over_db - within) + 0.5)) < 1e-9);

		const ZoutLevelsMatch off = zout_levels_match(ZOUT_ABX_MATCH_OFF, &difference);
		assert_true(off.gain_lin[0] == 1.0F && off.gain_lin[1] == 1.0F && off.b_gain_db == 0.0);
		assert_true(fabs(zout_levels_error_db(&off) - (fabs((double)over_db) + 0.5)) < 1e-9);
	}
	const ZoutLevelsDifference unknown = {false, (double)NAN, {(double)NAN, (double)NAN}};
	const ZoutLevelsMatch      match   = zout_levels_match(ZOUT_ABX_MATCH_1KHZ, &unknown);
	assert_true(match.gain_lin[0] == 1.0F && match.gain_lin[1] == 1.0F);
	assert_true(zout_levels_error_db(&match) == -1.0);
}

/// Root of the mean square of what is heard of a source, at rest
static double
heard_rms(AbxRig* const rig, const float source)
{
	double sum = 0.0;
	abxrig_listen(rig, source);
	abxrig_run(rig);
	abxrig_run(rig);
	for (unsigned i = 0; i < ABXRIG_BLOCK_FRAMES; ++i) {
		sum += (double)rig->out[0][i] * (double)rig->out[0][i] + (double)rig->out[1][i] * (double)rig->out[1][i];
	}
	return sqrt(sum / ABXRIG_BLOCK_FRAMES);
}

/// A rig in which B is louder by what A loses behind an impedance, and B's volume cannot be turned down any further
static AbxRig*
louder_b(const double by_db, const float match)
{
	AbxRig* const rig                       = abxrig_new(NULL, ABXRIG_RATE_HZ);
	*abxrig_port(rig, "output_mode")        = 1.0F;
	*abxrig_port(rig, "resistance")         = 16.0F;
	*abxrig_port(rig, "a_output_impedance") = (float)(16.0 * (pow(10.0, by_db / 20.0) - 1.0));
	*abxrig_port(rig, "b_output_impedance") = 0.0F;
	*abxrig_port(rig, "a_gain")             = -20.0F;
	*abxrig_port(rig, "b_gain")             = -20.0F;
	*abxrig_port(rig, "match")              = match;
	for (unsigned i = 0; i < 4; ++i) {
		abxrig_run(rig);
	}
	return rig;
}

static void
test_plugin_matches_what_is_heard(void** const state)
{
	(void)state;
	for (unsigned match = 1; match <= 2; ++match) {
		AbxRig* const rig = louder_b(12.0, (float)match);
		for (unsigned i = 0; i < 40; ++i) { // 5 s of programme
			abxrig_run(rig);
		}
		const float error_db = *abxrig_port(rig, "level_error");
		assert_true(error_db >= 0.0F && (double)error_db < tolerance_db);
		abxrig_trigger(rig, "start");
		assert_float_equal(*abxrig_port(rig, "state"), ABX_RUNNING, 0.0);
		const double a = heard_rms(rig, LISTEN_A);
		const double b = heard_rms(rig, LISTEN_B);
		assert_true(fabs(20.0 * log10(b / a)) < tolerance_db);
		abxrig_free(rig);
	}
	AbxRig* const off = louder_b(12.0, 0.0F);
	assert_true(fabs((double)*abxrig_port(off, "level_error") - 12.0) < tolerance_db);
	abxrig_trigger(off, "start"); // The level is part of the difference then, and the record says so
	assert_float_equal(*abxrig_port(off, "state"), ABX_RUNNING, 0.0);
	assert_true(fabs(20.0 * log10(heard_rms(off, LISTEN_B) / heard_rms(off, LISTEN_A)) - 12.0) < tolerance_db);
	abxrig_free(off);
}

static void
test_plugin_refuses_what_it_cannot_match(void** const state)
{
	(void)state;
	AbxRig* const far                       = louder_b(0.0, 1.0F);
	*abxrig_port(far, "resistance")         = 4.0F; // 60 dB apart by their gains, which B loses, and 42 dB by this
	*abxrig_port(far, "a_output_impedance") = 500.0F;
	*abxrig_port(far, "b_gain")             = 40.0F;
	*abxrig_port(far, "start")              = 1.0F;
	abxrig_run(far);
	assert_float_equal(*abxrig_port(far, "state"), ABX_MEASURING, 0.0);
	abxrig_run_until(far, ABX_LEVELS);
	const double left_db = 20.0 * log10(504.0 / 4.0) - 40.0; // Behind the model 40 dB are taken off
	assert_true(fabs((double)*abxrig_port(far, "level_error") - left_db) < tolerance_db);
	abxrig_free(far);

	AbxRig* const early = louder_b(3.0, 2.0F); // Half a second of programme
	assert_float_equal(*abxrig_port(early, "level_error"), -1.0F, 0.0);
	abxrig_trigger(early, "start");
	assert_float_equal(*abxrig_port(early, "state"), ABX_LEVELS, 0.0);
	abxrig_free(early);

	AbxRig* const mute           = louder_b(3.0, 1.0F);
	*abxrig_port(mute, "volume") = -90.0F;
	abxrig_run(mute);
	abxrig_trigger(mute, "start");
	abxrig_run_until(mute, ABX_LEVELS);
	assert_float_equal(*abxrig_port(mute, "level_error"), -1.0F, 0.0);
	abxrig_trigger(mute, "abort");
	assert_float_equal(*abxrig_port(mute, "state"), ABX_IDLE, 0.0);
	abxrig_free(mute);

	AbxRig* const uneven               = louder_b(0.0, 1.0F);
	*abxrig_port(uneven, "b_tracking") = 6.0F; // One side softer than the other: no gain for both matches both
	*abxrig_port(uneven, "volume")     = -40.0F;
	abxrig_trigger(uneven, "start");
	abxrig_run_until(uneven, ABX_LEVELS);
	assert_true(*abxrig_port(uneven, "level_error") > 0.1F);
	abxrig_free(uneven);
}

static void
test_plugin_refuses_uneven_sides_on_the_programme(void** const state)
{
	(void)state;
	AbxRig* const uneven               = louder_b(0.0, 2.0F);
	*abxrig_port(uneven, "b_tracking") = 2.0F;
	*abxrig_port(uneven, "volume")     = -30.0F;
	for (unsigned i = 0; i < 40; ++i) { // 5 s of programme
		abxrig_run(uneven);
	}
	// The potentiometer is off by 2 dB * (30 / 60)^1.5 on one side, and one gain can but share it out
	const double half_db = 0.5 * 2.0 * pow(0.5, 1.5);
	assert_true(fabs((double)*abxrig_port(uneven, "level_error") - half_db) < tolerance_db);
	abxrig_trigger(uneven, "start");
	assert_float_equal(*abxrig_port(uneven, "state"), ABX_LEVELS, 0.0);
	abxrig_free(uneven);
}

/// How far apart A and B are, once the offset of their harmonics has died away
static double
distance(AbxRig* const rig)
{
	static float a[2][ABXRIG_BLOCK_FRAMES];
	static float b[2][ABXRIG_BLOCK_FRAMES];
	for (unsigned i = 0; i < 40; ++i) { // 5 s
		abxrig_run(rig);
	}
	abxrig_hear(rig, LISTEN_A, a);
	abxrig_hear(rig, LISTEN_B, b);
	assert_true(fabs((double)a[0][0]) > 1e-3 || fabs((double)a[0][1]) > 1e-3);
	return abxrig_distance(a, b);
}

/// Looks up a number among the settings of a record
static double
told(const ZoutAbxRecord* const record, const char* const name)
{
	char text[48];
	assert_true(zout_abx_facts_find(&record->settings, name, text, sizeof(text)));
	return strtod(text, NULL);
}

static void
test_plugin_turns_down_what_has_more_volts(void** const state)
{
	(void)state;
	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	AbxRig* const        rig    = abxrig_new(NULL, ABXRIG_RATE_HZ);
	*abxrig_port(rig, "a_h2")   = -40.0F; // The same amplifier, but for 20 dB more of gain
	*abxrig_port(rig, "b_h2")   = -40.0F;
	*abxrig_port(rig, "b_gain") = 20.0F;
	*abxrig_port(rig, "trials") = 5.0F;
	*abxrig_port(rig, "match")  = 0.0F;
	assert_true(distance(rig) > 0.01); // In mode Matched, but not with the same harmonics
	for (unsigned match = 2; match; --match) {
		*abxrig_port(rig, "match") = (float)match;
		assert_true(distance(rig) < 1e-5); // On the programme both differed while they were turned down
	}
	*abxrig_port(rig, "enabled") = 0.0F; // A bypass changes none of it
	abxrig_run(rig);
	*abxrig_port(rig, "volume") = -6.0F;
	abxrig_run(rig);
	*abxrig_port(rig, "enabled") = 1.0F;
	*abxrig_port(rig, "volume")  = 0.0F;
	assert_true(distance(rig) < 1e-5);

	abxrig_trigger(rig, "start");
	abxrig_run_until(rig, ABX_RUNNING);
	*abxrig_port(rig, "match")  = 0.0F; // It stays while a session runs
	*abxrig_port(rig, "b_gain") = 30.0F;
	assert_true(distance(rig) < 1e-5);
	for (unsigned trial = 0; trial < 5; ++trial) {
		abxrig_trigger(rig, "answer_a");
	}
	assert_float_equal(*abxrig_port(rig, "state"), ABX_FINISHED, 0.0);
	assert_true(distance(rig) > 0.01);
	char* const saved = abxrig_save(rig);
	abxrig_record(saved, 0, &record, &result);
	assert_true(told(&record, "a.gain") == 0.0 && told(&record, "b.gain") == 0.0);
	assert_true(told(&record, "a.turned_down_db") == 0.0 && told(&record, "b.turned_down_db") == 20.0);
	assert_int_equal(result.reason, ZOUT_ABX_BY_SCORE);
	free(saved);

	abxrig_trigger(rig, "start"); // Without matching
	abxrig_run_until(rig, ABX_RUNNING);
	abxrig_trigger(rig, "abort");
	char* const again = abxrig_save(rig);
	abxrig_record(again, 1, &record, &result);
	assert_true(told(&record, "b.gain") == 30.0 && told(&record, "b.turned_down_db") == 0.0);
	free(again);
	abxrig_free(rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_1khz_is_that_of_the_circuit),
		cmocka_unit_test(test_programme_is_that_of_libebur128),
		cmocka_unit_test(test_soft_passages_count_in_both_chains),
		cmocka_unit_test(test_silence_is_not_matched),
		cmocka_unit_test(test_match_attenuates_the_louder_one),
		cmocka_unit_test(test_plugin_matches_what_is_heard),
		cmocka_unit_test(test_plugin_turns_down_what_has_more_volts),
		cmocka_unit_test(test_plugin_refuses_what_it_cannot_match),
		cmocka_unit_test(test_plugin_refuses_uneven_sides_on_the_programme),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
