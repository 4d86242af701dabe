// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any bytes as what stands in the braces of a PCM of type zout in ~/.asoundrc, read by ALSA's own parser first.
 *
 * What is accepted has a slave and legal settings, whatever language the program speaks, and reads the same again.
 */

#define _POSIX_C_SOURCE 200809L // of ALSA's headers

#include "alsa/keys.h"
#include "fuzz/target.h"

#include <math.h>
#include <string.h>

static void
require_legal(const ZoutSettings* const settings)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const float value = settings->value[i];
		FUZZ_REQUIRE(fabsf(zout_param_clamp((ZoutParam)i, value) - value) <= 0.0F);
	}
}

/// Writes settings as controls of a PCM and reads them
static void
try_again(const ZoutSettings* const settings)
{
	static char    text[8192];
	ZoutAudioError error;
	ZoutPcmKeys    again;
	snd_config_t*  top    = NULL;
	size_t         length = (size_t)snprintf(text, sizeof(text), "slave.pcm null\n");
	for (unsigned i = 0; i < ZOUT_N_PARAMS && length < sizeof(text); ++i) {
		length += (size_t)snprintf(text + length,
		                           sizeof(text) - length,
		                           "%s \"%.9g\"\n",
		                           zout_param_info((ZoutParam)i)->symbol,
		                           (double)settings->value[i]);
	}
	FUZZ_REQUIRE(length < sizeof(text));
	FUZZ_REQUIRE(snd_config_load_string(&top, text, 0) >= 0);
	FUZZ_REQUIRE(!zout_pcm_keys_read(top, &again, &error));
	FUZZ_REQUIRE(!memcmp(&again.settings, settings, sizeof(*settings)));
	snd_config_delete(top);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	ZoutAudioError error;
	ZoutPcmKeys    keys;
	snd_config_t*  top  = NULL;
	char* const    text = (char*)malloc(size + 1U);
	FUZZ_REQUIRE(text);
	if (size) {
		memcpy(text, data, size);
	}
	text[size] = '\0';
	// A file that it names is none of our business
	if (!strpbrk(text, "<") && snd_config_load_string(&top, text, 0) >= 0) {
		if (zout_pcm_keys_read(top, &keys, &error)) {
			FUZZ_REQUIRE(memchr(error.text, '\0', sizeof(error.text)) && *error.text);
		} else {
			FUZZ_REQUIRE(keys.slave && *keys.amp && *keys.phones);
			require_legal(&keys.settings);
			try_again(&keys.settings);
		}
		snd_config_delete(top);
	}
	free(text);
	return 0;
}
