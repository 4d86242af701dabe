// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/json_text.h"

#include <stdbool.h>
#include <stdlib.h>

/// Whether anything of the document was left out. Only the main thread makes JSON.
static bool incomplete;

static void*
allocate(const size_t size)
{
	void* const block = malloc(size);
	incomplete        = incomplete || (!block && size);
	return block;
}

void
zout_json_begin(void)
{
	json_set_alloc_funcs(allocate, free);
	incomplete = false;
}

char*
zout_json_end(json_t* const root, const size_t flags)
{
	char* text = root && !incomplete ? json_dumps(root, flags) : NULL;
	json_decref(root);
	if (incomplete) {
		free(text);
		text = NULL;
	}
	return text;
}
