// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The player and recorder, on a JACK server that is part of this program (tests/jack/fake.h). */

#include "audio/loop.h"
#include "audio/loop_ring.h"
#include "tests/jack/fake.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { PERIOD = 480, N = 3 * PERIOD };

static double ramp[PERIOD]; ///< No two frames alike
static double got[2][N];

static ZoutLoop*
open_loop(const ZoutLoopWatch* const watch)
{
	static const ZoutLoopWatch forever = {NULL, NULL};
	ZoutLoop*                  loop    = NULL;
	ZoutAudioError             error;
	memset(&fake, 0, sizeof(fake));
	for (unsigned i = 0; i < PERIOD; ++i) {
		ramp[i] = (double)((float)(i + 1U) / PERIOD);
	}
	assert_int_equal(zout_loop_open("hw:play,hw:play", "hw:record", watch ? watch : &forever, &loop, &error), 0);
	return loop;
}

static ZoutAudioStatus
play_and_record(ZoutLoop* const loop, ZoutAudioError* const error)
{
	const double* const   stimulus[2] = {ramp, NULL};
	double* const         to[2]       = {got[0], got[1]};
	const ZoutAudioStatus status      = zout_loop_play(loop, stimulus, PERIOD, error);
	return status ? status : zout_loop_record(loop, FAKE_RATE_HZ / 10, FAKE_LATENCY, to, N, error);
}

/// Recording from frame 0 of the stimulus on, sample for sample; the right channel has none
static void
assert_recorded(void)
{
	for (unsigned i = 0; i < N; ++i) {
		assert_true(fabs(got[0][i] - ramp[i % PERIOD]) <= 0.0);
		assert_true(fabs(got[1][i]) <= 0.0);
	}
}

static void
test_recording_begins_with_frame_0_of_the_stimulus(void** const state)
{
	(void)state;
	ZoutAudioError  error;
	ZoutLoop* const loop = open_loop(NULL);
	assert_int_equal(play_and_record(loop, &error), ZOUT_AUDIO_SUCCESS);
	assert_recorded();
	assert_int_equal(play_and_record(loop, &error), ZOUT_AUDIO_SUCCESS); // the next one is as good
	assert_recorded();
	assert_int_equal(zout_loop_info(loop).repeated, 0);
	zout_loop_free(loop);
}

/// Begins with a constant 1
static void
play_ones(ZoutLoop* const loop)
{
	ZoutAudioError      error;
	double              one[PERIOD];
	const double* const both[2] = {one, one};
	for (unsigned i = 0; i < PERIOD; ++i) {
		one[i] = 1.0;
	}
	assert_int_equal(zout_loop_play(loop, both, PERIOD, &error), ZOUT_AUDIO_SUCCESS);
}

/// Records it, settled
static void
record_ones(ZoutLoop* const loop)
{
	ZoutAudioError error;
	double* const  to[2] = {got[0], got[1]};
	assert_int_equal(zout_loop_record(loop, 2000, FAKE_LATENCY, to, N, &error), ZOUT_AUDIO_SUCCESS);
	assert_true(fabs(got[0][0] - 1.0) <= 0.0);
}

/* A constant 1 fades in within 20 ms, 960 frames, so that a step is 1/960 at most; the second stimulus begins when the
 * first has faded out, and after the end there is silence. */
static void
test_every_stimulus_fades_in_and_out(void** const state)
{
	(void)state;
	ZoutLoop* const loop = open_loop(NULL);
	for (unsigned i = 0; i < 2; ++i) {
		play_ones(loop);
		record_ones(loop);
	}
	zout_loop_free(loop);

	assert_true(fake.steepest <= 1.0F / 960.0F + 1e-6F);
	assert_int_equal(fake.landings, 2);
	assert_true(fabsf(fake.last) <= 0.0F);
}

/// Lets the server lose frames until two recordings were in vain
static bool
relent(void* const handle)
{
	ZoutLoop* const* const loop = (ZoutLoop* const*)handle;
	if (*loop && zout_loop_info(*loop).repeated >= 2) {
		atomic_store(&fake.skip_every, 0);
	}
	return true;
}

static void
test_lost_frames_make_the_recording_begin_again(void** const state)
{
	(void)state;
	ZoutAudioError      error;
	ZoutLoop*           loop  = NULL;
	const ZoutLoopWatch watch = {relent, &loop};
	loop                      = open_loop(&watch);
	atomic_store(&fake.skips_left, UINT32_MAX);
	atomic_store(&fake.skip_every, 16); // a recording takes 22 blocks
	assert_int_equal(play_and_record(loop, &error), ZOUT_AUDIO_SUCCESS);
	assert_recorded();
	assert_in_range(zout_loop_info(loop).repeated, 2, 4);
	zout_loop_free(loop);
}

