// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/names.h"
#include "abx/words.h"
#include "cli/abx_report.h"
#include "cli/html_text.h"
#include "dsp/zout.h"

#include <stdio.h>
#include <string.h>

static const char style[] =
	"body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 "
	"1rem;color:#1d1d1f;background:#fff}\n"
	"h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.5rem}svg{width:100%;height:auto;display:block}\n"
	"svg text{font-size:13px;fill:#1d1d1f}svg .tick{text-anchor:middle;fill:#5f6368;font-size:12px}svg "
	".strong{font-weight:600}\n"
	".grid{stroke:#e4e6ea}.chance{stroke:#5f6368;stroke-dasharray:5 4}\n"
	".session line{stroke:#2b6cb0;stroke-width:2}.session circle,.session path{fill:#2b6cb0}\n"
	".shown line{stroke:#b7410e;stroke-width:2}.shown circle,.shown path{fill:#b7410e}\n"
	".faint line{stroke:#b5b9c0}.faint circle{fill:#b5b9c0}svg text.faint{fill:#5f6368}\n"
	"table{border-collapse:collapse;font-size:.85rem;width:100%}th,td{text-align:left;padding:.25rem .6rem .25rem 0;"
	"border-bottom:1px solid "
	"#e4e6ea;vertical-align:top}code{overflow-wrap:anywhere;font-size:.75rem}.note{color:#5f6368}\n";

/// A text between two that are markup
static void
put(const char* const before, const char* const text, const char* const after)
{
	printf("%s", before);
	zout_html_text(stdout, text);
	printf("%s", after);
}

/// Number of entries of the question of the first one
static unsigned
same_question(const ZoutReportEntry* const entries, const unsigned n_entries)
{
	unsigned n = 1;
	while (n < n_entries && !strcmp(entries[n].question, entries->question)) {
		++n;
	}
	return n;
}

/// The pool in words; for a single session its own result
static void
put_pool(const ZoutReportEntry* const entries, const unsigned n_entries, const ZoutReportPool* const pool)
{
	const bool    sprt   = entries->plan.stop == ZOUT_ABX_STOP_SPRT;
	ZoutAbxResult result = {.answered = pool->outcome.trials,
	                        .score    = pool->outcome.score,
	                        .p_value  = pool->p_value,
	                        .low      = pool->low,
	                        .high     = pool->high,
	                        .shown    = pool->shown};
	for (unsigned i = 0; i < 2; ++i) {
		result.d_prime[i] = zout_abx_d_prime(entries->plan.protocol, (ZoutAbxObserver)i, &pool->outcome);
	}
	if (!pool->sessions) {
		printf("<p><strong>Nothing to evaluate</strong>: no session was finished.</p>\n");
	} else if (sprt) {
		put("<p><strong>", zout_abx_verdict_words(&entries->plan, &result).text, "</strong>: ");
		printf("%u sessions, each ended when decided, combined ", pool->sessions);
		put("", zout_abx_p_words(pool->p_value).text, " (Fisher).</p>\n");
	} else {
		put("<p><strong>", zout_abx_verdict_words(&entries->plan, &result).text, "</strong>: ");
		put("", zout_abx_result_words(&entries->plan, &result).text, "");
		printf(", %u %s.</p>\n", pool->sessions, pool->sessions == 1U ? "session" : "sessions");
	}
	if (pool->left_out) {
		printf("<p>%u of %u sessions not counted (aborted, unfinished, or levels drifted apart).",
		       pool->left_out,
		       n_entries);
		if (!sprt && pool->with_aborted.trials > pool->outcome.trials) {
			printf(" With all answers that can be judged: %u of %u, ",
			       pool->with_aborted.score,
			       pool->with_aborted.trials);
			put("", zout_abx_p_words(pool->with_aborted_p).text, ".");
		}
		printf("</p>\n");
	}
}

