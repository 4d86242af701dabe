// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_client.h
 * A JACK client that lends its process thread to a ZoutProcessor: at one sample rate, until the server ends. [setup]
 */

#ifndef ZOUT_AUDIO_JACK_CLIENT_H
#define ZOUT_AUDIO_JACK_CLIENT_H

#include "audio/processor.h"
#include "audio/status.h"

#include <stdbool.h>
#include <stdint.h>

/** Opaque. */
typedef struct ZoutJackClientImpl ZoutJackClient;

/**
 * Becomes a client of a running server, with ports `out_l out_r`, silent yet. Never starts a server.
 *
 * @param name Wanted name; the server appends a number if it is taken.
 * @param inputs Also ports `in_l in_r`.
 * @param midi Also a port `midi_in`.
 * @param client Receives the client, which the caller frees with zout_jack_client_free(); NULL on failure.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED if there is no server or it refuses.
 */
ZoutAudioStatus
zout_jack_client_open(const char* name, bool inputs, bool midi, ZoutJackClient** client, ZoutAudioError* error);

/**
 * Ends the client at once. Safe on NULL.
 *
 * @return False if the server hangs: then it still uses client and processor, which must stay to the end of the
 * process.
 */
bool
zout_jack_client_free(ZoutJackClient* client);

/** Starts to call `processor`. */
ZoutAudioStatus
zout_jack_client_start(ZoutJackClient* client, ZoutProcessor processor, ZoutAudioError* error);

/** Stops to call the processor, for good. Returns as zout_jack_client_free(). */
bool
zout_jack_client_stop(ZoutJackClient* client);

/** Connects to the physical ports; returns the number of connections made. */
unsigned
zout_jack_client_connect_physical(ZoutJackClient* client);

/** True if somebody hears an output: it has a connection. */
bool
zout_jack_client_is_heard(const ZoutJackClient* client);

/** Sample rate of the server when the client came. */
unsigned
zout_jack_client_rate_hz(const ZoutJackClient* client);

/** Period now, frames. */
unsigned
zout_jack_client_block_frames(const ZoutJackClient* client);

/** Xruns since the start. */
unsigned
zout_jack_client_xruns(const ZoutJackClient* client);

/** ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED once the server has ended or has changed its sample rate. */
ZoutAudioStatus
zout_jack_client_check(const ZoutJackClient* client, ZoutAudioError* error);

/** Takes the oldest MIDI note that was played and not taken yet; false if there is none. One thread. */
bool
zout_jack_client_note(ZoutJackClient* client, uint8_t* note);

#endif // ZOUT_AUDIO_JACK_CLIENT_H
