// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack_close.h"

#include <time.h>

/* A server that ends still tells each client that others have left. The client's thread that hears this takes a lock of
 * libjack's; jack_client_close() cancels that thread wherever it is, and then takes the same lock. Closing too early
 * may wait for ever (JACK 1.9.21). Left alone, the hearing thread finishes what it is at, finds its socket closed and
 * ends; on a busy machine that takes its time.
 *
 * It tells us of the end at least once, before it ends or as it does, and its own end calls a destructor. A server that
 * refuses us something may have ended a moment before we are told. */

/// Patience with a hearing thread that does not end: PipeWire's lives as long as the client
static const unsigned hearing_ms = 3000;

/// For what the process thread is at, which may not have noticed yet
static const struct timespec process_ends = {0, 250000000};

static pthread_key_t  hearing_key; ///< In a hearing thread: its ZoutJackEnd
static pthread_once_t hearing_once = PTHREAD_ONCE_INIT;
static bool           hearing_known;

static void
on_hearing_ends(void* const arg)
{
	atomic_store(&((ZoutJackEnd*)arg)->heard, true);
}

static void
create_hearing_key(void)
{
	hearing_known = !pthread_key_create(&hearing_key, on_hearing_ends);
}

/// In either thread of JACK's, and maybe twice in the one that hears
static void
on_shutdown(void* const arg)
{
	ZoutJackEnd* const end = (ZoutJackEnd*)arg;
	if (!atomic_load(&end->active) || !pthread_equal(pthread_self(), end->process)) {
		if (!hearing_known || pthread_setspecific(hearing_key, end)) {
			atomic_store(&end->heard, true);
		}
	}
	atomic_store(&end->gone, true);
	if (end->tell) {
		end->tell(end->arg);
	}
}

static void
on_info_shutdown(const jack_status_t code, const char* const reason, void* const arg)
{
	(void)code;
	(void)reason;
	on_shutdown(arg);
}

void
zout_jack_await_end(jack_client_t* const client, ZoutJackEnd* const end)
{
	pthread_once(&hearing_once, create_hearing_key);
	// Both: each is called once, and PipeWire 0.3 knows the first one only
	jack_on_shutdown(client, on_shutdown, end);
	jack_on_info_shutdown(client, on_info_shutdown, end);
}

int
zout_jack_activate(jack_client_t* const client, ZoutJackEnd* const end)
{
	const int failed = jack_activate(client);
	end->refused     = failed != 0;
	if (!failed) {
		end->process = jack_client_thread_id(client);
		atomic_store(&end->active, true);
	}
	return failed;
}

/// Waits until the hearing thread has said so, or is not going to
static void
await(const atomic_bool* const said)
{
	for (unsigned ms = 0; ms < hearing_ms && !atomic_load(said); ++ms) {
		const struct timespec wait = {0, 1000000};
		nanosleep(&wait, NULL);
	}
}

void
zout_jack_close(jack_client_t* const client, const ZoutJackEnd* const end)
{
	if (end->refused) {
		await(&end->gone);
	}
	if (atomic_load(&end->gone)) {
		await(&end->heard);
		nanosleep(&process_ends, NULL);
	}
	jack_client_close(client);
}
