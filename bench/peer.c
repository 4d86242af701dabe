// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "peer.h"

#include "builtin.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/resize-port/resize-port.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The classes of ports, as lilv wants them
typedef struct {
	LilvNode* audio;
	LilvNode* control;
	LilvNode* cv;
	LilvNode* input;
	LilvNode* atom;
	LilvNode* minimum_size;
} Nodes;

static Nodes nodes;

static void
make_nodes(LilvWorld* const world)
{
	if (!nodes.audio) {
		nodes.audio        = lilv_new_uri(world, LILV_URI_AUDIO_PORT);
		nodes.control      = lilv_new_uri(world, LILV_URI_CONTROL_PORT);
		nodes.cv           = lilv_new_uri(world, LILV_URI_CV_PORT);
		nodes.input        = lilv_new_uri(world, LILV_URI_INPUT_PORT);
		nodes.atom         = lilv_new_uri(world, LILV_URI_ATOM_PORT);
		nodes.minimum_size = lilv_new_uri(world, LV2_RESIZE_PORT__minimumSize);
	}
}

static LV2_Atom_Sequence*
new_sequence(const LilvPlugin* const plugin, const LilvPort* const port, const bool input)
{
	LilvNode* const size  = lilv_port_get(plugin, port, nodes.minimum_size);
	size_t          bytes = SEQUENCE_BYTES;
	if (size && lilv_node_is_int(size) && lilv_node_as_int(size) > SEQUENCE_BYTES) {
		bytes = (size_t)lilv_node_as_int(size);
	}
	lilv_node_free(size);

	LV2_Atom_Sequence* const sequence = bench_calloc(bytes, 1);
	sequence->atom.type               = features_map(input ? LV2_ATOM__Sequence : LV2_ATOM__Chunk);
	sequence->atom.size               = input ? (uint32_t)sizeof(LV2_Atom_Sequence_Body) : SEQUENCE_BYTES - 16U;
	return sequence;
}

/// The value that a control starts with: from the command line or else the default
static float
initial_value(Peer* const peer, const LilvPort* const port, const float def)
{
	const char* const symbol = lilv_node_as_string(lilv_port_get_symbol(peer->plugin, port));
	for (unsigned i = 0; i < peer->n_sets; ++i) {
		if (!strcmp(peer->set[i].symbol, symbol)) {
			peer->set[i].used = true;
			return peer->set[i].value;
		}
	}
	return isfinite(def) ? def : 0.0F;
}

static void
connect_port(Peer* const         peer,
             const unsigned      unit,
             const unsigned      index,
             const float         def,
             const Signal* const signal,
             unsigned* const     n_outputs)
{
	const LilvPort* const port     = lilv_plugin_get_port_by_index(peer->plugin, index);
	const bool            input    = lilv_port_is_a(peer->plugin, port, nodes.input);
	LilvInstance* const   instance = peer->unit[unit].instance;
	const size_t          k        = (size_t)unit * peer->n_ports + index;
	void*                 data     = NULL;
	if (lilv_port_is_a(peer->plugin, port, nodes.audio) && input) {
		data = signal->playing[0];
	} else if (lilv_port_is_a(peer->plugin, port, nodes.audio)) {
		float* const out = bench_calloc(MAX_BLOCK_FRAMES, sizeof(float));
		if (*n_outputs < MAX_AUDIO) {
			peer->out[unit * peer->n_outputs + (*n_outputs)++] = out;
		}
		data = out;
	} else if (lilv_port_is_a(peer->plugin, port, nodes.cv)) {
		data = bench_calloc(MAX_BLOCK_FRAMES, sizeof(float));
	} else if (lilv_port_is_a(peer->plugin, port, nodes.atom)) {
		LV2_Atom_Sequence* const sequence = new_sequence(peer->plugin, port, input);
		if (!input) {
			peer->atom_out[k] = sequence;
		}
		data = sequence;
	} else if (lilv_port_is_a(peer->plugin, port, nodes.control)) {
		peer->control[k] = initial_value(peer, port, def);
		data             = &peer->control[k];
	}
	lilv_instance_connect_port(instance, index, data);
}

static void
count_audio_ports(Peer* const peer)
{
	for (unsigned i = 0; i < peer->n_ports; ++i) {
		const LilvPort* const port = lilv_plugin_get_port_by_index(peer->plugin, i);
		if (!lilv_port_is_a(peer->plugin, port, nodes.audio)) {
			continue;
		}
		if (!lilv_port_is_a(peer->plugin, port, nodes.input)) {
			peer->n_outputs += peer->n_outputs < MAX_AUDIO;
		} else if (peer->n_inputs < MAX_AUDIO) {
			peer->input[peer->n_inputs++] = i;
		}
	}
	peer->n_units = peer->n_inputs == 1 || peer->n_outputs == 1 ? 2 : 1;
}

