#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Whole blind tests by `zout abx --plain`, heard in a file: what is heard, what is recorded, what is refused, and what
# remains when a test is torn down. Over JACK: tests/check_abx_jack.sh; the adversary: tests/check_abx_adversary.sh.

# shellcheck source=tests/abx_checks.sh
. tests/abx_checks.sh
# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

project=$OLDPWD

# Tracks

sox -V1 -R -r 48000 -n -b 32 -e float -c 2 music.wav synth 3 pinknoise gain -20
sox -V1 -r 48000 -n -b 32 -e float -c 1 tone.wav synth 2 sine 1000 gain -20
sox -V1 -r 48000 -n -b 32 -e float -c 1 dc.wav synth 3 sine 0 dcshift 0.5
sox -V1 -r 48000 -n -b 24 -c 2 silent.wav trim 0 2
sox -V1 -r 48000 -n -b 24 -c 2 short.wav synth 0.5 sine 300
printf 'RIFF' >broken.wav
clean=output_impedance=0,bandwidth=1000

# A session from end to end

test_by_lines music.wav "--a amp=wire --b amp=wire,h2=-40 --trials 16" <<<"a
wait 0.2
b
wait 0.2
start
$(trials 16 'a,wait 0.1,x,wait 0.1,1,confirm')"
is "exit status" 0 "$rc"
is "messages on stderr" "" "$(cat err.log)"
is "first events" "protocol plan levels ready training waited training waited commitment trial" \
	"$(head -n 10 events | cut -d ' ' -f 1 | xargs)"
is "number of trials" 16 "$(grep -c '^trial ' events)"
is "last events" "finished verdict result levels heard record verify" "$(tail -n 7 events | cut -d ' ' -f 1 | xargs)"
verdict "a session runs from the first line to the verdict"

holds "$record" "finished"
verdict "its record verifies"
# X was A wherever the order says so, and the answer was always A
is "right answers" "$(field "$record" order | tr ' ' '\n' | grep -c A)" "$(field "$record" score)"
is "score that is told" "$(field "$record" score) of 16 right" "$(sed -n 's/^result \([0-9]* of 16 right\).*/\1/p' events)"
is "commitment that is told" "$(sed -n 's/^commitment //p' events)" "$(field "$record" commitment)"
is "track" "$(sha256sum music.wav | cut -d ' ' -f 1)" "$(field "$record" source_sha256)"
is "training" 0.4 "$(field "$record" training_s)"
verdict "score, commitment, track and training in the record are what they were"
is "mode of the record" 600 "$(stat -c %a "$record")"
is "mode of the folder" 700 "$(stat -c %a "$(dirname "$record")")"
verdict "the record is its owner's alone"
sed 's/"answer": "A"/"answer": "B"/' "$record" >doctored.json
"$ZOUT" verify doctored.json >/dev/null 2>&1
is "exit status" 1 $?
verdict "a doctored record does not verify"
rm -rf state

# Before the end nothing may depend on the score or on X: two sessions with the same lines print the same, but for the
# commitment and what follows the last answer
lines="start
$(trials 8 'a,wait 0.1,x,wait 0.1,2,undo,1,confirm')"
for i in 1 2; do
	test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40 --trials 8" <<<"$lines"
	sed '/^finished/,$d; s/^commitment .*/commitment/' events >events.$i
done
is "difference of what two sessions print" "" "$(diff events.1 events.2)"
verdict "nothing that is printed before the end depends on X"
is "earlier sessions" 1 "$(field "$record" earlier_sessions)"
is "answers taken back" "1 1 1 1 1 1 1 1" "$(grep -o '"undone": [0-9]*' "$record" | cut -d ' ' -f 2 | xargs)"
verdict "earlier sessions and undone answers are recorded"
rm -rf state

# Levels. The loop starts anew at each press: the sounds of A and B lie 1 s apart, and in six of them the servo that
# takes away the offset of harmonics, at 1 Hz, has forgotten the silence before to the last bit.
hear_a_and_b="$(trials 6 'b,wait 1')
a
wait 1
b
wait 1
quit"
cut_a_and_b() {
	sox -V1 heard.wav one.wav trim 6.1 0.8
	sox -V1 heard.wav other.wav trim 7.1 0.8
}

# Behind the model. Of a sound that is the same on both sides, crosstalk of -20 dB takes a tenth: A is louder by 0.92 dB,
# and otherwise equal; its volume stays. 0.001 dB leave a difference of -79 dB.
sox -V1 -R -r 48000 -n -b 32 -e float -c 1 mono.wav synth 3 pinknoise gain -20
for method in programme 1khz 1kHz; do # the last one as in the record
	test_by_lines mono.wav "--a $clean --b $clean,crosstalk=-20 --match $method --restart" <<<"$hear_a_and_b"
	is "gain" " by -0.92 dB in A" "$(grep -o ' by -[0-9.]* dB in [AB]' events)"
	is "what was turned down" "" "$(grep -o 'turned down' events)"
	cut_a_and_b
	differs_at_most "$(awk -v rms="$(level one.wav)" 'BEGIN { print rms - 79 }')" one.wav other.wav
	verdict "levels are matched to 0.001 dB by $method"
done

# By blocks. A loud tone, then a soft bass that B makes 1 dB louder at its load's resonance: at -31 dBFS it is so soft that
# it falls out by the relative gate, in both chains at once. What is heard is compared on the blocks of both, by the
# K-weighted levels that ffmpeg finds in the files.
momentary() {
	ffmpeg -v error -nostdin -i "$1" -af ebur128=metadata=1,ametadata=print:key=lavfi.r128.M:file=- -f null - |
		sed -n 's/^lavfi.r128.M=//p' | tail -n +4 # from the first whole block on
}
# gain_told: by how much B was louder before it was matched, dB
gain_told() {
	sed -nE '/^levels /{s/^levels [^;]* by -([0-9.]*) dB in B;.*/\1/; s/^levels [^;]* by (-[0-9.]*) dB in A;.*/\1/
		s/^levels .*/0/; p}' events
}
sox -V1 -r 48000 -n -b 32 -e float -c 1 high.wav synth 3 sine 1000 gain -20
gains=
for soft in -29 -30 -30.5 -31 -31.5 -32 -33 -34; do
	sox -V1 -r 48000 -n -b 32 -e float -c 1 low.wav synth 3 sine 100 gain $soft
	sox -V1 high.wav low.wav two.wav
	test_by_lines two.wav "--a $clean --b $clean,output_impedance=120 --phones hd650 --max-spl 120 --restart" <<<"b
