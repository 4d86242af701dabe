#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The JACK client `zout run`, on JACK servers of our own (see tests/jack/private_jack.sh).
#
# run.sh: serial, because audio time is real time here.

set -u

B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
tools=$B/tests/tools
# shellcheck source=tests/why.sh
. tests/why.sh
export LC_ALL=C.UTF-8

# start NAME ARG...: starts a client and waits for its ports
start() {
	local name=$1 tries=0
	shift
	"$ZOUT" run --name "$name" "$@" >"$name.out" 2>"$name.err" &
	client=$!
	until jack_lsp 2>/dev/null | grep -q "^$name:out_r\$" && [ -s "$name.out" ]; do
		tries=$((tries + 1))
		if [ $tries -ge 100 ] || ! kill -0 "$client" 2>/dev/null; then
			why="$name did not start: $(cat "$name.err")"
			return 1
		fi
		sleep 0.05
	done
}

# wait_for SECONDS WHAT COMMAND...: until COMMAND succeeds
wait_for() {
	local end=$((SECONDS + $1)) what=$2
	shift 2
	until "$@"; do
		if [ $SECONDS -gt $end ]; then
			why=${why:-"no $what"}
			return 1
		fi
		sleep 0.05
	done
}

# stop SIGNAL: ends the client and looks at how it went
stop() {
	kill -s "$1" "$client" 2>/dev/null
	wait "$client"
	is "exit status after SIG$1" 0 $?
}

# Largest sample and largest step between neighbours, of LENGTH frames from FROM on, left channel: FILE FROM LENGTH
extremes() {
	sox -V1 "$1" -t f32 - remix 1 trim "$2"s "$3"s | od -An -v -t f4 -w4 |
		awk 'function abs(x) { return x < 0 ? -x : x }
			NR > 1 && abs($1 - last) > step { step = abs($1 - last) }
			abs($1) > peak { peak = abs($1) }
			{ last = $1 }
			END { printf "%.6f %.6f\n", peak, step }'
}

# at_most WHAT LIMIT VALUE
at_most() {
	if [ -z "$why" ] && ! awk -v v="$3" -v l="$2" 'BEGIN { exit !(v != "" && v + 0 <= l + 0) }'; then
		why="$1 is '$3', expected at most $2"
	fi
}

# Recorded through zout and rendered, at this server's rate and period; freewheeling, so that a machine that is too slow
# makes no xruns, after which it would fade in
equals_render() {
	local latency db options='--amp otl-120-ohm --phones dt990-pro-250 --set volume=-3'
	options="$options --set noise=0 --set hum=0" # they count frames from the start, which is not the recording's
	rate=$(jack_samplerate)
	sox -V1 -R -r "$rate" -n -b 32 -e float -c 2 tone.wav synth 1 pinknoise sine 500:5000 gain -9
	# shellcheck disable=SC2086 # several words
	if start dut $options; then
		"$tools/jackloop" -f -p dut:in_l -p dut:in_r -r dut:out_l -r dut:out_r tone.wav loop.wav >loop.log 2>&1
		is "exit status of jackloop" 0 $?
		stop TERM
		# shellcheck disable=SC2086
		"$ZOUT" render $options tone.wav render.wav || why=${why:-cannot render}
		latency=$(sed -n 's/.* latency \([0-9]*\) frames.*/\1/p' dut.out)
		db=$("$tools/wavcmp" -l "$latency" render.wav loop.wav 2>&1)
		[ "$db" = -inf ] || at_most "difference in dB" -120 "$db"
	fi
	verdict "equals render at $rate Hz, block $(jack_bufsize | grep -o '[0-9]*'), later by the latency it reports"
}

# connected PORT: it is, to anything
connected() {
	jack_lsp -c "$1" | grep -q '^ '
}

# What can be seen from outside of one client
manners() {
	local latency
	start studio --amp wire --phones k701 --connect
	is ports "studio:in_l studio:in_r studio:out_l studio:out_r" "$(jack_lsp | grep ^studio: | sort | xargs)"
	is "line at the start" "zout: client 'studio' runs at 48000 Hz, block 256, amp wire, phones k701, latency N frames (N ms)" \
		"$(sed 's/latency [0-9]* frames ([0-9.]* ms)/latency N frames (N ms)/' studio.out)"
	verdict "name and ports"
	is connections "studio:in_l system:capture_1 studio:in_r system:capture_2 \
studio:out_l system:playback_1 studio:out_r system:playback_2" \
		"$(jack_lsp -c | awk '/^[^ ]/ { port = $1 } /^ / && port ~ /^studio/ { print port, $1 }' | sort | xargs)"
	verdict "--connect"

	latency=$(sed -n 's/.* latency \([0-9]*\) frames.*/\1/p' studio.out)
	range() {
		jack_lsp -l | awk -v port="$1" -v side="port $2" '/^[^ \t]/ { here = $1 == port } here && $0 ~ side {
			gsub(/[^0-9 ]/, ""); print $1; exit }'
	}
	is "latency added to what is captured" "$latency" \
		"$(($(range studio:out_l capture) - $(range system:capture_1 capture)))"
	is "latency added to what is played" "$latency" \
		"$(($(range studio:in_l playback) - $(range system:playback_1 playback)))"
	verdict "reports its latency to JACK"

	local first=$client
	XDG_RUNTIME_DIR=$PWD/elsewhere "$ZOUT" run --name studio >second.out 2>&1 & # as another user would
	client=$!
	wait_for 10 "second client" grep -q "client 'studio" second.out
	is "name of a second one" "'studio-01'" "$(grep -o "'studio[^']*'" second.out)"
	stop INT 2>/dev/null || true
	verdict "a name that is taken gets a number"
	client=$first
	stop TERM
	is "message at the end" 1 "$(grep -c '^zout: ended after [0-9.]* s, [0-9]* xruns$' studio.out)"
	is "messages on stderr" "" "$(cat studio.err)"
	verdict "SIGTERM ends it with status 0"
	start plain
	is connections 0 "$(jack_lsp -c plain | grep -c '^ ')"
	stop INT
	verdict "no connections without --connect; SIGINT ends it"
}

