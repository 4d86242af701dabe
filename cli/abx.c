// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_plain.h"
#include "cli/abx_report.h"
#include "cli/abx_screen.h"
#include "cli/abx_setup.h"
#include "cli/abx_test.h"
#include "cli/commands.h"
#include "cli/signals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ZoutExit
run_test(const ZoutAbxSetup* const setup, const int signals, ZoutAbxTest* const test)
{
	ZoutAudioError  error;
	ZoutAudioStatus status = setup->plain ? ZOUT_AUDIO_SUCCESS : zout_abx_screen_check(&error);
	status                 = status ? status : zout_abx_test_open(setup, signals, test, &error);
	if (!status) {
		status = setup->plain ? zout_abx_plain(test, &error) : zout_abx_screen(test, &error);
	}
	const bool     closed = zout_abx_test_close(test);
	const ZoutExit result = status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
	if (!closed) {
		const bool jack = setup->backend == ZOUT_ABX_BACKEND_JACK;
		zout_abandon(jack ? "the JACK server" : "the ALSA device", jack ? NULL : setup->playback);
	}
	return result;
}

ZoutExit
zout_abx(const ZoutOptions* const options)
{
	if (options->text[ZOUT_OPTION_REPORT]) {
		return zout_abx_report(options->operands, options->n_operands);
	}
	ZoutAbxSetup* const setup  = (ZoutAbxSetup*)calloc(1, sizeof(ZoutAbxSetup));
	ZoutAbxTest* const  test   = (ZoutAbxTest*)calloc(1, sizeof(ZoutAbxTest));
	ZoutExit            status = ZOUT_EXIT_FAILED;
	if (!setup || !test) {
		zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	} else {
		status = zout_abx_setup(options, setup);
	}

	if (setup && test && !status) {
		const int signals = zout_signals_open();
		if (signals < 0) {
			status = zout_complain(ZOUT_EXIT_FAILED, "cannot receive signals: %s", strerror(errno));
		} else {
			status = run_test(setup, signals, test);
			close(signals);
		}
	}
	free(test);
	free(setup);
	return status;
}
