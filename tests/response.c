// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "response.h"

#include "probe.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum {
	N_POINTS = 500, // 1.4 % apart where logarithmic, 40 Hz where linear
	N_ABOVE  = 60,
};

/// The voltage filter that the coefficients describe
static double complex
designed(const ZoutLoadDesigner* const designer, const ZoutLoadDesign* const design, const double f_hz)
{
	const double angle = zout_hz_to_rad_s(f_hz) * designer->period_s;
	if (design->is_wire) {
		return 1.0;
	}
	const double complex z1  = cos(angle) - sin(angle) * (double complex)I;
	double complex       sum = 0.0;
	for (unsigned k = 0; k < design->n_sections; ++k) {
		const ZoutSection* const s = &design->section[k];
		sum += (s->v0 + s->v1 * z1) / (1.0 + s->a1 * z1 + s->a2 * z1 * z1);
	}
	for (unsigned k = 0; k < designer->n_taps; ++k) {
		const double turn = angle * ((double)designer->lookahead - (double)k);
		sum += design->tap[k] * (cos(turn) + sin(turn) * (double complex)I);
	}
	return sum;
}

double complex
response_analogue(const ZoutCircuit* const circuit, const double f_hz)
{
	return zout_circuit_transfer(circuit, zout_hz_to_rad_s(f_hz) * (double complex)I);
}

void
response_note(ResponseError* const error, const double complex got, const double complex expected)
{
	error->db  = fmax(error->db, fabs(20.0 * log10(cabs(got / expected))));
	error->deg = fmax(error->deg, fabs(carg(got / expected)) * 180.0 / zout_pi);
}

void
response_check_design(ZoutLoadDesigner* const   designer,
                      const ZoutSettings* const settings,
                      const bool                normalise,
                      ResponseError* const      error)
{
	static ZoutLoadDesign design;
	ZoutCircuit           circuit;
	zout_circuit_init(&circuit, settings);
	zout_load_designer_run(designer, &circuit, normalise, &design);
	const double scale = normalise ? 1.0 / cabs(response_analogue(&circuit, 1e3)) : 1.0;

	for (unsigned k = 0; k < design.n_sections; ++k) { // the triangle of stability
		assert_true(fabs(design.section[k].a2) < 1.0);
		assert_true(fabs(design.section[k].a1) < 1.0 + design.section[k].a2);
	}
	for (unsigned i = 0; i < N_POINTS; ++i) {
		const double u       = (double)i / (N_POINTS - 1);
		const double low_hz  = 20.0 * pow(1e3, u);
		const double high_hz = 20.0 + 19980.0 * u;
		response_note(error, designed(designer, &design, low_hz), scale * response_analogue(&circuit, low_hz));
		response_note(error, designed(designer, &design, high_hz), scale * response_analogue(&circuit, high_hz));
	}
	double most = 0.0; // largest magnitude of the analogue response up to half the sample rate
	for (unsigned i = 0; i < N_POINTS; ++i) {
		const double f_hz = 20.0 * pow(0.025 / designer->period_s, (double)i / (N_POINTS - 1));
		most              = fmax(most, scale * cabs(response_analogue(&circuit, f_hz)));
	}
	for (unsigned i = 0; i < N_ABOVE; ++i) {
		const double f_hz = 20e3 + (0.5 / designer->period_s - 20e3) * i / (N_ABOVE - 1);
		error->hump       = fmax(error->hump, cabs(designed(designer, &design, f_hz)) / most);
	}
	assert_true(isfinite(error->db + error->deg + error->hump));
}

void
response_measure(const double rate_hz, const ZoutSettings* const settings, float* const audio, fftw_complex* const bins)
{
	const size_t     n       = (size_t)rate_hz;
	const float      impulse = 0.5F;
	ZoutModel* const model   = probe_model(rate_hz, 1, settings);
	const unsigned   latency = zout_model_latency_frames(model);
	double* const    wave    = (double*)bins;
	memset(audio, 0, 2U * (n + latency) * sizeof(float));
	audio[0] = impulse;
	probe_run(model, audio, audio, audio, audio + n + latency, n + latency);
	zout_model_free(model);

	for (size_t i = 0; i < n; ++i) {
		wave[i] = (double)audio[i + latency];
	}
	for (size_t i = 0; i < latency; ++i) { // what comes before the latency is at negative time
		wave[n - latency + i] += (double)audio[i];
	}
	const fftw_plan plan = fftw_plan_dft_r2c_1d((int)n, wave, bins, FFTW_ESTIMATE);
	fftw_execute(plan);
	fftw_destroy_plan(plan);
	for (size_t i = 0; i <= n / 2U; ++i) {
		bins[i] /= (double)impulse;
	}
}
