// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* How many sessions a record of the plugin says that there were before, whatever the host did with its state. */

#include "blind/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

/// A count that the last record of a rig tells
static unsigned
told(AbxRig* const rig, const char* const name)
{
	static ZoutAbxRecord record;
	ZoutAbxResult        result;
	char                 text[64];
	char* const          all = abxrig_save(rig);
	abxrig_record(all, abxrig_n_records(all) - 1U, &record, &result);
	free(all);
	assert_true(zout_abx_facts_find(&record.settings, name, text, sizeof(text)));
	return (unsigned)strtoul(text, NULL, 10);
}

static void
test_session_is_counted_once_if_its_own_state_comes_back(void** const state)
{
	(void)state;
	AbxRig* const rig      = abxrig_started(5.0F); // One that is aborted, and one that runs while the state comes back
	unsigned      sessions = 0;
	abxrig_trigger(rig, "abort");
	for (unsigned i = 0; i < 2; ++i) {
		abxrig_trigger(rig, "start");
		abxrig_run_until(rig, ABX_RUNNING);
		++sessions;
		assert_int_equal(told(rig, "earlier_sessions"), sessions);
		assert_int_equal(told(rig, "earlier_aborted"), sessions);
		char* const saved = abxrig_save(rig);
		abxrig_restore(rig, saved); // As a host does that takes a step back
		free(saved);
		abxrig_trigger(rig, "abort");
	}
	abxrig_free(rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_is_counted_once_if_its_own_state_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
