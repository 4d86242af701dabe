#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs tests and counts their checks. `make check` calls it:
#
#   tests/run.sh TEST...
#
# A test is a cmocka program or a script; both print one line per check, `ok NAME` or `not ok NAME` (a reason may
# follow; `# SKIP reason` makes it a skipped one), and exit nonzero when one failed. A test that crashes, takes too long
# or checks nothing counts as failed. Logs stay in $B/logs.
#
# Tests run side by side, one per processor; after them, one by one, those that start a JACK server or say
# `run.sh: serial`. From the beginning run, beside both:
# - those that say `run.sh: beside`, which take long and little;
# - those that say `run.sh: idle`, which compile or analyse: one after the other, on what others leave of the processors.
# Those that say `run.sh: alone` are last, when nothing else runs any more.

set -u

limit_s=${TEST_LIMIT_S:-900}
B=${B:-build}
jobs=$(nproc)
logs=$B/logs
export CMOCKA_MESSAGE_OUTPUT=TAP
export LC_ALL=C.UTF-8

# The source of a test: of build/tests/test_x it is tests/test_x.c
source_of() {
	case $1 in
	*.sh) echo "$1" ;;
	*) echo "tests/${1##*/}.c" ;;
	esac
}

# run_one TEST [RUNNER...]: leaves its log, exit status and time
run_one() {
	local name=${1##*/} start=$EPOCHREALTIME rc
	{ timeout --kill-after=10 "$limit_s" "${@:2}" "$1" >"$logs/$name.log" 2>&1 </dev/null; } 2>/dev/null
	rc=$?
	echo "$rc $(((${EPOCHREALTIME/./} - ${start/./}) / 100000))" >"$logs/$name.rc"
}

# Prints the result of one test and adds it up
report() {
	local name=${1##*/} rc=1 tenths=0 ok not_ok skip plan why=
	local log=$logs/$name.log
	[ -s "$logs/$name.rc" ] && read -r rc tenths <"$logs/$name.rc"
	# cmocka 1.1.5 calls a skipped test `not ok # SKIP`
	skip=$(grep -cE '^ *(not )?ok .*# *SKIP' "$log")
	ok=$(grep -vE '# *SKIP' "$log" | grep -cE '^ *ok( |$)')
	not_ok=$(grep -vE '# *SKIP' "$log" | grep -cE '^ *not ok( |$)')
	plan=$(sed -n 's/^ *1\.\.\([0-9][0-9]*\).*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')

	if [ "$rc" -eq 124 ] || [ "$rc" -eq 137 ]; then
		why="stopped after $limit_s s"
	elif [ "$rc" -gt 128 ]; then
		why="died of signal $((rc - 128))"
	elif [ "$rc" -ne 0 ] && [ "$not_ok" -eq 0 ]; then
		why="exit status $rc without a failed check"
	elif [ "$rc" -eq 0 ] && [ "$not_ok" -ne 0 ]; then
		why="exit status 0 in spite of failed checks"
	elif [ $((ok + not_ok + skip)) -eq 0 ]; then
		why="checked nothing"
	elif [ "$plan" -gt $((ok + not_ok + skip)) ]; then
		why="planned $plan checks, ran $((ok + not_ok + skip))"
	fi
	[ -n "$why" ] && not_ok=$((not_ok + 1))

	printf '%s %-28s %5d.%d s  %d ok' "$([ "$not_ok" -eq 0 ] && echo PASS || echo FAIL)" "$name" \
		$((tenths / 10)) $((tenths % 10)) "$ok"
	[ "$not_ok" -ne 0 ] && printf ', %d not ok' "$not_ok"
	[ "$skip" -ne 0 ] && printf ', %d skipped' "$skip"
	printf '%s\n' "${why:+: $why}"
	if [ "$not_ok" -ne 0 ]; then
		sed 's/^/    /' "$log"
	else
		sed -nE '/^ *(not )?ok .*# *SKIP/s/^/    /p' "$log"
	fi
	passed=$((passed + ok))
	failed=$((failed + not_ok))
	skipped=$((skipped + skip))
}

mkdir -p "$logs"
rm -f "$logs"/*.log "$logs"/*.rc
passed=0 failed=0 skipped=0
side_by_side=() one_by_one=() alone=() beside=() idle=()
for test in "$@"; do
	source=$(source_of "$test")
	# Sorted so that what a test says itself comes before its use of JACK
	case $(grep -oE 'run\.sh: (beside|idle|alone|serial)|jackd|private_jack' "$source" | sort -r | head -n 1) in
	*beside) beside+=("$test") ;;
	*idle) idle+=("$test") ;;
	*alone) alone+=("$test") ;;
	'') side_by_side+=("$test") ;;
	*) one_by_one+=("$test") ;; # serial, or a JACK server
	esac
done

trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM
reported=0
# Reports in the order of the start what has ended
report_ended() {
	while [ "$reported" -lt "${#side_by_side[@]}" ] && [ -s "$logs/${side_by_side[$reported]##*/}.rc" ]; do
		report "${side_by_side[$reported]}"
		reported=$((reported + 1))
	done
}
running=()
# Waits until fewer than $1 of the tests that run side by side are left
wait_for_room() {
	while :; do
		local pid left=()
		for pid in "${running[@]}"; do
			kill -0 "$pid" 2>/dev/null && left+=("$pid")
		done
		running=("${left[@]}")
		report_ended
		[ "${#running[@]}" -lt "$1" ] && return
		wait -n "${running[@]}"
	done
}
# run_in_turn TEST...
run_in_turn() {
	local test
	for test in "$@"; do
		run_one "$test" &
		wait $!
		report "$test"
	done
}

beside_pids=()
for test in "${beside[@]}"; do
	run_one "$test" &
	beside_pids+=($!)
done
# They wait while others work, so they may take as long as all of those
idle_limit_s=$((3 * limit_s))
when_idle=(chrt --idle 0)
"${when_idle[@]}" true 2>/dev/null || when_idle=(nice -n 19)
for test in "${idle[@]}"; do
	limit_s=$idle_limit_s run_one "$test" "${when_idle[@]}"
done &
idle_pid=$!
for test in "${side_by_side[@]}"; do
	wait_for_room "$jobs"
	run_one "$test" &
	running+=($!)
done
wait_for_room 1
run_in_turn "${one_by_one[@]}"
for i in "${!beside[@]}"; do
	wait "${beside_pids[$i]}"
	report "${beside[$i]}"
done
wait "$idle_pid"
for test in "${idle[@]}"; do
	limit_s=$idle_limit_s report "$test"
done
run_in_turn "${alone[@]}"

if [ $((passed + failed)) -eq 0 ]; then
	echo "run.sh: no test ran"
	failed=1
fi
if [ "$skipped" -ne 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
