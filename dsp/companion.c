// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "companion.h"

#include "units.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/// Weight of the newest voltage in a pure inductance's step: 0.5 is the trapezoidal rule, 1 backward Euler
static const double newest_weight = 0.55;

/// From v[n] = b0 i[n] + b1 i[n-1] + b2 i[n-2] - a1 v[n-1] - a2 v[n-2], with v put into what the next step gets
static ZoutElement
element(const double b0, const double b1, const double b2, const double a1, const double a2)
{
	return (ZoutElement){.b0 = b0, .a1 = a1, .a2 = a2, .c1 = b1 - a1 * b0, .c2 = b2 - a2 * b0};
}

static ZoutElement
inductor(const double henry, const double eddy_ohm, const double rate_hz)
{
	if (eddy_ohm > 0.0) {
		const double k = 2.0 * henry * rate_hz;
		const double b = eddy_ohm * k / (eddy_ohm + k);
		return element(b, -b, 0.0, (eddy_ohm - k) / (eddy_ohm + k), 0.0);
	}
	const double b = henry * rate_hz / newest_weight;
	return element(b, -b, 0.0, (1.0 - newest_weight) / newest_weight, 0.0);
}

static ZoutElement
resonance(const ZoutResonance* const r, const double rate_hz)
{
	const double k     = 2.0 * rate_hz;
	const double w     = r->omega_rad_s;
	const double width = w * k / r->q;
	const double sum   = k * k + width + w * w;
	const double b     = r->resistance_ohm * width / sum;
	return element(b, 0.0, -b, 2.0 * (w * w - k * k) / sum, (k * k - width + w * w) / sum);
}

static ZoutElement
capacitor(const double farad, const double rate_hz)
{
	const double b = 0.5 / (farad * rate_hz);
	return element(b, b, 0.0, -1.0, 0.0);
}

void
zout_companion_init(ZoutCompanion* const companion, const ZoutCircuit* const circuit, const double rate_hz)
{
	memset(companion, 0, sizeof(*companion));
	unsigned n = 0;
	if (circuit->coil_henry > 0.0) {
		companion->element[n++] = inductor(circuit->coil_henry, circuit->eddy_ohm, rate_hz);
	}
	for (unsigned k = 0; k < ZOUT_N_RESONANCES; ++k) {
		if (circuit->resonance[k].resistance_ohm > 0.0) {
			companion->element[n++] = resonance(&circuit->resonance[k], rate_hz);
		}
	}
	if (circuit->output_farad > 0.0) {
		companion->element[n++] = capacitor(circuit->output_farad, rate_hz);
	}
	companion->n_elements = n;

	double ohm = circuit->coil_ohm + circuit->output_ohm;
	for (unsigned k = 0; k < n; ++k) {
		ohm += companion->element[k].b0;
	}
	companion->siemens = 1.0 / ohm;

	const double turn           = 0.5 * circuit->bandwidth_rad_s / rate_hz;
	companion->pole_take        = turn > 0.0 ? turn / (1.0 + turn) : 1.0;
	companion->servo_step       = 1.0 - exp(-zout_hz_to_rad_s(zout_servo_hz) / rate_hz);
	companion->pole_take_before = turn > 0.0 ? companion->pole_take : 0.0;
	companion->pole_keep        = turn > 0.0 ? (1.0 - turn) / (1.0 + turn) : 0.0;
}
