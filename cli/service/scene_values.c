// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/service/scene.h"

#include <math.h>
#include <string.h>

void
zout_scene_values_init(ZoutSceneValues* const values)
{
	memset(values, 0, sizeof(*values));
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		values->settings.value[i] = NAN;
	}
}

void
zout_scene_values_lay(ZoutSceneValues* const values, const ZoutSceneValues* const top)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		if (!isnan(top->settings.value[i])) {
			values->settings.value[i] = top->settings.value[i];
		}
	}
	if (*top->amp) {
		memcpy(values->amp, top->amp, sizeof(values->amp));
	}
	if (*top->phones) {
		memcpy(values->phones, top->phones, sizeof(values->phones));
	}
}
