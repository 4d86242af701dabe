// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* loadchange: what a change of the load costs once.
 *
 *   loadchange [-t] [CHANGES]
 *
 * Times the call that computes the new filter: the first zout_model_process() of one frame after zout_model_set()
 * with another load, from 20 different ones, and after each the rest of the fade. Prints median, 99th percentile and
 * maximum in microseconds at the usual rates, tab-separated with -t.
 */

#include "dsp/zout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FADE_FRAMES = 48000, CHUNK_FRAMES = 256, N_LOADS = 20 };

static float audio[4][CHUNK_FRAMES];

static double
now_us(void)
{
	struct timespec t;
	timespec_get(&t, TIME_UTC);
	return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static int
compare(const void* const a, const void* const b)
{
	const double x = *(const double*)a;
	const double y = *(const double*)b;
	return (x > y) - (x < y);
}

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

static void
process(ZoutModel* const model, const unsigned frames)
{
	const float* const in[2]  = {audio[0], audio[1]};
	float* const       out[2] = {audio[2], audio[3]};
	zout_model_process(model, in, out, frames);
}

static int
measure(const double rate_hz, const unsigned n_changes, double* const cost_us, const bool tabs)
{
	ZoutModel*       model  = NULL;
	const ZoutStatus status = zout_model_new(rate_hz, 1, &model);
	if (status) {
		fprintf(stderr, "loadchange: %s\n", zout_strerror(status));
		return 1;
	}
	ZoutSettings settings;
	zout_settings_init(&settings);
	for (unsigned n = 0; n < n_changes; ++n) {
		set_load(&settings, n);
		const double start = now_us();
		zout_model_set(model, 0, &settings);
		process(model, 1);
		cost_us[n] = now_us() - start;
		for (unsigned done = 0; done < FADE_FRAMES / 4; done += CHUNK_FRAMES) {
			process(model, CHUNK_FRAMES);
		}
	}
	qsort(cost_us, n_changes, sizeof(double), compare);
	printf(tabs ? "%.0f\t%s\t%u\t%.1f\t%.1f\t%.1f\n"
	            : "%6.0f Hz  %-10s  %u changes: median %.1f us, p99 %.1f us, max %.1f us\n",
	       rate_hz,
	       zout_model_isa(model),
	       n_changes,
	       cost_us[n_changes / 2U],
	       cost_us[n_changes * 99U / 100U],
	       cost_us[n_changes - 1U]);
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
	double* const  cost_us   = calloc(n_changes, sizeof(double));
	if (!cost_us) {
		perror("loadchange");
		return 1;
	}
	for (unsigned c = 0; c < 2; ++c) {
		for (unsigned i = 0; i < CHUNK_FRAMES; ++i) {
			audio[c][i] = (float)((i * 37U + c * 11U) % 101U) / 400.0F - 0.125F;
		}
	}
	int failed = 0;
	for (size_t r = 0; !failed && r < sizeof(rates_hz) / sizeof(rates_hz[0]); ++r) {
		failed = measure(rates_hz[r], n_changes, cost_us, tabs);
	}
	free(cost_us);
	return failed;
}
