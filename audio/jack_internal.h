// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_internal.h
 * What the client and the callbacks that tell it the news share.
 */

#ifndef ZOUT_AUDIO_JACK_INTERNAL_H
#define ZOUT_AUDIO_JACK_INTERNAL_H

#include "audio/jack.h"
#include "audio/jack_close.h"
#include "audio/jack_process.h"

#include <stdatomic.h>

struct ZoutJackImpl {
	jack_client_t*  client;
	ZoutJackProcess process;             ///< The process thread's world
	jack_port_t*    ports[ZOUT_N_PORTS]; ///< The same ports in another order
	unsigned        rate_hz;             ///< Of the model
	int             event_fd;            ///< Written by JACK's threads, read by ours
	ZoutJackEnd     end;                 ///< Of the server
	atomic_uint     wanted_rate_hz;
	atomic_uint     latency_frames;
	atomic_uint     xruns;
	atomic_bool     links_changed; ///< Ports or connections have come or gone
	atomic_ullong   vanished;      ///< Clients that have lost ports, by zout_jack_client_bit()
	atomic_bool     opened;        ///< All that is written while opening is there: set last
	atomic_uint     changed_frame; ///< Time of the server when we heard of the last such change
};

/** Wakes who waits for news of a ZoutJack. */
void
zout_jack_wake(void* jack);

/** Hears from the server, from now on: rate, blocks, xruns, ports, connections and latency. [setup] */
void
zout_jack_listen(ZoutJack* jack);

#endif // ZOUT_AUDIO_JACK_INTERNAL_H
