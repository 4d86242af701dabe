// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/places.h"

#include "cli/service/paths.h"
#include "cli/service/state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/// Takes the lock beside the state, which more than one service may have: that of a place that was typed, or of one
/// name where no socket tells them apart. Who has no lock because none can be made goes on, as without this; but what
/// somebody else writes is left to him
static void
lock_state(ZoutService* const service)
{
	const char* const path = service->state_path;
	if (*path && zout_path_make_directory_of(path) && zout_path_lock(path, &service->state_lock_fd) == EWOULDBLOCK) {
		zout_audio_fail(&service->state_error,
		                ZOUT_AUDIO_FAILED,
		                "another zout has the state file '%.400s'; this one will not be remembered",
		                path);
		zout_complain(ZOUT_EXIT_SUCCESS, "warning: %s", service->state_error.text);
		*service->state_path = '\0';
	}
}

/// Finds out where the state is kept, and what is in it
static ZoutExit
load_state(ZoutService* const service, ZoutMemory* const memory)
{
	ZoutPath    usual;
	const char* path = service->config.state;
	if (!path && zout_path_state(service->config.name, &usual)) {
		path = usual.text;
	}
	ZoutAudioError error;
	*memory = zout_memory_none();
	snprintf(service->state_path, sizeof(service->state_path), "%s", path ? path : "");
	const ZoutAudioStatus status =
		*service->state_path ? zout_state_load(service->state_path, memory, &error) : ZOUT_AUDIO_SUCCESS;
	if (status && service->config.state) { // it may be somebody else's, and would be written over
		return zout_report(status, &error);
	}
	if (status) {
		// The usual one is ours and damaged. A start without it is as safe as the first one; the next change mends it
		zout_complain(ZOUT_EXIT_SUCCESS, "warning: %s; starting without", error.text);
	}
	return ZOUT_EXIT_SUCCESS;
}

static void
warn_of_no_socket(void)
{
	const char* const directory = getenv("XDG_RUNTIME_DIR");
	if (directory && *directory) {
		zout_complain(ZOUT_EXIT_SUCCESS,
		              "warning: XDG_RUNTIME_DIR is '%.300s', expected a path from the root: no control socket",
		              directory);
	} else {
		zout_complain(ZOUT_EXIT_SUCCESS, "warning: XDG_RUNTIME_DIR is not set: no control socket");
	}
}

/// Where the control socket is to be, "" for nowhere; NULL if there is no place for it
static const char*
control_path(const ZoutConfig* const config, ZoutPath* const usual)
{
	if (config->control) {
		return config->control;
	}
	return zout_path_socket(config->name, usual) ? usual->text : NULL;
}

/// Opens the control socket; without one the service works all the same. But where another one has it, it is the same
/// service twice: both together would be louder than the cap, and one of them could not be muted
static ZoutExit
open_control(ZoutService* const service)
{
	ZoutPath          usual;
	ZoutAudioError    error;
	const char* const path = control_path(&service->config, &usual);
	if (!path) {
		warn_of_no_socket();
	} else if (*path) {
		const ZoutAudioStatus status = zout_control_open(&service->control, path, &error);
		if (status == ZOUT_AUDIO_STOPPED) {
			return zout_complain(ZOUT_EXIT_FAILED, "%s; end that one, or give this one another --name", error.text);
		}
		if (status == ZOUT_AUDIO_BAD_INPUT) {
			return zout_report(status, &error);
		}
		if (status) {
			zout_complain(ZOUT_EXIT_SUCCESS, "warning: %s; this one cannot be steered", error.text);
		}
	}
	return ZOUT_EXIT_SUCCESS;
}

ZoutExit
zout_places_check(const ZoutConfig* const config)
{
	ZoutPath          usual;
	ZoutMemory        ignored;
	ZoutAudioError    error;
	const char* const control = control_path(config, &usual);
	ZoutExit          status  = ZOUT_EXIT_SUCCESS;
	if (config->state && *config->state && zout_state_load(config->state, &ignored, &error)) {
		status = zout_complain(ZOUT_EXIT_USAGE, "%s: state: %s", config->file, error.text);
	}
	if (control && *control && zout_control_check(control, &error)) {
		status =
			zout_complain(ZOUT_EXIT_USAGE, "%s: control: %s", config->file ? config->file : "zout.conf", error.text);
	}
	return status;
}

ZoutExit
zout_places_take(ZoutService* const service, ZoutMemory* const memory)
{
	ZoutExit bad = load_state(service, memory);
	bad          = bad ? bad : open_control(service);
	if (!bad) {
		lock_state(service);
	}
	return bad;
}
