// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/measure_all.h"

#include "cli/progress.h"
#include "cli/signals.h"
#include "measure/suite.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

enum { DEFAULT_RATE_HZ = 48000, DEFAULT_WIDE_RATE_HZ = 384000, MAX_THREADS = 64 };

static const double default_level_vrms = 2.0;

/// What all threads share, behind the mutex
typedef struct {
	pthread_mutex_t    mutex;
	ZoutSubject*       subjects;
	unsigned           n_subjects;
	unsigned           next; ///< The next subject to be measured
	unsigned           failed;
	ZoutMeasureStatus  status; ///< The first failure, of subject `failed`
	ZoutProgress       progress;
	uint64_t           done; ///< Steps
	int                signals;
	const ZoutOptions* options;
} Work;

static bool
on_step(void* const handle, const unsigned done, const unsigned total)
{
	Work* const work = (Work*)handle;
	(void)done;
	pthread_mutex_lock(&work->mutex);
	work->progress.total = (uint64_t)work->n_subjects * total;
	zout_progress_show(&work->progress, work->done++);
	const bool go_on = !work->status && !zout_signals_pending(work->signals);
	pthread_mutex_unlock(&work->mutex);
	return go_on;
}

static ZoutMeasureStatus
measure(Work* const work, ZoutSubject* const subject)
{
	const ZoutOptions* const options = work->options;
	const ZoutSuite          suite   = {
				   .settings     = &subject->settings,
				   .load_ohm     = subject->load_ohm,
				   .level_vrms   = options->level_vrms > 0.0 ? options->level_vrms : default_level_vrms,
				   .rate_hz      = options->rate_hz > 0.0 ? (unsigned)options->rate_hz : DEFAULT_RATE_HZ,
				   .wide_rate_hz = options->rate_hz > 0.0 ? (unsigned)options->rate_hz : DEFAULT_WIDE_RATE_HZ,
				   .handle       = work,
				   .on_step      = on_step,
    };
	return zout_suite_run(&suite, &subject->results);
}

/// Measures what no other thread has taken, until nothing is left or something failed
static void*
take_subjects(void* const handle)
{
	Work* const work = (Work*)handle;
	pthread_mutex_lock(&work->mutex);
	while (work->next < work->n_subjects && !work->status) {
		const unsigned i = work->next++;
		pthread_mutex_unlock(&work->mutex);
		const ZoutMeasureStatus status = measure(work, &work->subjects[i]);
		pthread_mutex_lock(&work->mutex);
		if (status && !work->status) {
			work->status = status;
			work->failed = i;
		}
	}
	pthread_mutex_unlock(&work->mutex);
	return NULL;
}

/// Helpers besides this thread: one for each other processor, and none without anything to do
static unsigned
count_helpers(const unsigned n_subjects)
{
	const long processors = sysconf(_SC_NPROCESSORS_ONLN);
	const long wanted     = processors < (long)n_subjects ? processors : (long)n_subjects;
	return wanted <= 1 ? 0U : wanted > MAX_THREADS ? (unsigned)MAX_THREADS : (unsigned)wanted - 1U;
}

ZoutExit
zout_subjects_measure(ZoutSubject* const       subjects,
                      const unsigned           n_subjects,
                      const ZoutOptions* const options,
                      const int                signals)
{
	Work work = {
		.mutex      = PTHREAD_MUTEX_INITIALIZER,
		.subjects   = subjects,
		.n_subjects = n_subjects,
		.progress   = zout_progress(1),
		.signals    = signals,
		.options    = options,
	};
	pthread_t      helpers[MAX_THREADS];
	const unsigned wanted  = count_helpers(n_subjects);
	unsigned       started = 0;
	while (started < wanted && !pthread_create(&helpers[started], NULL, take_subjects, &work)) {
		++started;
	}
	take_subjects(&work);
	for (unsigned i = 0; i < started; ++i) {
		pthread_join(helpers[i], NULL);
	}
	pthread_mutex_destroy(&work.mutex);
	zout_progress_clear(&work.progress);
	if (!work.status) {
		return ZOUT_EXIT_SUCCESS;
	}
	const bool outside = work.status == ZOUT_MEASURE_NO_MEMORY || work.status == ZOUT_MEASURE_STOPPED;
	return zout_complain(outside ? ZOUT_EXIT_FAILED : ZOUT_EXIT_USAGE,
	                     "cannot measure %s: %s",
	                     subjects[work.failed].amp.text,
	                     zout_measure_strerror(work.status));
}
