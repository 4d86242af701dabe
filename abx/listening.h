// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file listening.h
 * What a listener hears in a session: two chains on the same audio, and a switch between them.
 *
 * Both chains run all the time and one of them is heard, through one gain that caps both alike. All jumps in the audio
 * happen in the silence of the switch. The start is silent until the first press.
 *
 * Two threads: one, marked [control], gives commands through a queue without locks; the other, marked [audio],
 * processes, and neither allocates, locks, waits nor calls the system. Nothing that the control thread can read from
 * here depends on which chain is heard.
 */

#ifndef ZOUT_ABX_LISTENING_H
#define ZOUT_ABX_LISTENING_H

#include "cap.h"
#include "loudness.h"
#include "switch.h"
#include "transport.h"

#include "dsp/zout.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	ZOUT_LISTENING_COMMANDS = 64,  ///< Room in the queue, a power of two
	ZOUT_LISTENING_CHUNK    = 256, ///< Frames processed at once
};

/** What is to be set up. */
typedef struct {
	double              rate_hz;
	const ZoutSettings* settings[2]; ///< Of A and B; listening and headphone settings are taken from A
	float               gain_lin[2]; ///< That match the levels, applied after the chains
	float               max_spl_db;  ///< Cap on the level that the louder chain has; see cap.h
	const float*        side[2];     ///< The track, each [frames], or NULL for live audio
	uint64_t            frames;
	bool                restart; ///< Each press begins at the start of the loop
} ZoutListeningSetup;

typedef enum {
	ZOUT_LISTENING_PRESS,
	ZOUT_LISTENING_MUTE,
	ZOUT_LISTENING_JUMP,
	ZOUT_LISTENING_LOOP,
	ZOUT_LISTENING_GAINS,
} ZoutListeningAct;

/** One command in the queue. */
typedef struct {
	ZoutListeningAct act;
	uint32_t         chain;       ///< For PRESS: 0 for A, 1 for B
	uint64_t         frame[2];    ///< For JUMP the position, for LOOP start and end
	float            gain_lin[2]; ///< For GAINS
} ZoutListeningCommand;

/** A session's audio. The fields are private. */
typedef struct {
	ZoutModel*    model;
	ZoutSwitch    router;
	ZoutTransport transport;
	ZoutLoudness  loudness;
	bool          live;
	bool          restart;
	bool          jump; ///< Wanted as soon as it is silent
	uint64_t      jump_to;
	bool          loop; ///< Likewise
	uint64_t      loop_start;
	uint64_t      loop_end;
	bool          gains;    ///< Likewise
	bool          cap_open; ///< For as long as it is silent
	float         next_gain_lin[2];
	uint32_t      chain; ///< Of the last press
	float         gain_lin[2];
	float         gain_db[2];
	ZoutCap       cap;
	double        power_at_1vrms; ///< Relative to the cap
	float         source[2][ZOUT_LISTENING_CHUNK];
	float         output[4][ZOUT_LISTENING_CHUNK]; ///< A left, A right, B left, B right

	ZoutListeningCommand queue[ZOUT_LISTENING_COMMANDS];
	atomic_uint          written; ///< Commands put in, counted on
	atomic_uint          taken;   ///< Commands taken out, counted on
	_Atomic uint64_t     position;
	_Atomic float        lowest_cap_db;
	atomic_bool          silent;
} ZoutListening;

/**
 * Prepares a session's audio, silent. [control, not while it is processed]
 *
 * @return As zout_model_new(). After a failure zout_listening_clear() is allowed and not needed.
 */
ZoutStatus
zout_listening_init(ZoutListening* self, const ZoutListeningSetup* setup);

/** Frees what zout_listening_init() made. [control, not while it is processed] */
void
zout_listening_clear(ZoutListening* self);

/** Ducks, then lets a chain be heard: 0 for A, 1 for B. Also plays on after zout_listening_mute(). [control]
 * @return False if the queue is full: the audio thread does not run. This holds for all commands. */
bool
zout_listening_press(ZoutListening* self, unsigned chain);

/** Fades out and stands still. [control] */
bool
zout_listening_mute(ZoutListening* self);

/** Jumps to a frame of the track, ducked if anything is heard. [control] */
bool
zout_listening_jump(ZoutListening* self, uint64_t frame);

/** Sets the loop, ducked likewise; a position outside of it goes to its start. [control] */
bool
zout_listening_loop(ZoutListening* self, uint64_t start, uint64_t end);

/**
 * Matches the levels anew, ducked likewise, and opens the cap, which acts again on what is too loud all the same;
 * zout_listening_difference_db() and zout_listening_lowest_cap_db() begin anew. [control]
 */
bool
zout_listening_gains(ZoutListening* self, const float gain_lin[2]);

/** Next frame of the track. [control] */
uint64_t
zout_listening_position(const ZoutListening* self);

/** True if it stays silent until the next press. [control] */
bool
zout_listening_is_silent(const ZoutListening* self);

/** The lowest gain of the cap with these gains so far, dB, 0 or less. [control] */
double
zout_listening_lowest_cap_db(const ZoutListening* self);

/**
 * Level of B over A as measured on all that was played so far with these gains, K-weighted and gated, dB. [control, not
 * while it is processed]
 *
 * @return False until the programme has passed the gate of -70 LUFS once with these gains, which takes 0.4 s at least.
 */
bool
zout_listening_difference_db(const ZoutListening* self, double* difference_db);

/** Has gains from here on. [audio, in silence; or control, while it is not processed] */
ZOUT_REALTIME
void
zout_listening_take_gains(ZoutListening* self, const float gain_lin[2]);

/** Ducks from silence, as audio was lost on its way to the ear. [audio] */
ZOUT_REALTIME
void
zout_listening_interrupted(ZoutListening* self);

/**
 * Processes a block of any length. [audio]
 *
 * @param in Left and right of live audio; ignored, and may be NULL, when there is a track.
 * @param out Left and right, not the same as any input.
 */
ZOUT_REALTIME
void
zout_listening_process(ZoutListening* self, const float* const in[2], float* const out[2], uint32_t frames);

#endif // ZOUT_ABX_LISTENING_H
