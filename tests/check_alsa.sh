#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The ALSA module: PCMs of type `zout`, with aplay and arecord as the programs that know nothing of us, into ALSA's
# file and null devices and into a sound card of files (tests/alsa/pcm_stage.c). Audio time is not real time but on the
# last.

# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

module=$B/alsa-lib/libasound_module_pcm_zout.so
stage=$B/tests/alsa/libasound_module_pcm_stage.so
readonly stage settle_ms=60 # 10 ms of silence and a fade of 50 ms
export ALSA_CONFIG_PATH=$scratch/asound.conf

# aplay knows nothing of sanitizers, so that they have to be there before a module that needs them
if nm -D "$module" | grep -q ' __[at]san_init'; then
	LD_PRELOAD=$(${CC:-cc} -print-file-name=libasan.so) && export LD_PRELOAD ASAN_OPTIONS=detect_leaks=0
fi

# Configures the PCM dut with these keys
configure() {
	cat >asound.conf <<-END
		</usr/share/alsa/alsa.conf>
		pcm_type.zout { lib "$module" }
		pcm_type.stage { lib "$stage" }
		pcm.cap { type file slave.pcm null file "$scratch/out.raw" format raw }
		pcm.src { type stage folder "$scratch" file "in.raw" }
		pcm.s16 { type stage folder "$scratch" file "out.raw" format S16_LE }
		pcm.s24 { type stage folder "$scratch" file "out.raw" format S24_3LE }
		pcm.float { type stage folder "$scratch" file "out.raw" format FLOAT_LE }
		pcm.dut { type zout $* }
	END
	rm -f out.raw
}

# play FILE [ARG...]: through the PCM dut
play() {
	local said file=$1
	shift
	[ -n "$why" ] && return
	if ! said=$(timeout 60 aplay -q -D dut "$@" "$file" 2>&1) || [ -n "$said" ]; then
		why="aplay: ${said:-failed}"
	fi
}

# latency RATE: of the model
latency() {
	head -c 4096 /dev/zero | timeout 60 aplay -v -D dut -t raw -f S16_LE -c 2 -r "$1" 2>&1 >/dev/null | sed -n 's/.*, latency \([0-9]*\) frames.*/\1/p'
}

# same_as_render DB IN RATE SOX-FORMAT OPTION...: out.raw against what the program makes of the same file
same_as_render() {
	local limit=$1 in=$2 rate=$3 form=$4 db frames
	shift 4
	[ -n "$why" ] && return
	"$ZOUT" render --format float "$@" "$in" render.wav || why="cannot render"
	# shellcheck disable=SC2086 # several words
	sox -V1 -t raw -r "$rate" $form -c 2 out.raw -e float -b 32 out.wav || why="cannot read what was played"
	frames=$(latency "$rate")
	db=$("$tools/wavcmp" -l "$frames" -s $((rate * settle_ms / 1000)) render.wav out.wav 2>&1)
	if [ -z "$why" ] && [ "$db" != -inf ] &&
		! awk -v db="$db" -v limit="$limit" 'BEGIN { exit !(db + 0 < 0 && db + 0 <= limit) }'; then
		why="difference from render is $db, expected at most $limit dB"
	fi
}

readonly float='-e float -b 32' options='--amp otl-120-ohm --phones dt990-pro-250 --set volume=-3'
readonly keys='amp otl-120-ohm phones dt990-pro-250 volume -3'
noise() {
	sox -V1 -R -D -r "$1" -n "${@:3}" -c 2 "$2" synth 1 pinknoise sine 500:5000 gain -9
}

# What is played is what is rendered

configure "$keys slave.pcm cap"
for rate in 8000 44100 48000 96000 192000 768000; do
	noise $rate in.wav -e float -b 32
	play in.wav
	# shellcheck disable=SC2086
	same_as_render -120 in.wav $rate "$float" $options
	verdict "aplay equals render at $rate Hz"
