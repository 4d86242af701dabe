// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/codec.h"
#include "abx/marks.h"
#include "abx/words.h"

#include <string.h>

size_t
zout_abx_record_write(const ZoutAbxRecord* const record, char* const text, const size_t size)
{
	if (!size || record->state == ZOUT_ABX_IDLE) {
		return 0;
	}
	ZoutAbxText      out       = zout_abx_text(text, size);
	ZoutAbxRecord    copy      = *record; // the codec reads and writes through one pointer
	ZoutAbxStatement statement = {.verdict = ""};
	if (record->state != ZOUT_ABX_RUNNING) {
		zout_abx_record_evaluate(record, &statement.result);
		const ZoutAbxWords words = zout_abx_verdict_words(&record->plan, &statement.result);
		memcpy(statement.verdict, words.text, sizeof(statement.verdict) - 1U);
	}
	ZoutAbxCodec codec = {.out = &out, .index = -1};
	zout_abx_code_record(&codec, &copy, &statement);
	zout_abx_put_marks(&out);
	if (out.full) {
		text[0] = '\0';
		return 0;
	}
	return out.length;
}
