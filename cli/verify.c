// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/names.h"
#include "abx/words.h"
#include "cli/commands.h"
#include "cli/number.h"
#include "cli/record_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/// The value of a setting, "unknown" if there is none
static const char*
fact(const ZoutAbxRecord* const record, const char* const name, char* const buffer, const size_t size)
{
	return zout_abx_facts_find(&record->settings, name, buffer, size) ? buffer : "unknown";
}

/// The same of one in decibels, to a thousandth: the rest is rounding
static const char*
decibels(const ZoutAbxRecord* const record, const char* const name, char* const buffer, const size_t size)
{
	char*        end   = NULL;
	const char*  text  = fact(record, name, buffer, size);
	const double value = strtod(text, &end);
	if (end != text && !*end) {
		snprintf(buffer, size, "%.3f", zout_never_minus_zero(value, 3));
	}
	return text;
}

static const char*
plural(const unsigned n)
{
	return n == 1U ? "" : "s";
}

static void
print_hash(const char* const title, const uint8_t hash[ZOUT_ABX_HASH_BYTES])
{
	printf("  %-12s", title);
	for (unsigned i = 0; i < ZOUT_ABX_HASH_BYTES; ++i) {
		printf("%02x", hash[i]);
	}
	printf("\n");
}

/// What a reader of the score should know of how it came about
static void
print_conduct(const ZoutAbxRecord* const record)
{
	const unsigned unknown = record->plan.protocol == ZOUT_ABX_PROTOCOL_ABX ? (unsigned)ZOUT_ABX_X : 0U;
	const unsigned n       = zout_abx_n_sources(record->plan.protocol);
	unsigned       unheard = 0;
	unsigned       undone  = 0;
	unsigned       seeks   = 0;
	for (unsigned i = 0; i < record->n_trials; ++i) {
		bool all = true;
		for (unsigned source = unknown; source < n; ++source) {
			all = all && record->trials[i].heard[source];
		}
		unheard += all ? 0U : 1U;
		undone += record->trials[i].undone;
		seeks += record->trials[i].seeks;
	}
	const uint64_t last_ms = record->n_trials ? record->trials[record->n_trials - 1U].answered_ms : 0U;
	const uint64_t time_s  = (record->state == ZOUT_ABX_RUNNING ? last_ms : record->ended_ms) / 1000U;
	printf("  conduct     %" PRIu64 " min %" PRIu64 " s, %u answer%s taken back, %u seek%s",
	       time_s / 60U,
	       time_s % 60U,
	       undone,
	       plural(undone),
	       seeks,
	       plural(seeks));
	if (unheard) {
		printf(", %u trial%s answered without hearing %s", unheard, plural(unheard), unknown ? "X" : "all");
	}
	if (record->state == ZOUT_ABX_FINISHED && record->closing.lowest_cap_db < 0.0) { // NAN if nobody knows
		printf(", both chains lowered by up to %.1f dB by the cap", -record->closing.lowest_cap_db);
	}
	printf("\n");
}

/// What equal voltages took from the gain of one chain, if that shows in a thousandth of a decibel: the rest is
/// rounding
static void
print_turned_down(const ZoutAbxRecord* const record)
{
	static const struct {
		const char* fact;
		const char* chain;
	} losses[] = {{"a.turned_down_db", "A"}, {"b.turned_down_db", "B"}};
	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); ++i) {
		char text[ZOUT_ABX_FACT_TEXT_BYTES];
		if (zout_abx_facts_find(&record->settings, losses[i].fact, text, sizeof(text)) &&
		    strtod(text, NULL) >= 0.0005) {
			printf("; gain of %s turned down by %.3f dB for equal voltages", losses[i].chain, strtod(text, NULL));
		}
	}
}

/// What matching left over; and what came of it on the programme, if the record tells
static void
print_levels(const ZoutAbxRecord* const record)
{
	char words[5][ZOUT_ABX_FACT_TEXT_BYTES];
	printf("  levels      matched: %s, B over A %s dB left, %s dB right",
	       fact(record, "match", words[0], sizeof(words[0])),
	       decibels(record, "residual_left_db", words[1], sizeof(words[1])),
	       decibels(record, "residual_right_db", words[2], sizeof(words[2])));
	if (record->match == ZOUT_ABX_MATCH_PROGRAMME &&
	    zout_abx_facts_find(&record->settings, "side_left_db", words[3], sizeof(words[3]))) {
		printf("; with the colour of the programme %s dB left, %s dB right",
		       decibels(record, "side_left_db", words[3], sizeof(words[3])),
		       decibels(record, "side_right_db", words[4], sizeof(words[4])));
	}
	print_turned_down(record);
	printf("\n");
}

static void
print_record(const char* const path, const ZoutRecordFile* const file)
{
	const ZoutAbxRecord* record = &file->record;
	char                 words[4][ZOUT_ABX_FACT_TEXT_BYTES];
	zout_print_name(path);
	printf(": holds\n");
	printf("  session     %s of A = %s and B = %s, %s, started %s\n",
	       zout_abx_protocol_names[record->plan.protocol],
	       fact(record, "a.name", words[0], sizeof(words[0])),
	       fact(record, "b.name", words[1], sizeof(words[1])),
	       zout_abx_state_names[record->state],
	       fact(record, "started", words[2], sizeof(words[2])));
	printf("  listener    %s, after %s earlier sessions, %s of them not finished\n",
	       fact(record, "listener", words[0], sizeof(words[0])),
	       fact(record, "earlier_sessions", words[1], sizeof(words[1])),
	       fact(record, "earlier_aborted", words[2], sizeof(words[2])));
	print_levels(record);
	printf("  plan        %u trials, %s: %s\n",
	       record->plan.trials,
	       zout_abx_stop_names[record->plan.stop],
	       zout_abx_plan_words(&record->plan).text);
	print_conduct(record);
	if (record->state == ZOUT_ABX_RUNNING) {
		printf(
			"  verdict     none: %u trial%s answered, nothing revealed\n", record->n_trials, plural(record->n_trials));
	} else {
		printf("  verdict     %s\n", zout_abx_verdict_words(&record->plan, &file->result).text);
		printf("  numbers     %s\n", zout_abx_result_words(&record->plan, &file->result).text);
	}
	print_hash("commitment", record->commitment);
}

ZoutExit
zout_verify(const ZoutOptions* const options)
{
	if (!options->n_operands) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected the FILE of a record (see: zout verify --help)");
	}
	ZoutRecordFile* const file = (ZoutRecordFile*)malloc(sizeof(ZoutRecordFile));
	if (!file) {
		return zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	}
	ZoutExit worst = ZOUT_EXIT_SUCCESS;
	for (unsigned i = 0; i < options->n_operands; ++i) {
		const ZoutExit status = zout_record_file_read(options->operands[i], file);
		worst                 = status > worst ? status : worst;
		if (!status) {
			print_record(options->operands[i], file);
		}
	}
	free(file);
	return worst;
}
