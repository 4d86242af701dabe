#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `zout measure --live` on private JACK servers (see tests/jack/private_jack.sh), with the LV2 plugin in jalv standing in
# for hardware: an HPA-1 on 2 V into 300 ohm, whose output goes to an input of 10 Vrms full scale.
#
# run.sh: serial, because audio time is real time in some of it.

set -u

B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
plugin=$(realpath "${ZOUT_PLAIN:-$B}")/zout.lv2 # under ThreadSanitizer one without, which is fast enough to be hardware
# shellcheck source=tests/why.sh
. tests/why.sh
export LC_ALL=C.UTF-8 LV2_PATH=${plugin%/*}

readonly through=(--out dut:in_l,dut:in_r --in dut:out_l,dut:out_r)
# 2 V and 8.35 dB behind 1.35 ohm into 300 ohm: what a voltmeter shows
readonly volts=5.2069

# Settings of the stand-in, as SYMBOL=VALUE, then those that are typed
settings() {
	"$ZOUT" list amps --json | jq -r '.amps[] | select(.name == "hpa-1") | .values[] | "\(.symbol)=\(.value)"'
	printf '%s\n' resistance=300 r1=0 inductance=0 source_level=2 output_mode=1 output_level=10 "$@"
}

# start_dut SYMBOL=VALUE...: starts the stand-in and waits for its ports
start_dut() {
	local options=() setting tries=0
	while read -r setting; do options+=(-c "$setting"); done < <(settings "$@")
	rm -f commands
	mkfifo commands
	exec 9<>commands # jalv ends when its standard input does
	jalv -x -n dut "${options[@]}" urn:zout:amp <&9 >jalv.log 2>&1 &
	dut=$!
	until jack_lsp 2>/dev/null | grep -q '^dut:out_r$'; do
		tries=$((tries + 1))
		if [ $tries -ge 100 ] || ! kill -0 "$dut" 2>/dev/null; then
			why="jalv did not start: $(cat jalv.log)"
			return 1
		fi
		sleep 0.1
	done
}

stop_dut() {
	kill -INT "$dut"
	wait "$dut"
	exec 9>&-
}

# The first figure of each definition, channel and condition: key, value, unit
figures() {
	jq -r '.measured[0].figures | map({key: ([.definition, .channel // "both", .conditions.load_ohm,
		.conditions.band_low_hz, .conditions.band_high_hz, .conditions.weighting, .conditions.harmonic // 0] | map(tostring) |
		join("/")), value, unit}) | group_by(.key) | map(.[0]) | .[] | "\(.key) \(.value) \(.unit)"' "$1"
}

# compare OFFLINE LIVE LIMIT_DB PATTERN LEAST: figures whose keys match must agree, and be so many
compare() {
	local report
	report=$(join <(figures "$1" | grep -E "$4" | sort) <(figures "$2" | grep -E "$4" | sort) | awk -v limit="$3" '
		function abs(x) { return x < 0 ? -x : x }
		{ d = $3 ~ /^dB/ ? abs($4 - $2) : abs(20 * log($4 / $2) / log(10)); n++ }
		$3 ~ /^dB/ && $2 < -140 && $4 < -140 { next } # nothing, in single precision
		d > limit { print $1 ": " $2 " offline, " $4 " live" }
		END { print n }')
	[ "$(tail -n 1 <<<"$report")" -ge "$5" ] || why=${why:-"$(tail -n 1 <<<"$report") figures in common, expected $5"}
	[ "$(wc -l <<<"$report")" -eq 1 ] || why=${why:-$(head -n 3 <<<"$report" | xargs)}
}

# Live and offline figures of the same amplifier, with audio time as fast as it goes
agreement() {
	local free='noise=0 hum=0' latency
	start_dut || { verdict "stand-in"; return; }
	jack_freewheel y
	printf 'y\n%s\n' $volts | "$ZOUT" measure --live "${through[@]}" --load 300 --json --report report >live.json 2>talk
	is "exit status" 0 $?
	stop_dut
	"$ZOUT" measure --amp hpa-1 --load 300 --rate 48000 --json >offline.json
	# What noise and hum make: 4 s of 20 kHz are 80000 independent samples, 0.02 dB; lines as high as H4 are left out
	compare offline.json live.json 0.1 '^(LEVEL|THD|THDN|SINAD|FULL|NOISE|SNRF|SNR50|DR|MTDN|SMPTE|CCIF|POWER|BAL)-' 28
	verdict "figures of a noisy amplifier agree with the offline ones within 0.1 dB"
	is "command to repeat it" "zout measure --live ${through[*]} --load 300" "$(jq -r '.measured[0].command' live.json)"
	is "report" "report.html report.json" "$(find report -type f -printf '%f\n' | sort | xargs)"
	is "hardware in the report" 1 "$(jq -r '.measured[0].hardware' report/report.json |
		grep -c '^hardware from dut:in_l, dut:in_r to dut:out_l, dut:out_r, at most 0 dBFS, a full-scale sine at the input is \(10\|9.999\) Vrms')"
	is "gain, which needs the source's voltage" 0 "$(figures live.json | grep -c '^GAIN')"
	grep -q 'Measured by zout [0-9.]*: hardware from dut:in_l' report/report.html || why=${why:-page does not tell how}
	grep -q 'its model of the amplifier\|Settings of the model' report/report.html && why=${why:-page speaks of the model}
	verdict "report tells how the hardware was measured"

	# The stand-in's own delay, and the block that a loop through JACK takes
	latency=$(($("$B/tests/tools/latency" "$plugin/zout.so" 48000) + 1024))
	is "latency" "Latency: $latency frames" "$(sed -n 's/ (.*//; /^Latency/p' talk)"
	is "calibration" 1 "$(grep -c '^Calibrated: a full-scale sine at the input is \(10\|9.999\) Vrms$' talk)"
	is "health" 1 "$(grep -c '^0 xruns, 0 recordings repeated because audio was lost$' talk)"
	verdict "latency is found, level calibrated"

	# Without noise every figure is what it is: all of them, down to -140 dB
	# shellcheck disable=SC2086 # two words
	start_dut $free
	printf '0\n' | "$ZOUT" measure --live "${through[@]}" --load 300 --volts $volts --json >live.json 2>talk
	is "exit status" 0 $?
	stop_dut
	"$ZOUT" measure --amp hpa-1 --load 300 --rate 48000 --set noise=0 --set hum=0 --json >offline.json
	compare offline.json live.json 0.1 '^(LEVEL|THD|THDN|SINAD|FULL|MTR|MTDN|SMPTE|CCIF|POWER|BAL|XTALK|HARM)-' 30
	verdict "figures of a quiet amplifier agree with the offline ones within 0.1 dB"
}

