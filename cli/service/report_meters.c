// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What meters show, in answers and in what is pushed. */

#include "cli/service/report.h"

#include <math.h>
#include <string.h>

/// Remembers the largest samples of both sides for somebody who is not told of them yet
static void
remember(float peak_lin[2], const float news_lin[2])
{
	peak_lin[0] = fmaxf(peak_lin[0], news_lin[0]);
	peak_lin[1] = fmaxf(peak_lin[1], news_lin[1]);
}

/// What was remembered, in dBFS; the next time begins
static json_t*
take_peaks(float peak_lin[2])
{
	json_t* const peaks = json_pack("[f, f]", zout_report_decibels(peak_lin[0]), zout_report_decibels(peak_lin[1]));
	peak_lin[0]         = 0.0F;
	peak_lin[1]         = 0.0F;
	return peaks;
}

/// What was measured last; silence while there is no audio system, for nothing is heard then. The engine tells of
/// largest samples once: they are remembered for all who will ask, for each from where he was told last
static ZoutEngineMeters
read_meters(ZoutService* const service)
{
	ZoutEngineMeters meters = zout_engine_meters(&service->engine);
	remember(service->peak_lin, meters.peak_lin);
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		remember(service->control.clients[i].peak_lin, meters.peak_lin);
	}
	for (unsigned i = 0; i < ZOUT_N_METERS && service->info.state != ZOUT_BACKEND_RUNNING; ++i) {
		meters.meter[i] = zout_meter_info((ZoutMeter)i)->def;
	}
	return meters;
}

void
zout_report_begin_peaks(ZoutService* const service, ZoutClient* const client)
{
	(void)read_meters(service); // what was before is for the others
	memset(client->peak_lin, 0, sizeof(client->peak_lin));
}

json_t*
zout_report_meters(ZoutService* const service)
{
	const ZoutEngineMeters meters = read_meters(service);
	json_t* const          array  = json_array();
	for (unsigned i = 0; i < ZOUT_N_METERS; ++i) {
		const ZoutMeterInfo* const info = zout_meter_info((ZoutMeter)i);
		json_array_append_new(array,
		                      json_pack("{s:s, s:s, s:f, s:s, s:f, s:f}",
		                                "symbol",
		                                info->symbol,
		                                "name",
		                                info->name,
		                                "value",
		                                (double)meters.meter[i],
		                                "unit",
		                                zout_unit_symbol(info->unit),
		                                "min",
		                                (double)info->min,
		                                "max",
		                                (double)info->max));
	}
	return json_pack("{s:o, s:o, s:I, s:b}",
	                 "meters",
	                 array,
	                 "output_peak_dbfs",
	                 take_peaks(service->peak_lin),
	                 "capped_samples",
	                 (json_int_t)meters.capped,
	                 "idle",
	                 meters.idle);
}

json_t*
zout_report_meter_event(ZoutService* const service, ZoutClient* const client)
{
	const ZoutEngineMeters meters = read_meters(service);
	json_t* const          values = json_object();
	for (unsigned i = 0; i < ZOUT_N_METERS; ++i) {
		json_object_set_new(values, zout_meter_info((ZoutMeter)i)->symbol, json_real((double)meters.meter[i]));
	}
	return json_pack("{s:s, s:o, s:o, s:I, s:b}",
	                 "event",
	                 "meters",
	                 "meters",
	                 values,
	                 "output_peak_dbfs",
	                 take_peaks(client->peak_lin),
	                 "capped_samples",
	                 (json_int_t)meters.capped,
	                 "idle",
	                 meters.idle);
}
