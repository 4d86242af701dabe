// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/measure.h"

#include "cli/commands.h"
#include "cli/live.h"
#include "cli/measure_all.h"
#include "cli/measure_html.h"
#include "cli/measure_json.h"
#include "cli/measure_recording.h"
#include "cli/measure_subject.h"
#include "cli/measure_terminal.h"
#include "cli/report_files.h"
#include "cli/signals.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// What can be refused before anything is loaded
static ZoutExit
check(const ZoutOptions* const options)
{
	if (options->out || options->in || options->volts > 0.0) {
		return zout_complain(ZOUT_EXIT_USAGE, "--out, --in and --volts are for hardware, expected --live too");
	}
	if (!options->compare && options->n_operands) {
		return zout_complain(
			ZOUT_EXIT_USAGE,
			"unexpected argument '%s', expected amplifiers after --compare only (see: zout measure --help)",
			options->operands[0]);
	}
	if (options->compare && (options->n_operands < 2 || options->n_operands > ZOUT_MAX_SUBJECTS)) {
		return zout_complain(ZOUT_EXIT_USAGE,
		                     "expected 2 to %d amplifiers to compare, but got %u (see: zout list amps)",
		                     (int)ZOUT_MAX_SUBJECTS,
		                     options->n_operands);
	}
	if (options->compare && options->amp) {
		return zout_complain(ZOUT_EXIT_USAGE, "unexpected option --amp, expected all amplifiers after --compare");
	}
	if (options->recording && (options->compare || options->n_changes || options->report || options->json ||
	                           options->load_ohm > 0.0 || options->level_vrms > 0.0 || options->rate_hz > 0.0)) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected no other option beside --recording (see: zout measure --help)");
	}
	if (options->phones && options->load_ohm > 0.0) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected --phones or --load, but got both");
	}
	if (fabs(options->rate_hz - rint(options->rate_hz)) > 0.0) {
		return zout_complain(
			ZOUT_EXIT_USAGE, "bad value '%g' for --rate, expected a whole number of Hz", options->rate_hz);
	}
	return ZOUT_EXIT_SUCCESS;
}

ZoutExit
zout_measure_show(const ZoutOptions* const options, const ZoutSubject* const subjects, const unsigned n_subjects)
{
	if (options->json) {
		const int failed = zout_measure_write_json(stdout, subjects, n_subjects);
		return failed ? zout_complain_of_output(failed) : ZOUT_EXIT_SUCCESS;
	}
	if (n_subjects == 1) {
		zout_measure_print(subjects);
	} else {
		zout_measure_print_comparison(subjects, n_subjects);
	}
	return ZOUT_EXIT_SUCCESS;
}

ZoutExit
zout_measure_write_report(ZoutReportFiles* const   files,
                          const ZoutOptions* const options,
                          const ZoutSubject* const subjects,
                          const unsigned           n_subjects)
{
	const ZoutReportFile* const html = &files->file[ZOUT_REPORT_HTML];
	const ZoutReportFile* const json = &files->file[ZOUT_REPORT_JSON];
	zout_measure_write_html(html->stream, subjects, n_subjects);
	const int failed = zout_measure_write_json(json->stream, subjects, n_subjects);
	if (failed) {
		return zout_complain(ZOUT_EXIT_FAILED, "cannot write '%s': %s", json->path, strerror(failed));
	}
	const ZoutExit status = zout_report_files_commit(files);
	if (!status && !options->json) {
		printf("\nReport: %s\n        %s\n", html->path, json->path);
	}
	return status;
}

/// Measures, with signals received and files ready
static ZoutExit
run(const ZoutOptions* const options, ZoutSubject* const subjects, const unsigned n_subjects)
{
	ZoutReportFiles files   = {.made_directory = false};
	const int       signals = zout_signals_open(); // before any thread is made
	ZoutExit        status  = ZOUT_EXIT_SUCCESS;
	if (signals < 0) {
		return zout_complain(ZOUT_EXIT_FAILED, "cannot receive signals: %s", strerror(errno));
	}
	status = options->report ? zout_report_files_open(&files, options->report) : status;
	status = status ? status : zout_subjects_measure(subjects, n_subjects, options, signals);
	status = status ? status : zout_measure_show(options, subjects, n_subjects);
	status = status || !options->report ? status : zout_measure_write_report(&files, options, subjects, n_subjects);
	zout_report_files_close(&files);
	close(signals);
	return status;
}

ZoutExit
zout_measure(const ZoutOptions* const options)
{
	if (options->live) {
		return zout_measure_live(options);
	}
	ZoutExit status = check(options);
	if (status) {
		return status;
	}

	if (options->recording) {
		return zout_measure_recording(options->recording);
	}
	const unsigned     n_subjects = options->compare ? options->n_operands : 1;
	ZoutSubject* const subjects   = (ZoutSubject*)calloc(n_subjects, sizeof(ZoutSubject));
	if (!subjects) {
		return zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	}
	for (unsigned i = 0; i < n_subjects && !status; ++i) {
		status = zout_subject_init(&subjects[i], options, options->compare ? options->operands[i] : NULL);
	}
	status = status ? status : run(options, subjects, n_subjects);
	for (unsigned i = 0; i < n_subjects; ++i) {
		zout_subject_clear(&subjects[i]);
	}
	free(subjects);
	return status;
}
