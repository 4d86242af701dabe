// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Programs that jump in an ALSA PCM, and slaves that run on without them: positions, over a slave that is part of this
 * program and goes back no further than it is told to. */

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "alsa/exchange.h"
#include "alsa/follow.h"
#include "audio/engine.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BUFFER = 4800, BOUNDARY = 4800 * 1024 };

static struct {
	snd_pcm_sframes_t avail;
	snd_pcm_uframes_t can_go_back;
	snd_pcm_uframes_t went_back;
	snd_pcm_uframes_t went_forth;
	uint32_t          room; ///< For silence
	unsigned          interruptions;
} slave;

static ZoutPcm pcm;

snd_pcm_sframes_t
snd_pcm_avail(snd_pcm_t* const handle)
{
	(void)handle;
	return slave.avail;
}

snd_pcm_sframes_t
snd_pcm_rewindable(snd_pcm_t* const handle)
{
	(void)handle;
	return (snd_pcm_sframes_t)slave.can_go_back;
}

snd_pcm_sframes_t
snd_pcm_rewind(snd_pcm_t* const handle, const snd_pcm_uframes_t frames)
{
	(void)handle;
	const snd_pcm_uframes_t back = frames < slave.can_go_back ? frames : slave.can_go_back;
	slave.can_go_back -= back;
	slave.went_back += back;
	return (snd_pcm_sframes_t)back;
}

snd_pcm_sframes_t
snd_pcm_forward(snd_pcm_t* const handle, const snd_pcm_uframes_t frames)
{
	(void)handle;
	slave.went_forth += frames;
	return (snd_pcm_sframes_t)frames;
}

int
zout_pcm_play_silence(ZoutPcm* const of, uint32_t* const left)
{
	(void)of;
	const uint32_t n = *left < slave.room ? *left : slave.room;
	slave.room -= n;
	*left -= n;
	return *left ? -EAGAIN : 0;
}

void
zout_engine_interrupted(ZoutEngine* const engine)
{
	(void)engine;
	++slave.interruptions;
}

/// A program at this position, behind which so many frames were moved
static int
begin(const uint64_t moved, const uint64_t program)
{
	memset(&slave, 0, sizeof(slave));
	memset(&pcm, 0, sizeof(pcm));
	pcm.io.stream      = SND_PCM_STREAM_PLAYBACK;
	pcm.io.buffer_size = BUFFER;
	pcm.io.appl_ptr    = program;
	pcm.io.hw_ptr      = 1;
	pcm.boundary       = BOUNDARY;
	pcm.slave_frames   = BUFFER;
	pcm.moved          = moved;
	return 0;
}

static void
test_distances_are_those_within_a_buffer(void** const state)
{
	(void)state;
	begin(10000, 10000);
	assert_int_equal(zout_pcm_ahead(&pcm), 0);
	begin(10000, 10500);
	assert_int_equal(zout_pcm_ahead(&pcm), 500);
	begin(10000, 9000);
	assert_int_equal(zout_pcm_ahead(&pcm), -1000);
	begin(UINT64_C(3) * BOUNDARY + 100, BOUNDARY - 200); // positions begin anew at the boundary, what is moved does not
	assert_int_equal(zout_pcm_ahead(&pcm), -300);
	begin(UINT64_C(3) * BOUNDARY - 200, 100);
	assert_int_equal(zout_pcm_ahead(&pcm), 300);
	begin(100000, 10000);
	assert_int_equal(zout_pcm_ahead(&pcm), 0);
}

static void
test_a_rewind_takes_back_what_was_not_sent_first(void** const state)
{
	(void)state;
	begin(10000, 9000);
	pcm.made = pcm.held = 100;
	slave.can_go_back   = BUFFER;
	assert_int_equal(zout_pcm_follow_rewind(&pcm), 0);
	assert_int_equal(pcm.held, 0);
	assert_int_equal(slave.went_back, 900);
	assert_int_equal(pcm.moved, 9000);
}

static void
test_what_is_played_already_is_not_rewound_later(void** const state)
{
	(void)state;
	begin(10000, 9000);
	slave.can_go_back = 700;
	assert_int_equal(zout_pcm_follow_rewind(&pcm), 300);
	assert_int_equal(pcm.moved, 9300);
	pcm.io.appl_ptr   = 9300; // once it has been written again
	slave.can_go_back = 700;
	assert_int_equal(zout_pcm_follow_rewind(&pcm), 0);
	assert_int_equal(slave.went_back, 700);
}

static void
test_silence_is_what_a_program_leaves_out(void** const state)
{
	(void)state;
	begin(10000, 10500);
	slave.room = 200;
	assert_int_equal(zout_pcm_follow_forward(&pcm), -EAGAIN);
	assert_int_equal(pcm.moved, 10200);
	slave.room = 1000;
	assert_int_equal(zout_pcm_follow_forward(&pcm), 0);
	assert_int_equal(pcm.moved, 10500);
	assert_int_equal(slave.room, 700);
	assert_int_equal(zout_pcm_follow_forward(&pcm), 0);
}

static void
test_a_reset_begins_anew(void** const state)
{
	(void)state;
	begin(10000, 0);
	zout_pcm_follow_reset(&pcm); // at position 0 by chance: the slave has played
	assert_int_equal(pcm.moved, 10000);
	pcm.io.hw_ptr     = 0;
	pcm.position      = 8000;
	pcm.held          = 50;
	slave.can_go_back = 1500;
	zout_pcm_follow_reset(&pcm);
	assert_int_equal(pcm.moved, 0);
	assert_int_equal(pcm.position, 0);
	assert_int_equal(pcm.held, 0);
	assert_int_equal(slave.went_back, 1500);
	assert_int_equal(slave.interruptions, 1);
	zout_pcm_follow_reset(&pcm);
	assert_int_equal(slave.interruptions, 1);
}

static void
test_a_slave_that_ran_on_is_caught_up_with(void** const state)
{
	(void)state;
	begin(10000, 10000);
	slave.avail = BUFFER + 300;
	zout_pcm_follow_slave(&pcm); // it would have stopped
	assert_int_equal(slave.went_forth, 0);
	pcm.runs_on = true;
	pcm.held    = 20;
	zout_pcm_follow_slave(&pcm);
	assert_int_equal(slave.went_forth, 300);
	assert_int_equal(slave.interruptions, 1);
	assert_int_equal(pcm.held, 0);
	slave.avail = BUFFER;
	zout_pcm_follow_slave(&pcm);
	assert_int_equal(slave.interruptions, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distances_are_those_within_a_buffer),
		cmocka_unit_test(test_a_rewind_takes_back_what_was_not_sent_first),
		cmocka_unit_test(test_what_is_played_already_is_not_rewound_later),
		cmocka_unit_test(test_silence_is_what_a_program_leaves_out),
		cmocka_unit_test(test_a_reset_begins_anew),
		cmocka_unit_test(test_a_slave_that_ran_on_is_caught_up_with),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