static void
put_table(const ZoutReportEntry* const entries, const unsigned n_entries)
{
	printf("<table><tr><th>Started</th><th>Listener</th><th>What the plan could "
	       "find</th><th>Result</th><th>Commitment</th></tr>\n");
	for (unsigned i = 0; i < n_entries; ++i) {
		const ZoutReportEntry* const entry = &entries[i];
		put("<tr><td>", entry->started, "</td>");
		put("<td>", entry->listener, "</td>");
		put("<td>", zout_abx_plan_words(&entry->plan).text, "</td><td>");
		if (entry->state == ZOUT_ABX_RUNNING) {
			printf("unfinished, %u answered", entry->result.answered);
		} else {
			put("", zout_abx_verdict_words(&entry->plan, &entry->result).text, ": ");
			put("", zout_abx_result_words(&entry->plan, &entry->result).text, "");
		}
		printf("</td><td><code>");
		for (unsigned k = 0; k < ZOUT_ABX_HASH_BYTES; ++k) {
			printf("%02x", entry->commitment[k]);
		}
		printf("</code></td></tr>\n");
	}
	printf("</table>\n");
}

/// Sessions that records of a listener tell of, but that are not on the page
static void
put_missing(const ZoutReportEntry* const entries, const unsigned n_entries)
{
	for (unsigned i = 0; i < n_entries; ++i) {
		unsigned here    = 0;
		unsigned earlier = 0;
		bool     first   = true;
		for (unsigned k = 0; k < n_entries; ++k) {
			if (!strcmp(entries[k].listener, entries[i].listener)) {
				first   = first && k >= i;
				earlier = entries[k].earlier + 1U > earlier ? entries[k].earlier + 1U : earlier;
				++here;
			}
		}
		if (first && earlier > here) {
			put("<p>The records of ", entries[i].listener, " tell of ");
			printf("%u sessions in all; not on this page: %u.</p>\n", earlier, earlier - here);
		}
	}
}

static void
put_question(const ZoutReportEntry* const entries, const unsigned n_entries)
{
	const ZoutReportPool pool = zout_report_pool(entries, n_entries);
	put("<h2>", entries->a, " (A) against ");
	put("", entries->b, " (B)</h2>\n<p>");
	printf("%s, %s, at %g %%; ",
	       zout_abx_protocol_names[entries->plan.protocol],
	       zout_abx_stop_names[entries->plan.stop],
	       100.0 * entries->plan.alpha);
	put("headphone ", entries->phones, ", ");
	put("programme ", entries->programme, ", ");
	put("levels matched: ", entries->match, ".</p>\n");
	put_pool(entries, n_entries, &pool);
	zout_report_chart(entries, n_entries, &pool);
	printf("<p class=\"note\">Each line is a 95 %% interval. Orange: shown; blue: not shown; grey: not counted.</p>\n");
	put_table(entries, n_entries);
}

void
zout_report_page(const ZoutReportEntry* const entries, const unsigned n_entries)
{
	printf("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	       "<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"generator\" content=\"zout %s\">\n"
	       "<title>Blind tests</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>Blind tests</h1>\n",
	       zout_version(),
	       style);
	unsigned n_questions = 0;
	for (unsigned i = 0; i < n_entries; i += same_question(&entries[i], n_entries - i)) {
		++n_questions;
	}
	printf("<p>%u %s, each verified byte by byte.%s</p>\n",
	       n_entries,
	       n_entries == 1U ? "record" : "records",
	       n_questions > 1U ? " They differ in what was asked, compared, played or matched, and are evaluated apart."
	                        : "");
	put_missing(entries, n_entries);
	for (unsigned i = 0; i < n_entries; i += same_question(&entries[i], n_entries - i)) {
		put_question(&entries[i], same_question(&entries[i], n_entries - i));
	}
	printf("<p class=\"note\">Sessions taken together say what they would have said as one, if none was left out: "
	       "whoever picks the files decides what is counted. Commitments that were sent to somebody before the first "
	       "answer show which sessions there were. &ldquo;Not shown&rdquo; is not &ldquo;no difference&rdquo;.</p>\n"
	       "</body>\n</html>\n");
}
