// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/commands.h"
#include "cli/service/memory_lock.h"
#include "cli/service/service.h"
#include "cli/signals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Runs a service to its end
static ZoutExit
serve(ZoutService* const service, const ZoutOptions* const options)
{
	const int signals = options->check ? -1 : zout_signals_open();
	if (signals < 0 && !options->check) {
		return zout_complain(ZOUT_EXIT_FAILED, "cannot receive signals: %s", strerror(errno));
	}
	ZoutExit status = zout_service_init(service, options);
	if (!status && options->check) {
		printf("%s: no errors\n", service->config.file ? service->config.file : "zout: no configuration file");
	} else if (!status) {
		service->memory_locked = zout_memory_lock();
		status                 = zout_service_run(service, signals);
	}
	if (signals >= 0) {
		close(signals);
	}
	return status;
}

ZoutExit
zout_run(const ZoutOptions* const options)
{
	if (options->n_operands) {
		return zout_complain(ZOUT_EXIT_USAGE, "unexpected argument '%s' (see: zout run --help)", options->operands[0]);
	}
	ZoutService* const service = (ZoutService*)calloc(1, sizeof(ZoutService));
	if (!service) {
		return zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	}
	const ZoutExit status = serve(service, options);
	if (service->info.state != ZOUT_BACKEND_STOPPED) {
		// The backend hangs in its audio system, and its threads still use all this
		zout_control_close(&service->control);
		_exit((int)status);
	}
	zout_service_clear(service);
	free(service);
	return status;
}
