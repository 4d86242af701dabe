// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "features.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <lv2/state/state.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_URIS = 4096 };

static char*    uris[MAX_URIS];
static unsigned n_uris;
static bool     verbose;

LV2_URID
features_map(const char* const uri)
{
	for (unsigned i = 0; i < n_uris; ++i) {
		if (!strcmp(uris[i], uri)) {
			return i + 1U;
		}
	}
	if (n_uris == MAX_URIS) {
		return 0;
	}
	const size_t bytes = strlen(uri) + 1U;
	uris[n_uris]       = malloc(bytes);
	if (!uris[n_uris]) {
		return 0;
	}
	memcpy(uris[n_uris], uri, bytes);
	return ++n_uris;
}

static LV2_URID
map(LV2_URID_Map_Handle handle, const char* const uri)
{
	(void)handle;
	return features_map(uri);
}

static const char*
unmap(LV2_URID_Unmap_Handle handle, const LV2_URID urid)
{
	(void)handle;
	return urid && urid <= n_uris ? uris[urid - 1U] : NULL;
}

static int
log_vprintf(LV2_Log_Handle handle, const LV2_URID type, const char* const format, va_list arguments)
{
	(void)handle;
	(void)type;
	return verbose ? vfprintf(stderr, format, arguments) : 0;
}

static int
log_printf(LV2_Log_Handle handle, const LV2_URID type, const char* const format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const int n = log_vprintf(handle, type, format, arguments);
	va_end(arguments);
	return n;
}

static LV2_Worker_Status
respond(LV2_Worker_Respond_Handle handle, const uint32_t size, const void* const data)
{
	Unit* const unit = handle;
	if (unit->response_bytes + sizeof(size) + size > sizeof(unit->response)) {
		return LV2_WORKER_ERR_NO_SPACE;
	}
	memcpy(unit->response + unit->response_bytes, &size, sizeof(size));
	if (size) {
		memcpy(unit->response + unit->response_bytes + sizeof(size), data, size);
	}
	unit->response_bytes += (uint32_t)sizeof(size) + size;
	return LV2_WORKER_SUCCESS;
}

static LV2_Worker_Status
schedule(LV2_Worker_Schedule_Handle handle, const uint32_t size, const void* const data)
{
	Unit* const unit = handle;
	if (!unit->instance || !unit->worker) {
		return LV2_WORKER_ERR_UNKNOWN;
	}
	return unit->worker->work(lilv_instance_get_handle(unit->instance), respond, unit, size, data);
}

void
unit_deliver_responses(Unit* const unit)
{
	if (!unit->worker || !unit->response_bytes) {
		return;
	}
	const LV2_Handle handle = lilv_instance_get_handle(unit->instance);
	for (uint32_t at = 0; at < unit->response_bytes;) {
		uint32_t size = 0;
		memcpy(&size, unit->response + at, sizeof(size));
		at += (uint32_t)sizeof(size);
		if (unit->worker->work_response) {
			unit->worker->work_response(handle, size, unit->response + at);
		}
		at += size;
	}
	unit->response_bytes = 0;
	if (unit->worker->end_run) {
		unit->worker->end_run(handle);
	}
}

void
unit_open(Unit* const unit, const LilvPlugin* const plugin, const HostFacts* const facts)
{
	// Plugins may keep pointers to features and options
	static uint32_t       min_frames = 1;
	static uint32_t       sequence   = SEQUENCE_BYTES;
	static HostFacts      told;
	static float          rate_hz;
	static LV2_URID_Map   map_data   = {NULL, map};
	static LV2_URID_Unmap unmap_data = {NULL, unmap};
	static LV2_Log_Log    log_data   = {NULL, log_printf, log_vprintf};

	told    = *facts;
	rate_hz = (float)facts->rate_hz;
	verbose = facts->verbose;

	const LV2_URID           type_int   = features_map(LV2_ATOM__Int);
	const LV2_URID           type_float = features_map(LV2_ATOM__Float);
	const LV2_URID           min_key    = features_map(LV2_BUF_SIZE__minBlockLength);
	const LV2_URID           max_key    = features_map(LV2_BUF_SIZE__maxBlockLength);
	const LV2_URID           nominal    = features_map(LV2_BUF_SIZE__nominalBlockLength);
	const LV2_URID           seq_key    = features_map(LV2_BUF_SIZE__sequenceSize);
	const LV2_URID           rate_key   = features_map(LV2_PARAMETERS__sampleRate);
	const LV2_Options_Option options[]  = {
		 {LV2_OPTIONS_INSTANCE, 0, min_key, sizeof(int32_t), type_int, &min_frames},
		 {LV2_OPTIONS_INSTANCE, 0, max_key, sizeof(int32_t), type_int, &told.max_block_frames},
		 {LV2_OPTIONS_INSTANCE, 0, nominal, sizeof(int32_t), type_int, &told.nominal_block_frames},
		 {LV2_OPTIONS_INSTANCE, 0, seq_key, sizeof(int32_t), type_int, &sequence},
		 {LV2_OPTIONS_INSTANCE, 0, rate_key, sizeof(float), type_float, &rate_hz},
		 {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, NULL},
    };
	static LV2_Options_Option kept[sizeof(options) / sizeof(options[0])];
	memcpy(kept, options, sizeof(options));

	unit->schedule.handle        = unit;
	unit->schedule.schedule_work = schedule;

	const LV2_Feature        map_feature      = {LV2_URID__map, &map_data};
	const LV2_Feature        unmap_feature    = {LV2_URID__unmap, &unmap_data};
	const LV2_Feature        log_feature      = {LV2_LOG__log, &log_data};
	const LV2_Feature        options_feature  = {LV2_OPTIONS__options, kept};
	const LV2_Feature        bounded_feature  = {LV2_BUF_SIZE__boundedBlockLength, NULL};
	const LV2_Feature        schedule_feature = {LV2_WORKER__schedule, &unit->schedule};
	const LV2_Feature        restore_feature  = {LV2_STATE__threadSafeRestore, NULL};
	const LV2_Feature* const features[]       = {&map_feature,
	                                             &unmap_feature,
	                                             &log_feature,
	                                             &options_feature,
	                                             &bounded_feature,
	                                             &schedule_feature,
	                                             &restore_feature,
	                                             NULL};

	unit->instance = lilv_plugin_instantiate(plugin, facts->rate_hz, features);
	if (!unit->instance) {
		fprintf(stderr, "lv2cost: cannot instantiate %s\n", lilv_node_as_uri(lilv_plugin_get_uri(plugin)));
		exit(1);
	}
	unit->worker = lilv_instance_get_extension_data(unit->instance, LV2_WORKER__interface);
}

void
unit_close(Unit* const unit)
{
	if (unit->instance) {
		lilv_instance_deactivate(unit->instance);
		lilv_instance_free(unit->instance);
	}
}
