// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A program that does with a PCM what few do.
 *
 *   alsajump PCM forward|leap|reset|drain
 *
 * Plays one second of a counter, sample n is (n + 1) times a millionth on both sides, FLOAT at 48 kHz, from a buffer of
 * 0.1 s. Behind the first half it
 *
 *   forward  goes forth by 500 frames
 *   leap     goes forth by as much as it can, eight times, 20 ms apart
 *   reset    calls snd_pcm_reset()
 *   drain    does nothing, but waits at the end by asking for the state, without blocking
 *
 * Exit status: 0; 1 failed, or it lasted 10 s; 2 usage.
 */

#define _POSIX_C_SOURCE 200809L

#include <alsa/asoundlib.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RATE_HZ = 48000, HALF_FRAMES = RATE_HZ / 2, BUFFER_US = 100000, PATIENCE_S = 10 };

static void
check(const char* const what, const long status)
{
	if (status < 0) {
		fprintf(stderr, "alsajump: %s: %s\n", what, snd_strerror((int)status));
		exit(1);
	}
}

static void
play(snd_pcm_t* const pcm, float (*const frames)[2])
{
	for (long done = 0; done < HALF_FRAMES;) {
		const long n = snd_pcm_writei(pcm, frames + done, (snd_pcm_uframes_t)(HALF_FRAMES - done));
		check("write", n);
		done += n;
	}
}

static void
leap(snd_pcm_t* const pcm)
{
	for (unsigned i = 0; i < 8; ++i) {
		const long room = snd_pcm_avail(pcm);
		check("avail", room);
		check("forward", snd_pcm_forward(pcm, (snd_pcm_uframes_t)room));
		poll(NULL, 0, 20);
	}
}

static void
wait_for_the_end(snd_pcm_t* const pcm)
{
	check("nonblock", snd_pcm_nonblock(pcm, 1));
	const int status = snd_pcm_drain(pcm);
	check("drain", status == -EAGAIN ? 0 : status);
	while (snd_pcm_state(pcm) == SND_PCM_STATE_DRAINING) {
		(void)snd_pcm_avail(pcm);
		poll(NULL, 0, 5);
	}
}

int
main(const int argc, char** const argv)
{
	static float counter[2 * HALF_FRAMES][2];
	snd_pcm_t*   pcm = NULL;
	if (argc != 3) {
		fprintf(stderr, "usage: alsajump PCM forward|leap|reset|drain\n");
		return 2;
	}
	for (unsigned i = 0; i < 2 * HALF_FRAMES; ++i) {
		counter[i][0] = counter[i][1] = (float)(i + 1U) * 1e-6F;
	}
	alarm(PATIENCE_S);
	check("open", snd_pcm_open(&pcm, argv[1], SND_PCM_STREAM_PLAYBACK, 0));
	check("setup",
	      snd_pcm_set_params(pcm, SND_PCM_FORMAT_FLOAT, SND_PCM_ACCESS_RW_INTERLEAVED, 2, RATE_HZ, 0, BUFFER_US));
	play(pcm, counter);
	if (!strcmp(argv[2], "forward")) {
		while (snd_pcm_avail(pcm) < 500) {
			poll(NULL, 0, 1);
		}
		check("forward", snd_pcm_forward(pcm, 500));
	} else if (!strcmp(argv[2], "leap")) {
		leap(pcm);
	} else if (!strcmp(argv[2], "reset")) {
		check("reset", snd_pcm_reset(pcm));
	}
	play(pcm, counter + HALF_FRAMES);
	if (!strcmp(argv[2], "drain")) {
		wait_for_the_end(pcm);
	} else {
		check("drain", snd_pcm_drain(pcm));
	}
	snd_pcm_close(pcm);
	return 0;
}
