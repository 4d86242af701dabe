// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_say.h"

#include "abx/words.h"
#include "cli/clean.h"
#include "cli/number.h"
#include "cli/shell_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
zout_abx_say(const char* const event, const char* const format, ...)
{
	char    text[4 * ZOUT_ABX_PATH_BYTES + 64]; // a path, of which each character may take four in quotes
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);

	zout_clean(text); // names of files may hold newlines and escape sequences, and a line is one event
	printf("%s%s%s\n", event, *text ? " " : "", text);
	fflush(stdout);
}

void
zout_abx_say_levels(const ZoutAbxTest* const test)
{
	zout_abx_say("levels", "%s", zout_abx_test_level_words(test).text);
	for (unsigned i = 0; zout_abx_test_warning(test, i); ++i) {
		zout_abx_say("warning", "%s", zout_abx_test_warning(test, i));
	}
}

void
zout_abx_say_trial(const ZoutAbxTest* const test)
{
	const bool sprt = test->view.plan.stop == ZOUT_ABX_STOP_SPRT;
	zout_abx_say("trial", "%u of %s%u", test->view.trial, sprt ? "at most " : "", test->view.plan.trials);
}

static void
say_verify(const char* const path)
{
	ZoutShellText command;
	zout_shell_begin(&command, "zout verify");
	zout_shell_argument(&command, path);
	char* const text = zout_shell_end(&command);
	if (text) { // else people do without
		zout_abx_say("verify", "%s", text);
	}
	free(text);
}

void
zout_abx_say_result(const ZoutAbxTest* const test)
{
	const ZoutAbxPlan* const plan     = &test->view.plan;
	const ZoutAbxResult      result   = zout_abx_test_result(test);
	double                   heard_db = 0.0;
	zout_abx_say("finished", "%u trials", result.answered);
	zout_abx_say("verdict", "%s", zout_abx_verdict_words(plan, &result).text);
	zout_abx_say("result", "%s", zout_abx_result_words(plan, &result).text);
	if (test->record.closing.valid) {
		const double* const residual_db = test->record.closing.residual_db;
		zout_abx_say("levels",
		             "measured again: B over A %+.3f dB (left %+.3f dB, right %+.3f dB)",
		             zout_never_minus_zero(0.5 * (residual_db[0] + residual_db[1]), 3),
		             zout_never_minus_zero(test->last_side_db[0], 3),
		             zout_never_minus_zero(test->last_side_db[1], 3));
	}
	if (zout_listening_difference_db(&test->audio.listening, &heard_db)) {
		zout_abx_say(
			"heard", "on all that was played B was %+.3f dB louder, K-weighted", zout_never_minus_zero(heard_db, 3));
	}
	if (zout_listening_lowest_cap_db(&test->audio.listening) < 0.0) {
		zout_abx_say(
			"cap", "both chains were lowered by up to %.1f dB", -zout_listening_lowest_cap_db(&test->audio.listening));
	}
	if (*test->store.path) {
		zout_abx_say("record", "%s", test->store.path);
		say_verify(test->store.path);
	}
}
