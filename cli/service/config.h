// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file config.h
 * The configuration of a service: zout.conf, described in zout.conf(5).
 */

#ifndef ZOUT_CLI_SERVICE_CONFIG_H
#define ZOUT_CLI_SERVICE_CONFIG_H

#include "audio/backend.h"
#include "cli/service/complaints.h"
#include "cli/service/safety.h"
#include "cli/service/scene.h"

#include <stdbool.h>

enum { ZOUT_MAX_WISHES = 64 }; ///< Expressions for connections

/** All that a file can say. Strings are owned. */
typedef struct {
	char*                  file; ///< Where it came from, or NULL
	char*                  name; ///< Of the service and the JACK client
	const ZoutBackendType* backend;
	char*                  control;      ///< Path of the socket; NULL for the usual one, "" for none
	char*                  state;        ///< Path of the state file; NULL for the usual one, "" for none
	float                  idle_after_s; ///< 0 for never

	ZoutSceneValues sound;  ///< At the start, over the defaults
	ZoutScenes      scenes; ///< To choose from
	ZoutSafety      safety;

	bool     physical;
	ZoutLink links[ZOUT_MAX_WISHES]; ///< Patterns are owned
	unsigned n_links;

	char*    capture;
	char*    playback;
	unsigned rate_hz;
	unsigned block_frames;
} ZoutConfig;

/**
 * Reads a configuration and everything that it names.
 *
 * @param config Receives it, complete also after a failure, to be freed with zout_config_clear().
 * @param path File, or NULL for the defaults.
 * @param complaints Receives all that is wrong.
 * @return False if something is wrong.
 */
bool
zout_config_load(ZoutConfig* config, const char* path, ZoutComplaints* complaints);

/** What a backend is told. Belongs to the configuration. */
ZoutBackendSetup
zout_config_setup(const ZoutConfig* config);

/**
 * Whether a configuration can take the place of another one in a service that runs.
 *
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT if it changes what is in use from the start to the end.
 */
ZoutAudioStatus
zout_config_may_follow(const ZoutConfig* now, const ZoutConfig* fresh, ZoutAudioError* error);

/** Frees and empties. */
void
zout_config_clear(ZoutConfig* config);

#endif // ZOUT_CLI_SERVICE_CONFIG_H
