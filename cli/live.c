// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/live.h"

#include "catalog/value.h"
#include "cli/prompt.h"
#include "cli/signals.h"
#include "dsp/units.h"
#include "measure/latency.h"
#include "measure/stimulus.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LEAST_RATE_HZ = 44100, PERIODS_PER_S = 5, TONE_HZ = 1000 };

static const double start_db       = -40.0; // re the loudest that may come
static const double input_limit_db = -1.0;  // peak of what is recorded
static const double noise_pk       = 0.5;   // of what is allowed: filters make higher peaks of noise

static bool
go_on(void* const handle)
{
	return !zout_signals_pending(((const ZoutLive*)handle)->signals);
}

ZoutExit
zout_live_complain(const ZoutLive* const live, const ZoutMeasureStatus status)
{
	const ZoutLoopInfo info = zout_loop_info(live->device.loop);
	switch (status) {
	case ZOUT_MEASURE_STOPPED:
		return zout_complain(ZOUT_EXIT_FAILED, "interrupted");
	case ZOUT_MEASURE_NO_MEMORY:
		return zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	case ZOUT_MEASURE_BAD_DEVICE:
		return zout_report(live->device.failure, &live->device.error);
	case ZOUT_MEASURE_SILENT:
	case ZOUT_MEASURE_ONLY_DC:
	case ZOUT_MEASURE_NO_TONE:
		return zout_complain(ZOUT_EXIT_USAGE,
		                     "what is played to %s does not come back on %s: expected it there, with the volume up",
		                     info.out,
		                     info.in);
	case ZOUT_MEASURE_CLIPPED:
		return zout_complain(
			ZOUT_EXIT_USAGE, "the input %s clips, expected a lower level there: turn its gain down", info.in);
	default:
		return zout_complain(ZOUT_EXIT_USAGE, "cannot measure %s: %s", info.in, zout_measure_strerror(status));
	}
}

/// Plays the same stimulus in both channels and records one period of it
static ZoutMeasureStatus
play_both(ZoutLive* const live, const double* const stimulus, const size_t period, double* const recorded[2])
{
	const ZoutDevice    device    = zout_live_device(&live->device);
	const ZoutStimulus  both      = {period, stimulus, stimulus};
	const ZoutRecording recording = {1, recorded[0], recorded[1]};
	return device.play(device.handle, &both, &recording);
}

static ZoutMeasureStatus
find_latency(ZoutLive* const live)
{
	const unsigned rate_hz  = zout_loop_info(live->device.loop).rate_hz;
	const size_t   n        = rate_hz;
	double* const  stimulus = (double*)calloc(3U * n, sizeof(double));
	if (!stimulus) {
		return ZOUT_MEASURE_NO_MEMORY;
	}
	double* const recorded[2] = {stimulus + n, stimulus + 2U * n};
	ZoutLatency   latency     = {0};
	zout_latency_stimulus(stimulus, n, noise_pk);
	ZoutMeasureStatus status = play_both(live, stimulus, n, recorded);
	status                   = status ? status : zout_latency_find(stimulus, recorded[0], n, &latency);
	free(stimulus);
	if (!status) {
		live->device.latency_frames = latency.frames;
		fprintf(live->talk,
		        "Latency: %zu frames (%.1f ms)%s\n",
		        latency.frames,
		        1000.0 * (double)latency.frames / rate_hz,
		        latency.polarity < 0 ? ", polarity inverted" : "");
	}
	return status;
}

/// A tone that came back: peak of the louder channel, and rms of the left one without its DC
typedef struct {
	double peak;
	double rms;
} Tone;

