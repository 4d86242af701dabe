// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A plugin under measurement, or one of the built-in references. */

#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include "features.h"
#include "signal.h"

#include <lilv/lilv.h>
#include <lv2/atom/atom.h>

enum { MAX_UNITS = 2, MAX_AUDIO = 16, MAX_SETS = 128, MAX_LABEL = 64 };

typedef enum { KIND_LV2, KIND_NULL, KIND_MEMCPY, KIND_GAIN } PeerKind;

/// A control value from the command line
typedef struct {
	const char* symbol;
	float       value;
	bool        used;
} PeerSet;

typedef struct {
	const char*         uri;
	char                label[MAX_LABEL];
	PeerKind            kind;
	const LilvPlugin*   plugin;
	Unit                unit[MAX_UNITS]; ///< Two when audio ports are mono: left and right
	unsigned            n_units;
	unsigned            n_ports;
	float*              control;                    ///< [n_units * n_ports]
	LV2_Atom_Sequence** atom_out;                   ///< [n_units * n_ports], NULL where there is none
	unsigned            input[MAX_AUDIO];           ///< Port indices
	unsigned            n_inputs;                   ///< Per unit
	unsigned            n_outputs;                  ///< Per unit
	float*              out[MAX_UNITS * MAX_AUDIO]; ///< Unit by unit
	int                 latency_port;               ///< Or -1
	size_t              position;                   ///< In the ring
	float               gain_now;                   ///< State of builtin:gain
	PeerSet             set[MAX_SETS];
	unsigned            n_sets;
} Peer;

/** Takes `symbol=value`, or `:label=TEXT` for its name in tables. Returns false if it is neither, or one too many. */
bool
peer_parse_setting(Peer* peer, char* text);

/** Finds, instantiates and connects a plugin, or ends the program with a message. `uri`, `set` must be filled in. */
void
peer_open(Peer* peer, LilvWorld* world, const HostFacts* facts, const Signal* signal);

/** Plays one block: what a host does in a cycle. */
void
peer_run(Peer* peer, const Signal* signal, uint32_t frames);

/** Reported latency in frames, 0 if there is no such port. */
int
peer_latency_frames(const Peer* peer);

/** Level of the last block; sets `bad` if a sample is not finite. */
double
peer_output_dbfs(const Peer* peer, uint32_t frames, bool* bad);

void
peer_close(Peer* peer);

#endif // BENCH_PEER_H
