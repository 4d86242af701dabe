// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any bytes as an audio file: rendered, loaded as the track of a blind test, and measured as a recording.
 *
 * As many frames come out as went in, all of them audio; what cannot be read leaves no file behind; nothing in a header
 * makes us take more memory than the audio itself needs.
 */

#include "audio/reader.h"
#include "audio/render.h"
#include "audio/track.h"
#include "audio/writer.h"
#include "cli/measure_recording.h"
#include "fuzz/scratch.h"
#include "fuzz/target.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { MAX_FRAMES = 60000 }; ///< A few bytes can stand for hours of silence

static const char* const outputs[] = {"out.wav", "out.flac", "out.aiff", "out.caf", "out.w64", "out.au"};

static bool
on_block(void* const handle, const uint64_t frames)
{
	*(uint64_t*)handle = frames;
	return frames < MAX_FRAMES;
}

static bool
on_track(void* const handle, const uint64_t done, const uint64_t total)
{
	(void)total;
	return on_block(handle, done);
}

/// All of a file that we wrote is audio
static void
require_audio(const char* const path, const uint64_t frames)
{
	ZoutAudioError error;
	ZoutReader*    reader = NULL;
	float          block[2][ZOUT_BLOCK_FRAMES];
	uint64_t       total = 0;
	uint32_t       n     = 0;
	FUZZ_REQUIRE(!zout_reader_open(path, &reader, &error));
	FUZZ_REQUIRE(zout_reader_channels(reader) == 2);
	do {
		FUZZ_REQUIRE(!zout_reader_read(reader, block[0], block[1], &n, &error));
		for (uint32_t i = 0; i < n; ++i) {
			FUZZ_REQUIRE(isfinite(block[0][i]) && isfinite(block[1][i]));
		}
		total += n;
	} while (n);
	FUZZ_REQUIRE(total == frames);
	zout_reader_free(reader);
}

static ZoutAudioStatus
render(ZoutReader* const reader, ZoutModel* const model, const char* const path, uint64_t* const frames)
{
	ZoutAudioError  error;
	ZoutWriter*     writer = NULL;
	ZoutAudioStatus status = zout_writer_open(
		path, ZOUT_FORMAT_DEFAULT, zout_reader_rate_hz(reader), zout_reader_frames(reader), &writer, &error);
	status = status ? status : zout_render(model, reader, writer, on_block, frames, &error);
	status = status ? status : zout_writer_commit(writer, &error);
	zout_writer_free(writer);
	return status;
}

static void
try_render(const char* const in, const char* const out)
{
	ZoutAudioError error;
	ZoutReader*    reader = NULL;
	ZoutModel*     model  = NULL;
	uint64_t       frames = 0;
	const unsigned before = fuzz_n_files();
	if (!zout_reader_open(in, &reader, &error)) {
		FUZZ_REQUIRE(zout_reader_is_file(reader, in));
		FUZZ_REQUIRE(!zout_model_new(zout_reader_rate_hz(reader), 1, &model));
		ZoutSettings settings;
		zout_settings_init(&settings);
		settings.value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
		zout_model_set(model, 0, &settings);
		zout_model_reset(model);
		if (!render(reader, model, out, &frames)) {
			require_audio(out, frames);
			unlink(out);
		}
	}
	FUZZ_REQUIRE(fuzz_n_files() == before);
	zout_model_free(model);
	zout_reader_free(reader);
}

static void
try_track(const char* const in, const unsigned rate_hz)
{
	ZoutAudioError error;
	ZoutTrack      track;
	uint64_t       done = 0;
	if (!zout_track_load(in, rate_hz, on_track, &done, &track, &error)) {
		FUZZ_REQUIRE(track.frames && track.rate_hz);
		FUZZ_REQUIRE(!rate_hz || track.rate_hz == rate_hz);
		const double length = (double)done * (double)track.rate_hz / (double)track.file_rate_hz;
		FUZZ_REQUIRE(fabs((double)track.frames - length) <= 2.0);
	}
	zout_track_clear(&track);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	const char* const in   = fuzz_scratch("in.audio");
	const unsigned    what = size ? data[size - 1U] : 0U;
	fuzz_write(in, data, size);
	try_render(in, fuzz_scratch(outputs[what % (sizeof(outputs) / sizeof(outputs[0]))]));
	try_track(in, what % 2U ? 48000U : 0U);

	ZoutAudioError error;
	ZoutReader*    reader = NULL;
	if (!zout_reader_open(in, &reader, &error) && zout_reader_frames(reader) < MAX_FRAMES) {
		zout_measure_recording(in); // prints what it finds, or complains
	}
	zout_reader_free(reader);
	return 0;
}
