// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_report.h"

#include "abx/words.h"
#include "cli/columns.h"
#include "cli/html_text.h"

#include <stdio.h>

/// Places in pixels; the widths of columns are those of their longest usual text
enum {
	WIDTH        = 900,
	ROW          = 28,
	TOP          = 44,
	BOTTOM       = 40,
	LABEL_LEFT   = 8,
	LABEL_CHARS  = 34, ///< As many as fit in front of the plot
	PLOT_LEFT    = 270,
	PLOT_RIGHT   = 700,
	NUMBERS_LEFT = 716,
};

static double
x_of(const double share)
{
	return PLOT_LEFT + share * (PLOT_RIGHT - PLOT_LEFT);
}

/// Writes a text that is cut where the column ends, at a whole UTF-8 character
static void
put_label(const char* const text)
{
	char         cut[ZOUT_REPORT_TEXT + 8];
	const size_t bytes = zout_characters(text, LABEL_CHARS);
	snprintf(cut, sizeof(cut), "%.*s%s", (int)bytes, text, text[bytes] ? "…" : "");
	zout_html_text(stdout, cut);
}

static void
axis(const ZoutReportEntry* const entries, const int height)
{
	const bool preference = entries->plan.protocol == ZOUT_ABX_PROTOCOL_PREFERENCE;
	const int  bottom     = height - BOTTOM;
	for (int percent = 0; percent <= 100; percent += 10) {
		const double x = x_of(percent / 100.0);
		printf("<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", x, TOP - 8, x, bottom);
		if (percent % 20 == 0) {
			printf("<text class=\"tick\" x=\"%.1f\" y=\"%d\">%d %%</text>\n", x, bottom + 16, percent);
		}
	}
	const double chance = x_of(zout_abx_chance(entries->plan.protocol));
	printf("<line class=\"chance\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>\n", chance, TOP - 8, chance, bottom);
	printf("<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>\n",
	       chance,
	       TOP - 16,
	       preference ? "no preference" : "guessing");
	printf("<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s, with its 95 %% interval</text>\n",
	       x_of(0.5),
	       bottom + 33,
	       preference ? "share of trials in which A was preferred" : "share of right answers");
}

/// An interval with a mark at the share; `mark` draws it at (0, 0)
static void
interval(const char* const style,
         const double      low,
         const double      high,
         const double      share,
         const double      y,
         const char* const mark)
{
	printf(
		"<g class=\"%s\"><line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x_of(low), y, x_of(high), y);
	for (unsigned i = 0; i < 2; ++i) {
		const double x = x_of(i ? high : low);
		printf("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x, y - 4.0, x, y + 4.0);
	}
	printf("<g transform=\"translate(%.1f %.1f)\">%s</g></g>\n", x_of(share), y, mark);
}

static void
numbers(const ZoutAbxOutcome* const outcome, const double p_value, const double y)
{
	printf("<text x=\"%d\" y=\"%.1f\">%u of %u, ", NUMBERS_LEFT, y + 4.0, outcome->score, outcome->trials);
	zout_html_text(stdout, zout_abx_p_words(p_value).text);
	printf("</text>\n");
}

static void
row(const ZoutReportEntry* const entry, const double y)
{
	printf("<text x=\"%d\" y=\"%.1f\">", LABEL_LEFT, y + 4.0);
	char label[2 * ZOUT_REPORT_TEXT];
	snprintf(label, sizeof(label), "%.10s  %s", entry->started, entry->listener);
	put_label(label);
	printf("</text>\n");
	if (entry->state == ZOUT_ABX_RUNNING || !entry->result.answered) {
		printf("<text class=\"faint\" x=\"%d\" y=\"%.1f\">%s</text>\n",
		       NUMBERS_LEFT,
		       y + 4.0,
		       entry->state == ZOUT_ABX_RUNNING ? "unfinished" : "aborted at once");
		return;
	}
	const ZoutAbxOutcome outcome = {entry->result.answered, entry->result.score};
	const bool           counts  = entry->result.reason == ZOUT_ABX_BY_SCORE;
	interval(!counts               ? "faint"
	         : entry->result.shown ? "shown"
	                               : "session",
	         entry->result.low,
	         entry->result.high,
	         (double)outcome.score / (double)outcome.trials,
	         y,
	         "<circle r=\"4.5\"/>");
	if (counts) {
		numbers(&outcome, entry->result.p_value, y);
	} else {
		printf("<text class=\"faint\" x=\"%d\" y=\"%.1f\">%u of %u, %s</text>\n",
		       NUMBERS_LEFT,
		       y + 4.0,
		       outcome.score,
		       outcome.trials,
		       entry->result.reason == ZOUT_ABX_BY_ABORT ? "aborted" : "levels drifted");
	}
}

void
zout_report_chart(const ZoutReportEntry* const entries, const unsigned n_entries, const ZoutReportPool* const pool)
{
	const bool pooled = pool->sessions > 1U && entries->plan.stop == ZOUT_ABX_STOP_FIXED;
	const int  height = TOP + (int)(n_entries + (pooled ? 1U : 0U)) * ROW + BOTTOM;
	printf("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Share of right answers of each session\">\n",
	       WIDTH,
	       height);
	axis(entries, height);
	for (unsigned i = 0; i < n_entries; ++i) {
		row(&entries[i], TOP + (i + 0.5) * ROW);
	}
	if (pooled) {
		const double y = TOP + (n_entries + 0.5) * ROW;
		printf("<text class=\"strong\" x=\"%d\" y=\"%.1f\">%u sessions together</text>\n",
		       LABEL_LEFT,
		       y + 4.0,
		       pool->sessions);
		interval(pool->shown ? "shown" : "session",
		         pool->low,
		         pool->high,
		         (double)pool->outcome.score / (double)pool->outcome.trials,
		         y,
		         "<path d=\"M-8 0L0 -7L8 0L0 7Z\"/>");
		numbers(&pool->outcome, pool->p_value, y);
	}
	printf("</svg>\n");
}
