// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/number.h"

#include <math.h>

double
zout_never_minus_zero(const double value, const int decimals)
{
	return value <= 0.0 && value >= -0.5 * pow(10.0, -decimals) ? 0.0 : value;
}
