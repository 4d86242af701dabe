// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/render.h"

#include "audio/reader.h"
#include "audio/writer.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/settings.h"
#include "cli/signals.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	ZoutProgress progress;
	int          signals;
} Watch;

static bool
on_block(void* const handle, const uint64_t frames)
{
	Watch* const watch = (Watch*)handle;
	zout_progress_show(&watch->progress, frames);
	return !zout_signals_pending(watch->signals);
}

static ZoutAudioStatus
model_new(const ZoutReader* const   reader,
          const ZoutSettings* const settings,
          ZoutModel** const         model,
          ZoutAudioError* const     error)
{
	const unsigned        rate_hz = zout_reader_rate_hz(reader);
	const ZoutAudioStatus status  = zout_audio_status(zout_model_new(rate_hz, 1, model), rate_hz, error);
	if (status) {
		return status;
	}
	zout_model_set(*model, 0, settings);
	zout_model_reset(*model); // no fade from the defaults
	return ZOUT_AUDIO_SUCCESS;
}

/// Renders from an open reader to a path; `watch` has its signals already
static ZoutAudioStatus
render_to(const ZoutOptions* const  options,
          const ZoutSettings* const settings,
          ZoutReader* const         reader,
          Watch* const              watch,
          ZoutAudioError* const     error)
{
	const char* const out_path = options->operands[1];
	const uint64_t    frames   = zout_reader_frames(reader);
	const unsigned    rate_hz  = zout_reader_rate_hz(reader);
	if (zout_reader_is_file(reader, out_path)) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "'%s' is the input itself, expected another file to write", out_path);
	}

	ZoutModel*      model  = NULL;
	ZoutWriter*     writer = NULL;
	ZoutAudioStatus status = model_new(reader, settings, &model, error);
	status          = status ? status : zout_writer_open(out_path, options->format, rate_hz, frames, &writer, error);
	watch->progress = zout_progress(frames);
	status          = status ? status : zout_render(model, reader, writer, on_block, watch, error);
	status          = status ? status : zout_writer_commit(writer, error);
	zout_progress_clear(&watch->progress);
	if (!status && zout_writer_clipped(writer)) {
		zout_complain(ZOUT_EXIT_SUCCESS,
		              "warning: %" PRIu64 " samples limited to full scale in '%s'; lower the volume or use float",
		              zout_writer_clipped(writer),
		              out_path);
	}
	zout_writer_free(writer);
	zout_model_free(model);
	return status;
}

ZoutExit
zout_render_file(const ZoutOptions* const options)
{
	if (options->n_operands != 2) {
		return zout_complain(ZOUT_EXIT_USAGE,
		                     "expected two files, IN and OUT, but got %u (see: zout render --help)",
		                     options->n_operands);
	}

	ZoutSettings   settings;
	const ZoutExit bad = zout_settings_load(options, &settings);
	if (bad) {
		return bad;
	}
	Watch watch = {.signals = zout_signals_open()};
	if (watch.signals < 0) {
		return zout_complain(ZOUT_EXIT_FAILED, "cannot receive signals: %s", strerror(errno));
	}

	ZoutAudioError  error;
	ZoutReader*     reader = NULL;
	ZoutAudioStatus status = zout_reader_open(options->operands[0], &reader, &error);
	status                 = status ? status : render_to(options, &settings, reader, &watch, &error);
	zout_reader_free(reader);
	close(watch.signals);
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}
