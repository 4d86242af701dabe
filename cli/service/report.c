// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/report.h"

#include "audio/clock.h"
#include "catalog/value.h"
#include "cli/list_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char* const states[] = {
	[ZOUT_BACKEND_STOPPED] = "stopped",
	[ZOUT_BACKEND_WAITING] = "waiting",
	[ZOUT_BACKEND_RUNNING] = "running",
};

double
zout_report_decibels(const float value_lin)
{
	return fmax(20.0 * log10(fmax((double)value_lin, 1e-30)), -140.0);
}

json_t*
zout_report_text(const char* const text)
{
	json_t* const string = json_string(text);
	if (string) {
		return string;
	}
	// Not UTF-8, as a file name may be: what JSON cannot hold becomes question marks
	char* const copy = strdup(text);
	for (char* c = copy; c && *c; ++c) {
		*c = (unsigned char)*c < 0x80U ? *c : '?';
	}
	json_t* const other = json_string(copy ? copy : "");
	free(copy);
	return other;
}

/// A string, or null if there is nothing in it
static json_t*
text_or_null(const char* const text)
{
	return text && *text ? zout_report_text(text) : json_null();
}

json_t*
zout_report_backend(const ZoutService* const service)
{
	const ZoutBackendInfo* const info = &service->info;
	return json_pack("{s:s, s:s, s:o, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:b, s:b}",
	                 "kind",
	                 service->backend->type->kind,
	                 "state",
	                 states[info->state],
	                 "client",
	                 text_or_null(info->name),
	                 "trouble",
	                 text_or_null(info->trouble),
	                 "rate_hz",
	                 (int)info->rate_hz,
	                 "block_frames",
	                 (int)info->block_frames,
	                 "latency_frames",
	                 (int)info->latency_frames,
	                 "connections",
	                 (int)info->connections,
	                 "xruns",
	                 (int)info->xruns,
	                 "losses",
	                 (int)info->losses,
	                 "realtime",
	                 info->realtime,
	                 "freewheel",
	                 info->freewheel);
}

static json_t*
sound(const ZoutService* const service)
{
	const ZoutDesk* const desk = &service->desk;
	return json_pack("{s:o, s:o, s:o, s:f, s:b, s:b, s:b}",
	                 "amp",
	                 text_or_null(desk->amp),
	                 "phones",
	                 text_or_null(desk->phones),
	                 "preset",
	                 text_or_null(desk->preset),
	                 "volume_db",
	                 (double)desk->settings.value[ZOUT_VOLUME],
	                 "muted",
	                 desk->muted,
	                 "dimmed",
	                 desk->dimmed,
	                 "idle",
	                 atomic_load(&service->engine.idle));
}

static json_t*
safety(const ZoutService* const service)
{
	const ZoutSafety* const safety = &service->config.safety;
	const ZoutControls      now    = zout_desk_controls(&service->desk, &service->config);
	return json_pack("{s:s, s:f, s:f, s:f, s:I}",
	                 "cap",
	                 zout_cap_text(safety->cap).text,
	                 "cap_dbfs",
	                 zout_report_decibels(now.cap_lin),
	                 "dim_db",
	                 (double)safety->dim_db,
	                 "boot_volume_max_db",
	                 (double)safety->boot_volume_max_db,
	                 "capped_samples",
	                 (json_int_t)atomic_load(&service->engine.capped));
}

/// Times of blocks; the load is the median as a part of the period
static json_t*
process_times(const ZoutService* const service)
{
	const ZoutLoadMeter* const   load      = &service->engine.load;
	const ZoutBackendInfo* const info      = &service->info;
	const double                 median_us = zout_load_quantile_ns(load, 0.5) / 1e3;
	const double period_us = info->rate_hz ? 1e6 * (double)info->block_frames / (double)info->rate_hz : 0.0;
	return json_pack("{s:f, s:f, s:f, s:f, s:f}",
	                 "median_us",
	                 median_us,
	                 "p99_us",
	                 zout_load_quantile_ns(load, 0.99) / 1e3,
	                 "p99_9_us",
	                 zout_load_quantile_ns(load, 0.999) / 1e3,
	                 "max_us",
	                 zout_load_quantile_ns(load, 1.0) / 1e3,
	                 "load_percent",
	                 period_us > 0.0 ? 100.0 * median_us / period_us : 0.0);
}

json_t*
zout_report_status(ZoutService* const service)
{
	return json_pack("{s:s, s:o, s:i, s:f, s:b, s:o, s:o, s:o, s:o, s:{s:o, s:o}, s:{s:o, s:o}}",
	                 "version",
	                 zout_version(),
	                 "name",
	                 zout_report_text(service->config.name),
	                 "pid",
	                 (int)getpid(),
	                 "uptime_s",
	                 (double)(zout_clock_ms() - service->start_ms) / 1e3,
	                 "memory_locked",
	                 service->memory_locked,
	                 "backend",
	                 zout_report_backend(service),
	                 "sound",
	                 sound(service),
	                 "safety",
	                 safety(service),
	                 "process",
	                 process_times(service),
	                 "config",
	                 "file",
	                 text_or_null(service->config.file),
	                 "error",
	                 text_or_null(service->config_error.text),
	                 "state",
	                 "file",
	                 text_or_null(service->state_path),
	                 "error",
	                 text_or_null(service->state_error.text));
}

json_t*
zout_report_control(const ZoutService* const service, const ZoutParam param)
{
	const float   value  = service->desk.settings.value[param];
	json_t* const object = zout_param_object(param);
	json_object_set_new(object, "value", json_real((double)value));
	json_object_set_new(object, "text", json_string(zout_value_text(param, value).text));
	return object;
}

json_t*
zout_report_change_event(const ZoutService* const service)
{
	json_t* const values = json_object();
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const char* const symbol = zout_param_info((ZoutParam)i)->symbol;
		json_object_set_new(values, symbol, json_real((double)service->desk.settings.value[i]));
	}
	return json_pack("{s:s, s:o, s:o}", "event", "change", "sound", sound(service), "values", values);
}

json_t*
zout_report_presets(const ZoutService* const service)
{
	static const char* const kinds[] = {
		[ZOUT_SCENE_OWN] = "preset", [ZOUT_SCENE_AMP] = "amp", [ZOUT_SCENE_PHONES] = "phones"};
	const ZoutScenes* const scenes = &service->config.scenes;
	json_t* const           array  = json_array();
	for (unsigned i = 0; i < scenes->n; ++i) {
		const ZoutScene* const scene = &scenes->scenes[i];
		json_array_append_new(array,
		                      json_pack("{s:s, s:o, s:o}",
		                                "kind",
		                                kinds[scene->kind],
		                                "name",
		                                zout_report_text(scene->name),
		                                "label",
		                                zout_report_text(scene->label)));
	}
	return array;
}