/// Behind a loss a constant rises from silence as it did at first
static void
test_lost_frames_are_faded_over(void** const state)
{
	(void)state;
	ZoutLoop* const loop = open_loop(NULL);
	play_ones(loop);
	record_ones(loop);
	atomic_store(&fake.skips_left, 1U);
	atomic_store(&fake.skip_every, 1);
	record_ones(loop);
	zout_loop_free(loop);
	assert_int_equal(atomic_load(&fake.skips_left), 0);
	assert_true(fake.resumed <= 1.0F / 960.0F + 1e-6F);
	assert_true(fake.steepest <= 1.0F / 960.0F + 1e-6F);
}

static void
test_frames_lost_for_ever_are_a_failure(void** const state)
{
	(void)state;
	ZoutAudioError  error;
	ZoutLoop* const loop = open_loop(NULL);
	atomic_store(&fake.skips_left, UINT32_MAX);
	atomic_store(&fake.skip_every, 16);
	assert_int_equal(play_and_record(loop, &error), ZOUT_AUDIO_FAILED);
	assert_non_null(strstr(error.text, "audio was lost 5 times in a row"));
	assert_int_equal(zout_loop_info(loop).repeated, 4);
	zout_loop_free(loop);
}

static void
test_lost_connection_is_told(void** const state)
{
	(void)state;
	ZoutAudioError  error;
	ZoutLoop* const loop = open_loop(NULL);
	assert_int_equal(play_and_record(loop, &error), ZOUT_AUDIO_SUCCESS);
	atomic_store(&fake.connected, false);
	assert_int_equal(play_and_record(loop, &error), ZOUT_AUDIO_BAD_INPUT);
	assert_string_equal(
		error.text, "a port was disconnected, expected hw:play, hw:play and hw:record to stay connected");
	zout_loop_free(loop);
	assert_true(fabsf(fake.last) <= 0.0F); // on what is connected still, it has faded out
}

/// In a thread of its own, as a server's that ends with it
static void*
end_server(void* const arg)
{
	(void)arg;
	fake.shutdown(fake.shutdown_arg);
	return NULL;
}

static void
test_server_that_ends_is_told(void** const state)
{
	(void)state;
	ZoutAudioError  error;
	ZoutLoop* const loop = open_loop(NULL);
	pthread_t       thread;
	assert_int_equal(pthread_create(&thread, NULL, end_server, NULL), 0);
	pthread_join(thread, NULL);
	assert_int_equal(play_and_record(loop, &error), ZOUT_AUDIO_FAILED);
	assert_string_equal(error.text, "the JACK server has ended");
	zout_loop_free(loop);
}

static void
test_server_that_ends_at_the_first_port_is_heard_out(void** const state)
{
	(void)state;
	static const ZoutLoopWatch watch = {NULL, NULL};
	ZoutLoop*                  loop  = NULL;
	ZoutAudioError             error;
	memset(&fake, 0, sizeof(fake));
	fake.ending = true;
	assert_int_equal(zout_loop_open("hw:play", "hw:record", &watch, &loop, &error), ZOUT_AUDIO_FAILED);
	assert_null(loop);
	assert_false(fake.untold);
	assert_false(fake.rushed);
}

static bool
count_down(void* const handle)
{
	int* const left = (int*)handle;
	return (*left)-- > 0;
}

static void
test_caller_can_stop(void** const state)
{
	(void)state;
	int                 left  = 1;
	const ZoutLoopWatch watch = {count_down, &left};
	ZoutAudioError      error;
	ZoutLoop* const     loop = open_loop(&watch);
	assert_int_equal(play_and_record(loop, &error), ZOUT_AUDIO_STOPPED);
	zout_loop_free(loop);
}

static void
assert_refused(const char* const out, const char* const in, const char* const message)
{
	const ZoutLoopWatch watch = {NULL, NULL};
	ZoutLoop*           loop  = NULL;
	ZoutAudioError      error;
	memset(&fake, 0, sizeof(fake));
	assert_int_equal(zout_loop_open(out, in, &watch, &loop, &error), ZOUT_AUDIO_BAD_INPUT);
	assert_null(loop);
	assert_string_equal(error.text, message);
}

static void
test_connections_that_somebody_else_made_will_do(void** const state)
{
	(void)state;
	static const ZoutLoopWatch watch = {NULL, NULL};
	ZoutLoop*                  loop  = NULL;
	ZoutAudioError             error;
	memset(&fake, 0, sizeof(fake));
	fake.late = true;
	assert_int_equal(zout_loop_open("hw:play", "hw:record", &watch, &loop, &error), ZOUT_AUDIO_SUCCESS);
	zout_loop_free(loop);
}

