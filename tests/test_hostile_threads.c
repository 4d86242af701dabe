// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Threads as hosts have them: many instances in some, small stacks, projects that are saved while audio runs, controls
 * that another thread writes to in the middle of a block. */

#include "fuzz.h"
#include "hostile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/state/state.h>

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { N_THREADS = 8, N_INSTANCES = 64, N_FRAMES = 6000, BLOCK = 250 };

static const size_t audio_stack_bytes = 65536;  // Some audio threads have no more
static const size_t setup_stack_bytes = 131072; // Instantiation needs more; the least that a C library gives

/// An instance that plays its own part, made, used and freed in the thread that has it
typedef struct {
	const HostilePlugin* plugin;
	uint32_t             number;
	float                out[2][N_FRAMES];
} Part;

static void
play_part(Part* const part)
{
	uint32_t       seed   = part->number;
	Hostile* const host   = hostile_new(part->plugin, part->number % 2U ? 44.1e3 : 96e3, hostile_features);
	float* const   in     = (float*)calloc(2U * N_FRAMES, sizeof(float));
	float* const   from[] = {in, in + N_FRAMES};
	float* const   to[]   = {part->out[0], part->out[1]};
	fuzz_speech(from[0], N_FRAMES, 0.9, &seed);
	fuzz_speech(from[1], N_FRAMES, 0.9, &seed);
	for (uint32_t at = 0; at < N_FRAMES; at += BLOCK) {
		const unsigned index = HOSTILE_N_AUDIO + (unsigned)(fuzz_uniform(&seed) * (host->plugin->n_ports - 4U));
		if (host->plugin->port[index].input && !host->plugin->port[index].trigger) {
			host->control[index] = hostile_value(&host->plugin->port[index], 0.9, &seed);
		}
		hostile_run(host, from, to, at, BLOCK);
	}
	free(in);
	hostile_free(host);
}

/// Some of the parts, one after another
typedef struct {
	Part*    parts;
	unsigned first;
} Share;

static void*
play_share(void* const handle)
{
	const Share* const share = (const Share*)handle;
	for (unsigned i = share->first; i < N_INSTANCES; i += N_THREADS) {
		play_part(&share->parts[i]);
	}
	return NULL;
}

static void
start(pthread_t* const thread, const size_t stack_bytes, void* (*const func)(void*), void* const handle)
{
	pthread_attr_t attributes;
	assert_int_equal(pthread_attr_init(&attributes), 0);
	assert_int_equal(pthread_attr_setstacksize(&attributes, stack_bytes), 0);
	assert_int_equal(pthread_create(thread, &attributes, func, handle), 0);
	pthread_attr_destroy(&attributes);
}

static void
test_instances_in_threads_give_what_one_thread_gives(void** const state)
{
	(void)state;
	Part* const alone   = (Part*)calloc(2U * N_INSTANCES, sizeof(Part));
	Part* const crowded = alone + N_INSTANCES;
	pthread_t   thread[N_THREADS];
	Share       share[N_THREADS];
	assert_non_null(alone);
	for (unsigned i = 0; i < 2U * N_INSTANCES; ++i) {
		alone[i].plugin = hostile_plugin(i % HOSTILE_N_PLUGINS);
		alone[i].number = i % N_INSTANCES / HOSTILE_N_PLUGINS + 1U;
	}
	for (unsigned i = 0; i < N_THREADS; ++i) {
		share[i] = (Share){crowded, i};
		start(&thread[i], setup_stack_bytes, play_share, &share[i]);
	}
	for (unsigned i = 0; i < N_INSTANCES; ++i) {
		play_part(&alone[i]);
	}
	for (unsigned i = 0; i < N_THREADS; ++i) {
		pthread_join(thread[i], NULL);
	}
	for (unsigned i = 0; i < N_INSTANCES; ++i) {
		assert_memory_equal(crowded[i].out, alone[i].out, sizeof(alone[i].out));
	}
	free(alone);
}

/// What the thread of the audio does while another meddles
typedef struct {
	Hostile*    host;
	bool        keys; ///< Sessions are started, answered and aborted
	bool        finite;
	unsigned    blocks;
	atomic_bool done;
} Audio;

