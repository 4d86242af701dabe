// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/station_levels.h"

#include <math.h>

/// What a level at 1 kHz makes
typedef struct {
	ZoutDrive drive;
	double    thdn_db;
	double    residual_rms;
} Probe;

/// Level of a tone in the right channel of what was played last
static ZoutMeasureStatus
right_level(const ZoutStation* const station, const double frequency_hz, double* const vrms)
{
	ZoutSpectrum            spectrum = {.power = NULL};
	const ZoutMeasureStatus status   = zout_station_spectrum(station, ZOUT_CHANNEL_RIGHT, &spectrum);
	*vrms                            = status ? 0.0 : sqrt(zout_spectrum_tone(&spectrum, frequency_hz));
	zout_spectrum_clear(&spectrum);
	return status;
}

/// Noise louder than the tone counts as too much distortion, not as a failure
static ZoutMeasureStatus
probe(ZoutStation* const station, const double amplitude_pk, Probe* const found)
{
	static const double tone_hz    = 1000.0;
	double              right_vrms = 0.0;
	ZoutDistortion      distortion = {.fundamental_rms = 0.0};
	ZoutMeasureStatus   status     = zout_station_distortion(
        station, station->short_frames, tone_hz, amplitude_pk, &zout_audio_band, ZOUT_CHANNEL_LEFT, &distortion);
	if (status == ZOUT_MEASURE_NO_TONE && distortion.fundamental_rms > 0.0) {
		status = ZOUT_MEASURE_SUCCESS;
	}
	status              = status ? status : right_level(station, tone_hz, &right_vrms);
	found->drive        = (ZoutDrive){amplitude_pk, distortion.fundamental_rms, right_vrms};
	found->thdn_db      = zout_distortion_thdn_db(&distortion);
	found->residual_rms = distortion.residual_rms;
	return status;
}

/// Finds the amplitude that gives a voltage, at most that of full output: nothing louder is played
static ZoutMeasureStatus
find_level(ZoutStation* const station, const double vrms, const ZoutDrive* const full, ZoutDrive* const drive)
{
	enum { STEPS = 40 };
	static const double exact     = 1e-6;
	static const double useful    = 0.5;  // an error that falls by less than that is noise
	static const double tolerance = 0.01; // 0.1 dB, of a device that drifts
	ZoutMeasureStatus   status    = ZOUT_MEASURE_SUCCESS;
	double              best      = (double)INFINITY;
	double              allowed   = 0.0;
	double              amplitude = full->amplitude_pk * vrms / full->vrms;
	if (!(vrms < full->vrms)) {
		*drive = *full;
		return status;
	}
	for (unsigned i = 0; i < STEPS && !status && best > exact; ++i) {
		Probe next         = {.residual_rms = 0.0};
		status             = probe(station, amplitude, &next);
		const double error = fabs(next.drive.vrms / vrms - 1.0);
		const bool   noise = !(error < useful * best);
		if (error < best) {
			best    = error;
			allowed = tolerance + next.residual_rms / vrms;
			*drive  = next.drive;
		}
		if (noise) {
			break;
		}
		amplitude = fmin(amplitude * vrms / next.drive.vrms, full->amplitude_pk);
	}
	return status || best <= allowed ? status : ZOUT_MEASURE_UNSTEADY;
}

/// What remains with a silent source
static ZoutMeasureStatus
noise_of(ZoutStation* const station, double* const noise_rms)
{
	Probe                   silent = {.residual_rms = 0.0};
	const ZoutMeasureStatus status = probe(station, 0.0, &silent);
	*noise_rms                     = silent.residual_rms;
	return status == ZOUT_MEASURE_NO_TONE ? ZOUT_MEASURE_SUCCESS : status;
}

/// Whether there is at most 1 % of THD+N, or hardly anything but noise, which a lower level only makes worse
static bool
is_clean(const Probe* const found, const double noise_rms)
{
	static const double one_percent_db = -40.0;
	static const double above_lin      = 1.413; // 3 dB: distortion is less than noise
	return found->thdn_db <= one_percent_db || found->residual_rms <= above_lin * noise_rms;
}

ZoutMeasureStatus
zout_station_find_full(ZoutStation* const station, const double limit_pk, ZoutDrive* const drive, bool* const at_limit)
{
	enum { STEPS = 20, BISECTIONS = 10 }; // of 6 dB down to 0.006 dB
	double            noise_rms = 0.0;
	Probe             low       = {.residual_rms = 0.0};
	ZoutMeasureStatus status    = probe(station, fmin(limit_pk, 1.0), &low);
	if (!status && !is_clean(&low, noise_rms)) {
		status = noise_of(station, &noise_rms);
	}
	// Down from 0 dBFS to where it is clean, or up to where it is not
	Probe high = low;
	for (unsigned i = 0; i < STEPS && !status && !is_clean(&low, noise_rms); ++i) {
		high   = low;
		status = probe(station, 0.5 * high.drive.amplitude_pk, &low);
	}
	if (!status && !is_clean(&low, noise_rms)) {
		status = ZOUT_MEASURE_UNSTEADY;
	}
	while (!status && high.drive.amplitude_pk <= low.drive.amplitude_pk && low.drive.amplitude_pk < limit_pk) {
		status = probe(station, fmin(2.0 * low.drive.amplitude_pk, limit_pk), &high);
		low    = is_clean(&high, noise_rms) ? high : low;
	}
	*at_limit = high.drive.amplitude_pk <= low.drive.amplitude_pk;
	for (unsigned i = 0; i < BISECTIONS && !status && !*at_limit; ++i) {
		Probe next = {.residual_rms = 0.0};
		status     = probe(station, sqrt(low.drive.amplitude_pk * high.drive.amplitude_pk), &next);
		if (is_clean(&next, noise_rms)) {
			low = next;
		} else {
			high = next;
		}
	}
	*drive = low.drive;
	return status;
}

ZoutMeasureStatus
zout_station_find_levels(ZoutStation* const station,
                         const double       vrms,
                         const bool         hotter,
                         ZoutDrive* const   full,
                         ZoutDrive* const   drive)
{
	static const double margin_lin = 1.122; // 1 dB
	bool                at_limit   = false;
	ZoutMeasureStatus   status     = zout_station_find_full(station, 1.0, full, &at_limit);
	status                         = status ? status : find_level(station, vrms, full, drive);
	if (status) {
		return status;
	}
	const double near_pk = margin_lin * drive->amplitude_pk;
	bool         clean   = at_limit || near_pk <= full->amplitude_pk;
	if (at_limit && hotter && near_pk > full->amplitude_pk) {
		ZoutDrive beyond = {0.0, 0.0, 0.0};
		status           = zout_station_find_full(station, near_pk, &beyond, &clean);
	}
	return status || clean ? status : find_level(station, 0.5 * full->vrms, full, drive);
}
