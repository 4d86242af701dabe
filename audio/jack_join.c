// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_join.h"

#include "audio/worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/// With a server that runs and may wait for clients which do not play, for some seconds each
static const double patience_s = 20.0;

/// An attempt to become a client, which may outlast whoever wanted it
typedef struct {
	ZoutWorker      worker;
	char            name[256];
	jack_client_t*  client;
	ZoutAudioStatus status;
	ZoutAudioError  error;
} Attempt;

/// libjack explains itself on stderr; we do that ourselves, in one line
static void
ignore_message(const char* const message)
{
	(void)message;
}

/// Receives NULL for the client on failure
static ZoutAudioStatus
open_client(const char* const name, jack_client_t** const client, ZoutAudioError* const error)
{
	jack_set_error_function(ignore_message);
	jack_set_info_function(ignore_message);
	*client = jack_client_open(name, JackNoStartServer, NULL);
	if (*client) {
		return ZOUT_AUDIO_SUCCESS;
	}
	const char* const server = getenv("JACK_DEFAULT_SERVER");
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_FAILED,
	                       "no JACK server '%s' is running; start one, or under PipeWire put pw-jack in front",
	                       server ? server : "default");
}

ZoutAudioStatus
zout_jack_join(const char* const     name,
               jack_client_t** const client,
               ZoutJackEnd* const    end,
               ZoutAudioError* const error)
{
	const ZoutAudioStatus status = open_client(name, client, error);
	if (!status) {
		zout_jack_await_end(*client, end);
	}
	return status;
}

static void
attempt_to_open(void* const arg)
{
	Attempt* const attempt = (Attempt*)arg;
	attempt->status        = open_client(attempt->name, &attempt->client, &attempt->error);
}

ZoutAudioStatus
zout_jack_join_in_time(const char* const     name,
                       jack_client_t** const client,
                       ZoutJackEnd* const    end,
                       ZoutAudioError* const error)
{
	*client                = NULL;
	Attempt* const attempt = (Attempt*)calloc(1, sizeof(Attempt));
	if (!attempt) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	snprintf(attempt->name, sizeof(attempt->name), "%s", name);
	if (!zout_worker_call(&attempt->worker, attempt_to_open, attempt, patience_s)) {
		// The thread has the attempt, for as long as the process lives
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server hangs, and was not waited for any longer");
	}
	const ZoutAudioStatus status = attempt->status;
	*client                      = attempt->client;
	*error                       = attempt->error;
	free(attempt);
	if (!status) {
		zout_jack_await_end(*client, end);
	}
	return status;
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
