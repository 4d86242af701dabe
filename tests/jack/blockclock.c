// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Preloaded into a JACK client: what its process callback takes, and whose fault xruns are.
 *
 *   LD_PRELOAD=blockclock.so BLOCKCLOCK=FILE client...
 *
 * A callback's own time is the processor time of its thread, so that what others take in between does not count. At
 * its end the client leaves one JSON object in FILE, unless it never processed anything:
 *
 *   blocks                           how many were processed
 *   median_us p99_us p99_9_us max_us own times of blocks, to 1.1 %
 *   wall_max_us                      longest time from begin to end
 *   waits                            how often a callback waited for something: a lock, a file, another thread
 *   faults                           pages that a callback was the first to touch
 *   late                             blocks whose own time exceeded their period, or that waited: not those that waited
 *                                    for a page, but lasted no longer than their period
 *   overtaken                        blocks that lasted longer than their period, but not by their own time
 *   xruns own_xruns                  as JACK counts them; of these, with a late block since the one before
 */

#define _GNU_SOURCE // RTLD_NEXT, RUSAGE_THREAD

#include <dlfcn.h>
#include <jack/jack.h>
#include <math.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

// Classes of times, in equal ratios: 64 to an octave, from 64 ns to 1 s
enum { STEPS = 64, OCTAVES = 24, CLASSES = STEPS * OCTAVES };
static const double first_ns = 64.0;

static struct {
	JackProcessCallback process;
	void*               process_arg;
	JackXRunCallback    xrun;
	void*               xrun_arg;
	double              rate_hz;
	double              overhead_ns; // Of reading the clock
	unsigned            count[CLASSES];
	unsigned            blocks;
	unsigned            overtaken;
	long                waits;
	long                faults;
	double              max_ns;
	double              wall_max_ns;
	atomic_uint         late;
	atomic_uint         late_since; // The last xrun
	atomic_uint         xruns;
	atomic_uint         own_xruns;
} seen;

static double
now_ns(const clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static struct rusage
usage(void)
{
	struct rusage all;
	getrusage(RUSAGE_THREAD, &all);
	return all;
}

static double
least_overhead_ns(void)
{
	double least = (double)INFINITY;
	for (unsigned i = 0; i < 100; ++i) {
		const double start_ns = now_ns(CLOCK_THREAD_CPUTIME_ID);
		least                 = fmin(least, now_ns(CLOCK_THREAD_CPUTIME_ID) - start_ns);
	}
	return least;
}

static void
note(const double own_ns, const double wall_ns, const long waited, const long faulted, const double period_ns)
{
	const double   place = STEPS * log2(fmax(own_ns, first_ns) / first_ns);
	const unsigned index = place < CLASSES - 1 ? (unsigned)place : CLASSES - 1U;
	++seen.count[index];
	++seen.blocks;
	seen.waits += waited;
	seen.max_ns      = fmax(seen.max_ns, own_ns);
	seen.wall_max_ns = fmax(seen.wall_max_ns, wall_ns);
	if (own_ns > period_ns || waited > faulted || (waited && wall_ns > period_ns)) {
		atomic_fetch_add(&seen.late, 1U);
		atomic_fetch_add(&seen.late_since, 1U);
	} else {
		seen.overtaken += wall_ns > period_ns;
	}
}

static int
process(const jack_nframes_t frames, void* const arg)
{
	(void)arg;
	if (!seen.blocks) {
		seen.overhead_ns = least_overhead_ns();
	}
	const struct rusage before      = usage();
	const double        wall_ns     = now_ns(CLOCK_MONOTONIC);
	const double        own_ns      = now_ns(CLOCK_THREAD_CPUTIME_ID);
	const int           result      = seen.process(frames, seen.process_arg);
	const double        own_end_ns  = now_ns(CLOCK_THREAD_CPUTIME_ID);
	const double        wall_end_ns = now_ns(CLOCK_MONOTONIC);
	const struct rusage after       = usage();
	const long          faulted     = after.ru_minflt + after.ru_majflt - before.ru_minflt - before.ru_majflt;
	seen.faults += faulted;
	note(own_end_ns - own_ns - seen.overhead_ns,
	     wall_end_ns - wall_ns,
	     after.ru_nvcsw - before.ru_nvcsw,
	     faulted,
	     1e9 * (double)frames / seen.rate_hz);
	return result;
}

static int
xrun(void* const arg)
{
	(void)arg;
	atomic_fetch_add(&seen.xruns, 1U);
	if (atomic_exchange(&seen.late_since, 0U)) {
		atomic_fetch_add(&seen.own_xruns, 1U);
	}
	return seen.xrun(seen.xrun_arg);
}

/// The function that would have been called without us. ISO C has no conversion from an object to a function
static void
find(const char* const name, void* const function)
{
	void* const symbol = dlsym(RTLD_NEXT, name);
	memcpy(function, &symbol, sizeof(symbol));
}

__attribute__((visibility("default"))) int
jack_set_process_callback(jack_client_t* const client, const JackProcessCallback callback, void* const arg)
{
	int (*set)(jack_client_t*, JackProcessCallback, void*) = NULL;
	find("jack_set_process_callback", &set);
	seen.process     = callback;
	seen.process_arg = arg;
	seen.rate_hz     = (double)jack_get_sample_rate(client);
	return set(client, process, NULL);
}

__attribute__((visibility("default"))) int
jack_set_xrun_callback(jack_client_t* const client, const JackXRunCallback callback, void* const arg)
{
	int (*set)(jack_client_t*, JackXRunCallback, void*) = NULL;
	find("jack_set_xrun_callback", &set);
	seen.xrun     = callback;
	seen.xrun_arg = arg;
	return set(client, xrun, NULL);
}

/// The time that `share` of all blocks do not exceed
static double
quantile_us(const double share)
{
	unsigned long long sum   = 0;
	unsigned           index = 0;
	while (index < CLASSES - 1 && (double)(sum += seen.count[index]) < share * (double)seen.blocks) {
		++index;
	}
	return 1e-3 * first_ns * exp2((index + 0.5) / STEPS);
}

__attribute__((destructor)) static void
leave(void)
{
	const char* const path = getenv("BLOCKCLOCK");
	FILE* const       file = path && seen.blocks ? fopen(path, "w") : NULL;
	if (!file) {
		return;
	}
	fprintf(file,
	        "{\"blocks\":%u,\"median_us\":%.2f,\"p99_us\":%.2f,\"p99_9_us\":%.2f,\"max_us\":%.2f,\"wall_max_us\":%.2f,"
	        "\"waits\":%ld,\"faults\":%ld,\"late\":%u,\"overtaken\":%u,\"xruns\":%u,\"own_xruns\":%u}\n",
	        seen.blocks,
	        quantile_us(0.5),
	        quantile_us(0.99),
	        quantile_us(0.999),
	        1e-3 * seen.max_ns,
	        1e-3 * seen.wall_max_ns,
	        seen.waits,
	        seen.faults,
	        atomic_load(&seen.late),
	        seen.overtaken,
	        atomic_load(&seen.xruns),
	        atomic_load(&seen.own_xruns));
	fclose(file);
}
