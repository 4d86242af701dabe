// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_leave.h"

#include <stddef.h>

/// With a server that is asked to let go: zout_jack_close() takes some seconds at worst, and so does a server that
/// waits for a client which does not play
static const double patience_s = 8.0;

static void
ask_server(void* const arg)
{
	ZoutJackLeave* const leave = (ZoutJackLeave*)arg;
	if (leave->end) {
		zout_jack_close(leave->client, leave->end);
	} else {
		jack_deactivate(leave->client);
	}
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
	leave->hangs  = !zout_worker_call(&leave->worker, ask_server, leave, patience_s);
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
