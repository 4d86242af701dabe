// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What of probe.h needs more than libc and libm, so that the rest of it serves where there is nothing else. */

#include "probe.h"

#include <fftw3.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

void
probe_spectrum(const float* const x, const size_t n_frames, double* const magnitude_pk)
{
	double* const         in   = fftw_alloc_real(n_frames);
	double complex* const out  = fftw_alloc_complex(n_frames / 2U + 1U);
	const fftw_plan       plan = fftw_plan_dft_r2c_1d((int)n_frames, in, out, FFTW_ESTIMATE);
	assert_non_null(plan);
	for (size_t i = 0; i < n_frames; ++i) {
		in[i] = (double)x[i];
	}
	fftw_execute(plan);
	for (size_t k = 0; k <= n_frames / 2U; ++k) {
		magnitude_pk[k] = 2.0 / (double)n_frames * cabs(out[k]);
	}
	fftw_destroy_plan(plan);
	fftw_free(out);
	fftw_free(in);
}

double
probe_alias_db(const ZoutSettings* const settings,
               const double              rate_hz,
               const double              tone_hz,
               const double              amplitude_pk,
               const double              settle_s)
{
	enum { PERIOD = 1 << 14 };
	static float   out[PERIOD];
	static double  magnitude[PERIOD / 2 + 1];
	const unsigned bin = probe_nearest_bin(tone_hz, rate_hz, PERIOD) | 1U;
	probe_settled(settings, rate_hz, PERIOD, bin, amplitude_pk, settle_s, out);
	probe_spectrum(out, PERIOD, magnitude);
	double worst = 0.0;
	for (unsigned i = 1; i < 20e3 / rate_hz * PERIOD; ++i) {
		worst = (i % bin) ? fmax(worst, magnitude[i]) : worst;
	}
	return probe_db(worst / magnitude[bin]);
}
