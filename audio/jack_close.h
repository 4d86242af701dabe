// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_close.h
 * How clients end, also when their server has.
 */

#ifndef ZOUT_AUDIO_JACK_CLOSE_H
#define ZOUT_AUDIO_JACK_CLOSE_H

#include <jack/jack.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/** What is known of the end of a client's server. Zero, but for `tell` and its argument, before use. */
typedef struct {
	void (*tell)(void* arg); ///< Called by a thread of JACK's when `gone` is set; or NULL
	void*       arg;
	pthread_t   process; ///< JACK's process thread; written before `active`
	bool        refused; ///< The server has refused us something, perhaps because it ends. For who closes
	atomic_bool active;
	atomic_bool gone;  ///< The server has ended
	atomic_bool heard; ///< The thread that hears from the server has ended, too
} ZoutJackEnd;

/** Hears of the end of the server, from now on. Before zout_jack_activate(). [setup] */
void
zout_jack_await_end(jack_client_t* client, ZoutJackEnd* end);

/** Starts processing, as jack_activate(). [setup] */
int
zout_jack_activate(jack_client_t* client, ZoutJackEnd* end);

/** Ends a client. Waits for a moment if its server has gone or refused us something, for some seconds at worst. [setup]
 */
void
zout_jack_close(jack_client_t* client, const ZoutJackEnd* end);

#endif // ZOUT_AUDIO_JACK_CLOSE_H
