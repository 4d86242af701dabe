// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/service.h"

#include "audio/clock.h"
#include "cli/service/config_keys.h"
#include "cli/service/notify.h"
#include "cli/service/paths.h"
#include "cli/service/places.h"
#include "cli/settings.h"

#include <string.h>
#include <unistd.h>

/// The file to read: typed or found; NULL for none
static const char*
config_path(const ZoutOptions* const options, ZoutPath* const found)
{
	if (options->config) {
		return options->config;
	}
	return zout_path_config(found) ? found->text : NULL;
}

/// What was typed is stronger than the file
static ZoutAudioStatus
overrule(ZoutConfig* const config, const ZoutOptions* const options, ZoutAudioError* const error)
{
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	if (options->name) {
		status = zout_config_take(config, "service", "name", options->name, error);
	}
	if (!status && options->backend) {
		status = zout_config_take(config, "service", "backend", options->backend, error);
	}
	if (!status && options->capture) {
		status = zout_config_take(config, "alsa", "capture", options->capture, error);
	}
	if (!status && options->playback) {
		status = zout_config_take(config, "alsa", "playback", options->playback, error);
	}
	const bool        alsa   = !strcmp(config->backend->kind, "alsa");
	const char* const device = options->capture ? "capture" : options->playback ? "playback" : NULL;
	if (!status && device && !alsa) { // it would wait for a server in vain
		status = zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "--%s needs --backend alsa", device);
	}
	if (!status && options->connect && alsa) {
		status = zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "--connect needs --backend jack");
	}
	config->physical = config->physical || options->connect;
	return status;
}

ZoutAudioStatus
zout_service_reload(ZoutService* const service, ZoutAudioError* const error)
{
	ZoutPath       found;
	ZoutConfig     fresh;
	ZoutComplaints complaints = {.n = 0};
	zout_notify_reloading();

	// A file that was read once and is gone now is an error, and not a wish for the defaults
	const char* const path = service->config.file ? service->config.file : config_path(service->options, &found);
	zout_config_load(&fresh, path, &complaints);
	ZoutAudioStatus status = zout_complaints_sum(&complaints, error);
	zout_complaints_clear(&complaints);
	status = status ? status : overrule(&fresh, service->options, error);
	status = status ? status : zout_config_may_follow(&service->config, &fresh, error);
	if (!status) {
		const ZoutBackendSetup setup = zout_config_setup(&fresh);
		status                       = service->backend->type->change(service->backend, &setup, error);
	}

	if (status) {
		zout_config_clear(&fresh);
		service->config_error = *error;
	} else {
		zout_config_clear(&service->config);
		service->config = fresh;
		zout_desk_reload(&service->desk, &service->config);
		*service->config_error.text = '\0';
		service->changed            = true;
	}
	zout_notify("READY=1");
	return status;
}

static ZoutExit
load_config(ZoutService* const service, const ZoutOptions* const options)
{
	ZoutPath       found;
	ZoutAudioError error;
	ZoutComplaints complaints = {.n = 0};
	const bool     good       = zout_config_load(&service->config, config_path(options, &found), &complaints);
	const ZoutExit bad        = complaints.outside ? ZOUT_EXIT_FAILED : ZOUT_EXIT_USAGE;
	zout_complaints_print(&complaints);
	zout_complaints_clear(&complaints);
	if (!good) {
		return bad;
	}
	const ZoutAudioStatus status = overrule(&service->config, options, &error);
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}

/// Takes presets as they were typed, then single controls
static ZoutExit
take_typed(const ZoutOptions* const options, ZoutSceneValues* const typed)
{
	static const char* const words[] = {
		[ZOUT_OPTION_AMP] = "amp", [ZOUT_OPTION_PHONES] = "phones", [ZOUT_OPTION_PRESET] = "preset"};
	ZoutCatalog     catalog;
	ZoutAudioError  error;
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	bool            open   = false;
	for (unsigned i = 0; i < options->n_changes && !status; ++i) {
		const ZoutChange* const change = &options->changes[i];
		if (change->id != ZOUT_OPTION_SET) {
			status = open ? ZOUT_AUDIO_SUCCESS : zout_catalog_open(&catalog, &error);
			open   = true;
			status =
				status ? status : zout_scene_values_choose(typed, &catalog, words[change->id], change->text, &error);
		}
	}
	if (open) {
		zout_catalog_close(&catalog);
	}
	return status ? zout_report(status, &error) : zout_settings_control(options, &typed->settings);
}

ZoutExit
zout_service_init(ZoutService* const service, const ZoutOptions* const options)
{
	memset(service, 0, sizeof(*service));
	zout_control_init(&service->control);
	service->options       = options;
	service->start_ms      = zout_clock_ms();
	service->state_due_ms  = -1;
	service->state_lock_fd = -1;

	ZoutSceneValues typed;
	zout_scene_values_init(&typed);
	ZoutExit bad = load_config(service, options);
	bad          = bad ? bad : take_typed(options, &typed);
	if (bad) {
		return bad;
	}

	ZoutMemory memory = zout_memory_none();
	bad               = options->check ? zout_places_check(&service->config) : zout_places_take(service, &memory);
	if (bad) {
		return bad;
	}
	zout_desk_start(&service->desk, &service->config, &typed, &memory);
	service->state_saved = memory;

	const ZoutControls     controls = zout_desk_controls(&service->desk, &service->config);
	const ZoutBackendSetup setup    = zout_config_setup(&service->config);
	ZoutAudioError         error;
	zout_engine_init(&service->engine, &controls);
	const ZoutAudioStatus status = service->config.backend->open(&setup, &service->engine, &service->backend, &error);
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}

void
zout_service_clear(ZoutService* const service)
{
	zout_control_close(&service->control);
	if (service->backend) {
		service->backend->type->free(service->backend);
	}
	zout_engine_clear(&service->engine);
	if (service->state_lock_fd >= 0) {
		close(service->state_lock_fd);
	}
	zout_config_clear(&service->config);
}