done
for form in "signed -b 16" "signed -b 24" "signed -b 32" "float -b 32"; do
	# shellcheck disable=SC2086
	noise 48000 in.wav -e $form
	play in.wav
	# shellcheck disable=SC2086
	same_as_render -120 in.wav 48000 "$float" $options
	verdict "aplay equals render from samples of $form"
done
noise 48000 in.wav -e float -b 32
for form in S24_LE S24_3LE S32_LE; do
	# S24_LE is the upper three bytes of S32_LE and one that may be anything: all samples one byte further on
	sox -V1 -D in.wav -e signed -b 32 -t raw s32.raw
	case $form in
	S24_LE) { tail -c +2 s32.raw && printf '\0'; } >raw ;;
	S24_3LE) sox -V1 -D -t raw -r 48000 -e signed -b 32 -c 2 s32.raw -t raw -e signed -b 24 raw ;;
	S32_LE) cp s32.raw raw ;;
	esac
	play raw -t raw -f $form -r 48000 -c 2
	# 24 bits lose 2^-25 of full scale, -150 dB, of a signal of about -15 dB
	# shellcheck disable=SC2086
	same_as_render -120 in.wav 48000 "$float" $options
	verdict "aplay equals render from $form"
done
sox -V1 in.wav mono.wav remix 1
play mono.wav
# shellcheck disable=SC2086
same_as_render -120 mono.wav 48000 "$float" $options
verdict "mono goes to both sides"

# Slaves of any format: a step of 2^-15 of full scale, cut off by ALSA, is -90 dBFS and the signal has -15; 24 bits -138
for slave in "float -120 -e float -b 32" "s24 -110 -e signed -b 24" "s16 -70 -e signed -b 16"; do
	# shellcheck disable=SC2086
	set -- $slave
	configure "$keys slave.pcm $1"
	play in.wav
	# shellcheck disable=SC2086
	same_as_render "$2" in.wav 48000 "$3 $4 $5 $6" $options
	verdict "a slave that takes $1 only"
done
configure "$keys slave { pcm cap format S32_LE }"
play in.wav
# shellcheck disable=SC2086
same_as_render -120 in.wav 48000 "-e signed -b 32" $options
verdict "a slave with a format of its own"

configure "amp otl-120-ohm slave.pcm second"
echo 'pcm.second { type zout phones dt990-pro-250 volume -3 slave.pcm cap }' >>asound.conf
play in.wav
if [ -z "$why" ]; then
	"$ZOUT" render --format float --amp otl-120-ohm in.wav between.wav
	"$ZOUT" render --format float --phones dt990-pro-250 --set volume=-3 between.wav render.wav
	sox -V1 -t raw -r 48000 -e float -b 32 -c 2 out.raw -e float -b 32 out.wav
	db=$("$tools/wavcmp" -l $((2 * $(latency 48000))) -s $((48 * settle_ms)) render.wav out.wav 2>&1)
	awk -v db="$db" 'BEGIN { exit !(db == "-inf" || db + 0 <= -120) }' || why="difference from two renders is $db"
fi
verdict "one amplifier behind another"
configure "slave.pcm dut"
is message "zout: too many PCMs of type zout behind one another, expected at most 8; is one its own slave?" \
	"$(timeout 60 aplay -q -D dut in.wav 2>&1 | sed -n 's/^ALSA lib [^)]*) //p')"
verdict "a slave of its own"

# Whether a program maps the buffer or writes, waits or does not
configure "$keys slave.pcm cap"
for options_of_aplay in "" -M -N "-M -N"; do
	# shellcheck disable=SC2086 # no words or some
	play in.wav $options_of_aplay
	[ -z "$options_of_aplay" ] && cp out.raw plain.raw
	cmp -s out.raw plain.raw || why=${why:-"other samples with aplay $options_of_aplay"}
done
verdict "every way of writing"

