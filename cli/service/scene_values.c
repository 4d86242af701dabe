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
	if (*top->amp || top->other_amp) {
		memcpy(values->amp, top->amp, sizeof(values->amp));
		values->other_amp = top->other_amp;
	}
	if (*top->phones || top->other_phones) {
		memcpy(values->phones, top->phones, sizeof(values->phones));
		values->other_phones = top->other_phones;
	}
}

void
zout_scene_values_replace(ZoutSceneValues* const values, const ZoutSettings* const set)
{
	ZoutSceneValues top;
	zout_scene_values_init(&top);
	top.settings = *set;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParam param = (ZoutParam)i;
		const bool      is    = !isnan(set->value[i]);
		top.other_amp         = top.other_amp || (is && !zout_param_is_shared(param));
		top.other_phones      = top.other_phones || (is && zout_param_info(param)->group == ZOUT_GROUP_HEADPHONE);
	}
	zout_scene_values_lay(values, &top);
}
