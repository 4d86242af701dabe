// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file hostile.h
 * A host that is not kind: both plugins of the bundle by their binaries and descriptions, driven port by port.
 *
 * docs/hostile.md lists what hosts do to plugins and which test has it.
 */

#ifndef ZOUT_TESTS_HOSTILE_H
#define ZOUT_TESTS_HOSTILE_H

#include "bundle.h"

#include <lv2/core/lv2.h>
#include <lv2/urid/urid.h>

#include <stdbool.h>
#include <stdint.h>

enum {
	HOSTILE_N_PLUGINS = 2, ///< The amplifier, then the blind test
	HOSTILE_N_AUDIO   = 4, ///< in_l in_r out_l out_r, the first ports of both
	HOSTILE_MAX_PORTS = 128,
};

/** What hosts know of a port. */
typedef struct {
	char      symbol[40];
	bool      input;
	bool      trigger;
	ZoutParam param; ///< Of an amplifier or of the listener, whatever the chain; ZOUT_N_PARAMS for other ports
	unsigned  twin;  ///< Port of chain B that is the same for it; the port itself if there is none
	float     min, def, max;
} HostilePort;

/** A plugin as its description and its binary tell. */
typedef struct {
	const char*           binary; ///< File name in the bundle
	const LV2_Descriptor* descriptor;
	unsigned              n_ports;
	unsigned              latency; ///< Index of that port
	HostilePort           port[HOSTILE_MAX_PORTS];
} HostilePlugin;

/** An instance, with all ports but those of audio connected to `control`. */
typedef struct {
	const HostilePlugin* plugin;
	LV2_Handle           handle;
	double               rate_hz;
	float                control[HOSTILE_MAX_PORTS]; ///< By port index
} Hostile;

/** Plugin 0 or 1 of the built bundle; fails the test if it cannot be loaded. Static. */
const HostilePlugin*
hostile_plugin(unsigned index);

/** What the binary of a path answers for plugin 0; loads it for ever. */
const LV2_Descriptor*
hostile_descriptor(const char* path);

/** A new instance with default controls, not activated. NULL if the plugin refuses. */
Hostile*
hostile_new(const HostilePlugin* plugin, double rate_hz, const LV2_Feature* const* features);

/** Frees what hostile_new() made. Safe on NULL. */
void
hostile_free(Hostile* host);

/** Index of the port with this symbol; there must be one. */
unsigned
hostile_index(const HostilePlugin* plugin, const char* symbol);

/** Value of the port with this symbol. */
float*
hostile_port(Hostile* host, const char* symbol);

/** Connects the audio ports. Any of them may be NULL. */
void
hostile_audio(Hostile* host, const float* in_l, const float* in_r, float* out_l, float* out_r);

/** Runs frames through buffers that are read and written from `at` on. */
void
hostile_run(Hostile* host, float* const in[2], float* const out[2], uint32_t at, uint32_t frames);

/** A value that hosts send: legal in `legal` cases of one, else none that the description allows. */
float
hostile_value(const HostilePort* port, double legal, uint32_t* seed);

/** Fails unless all output controls are finite and in the range that the description gives them. */
void
hostile_check_outputs(const Hostile* host);

/** The host's urid:map: a table for all instances and threads. The handle is not used. */
LV2_URID
hostile_map(LV2_URID_Map_Handle handle, const char* uri);

/** Features of a host that has urid:map and nothing else. */
extern const LV2_Feature* const hostile_features[];

#endif // ZOUT_TESTS_HOSTILE_H
