// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Prints the record of a session with a simulated listener, for the scripts.
 *
 *     mkrecord [KEY=VALUE]...
 *
 * protocol=abx|preference|triangle, stop=fixed|sprt, trials=N, right=N (right answers, at the start), answered=N (then
 * the session ends), end=finish|abort|kill, master=N (one byte of the master seed), day=N, earlier=N, listener=TEXT,
 * a=TEXT, b=TEXT, h2=DB (of B), track=TEXT, cap=DB (lowest gain of the cap, as told at the end), hashes=no (of
 * amplifiers, headphone and track: only names are known). */

#include "abx/session.h"
#include "abx_listener.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int          n_args;
static char* const* args;

static const char*
get(const char* const key, const char* const standard)
{
	const size_t length = strlen(key);
	for (int i = 1; i < n_args; ++i) {
		if (!strncmp(args[i], key, length) && args[i][length] == '=') {
			return args[i] + length + 1U;
		}
	}
	return standard;
}

static unsigned
number(const char* const key, const char* const standard)
{
	return (unsigned)strtoul(get(key, standard), NULL, 10);
}

static ZoutAbxPlan
plan_asked_for(void)
{
	ZoutAbxPlan       plan;
	const char* const protocol = get("protocol", "abx");
	zout_abx_plan_init(&plan);
	plan.trials   = number("trials", "16");
	plan.stop     = strcmp(get("stop", "fixed"), "sprt") ? ZOUT_ABX_STOP_FIXED : ZOUT_ABX_STOP_SPRT;
	plan.protocol = !strcmp(protocol, "triangle")     ? ZOUT_ABX_PROTOCOL_TRIANGLE
	                : !strcmp(protocol, "preference") ? ZOUT_ABX_PROTOCOL_PREFERENCE
	                                                  : ZOUT_ABX_PROTOCOL_ABX;
	return plan;
}

int
main(const int argc, char** const argv)
{
	static ZoutAbxRecord record;
	static char          text[ZOUT_ABX_RECORD_BYTES];
	n_args = argc;
	args   = argv;

	const uint8_t     master[ZOUT_ABX_HASH_BYTES] = {(uint8_t)number("master", "1")};
	ZoutSettings      settings[2];
	ZoutAbxContext    context = listener_context(&settings[0], &settings[1]);
	const ZoutAbxPlan plan    = plan_asked_for();
	context.listener          = get("listener", "Ann");
	context.names[0]          = get("a", "wire");
	context.names[1]          = get("b", "euphonic");
	context.phones            = "hd650";
	context.source_name       = get("track", "song.flac");
	context.source_sha256     = context.source_name; // tells tracks apart as well
	context.earlier           = number("earlier", "0");
	context.started_s += 86400U * (uint64_t)number("day", "0");
	settings[1].value[ZOUT_H2] = strtof(get("h2", "-140"), NULL);
	if (!strcmp(get("hashes", "yes"), "no")) {
		context.settings[0]   = NULL;
		context.settings[1]   = NULL;
		context.source_sha256 = NULL;
	}

	ZoutAbxSession* const session  = zout_abx_session_new(master);
	const unsigned        n        = zout_abx_n_answers(plan.protocol);
	const unsigned        answered = number("answered", "1000");
	const unsigned        right    = number("right", "12");
	const ZoutAbxStatus   status   = zout_abx_start(session, &plan, &context, NULL, 0);
	ZoutAbxView           view;
	for (zout_abx_view(session, &view); view.state == ZOUT_ABX_RUNNING && view.answered < answered;) {
		const unsigned truth = listener_truth(session, plan.protocol);
		zout_abx_answer(session, view.trial <= right ? truth : (truth + 1U) % n);
		zout_abx_confirm(session, 5000U * view.trial);
		zout_abx_view(session, &view);
	}
	if (!strcmp(get("end", "finish"), "abort")) {
		zout_abx_abort(session, 5000U * view.trial);
	}
	if (*get("cap", "")) {
		const ZoutAbxClosing closing = {.lowest_cap_db = strtod(get("cap", ""), NULL)};
		zout_abx_finish(session, &closing);
	}
	zout_abx_session_record(session, &record);
	const size_t size = zout_abx_record_write(&record, text, sizeof(text));
	fwrite(text, 1, size, stdout);
	zout_abx_session_free(session);
	return status || !size;
}
