#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `zout run --backend alsa` between sound cards of files (tests/alsa/pcm_stage.c) and between ALSA's file and null
# devices: a wire, and what happens when devices go. The finer points are in test_alsa_wire and test_alsa_faults.

# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

export ALSA_CONFIG_PATH=$scratch/asound.conf XDG_RUNTIME_DIR=$scratch/rt XDG_STATE_HOME=$scratch/state
mkdir -m 700 rt
readonly options='--amp otl-120-ohm --phones dt990-pro-250 --set volume=-3' block=256

# configure FORMAT LOOP [LAZY]
configure() {
	cat >asound.conf <<-END
		</usr/share/alsa/alsa.conf>
		pcm_type.stage { lib "$B/tests/alsa/libasound_module_pcm_stage.so" }
		pcm.in { type stage folder "$scratch" file "in.raw" format $1 loop $2 lazy ${3:-0} }
		pcm.out { type stage folder "$scratch" file "out.raw" format $1 lazy ${3:-0} }
		pcm.file_in { type file slave.pcm null file "/dev/null" infile "$scratch/in.raw" format raw }
		pcm.file_out { type file slave.pcm null file "$scratch/out.raw" format raw }
	END
	rm -f out.raw
}

# await WHAT COMMAND...: until it succeeds
await() {
	local what=$1 tries=0
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		if [ -n "$why" ] || [ $tries -ge 400 ] || ! kill -0 "$client" 2>/dev/null; then
			why=${why:-waited in vain for $what: $(cat run.err)}
			return 1
		fi
		sleep 0.05
	done
}

bytes_are() {
	[ "$(stat -c %s out.raw)" -ge "$1" ]
}

status_is() {
	"$ZOUT" ctl status 2>/dev/null | grep -q "$1"
}

# start CAPTURE PLAYBACK OPTION...
start() {
	"$ZOUT" run --backend alsa --capture "$1" --playback "$2" "${@:3}" >run.out 2>run.err &
	client=$!
}

# stop SIGNAL
stop() {
	local expected=0
	[ "$1" = KILL ] && expected=137
	kill -s "$1" "$client" 2>/dev/null
	wait "$client" 2>/dev/null
	is "exit status after SIG$1" $expected $?
}

# wire CAPTURE PLAYBACK DB BYTES SOX-FORMAT: what comes out against what `zout render` makes
wire() {
	local db lag
	# shellcheck disable=SC2086 # several words
	sox -V1 -D tone.wav -t raw $5 in.raw && sox -V1 -t raw -r 48000 -c 2 $5 in.raw -e float -b 32 in.wav
	# shellcheck disable=SC2086
	"$ZOUT" render --format float $options in.wav whole.wav || why="cannot render"
	sox -V1 whole.wav render.wav trim 0 47000s # ALSA's file device goes on with something else than silence
	# shellcheck disable=SC2086
	start "$1" "$2" $options
	await "audio" bytes_are $((52000 * $4))
	stop TERM
	lag=$(sed -n 's/.* latency \([0-9]*\) frames.*/\1/p' run.out)
	is "line at the start" \
		"zout: '$1 to $2' runs at 48000 Hz, block $block, amp otl-120-ohm, phones dt990-pro-250, latency $lag frames" \
		"$(sed -n '1s/ (.*//p' run.out)"
	# shellcheck disable=SC2086
	sox -V1 -t raw -r 48000 -c 2 $5 out.raw -e float -b 32 out.wav trim 0 49000s
	# Two blocks of silence are queued before the first one; 60 ms at the start are silence and fade
	db=$("$tools/wavcmp" -l $((2 * block + lag)) -s 2880 render.wav out.wav 2>&1)
	if [ -z "$why" ] && [ "$db" != -inf ] && ! awk -v d="$db" -v l="$3" 'BEGIN { exit !(d + 0 < 0 && d + 0 <= l) }'; then
		why="difference from render is $db, expected at most $3 dB"
	fi
}

