// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load_fit.h
 * Numerators and taps of a load filter whose poles are known, by least squares, in steps.
 *
 * Each function does the next step of its stage and returns whether the stage is over. They work on designer->work,
 * whose design has its poles, `is_wire` and `volts_at_1khz`, and are called stage by stage in this order. Bounded time,
 * no allocation. [audio]
 */

#ifndef ZOUT_LOAD_FIT_H
#define ZOUT_LOAD_FIT_H

#include "load_design.h"

/** Works out what the voltage is to be, and how much each frequency weighs. */
ZOUT_REALTIME
bool
zout_load_fit_aim_voltage(ZoutLoadDesigner* designer);

/** Fills and factors the columns of the voltage's fit, and solves half of it. */
ZOUT_REALTIME
bool
zout_load_fit_factor_voltage(ZoutLoadDesigner* designer);

/** Solves the rest. */
ZOUT_REALTIME
bool
zout_load_fit_solve_voltage(ZoutLoadDesigner* designer);

/** Works out what the current is to be, less what the voltage's sections make of it if the design may share them. */
ZOUT_REALTIME
bool
zout_load_fit_aim_shared(ZoutLoadDesigner* designer);

/** Fills and factors the columns of the current's taps, and solves half of it. */
ZOUT_REALTIME
bool
zout_load_fit_factor_shared(ZoutLoadDesigner* designer);

/** Solves the rest. */
ZOUT_REALTIME
bool
zout_load_fit_solve_shared(ZoutLoadDesigner* designer);

/** Lets the design share sections no more if what has come of that is not exact enough. */
ZOUT_REALTIME
bool
zout_load_fit_judge_shared(ZoutLoadDesigner* designer);

/** Works out what the current is to be, unless its sections are shared; likewise the following. */
ZOUT_REALTIME
bool
zout_load_fit_aim_current(ZoutLoadDesigner* designer);

/** Fills and factors the columns of the current's fit, and solves half of it. */
ZOUT_REALTIME
bool
zout_load_fit_factor_current(ZoutLoadDesigner* designer);

/** Solves the rest and hands both solutions to the design, all but the split taps. */
ZOUT_REALTIME
bool
zout_load_fit_solve_current(ZoutLoadDesigner* designer);

#endif // ZOUT_LOAD_FIT_H
