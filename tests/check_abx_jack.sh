#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Blind tests over JACK, on servers of our own (see tests/jack/private_jack.sh).
#
# run.sh: serial, because audio time is real time here.

readonly root=$PWD
# shellcheck source=tests/abx_checks.sh
. tests/abx_checks.sh
# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh
sox -V1 -R -r 44100 -n -b 24 -c 2 music.wav synth 3 pinknoise gain -20
sox -V1 -r 48000 -n -b 32 -e float -c 1 dc.wav synth 3 sine 0 dcshift 0.5

# begin OPTION...: starts a test whose lines come from descriptor 9, and waits until it is ready
begin() {
	local tries=0
	rm -rf lines state
	mkfifo lines
	XDG_STATE_HOME=$PWD/state timeout -k 1 100 "$ZOUT" abx --plain "$@" <lines >events 2>err.log &
	victim=$!
	exec 9>lines
	until_event '^ready '
}

# until_event PATTERN: waits for an event, as long as the program lives
until_event() {
	until grep -q "$1" events; do
		if ! kill -0 "$victim" 2>/dev/null; then
			why=${why:-ended before '$1': $(cat err.log)}
			return 1
		fi
		sleep 0.05
	done
}

# finish: closes the lines and waits. Sets $rc and $record
finish() {
	exec 9>&-
	wait "$victim"
	rc=$?
	record=$(sed -n 's/^\(record\|aborted\) //p' events)
}

# A session from end to end, with a track of another rate than the server's
whole_session() {
	# What was heard is told after 0.4 s of audio, which the server makes last longer where a machine is slow
	local pause_s=${ZOUT_SANITIZED:+10}
	begin --a amp=wire --b amp=wire,h2=-40 --phones hd650 --track music.wav --trials 6 --connect --name ears
	is "connections" "ears:out_l system:playback_1 ears:out_r system:playback_2" \
		"$(jack_lsp -c | awk '/^[^ ]/ { port = $1 } /^ / && port ~ /^ears/ { print port, $1 }' | sort | xargs)"
	printf 'a\nwait %s\nstart\n%s\n' "${pause_s:-0.2}" "$(trials 6 'a,wait 0.1,x,wait 0.1,1,confirm')" >&9
	finish
	is "exit status" 0 $rc
	is "messages on stderr" "" "$(cat err.log)"
	is "last events" "finished verdict result levels heard record verify" "$(tail -n 7 events | cut -d ' ' -f 1 | xargs)"
	holds "$record" finished
	is "circumstances" "jack $(jack_samplerate) music.wav" "$(field "$record" backend) \
$(field "$record" rate_hz) $(field "$record" source_name)"
	is "right answers" "$(field "$record" order | tr ' ' '\n' | grep -c A)" "$(field "$record" score)"
	verdict "a session runs from end to end at $(jack_samplerate) Hz, and its record verifies"
}

# again CHECK: until nothing is wrong, five times at most. Where a busy machine holds the server up audio is lost, and what
# follows begins in silence as it should; and connections show late
again() {
	local try
	for try in 1 2 3 4 5; do
		why=
		"$1"
		[ -n "$why" ] || break
		echo "# try $try: $why"
	done
}

# Without --connect nothing is heard until somebody connects the outputs: it is said, and nothing is refused
unheard_once() {
	local warning='warning the outputs are not connected: connect them, or begin again with --connect'
	begin --a amp=wire --b amp=wire,h2=-40 --track music.wav --trials 5 --name ears
	is "warnings before the test" 1 "$(grep -cFx "$warning" events)"
	printf 'start\n' >&9
	until_event '^trial 1 '
	is "warnings with its start" 2 "$(grep -cFx "$warning" events)"
	is "the last one is there before the first trial" "warning commitment trial" "$(tail -n 3 events | cut -d ' ' -f 1 | xargs)"
	finish
	begin --a amp=wire --b amp=wire,h2=-40 --track music.wav --trials 5 --name ears
	jack_connect ears:out_l system:playback_1
	printf 'start\n' >&9
	until_event '^trial 1 '
	is "warnings with a connection by hand" 1 "$(grep -cFx "$warning" events)"
	finish
	begin --a amp=wire --b amp=wire,h2=-40 --track music.wav --trials 5 --name ears --connect
	printf 'start\n' >&9
	until_event '^trial 1 '
	is "warnings with --connect" 0 "$(grep -cFx "$warning" events)"
	finish
}
unheard() {
	again unheard_once
	verdict "a test whose outputs have no connection warns"
}