# One port on a side, and an amplifier whose noise does not hide that a channel is compared with itself
one_channel() {
	start_dut noise=0 hum=0
	jack_freewheel y
	printf '0\n\n' | "$ZOUT" measure --live --out dut:in_l --in dut:out_l --json --report one >one.json 2>talk
	is "exit status" 0 $?
	stop_dut
	is "crosstalk and balance" 0 "$(figures one.json | grep -c '^\(XTALK\|BAL\)-')"
	is "levels" 2 "$(figures one.json | grep -c '^LEVEL-')"
	is "reports that say so" 2 "$(grep -l 'Crosstalk and balance are left out: they need two ports on each side\.' one/report.* |
		wc -l)"
	grep -q 'they need two ports' report/report.html && why=${why:-said of two ports, too}
	verdict "one port on a side is not compared with itself"
}

# An input of 2 Vrms full scale: 5.2 V would clip it. -40 dBFS come back at -31.7 dBFS; -1 dBFS are reached at -10.
loud_input() {
	local pid level volts_typed
	start_dut output_level=2
	jack_freewheel y
	said=$(echo 0 | "$ZOUT" measure --live "${through[@]}" 2>&1)
	is "exit status" 1 $?
	is "offers" 2 "$(grep -c '^A tone at -40 dBFS comes back at -31.7 dBFS. May it become as loud as -10 dBFS, -1.7 dBFS there?$' <<<"$said")"
	is "message" "zout: bad level '0', expected y, n, or -40 to -10 dBFS" "$(grep bad <<<"$said")"
	is "last message" "zout: stopped: nobody agreed to a louder tone" "$(tail -n 1 <<<"$said")"
	verdict "an input that would clip lowers the offer"

	# Slips of the fingers, until the input ends: the offers are repeated, and the last level is the one that was meant
	said=$(printf '%s\n' '-20 dBSF' '20' '-20 dBFS' '1.2 W' '1.2 mV' '0' | "$ZOUT" measure --live "${through[@]}" 2>&1)
	is "exit status of slips" 2 $?
	is "words about them" "bad level '-20 dBSF', expected y, n, or -40 to -10 dBFS;bad level '20', expected y, n, or -40 to -10 dBFS;\
bad voltage '1.2 W', expected up to 100 Vrms;bad voltage '1.2 mV', expected up to 100 Vrms;bad voltage '0', expected up to 100 Vrms;" \
		"$(sed -n 's/^zout: \(bad .*\)/\1;/p' <<<"$said" | tr -d '\n')"
	is "questions for the voltage, at the level that was typed" 4 "$(grep -c '1 kHz plays at -20 dBFS' <<<"$said")"
	said=$(printf '%s\n' '20' 'y' '0' | "$ZOUT" measure --live "${through[@]}" 2>&1)
	is "questions at the level that was offered, not the one refused before" 2 "$(grep -c '1 kHz plays at -10 dBFS' <<<"$said")"
	is "last message of slips" "zout: stopped: the input ended without a voltage" "$(tail -n 1 <<<"$said")"
	verdict "an answer that is none is asked for again"
	# With their units
	while read -r level volts_typed; do
		printf '%s\n' "${level//_/ }" "${volts_typed//_/ }" | "$ZOUT" measure --live "${through[@]}" >units.out 2>&1 &
		pid=$!
		wait_for '^Calibrated: ' units.out $pid
		kill -INT $pid
		wait $pid
	done <<-'END'
		-20_dBFS 1.2_V
		-20dbfs 1.2Vrms
		Y 1.2_v_rms
	END
	verdict "answers may have their units"
	stop_dut
	start_dut output_level=0.1 gain=20
	said=$("$ZOUT" measure --live "${through[@]}" 2>&1 </dev/null)
	is "exit status" 2 $?
	is "message" "zout: the input dut:out_l, dut:out_r clips, expected a lower level there: turn its gain down" \
		"$(tail -n 1 <<<"$said")"
	verdict "an input that clips already is refused"
	stop_dut
}