/// Plays a tone at the level that is allowed, and goes on playing it
static ZoutMeasureStatus
play_tone(ZoutLive* const live, Tone* const tone)
{
	const unsigned rate_hz  = zout_loop_info(live->device.loop).rate_hz;
	const size_t   n        = rate_hz % PERIODS_PER_S ? rate_hz : rate_hz / PERIODS_PER_S;
	double* const  stimulus = (double*)calloc(3U * n, sizeof(double));
	if (!stimulus) {
		return ZOUT_MEASURE_NO_MEMORY;
	}
	double* const recorded[2] = {stimulus + n, stimulus + 2U * n};
	zout_stimulus_add_sine(stimulus, n, (size_t)TONE_HZ * n / rate_hz, 1.0, 0.0);
	const ZoutMeasureStatus status = play_both(live, stimulus, n, recorded);
	double                  sum    = 0.0;
	double                  square = 0.0;
	tone->peak                     = 0.0;
	for (size_t i = 0; i < n && !status; ++i) {
		tone->peak = fmax(tone->peak, fmax(fabs(recorded[0][i]), fabs(recorded[1][i])));
		sum += recorded[0][i];
		square += recorded[0][i] * recorded[0][i];
	}
	const double mean = sum / (double)n;
	tone->rms         = sqrt(fmax(square / (double)n - mean * mean, 0.0));
	free(stimulus);
	return status;
}

/// Reads a number with or without its unit behind it, as "-20", "-20 dBFS" or "1.2V"
static bool
read_number(const char* const text, const char* const units[], double* const number)
{
	const char* unit = NULL;
	bool        fits = zout_number_begin(text, &unit, number);
	unit += fits ? strspn(unit, " \t") : 0U;
	bool known = fits && !*unit;
	for (unsigned i = 0; fits && !known && units[i]; ++i) {
		known = !strcasecmp(unit, units[i]);
	}
	return known;
}

/// Asks a question until the answer is one to it: a typing slip is no reason to begin again
static ZoutExit
agree_by(ZoutLive* const live, const char* const question, const double limit_db)
{
	static const char* const units[]  = {"dBFS", "dB", NULL};
	double                   level_db = limit_db;
	bool                     agreed   = false;
	char                     line[64];
	while (!agreed) {
		const ZoutAnswer answer = zout_prompt(live->talk, live->signals, question, line, sizeof(line));
		if (answer == ZOUT_ANSWER_STOPPED) {
			return zout_live_complain(live, ZOUT_MEASURE_STOPPED);
		}
		if (answer != ZOUT_ANSWER_LINE || !*line || !strcasecmp(line, "n") || !strcasecmp(line, "no")) {
			return zout_complain(ZOUT_EXIT_FAILED, "stopped: nobody agreed to a louder tone");
		}
		if (!strcasecmp(line, "y") || !strcasecmp(line, "yes")) {
			level_db = limit_db; // whatever was typed before
			agreed   = true;
		} else {
			agreed = read_number(line, units, &level_db) && level_db >= start_db && level_db <= limit_db;
		}
		if (!agreed) {
			zout_complain(ZOUT_EXIT_USAGE, "bad level '%s', expected y, n, or %g to %g dBFS", line, start_db, limit_db);
		}
	}
	live->highest_db         = level_db;
	live->device.highest_lin = zout_db_to_lin(level_db);
	return ZOUT_EXIT_SUCCESS;
}

/// Asks how loud it may become
static ZoutExit
agree(ZoutLive* const live)
{
	Tone                    tone;
	char                    question[256];
	const ZoutMeasureStatus status = play_tone(live, &tone);
	if (status) {
		return zout_live_complain(live, status);
	}
	const double back_db  = 20.0 * log10(tone.peak);
	const double limit_db = fmin(floor(start_db + input_limit_db - back_db), 0.0);
	if (limit_db < start_db) {
		return zout_live_complain(live, ZOUT_MEASURE_CLIPPED);
	}
	snprintf(question,
	         sizeof(question),
	         "A tone at %.0f dBFS comes back at %.1f dBFS. May it become as loud as %.0f dBFS, %.1f dBFS there?\n"
	         "y, n, or another level in dBFS: ",
	         start_db,
	         back_db,
	         limit_db,
	         back_db + limit_db - start_db);
	return agree_by(live, question, limit_db);
}

