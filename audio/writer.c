// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "audio/writer.h"

#include "audio/container.h"
#include "audio/quantise.h"
#include "audio/reader.h"
#include "audio/replacement.h"
#include "audio/sink.h"
#include "audio/target.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ZoutWriterImpl {
	SNDFILE*        file;
	SF_INFO         info;
	ZoutSink        sink;
	uint64_t        frames; ///< Written so far
	uint64_t        clipped;
	ZoutTarget      target;      ///< Where the file will be
	ZoutReplacement replacement; ///< What it is until then
	union {
		float real[ZOUT_BLOCK_FRAMES * 2];
		int   integer[ZOUT_BLOCK_FRAMES * 2];
	} buffer; ///< Interleaved
};

static ZoutAudioStatus
disk_failed(const ZoutWriter* const writer, ZoutAudioError* const error)
{
	return zout_audio_fail(
		error, ZOUT_AUDIO_FAILED, "cannot write '%s': %s", writer->target.path, strerror(writer->sink.error));
}

static ZoutAudioStatus
create(ZoutWriter* const writer, const char* const path, ZoutAudioError* const error)
{
	const ZoutAudioStatus bad = ZOUT_AUDIO_BAD_INPUT;
	const int failed          = zout_replacement_begin(&writer->replacement, writer->target.path, writer->target.mode);
	if (failed) {
		return zout_audio_fail(error, bad, "cannot write '%s': %s", path, strerror(failed));
	}
	writer->sink.fd = writer->replacement.fd;

	writer->file = sf_format_check(&writer->info) ? zout_sink_open(&writer->sink, &writer->info) : NULL;
	if (writer->sink.error) {
		return disk_failed(writer, error);
	}
	if (!writer->file) {
		return zout_audio_fail(
			error, bad, "cannot write '%s': this file format does not take %d Hz", path, writer->info.samplerate);
	}
	sf_command(writer->file, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE); // it holds the time of day
	// The header of an AIFF file is shorter now. What is left of the longer one would count as audio if there is little
	if (ftruncate(writer->sink.fd, lseek(writer->sink.fd, 0, SEEK_CUR))) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot write '%s': %s", path, strerror(errno));
	}
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_writer_open(const char* const      path,
                 const ZoutSampleFormat format,
                 const unsigned         rate_hz,
                 const uint64_t         frames,
                 ZoutWriter** const     writer,
                 ZoutAudioError* const  error)
{
	*writer             = NULL;
	ZoutWriter* const w = (ZoutWriter*)calloc(1, sizeof(ZoutWriter));
	if (!w) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	w->info.channels   = 2;
	w->info.samplerate = (int)rate_hz;

	ZoutAudioStatus status = zout_container_find(path, format, frames * 2U * sizeof(float), &w->info.format, error);
	status                 = status ? status : zout_target_find(path, &w->target, error);
	status                 = status ? status : create(w, path, error);
	if (status) {
		zout_writer_free(w);
		return status;
	}
	*writer = w;
	return ZOUT_AUDIO_SUCCESS;
}

void
zout_writer_free(ZoutWriter* const writer)
{
	if (writer) {
		if (writer->file) {
			sf_close(writer->file);
		}
		zout_replacement_drop(&writer->replacement);
		free(writer);
	}
}

/// A 24-bit value in the upper bits of an int; counts what does not fit
static int
to_24_bit(ZoutWriter* const writer, const float sample)
{
	const int32_t value = zout_quantise(sample, 24);
	writer->clipped += fabsf(sample * 0x1p23F - (float)value) > 0.5F;
	return value * 256;
}

ZoutAudioStatus
zout_writer_write(ZoutWriter* const     writer,
                  const float* const    left,
                  const float* const    right,
                  const uint32_t        frames,
                  ZoutAudioError* const error)
{
	sf_count_t written = 0;
	if ((writer->info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_FLOAT) {
		for (uint32_t i = 0; i < frames; ++i) {
			writer->buffer.real[2U * i]      = left[i];
			writer->buffer.real[2U * i + 1U] = right[i];
		}
		written = sf_writef_float(writer->file, writer->buffer.real, (sf_count_t)frames);
	} else {
		for (uint32_t i = 0; i < frames; ++i) {
			writer->buffer.integer[2U * i]      = to_24_bit(writer, left[i]);
			writer->buffer.integer[2U * i + 1U] = to_24_bit(writer, right[i]);
		}
		written = sf_writef_int(writer->file, writer->buffer.integer, (sf_count_t)frames);
	}
	writer->frames += frames;
	if (writer->sink.error) {
		return disk_failed(writer, error);
	}
	if (written != (sf_count_t)frames) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_FAILED, "cannot write '%s': %s", writer->target.path, sf_strerror(writer->file));
	}
	return ZOUT_AUDIO_SUCCESS;
}

/// Whether what libsndfile 1.2.0 writes without audio can be read: FLAC not at all, AIFF not by sox
static bool
can_be_empty(const ZoutWriter* const writer)
{
	const int type = writer->info.format & SF_FORMAT_TYPEMASK;
	return type != SF_FORMAT_FLAC && type != SF_FORMAT_AIFF;
}

/// libsndfile 1.2.0 leaves the chunk with the time of day out of other files, but not of RF64: makes it 0 there
static bool
forget_time(const ZoutWriter* const writer)
{
	enum { TIME_AT = 12 }; // behind name, size and version of the chunk
	static const char chunk[] = {'P', 'E', 'A', 'K'};
	static const char none[4] = {0};
	char              header[128]; // up to the audio
	if ((writer->info.format & (SF_FORMAT_TYPEMASK | SF_FORMAT_SUBMASK)) != (SF_FORMAT_RF64 | SF_FORMAT_FLOAT)) {
		return true;
	}
	const ssize_t size = pread(writer->sink.fd, header, sizeof(header), 0);
	for (ssize_t at = 0; at + (ssize_t)sizeof(chunk) <= size; ++at) {
		if (!memcmp(header + at, chunk, sizeof(chunk))) {
			return pwrite(writer->sink.fd, none, sizeof(none), at + TIME_AT) >= 0;
		}
	}
	return size >= 0;
}

ZoutAudioStatus
zout_writer_commit(ZoutWriter* const writer, ZoutAudioError* const error)
{
	if (!writer->frames && !can_be_empty(writer)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "cannot write '%s': there is no audio, and FLAC and AIFF files cannot be empty",
		                       writer->target.path);
	}
	const int encoded = sf_close(writer->file);
	writer->file      = NULL;
	if (writer->sink.error) {
		return disk_failed(writer, error);
	}
	if (encoded) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_FAILED, "cannot write '%s': %s", writer->target.path, sf_error_number(encoded));
	}
	int failed = forget_time(writer) ? 0 : errno;
	failed     = failed ? failed : zout_replacement_complete(&writer->replacement);
	failed     = failed ? failed : zout_replacement_place(&writer->replacement, writer->target.path);
	return failed ? zout_audio_fail(
						error, ZOUT_AUDIO_FAILED, "cannot write '%s': %s", writer->target.path, strerror(failed))
	              : ZOUT_AUDIO_SUCCESS;
}

uint64_t
zout_writer_clipped(const ZoutWriter* const writer)
{
	return writer->clipped;
}
