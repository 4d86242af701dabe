// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Memory as strict as the processor can make it: inputs that must not be written to, ends of buffers behind which there
 * is nothing, blocks longer than any host promises. */

#define _DEFAULT_SOURCE // MAP_ANONYMOUS

#include "fuzz.h"
#include "hostile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LONGEST = 1 << 20, N_FRAMES = 6000 };

/// Pages between two that cannot be touched
typedef struct {
	char*  pages;
	size_t size; ///< Without the two
	size_t page;
} Fence;

static Fence
fence_new(const size_t n_values)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t size = (n_values * sizeof(float) + page - 1U) / page * page;
	char* const  all  = (char*)mmap(NULL, size + 2U * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(all != MAP_FAILED);
	assert_int_equal(mprotect(all + page, size, PROT_READ | PROT_WRITE), 0);
	return (Fence){all + page, size, page};
}

static void
fence_free(const Fence* const fence)
{
	munmap(fence->pages - fence->page, fence->size + 2U * fence->page);
}

/// Room for so many values, right before the page behind or right behind the page before
static float*
fence_room(const Fence* const fence, const size_t n_values, const bool at_end)
{
	return (float*)(void*)(fence->pages + (at_end ? fence->size - n_values * sizeof(float) : 0U));
}

static void
lock(const Fence* const fence, const bool locked)
{
	assert_int_equal(mprotect(fence->pages, fence->size, locked ? PROT_READ : PROT_READ | PROT_WRITE), 0);
}

/// Everything that makes sound, in both chains; no noise, which is another one in each
static void
set_all_effects(Hostile* const host)
{
	static const struct {
		const char* symbol;
		float       value;
	} values[] = {{"output_impedance", 30.0F},
	              {"max_voltage", 0.9F},
	              {"clip_resistance", 10.0F},
	              {"max_current", 5.0F},
	              {"h2", -40.0F},
	              {"h3", -50.0F},
	              {"current_h2", -60.0F},
	              {"crosstalk", -50.0F},
	              {"r1", 200.0F},
	              {"inductance", 0.5F}};
	for (unsigned v = 0; v < sizeof(values) / sizeof(values[0]); ++v) {
		for (unsigned i = HOSTILE_N_AUDIO; i < host->plugin->n_ports; ++i) {
			const char* const symbol = host->plugin->port[i].symbol;
			if (!strcmp(symbol[1] == '_' ? symbol + 2 : symbol, values[v].symbol)) {
				host->control[i] = values[v].value;
			}
		}
	}
}

static void
play(Hostile* const host, float* const in[2], float* const out[2], const uint32_t frames, const uint32_t most)
{
	uint32_t seed = 5;
	for (uint32_t done = 0; done < frames;) {
		const uint32_t wanted = (uint32_t)(fuzz_uniform(&seed) * (double)most) + 1U;
		const uint32_t now    = wanted < frames - done ? wanted : frames - done;
		hostile_run(host, in, out, done, now);
		done += now;
	}
}

static void
fill(float* const left, float* const right, const size_t n)
{
	uint32_t seed = 11;
	fuzz_speech(left, n, 0.9, &seed);
	fuzz_noise(right, n, 0.7, &seed);
}

/* Inputs and controls are read-only pages, every buffer ends or begins at a page that kills: vectors that read or write
 * past the end by a single value die. */
