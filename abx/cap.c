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

/// Takes a power into a level that follows it
static void
follow(double* const level, const double take, const double power)
{
	*level += take * (power + nothing - *level);
}

/// By what the square of the gain must be divided for a lane's power now, which is taken into its level over 10 ms
static double
excess(ZoutCap* const cap, const unsigned lane, const double power)
{
	const double room = fmax(1.0 - cap->mean[lane], 0.0);
	follow(&cap->brief[lane], cap->take_brief, power);
	// The first bends early enough for the gain to have no steps; the second is what keeps the mean within the cap
	const double smooth = cap->brief[lane] / (1.0 + room * mean_s / room_s);
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
			follow(&cap->mean[lane], cap->take_mean, cap->square_lin * now[lane]);
		}
		lowest            = fmin(lowest, cap->square_lin);
		const double gain = sqrt(cap->square_lin);
		out[0][i]         = (float)(gain * (double)out[0][i]);
		out[1][i]         = (float)(gain * (double)out[1][i]);
	}
	return 10.0 * log10(lowest);
}

double
zout_cap_reach(ZoutCap* const     cap,
               const unsigned     lane,
               const float* const in,
               const double       power,
               const uint32_t     frames)
{
	const double share = 1.0 / (1.0 + mean_s / room_s);
	double       most  = 0.0;
	for (uint32_t i = 0; i < frames; ++i) {
		const double now = power * (double)in[i] * (double)in[i];
		follow(&cap->brief[lane], cap->take_brief, now);
		// By what all powers may be multiplied until excess() is 1: its first condition is linear in the factor, as the
		// room is, and its second one is that the mean, with this frame, is no more than 1
		const double smooth = share * cap->brief[lane] + (1.0 - share) * cap->mean[lane];
		follow(&cap->mean[lane], cap->take_mean, now);
		most = fmax(most, fmax(smooth, cap->mean[lane]));
	}
	return most;
}

void
zout_cap_raise(ZoutCap* const cap, const ZoutCap* const other)
{
	for (unsigned lane = 0; lane < ZOUT_CAP_LANES; ++lane) {
		cap->mean[lane]  = fmax(cap->mean[lane], other->mean[lane]);
		cap->brief[lane] = fmax(cap->brief[lane], other->brief[lane]);
	}
}
