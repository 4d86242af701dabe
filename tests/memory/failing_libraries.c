// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What asks libraries and the system for new objects. */

#include "tests/memory/failing.h"

#include <errno.h>
#include <fftw3.h>
#include <ini.h>
#include <pthread.h>
#include <regex.h>
#include <soxr.h>

FAILING(double*, fftw_alloc_real, (size_t n), (n))
FAILING(fftw_complex*, fftw_alloc_complex, (size_t n), (n))
FREEING(fftw_free, void*)
FAILING(fftw_plan, fftw_plan_dft_r2c_1d, (int n, double* in, fftw_complex* out, unsigned how), (n, in, out, how))
FAILING(fftw_plan, fftw_plan_dft_c2r_1d, (int n, fftw_complex* in, double* out, unsigned how), (n, in, out, how))
FREEING(fftw_destroy_plan, fftw_plan)

soxr_t
__real_soxr_create(double,
                   double,
                   unsigned,
                   soxr_error_t*,
                   const soxr_io_spec_t*,
                   const soxr_quality_spec_t*,
                   const soxr_runtime_spec_t*);
soxr_t
__wrap_soxr_create(double,
                   double,
                   unsigned,
                   soxr_error_t*,
                   const soxr_io_spec_t*,
                   const soxr_quality_spec_t*,
                   const soxr_runtime_spec_t*);
soxr_t
__wrap_soxr_create(const double                     from_hz,
                   const double                     to_hz,
                   const unsigned                   n_channels,
                   soxr_error_t* const              error,
                   const soxr_io_spec_t* const      io,
                   const soxr_quality_spec_t* const quality,
                   const soxr_runtime_spec_t* const runtime)
{
	if (failing_fails()) {
		*error = "malloc failed";
		return NULL;
	}
	return (soxr_t)failing_made(__real_soxr_create(from_hz, to_hz, n_channels, error, io, quality, runtime));
}
FREEING(soxr_delete, soxr_t)

int
__real_regcomp(regex_t* regex, const char* text, int how);
int
__wrap_regcomp(regex_t* regex, const char* text, int how);
int
__wrap_regcomp(regex_t* const regex, const char* const text, const int how)
{
	const int code = failing_fails() ? REG_ESPACE : __real_regcomp(regex, text, how);
	failing_made(code ? NULL : regex);
	return code;
}
FREEING(regfree, regex_t*)

int
__real_ini_parse_stream(ini_reader reader, void* stream, ini_handler handler, void* user);
int
__wrap_ini_parse_stream(ini_reader reader, void* stream, ini_handler handler, void* user);
int
__wrap_ini_parse_stream(const ini_reader reader, void* const stream, const ini_handler handler, void* const user)
{
	return failing_fails() ? -2 : __real_ini_parse_stream(reader, stream, handler, user);
}

int
__real_pthread_create(pthread_t* thread, const pthread_attr_t* how, void* (*func)(void*), void* arg);
int
__wrap_pthread_create(pthread_t* thread, const pthread_attr_t* how, void* (*func)(void*), void* arg);
int
__wrap_pthread_create(pthread_t* const            thread,
                      const pthread_attr_t* const how,
                      void* (*const func)(void*),
                      void* const arg)
{
	return failing_fails() ? EAGAIN : __real_pthread_create(thread, how, func, arg);
}
