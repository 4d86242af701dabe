// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file model.h
 * Everything that the audio thread touches, in one struct. Private to the core.
 */

#ifndef ZOUT_MODEL_H
#define ZOUT_MODEL_H

#include "lines.h"
#include "load.h"
#include "meters.h"
#include "mixing.h"
#include "noise.h"
#include "plan.h"
#include "ramp.h"
#include "residual.h"

struct ZoutModelImpl {
	const ZoutKernels* kernels;
	unsigned           chains;
	unsigned           lanes;
	unsigned           ramp_frames; ///< Every control reaches its target after so many frames
	unsigned           tile_left;   ///< Frames up to the next multiple of ZOUT_TILE_FRAMES since the reset
	bool               fresh;       ///< No frame was processed since the reset: controls jump to their targets
	bool               changed;     ///< Settings wait to be taken
	bool               drive_waits; ///< Those of the amplifier and the headphone wait until the load is at rest
	ZoutSettings       settings[ZOUT_MAX_CHAINS]; ///< Clamped
	bool               planned;                   ///< The plan is that of the settings
	ZoutPlan           plan;                      ///< Of the only chain
	ZoutDrive          drive[ZOUT_MAX_CHAINS];    ///< In force
	ZoutDrive          next[ZOUT_MAX_CHAINS];     ///< In force when the load for it is designed
	ZoutTiming         timing;
	ZoutRamp           gain[ZOUT_INPUT_LANES]; ///< Volume and balance
	unsigned           gain_shown;             ///< Frames of the values below, from the first on, that are the target
	double             gain_value[(ZOUT_TILE_FRAMES + ZOUT_PAD_FRAMES) * ZOUT_INPUT_LANES];
	float              loud_input;            ///< Input beyond it may come near a limit
	unsigned           restless_tiles;        ///< In which controls may still move
	bool               look_again;            ///< Settings came into force
	ZoutRamp           mix;                   ///< 1 = enabled, 0 = bypassed
	ZoutRamp           post[ZOUT_MAX_CHAINS]; ///< Headphone voltage to output sample
	ZoutMixing         mixing;
	ZoutNoise          noise;
	ZoutMeters         meters;
	float              meter_value[ZOUT_MAX_CHAINS][ZOUT_N_METERS]; ///< As of the last whole tile
	ZoutResidual       residual;
	ZoutLoad           load;
	ZoutLines          lines;
};

#endif // ZOUT_MODEL_H
