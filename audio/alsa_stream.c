// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/alsa_stream.h"

#include "audio/alsa_io.h"
#include "audio/clock.h"
#include "audio/engine.h"
#include "audio/wake.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

static const int      patience_ms = 2000; ///< A device that neither takes nor gives for so long is lost
static const int      hurry_ms    = 200;  ///< Likewise beside the time of a block, while we wait for it in order to end
static const unsigned max_hasty   = 10;   ///< More xruns in a row are no accident

// Devices without a clock of their own (null, file) are slowed down to this multiple of real time. It leaves any real
// device alone: crystals differ by 0.01 %.
static const double fastest = 1.02;

/// How far audio may be ahead of the clock before that is thought: buffers that are filled at the start, and some more
static const double most_lead_s = 0.25;

/// How long a device that works may take for a block when all is to end
static int
end_ms(const ZoutAlsaStream* const stream)
{
	return hurry_ms + (int)(1000U * stream->pair.block_frames / stream->pair.rate_hz);
}

/// Waits until the stream is to end, or for a time
static void
sleep_ms(const ZoutAlsaStream* const stream, const int time_ms)
{
	struct pollfd wake = {.fd = stream->wake_fd, .events = POLLIN};
	(void)poll(&wake, 1, time_ms);
}

/// Starts both devices afresh, with silence for two blocks to be played first
static ZoutAlsaEnd
begin(ZoutAlsaStream* const stream)
{
	ZoutAlsaPcm* const capture  = &stream->pair.capture;
	ZoutAlsaPcm* const playback = &stream->pair.playback;
	stream->in_frames           = 0;
	stream->out_frames          = 0;
	stream->lead_s              = 0.0;
	stream->block_s             = zout_clock_s();
	memset(stream->out, 0, sizeof(stream->out)); // nothing to fade out from yet
	zout_engine_interrupted(stream->engine);

	snd_pcm_drop(capture->handle);
	snd_pcm_drop(playback->handle);
	ZoutAlsaEnd end = {snd_pcm_prepare(capture->handle), capture};
	if (end.number >= 0) {
		end.pcm    = playback;
		end.number = snd_pcm_prepare(playback->handle);
	}
	for (unsigned i = 0; i < 2 && end.number >= 0; ++i) {
		end.number = zout_alsa_write_silence(playback, stream->pair.block_frames);
	}
	if (end.number >= 0 && !stream->pair.linked) {
		end.number = snd_pcm_start(playback->handle);
	}
	if (end.number >= 0) {
		end.pcm    = capture;
		end.number = snd_pcm_start(capture->handle);
	}
	end.number = end.number < 0 ? end.number : 0;
	return end;
}

/// Lets audio be no faster than real time, where no device does that
static void
keep_pace(ZoutAlsaStream* const stream)
{
	const double now = zout_clock_s();
	stream->lead_s += (double)stream->pair.block_frames / stream->pair.rate_hz - fastest * (now - stream->block_s);
	stream->lead_s  = stream->lead_s > 0.0 ? stream->lead_s : 0.0;
	stream->block_s = now;
	if (stream->lead_s > most_lead_s) {
		sleep_ms(stream, 1 + (int)(1000.0 * (stream->lead_s - most_lead_s)));
	}
}

ZOUT_REALTIME
static void
process(ZoutAlsaStream* const stream)
{
	const uint32_t     frames   = stream->pair.block_frames;
	const uint64_t     start_ns = zout_clock_ns();
	float* const       in[2]    = {stream->in[0], stream->in[1]};
	float* const       out[2]   = {stream->out[0], stream->out[1]};
	const float* const from[2]  = {in[0], in[1]};
	const float* const made[2]  = {out[0], out[1]};
	zout_alsa_unpack(&stream->pair.capture, in, frames);
	zout_engine_process(stream->engine, from, out, frames);
	zout_alsa_pack(&stream->pair.playback, made, frames);
	zout_load_note(&stream->engine->load, zout_clock_ns() - start_ns);
	stream->in_frames  = 0;
	stream->out_frames = frames;

	stream->well_frames += frames;
	if (stream->well_frames > stream->pair.rate_hz) {
		stream->well_frames = 0;
		stream->hasty       = 0;
	}
}

