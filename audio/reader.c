// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/reader.h"

#include "dsp/zout.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct ZoutReaderImpl {
	SNDFILE*    file;
	SF_INFO     info;
	int         fd;
	struct stat identity;
	char*       path;                          ///< As the caller wrote it, for messages
	float       buffer[ZOUT_BLOCK_FRAMES * 2]; ///< Interleaved
};

static ZoutAudioStatus
open_file(ZoutReader* const reader, ZoutAudioError* const error)
{
	// Not blocking, or a named pipe without a writer would keep us for ever
	reader->fd = open(reader->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (reader->fd < 0 || fstat(reader->fd, &reader->identity)) {
		return zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "cannot read '%s': %s", reader->path, strerror(errno));
	}
	if (!S_ISREG(reader->identity.st_mode)) {
		return zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "cannot read '%s': not a regular file", reader->path);
	}

	reader->file = sf_open_fd(reader->fd, SFM_READ, &reader->info, SF_FALSE);
	if (!reader->file) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "cannot read '%s': not an audio file that libsndfile knows", reader->path);
	}
	if (reader->info.channels != 1 && reader->info.channels != 2) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "'%s' has %d channels, expected 1 (mono) or 2 (stereo)",
		                       reader->path,
		                       reader->info.channels);
	}
	// Before anybody makes room for seconds of it
	if (reader->info.samplerate < ZOUT_MIN_RATE_HZ || reader->info.samplerate > ZOUT_MAX_RATE_HZ) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "'%s' has a sample rate of %d Hz, expected %d to %d Hz",
		                       reader->path,
		                       reader->info.samplerate,
		                       (int)ZOUT_MIN_RATE_HZ,
		                       (int)ZOUT_MAX_RATE_HZ);
	}
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_reader_open(const char* const path, ZoutReader** const reader, ZoutAudioError* const error)
{
	*reader             = NULL;
	ZoutReader* const r = (ZoutReader*)calloc(1, sizeof(ZoutReader));
	if (!r) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	r->fd   = -1;
	r->path = strdup(path);

	const ZoutAudioStatus status =
		r->path ? open_file(r, error) : zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	if (status) {
		zout_reader_free(r);
		return status;
	}
	*reader = r;
	return ZOUT_AUDIO_SUCCESS;
}

void
zout_reader_free(ZoutReader* const reader)
{
	if (reader) {
		if (reader->file) {
			sf_close(reader->file);
		}
		if (reader->fd >= 0) {
			close(reader->fd);
		}
		free(reader->path);
		free(reader);
	}
}

unsigned
zout_reader_rate_hz(const ZoutReader* const reader)
{
	return (unsigned)reader->info.samplerate;
}

unsigned
zout_reader_channels(const ZoutReader* const reader)
{
	return (unsigned)reader->info.channels;
}

uint64_t
zout_reader_frames(const ZoutReader* const reader)
{
	const sf_count_t frames = reader->info.frames;
	return frames > 0 && frames < SF_COUNT_MAX ? (uint64_t)frames : 0U;
}

bool
zout_reader_is_file(const ZoutReader* const reader, const char* const path)
{
	struct stat other;
	return !stat(path, &other) && other.st_dev == reader->identity.st_dev && other.st_ino == reader->identity.st_ino;
}

ZoutAudioStatus
zout_reader_read(ZoutReader* const     reader,
                 float* const          left,
                 float* const          right,
                 uint32_t* const       frames,
                 ZoutAudioError* const error)
{
	const sf_count_t got = sf_readf_float(reader->file, reader->buffer, ZOUT_BLOCK_FRAMES);
	*frames              = got > 0 ? (uint32_t)got : 0U;
	if (sf_error(reader->file)) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "cannot read '%s': %s", reader->path, sf_strerror(reader->file));
	}

	const uint32_t     channels = (uint32_t)reader->info.channels;
	const float* const buffer   = reader->buffer;
	for (uint32_t i = 0; i < *frames; ++i) {
		left[i]  = buffer[i * channels];
		right[i] = buffer[i * channels + channels - 1U];
	}
	return ZOUT_AUDIO_SUCCESS;
}
