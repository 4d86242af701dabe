#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# valgrind.sh TEST...: runs cmocka programs under valgrind's memcheck, which also sees what is read before it is
# written. `make valgrind` calls it. Those that valgrind has nothing to say about or cannot run stay out, with a reason.

set -u
B=${B:-build}
readonly left_out='
test_rt                 dies of system calls on purpose, and valgrind makes some
test_blind_rt           likewise
test_abx_rt             likewise
test_kernels_effects    likewise
test_abx_damage         minutes of pure computation, which ASan has seen
test_abx_simulation     likewise
test_alias              likewise
test_blind_adversary    likewise
test_chains             likewise
test_clicks             likewise
test_clip               likewise
test_jumps              likewise
test_limits             likewise
test_transparency       likewise
test_spice              starts another program
test_metadata           likewise
'

failed=0
export CMOCKA_MESSAGE_OUTPUT=TAP ZOUT_SANITIZED=1
mkdir -p "$B/logs"
run() {
	local name=${1##*/} log=$B/logs/valgrind_${1##*/}.log
	# One thread runs at a time: without turns, one that looks again and again can keep the other from ever running
	if timeout "${TEST_LIMIT_S:-1800}" valgrind -q --fair-sched=yes --error-exitcode=99 --leak-check=full \
		--show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect --trace-children=no \
		--suppressions=tests/sanitize/valgrind.supp "$1" >"$log" 2>&1 </dev/null; then
		echo "ok memcheck_$name"
	else
		echo "not ok memcheck_$name exit status $?"
		grep -E '^==|not ok' "$log" | head -n 40 | sed 's/^/# /'
		return 1
	fi
}
for test in "$@"; do
	why=$(awk -v name="${test##*/}" '$1 == name { $1 = ""; print substr($0, 2) }' <<<"$left_out")
	if [ -n "$why" ]; then
		echo "ok memcheck_${test##*/} # SKIP $why"
	elif ! run "$test"; then
		failed=$((failed + 1))
	fi
done
[ "$failed" -eq 0 ]
