// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Preloaded into a JACK client: if there is a file whose name is in ZOUT_LIE_SERVER, it holds the process id of the
 * server, which is told to end before a port is registered, and has a tenth of a second for it. The file is gone then.
 */

#define _GNU_SOURCE // RTLD_NEXT

#include <dlfcn.h>
#include <jack/jack.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
end_server(const char* const path)
{
	FILE* const file = fopen(path, "r");
	int         pid  = 0;
	if (!file) {
		return;
	}
	if (fscanf(file, "%d", &pid) == 1 && pid > 0) {
		const struct timespec wait = {0, 100000000};
		unlink(path);
		kill(pid, SIGTERM);
		nanosleep(&wait, NULL);
	}
	fclose(file);
}

__attribute__((visibility("default"))) jack_port_t*
jack_port_register(jack_client_t* const client,
                   const char* const    name,
                   const char* const    type,
                   const unsigned long  flags,
                   const unsigned long  size)
{
	typedef jack_port_t* (*Register)(jack_client_t*, const char*, const char*, unsigned long, unsigned long);
	const char* const path = getenv("ZOUT_LIE_SERVER");
	if (path) {
		end_server(path);
	}
	void* const symbol = dlsym(RTLD_NEXT, "jack_port_register");
	Register    real   = NULL;
	memcpy(&real, &symbol, sizeof(real));
	return real ? real(client, name, type, flags, size) : NULL;
}
