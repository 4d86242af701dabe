// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/match.h"

#include "measure/match_dose.h"

#include <math.h>

/// From which number on a difference may be audible; docs/match.md has the sources
static const double audible_response_db   = 0.3;
static const double audible_hiss_db       = 10.0;
static const double audible_distortion_db = -27.0;
static const double audible_balance_db    = 0.5;

double
zout_match_per_volt_db(const double per_mw_db, const double load_ohm)
{
	return per_mw_db + 10.0 * log10(1000.0 / load_ohm);
}

double
zout_match_per_mw_db(const double per_volt_db, const double load_ohm)
{
	return per_volt_db - 10.0 * log10(1000.0 / load_ohm);
}

/// Threshold of hearing at the mains frequency, ISO 226:2003: 44.0 dB at 50 Hz, 37.5 at 63 Hz, along log f
static double
audible_hum_db(const double mains_hz)
{
	return 44.0 + (37.5 - 44.0) * log(mains_hz / 50.0) / log(63.0 / 50.0);
}

/// A change in dB, of which twice as many are 6 dB more
static ZoutDifference
of_change(const double change_db, const double audible_db)
{
	const ZoutDifference difference = {change_db, audible_db, 20.0 * log10(fabs(change_db) / audible_db)};
	return difference;
}

static ZoutDifference
of_level(const double level_db, const double audible_db)
{
	const ZoutDifference difference = {level_db, audible_db, level_db - audible_db};
	return difference;
}

static void
find_differences(const ZoutSettings* const settings, ZoutMatch* const match)
{
	ZoutDifference* const d       = match->differences;
	const double          hum_at  = audible_hum_db((double)settings->value[ZOUT_MAINS]);
	d[ZOUT_DIFFERENCE_RESPONSE]   = of_change(match->response.largest_db, audible_response_db);
	d[ZOUT_DIFFERENCE_HISS]       = of_level(match->silence.noise_db, audible_hiss_db);
	d[ZOUT_DIFFERENCE_HUM]        = of_level(match->silence.hum_db, hum_at);
	d[ZOUT_DIFFERENCE_DISTORTION] = of_level(match->distortion.thd_db, audible_distortion_db);
	d[ZOUT_DIFFERENCE_BALANCE]    = of_change(match->present.balance_db, audible_balance_db);

	match->largest = ZOUT_DIFFERENCE_RESPONSE;
	for (unsigned i = 0; i < ZOUT_N_DIFFERENCES; ++i) {
		if (d[i].margin_db > d[match->largest].margin_db) {
			match->largest = (ZoutDifferenceId)i;
		}
	}
}

/// Needed voltages, currents and gains, and what remains
static void
find_need(const ZoutSettings* const settings, ZoutMatch* const match)
{
	const ZoutMatchAsked* const asked = &match->asked;
	match->needed                     = zout_match_sine_of_spl(settings, ZOUT_MATCH_REFERENCE_HZ, asked->target_db);
	match->needed_at_lowest_a         = match->needed.voltage_vrms / match->load.lowest_ohm;
	match->needed_gain_db             = 20.0 * log10(match->needed.open_vrms / match->source_vrms);
	match->headroom_db                = match->reach.sine.spl_db - asked->target_db;
	match->heard                      = match->headroom_db < 0.0 ? match->reach.sine : match->needed;

	const double gain_db  = (double)settings->value[ZOUT_GAIN];
	const double other_db = asked->n_positions ? zout_match_suggested_gain_db(
													 asked->positions_db, asked->n_positions, match->needed_gain_db)
	                                           : gain_db;
	match->present        = zout_match_volume(settings, gain_db, match->needed.open_vrms);
	match->suggested      = zout_match_volume(settings, other_db, match->needed.open_vrms);
}

void
zout_match(const ZoutSettings* const settings, const ZoutMatchAsked* const asked, ZoutMatch* const match)
{
	*match                       = (ZoutMatch){.asked = *asked};
	match->source_vrms           = (double)settings->value[ZOUT_SOURCE_LEVEL];
	match->sensitivity_db        = (double)settings->value[ZOUT_SENSITIVITY];
	match->reach                 = zout_match_reach(settings, ZOUT_MATCH_REFERENCE_HZ);
	match->weakest               = zout_match_reach_weakest(settings);
	match->load                  = zout_match_load_range(settings);
	match->sensitivity_per_mw_db = zout_match_per_mw_db(match->sensitivity_db, match->load.reference_ohm);
	find_need(settings, match);

	match->response     = zout_match_response(settings);
	match->silence      = zout_match_silence(settings);
	match->snr_db       = 20.0 * log10(match->reach.sine.voltage_vrms / match->silence.background_vrms);
	match->distortion   = zout_match_distortion(settings, &match->heard);
	match->programme_db = match->heard.spl_db + ZOUT_MATCH_PROGRAMME_LUFS;
	find_differences(settings, match);
}