# wait_for PATTERN FILE PID
wait_for() {
	local tries=0
	until grep -qs "$1" "$2"; do
		tries=$((tries + 1))
		if [ $tries -ge 600 ] || ! kill -0 "$3" 2>/dev/null; then
			why="never said '$1': $(cat "$2")"
			return 1
		fi
		echo monitors >&9 # jalv prints its meters
		sleep 0.1
	done
}

# Highest peak that jalv has printed
loudest() {
	sed -n 's/^.*peak_[lr] = //p' jalv.log | sort -g | tail -n 1 | grep . || echo -140
}

# In real time: until somebody agrees, nothing is louder than -40 dBFS. The stand-in's meter falls by 20 dB/s and is read
# ten times a second.
safety() {
	local pid tries
	mkfifo answers
	exec 8<>answers
	start_dut
	"$ZOUT" measure --live "${through[@]}" --report nothing <&8 >first.out 2>first.err &
	pid=$!
	if wait_for '^y, n, or' first.out $pid; then
		tries=0
		until [ $tries -ge 100 ] || loudest | awk '{ exit !($1 > -46) }'; do # the tone goes on during the question
			tries=$((tries + 1))
			echo monitors >&9
			sleep 0.1
		done
		echo n >&8
		wait $pid
		is "exit status" 1 $?
		is "message" "zout: stopped: nobody agreed to a louder tone" "$(cat first.err)"
		# -40 dBFS of 5.207 V on 10 V are -45.67 dBFS, which a tone of 1 kHz comes near in each of its periods
		awk -v x="$(loudest)" 'BEGIN { exit !(x > -46 && x < -45.6) }' ||
			why=${why:-"the meter showed '$(loudest)' dBFS, expected -45.7 at most"}
		[ -e nothing ] && why=${why:-the report was begun}
	fi
	verdict "nothing is louder than -40 dBFS before somebody agrees"

	"$ZOUT" measure --live "${through[@]}" <&8 >second.out 2>second.err &
	pid=$!
	if wait_for '^y, n, or' second.out $pid; then
		jack_disconnect dut:out_l zout-measure:in_l
		echo y >&8
		wait $pid
		is "exit status" 2 $?
		is "message" "zout: a port was disconnected, expected dut:in_l, dut:in_r and dut:out_l, dut:out_r to stay connected" \
			"$(cat second.err)"
	fi
	verdict "a port that is disconnected ends it"

	"$ZOUT" measure --live "${through[@]}" <&8 >third.out 2>third.err &
	pid=$!
	if wait_for '^y, n, or' third.out $pid; then
		kill -TERM $pid
		wait $pid
		is "exit status" 1 $?
		is "message" "zout: interrupted" "$(cat third.err)"
	fi
	verdict "a signal ends it during a question"
	stop_dut
}

# refuses NAME MESSAGE ARG...: exit status 2, this last line on stderr, no report
refuses() {
	local name=$1 message=$2
	shift 2
	"$ZOUT" measure --live "$@" --report nothing >live.out 2>live.err </dev/null
	is "exit status" 2 $?
	is "message" "zout: $message" "$(cat live.err)"
	[ -e nothing ] && why=${why:-the report was begun}
	verdict "$name"
}

