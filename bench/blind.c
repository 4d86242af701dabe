// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* blind: lets the plugin for blind tests play, to be counted by evenness.sh.
 *
 *   blind FRAMES BLOCK
 *
 * First 3.2 s in few calls: by then everything is at work, the loudness of the programme among it, which needs 3 s.
 * Then FRAMES in calls of BLOCK.
 */

#include "noise.h"

#include "dsp/zout.h"
#include "plugin/abx_ports.h"

#include <lv2/core/lv2.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	WARM_CALLS = 19, ///< Of so many frames as follow
	MAX_FRAMES = 8192,
	MAX_PORTS  = 256,
};

static float in[2][MAX_FRAMES];
static float out[2][MAX_FRAMES];
static float value[MAX_PORTS];

/// Both chains with output impedance, harmonics and noise; the rest as it is by default
static float
control_value(const ZoutAbxPort port)
{
	if (port.kind == ZOUT_ABX_PORT_CONTROL) {
		return zout_abx_control_default((ZoutAbxControlPort)port.which);
	}
	switch (port.which) {
	case ZOUT_OUTPUT_IMPEDANCE:
		return port.chain ? 100.0F : 10.0F;
	case ZOUT_H2:
		return -60.0F;
	case ZOUT_NOISE:
		return 30.0F;
	default:
		return zout_param_info((ZoutParam)port.which)->def;
	}
}

static void
connect(const LV2_Descriptor* const plugin, const LV2_Handle instance)
{
	for (uint32_t i = 0; i < MAX_PORTS; ++i) {
		const ZoutAbxPort port = zout_abx_port(i);
		if (port.kind == ZOUT_ABX_PORT_IN) {
			plugin->connect_port(instance, i, in[port.which]);
		} else if (port.kind == ZOUT_ABX_PORT_OUT) {
			plugin->connect_port(instance, i, out[port.which]);
		} else if (port.kind != ZOUT_ABX_PORT_NONE) {
			const bool input = port.kind == ZOUT_ABX_PORT_PARAM || port.kind == ZOUT_ABX_PORT_CONTROL;
			value[i]         = input ? control_value(port) : 0.0F;
			plugin->connect_port(instance, i, &value[i]);
		}
	}
}

int
main(const int argc, char** const argv)
{
	const unsigned long frames = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	const unsigned long block  = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	if (!frames || block < 1 || block > MAX_FRAMES) {
		fputs("usage: blind FRAMES BLOCK\n", stderr);
		return 2;
	}
	const LV2_Descriptor* const plugin   = lv2_descriptor(0);
	const LV2_Handle            instance = plugin->instantiate(plugin, 48000.0, "", NULL);
	if (!instance) {
		fputs("blind: the plugin refuses\n", stderr);
		return 1;
	}
	noise_fill(in[0], in[1], MAX_FRAMES);
	connect(plugin, instance);
	plugin->activate(instance);
	for (unsigned i = 0; i < WARM_CALLS; ++i) {
		plugin->run(instance, MAX_FRAMES);
	}
	for (unsigned long done = 0; done < frames; done += block) {
		plugin->run(instance, (uint32_t)block);
	}
	plugin->cleanup(instance);

	double energy = 0.0; // Silence would be even as well
	for (unsigned long i = 0; i < block; ++i) {
		energy += pow((double)out[0][i], 2.0);
	}
	if (!(energy > 0.0)) {
		fputs("blind: nothing is heard\n", stderr);
		return 1;
	}
	return 0;
}
