// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file rig.h
 * The plugin for blind tests with buffers on all its ports, driven through lilv by the symbols of its ports.
 *
 * The input is a sum of tones that repeats in every block of ABXRIG_BLOCK_FRAMES, so that blocks can be compared.
 */

#ifndef ZOUT_TESTS_BLIND_RIG_H
#define ZOUT_TESTS_BLIND_RIG_H

#include "bundle.h"

#include "abx/record.h"

#include <lv2/state/state.h>
#include <lv2/urid/urid.h>

#include <stddef.h>
#include <stdint.h>

#define ZOUT_ABX_URI "urn:zout:abx"

enum {
	ABXRIG_RATE_HZ      = 8000, ///< The lowest: sessions are quick
	ABXRIG_BLOCK_FRAMES = 1000, ///< More than a duck of 70 ms, which is 560 frames, and whole periods of the input
	ABXRIG_MAX_PORTS    = 128,
	ABXRIG_MAX_URIS     = 64,
};

/** Values of the port `state`. */
enum { ABX_IDLE, ABX_RUNNING, ABX_FINISHED, ABX_ABORTED, ABX_MEASURING, ABX_LEVELS, ABX_CANNOT };

/** Values of the port `listen`. */
enum { LISTEN_A, LISTEN_B, LISTEN_X };

/** An instance with all ports connected. */
typedef struct {
	Bundle                bundle;
	const LilvPlugin*     plugin;
	LilvInstance*         instance; ///< NULL if it was made from a descriptor
	const LV2_Descriptor* descriptor;
	LV2_Handle            handle;
	unsigned              n_ports;
	float                 control[ABXRIG_MAX_PORTS]; ///< By port index
	float                 in[2][ABXRIG_BLOCK_FRAMES];
	float                 out[2][ABXRIG_BLOCK_FRAMES];
	char*                 uris[ABXRIG_MAX_URIS]; ///< Mapped; their number is the index plus 1
} AbxRig;

/**
 * A new instance with default controls.
 *
 * @param descriptor Of a plugin that is linked to the test, or NULL for the one in the bundle.
 */
AbxRig*
abxrig_new(const LV2_Descriptor* descriptor, double rate_hz);

/** Frees what abxrig_new() made. */
void
abxrig_free(AbxRig* rig);

/** Index of the port with this symbol; there must be one. */
unsigned
abxrig_index(const AbxRig* rig, const char* symbol);

/** The value at the port with this symbol. */
float*
abxrig_port(AbxRig* rig, const char* symbol);

/** Runs one block of ABXRIG_BLOCK_FRAMES. */
void
abxrig_run(AbxRig* rig);

/** Runs blocks until the port `state` has a value; fails after many. */
void
abxrig_run_until(AbxRig* rig, float state);

/** Lets a trigger rise for a block and fall for another. */
void
abxrig_trigger(AbxRig* rig, const char* symbol);

/** Listens to a source and runs one block. */
void
abxrig_listen(AbxRig* rig, float source);

/** Everything that saving yields under <urn:zout:abx#records>; "" if nothing. Must be freed by the caller. */
char*
abxrig_save(AbxRig* rig);

/** Restores from a text as abxrig_save() gives it, or from nothing at all if it is NULL. */
void
abxrig_restore(AbxRig* rig, const char* records);

/**
 * Saves as lilv's hosts do, to the file state.ttl in a folder that must exist.
 *
 * The rig must have been made from the bundle.
 */
void
abxrig_save_to(AbxRig* rig, const char* folder);

/** Restores what abxrig_save_to() left. */
void
abxrig_restore_from(AbxRig* rig, const char* folder);

/** Takes record `index` out of what was saved and verifies it; fails unless it is there and correct. */
void
abxrig_record(const char* records, unsigned index, ZoutAbxRecord* record, ZoutAbxResult* result);

/** Number of records in what was saved. */
unsigned
abxrig_n_records(const char* records);

/** A rig whose B has the euphonic mode on and whose session of so many trials has begun. */
AbxRig*
abxrig_started(float trials);

/** What is heard of a source once the switch has come to rest. */
void
abxrig_hear(AbxRig* rig, float source, float block[2][ABXRIG_BLOCK_FRAMES]);

/** Largest difference of two blocks. */
double
abxrig_distance(float a[2][ABXRIG_BLOCK_FRAMES], float b[2][ABXRIG_BLOCK_FRAMES]);

/** The host's urid:map and urid:unmap; the handle is the rig. */
LV2_URID
abxrig_map(LV2_URID_Map_Handle handle, const char* uri);

const char*
abxrig_unmap(LV2_URID_Unmap_Handle handle, LV2_URID urid);

/** The features that a host offers: urid:map alone. */
const LV2_Feature* const*
abxrig_features(AbxRig* rig);

#endif // ZOUT_TESTS_BLIND_RIG_H
