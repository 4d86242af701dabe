// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file processor.h
 * What a backend calls for every block of audio, whoever made it.
 */

#ifndef ZOUT_AUDIO_PROCESSOR_H
#define ZOUT_AUDIO_PROCESSOR_H

#include "dsp/attributes.h"

#include <stdint.h>

/** Stereo in, stereo out. */
typedef struct {
	/// Processes a block of any length, in the audio thread of a live backend: it must not allocate, lock or wait.
	/// `in` holds NULL where the backend was opened without inputs; `out` is not the same as any input
	ZOUT_REALTIME
	void (*process)(void* handle, const float* const in[2], float* const out[2], uint32_t frames);

	/// Audio was lost before the next block, in the same thread: what comes is to fade in
	ZOUT_REALTIME
	void (*interrupted)(void* handle);
	void* handle; ///< For both
} ZoutProcessor;

#endif // ZOUT_AUDIO_PROCESSOR_H
