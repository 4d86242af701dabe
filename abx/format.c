// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/codec.h"
#include "abx/names.h"

#include <string.h>

static void
code_plan(ZoutAbxCodec* const codec, ZoutAbxPlan* const plan)
{
	unsigned protocol = (unsigned)plan->protocol;
	unsigned stop     = (unsigned)plan->stop;
	zout_abx_code_open(codec, "plan", "{\n");
	zout_abx_code_key(codec, "protocol");
	zout_abx_code_word(codec, zout_abx_protocol_names, ZOUT_ABX_N_PROTOCOLS, &protocol);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
	zout_abx_code_key(codec, "stop");
	zout_abx_code_word(codec, zout_abx_stop_names, ZOUT_ABX_N_STOPS, &stop);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
	zout_abx_code_keyed_unsigned(codec, "trials", &plan->trials, ZOUT_ABX_MAX_TRIALS);
	zout_abx_code_keyed_number(codec, "alpha", &plan->alpha);
	zout_abx_code_keyed_number(codec, "beta", &plan->beta);
	zout_abx_code_key(codec, "target");
	zout_abx_code_number(codec, &plan->target);
	zout_abx_code_literal(codec, "\n");
	zout_abx_code_close(codec, ZOUT_ABX_CLOSE);
	plan->protocol = (ZoutAbxProtocol)protocol;
	plan->stop     = (ZoutAbxStop)stop;

	const char* const fault = codec->out || codec->failed ? NULL : zout_abx_plan_fault(plan);
	if (fault) {
		codec->section = "plan";
		zout_abx_codec_fail(codec, fault);
	}
}

void
zout_abx_put_plan(ZoutAbxText* const text, const ZoutAbxPlan* const plan)
{
	ZoutAbxPlan  copy  = *plan;
	ZoutAbxCodec codec = {.out = text, .index = -1};
	code_plan(&codec, &copy);
}

void
zout_abx_plan_written(const ZoutAbxPlan* const plan, ZoutAbxPlan* const out)
{
	// Member by member: what lies between them on a caller's stack is not for others to see
	out->protocol = plan->protocol;
	out->stop     = plan->stop;
	out->trials   = plan->trials;
	out->alpha    = zout_abx_written(plan->alpha);
	out->beta     = zout_abx_written(plan->beta);
	out->target   = zout_abx_written(plan->target);
}

static void
inline_count(ZoutAbxCodec* const codec, const char* const front, uint64_t* const value, const uint64_t max)
{
	zout_abx_code_literal(codec, front);
	zout_abx_code_count(codec, value, max);
}

static void
code_trial(ZoutAbxCodec* const codec, const ZoutAbxProtocol protocol, ZoutAbxTrial* const trial)
{
	uint64_t heard[ZOUT_ABX_MAX_SOURCES] = {trial->heard[0], trial->heard[1], trial->heard[2]};
	uint64_t undone                      = trial->undone;
	uint64_t seeks                       = trial->seeks;
	unsigned answer                      = trial->answer;
	inline_count(codec, "\t\t{\"begun_ms\": ", &trial->begun_ms, UINT64_MAX);
	inline_count(codec, ", \"answered_ms\": ", &trial->answered_ms, UINT64_MAX);
	for (unsigned i = 0; i < zout_abx_n_sources(protocol); ++i) {
		inline_count(codec, i ? ", " : ", \"heard\": [", &heard[i], UINT32_MAX);
		trial->heard[i] = (uint32_t)heard[i];
	}
	inline_count(codec, "], \"undone\": ", &undone, UINT32_MAX);
	inline_count(codec, ", \"seeks\": ", &seeks, UINT32_MAX);
	zout_abx_code_literal(codec, ", \"answer\": ");

	char        letters[ZOUT_ABX_MAX_SOURCES][2];
	const char* words[ZOUT_ABX_MAX_SOURCES];
	for (unsigned i = 0; i < ZOUT_ABX_MAX_SOURCES; ++i) {
		letters[i][0] = zout_abx_source_name(protocol, i);
		letters[i][1] = '\0';
		words[i]      = letters[i];
	}
	zout_abx_code_word(codec, words, zout_abx_n_answers(protocol), &answer);
	zout_abx_code_literal(codec, "}");
	trial->undone = (uint32_t)undone;
	trial->seeks  = (uint32_t)seeks;
	trial->answer = answer;
}

static void
code_trials(ZoutAbxCodec* const codec, ZoutAbxRecord* const record)
{
	static const char closing[] = "\t],\n";
	zout_abx_code_open(codec, "trials", "[\n");
	unsigned n    = 0;
	bool     more = codec->out ? record->n_trials > 0 : strncmp(codec->in, closing, strlen(closing)) != 0;
	while (more && !codec->failed) {
		codec->index = (int)n;
		if (n >= record->plan.trials) {
			zout_abx_codec_fail(codec, "is one more trial than planned");
			return;
		}
		code_trial(codec, record->plan.protocol, &record->trials[n++]);
		const bool last =
			codec->out ? n == record->n_trials
					   : !codec->failed && codec->in[0] == '\n' && !strncmp(codec->in + 1, closing, strlen(closing));
		zout_abx_code_literal(codec, last ? "\n" : ZOUT_ABX_NEXT);
		more = !last; // behind a comma there has to be another one
	}
	record->n_trials = n;
	zout_abx_code_close(codec, closing);
}

void
zout_abx_code_record(ZoutAbxCodec* const codec, ZoutAbxRecord* const record, ZoutAbxStatement* const statement)
{
	static const char* const schemas[] = {ZOUT_ABX_SCHEMA};
	unsigned                 schema    = 0;
	unsigned                 state     = codec->out ? (unsigned)record->state - ZOUT_ABX_RUNNING : 0U;

	codec->key = "schema";
	zout_abx_code_literal(codec, "{\n");
	zout_abx_code_key(codec, "schema");
	zout_abx_code_word(codec, schemas, 1, &schema);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
	zout_abx_code_key(codec, "state");
	zout_abx_code_word(codec, zout_abx_state_names + ZOUT_ABX_RUNNING, ZOUT_ABX_N_STATES - ZOUT_ABX_RUNNING, &state);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
	record->state = (ZoutAbxState)(state + ZOUT_ABX_RUNNING);

	code_plan(codec, &record->plan);
	zout_abx_code_open(codec, "settings", "{\n");
	zout_abx_code_facts(codec, &record->settings);
	zout_abx_code_close(codec, ZOUT_ABX_CLOSE);
	zout_abx_code_key(codec, "commitment");
	zout_abx_code_hash(codec, record->commitment);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
	if (codec->failed) {
		return; // the number of trials may be anything
	}
	code_trials(codec, record);
	if (record->state != ZOUT_ABX_RUNNING) {
		zout_abx_code_end(codec, record, statement);
	}
}
