// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/loop_ports.h"

#include "audio/jack_join.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { NAME_ROOM = 320 };

static const char*
what(const unsigned long kind)
{
	return kind == JackPortIsInput ? "playback" : "capture";
}

/// Cuts a list of one or two names apart; the second is empty if there is none
static ZoutAudioStatus
split(const char* const list, const unsigned long kind, char ports[2][NAME_ROOM], ZoutAudioError* const error)
{
	const char* const comma  = strchr(list, ',');
	const size_t      length = comma ? (size_t)(comma - list) : strlen(list);
	if (!length || length >= NAME_ROOM || (comma && (!comma[1] || strchr(comma + 1, ','))) ||
	    (comma && strlen(comma + 1) >= NAME_ROOM)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad list of %s ports '%.200s', expected one or two as system:%s_1,system:%s_2",
		                       what(kind),
		                       list,
		                       what(kind),
		                       what(kind));
	}
	snprintf(ports[0], NAME_ROOM, "%.*s", (int)length, list);
	snprintf(ports[1], NAME_ROOM, "%s", comma ? comma + 1 : "");
	return ZOUT_AUDIO_SUCCESS;
}

/// Takes the first two physical ports
static ZoutAudioStatus
take_physical(jack_client_t* const  client,
              const unsigned long   kind,
              char                  ports[2][NAME_ROOM],
              ZoutAudioError* const error)
{
	const char** const found = jack_get_ports(client, NULL, JACK_DEFAULT_AUDIO_TYPE, kind | JackPortIsPhysical);
	ports[0][0]              = '\0';
	ports[1][0]              = '\0';
	for (unsigned i = 0; i < 2 && found && found[i]; ++i) {
		snprintf(ports[i], NAME_ROOM, "%s", found[i]);
	}
	jack_free(found);
	return *ports[0] ? ZOUT_AUDIO_SUCCESS
	                 : zout_audio_fail(error,
	                                   ZOUT_AUDIO_BAD_INPUT,
	                                   "the JACK server has no physical %s port, expected names with --%s",
	                                   what(kind),
	                                   kind == JackPortIsInput ? "out" : "in");
}

static ZoutAudioStatus
connect_one(jack_client_t* const     client,
            const jack_port_t* const own,
            const char* const        name,
            const unsigned long      kind,
            ZoutAudioError* const    error)
{
	const jack_port_t* const port = jack_port_by_name(client, name);
	if (!port || !((unsigned long)jack_port_flags(port) & kind)) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "no %s port '%.200s' on the JACK server (see: jack_lsp)", what(kind), name);
	}
	return zout_jack_link(client, own, name)
	           ? ZOUT_AUDIO_SUCCESS
	           : zout_audio_fail(
					 error, ZOUT_AUDIO_FAILED, "the JACK server refused to connect %s port '%.200s'", what(kind), name);
}

ZoutAudioStatus
zout_loop_connect(jack_client_t* const  client,
                  jack_port_t* const    own[2],
                  const char* const     list,
                  const unsigned long   kind,
                  char                  names[256],
                  bool* const           two,
                  ZoutAudioError* const error)
{
	char            ports[2][NAME_ROOM] = {"", ""};
	ZoutAudioStatus status = list ? split(list, kind, ports, error) : take_physical(client, kind, ports, error);
	if (status) {
		return status;
	}
	status = connect_one(client, own[0], ports[0], kind, error);
	if (!status && *ports[1]) {
		status = connect_one(client, own[1], ports[1], kind, error);
	} else if (!status && kind == JackPortIsOutput) {
		status = connect_one(client, own[1], ports[0], kind, error);
	}
	*two = *ports[1] && strcmp(ports[0], ports[1]) != 0;
	snprintf(names, 256, "%.120s%s%.120s", ports[0], *ports[1] ? ", " : "", ports[1]);
	return status;
}
