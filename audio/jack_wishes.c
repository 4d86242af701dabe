// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack_wishes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
zout_jack_wishes_clear(ZoutJackWishes* const wishes)
{
	for (unsigned i = 0; i < wishes->n; ++i) {
		regfree(&wishes->pattern[i]);
	}
	free(wishes->pattern);
	free(wishes->port);
	memset(wishes, 0, sizeof(*wishes));
}

/// Compiles an expression that must match a whole name
static ZoutAudioStatus
compile(const ZoutLink* const link, regex_t* const regex, ZoutAudioError* const error)
{
	const size_t size  = strlen(link->pattern) + sizeof("^()$");
	char* const  whole = (char*)malloc(size);
	if (!whole) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	snprintf(whole, size, "^(%s)$", link->pattern);
	const int code = regcomp(regex, whole, REG_EXTENDED | REG_NOSUB);
	free(whole);
	if (code) {
		char reason[128];
		regerror(code, regex, reason, sizeof(reason));
		return zout_audio_fail(error,
		                       code == REG_ESPACE ? ZOUT_AUDIO_FAILED : ZOUT_AUDIO_BAD_INPUT,
		                       "bad regular expression '%s' for %s: %s",
		                       link->pattern,
		                       zout_port_name(link->port),
		                       reason);
	}
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_jack_wishes_read(ZoutJackWishes* const wishes, const ZoutBackendSetup* const setup, ZoutAudioError* const error)
{
	memset(wishes, 0, sizeof(*wishes));
	wishes->physical = setup->physical;
	wishes->pattern  = (regex_t*)calloc(setup->n_links + 1U, sizeof(regex_t));
	wishes->port     = (ZoutPort*)calloc(setup->n_links + 1U, sizeof(ZoutPort));
	if (!wishes->pattern || !wishes->port) {
		zout_jack_wishes_clear(wishes);
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}

	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	for (unsigned i = 0; i < setup->n_links && !status; ++i) {
		wishes->port[i] = setup->links[i].port;
		status          = compile(&setup->links[i], &wishes->pattern[i], error);
		wishes->n += !status;
	}
	if (status) {
		zout_jack_wishes_clear(wishes);
	}
	return status;
}
