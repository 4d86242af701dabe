// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_connect.h
 * Connections of the JACK client to hardware. [setup]
 */

#ifndef ZOUT_AUDIO_JACK_CONNECT_H
#define ZOUT_AUDIO_JACK_CONNECT_H

#include <jack/jack.h>

/** Connects inputs from the first physical sources and outputs to the first sinks; returns how many it made. */
unsigned
zout_jack_connect_ports(jack_client_t* client, jack_port_t* const in[2], jack_port_t* const out[2]);

#endif // ZOUT_AUDIO_JACK_CONNECT_H
