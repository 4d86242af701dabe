#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The service at work for SOAK_S seconds (60; `make soak` takes 1800) at block 64, see tests/tools/soak.c, with an ear at
# its output and a clock at its process callback (tests/jack/blockclock.c). Prints its figures.
#
# What wakes up 750 times a second finds cold caches, and is interrupted: a virtual machine lets no program take 99.9 % of
# blocks within twice the median. So two gain loops that last as long as the service (tests/tools/gainloop.c) stand in
# the same graph, one beside the service, woken by the same client but earlier, the other behind it, woken by the
# service; neither is in the way of its audio. Their figures are what the machine makes of any block of that length.
#
# No block may be late by itself, and no xrun of its own making. Only where the host of a virtual machine kept time to
# itself, which no program of the guest can tell from its own, are some excused: no more than the service has by chance,
# once in a hundred runs, if the host hits it as often as each of the two gain loops.
#
# With SOAK_AWAKE set (`make soak` does) loops of the lowest priority keep the processors from sleeping, as who sets a
# machine up for audio does: what sleeps in a virtual machine waits for its host to wake. A tenth of the xruns are left,
# and next to nothing of what the machine adds to a gain loop, which has a dozen cache lines to find cold where the
# service has seven hundred: 99.9 % of its blocks were then within 1.5 (half an hour) to 3.3 times (a minute) of a loop's.
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
loops=()
awake=()
trap 'kill $zout_pid $guard_pid "${loops[@]}" "${awake[@]}" 2>/dev/null; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# shellcheck source=tests/service_checks.sh
. "$here/service_checks.sh"

guard_conf >dut.conf
printf '[safety]\ncap = -12 dBFS\n' >>dut.conf
# A sanitizer has to be there before everything else, and costs more than what is to be measured
clock=$B/tests/jack/blockclock.so
nm -D "$ZOUT" | grep -q ' __asan_init' && clock=
guard -l 0.5 -f 440

# The service's own time again and again, while it lives
medians() {
	local us
	while us=$(status .process.median_us) && [ -n "$us" ]; do
		echo "$us"
		sleep 1
	done
}
# gain_loop NAME PORT...: starts one that listens to the left and the right of these ports
gain_loop() {
	LD_PRELOAD=$clock BLOCKCLOCK=$PWD/$1.blocks "$tools/gainloop" "$1" <"$1.in" >"$1.out" &
	loops+=($!)
	wait_for 20 "$1" grep -q ready "$1.out"
	jack_connect "$2" "$1:in_l" && jack_connect "$3" "$1:in_r"
}
# Ticks since the boot that the host of a virtual machine kept to itself, and all of them
stolen() {
	awk '/^cpu / { for (i = 2; i <= 9; ++i) all += $i; print $9, all }' /proc/stat
}
# The system gives time to the idle class only where nothing else wants it
keep_awake() {
	for _ in $(seq "$(nproc)"); do
		chrt --idle 0 sh -c 'while :; do :; done' &
		awake+=($!)
	done
}
[ -z "${SOAK_AWAKE:-}" ] || keep_awake
mkfifo beside.in behind.in
exec 8<>beside.in 9<>behind.in # that nobody waits for the other end
if [ -n "$clock" ]; then gain_loop beside guard:play_l guard:play_r; fi
LD_PRELOAD=$clock BLOCKCLOCK=$PWD/blocks start --config dut.conf
running
if [ -n "$clock" ]; then gain_loop behind dut:out_l dut:out_r; fi
medians | tee beside.in >behind.in &
read -r stolen_before all_before <<<"$(stolen)"
"$tools/soak" "$sock" "${SOAK_S:-60}" >soak.out 2>soak.err
is "exit status of the soak" 0 $?
is "complaints" "" "$(cat soak.err)"
echo "# $(cat soak.out)"
read -r stolen_after all_after <<<"$(stolen)"
ticks=$((stolen_after - stolen_before))
echo "# a host kept $ticks ticks to itself, $(awk "BEGIN { printf \"%.2f\", 100 * $ticks / ($all_after - $all_before) }") %" \
	"of the processors' time"
lives
is "backend" running "$(status .backend.state)"
is "servers lost" 0 "$(status .backend.losses)"
guard_end
echo "# $heard"
at_most "largest sample under a cap of -12 dBFS" 0.2511887 "$(heard peak)"
is "audio that was lost" 0 "$(heard gaps)"
# Not of what the time would have held: a server that its host holds up gives fewer
at_least "frames that were heard" "$(($(heard frames) * 5 / 6))" "$(heard sounding)"
at_least "frames" "$((${SOAK_S:-60} * 24000))" "$(heard frames)"
verdict "at work for ${SOAK_S:-60} s: no sample above the cap, none lost"

