// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void
zout_client_close(ZoutClient* const client)
{
	if (client->fd >= 0) {
		close(client->fd);
	}
	free(client->out);
	memset(client, 0, sizeof(*client));
	client->fd = -1;
}

/// Makes of who has failed one who is not answered any more, if he has just gone: what he said before counts
static bool
has_gone(ZoutClient* const client)
{
	client->deaf       = errno == EPIPE || errno == ECONNRESET;
	client->out_length = client->deaf ? 0U : client->out_length;
	return client->deaf;
}

void
zout_client_write(ZoutClient* const client)
{
	while (client->fd >= 0 && client->out_length) {
		const ssize_t n = send(client->fd, client->out, client->out_length, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n <= 0) {
			if (!has_gone(client) && errno != EAGAIN && errno != EINTR) {
				zout_client_close(client);
			}
			return;
		}
		client->out_length -= (size_t)n;
		memmove(client->out, client->out + n, client->out_length);
	}
}

/// Room for so many bytes more; false if there is too much already
static bool
reserve(ZoutClient* const client, const size_t more)
{
	const size_t wanted = client->out_length + more;
	if (wanted > ZOUT_MAX_REPLY) {
		return false;
	}
	if (wanted > client->out_size) {
		const size_t size  = wanted < 4096U ? 4096U : 2U * wanted;
		char* const  grown = (char*)realloc(client->out, size);
		if (!grown) {
			return false;
		}
		client->out      = grown;
		client->out_size = size;
	}
	return true;
}

void
zout_control_send(ZoutClient* const client, const char* const line)
{
	const size_t length = strlen(line);
	if (client->fd < 0 || client->deaf) {
		return;
	}
	if (!reserve(client, length + 1U)) {
		zout_client_close(client);
		return;
	}
	memcpy(client->out + client->out_length, line, length);
	client->out[client->out_length + length] = '\n';
	client->out_length += length + 1U;
	zout_client_write(client);
}

static const char too_long[] =
	"{\"ok\":false,\"code\":\"too_long\",\"error\":\"request too long, expected at most 4095 "
	"characters\"}";
static const char not_text[] = "{\"ok\":false,\"code\":\"bad_request\",\"error\":\"request with a zero byte\"}";

/// Handles the line that ends at `end`
static void
handle_line(ZoutClient* const client, char* const end, const ZoutControlHandler handler, void* const user)
{
	char         line[ZOUT_MAX_LINE];
	const size_t length = (size_t)(end - client->in);
	memcpy(line, client->in, length);
	line[length] = '\0';
	client->in_length -= length + 1U;
	memmove(client->in, end + 1, client->in_length);

	if (client->too_long) {
		client->too_long = false;
		zout_control_send(client, too_long);
	} else if (strlen(line) != length) {
		zout_control_send(client, not_text);
	} else {
		handler(user, client, line);
	}
}

/// Nothing more will come, which ends the last line as a newline does. There is room for one: somebody was heard
static void
end_input(ZoutClient* const client)
{
	const size_t length = client->in_length;
	if (length ? client->in[length - 1U] != '\n' : client->too_long) {
		client->in[client->in_length++] = '\n';
	}
	client->closing = true; // but answers are still owed
}

/// Takes what has come; false if that is nothing
static bool
receive(ZoutClient* const client)
{
	const size_t room = ZOUT_MAX_LINE - client->in_length;
	if (!room) {
		return false; // before what is there is answered
	}
	const ssize_t n = recv(client->fd, client->in + client->in_length, room, MSG_DONTWAIT);
	if (n > 0) {
		client->in_length += (size_t)n;
	} else if (n == 0 || has_gone(client)) {
		end_input(client);
	} else if (errno != EAGAIN && errno != EINTR) {
		zout_client_close(client);
	}
	return n > 0;
}

bool
zout_client_has_line(const ZoutClient* const client)
{
	return client->fd >= 0 && !client->waits && client->out_length < ZOUT_BUSY_REPLY &&
	       memchr(client->in, '\n', client->in_length);
}

bool
zout_client_serve(ZoutClient* const        client,
                  const bool               readable,
                  unsigned* const          left,
                  const ZoutControlHandler handler,
                  void* const              user)
{
	const bool heard = readable && receive(client);
	if (readable) {
		*left -= *left > 0; // bytes without a line are not free either
	}
	while (*left && zout_client_has_line(client)) {
		--*left;
		handle_line(client, (char*)memchr(client->in, '\n', client->in_length), handler, user);
	}
	if (client->fd >= 0 && client->in_length == ZOUT_MAX_LINE && !memchr(client->in, '\n', client->in_length)) {
		client->too_long  = true;
		client->in_length = 0;
	}
	// Who watches has asked for more than answers, and is there until it hangs up
	if (client->fd >= 0 && client->closing && !client->watch_ms && !client->waits && !client->out_length &&
	    !zout_client_has_line(client)) {
		zout_client_close(client);
	}
	return heard;
}
