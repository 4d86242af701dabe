// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A program that is late, and has told the PCM not to stop for that.
 *
 *   alsalate PCM
 *
 * Plays half a second of 0.5 on both sides, FLOAT at 48 kHz, writes nothing until the buffer has been empty for a fifth
 * of a second, and plays another half second.
 *
 * Exit status: 0; 1 failed; 2 usage.
 */

#define _POSIX_C_SOURCE 200809L

#include <alsa/asoundlib.h>
#include <poll.h>
#include <stdlib.h>

enum { RATE_HZ = 48000, HALF_FRAMES = RATE_HZ / 2, BUFFER_US = 100000, LATE_MS = 300 };

static void
check(const char* const what, const long status)
{
	if (status < 0) {
		fprintf(stderr, "alsalate: %s: %s\n", what, snd_strerror((int)status));
		exit(1);
	}
}

static void
never_stop(snd_pcm_t* const pcm)
{
	snd_pcm_sw_params_t* params   = NULL;
	snd_pcm_uframes_t    boundary = 0;
	check("memory", snd_pcm_sw_params_malloc(&params));
	check("parameters", snd_pcm_sw_params_current(pcm, params));
	check("boundary", snd_pcm_sw_params_get_boundary(params, &boundary));
	check("threshold", snd_pcm_sw_params_set_stop_threshold(pcm, params, boundary));
	check("setup", snd_pcm_sw_params(pcm, params));
	snd_pcm_sw_params_free(params);
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

int
main(const int argc, char** const argv)
{
	static float frames[HALF_FRAMES][2];
	snd_pcm_t*   pcm = NULL;
	if (argc != 2) {
		fprintf(stderr, "usage: alsalate PCM\n");
		return 2;
	}
	for (unsigned i = 0; i < HALF_FRAMES; ++i) {
		frames[i][0] = frames[i][1] = 0.5F;
	}
	check("open", snd_pcm_open(&pcm, argv[1], SND_PCM_STREAM_PLAYBACK, 0));
	check("setup",
	      snd_pcm_set_params(pcm, SND_PCM_FORMAT_FLOAT, SND_PCM_ACCESS_RW_INTERLEAVED, 2, RATE_HZ, 0, BUFFER_US));
	never_stop(pcm);
	play(pcm, frames);
	poll(NULL, 0, LATE_MS);
	play(pcm, frames);
	check("drain", snd_pcm_drain(pcm));
	snd_pcm_close(pcm);
	return 0;
}