result() {
	jq "$1" soak.out
}
at_least "visits" "$((${SOAK_S:-60} / 2))" "$(result .clients)"
# What is there in the second fifth of the time is all that is ever needed; malloc may still come to keep some pages more
at_least "memory in the second fifth in kB" 1 "$(result '.rss_kb[0]')"
at_least "memory in the last fifth in kB" 1 "$(result '.rss_kb[1]')"
at_most "growth of memory in kB" 256 "$(result '.rss_kb[1] - .rss_kb[0]')"
at_most "growth of descriptors" 0 "$(result '.fds[1] - .fds[0]')"
at_most "growth of threads" 0 "$(result '.threads[1] - .threads[0]')"
verdict "memory, descriptors and threads do not grow"

if [ -n "$clock" ]; then
	kill "${loops[@]}"
	wait "${loops[@]}"
	loops=()
fi
stop

# Times of the thread's own: others may get in between, and cost nothing but the caches
block() {
	jq "$1" blocks
}
# spread FILE: how much longer than half of all blocks 99.9 % of them may be
spread() {
	jq '.p99_9_us / .median_us * 100 | round / 100' "$1"
}
# excused KEY: of what the service and two gain loops have alike, the most that it may have beside what these have. Each
# falls to the service with a chance of 1/3: of 5 in all no 5, of 10 no 8
excused() {
	jq -s "map($1) | add" beside.blocks behind.blocks | awk '
		# Chance that of k + loops at least k are the one in three
		function chance(k, loops, n, i, term, sum) {
			n = k + loops
			term = exp(n * log(2 / 3))
			for (i = 0; i <= n; ++i) {
				sum += i >= k ? term : 0
				term *= (n - i) / (i + 1) / 2
			}
			return sum
		}
		{ for (k = 0; chance(k + 1, $1) >= 0.01; ++k); print k }'
}
if [ -n "$clock" ]; then
	echo "# $(cat blocks)"
	echo "# $(block .xruns) xruns, $(block .own_xruns) of them of its own making; $(block .late) blocks late by themselves," \
		"$(block .overtaken) because of others"
	# A page that is touched for the first time may have to wait, while another thread maps memory; nothing else may
	at_most "blocks that waited" "$(block .faults)" "$(block .waits)"
	# What a hypervisor takes away counts as the thread's own time, in gain loops as well
	late=0 own_xruns=0 excuse=
	if [ "$ticks" -gt 0 ]; then
		late=$(excused .late) own_xruns=$(excused .own_xruns)
		others=$(jq -s 'map(.late) | add' beside.blocks behind.blocks)
		[ "$(block '.late + .own_xruns')" = 0 ] || excuse=", but for $(block .late) late blocks and $(block .own_xruns) xruns of a\
 host that kept $ticks ticks to itself, where two gain loops had $others late blocks"
	fi
	at_most "blocks with an own time above the period" "$late" "$(block .late)"
	at_most "xruns of its own making" "$own_xruns" "$(block .own_xruns)"
	verdict "no xrun is of its own making$excuse"
	for name in beside behind; do
		at_least "blocks of the gain loop $name" "$(block '.blocks / 2')" "$(jq .blocks $name.blocks)"
		at_least "its median in us" "$(block '.median_us / 2')" "$(jq .median_us $name.blocks)"
		at_most "its median in us" "$(block '.median_us * 2')" "$(jq .median_us $name.blocks)"
		echo "# gain loop $name: $(cat $name.blocks)"
	done
	verdict "gain loops last about as long as the service"
	own=$(spread blocks) loop=$(jq -n "($(spread beside.blocks) + $(spread behind.blocks)) / 2")
	times=$(jq -n "$own / $loop * 100 | round / 100")
	echo "# 99.9 % of blocks take at most $own times the median; of gain loops as long $(spread beside.blocks) (beside) and" \
		"$(spread behind.blocks) (behind): $times times the mean of these"
	# Twice, where the machine lets a gain loop do that; elsewhere about what it lets a gain loop do. Of a minute the last
	# figures are chance: 1 in 1000 is 40 blocks
	if [ -n "${SOAK_MEDIANS:-}" ]; then
		at_most "99.9 % of blocks in medians, and $times times that of gain loops as long" \
			"$(jq -n "[$SOAK_MEDIANS, ${SOAK_LOOPS:-1.5} * $loop] | max")" "$own"
		verdict "99.9 % of blocks take at most $SOAK_MEDIANS times the median, or ${SOAK_LOOPS:-1.5} times as much as of a gain loop"
	fi
	at_most "99.9 % of blocks in us" 667 "$(block .p99_9_us)"
	verdict "99.9 % of blocks take at most half the period"
else
	echo "ok gain loops last about as long as the service # SKIP nothing to compare with"
	echo "ok no xrun is of its own making # SKIP sanitizers cost more than what is to be measured"
	echo "ok 99.9 % of blocks take at most half the period # SKIP sanitizers cost more than what is to be measured"
fi
[ "$failures" -eq 0 ]
