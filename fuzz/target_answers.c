// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any bytes as what a service answers to `zout ctl`, and as what it finds in its state file.
 *
 * A memory that was taken from a file is one that the service could have written: it comes back from the file that it
 * is written to, and that file is the same when it is written again. A file that cannot be used leaves no memory.
 */

#include "cli/ctl_print.h"
#include "cli/service/state.h"
#include "fuzz/scratch.h"
#include "fuzz/target.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

static void
try_answer(const char* const line)
{
	static const char* const verbs[] = {
		"status", "get", "set", "preset", "mute", "dim", "reload", "meters", "watch", ""};
	json_t* const answer = json_loads(line, 0, NULL);
	for (unsigned i = 0; answer && i < sizeof(verbs) / sizeof(verbs[0]); ++i) {
		zout_ctl_print(verbs[i], answer);
	}
	json_decref(answer);
}

static bool
save(const char* const path, const ZoutMemory* const memory)
{
	char* const text = zout_state_text(memory);
	const bool  good = text && !zout_state_write(path, text);
	free(text);
	return good;
}

static void
try_state(const uint8_t* const data, const size_t size)
{
	const char*    path = fuzz_scratch("state.json");
	ZoutMemory     memory;
	ZoutMemory     again;
	ZoutAudioError error;
	fuzz_write(path, data, size);
	if (zout_state_load(path, &memory, &error)) {
		const ZoutMemory none = zout_memory_none();
		FUZZ_REQUIRE(*error.text && zout_memory_is_same(&memory, &none));
		return;
	}
	FUZZ_REQUIRE(fabsf(zout_param_clamp(ZOUT_VOLUME, memory.volume_db) - memory.volume_db) <= 0.0F);
	FUZZ_REQUIRE(save(path, &memory));
	size_t      first_size = 0;
	char* const first      = fuzz_read(path, &first_size);
	FUZZ_REQUIRE(!zout_state_load(path, &again, &error));
	FUZZ_REQUIRE(fabsf(again.volume_db - memory.volume_db) <= 1e-5F);
	FUZZ_REQUIRE(again.muted == memory.muted && again.dimmed == memory.dimmed);
	FUZZ_REQUIRE(save(path, &again));
	size_t      second_size = 0;
	char* const second      = fuzz_read(path, &second_size);
	FUZZ_REQUIRE(first_size == second_size && !memcmp(first, second, first_size));
	FUZZ_REQUIRE(fuzz_n_files() == 1);
	free(first);
	free(second);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	char* const line = (char*)malloc(size + 1U);
	FUZZ_REQUIRE(line);
	if (size) {
		memcpy(line, data, size);
	}
	line[size] = '\0';
	try_answer(line);
	free(line);
	try_state(data, size);
	return 0;
}
