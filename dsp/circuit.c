// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "circuit.h"

#include "reciprocal.h"
#include "units.h"

#include <math.h>

/// Frequency, height and quality of each resonance
static const ZoutParam resonance_params[ZOUT_N_RESONANCES][3] = {{ZOUT_F1, ZOUT_R1, ZOUT_Q1},
                                                                 {ZOUT_F2, ZOUT_R2, ZOUT_Q2},
                                                                 {ZOUT_F3, ZOUT_R3, ZOUT_Q3}};

void
zout_circuit_init(ZoutCircuit* const circuit, const ZoutSettings* const settings)
{
	const float* const p             = settings->value;
	const float        bandwidth_khz = p[ZOUT_BANDWIDTH];
	circuit->bandwidth_rad_s =
		bandwidth_khz < zout_param_info(ZOUT_BANDWIDTH)->max ? zout_hz_to_rad_s(1e3 * (double)bandwidth_khz) : 0.0;
	circuit->output_ohm   = (double)p[ZOUT_OUTPUT_IMPEDANCE];
	circuit->output_farad = 1e-6 * (double)p[ZOUT_OUTPUT_CAPACITOR];
	circuit->coil_ohm     = (double)p[ZOUT_RESISTANCE];
	circuit->coil_henry   = 1e-3 * (double)p[ZOUT_INDUCTANCE];
	circuit->eddy_ohm     = (double)p[ZOUT_EDDY];
	for (unsigned k = 0; k < ZOUT_N_RESONANCES; ++k) {
		circuit->resonance[k] = (ZoutResonance){
			.omega_rad_s    = zout_hz_to_rad_s((double)p[resonance_params[k][0]]),
			.resistance_ohm = (double)p[resonance_params[k][1]],
			.q              = (double)p[resonance_params[k][2]],
		};
	}
}

double complex
zout_circuit_load_ohm(const ZoutCircuit* const circuit, const double complex s)
{
	double complex z = circuit->coil_ohm;

	const double complex coil = s * circuit->coil_henry;
	z += circuit->eddy_ohm > 0.0 ? coil * circuit->eddy_ohm * zout_reciprocal(coil + circuit->eddy_ohm) : coil;

	for (unsigned k = 0; k < ZOUT_N_RESONANCES; ++k) {
		const ZoutResonance* const r = &circuit->resonance[k];
		if (r->resistance_ohm > 0.0) {
			const double w = r->omega_rad_s;
			z += r->resistance_ohm * w * s * zout_reciprocal(w * s + r->q * (s * s + w * w));
		}
	}
	return z;
}

/// Part of the open-circuit voltage that passes the bandwidth pole
static double complex
bandwidth(const ZoutCircuit* const circuit, const double complex s)
{
	return circuit->bandwidth_rad_s > 0.0 ? zout_reciprocal(1.0 + s / circuit->bandwidth_rad_s) : 1.0;
}

double complex
zout_circuit_admittance(const ZoutCircuit* const circuit, const double complex s)
{
	const double complex series = zout_circuit_load_ohm(circuit, s) + circuit->output_ohm;
	if (circuit->output_farad > 0.0) {
		const double complex sc = s * circuit->output_farad;
		return bandwidth(circuit, s) * sc * zout_reciprocal(1.0 + series * sc); // this form holds at s = 0
	}
	return bandwidth(circuit, s) * zout_reciprocal(series);
}

double complex
zout_circuit_transfer(const ZoutCircuit* const circuit, const double complex s)
{
	return zout_circuit_load_ohm(circuit, s) * zout_circuit_admittance(circuit, s);
}

double
zout_circuit_most_siemens(const ZoutCircuit* const circuit)
{
	// The resistance alone draws 1 / ohm. A resonance takes a band out of that, R / (ohm + R) of it in its middle, and
	// the impulse response of a band has a magnitude whose integral is at most twice its middle. A capacitor gives back
	// what it was charged with.
	const double ohm   = circuit->coil_ohm + circuit->output_ohm;
	double       times = circuit->output_farad > 0.0 ? 2.0 : 1.0;
	for (unsigned k = 0; k < ZOUT_N_RESONANCES; ++k) {
		const double resistance_ohm = circuit->resonance[k].resistance_ohm;
		times += 2.0 * resistance_ohm / (ohm + resistance_ohm);
	}
	return times / ohm;
}

bool
zout_circuit_is_wire(const ZoutCircuit* const circuit)
{
	return circuit->output_ohm <= 0.0 && circuit->output_farad <= 0.0 && circuit->bandwidth_rad_s <= 0.0;
}