static void*
run_audio(void* const handle)
{
	Audio* const audio = (Audio*)handle;
	static float in[2][BLOCK], out[2][BLOCK];
	uint32_t     seed   = 2;
	float* const from[] = {in[0], in[1]};
	float* const to[]   = {out[0], out[1]};
	for (unsigned i = 0; i < audio->blocks; ++i) {
		fuzz_noise(in[0], BLOCK, 0.5, &seed);
		fuzz_noise(in[1], BLOCK, 0.5, &seed);
		if (audio->keys) {
			*hostile_port(audio->host, "start")    = i % 20U == 1U ? 1.0F : 0.0F;
			*hostile_port(audio->host, "answer_a") = i % 2U ? 1.0F : 0.0F;
			*hostile_port(audio->host, "abort")    = i % 100U == 99U ? 1.0F : 0.0F;
		}
		hostile_run(audio->host, from, to, 0, BLOCK);
		for (unsigned k = 0; k < BLOCK; ++k) {
			audio->finite = audio->finite && isfinite(out[0][k]) && isfinite(out[1][k]);
		}
	}
	atomic_store(&audio->done, true);
	return NULL;
}

static LV2_State_Status
count_records(const LV2_State_Handle handle,
              const uint32_t         key,
              const void* const      value,
              const size_t           size,
              const uint32_t         type,
              const uint32_t         flags)
{
	(void)key;
	(void)type;
	(void)flags;
	unsigned* const   n    = (unsigned*)handle;
	const char* const text = (const char*)value;
	assert_true(size > 3 && text[size - 1U] == '\0' && !strcmp(text + size - 4U, "\n}\n"));
	*n = 0;
	for (const char* at = strstr(text, "\n}\n"); at; at = strstr(at + 1, "\n}\n")) {
		++*n;
	}
	return LV2_STATE_SUCCESS;
}

/* A record never gets lost between the session that runs and those that ended: their number does not fall. */
static void
test_projects_are_saved_while_audio_runs(void** const state)
{
	(void)state;
	Audio audio = {
		.host = hostile_new(hostile_plugin(1), 8e3, hostile_features), .keys = true, .finite = true, .blocks = 2500};
	pthread_t thread;
	unsigned  before = 0;
	unsigned  saved  = 0;
	assert_non_null(audio.host);
	*hostile_port(audio.host, "trials") = 5.0F;
	const LV2_State_Interface* const interface =
		(const LV2_State_Interface*)audio.host->plugin->descriptor->extension_data(LV2_STATE__interface);
	start(&thread, audio_stack_bytes, run_audio, &audio);
	while (!atomic_load(&audio.done)) {
		unsigned now = before;
		assert_int_equal(interface->save(audio.host->handle, count_records, &now, 0, NULL), LV2_STATE_SUCCESS);
		assert_true(now >= before);
		before = now;
		++saved;
	}
	pthread_join(thread, NULL);
	interface->save(audio.host->handle, count_records, &before, 0, NULL);
	print_message("# saved %u times beside audio, %u records\n", saved, before);
	assert_true(audio.finite);
	assert_true(before > 5);
	hostile_free(audio.host);
}

/* Not allowed by LV2, but done: the window writes to the ports while run() reads them. A float is written at once on
 * every machine there is. */
static void
test_controls_may_change_within_a_block(void** const state)
{
#ifdef __SANITIZE_THREAD__
	skip(); // The race is the host's, and meant
#endif
	(void)state;
	for (unsigned p = 0; p < HOSTILE_N_PLUGINS; ++p) {
		Audio     audio = {.host = hostile_new(hostile_plugin(p), 48e3, NULL), .finite = true, .blocks = 1000};
		uint32_t  seed  = 8;
		pthread_t thread;
		assert_non_null(audio.host);
		start(&thread, audio_stack_bytes, run_audio, &audio);
		while (!atomic_load(&audio.done)) {
			const unsigned i = HOSTILE_N_AUDIO + (unsigned)(fuzz_uniform(&seed) * (audio.host->plugin->n_ports - 4U));
			if (audio.host->plugin->port[i].input) {
				volatile float* const value = &audio.host->control[i];
				*value                      = hostile_value(&audio.host->plugin->port[i], 0.5, &seed);
			}
		}
		pthread_join(thread, NULL);
		assert_true(audio.finite);
		hostile_free(audio.host);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_instances_in_threads_give_what_one_thread_gives),
		cmocka_unit_test(test_projects_are_saved_while_audio_runs),
		cmocka_unit_test(test_controls_may_change_within_a_block),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
