// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/wire.h"

void
zout_wire_where_disabled(ZoutSettings* const settings)
{
	static const struct {
		ZoutParam param;
		float     value;
	} wire[] = {
		{ZOUT_ENABLED, 1.0F},
		{ZOUT_OUTPUT_IMPEDANCE, 0.0F},
		{ZOUT_OUTPUT_CAPACITOR, 0.0F},
		{ZOUT_MAX_VOLTAGE, 50.0F},
		{ZOUT_CLIP_RESISTANCE, 0.0F},
		{ZOUT_MAX_CURRENT, 5000.0F},
		{ZOUT_BANDWIDTH, 1000.0F},
		{ZOUT_H2, -140.0F},
		{ZOUT_H3, -140.0F},
		{ZOUT_CURRENT_H2, -140.0F},
		{ZOUT_NOISE, 0.0F},
		{ZOUT_HUM, 0.0F},
		{ZOUT_CROSSTALK, -140.0F},
		{ZOUT_TRACKING, 0.0F},
		{ZOUT_EUPHONIC, 0.0F},
	};
	if (settings->value[ZOUT_ENABLED] > 0.5F) {
		return;
	}
	for (unsigned i = 0; i < sizeof(wire) / sizeof(wire[0]); ++i) {
		settings->value[wire[i].param] = wire[i].value;
	}
	// Where it is heard, it is a part of the level
	if (settings->value[ZOUT_OUTPUT_MODE] <= 0.5F) {
		settings->value[ZOUT_GAIN] = 0.0F;
	}
}
