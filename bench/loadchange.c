// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* loadchange: what a change of the load costs the blocks that it happens in.
 *
 *   loadchange [-t] [CHANGES]
 *
 * Times every block of 64 frames while one of 20 loads after the other is designed and faded over to, and as many
 * blocks at rest between. Prints the median block at rest in microseconds, and relative to it median, 99th and 99.9th
 * percentile of the blocks during changes, at the usual rates, tab-separated with -t.
 */

#include "timing.h"

#include "dsp/zout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_FRAMES  = 64,
	CHANGE_BLOCKS = 110, ///< From a change on: about as long as the design takes
	N_LOADS       = 20,
};

static float audio[4][BLOCK_FRAMES];

/// The nth load: resistances from 30 to 600 ohm, output impedances from 0 to 120 ohm, three resonances
static void
set_load(ZoutSettings* const settings, const unsigned n)
{
	float* const v = settings->value;

	v[ZOUT_RESISTANCE]       = 30.0F + 30.0F * (float)(n % N_LOADS);
	v[ZOUT_OUTPUT_IMPEDANCE] = (float)(n * 7U % 13U) * 10.0F;
	v[ZOUT_INDUCTANCE]       = 0.2F + 0.05F * (float)(n % 3U);
	v[ZOUT_EDDY]             = 100.0F;
	v[ZOUT_F1]               = 60.0F + (float)(n % 7U) * 10.0F;
	v[ZOUT_R1]               = 200.0F;
	v[ZOUT_Q1]               = 2.0F;
	v[ZOUT_F2]               = 2500.0F;
	v[ZOUT_R2]               = 20.0F;
	v[ZOUT_Q2]               = 3.0F;
	v[ZOUT_F3]               = 7000.0F;
	v[ZOUT_R3]               = 15.0F;
	v[ZOUT_Q3]               = 4.0F;
}

/// Processes one block and returns how long that took
static double
process_us(ZoutModel* const model)
{
	const float* const in[2]  = {audio[0], audio[1]};
	float* const       out[2] = {audio[2], audio[3]};
	const double       start  = timing_now_ns();
	zout_model_process(model, in, out, BLOCK_FRAMES);
	return 1e-3 * (timing_now_ns() - start);
}

static int
measure(const double rate_hz, const unsigned n_changes, double* const rest_us, double* const change_us, const bool tabs)
{
	ZoutModel*       model  = NULL;
	const ZoutStatus status = zout_model_new(rate_hz, 1, &model);
	if (status) {
		fprintf(stderr, "loadchange: %s\n", zout_strerror(status));
		return 1;
	}
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_H2]    = -60.0F;
	settings.value[ZOUT_NOISE] = 30.0F;
	const unsigned n_blocks    = n_changes * CHANGE_BLOCKS;
	for (unsigned n = 0; n < n_changes; ++n) {
		for (unsigned k = 0; k < CHANGE_BLOCKS; ++k) { // the change before fades out
			process_us(model);
		}
		for (unsigned k = 0; k < CHANGE_BLOCKS; ++k) {
			rest_us[n * CHANGE_BLOCKS + k] = process_us(model);
		}
		set_load(&settings, n);
		zout_model_set(model, 0, &settings);
		for (unsigned k = 0; k < CHANGE_BLOCKS; ++k) {
			change_us[n * CHANGE_BLOCKS + k] = process_us(model);
		}
	}
	timing_sort(rest_us, n_blocks);
	timing_sort(change_us, n_blocks);
	const double rest = timing_quantile(rest_us, n_blocks, 0.5);
	printf(tabs ? "%.0f\t%s\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\n"
	            : "%6.0f Hz  %-10s  at rest %.2f us, p99.9 x%.2f; changing: median x%.2f, p99 x%.2f, p99.9 x%.2f\n",
	       rate_hz,
	       zout_model_isa(model),
	       rest,
	       timing_quantile(rest_us, n_blocks, 0.999) / rest,
	       timing_quantile(change_us, n_blocks, 0.5) / rest,
	       timing_quantile(change_us, n_blocks, 0.99) / rest,
	       timing_quantile(change_us, n_blocks, 0.999) / rest);
	zout_model_free(model);
	return 0;
}

int
main(int argc, char** argv)
{
	static const double rates_hz[] = {44100.0, 48000.0, 96000.0, 192000.0};

	const bool     tabs      = argc > 1 && !strcmp(argv[1], "-t");
	const int      at        = tabs ? 2 : 1;
	const long     wanted    = argc > at ? strtol(argv[at], NULL, 10) : 1000;
	const unsigned n_changes = wanted > 0 && wanted < 1000000 ? (unsigned)wanted : 1000U;
	double* const  cost_us   = calloc((size_t)n_changes * CHANGE_BLOCKS, 2U * sizeof(double));
	if (!cost_us) {
		perror("loadchange");
		return 1;
	}
	for (unsigned c = 0; c < 2; ++c) {
		for (unsigned i = 0; i < BLOCK_FRAMES; ++i) {
			audio[c][i] = (float)((i * 37U + c * 11U) % 101U) / 400.0F - 0.125F;
		}
	}
	int failed = 0;
	for (size_t r = 0; !failed && r < sizeof(rates_hz) / sizeof(rates_hz[0]); ++r) {
		failed = measure(rates_hz[r], n_changes, cost_us, cost_us + (size_t)n_changes * CHANGE_BLOCKS, tabs);
	}
	free(cost_us);
	return failed;
}
