// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/track.h"

#include "audio/reader.h"

#include <errno.h>
#include <soxr.h>
#include <stdlib.h>
#include <string.h>

/// A track while it is being loaded
typedef struct {
	const char* path;
	ZoutReader* reader;
	soxr_t      resampler; ///< NULL if the rates are equal
	ZoutTrack*  track;
	uint64_t    room;                        ///< Frames that the track's buffers hold
	float       block[2][ZOUT_BLOCK_FRAMES]; ///< As read
} Loader;

/// Makes room for some more frames
static ZoutAudioStatus
reserve(Loader* const loader, const uint64_t more, ZoutAudioError* const error)
{
	ZoutTrack* const track = loader->track;
	const uint64_t   limit = (uint64_t)ZOUT_TRACK_MAX_S * track->rate_hz + ZOUT_BLOCK_FRAMES;
	if (track->frames + more <= loader->room) {
		return ZOUT_AUDIO_SUCCESS;
	}
	if (track->frames > limit) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "'%s' is too long, expected at most %d minutes",
		                       loader->path,
		                       ZOUT_TRACK_MAX_S / 60);
	}

	const uint64_t room = (track->frames + more) * 3U / 2U;
	for (unsigned i = 0; i < 2; ++i) {
		float* const side = (float*)realloc(track->side[i], room * sizeof(float));
		if (!side) {
			return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory for '%s'", loader->path);
		}
		track->side[i] = side;
	}
	loader->room = room;
	return ZOUT_AUDIO_SUCCESS;
}

/// Appends a block at the track's rate; `frames` 0 asks for what the resampler still holds
static ZoutAudioStatus
append(Loader* const loader, const uint32_t frames, ZoutAudioError* const error)
{
	ZoutTrack* const track  = loader->track;
	const double     ratio  = (double)track->rate_hz / (double)track->file_rate_hz;
	const uint64_t   more   = loader->resampler ? (uint64_t)(ratio * ZOUT_BLOCK_FRAMES) + ZOUT_BLOCK_FRAMES : frames;
	ZoutAudioStatus  status = reserve(loader, more, error);
	if (status) {
		return status;
	}

	float*       to[2]   = {track->side[0] + track->frames, track->side[1] + track->frames};
	float* const from[2] = {loader->block[0], loader->block[1]};
	if (!loader->resampler) {
		memcpy(to[0], from[0], frames * sizeof(float));
		memcpy(to[1], from[1], frames * sizeof(float));
		track->frames += frames;
		return ZOUT_AUDIO_SUCCESS;
	}
	size_t             done   = 0;
	const soxr_error_t failed = soxr_process(loader->resampler, frames ? from : NULL, frames, NULL, to, more, &done);
	track->frames += done;
	return failed ? zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot resample '%s': %s", loader->path, failed)
	              : ZOUT_AUDIO_SUCCESS;
}

/// Gets out of the resampler what it still holds
static ZoutAudioStatus
drain(Loader* const loader, ZoutAudioError* const error)
{
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	for (uint64_t before = UINT64_MAX; !status && loader->resampler && before != loader->track->frames;) {
		before = loader->track->frames;
		status = append(loader, 0, error);
	}
	return status;
}

static ZoutAudioStatus
set_up_resampler(Loader* const loader, ZoutAudioError* const error)
{
	ZoutTrack* const track = loader->track;
	if (track->rate_hz == track->file_rate_hz) {
		return ZOUT_AUDIO_SUCCESS;
	}
	const soxr_io_spec_t      split   = soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S);
	const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
	const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
	soxr_error_t              failed  = NULL;
	errno                             = 0;
	loader->resampler = soxr_create(track->file_rate_hz, track->rate_hz, 2, &failed, &split, &quality, &runtime);
	return loader->resampler ? ZOUT_AUDIO_SUCCESS
	                         : zout_audio_fail(error,
	                                           errno == ENOMEM ? ZOUT_AUDIO_FAILED : ZOUT_AUDIO_BAD_INPUT,
	                                           "cannot resample '%s' from %u to %u Hz: %s",
	                                           loader->path,
	                                           track->file_rate_hz,
	                                           track->rate_hz,
	                                           failed ? failed : "unknown reason");
}

static ZoutAudioStatus
load(Loader* const loader, const ZoutTrackFunc func, void* const handle, ZoutAudioError* const error)
{
	const uint64_t  total  = zout_reader_frames(loader->reader);
	uint64_t        read   = 0;
	ZoutAudioStatus status = set_up_resampler(loader, error);
	for (uint32_t frames = ZOUT_BLOCK_FRAMES; frames && !status;) {
		status = zout_reader_read(loader->reader, loader->block[0], loader->block[1], &frames, error);
		read += frames;
		if (!status && frames) {
			status = append(loader, frames, error);
		}
		if (!status && func && !func(handle, read, total)) {
			status = zout_audio_fail(error, ZOUT_AUDIO_STOPPED, "interrupted");
		}
	}
	status = status ? status : drain(loader, error);
	if (!status && !loader->track->frames) {
		status = zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "'%s' holds no audio", loader->path);
	}
	return status;
}

ZoutAudioStatus
zout_track_load(const char* const     path,
                const unsigned        rate_hz,
                const ZoutTrackFunc   func,
                void* const           handle,
                ZoutTrack* const      track,
                ZoutAudioError* const error)
{
	memset(track, 0, sizeof(*track));
	Loader* const loader = (Loader*)calloc(1, sizeof(Loader));
	if (!loader) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	loader->path           = path;
	loader->track          = track;
	ZoutAudioStatus status = zout_reader_open(path, &loader->reader, error);
	if (!status) {
		track->file_rate_hz = zout_reader_rate_hz(loader->reader);
		track->channels     = zout_reader_channels(loader->reader);
		track->rate_hz      = rate_hz ? rate_hz : track->file_rate_hz;
		status              = load(loader, func, handle, error);
	}
	soxr_delete(loader->resampler);
	zout_reader_free(loader->reader);
	free(loader);
	return status;
}

void
zout_track_clear(ZoutTrack* const track)
{
	free(track->side[0]);
	free(track->side[1]);
	memset(track, 0, sizeof(*track));
}
