// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/amp_name.h"

#include "catalog/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_TOLD = 3 };

bool
zout_amps_differ(const ZoutSettings* const a, const ZoutSettings* const b)
{
	bool differ = false;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		differ = differ || (!zout_param_is_shared((ZoutParam)i) && fabsf(a->value[i] - b->value[i]) > 0.0F);
	}
	return differ;
}

bool
zout_phones_is_electric(const ZoutParam param)
{
	return zout_param_info(param)->group == ZOUT_GROUP_HEADPHONE && param != ZOUT_SENSITIVITY;
}

static bool
is_amps(const ZoutParam param)
{
	return !zout_param_is_shared(param);
}

/// A name with those of the controls to be told of that are of one kind
static ZoutAmpName
name_with(const char* const label,
          bool (*const is_of_kind)(ZoutParam),
          const bool                told[ZOUT_N_PARAMS],
          const ZoutSettings* const settings)
{
	ZoutAmpName name;
	unsigned    n = 0;
	snprintf(name.text, sizeof(name.text), "%s", label);
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParam param  = (ZoutParam)i;
		const size_t    length = strlen(name.text);
		if (told[i] && is_of_kind(param) && ++n <= MAX_TOLD) {
			snprintf(name.text + length,
			         sizeof(name.text) - length,
			         "%s%s %s",
			         n == 1 ? " with " : ", ",
			         zout_param_info(param)->symbol,
			         zout_value_text(param, settings->value[i]).text);
		}
	}
	if (n > MAX_TOLD) {
		const size_t length = strlen(name.text);
		snprintf(name.text + length, sizeof(name.text) - length, " and %u more", n - MAX_TOLD);
	}
	return name;
}

ZoutAmpName
zout_amp_name(const char* const label, const bool told[ZOUT_N_PARAMS], const ZoutSettings* const settings)
{
	return name_with(label, is_amps, told, settings);
}

ZoutAmpName
zout_phones_name(const char* const label, const bool told[ZOUT_N_PARAMS], const ZoutSettings* const settings)
{
	return name_with(label, zout_phones_is_electric, told, settings);
}
