#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# valgrind.sh TEST...: runs cmocka programs under valgrind's memcheck, which also sees what is read before it is
# written, one per processor side by side. `make valgrind` calls it. Those that valgrind has nothing to say about or
# cannot run stay out, with a reason.

set -u
export B=${B:-build}
readonly left_out='
test_rt                 dies of system calls on purpose, and valgrind makes some
test_blind_rt           likewise
test_abx_rt             likewise
test_kernels_effects    likewise
test_abx_damage         computes for a second or more alone, for minutes here; ASan has seen it
test_abx_simulation     likewise
test_alias              likewise
test_blind_adversary    likewise
test_alias_presets      likewise
test_chains             likewise
test_clicks             likewise
test_clip               likewise
test_harmonics          likewise
test_high_harmonics     likewise
test_isa_presets        likewise
test_jumps              likewise
test_limits             likewise
test_load               likewise
test_loudness           likewise
test_measure_model      likewise
test_purity             likewise
test_splits             likewise
test_transparency       likewise
test_spice              starts another program
test_metadata           likewise
test_healing            sets how denormals are treated, which valgrind ignores; ASan has seen it
test_hostile_calls      likewise
'
readonly limit_s=${TEST_LIMIT_S:-1800}

export CMOCKA_MESSAGE_OUTPUT=TAP ZOUT_SANITIZED=1

# Runs one test and prints its result, with the name in each line because others print beside it
run() {
	local name=${1##*/} log=$B/logs/valgrind_${1##*/}.log begun_s=$SECONDS rc
	# One thread runs at a time: without turns, one that looks again and again can keep the other from ever running
	timeout --kill-after=10 "$limit_s" valgrind -q --fair-sched=yes --error-exitcode=99 --leak-check=full \
		--show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect --trace-children=no \
		--suppressions=tests/sanitize/valgrind.supp "$1" >"$log" 2>&1 </dev/null
	rc=$?
	case $rc in
	0) echo "ok memcheck_$name # $((SECONDS - begun_s)) s" ;;
	124 | 137) echo "not ok memcheck_$name stopped after $limit_s s" ;;
	*) echo "not ok memcheck_$name exit status $rc" ;;
	esac
	[ $rc -eq 0 ] || grep -E '^==|not ok' "$log" | head -n 40 | sed "s/^/# $name: /"
}
if [ "${1:-}" = --one ]; then
	run "$2"
	exit 0
fi

mkdir -p "$B/logs"
skipped=0 chosen=()
for test in "$@"; do
	why=$(awk -v name="${test##*/}" '$1 == name { $1 = ""; print substr($0, 2) }' <<<"$left_out")
	if [ -n "$why" ]; then
		echo "ok memcheck_${test##*/} # SKIP $why"
		skipped=$((skipped + 1))
	else
		chosen+=("$test")
	fi
done
results=$B/logs/valgrind.results
printf '%s\0' "${chosen[@]}" | xargs -0 -n 1 -P "$(nproc)" "$0" --one | tee "$results"
passed=$(grep -c '^ok ' "$results")
echo "# $passed passed, $((${#chosen[@]} - passed)) failed, $skipped skipped, in $SECONDS s"
[ "$passed" -eq "${#chosen[@]}" ]
