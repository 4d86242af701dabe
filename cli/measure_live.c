// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "catalog/catalog.h"
#include "cli/live.h"
#include "cli/measure.h"
#include "cli/measure_names.h"
#include "cli/measure_subject.h"
#include "cli/progress.h"
#include "cli/report_files.h"
#include "cli/shell_text.h"
#include "cli/signals.h"
#include "dsp/units.h"
#include "measure/live_suite.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static const double default_level_vrms = 2.0;

typedef struct {
	ZoutProgress progress;
	int          signals;
} Watch;

static bool
on_step(void* const handle, const unsigned done, const unsigned total)
{
	Watch* const watch    = (Watch*)handle;
	watch->progress.total = total;
	zout_progress_show(&watch->progress, done);
	return !zout_signals_pending(watch->signals);
}

static ZoutExit
check(const ZoutOptions* const options)
{
	if (options->n_operands) {
		return zout_complain(
			ZOUT_EXIT_USAGE, "unexpected argument '%s' (see: zout measure --help)", options->operands[0]);
	}
	if (options->recording) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected --live or --recording, but got both");
	}
	if (options->compare || options->rate_hz > 0.0) {
		return zout_complain(
			ZOUT_EXIT_USAGE,
			"unexpected option --%s: with --live the hardware is what is measured, at the JACK server's rate",
			options->compare ? "compare" : "rate");
	}
	for (unsigned i = 0; i < options->n_changes; ++i) {
		if (options->changes[i].id != ZOUT_OPTION_PHONES) {
			return zout_complain(
				ZOUT_EXIT_USAGE,
				"unexpected option with --live, expected the hardware to be what it is: --amp, --preset and "
				"--set are for the model");
		}
	}
	if (options->phones && options->load_ohm > 0.0) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected --phones or --load, but got both");
	}
	return ZOUT_EXIT_SUCCESS;
}

/// The command that measures it again; NULL without memory
static char*
repeat_command(const ZoutOptions* const options)
{
	ZoutShellText command;
	zout_shell_begin(&command, "zout measure --live");
	zout_shell_option(&command, "--out", options->out);
	zout_shell_option(&command, "--in", options->in);
	zout_shell_option(&command, "--phones", options->phones);
	zout_shell_number(&command, "--load", options->load_ohm);
	zout_shell_number(&command, "--level", options->level_vrms);
	zout_shell_number(&command, "--volts", options->volts);
	return zout_shell_end(&command);
}

/// Names what is measured
static ZoutExit
name_subject(ZoutSubject* const subject, const ZoutOptions* const options)
{
	*subject = (ZoutSubject){.load_ohm = options->load_ohm};
	zout_settings_init(&subject->settings);
	snprintf(subject->amp.text, sizeof(subject->amp.text), "Hardware");
	subject->repeat = repeat_command(options);
	if (!subject->repeat) {
		return zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	}
	if (options->load_ohm > 0.0) {
		char ohm[32];
		snprintf(ohm, sizeof(ohm), "%.4g ohm", options->load_ohm);
		zout_subject_name_load(subject, ohm);
	} else if (!options->phones) {
		zout_subject_name_load(subject, "its load");
	}
	if (!options->phones) {
		return ZOUT_EXIT_SUCCESS;
	}
	ZoutCatalog       catalog;
	ZoutAudioError    error;
	const ZoutPreset* preset = NULL;
	ZoutAudioStatus   status = zout_catalog_open(&catalog, &error);
	status = status ? status : zout_catalog_find(&catalog, ZOUT_BANK_PHONES, options->phones, &preset, &error);
	if (!status) {
		zout_subject_name_load(subject, preset->label);
	}
	zout_catalog_close(&catalog);
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}

/// Tells how it was measured
static void
describe(const ZoutLive* const live, ZoutSubject* const subject)
{
	const ZoutLoopInfo info = zout_loop_info(live->device.loop);
	char               volts[96];
	snprintf(volts,
	         sizeof(volts),
	         live->calibrated ? "a full-scale sine at the input is %.4g Vrms by a voltmeter"
	                          : "not calibrated, %.4g V stands for a full-scale sine at the input",
	         live->device.volts_per_fs / zout_sqrt2);
	snprintf(subject->hardware,
	         sizeof(subject->hardware),
	         "hardware from %.120s to %.120s, at most %.4g dBFS, %s, latency %zu frames, %u xruns, %u recordings "
	         "repeated.%s",
	         info.out,
	         info.in,
	         live->highest_db,
	         volts,
	         live->device.latency_frames,
	         info.xruns,
	         info.repeated,
	         info.pairs ? "" : " Crosstalk and balance are left out: they need two ports on each side.");
	fprintf(live->talk, "%u xruns, %u recordings repeated because audio was lost\n\n", info.xruns, info.repeated);
}

static ZoutExit
measure(ZoutLive* const live, ZoutSubject* const subject)
{
	const ZoutOptions* const options = live->options;
	const ZoutDevice         device  = zout_live_device(&live->device);
	Watch                    watch   = {zout_progress(1), live->signals};
	const ZoutLiveSuite      suite   = {
			   .device      = &device,
			   .load_ohm    = options->load_ohm,
			   .level_vrms  = options->level_vrms > 0.0 ? options->level_vrms : default_level_vrms,
			   .source_vrms = (double)NAN,
			   .one_channel = !zout_loop_info(live->device.loop).pairs,
			   .handle      = &watch,
			   .on_step     = on_step,
    };
	fprintf(live->talk, "Measuring: about five minutes; Ctrl-C fades out and ends\n");
	const ZoutMeasureStatus status = zout_live_suite_run(&suite, &subject->results);
	zout_progress_clear(&watch.progress);
	if (status) {
		return zout_live_complain(live, status);
	}
	describe(live, subject);
	return ZOUT_EXIT_SUCCESS;
}

/// With signals received and files ready
static ZoutExit
run(const ZoutOptions* const options, ZoutSubject* const subject, const int signals)
{
	ZoutReportFiles files  = {.made_directory = false};
	ZoutLive        live   = {.signals = signals};
	ZoutExit        status = options->report ? zout_report_files_open(&files, options->report) : ZOUT_EXIT_SUCCESS;
	bool            closed = true;
	if (!status) {
		status = zout_live_open(&live, options, signals);
		status = status ? status : measure(&live, subject);
		closed = zout_live_close(&live);
	}
	status = status ? status : zout_measure_show(options, subject, 1);
	status = status || !options->report ? status : zout_measure_write_report(&files, options, subject, 1);
	zout_report_files_close(&files);
	if (!closed) {
		zout_abandon("the JACK server", NULL);
	}
	return status;
}

/// With a name for what is measured
static ZoutExit
run_with_signals(const ZoutOptions* const options, ZoutSubject* const subject)
{
	const int signals = zout_signals_open();
	if (signals < 0) {
		return zout_complain(ZOUT_EXIT_FAILED, "cannot receive signals: %s", strerror(errno));
	}
	const ZoutExit status = run(options, subject, signals);
	close(signals);
	return status;
}

ZoutExit
zout_measure_live(const ZoutOptions* const options)
{
	ZoutSubject    subject;
	const ZoutExit refused = check(options);
	if (refused) {
		return refused;
	}
	ZoutExit status = name_subject(&subject, options);
	status          = status ? status : run_with_signals(options, &subject);
	zout_subject_clear(&subject);
	return status;
}