# Nothing stays in the model at the end, and nothing is hidden of how long it takes
for rate in 8000 44100 192000; do
	noise $rate tail.wav -e float -b 32
	configure "$keys slave.pcm cap"
	timeout 60 aplay -q -D plug:cap tail.wav # which fills its last period up
	frames=$(($(stat -c %s out.raw) / 8 + $(latency $rate)))
	play tail.wav
	is "frames that arrive at $rate Hz" $frames $(($(stat -c %s out.raw) / 8))
done
configure "$keys slave.pcm float"
sox -V1 -D -r 48000 -n -e float -b 32 -c 2 tail.wav synth 0.05 sine 500
timeout 60 aplay -q -D plug:float tail.wav
frames=$(($(stat -c %s out.raw) / 8 + $(rm out.raw && latency 48000)))
rm out.raw
play tail.wav
is "frames of a sound shorter than the buffer" $frames $(($(stat -c %s out.raw) / 8))
verdict "all frames arrive, and what the model holds"
for slave in float s16; do
	configure "$keys slave.pcm $slave"
	frames=$(latency 48000)
	read -r delay worst <<<"$("$tools/alsadelay" dut 1000 2>&1)"
	is "delay of 1000 frames" $((1000 + frames)) "$delay"
	is "largest deviation of the delay" 0 "$worst"
done
verdict "the delay is that of the slave and of the model"

# Pause: a counter goes in, which must arrive whole
"$tools/alsapause" 2>/dev/null
is "exit status of alsapause without arguments" 2 $?
for pausable in 1 0; do
	configure "enabled 0 slave.pcm stop"
	echo "pcm.stop { type stage folder \"$scratch\" file \"out.raw\" pausable $pausable }" >>asound.conf
	is "whether it can be paused, over a slave that says $pausable" "$pausable" "$("$tools/alsapause" dut 2>&1)"
	is "samples that are not one more than the one before" 0 "$(od -An -v -t f4 -w8 out.raw | awk -v from=$((48 * settle_ms + 100)) \
		'NR > from && $1 > 0 && last > 0 && ($1 - last < 0.5e-6 || $1 - last > 1.5e-6) { n++ } { last = $1 } END { print n + 0 }')"
	at_least_frames=$((48000 + $(latency 48000)))
	[ "$(($(stat -c %s out.raw) / 8))" -ge $at_least_frames ] || why=${why:-"frames are missing"}
	verdict "pause, over a slave that can$([ $pausable = 1 ] || echo "not")"
done

# A program that is late over a slave that was told not to stop: silence and not the buffer once more, then a fade
"$tools/alsalate" 2>/dev/null
is "exit status of alsalate without arguments" 2 $?
for format in FLOAT_LE S16_LE; do
	configure "enabled 0 slave.pcm late"
	echo "pcm.late { type stage folder \"$scratch\" file \"out.raw\" late 1 format $format }" >>asound.conf
	is "what alsalate says" "" "$("$tools/alsalate" dut 2>&1)"
	is "steps up, starts of sound, and seconds of it" "0 2 1.0" "$(sox -V1 -t raw -r 48000 \
		$([ $format = S16_LE ] && echo '-e signed -b 16' || echo '-e float -b 32') -c 2 out.raw -t f32 - |
		od -An -v -t f4 -w8 | awk '
			$1 - last > 0.001 { up++ }
			$1 > 0 && last == 0 { starts++ }
			$1 > 0 { sounding++ }
			{ last = $1 }
			END { printf "%d %d %.1f", up, starts, sounding / 48000 }')"
	verdict "an underrun that does not stop the slave, $format"
done

