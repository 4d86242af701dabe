// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file draw.h
 * From a seed to what is heard, and the commitment to it (docs/record.md has the recipe). Pure computation. [audio]
 */

#ifndef ZOUT_ABX_DRAW_H
#define ZOUT_ABX_DRAW_H

#include "abx/record.h"
#include "abx/text.h"

/** Seed of a session: HMAC-SHA-256 of its number, with the master seed as key. */
ZOUT_REALTIME
void
zout_abx_draw_seed(const uint8_t master[ZOUT_ABX_HASH_BYTES], uint64_t number, uint8_t seed[ZOUT_ABX_HASH_BYTES]);

/**
 * Draws all trials, each independent of the others and every possibility equally likely.
 *
 * @param order Bit i of each entry: chain of source i. [trials]
 */
ZOUT_REALTIME
void
zout_abx_draw_order(const uint8_t   seed[ZOUT_ABX_HASH_BYTES],
                    ZoutAbxProtocol protocol,
                    unsigned        trials,
                    uint8_t         order[]);

/** Letters of what is unknown in a trial: "A" or "B" of X, else all chains in the order of the sources. Static. */
const char*
zout_abx_order_word(ZoutAbxProtocol protocol, unsigned code);

/** Inverse: the entry for the word at `s`, or -1 if there is none. */
int
zout_abx_order_code(ZoutAbxProtocol protocol, const char* s);

/** Writes the words of all trials with a space between them. */
ZOUT_REALTIME
void
zout_abx_put_order(ZoutAbxText* text, const ZoutAbxRecord* record);

/** Right answers of a trial: set of bits 1 << answer. In a preference test the answer that prefers A. */
ZOUT_REALTIME
unsigned
zout_abx_right_answers(ZoutAbxProtocol protocol, unsigned code);

/** Commitment to seed, order, plan and settings of a record that has them. */
ZOUT_REALTIME
void
zout_abx_commit(const ZoutAbxRecord* record, uint8_t commitment[ZOUT_ABX_HASH_BYTES]);

#endif // ZOUT_ABX_DRAW_H
