// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file request.h
 * One request and its reply, and what handlers of requests share.
 *
 * A handler fills the reply and returns NULL, or returns what kind of failure there is and fills the error.
 */

#ifndef ZOUT_CLI_SERVICE_REQUEST_H
#define ZOUT_CLI_SERVICE_REQUEST_H

#include "audio/attributes.h"
#include "audio/status.h"
#include "cli/service/control.h"
#include "cli/service/service.h"

#include <jansson.h>

/** Kinds of failures, as clients are told. */
#define ZOUT_BAD_VALUE "bad_value"
#define ZOUT_BAD_REQUEST "bad_request"
#define ZOUT_FAILED "failed"

/** What stands between words. */
#define ZOUT_BLANKS " \t\r"

typedef struct {
	ZoutService*   service;
	ZoutClient*    client;
	char*          rest; ///< Of the line, behind the verb, without blanks around
	json_t*        reply;
	ZoutAudioError error;
} ZoutRequest;

/** Cuts the next word off the rest; NULL if there is none. */
char*
zout_request_word(char** rest);

/** Says what is wrong, and returns the kind of failure. */
const char*
zout_request_fail(ZoutRequest* request, const char* code, const char* format, ...) ZOUT_PRINTF(3, 4);

/** Tells about some controls, or about all. */
const char*
zout_request_get(ZoutRequest* request);

/** Sets some controls, all of them or none. */
const char*
zout_request_set(ZoutRequest* request);

/** Chooses a preset, or lists those that there are. */
const char*
zout_request_preset(ZoutRequest* request);

/** Mutes, or not. */
const char*
zout_request_mute(ZoutRequest* request);

/** Dims, or not. */
const char*
zout_request_dim(ZoutRequest* request);

#endif // ZOUT_CLI_SERVICE_REQUEST_H