wait 6
a
wait 6
b
wait 6
quit"
	gains="$gains $(gain_told)"
	sox -V1 heard.wav one.wav trim 6.05 5.9
	sox -V1 heard.wav other.wav trim 12.05 5.9
	momentary one.wav >one.blocks
	momentary other.wav >other.blocks
	is "blocks" "56 56" "$(wc -l <one.blocks) $(wc -l <other.blocks)"
	is "difference of A and B with $soft dBFS, dB" "" "$(paste one.blocks other.blocks | awk '
		{ a[NR] = 10 ^ (0.1 * $1); b[NR] = 10 ^ (0.1 * $2); all += a[NR] + b[NR] }
		END {
			for (i = 1; i <= NR; ++i) if (a[i] + b[i] >= 0.1 * all / NR) { sum_a += a[i]; sum_b += b[i] }
			over = 10 * log(sum_b / sum_a) / log(10)
			if (!(over < 0.01 && over > -0.01)) print over
		}')"
done
is "gains that are told" 8 "$(wc -w <<<"$gains")"
is "jumps of the gain" "" "$(xargs -n 1 <<<"$gains" | awk 'NR > 1 && ($1 - last > 0.1 || last - $1 > 0.1) { print last, $1 }
	{ last = $1 }')"
verdict "a soft passage counts in both chains or in none"

# How soft both chains are does not choose the blocks: the same music is matched by the same gain. Nor is soft music
# silence; at the lowest volume the noise of an amplifier is
for options in "--max-spl 120" "--max-spl 60" "--max-spl 120 --set volume=-40" "--max-spl 120 --set volume=-80"; do
	test_by_lines music.wav "--a $clean --b $clean,output_impedance=120 --phones andromeda $options" <<<"quit"
	is "message" "zout: ended by the listener" "$(cat err.log)"
	gain_told
done >gains
is "gains" 1 "$(sort -u gains | wc -l)"
is "size of it" "" "$(awk '$1 > -0.1 && $1 < 0.1' gains)"
verdict "quiet music is matched as loud music is"
test_by_lines music.wav "--a amp=hpa-1 --b amp=hpa-1,output_impedance=120 --set volume=mute" <<<"quit"
is "message" "zout: chain A is silent at the headphone, expected something to listen to" "$(cat err.log)"
verdict "noise alone is nothing to listen to"

# In front of it. B is the same amplifier with 20 dB more of gain, turned down to the same voltage: what hangs on that, its
# distortion and its sound pressure, is the same too, bit for bit, in either mode
for options in "--match 1khz" "--match programme" "--match 1khz --set output_mode=Volts"; do
	test_by_lines music.wav "--a amp=wire,h2=-40 --b amp=wire,h2=-40,gain=20 --phones hd650 --trials 5 --restart $options" \
		<<<"$hear_a_and_b"
	is "levels" "B turned down by 20.00 dB to the voltage of A; B over A +0.000 dB" \
		"$(sed -n 's/^levels [^;]*; \([^(]*\) (.*/\1/p' events)"
	is "warning" 1 "$(grep -c '^warning A and B are the same: catch trials' events)"
	cut_a_and_b
	level one.wav >level # which is not silence
	is "level of B" "" "$(awk '!($1 > -60) { print "below -60 dB" }' level)"
	differs_at_most -1000 one.wav other.wav
	verdict "gain is no difference: $options"
done
# Not matched, the distortion is that of 20 dB more
test_by_lines music.wav "--a amp=wire,h2=-40 --b amp=wire,h2=-40,gain=20 --phones hd650 --match off --restart" \
	<<<"$hear_a_and_b"
is "what was turned down" "" "$(grep -o 'turned down' events)"
cut_a_and_b
sox -V1 -m -v 1 one.wav -v -1 other.wav left.wav
is "difference of A and B" "" "$(level left.wav | awk -v a="$(level one.wav)" '!($1 > a - 60) { print $1 - a }')"
verdict "without matching gain is a difference"

# The record has what was in force, and how much that is less than what was asked for. 420 ohm of which 300 are the
# headphone: 2.923 dB. Beyond the lowest gain nothing is turned down: of 20 and 2.923 dB that much is left
for chains in "--a $clean,gain=3 --b $clean,gain=3,output_impedance=120|2.923|0|0.07744|3| to the voltage of B" \
	"--a $clean,gain=1 --b $clean,gain=7.5|0|6.5|1|1| to the voltage of A" \
	"--a $clean,gain=-19 --b $clean,gain=-19,output_impedance=120|1|0|-20|-19| towards the voltage of B"; do
	IFS='|' read -r both a_down b_down a_gain b_gain words <<<"$chains"
	test_by_lines tone.wav "$both --set resistance=300 --match 1khz --trials 5" <<<"start
$(trials 5 'x,1,confirm')"
	is "facts" "$a_down $b_down $a_gain $b_gain" "$(for name in a.turned_down_db b.turned_down_db a.gain b.gain; do
		printf '%.4g ' "$(field "$record" $name)"
	done | sed 's/ $//')"
	is "words" "$words" "$(grep -m 1 '^levels' events | grep -o ' to.* the voltage of [AB]')"
	holds "$record" finished
	verdict "the record tells what was turned down$words, $both"
done
rm -rf state

test_by_lines music.wav "--a $clean --b $clean,gain=-6 --set output_mode=Volts --match off" <<<"start
$(trials 16 'x,1,confirm')"
is "levels" "not matched; B over A -6.000 dB" "$(sed -n 's/^levels \(not matched[^(]*\) (.*/\1/p' events | head -n 1)"
is "warning" 1 "$(grep -c '^warning levels are not matched' events)"
holds "$record" "finished"
verdict "without matching the difference is told and recorded"
# What is matched leaves differences of the last bit
nothing="B over A +0.000 dB (left +0.000 dB, right +0.000 dB)"
for other in "crosstalk=-30 --set output_mode=Matched" "output_impedance=120 --set output_mode=Matched" \
	"gain=0.0001 --set output_mode=Volts"; do
	test_by_lines tone.wav "--a amp=wire --b amp=wire,$other --trials 5" <<<"start
$(trials 5 'x,wait 0.2,1,confirm')"
	is "levels with $other" "$nothing,$nothing" "$(sed -n 's/^levels .*\(B over A .*dB)\).*/\1/p' events | paste -sd ,)"
	is "what was heard" "on all that was played B was +0.000 dB louder, K-weighted" "$(sed -n 's/^heard //p' events)"
