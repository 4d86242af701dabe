#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What may happen to the service on a JACK server, with an ear at its output (see tests/tools/earguard.c) that looks at
# every sample: none above the cap, and no step larger than a ramp of 20 ms makes. The amplifier is a wire and a
# constant goes in, so that whatever moves is a fade of the service, on a straight line, or the volume, in equal ratios
# (docs/model.md): the last step of such a ramp is ln(ratio) times as large.
#
# run.sh: alone, because audio time is real time here, and servers that end and start on a busy machine lose their own
# clients. Servers are those of tests/jack/private_jack.sh, or take the name of the one that was killed.

if [ "${1:-}" != --inside ]; then
	result=0
	for part in xruns changes last_words servers disk; do
		tests/jack/private_jack.sh tests/check_faults.sh --inside $part || result=1
	done
	# With real-time priority audio is lost for better reasons than that the machine is busy
	priority=
	chrt -f 20 true 2>/dev/null && priority='-R 20'
	for part in ears listeners storms; do
		# shellcheck disable=SC2086 # two words or none
		tests/jack/private_jack.sh $priority tests/check_faults.sh --inside $part || result=1
	done
	tests/jack/private_jack.sh -t 100 tests/check_faults.sh --inside killing || result=1
	# These two wait for a minute and do next to nothing. Long blocks for the asynchronous server, because nobody is waited
	# for there on a busy machine either
	tests/jack/private_jack.sh tests/check_faults.sh --inside hanging &
	hanging=$!
	tests/jack/private_jack.sh -a -p 4096 tests/check_faults.sh --inside asynchronous || result=1
	tests/jack/private_jack.sh -a tests/check_faults.sh --inside late_changes || result=1
	wait $hanging || result=1
	exit $result
fi

set -u
B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
here=$(realpath tests)
scratch=$(mktemp -d) || exit 1
server_pid=$PRIVATE_JACKD_PID
helper=
trap 'kill $zout_pid $guard_pid $helper 2>/dev/null; kill "$server_pid" 2>/dev/null
	umount "$scratch"/{state,records} 2>/dev/null; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# shellcheck source=tests/service_checks.sh
. "$here/service_checks.sh"

# What goes in, and the cap, which is above it unless a check says otherwise
readonly level=0.5
skip=
guard_conf >dut.conf

# A ramp of 20 ms to LEVEL at RATE, in a frame, and rounding: LEVEL [RATE [DB]]. Straight from nothing, or in equal
# ratios from so many dB below
ramp_step() {
	awk -v l="$1" -v r="${2:-48000}" -v db="${3:-0}" 'BEGIN {
		print l * (db > 0 ? log(10) * db / 20 : 1) / (0.020 * r) * 1.0001 + 1e-6
	}'
}

# looks_safe WHAT CAP STEP: the findings of the guard that ended
looks_safe() {
	local before=$why
	at_most "largest sample: $1" "$2" "$(heard peak)"
	at_most "largest step: $1" "$3" "$(heard step)"
	at_least "frames that were heard: $1" 1 "$(heard sounding)"
	[ "$why" = "$before" ] || why="$why; the ear says $heard"
}

# Output is up and steady: as loud as the input
sounding() {
	ctl meters >/dev/null 2>&1 # what was before does not count
	status_is .backend.state running && [ "$(status .backend.connections)" = 4 ] &&
		ctl --json meters | jq -e "(.output_peak_dbfs[0] - 20 * ($level | log10) | fabs) < 0.1" >/dev/null
}

# Lets the service play for SECONDS of audio, by the clock of the meters
play() {
	timeout 20 "$ZOUT" ctl --name dut --json watch 100 2>/dev/null | grep --line-buffered '"event":"meters"' |
		head -n "$(awk -v s="$1" 'BEGIN { print int(10 * s) }')" >/dev/null
}

# Takes what the guard has found until now, and lets it forget
so_far() {
	local lines
	lines=$(wc -l <guard.out)
	kill -USR1 "$guard_pid"
	wait_for 20 "findings" more_lines_than "$lines"
	heard=$(tail -n 1 guard.out)
}
has_heard() {
	so_far
	[ "$(heard sounding)" -gt 0 ]
}
more_lines_than() {
	[ "$(wc -l <guard.out)" -gt "$1" ]
}

