// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file request.h
 * One request and its reply, and what handlers of requests share.
 *
 * A handler fills the reply and returns NULL, or returns what kind of failure there is and fills the error.
 */

#ifndef ZOUT_CLI_SERVICE_REQUEST_H
#define ZOUT_CLI_SERVICE_REQUEST_H

#include "audio/status.h"
#include "cli/service/control.h"
#include "cli/service/grammar.h"
#include "cli/service/service.h"

#include <jansson.h>

typedef struct {
	ZoutService*   service;
	ZoutClient*    client;
	char*          rest; ///< Of the line, behind the verb, without blanks around
	json_t*        reply;
	ZoutAudioError error;
} ZoutRequest;

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
