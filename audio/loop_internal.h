// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file loop_internal.h
 * What the setup of a loop and its use share.
 */

#ifndef ZOUT_AUDIO_LOOP_INTERNAL_H
#define ZOUT_AUDIO_LOOP_INTERNAL_H

#include "audio/jack_leave.h"
#include "audio/loop.h"
#include "audio/loop_process.h"

enum { ZOUT_LOOP_SLOTS = 2 };

struct ZoutLoopImpl {
	ZoutLoopProcess process; ///< The process thread's world
	ZoutLoopWatch   watch;
	unsigned        rate_hz;
	ZoutLoopJob     jobs[ZOUT_LOOP_SLOTS];
	float*          samples[ZOUT_LOOP_SLOTS]; ///< Left behind right of each job
	unsigned        slot;                     ///< Of the job that was offered last
	unsigned        repeated;
	char            out[256];
	char            in[256];
	atomic_uint     xruns;
	atomic_uint     server_rate_hz;
	ZoutJackEnd     end; ///< Of the server
	ZoutJackLeave   leave;
	bool            active;
	bool            stereo; ///< Both outputs are connected
	bool            pairs;  ///< Left and right are different ports, on both sides
};

/** Fades out, and waits for the end of that unless the server ends or stops: whatever else went wrong, and whoever is
 * still connected. */
void
zout_loop_hush(ZoutLoop* loop);

#endif // ZOUT_AUDIO_LOOP_INTERNAL_H
