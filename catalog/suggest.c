// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
	MAX_WORD     = 64,
	WORD_EDIT    = 2, ///< Cost of an edit of a letter or digit
	DASH_EDIT    = 1, ///< Of a dash, blank or the like, which is forgotten more easily
	MAX_DISTANCE = MAX_WORD * WORD_EDIT,
};

static bool
same(const char a, const char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t
least(const size_t a, const size_t b, const size_t c)
{
	const size_t ab = a < b ? a : b;
	return ab < c ? ab : c;
}

/// Cost of a character too many or too few
static size_t
gap(const char c)
{
	return isalnum((unsigned char)c) ? WORD_EDIT : DASH_EDIT;
}

/// Cost of the insertions, deletions, changes and swaps of neighbours between two words; case is free
static size_t
edit_distance(const char* const a, const char* const b)
{
	const size_t n = strlen(a);
	const size_t m = strlen(b);
	if (n > MAX_WORD || m > MAX_WORD) {
		return MAX_DISTANCE;
	}

	size_t rows[3][MAX_WORD + 1]; // the row before the last, the last and this one, taken in turns
	rows[0][0] = 0;
	for (size_t j = 1; j <= m; ++j) {
		rows[0][j] = rows[0][j - 1] + gap(b[j - 1]);
	}
	for (size_t i = 1; i <= n; ++i) {
		size_t* const       row    = rows[i % 3];
		const size_t* const last   = rows[(i + 2) % 3];
		const size_t* const before = rows[(i + 1) % 3];
		row[0]                     = last[0] + gap(a[i - 1]);
		for (size_t j = 1; j <= m; ++j) {
			const size_t change = same(a[i - 1], b[j - 1]) ? 0U : WORD_EDIT;
			row[j]              = least(last[j] + gap(a[i - 1]), row[j - 1] + gap(b[j - 1]), last[j - 1] + change);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) {
				row[j] = least(row[j], before[j - 2] + WORD_EDIT, MAX_DISTANCE);
			}
		}
	}
	return rows[n % 3][m];
}

ZoutSuggestion
zout_suggestion(const char* const wanted)
{
	const ZoutSuggestion suggestion = {wanted, NULL, MAX_DISTANCE};
	return suggestion;
}

void
zout_suggestion_offer(ZoutSuggestion* const suggestion, const char* const candidate)
{
	const size_t distance = edit_distance(suggestion->wanted, candidate);
	if (distance < suggestion->distance) {
		suggestion->distance = distance;
		suggestion->best     = candidate;
	}
}

/// Of a URI only what is behind the last colon counts: what many begin with makes none of them near
static size_t
name_length(const char* const word)
{
	const char* const colon = strrchr(word, ':');
	return strlen(colon ? colon + 1 : word);
}

ZoutSuggestionText
zout_suggestion_text(const ZoutSuggestion* const suggestion)
{
	ZoutSuggestionText result = {""};
	if (!suggestion->best) {
		return result;
	}
	// Further away than a third of the word it would be a guess
	const size_t length = name_length(suggestion->wanted);
	const size_t limit  = WORD_EDIT * (length / 3U + 1U);
	// One whose every letter is another is none: any word of one letter is one edit away from any other
	const size_t of_best = name_length(suggestion->best);
	const size_t most    = of_best > length ? of_best : length;
	if (suggestion->distance <= limit && suggestion->distance < WORD_EDIT * most) {
		snprintf(result.text, sizeof(result.text), "; did you mean '%s'?", suggestion->best);
	}
	return result;
}
