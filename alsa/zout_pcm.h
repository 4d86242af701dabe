// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file zout_pcm.h
 * A PCM of type `zout`: what ALSA sees of it, the model, and the PCM behind it, its slave. [setup]
 *
 * Functions return 0 or, as ALSA's own, a negative number.
 */

#ifndef ZOUT_ALSA_ZOUT_PCM_H
#define ZOUT_ALSA_ZOUT_PCM_H

#include "alsa/keys.h"
#include "alsa/transfer.h"

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
	snd_pcm_ioplug_t          io;
	snd_pcm_ioplug_callback_t callbacks;
	ZoutPcmKeys               keys;
	ZoutTransfer              transfer;
	unsigned                  latency_frames; ///< Of the model
	bool                      ready;          ///< The engine is set up
	bool                      runs_on;        ///< An underrun does not stop the slave: the program wants it so
	snd_pcm_t*                slave;          ///< Never waits but where it is said
	snd_pcm_uframes_t         slave_frames;   ///< Buffer of the slave, no smaller than that of the program
	uint64_t                  boundary;       ///< Where the program's positions begin anew
	uint64_t                  moved;          ///< Frames to the slave or from it since prepare
	uint64_t                  position;       ///< Of these the slave has played; or recorded, with those to come
	uint32_t tail_frames; ///< Silence that still has to follow, so that the model lets go of what it holds
	uint32_t held;        ///< Frames at the end of `frames` that the slave did not take yet
	uint32_t made;        ///< Frames in `frames`
	float    frames[ZOUT_TRANSFER_FRAMES][2];
} ZoutPcm;

/**
 * Opens the slave and has ALSA's own converter, `plug`, before it.
 *
 * @param root Configuration in which names are looked up.
 * @param original The key `slave` as it was configured.
 */
int
zout_pcm_open_slave(ZoutPcm* pcm, snd_config_t* root, snd_config_t* original, snd_pcm_stream_t stream, int mode);

/** Tells ALSA what programs may ask for. */
int
zout_pcm_constrain(ZoutPcm* pcm, snd_pcm_stream_t stream);

/** Gives the slave the rate and the buffer that the program has chosen. */
int
zout_pcm_set_up_slave(ZoutPcm* pcm);

/**
 * Has the slave wake the program when it wants to be woken, start when it is told to, and stop as the program wants.
 * One that does not stop plays silence where there is nothing to play, and not once more what it has.
 */
int
zout_pcm_set_thresholds(ZoutPcm* pcm, const snd_pcm_sw_params_t* params);

/** What ALSA calls while audio flows; the other functions are NULL. [audio] */
extern const snd_pcm_ioplug_callback_t zout_pcm_flow;

#endif // ZOUT_ALSA_ZOUT_PCM_H
