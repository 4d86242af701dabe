// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file list_json.h
 * Facts of controls as JSON, the same for lists and for remote control.
 */

#ifndef ZOUT_CLI_LIST_JSON_H
#define ZOUT_CLI_LIST_JSON_H

#include "dsp/zout.h"

#include <jansson.h>

/** Everything that is to be known of a control; the caller owns the object. */
json_t*
zout_param_object(ZoutParam param);

#endif // ZOUT_CLI_LIST_JSON_H
