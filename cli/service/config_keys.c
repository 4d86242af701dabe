// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/config_keys.h"

#include "catalog/suggest.h"
#include "cli/service/config_values.h"
#include "cli/service/paths.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef ZoutAudioStatus (*Taker)(ZoutConfig* config, const char* name, const char* value, ZoutAudioError* error);

typedef struct {
	const char* section;
	const char* name;
	Taker       take;
} Key;

ZoutAudioStatus
zout_config_check_name(const char* const name, ZoutAudioError* const error)
{
	enum { LIMIT = 63 }; // of JACK
	const char* c = name;
	while ((unsigned char)*c >= ' ' && !strchr(":/\x7f", *c)) {
		++c;
	}
	return *name && *name != '.' && c - name <= LIMIT && !*c
	           ? ZOUT_AUDIO_SUCCESS
	           : zout_audio_fail(
					 error,
					 ZOUT_AUDIO_BAD_INPUT,
					 "bad client name '%.100s', expected 1 to %d characters without a colon, slash or control "
					 "character, and no dot first",
					 name,
					 LIMIT);
}

static ZoutAudioStatus
take_name(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	(void)name;
	const ZoutAudioStatus status = zout_config_check_name(value, error);
	return status ? status : zout_config_replace(&config->name, value, error);
}

static ZoutAudioStatus
take_backend(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	(void)name;
	const ZoutBackendType* const type = zout_backend_find(value);
	config->backend                   = type ? type : config->backend;
	return type ? ZOUT_AUDIO_SUCCESS
	            : zout_audio_fail(
					  error, ZOUT_AUDIO_BAD_INPUT, "unknown backend '%s', expected %s", value, zout_backend_kinds());
}

static ZoutAudioStatus
take_place(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	const bool         control = !strcmp(name, "control");
	struct sockaddr_un address;
	if (control && *value == '/' && !zout_path_address(value, &address)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad value '%s', expected a path of at most %zu characters",
		                       value,
		                       sizeof(address.sun_path) - 1U);
	}
	return zout_config_place(value, control ? &config->control : &config->state, error);
}

static ZoutAudioStatus
take_idle(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	(void)name;
	return zout_config_real(value, 0.0F, 86400.0F, "s (0 for never)", &config->idle_after_s, error);
}

static ZoutAudioStatus
take_cap(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	(void)name;
	return zout_cap_parse(value, &config->safety.cap, error);
}

static ZoutAudioStatus
take_decibels(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	return !strcmp(name, "dim")
	           ? zout_config_real(value, -60.0F, 0.0F, "dB", &config->safety.dim_db, error)
	           : zout_config_real(value, -90.0F, 0.0F, "dB", &config->safety.boot_volume_max_db, error);
}

static ZoutAudioStatus
take_physical(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	(void)name;
	return zout_config_toggle(value, &config->physical, error);
}

static ZoutAudioStatus
take_link(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	if (config->n_links >= ZOUT_MAX_WISHES) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "too many expressions, expected at most %d", ZOUT_MAX_WISHES);
	}
	regex_t   regex;
	const int code = *value ? regcomp(&regex, value, REG_EXTENDED | REG_NOSUB) : REG_BADPAT;
	if (code) {
		char reason[128] = "empty";
		if (*value) {
			regerror(code, &regex, reason, sizeof(reason));
		}
		return zout_audio_fail(error,
		                       code == REG_ESPACE ? ZOUT_AUDIO_FAILED : ZOUT_AUDIO_BAD_INPUT,
		                       "bad regular expression '%s': %s",
		                       value,
		                       reason);
	}
	regfree(&regex);

	unsigned port = 0;
	while (strcmp(zout_port_name((ZoutPort)port), name) != 0) {
		++port;
	}
	char*                 pattern = NULL;
	const ZoutAudioStatus status  = zout_config_replace(&pattern, value, error);
	if (!status) {
		const ZoutLink link              = {(ZoutPort)port, pattern};
		config->links[config->n_links++] = link;
	}
	return status;
}

static ZoutAudioStatus
take_pcm(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	return *value ? zout_config_replace(!strcmp(name, "capture") ? &config->capture : &config->playback, value, error)
	              : zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "bad value '', expected the name of a PCM");
}

static ZoutAudioStatus
take_rate(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	(void)name;
	return zout_config_whole(value, ZOUT_MIN_RATE_HZ, ZOUT_MAX_RATE_HZ, "Hz", &config->rate_hz, error);
}

static ZoutAudioStatus
take_period(ZoutConfig* const config, const char* const name, const char* const value, ZoutAudioError* const error)
{
	(void)name;
	return zout_config_whole(value, ZOUT_ALSA_MIN_BLOCK, ZOUT_ALSA_MAX_BLOCK, "frames", &config->block_frames, error);
}

static const Key keys[] = {
	{"service", "name", take_name},
	{"service", "backend", take_backend},
	{"service", "control", take_place},
	{"service", "state", take_place},
	{"service", "idle_after", take_idle},
	{"safety", "cap", take_cap},
	{"safety", "dim", take_decibels},
	{"safety", "boot_volume_max", take_decibels},
	{"connect", "physical", take_physical},
	{"connect", "in_l", take_link},
	{"connect", "in_r", take_link},
	{"connect", "out_l", take_link},
	{"connect", "out_r", take_link},
	{"alsa", "capture", take_pcm},
	{"alsa", "playback", take_pcm},
	{"alsa", "rate", take_rate},
	{"alsa", "period", take_period},
};

enum { N_KEYS = sizeof(keys) / sizeof(keys[0]) };

bool
zout_config_knows_section(const char* const section)
{
	unsigned i = 0;
	while (i < N_KEYS && strcmp(keys[i].section, section) != 0) {
		++i;
	}
	return i < N_KEYS;
}

ZoutAudioStatus
zout_config_take(ZoutConfig* const     config,
                 const char* const     section,
                 const char* const     name,
                 const char* const     value,
                 ZoutAudioError* const error)
{
	ZoutSuggestion suggestion = zout_suggestion(name);
	for (unsigned i = 0; i < N_KEYS; ++i) {
		if (!strcmp(keys[i].section, section)) {
			if (!strcmp(keys[i].name, name)) {
				return keys[i].take(config, name, value, error);
			}
			zout_suggestion_offer(&suggestion, keys[i].name);
		}
	}
	return zout_audio_fail(
		error, ZOUT_AUDIO_BAD_INPUT, "unknown key in section [%s]%s", section, zout_suggestion_text(&suggestion).text);
}