done
is "how they were matched" 1 "$(grep -c '^levels matched on the programme; B over A' events)"
is "levels to who verifies" "matched: programme, B over A 0.000 dB left, 0.000 dB right; with the colour of the programme \
0.000 dB left, 0.000 dB right" "$("$ZOUT" verify "$record" | sed -n 's/^  levels  *//p')"
verdict "nothing is not told as -0.00 dB, nor as 7e-15 dB"
test_by_lines tone.wav "--a amp=wire --b amp=wire,gain=12.5 --trials 5" <<<"start
$(trials 5 'x,1,confirm')"
is "levels to who verifies" "gain of B turned down by 12.500 dB for equal voltages" \
	"$("$ZOUT" verify "$record" | sed -n 's/^  levels .*; \(gain\)/\1/p')"
verdict "what equal voltages took from a gain is told to who verifies"
rm -rf state

# Sides. One gain for both cannot take away an imbalance: the potentiometer's is 2 dB * (30 / 60)^1.5 = 0.707 dB to the
# left, of which matching on the programme leaves half on each side; at 1 kHz both are equally loud together:
# -10 lg((1 + 10^-0.0707) / 2) = 0.339 dB to the left
for expected in "programme +0.354 -0.354" "1khz +0.339 -0.368"; do
	read -r method left right <<<"$expected"
	test_by_lines tone.wav "--a amp=wire --b amp=wire,tracking=2 --set volume=-30 --match $method" \
		<<<"quit"
	is "exit status" 2 "$rc"
	is "message" "zout: levels of B and A differ by $left dB left, $right dB right, expected at most 0.1 dB; the volume \
control of B is uneven: add tracking=0 to --b, or --match off" "$(cat err.log)"
	verdict "an imbalance of the channels is refused by $method"
done
# uneven A B CURE: with this tracking error of A and of B, the refusal ends so
uneven() {
	test_by_lines tone.wav "--a amp=wire,tracking=$1 --b amp=wire,tracking=$2 --set volume=-30" <<<"quit"
	is "message" "; the volume control$3, or --match off" "$(grep -o '; the volume.*' err.log)"
	is "lines of it" 1 "$(wc -l <err.log)"
	verdict "the cure of an uneven volume control$3"
}
uneven 2 0 " of A is uneven: add tracking=0 to --a"
uneven 0 2 " of B is uneven: add tracking=0 to --b"
uneven 3 1 "s of A and B are uneven: add tracking=0 to --a and --b"
# The volume that --max-spl leaves is enough for it; and the cure is one
for tracking in "" ,tracking=0; do
	test_by_lines music.wav "--a amp=wire --b amp=hpa-1$tracking --phones se846" <<<"quit"
	is "cure" "$([ "$tracking" ] || echo 1)" "$(grep -o 'of B is uneven: add tracking=0 to --b, or' err.log | sed 's/.*/1/')"
	is "beginning of a test" "${tracking:+ready}" "$(grep -o '^ready' events)"
done
verdict "a volume that --max-spl lowered is told how to be even"
rm -rf state

# One of 0.8 dB * (20 / 60)^1.5 = 0.154 dB leaves 0.077 dB on each side, by either method
for method in programme 1khz; do
	test_by_lines tone.wav "--a amp=wire,tracking=0 --b amp=wire,tracking=0.8 --set volume=-20 --match $method" <<<"start
$(trials 16 'x,1,confirm')"
	is "exit status" 0 "$rc"
	is "residuals" "0.08 -0.08" "$(printf '%.2f %.2f' "$(field "$record" residual_left_db)" "$(field "$record" residual_right_db)")"
	verdict "an imbalance within bounds is split by $method"
done
rm -rf state

# Colour makes louder what one side alone plays, and is told, not refused. What is heard of a tone on each side is its
# level: A from 0.1 s, B from 1.1 s, past the fades, whole periods of 10 ms; told to 0.001 dB
sox -V1 -r 48000 -n -b 32 -e float -c 1 bass.wav synth 3 sine 100 gain -20
sox -V1 -r 48000 -n -b 32 -e float -c 1 treble.wav synth 3 sine 1000 gain -20
sox -V1 -M bass.wav treble.wav sides.wav
test_by_lines sides.wav "--a amp=wire --b amp=wire,output_impedance=120 --phones hd600 --trials 5 --max-spl 120" <<<"a
wait 1
b
wait 1
start
$(trials 5 'x,wait 0.2,1,confirm')"
is "warning" "warning matched together, left and right differ: the chains colour what one side alone plays" \
	"$(grep '^warning' events)"
for side in left right; do
	channel=$([ $side = left ] && echo 1 || echo 2)
	sox -V1 heard.wav a.wav trim 0.5 0.4 remix "$channel"
	sox -V1 heard.wav b.wav trim 1.5 0.4 remix "$channel"
	heard=$(awk -v a="$(level a.wav)" -v b="$(level b.wav)" 'BEGIN { print b - a }')
	told=$(field "$record" side_${side}_db)
	is "error of what is told of the $side side" "" "$(awk -v heard="$heard" -v told="$told" \
		'BEGIN { e = heard - told; if (e > 0.011 || e < -0.011) print e }')" # sox rounds two levels to 0.01 dB
	is "size of it" "" "$(awk -v told="$told" 'BEGIN { if (told < 0.1 && told > -0.1) print told }')"
	grep -q "levels measured again:.*$side $(printf '%+.3f' "$told") dB" events || why="${why:-the end does not tell $side}"
	"$ZOUT" verify "$record" | grep -q "colour of the programme.*$(printf %.3f "$told") dB $side" || why="${why:-verify does not tell $side}"
	is "what matching left on the $side" "" "$(awk -v x="$(field "$record" residual_${side}_db)" \
		'BEGIN { if (x > 1e-6 || x < -1e-6) print x }')"
done
holds "$record" finished
verdict "sides that colour makes differ are told before, at the end and by zout verify"
rm -rf state

