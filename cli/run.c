// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/signals.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
say_start(const ZoutOptions* const options, const ZoutJackInfo info)
{
	printf("zout: client '%s' runs at %u Hz, block %u, amp %s, phones %s, latency %u frames (%.2f ms)\n",
	       info.name,
	       info.rate_hz,
	       info.block_frames,
	       options->amp ? options->amp : "-",
	       options->phones ? options->phones : "-",
	       info.latency_frames,
	       1000.0 * info.latency_frames / info.rate_hz);
	fflush(stdout);
}

static double
now_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// Waits for a signal; returns early only with a failure of the server
static ZoutAudioStatus
wait_for_end(ZoutJack* const jack, const int signals, ZoutAudioError* const error)
{
	struct pollfd   wait[2] = {{.fd = signals, .events = POLLIN}, {.fd = zout_jack_event_fd(jack), .events = POLLIN}};
	ZoutAudioStatus status  = ZOUT_AUDIO_SUCCESS;
	while (!status && !wait[0].revents) {
		if (poll(wait, 2, -1) < 0 && errno != EINTR) {
			return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot wait: %s", strerror(errno));
		}
		if (wait[1].revents) {
			status = zout_jack_handle_events(jack, error);
		}
	}
	return status;
}

/// From an open client to the end of its work
static ZoutAudioStatus
serve(const ZoutOptions* const options, ZoutJack* const jack, const int signals, ZoutAudioError* const error)
{
	const double    start_s = now_s();
	ZoutAudioStatus status  = zout_jack_start(jack, error);
	if (status) {
		return status;
	}
	if (options->connect && zout_jack_connect_physical(jack) == 0) {
		zout_complain(ZOUT_EXIT_SUCCESS, "warning: found no physical ports to connect to");
	}
	say_start(options, zout_jack_info(jack));

	status = wait_for_end(jack, signals, error);
	if (!status) {
		zout_jack_stop(jack);
		printf("zout: ended after %.1f s, %u xruns\n", now_s() - start_s, zout_jack_info(jack).xruns);
	}
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

	ZoutAudioError  error;
	ZoutJack*       jack   = NULL;
	ZoutAudioStatus status = zout_jack_open(options->name, &settings, &jack, &error);
	status                 = status ? status : serve(options, jack, signals, &error);
	zout_jack_free(jack);
	close(signals);
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}
