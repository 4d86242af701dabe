// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack_close.h"

#include <time.h>

/* A server that ends still tells each client that others have left. The client's thread that hears this takes a lock of
 * libjack's; jack_client_close() cancels that thread wherever it is, and then takes the same lock. If the process
 * thread is the first one to notice the end, closing at once may wait for ever (JACK 1.9.21). Left alone, the hearing
 * thread finishes what it is at, finds its socket closed and ends. */
static const struct timespec hearing_ends = {0, 250000000};

void
zout_jack_close(jack_client_t* const client, const bool gone)
{
	if (gone) {
		nanosleep(&hearing_ends, NULL);
	}
	jack_client_close(client);
}