# Cap: a sine of -20 dBFS of a DAC of 2 V into 104 dB SPL at 1 V makes 104 + 20 log10(0.2) = 90.02 dB SPL. Capped to 80
# it is lowered by 10.02 dB, a margin of 0.5 dB, and 0.05 dB against a second round
test_by_lines tone.wav "--a $clean --b $clean,h2=-60 --max-spl 80" <<<"a
wait 1
quit"
is "volume" "volume lowered by 10.6 dB for --max-spl" "$(grep -o 'volume lowered.*' events)"
sox -V1 heard.wav one.wav trim 0.2 0.5
is "level that is heard" -30.6 "$(level one.wav | awk '{ printf "%.1f", $1 + 3.0103 }')" # as that of a sine's peak
verdict "--max-spl lowers both chains before the test"
# 20 dB more make 110 dB SPL. B clips 26 dB below them, and gets hardly quieter until A is matched with less than that
test_by_lines tone.wav "--a $clean,gain=20 --b $clean,gain=20,max_voltage=0.1 --max-spl 75 --trials 5" <<<"a
wait 0.5
start
$(trials 5 'x,1,confirm')"
is "level of B over A at the end" "0.000 0.000" "$(tail -n 30 "$record" | sed -nE \
	's/^.*"residual_(left|right)_db": (-?[0-9.]*),/\2/p' | xargs printf '%.3f %.3f')"
holds "$record" finished
verdict "levels are matched at the volume that --max-spl leaves"
rm -rf state
test_by_lines tone.wav "--a $clean --b $clean,h2=-60 --max-spl 120" <<<"a
wait 1
quit"
is "volume" "" "$(grep -o 'volume lowered.*' events)"
verdict "below the cap nothing is lowered"

# -54 dBFS at 56 dB SPL, then -21 dBFS at 89 dB: that loop is held at 75 while it is listened to, and begins no test
sox -V1 -r 48000 -n -b 24 -c 2 quiet.wav synth 2 sine 440 vol 0.002
sox -V1 -r 48000 -n -b 24 -c 2 loud.wav synth 2 sine 440 vol 0.0891
sox -V1 quiet.wav loud.wav rising.wav
test_by_lines rising.wav "--a $clean --b $clean,h2=-60 --loop 0:2 --max-spl 75" <<<"loop 0 4
a
wait 3.5
start
quit"
is "answer" "error this loop is 14.0 dB above --max-spl; begin with --loop 0.00:4.00, which lowers the volume" \
	"$(grep '^error' events)"
is "state" "" "$(grep '^commitment' events)"
# 0.0891 less 14 dB is 0.0178; the first milliseconds fill the average
is "largest sample from 30 ms on" "held" "$(samples heard.wav | awk '
	!from && ($1 > 0.05 || $1 < -0.05) { from = NR + 1440 }
	from && NR > from { most = $1 > most ? $1 : most }
	END { print (most > 0.012 && most < 0.0178) ? "held" : most }')"
verdict "a loop that is too loud is held, and begins no test"

# On a loop that was measured the cap never acts: what A was would not be what X is. Noise has peaks; kicks come when the
# average has little room left; and behind its seam a loop that is loud at both ends is 2.6 dB louder than it began
sox -V1 -R -r 48000 -n -b 32 -e float -c 2 pink.wav synth 4 pinknoise gain -10
sox -V1 -r 48000 -n -b 32 -e float -c 1 hit.wav synth 0.25 sine 150-50 fade l 0 0.25 0.24
sox -V1 hit.wav hits.wav repeat 11
sox -V1 -r 48000 -n -b 32 -e float -c 1 hum.wav synth 3 sine 55 vol 0.5
sox -V1 -m -v 0.9 hits.wav -v 0.1 hum.wav kicks.wav
sox -V1 -r 48000 -n -b 32 -e float -c 1 end.wav synth 0.7 sine 440 vol 0.9
sox -V1 -r 48000 -n -b 32 -e float -c 1 pause.wav trim 0 1.5
sox -V1 end.wav pause.wav end.wav ends.wav
listening="start
$(trials 5 'a,wait 1.3,b,wait 0.7,x,wait 1,1,confirm')"
for track in pink kicks ends; do
	for options in "" --restart; do
		test_by_lines $track.wav "--a amp=wire --b amp=wire,euphonic=1,euphonic_h2=-40 --phones hd650 --trials 5 \
			--max-spl 75 $options" <<<"$listening"
		is "volume" yes "$(grep -q '^levels.*; volume lowered by [0-9.]* dB for --max-spl$' events && echo yes)"
		is "events of the cap" "" "$(grep '^cap' events)"
		is "lowest gain of the cap" 0 "$(field "$record" lowest_cap_db)"
		# by no more than is needed: a kick fills what room its pauses leave
		is "sound pressure" "" "$(field "$record" a.spl_db | awk '!($1 > 75 - 4 && $1 <= 75 - 0.5) { print }')"
		verdict "the cap leaves alone what it was measured on: $track $options"
	done
done
# What keeps --max-spl by less than the margin is lowered too
test_by_lines tone.wav "--a $clean --b $clean,h2=-60 --max-spl 90.3" <<<quit
is "volume" "volume lowered by 0.3 dB for --max-spl" "$(grep -o 'volume lowered.*' events)"
verdict "the margin below --max-spl is kept"
# 0.25 of second harmonic on a full scale; at 120 dB SPL there is room for more
sox -V1 -r 48000 -n -b 32 -e float -c 1 full.wav synth 2 sine 1000
test_by_lines full.wav "--a $clean --b $clean,h2=-30 --max-spl 120 --trials 5" <<<"$listening"
is "volume" "volume lowered by" "$(grep -o 'volume lowered by.* for full scale' events | cut -d ' ' -f 1-3)"
is "lowest gain of the cap" 0 "$(field "$record" lowest_cap_db)"
verdict "the volume is lowered for full scale too, which the cap keeps"
rm -rf state

# What was louder by name is no reason for the cap to rise during the test
test_by_lines rising.wav "--a $clean --b $clean,h2=-60 --loop 0:2 --max-spl 75 --trials 5" <<<"loop 0 4
a
wait 3.5
loop 0 2
$listening"
is "events of the cap" "" "$(grep '^cap' events)"
is "lowest gain of the cap" 0 "$(field "$record" lowest_cap_db)"
verdict "a test begins with the cap open"
rm -rf state

# What the cap had to do is told by the record: jumps from kick to kick leave no pauses
test_by_lines kicks.wav "--a amp=wire --b amp=wire,euphonic=1 --phones hd650 --trials 5 --max-spl 75" <<<"start
$(trials 5 'x,seek 0,wait 0.15,seek 0.25,wait 0.15,seek 0.5,wait 0.15,1,confirm')"
is "lowest gain of the cap" "$(sed -n 's/^cap both chains were lowered by up to \(.*\) dB$/-\1/p' events)" \
	"$(printf '%.1f' "$(field "$record" lowest_cap_db)")"
