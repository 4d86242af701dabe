// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "alsa/zout_pcm.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

/// PCMs of this type that may stand behind one another; more of them are most likely one that plays into itself
enum { MOST_IN_A_ROW = 8 };

enum { NAME_BYTES = 16 };

/// A name for the slave that no PCM of this type in front has given to its own: their configuration is ours
static int
choose_name(snd_config_t* const pcms, char name[NAME_BYTES])
{
	snd_config_t* taken = NULL;
	for (unsigned i = 1; i <= MOST_IN_A_ROW; ++i) {
		snprintf(name, NAME_BYTES, "zout_slave_%u", i);
		if (snd_config_search(pcms, name, &taken) < 0) {
			return 0;
		}
	}
	SNDERR("zout: too many PCMs of type zout behind one another, expected at most %d; is one its own slave?",
	       MOST_IN_A_ROW);
	return -ELOOP;
}

/// Adds a node, which its new parent owns then; frees it if that fails
static int
add(snd_config_t* const parent, snd_config_t* const node)
{
	const int status = snd_config_add(parent, node);
	if (status < 0) {
		snd_config_delete(node);
	}
	return status;
}

/// Adds { type plug slave ORIGINAL } to the PCMs of a configuration, and tells its name
static int
define_slave(snd_config_t* const top, snd_config_t* const original, char name[NAME_BYTES])
{
	snd_config_t* pcms   = NULL;
	snd_config_t* pcm    = NULL;
	snd_config_t* type   = NULL;
	snd_config_t* copy   = NULL;
	int           status = snd_config_search(top, "pcm", &pcms);
	status               = status < 0 ? status : choose_name(pcms, name);
	status               = status < 0 ? status : snd_config_make_compound(&pcm, name, 0);
	status               = status < 0 ? status : add(pcms, pcm);
	status               = status < 0 ? status : snd_config_imake_string(&type, "type", "plug");
	status               = status < 0 ? status : add(pcm, type);
	status               = status < 0 ? status : snd_config_copy(&copy, original);
	return status < 0 ? status : add(pcm, copy);
}

int
zout_pcm_open_slave(ZoutPcm* const         pcm,
                    snd_config_t* const    root,
                    snd_config_t* const    original,
                    const snd_pcm_stream_t stream,
                    const int              mode)
{
	char          name[NAME_BYTES];
	snd_config_t* top    = NULL;
	int           status = snd_config_copy(&top, root);
	status               = status < 0 ? status : define_slave(top, original, name);
	status               = status < 0 ? status : snd_pcm_open_lconf(&pcm->slave, name, stream, mode, top);
	if (top) {
		snd_config_delete(top);
	}
	return status < 0 ? status : snd_pcm_nonblock(pcm->slave, 1);
}

/// What the model plays, or hears. Not by RW access: over a slave that knows no mmap `plug` converts nothing then
static int
begin_params(const ZoutPcm* const pcm, snd_pcm_hw_params_t* const params)
{
	int status = snd_pcm_hw_params_any(pcm->slave, params);
	status = status < 0 ? status : snd_pcm_hw_params_set_access(pcm->slave, params, SND_PCM_ACCESS_MMAP_INTERLEAVED);
	status = status < 0 ? status : snd_pcm_hw_params_set_format(pcm->slave, params, SND_PCM_FORMAT_FLOAT);
	return status < 0 ? status : snd_pcm_hw_params_set_channels(pcm->slave, params, 2);
}

/// Sizes of buffers count in bytes here, of which a frame has so many, depending on what the program chooses
enum { LEAST_FRAME_BYTES = 2, MOST_FRAME_BYTES = 8, MOST_BYTES = 1 << 24 };

/// Limits of the slave's period or buffer, in frames of any kind; none where no size would be left
static int
constrain_size(ZoutPcm* const pcm, const int what, const snd_pcm_uframes_t min, const snd_pcm_uframes_t max)
{
	const snd_pcm_uframes_t most  = max < MOST_BYTES / LEAST_FRAME_BYTES ? LEAST_FRAME_BYTES * max : MOST_BYTES;
	const snd_pcm_uframes_t least = min < MOST_BYTES / MOST_FRAME_BYTES ? MOST_FRAME_BYTES * min : MOST_BYTES;
	return least < most ? snd_pcm_ioplug_set_param_minmax(&pcm->io, what, (unsigned)least, (unsigned)most) : 0;
}

static int
constrain_sizes(ZoutPcm* const pcm, snd_pcm_hw_params_t* const params)
{
	snd_pcm_uframes_t period[2] = {0, ULONG_MAX};
	snd_pcm_uframes_t buffer[2] = {0, ULONG_MAX};
	int               direction = 0;
	const int         status    = begin_params(pcm, params);
	if (status < 0) {
		return status;
	}
	snd_pcm_hw_params_get_period_size_min(params, &period[0], &direction);
	snd_pcm_hw_params_get_period_size_max(params, &period[1], &direction);
	snd_pcm_hw_params_get_buffer_size_min(params, &buffer[0]);
	snd_pcm_hw_params_get_buffer_size_max(params, &buffer[1]);
	// A program that is told of no pause stops by itself; one that is told of one and cannot have it plays on
	pcm->callbacks.pause = snd_pcm_hw_params_can_pause(params) ? pcm->callbacks.pause : NULL;
	const int bad        = constrain_size(pcm, SND_PCM_IOPLUG_HW_PERIOD_BYTES, period[0], period[1]);
	return bad < 0 ? bad : constrain_size(pcm, SND_PCM_IOPLUG_HW_BUFFER_BYTES, buffer[0], buffer[1]);
}

