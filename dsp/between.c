// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "between.h"

#include "halfband.h"

#include <math.h>

/// Of the interpolation of the current, relative to the sample rate: what hangs on it is small above
static const double current_pass_band = 0.33;

void
zout_between_init(ZoutResidual* const residual, const ZoutTiming* const timing, const double rate_hz)
{
	zout_halfband_init_even(residual->up_band, timing->up_taps, zout_halfband_pass_band(rate_hz));
	zout_halfband_init_even(residual->current_up_band, ZOUT_CURRENT_UP_TAPS, current_pass_band);
	zout_halfband_init(residual->drawn_band, ZOUT_DRAWN_TAPS, current_pass_band);
	residual->up_gain         = fmax(1.0, (double)zout_halfband_gain(residual->up_band, timing->up_taps));
	residual->current_up_gain = fmax(1.0, (double)zout_halfband_gain(residual->current_up_band, ZOUT_CURRENT_UP_TAPS));
}

void
zout_between_run(ZoutResidual* const      residual,
                 const ZoutKernels* const kernels,
                 const ZoutTiming* const  timing,
                 ZoutLines* const         lines,
                 const unsigned           n_frames,
                 const bool               loud)
{
	const unsigned lanes         = lines->lanes;
	const unsigned newest        = lines->at - timing->between;
	const unsigned past          = timing->wanted - timing->between + ZOUT_WAKE_FRAMES;
	const bool     wants_input   = timing->doubled || loud;
	const bool     reacts        = loud && zout_solver_reacting(&residual->solver, lanes);
	const bool     wants_current = reacts || (timing->doubled && residual->squares);

	residual->newest_odd         = loud ? lines->odd + newest * lanes : residual->odd;
	residual->newest_current_odd = loud ? lines->current_odd + newest * lanes : residual->current_odd;
	if (wants_input) {
		const unsigned before = loud && !residual->looked ? past * lanes : 0U;
		kernels->interpolate_alike(residual->newest_odd - before,
		                           lines->even + newest * lanes - before,
		                           residual->up_band,
		                           timing->up_taps,
		                           lanes,
		                           n_frames * lanes + before);
	}
	if (wants_current) {
		const unsigned before = loud && !residual->current_odd_known ? past * lanes : 0U;
		kernels->interpolate(residual->newest_current_odd - before,
		                     lines->current_even + newest * lanes - before,
		                     residual->current_up_band,
		                     ZOUT_CURRENT_UP_TAPS,
		                     lanes,
		                     n_frames * lanes + before);
	}
	residual->current_odd_known = loud && wants_current;
}
