// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file kernels.h
 * The inner loops, one complete table of functions for each instruction set.
 *
 * Where a kernel is said to be padded it works on multiples of ZOUT_PAD_VALUES: callers round up, and the buffers have
 * that much room; what is computed beyond the asked number is garbage that nobody reads.
 *
 * The scalar table is the specification. The others may use fused multiply-add and differ from it by rounding; the
 * tests hold those that compute in double precision to -150 dB, and those in single to -109 dB (tests/tables.h).
 * Buffers never overlap unless said so. All kernels are real-time safe.
 */

#ifndef ZOUT_SIMD_KERNELS_H
#define ZOUT_SIMD_KERNELS_H

#include "../companion.h"
#include "../ramp.h"
#include "../relaxation.h"
#include "layout.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	const char* name;

	/** The ramp's value in each of the next frames, and what nobody reads in up to four more. */
	ZOUT_REALTIME
	void (*write_ramp)(double* to, const ZoutRamp* ramp, unsigned n_frames);

	/** Two channels into one stream of two lanes. Padded to 4 frames. */
	ZOUT_REALTIME
	void (*weave)(double* to, const double* left, const double* right, unsigned n_frames);

	/**
	 * What a ZoutIntake mixes by, for one chain, from the gain in front of it, a gain of its right channel and a share
	 * of crosstalk. Padded to 4 frames. With l, r of `volume` and g, c of the other two:
	 * own = {l, g r}, other = {-c g r, -c l}
	 *
	 * @param own, other First frame of the chain's left lane.
	 * @param volume [frame][channel].
	 */
	ZOUT_REALTIME
	void (*fill_mix)(double*       own,
	                 double*       other,
	                 const double* volume,
	                 const double* gain,
	                 const double* share,
	                 unsigned      lanes,
	                 unsigned      n_frames);

	/**
	 * Each chain's value to both of its lanes, times a power of a factor. Padded to 4 frames.
	 * to[frame][lane] = value[lane / 2][frame] * factor[frame][lane] ^ power
	 *
	 * @param factor Whatever if the power is 0.
	 * @param power At most 2.
	 */
	ZOUT_REALTIME
	void (*spread)(float*              to,
	               const double* const value[],
	               const float*        factor,
	               unsigned            power,
	               unsigned            lanes,
	               unsigned            n_frames);

	/**
	 * Likewise of a single chain, whose value is a ramp that does not wait. Writes what nobody reads in up to eight
	 * more frames.
	 */
	ZOUT_REALTIME
	void (*spread_ramp)(float* to, const ZoutRamp* ramp, const float* factor, unsigned power, unsigned n_frames);

	/**
	 * Likewise of values that rest: one for each chain. Padded to 4 frames.
	 * to[frame][lane] = (lane < 2 ? first : second) * factor[frame][lane] ^ power
	 *
	 * @param second Of no account with two lanes.
	 * @param factor Whatever if the power is 0.
	 * @param power At most 2.
	 */
	ZOUT_REALTIME
	void (*scale)(float*       to,
	              float        first,
	              float        second,
	              const float* factor,
	              unsigned     power,
	              unsigned     lanes,
	              unsigned     n_frames);

	/**
	 * Reads stereo input: keeps it as it is in `dry`, healed, and as `intake` says for every chain in `linear`, and
	 * rounded in `even`. Exact: reads no further than `n_frames`.
	 * @return The largest magnitude in `dry`.
	 */
	ZOUT_REALTIME
	float (*take_input)(const float*      left,
	                    const float*      right,
	                    const ZoutIntake* intake,
	                    float*            dry,
	                    float*            even,
	                    double*           linear,
	                    unsigned          lanes,
	                    unsigned          n_frames);

	/**
	 * Fades from an old load to a new one, and measures that. Padded to 8 values.
	 * x[i] += share * (left_frames - i / lanes) * (old_x[i] - x[i])
	 *
	 * @param sum As that of convolve_load(), of voltage and current as they are then.
	 * @param current Becomes garbage.
	 * @param left_frames Until nothing of the old load is left, at most 2^24.
	 * @param share Of it that goes with each frame.
	 */
	ZOUT_REALTIME
	void (*fade)(double        sum[3][ZOUT_MAX_LANES],
	             double*       voltage,
	             double*       current,
	             const double* old_voltage,
	             const double* old_current,
	             unsigned      left_frames,
	             double        share,
	             unsigned      lanes,
	             unsigned      n_frames);

	/**
	 * Fades from one stream to another in single precision. Padded to 8 values.
	 * to[i] += share * (left_frames - i / lanes) * (from[i] - to[i])
	 *
	 * @return The largest magnitude of n_values of `to`, exactly as peak() would find it.
	 */
	ZOUT_REALTIME
	float (*fade_single)(float*       to,
	                     const float* from,
	                     unsigned     left_frames,
	                     float        share,
	                     unsigned     lanes,
	                     unsigned     n_values);

	/** Adds noise and hum, or one of them; see ZoutDisturbance. Exact. */
	ZOUT_REALTIME
	void (*add_noise_and_hum)(double* x, const ZoutDisturbance* disturbance, unsigned lanes, unsigned n_frames);

	/** Takes one chain's stereo signal out of `voltage`, times `factor`. Exact. */
	ZOUT_REALTIME
	void (*give_output)(float*        left,
	                    float*        right,
	                    float*        peak,    ///< [2], raised to the largest magnitude of either side
	                    const double* voltage, ///< First frame of the chain's left lane
	                    double        factor,
	                    unsigned      lanes,
	                    unsigned      n_frames);

	/**
	 * Symmetric FIR of even length, the interpolating branch of a half-band filter. Padded.
	 * out[i] = Σ_p taps[p] * (in[i - p * lanes] + in[i + (1 + p) * lanes])
	 */
	ZOUT_REALTIME
	void (*interpolate)(float*       out,
	                    const float* in,
	                    const float* taps,
	                    unsigned     n_taps,
	                    unsigned     lanes,
	                    unsigned     n_values);

	/** The same, with the ZOUT_INNER_TAPS inner taps added last and no product fused with a sum: of values near a limit
	 * rounding is heard in full, so that all tables are to round alike. */
	ZOUT_REALTIME
	void (*interpolate_alike)(float*       out,
	                          const float* in,
	                          const float* taps,
	                          unsigned     n_taps,
	                          unsigned     lanes,
	                          unsigned     n_values);

	/**
	 * Back from two phases to one, by the same filter: half of the even one and of what the odd one is there. Padded.
	 * out[i] = ½ (even[i] + Σ_p taps[p] * (odd[i - (1 + p) * lanes] + odd[i + p * lanes]))
	 *
	 * @param add Adds to `out` instead.
	 */
	ZOUT_REALTIME
	void (*decimate)(double*      out,
	                 ZoutPhases   in,
	                 const float* taps,
	                 unsigned     n_taps,
	                 bool         add,
	                 unsigned     lanes,
	                 unsigned     n_values);

	/**
	 * Weaves the phases of one chain, two lanes of all, into one stream of two lanes. Reads and writes whole vectors of
	 * ZOUT_PAD_VALUES at most. out[2 i] = even[i], out[2 i + 1] = odd[i], in pairs
	 */
	ZOUT_REALTIME
	void (*join_phases)(float* out, ZoutPhases in, unsigned lanes, unsigned n_frames);

	/**
	 * Doubles the rate of a stream of two lanes: what interpolate() makes of it, with the stream woven in. Exact, as
	 * all that goes to and from the limits. Reads and writes whole vectors of ZOUT_PAD_VALUES at most. out[2 i] =
	 * in[i], out[2 i + 1] = Σ_p taps[p] * (in[i - p] + in[i + 1 + p]), in pairs
	 */
	ZOUT_REALTIME
	void (*double_rate)(float* out, const float* in, const float* taps, unsigned n_taps, unsigned n_pairs);

	/** The same without the stream. */
	ZOUT_REALTIME
	void (*fill_phase)(float* out, const float* in, const float* taps, unsigned n_taps, unsigned n_pairs);

	/**
	 * Fills the second and the last moment of each step by a filter of two taps, from the first and the third, of two
	 * lanes. What lies around the given steps is read too.
	 */
	ZOUT_REALTIME
	void (*fill_moments)(ZoutMoments moments, const float* taps, unsigned n_steps);

	/** Back from moments to their first and third by the same filter: half of these and of what the others are there */
	ZOUT_REALTIME
	void (*halve_moments)(ZoutPhases out, ZoutMoments in, const float* taps, unsigned n_steps);

	/** Back from two phases of a stream of two lanes: half of the even one and of what the odd one is there. */
	ZOUT_REALTIME
	void (*halve_rate)(float* out, ZoutPhases in, const float* taps, unsigned n_taps, unsigned n_pairs);

	/** The same, and the result taken apart into its phases, n_pairs in each. */
	ZOUT_REALTIME
	void (*halve_to_phases)(ZoutPhases out, ZoutPhases in, const float* taps, unsigned n_taps, unsigned n_pairs);

	/**
	 * Residual of second and third degree, and of second degree in the current; see ZoutPolynomial. Padded.
	 *
	 * @param out, x, current Without an odd phase (NULL in `out`) the even one alone is worked out.
	 */
	ZOUT_REALTIME
	void (*polynomial)(ZoutPhases out, ZoutPhases x, ZoutPhases current, const ZoutPolynomial* law, unsigned n_values);

	/** Keeps values within ±most[i]. Padded. */
	ZOUT_REALTIME
	void (*bound)(float* values, const float* most, unsigned n_values);

	/** To double precision. Padded. */
	ZOUT_REALTIME
	void (*widen)(double* out, const float* in, unsigned n_values);

	/** Rounds to single precision. Padded. */
	ZOUT_REALTIME
	void (*narrow)(float* out, const double* in, unsigned n_values);

	/**
	 * Adds the scaled time derivative of a stream at twice the rate. Padded. `out` may not be `in`.
	 * out = in + rise[i] * Σ_k taps[k] * (in at + (k + 1) - in at - (k + 1)), counted at twice the rate
	 *
	 * Without an odd phase (NULL in `out`) the even one is a stream of its own, and its frames are counted.
	 */
	ZOUT_REALTIME
	void (*shelve)(ZoutPhases   out,
	               ZoutPhases   in,
	               const float* taps, ///< [ZOUT_DERIVATIVE_TAPS]
	               const float* rise,
	               unsigned     lanes,
	               unsigned     n_values);

	/**
	 * What the amplifier tries to put out: out = (x + residual) * over. Padded.
	 * @return The largest magnitude written, padding included.
	 */
	ZOUT_REALTIME
	float (*want)(float* out, const float* x, const float* residual, const float* over, unsigned n_values);

	/** out = a * b. Padded. `out` may be `a`. */
	ZOUT_REALTIME
	void (*multiply)(float* out, const float* a, const float* b, unsigned n_values);

	/**
	 * What goes up to limits that fall with the current: out = wanted + ohm * over * demand. Padded.
	 *
	 * @param ohm, over Of both phases.
	 */
	ZOUT_REALTIME
	void (*sink)(ZoutPhases   out,
	             ZoutPhases   wanted,
	             ZoutPhases   demand,
	             const float* ohm,
	             const float* over,
	             unsigned     n_values);

	/** Back from what is relative to the clip level, to what lies beside it: out = beside + taken / over. Padded.
	 *
	 * @param beside NULL for nothing. */
	ZOUT_REALTIME
	void (*join)(ZoutPhases out, ZoutPhases beside, ZoutPhases taken, const float* over, unsigned n_values);

	/** What a soft clipper at ±1 takes away: out = clip(in) - in. Padded. Zero below ZOUT_KNEE_START. */
	ZOUT_REALTIME
	void (*clip_residual)(float* out, const float* in, unsigned n_values);

	/**
	 * What the limits take away from one chain, with the load solved along the way; see solve.h. Exact.
	 *
	 * @param out, wanted, demand First frame of the chain's streams.
	 * @param clip_ohm, limit The chain's lane of `lanes`, one value per frame: clip resistance, and limit of the
	 *   current, NULL if that cannot be reached.
	 * @return Whether anything was taken away.
	 */
	ZOUT_REALTIME
	bool (*solve)(const ZoutCompanion* companion,
	              ZoutCompanionState*  state,
	              ZoutMoments          out,
	              ZoutMoments          wanted,
	              ZoutMoments          demand,
	              const float*         clip_ohm,
	              const float*         limit,
	              unsigned             lanes,
	              unsigned             n_frames);

	/**
	 * What a clip level that falls with the current takes away from one chain; see relax.h. Exact.
	 *
	 * @param out, input First frame of the chain's streams. Input is what is wanted, and the clip resistance times the
	 *   current that this draws; its second and last moments are filled as by fill_moments().
	 * @param taps For that.
	 * @param clip_ohm The chain's lane of `lanes`, one value per frame.
	 * @return Whether anything was taken away.
	 */
	ZOUT_REALTIME
	bool (*relax)(const ZoutRelaxation* relaxation,
	              ZoutRelaxationState*  state,
	              ZoutMoments           out,
	              ZoutMoments           input,
	              const float*          taps,
	              const float*          clip_ohm,
	              unsigned              lanes,
	              unsigned              n_frames);

	/** Largest magnitude. Exact. */
	ZOUT_REALTIME
	float (*peak)(const float* in, unsigned n_values);

	/** Writes zeros; returns whether all of the input is 0, of either sign. Exact: touches `n_frames` and no more. */
	ZOUT_REALTIME
	bool (*rest)(float* out_l, float* out_r, const float* left, const float* right, unsigned n_frames);

	/**
	 * Adds a FIR in double precision. Padded.
	 * out[i] += Σ_k taps[k][i mod 4] * in[i - k * lanes]
	 *
	 * @param taps [n_taps][4]: lanes repeated to four.
	 */
	ZOUT_REALTIME
	void (*convolve)(double*       out,
	                 const double* in,
	                 const double* taps,
	                 unsigned      n_taps,
	                 unsigned      lanes,
	                 unsigned      n_values);

	/**
	 * Adds the load's FIRs in single precision, but for the voltage's direct tap, to what the sections left. Padded.
	 * voltage[i] += direct[i mod 4] * driven[i] + Σ_k voltage_tap[k][i mod 4] * single[i + (ahead - k) * lanes]
	 * current[i] = amps_per_volt[i mod 4] * current[i]
	 *              + Σ_k current_tap[k][i mod 4] * single[i + (ZOUT_CURRENT_AHEAD - k) * lanes]
	 *
	 * @param sum Unless NULL, the squares of the voltage are added to sum[0], those of the current to sum[1] and their
	 *   products to sum[2], lane by lane and exactly; the current is then garbage.
	 */
	ZOUT_REALTIME
	void (*convolve_load)(double*             voltage,
	                      double*             current,
	                      const ZoutLoadTaps* taps,
	                      const double*       driven,
	                      const float*        single, ///< The same in single precision
	                      double              sum[][ZOUT_MAX_LANES],
	                      unsigned            lanes,
	                      unsigned            n_values);

	/**
	 * Runs the sections over `n_frames` frames of `in`, which overwrites voltage and current. Exact. If the bank is
	 * shared, what is called current is the voltage of all sections but the last, to be multiplied by convolve_load().
	 *
	 * @param coupling Unless NULL, is done along the way, frame by frame: its recurrence then costs next to nothing.
	 *   Its `driven` may lie ahead of `in` in the same line.
	 */
	ZOUT_REALTIME
	void (*run_sections)(ZoutSectionBank*    bank,
	                     double*             voltage,
	                     double*             current,
	                     const double*       in,
	                     const ZoutCoupling* coupling,
	                     unsigned            lanes,
	                     unsigned            n_frames);

	/** Runs the sections for the current alone, rounded to single precision. Exact. */
	ZOUT_REALTIME
	void (*run_current)(ZoutSectionBank* bank, float* current, const float* in, unsigned lanes, unsigned n_frames);

	/**
	 * Adds the current's FIR in single precision. Padded.
	 * out[i] += Σ_k taps[k][i mod 4] * in[i - k * lanes]
	 *
	 * @param taps [ZOUT_CURRENT_TAPS][ZOUT_TAP_PLACES]: lanes repeated to four, and these twice.
	 * @return The largest magnitude of n_values of `out`, exactly as peak() would find it.
	 */
	ZOUT_REALTIME
	float (*convolve_current)(float* out, const float* in, const float* taps, unsigned lanes, unsigned n_values);
} ZoutKernels;

extern const ZoutKernels zout_kernels_scalar;

/**
 * The best table for this processor and operating system, or the one that ZOUT_ISA in the environment names.
 *
 * @return NULL if the name is unknown or the machine cannot run it. [setup]
 */
const ZoutKernels*
zout_kernels_choose(void);

/** Table `index` of those that this machine can run, the specification first; NULL past the last one. [setup] */
const ZoutKernels*
zout_kernels_available(unsigned index);

#endif // ZOUT_SIMD_KERNELS_H