sox -V1 -R -r 48000 -n -b 32 -e float -c 2 tone.wav synth 1 pinknoise sine 500:5000 gain -9
# Rounding to 2^-(n-1) is 1 / sqrt(12) of that rms: -101 dBFS for 16 bits, -149 for 24; the signal has about -17 dBFS
while read -r form bytes limit sox_form; do
	configure "$form" 0
	wire in out "$limit" "$bytes" "$sox_form"
	verdict "equals render within $limit dB between cards of $form"
done <<-END
	FLOAT_LE 8 -120 -e float -b 32
	S32_LE 8 -120 -e signed -b 32
	S24_3LE 6 -120 -e signed -b 24
	S16_LE 4 -80 -e signed -b 16
END
configure FLOAT_LE 0
wire file_in file_out -120 8 '-e float -b 32'
verdict "equals render between ALSA's own file devices"

# A constant goes in. A fade of 20 ms changes 0.5 by 0.5 / 960 from one frame to the next; nothing may be steeper but
# the end of what a card or the program took with it.
sox -V1 -r 48000 -n -c 2 -e float -b 32 -t raw in.raw synth 1 sine 0 dcshift 0.5
plain='--set output_impedance=0 --set bandwidth=unlimited'
# gentle SEAMS [STEP]
gentle() {
	local seams step peak
	read -r seams step peak <<<"$(od -An -v -t f4 -w8 out.raw | awk 'function abs(x) { return x < 0 ? -x : x }
		{ d = abs($1 - last) } d > 0.4 && $1 == 0 { seams++; d = 0 } d > step { step = d }
		abs($1) > peak { peak = abs($1) } { last = $1 } END { printf "%d %.6f %.6f\n", seams, step, peak }')"
	is "number of sudden ends" "$1" "$seams"
	is "largest step at most ${2:-0.000522}" 1 "$(awk -v s="$step" -v l="${2:-0.000522}" 'BEGIN { print (s > 0 && s <= l) }')"
	is "peak within 0.00001 of 0.5" 1 "$(awk -v p="$peak" 'BEGIN { print (p > 0.49999 && p < 0.50001) }')"
}

configure FLOAT_LE 1
touch gone
# shellcheck disable=SC2086
start in out $plain
await "status" status_is "waiting: capture device 'in': cannot open: No such device"
is "message" "zout: capture device 'in': cannot open: No such device; waiting for it" "$(head -n 1 run.err)"
verdict "waits for a device that is not there, and says so"
rm gone
await "audio" bytes_are 200000
touch gone
await "status" status_is "waiting: .*No such device"
rm gone
await "status" status_is "runs at 48000 Hz"
await "audio" bytes_are $(($(stat -c %s out.raw) + 200000))
is "losses" 1 "$("$ZOUT" ctl status | grep -c 'lost 1 times')"
stop TERM
gentle 1
verdict "a device that goes and comes back"

rm -f out.raw
# shellcheck disable=SC2086
start in out $plain
await "audio" bytes_are 200000
stop KILL
# shellcheck disable=SC2086
start in out $plain
await "audio" bytes_are $(($(stat -c %s out.raw) + 200000))
stop TERM
gentle 1
verdict "SIGKILL and a new start"

rm -f out.raw
# shellcheck disable=SC2086
start in out $plain
await "audio" bytes_are 200000
kill -STOP "$client"
sleep 0.3
kill -CONT "$client"
await "audio" bytes_are $(($(stat -c %s out.raw) + 200000))
stop TERM
gentle 0 # this card waits for programs that are late
verdict "SIGSTOP and SIGCONT"

# change_period RATE FRAMES OTHER_FRAMES BYTES: runs by zout.conf, and reloads that with other periods; BYTES of each
change_period() {
	sed -i "s/rate = .*/rate = $1/; s/period = .*/period = $2/" zout.conf
	"$ZOUT" run --config zout.conf >run.out 2>run.err &
	client=$!
	await "period" status_is "^alsa *'in to out' runs at $1 Hz, block $2,"
	await "audio" bytes_are "$4"
	sed -i "s/period = .*/period = $3/" zout.conf
	"$ZOUT" ctl reload >/dev/null || why=${why:-cannot reload}
	await "another period" status_is "'in to out' runs at $1 Hz, block $3,"
	await "audio" bytes_are $(($(stat -c %s out.raw) + $4))
	stop TERM
}

