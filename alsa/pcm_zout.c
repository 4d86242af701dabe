// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

/** @file pcm_zout.c
 * ALSA PCMs of type `zout`: any program plays through an amplifier and a headphone into another PCM. [setup]
 *
 * ALSA loads this module into the program and calls it from there: nothing here may count on how the program treats
 * stderr, its locale or its threads. See docs/alsa.md for the configuration.
 */

#include "alsa/zout_pcm.h"
#include "audio/attributes.h"
#include "audio/engine.h"
#include "audio/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void
release(ZoutPcm* const pcm)
{
	if (pcm->ready) {
		zout_engine_clear(&pcm->transfer.engine);
		pcm->ready = false;
	}
}

static int
on_close(snd_pcm_ioplug_t* const io)
{
	ZoutPcm* const pcm = (ZoutPcm*)io->private_data;
	release(pcm);
	snd_pcm_close(pcm->slave);
	free(pcm);
	return 0;
}

/// Sets the model up for the rate that program and slave have agreed on
static int
on_hw_params(snd_pcm_ioplug_t* const io, snd_pcm_hw_params_t* const params)
{
	(void)params;
	ZoutPcm* const              pcm     = (ZoutPcm*)io->private_data;
	const bool                  playing = io->stream == SND_PCM_STREAM_PLAYBACK;
	const ZoutAlsaFormat* const theirs  = zout_alsa_format_find(io->format);
	const ZoutAlsaFormat* const ours    = zout_alsa_format_find(SND_PCM_FORMAT_FLOAT);
	release(pcm);
	pcm->transfer.in_channels = playing ? io->channels : 2U;
	pcm->transfer.in_format   = playing ? theirs : ours;
	pcm->transfer.out_format  = playing ? ours : theirs;

	ZoutControls controls = zout_controls_default();
	controls.settings     = pcm->keys.settings;
	zout_wire_where_disabled(&controls.settings);
	zout_engine_init(&pcm->transfer.engine, &controls);
	ZoutAudioError        error;
	const ZoutAudioStatus status = zout_engine_prepare(&pcm->transfer.engine, io->rate, &pcm->latency_frames, &error);
	pcm->ready                   = !status;
	if (status) {
		SNDERR("zout: %s", error.text);
		return status == ZOUT_AUDIO_BAD_INPUT ? -EINVAL : -ENOMEM;
	}
	return zout_pcm_set_up_slave(pcm);
}

static int
on_sw_params(snd_pcm_ioplug_t* const io, snd_pcm_sw_params_t* const params)
{
	return zout_pcm_set_thresholds((ZoutPcm*)io->private_data, params);
}

static int
on_hw_free(snd_pcm_ioplug_t* const io)
{
	ZoutPcm* const pcm = (ZoutPcm*)io->private_data;
	release(pcm);
	return snd_pcm_hw_free(pcm->slave);
}

static void
on_dump(snd_pcm_ioplug_t* const io, snd_output_t* const output)
{
	const ZoutPcm* const pcm = (const ZoutPcm*)io->private_data;
	snd_output_printf(output, "zout %s, amp %s, phones %s", zout_version(), pcm->keys.amp, pcm->keys.phones);
	if (pcm->ready) {
		snd_output_printf(output,
		                  ", latency %u frames (%.2f ms)\nIts setup is:\n",
		                  pcm->latency_frames,
		                  1000.0 * pcm->latency_frames / io->rate);
		snd_pcm_dump_setup(io->pcm, output);
	} else {
		snd_output_printf(output, "\n");
	}
}

/// The map of one or two channels
static void
fill_map(snd_pcm_chmap_t* const map, const unsigned channels)
{
	map->channels = channels;
	map->pos[0]   = channels == 1 ? SND_CHMAP_MONO : SND_CHMAP_FL;
	if (channels == 2) {
		map->pos[1] = SND_CHMAP_FR;
	}
}

