// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file fake.h
 * A JACK server within the program: a thread that calls the process callback and leads the outputs back to the inputs,
 * some frames later. It can skip frames, lose connections, refuse ports and go away. Linked instead of what libjack
 * has.
 */

#ifndef ZOUT_TESTS_JACK_FAKE_H
#define ZOUT_TESTS_JACK_FAKE_H

#include <jack/jack.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum {
	FAKE_RATE_HZ = 48000,
	FAKE_BLOCK   = 64,
	FAKE_DELAY   = 37,
	FAKE_LATENCY = FAKE_DELAY + FAKE_BLOCK, ///< What is played in a block is heard in the next one at the earliest
	FAKE_PORTS   = 6,                       ///< Our inputs, our outputs, the sink "hw:play" and the source "hw:record"
};

typedef struct {
	JackProcessCallback  process;
	JackShutdownCallback shutdown;
	void*                process_arg;
	void*                shutdown_arg;
	pthread_t            thread;
	atomic_bool          running;
	atomic_bool          connected;
	bool                 late;       ///< Somebody else makes every connection before us
	atomic_uint          skip_every; ///< Cycles between two losses of a block, 0 for none
	atomic_uint          skips_left;
	bool                 ending; ///< Ends at the first port: refuses it, and a hearing thread tells of that later
	pthread_t            hearing;
	atomic_bool          hearing_done;
	bool                 untold; ///< The hearing thread found nobody to tell
	bool                 rushed; ///< The client was closed before that thread had ended
	jack_nframes_t       time;
	float                buffer[FAKE_PORTS][FAKE_BLOCK];
	float                line[2][FAKE_DELAY]; ///< What is on its way back
	float                last;                ///< Sample of the left output
	float                steepest;            ///< Largest step from one to the next, but over a loss
	float                resumed;             ///< Largest first sample behind a loss
	bool                 skipped;             ///< Since the last block
	unsigned             landings;            ///< Times that it came down to silence
} FakeJack;

/// The only one. To be cleared before each use
extern FakeJack fake;

#endif // ZOUT_TESTS_JACK_FAKE_H
