// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack.h
 * A client of one JACK server, with two inputs and two outputs, until that server ends. [setup]
 *
 * All functions are for one thread, which waits on zout_jack_event_fd() and then calls zout_jack_handle_events(). They
 * wait for the server; the backend that never waits is in jack_backend.c.
 */

#ifndef ZOUT_AUDIO_JACK_H
#define ZOUT_AUDIO_JACK_H

#include "audio/engine.h"
#include "audio/jack_links.h"
#include "audio/status.h"

#include <stdbool.h>

/** Opaque. */
typedef struct ZoutJackImpl ZoutJack;

/** What is to be told about a client. */
typedef struct {
	const char* name;           ///< As the server gave it. Owned by the client
	unsigned    rate_hz;        ///< Sample rate
	unsigned    block_frames;   ///< Period
	unsigned    latency_frames; ///< From input to output
	unsigned    xruns;          ///< Since the start
	bool        realtime;       ///< The process thread has real-time priority
	bool        freewheel;      ///< Time runs as fast as it can
} ZoutJackInfo;

/** 0 if `name` can be the name of a client; else the greatest number of characters that one may have. */
unsigned
zout_jack_name_limit(const char* name);

/**
 * Becomes a client of a running server, with ports `in_l in_r out_l out_r`, silent yet. Never starts a server.
 *
 * @param name Wanted name; the server appends a number if it is taken.
 * @param engine Gets a model for the server's rate. Must outlive the client.
 * @param jack Receives the client, which the caller frees with zout_jack_free(); NULL on failure.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT if the model cannot run at the server's rate; ZOUT_AUDIO_FAILED
 *   if there is no server or it refuses.
 */
ZoutAudioStatus
zout_jack_open(const char* name, ZoutEngine* engine, ZoutJack** jack, ZoutAudioError* error);

/** Ends the client at once; after zout_jack_stop() without a click. Safe on NULL. */
void
zout_jack_free(ZoutJack* jack);

/** Starts processing, in silence until zout_jack_connect(). */
ZoutAudioStatus
zout_jack_start(ZoutJack* jack, ZoutAudioError* error);

/** Makes the connections that are wanted and not there, and fades in, as zout_jack_links_update(). */
ZoutLinkResult
zout_jack_connect(ZoutJack* jack, ZoutJackLinks* links);

/** Fades out, and returns when silence has been put out or the server takes too long for it. */
void
zout_jack_stop(ZoutJack* jack);

/** A file descriptor that is readable when there is something to handle. Owned by the client. */
int
zout_jack_event_fd(const ZoutJack* jack);

/**
 * Handles what the server said since the last call: a new sample rate, or its end.
 *
 * @param links_changed Receives whether ports or connections have come or gone.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED or ZOUT_AUDIO_BAD_INPUT if the client cannot go on.
 */
ZoutAudioStatus
zout_jack_handle_events(ZoutJack* jack, bool* links_changed, ZoutAudioError* error);

/** What is to be told about the client now. */
ZoutJackInfo
zout_jack_info(const ZoutJack* jack);

#endif // ZOUT_AUDIO_JACK_H
