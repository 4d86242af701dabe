// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file plan.h
 * Settings with what follows from them, worked out where there is time for it.
 *
 * Decibels take powers, and their code and tables are in no cache when a control moves now and then: together they
 * cost the audio thread as much as the block of audio itself. A program with a thread for its controls makes a plan
 * there; what comes out is the same to the last bit as by zout_model_set().
 */

#ifndef ZOUT_PLAN_H
#define ZOUT_PLAN_H

#include "drive.h"
#include "zout.h"

typedef struct {
	ZoutSettings settings;    ///< Clamped
	double       gain_lin[2]; ///< Volume and balance, left and right
	ZoutDrive    drive;
} ZoutPlan;

/** Works out what follows from any settings. Any thread. */
ZOUT_REALTIME
void
zout_plan_init(ZoutPlan* plan, const ZoutSettings* settings);

/** As zout_model_set() for the only chain of a model; models of two chains take the settings alone. [audio] */
ZOUT_REALTIME
void
zout_model_set_plan(ZoutModel* model, const ZoutPlan* plan);

#endif // ZOUT_PLAN_H
