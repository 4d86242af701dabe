#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The service at work for SOAK_S seconds (60; `make soak` takes 1800) at block 64, see tests/tools/soak.c, with an ear at
# its output and a clock at its process callback (tests/jack/blockclock.c). Prints its figures.
#
# run.sh: beside, because it takes a minute and next to no time of the processor.

set -u
if [ "${1:-}" != --inside ]; then
	# With real-time priority nothing else on the machine gets into the times of blocks
	priority=
	chrt -f 20 true 2>/dev/null && priority='-R 20'
	# shellcheck disable=SC2086 # two words or none
	exec tests/jack/private_jack.sh -p 64 $priority tests/check_soak.sh --inside
fi

B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
here=$(realpath tests)
scratch=$(mktemp -d) || exit 1
trap 'kill $zout_pid $guard_pid 2>/dev/null; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# shellcheck source=tests/service_checks.sh
. "$here/service_checks.sh"

guard_conf >dut.conf
printf '[safety]\ncap = -12 dBFS\n' >>dut.conf
# A sanitizer has to be there before everything else, and costs more than what is to be measured
clock=$B/tests/jack/blockclock.so
nm -D "$ZOUT" | grep -q ' __asan_init' && clock=
guard -l 0.5 -f 440
LD_PRELOAD=$clock BLOCKCLOCK=$PWD/blocks start --config dut.conf
running
"$tools/soak" "$sock" "${SOAK_S:-60}" >soak.out 2>soak.err
is "exit status of the soak" 0 $?
is "complaints" "" "$(cat soak.err)"
echo "# $(cat soak.out)"
lives
is "backend" running "$(status .backend.state)"
is "servers lost" 0 "$(status .backend.losses)"
guard_end
echo "# $heard"
at_most "largest sample under a cap of -12 dBFS" 0.2511887 "$(heard peak)"
is "audio that was lost" 0 "$(heard gaps)"
at_least "frames that were heard" "$((${SOAK_S:-60} * 40000))" "$(heard sounding)"
verdict "at work for ${SOAK_S:-60} s: no sample above the cap, none lost"

result() {
	jq "$1" soak.out
}
at_least "visits" "$((${SOAK_S:-60} / 2))" "$(result .clients)"
# What is there after a fifth of the time is all that is ever needed; malloc may still come to keep some pages more
at_most "growth of memory in kB" 256 "$(result '.rss_kb[1] - .rss_kb[0]')"
at_most "growth of descriptors" 0 "$(result '.fds[1] - .fds[0]')"
at_most "growth of threads" 0 "$(result '.threads[1] - .threads[0]')"
verdict "memory, descriptors and threads do not grow"

stop

# Times of the thread's own: others may get in between, and cost nothing but the caches
block() {
	jq "$1" blocks
}
if [ -n "$clock" ]; then
	echo "# $(cat blocks)"
	echo "# $(block .xruns) xruns, $(block .own_xruns) of them of its own making; $(block .late) blocks late by themselves," \
		"$(block .overtaken) because of others"
	is "blocks that waited" 0 "$(block .waits)"
	# What a hypervisor takes away counts as the thread's own time; no bug of ours is that rare
	at_most "blocks with an own time above the period" "$(block '.blocks / 10000 | ceil')" "$(block .late)"
	at_most "xruns of its own making" "$(block '.blocks / 10000 | ceil')" "$(block .own_xruns)"
	verdict "no xrun is of its own making"
	echo "# 99.9 % of blocks take at most $(block '.p99_9_us / .median_us * 100 | round / 100') times the median"
	# The goal is twice; a block in which a control sets out costs twice a steady one, and caches add to that
	if [ -n "${SOAK_MEDIANS:-}" ]; then
		at_most "99.9 % of blocks in medians" "$SOAK_MEDIANS" "$(block '.p99_9_us / .median_us')"
		verdict "99.9 % of blocks take at most $SOAK_MEDIANS times the median"
	fi
	at_most "99.9 % of blocks in us" 667 "$(block .p99_9_us)"
	verdict "99.9 % of blocks take at most half the period"
else
	echo "ok no xrun is of its own making # SKIP sanitizers cost more than what is to be measured"
	echo "ok 99.9 % of blocks take at most half the period # SKIP sanitizers cost more than what is to be measured"
fi
[ "$failures" -eq 0 ]
