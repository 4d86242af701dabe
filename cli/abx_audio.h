// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_audio.h
 * The audio of a session, wherever it is heard: over JACK or ALSA, or offline in a file.
 *
 * All functions are for one thread. Offline, time passes in zout_abx_audio_pass() and in zout_abx_audio_stop() only.
 */

#ifndef ZOUT_CLI_ABX_AUDIO_H
#define ZOUT_CLI_ABX_AUDIO_H

#include "abx/listening.h"
#include "audio/alsa_player.h"
#include "audio/jack_client.h"
#include "audio/status.h"
#include "audio/track.h"
#include "audio/writer.h"
#include "cli/abx_levels.h"
#include "cli/abx_setup.h"

#include <stdbool.h>
#include <stdint.h>

/** The audio of a session. `listening` may be used between start and close, all else is private. */
typedef struct {
	ZoutListening       listening;
	ZoutTrack           track;
	uint64_t            loop[2]; ///< First frame of the loop, first frame after it, on which levels were matched
	unsigned            rate_hz;
	const ZoutAbxSetup* setup;
	ZoutJackClient*     jack;
	ZoutAlsaPlayer*     alsa;
	ZoutWriter*         writer;
	uint64_t            rendered; ///< Frames, offline
	bool                started;
	bool                hushed; ///< For good
} ZoutAbxAudio;

/**
 * Finds the sample rate and loads the track.
 *
 * @param setup Stays the caller's and must outlive the audio.
 * @param func Progress and interruption of loading.
 * @param audio Receives the audio, which the caller closes with zout_abx_audio_close(), also after a failure.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT for a track or loop that cannot be used; ZOUT_AUDIO_FAILED without
 *   server or memory; ZOUT_AUDIO_STOPPED.
 */
ZoutAudioStatus
zout_abx_audio_open(const ZoutAbxSetup* setup,
                    ZoutTrackFunc       func,
                    void*               handle,
                    ZoutAbxAudio*       audio,
                    ZoutAudioError*     error);

/** Starts, silent, with these settings and gains. */
ZoutAudioStatus
zout_abx_audio_start(ZoutAbxAudio*        audio,
                     const ZoutSettings   settings[2],
                     const ZoutAbxLevels* levels,
                     ZoutAudioError*      error);

/** True if nobody can hear what is played: over JACK, outputs without a connection. */
bool
zout_abx_audio_is_unheard(const ZoutAbxAudio* audio);

/** Has the gains of other levels from the next silence on, which it makes; false if the audio takes no more. */
bool
zout_abx_audio_match(ZoutAbxAudio* audio, const ZoutAbxLevels* levels);

/** Lets time pass: offline takes all commands, then renders so much of it; live it passes by itself. */
ZoutAudioStatus
zout_abx_audio_pass(ZoutAbxAudio* audio, double seconds, ZoutAudioError* error);

/** ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED once the server or device is gone. */
ZoutAudioStatus
zout_abx_audio_check(const ZoutAbxAudio* audio, ZoutAudioError* error);

/** The key of the oldest MIDI note that nobody asked for yet; 0 if there is none. */
char
zout_abx_audio_key(ZoutAbxAudio* audio);

/** Milliseconds of a clock that never goes back. Offline it is the time that passed in the file. */
uint64_t
zout_abx_audio_now_ms(const ZoutAbxAudio* audio);

/** Frames of a block, 0 if there is no such thing. */
unsigned
zout_abx_audio_block_frames(const ZoutAbxAudio* audio);

/** Xruns since the start. */
unsigned
zout_abx_audio_xruns(const ZoutAbxAudio* audio);

/** Fades out for good, and waits for that as long as a server that runs may take. Offline there is nothing to wait for.
 */
void
zout_abx_audio_hush(ZoutAbxAudio* audio);

/** Fades out and stops for good; offline completes the file. A server or device that hangs is waited for with patience.
 */
ZoutAudioStatus
zout_abx_audio_stop(ZoutAbxAudio* audio, ZoutAudioError* error);

/**
 * Ends at once what still runs, and frees.
 *
 * @return False if server or device hang: then threads still use all this, which must stay to the end of the process.
 */
bool
zout_abx_audio_close(ZoutAbxAudio* audio);

#endif // ZOUT_CLI_ABX_AUDIO_H
