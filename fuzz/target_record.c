// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any bytes as the record of a blind test. Nobody can guess a hash, so what is given is tried three times: as it
 * stands; with marks and digest made anew; and, if it has the form of a record, with order and commitment made from its
 * seed.
 *
 * What holds is, but for the evaluation, the very bytes that writing its value gives; and one byte changed is noticed.
 */

#include "abx/codec.h"
#include "abx/draw.h"
#include "abx/marks.h"
#include "abx/words.h"
#include "fuzz/target.h"

#include <stdbool.h>
#include <string.h>

enum { ROOM = ZOUT_ABX_RECORD_BYTES + 8192 };

static ZoutAbxRecord  record;
static ZoutAbxResult  result;
static ZoutAbxVerdict verdict;

/// Verifies a copy that is as long as it is, so that reading past its end is noticed
static bool
verify(const char* const text, const size_t size)
{
	char* const exact = (char*)malloc(size + 1U);
	FUZZ_REQUIRE(exact);
	memcpy(exact, text, size);
	exact[size]     = '\0';
	const bool good = zout_abx_record_verify(exact, size, &record, &result, &verdict);
	free(exact);
	FUZZ_REQUIRE(good == !verdict.n_faults);
	FUZZ_REQUIRE(verdict.n_faults <= ZOUT_ABX_MAX_FAULTS);
	for (unsigned i = 0; i < verdict.n_faults; ++i) {
		FUZZ_REQUIRE(memchr(verdict.faults[i].field, '\0', sizeof(verdict.faults[i].field)));
		FUZZ_REQUIRE(memchr(verdict.faults[i].text, '\0', sizeof(verdict.faults[i].text)));
	}
	FUZZ_REQUIRE(record.n_trials <= ZOUT_ABX_MAX_TRIALS);
	return good;
}

/// Bytes before the evaluation, whose last digits another library of mathematics may round otherwise
static size_t
certain_bytes(const char* const text, const size_t size)
{
	const char* const evaluation = strstr(text, "\t\"result\": {\n");
	const char* const marks      = strstr(text, "\n\t\"marks\": \"");
	return evaluation ? (size_t)(evaluation - text) : marks ? (size_t)(marks - text) : size;
}

/// What holds is what writing gives, and has no second form
static void
try_again(const char* const text, const size_t size, const size_t where)
{
	static char   again[ROOM];
	static char   damaged[ROOM];
	char          value[64];
	const size_t  length = zout_abx_record_write(&record, again, sizeof(again));
	ZoutAbxRecord first  = record;
	FUZZ_REQUIRE(length && size);
	FUZZ_REQUIRE(certain_bytes(again, length) == certain_bytes(text, size));
	FUZZ_REQUIRE(!memcmp(again, text, certain_bytes(text, size)));
	FUZZ_REQUIRE(*zout_abx_plan_words(&first.plan).text);
	FUZZ_REQUIRE(first.state == ZOUT_ABX_RUNNING || *zout_abx_verdict_words(&first.plan, &result).text);
	zout_abx_facts_find(&first.settings, "listener", value, sizeof(value));

	memcpy(damaged, text, size + 1U);
	damaged[where % size] = (char)(damaged[where % size] ^ 1);
	FUZZ_REQUIRE(!verify(damaged, size));
	FUZZ_REQUIRE(size < 2 || !verify(text, size - 1U));
}

/// The same text with marks and digest as they have to be; its length, 0 if it has no room for them
static size_t
seal(const char* const text, const size_t size, char* const sealed)
{
	const char* const marks = strstr(text, "\t\"marks\": \"");
	const size_t      body  = marks ? (size_t)(marks - text) : size;
	ZoutAbxText       out   = zout_abx_text(sealed, ROOM);
	for (size_t i = 0; i < body; ++i) {
		zout_abx_put_char(&out, text[i]);
	}
	zout_abx_put_marks(&out);
	return out.full ? 0U : out.length;
}

/// The record in a text, with order and commitment as its seed wants them, written; 0 if it does not have the form
static size_t
commit(const char* const text, char* const written)
{
	ZoutAbxStatement statement = {.verdict = ""};
	ZoutAbxCodec     codec     = {.in = text, .index = -1};
	memset(&record, 0, sizeof(record));
	zout_abx_code_record(&codec, &record, &statement);
	if (codec.failed) {
		return 0;
	}
	if (record.state != ZOUT_ABX_RUNNING) {
		zout_abx_draw_order(record.seed, record.plan.protocol, record.plan.trials, record.order);
		zout_abx_commit(&record, record.commitment);
	}
	zout_abx_facts_find(&record.settings, "match", (char[16]){0}, 16);
	const size_t length = zout_abx_record_write(&record, written, ZOUT_ABX_RECORD_BYTES);
	FUZZ_REQUIRE(length);
	return length;
}

/// Once the seal is right, faults may only be told of what a listener or a program writes into a record
static void
require_no_seal_fault(void)
{
	static const char* const seals[] = {"marks", "digest", "commitment", "reveal.order", "reveal.seed"};
	for (unsigned i = 0; i < verdict.n_faults; ++i) {
		for (unsigned k = 0; k < sizeof(seals) / sizeof(seals[0]); ++k) {
			FUZZ_REQUIRE(strcmp(verdict.faults[i].field, seals[k]) != 0);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	static char text[ROOM];
	static char sealed[ROOM];
	static char written[ROOM];
	if (size > ZOUT_ABX_RECORD_BYTES) {
		return 0;
	}
	size_t where = size * 7919U;
	if (size) {
		memcpy(text, data, size);
		where += data[size / 2U];
	}
	text[size] = '\0';
	if (verify(text, size)) {
		try_again(text, size, where);
	}
	const size_t length = seal(text, strlen(text), sealed);
	if (length && length <= ZOUT_ABX_RECORD_BYTES && verify(sealed, length)) {
		try_again(sealed, length, where);
	}
	const size_t again = commit(text, written);
	if (again) {
		const bool good = verify(written, again);
		require_no_seal_fault();
		if (good) {
			try_again(written, again, where);
		}
	}
	return 0;
}
