// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* How much one recording differs from another.
 *
 *   wavcmp [-l LAG_FRAMES] [-s SKIP_FRAMES] REFERENCE OTHER
 *
 * Compares frame SKIP + n of REFERENCE with frame SKIP + n + LAG of OTHER, as far as both go, and prints the rms of
 * the difference relative to the rms of the reference, all channels together, in dB: "-143.2", or "-inf" if there is
 * no difference at all. At least nine tenths of the reference must have been compared.
 *
 * Exit status: 0 compared, 1 not comparable (rate, channels, length, silence, samples that are not finite), 2 usage.
 */

#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/// A whole file, interleaved
typedef struct {
	double* samples;
	size_t  frames;
	size_t  channels;
	int     rate_hz;
} Recording;

static void
die(const char* const what, const char* const path)
{
	fprintf(stderr, "wavcmp: %s: %s\n", path, what);
	exit(1);
}

static Recording
recording_read(const char* const path)
{
	SF_INFO        info = {0};
	SNDFILE* const file = sf_open(path, SFM_READ, &info);
	if (!file) {
		die(sf_strerror(NULL), path);
	}

	Recording recording = {
		.frames = (size_t)info.frames, .channels = (size_t)info.channels, .rate_hz = info.samplerate};
	recording.samples = (double*)calloc(recording.frames * recording.channels + 1U, sizeof(double));
	if (!recording.samples) {
		die("out of memory", path);
	}
	if (sf_readf_double(file, recording.samples, info.frames) != info.frames) {
		die("ends early", path);
	}
	sf_close(file);
	return recording;
}

/// Prints the level of the difference; NULL, or why the two cannot be compared
static const char*
compare(const Recording* const reference, const Recording* const other, const size_t skip, const size_t lag)
{
	if (reference->rate_hz != other->rate_hz || reference->channels != other->channels) {
		return "another rate or number of channels than the reference";
	}
	const size_t end = other->frames < reference->frames + lag ? other->frames - lag : reference->frames;
	if (other->frames < lag || end <= skip || 10U * (end - skip) < 9U * reference->frames) {
		return "too short";
	}

	double signal = 0.0;
	double error  = 0.0;
	for (size_t i = skip * reference->channels; i < end * reference->channels; ++i) {
		const double wanted = reference->samples[i];
		const double got    = other->samples[i + lag * reference->channels];
		signal += wanted * wanted;
		error += (got - wanted) * (got - wanted);
	}
	if (!isfinite(signal) || !isfinite(error)) {
		return "holds samples that are not finite, or the reference does";
	}
	if (signal <= 0.0) {
		return "the reference is silent";
	}
	printf("%.1f\n", 10.0 * log10(error / signal));
	return NULL;
}

int
main(const int argc, char** const argv)
{
	size_t lag  = 0;
	size_t skip = 0;
	int    c    = 0;
	while ((c = getopt(argc, argv, "l:s:")) != -1) {
		if (c == 'l') {
			lag = strtoul(optarg, NULL, 10);
		} else if (c == 's') {
			skip = strtoul(optarg, NULL, 10);
		} else {
			return 2;
		}
	}
	if (argc - optind != 2) {
		fprintf(stderr, "usage: wavcmp [-l LAG_FRAMES] [-s SKIP_FRAMES] REFERENCE OTHER\n");
		return 2;
	}

	const Recording   reference = recording_read(argv[optind]);
	const Recording   other     = recording_read(argv[optind + 1]);
	const char* const problem   = compare(&reference, &other, skip, lag);
	if (problem) {
		die(problem, argv[optind + 1]);
	}
	free(other.samples);
	free(reference.samples);
	return 0;
}