# Programs that jump: what they leave out is silence, nothing else is lost, and none of them hangs
"$tools/alsajump" 2>/dev/null
is "exit status of alsajump without arguments" 2 $?
# counted FIRST: samples that are not one more than the one before, apart from silence; silent ones from FIRST on; the
# largest
counted() {
	od -An -v -t f4 -w8 out.raw | awk -v from="$1" '
		NR > from && $1 > 0 && last > 0 && ($1 - last < 0.5e-6 || $1 - last > 1.5e-6) { jumps++ }
		NR > from && $1 == 0 { silent++ }
		$1 > 0 { last = $1 }
		last > most { most = last }
		END { printf "%d %d %.6f", jumps, silent, most }'
}
configure "enabled 0 slave.pcm card"
echo "pcm.card { type stage folder \"$scratch\" file \"out.raw\" }" >>asound.conf
is "what alsajump says to 500 frames" "" "$("$tools/alsajump" dut forward 2>&1)"
is "jumps, silence, largest sample" "0 500 0.048000" "$(counted $((48 * settle_ms + 100)))"
is "what alsajump says to leaps" "" "$("$tools/alsajump" dut leap 2>&1)"
verdict "programs that go forth"
rm -f out.raw
is "what alsajump says to a drain" "" "$("$tools/alsajump" dut drain 2>&1)"
is "jumps, silence, largest sample behind a drain" "0 0 0.048000" "$(counted $((48 * settle_ms + 100)))"
verdict "a drain that the program does not wait for in a call"
configure "enabled 0 slave.pcm late" # which goes back as well
echo "pcm.late { type stage folder \"$scratch\" file \"out.raw\" late 1 }" >>asound.conf
is "what alsajump says to a reset" "" "$("$tools/alsajump" dut reset 2>&1)"
is "largest sample behind a reset" 0.048000 "$(counted 48000 | cut -d ' ' -f 3)"
verdict "a program that begins anew"

# Keys

configure "preset \"$scratch/saved.ttl\" slave.pcm cap"
play in.wav
same_as_render -120 in.wav 48000 "$float" --preset saved.ttl
verdict "preset from a file"
# Without noise, which a busy machine that begins with an underrun starts anew
configure "preset urn:zout:preset:amps:hpa-1 output_mode Volts noise 0 hum 0 slave.pcm cap"
play in.wav
same_as_render -120 in.wav 48000 "$float" --preset urn:zout:preset:amps:hpa-1 --set output_mode=Volts --set noise=0 --set hum=0
verdict "preset by its URI, and a value by its name"
configure "phones \"Sennheiser HD650\" gain 12.5 enabled on volume mute euphonic 0 slave.pcm cap"
play in.wav
is "largest sample with the volume at mute" 0.000000 \
	"$(sox -V1 -t raw -r 48000 -e float -b 32 -c 2 out.raw -n trim 1s stat 2>&1 | awk '/Maximum amplitude/ { print $3 }')"
verdict "names of headphones, numbers, switches and points"
# As loud as the volume says, where a plugin would pass its input
configure "amp otl-120-ohm phones dt990-pro-250 volume -20 enabled off slave.pcm cap"
play in.wav
same_as_render -60 in.wav 48000 "$float" --set volume=-20 --set output_impedance=0 --set bandwidth=1000 --set max_voltage=50
verdict "without the amplifier the volume stays"
configure "$("$ZOUT" list --json params | jq -r '.. | objects | select(has("symbol") and has("default")) |
	"\(.symbol) \(.default)"' | tr '\n' ' ') slave.pcm cap"
is "number of controls in the configuration" 1 "$(grep -c 'enabled 1.*sensitivity 104' asound.conf)"
play in.wav
same_as_render -120 in.wav 48000 "$float"
verdict "every control is a key"

# refuses_keys NAME MESSAGE KEY...: cannot be opened, and says this in one line
refuses_keys() {
	local name=$1 message=$2 said
	shift 2
	configure "$*"
	said=$(aplay -q -D dut in.wav 2>&1)
	is "number of lines" 1 "$(grep -c '^ALSA lib' <<<"$said")"
	is message "PCM dut of type zout: $message" "$(sed -n 's/^ALSA lib [^)]*) //p' <<<"$said")"
	[ -e out.raw ] && why=${why:-the slave was opened}
	verdict "$name"
}
refuses_keys "unknown key" \
	"unknown key 'ampp'; did you mean 'amp'? (expected amp, phones, preset, slave or a control of: zout list params)" \
	"ampp hpa-1 slave.pcm cap"
