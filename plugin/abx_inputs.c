// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx_inputs.h"

#include "abx/plan.h"

#include <math.h>

enum { MAX_LISTEN = 2, MAX_MATCH = 2 };

/// The nearest whole number from `min` to `max`, or `otherwise` for what is not a number
static unsigned
whole(const float value, const unsigned min, const unsigned max, const unsigned otherwise)
{
	if (isnan(value)) {
		return otherwise;
	}
	return value <= (float)min ? min : (value >= (float)max ? max : (unsigned)lroundf(value));
}

static void
read_settings(ZoutSettings settings[2], const ZoutAbxWires* const wires)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParam param  = (ZoutParam)i;
		const bool      shared = zout_param_is_shared(param);
		settings[0].value[i]   = zout_param_clamp(param, *wires->param[0][i]);
		settings[1].value[i]   = zout_param_clamp(param, *wires->param[shared ? 0 : 1][i]);
	}
}

static bool
is_trigger(const unsigned control)
{
	return control == ZOUT_ABX_PORT_START || control == ZOUT_ABX_PORT_ABORT || control == ZOUT_ABX_PORT_ANSWER_A ||
	       control == ZOUT_ABX_PORT_ANSWER_B;
}

static void
read_triggers(ZoutAbxInputs* const inputs, ZoutAbxEdges* const edges, const ZoutAbxWires* const wires)
{
	for (unsigned i = 0; i < ZOUT_ABX_N_CONTROLS; ++i) {
		const float value = *wires->control[i];
		const bool  high  = isnan(value) ? edges->high[i] : value > 0.5F;
		inputs->rises[i]  = is_trigger(i) && edges->known && high && !edges->high[i];
		edges->high[i]    = high;
	}
}

void
zout_abx_inputs_read(ZoutAbxInputs* const inputs, ZoutAbxEdges* const edges, const ZoutAbxWires* const wires)
{
	const float* const* const control = wires->control;
	const unsigned            listen  = whole(*control[ZOUT_ABX_PORT_LISTEN], 0, MAX_LISTEN, edges->listen);
	const unsigned            trials  = (unsigned)zout_abx_control_default(ZOUT_ABX_PORT_TRIALS);
	const unsigned            match   = (unsigned)zout_abx_control_default(ZOUT_ABX_PORT_MATCH);

	read_settings(inputs->settings, wires);
	read_triggers(inputs, edges, wires);
	inputs->listen         = listen;
	inputs->listen_changed = edges->known && listen != edges->listen;
	inputs->trials         = whole(*control[ZOUT_ABX_PORT_TRIALS], ZOUT_ABX_MIN_TRIALS, ZOUT_ABX_MAX_TRIALS, trials);
	inputs->match          = (ZoutAbxMatch)whole(*control[ZOUT_ABX_PORT_MATCH], 0, MAX_MATCH, match);
	edges->listen          = listen;
	edges->known           = true;
}
