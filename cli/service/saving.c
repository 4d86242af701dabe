// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/service/saving.h"

#include "cli/message.h"
#include "cli/service/state.h"

#include <errno.h>
#include <string.h>

/// So long after a change the state is written, so that a turn of a knob is one writing
static const int64_t delay_ms = 1000;

/// So long after a failure it is tried again
static const int64_t retry_ms = 30000;

/// So long the end of the service waits for a disk; systemd waits for 10 s, and not only for this
static const int64_t patience_ms = 5000;

ZoutAudioStatus
zout_saving_start(ZoutService* const service, ZoutAudioError* const error)
{
	if (*service->state_path) {
		service->state_writer = zout_state_writer_new(service->state_path, error);
		return service->state_writer ? ZOUT_AUDIO_SUCCESS : ZOUT_AUDIO_FAILED;
	}
	return ZOUT_AUDIO_SUCCESS;
}

void
zout_saving_follow(ZoutService* const service, const int64_t now_ms)
{
	const ZoutMemory memory = zout_desk_memory(&service->desk);
	if (service->state_due_ms < 0 && !zout_memory_is_same(&memory, &service->state_saved)) {
		service->state_due_ms = now_ms + delay_ms;
	}
}

int64_t
zout_saving_due_ms(const ZoutService* const service)
{
	return service->state_writer && !service->state_writing ? service->state_due_ms : -1;
}

int
zout_saving_fd(const ZoutService* const service)
{
	return service->state_writer ? zout_state_writer_fd(service->state_writer) : -1;
}

/// Remembers what became of a writing, and warns of the first of several failures
static void
note(ZoutService* const service, const int failed, const int64_t now_ms)
{
	const bool failed_before = *service->state_error.text;
	if (!failed) {
		*service->state_error.text = '\0';
		return;
	}
	service->state_due_ms = now_ms + retry_ms;
	zout_audio_fail(&service->state_error,
	                ZOUT_AUDIO_FAILED,
	                "cannot write the state file '%.400s': %s",
	                service->state_path,
	                strerror(failed));
	if (!failed_before) {
		zout_complain(ZOUT_EXIT_SUCCESS, "warning: %s", service->state_error.text);
	}
}

/// Hands the state over as it is now
static void
begin(ZoutService* const service, const int64_t now_ms)
{
	const ZoutMemory memory = zout_desk_memory(&service->desk);
	char* const      text   = zout_state_text(&memory);
	if (!text) {
		note(service, ENOMEM, now_ms);
		return;
	}
	service->state_saved   = memory;
	service->state_due_ms  = -1;
	service->state_writing = true;
	zout_state_writer_write(service->state_writer, text);
}

void
zout_saving_turn(ZoutService* const service, const int64_t now_ms)
{
	int failed = 0;
	if (service->state_writing && zout_state_writer_result(service->state_writer, &failed)) {
		service->state_writing = false;
		note(service, failed, now_ms);
	}
	const int64_t due_ms = zout_saving_due_ms(service);
	if (due_ms >= 0 && now_ms >= due_ms) {
		begin(service, now_ms);
	}
}

void
zout_saving_finish(ZoutService* const service, const int64_t now_ms)
{
	if (service->state_writer && service->state_due_ms >= 0) {
		begin(service, now_ms); // behind the one that is being written, if there is one
	}
}

void
zout_saving_end(ZoutService* const service, const int64_t finish_ms)
{
	if (!service->state_writer) {
		return;
	}
	int        failed      = 0;
	const bool ended       = zout_state_writer_end(service->state_writer, finish_ms + patience_ms, &failed);
	service->state_writer  = NULL;
	service->state_writing = false;
	if (ended) {
		note(service, failed, finish_ms);
	} else {
		zout_complain(ZOUT_EXIT_SUCCESS,
		              "warning: cannot write the state file '%.400s': the disk does not answer",
		              service->state_path);
	}
}
