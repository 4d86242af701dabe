// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/commands.h"
#include "cli/ctl_print.h"
#include "cli/service/config_keys.h"
#include "cli/service/grammar.h"
#include "cli/service/paths.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/// Patience for an answer
static const struct timeval patience = {.tv_sec = 5};

enum { MAX_REQUEST = 4095 };

/// Connects to a socket; -1 with errno, EAGAIN if nobody has come to the door
static int
connect_to(const char* const path)
{
	struct sockaddr_un address;
	const int          fd = zout_path_address(path, &address) ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
	if (fd < 0) {
		return -1;
	}
	// Where a service hangs, those who have gone without an answer still fill its doorway
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(fd, (const struct sockaddr*)&address, sizeof(address))) {
		const int code = errno;
		close(fd);
		errno = code;
		return -1;
	}
	return fd;
}

static ZoutExit
complain_of_silence(void)
{
	return zout_complain(ZOUT_EXIT_FAILED, "no answer within %d s", (int)patience.tv_sec);
}

/// Connects to a service by its name, the user's own or else the system's; -1 with errno
static int
connect_by_name(const char* const name)
{
	ZoutPath   path;
	const bool usual = zout_path_socket(name, &path);
	const int  fd    = usual ? connect_to(path.text) : -1;
	if (fd >= 0 || (usual && errno == EAGAIN)) {
		return fd;
	}
	zout_path_system_socket(name, &path);
	return connect_to(path.text);
}

/// Joins the operands to a line; false if it is too long or would be more than one
static bool
make_request(const ZoutOptions* const options, char line[MAX_REQUEST + 2])
{
	size_t length = 0;
	for (unsigned i = 0; i < options->n_operands; ++i) {
		const char* const word = options->operands[i];
		const size_t      more = strlen(word);
		if (strpbrk(word, "\n") || length + more > MAX_REQUEST) {
			return false;
		}
		memcpy(line + length, word, more);
		line[length + more] = ' ';
		length += more + 1U;
	}
	line[length - 1U] = '\n';
	line[length]      = '\0';
	return true;
}

static bool
send_all(const int fd, const char* const text)
{
	const size_t length = strlen(text);
	for (size_t done = 0; done < length;) {
		const ssize_t n = send(fd, text + done, length - done, MSG_NOSIGNAL);
		if (n < 0 && errno != EINTR) {
			return false;
		}
		done += n > 0 ? (size_t)n : 0U;
	}
	return true;
}

/// Whether there is in it what was asked for, or why not
static bool
is_answer(const char* const verb, const json_t* const answer)
{
	static const struct {
		const char* verb;
		const char* member;
	} members[] = {
		{"status", "status"}, {"watch", "status"}, {"get", "values"}, {"set", "values"}, {"meters", "meters"}};
	const bool ok = json_is_true(json_object_get(answer, "ok"));
	for (unsigned i = 0; ok && i < sizeof(members) / sizeof(members[0]); ++i) {
		if (!strcmp(verb, members[i].verb)) {
			return json_object_get(answer, members[i].member) != NULL;
		}
	}
	return ok || json_is_false(json_object_get(answer, "ok")) || json_object_get(answer, "event");
}

/// Prints an answer, or complains of what it says
static ZoutExit
take_answer(const ZoutOptions* const options, char* const line)
{
	if (!options->json) {
		zout_ctl_clean(line);
	}
	json_t* const answer = json_loads(line, 0, NULL);
	if (!answer) {
		return zout_complain(ZOUT_EXIT_FAILED, "the service gave an answer that is not JSON");
	}
	if (!is_answer(options->operands[0], answer)) {
		json_decref(answer);
		return zout_complain(ZOUT_EXIT_FAILED, "the service gave an answer to something else");
	}
	ZoutExit          status = ZOUT_EXIT_SUCCESS;
	const char* const code   = json_string_value(json_object_get(answer, "code"));
	const char* const error  = json_string_value(json_object_get(answer, "error"));
	if (json_is_false(json_object_get(answer, "ok"))) {
		status = code && !strcmp(code, "failed") ? ZOUT_EXIT_FAILED : ZOUT_EXIT_USAGE;
	}
	if (options->json) {
		fputs(line, stdout);
	} else if (status) {
		zout_complain(status, "%s", error ? error : "refused");
	} else {
		zout_ctl_print(options->operands[0], answer);
	}
	json_decref(answer);
	if (fflush(stdout)) {
		return zout_complain_of_output(errno);
	}
	return status;
}

