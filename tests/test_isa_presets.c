// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Amplifiers and headphones that are shipped, on every instruction set: how far the model is from its scalar
 * specification, below the limits and beyond them.
 *
 * One rounding to 24 bits leaves -153 dB rms of what is rounded: 2^-24 / sqrt(3) of mantissas of 1.53 rms. Linear
 * signals are summed in doubles but for the short FIR of the load, whose products are single. Where two fast poles of
 * the load lie close together, one section and the direct tap are large and nearly cancel: then the rounding is that of
 * the taps, not of what is left.
 *
 * What limits take away is the demand less what they leave of it, in single precision until the solver. A filter
 * through three doublings of the rate and the law behind it round some hundred times, which add up to 20 dB more:
 * -133 dB of the demand. The output is smaller than that by the drive, and by what is lost in output impedance and
 * clip resistance. */

#define _XOPEN_SOURCE 700 // setenv()

#include "circuit.h"
#include "load_design.h"
#include "phones.h"
#include "probe.h"
#include "simd/kernels.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

enum { N_FRAMES = 4000, N_DRIVES = 3, N_RATES = 3 };

static const double drives_db[N_DRIVES] = {-20.0, 6.0, 20.0};
static const double rates_hz[N_RATES]   = {44100.0, 48000.0, 176400.0};

static const double goal_db     = -150.0;
static const double rounding_db = -153.0;
static const double limits_db   = -133.0; // of the demand: a hundred roundings

/// What docs/model.md owns up to beyond the limits, in relation to the output, and a decibel
static const double owned_db[N_DRIVES] = {0.0, -127.0, -119.0};

/// Two dynamic ones, without and with much inductance for their resistance, a planar one and an IEM with a coil
static const char* const phone_names[] = {"hd650", "k701", "expanse", "se310"};

enum { N_PHONES = sizeof(phone_names) / sizeof(phone_names[0]) };

static Phones            phones;
static Amps              amps;
static ZoutLoadDesigner* designer;

static int
setup(void** const state)
{
	designer = (ZoutLoadDesigner*)malloc(sizeof(ZoutLoadDesigner));
	if (!designer || bundle_setup(state)) {
		return -1;
	}
	phones_load((const Bundle*)*state, &phones);
	amps_load((const Bundle*)*state, &amps);
	return 0;
}

static int
teardown(void** const state)
{
	free(designer);
	return bundle_teardown(state);
}

/// By how much the taps of the load's FIR, all of one sign, would exceed its response
static double
taps_db(const ZoutSettings* const settings, const double rate_hz)
{
	ZoutCircuit    circuit;
	ZoutLoadDesign design;
	zout_circuit_init(&circuit, settings);
	zout_load_designer_init(designer, rate_hz);
	zout_load_designer_run(designer, &circuit, false, &design);
	double sum = 0.0;
	for (unsigned i = 0; i < designer->n_taps; ++i) {
		sum += fabs(design.tap[i]);
	}
	return probe_db(sum / design.volts_at_1khz);
}

/// What one instruction set makes of a sine at every drive
static void
play(const ZoutSettings* const settings, const double rate_hz, const char* const isa, float out[N_DRIVES][N_FRAMES])
{
	static float in[N_FRAMES];
	static float right[N_FRAMES];
	setenv("ZOUT_ISA", isa, 1);
	ZoutModel* const model = probe_model(rate_hz, 1, settings);
	unsetenv("ZOUT_ISA");
	assert_string_equal(zout_model_isa(model), isa);
	const double gain = zout_db_to_lin((double)settings->value[ZOUT_GAIN]);
	for (unsigned d = 0; d < N_DRIVES; ++d) {
		const double crest = phones_limit_lin(settings, 1e3) * zout_db_to_lin(drives_db[d]) / gain;
		for (unsigned i = 0; i < N_FRAMES; ++i) {
			in[i] = (float)(crest * sin(2.0 * zout_pi * 997.0 / rate_hz * i));
		}
		zout_model_reset(model);
		probe_run(model, in, in, out[d], right, N_FRAMES);
	}
	zout_model_free(model);
}

static double
rms(const float* const x, const float* const subtracted)
{
	double square = 0.0;
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		const double value = (double)x[i] - (subtracted ? (double)subtracted[i] : 0.0);
		square += value * value;
	}
	return sqrt(square / N_FRAMES);
}

/// Largest differences so far, in dB of the output
typedef struct {
	double linear_db;
	double cancelling_db; ///< Linear, where taps and sections nearly cancel
	double limiting_db[N_DRIVES];
	double demand_db; ///< Limiting, in dB of the demand
} Worst;

static void
check_pair(const ZoutSettings* const settings, const double rate_hz, Worst* const worst)
{
	static float specified[N_DRIVES][N_FRAMES];
	static float tested[N_DRIVES][N_FRAMES];
	const double taps = taps_db(settings, rate_hz);
	play(settings, rate_hz, "scalar", specified);
	for (unsigned t = 1; zout_kernels_available(t); ++t) {
		play(settings, rate_hz, zout_kernels_available(t)->name, tested);
		for (unsigned d = 0; d < N_DRIVES; ++d) {
			const double apart  = rms(tested[d], specified[d]);
			const double db     = probe_db(apart / rms(specified[d], NULL));
			const double demand = phones_limit_lin(settings, 1e3) * zout_db_to_lin(drives_db[d]) / zout_sqrt2;
			if (drives_db[d] > 0.0) {
				probe_at_most(&worst->limiting_db[d], db, owned_db[d]);
				probe_at_most(&worst->demand_db, probe_db(apart / demand), limits_db);
			} else if (rounding_db + taps <= goal_db) {
				probe_at_most(&worst->linear_db, db, goal_db);
			} else {
				probe_at_most(&worst->cancelling_db, db, rounding_db + taps);
			}
		}
	}
}

static void
test_shipped_pairs_agree_on_every_instruction_set(void** const state)
{
	(void)state;
	Worst worst = {-400.0, -400.0, {-400.0, -400.0, -400.0}, -400.0};
	for (unsigned i = 0; i < amps.n * N_PHONES * N_RATES; ++i) {
		const ZoutSettings settings = phones_behind(
			&amps.settings[i / N_RATES / N_PHONES], phones_find(&phones, phone_names[i / N_RATES % N_PHONES]));
		check_pair(&settings, rates_hz[i % N_RATES], &worst);
	}
	probe_report("shipped pairs, 20 dB below the limits", worst.linear_db, "dB of the output");
	probe_report("where taps and sections nearly cancel", worst.cancelling_db, "dB of the output");
	probe_report("6 dB over the limits", worst.limiting_db[1], "dB of the output");
	probe_report("20 dB over the limits", worst.limiting_db[2], "dB of the output");
	probe_report("over the limits", worst.demand_db, "dB of the demand");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped_pairs_agree_on_every_instruction_set),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
