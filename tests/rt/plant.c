// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A planted violation, to show that each guard catches what it is for. Never part of what is installed.
 *
 * The linker sends calls of zout_model_process(), which every real-time path makes, through here (make/realtime.mk,
 * --wrap). RT_PLANT in the environment names what is done before the model: malloc, lock, print, write (a system call
 * by way of libc) or raw (a system call that no function of any library makes).
 */

#define _GNU_SOURCE // syscall()

#include "dsp/zout.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef enum { PLANT_NOTHING, PLANT_MALLOC, PLANT_LOCK, PLANT_PRINT, PLANT_WRITE, PLANT_RAW } Plant;

static Plant           plant;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/// When the object is loaded, which is no business of the audio thread
__attribute__((constructor)) static void
choose(void)
{
	static const char* const names[] = {"", "malloc", "lock", "print", "write", "raw"};
	const char* const        name    = getenv("RT_PLANT");
	for (unsigned i = 1; name && i < sizeof(names) / sizeof(names[0]); ++i) {
		if (!strcmp(names[i], name)) {
			plant = (Plant)i;
		}
	}
}

/// write() of nothing to nowhere
static void
call_system(void)
{
#if defined(__x86_64__)
	long result = SYS_write;
	__asm__ volatile("syscall" : "+a"(result) : "D"(-1L), "S"(0L), "d"(0L) : "rcx", "r11", "memory");
#elif defined(__aarch64__)
	register long number __asm__("x8") = SYS_write;
	register long first __asm__("x0")  = -1L;
	register long second __asm__("x1") = 0L;
	register long third __asm__("x2")  = 0L;
	__asm__ volatile("svc 0" : "+r"(first) : "r"(number), "r"(second), "r"(third) : "memory");
#endif
}

void
__real_zout_model_process(ZoutModel* model, const float* const in[2], float* const out[], uint32_t frames);

#ifdef PLANT_DECLARED
ZOUT_REALTIME
#endif
void
__wrap_zout_model_process(ZoutModel* model, const float* const in[2], float* const out[], uint32_t frames);

void
__wrap_zout_model_process(ZoutModel* const model, const float* const in[2], float* const out[], const uint32_t frames)
{
	void* volatile block = NULL;
	switch (plant) {
	case PLANT_NOTHING:
		break;
	case PLANT_MALLOC:
		block = malloc(100);
		free(block);
		break;
	case PLANT_LOCK:
		pthread_mutex_lock(&mutex);
		pthread_mutex_unlock(&mutex);
		break;
	case PLANT_PRINT:
		fprintf(stderr, "planted\n");
		break;
	case PLANT_WRITE:
		(void)syscall(SYS_write, -1, NULL, 0);
		break;
	case PLANT_RAW:
		call_system();
		break;
	}
	__real_zout_model_process(model, in, out, frames);
}