refuses_keys "unknown amplifier" "unknown amplifier 'hpa-2'; did you mean 'hpa-1'? (see: zout list amps)" \
	"amp hpa-2 slave.pcm cap"
refuses_keys "unknown headphone" "unknown headphone 'hpa-1' (see: zout list phones)" "phones hpa-1 slave.pcm cap"
refuses_keys "a preset that is not there" \
	"cannot read preset '/nowhere': No such file or directory; expected a file or a URI" 'preset "/nowhere" slave.pcm cap'
refuses_keys "a number out of range" "value out of range '99' for gain, expected -20 to 40 dB" "gain 99 slave.pcm cap"
refuses_keys "a fraction out of range" "value out of range '0.5' for volume, expected -90 to 0 dB" \
	"volume 0.5 slave.pcm cap"
refuses_keys "a word that is no value" "bad value 'volt' for output_mode, expected Matched, Volts" \
	"output_mode volt slave.pcm cap"
refuses_keys "a compound that is no value" "bad value for gain, expected -20 to 40 dB" "gain { a b } slave.pcm cap"
refuses_keys "a number that is no name" "bad value for amp, expected a name" "amp 1 slave.pcm cap"
refuses_keys "no slave" 'no slave, expected the PCM to play to, as in: slave.pcm "hw:0"' "amp hpa-1"

# Examples of the document, with a file in the place of the hardware
repo=$OLDPWD
configure "slave.pcm cap"
awk '/^```/ { open = !open; plain = open && $0 == "```"; next } plain && !/^(ALSA lib|pcm_type)/' "$repo/docs/alsa.md" |
	sed 's/"hw:0"/cap/' >>asound.conf
for name in headphones default amplifier amplifier:rme-iem,se215 "amplifier:PHONES=ksc75,AMP=o2"; do
	is "what aplay says to $name" "" "$(timeout 60 aplay -q -D "$name" mono.wav 2>&1)"
	is "frames that went to $name" $((48000 + 56)) "$(($(stat -c %s out.raw) / 8))"
	rm -f out.raw
done
is "number of definitions" 4 "$(grep -cE '^pcm\.(headphones|!default|amplifier|film) ' asound.conf)"
verdict "examples of docs/alsa.md"
# Only the centre, the fifth of six, sounds
sox -V1 -D mono.wav -b 16 centre.wav remix 0 0 0 0 1 0
for name in default film; do
	rm -f out.raw
	is "what aplay says to $name" "" "$(timeout 60 aplay -q -D $name centre.wav 2>&1)"
	sox -V1 -t raw -r 48000 -e float -b 32 -c 2 out.raw -n trim 0.1 stat 2>&1 |
		awk -v name=$name '/Maximum amplitude/ { print name, ($3 > 0.01 ? "sounds" : "is silent") }'
done >heard
is "what is heard of the centre" "default is silent film sounds" "$(xargs <heard)"
verdict "a film in 5.1 keeps its centre"

# Rates and channels that cannot be
configure "slave.pcm cap"
is "rates that programs are offered" "[8000 768000]" "$(aplay -D dut --dump-hw-params in.wav 2>&1 |
	sed -n 's/^RATE: //p')"
sox -V1 -D -r 4000 -n -b 16 -c 2 odd.wav synth 0.05 sine 100
rm -f out.raw
is "what aplay says at 4000 Hz behind plug" "" "$(timeout 60 aplay -q -D plug:dut odd.wav 2>&1)"
[ -n "$why" ] || [ "$(stat -c %s out.raw)" -ge $((8000 / 20 * 8)) ] || why="frames are missing at 4000 Hz"
verdict "rates from 8000 to 768000 Hz"
sox -V1 -D -r 48000 -n -b 16 -c 6 odd.wav synth 0.01 sine 100
is message 1 "$(aplay -q -D dut odd.wav 2>&1 | grep -c 'Channels count non available')"
verdict "more than two channels need plug"

