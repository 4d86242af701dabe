// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "relaxation_load.h"

#include <math.h>
#include <string.h>

/// What the sweeps may leave at worst, relative to what is added: 100 dB below something that is itself distortion
static const double left_by_sweeps = 1e-5;

/// The same after the coarse one. It takes two moments for their mean, and so takes away too little, by up to this. It
/// also does without the current that limiting adds in the frame, and so takes away too much, by up to clip_ohm times
/// siemens. As the two have opposite signs, the larger one is the most that can be wrong.
static const double left_by_coarse = 0.02;

/// What is wrong with a load's memory is to shrink to this within sixteen frames, sixteen being 2 to the power of
/// `doublings`
static const double   left_of_error = 0.1;
static const unsigned doublings     = 4;

/// Up to so much is added, relative to the clip level, for what the sweeps leave to hold: signals 30 dB over it
static const double most_added = 32.0;

static void
write_steps(float out[ZOUT_STEP_VALUES], const double in[ZOUT_FRAME_STEPS])
{
	for (unsigned step = 0; step < ZOUT_FRAME_STEPS; ++step) {
		float* const pair = out + 2U * step;
		pair[0]           = (float)in[step];
		pair[1]           = pair[0];
	}
}

/// What an element remembers of a frame: how much its memory grows of its own accord, and by the current of each step
static void
init_element(ZoutRelaxation* const r, const ZoutElement* const e, const unsigned k)
{
	ZoutRelaxElement s = {1.0, 0.0};
	ZoutRelaxElement d = {0.0, 1.0};
	ZoutRelaxElement i = zout_relax_step(e, (ZoutRelaxElement){0.0, 0.0}, 1.0);
	for (unsigned step = ZOUT_FRAME_STEPS; step-- > 0;) {
		for (unsigned channel = 0; channel < 2; ++channel) {
			r->gain[step][4U * k + channel]      = (float)i.s;
			r->gain[step][4U * k + 2U + channel] = (float)i.d;
		}
		s = zout_relax_step(e, s, 0.0);
		d = zout_relax_step(e, d, 0.0);
		i = zout_relax_step(e, i, 0.0);
	}
	for (unsigned channel = 0; channel < 2; ++channel) {
		r->grow[4U * k + channel]               = (float)(s.s - 1.0);
		r->grow_by_other[4U * k + channel]      = (float)d.s;
		r->grow[4U * k + 2U + channel]          = (float)(d.d - 1.0);
		r->grow_by_other[4U * k + 2U + channel] = (float)s.d;
	}
}

/// What pole and servo remember of a frame. The drive of a step is the mean of what is added in it, and so much of its
/// growth since the step before as brings it to the step's end.
static void
init_pole(ZoutRelaxation* const r, const ZoutCompanion* const c)
{
	const double servo_step = c->servo_step / zout_step_moments;
	double       kept       = 1.0;
	double       later      = 0.0; // of a drive in the step after
	double       dc         = 0.0;
	for (unsigned step = ZOUT_FRAME_STEPS; step-- > 0;) {
		const double passing = kept * (c->pole_keep * c->pole_take + c->pole_take_before);
		for (unsigned channel = 0; channel < 2; ++channel) {
			r->pole_gain[step][channel] = -(float)((passing + zout_step_ahead * (passing - later)) / zout_step_moments);
			r->pole_gain[step][2U + channel] = -(float)servo_step;
			r->before_gain[channel]          = (float)(zout_step_ahead * passing / zout_step_moments);
		}
		later = passing;
		dc -= passing;
		kept *= c->pole_keep;
	}
	for (unsigned channel = 0; channel < 2; ++channel) {
		r->pole_keep[0][0][channel] = kept;
		r->pole_keep[1][0][channel] = dc;
		r->pole_keep[0][1][channel] = 1.0 - zout_step_moments * ZOUT_FRAME_STEPS * servo_step;
	}
}

/// Current of what is lost in a step, and in `answer` in as many steps after it
static void
init_answer(ZoutRelaxation* const r, const ZoutCompanion* const c, double answer[ZOUT_TWO_FRAMES])
{
	const double servo_step = c->servo_step / zout_step_moments;
	double       current[ZOUT_TWO_FRAMES];
	double       sum[ZOUT_TWO_FRAMES]; // of a drive that stays
	double       before = 0.0;
	double       total  = 0.0;
	zout_relax_run(c, (ZoutRelaxLoad){.passing = 0.0}, 1.0, current);
	for (unsigned k = 0; k < ZOUT_TWO_FRAMES; ++k) {
		answer[k] = -(current[k] + zout_step_ahead * (current[k] - before)) / zout_step_moments;
		before    = current[k];
		total += before;
		sum[k] = total;
	}
	for (unsigned j = 0; j < ZOUT_FRAME_STEPS; ++j) {
		double now[ZOUT_FRAME_STEPS];
		double later[ZOUT_FRAME_STEPS];
		for (unsigned k = 0; k < ZOUT_FRAME_STEPS; ++k) {
			now[k]   = k < j ? 0.0 : answer[k - j];
			later[k] = answer[ZOUT_FRAME_STEPS + k - j] + servo_step * sum[k];
		}
		write_steps(r->answer[j], now);
		write_steps(r->answer_later[j], later);
	}
	double dc[ZOUT_FRAME_STEPS];
	double left[ZOUT_FRAME_STEPS];
	for (unsigned k = 0; k < ZOUT_FRAME_STEPS; ++k) {
		dc[k]   = zout_step_moments * ZOUT_FRAME_STEPS * servo_step * sum[k] - sum[ZOUT_FRAME_STEPS + k];
		left[k] = zout_step_ahead * current[ZOUT_FRAME_STEPS + k] / zout_step_moments;
	}
	write_steps(r->pole_left[1], dc);
	write_steps(r->before_left, left);
}

