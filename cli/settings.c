// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/settings.h"

#include "catalog/catalog.h"
#include "catalog/preset.h"
#include "catalog/suggest.h"
#include "catalog/value.h"

#include <stdbool.h>
#include <string.h>

static ZoutAudioStatus
apply_preset(ZoutCatalog* const      catalog,
             const ZoutChange* const change,
             ZoutSettings* const     settings,
             ZoutAudioError* const   error)
{
	if (change->id == ZOUT_OPTION_PRESET) {
		return zout_preset_apply_any(catalog, change->text, settings, error);
	}
	const ZoutBank bank = change->id == ZOUT_OPTION_AMP ? ZOUT_BANK_AMPS : ZOUT_BANK_PHONES;
	return zout_preset_apply_named(catalog, bank, change->text, settings, NULL, error);
}

static ZoutAudioStatus
apply_presets(const ZoutOptions* const options, ZoutSettings* const settings, ZoutAudioError* const error)
{
	ZoutCatalog     catalog;
	ZoutAudioStatus status = zout_catalog_open(&catalog, error);
	for (unsigned i = 0; i < options->n_changes && !status; ++i) {
		if (options->changes[i].id != ZOUT_OPTION_SET) {
			status = apply_preset(&catalog, &options->changes[i], settings, error);
		}
	}
	zout_catalog_close(&catalog);
	return status;
}

ZoutAudioStatus
zout_settings_set(const char* const     symbol,
                  const char* const     value,
                  ZoutSettings* const   settings,
                  ZoutAudioError* const error)
{
	const ZoutParam param = zout_param_find(symbol);
	if (param == ZOUT_N_PARAMS) {
		ZoutSuggestion suggestion = zout_suggestion(symbol);
		for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
			zout_suggestion_offer(&suggestion, zout_param_info((ZoutParam)i)->symbol);
		}
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "unknown control '%s'%s (see: zout list params)",
		                       symbol,
		                       zout_suggestion_text(&suggestion).text);
	}
	return zout_value_parse(param, value, &settings->value[param], error);
}

ZoutAudioStatus
zout_settings_apply(const char* const     text,
                    ZoutSettings* const   settings,
                    ZoutParam* const      found,
                    ZoutAudioError* const error)
{
	char              symbol[64] = "";
	const char* const equals     = strchr(text, '=');
	if (!equals || equals == text || (size_t)(equals - text) >= sizeof(symbol)) {
		return zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "bad setting '%s', expected SYMBOL=VALUE", text);
	}
	strncat(symbol, text, (size_t)(equals - text));
	*found = zout_param_find(symbol);
	return zout_settings_set(symbol, equals + 1, settings, error);
}

ZoutExit
zout_settings_choose(const ZoutOptions* const options, ZoutSettings* const settings)
{
	bool presets = false;
	for (unsigned i = 0; i < options->n_changes; ++i) {
		presets = presets || options->changes[i].id != ZOUT_OPTION_SET;
	}
	ZoutAudioError        error;
	const ZoutAudioStatus status = presets ? apply_presets(options, settings, &error) : ZOUT_AUDIO_SUCCESS;
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}

ZoutExit
zout_settings_control(const ZoutOptions* const options, ZoutSettings* const settings)
{
	ZoutAudioError  error;
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	for (unsigned i = 0; i < options->n_changes && !status; ++i) {
		if (options->changes[i].id == ZOUT_OPTION_SET) {
			ZoutParam param = ZOUT_N_PARAMS;
			status          = zout_settings_apply(options->changes[i].text, settings, &param, &error);
		}
	}
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}

ZoutExit
zout_settings_load(const ZoutOptions* const options, ZoutSettings* const settings)
{
	zout_settings_init(settings);
	const ZoutExit status = zout_settings_choose(options, settings);
	return status ? status : zout_settings_control(options, settings);
}