# without_loss CAP COMMAND...: has the ear listen while COMMAND works, up to five times, until no audio was lost. What it
# hears is safe each time; false if audio was always lost
without_loss() {
	local cap=$1 try
	shift
	for try in 1 2 3 4 5; do
		wait_for 20 "sound before try $try" sounding
		play 0.2 # behind what is left of audio that was lost before
		so_far
		"$@"
		so_far
		looks_safe "try $try of $1" "$cap" "$(ramp_step "$cap")"
		[ -z "$why" ] || return 0
		[ "$(heard gaps)" = 0 ] && [ "$(heard xruns)" = 0 ] && return
	done
	return 1
}
busy() {
	local n loops=()
	for n in 1 2 3 4 5 6 7 8; do
		while :; do :; done &
		loops+=($!)
	done
	play "$1"
	kill "${loops[@]}"
	wait "${loops[@]}" 2>/dev/null
}
# no_silence CAP COMMAND...: no frame is silent while COMMAND works. Lost audio is followed by silence, and a machine that is
# too slow for the server loses some all by itself; where it does so each time, and also while it is just as long busy
# with something else, nothing can be told, and `skip` says so. Short stretches are the sooner without loss
no_silence() {
	local began=$SECONDS
	if without_loss "$@"; then
		is "silent frames" "$(heard frames)" "$(($(heard sounding) + 1))"
	elif without_loss "$1" busy $(((SECONDS - began) / 5 + 1)); then
		why=${why:-"audio was lost each time, and none while the machine was busy with something else"}
	else
		skip=" # SKIP this machine loses audio all by itself"
	fi
	[ -z "$why" ] || skip=
}

# saw_last CONDITION: what the largest sample in the last event of meters is like
saw_last() {
	grep '"event":"meters"' watch.out | tail -n 1 | jq -e ".output_peak_dbfs[0] $1" >/dev/null
}

# reload TEXT: takes a configuration with that at its end, in two ways, and goes back to the one before
reload() {
	{
		guard_conf
		printf '%b' "$1"
	} >dut.conf
	kill -HUP "$zout_pid"
	play 0.2
	ctl reload >/dev/null 2>&1
	play 0.1
	as_before
}
as_before() {
	guard_conf >dut.conf
	ctl reload >/dev/null
	ctl set volume=0 >/dev/null
}
# Nothing there, and then what is no file
reload_nothing() {
	rm dut.conf
	kill -HUP "$zout_pid"
	mkdir dut.conf
	ctl reload >/dev/null 2>&1
	play 0.2
	rmdir dut.conf
	as_before
}