/// Does what can be done now; returns 0 when that is nothing, and the PCM to wait for in `end`
static int
advance(ZoutAlsaStream* const stream, ZoutAlsaEnd* const end)
{
	const uint32_t block = stream->pair.block_frames;
	if (stream->out_frames) {
		end->pcm             = &stream->pair.playback;
		const uint32_t done  = block - stream->out_frames;
		const int      moved = zout_alsa_write(end->pcm, block, done, stream->out_frames);
		stream->out_frames -= moved > 0 ? (uint32_t)moved : 0U;
		return moved;
	}
	end->pcm        = &stream->pair.capture;
	const int moved = zout_alsa_read(end->pcm, block, stream->in_frames, block - stream->in_frames);
	stream->in_frames += moved > 0 ? (uint32_t)moved : 0U;
	if (stream->in_frames == block) {
		process(stream);
		keep_pace(stream);
	}
	return moved;
}

/// Plays what is left of the last block, then goes from its last sample to silence, as long as the device plays
static void
play_out(ZoutAlsaStream* const stream)
{
	ZoutAlsaPcm* const playback   = &stream->pair.playback;
	const uint32_t     block      = stream->pair.block_frames;
	const uint32_t     fade       = stream->pair.rate_hz * ZOUT_FADE_MS / 1000U;
	const float* const tail[2]    = {stream->out[0], stream->out[1]};
	const float        last[2]    = {stream->out[0][block - 1U], stream->out[1][block - 1U]};
	const uint32_t     all        = fade + (uint32_t)playback->buffer_frames; // then the fade has been played
	const double       deadline_s = zout_clock_s() + 1.0 + (double)all / stream->pair.rate_hz;
	uint32_t           made       = 0;
	while (made < all || stream->out_frames) {
		if (!stream->out_frames) {
			for (uint32_t i = 0; i < block; ++i, ++made) {
				const float gain  = made < fade ? 1.0F - (float)(made + 1U) / (float)fade : 0.0F;
				stream->out[0][i] = last[0] * gain;
				stream->out[1][i] = last[1] * gain;
			}
			zout_alsa_pack(playback, tail, block);
			stream->out_frames = block;
		}
		const int moved = zout_alsa_write(playback, block, block - stream->out_frames, stream->out_frames);
		stream->out_frames -= moved > 0 ? (uint32_t)moved : 0U;
		if (moved < 0 || zout_clock_s() > deadline_s || (!moved && zout_alsa_wait(playback, -1, end_ms(stream)) < 0)) {
			break;
		}
	}
	stream->out_frames = 0;
}

/// After a failure of a device: goes on if it was an xrun or a suspend
static ZoutAlsaEnd
recover(ZoutAlsaStream* const stream, const ZoutAlsaEnd end)
{
	const bool playing = snd_pcm_state(stream->pair.playback.handle) == SND_PCM_STATE_RUNNING;
	if (playing && end.pcm == &stream->pair.capture) {
		play_out(stream);
	}
	if (end.number != -EPIPE && end.number != -ESTRPIPE) {
		return end;
	}

	if (end.number == -EPIPE) {
		atomic_fetch_add(&stream->xruns, 1U);
		zout_wake_post(stream->event_fd);
	}
	while (end.number == -ESTRPIPE && !atomic_load(&stream->ending) && snd_pcm_resume(end.pcm->handle) == -EAGAIN) {
		sleep_ms(stream, 100); // the machine wakes up
	}
	stream->well_frames = 0;
	return ++stream->hasty > max_hasty ? end : begin(stream);
}

ZoutAlsaEnd
zout_alsa_play(ZoutAlsaStream* const stream)
{
	stream->well_frames = 0;
	stream->hasty       = 0;
	ZoutAlsaEnd end     = begin(stream);
	bool        fade    = false;
	while (!end.number) {
		if (!fade && atomic_load(&stream->ending)) {
			fade = true;
			zout_engine_fade_out(stream->engine);
		}
		if (fade && zout_engine_is_silent(stream->engine)) {
			play_out(stream); // what is queued has to be heard
			break;
		}
		end.number = advance(stream, &end);
		if (!end.number) {
			end.number = fade ? zout_alsa_wait(end.pcm, -1, end_ms(stream))
			                  : zout_alsa_wait(end.pcm, stream->wake_fd, patience_ms);
		}
		end = end.number < 0 ? recover(stream, end) : (ZoutAlsaEnd){0, end.pcm};
	}
	return end;
}
