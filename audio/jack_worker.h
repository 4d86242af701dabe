// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_worker.h
 * The thread of the JACK backend: it opens a client, follows its server, and opens again when that has gone.
 *
 * It alone talks to JACK, so that a server that hangs makes nobody wait but this thread.
 */

#ifndef ZOUT_AUDIO_JACK_WORKER_H
#define ZOUT_AUDIO_JACK_WORKER_H

#include "audio/backend.h"
#include "audio/jack.h"
#include "audio/jack_links.h"
#include "audio/worker.h"

#include <stdbool.h>

typedef struct {
	ZoutBackend base;
	ZoutEngine* engine;
	int         wake_fd;  ///< To the thread
	int         event_fd; ///< To the caller

	// The thread only, once it runs
	ZoutJack*     jack; ///< Or NULL
	ZoutJackLinks links;
	int           server_pause_ms; ///< Until the next attempt to reach a server
	int           links_pause_ms;  ///< Between attempts to make a connection
	int           links_due_ms;    ///< Until connections are looked at, while there is a server
	unsigned      old_xruns;       ///< Of clients that are gone

	ZoutWorker      worker; ///< Its lock is for all below
	char            name[128];
	ZoutJackWishes  wishes; ///< To be taken over if `changed`
	bool            changed;
	bool            renamed; ///< The client has to be opened again
	bool            quit;
	ZoutBackendInfo info;
} ZoutJackWorker;

/** The thread; `arg` is a ZoutJackWorker. */
void*
zout_jack_work(void* arg);

#endif // ZOUT_AUDIO_JACK_WORKER_H
