// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cap.h"

#include "dsp/units.h"

#include <math.h>
#include <string.h>

static const double mean_s           = 0.3;
static const double brief_s          = 0.01;
static const double release_db_per_s = 1.0;

/// So long what is heard may go on before it fills the room that the mean has left
static const double room_s = 0.002;

/// What means come to rest at in silence: no denormals
static const double nothing = 1e-30;

void
zout_cap_init(ZoutCap* const cap, const double rate_hz)
{
	memset(cap, 0, sizeof(*cap));
	cap->square_lin = 1.0;
	cap->release    = pow(10.0, 0.1 * release_db_per_s / rate_hz);
	cap->take_mean  = 1.0 - exp(-1.0 / (mean_s * rate_hz));
	cap->take_brief = 1.0 - exp(-1.0 / (brief_s * rate_hz));
}

/// By what the square of the gain must be divided for a lane's power now, which is taken into its level over 10 ms
static double
excess(ZoutCap* const cap, const unsigned lane, const double power)
{
	double* const brief = &cap->brief[lane];
	const double  room  = fmax(1.0 - cap->mean[lane], 0.0);
	*brief += cap->take_brief * (power + nothing - *brief);
	// The first bends early enough for the gain to have no steps; the second is what keeps the mean within the cap
	const double smooth = *brief / (1.0 + room * mean_s / room_s);
	const double strict = power / (1.0 + room * (1.0 - cap->take_mean) / cap->take_mean);
	return fmax(smooth, strict);
}

double
zout_cap_process(ZoutCap* const     cap,
                 const float* const chains[ZOUT_CAP_LANES],
                 const float        gain_lin[2],
                 const double       power[2],
                 float* const       out[2],
                 const uint32_t     frames)
{
	double lowest = 1.0;
	for (uint32_t i = 0; i < frames; ++i) {
		double now[ZOUT_CAP_LANES];
		double most = 1.0;
		cap->square_lin *= cap->release;
		for (unsigned lane = 0; lane < ZOUT_CAP_LANES; ++lane) {
			const double sample = (double)(gain_lin[lane / 2U] * chains[lane][i]);
			now[lane]           = power[lane / 2U] * sample * sample;
			most                = fmax(most, cap->square_lin * fmax(excess(cap, lane, now[lane]), sample * sample));
		}
		cap->square_lin = fmin(cap->square_lin / most, 1.0);
		for (unsigned lane = 0; lane < ZOUT_CAP_LANES; ++lane) {
			cap->mean[lane] += cap->take_mean * (cap->square_lin * now[lane] + nothing - cap->mean[lane]);
		}
		lowest            = fmin(lowest, cap->square_lin);
		const double gain = sqrt(cap->square_lin);
		out[0][i]         = (float)(gain * (double)out[0][i]);
		out[1][i]         = (float)(gain * (double)out[1][i]);
	}
	return 10.0 * log10(lowest);
}
