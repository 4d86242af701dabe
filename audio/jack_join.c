// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_join.h"

#include <errno.h>
#include <stdlib.h>

/// libjack explains itself on stderr; we do that ourselves, in one line
static void
ignore_message(const char* const message)
{
	(void)message;
}

ZoutAudioStatus
zout_jack_join(const char* const     name,
               jack_client_t** const client,
               ZoutJackEnd* const    end,
               ZoutAudioError* const error)
{
	jack_set_error_function(ignore_message);
	jack_set_info_function(ignore_message);
	*client = jack_client_open(name, JackNoStartServer, NULL);
	if (*client) {
		zout_jack_await_end(*client, end);
		return ZOUT_AUDIO_SUCCESS;
	}
	const char* const server = getenv("JACK_DEFAULT_SERVER");
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_FAILED,
	                       "no JACK server '%s' is running; start one, or under PipeWire put pw-jack in front",
	                       server ? server : "default");
}

ZoutAudioStatus
zout_jack_add_port(jack_client_t* const  client,
                   ZoutJackEnd* const    end,
                   const char* const     name,
                   const char* const     type,
                   const unsigned long   side,
                   jack_port_t** const   port,
                   ZoutAudioError* const error)
{
	*port = jack_port_register(client, name, type, side, 0);
	if (*port) {
		return ZOUT_AUDIO_SUCCESS;
	}
	end->refused = true;
	return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server has no port left");
}

ZoutAudioStatus
zout_jack_add_pair(jack_client_t* const  client,
                   ZoutJackEnd* const    end,
                   const unsigned long   side,
                   jack_port_t*          ports[2],
                   ZoutAudioError* const error)
{
	const bool            out = side == JackPortIsOutput;
	const ZoutAudioStatus status =
		zout_jack_add_port(client, end, out ? "out_l" : "in_l", JACK_DEFAULT_AUDIO_TYPE, side, &ports[0], error);
	return status ? status
	              : zout_jack_add_port(
						client, end, out ? "out_r" : "in_r", JACK_DEFAULT_AUDIO_TYPE, side, &ports[1], error);
}

bool
zout_jack_link(jack_client_t* const client, const jack_port_t* const own, const char* const other)
{
	const char* const name = jack_port_name(own);
	const bool        out  = (jack_port_flags(own) & JackPortIsOutput) != 0;
	const int         code = jack_connect(client, out ? name : other, out ? other : name);
	return !code || code == EEXIST;
}