/**
 * Sweeps after the coarse one until the loop has made its error small enough; 0 if that takes too many.
 *
 * What a frame leaves to the next is what the last but one has found. The last one goes along a tangent, at the current
 * of the sweep before. Half of the clipper's greatest curvature, 1.5 over the width of its knee, is what that may miss
 * of the square of how far the input moves.
 */
static unsigned
count_sweeps(const double answer[ZOUT_TWO_FRAMES], const double clip_ohm, const double siemens)
{
	const double curvature = 0.75 / (2.0 * (double)ZOUT_KNEE_HALF);
	double       moves     = HUGE_VAL;
	double       error[ZOUT_FRAME_STEPS];
	for (unsigned k = 0; k < ZOUT_FRAME_STEPS; ++k) {
		error[k] = fmax(left_by_coarse, clip_ohm * siemens);
	}
	for (unsigned sweep = 1; sweep <= ZOUT_MOST_SWEEPS; ++sweep) {
		double worst = 0.0;
		for (unsigned k = ZOUT_FRAME_STEPS; k-- > 0;) {
			double sum = 0.0;
			for (unsigned j = 0; j < ZOUT_FRAME_STEPS; ++j) {
				const double now  = j <= k ? fabs(answer[k - j]) * error[j] : 0.0;
				const double left = sweep > 1 ? fabs(answer[ZOUT_FRAME_STEPS + k - j]) * moves : 0.0;
				sum += clip_ohm * zout_step_moments * (now + left);
			}
			error[k] = sum; // not needed for any step before
			worst    = fmax(worst, sum);
		}
		if (worst + curvature * most_added * moves * moves <= left_by_sweeps) {
			return sweep;
		}
		moves = worst;
	}
	return 0;
}

/// What a current in each of a frame's steps makes of the current in each step of the next one
typedef struct {
	double of[ZOUT_FRAME_STEPS][ZOUT_FRAME_STEPS];
} Reply;

static Reply
times_itself(const Reply* const a)
{
	Reply product;
	for (unsigned i = 0; i < ZOUT_FRAME_STEPS; ++i) {
		for (unsigned j = 0; j < ZOUT_FRAME_STEPS; ++j) {
			product.of[i][j] = 0.0;
			for (unsigned k = 0; k < ZOUT_FRAME_STEPS; ++k) {
				product.of[i][j] += a->of[i][k] * a->of[k][j];
			}
		}
	}
	return product;
}

/**
 * Whether what is wrong with the memory, be it rounding, dies away.
 *
 * The current of a frame follows from what was remembered when the frame before began: what is wrong since then is
 * not in it, and the memory does without what it would have driven. So an error comes back in the next frame as what
 * its own current would have done to the memory, negative. In a load that by itself turns its memory over within a
 * frame that is more than the error was.
 *
 * @param driven Current in each step of a frame of each state.
 */
static bool
heals(const ZoutRelaxation* const r, double driven[ZOUT_RELAX_STATES][ZOUT_FRAME_STEPS])
{
	Reply reply = {{{0.0}}};
	for (unsigned state = 0; state < 2U * r->n_elements; ++state) {
		for (unsigned i = 0; i < ZOUT_FRAME_STEPS; ++i) {
			for (unsigned j = 0; j < ZOUT_FRAME_STEPS; ++j) {
				reply.of[i][j] += driven[state][i] * (double)r->gain[j][2U * state];
			}
		}
	}
	for (unsigned k = 0; k < doublings; ++k) {
		reply = times_itself(&reply);
	}
	bool small = true;
	for (unsigned i = 0; i < ZOUT_FRAME_STEPS * ZOUT_FRAME_STEPS; ++i) {
		small = small && fabs(reply.of[i / ZOUT_FRAME_STEPS][i % ZOUT_FRAME_STEPS]) <= left_of_error;
	}
	return small;
}

void
zout_relaxation_init(ZoutRelaxation* const r, const ZoutCompanion* const c, const double clip_ohm, const double siemens)
{
	memset(r, 0, sizeof(*r));
	r->n_elements = c->n_elements;

	double current[ZOUT_TWO_FRAMES];
	init_pole(r, c);
	init_answer(r, c, current);
	r->n_sweeps = count_sweeps(current, clip_ohm, siemens);

	zout_relax_run(c, (ZoutRelaxLoad){.passing = 1.0}, 0.0, current);
	write_steps(r->pole_left[0], current + ZOUT_FRAME_STEPS);
	double driven[ZOUT_RELAX_STATES][ZOUT_FRAME_STEPS] = {{0.0}};
	for (unsigned k = 0; k < c->n_elements; ++k) {
		ZoutRelaxLoad load = {.passing = 0.0};
		load.element[k]    = (ZoutRelaxElement){1.0, 0.0};
		zout_relax_run(c, load, 0.0, current);
		write_steps(r->left[2U * k], current + ZOUT_FRAME_STEPS);
		memcpy(driven[2U * k], current, sizeof(driven[0]));
		load.element[k] = (ZoutRelaxElement){0.0, 1.0};
		zout_relax_run(c, load, 0.0, current);
		write_steps(r->left[2U * k + 1U], current + ZOUT_FRAME_STEPS);
		memcpy(driven[2U * k + 1U], current, sizeof(driven[0]));
		init_element(r, &c->element[k], k);
	}
	if (!heals(r, driven)) {
		r->n_sweeps = 0;
	}
}
