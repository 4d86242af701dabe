// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The table of the demonstration, and its verdict.
 *
 *   measure [--amp NAME] [--phones NAME] [--set SYMBOL=VALUE]... IN RECORDED RENDERED
 *
 * IN was played through `zout run`, RECORDED is what came back, RENDERED is what `zout render` made of IN; RECORDED
 * is at least as long as RENDERED. Exit status 0 if the last two are equal to -120 dB when aligned, else 1.
 */

#include "audio/reader.h"
#include "cli/settings.h"
#include "dsp/zout.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_LAG_FRAMES = 4096 };

static const double limit_db = -120.0;

typedef struct {
	float*   channel[2];
	size_t   frames;
	unsigned rate_hz;
} Sound;

static double
to_db(const double ratio)
{
	return ratio > 0.0 ? 20.0 * log10(ratio) : -(double)INFINITY;
}

static Sound
load(const char* const path)
{
	Sound          sound  = {{NULL, NULL}, 0, 0};
	ZoutReader*    reader = NULL;
	ZoutAudioError error;
	if (zout_reader_open(path, &reader, &error)) {
		zout_complain(ZOUT_EXIT_USAGE, "%s", error.text);
		exit(2);
	}

	const size_t room = (size_t)zout_reader_frames(reader) + ZOUT_BLOCK_FRAMES;
	sound.rate_hz     = zout_reader_rate_hz(reader);
	sound.channel[0]  = (float*)calloc(room, sizeof(float));
	sound.channel[1]  = (float*)calloc(room, sizeof(float));
	uint32_t got      = 0;
	if (!sound.channel[0] || !sound.channel[1]) {
		exit(1);
	}
	do {
		float* const left  = sound.channel[0] + sound.frames;
		float* const right = sound.channel[1] + sound.frames;
		if (sound.frames + ZOUT_BLOCK_FRAMES > room || zout_reader_read(reader, left, right, &got, &error)) {
			break;
		}
		sound.frames += got;
	} while (got);
	zout_reader_free(reader);
	return sound;
}

static double
rms_db(const Sound* const sound, const unsigned c)
{
	double sum = 0.0;
	for (size_t i = 0; i < sound->frames; ++i) {
		sum += (double)sound->channel[c][i] * (double)sound->channel[c][i];
	}
	return to_db(sqrt(2.0 * sum / (double)sound->frames)); // 0 dBFS is a sine of peak 1
}

static double
peak_db(const Sound* const sound, const unsigned c)
{
	float peak = 0.0F;
	for (size_t i = 0; i < sound->frames; ++i) {
		peak = fmaxf(peak, fabsf(sound->channel[c][i]));
	}
	return to_db((double)peak);
}

/// Energy of the difference between a sound and a later one, given up when it is beyond `limit`
static double
difference(const Sound* const late, const Sound* const sound, const size_t lag, const double limit)
{
	double sum = 0.0;
	for (size_t i = 0; i < sound->frames && sum <= limit; ++i) {
		for (unsigned c = 0; c < 2; ++c) {
			const double d = (double)late->channel[c][i + lag] - (double)sound->channel[c][i];
			sum += d * d;
		}
	}
	return sum;
}

/// Prints the delay and how far the sounds differ; true if they are equal
static bool
compare(const Sound* const recorded, const Sound* const rendered, const unsigned latency_frames)
{
	double energy = 0.0;
	for (size_t i = 0; i < rendered->frames; ++i) {
		for (unsigned c = 0; c < 2; ++c) {
			energy += (double)rendered->channel[c][i] * (double)rendered->channel[c][i];
		}
	}

	double best     = (double)INFINITY;
	size_t best_lag = 0;
	for (size_t lag = 0; lag < MAX_LAG_FRAMES && lag + rendered->frames <= recorded->frames; ++lag) {
		const double sum = difference(recorded, rendered, lag, best);
		if (sum < best) {
			best     = sum;
			best_lag = lag;
		}
	}
	const double level_db = to_db(sqrt(best / energy));
	const bool   equal    = energy > 0.0 && level_db <= limit_db;
	printf("  %-34s%6zu frames, as zout reports: %u\n", "delay, measured", best_lag, latency_frames);
	printf("  %-34s%6.1f dB, allowed %.0f: %s\n",
	       "difference to zout render",
	       level_db,
	       limit_db,
	       best <= 0.0 ? "identical"
	       : equal     ? "equal"
	                   : "NOT EQUAL");
	return equal;
}

