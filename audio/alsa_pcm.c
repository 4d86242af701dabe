// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "audio/alsa_pcm.h"

#include "audio/alsa_message.h"

#include <stdlib.h>
#include <string.h>

/// Periods of a device's buffer: one that is played, one that is ready, one of reserve
static const unsigned n_periods = 3;

/// Tried in this order when nobody wishes another rate
static const unsigned usual_rates_hz[] = {48000, 44100, 96000, 88200, 192000, 176400, 384000, 352800, 32000, 16000};

/// Chooses the layout of frames and the format of samples
static int
choose_format(ZoutAlsaPcm* const pcm, snd_pcm_hw_params_t* const params)
{
	pcm->interleaved = !snd_pcm_hw_params_test_access(pcm->handle, params, SND_PCM_ACCESS_RW_INTERLEAVED);
	const int status = snd_pcm_hw_params_set_access(
		pcm->handle, params, pcm->interleaved ? SND_PCM_ACCESS_RW_INTERLEAVED : SND_PCM_ACCESS_RW_NONINTERLEAVED);
	if (status < 0) {
		return status;
	}
	for (unsigned i = 0; i < ZOUT_N_ALSA_FORMATS && !pcm->format; ++i) {
		const ZoutAlsaFormat* const format = zout_alsa_format(i);
		if (!snd_pcm_hw_params_test_format(pcm->handle, params, format->format)) {
			pcm->format = format;
		}
	}
	return pcm->format ? snd_pcm_hw_params_set_format(pcm->handle, params, pcm->format->format) : -EINVAL;
}

/// Opens one PCM and narrows its parameters down to those that do not depend on the other one
static ZoutAudioStatus
open_one(ZoutAlsaPcm* const         pcm,
         const char* const          direction,
         const char* const          device,
         snd_pcm_hw_params_t* const params,
         ZoutAudioError* const      error)
{
	const snd_pcm_stream_t stream = direction[0] == 'c' ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK;
	zout_alsa_forget_messages();
	int status = snd_pcm_open(&pcm->handle, device, stream, SND_PCM_NONBLOCK);
	if (status < 0) {
		pcm->handle = NULL;
		return zout_alsa_fail(error, "cannot open", direction, device, status);
	}
	status = snd_pcm_hw_params_any(pcm->handle, params);
	if (status < 0) {
		return zout_alsa_fail(error, "has no configuration", direction, device, status);
	}
	status = choose_format(pcm, params);
	if (status < 0) {
		return zout_alsa_fail(
			error, "expected samples of S16, S24, S32 or FLOAT; put \"plug:\" in front", direction, device, 0);
	}

	pcm->channels = 2;
	status        = snd_pcm_hw_params_set_channels_near(pcm->handle, params, &pcm->channels);
	if (status < 0 || pcm->channels > ZOUT_ALSA_MAX_CHANNELS ||
	    (pcm->channels < 2 && stream == SND_PCM_STREAM_PLAYBACK)) {
		return zout_alsa_fail(error, "expected two channels", direction, device, 0);
	}
	return ZOUT_AUDIO_SUCCESS;
}

static bool
both_take(const ZoutAlsaPair* const pair, snd_pcm_hw_params_t* const params[2], const unsigned rate_hz)
{
	return !snd_pcm_hw_params_test_rate(pair->capture.handle, params[0], rate_hz, 0) &&
	       !snd_pcm_hw_params_test_rate(pair->playback.handle, params[1], rate_hz, 0);
}

static void
allow_resampling(const ZoutAlsaPair* const pair, snd_pcm_hw_params_t* const params[2], const unsigned allow)
{
	snd_pcm_hw_params_set_rate_resample(pair->capture.handle, params[0], allow);
	snd_pcm_hw_params_set_rate_resample(pair->playback.handle, params[1], allow);
}

/// Finds a rate that both have; 0 if there is none. ALSA resamples only if it must, and then only for PCMs that may
static unsigned
choose_rate(const ZoutAlsaPair* const pair, snd_pcm_hw_params_t* const params[2], const unsigned wanted_hz)
{
	for (unsigned resample = 0; resample < 2; ++resample) {
		allow_resampling(pair, params, resample);
		if (wanted_hz && both_take(pair, params, wanted_hz)) {
			return wanted_hz;
		}
		for (unsigned i = 0; i < sizeof(usual_rates_hz) / sizeof(usual_rates_hz[0]) && !wanted_hz; ++i) {
			if (both_take(pair, params, usual_rates_hz[i])) {
				return usual_rates_hz[i];
			}
		}
	}
	return 0;
}

/// Sets the rest of the parameters of one PCM; `period` goes in as a wish and comes out as what the device has
static int
set_one(ZoutAlsaPcm* const         pcm,
        snd_pcm_hw_params_t* const params,
        const unsigned             rate_hz,
        snd_pcm_uframes_t* const   period)
{
	int status = snd_pcm_hw_params_set_rate(pcm->handle, params, rate_hz, 0);
	status     = status < 0 ? status : snd_pcm_hw_params_set_period_size_near(pcm->handle, params, period, NULL);

	pcm->buffer_frames = n_periods * *period;
	status = status < 0 ? status : snd_pcm_hw_params_set_buffer_size_near(pcm->handle, params, &pcm->buffer_frames);
	status = status < 0 ? status : snd_pcm_hw_params(pcm->handle, params);
	return status < 0 ? status : snd_pcm_hw_params_get_period_size(params, period, NULL);
}

