// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Where real-time code of ours is entered, by hosts that do not know of the guard. */

#define _GNU_SOURCE // RTLD_NEXT, dlvsym()

#include "guard.h"

#include <dlfcn.h>
#include <errno.h>
#include <jack/jack.h>
#include <lv2/core/lv2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// A definition that programs and libraries see before the real one
#define DOOR __attribute__((visibility("default")))

enum { MAX_PLUGINS = 4 };

#ifdef __x86_64__
#	define OF_CONDITIONS "GLIBC_2.3.2"
#else
#	define OF_CONDITIONS "GLIBC_2.17"
#endif

typedef void* (*Dlsym)(void*, const char*);

/// The real dlsym(): asking dlsym() for it would end here
static Dlsym
real_dlsym(void)
{
	static const char* const versions[] = {"GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5"};
	static Dlsym             real;
	for (unsigned i = 0; !real && i < sizeof(versions) / sizeof(versions[0]); ++i) {
		void* const found = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
		memcpy(&real, &found, sizeof(real));
	}
	if (!real) {
		abort();
	}
	return real;
}

void*
guard_next(const char* const name)
{
	// Without a version one would get the condition variables of programs that were linked in 2002
	const bool  versioned = !strncmp(name, "pthread_cond_", strlen("pthread_cond_"));
	void* const found     = versioned ? dlvsym(RTLD_NEXT, name, OF_CONDITIONS) : real_dlsym()(RTLD_NEXT, name);
	if (!found) {
		fprintf(stderr, "guard: no %s\n", name);
		abort();
	}
	return found;
}

// LV2: whoever looks for lv2_descriptor() in one of our plugins gets one whose run() is guarded

typedef struct {
	LV2_Descriptor_Function function;
	const LV2_Descriptor*   real;
	LV2_Descriptor          copy;
	Guarded                 guarded;
} Plugin;

static Plugin plugins[MAX_PLUGINS];

// A host hands over no more than a handle of ours, so that each plugin has functions of its own
#define PLUGIN(i)                                                     \
	static void run_##i(const LV2_Handle handle, const uint32_t n)    \
	{                                                                 \
		guard_enter(&plugins[i].guarded);                             \
		plugins[i].real->run(handle, n);                              \
		guard_leave(&plugins[i].guarded);                             \
	}                                                                 \
	static const LV2_Descriptor* descriptor_##i(const uint32_t index) \
	{                                                                 \
		return index ? plugins[i].function(index) : &plugins[i].copy; \
	}

PLUGIN(0)
PLUGIN(1)
PLUGIN(2)
PLUGIN(3)

static void (*const runs[MAX_PLUGINS])(LV2_Handle, uint32_t)  = {run_0, run_1, run_2, run_3};
static const LV2_Descriptor_Function descriptors[MAX_PLUGINS] = {descriptor_0,
                                                                 descriptor_1,
                                                                 descriptor_2,
                                                                 descriptor_3};

/// The guarded function for one of ours, else the function itself
static LV2_Descriptor_Function
guard_plugin(const LV2_Descriptor_Function function)
{
	const LV2_Descriptor* const real = function(0);
	if (!real || strncmp(real->URI, "urn:zout:", strlen("urn:zout:")) != 0) {
		return function;
	}
	for (unsigned i = 0; i < MAX_PLUGINS; ++i) {
		Plugin* const plugin = &plugins[i];
		if (!plugin->function) {
			*plugin          = (Plugin){function, real, *real, {real->URI, 0, 0}};
			plugin->copy.run = runs[i];
		}
		if (plugin->function == function) {
			return descriptors[i];
		}
	}
	return function;
}

DOOR void*
dlsym(void* const handle, const char* const name)
{
	void* found = real_dlsym()(handle, name);
	if (found && !strcmp(name, "lv2_descriptor")) {
		LV2_Descriptor_Function function = NULL;
		memcpy(&function, &found, sizeof(function));
		function = guard_plugin(function);
		memcpy(&found, &function, sizeof(found));
	}
	return found;
}

// JACK: in `zout`, and in nothing else that might be under test

static JackProcessCallback real_process;

static int
process(const jack_nframes_t frames, void* const arg)
{
	static Guarded guarded = {"jack", 0, 0};
	guard_enter(&guarded);
	const int result = real_process(frames, arg);
	guard_leave(&guarded);
	return result;
}

DOOR int
jack_set_process_callback(jack_client_t* const client, const JackProcessCallback callback, void* const arg)
{
	int (*real)(jack_client_t*, JackProcessCallback, void*) = NULL;
	void* const found                                       = guard_next("jack_set_process_callback");
	memcpy(&real, &found, sizeof(real));
	if (strcmp(program_invocation_short_name, "zout") != 0) {
		return real(client, callback, arg);
	}
	real_process = callback;
	return real(client, process, arg);
}
