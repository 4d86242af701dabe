// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load_fit.h"

#include "units.h"

#include <math.h>
#include <string.h>

/// Above it the current may be less exact
static const double current_corner_hz = 2000.0;

/// Least that holds the factorisation: sections with poles close together are nearly alike
static const double ridge = 1e-14;

/// Frames by which tap `order` looks ahead, when taps are counted outwards from the centre: 0, 1, -1, 2, -2 ...
static int
tap_ahead(const ZoutLoadDesigner* const designer, const unsigned order)
{
	const unsigned ahead = designer->lookahead;
	const unsigned lag   = designer->n_taps - 1U - ahead;
	const unsigned both  = 2U * (ahead < lag ? ahead : lag);
	if (order <= both) {
		return order % 2U ? (int)(order + 1U) / 2 : -(int)(order / 2U);
	}
	return ahead > lag ? (int)(order - lag) : -(int)(order - ahead);
}

static void
put(double* const column, const unsigned i, const double complex value)
{
	column[2U * i]      = creal(value);
	column[2U * i + 1U] = cimag(value);
}

/// Whether a section has a numerator of two terms; with one pole the second term is the FIR's already
static bool
has_two_terms(const ZoutSection* const section)
{
	return section->a2 != 0.0;
}

/**
 * Fills the columns: sections first, then the taps from the centre outwards. Returns the number of section columns.
 *
 * A section's second column is the difference of two delays, not the second delay: at high rates the two are so alike
 * that the fit would lose them in rounding.
 */
static unsigned
fill_columns(ZoutLoadDesigner* const     designer,
             const ZoutLoadDesign* const design,
             const double* const         row_weight,
             const unsigned              n_taps)
{
	ZoutLsq* const lsq = &designer->lsq;
	unsigned       n   = 0;
	for (unsigned k = 0; k < design->n_sections; ++k) {
		const ZoutSection* const section = &design->section[k];
		for (unsigned i = 0; i < ZOUT_FIT_POINTS; ++i) {
			const double complex z1    = conj(designer->delay[i][1]);
			const double complex z2    = conj(designer->delay[i][2]);
			const double complex basis = row_weight[i] / (1.0 + section->a1 * z1 + section->a2 * z2);
			put(lsq->column[n], i, basis);
			if (has_two_terms(section)) {
				put(lsq->column[n + 1], i, basis * (1.0 - z1));
			}
		}
		n += has_two_terms(section) ? 2U : 1U;
	}

	const unsigned n_section_columns = n;
	for (unsigned order = 0; order < n_taps; ++order, ++n) {
		const int ahead = tap_ahead(designer, order);
		for (unsigned i = 0; i < ZOUT_FIT_POINTS; ++i) {
			put(lsq->column[n], i, row_weight[i] * zout_load_delay(designer, i, ahead));
		}
	}
	lsq->rows    = 2U * ZOUT_FIT_POINTS;
	lsq->columns = n;
	return n_section_columns;
}

/// Hands the solution back: numerators to the sections, the rest to the taps
static void
take_solution(const ZoutLoadDesigner* const designer,
              ZoutLoadDesign* const         design,
              const double* const           x_voltage,
              const double* const           x_current)
{
	unsigned n = 0;
	for (unsigned k = 0; k < design->n_sections; ++k) {
		ZoutSection* const section = &design->section[k];
		section->v0                = x_voltage[n];
		section->i0                = x_current[n++];
		if (has_two_terms(section)) {
			section->v0 += x_voltage[n];
			section->i0 += x_current[n];
			section->v1 = -x_voltage[n];
			section->i1 = -x_current[n++];
		}
	}
	for (unsigned order = 0; order < designer->n_taps; ++order) {
		design->tap[(int)designer->lookahead - tap_ahead(designer, order)] = x_voltage[n + order];
	}
	for (unsigned order = 0; order < ZOUT_CURRENT_TAPS; ++order) {
		design->current_tap[ZOUT_CURRENT_AHEAD - tap_ahead(designer, order)] = x_current[n + order];
	}
}

/// Fits the voltage; rows are weighted so that the error is relative to it. Returns the number of section columns.
static unsigned
fit_voltage(ZoutLoadDesigner* const  designer,
            const ZoutCircuit* const circuit,
            const bool               normalise,
            ZoutLoadDesign* const    design,
            double* const            x)
{
	const double scale = normalise ? 1.0 / design->volts_at_1khz : 1.0;
	double       row_weight[ZOUT_FIT_POINTS];
	double       rhs[ZOUT_LSQ_MAX_ROWS] = {0.0};
	for (unsigned i = 0; i < ZOUT_FIT_POINTS; ++i) {
		const double complex v = zout_circuit_transfer(circuit, designer->omega_rad_s[i] * (double complex)I) * scale;
		row_weight[i]          = designer->weight[i] / (cabs(v) + 0.01);
		put(rhs, i, v * row_weight[i]);
	}
	const unsigned n_section_columns = fill_columns(designer, design, row_weight, designer->n_taps);
	zout_lsq_factor(&designer->lsq, ridge);
	zout_lsq_solve(&designer->lsq, designer->lsq.columns, rhs, x);
	return n_section_columns;
}

/**
 * Fits the current with its few taps.
 *
 * They cannot be right everywhere. Music has its power, and limits their effect, at low frequencies: there the fit must
 * be good.
 */
static void
fit_current(ZoutLoadDesigner* const  designer,
            const ZoutCircuit* const circuit,
            ZoutLoadDesign* const    design,
            double* const            x)
{
	const double corner_rad_s = zout_hz_to_rad_s(current_corner_hz);
	const double at_1khz      = cabs(zout_circuit_admittance(circuit, zout_hz_to_rad_s(1e3) * (double complex)I));
	double       row_weight[ZOUT_FIT_POINTS];
	double       rhs[ZOUT_LSQ_MAX_ROWS] = {0.0};
	for (unsigned i = 0; i < ZOUT_FIT_POINTS; ++i) {
		const double omega    = designer->omega_rad_s[i];
		const double relative = omega / corner_rad_s;
		row_weight[i]         = designer->weight[i] / (at_1khz * (1.0 + relative * relative * relative));
		put(rhs, i, zout_circuit_admittance(circuit, omega * (double complex)I) * row_weight[i]);
	}
	fill_columns(designer, design, row_weight, ZOUT_CURRENT_TAPS);
	zout_lsq_factor(&designer->lsq, ridge);
	zout_lsq_solve(&designer->lsq, designer->lsq.columns, rhs, x);
}

void
zout_load_fit(ZoutLoadDesigner* const  designer,
              const ZoutCircuit* const circuit,
              const bool               normalise,
              ZoutLoadDesign* const    design)
{
	double         x_voltage[ZOUT_LSQ_MAX_COLUMNS];
	double         x_current[ZOUT_LSQ_MAX_COLUMNS];
	const unsigned n_section_columns = fit_voltage(designer, circuit, normalise, design, x_voltage);
	fit_current(designer, circuit, design, x_current);
	if (design->is_wire) {
		// The fit finds this but for rounding; beside a chain that is no wire it has to be exact.
		memset(x_voltage, 0, sizeof(x_voltage));
		x_voltage[n_section_columns] = 1.0;
	}
	take_solution(designer, design, x_voltage, x_current);
}