int
zout_pcm_constrain(ZoutPcm* const pcm, const snd_pcm_stream_t stream)
{
	static const unsigned access[] = {SND_PCM_ACCESS_RW_INTERLEAVED,
	                                  SND_PCM_ACCESS_RW_NONINTERLEAVED,
	                                  SND_PCM_ACCESS_MMAP_INTERLEAVED,
	                                  SND_PCM_ACCESS_MMAP_NONINTERLEAVED};
	unsigned              formats[ZOUT_N_ALSA_FORMATS];
	const unsigned        fewest = stream == SND_PCM_STREAM_PLAYBACK ? 1 : 2;
	for (unsigned i = 0; i < ZOUT_N_ALSA_FORMATS; ++i) {
		formats[i] = (unsigned)zout_alsa_format(i)->format;
	}
	snd_pcm_ioplug_t* const io     = &pcm->io;
	int                     status = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 4, access);
	status =
		status < 0 ? status : snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, ZOUT_N_ALSA_FORMATS, formats);
	status = status < 0 ? status : snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS, fewest, 2);
	status = status < 0
	             ? status
	             : snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_RATE, ZOUT_MIN_RATE_HZ, ZOUT_MAX_RATE_HZ);
	snd_pcm_hw_params_t* params = NULL;
	status                      = status < 0 ? status : snd_pcm_hw_params_malloc(&params);
	status                      = status < 0 ? status : constrain_sizes(pcm, params);
	snd_pcm_hw_params_free(params);
	return status;
}

static int
choose_params(ZoutPcm* const pcm, snd_pcm_hw_params_t* const params)
{
	snd_pcm_uframes_t period = pcm->io.period_size;
	snd_pcm_uframes_t least  = pcm->io.buffer_size;
	snd_pcm_uframes_t buffer = pcm->io.buffer_size;
	int               way    = 0;
	int               status = begin_params(pcm, params);
	status                   = status < 0 ? status : snd_pcm_hw_params_set_rate(pcm->slave, params, pcm->io.rate, 0);
	status                   = status < 0 ? status : snd_pcm_hw_params_set_buffer_size_min(pcm->slave, params, &least);
	status = status < 0 ? status : snd_pcm_hw_params_set_period_size_near(pcm->slave, params, &period, &way);
	status = status < 0 ? status : snd_pcm_hw_params_set_buffer_size_near(pcm->slave, params, &buffer);
	status = status < 0 ? status : snd_pcm_hw_params(pcm->slave, params);
	return status < 0 ? status : snd_pcm_hw_params_get_buffer_size(params, &pcm->slave_frames);
}

int
zout_pcm_set_up_slave(ZoutPcm* const pcm)
{
	snd_pcm_hw_params_t* params = NULL;
	int                  status = snd_pcm_hw_params_malloc(&params);
	status                      = status < 0 ? status : choose_params(pcm, params);
	snd_pcm_hw_params_free(params);
	return status;
}

int
zout_pcm_set_thresholds(ZoutPcm* const pcm, const snd_pcm_sw_params_t* const params)
{
	snd_pcm_sw_params_t* own            = NULL;
	snd_pcm_uframes_t    boundary       = 0;
	snd_pcm_uframes_t    slave_boundary = 0;
	snd_pcm_uframes_t    avail_min      = 0;
	snd_pcm_uframes_t    stop           = 0;
	snd_pcm_sw_params_get_boundary(params, &boundary);
	snd_pcm_sw_params_get_avail_min(params, &avail_min);
	snd_pcm_sw_params_get_stop_threshold(params, &stop);
	pcm->boundary = boundary;
	pcm->runs_on  = stop >= boundary;

	int status = snd_pcm_sw_params_malloc(&own);
	status     = status < 0 ? status : snd_pcm_sw_params_current(pcm->slave, own);
	status     = status < 0 ? status : snd_pcm_sw_params_get_boundary(own, &slave_boundary);
	status     = status < 0 ? status : snd_pcm_sw_params_set_start_threshold(pcm->slave, own, slave_boundary);
	status     = status < 0 ? status
	                        : snd_pcm_sw_params_set_stop_threshold(
                              pcm->slave, own, pcm->runs_on ? slave_boundary : pcm->slave_frames);
	status     = status < 0 ? status : snd_pcm_sw_params_set_silence_threshold(pcm->slave, own, 0);
	status =
		status < 0 ? status : snd_pcm_sw_params_set_silence_size(pcm->slave, own, pcm->runs_on ? slave_boundary : 0);
	// What the slave's buffer has more is never filled
	const bool playing = pcm->io.stream == SND_PCM_STREAM_PLAYBACK;
	avail_min += playing ? pcm->slave_frames - pcm->io.buffer_size : 0U;
	status = status < 0 ? status : snd_pcm_sw_params_set_avail_min(pcm->slave, own, avail_min);
	status = status < 0 ? status : snd_pcm_sw_params(pcm->slave, own);
	snd_pcm_sw_params_free(own);
	return status;
}