cat >zout.conf <<-END
	[service]
	backend = alsa
	[sound]
	output_impedance = 0
	bandwidth = unlimited
	[alsa]
	capture = in
	playback = out
	rate = 48000
	period = 128
END
rm -f out.raw
change_period 48000 128 512 200000
gentle 0
verdict "devices from the configuration, and a reload that changes them"

# Cards that wake once in a period of a quarter of a second
configure FLOAT_LE 1 1
sed -i 's/format FLOAT_LE/& rate 16000/' asound.conf
change_period 16000 4096 4000 250000
is "words about it" "" "$(cat run.err)"
gentle 0 0.001563
is "last frame" "0 0" "$(tail -c 8 out.raw | od -An -v -t f4 | xargs)"
verdict "long periods fade out, too"

# Labels of FLOAT say integers in what ALSA's file device writes as WAV; `plug` in front makes it integers
configure FLOAT_LE 0
cat >>asound.conf <<-END
	pcm.wav { type file slave.pcm null file "$scratch/out.wav" format wav }
	pcm.wav_s32 { type plug slave { pcm wav format S32_LE } }
	pcm_type.zout { lib "$B/alsa-lib/libasound_module_pcm_zout.so" }
	pcm.zout_wav { type zout output_impedance 0 bandwidth unlimited slave { pcm wav format S32_LE } }
END
rms_of_wav() {
	sox -V1 out.wav -n trim 0.2 0.5 stat 2>&1 | awk '/^RMS +amplitude/ { printf "%.0f\n", 1000 * $3 }'
}
sox -V1 -R -r 48000 -n -b 32 -e float -c 2 sine.wav synth 10 sine 500 gain -20
sox -V1 sine.wav -t raw in.raw
sox -V1 sine.wav short.wav trim 0 1
wav_is() {
	[ "$(stat -c %s out.wav 2>/dev/null || echo 0)" -gt 400000 ]
}
# shellcheck disable=SC2086
start file_in wav_s32 $plain
await "a file" wav_is
stop TERM
is "level in thousandths" 71 "$(rms_of_wav)"
rm out.wav
is "what aplay says" "" "$(timeout -s KILL 20 aplay -q -D zout_wav short.wav 2>&1)"
is "level in thousandths behind the module" 71 "$(rms_of_wav)"
verdict "WAV files of ALSA's file device hold integers behind plug"

# shellcheck disable=SC2086
start null null $plain
await "status" status_is "runs at"
is "processor time below that of a busy loop" 1 "$(sleep 1; awk '{ print ($14 + $15 < 50) }' "/proc/$client/stat")"
stop TERM
verdict "null devices are paced"

# A device that hangs as it is opened first: its file waits for somebody who writes it. At the end it is waited for once
echo 'pcm.stuck { type file slave.pcm null file "/dev/null" infile "'"$scratch"'/nobody" format raw }' >>asound.conf
mkfifo nobody
start stuck null
await "status" status_is "has not answered yet"
before=${EPOCHREALTIME/./}
stop TERM
time_ms=$(((${EPOCHREALTIME/./} - before) / 1000))
is "an end within 3.5 s" 1 $((time_ms < 3500))
verdict "a device that hangs at the start keeps the end waiting for 2 s, and not twice"

refuses "device of JACK" 2 "--capture needs --backend alsa" run --capture in --playback out
refuses "connections of ALSA" 2 "--connect needs --backend jack" run --backend alsa --connect
refuses "no capture device" 2 "bad value '', expected the name of a PCM" run --backend alsa --capture= --playback out
refuses "unknown backend" 2 "unknown backend 'oss', expected jack or alsa" run --backend oss

[ $failures -eq 0 ]
