// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "drive.h"

#include "units.h"

#include <math.h>

/// Frequency and levels at which the harmonic settings hold
static const double reference_hz   = 1e3;
static const double reference_vrms = 1.0;
static const double reference_arms = 0.01;

/* Limit of the soft clipper relative to the peak of the sine that max_voltage describes: that sine then has 1 %
 * total harmonic distortion. Found by bisection on the clipper's Fourier series; tests/test_clip.c repeats it. */
static const double limit_of_sine = 1.0279943736470418;

/* Limit of the current relative to the peak of the sine that max_current describes: into a load so heavy that the clip
 * level would drive twice the limit, that sine has 1 % of total harmonic distortion. Found by bisection on the Fourier
 * series of the static law; tests/test_limits.c repeats it. */
static const double current_of_sine = 1.1150951851;

static double
setting(const ZoutSettings* const settings, const ZoutParam param)
{
	return (double)settings->value[param];
}

/// Linear ratio of a level whose lowest value means "none"
static double
ratio_or_none(const ZoutSettings* const settings, const ZoutParam param)
{
	return settings->value[param] > zout_param_info(param)->min ? zout_db_to_lin(setting(settings, param)) : 0.0;
}

static double
polarity(const ZoutSettings* const settings, const ZoutParam param)
{
	return settings->value[param] > 0.5F ? 1.0 : -1.0;
}

/// The distortion corner's zero, 1 + s/wd; the pole of the feedback loop is the bandwidth's, which both paths share
static double complex
corner_at(const double rise_s, const double frequency_hz)
{
	return 1.0 + zout_hz_to_rad_s(frequency_hz) * rise_s * (double complex)I;
}

/**
 * Coefficients of a2 e² + a3 e³ + ai i², in volts and amperes, that give the harmonics asked for at 1 Vrms, at 10 mA
 * rms and at 1 kHz.
 *
 * From e = A cos wt: the second harmonic is a2 A²/2 and the third a3 A³/4, but the third-degree term moves the
 * fundamental too, by three times the third harmonic. Levels are relative to the fundamental that results, each at
 * its own frequency behind the distortion corner, so that the setting is what a measurement shows.
 */
static void
harmonic_coefficients(const ZoutSettings* const settings, const double rise_s, ZoutDrive* const drive)
{
	const double complex at_f1 = corner_at(rise_s, reference_hz);
	const double         at_f2 = cabs(corner_at(rise_s, 2.0 * reference_hz));
	const double         at_f3 = cabs(corner_at(rise_s, 3.0 * reference_hz));

	// q = third harmonic over A solves q = h3 |1 + 3 q rho|, a quadratic.
	const double         h3     = ratio_or_none(settings, ZOUT_H3);
	const double complex rho    = at_f1 / at_f3;
	const double         square = h3 * h3;
	const double         a      = 1.0 - 9.0 * square * creal(rho * conj(rho));
	const double         b      = 3.0 * square * creal(rho);
	const double         q      = (b + sqrt(b * b + a * square)) / a;

	double h2 = polarity(settings, ZOUT_H2_POLARITY) * ratio_or_none(settings, ZOUT_H2);
	if (settings->value[ZOUT_EUPHONIC] > 0.5F) {
		h2 += polarity(settings, ZOUT_EUPHONIC_POLARITY) * zout_db_to_lin(setting(settings, ZOUT_EUPHONIC_H2));
	}
	const double fundamental = cabs(1.0 + 3.0 * q * rho);

	const double reference_vpk = zout_sqrt2 * reference_vrms;
	drive->h2                  = 2.0 * h2 * fundamental / (reference_vpk * at_f2);
	drive->h3                  = 4.0 * q / (reference_vpk * reference_vpk * at_f3);

	// In volts, not relative to anything: how much voltage there is makes no difference to what a current does.
	const double volts_pk      = zout_sqrt2 * ratio_or_none(settings, ZOUT_CURRENT_H2);
	const double reference_apk = zout_sqrt2 * reference_arms;
	drive->current_h2 = polarity(settings, ZOUT_H2_POLARITY) * 2.0 * volts_pk / (reference_apk * reference_apk * at_f2);
}

/**
 * Gain of the potentiometer's right track relative to the left one.
 *
 * The error grows with the power 1.5 of the attenuation in decibels and is `tracking` at -60 dB. A setting of 2 dB
 * keeps within what the maker of the RK27 allows: 2 dB down to -60 dB, 3 dB down to -70 dB. One side is attenuated,
 * never the other one amplified.
 */
static double
right_track(const ZoutSettings* const settings)
{
	const double attenuation_db = -setting(settings, ZOUT_VOLUME);
	const double error_db       = setting(settings, ZOUT_TRACKING) * pow(attenuation_db / 60.0, 1.5);
	return error_db > 0.0 ? zout_db_to_lin(-error_db) : 1.0;
}

void
zout_drive_init(ZoutDrive* const drive, const ZoutSettings* const settings)
{
	const double k = zout_sqrt2 * setting(settings, ZOUT_SOURCE_LEVEL) * zout_db_to_lin(setting(settings, ZOUT_GAIN));
	const double rise = 1.0 / zout_hz_to_rad_s(1e3 * setting(settings, ZOUT_DISTORTION_CORNER));

	const bool volts    = settings->value[ZOUT_OUTPUT_MODE] > 0.5F;
	drive->volts_per_fs = k;
	drive->rise_s       = rise;
	drive->limit        = 1.0 / (limit_of_sine * zout_sqrt2 * setting(settings, ZOUT_MAX_VOLTAGE));
	drive->post         = volts ? k / (zout_sqrt2 * setting(settings, ZOUT_OUTPUT_LEVEL)) : 1.0;
	drive->clip_ohm     = setting(settings, ZOUT_CLIP_RESISTANCE);
	drive->limit_ampere = current_of_sine * zout_sqrt2 * 1e-3 * setting(settings, ZOUT_MAX_CURRENT);
	drive->right        = right_track(settings);
	drive->crosstalk    = ratio_or_none(settings, ZOUT_CROSSTALK);
	drive->noise_vrms   = 1e-6 * setting(settings, ZOUT_NOISE);
	drive->hum_vrms     = 1e-6 * setting(settings, ZOUT_HUM);
	drive->mains_hz     = setting(settings, ZOUT_MAINS);
	drive->normalise    = !volts;
	harmonic_coefficients(settings, rise, drive);
	zout_circuit_init(&drive->circuit, settings);
}

void
zout_drive_volume(const ZoutSettings* const settings, double gain_lin[2])
{
	const double volume  = ratio_or_none(settings, ZOUT_VOLUME);
	const double balance = setting(settings, ZOUT_BALANCE);
	gain_lin[0]          = balance > 0.0 ? volume * zout_db_to_lin(-balance) : volume;
	gain_lin[1]          = balance < 0.0 ? volume * zout_db_to_lin(balance) : volume;
}
