// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file report.h
 * What a service tells about itself, as JSON. docs/control.md describes every member. The caller owns the objects.
 */

#ifndef ZOUT_CLI_SERVICE_REPORT_H
#define ZOUT_CLI_SERVICE_REPORT_H

#include "cli/service/service.h"

#include <jansson.h>

/** Everything but the controls. */
json_t*
zout_report_status(ZoutService* service);

/** A control: its facts, value, and the value as people read it. */
json_t*
zout_report_control(const ZoutService* service, ZoutParam param);

/** All meters with names and units, and the largest samples since this was asked for last. */
json_t*
zout_report_meters(ZoutService* service);

/** Lets the largest samples that a client is told of begin now. */
void
zout_report_begin_peaks(ZoutService* service, ZoutClient* client);

/** Meters as numbers alone, for a client that watches, and the largest samples since it was given them last. */
json_t*
zout_report_meter_event(ZoutService* service, ZoutClient* client);

/** What is set, as numbers alone. */
json_t*
zout_report_change_event(const ZoutService* service);

/** How the backend is, and whether processing pauses. */
json_t*
zout_report_backend(const ZoutService* service);

/** The presets that there are. */
json_t*
zout_report_presets(const ZoutService* service);

/** Decibels of a linear value, at least -140: what meters show. */
double
zout_report_decibels(float value_lin);

/** A string of any bytes. */
json_t*
zout_report_text(const char* text);

#endif // ZOUT_CLI_SERVICE_REPORT_H
