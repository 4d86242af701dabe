// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any value as the state of the blind test's plugin (that of the amplifier has none; its ports are all there is).
 *
 * No record is lost, whatever else is in the project: what was restored is saved, saving it a second time changes
 * nothing, and restoring it again adds nothing. A value of another type is no state.
 */

#include "fuzz/project.h"
#include "fuzz/target.h"

#include "abx/marks.h"
#include "plugin/abx_archive.h"

#include <lv2/atom/atom.h>
#include <stdbool.h>
#include <string.h>

static bool
is_same(const FuzzProject* const a, const FuzzProject* const b)
{
	return a->size == b->size && (!a->size || !memcmp(a->value, b->value, a->size));
}

/// All that was restored stands in what was saved, but for repetitions
static void
require_kept(const char* const text, const size_t size, const FuzzProject* const saved)
{
	ZoutAbxArchive archive = {NULL, 0, 0, NULL};
	FUZZ_REQUIRE(zout_abx_archive_read(&archive, text, size));
	size_t total = 0;
	for (unsigned i = 0; i < archive.size; ++i) {
		const ZoutAbxEntry* const entry = &archive.entry[i];
		FUZZ_REQUIRE(saved->value && strstr(saved->value, entry->text));
		total += entry->size;
	}
	FUZZ_REQUIRE(saved->size == total + (total ? 1U : 0U));
	zout_abx_archive_clear(&archive);
}

/// Makes marks and digest of each record anew, as far as there is room: who wants past them needs them right
static size_t
seal_all(const char* text, char* const sealed, const size_t room)
{
	static char one[ZOUT_ABX_RECORD_BYTES];
	size_t      length = 0;
	while (*text) {
		const char* const marks = strstr(text, "\t\"marks\": \"");
		const char* const end   = strstr(text, "\n}\n");
		const size_t      body  = marks && (!end || marks < end) ? (size_t)(marks - text) : 0U;
		const size_t      whole = end ? (size_t)(end - text) + 3U : strlen(text);
		ZoutAbxText       out   = zout_abx_text(one, sizeof(one));
		for (size_t i = 0; i < body; ++i) {
			zout_abx_put_char(&out, text[i]);
		}
		if (body) {
			zout_abx_put_marks(&out);
		}
		const bool   as_is = !body || out.full;
		const size_t n     = as_is ? whole : out.length;
		if (length + n >= room) {
			break;
		}
		memcpy(sealed + length, as_is ? text : one, n);
		length += n;
		text += whole;
	}
	sealed[length] = '\0';
	return length;
}

/// Restores a value into a new instance and looks at what it keeps
static void
try_value(const void* const value, const size_t size, const uint32_t type)
{
	FuzzHost    host;
	FuzzProject project      = {.value = NULL};
	FuzzProject first        = {.value = NULL};
	FuzzProject second       = {.value = NULL};
	float       block[2][16] = {{0.5F}};
	float       played[2][16];
	float*      in[2]  = {block[0], block[1]};
	float*      out[2] = {played[0], played[1]};
	fuzz_host_init(&host, 8000.0, fuzz_project_features());
	fuzz_project_set(&project, value, size, type);
	fuzz_project_restore(&project, &host);
	fuzz_project_save(&first, &host);
	if (type == fuzz_project_urid(LV2_ATOM__String)) {
		const char* const end = size ? (const char*)memchr(value, '\0', size) : NULL;
		require_kept((const char*)value, end ? (size_t)(end - (const char*)value) : size, &first);
	} else {
		FUZZ_REQUIRE(!first.size);
	}

	fuzz_host_run(&host, in, out, 16, FUZZ_APART);
	fuzz_project_restore(&project, &host);
	fuzz_project_save(&second, &host);
	FUZZ_REQUIRE(is_same(&first, &second));
	fuzz_host_clear(&host);

	fuzz_host_init(&host, 8000.0, fuzz_project_features());
	fuzz_project_restore(&first, &host);
	fuzz_project_save(&second, &host);
	FUZZ_REQUIRE(is_same(&first, &second));
	fuzz_host_clear(&host);
	keeper_clear(&project);
	keeper_clear(&first);
	keeper_clear(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	static char sealed[2 * ZOUT_ABX_RECORD_BYTES];
	FuzzBytes   bytes  = {data, size};
	const bool  string = fuzz_byte(&bytes) < 240;
	try_value(bytes.data, bytes.size, fuzz_project_urid(string ? LV2_ATOM__String : LV2_ATOM__Int));
	if (string) {
		char* const text = fuzz_string(&bytes, '\0');
		try_value(sealed, seal_all(text, sealed, sizeof(sealed)), fuzz_project_urid(LV2_ATOM__String));
		free(text);
	}
	return 0;
}