# In real time too: a server that stands still never lets its clients go
hung_server() {
	local pid
	mkfifo silence
	exec 8<>silence
	start_dut
	timeout -k 1 100 "$ZOUT" measure --live "${through[@]}" <&8 >hung.out 2>hung.err &
	pid=$!
	if wait_for '^y, n, or' hung.out $pid; then
		kill -s STOP "$PRIVATE_JACKD_PID"
		SECONDS=0
		kill -INT "$(pgrep -P $pid)"
		wait $pid
		is "exit status" 1 $?
		is "messages" "zout: interrupted zout: the JACK server hangs, and was not waited for any longer" "$(xargs <hung.err)"
		[ $SECONDS -le 20 ] || why=${why:-it took $SECONDS s}
		kill -s CONT "$PRIVATE_JACKD_PID"
	fi
	verdict "the server hangs: a signal ends it"
	kill -s STOP "$PRIVATE_JACKD_PID"
	timeout -k 1 60 "$ZOUT" measure --live "${through[@]}" >hung.out 2>&1 </dev/null
	is "exit status" 1 $?
	kill -s CONT "$PRIVATE_JACKD_PID"
	is "message" "zout: the JACK server hangs, and was not waited for any longer" "$(cat hung.out)"
	verdict "the server hangs: nothing begins"
	stop_dut
}

refusals() {
	refuses "silence" "what is played to system:playback_1, system:playback_2 does not come back on system:capture_1, \
system:capture_2: expected it there, with the volume up"
	refuses "unknown playback port" "no playback port 'hw:1' on the JACK server (see: jack_lsp)" --out hw:1
	refuses "unknown capture port" "no capture port 'system:playback_1' on the JACK server (see: jack_lsp)" \
		--in system:playback_1
	refuses "list of ports" "bad list of capture ports 'a,b,c', expected one or two as system:capture_1,system:capture_2" \
		--in a,b,c
	refuses "amplifier" "unexpected option with --live, expected the hardware to be what it is: --amp, --preset and --set \
are for the model" --amp hpa-1
	refuses "rate" "unexpected option --rate: with --live the hardware is what is measured, at the JACK server's rate" \
		--rate 96000
	refuses "load of 0 ohm" "bad value '0' for --load, expected 4 to 1000 ohm" --load 0
	refuses "voltage" "bad value '0' for --volts, expected 0.001 to 100 Vrms" --volts 0
	said=$("$ZOUT" measure --live --report /proc/nothing 2>&1 </dev/null)
	is "exit status" 2 $?
	is "lines" 1 "$(wc -l <<<"$said")"
	verdict "folder that cannot be written"
}

slow_server() {
	refuses "rate of the server" "the JACK server runs at 32000 Hz: the sample rate cannot hold 20 kHz, expected 44100 Hz or more"
}

if [ "${1:-}" = --inside ]; then
	shift
	cd "$CHECK_LIVE_SCRATCH" || exit 1
	for step in "$@"; do
		$step
	done
	[ $failures -eq 0 ]
	exit
fi

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export CHECK_LIVE_SCRATCH=$scratch B ZOUT
readonly jack=tests/jack/private_jack.sh here=tests/check_live.sh
result=0
$jack -p 1024 $here --inside agreement || result=1
$jack -p 1024 $here --inside one_channel || result=1
$jack -p 1024 $here --inside loud_input || result=1
# In real time, with long periods, which a busy machine meets too
$jack -p 8192 $here --inside safety || result=1
$jack -p 8192 $here --inside hung_server || result=1
$jack -p 8192 $here --inside refusals || result=1
$jack -p 1024 -r 32000 $here --inside slow_server || result=1

said=$(JACK_DEFAULT_SERVER=zout-nobody "$ZOUT" measure --live 2>&1 </dev/null)
is "exit status" 1 $?
is message "zout: no JACK server 'zout-nobody' is running; start one, or under PipeWire put pw-jack in front" "$said"
verdict "no server"
said=$("$ZOUT" measure --volts 2 2>&1)
is "exit status" 2 $?
is message "zout: --out, --in and --volts are for hardware, expected --live too" "$said"
verdict "options of --live without it"

# All that the audio thread's file may call: JACK's buffers and clock, and memory functions
if nm "$ZOUT" | grep -q ' __[at]san_init'; then
	echo "ok loop_process calls nothing that may block # SKIP sanitizers add calls"
else
	strange=$(nm -u "$B/audio/loop_process.o" | awk '{ print $NF }' | grep -vxE \
		'zout_jack_(lost_audio|block)|mem(set|cpy|move)|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail')
	is "other calls" "" "$strange"
	verdict "loop_process calls nothing that may block"
fi

[ $result -eq 0 ] && [ $failures -eq 0 ]
