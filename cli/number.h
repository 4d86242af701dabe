// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file number.h
 * Numbers as they are printed.
 */

#ifndef ZOUT_CLI_NUMBER_H
#define ZOUT_CLI_NUMBER_H

/** The number itself, or 0 for what would be printed as -0 with so many decimals. */
double
zout_never_minus_zero(double value, int decimals);

#endif // ZOUT_CLI_NUMBER_H