static void
find_plugin(Peer* const peer, LilvWorld* const world)
{
	LilvNode* const uri = lilv_new_uri(world, peer->uri);
	peer->plugin        = uri ? lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), uri) : NULL;
	lilv_node_free(uri);
	if (!peer->plugin) {
		fprintf(stderr, "lv2cost: no such plugin: %s\n", peer->uri);
		exit(2);
	}
	if (!peer->label[0]) {
		LilvNode* const name = lilv_plugin_get_name(peer->plugin);
		snprintf(peer->label, sizeof(peer->label), "%s", name ? lilv_node_as_string(name) : peer->uri);
		lilv_node_free(name);
	}
}

bool
peer_parse_setting(Peer* const peer, char* const text)
{
	char* const equals = strrchr(text, '=');
	if (!strncmp(text, ":label=", 7)) {
		snprintf(peer->label, sizeof(peer->label), "%s", text + 7);
		return true;
	}
	if (!equals || peer->n_sets == MAX_SETS) {
		return false;
	}
	*equals                   = '\0';
	peer->set[peer->n_sets++] = (PeerSet){text, strtof(equals + 1, NULL), false};
	return true;
}

void
peer_open(Peer* const peer, LilvWorld* const world, const HostFacts* const facts, const Signal* const signal)
{
	peer->latency_port = -1;
	if (!strncmp(peer->uri, "builtin:", 8)) {
		builtin_open(peer);
		return;
	}
	make_nodes(world);
	find_plugin(peer, world);
	peer->n_ports = lilv_plugin_get_num_ports(peer->plugin);
	if (lilv_plugin_has_latency(peer->plugin)) {
		peer->latency_port = (int)lilv_plugin_get_latency_port_index(peer->plugin);
	}
	count_audio_ports(peer);

	float* const defaults = bench_calloc(peer->n_ports, sizeof(float));
	lilv_plugin_get_port_ranges_float(peer->plugin, NULL, NULL, defaults);
	peer->control  = bench_calloc((size_t)peer->n_units * peer->n_ports, sizeof(float));
	peer->atom_out = bench_calloc((size_t)peer->n_units * peer->n_ports, sizeof(LV2_Atom_Sequence*));
	for (unsigned u = 0; u < peer->n_units; ++u) {
		unsigned n_outputs = 0;
		unit_open(&peer->unit[u], peer->plugin, facts);
		for (unsigned i = 0; i < peer->n_ports; ++i) {
			connect_port(peer, u, i, defaults[i], signal, &n_outputs);
		}
		lilv_instance_activate(peer->unit[u].instance);
	}
	free(defaults);

	for (unsigned i = 0; i < peer->n_sets; ++i) {
		if (!peer->set[i].used) {
			fprintf(stderr, "lv2cost: %s has no control %s\n", peer->uri, peer->set[i].symbol);
			exit(2);
		}
	}
}

void
peer_run(Peer* const peer, const Signal* const signal, const uint32_t frames)
{
	const size_t at = peer->position;
	peer->position  = (at + frames) & (RING_FRAMES - 1U);
	if (peer->kind != KIND_LV2) {
		builtin_run(peer, signal->playing[0] + at, signal->playing[1] + at, frames);
		return;
	}
	for (unsigned u = 0; u < peer->n_units; ++u) {
		Unit* const unit = &peer->unit[u];
		for (unsigned c = 0; c < peer->n_inputs; ++c) {
			lilv_instance_connect_port(unit->instance, peer->input[c], signal->playing[(u + c) & 1U] + at);
		}
		for (unsigned i = 0; i < peer->n_ports; ++i) {
			LV2_Atom_Sequence* const sequence = peer->atom_out[(size_t)u * peer->n_ports + i];
			if (sequence) {
				sequence->atom.type = features_map(LV2_ATOM__Chunk);
				sequence->atom.size = SEQUENCE_BYTES - 16U;
			}
		}
		lilv_instance_run(unit->instance, frames);
		unit_deliver_responses(unit);
	}
}

int
peer_latency_frames(const Peer* const peer)
{
	return peer->latency_port >= 0 ? (int)peer->control[peer->latency_port] : 0;
}

double
peer_output_dbfs(const Peer* const peer, const uint32_t frames, bool* const bad)
{
	double square = 0.0;
	for (unsigned c = 0; c < 2 && peer->out[c]; ++c) {
		for (uint32_t i = 0; i < frames; ++i) {
			const double x = (double)peer->out[c][i];
			*bad           = *bad || !isfinite(x);
			square += x * x;
		}
	}
	return 10.0 * log10(square / (2.0 * frames) + 1e-30);
}

void
peer_close(Peer* const peer)
{
	for (unsigned u = 0; peer->kind == KIND_LV2 && u < peer->n_units; ++u) {
		unit_close(&peer->unit[u]);
	}
}