ears() {
	# Start, changes of every kind, reload and end. The reference level is matched, so that presets do not change it
	guard -l $level
	start --config dut.conf
	running
	wait_for 20 "sound" sounding
	stop
	guard_end
	is "last sample" 0 "$(heard last)"
	looks_safe "start and SIGTERM" $level "$(ramp_step $level)"
	verdict "start fades in, SIGTERM fades out"

	guard -l $level
	start --config dut.conf
	wait_for 20 "sound" sounding
	# Who watches takes no peak away from who asks
	"$ZOUT" ctl --name dut --json watch 16 >watch.out 2>&1 &
	helper=$!
	ctl meters >/dev/null
	wait_for 20 "sound for who watches" saw_last "> -7"
	ctl mute on >/dev/null
	wait_for 20 "silence for who watches" saw_last "< -139"
	is "peak since it was asked for, before the mute" -6 "$(ctl --json meters | jq '.output_peak_dbfs[0] | round')"
	is "peak since it was asked for, behind the mute" -140 "$(ctl --json meters | jq '.output_peak_dbfs[0] | round')"
	kill $helper
	wait $helper 2>/dev/null

	# Nor is anybody told of what was before he began
	ctl mute off >/dev/null
	play 0.5
	ctl mute on >/dev/null
	play 0.5
	"$ZOUT" ctl --name dut --json watch 16 >watch.out 2>&1 &
	helper=$!
	wait_for 20 "an event" grep -q '"event":"meters"' watch.out
	is "peak of the first event" -140 "$(grep -m 1 '"event":"meters"' watch.out | jq '.output_peak_dbfs[0] | round')"
	kill $helper
	wait $helper 2>/dev/null
	ctl mute off >/dev/null
	verdict "each who asks for a peak is told of all since he was told last"

	for request in "mute on" "mute off" "dim on" "dim off" "mute toggle" "dim toggle" "mute off" "dim off"; do
		# shellcheck disable=SC2086 # two words
		ctl $request >/dev/null
		play 0.2
	done
	wait_for 20 "sound" sounding
	printf '[safety]\ncap = -12 dBFS\n' >>dut.conf
	ctl reload
	play 0.3
	ctl meters >/dev/null
	play 0.2
	at_most "output under the cap" -11.99 "$(ctl --json meters | jq '.output_peak_dbfs[0]')"
	so_far
	looks_safe "mute, dim, lower cap" $level "$(ramp_step $level)"

	# From here on the cap is hard: -12 dBFS is 0.251189
	head -c 3000 /dev/urandom >garbage.conf
	cp dut.conf good.conf
	cp garbage.conf dut.conf
	for _ in 1 2 3 4 5; do
		kill -HUP "$zout_pid"
		play 0.1
	done
	cp good.conf dut.conf
	ctl reload
	for preset in hpa-1 hd650 otl-120-ohm dt990-pro-250 wire k701 vali-2-plus se846; do
		ctl preset $preset >/dev/null
		play 0.15
	done
	so_far
	looks_safe "garbage and presets" 0.2511887 "$(ramp_step 0.55)" # before the cap, and where DC is a bit more than 1 kHz
	# Clipping makes steps of any waveform, so that here the cap is all there is to see
	ctl set gain=20 output_mode=Volts source_level=20 output_level=0.1 >/dev/null
	play 0.3
	ctl set gain=0 output_mode=Matched source_level=2 output_level=2 >/dev/null
	play 0.3
	guard_end
	looks_safe "72 dB too much" 0.2511887 1
	lives
	stop
	verdict "mute, dim, reload, garbage and presets never burst nor pass the cap"

	# A preset that moves the volume moves it all the way in 20 ms
	{
		guard_conf
		printf '[preset night]\nvolume = -60\n[preset day]\nvolume = 0\n'
	} >dut.conf
	guard -l $level
	start --config dut.conf
	wait_for 20 "sound" sounding
	so_far
	looks_safe "start before the presets" $level "$(ramp_step $level)"
	for preset in night day night day; do
		ctl preset $preset >/dev/null
		play 0.2
	done
	so_far
	looks_safe "presets of 60 dB" $level "$(ramp_step $level 48000 60)"
	at_least "largest step of presets of 60 dB" "$(ramp_step $level)" "$(heard step)" # they were heard
	wait_for 20 "sound" sounding
	guard_end
	stop
	verdict "presets that move the volume make no larger step than a ramp of 20 ms in equal ratios"

	# New files, good and bad, while it plays: whoever fades out for one or starts anew is silent for 10 ms. A file that
	# was there is not missed when it goes.
	guard_conf >dut.conf
	guard -l $level
	start --config dut.conf
	wait_for 20 "sound" sounding
	while read -r n; do
		no_silence 0.6 reload "$n" # a bit more than 0.5, where DC is a bit more than 1 kHz
	done <<-'END'
		out_l = nobody:.*\n[safety]\ncap = -1 dBFS\n
		[safety]\ndim = -30\nboot_volume_max = -60\n[preset night]\nvolume = -40\n
		[sound]\namp = otl-120-ohm\nphones = hd650\n
		[sound]\nvolume = -3\n[service]\nidle_after = 30\n
		[sound]\nvolume = 20\n
		[connect]\nin_l = (\n
	END
	no_silence 0.6 reload_nothing
	lives
	guard_end
	stop
	verdict "reloads make no gap, good ones and bad ones$skip"

	# A stop of the process, which the server waits out
	guard_conf >dut.conf
	guard -l $level
	start --config dut.conf
	wait_for 20 "sound" sounding
	kill -STOP "$zout_pid"
	sleep 0.4 # the length of the stop
	kill -CONT "$zout_pid"
	wait_for 20 "sound after SIGCONT" sounding
	guard_end
	looks_safe "SIGSTOP and SIGCONT" $level "$(ramp_step $level)"
	lives
	stop
	verdict "SIGSTOP and SIGCONT"
}

# sloth_sleeps TIMES [FROM]: lets it delay so many blocks, of which it has delayed FROM - 1 before
sloth_sleeps() {
	local n
	for n in $(seq "${2:-1}" $((${2:-1} + $1 - 1))); do
		kill -USR1 $helper
		wait_for 20 "nap $n" slept_times "$n"
		play 0.2
	done
}
slept_times() {
	[ "$(grep -c slept sloth.out)" -ge "$1" ]
}

# sloth_cuts: lets it disconnect while it sleeps, as the fifth connection, and waits for word of that
sloth_cuts() {
	wait_for 20 "word of the sloth" status_is .backend.connections 5
	kill -USR2 $helper
	wait_for 20 "nap" grep -q slept sloth.out
	wait_for 20 "word of what was cut in it" status_is .backend.connections 4
}

# counted N BEFORE: the status tells of N xruns more
counted() {
	[ $(($(status .backend.xruns) - $2)) -ge "$1" ]
}

# Xruns, in the midst of sound: by somebody else who holds the server up for 30 periods, and by a stop of the service
# itself on a server that does not wait that long. Who plays and who listens are two clients here: with one the ear would be
# a block behind.
xruns() {
	guard_conf | sed 's/guard:play/source:play/' >dut.conf
	local source before n
	"$tools/earguard" -n source -l $level -r 4800 >/dev/null 2>&1 &
	source=$!
	guard
	start --config dut.conf
	wait_for 20 "sound" sounding
	so_far # what came before sounding was silent
	before=$(status .backend.xruns)
	"$tools/sloth" dut:out_l 160 >sloth.out 2>&1 &
	helper=$!
	wait_for 20 "sloth" grep -q ready sloth.out
	sloth_sleeps 3
	wait_for 20 "word of xruns while nothing else happens" counted 3 "$before"
	kill $helper
	wait $helper 2>/dev/null
	wait_for 20 "sound after xruns" sounding
	so_far
	looks_safe "xruns of somebody else" $level "$(ramp_step $level)"
	at_least "xruns, as the service counts them" 3 "$(($(status .backend.xruns) - before))"
	at_least "audio that was lost, as the ear hears it" 3 "$(heard xruns)"
	is "first sample after lost audio" 0 "$(heard resumed)"
	at_least "silent frames" 1440 "$(($(heard frames) - $(heard sounding)))" # 10 ms each time, while the model fills
	lives
	verdict "xruns: goes on in silence and fades in"

	# What changes while the server is held up shows when it goes on; who ends slowly has not cut what others connected
	wait_for 20 "word of the sloth's end" status_is .backend.connections 4
	"$tools/sloth" dut:out_l 500 >sloth.out 2>&1 &
	helper=$!
	sloth_cuts
	jack_connect dut:out_l sloth:in
	wait_for 20 "word of a connection by hand" status_is .backend.connections 5
	kill $helper
	wait $helper 2>/dev/null
	wait_for 20 "word of its end" status_is .backend.connections 4
	"$tools/sloth" - 500 >sloth.out 2>&1 &
	helper=$!
	wait_for 20 "the same connection to the next one" status_is .backend.connections 5
	kill $helper
	wait $helper 2>/dev/null
	lives
	verdict "connections that change while the server is held up, and those to who ends slowly, are known"

	kill -9 "$server_pid" && wait "$server_pid" "$guard_pid" $source 2>/dev/null
	wait_for 20 "word of the loss" status_is .backend.state waiting
	patience_ms=100 start_server
	"$tools/earguard" -n source -l $level -r 4800 >/dev/null 2>&1 &
	source=$!
	guard
	wait_for 20 "sound" sounding
	so_far
	for n in 1 2 3; do
		kill -STOP "$zout_pid"
		sleep 0.3 # the length of the stop
		kill -CONT "$zout_pid"
		wait_for 20 "sound after stop $n" sounding
	done
	guard_end
	looks_safe "stops of the service" $level "$(ramp_step $level)"
	at_least "audio that was lost, as the ear hears it" 3 "$(heard xruns)"
	is "first sample after lost audio" 0 "$(heard resumed)"
	lives
	kill $source 2>/dev/null
	stop
	verdict "a stop that the server does not wait out: goes on in silence and fades in"
}

# On a server that waits for nobody. What another client misses is not ours to fade for; what we miss ourselves the
# server fills with our last block, again and again, and nobody can mend that; but then we go on as after an xrun.
asynchronous() {
	local source try
	guard_conf | sed 's/guard:play/source:play/' >dut.conf
	"$tools/earguard" -n source -l $level -r 4800 >/dev/null 2>&1 &
	source=$!
	guard
	start --config dut.conf
	wait_for 20 "sound" sounding
	"$tools/sloth" dut:out_l 300 >sloth.out 2>&1 &
	helper=$!
	wait_for 20 "sloth" grep -q ready sloth.out
	for try in 1 2 3 4 5 6 7 8; do
		so_far
		sloth_sleeps 1 "$try"
		play 0.5
		so_far
		# Else the machine was too busy, and others were late too
		[ "$(heard gaps)" = 0 ] && [ "$(heard xruns)" = 0 ] && [ "$(heard sounding)" = $(($(heard frames) - 1)) ] && break
	done
	at_most "tries until only the sloth was late" 7 "$try"
	looks_safe "another client that is late" $level "$(ramp_step $level)"
	kill $helper
	wait $helper 2>/dev/null
	lives
	verdict "asynchronous server: another client that is late does not touch the sound"

	for try in 1 2 3 4 5; do
		silence=0 left_out=0
		kill -STOP "$zout_pid"
		sleep 0.5 # the length of the stop
		kill -CONT "$zout_pid"
		wait_for 20 "silence after a stop" silent_for 480
		[ "$silence" -ge 480 ] && break
		so_far # the ear itself has missed a block, which may have been that
	done
	at_least "silent frames after a stop, in $try tries" 480 "$silence"
	wait_for 20 "sound after a stop" sounding
	at_most "largest sample" $level "$(heard peak)"
	so_far
	stop
	guard_end
	is "last sample" 0 "$(heard last)"
	[ "$(heard gaps)" -gt 0 ] || [ "$(heard xruns)" -gt 0 ] || looks_safe "SIGTERM" $level "$(ramp_step $level)"
	kill $source 2>/dev/null
	verdict "asynchronous server: goes on in silence and fades in after a stop, and fades out"
}

# An asynchronous server goes on with the connections that there were while a client is late, up to its time-out: many
# blocks behind word of a change nothing has changed. Short ones, for libjack lets who asks for connections wait for one
late_changes() {
	guard_conf >dut.conf
	guard
	start --config dut.conf
	wait_for 20 "connections" status_is .backend.connections 4
	"$tools/sloth" dut:out_l 480 >sloth.out 2>&1 &
	helper=$!
	sloth_cuts
	kill $helper
	wait $helper 2>/dev/null
	lives
	stop
	guard_end
	verdict "asynchronous server: what changes while another client is late is known"
}

# silent_for FRAMES: of all that was heard since `silence` was 0; or the server has left out audio for the ear since
silent_for() {
	so_far
	silence=$((silence + $(heard frames) - 1 - $(heard sounding)))
	left_out=$((left_out + $(heard gaps)))
	[ "$silence" -ge "$1" ] || [ "$left_out" -gt 0 ]
}

# A server that is there, but does not answer: nothing of ours waits with it
hanging() {
	kill -STOP "$server_pid"
	start --config dut.conf
	is "state" waiting "$(status .backend.state)"
	is "trouble" "the audio system has not answered yet" "$(status .backend.trouble)"
	is "answer" "-9 dB" "$(ctl set volume=-9 >/dev/null && ctl --json get volume | jq -r '.values[0].text')"
	before=$SECONDS
	stop
	at_most "seconds until it had ended" 9 $((SECONDS - before)) # systemd waits for 10
	kill -CONT "$server_pid"
	wait_for 20 "server" jack_lsp >/dev/null
	verdict "a server that hangs at the start"

	guard -l $level
	start --config dut.conf
	running
	kill -STOP "$server_pid"
	is "state" running "$(status .backend.state)"
	ctl mute on >/dev/null || why=${why:-"no answer"}
	before=$SECONDS
	stop
	at_most "seconds until it had ended" 9 $((SECONDS - before))
	kill -9 "$guard_pid" # it may hang for ever in a server that has lost a client meanwhile
	wait "$guard_pid" 2>/dev/null
	kill -CONT "$server_pid"
	verdict "a server that hangs while it plays"
}

killing() {
	# SIGKILL takes what sounds away in one sample, which no program can prevent; but then it starts as ever
	start --config dut.conf
	wait_for 20 "answer" status_is .backend.state running
	kill -9 "$zout_pid"
	wait "$zout_pid" 2>/dev/null
	guard -l $level
	start --config dut.conf
	wait_for 20 "sound" sounding
	guard_end
	looks_safe "restart" $level "$(ramp_step $level)"
	stop
	verdict "SIGKILL and restart"
}

# What the server may do while it lives
changes() {
	# Freewheel and back: nothing may be lost, and sound goes on
	guard -l $level
	start --config dut.conf
	wait_for 20 "sound" sounding
	if command -v jack_freewheel >/dev/null; then
		jack_freewheel y >/dev/null 2>&1
		wait_for 20 "word of freewheel" status_is .backend.freewheel true
		jack_freewheel n >/dev/null 2>&1
		wait_for 20 "end of freewheel" status_is .backend.freewheel false
		wait_for 20 "sound after freewheel" sounding
		jack_bufsize 64 >/dev/null 2>&1
		wait_for 20 "another block" status_is .backend.block_frames 64
		wait_for 20 "word of another block" grep -q "^zout: client 'dut' runs at 48000 Hz, block 64," dut.out
		wait_for 20 "sound with another block" sounding
		guard_end
		looks_safe "freewheel and another block" $level "$(ramp_step $level)"
		lives
		verdict "freewheel and another block size"
	else
		echo "ok freewheel and another block size # SKIP no jack_freewheel"
		guard_end
	fi
	stop

	# Headphones that somebody has just unplugged do not sound again because somebody else ends
	guard -l $level
	start --config dut.conf
	wait_for 20 "sound" sounding
	"$tools/earguard" -n phones -l 0 >phones.out 2>&1 &
	local phones=$!
	"$tools/earguard" -n other -l 0 >other.out 2>&1 &
	helper=$!
	wait_for 20 "headphones" grep -q ready phones.out
	wait_for 20 "another client" grep -q ready other.out
	jack_connect dut:out_l phones:ear_l
	jack_connect dut:out_r phones:ear_r
	wait_for 20 "word of the connections" status_is .backend.connections 6
	jack_disconnect dut:out_l phones:ear_l
	jack_disconnect dut:out_r phones:ear_r
	wait_for 20 "word of the cut" status_is .backend.connections 4
	kill $helper
	wait $helper 2>/dev/null
	play 0.5 # longer than ports have to be quiet before connections are looked at
	is "connections when another client has ended" 4 "$(status .backend.connections)"
	kill $phones
	wait $phones 2>/dev/null
	lives
	stop
	guard_end
	verdict "what was cut by hand stays cut when another client ends"
}

# Somebody hears us, and then somebody else comes whom the configuration wishes for: his sound fades in all the same.
# Where audio is lost a server makes the connection when it comes to it
listeners() {
	local try lost=1
	guard_conf | sed 's/guard:play/source:play/; s/guard:ear/.*:ear/' >dut.conf
	"$tools/earguard" -n source -l $level >source.out 2>&1 &
	helper=$!
	start --config dut.conf
	for try in 1 2 3 4 5; do
		[ "$lost" -gt 0 ] || break
		why='' lost=0
		wait_for 20 "sound before try $try" sounding
		guard -l 0
		wait_for 20 "connections" status_is .backend.connections 6
		wait_for 20 "sound for who comes later" hears_all
		guard_end
		wait_for 20 "word of his end" status_is .backend.connections 4
	done
	skip=
	if [ "$lost" -gt 0 ]; then
		skip=" # SKIP this machine loses audio all by itself"
		why=
	fi
	lives
	stop
	kill $helper
	wait $helper 2>/dev/null
	[ -z "$why" ] || skip=
	verdict "sound fades in for who is connected while others hear it$skip"
}
# All that goes in, without a step since it was asked last
hears_all() {
	so_far
	lost=$((lost + $(heard gaps) + $(heard xruns)))
	at_most "largest step for who comes later" "$(ramp_step $level)" "$(heard step)"
	awk -v l=$level -v p="$(heard peak)" 'BEGIN { exit !(p > 0.999 * l) }'
}

# Servers end while libjack is at what they said last (see audio/jack_close.c)
last_words() {
	local n preload="$B/tests/lie/slowclose.so $B/tests/lie/ending.so"
	nm -D "$ZOUT" | grep -q ' __asan_init' && preload="$(${CC:-cc} -print-file-name=libasan.so) $preload"
	LD_PRELOAD=$preload start --config dut.conf
	for n in 1 2 3; do
		guard -l $level
		wait_for 20 "sound of life $n" sounding || break
		kill -s TERM "$server_pid"
		wait "$server_pid" "$guard_pid" 2>/dev/null
		wait_for 20 "word of the loss" status_is .backend.state waiting || break
		start_server
	done
	lives
	stop
	verdict "servers that end while their last words are heard"

	# The same between the first word to it and the first port; others are there whose end is told
	guard -l $level
	"$tools/earguard" -n other -l 0 >other.out 2>&1 &
	helper=$!
	wait_for 20 "another client" grep -q ready other.out
	echo "$server_pid" >ending
	ZOUT_LIE_SERVER=$PWD/ending LD_PRELOAD=$preload start --config dut.conf
	wait "$server_pid" "$guard_pid" $helper 2>/dev/null
	is "server whose end was asked for" "" "$(cat ending 2>/dev/null)"
	is "losses" 0 "$(status .backend.losses)"
	start_server
	guard -l $level
	wait_for 20 "sound of the next life" sounding
	lives
	stop
	guard_end
	verdict "a server that ends while it is being joined"
}

# The server killed and started again ten times, at other rates and with other blocks
servers() {
	start --config dut.conf
	local n rate
	for n in 1 2 3 4 5 6 7 8 9 10; do
		guard -l $level
		wait_for 30 "sound of life $n" sounding || break
		rate=$(status .backend.rate_hz)
		wait_for 20 "sound of life $n in the guard" has_heard # what the meters show may be of the life before
		looks_safe "life $n at $rate Hz" $level "$(ramp_step $level "$rate")"
		is "lives before" $((n - 1)) "$(status .backend.losses)"
		kill -s "$([ $((n % 2)) -eq 0 ] && echo TERM || echo KILL)" "$server_pid"
		wait "$server_pid" "$guard_pid" 2>/dev/null
		wait_for 20 "word of the loss" status_is .backend.state waiting
		is "meters without a server" "0 -60 -140" "$(ctl --json meters |
			jq -r '[.meters[] | select(.symbol == ("voltage", "spl", "peak_l")) | .value | floor] | join(" ")')"
		case $((n % 4)) in # a busy machine loses blocks of 0.7 ms all the time, and is silent behind each
		0) start_server 48000 256 ;;
		1) start_server 44100 64 ;;
		2) start_server 96000 128 ;;
		3) start_server 192000 1024 ;;
		esac
	done
	lives
	stop
	verdict "ten servers, killed and ended, at four rates: it comes back, fades in, never bursts"

	# What people have connected by hand is connected again, too; what they have cut stays cut
	guard -l $level
	start --config dut.conf
	wait_for 20 "sound" sounding
	jack_connect dut:out_l system:playback_2
	jack_disconnect guard:play_r dut:in_r
	wait_for 20 "word of it" status_is .backend.connections 4
	guard_end
	wait_for 20 "word of the guard's end" status_is .backend.connections 1
	guard -l $level
	wait_for 20 "connections to the new guard" status_is .backend.connections 5
	jack_disconnect dut:in_r guard:play_r 2>/dev/null || jack_disconnect guard:play_r dut:in_r
	wait_for 20 "word of the cut" status_is .backend.connections 4
	jack_connect dut:out_r system:playback_1
	wait_for 20 "word of the connection" status_is .backend.connections 5
	is "what was cut" 0 "$(jack_lsp -c dut:in_r | grep -c guard)"
	kill -9 "$server_pid" && wait "$server_pid" "$guard_pid" 2>/dev/null
	wait_for 20 "word of the loss" status_is .backend.state waiting
	start_server
	guard -l $level
	wait_for 20 "all connections" status_is .backend.connections 6
	is "connection by hand" "system:playback_2" "$(jack_lsp -c dut:out_l | awk '/^ .*system/ { print $1 }')"
	guard_end
	stop
	verdict "connections, wished for and made by hand, are made again; a cut one is left alone"
}

