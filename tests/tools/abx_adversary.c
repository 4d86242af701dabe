// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Tries to find out what X is by anything but listening.
 *
 *   abx_adversary FOLDER SESSIONS ZOUT [OPTION]...
 *
 * Leads sessions of `ZOUT abx --plain --backend file` through pipes and watches everything that a program beside it can
 * see before the end of a trial: the lines that it prints, how long it takes for them, the processor time that it
 * uses, its memory, the record on disk, and the sound that it puts out, compared with that of A and B by name. Several
 * strategies make a guess each for every trial. When a session is over the record tells what X was, and each
 * strategy's share of right guesses is printed: "NAME SHARE", one line each, after "trials N".
 *
 * FOLDER is made use of: state/ for records, heard.wav for the sound. The options say the rest; among them must be
 * --restart, so that the sounds of A, B and X begin at the same place of the track. */

#define _XOPEN_SOURCE 700

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TRIALS = 200, SOUND_BYTES = 1 << 20, LINE = 1024 };

/** What is seen of one source that is listened to. */
typedef struct {
	double         press_s; // From the command to its event
	double         wait_s;  // The same for the time in which it is heard
	double         cpu_s;   // Processor time of the program in it
	unsigned char* sound;   // [size]
	size_t         size;
} Seen;

typedef enum {
	BY_PRESS_TIME,
	BY_SOUND_TIME,
	BY_PROCESSOR,
	BY_SOUND,
	BY_WORDS,
	BY_RECORD,
	BY_RECORD_TIME,
	BY_COMMITMENT,
	BY_MEMORY,
	STRATEGIES
} Strategy;

static const char* const names[STRATEGIES] =
	{"press_time", "sound_time", "processor_time", "sound", "words", "record", "record_time", "commitment", "memory"};

typedef struct {
	pid_t    pid;
	FILE*    to;
	FILE*    from;
	int      sound; // The file that grows
	char     folder[512];
	char     words[LINE * 4]; // Of this trial
	char     commitment[80];
	uint64_t coin; // Breaks ties, from everything seen
} Victim;

static void
fail(const char* const what)
{
	perror(what);
	exit(1);
}

static uint64_t
mix(const uint64_t hash, const void* const data, const size_t size)
{
	const unsigned char* const bytes  = (const unsigned char*)data;
	uint64_t                   result = hash;
	for (size_t i = 0; i < size; ++i) { // FNV-1a
		result = (result ^ bytes[i]) * 1099511628211U;
	}
	return result;
}