static void
test_inputs_are_only_read_and_nothing_beside_buffers(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < 2U * HOSTILE_N_PLUGINS; ++i) {
		const HostilePlugin* const plugin = hostile_plugin(i / 2U);
		const bool                 at_end = i % 2U;
		Fence                      fence[4];
		float*                     room[4];
		for (unsigned k = 0; k < 4; ++k) {
			fence[k] = fence_new(N_FRAMES);
			room[k]  = fence_room(&fence[k], N_FRAMES, at_end);
		}
		const Fence  knobs = fence_new(1);
		Fence        controls[HOSTILE_MAX_PORTS];
		float* const shared = fence_room(&knobs, 1, at_end);
		fill(room[0], room[1], N_FRAMES);
		Hostile* const host = hostile_new(plugin, 48e3, NULL);
		assert_non_null(host);
		set_all_effects(host);
		for (unsigned p = HOSTILE_N_AUDIO; p < plugin->n_ports; ++p) {
			controls[p]        = fence_new(1);
			float* const value = plugin->port[p].input ? fence_room(&controls[p], 1, at_end) : shared;
			*value             = host->control[p];
			plugin->descriptor->connect_port(host->handle, p, value);
			lock(&controls[p], true);
		}
		lock(&fence[0], true);
		lock(&fence[1], true);
		plugin->descriptor->activate(host->handle);
		play(host, room, room + 2, N_FRAMES, 700);
		for (unsigned n = 0; n < N_FRAMES; ++n) {
			assert_true(isfinite(room[2][n]) && isfinite(room[3][n]));
		}
		hostile_free(host);
		for (unsigned p = HOSTILE_N_AUDIO; p < plugin->n_ports; ++p) {
			fence_free(&controls[p]);
		}
		fence_free(&knobs);
		for (unsigned k = 0; k < 4; ++k) {
			fence_free(&fence[k]);
		}
	}
}

/* More than a million frames at once, at addresses that no vector likes. Defaults, because it is the length that is
 * tried here. */
static void
test_blocks_of_a_million_frames_are_those_of_any_length(void** const state)
{
	(void)state;
	float* const room = (float*)calloc(6U * (LONGEST + 4U), sizeof(float));
	assert_non_null(room);
	float* at[6];
	for (unsigned k = 0; k < 6; ++k) {
		at[k] = room + k * (LONGEST + 4U) + 1U + k % 3U;
	}
	fill(at[0], at[1], LONGEST);
	for (unsigned p = 0; p < HOSTILE_N_PLUGINS; ++p) {
		for (unsigned turn = 0; turn < 2; ++turn) {
			Hostile* const host = hostile_new(hostile_plugin(p), 48e3, NULL);
			play(host, at, at + 2U + 2U * turn, LONGEST, turn ? 3000 : LONGEST * 2U);
			hostile_free(host);
		}
		assert_memory_equal(at[2], at[4], LONGEST * sizeof(float));
		assert_memory_equal(at[3], at[5], LONGEST * sizeof(float));
	}
	free(room);
}

/* A mono host may give both inputs the same buffer, and throw one output away into the other one's: not asked for by
 * LV2, but it must not harm. The shared output holds one of both sides in every frame. */
static void
test_both_inputs_or_outputs_may_be_one_buffer(void** const state)
{
	(void)state;
	static float in[2][N_FRAMES], apart[2][N_FRAMES], mono[N_FRAMES + 16];
	fill(in[0], in[1], N_FRAMES);
	for (unsigned p = 0; p < HOSTILE_N_PLUGINS; ++p) {
		for (unsigned turn = 0; turn < 2; ++turn) { // the same input twice, then the same output
			Hostile* const a        = hostile_new(hostile_plugin(p), 48e3, NULL);
			Hostile* const b        = hostile_new(hostile_plugin(p), 48e3, NULL);
			float* const   from[2]  = {in[0], turn ? in[1] : in[0]};
			float* const   to[2]    = {apart[0], apart[1]};
			float* const   into[2]  = {mono, mono};
			const float    sentinel = -77.0F;
			for (unsigned i = 0; i < N_FRAMES + 16; ++i) {
				mono[i] = sentinel;
			}
			play(a, from, to, N_FRAMES, 500);
			play(b, from, into, N_FRAMES, 500);
			for (unsigned i = 0; i < N_FRAMES; ++i) {
				assert_true(turn || apart[0][i] == apart[1][i]);
				assert_true(mono[i] == apart[0][i] || mono[i] == apart[1][i]);
			}
			for (unsigned i = N_FRAMES; i < N_FRAMES + 16; ++i) {
				assert_true(mono[i] == sentinel);
			}
			hostile_free(b);
			hostile_free(a);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inputs_are_only_read_and_nothing_beside_buffers),
		cmocka_unit_test(test_blocks_of_a_million_frames_are_those_of_any_length),
		cmocka_unit_test(test_both_inputs_or_outputs_may_be_one_buffer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
