// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Buffers of a host on every instruction set: any length, any alignment, not a value read or written beside them; and
 * what comes out is that of the scalar specification. */

#define _XOPEN_SOURCE 700 // setenv()

#include "fuzz.h"
#include "probe.h"
#include "tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum {
	N_FRAMES = 4000,
	N_CASES  = 4,
	MARGIN   = 64, ///< Canaries before and behind a buffer
	MOST     = 1000,
	ROOM     = MOST + 2 * MARGIN + 4,
};

static const uint32_t sizes[] = {0, 1, 3, 17, 255, 256, 257, MOST, 2, 33};
static const char*    names[] = {"linear", "harmonics", "every effect", "limiting"};

static float source[2][N_FRAMES];
static float expected[4][N_FRAMES];
static float got[4][N_FRAMES];

/// Case 0 is linear, 1 has harmonics, 2 has every effect, 3 limits as well
static ZoutSettings
case_settings(const unsigned c)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 33.0F;
	settings.value[ZOUT_INDUCTANCE]       = 0.5F;
	settings.value[ZOUT_R1]               = 170.0F;
	settings.value[ZOUT_VOLUME]           = -2.0F;
	if (c > 0) {
		settings.value[ZOUT_H2] = -40.0F;
		settings.value[ZOUT_H3] = -60.0F;
	}
	if (c > 1) {
		settings.value[ZOUT_CURRENT_H2]        = -70.0F;
		settings.value[ZOUT_DISTORTION_CORNER] = 5.0F;
		settings.value[ZOUT_NOISE]             = 30.0F;
		settings.value[ZOUT_HUM]               = 100.0F;
		settings.value[ZOUT_CROSSTALK]         = -60.0F;
		settings.value[ZOUT_TRACKING]          = 3.0F;
	}
	if (c > 2) {
		settings.value[ZOUT_MAX_VOLTAGE]     = 0.8F;
		settings.value[ZOUT_CLIP_RESISTANCE] = 10.0F;
		settings.value[ZOUT_MAX_CURRENT]     = 3.0F;
	}
	return settings;
}

static ZoutModel*
model_on(const ZoutKernels* const kernels, const unsigned chains, const unsigned c)
{
	const ZoutSettings settings = case_settings(c);
	setenv("ZOUT_ISA", kernels->name, 1);
	ZoutModel* const model = probe_model(48e3, chains, &settings);
	unsetenv("ZOUT_ISA");
	assert_string_equal(zout_model_isa(model), kernels->name);
	return model;
}

/// All frames at once, in aligned buffers
static void
render_whole(const ZoutKernels* const kernels, const unsigned chains, const unsigned c, float out[4][N_FRAMES])
{
	ZoutModel* const   model = model_on(kernels, chains, c);
	const float* const in[2] = {source[0], source[1]};
	float* const       to[4] = {out[0], out[1], out[2], out[3]};
	zout_model_process(model, in, to, N_FRAMES);
	zout_model_free(model);
}

/**
 * In small buffers, each with its own alignment and canaries on both sides. Beside the inputs stand values that nobody
 * could overlook.
 */
