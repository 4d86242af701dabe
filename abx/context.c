// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/context.h"

#include "abx/names.h"
#include "abx/text.h"

#include <math.h>
#include <string.h>

void
zout_abx_context_init(ZoutAbxContext* const context)
{
	memset(context, 0, sizeof(*context));
	context->training_s     = (double)NAN;
	context->rate_hz        = (double)NAN;
	context->block_frames   = (double)NAN;
	context->latency_frames = (double)NAN;
	context->loop_start_s   = (double)NAN;
	context->loop_end_s     = (double)NAN;
	context->match_gain_db  = (double)NAN;
	context->max_spl_db     = (double)NAN;
	for (unsigned i = 0; i < 2; ++i) {
		context->residual_db[i]    = (double)NAN;
		context->rms_dbfs[i]       = (double)NAN;
		context->peak_dbfs[i]      = (double)NAN;
		context->spl_db[i]         = (double)NAN;
		context->turned_down_db[i] = (double)NAN;
	}
}

static void
put_two_digits(ZoutAbxText* const text, const unsigned value)
{
	zout_abx_put_char(text, (char)('0' + value / 10U % 10U));
	zout_abx_put_char(text, (char)('0' + value % 10U));
}

/// ISO 8601 of a time in seconds since 1970: years begin in March, eras have 400 of them, 146097 days
static void
put_time(ZoutAbxText* const text, const uint64_t seconds)
{
	const uint64_t days  = seconds / 86400U + 719468U; // since March 1 of year 0
	const uint64_t era   = days / 146097U;
	const unsigned day   = (unsigned)(days % 146097U);
	const unsigned year  = (day - day / 1460U + day / 36524U - day / 146096U) / 365U;
	const unsigned rest  = day - (365U * year + year / 4U - year / 100U);
	const unsigned march = (5U * rest + 2U) / 153U; // months since March
	const unsigned month = march < 10U ? march + 3U : march - 9U;
	const unsigned time  = (unsigned)(seconds % 86400U);
	zout_abx_put_count(text, era * 400U + year + (month <= 2U ? 1U : 0U));
	zout_abx_put_char(text, '-');
	put_two_digits(text, month);
	zout_abx_put_char(text, '-');
	put_two_digits(text, rest - (153U * march + 2U) / 5U + 1U);
	zout_abx_put_char(text, 'T');
	put_two_digits(text, time / 3600U);
	zout_abx_put_char(text, ':');
	put_two_digits(text, time / 60U % 60U);
	zout_abx_put_char(text, ':');
	put_two_digits(text, time % 60U);
	zout_abx_put_char(text, 'Z');
}

static const uint64_t end_of_9999_s = 253402300799U;

static void
tell_time(ZoutAbxFacts* const facts, const char* const name, const uint64_t seconds)
{
	char        buffer[32];
	ZoutAbxText text = zout_abx_text(buffer, sizeof(buffer));
	if (seconds <= end_of_9999_s) {
		put_time(&text, seconds);
	}
	zout_abx_facts_text(facts, name, seconds && seconds <= end_of_9999_s ? buffer : NULL);
}

static void
tell_settings(const ZoutAbxContext* const context, ZoutAbxFacts* const facts)
{
	if (context->settings[0]) {
		zout_abx_facts_settings(facts, "common", context->settings[0], true);
		zout_abx_facts_settings(facts, "a", context->settings[0], false);
	}
	if (context->settings[1]) {
		zout_abx_facts_settings(facts, "b", context->settings[1], false);
	}
}

/// By chain
static const char* const losses[] = {"a.turned_down_db", "b.turned_down_db"};

static void
tell_turned_down(const ZoutAbxContext* const context, ZoutAbxFacts* const facts)
{
	for (unsigned i = 0; i < 2; ++i) {
		if (isfinite(context->turned_down_db[i])) {
			zout_abx_facts_number(facts, losses[i], context->turned_down_db[i]);
		}
	}
}

void
zout_abx_context_tell(const ZoutAbxContext* const context, ZoutAbxFacts* const facts)
{
	zout_abx_facts_text(facts, "program", context->program);
	zout_abx_facts_text(facts, "version", context->version);
	zout_abx_facts_text(facts, "build", context->build);
	zout_abx_facts_text(facts, "listener", context->listener);
	zout_abx_facts_text(facts, "equipment", context->equipment);
	tell_time(facts, "started", context->started_s);
	zout_abx_facts_count(facts, "earlier_sessions", context->earlier);
	zout_abx_facts_count(facts, "earlier_aborted", context->aborted);
	zout_abx_facts_number(facts, "training_s", context->training_s);

	zout_abx_facts_text(facts, "a.name", context->names[0]);
	zout_abx_facts_text(facts, "b.name", context->names[1]);
	zout_abx_facts_text(facts, "phones", context->phones);

	zout_abx_facts_text(facts, "backend", context->backend);
	zout_abx_facts_text(facts, "isa", context->isa);
	zout_abx_facts_number(facts, "rate_hz", context->rate_hz);
	zout_abx_facts_number(facts, "block_frames", context->block_frames);
	zout_abx_facts_number(facts, "latency_frames", context->latency_frames);

	zout_abx_facts_text(facts, "source", context->source);
	zout_abx_facts_text(facts, "source_name", context->source_name);
	zout_abx_facts_text(facts, "source_sha256", context->source_sha256);
	zout_abx_facts_number(facts, "loop_start_s", context->loop_start_s);
	zout_abx_facts_number(facts, "loop_end_s", context->loop_end_s);
	zout_abx_facts_toggle(facts, "restart_at_switch", context->restart);

	const unsigned match = (unsigned)context->match;
	zout_abx_facts_text(facts, "match", match < ZOUT_ABX_N_MATCHES ? zout_abx_match_names[match] : NULL);
	zout_abx_facts_number(facts, "match_gain_db", context->match_gain_db);
	zout_abx_facts_number(facts, "residual_left_db", context->residual_db[0]);
	zout_abx_facts_number(facts, "residual_right_db", context->residual_db[1]);
	zout_abx_facts_number(facts, "a.rms_dbfs", context->rms_dbfs[0]);
	zout_abx_facts_number(facts, "b.rms_dbfs", context->rms_dbfs[1]);
	zout_abx_facts_number(facts, "a.peak_dbfs", context->peak_dbfs[0]);
	zout_abx_facts_number(facts, "b.peak_dbfs", context->peak_dbfs[1]);
	zout_abx_facts_number(facts, "a.spl_db", context->spl_db[0]);
	zout_abx_facts_number(facts, "b.spl_db", context->spl_db[1]);
	zout_abx_facts_number(facts, "max_spl_db", context->max_spl_db);
	tell_turned_down(context, facts);

	tell_settings(context, facts);
}
