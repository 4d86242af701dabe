// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file matches.h
 * Amplifiers and headphones of which everything can be worked out by hand.
 */

#ifndef ZOUT_TESTS_MATCHES_H
#define ZOUT_TESTS_MATCHES_H

#include "zout.h"

/** Asserts that a number is within a tolerance, and prints both if not. */
void
assert_near(double expected, double got, double tolerance);

/** A wire on 2 V and a resistor with 100 dB SPL at 1 V. */
ZoutSettings
matches_resistor(double load_ohm);

/** The same wire with a coil and a resonance. */
ZoutSettings
matches_phone(double coil_ohm, double coil_mh, double f_hz, double r_ohm, double q);

/** The HPA-1 as its review and its maker describe it, on 2 V, with a resistor. */
ZoutSettings
matches_hpa_1(double load_ohm, double mv_for_94_db);

#endif // ZOUT_TESTS_MATCHES_H
