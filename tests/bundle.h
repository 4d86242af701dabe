// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file bundle.h
 * The built bundle as a host sees it, and as the table of parameters says that it should look.
 */

#ifndef ZOUT_TESTS_BUNDLE_H
#define ZOUT_TESTS_BUNDLE_H

#include "zout.h"

#include <lilv/lilv.h>

#include <stdbool.h>

#define ZOUT_AMP_URI "urn:zout:amp"
#define ZOUT_NS_URI "urn:zout:ns#"

enum {
	BUNDLE_N_AUDIO = 4,                                                  ///< in_l in_r out_l out_r
	BUNDLE_ENABLED = BUNDLE_N_AUDIO,                                     ///< The first control
	BUNDLE_LATENCY = BUNDLE_ENABLED + 1,                                 ///< Stands between the first and the second
	BUNDLE_METERS  = BUNDLE_LATENCY + ZOUT_N_PARAMS,                     ///< Index of the first meter
	BUNDLE_N_PORTS = BUNDLE_N_AUDIO + ZOUT_N_PARAMS + 1 + ZOUT_N_METERS, ///< Of the amplifier plugin
};

/** The bundle in a world that knows nothing else. */
typedef struct {
	LilvWorld*        world;
	const LilvPlugin* plugin;
} Bundle;

/** A control port as the table has it; the latency too, which the table does not have. */
typedef struct {
	const char* symbol;
	const char* name;
	const char* short_name;
	const char* comment;
	const char* group; ///< Symbol of the port group
	ZoutUnit    unit;
	ZoutScale   scale;
	ZoutParam   param; ///< ZOUT_N_PARAMS for an output
	float       min;
	float       def;
	float       max;
} BundlePort;

/** Path of a file in the built bundle, found by $B; must be freed by the caller with free(). */
char*
bundle_path(const char* name);

/** Loads the bundle at `path`, which must end in "/". Group fixture functions below do it for the built one. */
void
bundle_load(Bundle* bundle, const char* path);

/** Frees what bundle_load() made. */
void
bundle_free(Bundle* bundle);

/** Group fixture: *state becomes the built bundle. */
int
bundle_setup(void** state);

/** Group fixture: the end of bundle_setup(). */
int
bundle_teardown(void** state);

/** The only value of a port's `property` as text, "" if there is none or more than one; in a static buffer. */
const char*
bundle_port_text(const Bundle* bundle, const LilvPort* port, const char* property);

/** Port index of an input control. */
unsigned
bundle_param_index(ZoutParam param);

/** What the table says about control port `index`, which is at least BUNDLE_N_AUDIO and below BUNDLE_N_PORTS. */
BundlePort
bundle_expected_port(unsigned index);

/** Symbol of a port group, as in its URI. */
const char*
bundle_group_symbol(ZoutGroup group);

#endif // ZOUT_TESTS_BUNDLE_H
