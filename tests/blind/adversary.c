// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "blind/adversary.h"

#include "fuzz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

/// Strategies beyond one for each clue
enum { ALL_CLUES, ALWAYS_A, IN_TURNS, N_RULES };

/// Fewer values of a clue teach nothing
static const double min_experience = 20.0;

void
observe(Observation* const observation, const char* const name, const double value)
{
	assert_true(observation->n < ADVERSARY_MAX_CLUES);
	observation->name[observation->n]   = name;
	observation->clue[observation->n++] = value;
}

void
adversary_init(Adversary* const self)
{
	memset(self, 0, sizeof(*self));
	self->seed = 77;
}

/**
 * Logarithm of how much better a value fits to what was seen with X = B than to what was seen with X = A, by normal
 * distributions of a common width; 0 if nothing is known.
 */
static double
evidence(const Experience* const past, const double value)
{
	if (isnan(value) || past->n[0] < min_experience || past->n[1] < min_experience) {
		return 0.0;
	}
	const double gap      = past->mean[1] - past->mean[0];
	const double middle   = 0.5 * (past->mean[0] + past->mean[1]);
	const double variance = (past->square[0] + past->square[1]) / (past->n[0] + past->n[1]) + 1e-12 * gap * gap;
	return gap == 0.0 ? 0.0 : fmin(fmax((value - middle) * gap / variance, -1e6), 1e6);
}

static uint8_t
decide(Adversary* const self, const double for_b)
{
	return for_b == 0.0 ? fuzz_uniform(&self->seed) < 0.5 : for_b > 0.0;
}

void
adversary_guess(Adversary* const self, const Observation* const observation)
{
	uint8_t* const guess = self->guess[self->n_open];
	double         sum   = 0.0;
	assert_true(self->n_open < ADVERSARY_MAX_TRIALS);
	assert_true(!self->n_clues || self->n_clues == observation->n);
	self->n_clues            = observation->n;
	self->open[self->n_open] = *observation;
	for (unsigned i = 0; i < self->n_clues; ++i) {
		const double for_b = evidence(&self->experience[i], observation->clue[i]);
		self->name[i]      = observation->name[i];
		guess[i]           = decide(self, for_b);
		sum += fmin(fmax(for_b, -20.0), 20.0);
	}
	guess[self->n_clues + ALL_CLUES] = decide(self, sum);
	guess[self->n_clues + ALWAYS_A]  = 0;
	guess[self->n_clues + IN_TURNS]  = self->n_open % 2U;
	++self->n_open;
}

static void
learn(Experience* const past, const unsigned x, const double value)
{
	if (!isnan(value)) {
		const double off = value - past->mean[x];
		past->n[x] += 1.0;
		past->mean[x] += off / past->n[x];
		past->square[x] += off * (value - past->mean[x]);
	}
}

void
adversary_reveal(Adversary* const self, const uint8_t* const x)
{
	for (unsigned trial = 0; trial < self->n_open; ++trial) {
		for (unsigned i = 0; i < self->n_clues + N_RULES; ++i) {
			self->right[i] += self->guess[trial][i] == x[trial] ? 1U : 0U;
		}
		for (unsigned i = 0; i < self->n_clues; ++i) {
			learn(&self->experience[i], x[trial], self->open[trial].clue[i]);
		}
	}
	self->trials += self->n_open;
	self->n_open = 0;
}

static double
extreme(const Adversary* const self, const double sign, const char** const name)
{
	static const char* const rules[N_RULES] = {"all clues together", "always A", "in turns"};
	unsigned                 which          = 0;
	for (unsigned i = 0; i < self->n_clues + N_RULES; ++i) {
		which = sign * ((double)self->right[i] - (double)self->right[which]) > 0.0 ? i : which;
	}
	*name = which < self->n_clues ? self->name[which] : rules[which - self->n_clues];
	return (double)self->right[which] / (double)self->trials;
}

double
adversary_best(const Adversary* const self, const char** const name)
{
	return extreme(self, 1.0, name);
}

double
adversary_worst(const Adversary* const self, const char** const name)
{
	return extreme(self, -1.0, name);
}
