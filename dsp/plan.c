// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan.h"

#include "model.h"

#include <string.h>

void
zout_plan_init(ZoutPlan* const plan, const ZoutSettings* const settings)
{
	memset(plan, 0, sizeof(*plan)); // with what is between the members
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		plan->settings.value[i] = zout_param_clamp((ZoutParam)i, settings->value[i]);
	}
	zout_drive_volume(&plan->settings, plan->gain_lin);
	zout_drive_init(&plan->drive, &plan->settings);
}

void
zout_model_set_plan(ZoutModel* const model, const ZoutPlan* const plan)
{
	if (model->chains > 1) {
		zout_model_set(model, 0, &plan->settings);
		return;
	}
	model->settings[0] = plan->settings;
	model->plan        = *plan;
	model->planned     = true;
	model->changed     = true;
}
