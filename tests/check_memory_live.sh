#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Memory that runs out while the service opens its backend, JACK or ALSA, one allocation after the other (see
# tests/memory/failing.h). It refuses with one line; or waits, as it does for a server that is not there, says why, and
# ends when it is told to. It never dies, and keeps nothing. The configuration before that is check_memory.sh's.
#
# run.sh: serial, because of the JACK server, which is our own (see tests/jack/private_jack.sh).

if [ "${1:-}" != --inside ]; then
	exec tests/jack/private_jack.sh tests/check_memory_live.sh --inside
fi

readonly root=$PWD
# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh
# shellcheck source=tests/memory_checks.sh
. "$root/tests/memory_checks.sh"

cat >asound.conf <<END
</usr/share/alsa/alsa.conf>
pcm_type.stage { lib "$B/tests/alsa/libasound_module_pcm_stage.so" }
pcm.in { type stage folder "$scratch" file "in.raw" format S16_LE loop true }
pcm.out { type stage folder "$scratch" file "out.raw" format S16_LE }
END
export ALSA_CONFIG_PATH=$scratch/asound.conf
sox -V1 stereo.wav -t raw -e signed -b 16 in.raw
printf '[service]\ncontrol = no\nstate = no\n[sound]\namp = wire\n[connect]\nin_l = ^system:capture_1$\n' >dut.conf

# turn N ARG...: starts the service, tells it to end once it runs or waits, and sets rc, asked, left and places
turn() {
	local n=$1 tries=0
	shift
	asked=0 left=0 places=''
	rm -f "$report"
	: >"$out" 2>"$err" # of the last turn
	ZOUT_FAILING=$n ZOUT_FAILING_REPORT=$report timeout -k 5 60 "$copy" run --config dut.conf "$@" >"$out" 2>"$err" </dev/null &
	until grep -q ' runs at ' "$out" || grep -q 'waiting for it' "$err" || ! kill -0 $! 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 2000 ] || break
		sleep 0.01
	done
	kill $! 2>/dev/null
	wait $!
	rc=$?
	[ -s "$report" ] && read -r asked left places <"$report"
}

# Prints what is wrong with such a run. The program ends itself with 0 or 1; timeout sends signals on
wrong() {
	local lines
	mapfile -t lines <"$err"
	if [ $rc -gt 1 ]; then
		echo "exit status $rc: ${lines[*]}"
	elif [ "$left" -ne 0 ]; then
		echo "$left blocks left"
	elif [ $rc -eq 1 ] && { [ ${#lines[@]} -ne 1 ] || [[ ${lines[0]} != "zout: "* ]]; }; then
		echo "says ${#lines[@]} lines: ${lines[*]}"
	elif [ $rc -eq 0 ] && ! grep -q ' runs at ' "$out" && ! grep -q '^zout: .*; waiting for it$' "$err"; then
		echo "says nothing about what is missing: ${lines[*]}"
	fi
}

for backend in jack alsa; do
	read -ra options <<<"--backend $backend"
	[ $backend = jack ] || options+=(--capture in --playback out)
	try 0 "$copy" run --check --config dut.conf "${options[@]}"
	before=$asked refused=0 waited=0 did=0
	turn 0 "${options[@]}"
	is "exit status with all memory" 0 $rc
	is "blocks left with all memory" 0 "$left"
	grep -q ' runs at ' "$out" || why=${why:-does not run: $(cat "$err")}
	total=$asked
	# Most of them open the backend; what follows are messages to those who watch
	for ((n = before; n <= total; n += n < before + 25 ? 1 : 8)); do
		for mode in '' +; do
			[ -n "$why" ] && break 2
			turn "$n$mode" "${options[@]}"
			found=$(wrong)
			why=${found:+allocation $n$mode of $total: $found}
			if [ $rc -eq 1 ]; then
				refused=$((refused + 1))
			elif grep -q ' runs at ' "$out"; then
				did=$((did + 1))
			else
				waited=$((waited + 1))
			fi
		done
	done
	verdict "run over $backend (allocations $before to $total; refused $refused times, waited $waited times, ran $did times)"
done

[ "$failures" -eq 0 ]