static void
test_bad_ports_are_refused(void** const state)
{
	(void)state;
	assert_refused("hw:none", "hw:record", "no playback port 'hw:none' on the JACK server (see: jack_lsp)");
	assert_refused("hw:play", "hw:none", "no capture port 'hw:none' on the JACK server (see: jack_lsp)");
	assert_refused("hw:record", "hw:record", "no playback port 'hw:record' on the JACK server (see: jack_lsp)");
	assert_refused(NULL, "hw:record", "the JACK server has no physical playback port, expected names with --out");
	assert_refused("hw:play", NULL, "the JACK server has no physical capture port, expected names with --in");
	static const char* const lists[] = {"", ",", "hw:play,", ",hw:play", "hw:play,hw:play,hw:play"};
	for (unsigned i = 0; i < sizeof(lists) / sizeof(lists[0]); ++i) {
		char message[256];
		snprintf(message,
		         sizeof(message),
		         "bad list of playback ports '%s', expected one or two as system:playback_1,system:playback_2",
		         lists[i]);
		assert_refused(lists[i], "hw:record", message);
	}
}

/* What goes in comes out, in order, all or nothing, also where the ring begins again and where the counts overflow. */
static void
test_ring_keeps_order_and_refuses_too_much(void** const state)
{
	(void)state;
	enum { ROOM = 8, ROUNDS = 20, AT_ONCE = 5 };
	float        samples[2 * ROOM];
	float        left[ROOM + 1]  = {0};
	float        right[ROOM + 1] = {0};
	float        frame[2];
	float        next = 1.0F;
	float        due  = 1.0F;
	ZoutLoopRing ring;
	zout_loop_ring_init(&ring, samples, ROOM);
	atomic_store(&ring.written, SIZE_MAX - ROUNDS);
	atomic_store(&ring.taken, SIZE_MAX - ROUNDS);
	for (unsigned round = 0; round < ROUNDS; ++round) {
		for (unsigned i = 0; i < AT_ONCE; ++i, next += 1.0F) {
			left[i]  = next;
			right[i] = -next;
		}
		assert_true(zout_loop_ring_write(&ring, left, right, AT_ONCE));
		assert_false(zout_loop_ring_write(&ring, right, left, ROOM - AT_ONCE + 1U));
		while (zout_loop_ring_read(&ring, frame)) {
			assert_true(fabsf(frame[0] - due) <= 0.0F && fabsf(frame[1] + due) <= 0.0F);
			due += 1.0F;
		}
		assert_true(fabsf(due - next) <= 0.0F);
	}
	assert_false(zout_loop_ring_write(&ring, left, right, ROOM + 1U));
	assert_true(zout_loop_ring_write(&ring, left, right, ROOM));
	zout_loop_ring_clear(&ring);
	assert_false(zout_loop_ring_read(&ring, frame));
	assert_true(zout_loop_ring_write(&ring, left, right, ROOM));
}

enum { CROSSING = 30000, CROSSING_AT_ONCE = 3 };

static void*
fill(void* const handle)
{
	ZoutLoopRing* const ring = (ZoutLoopRing*)handle;
	for (unsigned n = 0; n < CROSSING; n += CROSSING_AT_ONCE) {
		const float block[CROSSING_AT_ONCE] = {(float)n, (float)(n + 1U), (float)(n + 2U)};
		while (!zout_loop_ring_write(ring, block, block, CROSSING_AT_ONCE)) {
			sched_yield();
		}
	}
	return NULL;
}

/* Between two threads that meet in nothing else: ThreadSanitizer sees whether the counts keep the samples apart. */
static void
test_ring_between_threads(void** const state)
{
	(void)state;
	float        samples[2 * 16];
	ZoutLoopRing ring;
	pthread_t    writer;
	zout_loop_ring_init(&ring, samples, 16);
	assert_int_equal(pthread_create(&writer, NULL, fill, &ring), 0);
	bool same = true;
	for (unsigned n = 0; n < CROSSING; ++n) {
		float frame[2];
		while (!zout_loop_ring_read(&ring, frame)) {
			sched_yield();
		}
		same = same && fabsf(frame[0] - (float)n) <= 0.0F && fabsf(frame[1] - (float)n) <= 0.0F;
	}
	pthread_join(writer, NULL);
	assert_true(same);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recording_begins_with_frame_0_of_the_stimulus),
		cmocka_unit_test(test_every_stimulus_fades_in_and_out),
		cmocka_unit_test(test_lost_frames_make_the_recording_begin_again),
		cmocka_unit_test(test_frames_lost_for_ever_are_a_failure),
		cmocka_unit_test(test_lost_frames_are_faded_over),
		cmocka_unit_test(test_lost_connection_is_told),
		cmocka_unit_test(test_server_that_ends_is_told),
		cmocka_unit_test(test_server_that_ends_at_the_first_port_is_heard_out),
		cmocka_unit_test(test_caller_can_stop),
		cmocka_unit_test(test_connections_that_somebody_else_made_will_do),
		cmocka_unit_test(test_bad_ports_are_refused),
		cmocka_unit_test(test_ring_keeps_order_and_refuses_too_much),
		cmocka_unit_test(test_ring_between_threads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
