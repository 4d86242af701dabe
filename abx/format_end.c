// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/codec.h"
#include "abx/draw.h"
#include "abx/names.h"
#include "abx/stats.h"

#include <math.h>
#include <string.h>

/// The lowest gain of the cap, which may not be told: it was not by older programs, and not everything has a cap
static void
code_cap(ZoutAbxCodec* const codec, double* const lowest_cap_db)
{
	const bool told = codec->out ? !isnan(*lowest_cap_db) : *codec->in == ',';
	if (!told) {
		*lowest_cap_db = (double)NAN;
		return;
	}
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
	zout_abx_code_key(codec, "lowest_cap_db");
	zout_abx_code_number(codec, lowest_cap_db);
	if (!(*lowest_cap_db <= 0.0)) {
		zout_abx_codec_fail(codec, "is not a gain of 0 dB or less");
	}
}

static void
code_closing(ZoutAbxCodec* const codec, ZoutAbxRecord* const record)
{
	ZoutAbxClosing closing = record->closing;
	if (!closing.valid) {
		closing.residual_db[0] = (double)NAN;
		closing.residual_db[1] = (double)NAN;
		closing.xruns          = (double)NAN;
		closing.lowest_cap_db  = (double)NAN;
	}
	zout_abx_code_open(codec, "closing", "{\n");
	zout_abx_code_key(codec, "ended_ms");
	zout_abx_code_count(codec, &record->ended_ms, UINT64_MAX);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
	zout_abx_code_keyed_number(codec, "residual_left_db", &closing.residual_db[0]);
	zout_abx_code_keyed_number(codec, "residual_right_db", &closing.residual_db[1]);
	zout_abx_code_key(codec, "xruns");
	zout_abx_code_number(codec, &closing.xruns);
	code_cap(codec, &closing.lowest_cap_db);
	zout_abx_code_literal(codec, "\n");
	zout_abx_code_close(codec, ZOUT_ABX_CLOSE);
	if (!codec->out) {
		closing.valid   = 1;
		record->closing = closing;
	}
}

static void
code_reveal(ZoutAbxCodec* const codec, ZoutAbxRecord* const record)
{
	zout_abx_code_open(codec, "reveal", "{\n");
	zout_abx_code_key(codec, "seed");
	zout_abx_code_hash(codec, record->seed);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
	zout_abx_code_key(codec, "order");
	zout_abx_code_literal(codec, "\"");
	if (codec->out) {
		zout_abx_put_order(codec->out, record);
	}
	for (unsigned i = 0; i < record->plan.trials && !codec->out && !codec->failed; ++i) {
		zout_abx_code_literal(codec, i ? " " : "");
		const int code = codec->failed ? -1 : zout_abx_order_code(record->plan.protocol, codec->in);
		if (code < 0) {
			zout_abx_codec_fail(codec, "has something else than one word for each planned trial");
			return;
		}
		record->order[i] = (uint8_t)code;
		codec->in += strlen(zout_abx_order_word(record->plan.protocol, record->order[i]));
	}
	zout_abx_code_literal(codec, "\"\n");
	zout_abx_code_close(codec, ZOUT_ABX_CLOSE);
}

static void
code_verdict(ZoutAbxCodec* const codec, char verdict[64])
{
	zout_abx_code_key(codec, "verdict");
	zout_abx_code_literal(codec, "\"");
	if (codec->out) {
		zout_abx_put(codec->out, verdict);
	} else {
		ZoutAbxText text = zout_abx_text(verdict, 64);
		while (!codec->failed && *codec->in != '"' && *codec->in >= ' ' && !text.full) {
			zout_abx_put_char(&text, *codec->in++);
		}
	}
	zout_abx_code_literal(codec, "\"\n");
}

static void
code_result(ZoutAbxCodec* const codec, const ZoutAbxProtocol protocol, ZoutAbxStatement* const statement)
{
	ZoutAbxResult* const result = &statement->result;
	unsigned             reason = (unsigned)result->reason;
	zout_abx_code_open(codec, "result", "{\n");
	zout_abx_code_keyed_unsigned(codec, "answered", &result->answered, ZOUT_ABX_MAX_TRIALS);
	zout_abx_code_keyed_unsigned(codec, "score", &result->score, ZOUT_ABX_MAX_TRIALS);
	zout_abx_code_keyed_unsigned(codec, "needed", &result->needed, ZOUT_ABX_MAX_TRIALS + 1U);
	zout_abx_code_keyed_number(codec, "p_value", &result->p_value);
	zout_abx_code_keyed_number(codec, "interval_low", &result->low);
	zout_abx_code_keyed_number(codec, "interval_high", &result->high);
	zout_abx_code_keyed_number(codec, "d_prime_differencing", &result->d_prime[ZOUT_ABX_DIFFERENCING]);
	zout_abx_code_keyed_number(codec, "d_prime_independent", &result->d_prime[ZOUT_ABX_INDEPENDENT]);
	zout_abx_code_keyed_number(codec, "power_70", &result->power[0]);
	zout_abx_code_keyed_number(codec, "power_80", &result->power[1]);
	zout_abx_code_keyed_number(codec, "power_90", &result->power[2]);
	zout_abx_code_keyed_number(codec, "guess_risk", &result->size);
	zout_abx_code_key(codec, "answers");
	for (unsigned i = 0; i < zout_abx_n_answers(protocol); ++i) {
		zout_abx_code_literal(codec, i ? ", " : "[");
		zout_abx_code_unsigned(codec, &result->answers[i], ZOUT_ABX_MAX_TRIALS);
	}
	zout_abx_code_literal(codec, "],\n");
	zout_abx_code_keyed_number(codec, "bias_p", &result->bias_p);
	zout_abx_code_key(codec, "reason");
	zout_abx_code_word(codec, zout_abx_reason_names, ZOUT_ABX_N_REASONS, &reason);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
	result->reason = (ZoutAbxReason)reason;
	code_verdict(codec, statement->verdict);
	zout_abx_code_close(codec, ZOUT_ABX_CLOSE);
}

void
zout_abx_code_end(ZoutAbxCodec* const codec, ZoutAbxRecord* const record, ZoutAbxStatement* const statement)
{
	code_closing(codec, record);
	code_reveal(codec, record);
	code_result(codec, record->plan.protocol, statement);
}
