// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Works a running service hard, and looks at what that costs it.
 *
 *   soak SOCKET SECONDS
 *
 * Controls move 20 times a second, every three seconds another amplifier or headphone is chosen, every second a
 * JACK client comes, connects to the service and goes, every ten seconds the configuration is read again. Prints one
 * JSON object at the end:
 *
 *   seconds, changes, clients       what was done
 *   median_us p99_9_us max_us       process times of blocks, as the service measures them
 *   xruns losses                    as the service counts them
 *   rss_kb fds threads              of the service: the least of the second and of the last fifth of the time, and the
 *                                   most of all, for whoever asks it something at that moment has a descriptor too
 *
 * Exit status: 0; 1 when the service does not answer or refuses; 2 usage.
 */

#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <jack/jack.h>
#include <jansson.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
	TURNS_PER_SECOND = 20,
	PRESET_TURNS     = 3 * TURNS_PER_SECOND, // A new load is computed in one block, which 99.9 % leave out
	FIFTHS           = 5,                    // Of the time
};

typedef struct {
	long least[FIFTHS]; // 0 before the first look
	long most;
} Track;

typedef struct {
	FILE*    in;
	int      fd;
	int      pid;
	unsigned changes;
	unsigned clients;
	Track    rss_kb;
	Track    fds;
	Track    threads;
} Soak;

static void
die(const char* const what, const char* const detail)
{
	fprintf(stderr, "soak: %s: %s\n", what, detail);
	exit(1);
}

static double
now_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// Sends a request and returns the answer, which must be a good one
static json_t*
ask(Soak* const soak, const char* const request)
{
	static char line[1 << 18];
	char        text[256];
	snprintf(text, sizeof(text), "%s\n", request);
	if (send(soak->fd, text, strlen(text), MSG_NOSIGNAL) != (ssize_t)strlen(text) ||
	    !fgets(line, (int)sizeof(line), soak->in)) {
		die("no answer to", request);
	}
	json_t* const answer = json_loads(line, 0, NULL);
	if (!json_is_true(json_object_get(answer, "ok"))) {
		die(request, line);
	}
	return answer;
}

static void
tell(Soak* const soak, const char* const request)
{
	json_decref(ask(soak, request));
	++soak->changes;
}

static void
reach(Soak* const soak, const char* const path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1U);
	soak->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (soak->fd < 0 || connect(soak->fd, (const struct sockaddr*)&address, sizeof(address))) {
		die("no service at", path);
	}
	soak->in             = fdopen(soak->fd, "r");
	json_t* const answer = ask(soak, "status");
	soak->pid            = (int)json_integer_value(json_object_get(json_object_get(answer, "status"), "pid"));
	json_decref(answer);
}

static void
note(Track* const track, const long value, const unsigned fifth)
{
	long* const least = &track->least[fifth];
	*least            = *least && *least < value ? *least : value;
	track->most       = value > track->most ? value : track->most;
}

/// Looks at the process from outside
static void
look(Soak* const soak, const unsigned fifth)
{
	char path[64];
	char line[256];
	snprintf(path, sizeof(path), "/proc/%d/status", soak->pid);
	FILE* const file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		if (!strncmp(line, "VmRSS:", 6)) {
			note(&soak->rss_kb, strtol(line + 6, NULL, 10), fifth);
		} else if (!strncmp(line, "Threads:", 8)) {
			note(&soak->threads, strtol(line + 8, NULL, 10), fifth);
		}
	}
	if (file) {
		fclose(file);
	}
	snprintf(path, sizeof(path), "/proc/%d/fd", soak->pid);
	DIR* const folder = opendir(path);
	long       number = -2; // . and ..
	while (folder && readdir(folder)) {
		++number;
	}
	if (folder) {
		closedir(folder);
	}
	note(&soak->fds, number, fifth);
}

/// A client that listens to the service for a moment
static void
visit(Soak* const soak)
{
	jack_client_t* const client = jack_client_open("visitor", JackNoStartServer, NULL);
	if (client) {
		jack_port_t* const port = jack_port_register(client, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
		if (port && !jack_activate(client)) {
			soak->clients += !jack_connect(client, "dut:out_l", jack_port_name(port));
		}
		jack_client_close(client);
	}
}

static void
turn(Soak* const soak, const unsigned n)
{
	static const char* const presets[] = {"preset amp hpa-1",
	                                      "preset phones hd650",
	                                      "preset amp otl-120-ohm",
	                                      "preset phones se846",
	                                      "preset amp vali-2-plus",
	                                      "preset phones dt990-pro-250",
	                                      "preset amp wire",
	                                      "preset phones k701"};
	const unsigned           n_presets = sizeof(presets) / sizeof(presets[0]);
	char                     request[128];
	snprintf(request,
	         sizeof(request),
	         "set volume=%.1f balance=%.1f gain=%.1f",
	         -10.0 - (double)(n * 7U % 30U),
	         (double)(n % 5U) - 2.0,
	         (double)(n * 3U % 10U));
	tell(soak, request);
	if (n % PRESET_TURNS == 0) {
		tell(soak, presets[n / PRESET_TURNS % n_presets]);
	}
	if (n % TURNS_PER_SECOND == 0) {
		tell(soak, n / TURNS_PER_SECOND % 2U ? "dim on" : "dim off");
		visit(soak);
	}
	if (n % (10 * TURNS_PER_SECOND) == 0) {
		tell(soak, "reload");
	}
}

static json_t*
track(const Track* const track)
{
	return json_pack("[i, i, i]", (int)track->least[1], (int)track->least[FIFTHS - 1], (int)track->most);
}

static void
print(Soak* const soak, const double seconds)
{
	json_t* const answer  = ask(soak, "status");
	json_t* const status  = json_object_get(answer, "status");
	json_t* const process = json_object_get(status, "process");
	json_t* const backend = json_object_get(status, "backend");
	json_t* const result  = json_pack("{s:f, s:i, s:i, s:o, s:o, s:o}",
                                     "seconds",
                                     seconds,
                                     "changes",
                                     (int)soak->changes,
                                     "clients",
                                     (int)soak->clients,
                                     "rss_kb",
                                     track(&soak->rss_kb),
                                     "fds",
                                     track(&soak->fds),
                                     "threads",
                                     track(&soak->threads));
	json_object_update(result, process);
	json_object_set(result, "xruns", json_object_get(backend, "xruns"));
	json_object_set(result, "losses", json_object_get(backend, "losses"));
	json_dumpf(result, stdout, JSON_COMPACT | JSON_REAL_PRECISION(5));
	puts("");
	json_decref(result);
	json_decref(answer);
}

int
main(const int argc, char** const argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: soak SOCKET SECONDS\n");
		return 2;
	}
	static Soak  soak;
	const double seconds = atof(argv[2]);
	reach(&soak, argv[1]);

	const double start_s = now_s();
	double       done    = 0.0; // Share of the time
	for (unsigned n = 0; done < 1.0; ++n) {
		turn(&soak, n);
		if (n % TURNS_PER_SECOND == 0) {
			look(&soak, (unsigned)(done * FIFTHS));
		}
		const double    due_s  = start_s + (double)(n + 1U) / TURNS_PER_SECOND;
		const double    left_s = due_s - now_s();
		struct timespec wait   = {0, left_s > 0.0 ? (long)(1e9 * left_s) : 0L};
		nanosleep(&wait, NULL);
		done = (now_s() - start_s) / seconds;
	}
	print(&soak, now_s() - start_s);
	fclose(soak.in);
	return 0;
}
