// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_join.h
 * How clients begin: a server, ports, connections. [setup]
 */

#ifndef ZOUT_AUDIO_JACK_JOIN_H
#define ZOUT_AUDIO_JACK_JOIN_H

#include "audio/jack_close.h"
#include "audio/status.h"

#include <jack/jack.h>
#include <stdbool.h>

/**
 * Becomes a client of a server that runs. What libjack has to say goes nowhere.
 *
 * @param client Receives the client, which the caller ends with zout_jack_close(); NULL on failure.
 * @param end Learns of the end of the server, from the beginning: that may be the next thing it does.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED without a server.
 */
ZoutAudioStatus
zout_jack_join(const char* name, jack_client_t** client, ZoutJackEnd* end, ZoutAudioError* error);

/** The same with patience, for commands that somebody waits for: ZOUT_AUDIO_FAILED also if the server hangs, and then a
 * thread is left behind that may become a client yet. */
ZoutAudioStatus
zout_jack_join_in_time(const char* name, jack_client_t** client, ZoutJackEnd* end, ZoutAudioError* error);

/** Registers a port of a JACK_DEFAULT_ type. Returns ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED with NULL for the port,
 * in which case `end` learns that the server refuses us something. */
ZoutAudioStatus
zout_jack_add_port(jack_client_t*  client,
                   ZoutJackEnd*    end,
                   const char*     name,
                   const char*     type,
                   unsigned long   side,
                   jack_port_t**   port,
                   ZoutAudioError* error);

/** Registers a left and a right port for audio: in_l and in_r for JackPortIsInput, out_l and out_r for
 * JackPortIsOutput. */
ZoutAudioStatus
zout_jack_add_pair(jack_client_t*  client,
                   ZoutJackEnd*    end,
                   unsigned long   side,
                   jack_port_t*    ports[2],
                   ZoutAudioError* error);

/** Connects a port of ours to another of the other side; true if they are connected then, by whomever. */
bool
zout_jack_link(jack_client_t* client, const jack_port_t* own, const char* other);

#endif // ZOUT_AUDIO_JACK_JOIN_H
