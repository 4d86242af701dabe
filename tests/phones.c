// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "phones.h"

#include "preset_check.h"

#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static void
load_phone(const Bundle* const bundle, const char* const name, ZoutSettings* const settings)
{
	char uri[128];
	snprintf(uri, sizeof(uri), "urn:zout:preset:phones:%s", name);
	zout_settings_init(settings);
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		if (zout_param_info((ZoutParam)i)->group == ZOUT_GROUP_HEADPHONE) {
			settings->value[i] = preset_value(bundle, uri, (ZoutParam)i);
			assert_true(isfinite(settings->value[i]));
		}
	}
}

void
phones_load(const Bundle* const bundle, Phones* const phones)
{
	glob_t files;
	assert_int_equal(glob("presets/phones/*.ttl", 0, NULL, &files), 0);
	assert_in_range(files.gl_pathc, 1, PHONES_MAX);
	phones->n = (unsigned)files.gl_pathc;
	for (unsigned i = 0; i < phones->n; ++i) {
		const char* const file   = strrchr(files.gl_pathv[i], '/') + 1;
		const int         length = (int)(strlen(file) - strlen(".ttl"));
		snprintf(phones->name[i], sizeof(phones->name[i]), "%.*s", length, file);
		load_phone(bundle, phones->name[i], &phones->settings[i]);
	}
	globfree(&files);
}
