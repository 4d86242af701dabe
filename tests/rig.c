// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rig.h"

// cmocka.h needs these four
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const LV2_Descriptor*
rig_descriptor(const uint32_t index)
{
	static void* library;
	if (!library) {
		char* const path = bundle_path("zout.so");
		library          = dlopen(path, RTLD_NOW | RTLD_LOCAL);
		free(path);
		assert_non_null(library);
	}

	// ISO C has no conversion from an object to a function
	LV2_Descriptor_Function function = NULL;
	void* const             symbol   = dlsym(library, "lv2_descriptor");
	assert_non_null(symbol);
	memcpy(&function, &symbol, sizeof(function));
	return function(index);
}

Rig*
rig_new(void)
{
	Rig* const rig = (Rig*)calloc(1, sizeof(Rig));
	assert_non_null(rig);
	rig->descriptor = rig_descriptor(0);
	rig->handle     = rig->descriptor->instantiate(rig->descriptor, RIG_RATE_HZ, "", NULL);
	assert_non_null(rig->handle);

	for (unsigned i = 0; i < RIG_N_FRAMES; ++i) {
		rig->audio[0][i] = 0.5F * sinf(0.05F * (float)i);
		rig->audio[1][i] = 0.5F * sinf(0.31F * (float)i + 1.0F);
		rig->audio[2][i] = rig->audio[3][i] = RIG_UNTOUCHED;
	}
	for (unsigned i = BUNDLE_N_AUDIO; i < BUNDLE_N_PORTS; ++i) {
		const BundlePort port = bundle_expected_port(i);
		rig->control[i]       = port.param == ZOUT_N_PARAMS ? RIG_UNTOUCHED : port.def;
		rig->descriptor->connect_port(rig->handle, i, &rig->control[i]);
	}
	return rig;
}

void
rig_free(Rig* const rig)
{
	rig->descriptor->cleanup(rig->handle);
	free(rig);
}

void
rig_connect(Rig* const rig)
{
	for (unsigned i = 0; i < BUNDLE_N_AUDIO; ++i) {
		rig->descriptor->connect_port(rig->handle, i, rig->audio[i]);
	}
}

void
rig_run_into(Rig* const rig, const unsigned out_l, const unsigned out_r)
{
	for (unsigned start = 0; start < RIG_N_FRAMES; start += RIG_BLOCK_FRAMES) {
		rig->descriptor->connect_port(rig->handle, 0, &rig->audio[0][start]);
		rig->descriptor->connect_port(rig->handle, 1, &rig->audio[1][start]);
		rig->descriptor->connect_port(rig->handle, 2, &rig->audio[out_l][start]);
		rig->descriptor->connect_port(rig->handle, 3, &rig->audio[out_r][start]);
		rig->descriptor->run(rig->handle, RIG_BLOCK_FRAMES);
	}
}

void
rig_run(Rig* const rig)
{
	rig_run_into(rig, 2, 3);
}