is "size of it" "" "$(field "$record" lowest_cap_db | awk '!($1 < -0.1) { print }')"
is "what verify tells" 1 "$("$ZOUT" verify "$record" | grep -c ' lowered by up to [0-9.]* dB by the cap$')"
verdict "the lowest gain of the cap is recorded"
rm -rf state

# Ducks, on a constant: a raised cosine of 20 ms is nowhere steeper than 0.5 * pi / 2 / 960 in a frame
test_by_lines dc.wav "--a $clean --b $clean --match 1khz --max-spl 120" <<<"wait 0.2
a
wait 0.5
a
wait 0.2
b
wait 0.2
start
x
wait 0.2
b
wait 0.2
quit"
samples heard.wav | awk -v limit="$(awk 'BEGIN { print 0.5 * 3.14159266 / 2 / 960 + 1e-6 }')" '
	NR <= 9600 && $1 != 0 { print "not silent before the first press"; exit }
	NR > 1 && ($1 - last > limit || last - $1 > limit) { print "a step of " $1 - last " at frame " NR; exit }
	{ last = $1 }' >ducks
is "what is wrong with the fades" "" "$(cat ducks)"
verdict "silent before the first press, and no step steeper than 20 ms"
# Each press after the first lies 0.2 s after the one before it. Chains are equal, so the envelopes have to be
for press in 1 2 4; do
	sox -V1 heard.wav press.$press.wav trim "$(awk -v n=$press 'BEGIN { print 0.5 + 0.2 * n }')" 0.2
done
differs_at_most -100 press.1.wav press.2.wav
differs_at_most -100 press.1.wav press.4.wav
verdict "the envelope is the same whatever is pressed"

# Transport

test_by_lines music.wav "--a amp=wire --b amp=wire,h2=-40 --loop 1:2 --trials 5" <<<"start
x
wait 1.5
status
seek 1.75
wait 0.07
status
pause
wait 0.1
status
wait 1
1
status
pause
$(trials 5 'x,2,confirm')"
is "words of a status" "trial 1, listening X, answer none, trial 1, listening X paused, answer A," \
	"$(sed -n 's/^status \(.*\) position.*/\1/p' events | sed -n '1p;4p' | xargs)"
is "position after 1.5 s in a loop of 1 s" "1.500" \
	"$(grep -m 1 '^status' events | grep -o 'position [0-9.]*' | cut -d ' ' -f 2)"
is "position 0.07 s after a jump, of which 0.05 s are fade and gap" "1.770" \
	"$(grep '^status' events | sed -n 2p | grep -o 'position [0-9.]*' | cut -d ' ' -f 2)"
is "position while paused" "" "$(grep '^status' events | sed -n '3p;4p' | sed 's/.*position//' | uniq -u)"
is "seeks" 1 "$(grep -o '"seeks": [0-9]*' "$record" | head -n 1 | cut -d ' ' -f 2)"
verdict "loop, seek and pause"
rm -rf state

# A loop that is chosen while listening by name is the one on which levels are matched, is in the record, and stays. Of
# bass, then treble, B plays the bass louder; matched on the treble alone both are equal in it. At 1 kHz they are equal by
# their volumes
sox -V1 -r 48000 -n -b 32 -e float -c 1 high.wav synth 3 sine 6000 gain -20
sox -V1 bass.wav high.wav two.wav
humped="--a output_impedance=0,bandwidth=1000 --b output_impedance=120,bandwidth=1000 --phones hd600 --max-spl 120"
test_by_lines two.wav "$humped --set output_mode=Volts --restart --trials 5" <<<"loop 3.5 4
start
loop 0 6
loop 4 5
start
loop 0 2
b
wait 1
a
wait 1
$(trials 5 'x,1,confirm')"
is "levels before the test" "levels error levels" "$(sed '/^commitment/q' events | grep -E -o '^(levels|error)' | xargs)"
is "a loop that is too short" "error the loop in 'two.wav' is too short: 0.500 s, expected at least 1 s" \
	"$(grep -m 1 '^error' events)"
is "a loop in the test" "error the loop stays as it was when the test began" "$(grep '^error' events | tail -n 1)"
is "loop in the record" "4 5" "$(field "$record" loop_start_s) $(field "$record" loop_end_s)"
sox -V1 heard.wav b.wav trim 0.5 0.5
sox -V1 heard.wav a.wav trim 1.5 0.5
is "difference that is heard" "" "$(awk -v a="$(level a.wav)" -v b="$(level b.wav)" \
	'BEGIN { if (a - b > 0.011 || b - a > 0.011) print b - a }')" # sox rounds two levels to 0.01 dB
differs=$(field "$record" match_gain_db)
holds "$record" finished
test_by_lines two.wav "$humped --set output_mode=Volts --loop 4:5" <<<"quit"
is "gain" "$(grep -o 'by -[0-9.]* dB in [AB]' events)" \
	"$(awk -v gain="$differs" 'BEGIN { printf "by %.2f dB in %s", gain < 0 ? gain : -gain, gain < 0 ? "B" : "A" }')"
verdict "levels are matched on the loop that is chosen before the test, and it stays"
rm -rf state

# More presses than the audio takes at once, which has no time to take any: the last one is heard. B is 6 dB louder
test_by_lines tone.wav "--a $clean --b $clean,gain=6 --set output_mode=Volts --match off --restart" <<<"$(for _ in $(seq 70); do
	echo a
done)
b
wait 1
a
wait 1
quit"
sox -V1 heard.wav one.wav trim 0.1 0.8
sox -V1 heard.wav other.wav trim 1.1 0.8
is "what the first is louder, other than 6 dB" "" "$(awk -v a="$(level one.wav)" -v b="$(level other.wav)" \
	'BEGIN { if (a - b < 5.98 || a - b > 6.02) print a - b }')" # sox rounds two levels to 0.01 dB
verdict "no press is lost while the audio takes none"
# What cannot wait is refused
test_by_lines music.wav "--a amp=wire --b amp=wire" <<<"$(for _ in $(seq 70); do
	echo seek 1
done)
pause
status
quit"
is "errors" "error the audio stands still and takes no more, try again" "$(grep '^error' events | sort -u)"
is "pause that did not come" 0 "$(grep -c '^paused' events)"
verdict "what the audio does not take is said"

