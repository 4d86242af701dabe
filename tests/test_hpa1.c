// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The Pass Labs HPA-1 as its reviews and its maker describe it, row by row: level, power, response, channels. What it
 * adds to the signal is in tests/test_hpa1_distortion.c and tests/test_hpa1_noise.c. The sources are named in
 * presets/amps/hpa-1.ttl; "the review" is that of Audio Science Review. */

#include "bench.h"
#include "phones.h"
#include "probe.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

/* Closed forms hold to this: the bandwidth takes 0.0007 dB at 1 kHz, the third harmonic adds as much to the fundamental
 * at 5 V, and the load filter may be off by 0.01 dB at worst. */
static const double level_tolerance_db = 0.01;

static Amps                amps;
static const ZoutSettings* hpa1;

static int
setup(void** const state)
{
	if (bundle_setup(state)) {
		return -1;
	}
	amps_load((const Bundle*)*state, &amps);
	hpa1 = phones_find(&amps, "hpa-1");
	return 0;
}

static BenchTone
tone(const double source_vrms, const double load_ohm)
{
	const ZoutSettings settings = bench_settings(hpa1, source_vrms, load_ohm);
	return bench_tone(&settings, 48000, 1000);
}

static void
near(const char* const what, const double value, const double expected, const double tolerance, const char* const unit)
{
	double worst = 0.0;
	probe_report(what, value, unit);
	probe_at_most(&worst, fabs(value - expected), tolerance);
}

/* Measured by Stereophile: 8.35 dB, 7.6 dB into 20 ohm. The maker and the review say 8 dB, without decimals. */
static void
test_gain_is_8_db(void** const state)
{
	(void)state;
	const double open_db  = probe_db(tone(1.0, 1000.0).harmonic_vrms[1] * (1001.35 / 1000.0));
	const double heavy_db = probe_db(tone(1.0, 20.0).harmonic_vrms[1]);
	near("gain", open_db, 8.35, level_tolerance_db, "dB");
	near("gain, as the maker gives it", round(open_db), 8.0, 0.0, "dB");
	near("gain into 20 ohm", heavy_db, 8.35 + probe_db(20.0 / 21.35), level_tolerance_db, "dB");
	near("gain into 20 ohm, with the reviewer's cables", heavy_db, 7.6, 0.2, "dB"); // 0.2 dB are 0.45 ohm
}

/* Stereophile measured 1.35 ohm, the maker states less than 2. From two loads: 0.001 dB of one makes 0.004 ohm. */
static void
test_output_impedance_is_below_2_ohm(void** const state)
{
	(void)state;
	const double ratio = tone(1.0, 1000.0).harmonic_vrms[1] / tone(1.0, 32.0).harmonic_vrms[1];
	near("output impedance", (ratio - 1.0) / (1.0 / 32.0 - ratio / 1000.0), 1.35, 0.01, "ohm");
}

/* A DAC of 2 V drives it to 5.23 V: (2 V * 8.35 dB * 300 / 301.35)^2 / 300 ohm = 90.4 mW. The review read 92 mW, which
 * is 0.08 dB more, and saw no clipping. Into 32 ohm its figure is in a picture; the same law gives 0.79 W. */
static void
test_power_from_a_dac_of_2_volts(void** const state)
{
	(void)state;
	const double    loads_ohm[] = {300.0, 32.0};
	const BenchTone into[]      = {tone(2.0, loads_ohm[0]), tone(2.0, loads_ohm[1])};
	for (unsigned i = 0; i < 2; ++i) {
		const double vrms  = 2.0 * zout_db_to_lin(8.35) * loads_ohm[i] / (loads_ohm[i] + 1.35);
		const double watts = vrms * vrms / loads_ohm[i];
		double       worst = 0.0;
		probe_report(i ? "power into 32 ohm" : "power into 300 ohm", into[i].power_w, "W");
		probe_at_most(&worst, fabs(0.5 * probe_db(into[i].power_w / watts)), level_tolerance_db);
		probe_at_most(&worst, into[i].thd, 0.001); // a tenth of what counts as clipping
	}
	near("power into 300 ohm against the review", 0.5 * probe_db(into[0].power_w / 0.092), 0.0, 0.1, "dB");
}

/* What the plugin shows must be what the analyser finds. Meters average over 300 ms: after half a second exp(-1.67) of
 * the start is left, so the level is taken relative to that. */
static void
test_nothing_limits_at_2_volts(void** const state)
{
	(void)state;
	static float       audio[48000];
	const ZoutSettings settings = bench_settings(hpa1, 2.0, 300.0);
	ZoutModel* const   model    = probe_model(48e3, 1, &settings);
	float              meters[ZOUT_N_METERS];
	for (unsigned i = 0; i < 3; ++i) { // three seconds: exp(-10) is left
		probe_sine(audio, 48000, 48000, 1000, 1.0, 0.0);
		probe_run(model, audio, audio, audio, audio, 48000);
	}
	zout_model_meters(model, 0, meters);
	zout_model_free(model);
	near("power meter", (double)meters[ZOUT_METER_POWER], 90.4, 0.1, "mW"); // 90.4 has three digits; 0.02 dB
	near("clip meter", (double)meters[ZOUT_METER_CLIP], 0.0, 0.0, "");
}