# Ports, requests and nonsense in masses, while the ear listens
storms() {
	guard -l $level
	start --config dut.conf
	wait_for 20 "sound" sounding
	so_far # what came before sounding was silent
	local descriptors n pids=()
	descriptors=$(ls "/proc/$zout_pid/fd" | wc -l)
	for n in $(seq 30); do
		timeout 20 "$tools/earguard" -n "storm$n" -s 0.2 >/dev/null 2>&1 &
		pids+=($!)
		[ $((n % 6)) -eq 0 ] && wait "${pids[@]}"
	done
	wait "${pids[@]}"
	is "connections" 4 "$(status .backend.connections)"
	lives
	verdict "a storm of ports leaves connections alone"

	no_silence $level flood
	wait_for 20 "descriptors as before" descriptors_are "$descriptors"
	lives
	guard_end
	stop
	verdict "a flood of requests disturbs no sample$skip"
}

# Half requests that never end, lines without end, nonsense, setting and reloading in a loop
flood() {
	local n before flood=()
	for n in 1 2 3; do
		"$tools/flood" "$sock" half >/dev/null 2>&1 &
		flood+=($!)
	done
	for n in huge noise set reload connect deaf; do
		"$tools/flood" "$sock" $n >/dev/null 2>&1 &
		flood+=($!)
	done
	play 1
	before=$SECONDS
	for n in 1 2 3 4 5; do
		is "state in the flood" running "$(status .backend.state)"
	done
	at_most "seconds for five answers in the flood" 4 $((SECONDS - before))
	play 1
	kill "${flood[@]}" 2>/dev/null
	wait "${flood[@]}" 2>/dev/null
	wait_for 20 "sound after the flood" sounding
}
descriptors_are() {
	[ "$(ls "/proc/$zout_pid/fd" | wc -l)" -le "$1" ]
}

