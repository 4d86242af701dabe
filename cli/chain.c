// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/chain.h"

#include "catalog/preset.h"
#include "catalog/suggest.h"
#include "catalog/value.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/** One part between two commas. */
typedef struct {
	char key[64];
	char value[192];
} Item;

static const char amp_key[] = "amp";

/// Reads the part at `*text` and moves on to the next one, NULL behind the last
static ZoutAudioStatus
next_item(const char* const option, const char** const text, Item* const item, ZoutAudioError* const error)
{
	const size_t      length = strcspn(*text, ",");
	const char* const equals = (const char*)memchr(*text, '=', length);
	const size_t      key    = equals ? (size_t)(equals - *text) : 0U;
	if (!key || key >= sizeof(item->key) || length - key > sizeof(item->value)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad part '%.*s' in --%s, expected amp=NAME or SYMBOL=VALUE",
		                       (int)(length < 200U ? length : 200U),
		                       *text,
		                       option);
	}
	snprintf(item->key, sizeof(item->key), "%.*s", (int)key, *text);
	snprintf(item->value, sizeof(item->value), "%.*s", (int)(length - key - 1U), equals + 1);
	*text = (*text)[length] ? *text + length + 1 : NULL;
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
refuse_key(const char* const option, const char* const key, ZoutAudioError* const error)
{
	const ZoutParam param = zout_param_find(key);
	if (param != ZOUT_N_PARAMS || !strcmp(key, "phones")) {
		const bool phones = param == ZOUT_N_PARAMS;
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "'%s' in --%s is common to both chains, expected it as --%s%s",
		                       key,
		                       option,
		                       phones ? "phones NAME" : "set ",
		                       phones ? "" : key);
	}

	ZoutSuggestion suggestion = zout_suggestion(key);
	zout_suggestion_offer(&suggestion, amp_key);
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		if (!zout_param_is_shared((ZoutParam)i)) {
			zout_suggestion_offer(&suggestion, zout_param_info((ZoutParam)i)->symbol);
		}
	}
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_BAD_INPUT,
	                       "unknown key '%s' in --%s%s (see: zout list params)",
	                       key,
	                       option,
	                       zout_suggestion_text(&suggestion).text);
}

static ZoutAudioStatus
apply(const char* const     option,
      const Item* const     item,
      ZoutCatalog* const    catalog,
      ZoutSettings* const   settings,
      ZoutAudioError* const error)
{
	if (!strcmp(item->key, amp_key)) {
		return zout_preset_apply_named(catalog, ZOUT_BANK_AMPS, item->value, settings, NULL, error);
	}
	const ZoutParam param = zout_param_find(item->key);
	if (param == ZOUT_N_PARAMS || zout_param_is_shared(param)) {
		return refuse_key(option, item->key, error);
	}
	return zout_value_parse(param, item->value, &settings->value[param], error);
}

ZoutAudioStatus
zout_chain_parse(const char* const     option,
                 const char* const     text,
                 ZoutCatalog* const    catalog,
                 ZoutSettings* const   settings,
                 ZoutAudioError* const error)
{
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	for (unsigned pass = 0; pass < 2 && !status; ++pass) {
		const char* rest = text;
		do {
			Item item;
			status = next_item(option, &rest, &item, error);
			if (!status && !strcmp(item.key, amp_key) == !pass) {
				status = apply(option, &item, catalog, settings, error);
			}
		} while (rest && !status);
	}
	return status;
}
