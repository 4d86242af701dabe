// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load_fit.h"

#include "load_columns.h"

#include <math.h>
#include <string.h>

/// What a bend counts as a turn: a resonance near the end of the band may hide its turn
static const double bent = 2.0;

/// Hands the voltage's solution back: numerators to the sections, the rest to the taps
static void
take_voltage(const ZoutLoadDesigner* const designer, ZoutLoadDesign* const design, const double* const x)
{
	unsigned n = 0;
	for (unsigned k = 0; k < design->n_sections; ++k) {
		ZoutSection* const section = &design->section[k];
		section->v0                = x[n++];
		if (zout_load_has_two_terms(section)) {
			section->v0 += x[n];
			section->v1 = -x[n++];
		}
	}
	for (unsigned order = 0; order < designer->n_taps; ++order) {
		design->tap[(int)designer->lookahead - zout_load_tap_ahead(designer, order)] = x[n + order];
	}
}

bool
zout_load_fit_aim_voltage(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work  = &designer->work;
	const double        scale = work->normalise ? 1.0 / work->design->volts_at_1khz : 1.0;
	const double        share =
		zout_load_share(fabs(work->turn) + bent * fabs(work->bend), zout_load_near_turn, zout_load_far_turn);
	const double even = share * share; // the weights differ by orders of magnitude
	unsigned     i    = zout_load_first_point(work);
	for (const unsigned end = i + ZOUT_POINTS_A_STEP; i < end; ++i) {
		const double complex s      = designer->omega_rad_s[i] * (double complex)I;
		const double complex v      = zout_circuit_transfer(&work->circuit, s) * scale;
		const double         noise  = designer->noise_weight[i];
		const double         weight = noise + even * (designer->weight[i] - noise);
		work->row_weight[i]         = weight / (cabs(v) + 0.01); // the error is to be relative
		zout_load_put(work->rhs, i, v * work->row_weight[i]);
	}
	return zout_load_was_last_point(i);
}

bool
zout_load_fit_factor_voltage(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	return zout_load_factor_step(designer, work->design->n_sections, designer->n_taps, work->x_voltage);
}

bool
zout_load_fit_solve_voltage(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	zout_lsq_back(&designer->lsq, designer->lsq.columns, work->x_voltage);
	if (work->design->is_wire) {
		// The fit finds this but for rounding; beside a chain that is no wire it has to be exact.
		memset(work->x_voltage, 0, sizeof(work->x_voltage));
		work->x_voltage[zout_load_count_columns(work->design, work->design->n_sections)] = 1.0;
	}
	take_voltage(designer, work->design, work->x_voltage);
	return true;
}
