// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a plugin may ask of its host: URIDs, log, options, worker. */

#ifndef BENCH_FEATURES_H
#define BENCH_FEATURES_H

#include <lilv/lilv.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>
#include <stdbool.h>
#include <stdint.h>

enum { MAX_RESPONSE_BYTES = 65536, SEQUENCE_BYTES = 1 << 17 };

/// Facts that the options feature tells
typedef struct {
	double   rate_hz;
	uint32_t max_block_frames;
	uint32_t nominal_block_frames;
	bool     verbose; ///< Show the plugins' log messages
} HostFacts;

/// One instance of a plugin with its worker
typedef struct {
	LilvInstance*               instance;
	const LV2_Worker_Interface* worker;
	LV2_Worker_Schedule         schedule;
	uint8_t                     response[MAX_RESPONSE_BYTES];
	uint32_t                    response_bytes;
} Unit;

LV2_URID
features_map(const char* uri);

/** Instantiates a plugin, or ends the program. */
void
unit_open(Unit* unit, const LilvPlugin* plugin, const HostFacts* facts);

/** Hands the plugin what its worker answered during the last run. Work itself is done in schedule_work: it counts. */
void
unit_deliver_responses(Unit* unit);

void
unit_close(Unit* unit);

#endif // BENCH_FEATURES_H
