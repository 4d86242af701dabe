// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "fuzz/bytes.h"

#include "fuzz/target.h"

#include <string.h>

uint8_t
fuzz_byte(FuzzBytes* const bytes)
{
	if (!bytes->size) {
		return 0;
	}
	--bytes->size;
	return *bytes->data++;
}

unsigned
fuzz_word(FuzzBytes* const bytes)
{
	const unsigned low = fuzz_byte(bytes);
	return low | (unsigned)fuzz_byte(bytes) << 8U;
}

float
fuzz_float(FuzzBytes* const bytes)
{
	uint8_t raw[sizeof(float)];
	float   value = 0.0F;
	for (size_t i = 0; i < sizeof(raw); ++i) {
		raw[i] = fuzz_byte(bytes);
	}
	memcpy(&value, raw, sizeof(value));
	return value;
}

char*
fuzz_string(FuzzBytes* const bytes, const char separator)
{
	const uint8_t* const end    = bytes->size ? (const uint8_t*)memchr(bytes->data, separator, bytes->size) : NULL;
	const size_t         length = end ? (size_t)(end - bytes->data) : bytes->size;
	char* const          text   = (char*)malloc(length + 1U);
	FUZZ_REQUIRE(text);
	if (length) {
		memcpy(text, bytes->data, length);
	}
	text[length] = '\0';
	bytes->data += length + (end ? 1U : 0U);
	bytes->size -= length + (end ? 1U : 0U);

	char* const exact = strdup(text); // up to a zero byte, and not one byte more
	free(text);
	FUZZ_REQUIRE(exact);
	return exact;
}