# A seek right behind a pause moves, and stays silent
test_by_lines tone.wav "--a $clean --b $clean" <<<"a
wait 1
pause
seek 0.5
wait 1
status
quit"
is "position" "0.500" "$(grep '^status' events | grep -o 'position [0-9.]*' | cut -d ' ' -f 2)"
sox -V1 heard.wav paused.wav trim 1.1 0.8
is "level while paused" "-inf" "$(level paused.wav)"
verdict "a seek does not end a pause"

# Other questions, and an end that is not fixed

for protocol in preference triangle; do
	test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40 --protocol $protocol --trials 6" <<<"start
$(trials 6 'a,b,2,confirm')"
	is "exit status" 0 "$rc"
	holds "$record" finished
	is "event" "listening 1" "$(grep -m 1 ^listening events)"
	verdict "protocol $protocol"
done
test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40 --stop sprt --trials 60" <<<"start
$(trials 60 'x,1,confirm')"
is "exit status" 0 "$rc"
is "trials" "trial 1 of at most 60" "$(grep -m 1 ^trial events)"
holds "$record" finished
verdict "stop rule sprt"
test_by_lines tone.wav "--a amp=hpa-1 --b amp=hpa-1" <<<"quit"
is warning 1 "$(grep -c '^warning A and B are the same: catch trials' events)"
verdict "equal chains are catch trials, and said to be"
rm -rf state

# An ALSA device that is a file, and takes everything at once
cat >asound.conf <<END
pcm.tofile { type file file "$scratch/alsa.raw" format raw slave.pcm null }
END
export ALSA_CONFIG_PATH=/usr/share/alsa/alsa.conf:$scratch/asound.conf
XDG_STATE_HOME=$scratch/state "$ZOUT" abx --a amp=wire --b amp=wire,h2=-40 --track tone.wav --trials 5 --plain \
	--backend alsa --playback tofile >events 2>err.log <<<"start
$(trials 5 'x,wait 0.05,1,confirm')"
is "exit status" 0 $?
record=$(sed -n 's/^record //p' events)
holds "$record" finished
is "backend" alsa "$(field "$record" backend)"
# Of volts and cap: -20 dBFS at 90.0 dB SPL, below the cap of 95. Largest sample of either side
is "peak level of what was played" -20.0 \
	"$(sox -V1 -t raw -e float -b 32 -r 48000 -c 2 alsa.raw -n stats 2>&1 | awk '/^Pk lev dB/ { printf "%.1f", $4 }')"
verdict "a session over ALSA"
rm -rf state alsa.raw

# The manual's example, as it is written there
example=$(sed -n '/^From a script/,/^\.Sh/s/^\.Dl //p' "$project/man/zout-abx.1" | sed 's/\\(dq/"/g; s/\\e/\\/g')
cp music.wav song.wav
rm -f heard.wav
XDG_STATE_HOME=$scratch/state PATH=$(dirname "$ZOUT"):$PATH sh -c "$example" >events 2>err.log
is "exit status" 0 $?
is "messages on stderr" "" "$(cat err.log)"
is "trials" "finished 5 trials" "$(grep '^finished' events)"
holds "$(sed -n 's/^record //p' events)" finished
is "what was heard" yes "$([ -s heard.wav ] && echo yes)"
verdict "the example of the manual is a whole session"
rm -rf state

# Torn down

test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40 --listener Ada" <<<"start
$(trials 3 'x,1,confirm')"
is "exit status" 1 "$rc"
is "message" "zout: the input ended before the session was over" "$(cat err.log)"
is "last event" aborted "$(tail -n 1 events | cut -d ' ' -f 1)"
record=$(sed -n 's/^aborted //p' events)
holds "$record" aborted
is "trials" 3 "$(grep -c '"begun_ms"' "$record")"
verdict "an input that ends aborts the test and closes its record"
test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40 --listener Ada" <<<"start
$(trials 16 'x,1,confirm')"
is "sessions before" "1 1" "$(field "$record" earlier_sessions) $(field "$record" earlier_aborted)"
verdict "an aborted session is not forgotten"
rm -rf state
for sessions in 0 1; do # up to the last byte
	test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40 --trials 5 --listener $(printf 'ü%.0s' {1..100})" \
		<<<"start
$(trials 5 'x,1,confirm')"
	is "sessions before" $sessions "$(field "$record" earlier_sessions)"
done
verdict "a name of any letters finds its earlier sessions"
rm -rf state

# What else lies in the folder is no session. Whichever is read after a record, hence several
for session in 0 1 2; do
	test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40 --trials 5" <<<"start
$(trials 5 'x,1,confirm')"
	is "exit status" 0 "$rc"
	is "sessions before" "$session 0" "$(field "$record" earlier_sessions) $(field "$record" earlier_aborted)"
	for i in 1 2 3 4; do
		echo '{"hello": 1}' >"state/zout/abx/notes$session$i.json"
		: >"state/zout/abx/empty$session$i.json"
		head -c 65537 /dev/zero | tr '\0' '{' >"state/zout/abx/large$session$i.json"
		mkdir "state/zout/abx/folder$session$i.json"
	done
done
verdict "files that are no records are not counted as sessions"
mkfifo state/zout/abx/fifo.json
test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40 --trials 5" <<<"start
$(trials 5 'x,1,confirm')"
is "exit status" 0 "$rc"
is "sessions before" 3 "$(field "$record" earlier_sessions)"
verdict "a FIFO in the folder does not hold up a test"
rm -rf state

# The command to verify it, for a shell
state="Ann's \"\$HOME\" \`id\` ü"
XDG_STATE_HOME=$scratch/$state "$ZOUT" abx --backend file --output heard.wav --plain --track tone.wav --a amp=wire \
	--b amp=wire,h2=-40 --trials 5 >events 2>err.log <<<"start
$(trials 5 'x,1,confirm')"
record=$(sed -n 's/^record //p' events)
case $record in "$scratch/$state/"*.json) ;; *) why="record is in '$record'" ;; esac
is "verify" "[verify] [$record] " "$(sh -c 'zout() { printf "[%s] " "$@"; }
'"$(sed -n 's/^verify //p' events)")"
verdict "the command to verify a record is one for a shell"
rm -rf "$state"

