// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_report.h"

#include "abx/names.h"
#include "abx/text.h"
#include "cli/record_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Whether the record knows
static bool
tell(const ZoutAbxRecord* const record, const char* const name, char text[ZOUT_REPORT_TEXT])
{
	const bool known = zout_abx_facts_find(&record->settings, name, text, ZOUT_REPORT_TEXT);
	if (!known) {
		memcpy(text, "unknown", sizeof("unknown"));
	}
	return known;
}

/// Everything that has to be the same in sessions that are pooled. Of amplifiers and files the record may know no more
/// than the name
static void
tell_question(const ZoutAbxRecord* const record, ZoutReportEntry* const entry)
{
	static const struct {
		const char* fact;
		const char* otherwise;
	} names[] = {
		{"phones", NULL},
		{"common.sha256", NULL},
		{"a.sha256", "a.name"},
		{"b.sha256", "b.name"},
		{"match", NULL},
		{"source", NULL},
		{"source_sha256", "source_name"},
	};
	ZoutAbxText text = zout_abx_text(entry->question, sizeof(entry->question));
	zout_abx_put(&text, zout_abx_protocol_names[record->plan.protocol]);
	zout_abx_put_char(&text, ' ');
	zout_abx_put(&text, zout_abx_stop_names[record->plan.stop]);
	zout_abx_put_char(&text, ' ');
	zout_abx_put_number(&text, record->plan.alpha);
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
		char value[ZOUT_REPORT_TEXT];
		if (!tell(record, names[i].fact, value) && names[i].otherwise) {
			tell(record, names[i].otherwise, value);
		}
		zout_abx_put_char(&text, '\n');
		zout_abx_put(&text, value);
	}
}

static void
fill(ZoutReportEntry* const entry, const char* const path, const ZoutRecordFile* const file)
{
	const ZoutAbxRecord* const record = &file->record;
	char                       earlier[ZOUT_REPORT_TEXT];
	memset(entry, 0, sizeof(*entry));
	entry->path            = path;
	entry->state           = record->state;
	entry->plan            = record->plan;
	entry->result          = file->result;
	entry->result.answered = record->n_trials;
	memcpy(entry->commitment, record->commitment, sizeof(entry->commitment));
	tell_question(record, entry);
	tell(record, "listener", entry->listener);
	tell(record, "started", entry->started);
	tell(record, "a.name", entry->a);
	tell(record, "b.name", entry->b);
	tell(record, "phones", entry->phones);
	tell(record, "match", entry->match);
	tell(record, "source_name", entry->programme);
	if (!strcmp(entry->programme, "unknown")) {
		tell(record, "source", entry->programme);
	}
	tell(record, "earlier_sessions", earlier);
	double number = 0.0;
	if (zout_abx_take_number(earlier, &number) && number < 1e6) {
		entry->earlier = (unsigned)number;
	}
}

/// By question, then by time; what is equal in both keeps an order that does not depend on the sort
static int
compare(const void* const left, const void* const right)
{
	const ZoutReportEntry* const a        = (const ZoutReportEntry*)left;
	const ZoutReportEntry* const b        = (const ZoutReportEntry*)right;
	const int                    question = strcmp(a->question, b->question);
	const int                    started  = strcmp(a->started, b->started);
	return question ? question : started ? started : memcmp(a->commitment, b->commitment, sizeof(a->commitment));
}

/// The same session in two files would count twice
static ZoutExit
refuse_repeated(const ZoutReportEntry* const entries, const unsigned n_entries)
{
	for (unsigned i = 0; i < n_entries; ++i) {
		for (unsigned k = 0; k < i; ++k) {
			if (!memcmp(entries[i].commitment, entries[k].commitment, sizeof(entries[i].commitment))) {
				return zout_complain(ZOUT_EXIT_USAGE,
				                     "'%s' and '%s' are records of the same session, expected each session once",
				                     entries[k].path,
				                     entries[i].path);
			}
		}
	}
	return ZOUT_EXIT_SUCCESS;
}

ZoutReportPool
zout_report_pool(const ZoutReportEntry* const entries, const unsigned n_entries)
{
	ZoutReportPool pool        = {0};
	ZoutAbxPlan    plan        = entries->plan;
	double         log_product = 0.0;
	for (unsigned i = 0; i < n_entries; ++i) {
		const ZoutReportEntry* const entry = &entries[i];
		const bool                   ended = entry->state != ZOUT_ABX_RUNNING;
		if (ended) { // what was answered in an unfinished session nobody can judge
			pool.with_aborted.trials += entry->result.answered;
			pool.with_aborted.score += entry->result.score;
		}
		if (!ended || entry->result.reason != ZOUT_ABX_BY_SCORE) {
			++pool.left_out;
			continue;
		}
		++pool.sessions;
		pool.outcome.trials += entry->result.answered;
		pool.outcome.score += entry->result.score;
		log_product += log(entry->result.p_value);
	}
	pool.p_value        = 1.0;
	pool.with_aborted_p = 1.0;
	if (plan.stop == ZOUT_ABX_STOP_SPRT) {
		pool.p_value = zout_abx_combined_p(log_product, pool.sessions);
	} else {
		plan.trials         = pool.outcome.trials;
		pool.p_value        = zout_abx_p_value(&plan, &pool.outcome);
		pool.with_aborted_p = zout_abx_p_value(&plan, &pool.with_aborted);
		zout_abx_interval(&plan, &pool.outcome, 0.95, &pool.low, &pool.high);
	}
	pool.shown = pool.sessions && zout_abx_is_significant(&plan, pool.p_value);
	return pool;
}

/// Reads all records, so that every fault of every file is told
static ZoutExit
read_all(const char* const* const paths,
         const unsigned           n_paths,
         ZoutRecordFile* const    file,
         ZoutReportEntry* const   entries)
{
	ZoutExit worst = ZOUT_EXIT_SUCCESS;
	for (unsigned i = 0; i < n_paths; ++i) {
		const ZoutExit status = zout_record_file_read(paths[i], file);
		worst                 = status > worst ? status : worst;
		if (!status) {
			fill(&entries[i], paths[i], file);
		}
	}
	return worst ? worst : refuse_repeated(entries, n_paths);
}

ZoutExit
zout_abx_report(const char* const* const paths, const unsigned n_paths)
{
	if (!n_paths) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected the FILE of a record (see: zout abx --help)");
	}
	ZoutExit               status  = ZOUT_EXIT_FAILED;
	ZoutRecordFile* const  file    = (ZoutRecordFile*)malloc(sizeof(ZoutRecordFile));
	ZoutReportEntry* const entries = (ZoutReportEntry*)calloc(n_paths, sizeof(ZoutReportEntry));
	if (!file || !entries) {
		zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	} else {
		status = read_all(paths, n_paths, file, entries);
		if (!status) {
			qsort(entries, n_paths, sizeof(*entries), compare);
			zout_report_page(entries, n_paths);
		}
	}
	free(entries);
	free(file);
	return status;
}
