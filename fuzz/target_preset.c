// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any bytes as the file of a preset, and as the manifest of a bundle. What was accepted is legal, changes nothing when
 * it is applied again, and is the same when it is written as a preset and read once more; what was refused says why and
 * changed nothing.
 */

#include "catalog/preset.h"
#include "catalog/text.h"
#include "catalog/turtle.h"
#include "fuzz/scratch.h"
#include "fuzz/target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static ZoutCatalog* catalog; // opened once: reading a bundle takes longer than reading a preset

static void
open_catalog(void)
{
	static ZoutCatalog opened;
	ZoutAudioError     error;
	FUZZ_REQUIRE(!zout_catalog_open(&opened, &error));
	catalog = &opened;
}

/// Text of a preset with these settings
static size_t
write_preset(char* const text, const size_t size, const ZoutSettings* const settings)
{
	size_t length = (size_t)snprintf(text,
	                                 size,
	                                 "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
	                                 "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
	                                 "<> a pset:Preset ;\n\tlv2:appliesTo <" ZOUT_AMP_URI ">");
	for (unsigned i = 0; i < ZOUT_N_PARAMS && length < size; ++i) {
		length += (size_t)snprintf(text + length,
		                           size - length,
		                           " ;\n\tlv2:port [ lv2:symbol \"%s\" ; pset:value \"%.9g\"^^"
		                           "<http://www.w3.org/2001/XMLSchema#float> ]",
		                           zout_param_info((ZoutParam)i)->symbol,
		                           (double)settings->value[i]);
	}
	length += (size_t)snprintf(text + length, size - length, " .\n");
	FUZZ_REQUIRE(length < size);
	return length;
}

static bool
on_file(void* const user, const char* const uri)
{
	(void)user;
	lilv_free(zout_text_path(uri));
	return true;
}

/// The same bytes as a manifest
static void
look_for_files(const char* const path)
{
	char* const text = zout_text_read(path);
	FUZZ_REQUIRE(text && zout_turtle_files(text, "urn:p", on_file, NULL));
	FUZZ_REQUIRE(zout_turtle_files(text, "no URI", on_file, NULL));
	free(text);
}

static void
require_legal(const ZoutSettings* const settings)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const float value = settings->value[i];
		FUZZ_REQUIRE(isfinite(value));
		FUZZ_REQUIRE(fabsf(zout_param_clamp((ZoutParam)i, value) - value) <= 0.0F);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	static char    text[16384];
	ZoutAudioError error;
	ZoutSettings   settings;
	const char*    path = fuzz_scratch("preset.ttl");
	if (!catalog) {
		open_catalog();
	}
	const unsigned n_presets = catalog->n_presets;
	zout_settings_init(&settings);
	fuzz_write(path, data, size);
	look_for_files(path);
	memset(&error, 1, sizeof(error));
	if (zout_preset_apply_any(catalog, path, &settings, &error)) {
		FUZZ_REQUIRE(memchr(error.text, '\0', sizeof(error.text)) && *error.text);
		ZoutSettings untouched;
		zout_settings_init(&untouched);
		FUZZ_REQUIRE(!memcmp(&untouched, &settings, sizeof(settings)));
		return 0;
	}

	require_legal(&settings);
	ZoutSettings again = settings;
	FUZZ_REQUIRE(!zout_preset_apply_any(catalog, path, &again, &error));
	FUZZ_REQUIRE(!memcmp(&again, &settings, sizeof(settings)));

	fuzz_write(path, text, write_preset(text, sizeof(text), &settings));
	zout_settings_init(&again);
	FUZZ_REQUIRE(!zout_preset_apply_any(catalog, path, &again, &error));
	FUZZ_REQUIRE(!memcmp(&again, &settings, sizeof(settings)));

	// What others wrote must not change what we know
	FUZZ_REQUIRE(catalog->n_presets == n_presets);
	zout_settings_init(&again);
	FUZZ_REQUIRE(!zout_preset_apply(catalog, &catalog->presets[size % n_presets], &again, &error));
	return 0;
}
