// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/sink.h"

#include "audio/write_all.h"

#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/// Remembers the first reason: what fails later fails because of it
static void
failed(ZoutSink* const sink, const int reason)
{
	sink->error = sink->error ? sink->error : reason;
}

static sf_count_t
on_length(void* const handle)
{
	ZoutSink* const sink = (ZoutSink*)handle;
	struct stat     file;
	if (fstat(sink->fd, &file)) {
		failed(sink, errno);
		return -1;
	}
	return file.st_size;
}

static sf_count_t
on_seek(const sf_count_t offset, const int whence, void* const handle)
{
	ZoutSink* const sink = (ZoutSink*)handle;
	const off_t     now  = lseek(sink->fd, offset, whence);
	if (now < 0) {
		failed(sink, errno);
	}
	return now;
}

static sf_count_t
on_tell(void* const handle)
{
	return on_seek(0, SEEK_CUR, handle);
}

static sf_count_t
on_write(const void* const data, const sf_count_t bytes, void* const handle)
{
	ZoutSink* const sink = (ZoutSink*)handle;
	if (!sink->error) {
		sink->error = zout_write_all(sink->fd, data, (size_t)bytes);
	}
	return sink->error ? 0 : bytes;
}

SNDFILE*
zout_sink_open(ZoutSink* const sink, SF_INFO* const info)
{
	static SF_VIRTUAL_IO functions = {
		.get_filelen = on_length,
		.seek        = on_seek,
		.write       = on_write,
		.tell        = on_tell,
	};
	sink->error = 0;
	return sf_open_virtual(&functions, SFM_WRITE, info, sink);
}
