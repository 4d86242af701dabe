// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/codec.h"
#include "abx/draw.h"
#include "abx/marks.h"
#include "abx/names.h"
#include "abx/stats.h"
#include "abx/words.h"

#include <math.h>
#include <string.h>

/// Numbers stand in a record with seven significant digits; libraries of mathematics differ by far less
static const double relative_tolerance = 2e-6;
static const double absolute_tolerance = 1e-9;

/// Notes a fault "is STATED, but FOLLOWS FROM gives FOUND"
static void
contradict(ZoutAbxVerdict* const verdict, const char* const field, const char* const stated, const char* const found)
{
	ZoutAbxFault fault;
	ZoutAbxText  text = zout_abx_text(fault.field, sizeof(fault.field));
	zout_abx_put(&text, field);
	text = zout_abx_text(fault.text, sizeof(fault.text));
	zout_abx_put(&text, "is ");
	zout_abx_put(&text, stated);
	zout_abx_put(&text, ", but the rest of the record gives ");
	zout_abx_put(&text, found);
	zout_abx_add_fault(verdict, &fault);
}

static void
compare(ZoutAbxVerdict* const verdict, const char* const field, const double stated, const double found)
{
	const double allowed = fmax(relative_tolerance * fabs(found), absolute_tolerance * fmin(1.0, fabs(found)));
	if (fabs(stated - found) <= allowed || (isnan(stated) && isnan(found)) || (stated == 0.0 && fabs(found) < 1e-15)) {
		return;
	}
	char        words[2][40];
	ZoutAbxText text = zout_abx_text(words[0], sizeof(words[0]));
	zout_abx_put_number(&text, stated);
	text = zout_abx_text(words[1], sizeof(words[1]));
	zout_abx_put_number(&text, found);
	contradict(verdict, field, words[0], words[1]);
}

/// Times must not run backwards
static void
check_times(const ZoutAbxRecord* const record, ZoutAbxVerdict* const verdict)
{
	uint64_t last_ms = 0;
	for (unsigned i = 0; i < record->n_trials; ++i) {
		ZoutAbxCodec codec = {.section = "trials", .index = (int)i};
		if (record->trials[i].begun_ms < last_ms || record->trials[i].answered_ms < record->trials[i].begun_ms) {
			zout_abx_codec_fail(&codec, "happens before what it follows");
			zout_abx_add_fault(verdict, &codec.fault);
		}
		last_ms = record->trials[i].answered_ms;
	}
	if (record->state != ZOUT_ABX_RUNNING && record->ended_ms < last_ms) {
		zout_abx_object(verdict, "closing.ended_ms", "is before the last answer");
	}
}

/// The state must be the one that the answers lead to
static void
check_state(const ZoutAbxRecord* const record, ZoutAbxVerdict* const verdict)
{
	if (record->state == ZOUT_ABX_RUNNING) {
		if (record->n_trials >= record->plan.trials) {
			zout_abx_object(verdict, "state", "is unfinished, but all trials are answered");
		}
		return;
	}
	bool over = false;
	for (unsigned n = 1; n <= record->n_trials; ++n) {
		if (over) {
			zout_abx_object(verdict, "trials", "go on after the end of the session");
			return;
		}
		const ZoutAbxOutcome outcome = {n, zout_abx_record_score(record, n)};
		over                         = zout_abx_is_over(&record->plan, &outcome);
	}
	if (over != (record->state == ZOUT_ABX_FINISHED)) {
		zout_abx_object(
			verdict,
			"state",
			over ? "is aborted, but the answers complete the session" : "is finished, but trials are missing");
	}
}

/// Seed to order, and both with plan and settings to the commitment
static void
check_reveal(const ZoutAbxRecord* const record, ZoutAbxVerdict* const verdict)
{
	uint8_t order[ZOUT_ABX_MAX_TRIALS];
	uint8_t commitment[ZOUT_ABX_HASH_BYTES];
	zout_abx_draw_order(record->seed, record->plan.protocol, record->plan.trials, order);
	if (memcmp(order, record->order, record->plan.trials) != 0) {
		zout_abx_object(verdict, "reveal.order", "is not what the seed gives");
	}
	zout_abx_commit(record, commitment);
	if (memcmp(commitment, record->commitment, sizeof(commitment)) != 0) {
		zout_abx_object(verdict, "commitment", "is not that of seed, order, plan and settings");
	}
}

