// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file host.h
 * A host of one plugin that was linked to the target: it breaks no rule of LV2 and keeps every one that is not written.
 *
 * It ends the process when the plugin leaves the caller's floating-point state changed, puts out what is not finite or
 * beyond any amplifier, or writes beside its buffers (by AddressSanitizer: buffers are as long as the block).
 */

#ifndef ZOUT_FUZZ_HOST_H
#define ZOUT_FUZZ_HOST_H

#include "fuzz/bytes.h"

#include <lv2/core/lv2.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	FUZZ_AUDIO_PORTS = 4,
	FUZZ_PORTS       = 136, ///< More than any plugin here has
	FUZZ_MAX_BLOCK   = 4096,
};

/** How buffers lie: outputs apart from inputs, the same ones, or the other ones. */
typedef enum { FUZZ_APART, FUZZ_IN_PLACE, FUZZ_CROSSWISE, FUZZ_ARRANGEMENTS } FuzzArrangement;

typedef struct {
	const LV2_Descriptor* descriptor;
	LV2_Handle            handle;
	float                 control[FUZZ_PORTS]; ///< By port
	bool                  loose[FUZZ_PORTS];   ///< Not connected
	bool                  flush;               ///< The caller flushes denormals
} FuzzHost;

/** A new instance with all ports connected, controls 0. */
void
fuzz_host_init(FuzzHost* host, double rate_hz, const LV2_Feature* const* features);

void
fuzz_host_clear(FuzzHost* host);

/** Connects a port, or not. */
void
fuzz_host_connect(FuzzHost* host, unsigned port, bool loose);

/**
 * Runs one block.
 *
 * @param in Left and right [frames].
 * @param out Receives what came out [frames]; left as it is while an audio port is loose.
 */
void
fuzz_host_run(FuzzHost* host, float* const in[2], float* const out[2], uint32_t frames, FuzzArrangement arrangement);

/** Fills a block [frames] with what the input chooses: silence, noise, a constant, an impulse, or what is no audio. */
void
fuzz_signal(FuzzBytes* bytes, float* left, float* right, uint32_t frames);

/** A value for a control as the input chooses it, any float at the worst. */
float
fuzz_control(FuzzBytes* bytes);

#endif // ZOUT_FUZZ_HOST_H
