// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_setup.h
 * What `zout abx` was asked for, checked.
 */

#ifndef ZOUT_CLI_ABX_SETUP_H
#define ZOUT_CLI_ABX_SETUP_H

#include "abx/context.h"
#include "abx/plan.h"
#include "cli/abx_keys.h"
#include "cli/message.h"
#include "cli/options.h"
#include "dsp/zout.h"

#include <stdbool.h>

typedef enum { ZOUT_ABX_BACKEND_JACK, ZOUT_ABX_BACKEND_ALSA, ZOUT_ABX_BACKEND_FILE } ZoutAbxBackend;

enum { ZOUT_ABX_N_BACKENDS = 3 };

/** Name of a backend as in options and records. Static. */
const char*
zout_abx_backend_name(ZoutAbxBackend backend);

/** Everything. Texts belong to the command line. */
typedef struct {
	ZoutSettings   settings[2]; ///< Of A and B
	ZoutAbxPlan    plan;
	ZoutAbxMatch   match;
	ZoutAbxBackend backend;
	const char*    names[2];  ///< Of A and B, as typed
	const char*    phones;    ///< Or NULL
	const char*    track;     ///< Or NULL for live audio
	double         loop_s[2]; ///< Start and end; both 0 for the whole track
	bool           restart;
	double         max_spl_db;
	const char*    client;    ///< Name of the JACK client
	bool           connect;   ///< To the physical ports
	const char*    playback;  ///< ALSA PCM
	const char*    output;    ///< For the file backend, or NULL
	const char*    listener;  ///< Or NULL
	const char*    equipment; ///< Or NULL
	bool           plain;
	bool           midi;
	char           keys[ZOUT_ABX_NOTES]; ///< Key for each MIDI note, 0 for none
} ZoutAbxSetup;

/** Reads the options, or complains. */
ZoutExit
zout_abx_setup(const ZoutOptions* options, ZoutAbxSetup* setup);

#endif // ZOUT_CLI_ABX_SETUP_H