/// Prints what the model's meters show while it processes a sound
static void
print_meters(ZoutModel* const model, const Sound* const sound)
{
	float highest[ZOUT_N_METERS]    = {0.0F};
	float out[2][ZOUT_BLOCK_FRAMES] = {{0.0F}};
	highest[ZOUT_METER_SPL]         = zout_meter_info(ZOUT_METER_SPL)->min;
	for (size_t i = 0; i + ZOUT_BLOCK_FRAMES <= sound->frames; i += ZOUT_BLOCK_FRAMES) {
		const float* const in[2] = {sound->channel[0] + i, sound->channel[1] + i};
		float* const       to[2] = {out[0], out[1]};
		float              meters[ZOUT_N_METERS];
		zout_model_process(model, in, to, ZOUT_BLOCK_FRAMES);
		zout_model_meters(model, 0, meters);
		highest[ZOUT_METER_VOLTAGE] = fmaxf(highest[ZOUT_METER_VOLTAGE], meters[ZOUT_METER_VOLTAGE]);
		highest[ZOUT_METER_SPL]     = fmaxf(highest[ZOUT_METER_SPL], meters[ZOUT_METER_SPL]);
	}
	printf("  %-34s%6.3f Vrms, loudest moment\n", "voltage at the headphone", (double)highest[ZOUT_METER_VOLTAGE]);
	printf("  %-34s%6.1f dB SPL, loudest moment\n", "estimated level at the ear", (double)highest[ZOUT_METER_SPL]);
}

static void
print_levels(const Sound* const in, const Sound* const out)
{
	printf("  %-34s%6s %6s\n", "", "left", "right");
	const Sound* const sounds[] = {in, out};
	for (unsigned i = 0; i < 2; ++i) {
		const Sound* const s = sounds[i];
		printf("  %-34s%6.1f %6.1f dBFS rms, %6.1f %6.1f dBFS peak\n",
		       i ? "came back" : "played",
		       rms_db(s, 0),
		       rms_db(s, 1),
		       peak_db(s, 0),
		       peak_db(s, 1));
	}
	printf("  %-34s%6.2f %6.2f dB\n", "gain", rms_db(out, 0) - rms_db(in, 0), rms_db(out, 1) - rms_db(in, 1));
}

int
main(const int argc, char** const argv)
{
	ZoutOptions  options;
	ZoutSettings settings;
	if (zout_options_parse(&options, ZOUT_COMMAND_RENDER, argc - 1, argv + 1) || options.n_operands != 3 ||
	    zout_settings_load(&options, &settings)) {
		return 2;
	}

	Sound      in       = load(options.operands[0]);
	Sound      recorded = load(options.operands[1]);
	Sound      rendered = load(options.operands[2]);
	ZoutModel* model    = NULL;
	if (recorded.frames < in.frames || rendered.frames != in.frames || zout_model_new(in.rate_hz, 1, &model)) {
		exit((int)zout_complain(ZOUT_EXIT_FAILED, "the recordings do not have the length of what was played"));
	}
	zout_model_set(model, 0, &settings);
	zout_model_reset(model);

	const Sound came_back = {{recorded.channel[0], recorded.channel[1]}, in.frames, in.rate_hz}; // without the tail
	print_levels(&in, &came_back);
	const bool equal = compare(&recorded, &rendered, zout_model_latency_frames(model));
	print_meters(model, &in);

	zout_model_free(model);
	for (unsigned c = 0; c < 2; ++c) {
		free(in.channel[c]);
		free(recorded.channel[c]);
		free(rendered.channel[c]);
	}
	zout_options_clear(&options);
	return equal ? 0 : 1;
}
