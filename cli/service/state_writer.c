// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/state_writer.h"

#include "cli/service/state.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/// More than two paths need, and not the megabytes of the default: where memory is locked, all of it would be
static const size_t stack_bytes = 256U * 1024U;

struct ZoutStateWriterImpl {
	pthread_t thread;
	char*     path;
	int       event_fd;

	pthread_mutex_t lock; // of all that follows
	pthread_cond_t  work; // there is a text, or the wish to end
	pthread_cond_t  done; // has_ended
	char*           text; // to be written next, or NULL
	int             failed;
	bool            has_result;
	bool            quit; // when all is written
	bool            has_ended;
	bool            is_left; // to the thread, which frees it
};

/// Frees it, when nobody else is to use it any more
static void
release(ZoutStateWriter* const self)
{
	pthread_mutex_destroy(&self->lock);
	pthread_cond_destroy(&self->work);
	pthread_cond_destroy(&self->done);
	if (self->event_fd >= 0) {
		close(self->event_fd);
	}
	free(self->path);
	free(self);
}

/// Writes the text that waits. Called with the lock, which is not held meanwhile
static void
write_text(ZoutStateWriter* const self)
{
	char* const text = self->text;
	self->text       = NULL;
	pthread_mutex_unlock(&self->lock);
	const int failed = zout_state_write(self->path, text);
	free(text);
	pthread_mutex_lock(&self->lock);
	self->failed     = failed;
	self->has_result = true;
	eventfd_write(self->event_fd, 1);
}

static void*
work(void* const writer)
{
	ZoutStateWriter* const self = (ZoutStateWriter*)writer;
	pthread_mutex_lock(&self->lock);
	while (self->text || !self->quit) {
		if (self->text) {
			write_text(self);
		} else {
			pthread_cond_wait(&self->work, &self->lock);
		}
	}
	self->has_ended    = true;
	const bool is_left = self->is_left;
	pthread_cond_signal(&self->done);
	pthread_mutex_unlock(&self->lock);
	if (is_left) {
		release(self);
	}
	return NULL;
}

/// Starts the thread, which takes no signals: they are the caller's. Returns an error number
static int
start(ZoutStateWriter* const self)
{
	pthread_attr_t attributes;
	sigset_t       all;
	sigset_t       before;
	int            code = pthread_attr_init(&attributes);
	if (code) {
		return code;
	}
	pthread_attr_setstacksize(&attributes, stack_bytes);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	code = pthread_create(&self->thread, &attributes, work, self);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return code;
}

static void
init_conditions(ZoutStateWriter* const self)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&self->done, &attributes);
	pthread_condattr_destroy(&attributes);
	pthread_cond_init(&self->work, NULL);
	pthread_mutex_init(&self->lock, NULL);
}

ZoutStateWriter*
zout_state_writer_new(const char* const path, ZoutAudioError* const error)
{
	ZoutStateWriter* const self = (ZoutStateWriter*)calloc(1, sizeof(ZoutStateWriter));
	if (!self) {
		zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
		return NULL;
	}
	init_conditions(self);
	self->path     = strdup(path);
	self->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int code       = self->event_fd < 0 ? errno : self->path ? 0 : ENOMEM;
	code           = code ? code : start(self);
	if (code) {
		zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot start a thread: %s", strerror(code));
		release(self);
		return NULL;
	}
	return self;
}

void
zout_state_writer_write(ZoutStateWriter* const writer, char* const text)
{
	pthread_mutex_lock(&writer->lock);
	char* const old = writer->text;
	writer->text    = text;
	pthread_cond_signal(&writer->work);
	pthread_mutex_unlock(&writer->lock);
	free(old);
}

int
zout_state_writer_fd(const ZoutStateWriter* const writer)
{
	return writer->event_fd;
}

bool
zout_state_writer_result(ZoutStateWriter* const writer, int* const failed)
{
	eventfd_t count = 0;
	pthread_mutex_lock(&writer->lock);
	eventfd_read(writer->event_fd, &count);
	const bool has_result = writer->has_result;
	writer->has_result    = false;
	*failed               = writer->failed;
	pthread_mutex_unlock(&writer->lock);
	return has_result;
}

bool
zout_state_writer_end(ZoutStateWriter* const writer, const int64_t until_ms, int* const failed)
{
	const struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000};
	int                   code  = 0;
	pthread_mutex_lock(&writer->lock);
	writer->quit = true;
	pthread_cond_signal(&writer->work);
	while (!writer->has_ended && !code) {
		code = pthread_cond_timedwait(&writer->done, &writer->lock, &until);
	}
	const bool ended = writer->has_ended;
	*failed          = writer->has_result ? writer->failed : 0;
	if (!ended) {
		writer->is_left = true;
		pthread_detach(writer->thread);
	}
	pthread_mutex_unlock(&writer->lock);
	if (ended) {
		pthread_join(writer->thread, NULL);
		release(writer);
	}
	return ended;
}
