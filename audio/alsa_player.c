// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/alsa_player.h"

#include "audio/worker.h"

#include <alsa/asoundlib.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { LATENCY_US = 40000, PRIORITY = 10 };

/// With a device that is to begin, or to end beside what it holds
static const double patience_s = 4.0;

struct ZoutAlsaPlayerImpl {
	snd_pcm_t*    pcm;    ///< The thread's, which closes it, once there is one
	char*         device; ///< For messages
	ZoutProcessor processor;
	ZoutWorker    opening; ///< Used once
	ZoutWorker    worker;
	unsigned      rate_hz;
	double        queued_s;     ///< That the device holds at most
	unsigned      queue_blocks; ///< The same in blocks
	atomic_bool   ending;
	atomic_int    failure; ///< ALSA's negative number, 0 for none
	atomic_uint   xruns;
	float         side[2][ZOUT_ALSA_PLAYER_FRAMES];
	float         both[2 * ZOUT_ALSA_PLAYER_FRAMES]; ///< Interleaved
};

/// alsa-lib explains itself on stderr; we do that ourselves, in one line
static void
ignore_message(const char* const file,
               const int         line,
               const char* const function,
               const int         code,
               const char* const format,
               ...)
{
	(void)file;
	(void)line;
	(void)function;
	(void)code;
	(void)format;
}

/// Opens the device, which may hang; leaves a failure
static void
open_device(void* const handle)
{
	ZoutAlsaPlayer* const p             = (ZoutAlsaPlayer*)handle;
	snd_pcm_uframes_t     queue_frames  = 0;
	snd_pcm_uframes_t     period_frames = 0;
	snd_lib_error_set_handler(ignore_message);
	int failure =
		snd_pcm_open(&p->pcm, p->device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK); // else it waits while busy
	failure = failure ? failure : snd_pcm_nonblock(p->pcm, 0);
	if (!failure) {
		failure = snd_pcm_set_params(
			p->pcm, SND_PCM_FORMAT_FLOAT, SND_PCM_ACCESS_RW_INTERLEAVED, 2, p->rate_hz, 1, LATENCY_US);
	}
	failure         = failure ? failure : snd_pcm_get_params(p->pcm, &queue_frames, &period_frames);
	p->queue_blocks = (unsigned)(queue_frames / ZOUT_ALSA_PLAYER_FRAMES) + 1U;
	p->queued_s     = (double)p->queue_blocks * ZOUT_ALSA_PLAYER_FRAMES / p->rate_hz;
	atomic_store(&p->failure, failure);
}

ZoutAudioStatus
zout_alsa_player_open(const char* const      device,
                      const unsigned         rate_hz,
                      ZoutAlsaPlayer** const player,
                      ZoutAudioError* const  error)
{
	*player                 = NULL;
	ZoutAlsaPlayer* const p = (ZoutAlsaPlayer*)calloc(1, sizeof(ZoutAlsaPlayer));
	if (p) {
		p->device  = strdup(device);
		p->rate_hz = rate_hz;
		zout_worker_init(&p->worker);
	}
	if (!p || !p->device) {
		zout_alsa_player_free(p);
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	if (!zout_worker_call(&p->opening, open_device, p, patience_s)) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_FAILED, "the ALSA device '%s' hangs, and was not waited for any longer", device);
	}
	const int failure = atomic_load(&p->failure);
	if (failure) {
		zout_alsa_player_free(p);
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_FAILED,
		                       "cannot play stereo at %u Hz on the ALSA device '%s': %s",
		                       rate_hz,
		                       device,
		                       snd_strerror(failure));
	}
	*player = p;
	return ZOUT_AUDIO_SUCCESS;
}

bool
zout_alsa_player_free(ZoutAlsaPlayer* const player)
{
	if (!player) {
		return true;
	}
	if (!zout_alsa_player_stop(player)) {
		return false;
	}
	if (player->pcm) {
		snd_pcm_close(player->pcm);
	}
	zout_worker_clear(&player->worker);
	free(player->device);
	free(player);
	return true;
}

/// Writes a block, past xruns and suspends, of which `whole` tells; false when the device is lost
static bool
write_block(ZoutAlsaPlayer* const player, bool* const whole)
{
	*whole = true;
	for (snd_pcm_uframes_t done = 0; done < ZOUT_ALSA_PLAYER_FRAMES;) {
		const snd_pcm_sframes_t n =
			snd_pcm_writei(player->pcm, player->both + 2U * done, ZOUT_ALSA_PLAYER_FRAMES - done);
		if (n >= 0) {
			done += (snd_pcm_uframes_t)n;
			continue;
		}
		atomic_fetch_add(&player->xruns, n == -EPIPE);
		const int failure = snd_pcm_recover(player->pcm, (int)n, 1);
		if (failure) {
			atomic_store(&player->failure, failure);
			return false;
		}
		if (n != -EINTR) {
			*whole = false;
			break; // the rest of the block would be a step
		}
	}
	return true;
}

static void*
play(void* const handle)
{
	ZoutAlsaPlayer* const player = (ZoutAlsaPlayer*)handle;
	const float* const    in[2]  = {NULL, NULL};
	float* const          out[2] = {player->side[0], player->side[1]};
	bool                  whole  = true;
	unsigned              behind = 0; // blocks since the end was asked for: until all before them is heard
	do {
		if (!whole) {
			player->processor.interrupted(player->processor.handle);
		}
		player->processor.process(player->processor.handle, in, out, ZOUT_ALSA_PLAYER_FRAMES);
		for (unsigned i = 0; i < ZOUT_ALSA_PLAYER_FRAMES; ++i) {
			player->both[2U * i]      = out[0][i];
			player->both[2U * i + 1U] = out[1][i];
		}
		behind += atomic_load(&player->ending) ? 1U : 0U;
	} while (write_block(player, &whole) && behind <= player->queue_blocks);
	snd_pcm_close(player->pcm); // here, where it may hang
	player->pcm = NULL;
	zout_worker_end(&player->worker);
	return NULL;
}

ZoutAudioStatus
zout_alsa_player_start(ZoutAlsaPlayer* const player, const ZoutProcessor processor, ZoutAudioError* const error)
{
	const struct sched_param priority = {.sched_priority = PRIORITY};
	player->processor                 = processor;
	const int failure                 = zout_worker_start(&player->worker, play, player);
	if (failure) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot start a thread: %s", strerror(failure));
	}
	(void)pthread_setschedparam(player->worker.thread, SCHED_FIFO, &priority); // as far as we may
	return ZOUT_AUDIO_SUCCESS;
}

bool
zout_alsa_player_stop(ZoutAlsaPlayer* const player)
{
	atomic_store(&player->ending, true);
	return zout_worker_join(&player->worker, patience_s + player->queued_s);
}

unsigned
zout_alsa_player_xruns(const ZoutAlsaPlayer* const player)
{
	return atomic_load(&player->xruns);
}

ZoutAudioStatus
zout_alsa_player_check(const ZoutAlsaPlayer* const player, ZoutAudioError* const error)
{
	const int failure = atomic_load(&player->failure);
	return failure ? zout_audio_fail(error,
	                                 ZOUT_AUDIO_FAILED,
	                                 "the ALSA device '%s' is lost: %s",
	                                 player->device,
	                                 snd_strerror(failure))
	               : ZOUT_AUDIO_SUCCESS;
}
