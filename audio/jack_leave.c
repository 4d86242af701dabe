// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_leave.h"

#include <stddef.h>

/// With a server that is asked to let go: zout_jack_close() takes some seconds at worst, and so does a server that
/// waits for a client which does not play
static const double patience_s = 8.0;

static void*
ask_server(void* const arg)
{
	ZoutJackLeave* const leave = (ZoutJackLeave*)arg;
	if (leave->end) {
		zout_jack_close(leave->client, leave->end);
	} else {
		jack_deactivate(leave->client);
	}
	zout_worker_end(&leave->worker);
	return NULL;
}

/// Asks in another thread, because libjack waits for its answers for ever
static bool
ask_with_patience(ZoutJackLeave* const leave, jack_client_t* const client, const ZoutJackEnd* const end)
{
	if (leave->hangs) { // that thread uses all this
		return false;
	}
	leave->client = client;
	leave->end    = end;
	zout_worker_init(&leave->worker);
	if (zout_worker_start(&leave->worker, ask_server, leave)) {
		ask_server(leave); // without patience
	}
	leave->hangs = !zout_worker_join(&leave->worker, patience_s);
	if (!leave->hangs) {
		zout_worker_clear(&leave->worker);
	}
	return !leave->hangs;
}

bool
zout_jack_leave_graph(ZoutJackLeave* const leave, jack_client_t* const client)
{
	return ask_with_patience(leave, client, NULL);
}

bool
zout_jack_leave(ZoutJackLeave* const leave, jack_client_t* const client, const ZoutJackEnd* const end)
{
	return ask_with_patience(leave, client, end);
}