# Notes instead of keys
by_midi() {
	begin --a amp=wire --b amp=wire,h2=-40 --track music.wav --trials 5 --midi a=60,b=62,x=64,1=65,2=67,confirm=69,undo=70
	echo start >&9
	until_event '^trial 1 '
	"$tools/jacknotes" zout-abx:midi_in 61 60 64 65 70 67 69 64 65 69 64 65 69 64 65 69 64 65 69
	finish
	is "exit status" 0 $rc
	holds "$record" finished
	is "answers" "B A A A A" "$(grep -o '"answer": "[AB]"' "$record" | cut -d '"' -f 4 | xargs)"
	is "answers taken back in the first trial" 1 "$(grep -m 1 -o '"undone": [0-9]*' "$record" | cut -d ' ' -f 2)"
	verdict "MIDI notes act as keys"
}

# What is heard by name is what `zout render` makes of the same audio: the chains differ in H2 alone, which takes
# nothing from the level at 1 kHz. 0.001 dB of level would leave -79 dB
live_once() {
	local latency
	begin --a h2=-50 --b h2=-60 --live --max-spl 120 --name dut
	printf 'a\nwait 0.3\n' >&9
	until_event '^waited'
	"$tools/jackloop" -p dut:in_l -p dut:in_r -r dut:out_l -r dut:out_r stereo.wav loop.wav >loop.log 2>&1
	is "exit status of jackloop" 0 $?
	"$ZOUT" render --set h2=-50 stereo.wav render.wav || why=${why:-cannot render}
	printf 'start\n%s\n' "$(trials 16 'x,1,confirm')" >&9
	finish
	latency=$(field "$record" latency_frames)
	differs_at_most_late "$latency" -79 render.wav loop.wav
	holds "$record" finished
	is "source" live "$(field "$record" source)"
	is "match" 1kHz "$(field "$record" match)"
	is "bound that is told" "at most 120 dB SPL (--max-spl)" "$(sed -n 's/^levels .*; \(at most.*\)/\1/p' events)"
	is "levels of what nobody knew before" "null null null null null null" "$(for level in rms_dbfs peak_dbfs spl_db; do
		echo "$(field "$record" a.$level) $(field "$record" b.$level)"
	done | xargs)"
	is "cap in the record" 120 "$(field "$record" max_spl_db)"
}
live() {
	again live_once
	verdict "live audio comes through the chain that is listened to, and only its cap is known before"
}

# differs_at_most_late FRAMES DB REFERENCE OTHER
differs_at_most_late() {
	local db
	db=$("$tools/wavcmp" -l "$1" "$3" "$4" 2>&1)
	if [ -z "$why" ] && ! awk -v db="$db" -v limit="$2" 'BEGIN { exit !(db == "-inf" || (db + 0 < 0 && db + 0 <= limit)) }'; then
		why="difference of $3 and $4 is $db, expected at most $2 dB"
	fi
}

# A constant is played while the test is interrupted: what is heard fades, no steeper than a raised cosine of 20 ms
fades_once() {
	local recorder
	begin --a output_impedance=0 --b output_impedance=0 --live --max-spl 120 --name dut
	printf 'a\nwait 0.3\nstart\n' >&9
	until_event '^trial 1 '
	"$tools/jackloop" -p dut:in_l -p dut:in_r -r dut:out_l -t 0 dc.wav fade.wav >/dev/null 2>&1 &
	recorder=$!
	sleep 1.5 # into the recording, which begins after 0.5 s and lasts 3 s
	kill -INT "$(pgrep -P "$victim")"
	finish
	wait $recorder
	is "exit status" 1 $rc
	is "message" "zout: interrupted" "$(cat err.log)"
	holds "$record" aborted
	samples fade.wav | awk -v limit="$(awk 'BEGIN { print 0.5 * 3.14159266 / 2 / 960 + 1e-6 }')" '
		NR > 4800 && ($1 - last > limit || last - $1 > limit) { print "a step of " $1 - last " at frame " NR; exit }
		{ last = $1 }
		END { if (last != 0) print "not silent at the end" }' >steps
	is "what is wrong with the fade" "" "$(cat steps)"
}
fades() {
	again fades_once
	verdict "interrupted: fades out, and closes the record as aborted"
}

# The program stands still for longer than the server waits: what follows fades in, behind a gap of 30 ms
stalls() {
	local recorder program
	begin --a output_impedance=0 --b output_impedance=0 --live --max-spl 120 --name dut
	printf 'a\nwait 0.3\n' >&9
	until_event '^waited'
	"$tools/jackloop" -p dut:in_l -p dut:in_r -r dut:out_l -t 0 dc.wav stall.wav >/dev/null 2>&1 &
	recorder=$!
	program=$(pgrep -P "$victim")
	sleep 1.5
	kill -s STOP "$program"
	sleep 1
	kill -s CONT "$program"
	wait $recorder
	finish
	samples stall.wav | awk -v limit="$(awk 'BEGIN { print 0.5 * 3.14159266 / 2 / 960 + 1e-6 }')" '
		NR > 4800 && $1 - last > limit { print "a step of " $1 - last " at frame " NR; exit }
		$1 == 0 { silent++ }
		$1 != 0 { gaps += NR > 4800 && silent >= 1440; silent = 0 }
		{ last = $1 }
		END { if (!gaps) print "no gap" }' >steps
	is "what is wrong behind the interruption" "" "$(cat steps)"
	verdict "lost audio: what follows fades in"
}

