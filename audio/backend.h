// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file backend.h
 * What every audio system looks like to the service: it comes, goes and comes back, and the engine plays through it.
 *
 * A backend never gives up and never makes its caller wait: whatever may block (a server that is not there, a device
 * that is busy) happens in threads of its own, which try again for ever with a growing pause. Only a setup that can
 * never work is an error.
 *
 * All functions are for one thread, which waits on event_fd() and then calls handle_events(). The engine belongs to
 * the caller and outlives the backend. The backend tells it the sample rate, with zout_engine_prepare() before its
 * audio thread runs and zout_engine_replace() while it runs, calls zout_engine_process() in the audio
 * thread, and notes the time that it took with zout_load_note().
 * The settings of the engine are none of its business.
 */

#ifndef ZOUT_AUDIO_BACKEND_H
#define ZOUT_AUDIO_BACKEND_H

#include "audio/engine.h"
#include "audio/status.h"

#include <stdbool.h>

/** Our ports. */
typedef enum { ZOUT_PORT_IN_L, ZOUT_PORT_IN_R, ZOUT_PORT_OUT_L, ZOUT_PORT_OUT_R, ZOUT_N_PORTS } ZoutPort;

/** Name of a port of ours, as "in_l". Static. */
const char*
zout_port_name(ZoutPort port);

/** A wish for connections: of one of our ports to every port whose whole name matches. */
typedef struct {
	ZoutPort    port;
	const char* pattern; ///< POSIX extended regular expression
} ZoutLink;

enum {
	ZOUT_ALSA_MIN_BLOCK = 16,   ///< Shortest period that can be wished for
	ZOUT_ALSA_MAX_BLOCK = 8192, ///< Longest one
};

/** What a backend needs to know. Strings and lists belong to the caller and are copied. */
typedef struct {
	const char*     name;         ///< JACK: wanted name of the client
	bool            physical;     ///< JACK: connect to the first physical ports
	const ZoutLink* links;        ///< JACK: [n_links]
	unsigned        n_links;      ///< JACK
	const char*     capture;      ///< ALSA: name of the PCM to record from
	const char*     playback;     ///< ALSA: name of the PCM to play to
	unsigned        rate_hz;      ///< ALSA: wanted sample rate; 0 for what the devices offer
	unsigned        block_frames; ///< ALSA: wanted period; 0 for the backend's choice
} ZoutBackendSetup;

typedef enum {
	ZOUT_BACKEND_STOPPED, ///< Not started yet, or stopped
	ZOUT_BACKEND_WAITING, ///< For a server or a device
	ZOUT_BACKEND_RUNNING, ///< Audio passes
} ZoutBackendState;

/** What is to be told about a backend at one moment. Numbers are 0 while they are not known. */
typedef struct {
	ZoutBackendState state;
	char             name[128];      ///< JACK: the client, as the server gave it; ALSA: the devices
	char             trouble[256];   ///< What it waits for and why, without a newline; "" while running
	unsigned         rate_hz;        ///< Sample rate
	unsigned         block_frames;   ///< Period
	unsigned         latency_frames; ///< From our input to our output, without the audio system's own
	unsigned         connections;    ///< JACK: number of connections that our ports have
	unsigned         xruns;          ///< Since start()
	unsigned         losses;         ///< How often a server or device was lost since start()
	bool             realtime;       ///< The audio thread has real-time priority
	bool             freewheel;      ///< JACK: time runs as fast as it can
} ZoutBackendInfo;

typedef struct ZoutBackendImpl     ZoutBackend;
typedef struct ZoutBackendTypeImpl ZoutBackendType;

/** First member of every backend's own structure, a pointer to which is the pointer to the backend. */
struct ZoutBackendImpl {
	const ZoutBackendType* type;
};

/** The functions of a kind of backend. Every one is there. */
struct ZoutBackendTypeImpl {
	const char* kind; ///< As in `--backend KIND`

	/**
	 * Takes a setup. Touches neither server nor device.
	 *
	 * @param engine Initialised; stays the caller's.
	 * @param backend Receives the backend, which the caller frees with free(); NULL on failure.
	 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT if the setup cannot be used; ZOUT_AUDIO_FAILED.
	 */
	ZoutAudioStatus (*open)(const ZoutBackendSetup* setup,
	                        ZoutEngine*             engine,
	                        ZoutBackend**           backend,
	                        ZoutAudioError*         error);

	/** Begins to work, and to wait for what is not there. Returns at once. */
	ZoutAudioStatus (*start)(ZoutBackend* backend, ZoutAudioError* error);

	/**
	 * Takes another setup while it works, with as little interruption as the difference allows.
	 *
	 * @return As open(). After a failure the old setup stays.
	 */
	ZoutAudioStatus (*change)(ZoutBackend* backend, const ZoutBackendSetup* setup, ZoutAudioError* error);

	/** Fades out and ends; takes some seconds at most, also when the audio system hangs. */
	void (*stop)(ZoutBackend* backend);

	/** A descriptor that is readable when info() has changed. Owned by the backend. */
	int (*event_fd)(const ZoutBackend* backend);

	/** Makes event_fd() unreadable until the next change, and does what is to be done in the caller's thread. */
	void (*handle_events)(ZoutBackend* backend);

	/** What is to be told now. Cheap; never waits for the audio system. */
	void (*info)(ZoutBackend* backend, ZoutBackendInfo* info);

	/** Ends at once what is still running, and frees. Safe on NULL. */
	void (*free)(ZoutBackend* backend);
};

/** JACK, and PipeWire through its libjack. */
extern const ZoutBackendType zout_jack_backend;

/** Two ALSA PCMs, with a clock of their own or without. */
extern const ZoutBackendType zout_alsa_backend;

/** The backend of a kind, or NULL. */
const ZoutBackendType*
zout_backend_find(const char* kind);

/** The kinds that there are, for messages: "jack or alsa". Static. */
const char*
zout_backend_kinds(void);

#endif // ZOUT_AUDIO_BACKEND_H