/* The maker's power, with up to 1 % of distortion: 200 mW into 300 ohm, 3.5 W into 20 ohm. */
static void
test_rated_power_comes_before_1_percent(void** const state)
{
	(void)state;
	const double loads_ohm[] = {300.0, 20.0};
	const double rated_w[]   = {0.2, 3.5};
	for (unsigned i = 0; i < 2; ++i) {
		double low  = 1.0; // source: 1 V is far below, 5 V is 13 V unloaded, far above any limit
		double high = 5.0;
		for (unsigned k = 0; k < 14; ++k) { // to a quarter of a millivolt, 0.0002 dB
			const double source_vrms = 0.5 * (low + high);
			if (tone(source_vrms, loads_ohm[i]).power_w < rated_w[i]) {
				low = source_vrms;
			} else {
				high = source_vrms;
			}
		}
		double          worst = 0.0;
		const BenchTone rated = tone(high, loads_ohm[i]);
		probe_report(i ? "source for 3.5 W into 20 ohm" : "source for 200 mW into 300 ohm", high, "Vrms");
		probe_report("distortion there", 100.0 * rated.thd, "%");
		assert_true(rated.power_w >= rated_w[i]);
		probe_at_most(&worst, rated.thd, 0.01);
	}
}

/* A forum post in the review: clipping needs 3.2 V in for 8 V out, and a DAC of 2 V reaches 5 V. It counts with 8 dB;
 * the measured gain is 0.35 dB more, and its volts have one digit: half a dB. */
static void
test_volts_of_the_forum(void** const state)
{
	(void)state;
	near("3.2 V in, of 8 V", probe_db(tone(3.2, 300.0).harmonic_vrms[1] / 8.0), 0.0, 0.5, "dB");
	near("2 V in, of 5 V", probe_db(tone(2.0, 300.0).harmonic_vrms[1] / 5.0), 0.0, 0.5, "dB");
}

/* The review saw -1 dB at 40 kHz or so: of a first-order corner, 78.6 kHz, which makes 0.9999 dB there and 0.0007 dB at
 * 1 kHz. Above 20 kHz the load filter promises 0.01 dB no more; a tenth of a dB is what a picture shows. */
static void
test_response_falls_by_1_db_at_40_khz(void** const state)
{
	(void)state;
	const ZoutSettings settings = bench_settings(hpa1, 1.0, 300.0);
	const double       at_1khz  = bench_tone(&settings, 192000, 1000).harmonic_vrms[1];
	const double       at_40khz = bench_tone(&settings, 192000, 40000).harmonic_vrms[1];
	const double       at_20khz = bench_tone(&settings, 192000, 20000).harmonic_vrms[1];
	near("response at 40 kHz", probe_db(at_40khz / at_1khz), -1.0, 0.1, "dB");
	near("response at 20 kHz", probe_db(at_20khz / at_1khz), -10.0 * log10(1.0 + pow(20.0 / 78.6, 2.0)), 0.01, "dB");
}

/* Katz's Corner, Stereophile: 0.00 dB at full volume, 0.06 dB at three o'clock, 0.25 dB at twelve. The potentiometer's
 * audio taper has 15 % at mid travel, -16.5 dB; at three o'clock it attenuates less than 6 dB. */
static void
test_channels_are_balanced(void** const state)
{
	(void)state;
	const double both[2]     = {0.5, 0.5};
	const float  volume_db[] = {0.0F, -6.0F, -16.5F};
	const double most_db[]   = {1e-6, 0.06, 0.3}; // at full volume nothing but the noise differs
	const double least_db[]  = {0.0, 0.0, 0.2};
	for (unsigned i = 0; i < 3; ++i) {
		ZoutSettings settings       = bench_settings(hpa1, 2.0, 300.0);
		settings.value[ZOUT_VOLUME] = volume_db[i];
		settings.value[ZOUT_NOISE]  = 0.0F;
		double vrms[2];
		bench_sides(&settings, 1000, both, vrms);
		double       worst    = 0.0;
		const double error_db = fabs(probe_db(vrms[1] / vrms[0]));
		probe_report("channels apart", error_db, "dB");
		probe_at_most(&worst, error_db, most_db[i]);
		assert_true(error_db >= least_db[i]);
	}
}

/* Stereophile: about 120 dB up to 1 kHz. Without noise, of which 0.3 uV fall into one bin, no more than this is left.
 */
static void
test_channels_are_120_db_apart(void** const state)
{
	(void)state;
	const double left_only[2]  = {1.0, 0.0};
	ZoutSettings settings      = bench_settings(hpa1, 2.0, 300.0);
	settings.value[ZOUT_NOISE] = 0.0F;
	double vrms[2];
	bench_sides(&settings, 1000, left_only, vrms);
	near("crosstalk at 1 kHz", probe_db(vrms[1] / vrms[0]), -120.0, 0.1, "dB");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gain_is_8_db),
		cmocka_unit_test(test_output_impedance_is_below_2_ohm),
		cmocka_unit_test(test_power_from_a_dac_of_2_volts),
		cmocka_unit_test(test_nothing_limits_at_2_volts),
		cmocka_unit_test(test_rated_power_comes_before_1_percent),
		cmocka_unit_test(test_volts_of_the_forum),
		cmocka_unit_test(test_response_falls_by_1_db_at_40_khz),
		cmocka_unit_test(test_channels_are_balanced),
		cmocka_unit_test(test_channels_are_120_db_apart),
	};
	return cmocka_run_group_tests(tests, setup, bundle_teardown);
}
