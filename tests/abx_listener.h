// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_listener.h
 * A listener for tests of the blind-test protocol. In a header, as only these tests link the protocol.
 */

#ifndef ZOUT_TESTS_ABX_LISTENER_H
#define ZOUT_TESTS_ABX_LISTENER_H

#include "abx/session.h"

#include <stddef.h>
#include <stdint.h>

/// Small generator of its own (xorshift64*): what a simulated listener does must not come from what is tested
static inline double
listener_uniform(uint64_t* const state)
{
	*state ^= *state >> 12U;
	*state ^= *state << 25U;
	*state ^= *state >> 27U;
	return (double)((*state * 2685821657736338717U) >> 11U) * 0x1p-53;
}

/// The right answer of the trial, by listening to all sources as the switch plays them
static inline unsigned
listener_truth(ZoutAbxSession* const session, const ZoutAbxProtocol protocol)
{
	unsigned chain[ZOUT_ABX_MAX_SOURCES] = {0};
	for (unsigned i = 0; i < zout_abx_n_sources(protocol); ++i) {
		zout_abx_press(session, i);
		chain[i] = zout_abx_chain(session);
	}
	if (protocol == ZOUT_ABX_PROTOCOL_TRIANGLE) {
		return chain[0] == chain[1] ? 2U : chain[0] == chain[2] ? 1U : 0U;
	}
	// Which one is X; which one is A
	return protocol == ZOUT_ABX_PROTOCOL_ABX ? chain[2] != chain[0] : chain[0] != 0U;
}

/// Answers right with a probability, else one of the wrong answers
static inline unsigned
listener_answer(ZoutAbxSession* const session, const ZoutAbxProtocol protocol, const double p, uint64_t* const state)
{
	const unsigned n     = zout_abx_n_answers(protocol);
	const unsigned truth = listener_truth(session, protocol);
	if (listener_uniform(state) < p) {
		return truth;
	}
	return (truth + 1U + (unsigned)(listener_uniform(state) * (double)(n - 1U))) % n;
}

/// A context with all that a record tells
static inline ZoutAbxContext
listener_context(ZoutSettings* const a, ZoutSettings* const b)
{
	ZoutAbxContext context;
	zout_abx_context_init(&context);
	zout_settings_init(a);
	zout_settings_init(b);
	b->value[ZOUT_EUPHONIC] = 1.0F;
	context.program         = "zout abx";
	context.version         = "0.1.0";
	context.listener        = "J\xc3\xb6rg \"the\\ear\"";
	context.started_s       = 1795260000;
	context.names[0]        = "wire";
	context.names[1]        = "euphonic";
	context.settings[0]     = a;
	context.settings[1]     = b;
	context.match           = ZOUT_ABX_MATCH_1KHZ;
	context.residual_db[0]  = 0.003;
	context.residual_db[1]  = -0.004;
	context.rate_hz         = 48000.0;
	context.source          = "file";
	context.source_name     = "song.flac";
	context.match_gain_db   = -0.02;
	context.max_spl_db      = 95.0;

	context.turned_down_db[0] = 0.0;
	context.turned_down_db[1] = 6.02;
	return context;
}

/// Runs a whole session; the listener is right in the first `n_right` trials, then wrong
static inline ZoutAbxStatus
listener_session(ZoutAbxSession* const session, const ZoutAbxPlan* const plan, const unsigned n_right)
{
	ZoutSettings         a;
	ZoutSettings         b;
	const ZoutAbxContext context = listener_context(&a, &b);
	const ZoutAbxStatus  status  = zout_abx_start(session, plan, &context, NULL, 1000);
	const unsigned       n       = zout_abx_n_answers(plan->protocol);
	ZoutAbxView          view;
	zout_abx_view(session, &view);
	while (!status && view.state == ZOUT_ABX_RUNNING) {
		const unsigned truth = listener_truth(session, plan->protocol);
		const uint64_t now   = 1000 + 4321 * (uint64_t)view.trial;
		zout_abx_answer(session, view.trial <= n_right ? truth : (truth + 1U) % n);
		zout_abx_confirm(session, now);
		zout_abx_view(session, &view);
	}
	return status;
}

#endif // ZOUT_TESTS_ABX_LISTENER_H