static void
render_in_parts(const ZoutKernels* const kernels, const unsigned chains, const unsigned c, const unsigned shift)
{
	static float     room[6][ROOM]; // left and right input, then the outputs
	ZoutModel* const model = model_on(kernels, chains, c);
	uint32_t         n     = 0;
	for (uint32_t done = 0, turn = 0; done < N_FRAMES; done += n, ++turn) {
		const uint32_t wanted = sizes[turn % (sizeof(sizes) / sizeof(sizes[0]))];
		n                     = wanted < N_FRAMES - done ? wanted : N_FRAMES - done;
		float* buffer[6];
		for (unsigned k = 0; k < 6; ++k) {
			buffer[k] = room[k] + MARGIN + (shift + k) % 4U;
			for (unsigned i = 0; i < ROOM; ++i) {
				room[k][i] = (float)TABLES_CANARY;
			}
		}
		memcpy(buffer[0], source[0] + done, n * sizeof(float));
		memcpy(buffer[1], source[1] + done, n * sizeof(float));
		const float* const in[2]  = {buffer[0], buffer[1]};
		float* const       out[4] = {buffer[2], buffer[3], buffer[4], buffer[5]};
		zout_model_process(model, in, out, n);
		assert_memory_equal(buffer[0], source[0] + done, n * sizeof(float));
		assert_memory_equal(buffer[1], source[1] + done, n * sizeof(float));
		for (unsigned k = 0; k < 6; ++k) {
			const ptrdiff_t first  = buffer[k] - room[k];
			const ptrdiff_t inside = k < 2U + 2U * chains ? (ptrdiff_t)n : 0;
			for (ptrdiff_t i = 0; i < ROOM; ++i) {
				assert_true((i >= first && i < first + inside) || room[k][i] == (float)TABLES_CANARY);
			}
		}
		for (unsigned k = 0; k < 4; ++k) {
			memcpy(got[k] + done, buffer[2U + k], n * sizeof(float));
		}
	}
	zout_model_free(model);
}

static double
difference_db(float a[4][N_FRAMES], float b[4][N_FRAMES], const unsigned n_outputs)
{
	double off    = 0.0;
	double square = 0.0;
	for (unsigned i = 0; i < n_outputs * N_FRAMES; ++i) {
		const double x = (double)a[i / N_FRAMES][i % N_FRAMES];
		const double y = (double)b[i / N_FRAMES][i % N_FRAMES];
		off += (x - y) * (x - y);
		square += y * y;
	}
	assert_true(square > 0.0);
	return probe_db(sqrt(off / square));
}

static void
test_alignment_and_length_of_buffers_do_not_matter(void** const state)
{
	(void)state;
	for (unsigned t = 0; zout_kernels_available(t); ++t) {
		for (unsigned i = 0; i < N_CASES * 2U; ++i) {
			const unsigned chains = 1U + i % 2U;
			render_whole(zout_kernels_available(t), chains, i / 2U, expected);
			for (unsigned shift = 0; shift < 4; ++shift) {
				render_in_parts(zout_kernels_available(t), chains, i / 2U, shift);
				assert_memory_equal(got, expected, sizeof(got[0]) * 2U * chains);
			}
		}
	}
}

/* Harmonics of -40 dB are worked out in floats, at -140 dB of themselves; what limits take away is rounded nearly
 * alike (tests/test_isa.c). */
static void
test_every_instruction_set_gives_what_the_specification_gives(void** const state)
{
	(void)state;
	double worst_db[N_CASES] = {-400.0, -400.0, -400.0, -400.0};
	for (unsigned t = 1; zout_kernels_available(t); ++t) {
		for (unsigned i = 0; i < N_CASES * 2U; ++i) {
			const unsigned chains = 1U + i % 2U;
			render_whole(&zout_kernels_scalar, chains, i / 2U, expected);
			render_whole(zout_kernels_available(t), chains, i / 2U, got);
			probe_at_most(&worst_db[i / 2U], difference_db(got, expected, 2U * chains), -150.0);
		}
	}
	for (unsigned c = 0; c < N_CASES; ++c) {
		probe_report(names[c], worst_db[c], "dB of the output");
	}
}

static int
setup(void** const state)
{
	(void)state;
	uint32_t seed = 7;
	fuzz_speech(source[0], N_FRAMES, 0.7, &seed);
	fuzz_speech(source[1], N_FRAMES, 0.7, &seed);

	// Then silence: beside a signal, nobody would see the last digits of noise and hum
	memset(source[0] + N_FRAMES / 2, 0, sizeof(source[0]) / 2);
	memset(source[1] + N_FRAMES / 2, 0, sizeof(source[1]) / 2);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alignment_and_length_of_buffers_do_not_matter),
		cmocka_unit_test(test_every_instruction_set_gives_what_the_specification_gives),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
