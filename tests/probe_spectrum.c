// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What of probe.h needs more than libc and libm, so that the rest of it serves where there is nothing else. */

#include "probe.h"

#include <fftw3.h>
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
