// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file alsa_worker.h
 * The thread of the ALSA backend: it opens the devices, is their audio thread, and opens them again when they were
 * lost.
 */

#ifndef ZOUT_AUDIO_ALSA_WORKER_H
#define ZOUT_AUDIO_ALSA_WORKER_H

#include "audio/alsa_stream.h"
#include "audio/backend.h"
#include "audio/worker.h"

#include <stdbool.h>

/** What is wanted of the devices. */
typedef struct {
	char     capture[128];
	char     playback[128];
	unsigned rate_hz;      ///< 0 for any
	unsigned block_frames; ///< 0 for the usual one
} ZoutAlsaWish;

typedef struct {
	ZoutBackend    base;
	ZoutEngine*    engine;
	ZoutAlsaStream stream; ///< The thread's, but for its atomics and descriptors

	ZoutWorker      worker; ///< Its lock is for all below, and never held while audio passes
	ZoutAlsaWish    wish;
	bool            quit;
	ZoutBackendInfo info;
} ZoutAlsaWorker;

/** The thread; `arg` is a ZoutAlsaWorker. */
void*
zout_alsa_work(void* arg);

#endif // ZOUT_AUDIO_ALSA_WORKER_H
