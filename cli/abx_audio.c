// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/abx_audio.h"

#include "audio/clock.h"
#include "audio/reader.h"
#include "cli/message.h"

#include <math.h>
#include <string.h>
#include <time.h>

/// The track can be read, and is not what will be written: not even an aborted session may replace it
static ZoutAudioStatus
check_files(const ZoutAbxSetup* const setup, ZoutAudioError* const error)
{
	if (!setup->track) {
		return ZOUT_AUDIO_SUCCESS;
	}
	ZoutReader*     reader = NULL;
	ZoutAudioStatus status = zout_reader_open(setup->track, &reader, error);
	if (!status && setup->output && zout_reader_is_file(reader, setup->output)) {
		status = zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "'%s' is the track itself, expected another file to write", setup->output);
	}
	zout_reader_free(reader);
	return status;
}

ZoutAudioStatus
zout_abx_audio_open(const ZoutAbxSetup* const setup,
                    const ZoutTrackFunc       func,
                    void* const               handle,
                    ZoutAbxAudio* const       audio,
                    ZoutAudioError* const     error)
{
	memset(audio, 0, sizeof(*audio));
	audio->setup           = setup;
	ZoutAudioStatus status = check_files(setup, error); // before the server: what was typed comes first
	if (!status && setup->backend == ZOUT_ABX_BACKEND_JACK) {
		status         = zout_jack_client_open(setup->client, !setup->track, setup->midi, &audio->jack, error);
		audio->rate_hz = status ? 0U : zout_jack_client_rate_hz(audio->jack);
	}
	if (!status && setup->track) {
		status         = zout_track_load(setup->track, audio->rate_hz, func, handle, &audio->track, error);
		audio->rate_hz = audio->track.rate_hz;
	}
	if (!status && setup->backend == ZOUT_ABX_BACKEND_ALSA) { // which plays at the track's rate
		status = zout_alsa_player_open(setup->playback, audio->rate_hz, &audio->alsa, error);
	}
	return status;
}

/// True if time passes in the file alone
static bool
is_offline(const ZoutAbxAudio* const audio)
{
	return audio->setup->backend == ZOUT_ABX_BACKEND_FILE;
}

ZOUT_REALTIME
static void
process(void* const handle, const float* const in[2], float* const out[2], const uint32_t frames)
{
	zout_listening_process((ZoutListening*)handle, in, out, frames);
}

ZOUT_REALTIME
static void
interrupted(void* const handle)
{
	zout_listening_interrupted((ZoutListening*)handle);
}

static float
linear(const double gain_db)
{
	return (float)pow(10.0, 0.05 * gain_db);
}

ZoutAudioStatus
zout_abx_audio_start(ZoutAbxAudio* const        audio,
                     const ZoutSettings         settings[2],
                     const ZoutAbxLevels* const levels,
                     ZoutAudioError* const      error)
{
	const ZoutAbxSetup* const setup     = audio->setup;
	const ZoutTrack* const    track     = &audio->track;
	const ZoutListeningSetup  listening = {
		 .rate_hz    = audio->rate_hz,
		 .settings   = {&settings[0], &settings[1]},
		 .gain_lin   = {linear(levels->gain_db[0]), linear(levels->gain_db[1])},
		 .max_spl_db = (float)setup->max_spl_db,
		 .side       = {track->side[0], track->side[1]},
		 .frames     = track->frames,
		 .restart    = setup->restart,
    };
	ZoutAudioStatus status =
		zout_audio_status(zout_listening_init(&audio->listening, &listening), audio->rate_hz, error);
	if (status) {
		return status;
	}
	if (track->frames) {
		zout_listening_loop(&audio->listening, audio->loop[0], audio->loop[1]);
	}

	const ZoutProcessor processor = {process, interrupted, &audio->listening};
	if (audio->jack) {
		status = zout_jack_client_start(audio->jack, processor, error);
		if (!status && setup->connect && !zout_jack_client_connect_physical(audio->jack)) {
			zout_complain(ZOUT_EXIT_SUCCESS, "warning: found no physical ports to connect to");
		}
	} else if (audio->alsa) {
		status = zout_alsa_player_start(audio->alsa, processor, error);
	} else if (setup->output) {
		status = zout_writer_open(setup->output, ZOUT_FORMAT_DEFAULT, audio->rate_hz, 0, &audio->writer, error);
	}
	audio->started = !status;
	return status;
}

bool
zout_abx_audio_is_unheard(const ZoutAbxAudio* const audio)
{
	return audio->jack && audio->started && !zout_jack_client_is_heard(audio->jack);
}

