// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file ini.h
 * Reading an INI file with inih, which by itself tells neither the line of a value nor more than one error.
 */

#ifndef ZOUT_CLI_SERVICE_INI_H
#define ZOUT_CLI_SERVICE_INI_H

#include "cli/service/complaints.h"

#include <stdbool.h>

/** One `name = value` of a file, or a section without one. */
typedef struct {
	const char* section;
	const char* name; ///< NULL where there is only the section
	const char* value;
	unsigned    line; ///< From 1
} ZoutIniEntry;

/** What is to be done with an entry. */
typedef void (*ZoutIniHandler)(void* user, const ZoutIniEntry* entry);

/**
 * Reads a whole file and hands out its entries in order; complains about lines that are none.
 *
 * @return False with a complaint if the file cannot be read.
 */
bool
zout_ini_read(const char* path, ZoutIniHandler handler, void* user, ZoutComplaints* complaints);

#endif // ZOUT_CLI_SERVICE_INI_H