static double
clock_s(const clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// Processor time of the victim, to the nanosecond
static double
cpu_s(const Victim* const victim)
{
	clockid_t id = CLOCK_MONOTONIC;
	return clock_getcpuclockid(victim->pid, &id) ? 0.0 : clock_s(id);
}

/// Reads a line of the victim; false at its end
static bool
hear(Victim* const victim, char line[LINE])
{
	if (!fgets(line, LINE, victim->from)) {
		return false;
	}
	line[strcspn(line, "\n")] = '\0';
	victim->coin              = mix(victim->coin, line, strlen(line));
	return true;
}

/// Sends a command and waits for its event; returns how long it took
static double
ask(Victim* const victim, const char* const command, char line[LINE])
{
	const double start_s = clock_s(CLOCK_MONOTONIC);
	fprintf(victim->to, "%s\n", command);
	fflush(victim->to);
	if (!hear(victim, line)) {
		fprintf(stderr, "abx_adversary: no answer to '%s'\n", command);
		exit(1);
	}
	const double took_s = clock_s(CLOCK_MONOTONIC) - start_s;
	victim->coin        = mix(victim->coin, &took_s, sizeof(took_s));
	strncat(victim->words, line, sizeof(victim->words) - strlen(victim->words) - 1U);
	return took_s;
}

/// Opens the sound that the victim is writing, which has no name of its own yet
static void
find_sound(Victim* const victim)
{
	DIR* const folder = opendir(victim->folder);
	char       path[1024];
	victim->sound = -1;
	for (const struct dirent* entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
		if (!strncmp(entry->d_name, ".zout-", 6)) {
			snprintf(path, sizeof(path), "%s/%s", victim->folder, entry->d_name);
			victim->sound = open(path, O_RDONLY);
		}
	}
	if (!folder || victim->sound < 0) {
		fail("the sound");
	}
	closedir(folder);
}

static void
listen_to(Victim* const victim, const char* const source, Seen* const seen)
{
	char line[LINE];
	lseek(victim->sound, 0, SEEK_END);
	seen->press_s         = ask(victim, source, line);
	const double before_s = cpu_s(victim);
	seen->wait_s          = ask(victim, "wait 0.12", line);
	seen->cpu_s           = cpu_s(victim) - before_s;
	const ssize_t got     = read(victim->sound, seen->sound, SOUND_BYTES);
	seen->size            = got > 0 ? (size_t)got : 0U;
	victim->coin          = mix(victim->coin, &seen->cpu_s, sizeof(seen->cpu_s));
}

/// Sum of squared differences of the last thirds of two sounds: before them one hears how the source before fades out
static double
distance(const Seen* const a, const Seen* const b)
{
	double sum   = 0.0;
	size_t start = a->size / 3U * 2U;
	start -= start % sizeof(float);
	for (size_t i = start; i + sizeof(float) <= a->size && i + sizeof(float) <= b->size; i += sizeof(float)) {
		float x = 0.0F;
		float y = 0.0F;
		memcpy(&x, a->sound + i, sizeof(x));
		memcpy(&y, b->sound + i, sizeof(y));
		sum += ((double)x - (double)y) * ((double)x - (double)y);
	}
	return sum;
}

/// The nearer of two: 0 for A, 1 for B; a tie is left to the coin
static unsigned
nearer(Victim* const victim, const double to_a, const double to_b)
{
	const unsigned coin = (unsigned)(victim->coin >> 40U) & 1U;
	return to_a < to_b ? 0U : to_b < to_a ? 1U : coin;
}

/// Contents and times of all that lies in the state folder
static void
look_at_record(const Victim* const victim, uint64_t* const contents, uint64_t* const times)
{
	char path[1200];
	snprintf(path, sizeof(path), "%s/state/zout/abx", victim->folder);
	DIR* const folder = opendir(path);
	*contents         = 14695981039346656037U;
	*times            = *contents;
	for (const struct dirent* entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
		static char text[1 << 17];
		struct stat info;
		snprintf(path, sizeof(path), "%s/state/zout/abx/%s", victim->folder, entry->d_name);
		FILE* const file = entry->d_name[0] == '.' ? NULL : fopen(path, "rb");
		if (file && !fstat(fileno(file), &info)) {
			*contents = mix(*contents, text, fread(text, 1, sizeof(text), file));
			*times    = mix(*times, &info.st_mtim, sizeof(info.st_mtim));
			*times    = mix(*times, &info.st_size, sizeof(info.st_size));
			fclose(file);
		}
	}
	if (folder) {
		closedir(folder);
	}
}

/// What the system says of the victim's memory
static uint64_t
look_at_memory(const Victim* const victim)
{
	char text[256] = "";
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/statm", (int)victim->pid);
	FILE* const  file = fopen(path, "rb");
	const size_t n    = file ? fread(text, 1, sizeof(text), file) : 0U;
	if (file) {
		fclose(file);
	}
	return mix(14695981039346656037U, text, n);
}

/// One trial: everything is looked at, then every strategy makes its guess
static void
guess(Victim* const victim, Seen seen[3], const unsigned trial, unsigned char guesses[STRATEGIES])
{
	char     line[LINE];
	uint64_t contents = 0;
	uint64_t times    = 0;
	listen_to(victim, "a", &seen[0]);
	listen_to(victim, "b", &seen[1]);
	victim->words[0] = '\0';
	listen_to(victim, "x", &seen[2]);
	look_at_record(victim, &contents, &times);

	const Seen* const x = &seen[2];
	guesses[BY_PRESS_TIME] =
		(unsigned char)nearer(victim, fabs(x->press_s - seen[0].press_s), fabs(x->press_s - seen[1].press_s));
	guesses[BY_SOUND_TIME] =
		(unsigned char)nearer(victim, fabs(x->wait_s - seen[0].wait_s), fabs(x->wait_s - seen[1].wait_s));
	guesses[BY_PROCESSOR] =
		(unsigned char)nearer(victim, fabs(x->cpu_s - seen[0].cpu_s), fabs(x->cpu_s - seen[1].cpu_s));
	guesses[BY_SOUND]       = (unsigned char)nearer(victim, distance(x, &seen[0]), distance(x, &seen[1]));
	guesses[BY_WORDS]       = mix(trial, victim->words, strlen(victim->words)) >> 40U & 1U;
	guesses[BY_RECORD]      = contents >> 40U & 1U;
	guesses[BY_RECORD_TIME] = times >> 40U & 1U;
	guesses[BY_COMMITMENT]  = (unsigned)victim->commitment[trial / 4U % 64U] >> trial % 4U & 1U;
	guesses[BY_MEMORY]      = look_at_memory(victim) >> 40U & 1U;
	ask(victim, victim->coin >> 41U & 1U ? "1" : "2", line);
}

static void
start_victim(Victim* const victim, char** const arguments)
{
	int in[2];
	int out[2];
	if (pipe(in) || pipe(out)) {
		fail("pipe");
	}
	victim->pid = fork();
	if (victim->pid < 0) {
		fail("fork");
	}
	if (!victim->pid) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[0]);
		close(in[1]);
		close(out[0]);
		close(out[1]);
		execv(arguments[0], arguments);
		fail(arguments[0]);
	}
	close(in[0]);
	close(out[1]);
	victim->to   = fdopen(in[1], "w");
	victim->from = fdopen(out[0], "r");
	if (!victim->to || !victim->from) {
		fail("fdopen");
	}
}

