// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_line.h"

#include "catalog/value.h"
#include "cli/abx_say.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WAIT_S = 3600 };

ZoutAudioStatus
zout_abx_refuse(const char* const why)
{
	zout_abx_say("error", "%s", why);
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_abx_obey_pause(ZoutAbxLine* const line)
{
	const bool        pause   = !line->test->paused && line->name[1] == 'a';
	const char* const why_not = zout_abx_test_pause(line->test, pause);
	if (why_not) {
		return zout_abx_refuse(why_not);
	}
	zout_abx_say(pause ? "paused" : "playing", "%s", "");
	return ZOUT_AUDIO_SUCCESS;
}

/// Reads up to two numbers and nothing else
static bool
numbers(const char* const text, double* const a, double* const b)
{
	const char* end  = NULL;
	bool        good = zout_number_begin(text + strspn(text, " "), &end, a);
	if (b && good) {
		good = zout_number_begin(end + strspn(end, " "), &end, b);
	}
	return good && !*end;
}

ZoutAudioStatus
zout_abx_obey_seek(ZoutAbxLine* const line)
{
	double seconds = 0.0;
	if (!numbers(line->argument, &seconds, NULL) || seconds < 0.0) {
		return zout_abx_refuse("seek expects a position in seconds");
	}
	const char* const why_not = zout_abx_test_seek(line->test, seconds);
	if (why_not) {
		return zout_abx_refuse(why_not);
	}
	zout_abx_say("position", "%.3f s", fmin(fmax(seconds, line->test->loop_s[0]), line->test->loop_s[1]));
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_abx_obey_loop(ZoutAbxLine* const line)
{
	double start_s = 0.0;
	double end_s   = 0.0;
	if (!numbers(line->argument, &start_s, &end_s) || start_s < 0.0 || end_s <= start_s) {
		return zout_abx_refuse("loop expects START END in seconds");
	}
	const char* const why_not = zout_abx_test_loop(line->test, start_s, end_s);
	if (why_not) {
		return zout_abx_refuse(why_not);
	}
	zout_abx_say("loop", "%.3f s to %.3f s", line->test->loop_s[0], line->test->loop_s[1]);
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_abx_obey_wait(ZoutAbxLine* const line)
{
	double seconds = 0.0;
	if (!numbers(line->argument, &seconds, NULL) || seconds < 0.0 || seconds > MAX_WAIT_S) {
		return zout_abx_refuse("wait expects seconds, 0 to 3600");
	}
	line->wait_s = seconds;
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_abx_obey_status(ZoutAbxLine* const line)
{
	const ZoutAbxTest* const test     = line->test;
	const ZoutAbxProtocol    protocol = test->setup->plan.protocol;
	if (test->view.state == ZOUT_ABX_RUNNING) {
		const bool none      = test->view.answer < 0;
		const char answer[2] = {none ? '\0' : zout_abx_source_name(protocol, (unsigned)test->view.answer), '\0'};
		zout_abx_say("status",
		             "trial %u, listening %c%s, answer %s, position %.3f s",
		             test->view.trial,
		             zout_abx_source_name(protocol, test->view.source),
		             test->paused ? " paused" : "",
		             none ? "none" : answer,
		             zout_abx_test_position_s(test));
	} else {
		zout_abx_say("status", "not started, position %.3f s", zout_abx_test_position_s(test));
	}
	return ZOUT_AUDIO_SUCCESS;
}