# Ears: a constant goes in, so what comes out is the fades. One of 20 ms changes by 0.5 / 960 in a frame.
readonly steepest=0.000522
# extremes FROM: peak and largest step of the left channel of out.raw from a frame on
extremes() {
	od -An -v -t f4 -w8 -j $(($1 * 8)) out.raw | awk 'function abs(x) { return x < 0 ? -x : x }
		NR > 1 && abs($1 - last) > step { step = abs($1 - last) }
		abs($1) > peak { peak = abs($1) }
		{ last = $1 }
		END { printf "%.6f %.6f\n", peak, step }'
}
sox -V1 -r 48000 -n -c 2 -e float -b 32 dc.wav synth 1 sine 0 dcshift 0.5
configure "output_impedance 0 bandwidth unlimited slave.pcm cap"
play dc.wav
is "first 480 frames" 0 "$(od -An -v -t f4 -w4 -N $((480 * 8)) out.raw | grep -vcx ' *0')"
read -r peak step <<<"$(extremes 0)"
is "peak within 0.00001 of 0.5" 1 "$(awk -v p="$peak" 'BEGIN { print (p > 0.49999 && p < 0.50001) }')"
is "largest step at most $steepest" 1 "$(awk -v s="$step" -v l=$steepest 'BEGIN { print (s > 0 && s <= l) }')"
verdict "starts in silence and fades in"
configure "output_impedance 0 bandwidth unlimited slave.pcm float"
: >xrun_playback
said=$(timeout 60 aplay -q -D dut --buffer-size=1024 dc.wav 2>&1)
is "what aplay says" "underrun!!!" "$(grep -o 'underrun!!!' <<<"$said")"
# Of what was played a step down to silence is the device's own; going on is ours
read -r seams step <<<"$(od -An -v -t f4 -w8 out.raw | awk '
	NR > 1 { d = $1 - last; if (d < -0.4 && $1 == 0) seams++; else if (d > step) step = d } { last = $1 }
	END { printf "%d %.6f\n", seams, step }')"
is seams 1 "$seams"
is "largest step at most $steepest" 1 "$(awk -v s="$step" -v l=$steepest 'BEGIN { print (s > 0 && s <= l) }')"
verdict "goes on in silence and with a fade after an underrun"

# A suspend: the program is told to begin anew, whether or not the device could go on where it was
for pausable in 0 1; do
	configure "output_impedance 0 bandwidth unlimited slave.pcm able"
	echo "pcm.able { type stage folder \"$scratch\" file \"out.raw\" format FLOAT_LE rate 48000 pausable $pausable }" \
		>>asound.conf
	rm -f out.raw
	: >suspend
	timeout -s KILL 60 aplay -q -D dut --buffer-size=1024 dc.wav >said 2>&1
	is "exit status" 0 $?
	read -r seams step <<<"$(od -An -v -t f4 -w8 out.raw | awk '
		NR > 1 { d = $1 - last; if (d < -0.4 && $1 == 0) seams++; else if (d > step) step = d } { last = $1 }
		END { printf "%d %.6f\n", seams, step }')"
	is seams 1 "$seams"
	is "largest step at most $steepest" 1 "$(awk -v s="$step" -v l=$steepest 'BEGIN { print (s > 0 && s <= l) }')"
done
verdict "goes on in silence and with a fade after a suspend"

# Recording
configure "$keys slave.pcm src"
sox -V1 in.wav -t raw -e float -b 32 in.raw
timeout 60 arecord -q -D dut -f FLOAT_LE -c 2 -r 48000 -d 1 recorded.wav || why="arecord failed"
sox -V1 recorded.wav -t raw -e float -b 32 out.raw
# shellcheck disable=SC2086
same_as_render -120 in.wav 48000 "$float" $options
verdict "arecord equals render"

