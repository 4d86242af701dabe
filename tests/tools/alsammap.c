// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Records from an ALSA PCM by mmap, and takes only some of what it is shown at a time.
 *
 *   alsammap PCM FRAMES MOST
 *
 * Writes FRAMES frames of two floats to standard output. Of each region MOST frames are taken; the rest is shown again.
 */

#define _POSIX_C_SOURCE 200809L

#include <alsa/asoundlib.h>
#include <stdio.h>
#include <stdlib.h>

/// Opens for 48 kHz; NULL after a complaint
static snd_pcm_t*
open_pcm(const char* const name)
{
	snd_pcm_t*           pcm    = NULL;
	snd_pcm_hw_params_t* params = NULL;
	snd_pcm_uframes_t    period = 480;
	snd_pcm_uframes_t    buffer = 4800;
	int                  status = snd_pcm_hw_params_malloc(&params);
	status                      = status < 0 ? status : snd_pcm_open(&pcm, name, SND_PCM_STREAM_CAPTURE, 0);
	status                      = status < 0 ? status : snd_pcm_hw_params_any(pcm, params);
	status = status < 0 ? status : snd_pcm_hw_params_set_access(pcm, params, SND_PCM_ACCESS_MMAP_INTERLEAVED);
	status = status < 0 ? status : snd_pcm_hw_params_set_format(pcm, params, SND_PCM_FORMAT_FLOAT);
	status = status < 0 ? status : snd_pcm_hw_params_set_channels(pcm, params, 2);
	status = status < 0 ? status : snd_pcm_hw_params_set_rate(pcm, params, 48000, 0);
	status = status < 0 ? status : snd_pcm_hw_params_set_period_size_near(pcm, params, &period, NULL);
	status = status < 0 ? status : snd_pcm_hw_params_set_buffer_size_near(pcm, params, &buffer);
	status = status < 0 ? status : snd_pcm_hw_params(pcm, params);
	status = status < 0 ? status : snd_pcm_start(pcm);
	snd_pcm_hw_params_free(params);
	if (status < 0) {
		fprintf(stderr, "alsammap: %s: %s\n", name, snd_strerror(status));
		return NULL;
	}
	return pcm;
}

/// Takes frames once; returns how many, or ALSA's negative number
static snd_pcm_sframes_t
take(snd_pcm_t* const pcm, const snd_pcm_uframes_t most)
{
	const snd_pcm_channel_area_t* areas  = NULL;
	snd_pcm_uframes_t             offset = 0;
	snd_pcm_sframes_t             frames = snd_pcm_wait(pcm, 5000) < 0 ? -EPIPE : snd_pcm_avail_update(pcm);
	if (frames <= 0) {
		return frames;
	}
	snd_pcm_uframes_t shown  = (snd_pcm_uframes_t)frames;
	const int         status = snd_pcm_mmap_begin(pcm, &areas, &offset, &shown);
	if (status < 0) {
		return status;
	}
	const snd_pcm_uframes_t taken = shown < most ? shown : most;
	fwrite((const float*)areas[0].addr + 2U * offset, 2U * sizeof(float), taken, stdout);
	return snd_pcm_mmap_commit(pcm, offset, taken);
}

int
main(const int argc, char** const argv)
{
	if (argc != 4) {
		fputs("usage: alsammap PCM FRAMES MOST\n", stderr);
		return 2;
	}
	snd_pcm_t* const  pcm    = open_pcm(argv[1]);
	const long        wanted = strtol(argv[2], NULL, 10);
	snd_pcm_sframes_t n      = pcm ? 0 : -1;
	for (long done = 0; done < wanted && n >= 0; done += n) {
		n = take(pcm, strtoul(argv[3], NULL, 10));
	}
	if (pcm) {
		snd_pcm_close(pcm);
	}
	return n < 0;
}