static void
check_result(const ZoutAbxRecord* const    record,
             const ZoutAbxStatement* const statement,
             const ZoutAbxResult* const    found,
             ZoutAbxVerdict* const         verdict)
{
	static const char* const   powers[] = {"result.power_70", "result.power_80", "result.power_90"};
	const ZoutAbxResult* const stated   = &statement->result;
	compare(verdict, "result.answered", (double)stated->answered, (double)found->answered);
	compare(verdict, "result.score", (double)stated->score, (double)found->score);
	compare(verdict, "result.needed", (double)stated->needed, (double)found->needed);
	compare(verdict, "result.p_value", stated->p_value, found->p_value);
	compare(verdict, "result.interval_low", stated->low, found->low);
	compare(verdict, "result.interval_high", stated->high, found->high);
	compare(verdict, "result.d_prime_differencing", stated->d_prime[0], found->d_prime[0]);
	compare(verdict, "result.d_prime_independent", stated->d_prime[1], found->d_prime[1]);
	for (unsigned i = 0; i < 3; ++i) {
		compare(verdict, powers[i], stated->power[i], found->power[i]);
		compare(verdict, "result.answers", (double)stated->answers[i], (double)found->answers[i]);
	}
	compare(verdict, "result.guess_risk", stated->size, found->size);
	compare(verdict, "result.bias_p", stated->bias_p, found->bias_p);
	if (stated->reason != found->reason) {
		contradict(
			verdict, "result.reason", zout_abx_reason_names[stated->reason], zout_abx_reason_names[found->reason]);
	}
	const ZoutAbxWords words = zout_abx_verdict_words(&record->plan, found);
	if (strcmp(words.text, statement->verdict) != 0) {
		contradict(verdict, "result.verdict", statement->verdict, words.text);
	}
}

/// True if any bytes look like a record of this version, damaged or not
static bool
is_readable(const char* const text, const size_t size)
{
	const char* const digest = zout_abx_find_digest(text, size);
	return strstr(text, ZOUT_ABX_SCHEMA) || (digest && digest != text);
}

bool
zout_abx_record_verify(const char* const     text,
                       const size_t          size,
                       ZoutAbxRecord* const  record,
                       ZoutAbxResult* const  result,
                       ZoutAbxVerdict* const verdict)
{
	ZoutAbxStatement statement;
	memset(record, 0, sizeof(*record));
	memset(result, 0, sizeof(*result));
	memset(verdict, 0, sizeof(*verdict));
	memset(&statement, 0, sizeof(statement));
	verdict->readable = is_readable(text, size);
	if (!verdict->readable) {
		zout_abx_object(verdict, "schema", "is not " ZOUT_ABX_SCHEMA);
		return false;
	}

	zout_abx_check_marks(text, size, verdict);
	ZoutAbxCodec codec = {.in = text, .index = -1};
	zout_abx_code_record(&codec, record, &statement);
	if (codec.failed) {
		// The marks tell the line; the form tells it too, but where it could not go on
		if (!verdict->n_faults || !strcmp(verdict->faults[0].field, "marks") ||
		    !strcmp(verdict->faults[0].field, "digest")) {
			zout_abx_add_fault(verdict, &codec.fault);
		}
		return false;
	}
	if (codec.in + zout_abx_marks_bytes(codec.in) != text + size) {
		zout_abx_object(verdict, "marks", "are not where a record has them");
	}

	zout_abx_check_settings(record, verdict);
	check_times(record, verdict);
	check_state(record, verdict);
	if (record->state != ZOUT_ABX_RUNNING) {
		check_reveal(record, verdict);
		zout_abx_record_evaluate(record, result);
		check_result(record, &statement, result, verdict);
	}
	return !verdict->n_faults;
}
