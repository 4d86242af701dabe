// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The impulse response of a frequency response, as coefficients for `sox fir`.
 *
 *   impulse RATE_HZ BAND_HZ FRAMES <RESPONSE >COEFFICIENTS
 *
 * RESPONSE has lines "hertz real imaginary", as ngspice's `wrdata` writes them: the first for 0 Hz, of which the real
 * part counts, then for every multiple of RATE / FRAMES up to half the rate. COEFFICIENTS has FRAMES + 1 lines, with
 * time 0 in the middle: that delay `sox fir` takes out again, but of an even number of coefficients it takes one frame
 * too few.
 *
 * Up to BAND the response is exact. From there to half the rate it is faded out, because a circuit's phase does not end
 * there at 0 or 180 degrees as that of samples must: what is filtered with it may have nothing above BAND.
 *
 * Exit status: 0 written, 1 the response is not as said, or has not died away within FRAMES / 2, 2 usage.
 */

#include <complex.h>
#include <fftw3.h> // after complex.h: its numbers are C's then
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/// What may be left at either end, relative to the largest coefficient: 40 dB below what the null test tells apart
static const double most_left = 1e-7;

static void
die(const char* const what)
{
	fprintf(stderr, "impulse: %s\n", what);
	exit(1);
}

/// Weight of a frequency: 1 in the band, from there a smooth fall to 0
static double
fade(const double f_hz, const double band_hz, const double end_hz)
{
	const double t = (f_hz - band_hz) / (end_hz - band_hz);
	return t <= 0.0 ? 1.0 : 0.5 + 0.5 * cos(acos(-1.0) * t);
}

static void
read_response(fftw_complex* const bins, const size_t frames, const double rate_hz, const double band_hz)
{
	for (size_t k = 0; k <= frames / 2U; ++k) {
		const double wanted_hz = (double)k * rate_hz / (double)frames;
		double       f_hz      = 0.0;
		double       re        = 0.0;
		double       im        = 0.0;
		if (scanf("%lf %lf %lf", &f_hz, &re, &im) != 3 || fabs(f_hz - wanted_hz) > 0.01) {
			die("a line is missing or has another frequency");
		}
		bins[k] = (re + (k ? im : 0.0) * (double complex)I) * fade(wanted_hz, band_hz, rate_hz / 2.0);
		if (k % 2U) {
			bins[k] = -bins[k]; // Half of the frames later
		}
	}
}

/// Largest magnitude of some coefficients
static double
largest(const double* const coefficient, const size_t n)
{
	double most = 0.0;
	for (size_t i = 0; i < n; ++i) {
		most = fmax(most, fabs(coefficient[i]));
	}
	return most;
}

int
main(const int argc, char** const argv)
{
	const double rate_hz = argc == 4 ? atof(argv[1]) : 0.0;
	const double band_hz = argc == 4 ? atof(argv[2]) : 0.0;
	const size_t frames  = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
	if (!(band_hz > 0.0) || !(rate_hz > 2.0 * band_hz) || frames < 32U || frames % 2U) {
		fprintf(stderr, "usage: impulse RATE_HZ BAND_HZ FRAMES <RESPONSE >COEFFICIENTS\n");
		return 2;
	}

	fftw_complex* const bins        = fftw_alloc_complex(frames / 2U + 1U);
	double* const       coefficient = fftw_alloc_real(frames);
	if (!bins || !coefficient) {
		die("out of memory");
	}
	const fftw_plan plan = fftw_plan_dft_c2r_1d((int)frames, bins, coefficient, FFTW_ESTIMATE);
	read_response(bins, frames, rate_hz, band_hz);
	fftw_execute(plan);

	const size_t edge = frames / 16U;
	const double most = largest(coefficient, frames);
	if (largest(coefficient, edge) > most_left * most ||
	    largest(coefficient + frames - edge, edge) > most_left * most) {
		die("the response has not died away");
	}
	for (size_t i = 0; i < frames; ++i) {
		printf("%.17g\n", coefficient[i] / (double)frames);
	}
	printf("0\n");
	fftw_destroy_plan(plan);
	fftw_free(coefficient);
	fftw_free(bins);
	return 0;
}
