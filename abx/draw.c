// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/draw.h"

#include "abx/codec.h"
#include "abx/hash.h"
#include "abx/sodium_realtime.h"
#include "abx/wipe.h"

#include <string.h>

/// A possible trial: chains of the sources as letters, and as bits
typedef struct {
	const char* word;
	uint8_t     code;
} Possibility;

static const Possibility abx[]        = {{"A", 2}, {"B", 6}}; // A, B, X
static const Possibility preference[] = {{"AB", 2}, {"BA", 1}};
static const Possibility triangle[]   = {{"ABB", 6}, {"BAB", 5}, {"BBA", 3}, {"BAA", 1}, {"ABA", 2}, {"AAB", 4}};

static const Possibility*
possibilities(const ZoutAbxProtocol protocol, unsigned* const n)
{
	*n = protocol == ZOUT_ABX_PROTOCOL_TRIANGLE ? 6U : 2U;
	return protocol == ZOUT_ABX_PROTOCOL_TRIANGLE     ? triangle
	       : protocol == ZOUT_ABX_PROTOCOL_PREFERENCE ? preference
	                                                  : abx;
}

void
zout_abx_draw_seed(const uint8_t master[ZOUT_ABX_HASH_BYTES], const uint64_t number, uint8_t seed[ZOUT_ABX_HASH_BYTES])
{
	char        buffer[64];
	ZoutAbxText text = zout_abx_text(buffer, sizeof(buffer));
	zout_abx_put(&text, "zout-abx-1 session\n");
	zout_abx_put_count(&text, number);
	zout_abx_put_char(&text, '\n');
	crypto_auth_hmacsha256(seed, (const unsigned char*)buffer, text.length, master);
}

/// Block of 32 random bytes: SHA-256 of name, seed and number
static void
draw_block(const uint8_t seed[ZOUT_ABX_HASH_BYTES], const unsigned number, uint8_t block[ZOUT_ABX_HASH_BYTES])
{
	char        buffer[128];
	ZoutAbxText text = zout_abx_text(buffer, sizeof(buffer));
	zout_abx_put(&text, "zout-abx-1 draw\n");
	zout_abx_put_hex(&text, seed, ZOUT_ABX_HASH_BYTES);
	zout_abx_put_char(&text, '\n');
	zout_abx_put_count(&text, number);
	zout_abx_put_char(&text, '\n');

	ZoutAbxHash hash;
	zout_abx_hash_init(&hash);
	zout_abx_hash_add(&hash, buffer, text.length);
	zout_abx_hash_end(&hash, block);
	zout_abx_wipe(buffer, sizeof(buffer));
}

void
zout_abx_draw_order(const uint8_t         seed[ZOUT_ABX_HASH_BYTES],
                    const ZoutAbxProtocol protocol,
                    const unsigned        trials,
                    uint8_t               order[])
{
	unsigned                 n        = 0;
	const Possibility* const possible = possibilities(protocol, &n);
	const unsigned           limit    = 256U - 256U % n; // bytes beyond would favour some of six
	uint8_t                  block[ZOUT_ABX_HASH_BYTES];
	unsigned                 trial = 0;
	// That many blocks would run out with a probability below 1e-300
	for (unsigned number = 0; trial < trials && number < 64U; ++number) {
		draw_block(seed, number, block);
		for (unsigned i = 0; i < ZOUT_ABX_HASH_BYTES && trial < trials; ++i) {
			if (block[i] < limit) {
				order[trial++] = possible[block[i] % n].code;
			}
		}
	}
	zout_abx_wipe(block, sizeof(block));
}

const char*
zout_abx_order_word(const ZoutAbxProtocol protocol, const unsigned code)
{
	unsigned                 n        = 0;
	const Possibility* const possible = possibilities(protocol, &n);
	for (unsigned i = 0; i < n; ++i) {
		if (possible[i].code == code) {
			return possible[i].word;
		}
	}
	return "?";
}

int
zout_abx_order_code(const ZoutAbxProtocol protocol, const char* const s)
{
	unsigned                 n        = 0;
	const Possibility* const possible = possibilities(protocol, &n);
	for (unsigned i = 0; i < n; ++i) {
		if (!strncmp(possible[i].word, s, strlen(possible[i].word))) {
			return possible[i].code;
		}
	}
	return -1;
}

void
zout_abx_put_order(ZoutAbxText* const text, const ZoutAbxRecord* const record)
{
	for (unsigned i = 0; i < record->plan.trials; ++i) {
		zout_abx_put(text, i ? " " : "");
		zout_abx_put(text, zout_abx_order_word(record->plan.protocol, record->order[i]));
	}
}

unsigned
zout_abx_right_answers(const ZoutAbxProtocol protocol, const unsigned code)
{
	switch (protocol) {
	case ZOUT_ABX_PROTOCOL_ABX:
		return 1U << (code >> 2U & 1U);
	case ZOUT_ABX_PROTOCOL_PREFERENCE:
		return ~code & 3U; // A is chain 0
	case ZOUT_ABX_PROTOCOL_TRIANGLE:
		break;
	}
	// The odd one: the only bit that is set, or the only one that is not
	return code == 1U || code == 2U || code == 4U ? code : ~code & 7U;
}

void
zout_abx_commit(const ZoutAbxRecord* const record, uint8_t commitment[ZOUT_ABX_HASH_BYTES])
{
	char        buffer[1024]; // order: 200 words of at most 4 letters
	ZoutAbxHash hash;
	zout_abx_hash_init(&hash);

	ZoutAbxText text = zout_abx_text(buffer, sizeof(buffer));
	zout_abx_put(&text, "zout-abx-1 commitment\n");
	zout_abx_put_hex(&text, record->seed, ZOUT_ABX_HASH_BYTES);
	zout_abx_put_char(&text, '\n');
	zout_abx_put_order(&text, record);
	zout_abx_put_char(&text, '\n');
	zout_abx_hash_add(&hash, buffer, text.length);

	text = zout_abx_text(buffer, sizeof(buffer));
	zout_abx_put_plan(&text, &record->plan);
	zout_abx_hash_add(&hash, buffer, text.length);
	zout_abx_hash_text(&hash, ZOUT_ABX_SETTINGS_OPEN);
	zout_abx_hash_add(&hash, record->settings.text, record->settings.size);
	zout_abx_hash_text(&hash, ZOUT_ABX_CLOSE);
	zout_abx_hash_end(&hash, commitment);
	zout_abx_wipe(buffer, sizeof(buffer));
}
