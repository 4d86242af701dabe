// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The output does not know how a host cuts time into blocks, nor where its buffers lie: not by a single bit. */

#include "fuzz.h"
#include "probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum {
	N_FRAMES = 16384,
	N_SCENES = 4,
	RANDOM   = 0, // as a block size
	ROOM     = N_FRAMES + 4,
};

/// When the settings change, in frames: within tiles, at their ends, during fades and after them
static const uint32_t changes[] = {0, 1000, 1001, 2048, 2500, 6000, 6001, 11008, N_FRAMES};
enum { N_CHANGES = sizeof(changes) / sizeof(changes[0]) - 1 };

static float source[2][N_FRAMES];

/// Buffers of one render; with room to move them off every alignment but that of a float
typedef struct {
	float room[4][ROOM];
	float in[2][ROOM];
} Buffers;

static Buffers expected, got;

/// Quiet passages, passages that just clip and single shots; the pauses are zeros of either sign
static void
make_source(const uint32_t scene)
{
	uint32_t seed = 100 + scene;
	for (unsigned channel = 0; channel < 2; ++channel) {
		fuzz_speech(source[channel], N_FRAMES, 0.8, &seed);
		for (uint32_t i = 0; i < N_FRAMES; ++i) {
			source[channel][i] *= i / 1500U % 4U == channel ? 1.0F : 0.05F;
		}
		for (unsigned i = 0; i < 12; ++i) {
			source[channel][(size_t)(fuzz_uniform(&seed) * N_FRAMES)] = scene ? (i % 2U ? 1.5F : -3.0F) : 0.7F;
		}
	}
}

/**
 * Settings number `step` of a scene: harmonics, clipping now and then, a load. Scene 0 comes near the clip level
 * only, which wakes the residual and lets it sleep again; scene 1 has it all, with a clip level that falls little and
 * much by turns, so that it is solved one way and the other; scene 2 toggles the bypass; scene 3 is anything legal.
 */
static ZoutSettings
scene_settings(const uint32_t scene, const uint32_t step, const unsigned chain)
{
	const bool   wire = step % 4U == 1U || step == 6; // the latter in a pause, where zeros have signs
	uint32_t     seed = 1000U * scene + 10U * step + chain;
	ZoutSettings settings;
	zout_settings_init(&settings);
	if (scene == 3) {
		fuzz_settings(&settings, &seed);
		settings.value[ZOUT_ENABLED] = 1.0F;
		return settings;
	}
	settings.value[ZOUT_MAX_VOLTAGE]      = scene ? 1.2F : 2.0F;
	settings.value[ZOUT_CLIP_RESISTANCE]  = scene == 1 ? 15.0F + 60.0F * (float)(step % 2U) : 0.0F;
	settings.value[ZOUT_H2]               = scene ? -50.0F + 5.0F * (float)step : -140.0F;
	settings.value[ZOUT_H3]               = scene ? -70.0F : -140.0F;
	settings.value[ZOUT_GAIN]             = scene && step % 3U == 2U ? 6.0F : 0.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = wire ? 0.0F : 33.0F;
	settings.value[ZOUT_R1]               = 170.0F;
	settings.value[ZOUT_INDUCTANCE]       = 0.5F;
	settings.value[ZOUT_VOLUME]           = -0.5F * (float)(step % 4U);
	settings.value[ZOUT_BANDWIDTH]        = wire ? 1000.0F : 200.0F;
	settings.value[ZOUT_ENABLED]          = scene == 2 && step % 2U ? 0.0F : 1.0F;
	return settings;
}

static void
set_scene(ZoutModel* const model, const uint32_t scene, const uint32_t step)
{
	for (unsigned chain = 0; chain < 2; ++chain) {
		const ZoutSettings settings = scene_settings(scene, step, chain);
		zout_model_set(model, chain, &settings);
	}
}

/// Runs the source through from `in` to `out`, which may overlap as the interface allows
static void
render(ZoutModel* const model, const uint32_t scene, const uint32_t block, float* const in[2], float* const out[4])
{
	uint32_t seed = block;
	uint32_t step = 0;
	memcpy(in[0], source[0], sizeof(source[0]));
	memcpy(in[1], source[1], sizeof(source[1]));
	set_scene(model, scene, 0);
	zout_model_reset(model);
	for (uint32_t done = 0; done < N_FRAMES;) {
		if (done == changes[step]) {
			set_scene(model, scene, step++);
		}
		const uint32_t     wanted  = block == RANDOM ? (uint32_t)(fuzz_uniform(&seed) * 700.0) : block;
		const uint32_t     left    = changes[step] - done;
		const uint32_t     n       = wanted < left ? wanted : left; // 0 now and then when random
		const float* const from[2] = {in[0] + done, in[1] + done};
		float* const       to[4]   = {out[0] + done, out[1] + done, out[2] + done, out[3] + done};
		zout_model_process(model, from, to, n);
		done += n;
	}
}