# small_disk FOLDER: makes a folder that is a disk of 64 kB, if mounts are private here
small_disk() {
	mkdir -p "$1"
	[ -n "${PRIVATE_JACK_MOUNTS:-}" ] && mount -t tmpfs -o size=64k,mode=700 tmpfs "$1" 2>/dev/null
}
fill() {
	cat /dev/zero >"$1/fill" 2>/dev/null
}

# A full disk, one of its own if we may mount one, else a limit on the size of files stands for it: nothing can be
# written, and everything goes on
disk() {
	local limit=0
	small_disk state && limit=unlimited
	mkdir -p state/zout
	echo '{"volume": -7.5, "muted": false, "dimmed": false}' >state/zout/dut.json
	cp state/zout/dut.json before.json
	[ "$limit" = 0 ] || fill state
	guard -l $level
	(
		ulimit -f $limit
		exec "$ZOUT" run --name dut --config dut.conf 2> >(cat >dut.err) | cat >dut.out
	) &
	helper=$!
	wait_for 20 "answer" ctl status >/dev/null
	zout_pid=$(status .pid)
	is "volume from the file" -7.5 "$(status .sound.volume_db)"
	ctl set volume=-3 >/dev/null
	wait_for 20 "word of the full disk" status_is '.state.error != null' true
	[ "$limit" = 0 ] || is "the word" 1 "$(status .state.error | grep -c 'No space left on device$')"
	is "state file" "" "$(diff before.json state/zout/dut.json)"
	is "files beside it" "dut.json dut.json.lock" "$(ls state/zout | xargs)"
	wait_for 20 "running backend" status_is .backend.state running
	play 0.3
	lives
	if [ "$limit" != 0 ]; then # there is room again, and a change that waits for it
		rm state/fill
		sed -i 's/-7.5/-3.0/' before.json
	fi
	kill -TERM "$zout_pid"
	wait $helper
	guard_end
	looks_safe "full disk" $level "$(ramp_step $level)"
	is "state file at the end" "$(jq -c . before.json)" "$(jq -c . state/zout/dut.json)"
	verdict "a full disk loses no old state and stops nothing"

	# A record that the disk has no room for any more ends up here, whole
	if ! small_disk records; then
		echo "ok a full disk loses no record # SKIP no disk of its own may be mounted here"
	else
		sox -V1 -R -r 48000 -n -b 32 -e float -c 2 music.wav synth 3 pinknoise gain -20
		{
			printf '%s\n' start a 'wait 0.1' x 'wait 0.1' 1 confirm
			wait_for 20 "first record" first_record
			fill records
			for _ in 2 3 4 5; do printf '%s\n' a 'wait 0.1' x 'wait 0.1' 1 confirm; done
		} | XDG_STATE_HOME=$PWD/records timeout 60 "$ZOUT" abx --backend file --output heard.wav --plain --track music.wav \
			--a amp=wire --b amp=wire,h2=-40 --trials 5 >events 2>abx.err
		record=$(sed -n 's/^record //p' events)
		is "folder of the record" . "$(dirname "${record:-none}")"
		is "verdict on it" 1 "$("$ZOUT" verify "$record" | grep -c '^  session .*, finished, started')"
		is "what is left of the first one" 0 "$(find records -size +0 -name '.zout-*' | wc -l)"
		verdict "a full disk loses no record"
	fi

	# The time of day appears nowhere in the service: what waits goes by the monotonic clock, so that a jump cannot
	# matter. (Records of blind tests are dated.)
	strange=$(find "$B/audio" "$B/catalog" "$B/cli/service" "$B/cli/run.o" "$B/cli/ctl.o" -name '*.o' -exec nm -u {} + | awk '{ print $NF }' | sed 's/@.*//' | grep -xE 'time|gettimeofday|ftime|stime|timer_create|setitimer|alarm')
	is "calls for the time of day" "" "$strange"
	is "clocks" "" "$(grep -rnE 'CLOCK_(REALTIME|TAI)' "$here/../audio" "$here/../cli" | head -n 1)"
	verdict "a jump of the clock meets nobody who looks at it"
}

first_record() {
	ls records/zout/abx/*.json >/dev/null
}

"$2"
[ "$failures" -eq 0 ]