bool
zout_abx_audio_match(ZoutAbxAudio* const audio, const ZoutAbxLevels* const levels)
{
	const float gain_lin[2] = {linear(levels->gain_db[0]), linear(levels->gain_db[1])};
	return zout_listening_gains(&audio->listening, gain_lin);
}

ZoutAudioStatus
zout_abx_audio_pass(ZoutAbxAudio* const audio, const double seconds, ZoutAudioError* const error)
{
	float           block[2][ZOUT_LISTENING_CHUNK];
	float* const    out[2] = {block[0], block[1]};
	uint64_t        frames = !is_offline(audio) ? 0U : (uint64_t)(seconds * audio->rate_hz + 0.5);
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	if (is_offline(audio)) {
		zout_listening_process(&audio->listening, NULL, out, 0);
	}
	while (frames && !status) {
		const uint32_t n = frames < ZOUT_LISTENING_CHUNK ? (uint32_t)frames : (uint32_t)ZOUT_LISTENING_CHUNK;
		zout_listening_process(&audio->listening, NULL, out, n);
		if (audio->writer) {
			status = zout_writer_write(audio->writer, out[0], out[1], n, error);
		}
		audio->rendered += n;
		frames -= n;
	}
	return status;
}

ZoutAudioStatus
zout_abx_audio_check(const ZoutAbxAudio* const audio, ZoutAudioError* const error)
{
	return audio->jack   ? zout_jack_client_check(audio->jack, error)
	       : audio->alsa ? zout_alsa_player_check(audio->alsa, error)
	                     : ZOUT_AUDIO_SUCCESS;
}

char
zout_abx_audio_key(ZoutAbxAudio* const audio)
{
	uint8_t note = 0;
	while (audio->jack && zout_jack_client_note(audio->jack, &note)) {
		const char key = audio->setup->keys[note % ZOUT_ABX_NOTES];
		if (key) {
			return key;
		}
	}
	return 0;
}

uint64_t
zout_abx_audio_now_ms(const ZoutAbxAudio* const audio)
{
	if (is_offline(audio)) {
		return audio->rendered * 1000U / (audio->rate_hz ? audio->rate_hz : 1U);
	}
	return (uint64_t)zout_clock_ms();
}

unsigned
zout_abx_audio_block_frames(const ZoutAbxAudio* const audio)
{
	return audio->jack ? zout_jack_client_block_frames(audio->jack) : ZOUT_ALSA_PLAYER_FRAMES;
}

unsigned
zout_abx_audio_xruns(const ZoutAbxAudio* const audio)
{
	return audio->jack ? zout_jack_client_xruns(audio->jack) : audio->alsa ? zout_alsa_player_xruns(audio->alsa) : 0U;
}

/// Waits until the audio thread has faded out, or the server takes too long for it
static void
wait_for_silence(ZoutAbxAudio* const audio)
{
	static const unsigned patience_ms = 2000;
	ZoutAudioError        error;
	for (unsigned ms = 0; ms < patience_ms && !zout_abx_audio_check(audio, &error); ++ms) {
		if (zout_listening_is_silent(&audio->listening)) {
			break;
		}
		const struct timespec wait = {0, 1000000};
		nanosleep(&wait, NULL);
	}
}

void
zout_abx_audio_hush(ZoutAbxAudio* const audio)
{
	if (audio->hushed || !audio->started) {
		return;
	}
	audio->hushed = true;
	zout_listening_mute(&audio->listening);
	if (!is_offline(audio)) {
		wait_for_silence(audio);
	}
}

ZoutAudioStatus
zout_abx_audio_stop(ZoutAbxAudio* const audio, ZoutAudioError* const error)
{
	static const double fade_s = 0.1; // longer than the duck
	if (!audio->started) {
		return ZOUT_AUDIO_SUCCESS;
	}
	zout_abx_audio_hush(audio);
	audio->started = false;
	if (!is_offline(audio)) {
		if (audio->jack) { // if it hangs zout_abx_audio_close() says so
			zout_jack_client_stop(audio->jack);
		} else {
			zout_alsa_player_stop(audio->alsa);
		}
		return ZOUT_AUDIO_SUCCESS;
	}
	const ZoutAudioStatus status = zout_abx_audio_pass(audio, fade_s, error);
	return status || !audio->writer ? status : zout_writer_commit(audio->writer, error);
}

bool
zout_abx_audio_close(ZoutAbxAudio* const audio)
{
	if (!zout_jack_client_free(audio->jack) || !zout_alsa_player_free(audio->alsa)) {
		return false;
	}
	zout_writer_free(audio->writer);
	zout_listening_clear(&audio->listening);
	zout_track_clear(&audio->track);
	audio->jack   = NULL;
	audio->alsa   = NULL;
	audio->writer = NULL;
	return true;
}
