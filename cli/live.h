// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file live.h
 * `zout measure --live`: from ports to a device that is safe and calibrated.
 */

#ifndef ZOUT_CLI_LIVE_H
#define ZOUT_CLI_LIVE_H

#include "cli/live_device.h"
#include "cli/message.h"
#include "cli/options.h"

#include <stdbool.h>
#include <stdio.h>

/** A measurement of hardware under way. */
typedef struct {
	const ZoutOptions* options;
	FILE*              talk;    ///< Where it speaks to the person
	int                signals; ///< Of zout_signals_open()
	ZoutLiveDevice     device;
	double             highest_db; ///< Level that was agreed on, dBFS
	bool               calibrated; ///< Volts are volts
} ZoutLive;

/**
 * Opens the ports, finds the latency and how loud it may become, and calibrates the level.
 *
 * Plays nothing louder than -40 dBFS before a person has agreed to more.
 *
 * @param live Receives everything; the caller gives it to zout_live_close(), also after a failure.
 * @return ZOUT_EXIT_USAGE for ports that are not there, are disconnected, or bring nothing back.
 */
ZoutExit
zout_live_open(ZoutLive* live, const ZoutOptions* options, int signals);

/** Fades out and leaves the server. False if it hangs: then zout_abandon() is due, after all else. */
bool
zout_live_close(ZoutLive* live);

/** Complains about a failed measurement. */
ZoutExit
zout_live_complain(const ZoutLive* live, ZoutMeasureStatus status);

/** `zout measure --live`. */
ZoutExit
zout_measure_live(const ZoutOptions* options);

#endif // ZOUT_CLI_LIVE_H