# The server ends in the middle
losing_the_server() {
	begin --a amp=wire --b amp=wire,h2=-40 --track music.wav
	printf 'start\nx\n1\nconfirm\nx\n' >&9
	until_event '^trial 2 '
	kill "$PRIVATE_JACKD_PID"
	until_event '^aborted ' # with the lines still open
	finish
	is "exit status" 1 $rc
	is "message" "zout: the JACK server has ended" "$(cat err.log)"
	is "last event" aborted "$(tail -n 1 events | cut -d ' ' -f 1)"
	holds "$record" aborted
	is "trials" 1 "$(grep -c '"begun_ms"' "$record")"
	verdict "the server ends: the record is closed as aborted"
}

# hangs COMMAND...: runs a command while the server stands still, and waits until the server has got over that
hangs() {
	kill -s STOP "$PRIVATE_JACKD_PID"
	"$@"
	kill -s CONT "$PRIVATE_JACKD_PID"
	comes 60 jack_lsp >/dev/null
}

last_answer() {
	printf '1\nconfirm\n' >&9
	finish
}

signal_it() {
	kill -s TERM "$(pgrep -P "$victim")"
	finish
}

beginning() {
	timeout -k 1 60 "$ZOUT" abx --plain --a amp=wire --b amp=wire,h2=-40 --track music.wav >events 2>err.log
	rc=$?
}

# The server stands still before the last answer, or before a signal, or from the beginning
hung_server() {
	local begun=$SECONDS
	begin --a amp=wire --b amp=wire,h2=-40 --track music.wav --trials 5 --connect
	printf 'start\n%s\n' "$(trials 4 1,confirm)" >&9
	until_event '^trial 5 '
	hangs last_answer
	is "exit status" 1 $rc
	is "message" "zout: the JACK server hangs, and was not waited for any longer" "$(cat err.log)"
	holds "$record" finished
	is "answers in the record" 5 "$(grep -c '"answer"' "$record")"
	[ $((SECONDS - begun)) -le 40 ] || why=${why:-it took $((SECONDS - begun)) s}
	verdict "the server hangs: the record is closed, with the last answer"

	begun=$SECONDS
	begin --a amp=wire --b amp=wire,h2=-40 --track music.wav --connect
	printf 'start\n' >&9
	until_event '^trial 1 '
	hangs signal_it
	is "exit status" 1 $rc
	is "messages" "zout: interrupted zout: the JACK server hangs, and was not waited for any longer" "$(xargs <err.log)"
	holds "$record" aborted
	[ $((SECONDS - begun)) -le 40 ] || why=${why:-it took $((SECONDS - begun)) s}
	verdict "the server hangs: a signal ends the test"

	hangs beginning
	is "exit status" 1 $rc
	is "message" "zout: the JACK server hangs, and was not waited for any longer" "$(cat err.log)"
	verdict "the server hangs: no test begins"
}

if [ "${1:-}" = --inside ]; then
	shift
	for step in "$@"; do
		$step
	done
	[ "$failures" -eq 0 ]
	exit
fi

export B ZOUT
cd "$root" || exit 1
readonly jack=tests/jack/private_jack.sh here=tests/check_abx_jack.sh
result=0
$jack $here --inside whole_session unheard by_midi live fades stalls || result=1
$jack -r 96000 -p 64 $here --inside whole_session || result=1
$jack $here --inside losing_the_server || result=1
$jack $here --inside hung_server || result=1

# All that the audio thread's files may call
for object in abx/listening_process abx/cap abx/transport audio/jack_client_process audio/jack_block audio/jack_gaps; do
	if nm "$ZOUT" | grep -q ' __[at]san_init'; then
		echo "ok $object calls nothing that may block # SKIP sanitizers add calls"
		continue
	fi
	strange=$(nm -u "$B/$object.o" | awk '{ print $NF }' | grep -vxE \
		'zout_((model|switch|loudness|transport|cap)_[a-z_]*|jack_lost_audio|jack_block)|jack_(port_get_buffer|midi_event_get|midi_get_event_count|last_frame_time|get_xrun_delayed_usecs)|mem(set|cpy|move)|(exp|log10|pow|fmax|fmin|sqrt)f?|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail')
	is "other calls" "" "$strange"
	verdict "$object calls nothing that may block"
done

[ $result -eq 0 ] && [ $failures -eq 0 ]
