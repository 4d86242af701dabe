// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/axis.h"

#include "cli/number.h"

#include <math.h>

void
zout_axis_fit(ZoutAxis* const axis, const double low, const double high, const double least)
{
	enum { LINES = 6 };
	const double missing = fmax(least - (high - low), 0.0);
	const double bottom  = low - 0.5 * missing;
	const double top     = high + 0.5 * missing;
	if (!(axis->step > 0.0)) {
		const double raw    = (top - bottom) / LINES;
		const double decade = pow(10.0, floor(log10(raw)));
		const double part   = raw / decade;
		axis->step          = decade * (part <= 1.0 ? 1.0 : part <= 2.0 ? 2.0 : part <= 5.0 ? 5.0 : 10.0);
	}
	axis->min = axis->step * floor(bottom / axis->step + 1e-9);
	axis->max = axis->step * ceil(top / axis->step - 1e-9);
}

void
zout_axis_fit_log(ZoutAxis* const axis, const double low, const double high)
{
	axis->log = true;
	axis->min = pow(10.0, floor(log10(low) + 1e-9));
	axis->max = pow(10.0, ceil(log10(high) - 1e-9));
	axis->max = fmax(axis->max, 10.0 * axis->min);
}

double
zout_axis_part(const ZoutAxis* const axis, const double value)
{
	const double part =
		axis->log ? log(value / axis->min) / log(axis->max / axis->min) : (value - axis->min) / (axis->max - axis->min);
	return fmin(fmax(part, 0.0), 1.0);
}

void
zout_axis_write_number(FILE* const file, const ZoutAxis* const axis, const double value)
{
	if (fabs(value) >= 1000.0) {
		fprintf(file, "%gk", value / 1000.0);
	} else if (axis->log) {
		fprintf(file, "%g", value);
	} else {
		const double digits = fmax(-floor(log10(axis->step) + 1e-9), 0.0);
		fprintf(file, "%.*f", (int)digits, zout_never_minus_zero(value, (int)digits));
	}
}
