// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/abx_plain.h"

#include "abx/names.h"
#include "abx/words.h"
#include "cli/abx_command.h"
#include "cli/abx_keys.h"
#include "cli/abx_say.h"
#include "cli/signals.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 256, LOOK_MS = 20 };

/** What was read and not obeyed yet. */
typedef struct {
	char     text[LINE_BYTES * 16];
	size_t   size;
	bool     end;      ///< Nothing will follow
	bool     skipping; ///< The rest of a line that was too long
	double   wait_s;   ///< What the listener waits for; below 0 for nothing
	uint64_t wait_ms;  ///< When it will be over
} Input;

static void
read_more(Input* const input)
{
	const ssize_t n = read(STDIN_FILENO, input->text + input->size, sizeof(input->text) - input->size);
	input->size += n > 0 ? (size_t)n : 0U;
	input->end = n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
}

/// Takes the next line; false if there is none yet. The end of the input ends a line too
static bool
next_line(Input* const input, char line[LINE_BYTES])
{
	const char* const newline = (const char*)memchr(input->text, '\n', input->size);
	size_t            length  = newline ? (size_t)(newline - input->text) : input->size;
	if (!newline && !(input->end && length) && length < sizeof(input->text)) {
		return false;
	}
	const size_t taken = length + (newline ? 1U : 0U);
	const bool   rest  = input->skipping;
	const bool   fits  = length < LINE_BYTES && !rest;
	input->skipping    = !newline && !input->end;
	length             = fits ? length : 0U;
	memcpy(line, input->text, length);
	line[length] = '\0';
	memmove(input->text, input->text + taken, input->size - taken);
	input->size -= taken;
	if (!fits && !rest) {
		zout_abx_say("error", "line too long, expected at most %d characters", LINE_BYTES - 1);
	}
	return true;
}

/// Commands of the listener's MIDI keys, which are named like commands
static ZoutAudioStatus
obey_notes(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	for (char key = zout_abx_audio_key(&test->audio); key && !status; key = zout_abx_audio_key(&test->audio)) {
		double wait_s = 0.0;
		status        = zout_abx_obey(test, zout_abx_key_name(key), &wait_s, error);
	}
	return status;
}

/// True while time has to pass before the next line; says when it has passed
static bool
must_wait(const ZoutAbxTest* const test, Input* const input)
{
	if (input->wait_s < 0.0) {
		return false;
	}
	if (zout_abx_audio_now_ms(&test->audio) < input->wait_ms) {
		return true;
	}
	zout_abx_say("waited", "%.3f s", input->wait_s);
	input->wait_s = -1.0;
	return false;
}

static ZoutAudioStatus
obey_lines(ZoutAbxTest* const test, Input* const input, ZoutAudioError* const error)
{
	char            line[LINE_BYTES];
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	while (!status && !must_wait(test, input) && test->view.state != ZOUT_ABX_FINISHED && next_line(input, line)) {
		status = zout_abx_obey(test, line, &input->wait_s, error);
		if (!status && input->wait_s >= 0.0) {
			input->wait_ms = zout_abx_audio_now_ms(&test->audio) + (uint64_t)(input->wait_s * 1000.0);
			status         = zout_abx_test_pass(test, input->wait_s, error);
		}
	}
	return status;
}

/// Waits for lines, notes, signals and the end of the server; returns when the session is over
static ZoutAudioStatus
lead(ZoutAbxTest* const test, Input* const input, ZoutAudioError* const error)
{
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	while (!status && test->view.state != ZOUT_ABX_FINISHED) {
		const bool    room    = input->size < sizeof(input->text) && !input->end;
		struct pollfd wait[2] = {
			{.fd = test->signals, .events = POLLIN}, {.fd = room ? STDIN_FILENO : -1, .events = POLLIN}};
		if (poll(wait, 2, LOOK_MS) < 0 && errno != EINTR) {
			return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot wait: %s", strerror(errno));
		}
		if (wait[0].revents) {
			return zout_audio_fail(error, ZOUT_AUDIO_STOPPED, "interrupted");
		}
		if (wait[1].revents) {
			read_more(input);
		}
		status = zout_abx_audio_check(&test->audio, error);
		status = status ? status : zout_abx_test_pass(test, 0.0, error);
		status = status ? status : obey_notes(test, error);
		status = status ? status : obey_lines(test, input, error);
		if (!status && input->end && !input->size && input->wait_s < 0.0 && test->view.state != ZOUT_ABX_FINISHED) {
			return zout_audio_fail(error, ZOUT_AUDIO_STOPPED, "the input ended before the session was over");
		}
	}
	return status;
}

ZoutAudioStatus
zout_abx_plain(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	Input           input = {.wait_s = -1.0};
	ZoutAudioError  ignored;
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	zout_abx_say("protocol", "%s", zout_abx_protocol_names[test->setup->plan.protocol]);
	zout_abx_say("plan", "%s", zout_abx_plan_words(&test->setup->plan).text);
	zout_abx_say_levels(test);
	zout_abx_say("ready", "a and b listen by name; start begins the test; help lists the commands");

	status             = lead(test, &input, error);
	const bool running = test->view.state == ZOUT_ABX_RUNNING;
	if (status && !zout_abx_test_abort(test, &ignored) && running) {
		zout_abx_say("aborted", "%s", test->store.path);
	}
	if (test->view.state == ZOUT_ABX_FINISHED) { // even if the audio or the record could not be written to their ends
		zout_abx_say_result(test);
	}
	return status;
}
