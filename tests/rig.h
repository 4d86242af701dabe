// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file rig.h
 * The plugin's binary with buffers on all its ports, driven as a careless host would.
 */

#ifndef ZOUT_TESTS_RIG_H
#define ZOUT_TESTS_RIG_H

#include "bundle.h"

#include <lv2/core/lv2.h>

#include <stdint.h>

enum { RIG_RATE_HZ = 48000, RIG_BLOCK_FRAMES = 256, RIG_N_FRAMES = 16 * RIG_BLOCK_FRAMES };

/** What outputs hold before anything is written to them */
static const float RIG_UNTOUCHED = -123.0F;

/** An instance with all control ports connected. */
typedef struct {
	const LV2_Descriptor* descriptor;
	LV2_Handle            handle;
	float                 control[BUNDLE_N_PORTS];             ///< By port index
	float                 audio[BUNDLE_N_AUDIO][RIG_N_FRAMES]; ///< By port index
} Rig;

/** What the built binary answers for plugin `index`. */
const LV2_Descriptor*
rig_descriptor(uint32_t index);

/** A new instance with default controls and two different signals of about -6 dBFS on the inputs. */
Rig*
rig_new(void);

/** Frees what rig_new() made. */
void
rig_free(Rig* rig);

/** Connects the audio ports to the start of their buffers. */
void
rig_connect(Rig* rig);

/** Runs all frames in blocks; each output lies in the audio buffer that is named for it. */
void
rig_run_into(Rig* rig, unsigned out_l, unsigned out_r);

/** Runs all frames in blocks, with every port in its own buffer. */
void
rig_run(Rig* rig);

#endif // ZOUT_TESTS_RIG_H
