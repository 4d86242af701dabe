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
	# A long period: a busy machine must not lose the audio that is measured, five times in a row
	exec tests/jack/private_jack.sh -p 4096 tests/check_memory_live.sh --inside
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
pcm.nowhere { type plug slave.pcm { type file slave.pcm null file "$scratch/nowhere.raw" format raw } }
END
export ALSA_CONFIG_PATH=$scratch/asound.conf
sox -V1 stereo.wav -t raw -e signed -b 16 in.raw
printf '[service]\ncontrol = no\nstate = no\n[sound]\namp = wire\n[connect]\nin_l = ^system:capture_1$\n' >dut.conf

# What is left is counted here; gcc 12's search for leaks at the end may wait for ever for a program that a signal ended
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

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
	tr ' ' '\n' <<<"$places" >"$covered"
	turn 0 "${options[@]}"
	is "exit status with all memory" 0 $rc
	is "blocks left with all memory" 0 "$left"
	grep -q ' runs at ' "$out" || why=${why:-does not run: $(cat "$err")}
	total=$asked
	# Most of them open the backend; what follows are messages to those who watch
	for n in $(tr ' ' '\n' <<<"$places" | grep -vxFf "$covered" | sed 's/^/@/') $(seq "$before" $((before + 24))) \
		$(seq $((before + 25)) 8 "$total"); do
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

# Blind tests and measuring over a server or a sound card, as far as that is not as with files: places that have not failed
: >"$covered"
sox -V1 -R -r 44100 -n -b 16 -c 2 track.wav synth 1.5 pinknoise gain -20
printf 'start\n%s\n' "$(for i in 1 2 3 4 5; do echo x; echo 1; echo confirm; done)" >lines
export XDG_STATE_HOME=$scratch/state
session=(abx --a amp=wire --b amp=wire,h2=-40 --phones hd650 --track track.wav --trials 5 --plain)
input=lines try 0 "$copy" "${session[@]}" --backend file --output heard.wav
is "exit status of a session" 0 $rc
verdict "there is a session to compare with"
tr ' ' '\n' <<<"$places" >"$covered"

# exhaust NAME STATUS LEAST ARG...: ends with STATUS, and there are that many new places
exhaust() {
	local name=$1 status=$2 least=$3 place found where refused=0 did=0
	shift 3
	try 0 "$copy" "$@"
	[[ $rc == "$status" ]] || why="exit status with all memory is $rc, expected $status: $(head -n 3 "$err")"
	is "blocks left with all memory" 0 "$left"
	where=$(tr ' ' '\n' <<<"$places" | grep -vxFf "$covered" | paste -sd ' ')
	[ "$(wc -w <<<"$where")" -ge "$least" ] || why=${why:-"new places: $where, expected $least"}
	for place in $where; do
		for mode in '' +; do
			[ -z "$why" ] || break 2
			try "@$place$mode" "$copy" "$@"
			found=
			if [ $rc -gt 1 ] && [[ $rc != "$status" ]]; then
				found="exit status $rc: $(head -c 300 "$err")"
			elif [ "$left" -ne 0 ]; then
				found="$left blocks left"
			elif [ $rc -eq 1 ] && [ "$(grep -c '^zout: ' "$err")" -ne 1 ]; then
				found="says $(cat "$err")"
			fi
			why=${found:+allocation @$place$mode: $found}
			[ $rc -eq 1 ] && refused=$((refused + 1)) || did=$((did + 1))
		done
	done
	tr ' ' '\n' <<<"$where" >>"$covered"
	verdict "$name ($(wc -w <<<"$where") places; refused $refused times, went on $did times)"
}
input=lines exhaust "abx over JACK" 0 2 "${session[@]}" --backend jack
input=lines exhaust "abx over ALSA" 0 2 "${session[@]}" --backend alsa --playback nowhere
exhaust "measure --live, where nothing comes back" 2 3 measure --live --load 300 --volts 1

[ "$failures" -eq 0 ]
