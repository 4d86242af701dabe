// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file service.h
 * The service behind `zout run`: one thread and one loop for signals, remote control, the backend and timers. Audio and
 * the disk are none of its business; it hands controls and the state over and reads meters.
 */

#ifndef ZOUT_CLI_SERVICE_SERVICE_H
#define ZOUT_CLI_SERVICE_SERVICE_H

#include "audio/backend.h"
#include "audio/engine.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/service/config.h"
#include "cli/service/control.h"
#include "cli/service/desk.h"
#include "cli/service/state_writer.h"

#include <stdbool.h>
#include <stdint.h>

/** All of it. */
typedef struct {
	const ZoutOptions* options;
	ZoutConfig         config;       ///< In force
	ZoutAudioError     config_error; ///< Of the last reload; "" if it was fine
	ZoutDesk           desk;
	ZoutEngine         engine;
	ZoutBackend*       backend;
	ZoutBackendInfo    info; ///< Of the backend, as was told last
	ZoutControl        control;
	float              peak_lin[2]; ///< Largest samples of the output since somebody asked for the meters

	char             state_path[4096]; ///< "" for none
	int              state_lock_fd;    ///< Held by who writes the state; -1 for none
	ZoutStateWriter* state_writer;     ///< While the loop runs and there is a path; else NULL
	ZoutAudioError   state_error;      ///< Of the last attempt to write; "" if it was fine
	int64_t          state_due_ms;     ///< When the state is to be written, monotonic; -1 for not
	ZoutMemory       state_saved;      ///< What is in the file, or on its way there
	bool             state_writing;    ///< It is on its way

	int64_t start_ms;    ///< Monotonic
	int64_t watchdog_ms; ///< Interval; 0 for none
	int64_t watchdog_due_ms;
	bool    memory_locked;
	bool    reload;  ///< A signal wants the configuration read again
	bool    changed; ///< The desk has something for the engine and for those who watch
	bool    quit;
} ZoutService;

/**
 * Prepares a service as options and configuration want it; complains about all that is wrong.
 *
 * @param service Receives it, to be freed with zout_service_clear(), also after a failure.
 */
ZoutExit
zout_service_init(ZoutService* service, const ZoutOptions* options);

/** Runs until it is told to end. `signals`: as zout_signals_open(). */
ZoutExit
zout_service_run(ZoutService* service, int signals);

/** Reads the configuration again; a bad one is refused with a message, and the old one stays. */
ZoutAudioStatus
zout_service_reload(ZoutService* service, ZoutAudioError* error);

/** Frees. */
void
zout_service_clear(ZoutService* service);

#endif // ZOUT_CLI_SERVICE_SERVICE_H
