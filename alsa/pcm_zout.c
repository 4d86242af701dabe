// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

/** @file pcm_zout.c
 * ALSA PCMs of type `zout`: any program plays through an amplifier and a headphone into another PCM. [setup]
 *
 * ALSA loads this module into the program and calls it from there: nothing here may count on how the program treats
 * stderr, its locale or its threads. See docs/alsa.md for the configuration.
 */

#include "alsa/keys.h"
#include "alsa/transfer.h"
#include "audio/attributes.h"
#include "audio/engine.h"

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	snd_pcm_extplug_t ext;
	ZoutPcmKeys       keys;
	ZoutTransfer      transfer;
	unsigned          latency_frames;
	bool              ready; ///< The engine is set up
} Pcm;

static void
release(Pcm* const pcm)
{
	if (pcm->ready) {
		zout_engine_clear(&pcm->transfer.engine);
		pcm->ready = false;
	}
}

ZOUT_REALTIME
static snd_pcm_sframes_t
on_transfer(snd_pcm_extplug_t* const            ext,
            const snd_pcm_channel_area_t* const to,
            const snd_pcm_uframes_t             to_offset,
            const snd_pcm_channel_area_t* const from,
            const snd_pcm_uframes_t             from_offset,
            const snd_pcm_uframes_t             frames)
{
	zout_transfer(&((Pcm*)ext->private_data)->transfer, to, to_offset, from, from_offset, frames);
	return (snd_pcm_sframes_t)frames;
}

static int
on_close(snd_pcm_extplug_t* const ext)
{
	Pcm* const pcm = (Pcm*)ext->private_data;
	release(pcm);
	free(pcm);
	return 0;
}

/// Sets the model up for the rate that program and slave have agreed on
static int
on_hw_params(snd_pcm_extplug_t* const ext, snd_pcm_hw_params_t* const params)
{
	(void)params;
	Pcm* const pcm     = (Pcm*)ext->private_data;
	const bool playing = ext->stream == SND_PCM_STREAM_PLAYBACK;
	release(pcm);
	pcm->transfer.in_channels = playing ? ext->channels : ext->slave_channels;
	pcm->transfer.in_format   = zout_alsa_format_find(playing ? ext->format : ext->slave_format);
	pcm->transfer.out_format  = zout_alsa_format_find(playing ? ext->slave_format : ext->format);

	ZoutControls controls = zout_controls_default();
	controls.settings     = pcm->keys.settings;
	zout_engine_init(&pcm->transfer.engine, &controls);
	ZoutAudioError        error;
	const ZoutAudioStatus status = zout_engine_prepare(&pcm->transfer.engine, ext->rate, &pcm->latency_frames, &error);
	pcm->ready                   = !status;
	if (status) {
		SNDERR("zout: %s", error.text);
		return status == ZOUT_AUDIO_BAD_INPUT ? -EINVAL : -ENOMEM;
	}
	return 0;
}

static int
on_hw_free(snd_pcm_extplug_t* const ext)
{
	release((Pcm*)ext->private_data);
	return 0;
}

/// Before a stream starts, and again after an underrun: from silence, with a fade
static int
on_prepare(snd_pcm_extplug_t* const ext)
{
	Pcm* const pcm = (Pcm*)ext->private_data;
	if (pcm->ready) {
		zout_engine_interrupted(&pcm->transfer.engine);
	}
	return 0;
}

