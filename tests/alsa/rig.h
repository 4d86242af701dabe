// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file rig.h
 * The ALSA backend between two cards of files (pcm_stage.c), in a folder of its own.
 */

#ifndef ZOUT_TESTS_ALSA_RIG_H
#define ZOUT_TESTS_ALSA_RIG_H

#include "audio/alsa_format.h"
#include "audio/backend.h"

#include <stdbool.h>
#include <stddef.h>

enum { RIG_RATE_HZ = 48000, RIG_BLOCK = 128 };

typedef struct {
	char         folder[64];
	ZoutEngine   engine;
	ZoutBackend* backend;
} Rig;

/** Makes the folder and the configuration of ALSA; `in` and `out` are what pcm.in and pcm.out have besides their type.
 */
void
rig_init(Rig* rig, const char* in, const char* out, const ZoutSettings* settings);

/** Stops, frees and removes everything. */
void
rig_clear(Rig* rig);

/** Opens and starts the backend on these PCMs. */
void
rig_start(Rig* rig, const char* capture, const char* playback);

/** Path of a file in the folder; valid until the next call. */
const char*
rig_path(const Rig* rig, const char* file);

/** Gives an order to the cards, or takes it back. */
void
rig_order(const Rig* rig, const char* order, bool on);

/** Waits until an order has been carried out. */
void
rig_await_order(const Rig* rig, const char* order);

/** Fills the file that is recorded from with a constant on the left and its negative on the right, as floats. */
void
rig_feed_constant(const Rig* rig, float level);

/** Frames in the record so far. */
size_t
rig_recorded(const Rig* rig, size_t frame_bytes);

/** Waits until the record holds so many frames. */
void
rig_await_frames(const Rig* rig, size_t frames, size_t frame_bytes);

/** Waits for a state, by way of the backend's events. */
ZoutBackendInfo
rig_await_state(const Rig* rig, ZoutBackendState state);

/** Reads the record, stereo: [2][frames], to be freed; the number of frames goes to `frames`. */
float*
rig_record(const Rig* rig, const ZoutAlsaFormat* format, size_t* frames);

#endif // ZOUT_TESTS_ALSA_RIG_H
