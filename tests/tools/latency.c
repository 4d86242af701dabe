// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The latency that the plugin reports.
 *
 *   latency PLUGIN.so RATE_HZ
 *
 * Prints frames. Offline hosts do not compensate the latency, so whoever compares their output has to know it.
 */

#include <lv2/core/lv2.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Index of the port with the designation lv2:latency; test_bundle.c holds the description to it
static const uint32_t LATENCY_PORT = 5;

int
main(const int argc, char** const argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: latency PLUGIN.so RATE_HZ\n");
		return 2;
	}

	void* const library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
	void* const symbol  = library ? dlsym(library, "lv2_descriptor") : NULL;
	if (!symbol) {
		fprintf(stderr, "latency: %s\n", dlerror());
		return 1;
	}

	// ISO C has no conversion from an object to a function
	LV2_Descriptor_Function function = NULL;
	memcpy(&function, &symbol, sizeof(function));
	const LV2_Descriptor* const descriptor = function(0);
	const LV2_Handle            handle     = descriptor->instantiate(descriptor, atof(argv[2]), "", NULL);
	if (!handle) {
		fprintf(stderr, "latency: cannot instantiate %s at %s Hz\n", descriptor->URI, argv[2]);
		return 1;
	}

	float latency = -1.0F;
	descriptor->connect_port(handle, LATENCY_PORT, &latency);
	descriptor->run(handle, 0);
	printf("%.0f\n", (double)latency);
	descriptor->cleanup(handle);
	dlclose(library);
	return 0;
}
