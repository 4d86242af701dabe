// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE // dladdr(), and uselocale() with it

#include "alsa/keys.h"

#include "catalog/catalog.h"
#include "catalog/preset.h"
#include "catalog/suggest.h"
#include "catalog/value.h"

#include <dlfcn.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/// What a key is for
typedef enum { KEY_IGNORED, KEY_SLAVE, KEY_AMP, KEY_PHONES, KEY_PRESET, KEY_CONTROL, KEY_UNKNOWN } Kind;

static const struct {
	const char* name;
	Kind        kind;
} words[] = {
	{"amp", KEY_AMP},
	{"phones", KEY_PHONES},
	{"preset", KEY_PRESET},
	{"slave", KEY_SLAVE},
	{"comment", KEY_IGNORED},
	{"hint", KEY_IGNORED},
	{"type", KEY_IGNORED},
};

enum { N_WORDS = sizeof(words) / sizeof(words[0]) };

static const char*
id_of(snd_config_t* const node)
{
	const char* id = "";
	return snd_config_get_id(node, &id) < 0 ? "" : id;
}

static Kind
kind_of(const char* const id)
{
	for (unsigned i = 0; i < N_WORDS; ++i) {
		if (!strcmp(id, words[i].name)) {
			return words[i].kind;
		}
	}
	return zout_param_find(id) == ZOUT_N_PARAMS ? KEY_UNKNOWN : KEY_CONTROL;
}

static ZoutAudioStatus
refuse_unknown(const char* const id, ZoutAudioError* const error)
{
	ZoutSuggestion suggestion = zout_suggestion(id);
	for (unsigned i = 0; i < N_WORDS; ++i) {
		zout_suggestion_offer(&suggestion, words[i].name);
	}
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		zout_suggestion_offer(&suggestion, zout_param_info((ZoutParam)i)->symbol);
	}
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_BAD_INPUT,
	                       "unknown key '%s'%s (expected amp, phones, preset, slave or a control of: zout list params)",
	                       id,
	                       zout_suggestion_text(&suggestion).text);
}

/// The text of a key, which must be one
static ZoutAudioStatus
text_of(snd_config_t* const node, const char** const text, ZoutAudioError* const error)
{
	return snd_config_get_string(node, text) < 0 || !*text
	           ? zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "bad value for %s, expected a name", id_of(node))
	           : ZOUT_AUDIO_SUCCESS;
}

/// True if the key sets a control or several; false for those that other code reads
static bool
is_preset(const Kind kind)
{
	return kind == KEY_AMP || kind == KEY_PHONES || kind == KEY_PRESET;
}

static ZoutAudioStatus
apply_preset(ZoutCatalog* const catalog, snd_config_t* const node, ZoutPcmKeys* const keys, ZoutAudioError* const error)
{
	const Kind        kind   = kind_of(id_of(node));
	const ZoutBank    bank   = kind == KEY_AMP ? ZOUT_BANK_AMPS : ZOUT_BANK_PHONES;
	const char*       text   = NULL;
	const ZoutPreset* preset = NULL;
	ZoutAudioStatus   status = text_of(node, &text, error);
	if (status) {
		return status;
	}
	if (kind == KEY_PRESET) {
		return zout_preset_apply_any(catalog, text, &keys->settings, error);
	}
	status = zout_preset_apply_named(catalog, bank, text, &keys->settings, &preset, error);
	if (!status) {
		snprintf(kind == KEY_AMP ? keys->amp : keys->phones, sizeof(keys->amp), "%s", preset->name);
	}
	return status;
}

/// Where this module lies, "." if that cannot be found out
static void
own_directory(char directory[PATH_MAX])
{
	static const char here = 0;
	Dl_info           info;
	snprintf(directory, PATH_MAX, "%s", dladdr(&here, &info) && info.dli_fname ? info.dli_fname : "");
	char* const slash = strrchr(directory, '/');
	snprintf(slash ? slash : directory, 2, "%s", slash ? "" : ".");
}

static ZoutAudioStatus
apply_presets(snd_config_t* const conf, ZoutPcmKeys* const keys, ZoutAudioError* const error)
{
	char                  directory[PATH_MAX];
	ZoutCatalog           catalog;
	snd_config_iterator_t i;
	snd_config_iterator_t next;
	own_directory(directory);
	ZoutAudioStatus status = zout_catalog_open_beside(&catalog, directory, error);
	snd_config_for_each(i, next, conf)
	{
		snd_config_t* const node = snd_config_iterator_entry(i);
		if (!status && is_preset(kind_of(id_of(node)))) {
			status = apply_preset(&catalog, node, keys, error);
		}
	}
	zout_catalog_close(&catalog);
	return status;
}

/// Sets a control from a number or from the name of a value
static ZoutAudioStatus
apply_control(snd_config_t* const node, ZoutPcmKeys* const keys, ZoutAudioError* const error)
{
	const ZoutParam param   = zout_param_find(id_of(node));
	float* const    value   = &keys->settings.value[param];
	const char*     text    = NULL;
	long            integer = 0;
	double          real    = 0.0;
	if (!snd_config_get_integer(node, &integer)) {
		return zout_value_check(param, (double)integer, value, error);
	}
	if (!snd_config_get_real(node, &real)) {
		return zout_value_check(param, real, value, error);
	}
	if (!snd_config_get_string(node, &text) && text) {
		return zout_value_parse(param, text, value, error);
	}
	return zout_audio_fail(
		error, ZOUT_AUDIO_BAD_INPUT, "bad value for %s, expected %s", id_of(node), zout_range_text(param).text);
}

/// Looks at every key, and sets the controls that are written one by one
static ZoutAudioStatus
read_all(snd_config_t* const conf, ZoutPcmKeys* const keys, ZoutAudioError* const error)
{
	ZoutAudioStatus       status  = ZOUT_AUDIO_SUCCESS;
	bool                  presets = false;
	snd_config_iterator_t i;
	snd_config_iterator_t next;
	snd_config_for_each(i, next, conf)
	{
		snd_config_t* const node = snd_config_iterator_entry(i);
		const Kind          kind = kind_of(id_of(node));
		keys->slave              = kind == KEY_SLAVE ? node : keys->slave;
		presets                  = presets || is_preset(kind);
		if (kind == KEY_UNKNOWN && !status) {
			status = refuse_unknown(id_of(node), error);
		}
	}
	if (!status && !keys->slave) {
		status = zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "no slave, expected the PCM to play to, as in: slave.pcm \"hw:0\"");
	}

	status = !status && presets ? apply_presets(conf, keys, error) : status;
	snd_config_for_each(i, next, conf)
	{
		snd_config_t* const node = snd_config_iterator_entry(i);
		if (!status && kind_of(id_of(node)) == KEY_CONTROL) {
			status = apply_control(node, keys, error);
		}
	}
	return status;
}

ZoutAudioStatus
zout_pcm_keys_read(snd_config_t* const conf, ZoutPcmKeys* const keys, ZoutAudioError* const error)
{
	static const ZoutPcmKeys none = {.amp = "-", .phones = "-"};
	*keys                         = none;
	zout_settings_init(&keys->settings);

	// Numbers have a decimal point here, whatever language the program speaks
	const locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	if (!plain) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	const locale_t        outer  = uselocale(plain);
	const ZoutAudioStatus status = read_all(conf, keys, error);
	uselocale(outer);
	freelocale(plain);
	return status;
}