/// Says when the PCM starts (only when told to), stops (when it runs dry) and wakes us
static int
set_software(const ZoutAlsaPcm* const pcm, const snd_pcm_uframes_t period)
{
	snd_pcm_sw_params_t* params = NULL;
	int                  status = snd_pcm_sw_params_malloc(&params);
	if (status < 0) {
		return status;
	}
	snd_pcm_uframes_t boundary = 0;
	status                     = snd_pcm_sw_params_current(pcm->handle, params);
	status                     = status < 0 ? status : snd_pcm_sw_params_get_boundary(params, &boundary);
	status = status < 0 ? status : snd_pcm_sw_params_set_start_threshold(pcm->handle, params, boundary);
	status = status < 0 ? status : snd_pcm_sw_params_set_stop_threshold(pcm->handle, params, pcm->buffer_frames);
	status = status < 0 ? status : snd_pcm_sw_params_set_avail_min(pcm->handle, params, period);
	status = status < 0 ? status : snd_pcm_sw_params(pcm->handle, params);
	snd_pcm_sw_params_free(params);
	return status;
}

static ZoutAudioStatus
set_pair(ZoutAlsaPair* const        pair,
         const char* const          devices[2],
         snd_pcm_hw_params_t* const params[2],
         const unsigned             wanted_hz,
         const unsigned             wanted_frames,
         ZoutAudioError* const      error)
{
	static const char* const directions[2] = {"capture", "playback"};
	ZoutAlsaPcm* const       pcms[2]       = {&pair->capture, &pair->playback};
	pair->rate_hz                          = choose_rate(pair, params, wanted_hz);
	if (!pair->rate_hz) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_FAILED,
		                       wanted_hz ? "devices '%.100s' and '%.100s' do not both have the rate %u Hz"
		                                 : "devices '%.100s' and '%.100s' have no usual rate in common",
		                       devices[0],
		                       devices[1],
		                       wanted_hz);
	}

	pair->block_frames = wanted_frames ? wanted_frames : ZOUT_ALSA_BLOCK_FRAMES;
	for (unsigned i = 0; i < 2; ++i) {
		snd_pcm_uframes_t period = pair->block_frames;
		int               status = set_one(pcms[i], params[i], pair->rate_hz, &period);
		// Until the first PCM is set up the other one can still follow
		pair->block_frames = i || period > ZOUT_ALSA_MAX_BLOCK ? pair->block_frames : (unsigned)period;
		status             = status < 0 ? status : set_software(pcms[i], pair->block_frames);
		if (status < 0) {
			return zout_alsa_fail(error, "cannot be set up", directions[i], devices[i], status);
		}
		if (pcms[i]->buffer_frames < 2U * pair->block_frames) {
			return zout_alsa_fail(error, "its buffer is too short for the period", directions[i], devices[i], 0);
		}
		const size_t frame = (size_t)pcms[i]->channels * pcms[i]->format->bytes;
		pcms[i]->raw       = (unsigned char*)calloc(pair->block_frames, frame);
		if (!pcms[i]->raw) {
			return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
		}
	}
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_alsa_open(const char* const     capture,
               const char* const     playback,
               const unsigned        rate_hz,
               const unsigned        block_frames,
               ZoutAlsaPair* const   pair,
               ZoutAudioError* const error)
{
	memset(pair, 0, sizeof(*pair));
	const char* const    devices[2] = {capture, playback};
	snd_pcm_hw_params_t* params[2]  = {NULL, NULL};
	ZoutAudioStatus      status     = ZOUT_AUDIO_SUCCESS;
	if (snd_pcm_hw_params_malloc(&params[0]) < 0 || snd_pcm_hw_params_malloc(&params[1]) < 0) {
		status = zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	status = status ? status : open_one(&pair->capture, "capture", capture, params[0], error);
	status = status ? status : open_one(&pair->playback, "playback", playback, params[1], error);
	status = status ? status : set_pair(pair, devices, params, rate_hz, block_frames, error);
	if (!status) {
		pair->linked = snd_pcm_link(pair->capture.handle, pair->playback.handle) == 0;
	}
	snd_pcm_hw_params_free(params[0]);
	snd_pcm_hw_params_free(params[1]);
	return status;
}

static void
close_one(ZoutAlsaPcm* const pcm)
{
	if (pcm->handle) {
		snd_pcm_close(pcm->handle);
	}
	free(pcm->raw);
	memset(pcm, 0, sizeof(*pcm));
}

void
zout_alsa_close(ZoutAlsaPair* const pair)
{
	close_one(&pair->playback);
	close_one(&pair->capture);
}
