// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/render.h"

#include <string.h>

/// Appends up to `*left` frames of silence to a block of `frames`; returns its new length
static uint32_t
append_silence(float in[2][ZOUT_BLOCK_FRAMES], const uint32_t frames, unsigned* const left)
{
	const uint32_t room = ZOUT_BLOCK_FRAMES - frames;
	const uint32_t n    = *left < room ? *left : room;
	memset(in[0] + frames, 0, n * sizeof(float));
	memset(in[1] + frames, 0, n * sizeof(float));
	*left -= n;
	return frames + n;
}

ZoutAudioStatus
zout_render(ZoutModel* const      model,
            ZoutReader* const     reader,
            ZoutWriter* const     writer,
            const ZoutRenderFunc  func,
            void* const           handle,
            ZoutAudioError* const error)
{
	float              in[2][ZOUT_BLOCK_FRAMES];
	float              out[2][ZOUT_BLOCK_FRAMES];
	const float* const inputs[2]  = {in[0], in[1]};
	float* const       outputs[2] = {out[0], out[1]};
	unsigned           tail       = zout_model_latency_frames(model); // silence to push the last frames out with
	unsigned           early      = tail;                             // frames that come out before the first one
	uint64_t           total      = 0;

	for (uint32_t frames = ZOUT_BLOCK_FRAMES; frames == ZOUT_BLOCK_FRAMES;) {
		ZoutAudioStatus status = zout_reader_read(reader, in[0], in[1], &frames, error);
		if (status) {
			return status;
		}
		total += frames;
		if (frames < ZOUT_BLOCK_FRAMES) {
			frames = append_silence(in, frames, &tail);
		}

		zout_model_process(model, inputs, outputs, frames);
		const uint32_t skipped = early < frames ? early : frames;
		early -= skipped;
		status = zout_writer_write(writer, out[0] + skipped, out[1] + skipped, frames - skipped, error);
		if (status) {
			return status;
		}
		if (!func(handle, total)) {
			return zout_audio_fail(error, ZOUT_AUDIO_STOPPED, "interrupted");
		}
	}
	return ZOUT_AUDIO_SUCCESS;
}
