#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tsan.sh [short]: what threads share, in a build with ThreadSanitizer in $B. `make tsan` calls it.
#
# Short: mailbox, engine, loop and listening in threads of their own, the state of the plugin saved beside audio, and that
# of the service written by a thread.
# Long: also 64 instances in 8 threads, the backends with real JACK servers and with sound cards of files, the service
# between its threads, blind tests and measuring live. Races are written into files in $B/reports, whatever the test
# makes of them. libjack and libasound are not instrumented: what happens within them alone is not looked at. Nothing
# is suppressed: to ignore what is called from libjack ends programs, because libjack cancels its threads while they
# are ignored.

set -u
B=${B:-build/tsan}
reports=$(realpath -m "$B/reports")
rm -rf "$reports"
mkdir -p "$reports" || exit 1
export TSAN_OPTIONS=log_path=$reports/tsan:exitcode=99:second_deadlock_stack=1
export ZOUT_SANITIZED=1
export ZOUT_PLAIN=$B/plain # what stands in for hardware

tests=("$B"/tests/test_{abx_mailbox,engine,loop,listening,state_threads,state_writer})
if [ "${1:-}" != short ]; then
	tests+=("$B"/tests/test_{hostile_threads,alsa_wire,alsa_faults,service})
	tests+=(tests/check_{run,run_alsa,service,abx_jack,live}.sh)
fi
TEST_LIMIT_S=${TEST_LIMIT_S:-3600} tests/run.sh "${tests[@]}"
result=$?
shopt -s nullglob
for report in "$reports"/*; do
	echo "FOUND ${report#"$PWD/"}"
	head -n 60 "$report" | sed 's/^/    /'
	result=1
done
exit $result
