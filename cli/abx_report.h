// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_report.h
 * Several records of blind tests on one page.
 *
 * Sessions are pooled only if they asked the same question: protocol, stop rule, alpha, all controls of both chains and
 * of what they share, programme and matching of levels. Others get a part of the page of their own.
 */

#ifndef ZOUT_CLI_ABX_REPORT_H
#define ZOUT_CLI_ABX_REPORT_H

#include "abx/facts.h"
#include "abx/record.h"
#include "abx/stats.h"
#include "cli/message.h"

#include <stdbool.h>

enum { ZOUT_REPORT_TEXT = ZOUT_ABX_FACT_TEXT_BYTES };

/** What a page tells of one session. */
typedef struct {
	const char*   path;
	ZoutAbxState  state;
	ZoutAbxPlan   plan;
	ZoutAbxResult result; ///< Of an unfinished session: nothing but `answered`
	uint8_t       commitment[ZOUT_ABX_HASH_BYTES];
	char          question[8 * ZOUT_REPORT_TEXT]; ///< Equal for sessions that can be pooled
	char          listener[ZOUT_REPORT_TEXT];     ///< "unknown" if not told, as the following ones
	char          started[ZOUT_REPORT_TEXT];
	char          a[ZOUT_REPORT_TEXT];
	char          b[ZOUT_REPORT_TEXT];
	char          phones[ZOUT_REPORT_TEXT];
	char          programme[ZOUT_REPORT_TEXT];
	char          match[ZOUT_REPORT_TEXT];
	unsigned      earlier; ///< Sessions that its program knew of before it
} ZoutReportEntry;

/** Several sessions taken together. */
typedef struct {
	unsigned       sessions; ///< Finished, with levels that held
	unsigned       left_out; ///< Aborted, unfinished, or with levels that drifted
	ZoutAbxOutcome outcome;  ///< Of the finished ones
	double         p_value;  ///< Fixed: of the sum of scores, exact. SPRT: Fisher's combination of the sessions' p
	double         low;      ///< 95 % interval of the share of right answers; not for SPRT
	double         high;
	bool           shown;
	ZoutAbxOutcome with_aborted; ///< With the answers of those left out as well
	double         with_aborted_p;
} ZoutReportPool;

/** `zout abx --report FILE...`: writes the page to standard output, after all files were read and hold. */
ZoutExit
zout_abx_report(const char* const* paths, unsigned n_paths);

/** Takes sessions of one question together. */
ZoutReportPool
zout_report_pool(const ZoutReportEntry* entries, unsigned n_entries);

/** Writes the page. Entries of one question stand next to each other. */
void
zout_report_page(const ZoutReportEntry* entries, unsigned n_entries);

/** Writes the chart of sessions of one question, and their pool, as SVG: each share with its interval, and chance. */
void
zout_report_chart(const ZoutReportEntry* entries, unsigned n_entries, const ZoutReportPool* pool);

#endif // ZOUT_CLI_ABX_REPORT_H