/// Lets reading from the service fail with EAGAIN when nothing has come for so long; {0} is for ever
static void
set_patience(const int fd, const struct timeval limit)
{
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

/// Takes one answer, or answers until the service or the reader has gone
static ZoutExit
take_answers(const ZoutOptions* const options, const int fd)
{
	FILE* const stream = fdopen(fd, "r");
	if (!stream) {
		close(fd);
		return zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	}
	char*  line = NULL;
	size_t size = 0;
	set_patience(fd, patience);
	bool     more   = getline(&line, &size, stream) > 0;
	ZoutExit status = ZOUT_EXIT_FAILED;
	if (ferror(stream) && errno == EAGAIN) { // also within a line
		status = complain_of_silence();
	} else if (!more) {
		status = zout_complain(ZOUT_EXIT_FAILED, "the service closed the connection without an answer");
	} else {
		status = take_answer(options, line);
	}
	set_patience(fd, (struct timeval){.tv_sec = 0});
	while (!status && !strcmp(options->operands[0], "watch")) {
		more   = getline(&line, &size, stream) > 0;
		status = more ? take_answer(options, line) : zout_complain(ZOUT_EXIT_FAILED, "the service has ended");
	}
	free(line);
	fclose(stream);
	return status;
}

/// Connects to the service that was typed; -1 with errno
static int
connect_to_service(const ZoutOptions* const options)
{
	return options->socket ? connect_to(options->socket) : connect_by_name(options->name ? options->name : "zout");
}

/// Says why there is nobody to ask; or what is wrong with the request, which a service would have said
static ZoutExit
complain_of_nobody(const ZoutOptions* const options, char* const request)
{
	const int      code = errno;
	ZoutAudioError error;
	request[strlen(request) - 1U] = '\0'; // the end of the line
	if (zout_grammar_check(request, &error)) {
		return zout_complain(ZOUT_EXIT_USAGE, "%s", error.text);
	}
	if (code == EAGAIN) {
		return complain_of_silence();
	}
	if (options->socket) {
		return zout_complain(ZOUT_EXIT_FAILED, "no answer at '%s': %s", options->socket, strerror(code));
	}
	return zout_complain(ZOUT_EXIT_FAILED,
	                     code == EACCES ? "the zout '%s' that is running belongs to somebody else"
	                                    : "no zout '%s' is running that can be steered",
	                     options->name ? options->name : "zout");
}

ZoutExit
zout_ctl(const ZoutOptions* const options)
{
	char           request[MAX_REQUEST + 2];
	ZoutAudioError error;
	if (!options->n_operands || !options->operands[0][strspn(options->operands[0], ZOUT_BLANKS)]) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected a request, as in 'zout ctl status' (see: zout ctl --help)");
	}
	if (options->name && zout_config_check_name(options->name, &error)) {
		return zout_report(ZOUT_AUDIO_BAD_INPUT, &error);
	}
	if (!make_request(options, request)) {
		return zout_complain(ZOUT_EXIT_USAGE, "bad request, expected one line of at most %d characters", MAX_REQUEST);
	}
	const int fd = connect_to_service(options);
	if (fd < 0) {
		return complain_of_nobody(options, request);
	}
	if (!send_all(fd, request) && errno != EPIPE) { // it may have said why it has hung up
		const int code = errno;
		close(fd);
		return zout_complain(ZOUT_EXIT_FAILED, "cannot ask the service: %s", strerror(code));
	}
	return take_answers(options, fd);
}
