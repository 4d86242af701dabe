// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file suggest.h
 * "Did you mean ...?"
 */

#ifndef ZOUT_CATALOG_SUGGEST_H
#define ZOUT_CATALOG_SUGGEST_H

#include <stddef.h>

/** The nearest word seen so far. */
typedef struct {
	const char* wanted; ///< As it was typed. Owned by the caller
	const char* best;   ///< Nearest candidate, or NULL. Owned by whoever owns the candidates
	size_t      distance;
} ZoutSuggestion;

/** Starts a search. */
ZoutSuggestion
zout_suggestion(const char* wanted);

/** Considers a candidate, which must live as long as the suggestion. */
void
zout_suggestion_offer(ZoutSuggestion* suggestion, const char* candidate);

/** Room for the words of zout_suggestion_text(). */
typedef struct {
	char text[128];
} ZoutSuggestionText;

/** "; did you mean 'BEST'?", or "" if nothing is near. */
ZoutSuggestionText
zout_suggestion_text(const ZoutSuggestion* suggestion);

#endif // ZOUT_CATALOG_SUGGEST_H