static void
assert_same(float* const out[4], float* const reference[4], const unsigned chains)
{
	for (unsigned k = 0; k < 2U * chains; ++k) {
		for (size_t i = 0; i < N_FRAMES; ++i) {
			if (memcmp(out[k] + i, reference[k] + i, sizeof(float)) != 0) {
				fail_msg("output %u differs from frame %zu on: %.9g, not %.9g",
				         k,
				         i,
				         (double)out[k][i],
				         (double)reference[k][i]);
			}
		}
	}
}

typedef void (*Check)(ZoutModel* model, uint32_t scene, unsigned chains, float* const reference[4]);

/// Renders each scene in large blocks, then lets a check compare
static void
for_every_scene(const Check check)
{
	for (unsigned i = 0; i < PROBE_N_RATES * N_SCENES * 2U; ++i) {
		const uint32_t     scene        = i / 2U % N_SCENES;
		const unsigned     chains       = 1U + i % 2U;
		float* const       reference[4] = {expected.room[0], expected.room[1], expected.room[2], expected.room[3]};
		float* const       in[2]        = {expected.in[0], expected.in[1]};
		const ZoutSettings settings     = scene_settings(scene, 0, 0);
		ZoutModel* const   model        = probe_model(probe_rates_hz[i / 2U / N_SCENES], chains, &settings);
		make_source(scene);
		render(model, scene, 8192, in, reference);
		check(model, scene, chains, reference);
		zout_model_free(model);
	}
}

static void
check_blocks(ZoutModel* const model, const uint32_t scene, const unsigned chains, float* const reference[4])
{
	static const uint32_t blocks[] = {1, 7, 16, 64, 1024, 8192, RANDOM}; // 8192 again: as after a reset
	float* const          in[2]    = {got.in[0], got.in[1]};
	float* const          out[4]   = {got.room[0], got.room[1], got.room[2], got.room[3]};
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); ++i) {
		memset(got.room, 0, sizeof(got.room));
		render(model, scene, blocks[i], in, out);
		assert_same(out, reference, chains);
	}
}

static void
test_any_split_gives_the_same_bits(void** const state)
{
	(void)state;
	for_every_scene(check_blocks);
}

static void
check_places(ZoutModel* const model, const uint32_t scene, const unsigned chains, float* const reference[4])
{
	static const uint32_t blocks[] = {64, 300, 1024};
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); ++i) {
		float* in[2]  = {got.in[0] + i, got.in[1] + 3U - i}; // unaligned in most cases
		float* out[4] = {in[0], in[1], got.room[2] + 1, got.room[3] + i};
		render(model, scene, blocks[i], in, out); // in place
		assert_same(out, reference, chains);

		float* crossed[4] = {in[1], in[0], got.room[2] + 1, got.room[3] + i};
		render(model, scene, blocks[i], in, crossed);
		assert_same(crossed, reference, chains);

		float* swapped[4] = {got.room[0] + 1, got.room[1] + 3, in[1], in[0]}; // chain B over the inputs
		render(model, scene, blocks[i], in, swapped);
		assert_same(swapped, reference, chains);
	}
}

static void
test_in_place_crosswise_and_unaligned_give_the_same_bits(void** const state)
{
	(void)state;
	for_every_scene(check_places);
}

static void
check_fresh_model(ZoutModel* const model, const uint32_t scene, const unsigned chains, float* const reference[4])
{
	(void)model;
	float* const       in[2]    = {got.in[0], got.in[1]};
	float* const       out[4]   = {got.room[0], got.room[1], got.room[2], got.room[3]};
	const ZoutSettings settings = scene_settings(scene, 0, 0);
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) { // a model of another rate leaves no trace either
		ZoutModel* const other = probe_model(probe_rates_hz[r], chains, &settings);
		render(other, (scene + 1U) % N_SCENES, 777, in, out);
		zout_model_free(other);
	}
	render(model, (scene + 1U) % N_SCENES, 777, in, out);
	render(model, scene, 8192, in, out); // resets
	assert_same(out, reference, chains);
}

static void
test_reset_forgets_everything(void** const state)
{
	(void)state;
	for_every_scene(check_fresh_model);
}

static void
test_no_frames_change_nothing(void** const state)
{
	(void)state;
	ZoutSettings settings;
	zout_settings_init(&settings);
	ZoutModel* const model = probe_model(48e3, 1, &settings);
	float            in    = 0.5F;
	float            out   = -1.0F;
	zout_model_process(model, (const float* const[2]){&in, &in}, (float* const[2]){&out, &out}, 0);
	zout_model_process(model, (const float* const[2]){NULL, NULL}, (float* const[2]){NULL, NULL}, 0);
	assert_true(out == -1.0F && in == 0.5F);
	zout_model_free(model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_split_gives_the_same_bits),
		cmocka_unit_test(test_in_place_crosswise_and_unaligned_give_the_same_bits),
		cmocka_unit_test(test_reset_forgets_everything),
		cmocka_unit_test(test_no_frames_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