mkfifo lines
for signal in KILL INT; do
	XDG_STATE_HOME=$scratch/state "$ZOUT" abx --a amp=wire --b amp=wire,h2=-40 --track tone.wav --backend file --plain \
		<lines >events 2>err.log &
	victim=$!
	exec 9>lines
	printf 'start\n%s\nx\n1\n' "$(trials 2 'x,wait 0.1,1,confirm')" >&9
	until [ "$(tail -n 1 events)" = 'answer A' ] && grep -q '^trial 3 ' events; do
		kill -0 $victim 2>/dev/null || break
		sleep 0.02
	done
	kill -s $signal $victim
	wait $victim 2>/dev/null
	rc=$?
	exec 9>&-
	record=$(echo state/zout/abx/*.json)
	if [ $signal = KILL ]; then
		holds "$record" unfinished
			is "what it reveals" "" "$(grep -E '"(seed|order|score|verdict)": "?[^n]' "$record")"
		verdict "killed in the middle: the record holds, is unfinished and does not reveal X"
	else
		is "exit status" 1 $rc
		is "message" "zout: interrupted" "$(cat err.log)"
		holds "$record" aborted
		verdict "interrupted in the middle: the record is closed as aborted"
	fi
	is "other files" "" "$(find state -type f ! -name '*.json')"
	verdict "SIG$signal leaves nothing else behind"
	rm -rf state
done

# begin_session: starts the one of $victim that reads lines, and waits until it asks
begin_session() {
	exec 9>lines
	printf 'start\n' >&9
	until grep -qs '^trial 1 ' events; do
		kill -0 $victim 2>/dev/null || break
		sleep 0.02
	done
}

# The folder goes away in the middle of a test: said at once, and the record is saved here instead
rm -f events # what is waited for below must not be the last session's
XDG_STATE_HOME=$scratch/state "$ZOUT" abx --a amp=wire --b amp=wire,h2=-40 --track tone.wav --backend file --plain \
	--trials 5 <lines >events 2>err.log &
victim=$!
begin_session
rm -rf state
trials 5 'x,1,confirm' >&9
exec 9>&-
wait $victim
is "exit status" 0 $?
is "errors that are told" 4 "$(grep -c '^error cannot write the record' events)"
record=$(sed -n 's/^record //p' events)
is "folder of the record" . "$(dirname "$record")"
holds "$record" finished
verdict "a record that its folder does not take is saved where we are"
rm -f ./abx-*.json lines

# Neither folder is there any more: the result is told, and no record
rm -f events # as above
mkfifo lines
mkdir gone
(cd gone && XDG_STATE_HOME=$scratch/state exec "$ZOUT" abx --a amp=wire --b amp=wire,h2=-40 --track ../tone.wav \
	--backend file --plain --trials 5 <../lines >../events 2>../err.log) &
victim=$!
begin_session
rm -rf state gone
trials 5 'x,1,confirm' >&9
exec 9>&-
wait $victim
is "exit status" 1 $?
is "message" yes "$(grep -q "^zout: cannot write the record '$scratch/state/.*: No such file" err.log && echo yes)"
is "what is told" "finished verdict result levels" "$(sed '1,/^finished/{/^finished/!d}' events | cut -d ' ' -f 1 | xargs)"
verdict "a result whose record nothing takes is told"
rm -f lines

# 0.6 s of 384,000 bytes are less than 245 KiB; the end of the last fade is not
(
	trap '' XFSZ
	ulimit -f 245
	test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40 --trials 5" <<<"a
wait 0.6
start
$(trials 5 'x,1,confirm')"
	echo $rc >rc
)
is "exit status" 1 "$(cat rc)"
is "message" "zout: cannot write 'heard.wav': File too large" "$(cat err.log)"
is "last event" "verify" "$(tail -n 1 events | cut -d ' ' -f 1)"
holds "$(sed -n 's/^record //p' events)" finished
verdict "audio that cannot be written to its end does not hide the result"
rm -rf state

# Lines that make no sense

test_by_lines tone.wav "--a amp=wire --b amp=wire,h2=-40" <<<"confirm
undo
1
strat
seek far
loop 2 1
wait -1
a b
start
start
3
confirm
$(head -c 5000 /dev/zero | tr '\0' x)

quit"
is "errors" "12" "$(grep -c '^error ' events)"
is "suggestion" "error unknown command 'strat'; did you mean 'start'?" "$(grep strat events)"
is "long line" 1 "$(grep -c '^error line too long, expected at most 255 characters' events)"
verdict "lines that make no sense are answered, and the test goes on"
rm -rf state

# Refused before anything is written

export XDG_STATE_HOME=$scratch/state
options=(--backend file --plain)
refused() {
	local name=$1 status=$2 message=$3
	shift 3
	refuses "$name" "$status" "$message" abx "${options[@]}" "$@"
}
both=(--a amp=wire --b amp=wire)
refused "no chains" 2 "expected both chains, as --a amp=wire --b amp=hpa-1 (see: zout abx --help)" --track tone.wav
refused "unknown amplifier" 2 "unknown amplifier 'hpa1'; did you mean 'hpa-1'? (see: zout list amps)" \
	--a amp=hpa1 --b amp=wire --track tone.wav
refused "unknown key" 2 "unknown key 'h4' in --b; did you mean 'h2'? (see: zout list params)" \
	--a amp=wire --b amp=wire,h4=-60 --track tone.wav
refused "key of both chains" 2 "'volume' in --a is common to both chains, expected it as --set volume" \
	--a volume=-3 --b amp=wire --track tone.wav
refused "headphone in a chain" 2 "'phones' in --a is common to both chains, expected it as --phones NAME" \
	--a phones=k701 --b amp=wire --track tone.wav
refused "no key" 2 "bad part 'hpa-1' in --a, expected amp=NAME or SYMBOL=VALUE" --a hpa-1 --b amp=wire --track tone.wav
refused "empty part" 2 "bad part '' in --a, expected amp=NAME or SYMBOL=VALUE" --a amp=wire,,h2=-60 --b amp=wire --track tone.wav
refused "comma at the end" 2 "bad part '' in --b, expected amp=NAME or SYMBOL=VALUE" --a amp=wire --b amp=wire, --track tone.wav
refused "value out of range" 2 "value out of range '-10' for h2, expected -140 to -20 dB" \
	--a h2=-10 --b amp=wire --track tone.wav
refused "no track" 2 "expected one of --track FILE and --live (see: zout abx --help)" "${both[@]}"
refused "track and live" 2 "expected one of --track FILE and --live (see: zout abx --help)" "${both[@]}" --live --track tone.wav
refused "live in a file" 2 "--live needs --backend jack" "${both[@]}" --live
refused "missing track" 2 "cannot read 'none.wav': No such file or directory" "${both[@]}" --track none.wav
refused "broken track" 2 "cannot read 'broken.wav': not an audio file that libsndfile knows" "${both[@]}" --track broken.wav
refused "track of three channels" 2 "'three.wav' has 3 channels, expected 1 (mono) or 2 (stereo)" "${both[@]}" --track three.wav
refused "short track" 2 "track 'short.wav' is too short: 0.500 s, expected at least 1 s" "${both[@]}" --track short.wav
refused "silent track" 2 "track 'silent.wav' is silent, expected something to hear" "${both[@]}" --track silent.wav
ln -s tone.wav to-tone.wav
for file in tone.wav ./tone.wav to-tone.wav; do
	refused "output to its own track as $file" 2 "'$file' is the track itself, expected another file to write" \
		"${both[@]}" --track tone.wav --output $file <<<"quit"
done
refused "loop past the end" 2 "the loop ends at 9.000 s, expected at most 2.000 s, the length of 'tone.wav'" \
	"${both[@]}" --track tone.wav --loop 0:9
refused "bad loop" 2 "bad loop '2:1', expected START:END in seconds, as 12.5:20" "${both[@]}" --track tone.wav --loop 2:1
refused "trials" 2 "bad number of trials '4', expected 5 to 200" "${both[@]}" --track tone.wav --trials 4
refused "trials in words" 2 "bad number of trials 'many', expected 5 to 200" "${both[@]}" --track tone.wav --trials many
refused "protocol" 2 "unknown --protocol 'abc'; did you mean 'abx'? (expected abx, preference or triangle)" \
	"${both[@]}" --track tone.wav --protocol abc
refused "method" 2 "unknown --match '1kz'; did you mean '1khz'? (expected off, 1khz or programme)" "${both[@]}" --track tone.wav --match 1kz
refused "cap" 2 "bad --max-spl '200', expected 60 to 120 dB SPL" "${both[@]}" --track tone.wav --max-spl 200
listener="expected at most 200 bytes of UTF-8 without control characters"
refused "listener in another encoding" 2 "bad --listener '"$'M\xfcller'"', $listener" \
	"${both[@]}" --track tone.wav --listener $'M\xfcller'
refused "listener with a newline" 2 "bad --listener 'A?da', $listener" "${both[@]}" --track tone.wav --listener $'A\nda'
long=$(head -c 201 /dev/zero | tr '\0' a)
refused "listener of a long name" 2 "bad --listener '$long', $listener" "${both[@]}" --track tone.wav --listener "$long"
refused "backend" 2 "unknown --backend 'jakc'; did you mean 'jack'? (expected jack, alsa or file)" \
	"${both[@]}" --track tone.wav --backend jakc
refused "passed by" 2 "enabled is off, expected on: past both chains there is nothing to compare" \
	"${both[@]}" --track tone.wav --set enabled=off
refused "muted" 2 "chain A is silent at the headphone, expected something to listen to" \
	"${both[@]}" --track tone.wav --set volume=mute

options=(--backend alsa --plain)
refused "no such device" 1 "cannot play stereo at 48000 Hz on the ALSA device 'nothing': No such file or directory" \
	"${both[@]}" --track tone.wav --playback nothing
refused "live over ALSA" 2 "--live needs --backend jack" "${both[@]}" --live
options=(--backend jack --plain)
refused "device of JACK" 2 "--playback needs --backend alsa" "${both[@]}" --track tone.wav --playback default
export JACK_DEFAULT_SERVER=zout-nobody
refused "no server" 1 "no JACK server 'zout-nobody' is running; start one, or under PipeWire put pw-jack in front" \
	"${both[@]}" --track tone.wav
refused "live programme" 2 "live audio is not known beforehand, expected --match 1khz or off" "${both[@]}" --live --match programme
refused "live loop" 2 "--loop and --restart need --track: live audio does not repeat" "${both[@]}" --live --loop 1:2
refused "output over JACK" 2 "--output needs --backend file" "${both[@]}" --track tone.wav --output o.wav
refused "midi key" 2 "unknown key 'c' in --midi (expected a, b, x, 1, 2, 3, confirm, undo or pause)" \
	"${both[@]}" --track tone.wav --midi c=60
refused "midi note" 2 "bad --midi 'a=128', expected KEY=NOTE,... with notes 0 to 127, as a=60,b=62" \
	"${both[@]}" --track tone.wav --midi a=128
refused "no midi" 2 "bad --midi '', expected KEY=NOTE,... with notes 0 to 127, as a=60,b=62" \
	"${both[@]}" --track tone.wav --midi ''
refused "half a midi" 2 "bad --midi 'a=60,', expected KEY=NOTE,... with notes 0 to 127, as a=60,b=62" \
	"${both[@]}" --track tone.wav --midi a=60,
refused "midi note for two" 2 "note 60 is twice in --midi 'a=60,b=60', expected another note for each key" \
	"${both[@]}" --track tone.wav --midi a=60,b=60
options=(--backend file)
refused "no terminal" 2 "this is no terminal, expected one, or --plain" "${both[@]}" --track tone.wav
options=(--backend file --plain)
XDG_STATE_HOME=/dev/null refused "no folder for records" 1 "cannot make '/dev/null/zout/abx' for records: Not a directory" \
	"${both[@]}" --track tone.wav
no_place="no place for records: expected HOME or XDG_STATE_HOME, a path of at most 4000 bytes"
XDG_STATE_HOME=/$(printf 'x%.0s' {1..4050}) refused "folder with a name that is too long" 1 "$no_place" \
	"${both[@]}" --track tone.wav
XDG_STATE_HOME=state HOME=home refused "folders not from the root" 1 "$no_place" "${both[@]}" --track tone.wav
mkdir homely
XDG_STATE_HOME=state HOME=$scratch/homely "$ZOUT" abx "${options[@]}" "${both[@]}" --output heard.wav --track tone.wav \
	>events 2>err.log <<<quit
is "modes of the folders" "700 700 700 700" "$(stat -c %a homely/.local{,/state{,/zout{,/abx}}} 2>&1 | paste -sd ' ')"
verdict "a folder for records is made for its owner only, in HOME if nothing else is named"

[ $failures -eq 0 ]