static snd_pcm_chmap_t*
on_get_map(snd_pcm_ioplug_t* const io)
{
	snd_pcm_chmap_t* const map = (snd_pcm_chmap_t*)calloc(1, sizeof(*map) + 2 * sizeof(map->pos[0]));
	if (map) {
		fill_map(map, io->channels == 1 ? 1 : 2);
	}
	return map;
}

/// The list of maps, which ALSA frees: stereo, mono, end
static snd_pcm_chmap_query_t**
on_query_maps(snd_pcm_ioplug_t* const io)
{
	const unsigned                n_maps = io->stream == SND_PCM_STREAM_PLAYBACK ? 2 : 1;
	snd_pcm_chmap_query_t** const maps   = (snd_pcm_chmap_query_t**)calloc(3, sizeof(snd_pcm_chmap_query_t*));
	for (unsigned i = 0; maps && i < n_maps; ++i) {
		maps[i] = (snd_pcm_chmap_query_t*)calloc(1, sizeof(*maps[i]) + 2 * sizeof(maps[i]->map.pos[0]));
		if (!maps[i]) {
			break; // the list ends here
		}
		maps[i]->type = SND_CHMAP_TYPE_FIXED;
		fill_map(&maps[i]->map, 2 - i);
	}
	return maps;
}

/// Everything but the flow of audio, which is there already
static void
add_callbacks(snd_pcm_ioplug_callback_t* const callbacks)
{
	callbacks->close        = on_close;
	callbacks->hw_params    = on_hw_params;
	callbacks->hw_free      = on_hw_free;
	callbacks->sw_params    = on_sw_params;
	callbacks->dump         = on_dump;
	callbacks->query_chmaps = on_query_maps;
	callbacks->get_chmap    = on_get_map;
}

/// Makes a PCM of a slave that is open
static int
create(ZoutPcm* const pcm, const char* const name, const snd_pcm_stream_t stream, const int mode)
{
	struct pollfd first = {.fd = -1};
	pcm->callbacks      = zout_pcm_flow;
	add_callbacks(&pcm->callbacks);
	snd_pcm_poll_descriptors(pcm->slave, &first, 1);
	pcm->io.version      = SND_PCM_IOPLUG_VERSION;
	pcm->io.name         = "zout headphone amplifier";
	pcm->io.callback     = &pcm->callbacks;
	pcm->io.private_data = pcm;
	pcm->io.poll_fd      = first.fd;
	pcm->io.poll_events  = (unsigned short)first.events;
	pcm->io.flags        = SND_PCM_IOPLUG_FLAG_BOUNDARY_WA;
	return snd_pcm_ioplug_create(&pcm->io, name, stream, mode);
}

ZOUT_EXPORT SND_PCM_PLUGIN_DEFINE_FUNC(zout);

SND_PCM_PLUGIN_DEFINE_FUNC(zout)
{
	ZoutPcm* const pcm = (ZoutPcm*)calloc(1, sizeof(ZoutPcm));
	if (!pcm) {
		SNDERR("zout: out of memory");
		return -ENOMEM;
	}
	ZoutAudioError        error;
	const ZoutAudioStatus bad = zout_pcm_keys_read(conf, &pcm->keys, &error);
	if (bad) {
		SNDERR("PCM %s of type zout: %s", name ? name : "?", error.text);
		free(pcm);
		return bad == ZOUT_AUDIO_BAD_INPUT ? -EINVAL : -ENOENT;
	}

	int status      = zout_pcm_open_slave(pcm, root, pcm->keys.slave, stream, mode);
	pcm->keys.slave = NULL;
	status          = status < 0 ? status : create(pcm, name, stream, mode);
	if (status < 0) {
		if (pcm->slave) {
			snd_pcm_close(pcm->slave);
		}
		free(pcm);
		return status;
	}

	status = zout_pcm_constrain(pcm, stream);
	if (status < 0) {
		snd_pcm_ioplug_delete(&pcm->io); // frees `pcm` by way of on_close()
		return status;
	}
	*pcmp = pcm->io.pcm;
	return 0;
}

ZOUT_EXPORT
SND_PCM_PLUGIN_SYMBOL(zout)
