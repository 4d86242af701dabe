// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* pairs: ratios of the model's cost with itself, which no other plugin is needed for.
 *
 *   pairs [-t]
 *
 * Both sides of a pair are timed by turns, 61 times for 2 ms each, so that a machine whose speed drifts does not
 * matter; a ratio is the median of 61. Denormals are left as a careless host would leave them: not flushed. Prints for
 * each pair its name, the ratio, and how many times real time the first side runs; tab-separated with -t.
 */

#include "timing.h"

#include "dsp/zout.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
	REPETITIONS = 61,
	MAX_BLOCK   = 256,
	SOURCE      = 8192, ///< Frames after which the signal repeats, a multiple of every block
};

static const double repetition_ns = 2e6;

/// One side of a pair: the whole chain with every effect but noise and hum if it is to fall silent
typedef struct {
	double   rate_hz;
	unsigned chains;
	unsigned block_frames;
	bool     noise;
	bool     falls_silent;
} Side;

typedef struct {
	const char* name;
	Side        side[2];
} Pair;

static const Pair pairs[] = {
	{"chains A and B, of one chain", {{48e3, 2, 256, true, false}, {48e3, 1, 256, true, false}}},
	{"block 16, of block 256", {{48e3, 1, 16, true, false}, {48e3, 1, 256, true, false}}},
	{"192 kHz, A and B, of one chain", {{192e3, 2, 256, true, false}, {192e3, 1, 256, true, false}}},
	{"silence after music, of music", {{48e3, 1, 256, false, true}, {48e3, 1, 256, false, false}}},
};

typedef struct {
	const Side* side;
	ZoutModel*  model;
	size_t      at;
	size_t      batch_blocks;
} Runner;

static float music[2][SOURCE];
static float silence[MAX_BLOCK];
static float out[4][MAX_BLOCK];

static void
run_blocks(Runner* const runner, const size_t n_blocks, const bool silent)
{
	float* const to[4] = {out[0], out[1], out[2], out[3]};
	for (size_t i = 0; i < n_blocks; ++i) {
		const float* const from[2] = {
			silent ? silence : music[0] + runner->at, silent ? silence : music[1] + runner->at};
		zout_model_process(runner->model, from, to, runner->side->block_frames);
		runner->at = (runner->at + runner->side->block_frames) % SOURCE;
	}
}

static ZoutSettings
side_settings(const Side* const side)
{
	static const struct {
		ZoutParam param;
		float     value;
	} set[] = {
		{ZOUT_VOLUME, -3.0F},
		{ZOUT_OUTPUT_IMPEDANCE, 10.0F},
		{ZOUT_BANDWIDTH, 200.0F},
		{ZOUT_INDUCTANCE, 0.3F},
		{ZOUT_EDDY, 200.0F},
		{ZOUT_R1, 250.0F},
		{ZOUT_R2, 15.0F},
		{ZOUT_R3, 10.0F},
		{ZOUT_H2, -60.0F},
		{ZOUT_H3, -80.0F},
		{ZOUT_CURRENT_H2, -80.0F},
		{ZOUT_DISTORTION_CORNER, 10.0F},
		{ZOUT_CROSSTALK, -90.0F},
		{ZOUT_CLIP_RESISTANCE, 2.5F},
		{ZOUT_TRACKING, 1.0F},
	};
	ZoutSettings settings;
	zout_settings_init(&settings);
	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); ++i) {
		settings.value[set[i].param] = set[i].value;
	}
	if (side->noise) {
		settings.value[ZOUT_NOISE] = 30.0F;
		settings.value[ZOUT_HUM]   = 10.0F;
	}
	return settings;
}

/// Makes a side ready, warm and, if it is to be silent, so for as long as states take to become denormal
static int
start(Runner* const runner, const Side* const side)
{
	memset(runner, 0, sizeof(*runner));
	runner->side            = side;
	const ZoutStatus status = zout_model_new(side->rate_hz, side->chains, &runner->model);
	if (status) {
		fprintf(stderr, "pairs: %s\n", zout_strerror(status));
		return 1;
	}
	const ZoutSettings settings = side_settings(side);
	zout_model_set(runner->model, 0, &settings);
	zout_model_set(runner->model, 1, &settings);
	run_blocks(runner, 1000, false);
	if (side->falls_silent) {
		run_blocks(runner, (size_t)(10.0 * side->rate_hz / side->block_frames), true);
	}
	const double start_ns = timing_now_ns();
	run_blocks(runner, 1000, side->falls_silent);
	runner->batch_blocks = 1U + (size_t)(repetition_ns * 1000.0 / (timing_now_ns() - start_ns));
	return 0;
}

static double
cost_ns(Runner* const runner)
{
	const double start_ns = timing_now_ns();
	run_blocks(runner, runner->batch_blocks, runner->side->falls_silent);
	return (timing_now_ns() - start_ns) / (double)(runner->batch_blocks * runner->side->block_frames);
}

static int
measure(const Pair* const pair, const bool tabs)
{
	Runner runner[2];
	if (start(&runner[0], &pair->side[0]) || start(&runner[1], &pair->side[1])) {
		return 1;
	}
	double first_ns[REPETITIONS];
	double ratio[REPETITIONS];
	for (unsigned i = 0; i < REPETITIONS; ++i) {
		first_ns[i] = cost_ns(&runner[0]);
		ratio[i]    = first_ns[i] / cost_ns(&runner[1]);
	}
	timing_sort(first_ns, REPETITIONS);
	timing_sort(ratio, REPETITIONS);
	const double median    = timing_quantile(ratio, REPETITIONS, 0.5);
	const double real_time = 1e9 / pair->side[0].rate_hz / timing_quantile(first_ns, REPETITIONS, 0.5);
	printf(tabs ? "%s\t%.3f\t%.0f\n" : "%-32s x%.3f, %.0f x real time\n", pair->name, median, real_time);
	zout_model_free(runner[0].model);
	zout_model_free(runner[1].model);
	return 0;
}

int
main(const int argc, char** argv)
{
	const bool tabs  = argc > 1 && !strcmp(argv[1], "-t");
	uint32_t   noise = 1;
	for (unsigned i = 0; i < 2 * SOURCE; ++i) {
		noise               = noise * 1664525U + 1013904223U;
		music[i % 2][i / 2] = (float)(noise >> 8U) / (float)(1U << 26U) - 0.125F; // peak -18 dBFS
	}
	int failed = 0;
	for (size_t i = 0; !failed && i < sizeof(pairs) / sizeof(pairs[0]); ++i) {
		failed = measure(&pairs[i], tabs);
	}
	return failed;
}
