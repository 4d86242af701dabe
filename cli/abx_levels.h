// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_levels.h
 * How loud two chains are at the headphone, and the gain that makes them equally loud.
 *
 * On the programme: K-weighted, gated loudness after ITU-R BS.1770 over the stretch that is listened to, of both chains
 * over the same blocks of it (abx/loudness.h). At 1 kHz: the fundamental of a sine of -20 dBFS, of both sides together.
 * The stretch is a loop: what its end does to its beginning counts for the sound pressure.
 *
 * One gain serves both sides of a chain, so that an imbalance is split between them. On a programme its sides may then
 * differ for two reasons, which are told apart: colour makes louder or softer what only one side plays, and is what a
 * listener may be after; an imbalance of the channels is a level, seen at 1 kHz where colour is the same for both
 * sides, and counts as what matching left over.
 */

#ifndef ZOUT_CLI_ABX_LEVELS_H
#define ZOUT_CLI_ABX_LEVELS_H

#include "abx/context.h"
#include "audio/status.h"
#include "dsp/zout.h"

#include <stdbool.h>
#include <stdint.h>

/** Called now and then with the share of the work that is done, 0 to 1; false stops. */
typedef bool (*ZoutAbxLevelsFunc)(void* handle, double done);

/** What to measure. */
typedef struct {
	double              rate_hz;
	const ZoutSettings* settings; ///< Of A and B [2]
	ZoutAbxMatch        match;
	const float*        side[2]; ///< Left and right of the stretch, each [frames]; NULL for live audio
	uint64_t            frames;
	bool                restart; ///< It begins anew not only at its end, but wherever it is
	ZoutAbxLevelsFunc   func;
	void*               handle; ///< For `func`
} ZoutAbxStretch;

/** Levels at the headphone. Those of A and B include the gains; with live audio they are those of the sine. */
typedef struct {
	double gain_db[2];     ///< Of A and B, 0 or less
	double residual_db[2]; ///< B over A, left and right, gains included and without colour: what matching left over
	double side_db[2];     ///< The same as it was measured, on a programme with colour
	double rms_dbfs[2];    ///< A and B
	double peak_dbfs[2];   ///< A and B
	double spl_db[2];      ///< A and B: highest estimate, averaged over 300 ms
	double reach_db[2];    ///< A and B: a cap on the sound pressure level above this never acts (zout_cap_reach())
	double latency_frames; ///< Of the chains
	char   isa[32];        ///< zout_model_isa()
} ZoutAbxLevels;

/**
 * Measures both chains and finds the gains.
 *
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT if a chain is silent or the rate impossible; ZOUT_AUDIO_STOPPED if
 *   `func` said so; ZOUT_AUDIO_FAILED without memory.
 */
ZoutAudioStatus
zout_abx_levels_measure(const ZoutAbxStretch* stretch, ZoutAbxLevels* levels, ZoutAudioError* error);

#endif // ZOUT_CLI_ABX_LEVELS_H