/// Reads what the order was from the record at the end
static void
read_order(const char* const path, unsigned char order[TRIALS])
{
	static char text[1 << 17];
	FILE* const file = fopen(path, "rb");
	if (!file) {
		fail(path);
	}
	text[fread(text, 1, sizeof(text) - 1U, file)] = '\0';
	fclose(file);
	const char* at = strstr(text, "\"order\": \"");
	if (!at) {
		fprintf(stderr, "abx_adversary: no order in %s\n", path);
		exit(1);
	}
	at += strlen("\"order\": \"");
	for (unsigned i = 0; i < TRIALS; ++i, at += 2) {
		order[i] = *at == 'B';
	}
}

/// Leads one session; adds right guesses to `right`
static void
rob(Victim* const victim, char** const arguments, Seen seen[3], unsigned right[STRATEGIES])
{
	static unsigned char guesses[TRIALS][STRATEGIES];
	unsigned char        order[TRIALS] = {0};
	char                 line[LINE];
	start_victim(victim, arguments);
	for (bool ready = false; !ready;) {
		if (!hear(victim, line)) {
			exit(1);
		}
		ready = !strncmp(line, "ready", 5);
	}
	ask(victim, "start", line);
	if (strncmp(line, "commitment ", 11) != 0 || strlen(line) != 11 + 64) {
		fprintf(stderr, "abx_adversary: expected a commitment, not '%s'\n", line);
		exit(1);
	}
	strcpy(victim->commitment, line + 11);
	hear(victim, line); // trial 1
	find_sound(victim);
	for (unsigned trial = 0; trial < TRIALS; ++trial) {
		guess(victim, seen, trial, guesses[trial]);
		ask(victim, "confirm", line);
	}
	while (hear(victim, line)) {
		if (!strncmp(line, "record ", 7)) {
			read_order(line + 7, order);
			remove(line + 7);
		}
	}
	int status = 0;
	fclose(victim->to);
	fclose(victim->from);
	close(victim->sound);
	if (waitpid(victim->pid, &status, 0) < 0 || status) {
		fprintf(stderr, "abx_adversary: the victim ended with status %d\n", status);
		exit(1);
	}
	for (unsigned trial = 0; trial < TRIALS; ++trial) {
		for (unsigned s = 0; s < STRATEGIES; ++s) {
			right[s] += guesses[trial][s] == order[trial];
		}
	}
}

int
main(const int argc, char** const argv)
{
	static char common[][16] = {"--plain", "--backend", "file", "--trials", "200", "--output"};
	enum { COMMON = sizeof(common) / sizeof(common[0]) };
	if (argc < 4) {
		fprintf(stderr, "usage: abx_adversary FOLDER SESSIONS ZOUT [OPTION]...\n");
		return 2;
	}
	char      command[] = "abx";
	char      state[600];
	char      output[600];
	char**    arguments         = (char**)calloc((size_t)argc + COMMON + 4U, sizeof(char*));
	const int sessions          = atoi(argv[2]);
	Victim    victim            = {.coin = (uint64_t)time(NULL)};
	Seen      seen[3]           = {{0}};
	unsigned  right[STRATEGIES] = {0};
	if (!arguments) {
		fail("calloc");
	}
	snprintf(victim.folder, sizeof(victim.folder), "%s", argv[1]);
	snprintf(state, sizeof(state), "%s/state", argv[1]);
	snprintf(output, sizeof(output), "%s/heard.wav", argv[1]);
	setenv("XDG_STATE_HOME", state, 1);
	int n          = 0;
	arguments[n++] = argv[3];
	arguments[n++] = command;
	for (unsigned i = 0; i < COMMON; ++i) {
		arguments[n++] = common[i];
	}
	arguments[n++] = output;
	for (int i = 4; i < argc; ++i) {
		arguments[n++] = argv[i];
	}
	for (unsigned i = 0; i < 3; ++i) {
		seen[i].sound = (unsigned char*)malloc(SOUND_BYTES);
		if (!seen[i].sound) {
			fail("malloc");
		}
	}

	for (int i = 0; i < sessions; ++i) {
		rob(&victim, arguments, seen, right);
	}
	printf("trials %d\n", sessions * TRIALS);
	for (unsigned s = 0; s < STRATEGIES; ++s) {
		printf("%s %.4f\n", names[s], right[s] / (double)sessions / (double)TRIALS);
	}
	for (unsigned i = 0; i < 3; ++i) {
		free(seen[i].sound);
	}
	free(arguments);
	return 0;
}
