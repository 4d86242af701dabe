// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/load_meter.h"

#include <math.h>

enum { FIRST_OCTAVE = 6 }; // classes begin at 2^6 ns

unsigned
zout_load_class(const uint64_t time_ns)
{
	unsigned octave = 0;
	while (octave < ZOUT_LOAD_OCTAVES && time_ns >> (FIRST_OCTAVE + 1U + octave)) {
		++octave;
	}
	if (octave >= ZOUT_LOAD_OCTAVES) {
		return ZOUT_LOAD_CLASSES - 1U;
	}
	if (time_ns < 1U << FIRST_OCTAVE) {
		return 0;
	}
	// Equal steps within an octave: the next four bits behind the leading one
	const unsigned step = (unsigned)(time_ns >> (FIRST_OCTAVE + octave - 4U)) - ZOUT_LOAD_STEPS;
	return octave * ZOUT_LOAD_STEPS + step;
}

double
zout_load_class_ns(const unsigned index)
{
	const unsigned octave = index / ZOUT_LOAD_STEPS;
	const double   step   = (double)(index % ZOUT_LOAD_STEPS) + 0.5;
	return ldexp(1.0 + step / (double)ZOUT_LOAD_STEPS, (int)(FIRST_OCTAVE + octave));
}

void
zout_load_note(ZoutLoadMeter* const meter, const uint64_t time_ns)
{
	atomic_uint_least64_t* const count = &meter->count[zout_load_class(time_ns)];
	// Only this thread counts: nothing comes between
	atomic_store_explicit(count, atomic_load_explicit(count, memory_order_relaxed) + 1U, memory_order_relaxed);
}

double
zout_load_quantile_ns(const ZoutLoadMeter* const meter, const double share)
{
	uint64_t count[ZOUT_LOAD_CLASSES];
	double   all = 0.0;
	for (unsigned i = 0; i < ZOUT_LOAD_CLASSES; ++i) {
		count[i] = atomic_load_explicit(&meter->count[i], memory_order_relaxed);
		all += (double)count[i];
	}
	double sum = 0.0;
	for (unsigned i = 0; i < ZOUT_LOAD_CLASSES && all > 0.0; ++i) {
		sum += (double)count[i];
		if (count[i] && sum >= share * all) {
			return zout_load_class_ns(i);
		}
	}
	return 0.0;
}