# By mmap, a hundred frames at a time of what is shown: all there are, none twice
configure "$keys slave.pcm src"
for most in 5000 100; do
	timeout 60 "$tools/alsammap" dut 40000 $most 2>said | head -c $((40000 * 8)) >"taken.$most"
	is "what alsammap says" "" "$(cat said)"
done
cmp -s taken.5000 taken.100 || why=${why:-recordings differ}
is "bytes" $((40000 * 8)) "$(stat -c %s taken.100)"
verdict "mmap shows what was not taken again"

# A module in somebody else's program

configure "$keys slave.pcm cap"
read -r fds maps bytes <<<"$("$tools/alsaload" 100 dut libasound_module_pcm_zout 2>&1)"
is "growth of descriptors and mappings" "0 0" "$fds $maps"
# One catalogue of presets that is not freed would be a megabyte after 50 times; the allocator's caches are smaller
[ -n "$why" ] || [ "${bytes:-99999}" -le 16384 ] || nm "$ZOUT" | grep -q ' __asan_init' || why="heap grew by $bytes bytes"
verdict "loads and unloads 100 times"
is "exported symbols" "__snd_pcm_zout_open_dlsym_pcm_001 _snd_pcm_zout_open" \
	"$(nm -D --defined-only "$module" | awk '{ print $NF }' | grep -v '^__odr_asan' | sort | xargs)"
verdict "exports its entry only"
mkdir -p moved/lib/alsa-lib moved/lib/lv2
cp "$module" moved/lib/alsa-lib/ && cp -r "$B/zout.lv2" moved/lib/lv2/
module=$scratch/moved/lib/alsa-lib/libasound_module_pcm_zout.so configure "$keys slave.pcm cap"
play in.wav
verdict "finds its presets in the folder lv2 beside its own"
rm -r moved/lib/lv2
said=$(LV2_PATH=/nowhere timeout 60 aplay -q -D dut in.wav 2>&1 | sed -n 's/^ALSA lib [^)]*) //p')
if [ -z "$said" ]; then
	echo "ok says what is missing without presets # SKIP they are installed"
else
	is message 1 "$(grep -c '^PCM dut of type zout: cannot find the bundle zout.lv2, expected beside the module, in .* or in LV2_PATH$' <<<"$said")"
	verdict "says what is missing without presets"
fi
if [ -n "$(type -p localedef)" ] && localedef -i de_DE -f UTF-8 ./de_DE.UTF-8 2>/dev/null; then
	configure "amp hpa-1 volume \"-6.5\" slave.pcm cap"
	said=$(env LOCPATH="$scratch" LC_ALL=de_DE.UTF-8 timeout 60 aplay -q -D dut in.wav 2>&1)
	is "what aplay says" "" "$said"
	same_as_render -120 in.wav 48000 "$float" --amp hpa-1 --set volume=-6.5
	verdict "numbers have a point in every language"
else
	echo "ok numbers have a point in every language # SKIP no locale with a comma can be made here"
fi

# All that the audio threads' files may call: the model, ALSA's own functions, the clock, waiting for a device, and word
# of xruns
allowed='zout_(model_process|model_reset|transfer(_silence)?|pcm_(ahead|follow_[a-z]*|play|play_silence|record)|engine_(process|interrupted|fade_out|is_silent)|clock_ns|load_note|wake_post|alsa_[a-z_]*)'
allowed="$allowed|snd_pcm_[a-z_]*|poll|nanosleep|lrint|mem(set|cpy|move)|__errno_location|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_"
for object in alsa/transfer alsa/exchange alsa/follow alsa/flow audio/alsa_format audio/alsa_io audio/alsa_stream; do
	if nm "$ZOUT" | grep -q ' __[at]san_init'; then
		echo "ok $object calls nothing that may block # SKIP sanitizers add calls"
		continue
	fi
	is "other calls" "" "$(nm -u "$B/$object.o" | awk '{ print $NF }' | grep -vxE "$allowed" | xargs)"
	verdict "$object calls nothing that may block"
done

[ $failures -eq 0 ]
