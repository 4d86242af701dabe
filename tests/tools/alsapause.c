// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Pauses a PCM while it plays, if it says that it can.
 *
 *   alsapause PCM
 *
 * Plays one second of a counter, sample n is n times a millionth on both sides, FLOAT at 48 kHz, and stops in its midst
 * for a fifth of a second, in which nothing may move. Prints whether it could: 1 or 0.
 *
 * Exit status: 0; 1 failed; 2 usage.
 */

#define _POSIX_C_SOURCE 200809L

#include <alsa/asoundlib.h>
#include <poll.h>
#include <stdlib.h>

enum { RATE_HZ = 48000, HALF_FRAMES = RATE_HZ / 2, BUFFER_US = 600000 };

static void
check(const char* const what, const long status)
{
	if (status < 0) {
		fprintf(stderr, "alsapause: %s: %s\n", what, snd_strerror((int)status));
		exit(1);
	}
}

static long
delay_of(snd_pcm_t* const pcm)
{
	snd_pcm_sframes_t frames = 0;
	check("avail", snd_pcm_avail(pcm));
	check("delay", snd_pcm_delay(pcm, &frames));
	return frames;
}

static void
stand_still(snd_pcm_t* const pcm)
{
	check("pause", snd_pcm_pause(pcm, 1));
	const long before = delay_of(pcm);
	poll(NULL, 0, 200);
	const long after = delay_of(pcm);
	if (after != before || snd_pcm_state(pcm) != SND_PCM_STATE_PAUSED) {
		fprintf(stderr, "alsapause: %ld frames were played in the pause\n", before - after);
		exit(1);
	}
	check("end of the pause", snd_pcm_pause(pcm, 0));
}

int
main(const int argc, char** const argv)
{
	static float         counter[2 * HALF_FRAMES][2];
	snd_pcm_t*           pcm    = NULL;
	snd_pcm_hw_params_t* params = NULL;
	if (argc != 2) {
		fprintf(stderr, "usage: alsapause PCM\n");
		return 2;
	}
	for (unsigned i = 0; i < 2 * HALF_FRAMES; ++i) {
		counter[i][0] = counter[i][1] = (float)i * 1e-6F;
	}
	check("open", snd_pcm_open(&pcm, argv[1], SND_PCM_STREAM_PLAYBACK, 0));
	check("setup",
	      snd_pcm_set_params(pcm, SND_PCM_FORMAT_FLOAT, SND_PCM_ACCESS_RW_INTERLEAVED, 2, RATE_HZ, 0, BUFFER_US));
	check("memory", snd_pcm_hw_params_malloc(&params));
	check("parameters", snd_pcm_hw_params_current(pcm, params));
	const int able = snd_pcm_hw_params_can_pause(params);
	snd_pcm_hw_params_free(params);

	check("write", snd_pcm_writei(pcm, counter, HALF_FRAMES));
	if (snd_pcm_state(pcm) == SND_PCM_STATE_PREPARED) {
		check("start", snd_pcm_start(pcm));
	}
	poll(NULL, 0, 50);
	if (able) {
		stand_still(pcm);
	}
	check("write", snd_pcm_writei(pcm, counter + HALF_FRAMES, HALF_FRAMES));
	check("drain", snd_pcm_drain(pcm));
	snd_pcm_close(pcm);
	printf("%d\n", able);
	return 0;
}