static void
on_dump(snd_pcm_extplug_t* const ext, snd_output_t* const output)
{
	const Pcm* const pcm = (const Pcm*)ext->private_data;
	snd_output_printf(output, "zout %s, amp %s, phones %s", zout_version(), pcm->keys.amp, pcm->keys.phones);
	if (pcm->ready) {
		snd_output_printf(output,
		                  ", latency %u frames (%.2f ms)\nIts setup is:\n",
		                  pcm->latency_frames,
		                  1000.0 * pcm->latency_frames / ext->rate);
		snd_pcm_dump_setup(ext->pcm, output);
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
on_get_map(snd_pcm_extplug_t* const ext)
{
	snd_pcm_chmap_t* const map = (snd_pcm_chmap_t*)calloc(1, sizeof(*map) + 2 * sizeof(map->pos[0]));
	if (map) {
		fill_map(map, ext->channels == 1 ? 1 : 2);
	}
	return map;
}

/// The list of maps, which ALSA frees: stereo, mono, end
static snd_pcm_chmap_query_t**
on_query_maps(snd_pcm_extplug_t* const ext)
{
	const unsigned                n_maps = ext->stream == SND_PCM_STREAM_PLAYBACK ? 2 : 1;
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

static const snd_pcm_extplug_callback_t callbacks = {
	.transfer     = on_transfer,
	.close        = on_close,
	.hw_params    = on_hw_params,
	.hw_free      = on_hw_free,
	.dump         = on_dump,
	.init         = on_prepare,
	.query_chmaps = on_query_maps,
	.get_chmap    = on_get_map,
};

/// Puts ALSA's own converter before the slave: { pcm { type plug slave ORIGINAL } }. To be freed with
/// snd_config_delete()
static int
convert_slave(snd_config_t* const original, snd_config_t** const slave)
{
	snd_config_t* pcm  = NULL;
	snd_config_t* type = NULL;
	snd_config_t* copy = NULL;
	*slave             = NULL;

	int status = snd_config_make_compound(slave, "slave", 0);
	status     = status < 0 ? status : snd_config_make_compound(&pcm, "pcm", 0);
	status     = status < 0 ? status : snd_config_add(*slave, pcm);
	status     = status < 0 ? status : snd_config_imake_string(&type, "type", "plug");
	status     = status < 0 ? status : snd_config_add(pcm, type);
	status     = status < 0 ? status : snd_config_copy(&copy, original);
	status     = status < 0 ? status : snd_config_add(pcm, copy);
	return status;
}

/// What the program may ask for, and what the slave gets
static int
set_constraints(snd_pcm_extplug_t* const ext)
{
	unsigned       formats[ZOUT_N_ALSA_FORMATS];
	const unsigned fewest = ext->stream == SND_PCM_STREAM_PLAYBACK ? 1 : 2;
	for (unsigned i = 0; i < ZOUT_N_ALSA_FORMATS; ++i) {
		formats[i] = (unsigned)zout_alsa_format(i)->format;
	}
	int status = snd_pcm_extplug_set_param_list(ext, SND_PCM_EXTPLUG_HW_FORMAT, ZOUT_N_ALSA_FORMATS, formats);
	status     = status < 0 ? status : snd_pcm_extplug_set_param_minmax(ext, SND_PCM_EXTPLUG_HW_CHANNELS, fewest, 2);
	status =
		status < 0 ? status : snd_pcm_extplug_set_slave_param(ext, SND_PCM_EXTPLUG_HW_FORMAT, SND_PCM_FORMAT_FLOAT);
	return status < 0 ? status : snd_pcm_extplug_set_slave_param(ext, SND_PCM_EXTPLUG_HW_CHANNELS, 2);
}

ZOUT_EXPORT SND_PCM_PLUGIN_DEFINE_FUNC(zout);

SND_PCM_PLUGIN_DEFINE_FUNC(zout)
{
	Pcm* const pcm = (Pcm*)calloc(1, sizeof(Pcm));
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

	pcm->ext.version      = SND_PCM_EXTPLUG_VERSION;
	pcm->ext.name         = "zout headphone amplifier";
	pcm->ext.callback     = &callbacks;
	pcm->ext.private_data = pcm;
	snd_config_t* slave   = NULL;
	int           status  = convert_slave(pcm->keys.slave, &slave);
	status                = status < 0 ? status : snd_pcm_extplug_create(&pcm->ext, name, root, slave, stream, mode);
	pcm->keys.slave       = NULL;
	if (slave) {
		snd_config_delete(slave);
	}
	if (status < 0) {
		free(pcm);
		return status;
	}

	status = set_constraints(&pcm->ext);
	if (status < 0) {
		snd_pcm_extplug_delete(&pcm->ext); // frees `pcm` by way of on_close()
		return status;
	}
	*pcmp = pcm->ext.pcm;
	return 0;
}

ZOUT_EXPORT
SND_PCM_PLUGIN_SYMBOL(zout)
