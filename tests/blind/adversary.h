// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file adversary.h
 * Somebody who wants to know X and does not listen: whatever was observed during a trial is a number, and the records
 * of sessions that ended tell what the numbers went with.
 *
 * One strategy for each observation guesses the X under whose past observations the present one lies; one weighs all
 * of them together; two more answer by a rule. Each keeps its own score. None sees X before it has guessed.
 */

#ifndef ZOUT_TESTS_BLIND_ADVERSARY_H
#define ZOUT_TESTS_BLIND_ADVERSARY_H

#include <stdbool.h>
#include <stdint.h>

enum { ADVERSARY_MAX_CLUES = 96, ADVERSARY_MAX_TRIALS = 200 };

/** What was observed in one trial; NAN for what was not. */
typedef struct {
	unsigned    n;
	double      clue[ADVERSARY_MAX_CLUES];
	const char* name[ADVERSARY_MAX_CLUES]; ///< Static
} Observation;

/** Adds a number. */
void
observe(Observation* observation, const char* name, double value);

/// Past values of one clue, for X = A and X = B
typedef struct {
	double n[2];
	double mean[2];
	double square[2]; ///< Sum of squared deviations
} Experience;

typedef struct {
	unsigned    n_clues;
	const char* name[ADVERSARY_MAX_CLUES];
	Experience  experience[ADVERSARY_MAX_CLUES];
	uint32_t    seed;
	unsigned    trials;                         ///< Guessed and revealed
	unsigned    right[ADVERSARY_MAX_CLUES + 3]; ///< Of each strategy
	unsigned    n_open;                         ///< Trials that wait for the end of the session
	Observation open[ADVERSARY_MAX_TRIALS];
	uint8_t     guess[ADVERSARY_MAX_TRIALS][ADVERSARY_MAX_CLUES + 3];
} Adversary;

/** Begins with nothing known. */
void
adversary_init(Adversary* self);

/** Takes what was observed in a trial, and guesses. The clues must be the same in every trial. */
void
adversary_guess(Adversary* self, const Observation* observation);

/** The session is over: scores the guesses and learns. @param x 1 where X was B, [as many as were guessed]. */
void
adversary_reveal(Adversary* self, const uint8_t* x);

/** Share of right guesses of the strategy that did best; its name. */
double
adversary_best(const Adversary* self, const char** name);

/** Share of right guesses of the strategy that did worst: being wrong is knowing too. */
double
adversary_worst(const Adversary* self, const char** name);

#endif // ZOUT_TESTS_BLIND_ADVERSARY_H
