// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The desk's session: how it starts, what it hears, how it ends. */

#include "abx_desk_impl.h"

#include "catalog/uris.h"

#include <math.h>
#include <string.h>

static uint64_t
now_ms(const ZoutAbxDesk* const self)
{
	return (uint64_t)(1e3 * (double)self->frames / self->rate_hz);
}

static ZoutAbxView
view_of(const ZoutAbxDesk* const self)
{
	ZoutAbxView view;
	memset(&view, 0, sizeof(view));
	if (self->session) {
		zout_abx_view(self->session, &view);
	}
	return view;
}

bool
zout_abx_desk_is_running(const ZoutAbxDesk* const desk)
{
	return view_of(desk).state == ZOUT_ABX_RUNNING;
}

/// What matching would do with the levels as they are known now
static ZoutLevelsMatch
match_now(const ZoutAbxDesk* const self)
{
	const ZoutLevelsDifference difference = zout_levels_difference(self->levels, self->match);
	return zout_levels_match(self->match, &difference);
}

float
zout_abx_desk_level_error_db(const ZoutAbxDesk* const desk)
{
	const ZoutAbxState state = view_of(desk).state;
	const bool         shown = state != ZOUT_ABX_IDLE && !desk->cleared && desk->wanted == ZOUT_ABX_DESK_IDLE;
	if (state == ZOUT_ABX_RUNNING || shown) {
		return (float)desk->error_db;
	}
	const ZoutLevelsMatch match = match_now(desk);
	return (float)zout_levels_error_db(&match);
}

void
zout_abx_desk_duck(ZoutAbxDesk* const desk)
{
	const bool            bypassed = desk->settings[0].value[ZOUT_ENABLED] <= 0.5F;
	const ZoutLevelsMatch match    = zout_abx_desk_is_running(desk) ? desk->matched : match_now(desk);
	zout_switch_set_gains(&desk->lever, bypassed ? 1.0F : match.gain_lin[0], bypassed ? 1.0F : match.gain_lin[1]);
	zout_switch_press(&desk->lever, desk->session ? zout_abx_chain(desk->session) : desk->source == ZOUT_ABX_B);
}

void
zout_abx_desk_follow(ZoutAbxDesk* const desk)
{
	const uint32_t switches = desk->session ? view_of(desk).switches : desk->switches + 1U;
	if (switches != desk->switches && desk->bypass == ZOUT_ABX_BYPASS_RESTS) {
		zout_abx_desk_duck(desk);
	}
	desk->switches = switches;
}

void
zout_abx_desk_press(ZoutAbxDesk* const desk, const unsigned source)
{
	desk->source = source;
	if (desk->session) {
		(void)zout_abx_press(desk->session, source);
	}
	zout_abx_desk_follow(desk);
}

static void
post(ZoutAbxDesk* const self)
{
	zout_abx_mailbox_post(self->mailbox, self->session);
}

/// Keeps a difference of the levels if it is the largest since the start; one that is unknown is smaller than all
/// others
static void
keep_largest(ZoutAbxDesk* const self, const double residual_db[2])
{
	ZoutLevelsMatch found  = {.residual_db = {residual_db[0], residual_db[1]}};
	ZoutLevelsMatch so_far = {.residual_db = {self->drift_db[0], self->drift_db[1]}};
	if (zout_levels_error_db(&found) > zout_levels_error_db(&so_far)) {
		memcpy(self->drift_db, residual_db, sizeof(self->drift_db));
	}
}

void
zout_abx_desk_note_drift(ZoutAbxDesk* const desk)
{
	const ZoutLevelsDifference tone = zout_levels_difference(desk->levels, ZOUT_ABX_MATCH_1KHZ);
	double                     residual_db[2];
	for (unsigned side = 0; side < 2; ++side) {
		residual_db[side] = desk->matched.residual_db[side] + tone.side_db[side] - desk->tone_db[side];
	}
	if (tone.known) {
		keep_largest(desk, residual_db);
	}
}

/// Largest difference of the levels in the session, that at its end included; -1 if unknown
static double
closing_error_db(ZoutAbxDesk* const self, double residual_db[2])
{
	const ZoutLevelsDifference difference = zout_levels_difference(self->levels, self->match);
	for (unsigned side = 0; side < 2; ++side) {
		residual_db[side] = difference.side_db[side] + self->matched.b_gain_db;
	}
	if (difference.known) {
		keep_largest(self, residual_db);
	}
	const ZoutLevelsMatch left = {.residual_db = {self->drift_db[0], self->drift_db[1]}};
	memcpy(residual_db, self->drift_db, sizeof(self->drift_db));
	return zout_levels_error_db(&left);
}

