// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* One table of kernels. Compiled once for each instruction set, with
 *   ZOUT_KERNELS       name of the table, as zout_kernels_x86_64_v3
 *   ZOUT_ISA_NAME      its name for people, as "x86-64-v3"
 *   ZOUT_VECTOR_BYTES  width of its vector registers, 0 for plain C (the specification)
 */

#include "kernels.h"

#include "elementwise.h"
#include "harmonic.h"
#include "levels.h"
#include "moments.h"
#include "rates.h"
#include "relax.h"
#include "shelve.h"
#include "solve.h"

#if ZOUT_VECTOR_BYTES
#	include "current_vector.h"
#	include "fade_vector.h"
#	include "fir_vector.h"
#	include "load_vector.h"
#	include "measure_vector.h"
#	include "noise_vector.h"
#	include "peak_vector.h"
#	include "ports_vector.h"
#	include "ramp_vector.h"
#	include "sections_vector.h"
#	include "spread_vector.h"
#else
#	include "fade_scalar.h"
#	include "fir_scalar.h"
#	include "load_scalar.h"
#	include "noise_hum.h"
#	include "peak_scalar.h"
#	include "ports_scalar.h"
#	include "ramp_scalar.h"
#	include "sections_scalar.h"
#endif

const ZoutKernels ZOUT_KERNELS = {
	.name              = ZOUT_ISA_NAME,
	.write_ramp        = write_ramp,
	.weave             = weave,
	.fill_mix          = fill_mix,
	.spread            = spread,
	.spread_ramp       = spread_ramp,
	.scale             = scale,
	.take_input        = take_input,
	.fade              = fade,
	.fade_single       = fade_single,
	.add_noise_and_hum = add_noise_and_hum,
	.give_output       = give_output,
	.interpolate       = interpolate,
	.interpolate_alike = interpolate_alike,
	.decimate          = decimate,
	.join_phases       = join_phases,
	.double_rate       = double_rate,
	.fill_phase        = fill_phase,
	.fill_moments      = fill_moments,
	.halve_moments     = halve_moments,
	.halve_rate        = halve_rate,
	.halve_to_phases   = halve_to_phases,
	.polynomial        = polynomial,
	.bound             = bound,
	.widen             = widen,
	.narrow            = narrow,
	.shelve            = shelve,
	.want              = want,
	.multiply          = multiply,
	.sink              = sink,
	.join              = join,
	.clip_residual     = clip_residual,
	.solve             = solve,
	.relax             = relax,
	.peak              = peak,
	.rest              = rest,
	.convolve          = convolve,
	.convolve_load     = convolve_load,
	.run_sections      = run_sections,
	.run_current       = run_current,
	.convolve_current  = convolve_current,
};
