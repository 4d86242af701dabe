// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/backend.h"

#include <stddef.h>
#include <string.h>

const char*
zout_port_name(const ZoutPort port)
{
	static const char* const names[ZOUT_N_PORTS] = {"in_l", "in_r", "out_l", "out_r"};
	return names[port];
}

static const ZoutBackendType* const types[] = {&zout_jack_backend, &zout_alsa_backend};

const ZoutBackendType*
zout_backend_find(const char* const kind)
{
	for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); ++i) {
		if (!strcmp(types[i]->kind, kind)) {
			return types[i];
		}
	}
	return NULL;
}

const char*
zout_backend_kinds(void)
{
	return "jack or alsa";
}
