// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file control.h
 * The control socket: lines in, lines out, for several clients at once, none of which can make anybody wait.
 *
 * What may come is limited in every way: clients, length of a line, requests per second, answers that are not read.
 * Within the limits turns are fair: who asks one thing has his answer within some ticks, however many others flood.
 */

#ifndef ZOUT_CLI_SERVICE_CONTROL_H
#define ZOUT_CLI_SERVICE_CONTROL_H

#include "audio/status.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

enum {
	ZOUT_MAX_CLIENTS       = 128,
	ZOUT_MAX_WATCHERS      = 64,      ///< Of them, so that there is always room for somebody who asks
	ZOUT_MAX_LINE          = 4096,    ///< Bytes of a request
	ZOUT_MAX_REPLY         = 1 << 18, ///< Bytes that wait for a client; more and it is let go
	ZOUT_BUSY_REPLY        = 1 << 16, ///< From here on a client has to read before it is heard again
	ZOUT_REQUESTS_PER_TURN = 4,       ///< Of one client, before the others have theirs
	ZOUT_REQUESTS_PER_TICK = 100,     ///< Of all clients together
	ZOUT_WELCOMES_PER_TICK = 50,      ///< So that who comes and goes leaves requests for those who ask
	ZOUT_TICK_MS           = 20,
	ZOUT_CONTROL_FDS       = 1 + ZOUT_MAX_CLIENTS, ///< Descriptors to poll
};

/** One who has connected. */
typedef struct {
	int      fd; ///< -1 for nobody
	char     in[ZOUT_MAX_LINE];
	size_t   in_length;
	bool     too_long; ///< The rest of the line is thrown away
	char*    out;      ///< [out_size]
	size_t   out_size;
	size_t   out_length;
	bool     waits;       ///< For an answer, before which it is not heard again
	bool     closing;     ///< Says nothing more: to be let go when everything is written, unless it watches
	bool     deaf;        ///< Has gone: what it said last is done, and not answered
	unsigned watch_ms;    ///< Interval of pushed meters; 0 for not watching
	int64_t  due_ms;      ///< When meters are to be pushed next, monotonic
	float    peak_lin[2]; ///< Largest samples of the output since meters were pushed
	uint64_t heard_last;  ///< Order in which clients said something
} ZoutClient;

typedef struct {
	int                listen_fd; ///< -1 for no socket
	int                lock_fd;
	struct sockaddr_un address; ///< Of the socket, while it is open
	ZoutClient         clients[ZOUT_MAX_CLIENTS];
	unsigned           next; ///< Client that is heard first
	uint64_t           heard;
	int64_t            tick_ms;  ///< Begin of the tick, monotonic
	unsigned           left;     ///< Requests that may be handled in it
	unsigned           welcomes; ///< Clients that may come in it
} ZoutControl;

/** Answers a line, without its newline, which may hold anything but a zero byte; may use zout_control_send(). */
typedef void (*ZoutControlHandler)(void* user, ZoutClient* client, char* line);

/** Without a socket: nobody comes. */
void
zout_control_init(ZoutControl* control);

/**
 * Makes the socket, for us alone (mode 0600), and its directory. What a dead service left there is removed.
 *
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_STOPPED if a living service has it; ZOUT_AUDIO_BAD_INPUT if something else is
 *         there, which stays; ZOUT_AUDIO_FAILED.
 */
ZoutAudioStatus
zout_control_open(ZoutControl* control, const char* path, ZoutAudioError* error);

/**
 * Looks where the socket is to be, and makes nothing.
 *
 * @return ZOUT_AUDIO_BAD_INPUT if zout_control_open() would refuse what is there, else ZOUT_AUDIO_SUCCESS.
 */
ZoutAudioStatus
zout_control_check(const char* path, ZoutAudioError* error);

/** Fills in what to poll for. */
void
zout_control_poll(ZoutControl* control, struct pollfd fds[ZOUT_CONTROL_FDS], int64_t now_ms);

/** Time in ms until zout_control_poll() would say something else; -1 for none. */
int
zout_control_timeout_ms(const ZoutControl* control, int64_t now_ms);

/** Does what polling found. */
void
zout_control_handle(ZoutControl*        control,
                    const struct pollfd fds[ZOUT_CONTROL_FDS],
                    int64_t             now_ms,
                    ZoutControlHandler  handler,
                    void*               user);

/** Sends a line to a client, now or when it reads. */
void
zout_control_send(ZoutClient* client, const char* line);

/** Whether one more may watch. */
bool
zout_control_may_watch(const ZoutControl* control, const ZoutClient* client);

/** Whether a client watches and reads what it gets: pushed lines reach it. */
bool
zout_control_takes_push(const ZoutClient* client);

/** Sends a line to all that watch, but to those for whom too much waits. */
void
zout_control_push(ZoutControl* control, const char* line);

/** Lets everybody go and removes the socket. */
void
zout_control_close(ZoutControl* control);

#endif // ZOUT_CLI_SERVICE_CONTROL_H
