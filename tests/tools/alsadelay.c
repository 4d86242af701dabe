// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a PCM says of its delay.
 *
 *   alsadelay PCM FRAMES
 *
 * Writes that much silence, stereo FLOAT at 48 kHz into a buffer of half a second that has not started yet, and prints
 * the delay in frames. Then starts, writes two seconds in pieces as programs do that never wait, and prints the largest
 * deviation of the delay from what is in the buffer and the first delay beyond FRAMES.
 *
 * Exit status: 0; 1 failed; 2 usage.
 */

#define _POSIX_C_SOURCE 200809L

#include <alsa/asoundlib.h>
#include <stdlib.h>

enum { RATE_HZ = 48000, PIECE_FRAMES = 480, BUFFER_US = 500000 };

static void
check(const char* const what, const long status)
{
	if (status < 0) {
		fprintf(stderr, "alsadelay: %s: %s\n", what, snd_strerror((int)status));
		exit(1);
	}
}

static long
delay_of(snd_pcm_t* const pcm)
{
	snd_pcm_sframes_t frames = 0;
	check("delay", snd_pcm_delay(pcm, &frames));
	return frames;
}

int
main(const int argc, char** const argv)
{
	static float      silence[RATE_HZ][2];
	snd_pcm_t*        pcm    = NULL;
	snd_pcm_uframes_t buffer = 0;
	snd_pcm_uframes_t period = 0;
	const long        frames = argc == 3 ? atol(argv[2]) : 0;
	if (frames <= 0 || frames > RATE_HZ / 4) {
		fprintf(stderr, "usage: alsadelay PCM FRAMES\n");
		return 2;
	}
	check("open", snd_pcm_open(&pcm, argv[1], SND_PCM_STREAM_PLAYBACK, 0));
	check("setup",
	      snd_pcm_set_params(pcm, SND_PCM_FORMAT_FLOAT, SND_PCM_ACCESS_RW_INTERLEAVED, 2, RATE_HZ, 0, BUFFER_US));
	check("buffer", snd_pcm_get_params(pcm, &buffer, &period));
	check("write", snd_pcm_writei(pcm, silence, (snd_pcm_uframes_t)frames));
	const long first = delay_of(pcm);
	printf("%ld ", first);

	check("nonblock", snd_pcm_nonblock(pcm, 1));
	check("start", snd_pcm_start(pcm));
	long worst = 0;
	for (long written = 0; written < 2 * RATE_HZ;) {
		const snd_pcm_sframes_t n = snd_pcm_writei(pcm, silence, PIECE_FRAMES);
		if (n == -EAGAIN) {
			check("wait", snd_pcm_wait(pcm, 1000));
			continue;
		}
		check("write", n);
		written += n;
		const long before    = (long)buffer - snd_pcm_avail(pcm);
		const long delay     = delay_of(pcm) - (first - frames);
		const long after     = (long)buffer - snd_pcm_avail(pcm); // time goes on in between
		const long deviation = delay > before ? delay - before : delay < after ? after - delay : 0;
		worst                = deviation > worst ? deviation : worst;
	}
	printf("%ld\n", worst);
	snd_pcm_close(pcm);
	return 0;
}