/// Closes a session that has come to its end, by itself or by the listener
static void
close_session(ZoutAbxDesk* const self)
{
	ZoutAbxClosing closing = {.xruns = (double)NAN, .lowest_cap_db = (double)NAN, .valid = 1};
	self->error_db         = closing_error_db(self, closing.residual_db);
	zout_abx_finish(self->session, &closing);
	zout_abx_shelf_add(self->shelf, self->session);
	post(self);
	self->training_frames = 0;
	self->held_answer     = -1;
}

static void
fill_context(const ZoutAbxDesk* const self, ZoutAbxContext* const context)
{
	zout_abx_context_init(context);
	context->program    = ZOUT_ABX_URI;
	context->version    = zout_version();
	context->started_s  = self->anchor_s + (uint64_t)((double)(self->frames - self->anchor_frames) / self->rate_hz);
	context->earlier    = self->earlier + zout_abx_shelf_size(self->shelf);
	context->aborted    = self->earlier_unfinished + zout_abx_shelf_aborted(self->shelf);
	context->training_s = (double)self->training_frames / self->rate_hz;

	context->backend        = "lv2";
	context->isa            = zout_model_isa(self->model);
	context->rate_hz        = self->rate_hz;
	context->block_frames   = (double)self->block_frames;
	context->latency_frames = (double)zout_model_latency_frames(self->model);
	context->source         = "live";

	context->match         = self->match;
	context->match_gain_db = self->matched.b_gain_db;
	for (unsigned i = 0; i < 2; ++i) {
		context->settings[i]       = &self->settings[i];
		context->residual_db[i]    = self->matched.residual_db[i];
		context->turned_down_db[i] = self->volts.turned_down_db[i];
	}
}

/// Whether a session cannot start whatever its levels are
static bool
cannot_start(const ZoutAbxDesk* const self)
{
	return !self->session || !zout_abx_shelf_has_room(self->shelf) || !zout_abx_desk_is_heard(self);
}

void
zout_abx_desk_try_start(ZoutAbxDesk* const desk)
{
	if (cannot_start(desk)) {
		desk->wanted = ZOUT_ABX_DESK_CANNOT;
		return;
	}
	if (desk->match != ZOUT_ABX_MATCH_PROGRAMME && zout_levels_frames_to_tone(desk->levels)) {
		desk->wanted = ZOUT_ABX_DESK_MEASURING;
		return;
	}

	ZoutAbxContext context;
	ZoutAbxPlan    plan;
	zout_abx_plan_init(&plan);
	plan.trials   = desk->trials;
	desk->matched = match_now(desk);
	fill_context(desk, &context);
	if (zout_abx_start(desk->session, &plan, &context, NULL, now_ms(desk))) {
		desk->wanted = ZOUT_ABX_DESK_LEVELS;
		return;
	}
	desk->wanted       = ZOUT_ABX_DESK_IDLE;
	desk->cleared      = false;
	desk->error_db     = zout_levels_error_db(&desk->matched);
	desk->start_volume = desk->settings[0].value[ZOUT_VOLUME];
	for (unsigned side = 0; side < 2; ++side) {
		desk->tone_db[side]  = zout_levels_difference(desk->levels, ZOUT_ABX_MATCH_1KHZ).side_db[side];
		desk->drift_db[side] = (double)NAN;
	}
	zout_levels_restart_programme(desk->levels);
	zout_abx_desk_follow(desk);
	post(desk);
}

/// Makes an answer final
static void
take_answer(ZoutAbxDesk* const self, const unsigned answer)
{
	(void)zout_abx_answer(self->session, answer);
	(void)zout_abx_confirm(self->session, now_ms(self));
	if (!zout_abx_desk_is_running(self)) {
		close_session(self);
	}
	zout_abx_desk_follow(self);
}

void
zout_abx_desk_take_held(ZoutAbxDesk* const desk)
{
	if (desk->held_answer >= 0 && !zout_levels_frames_to_tone(desk->levels)) {
		take_answer(desk, (unsigned)desk->held_answer);
	}
}

void
zout_abx_desk_work(ZoutAbxDesk* const desk, const ZoutAbxInputs* const inputs)
{
	const bool        a      = inputs->rises[ZOUT_ABX_PORT_ANSWER_A];
	const bool        b      = inputs->rises[ZOUT_ABX_PORT_ANSWER_B];
	const unsigned    answer = b ? ZOUT_ABX_B : ZOUT_ABX_A;
	const ZoutAbxView view   = view_of(desk);
	if (inputs->rises[ZOUT_ABX_PORT_ABORT]) {
		(void)zout_abx_abort(desk->session, now_ms(desk));
		close_session(desk);
		zout_abx_desk_follow(desk);
	} else if (a != b && zout_abx_desk_is_heard(desk) && desk->held_answer < 0) { // Both at once say nothing
		if (view.trial == view.plan.trials && zout_levels_frames_to_tone(desk->levels)) {
			desk->held_answer = (int)answer; // The levels at the end of the session are to be known at its end
		} else {
			take_answer(desk, answer);
		}
	}
}
