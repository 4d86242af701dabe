// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/backend.h"
#include "audio/jack.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/signals.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/// Runs until a signal comes
static ZoutAudioStatus
serve(ZoutBackend* const backend, const int signals, ZoutAudioError* const error)
{
	const ZoutAudioStatus status = backend->type->start(backend, error);
	struct pollfd         wait   = {.fd = signals, .events = POLLIN};
	while (!status && poll(&wait, 1, -1) < 0 && errno == EINTR) {
	}
	backend->type->stop(backend);
	return status;
}

ZoutExit
zout_run(const ZoutOptions* const options)
{
	if (options->n_operands) {
		return zout_complain(ZOUT_EXIT_USAGE, "unexpected argument '%s' (see: zout run --help)", options->operands[0]);
	}
	const unsigned limit = zout_jack_name_limit(options->name);
	if (limit) {
		return zout_complain(
			ZOUT_EXIT_USAGE, "bad client name '%s', expected 1 to %u characters without a colon", options->name, limit);
	}

	ZoutSettings   settings;
	const ZoutExit bad = zout_settings_load(options, &settings);
	if (bad) {
		return bad;
	}
	const int signals = zout_signals_open();
	if (signals < 0) {
		return zout_complain(ZOUT_EXIT_FAILED, "cannot receive signals: %s", strerror(errno));
	}

	ZoutControls controls = zout_controls_default();
	controls.settings     = settings;
	ZoutEngine engine;
	zout_engine_init(&engine, &controls);
	const ZoutBackendSetup setup   = {.name = options->name, .physical = options->connect};
	ZoutBackend*           backend = NULL;
	ZoutAudioError         error;
	ZoutAudioStatus        status = zout_jack_backend.open(&setup, &engine, &backend, &error);
	status                        = status ? status : serve(backend, signals, &error);
	zout_jack_backend.free(backend);
	zout_engine_clear(&engine);
	close(signals);
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}
