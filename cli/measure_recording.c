// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_recording.h"

#include "audio/reader.h"
#include "cli/columns.h"
#include "cli/number.h"
#include "dsp/units.h"
#include "measure/distortion.h"
#include "measure/recording.h"
#include "measure/results.h"
#include "measure/spectrum.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHANNELS = 2, MAX_SECONDS = 60 };

typedef struct {
	double*  channel[CHANNELS];
	size_t   frames;
	unsigned rate_hz;
	double   peak;
} Recording;

/// What was found in a channel
typedef struct {
	double         rms; ///< Of everything, DC included
	ZoutDistortion distortion;
	ZoutMainsLine  mains;
} Found;

/// Reads at most a minute
static ZoutAudioStatus
read_all(ZoutReader* const reader, Recording* const recording, ZoutAudioError* const error)
{
	float        block[CHANNELS][ZOUT_BLOCK_FRAMES];
	const size_t limit = (size_t)recording->rate_hz * MAX_SECONDS;
	for (unsigned c = 0; c < CHANNELS; ++c) {
		recording->channel[c] = (double*)calloc(limit + ZOUT_BLOCK_FRAMES, sizeof(double));
		if (!recording->channel[c]) {
			return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
		}
	}
	uint32_t got = 0;
	do {
		const ZoutAudioStatus status = zout_reader_read(reader, block[0], block[1], &got, error);
		if (status) {
			return status;
		}
		for (uint32_t i = 0; i < got; ++i) {
			for (unsigned c = 0; c < CHANNELS; ++c) {
				const double x                               = (double)block[c][i];
				recording->channel[c][recording->frames + i] = x;
				recording->peak                              = fmax(recording->peak, fabs(x));
			}
		}
		recording->frames += got;
	} while (got && recording->frames < limit);
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutMeasureStatus
analyse(const Recording* const recording, const unsigned channel, Found* const found)
{
	const double* const x     = recording->channel[channel];
	const double        scale = recording->peak > 1.0 ? 0.0 : 1.0; // a float file holds more than full scale
	ZoutSpectrum        spectrum;
	ZoutMeasureStatus   status = zout_recording_check(x, recording->frames, recording->rate_hz, scale);
	if (status) {
		return status;
	}
	status = zout_spectrum_init(
		&spectrum, x, recording->frames, recording->frames, recording->rate_hz, ZOUT_WINDOW_BLACKMAN_HARRIS_7);
	if (!status) {
		const double hz = zout_spectrum_strongest(&spectrum, &zout_audio_band);
		status          = zout_distortion_measure(&spectrum, hz, &zout_audio_band, &found->distortion);
		found->mains    = zout_mains_line(&spectrum, hz);
		zout_spectrum_clear(&spectrum);
	}
	double sum = 0.0;
	for (size_t i = 0; i < recording->frames; ++i) {
		sum += x[i] * x[i];
	}
	found->rms = sqrt(sum / (double)recording->frames);
	return status;
}

static void
print_row(const char* const title, const double left, const double right, const char* const unit, const char* const id)
{
	enum { TITLE_COLUMNS = 24 };
	const double values[CHANNELS] = {left, right};
	zout_print_padded(title, TITLE_COLUMNS);
	for (unsigned c = 0; c < CHANNELS; ++c) {
		if (isfinite(values[c])) {
			printf("%12.3f", zout_never_minus_zero(values[c], 3));
		} else {
			printf("%12s", "none");
		}
	}
	printf(*id ? " %-5s %s\n" : " %s%s\n", unit, id);
}

static double
dbfs(const double rms)
{
	return 20.0 * log10(zout_sqrt2 * rms); // 0 dBFS is a sine of peak 1
}

static void
print_found(const char* const path, const Recording* const recording, const Found* const f)
{
	const ZoutDistortion* const l = &f[0].distortion;
	const ZoutDistortion* const r = &f[1].distortion;
	zout_print_name(path);
	printf("\n%.2f s at %u Hz; 20 Hz to 20 kHz, unweighted, 7-term Blackman-Harris window\n\n",
	       (double)recording->frames / recording->rate_hz,
	       recording->rate_hz);
	printf("%24s%12s%12s\n", "", "left", "right");
	print_row("  Tone", l->frequency_hz, r->frequency_hz, "Hz", "");
	print_row("  Level of the tone", dbfs(l->fundamental_rms), dbfs(r->fundamental_rms), "dBFS", "");
	print_row("  Level of everything", dbfs(f[0].rms), dbfs(f[1].rms), "dBFS", "");
	print_row("  SINAD",
	          -zout_distortion_thdn_db(l),
	          -zout_distortion_thdn_db(r),
	          "dB",
	          zout_definition_info(ZOUT_DEF_SINAD)->id);
	print_row("  THD+N",
	          zout_distortion_thdn_db(l),
	          zout_distortion_thdn_db(r),
	          "dB",
	          zout_definition_info(ZOUT_DEF_THDN)->id);
	print_row(
		"  THD", zout_distortion_thd_db(l), zout_distortion_thd_db(r), "dB", zout_definition_info(ZOUT_DEF_THD)->id);
	print_row("  Noise", dbfs(l->noise_rms), dbfs(r->noise_rms), "dBFS", "");
	print_row("  Highest mains line",
	          20.0 * log10(f[0].mains.rms / l->fundamental_rms),
	          20.0 * log10(f[1].mains.rms / r->fundamental_rms),
	          "dB",
	          zout_definition_info(ZOUT_DEF_MAINS)->id);
	for (unsigned h = 2; h <= ZOUT_MAX_HARMONIC; ++h) {
		char title[16];
		snprintf(title, sizeof(title), "  H%u", h);
		print_row(title,
		          zout_distortion_harmonic_db(l, h),
		          zout_distortion_harmonic_db(r, h),
		          "dB",
		          zout_definition_info(ZOUT_DEF_HARMONIC)->id);
	}
}

ZoutExit
zout_measure_recording(const char* const path)
{
	static const char* const names[CHANNELS] = {"left", "right"};
	static const char        no_tone[] = "no tone stands above everything else in the recording"; // nor was one played
	Recording                recording = {.frames = 0};
	Found                    found[CHANNELS];
	ZoutAudioError           error;
	ZoutReader*              reader = NULL;
	const ZoutAudioStatus    opened = zout_reader_open(path, &reader, &error);
	if (opened) {
		return zout_report(opened, &error);
	}
	recording.rate_hz          = zout_reader_rate_hz(reader);
	const ZoutAudioStatus read = read_all(reader, &recording, &error);
	ZoutExit              exit = read ? zout_report(read, &error) : ZOUT_EXIT_SUCCESS;
	for (unsigned c = 0; c < CHANNELS && !exit; ++c) {
		const ZoutMeasureStatus status = analyse(&recording, c, &found[c]);
		if (status) {
			exit = zout_complain(status == ZOUT_MEASURE_NO_MEMORY ? ZOUT_EXIT_FAILED : ZOUT_EXIT_USAGE,
			                     "cannot measure the %s channel of '%s': %s",
			                     names[c],
			                     path,
			                     status == ZOUT_MEASURE_NO_TONE ? no_tone : zout_measure_strerror(status));
		}
	}
	if (!exit) {
		print_found(path, &recording, found);
	}
	zout_reader_free(reader);
	for (unsigned c = 0; c < CHANNELS; ++c) {
		free(recording.channel[c]);
	}
	return exit;
}
