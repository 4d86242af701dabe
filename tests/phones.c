// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "phones.h"

#include "circuit.h"
#include "preset_check.h"
#include "units.h"

#include <complex.h>
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
load_preset(const Bundle* const bundle,
            const char* const   folder,
            const char* const   name,
            const ZoutGroup     group,
            ZoutSettings* const settings)
{
	char uri[128];
	snprintf(uri, sizeof(uri), "urn:zout:preset:%s:%s", folder, name);
	zout_settings_init(settings);
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		if (zout_param_info((ZoutParam)i)->group == group) {
			settings->value[i] = preset_value(bundle, uri, (ZoutParam)i);
			assert_true(isfinite(settings->value[i]));
		}
	}
}

static void
load_folder(const Bundle* const bundle, const char* const folder, const ZoutGroup group, Phones* const presets)
{
	char   pattern[64];
	glob_t files;
	snprintf(pattern, sizeof(pattern), "presets/%s/*.ttl", folder);
	assert_int_equal(glob(pattern, 0, NULL, &files), 0);
	assert_in_range(files.gl_pathc, 1, PHONES_MAX);
	presets->n = (unsigned)files.gl_pathc;
	for (unsigned i = 0; i < presets->n; ++i) {
		const char* const file   = strrchr(files.gl_pathv[i], '/') + 1;
		const int         length = (int)(strlen(file) - strlen(".ttl"));
		snprintf(presets->name[i], sizeof(presets->name[i]), "%.*s", length, file);
		load_preset(bundle, folder, presets->name[i], group, &presets->settings[i]);
	}
	globfree(&files);
}

void
phones_load(const Bundle* const bundle, Phones* const phones)
{
	load_folder(bundle, "phones", ZOUT_GROUP_HEADPHONE, phones);
}

void
amps_load(const Bundle* const bundle, Amps* const amps)
{
	load_folder(bundle, "amps", ZOUT_GROUP_AMPLIFIER, amps);
}

const ZoutSettings*
phones_find(const Phones* const presets, const char* const name)
{
	for (unsigned i = 0; i < presets->n; ++i) {
		if (!strcmp(presets->name[i], name)) {
			return &presets->settings[i];
		}
	}
	fail_msg("no preset %s", name);
	return NULL;
}

ZoutSettings
phones_behind(const ZoutSettings* const amp, const ZoutSettings* const headphone)
{
	ZoutSettings settings = *amp;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		if (zout_param_info((ZoutParam)i)->group == ZOUT_GROUP_HEADPHONE) {
			settings.value[i] = headphone->value[i];
		}
	}
	settings.value[ZOUT_SOURCE_LEVEL] = 20.0F;
	settings.value[ZOUT_OUTPUT_MODE]  = 1.0F;
	settings.value[ZOUT_OUTPUT_LEVEL] = 20.0F;
	return settings;
}

double
phones_limit_lin(const ZoutSettings* const pair, const double tone_hz)
{
	const float* const p = pair->value;
	ZoutCircuit        circuit;
	zout_circuit_init(&circuit, pair);
	const double siemens = cabs(zout_circuit_admittance(&circuit, zout_hz_to_rad_s(tone_hz) * (double complex)I));
	const double vrms    = fmin((double)p[ZOUT_MAX_VOLTAGE] / (1.0 + (double)p[ZOUT_CLIP_RESISTANCE] * siemens),
                             1e-3 * (double)p[ZOUT_MAX_CURRENT] / siemens);
	return vrms / (double)p[ZOUT_SOURCE_LEVEL];
}
