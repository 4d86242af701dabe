// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The noise of the Pass Labs HPA-1, and distortion and noise together, as its reviews and its maker describe them, row
 * by row. Levels are volts rms at a resistor; the rest is as in tests/test_hpa1.c. */

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

enum { RATE_HZ = 48000 };

static Amps                amps;
static const ZoutSettings* hpa1;
static double              spectrum_vrms[RATE_HZ / 2 + 1];

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

/// The settings that put out 1 V into 300 ohm
static ZoutSettings
putting_out_1v(void)
{
	return bench_settings(hpa1, bench_source_vrms(hpa1, 1.0, 300.0), 300.0);
}

static double
setting(const ZoutParam param)
{
	return (double)hpa1->value[param];
}

/// What A-weighting takes from white noise between 20 Hz and 20 kHz; IEC 61672-1, 1 at 1 kHz
static double
white_over_weighted(void)
{
	double weighted = 0.0;
	for (unsigned f = BENCH_LOW_HZ; f <= BENCH_HIGH_HZ; ++f) {
		const double f2 = (double)f * (double)f;
		const double a =
			12194.0 * 12194.0 * f2 * f2 /
			((f2 + 20.6 * 20.6) * sqrt((f2 + 107.7 * 107.7) * (f2 + 737.9 * 737.9)) * (f2 + 12194.0 * 12194.0));
		weighted += a * a;
	}
	return 1.0 / (1.2588966 * sqrt(weighted / (BENCH_HIGH_HZ - BENCH_LOW_HZ + 1))); // +2.00 dB
}

/* The maker: THD+N below 0.005 % at 1 V, -86 dB; the review: "nearly matching spec". Here into 300 ohm, 20 Hz to
 * 20 kHz, without weighting. The closed form is the sum of squares of the preset's numbers: second harmonic, third
 * harmonic and white noise; the comb of the hum, 12 uV in all for 10 uV of the mains, adds 0.23 dB at most. */
static void
test_thdn_at_1_volt_is_nearly_the_makers(void** const state)
{
	(void)state;
	const ZoutSettings settings = putting_out_1v();
	const BenchTone    at_1v    = bench_tone(&settings, RATE_HZ, 1000);
	const double       h2       = zout_db_to_lin(setting(ZOUT_H2));
	const double       noise    = 1e-6 * setting(ZOUT_NOISE) * white_over_weighted();
	const double       expected = hypot(hypot(h2, zout_db_to_lin(setting(ZOUT_H3))), noise);
	double             worst    = 0.0;
	probe_report("THD+N at 1 V into 300 ohm, 20 Hz to 20 kHz", 100.0 * at_1v.thdn, "%");
	probe_report("the preset's numbers added up, but for hum", 100.0 * expected, "%");
	probe_at_most(&worst, fabs(probe_db(at_1v.thdn / expected)), 0.25);

	// Nearly: 0.0053 % is 0.5 dB more, and still what one digit calls 0.005 %
	probe_report("against 0.005 %", probe_db(at_1v.thdn / 5e-5), "dB");
	probe_at_most(&worst, probe_db(at_1v.thdn / 5e-5), 0.5);
}

/* The review: "some 30 dB short" of the best in SNR at 50 mV, which it lists for amplifiers at full gain; the source is
 * silent. Best among those that reach the 100 mW into 300 ohm which the review asks for; presets of ideal sources have
 * no noise at all and are none. "Some" is a figure without decimals: 3 dB. */
static void
test_snr_is_30_db_short_of_the_best(void** const state)
{
	(void)state;
	double best_db = 0.0;
	for (unsigned i = 0; i < amps.n; ++i) {
		const ZoutSettings settings = bench_settings(&amps.settings[i], 2.0, 300.0);
		const bool         strong   = amps.settings[i].value[ZOUT_MAX_VOLTAGE] >= 5.48F; // 100 mW into 300 ohm
		if (strong && settings.value[ZOUT_NOISE] > 0.0F) {
			best_db = fmax(best_db, probe_db(0.05 / bench_noise_vrms(&settings)));
		}
	}
	const ZoutSettings settings = bench_settings(hpa1, 2.0, 300.0);
	const double       own_db   = probe_db(0.05 / bench_noise_vrms(&settings));
	double             worst    = 0.0;
	probe_report("SNR at 50 mV, 20 Hz to 20 kHz, not weighted", own_db, "dB");
	probe_report("best preset", best_db, "dB");
	probe_at_most(&worst, fabs(best_db - own_db - 30.0), 3.0);
}

/* The review: "many" spikes of the supply. Lines of the mains, of 60 Hz in its country, that stand out by 10 dB from
 * the noise between them. */
static void
test_supply_leaves_many_lines(void** const state)
{
	(void)state;
	const ZoutSettings settings = putting_out_1v();
	unsigned           n_lines  = 0;
	bench_spectrum(&settings, RATE_HZ, 1000, spectrum_vrms);
	for (unsigned line_hz = 60; line_hz <= 720; line_hz += 60) {
		double square = 0.0;
		for (unsigned k = 1; k <= 20; ++k) {
			square += pow(spectrum_vrms[line_hz - k], 2.0) + pow(spectrum_vrms[line_hz + k], 2.0);
		}
		n_lines += spectrum_vrms[line_hz] > zout_db_to_lin(10.0) * sqrt(square / 40.0);
	}
	probe_report("lines of the mains", n_lines, "");
	assert_true(n_lines >= 4);
}

/* The maker asks for an hour; the review found performance "stable more or less when you power it up". */
static void
test_warming_up_changes_nothing(void** const state)
{
	(void)state;
	static float       audio[RATE_HZ];
	const ZoutSettings settings = putting_out_1v();
	const double       cold     = bench_tone(&settings, RATE_HZ, 1000).thdn;
	probe_settled(&settings, RATE_HZ, RATE_HZ, 1000, 1.0, 20.0, audio);
	probe_spectrum(audio, RATE_HZ, spectrum_vrms);
	const double warm  = bench_figures(&settings, RATE_HZ, 1000, spectrum_vrms).thdn;
	double       worst = 0.0;
	probe_report("THD+N after 20 s against the first second", probe_db(warm / cold), "dB");
	// More than half of it is noise, whose power over 20000 bins scatters by 0.03 dB
	probe_at_most(&worst, fabs(probe_db(warm / cold)), 0.1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thdn_at_1_volt_is_nearly_the_makers),
		cmocka_unit_test(test_snr_is_30_db_short_of_the_best),
		cmocka_unit_test(test_supply_leaves_many_lines),
		cmocka_unit_test(test_warming_up_changes_nothing),
	};
	return cmocka_run_group_tests(tests, setup, bundle_teardown);
}