/// Asks what a voltmeter shows, until the answer is one; 0 for none
static ZoutExit
ask_volts(ZoutLive* const live, double* const volts_rms)
{
	static const char* const units[] = {"V", "Vrms", "V rms", "volts", "volt", NULL};
	static const double      most_v  = 100.0;
	bool                     good    = false;
	bool                     asked   = false;
	char                     question[256];
	char                     line[64];
	snprintf(question,
	         sizeof(question),
	         "1 kHz plays at %.4g dBFS. What does a voltmeter at the load show, in volts rms? (Enter: there is none) ",
	         live->highest_db);
	while (!good) {
		const ZoutAnswer answer = zout_prompt(live->talk, live->signals, question, line, sizeof(line));
		if (answer == ZOUT_ANSWER_STOPPED) {
			return zout_live_complain(live, ZOUT_MEASURE_STOPPED);
		}
		if (answer == ZOUT_ANSWER_NONE && asked) { // there was a voltmeter
			return zout_complain(ZOUT_EXIT_USAGE, "stopped: the input ended without a voltage");
		}
		const bool none = !*line; // also where the input has ended before
		asked           = true;
		*volts_rms      = 0.0;
		good            = none || (read_number(line, units, volts_rms) && *volts_rms > 0.0 && *volts_rms <= most_v);
		if (!good) {
			zout_complain(ZOUT_EXIT_USAGE, "bad voltage '%s', expected up to %g Vrms", line, most_v);
		}
	}
	return ZOUT_EXIT_SUCCESS;
}

/// Finds what the input is in volts, by a voltmeter
static ZoutExit
calibrate(ZoutLive* const live)
{
	Tone                    tone;
	double                  volts  = live->options->volts;
	const ZoutMeasureStatus status = play_tone(live, &tone);
	if (status) {
		return zout_live_complain(live, status);
	}
	live->device.volts_per_fs = zout_sqrt2; // a full-scale sine counts as 1 V
	if (!(volts > 0.0)) {
		const ZoutExit bad = ask_volts(live, &volts);
		if (bad) {
			return bad;
		}
	}
	if (volts > 0.0) {
		live->calibrated          = true;
		live->device.volts_per_fs = volts / tone.rms;
		fprintf(live->talk, "Calibrated: a full-scale sine at the input is %.4g Vrms\n", volts / tone.rms / zout_sqrt2);
	} else {
		fprintf(live->talk, "Not calibrated: 1 V stands for a full-scale sine at the input\n");
	}
	return ZOUT_EXIT_SUCCESS;
}

ZoutExit
zout_live_open(ZoutLive* const live, const ZoutOptions* const options, const int signals)
{
	const ZoutLoopWatch watch = {go_on, live};
	*live = (ZoutLive){.options = options, .talk = options->json ? stderr : stdout, .signals = signals};
	setvbuf(live->talk, NULL, _IOLBF, 0); // a pipe too hears what is said when it is said
	live->device.highest_lin  = zout_db_to_lin(start_db);
	live->device.volts_per_fs = 1.0;
	const ZoutAudioStatus audio =
		zout_loop_open(options->out, options->in, &watch, &live->device.loop, &live->device.error);
	if (audio) {
		return zout_report(audio, &live->device.error);
	}

	const ZoutLoopInfo info = zout_loop_info(live->device.loop);
	fprintf(live->talk,
	        "Playing to %s, recording %s, %u Hz, block %u\n",
	        info.out,
	        info.in,
	        info.rate_hz,
	        info.block_frames);
	if (info.rate_hz < LEAST_RATE_HZ) {
		return zout_complain(ZOUT_EXIT_USAGE,
		                     "the JACK server runs at %u Hz: %s",
		                     info.rate_hz,
		                     zout_measure_strerror(ZOUT_MEASURE_BAD_RATE));
	}
	const ZoutMeasureStatus status = find_latency(live);
	ZoutExit                result = status ? zout_live_complain(live, status) : ZOUT_EXIT_SUCCESS;
	result                         = result ? result : agree(live);
	return result ? result : calibrate(live);
}

bool
zout_live_close(ZoutLive* const live)
{
	ZoutLoop* const loop = live->device.loop;
	live->device.loop    = NULL;
	return zout_loop_free(loop);
}