# A constant 0.5 goes in the whole time, so what comes out after the start is the fade alone. A fade of 20 ms changes
# by 0.5 / 960 in a frame; ours must not be steeper. (The fade in is looked at in test_engine.) Once more after xruns,
# which take away what sounds.
fades() {
	local limit recorder gaps
	limit=$(awk 'BEGIN { print 0.5 / (0.020 * 48000) + 1e-6 }')
	sox -V1 -r 48000 -n -c 1 -e float -b 32 dc.wav synth 5 sine 0 dcshift 0.5
	for _ in 1 2 3 4 5 6 7 8; do
		why=
		start dut --set output_impedance=0 || break
		"$tools/jackloop" -p dut:in_l -r dut:out_l -t 0 dc.wav fade.wav >/dev/null 2>&1 &
		recorder=$!
		wait_for 20 "recording" connected dut:out_l
		sleep 1 # of which 0.5 are silence before the recording
		stop TERM
		wait $recorder
		gaps=$?
		# shellcheck disable=SC2046 # two numbers
		set -- $(extremes fade.wav 4800 235200)
		at_most "distance of the largest sample from 0.5" 1e-5 "$(awk -v x="${1:-}" 'BEGIN { print x < 0.5 ? 0.5 - x : x - 0.5 }')"
		at_most "largest step" "$limit" "${2:-}"
		# shellcheck disable=SC2046
		set -- $(extremes fade.wav 216000 24000)
		is "largest sample at the end" 0.000000 "${1:-}"
		if [ -z "$why" ] || { [ $gaps -ne 3 ] && grep -q ', 0 xruns$' dut.out; }; then
			break
		fi
	done
	verdict "SIGTERM fades out"
}

# What happens when the server ends: check_faults.sh has more of it
losing_the_server() {
	start dut
	kill "$PRIVATE_JACKD_PID"
	wait_for 10 "word of the end" grep -q '^zout: the JACK server has ended; waiting for it$' dut.err
	kill -0 "$client" 2>/dev/null || why=${why:-"it has ended too"}
	stop TERM
	verdict "a lost server is waited for"
}

if [ "${1:-}" = --inside ]; then
	shift
	cd "$CHECK_RUN_SCRATCH" || exit 1
	for step in "$@"; do
		$step
	done
	[ $failures -eq 0 ]
	exit
fi

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export CHECK_RUN_SCRATCH=$scratch B ZOUT
# Nothing of the user's own: an empty configuration, and places for state and socket
export XDG_CONFIG_HOME=$scratch/config XDG_STATE_HOME=$scratch/state XDG_RUNTIME_DIR=$scratch/runtime
mkdir -p "$XDG_CONFIG_HOME/zout" "$XDG_RUNTIME_DIR"
: >"$XDG_CONFIG_HOME/zout/zout.conf"
readonly jack=tests/jack/private_jack.sh here=tests/check_run.sh
result=0
$jack $here --inside equals_render manners || result=1
$jack -p 8192 $here --inside fades || result=1 # long blocks: a busy machine misses few, and each miss is a step of its own
$jack -r 44100 -p 64 $here --inside equals_render || result=1
$jack -r 192000 -p 1024 $here --inside equals_render || result=1
$jack $here --inside losing_the_server || result=1

cd "$scratch" || exit 1
JACK_DEFAULT_SERVER=zout-nobody "$ZOUT" run --amp wire >nobody.out 2>nobody.err &
client=$!
wait_for 10 "word of waiting" test -s nobody.err
stop TERM
is message "zout: no JACK server 'zout-nobody' is running; start one, or under PipeWire put pw-jack in front; waiting for it" \
	"$(cat nobody.err)"
verdict "a server that is not there is waited for"

# All that the audio thread's files may call: the model, JACK's buffers, and memory functions
for object in engine_process engine_output jack_block jack_gaps jack_process; do
	if nm "$ZOUT" | grep -q ' __[at]san_init'; then
		echo "ok $object calls nothing that may block # SKIP sanitizers add calls"
		continue
	fi
	strange=$(nm -u "$B/audio/$object.o" | awk '{ print $NF }' |
		grep -vxE 'zout_model_(process|reset|rest|set|set_plan|meters)|zout_engine_(process|interrupted|finish)|exp|log|fmax|zout_(clock_ns|load_note|jack_lost_audio|jack_block)|jack_(port_get_buffer|last_frame_time|get_xrun_delayed_usecs)|mem(set|cpy|move)|_GLOBAL_OFFSET_TABLE_')
	is "other calls" "" "$strange"
	verdict "$object calls nothing that may block"
done

[ $result -eq 0 ] && [ $failures -eq 0 ]
