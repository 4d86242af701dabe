// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/worker.h"

#include <math.h>
#include <signal.h>
#include <time.h>

void
zout_worker_init(ZoutWorker* const worker)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&worker->ended, &attributes);
	pthread_condattr_destroy(&attributes);
	pthread_mutex_init(&worker->lock, NULL);
	worker->started   = false;
	worker->has_ended = false;
}

void
zout_worker_clear(ZoutWorker* const worker)
{
	pthread_cond_destroy(&worker->ended);
	pthread_mutex_destroy(&worker->lock);
}

int
zout_worker_start(ZoutWorker* const worker, void* (*const work)(void*), void* const arg)
{
	sigset_t all;
	sigset_t before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	worker->has_ended = false;
	const int code    = pthread_create(&worker->thread, NULL, work, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	worker->started = !code;
	return code;
}

void
zout_worker_say_ended(ZoutWorker* const worker)
{
	worker->has_ended = true;
	pthread_cond_signal(&worker->ended);
}

void
zout_worker_end(ZoutWorker* const worker)
{
	pthread_mutex_lock(&worker->lock);
	zout_worker_say_ended(worker);
	pthread_mutex_unlock(&worker->lock);
}

/// The time by the monotonic clock in so many seconds
static struct timespec
in_seconds(const double seconds)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	const double whole_s = floor(seconds);
	time.tv_sec += (time_t)whole_s;
	time.tv_nsec += (long)(1e9 * (seconds - whole_s));
	if (time.tv_nsec >= 1000000000) {
		time.tv_sec += 1;
		time.tv_nsec -= 1000000000;
	}
	return time;
}

bool
zout_worker_join(ZoutWorker* const worker, const double patience_s)
{
	if (!worker->started) {
		return true;
	}
	const struct timespec until = in_seconds(patience_s);
	int                   code  = 0;
	pthread_mutex_lock(&worker->lock);
	while (!worker->has_ended && !code) {
		code = pthread_cond_timedwait(&worker->ended, &worker->lock, &until);
	}
	const bool ended = worker->has_ended;
	pthread_mutex_unlock(&worker->lock);
	if (ended) {
		pthread_join(worker->thread, NULL);
		worker->started = false;
	}
	return ended;
}

static void*
work_on_call(void* const arg)
{
	ZoutWorker* const worker = (ZoutWorker*)arg;
	worker->call(worker->arg);
	zout_worker_end(worker);
	return NULL;
}

bool
zout_worker_call(ZoutWorker* const worker, void (*const call)(void*), void* const arg, const double patience_s)
{
	zout_worker_init(worker);
	worker->call = call;
	worker->arg  = arg;
	if (zout_worker_start(worker, work_on_call, worker)) {
		call(arg); // without patience
	}
	const bool returned = zout_worker_join(worker, patience_s);
	if (returned) {
		zout_worker_clear(worker);
	}
	return returned;
}
