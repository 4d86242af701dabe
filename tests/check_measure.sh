#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `zout measure`: what it prints and writes, what it refuses, other programs' opinion of the same files, and the review
# of the amplifier that it is held against.

root=$PWD
# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

# between NAME LOW HIGH VALUE
between() {
	if [ -z "$why" ] && ! awk -v v="${4:-x}" -v low="$2" -v high="$3" 'BEGIN { exit !(v + 0 == v && v >= low && v <= high) }'; then
		why="$1 is '$4', expected $2 to $3"
	fi
}

# figure FILE ID [JQ FILTER]: first value of a definition, left channel or both
figure() {
	jq -r --arg id "$2" "[.measured[0].figures[] | select(.definition == \$id and .channel != \"right\" ${3:+and ($3)}) | .value][0]" "$1"
}

# The report

works measure --amp hpa-1 --phones hd650 --report report
is "files" "report.html report.json" "$(echo $(ls report))"
verdict "report of one amplifier"
json=$scratch/report/report.json
html=$scratch/report/report.html
is "format" zout-measure "$(jq -r .format "$json")"
is "amplifier" "Pass Labs HPA-1" "$(jq -r '.measured[0].amplifier' "$json")"
is "figures without definition, unit, channel, load, weighting or rate" 0 "$(jq '[.measured[0].figures[] | select(
	(.definition | length) == 0 or (.unit | length) == 0 or (has("channel") | not) or (.conditions.load | length) == 0
	or (.conditions.weighting | length) == 0 or .conditions.rate_hz < 44100)] | length' "$json")"
is "definitions that are used and not given" "" "$(jq -r '(.definitions | keys) as $known |
	[.measured[0] | (.figures[], .curves[]) | .definition] | unique - $known | join(" ")' "$json")"
is "figures that differ under the same conditions" 0 "$(jq '[.measured[0].figures |
	group_by([.definition, .channel, .conditions])[] | select(length > 1)] | length' "$json")"
is "curves with x and y of different length" 0 "$(jq '[.measured[0].curves[] | select((.x | length) != (.y | length))] | length' "$json")"
verdict "JSON has a definition and conditions for every number"
is "volumes of the balance" '[0,-20,-40,-60,-80]' \
	"$(jq -c '[.measured[0].figures[] | select(.definition == "BAL-1") | .conditions.volume_db]' "$json")"
is "balance beside its curve" 0 "$(jq '.measured[0] | ([.curves[] | select(.definition == "BAL-1")][0] |
	[.x, .y] | transpose) as $curve | [.figures[] | select(.definition == "BAL-1") |
	[.conditions.volume_db, .value]] - $curve | length' "$json")"
is "volumes on the page" "0 -20 -40 -60 -80" "$(sed -n 's/^<tr><td>BAL-1.*, volume \([-0-9]*\) dB, rate .*/\1/p' "$html" | xargs)"
is "other figures with a volume" 0 "$(jq '[.measured[0].figures[] | select(.definition != "BAL-1" and (.conditions | has("volume_db")))] | length' "$json")"
verdict "each balance has its volume"
# Tones whose peak is a tenth of the sine's have less than a tenth of its rms; 48 ohm divide 300/348 against 16/64
levels=$("$ZOUT" measure --amp wire --set output_impedance=48 --load 300 --rate 48000 --json | jq -c '.measured[0].curves |
	map(select(.definition == "FR-1").conditions) | map({key: .load, value: .level_vrms}) | from_entries')
between "level of the response, V" 0.01 0.1 "$(jq '."300 ohm"' <<<"$levels")"
between "level into 16 ohm over that into 300" 0.2897 0.2903 "$(jq '."16 ohm" / ."300 ohm"' <<<"$levels")"
verdict "each response has its level"
is "definitions that docs/measure.md does not explain" "" "$(jq -r '.definitions | keys[]' "$json" | while read -r id; do
	grep -q "^| \`$id\` |" "$root/docs/measure.md" || echo "$id"; done)"
is "definitions that only docs/measure.md knows" "" "$(sed -n 's/^| `\([A-Z0-9]*-[0-9]*\)` |.*/\1/p' "$root/docs/measure.md" |
	while read -r id; do jq -e --arg id "$id" '.definitions | has($id)' "$json" >/dev/null || echo "$id"; done)"
verdict "docs/measure.md explains every definition"
is "links to other files" 0 "$(grep -cE '(src|href|url\(|@import|<script)' "$html")"
is "charts" 13 "$(grep -c '^<figure><svg' "$html")"
is "charts that do not end" "$(grep -c '<svg' "$html")" "$(grep -c '</svg>' "$html")"
is "view port" 1 "$(grep -c 'name="viewport"' "$html")"
is "numbers that are none" 0 "$(grep -ciE '\b(nan|inf)\b' "$html")"
verdict "HTML is one file with its charts inside"
while read -r id; do
	is "name of $id on its tile" "$(sed -n "s/^<tr><td>$id<td>\([^<]*\)<.*/\1/p" "$html" | head -n 1)" \
		"$(sed -n "s/^<div><span>\([^<]*\)<.*<span>$id<.*/\1/p" "$html")"
done < <(sed -n 's/^<div><span>[^<]*<.*<span>\([A-Z0-9-]*\)<.*/\1/p' "$html" | grep -v '^POWER-')
verdict "a figure has one name"
# caption FILE ID: what is said below the first chart of a definition, without its rate
caption() {
	sed -n "s/^.*<figcaption>$2: \\(.*\\)rate .*/\\1/p" "$1" | head -n 1
}
is "conditions of the dashboard" "1 kHz, 2.00 Vrms into Sennheiser HD650, 20 Hz to 20 kHz, " "$(caption "$html" FFT-1)"
is "conditions of powers into all loads" "1 kHz, 20 Hz to 20 kHz, " "$(caption "$html" POWER-1)"
is "conditions of THD+N into all loads" 1 "$(grep -c '<figcaption>THDNP-1: 1 kHz, 20 Hz to 20 kHz, rate' "$html")"
is "loads of the output impedance" "into 32 and 320 ohm, " "$(caption "$html" ZOUT-1)"
is "these in JSON" "32 and 320 ohm 32 320" "$(jq -r '[.measured[0].figures[] | select(.definition == "ZOUT-1").conditions |
	.load, .load_ohm, .other_load_ohm] | join(" ")' "$json")"
verdict "captions are true of all lines"
"$ZOUT" measure --amp hpa-1 --phones hd650 --json >printed.json
cmp -s report/report.json printed.json || why="--json and report.json of another run differ"
verdict "measuring again gives the same, and --json prints it"

# The screen

LC_ALL=C "$ZOUT" measure --amp wire --load 32 >plain.txt 2>bar.txt
is "bytes beyond ASCII in the locale C" 0 "$(grep -cP '[^\x00-\x7f]' plain.txt)"
is "escape sequences in a file" 0 "$(grep -c $'\033' plain.txt)"
is "progress bar in a file" "" "$(cat bar.txt)"
is "SINAD with its definition" 1 "$(grep -cE '^  SINAD .* dB .*SINAD-1$' plain.txt)"
is "harmonics with their definition" 8 "$(grep -cE '^  H[2-9] .* dB  HARM-1 ' plain.txt)"
is "powers with their definitions" 1 "$(grep -c '^  Power into .* POWER-1, P1PC-1, S1PC-1$' plain.txt)"
if command -v script >/dev/null 2>&1; then
	TERM=xterm script -qec "'$ZOUT' measure --amp wire --load 32" /dev/null >colour.txt </dev/null
	[ "$(grep -c $'\033\[' colour.txt)" -gt 0 ] || why="no colour on a terminal"
	[ "$(grep -c '#.*%' colour.txt)" -gt 0 ] || why="no progress bar on a terminal"
	NO_COLOR=1 TERM=xterm script -qec "'$ZOUT' measure --amp wire --load 32" /dev/null >colour.txt </dev/null
	is "escape sequences with NO_COLOR" 0 "$(grep -c $'\033\[' colour.txt)"
fi
verdict "colour on a terminal only"
"$ZOUT" measure --compare hpa-1 wire rme-iem --load 300 --report compared >compared.txt
is "amplifiers" "Pass Labs HPA-1;Wire with gain;RME ADI-2 DAC FS, IEM output" "$(jq -r '.measured | map(.amplifier) | join(";")' compared/report.json)"
is "order" "Wire RME Pass" "$(sed -n '3,5s/ .*//p' compared.txt | xargs)"
# That of full scale, which the converter gives without clipping: 2 V less 8.7 dB
is "levels" "2.00 0.73 2.00" "$(sed -n '3,5s/.*  \([0-9.]*\) V .*/\1/p' compared.txt | xargs)"
is "rankings" 4 "$(grep -c '<figcaption>[A-Z0-9-]*</figcaption>' compared/report.html)"
verdict "comparison"
# One of them has 0.37 V where the others have 2
is "conditions of the dashboards" "1 kHz into 300 ohm, 20 Hz to 20 kHz, " "$(caption compared/report.html FFT-1)"
is "conditions of the responses" "into 300 ohm, 20 Hz to 90 kHz, " "$(caption compared/report.html FR-1)"
verdict "captions are true of all amplifiers"
# Bars of one harmonic stand together: in 0.7 of what it has, which leaves more room to the next one than between them
bars() {
	sed -n '/^<title>Harmonics/,/<figcaption>/p' "$1" | sed -n 's/^<path fill="none" .*stroke-width="\([0-9.]*\)".* d="\(M.*\)"\/>$/\1 \2/p' |
		awk '{ width = $1; n = split($0, pieces, "M"); for (i = 2; i <= n; i++) print 1 + (pieces[i] - 54) * 9 / 412, width * 9 / 412 }'
}
is "bars" 24 "$(bars compared/report.html | wc -l)"
is "bars beyond their group" 0 "$(bars compared/report.html |
	awk '{ off = $1 - int($1 + 0.5); off = off < 0 ? -off : off; n += off + $2 / 2 > 0.352 } END { print n + 0 }')"
is "bar of one amplifier, off its harmonic" 0 "$(bars "$html" | awk '{ off = $1 - int($1 + 0.5); n += off * off > 1e-5 } END { print n + 0 }')"
verdict "bars of one harmonic stand together"
# last_power FILE OHM: the end of the axis of THD+N against power
last_power() {
	sed -n "/^<title>THD+N against power into $2 ohm/,/<figcaption>/p" "$1" |
		sed -n 's/.* y="261.0" text-anchor="middle">\([0-9.k]*\)<.*/\1/p' | tail -n 1
}
is "end of the axis of 8.18 W, mW" 10k "$(last_power compared/report.html 300)"
is "end of the axis of 76.7 W, mW" 100k "$(last_power compared/report.html 32)"
verdict "axes hold all of a strong amplifier's power"

# An amplifier reaches what it reaches, however hot the source is; bisected to 0.006 dB on either side

for volts in 2 20; do
	"$ZOUT" measure --amp o2 --load 15 --set source_level=$volts --json >reach-$volts.json
	is "loads with power at 1 %, source of $volts V" 8 \
		"$(jq '[.measured[0].figures[] | select(.definition == "P1PC-1")] | length' reach-$volts.json)"
done
between "full output over that of another source" 0.998 1.002 \
	"$(awk -v a="$(figure reach-20.json FULL-1)" -v b="$(figure reach-2.json FULL-1)" 'BEGIN { print a / b }')"
for load in 600 32 20 16; do
	between "power into $load ohm over that with another source" 0.996 1.004 \
		"$(awk -v a="$(figure reach-20.json P1PC-1 ".conditions.load_ohm == $load")" \
			-v b="$(figure reach-2.json P1PC-1 ".conditions.load_ohm == $load")" 'BEGIN { print a / b }')"
done
verdict "what an amplifier can do does not depend on the source"

# What is said of the load

sed 's/<urn:zout:preset:phones:dt880-600>/<>/' "$B/zout.lv2/presets/phones/dt880-600.ttl" >dt880.ttl

# load_of ARG...: its name, and its ohms where it is a resistor
load_of() {
	"$ZOUT" measure "$@" --json | jq -r '.measured[0] | .load, (.figures[] | select(.definition == "LEVEL-1" and .channel == "left") | .conditions.load_ohm)'
}
is "load that nothing was said of" $'300 ohm\n300' "$(load_of --set gain=3)"
is "load of a preset without one" $'300 ohm\n300' "$(load_of --preset saved.ttl)"
is "load of resistance only" $'50 ohm\n50' "$(load_of --amp o2 --set resistance=50)"
is "load of more than resistance" $'headphone as set\nnull' "$(load_of --set inductance=0.1)"
is "load of a name" $'Sennheiser HD650\nnull' "$(load_of --phones hd650 --set gain=3)"
is "load of a name with one control" $'Sennheiser HD650 with resistance 50 ohm\nnull' \
	"$(load_of --amp o2 --phones hd650 --set resistance=50)"
is "load of a name with what no amplifier meets" $'Sennheiser HD650\nnull' "$(load_of --phones hd650 --set sensitivity=100)"
is "load of a name that another preset changed" $'headphone as set\nnull' \
	"$(load_of --phones hd650 --preset dt880.ttl --set resistance=50)"
"$ZOUT" measure --amp o2 --phones hd650 --set resistance=50 --report set >set.txt
is "dashboard with it" 1 "$(grep -c '2.00 Vrms into Sennheiser HD650 as set' set.txt)"
is "page with it" 1 "$(grep -c '<p>Into Sennheiser HD650 with resistance 50 ohm. Measured' set/report.html)"
is "conditions with it" 0 "$(grep -c 'Sennheiser HD650,' set/report.html)"
verdict "the load is called what it is"

# What is said of the amplifier: the name of a preset only where it is that one, with what was set of it

# amps_of ARG...: their names
amps_of() {
	"$ZOUT" measure "$@" --rate 44100 --json | jq -r '.measured | map(.amplifier) | join(";")'
}
# A whole amplifier in a file, as a host saves it
sed 's/<urn:zout:preset:amps:o2>/<>/' "$B/zout.lv2/presets/amps/o2.ttl" >o2.ttl
is "amplifier that a preset replaced" "Amplifier as set" "$(amps_of --amp hpa-1 --preset o2.ttl)"
is "amplifier that replaced a preset" "Pass Labs HPA-1" "$(amps_of --preset o2.ttl --amp hpa-1)"
is "amplifier beside a preset of the volume" "Pass Labs HPA-1" "$(amps_of --amp hpa-1 --preset saved.ttl)"
is "amplifier with a control of the headphone" "Pass Labs HPA-1" "$(amps_of --amp hpa-1 --set resistance=50)"
is "amplifier with one control" "Pass Labs HPA-1 with h2 -40 dB" "$(amps_of --amp hpa-1 --set h2=-40)"
is "amplifier with five controls" "Pass Labs HPA-1 with gain 3 dB, h2 -40 dB, noise 2 uV and 2 more" \
	"$(amps_of --amp hpa-1 --set h2=-40 --set gain=3 --set hum=5 --set euphonic=1 --set noise=2)"
is "replaced amplifier with one control" "Amplifier as set" "$(amps_of --amp hpa-1 --preset o2.ttl --set h2=-40)"
changed='Pass Labs HPA-1 with output_impedance 120 ohm'
"$ZOUT" measure --compare hpa-1 o2 --set output_impedance=120 --report changed >changed.txt
is "amplifiers compared" "$changed;O2 class with output_impedance 120 ohm" \
	"$(jq -r '.measured | map(.amplifier) | join(";")' changed/report.json)"
is "lines with it on the screen" 1 "$(grep -c "^$changed  " changed.txt)"
is "headings with it on the page" 1 "$(grep -c "^<h2>$changed</h2>" changed/report.html)"
is "rankings that tell them from the plain ones" 4 "$(grep -c '>Pass Labs HPA-1 as set</text><rect' changed/report.html)"
is "heading on the screen" "Pass Labs HPA-1 with h2 -40 dB" "$("$ZOUT" measure --amp hpa-1 --set h2=-40 --report one | head -n 1)"
is "heading of the page" 1 "$(grep -c '<h1>Pass Labs HPA-1 with h2 -40 dB</h1>' one/report.html)"
verdict "the amplifier is called what it is"
is "headphone that a preset replaced" $'headphone as set\nnull' "$(load_of --phones hd650 --preset dt880.ttl)"
verdict "a headphone that a preset replaced is not called by its name"

# The command to repeat it, for a shell

# arguments COMMAND: what a shell makes of it, one to a line
arguments() {
	sh -c 'zout() { printf "[%s]\n" "$@"; }
'"$1"
}
odd=$'Ann\'s \"$HOME\" `id` \\ \'\' *?[a] ~ # & ; | <> () {a,b} ! % \u00fc\ttab.ttl'
cp saved.ttl "$odd"
"$ZOUT" measure --preset "$odd" --set gain=3 --phones hd650 --level 0.5 --json >odd.json
command=$(jq -r '.measured[0].command' odd.json)
is "arguments" "$(printf '[%s]\n' measure --preset "$odd" --set gain=3 --phones hd650 --level 0.5)" "$(arguments "$command")"
is "plain arguments" "zout measure --amp hpa-1 --phones hd650" "$(jq -r '.measured[0].command' "$json")"
verdict "the command to repeat it is one for a shell"
odd=$'half \xc3 a character \xff.ttl'
cp saved.ttl "$odd"
"$ZOUT" measure --preset "$odd" --json --report odd >odd.json
is "arguments" "$(printf '[%s]\n' measure --preset "$odd")" "$(arguments "$(jq -r '.measured[0].command' odd.json)")"
is "page in UTF-8" yes "$(iconv -f UTF-8 -t UTF-8 odd/report.html >iconv.out 2>&1 && echo yes)"
verdict "a name that is no text leaves report and command whole"
is "output impedance, ohm" "$("$ZOUT" list --json amps | jq '.amps[] | select(.name == "hpa-1").values[] |
	select(.symbol == "output_impedance").value')" "$(jq '.measured[0].settings.output_impedance' "$json")"
verdict "settings are the numbers of the preset"

# What is refused. As root every directory can be written, so these are none or lie in none.

refuses "load of 0 ohm" 2 "bad value '0' for --load, expected 4 to 1000 ohm" measure --load 0
refuses "load that is no number" 2 "bad value '3x' for --load, expected 4 to 1000 ohm" measure --load 3x
refuses "load that is no decimal number" 2 "bad value '0x20' for --load, expected 4 to 1000 ohm" measure --load 0x20
refuses "rate too low" 2 "bad value '22050' for --rate, expected 44100 to 384000 Hz" measure --rate 22050
refuses "rate that is no whole number" 2 "bad value '48000.5' for --rate, expected a whole number of Hz" measure --rate 48000.5
refuses "level of nothing" 2 "bad value '0' for --level, expected 0.001 to 50 Vrms" measure --level 0
refuses "phones and load" 2 "expected --phones or --load, but got both" measure --phones hd650 --load 32
refuses "operand" 2 \
	"unexpected argument 'o2', expected amplifiers after --compare only (see: zout measure --help)" measure o2
refuses "one amplifier to compare" 2 "expected 2 to 64 amplifiers to compare, but got 1 (see: zout list amps)" \
	measure --compare o2
refuses "unknown amplifier to compare" 2 "unknown amplifier 'o3'; did you mean 'o2'? (see: zout list amps)" \
	measure --compare wire o3
refuses "directory in a file" 2 \
	"cannot write a report to 'stereo.wav': Not a directory, expected a directory that can be written" \
	measure --report stereo.wav
refuses "directory in no directory" 2 \
	"cannot write a report to 'no/where': No such file or directory, expected a directory that can be written" \
	measure --report no/where
mkdir -p taken/report.json
echo old >taken/report.html
refuses "report that is a directory" 2 "cannot write 'taken/report.json': not a regular file" measure --report taken
rmdir taken/report.json
refuses "directory without a name" 2 "bad directory '' for --report, expected a name" measure --report ''
sox -r 48000 -n -b 24 -c 2 silent.wav trim 0 2
sox -r 48000 -n -b 24 -c 2 dc.wav trim 0 2 dcshift 0.5
sox -r 48000 -n -b 16 -c 2 clipped.wav synth 2 sine 1000 gain -1 gain 6 2>/dev/null
sox -r 48000 -n -b 24 -c 2 short.wav synth 0.5 sine 1000 gain -6
sox -R -r 48000 -n -b 24 -c 2 noise.wav synth 2 whitenoise gain -20
sox -r 32000 -n -b 24 -c 2 slow.wav synth 2 sine 1000 gain -6
while read -r name reason; do
	refuses "recording: $name" 2 "cannot measure the left channel of '$name.wav': $reason" measure --recording $name.wav
done <<'END'
silent the recording is silent, expected a tone
dc the recording holds nothing but DC, expected a tone
clipped the recording is clipped at full scale, expected a lower level
short the recording is too short, expected at least one second
noise no tone stands above everything else in the recording
slow the sample rate cannot hold 20 kHz, expected 44100 Hz or more
END
refuses "recording that is none" 2 "cannot read 'nowhere.wav': No such file or directory" measure --recording nowhere.wav
refuses "recording and amplifier" 2 "expected no other option beside --recording (see: zout measure --help)" \
	measure --recording stereo.wav --amp o2
for option in '--load 32' '--level 1' '--rate 48000' '--phones hd650'; do
	# shellcheck disable=SC2086 # two words
	refuses "recording and ${option% *}" 2 "expected no other option beside --recording (see: zout measure --help)" \
		measure --recording stereo.wav $option
done

# What is not refused: at 20 Hz six samples in a row stand at full scale, and none of them is cut off
sox -D -V1 -r 48000 -n -b 16 -c 2 low.wav synth 2 sine 20
works measure --recording low.wav
verdict "a recording of 20 Hz at full scale"
sox -D -V1 -r 48000 -n -b 16 -c 2 full.wav synth 2 sine 1000
is "lines with a negative zero" 0 "$("$ZOUT" measure --recording full.wav | grep -c -- '-0\.000 ')"
verdict "full scale is 0 dBFS and not -0"

"$ZOUT" measure --amp hpa-1 --phones hd650 --report interrupted >/dev/null 2>int.log &
pid=$!
comes 4 test -d interrupted
kill -INT $pid
wait $pid
is "exit status" 1 $?
is message "zout: cannot measure Pass Labs HPA-1: interrupted" "$(cat int.log)"
[ -e interrupted ] && why="left something behind"
verdict "interrupted, it leaves nothing behind"

# What cannot be written at the end. A limit on the size of files stands for a full disk: it lets empty ones be made

# half_written WHAT REASON: the run has failed with this line, and the folder has one old page and nothing else
half_written() {
	is "exit status" 1 $rc
	is message "zout: cannot write '$1': $2" "$(cat said.log)"
	is "page" old "$(cat taken/report.html)"
	is "files" report.html "$(find taken -type f -printf '%f\n')"
}
(ulimit -f 10 && exec "$ZOUT" measure --amp wire --load 32 --report taken) >out.txt 2>said.log
rc=$?
half_written taken/report.html "File too large"
verdict "a report without room leaves the old one"
(ulimit -f 10 && exec "$ZOUT" measure --amp wire --load 32 --report new) >out.txt 2>said.log
[ -e new ] && why="left something behind"
verdict "a report without room leaves no folder"
both_begun() {
	[ "$(find taken -name '.zout-*' | wc -l)" -eq 2 ]
}
lie=$B/tests/lie/renames.so
nm -D "$ZOUT" | grep -q ' __asan_init' && lie="$(${CC:-cc} -print-file-name=libasan.so) $lie"
for links in yes no; do
	LD_PRELOAD=$lie ZOUT_LIE_LINKS=$links "$ZOUT" measure --amp wire --load 32 --report taken >out.txt 2>said.log &
	pid=$!
	comes 4 both_begun
	mkdir taken/report.json # while it measures
	wait $pid
	rc=$?
	half_written taken/report.json "Is a directory"
	rmdir taken/report.json
done
verdict "a report that can be written in part leaves the old one"

# Killed behind the first of two names
cp -r taken killed
echo old >killed/report.json
(LD_PRELOAD=$lie ZOUT_LIE_RENAMES=1 exec "$ZOUT" measure --amp wire --load 32 --report killed) >out.txt 2>said.log
is "exit status" 137 $?
is "files on the disk" "2 synced" "$(cat said.log)"
is "whole pages" 1 "$(grep -c '</html>$' killed/report.html)"
is "figures" old "$(cat killed/report.json)"
verdict "a report that is killed leaves new files or old ones"
echo old >taken/report.json
chmod 600 taken/report.json
works measure --amp wire --load 32 --report taken
is "pages" 1 "$(grep -c '^<!DOCTYPE' taken/report.html)"
is "format" zout-measure "$(jq -r .format taken/report.json)"
is "files" "report.html report.json" "$(find taken -mindepth 1 -printf '%f\n' | sort | xargs)"
is "mode" 600 "$(stat -c %a taken/report.json)"
verdict "a report replaces the old one"
"$ZOUT" measure --amp wire --load 32 --json 2>said.log >/dev/full
is "exit status" 1 $?
is message "zout: cannot write to standard output: No space left on device" "$(cat said.log)"
verdict "JSON on a full device"

# Other programs' opinion: sox and ffmpeg on the same files

# sox_rms_db FILE [EFFECT...]: rms of the left channel in dBFS (a full-scale sine has 0) after sox effects
sox_rms_db() {
	local file=$1
	shift
	sox "$file" -n remix 1 "$@" stat 2>&1 | awk '/^RMS +amplitude/ { print 20 * log($3 * sqrt(2)) / log(10) }'
}
# recorded FILE TITLE: value of the left channel
recorded() {
	"$ZOUT" measure --recording "$1" | awk -v title="  $2 " 'index($0, title) == 1 { sub(title, ""); print $1; exit }'
}
sox -r 48000 -n -b 24 -c 2 near.wav synth 1 sine 53 gain -6
between "highest mains line, which only rounding to 24 bits can make" -200 -140 "$(recorded near.wav "Highest mains line" | sed 's/none/-200/')"
verdict "a tone beside the mains is no mains line"
sox -r 48000 -n -b 32 -e float -c 2 tone.wav synth 8 sine 1000 gain -3.0103
works render --set gain=8 --set h2=-60 --set h3=-75 --set bandwidth=unlimited tone.wav distorted.wav
works render --set noise=500 --set hum=200 --set source_level=0.1 tone.wav noisy.wav
# sox prints six digits of amplitude: 2e-6 of 0.5 are 0.00002 dB; ffmpeg prints six of dB
for file in distorted noisy; do
	found=$(recorded $file.wav "Level of everything")
	sox_db=$(sox_rms_db $file.wav)
	ffmpeg_db=$(ffmpeg -hide_banner -nostats -i $file.wav -af astats=measure_overall=none -f null - 2>&1 |
		awk '/RMS level dB/ { print $NF + 3.0103; exit }')
	between "level of $file.wav less that of sox" -0.002 0.002 "$(awk -v a="$found" -v b="$sox_db" 'BEGIN { print a - b }')"
	between "level of $file.wav less that of ffmpeg" -0.002 0.002 "$(awk -v a="$found" -v b="$ffmpeg_db" 'BEGIN { print a - b }')"
done
verdict "level agrees with sox and ffmpeg"
# What a linear-phase high-pass at 1.5 kHz leaves of 1 kHz with harmonics is the harmonics. trim: its run-in.
# 0.05 dB: the six digits of the sum, 1e-6 of 5e-4
between "THD less sox's" -0.05 0.05 "$(awk -v a="$(recorded distorted.wav THD)" -v t="$(recorded distorted.wav 'Level of the tone')" \
	-v b="$(sox_rms_db distorted.wav sinc -a 140 -t 600 1500 trim 1 6)" 'BEGIN { print a + t - b }')"
verdict "THD agrees with sox"
# The same band by sox's filter; its edges and the length of the noise: 0.03 dB. The tone is taken out by a band stop
# between 600 and 1600 Hz, which is 5 % of the band: compared without it.
sox -r 48000 -n -b 32 -e float -c 2 zero.wav trim 0 8
works render --set noise=1000 --set source_level=0.1 zero.wav hiss.wav
sox hiss.wav -n remix 1 sinc -a 140 -t 10 20-20000 trim 1 6 stat 2>hiss.txt
hiss_db=$(awk '/^RMS +amplitude/ { print 20 * log($3 * sqrt(2)) / log(10) }' hiss.txt)
sox -r 48000 -n -b 32 -e float -c 2 quiet.wav synth 8 sine 1000 gain -20
works render --set noise=1000 --set source_level=0.1 quiet.wav hissing.wav
between "noise less sox's" -0.1 0.1 "$(awk -v a="$(recorded hissing.wav Noise)" -v b="$hiss_db" 'BEGIN { print a - b }')"
verdict "noise agrees with sox"

# The review of the HPA-1, chart by chart. Numbers are the review's and the maker's; see docs/hpa-1.md.

between "power into 300 ohm, 92 mW read from the review, at a gain known to 0.1 dB" 89.9 94.1 "$(figure "$json" POWER-1 '.conditions.load_ohm == 300')"
more=$(figure "$json" P1PC-1 '.conditions.load_ohm == 300')
between "power into 300 ohm at 1 %, 200 mW by the maker, at least" 200 1000 "$more"
verdict "HPA-1: 92 mW into 300 ohm, no clipping"
between "power into 20 ohm, 3.5 W by the maker, 0.2 dB" 3342 3665 "$(figure "$json" P1PC-1 '.conditions.load_ohm == 20')"
verdict "HPA-1: 3.5 W into 20 ohm"
"$ZOUT" measure --amp hpa-1 --load 300 --level 1 --json >one-volt.json
between "SINAD at 1 V, nearly the 86 dB of the specification, half a decibel" 85.5 86.5 "$(figure one-volt.json SINAD-1)"
verdict "HPA-1: SINAD nearly meets the specification"
is "strongest harmonic" 2 "$(jq '[.measured[0].figures[] | select(.definition == "HARM-1" and .channel == "left")] | max_by(.value) | .conditions.harmonic' "$json")"
verdict "HPA-1: the second harmonic dominates"
between "highest mains line, above the noise of one bin at -137 dB by 20 dB" -117 -80 "$(figure "$json" MAINS-1)"
verdict "HPA-1: lines of the power supply"
between "SNR at 50 mV, some 30 dB short of the best" 25 40 "$(awk -v a="$(jq '[.measured[2].figures[] | select(.definition == "SNR50-1")][0].value' compared/report.json)" -v b="$(figure "$json" SNR50-1)" 'BEGIN { print a - b }')"
verdict "HPA-1: SNR at 50 mV"
between "-1 dB near 40 kHz" 38e3 42e3 "$(figure "$json" FR1DB-1 '.conditions.load_ohm == 300')"
verdict "HPA-1: response"
middle=$(figure "$json" MTR-1 '.conditions.band_high_hz == 2000')
high=$(figure "$json" MTR-1 '.conditions.band_low_hz == 2000')
between "multitone, less range above 2 kHz than below it by" 5 40 "$(awk -v a="$middle" -v b="$high" 'BEGIN { print a - b }')"
verdict "HPA-1: distortion of the multitone rises with frequency"
between "THD+N at 20 kHz less that at 20 Hz" 10 40 \
	"$(jq '[.measured[0].curves[] | select(.definition == "THDNF-1")][0] | .y[-1] - .y[0]' "$json")"
verdict "HPA-1: THD+N rises with frequency"
is "loads from 600 ohm down, by distortion at full output" "[600,300,150,80,50,32,20,16]" \
	"$(jq -c '[.measured[0].curves[] | select(.definition == "THDNP-1") | {ohm: .conditions.load_ohm, y: .y[-1]}] | sort_by(.y) | map(.ohm)' "$json")"
verdict "HPA-1: distortion gets worse as the load gets lower"
between "channel balance within 20 dB" -0.5 0.5 "$(jq '[.measured[0].curves[] | select(.definition == "BAL-1")][0].y[10]' "$json")"
verdict "HPA-1: near perfect balance"

# says FORMAT VALUE...: the document has these numbers, rounded, with its own minus
says() {
	local text
	# shellcheck disable=SC2059 # a format
	text=$(LC_ALL=C printf "$@" | sed -E 's/(^| )-([0-9])/\1−\2/g')
	grep -qF -- "$text" "$root/docs/hpa-1.md" || why=${why:-"docs/hpa-1.md does not say '$text'"}
}
# curve FILE ID FILTER ELEMENT: of the first curve of a definition for which FILTER holds
curve() {
	jq "[.measured[0].curves[] | select(.definition == \"$2\" and ($3))][0].y[$4]" "$1"
}
for load in 300 600; do
	"$ZOUT" measure --amp hpa-1 --load $load --json >hpa-1-$load.json
done
json=hpa-1-300.json
says 'SINAD-1 %.1f dB at 2 V; with `--level 1` %.1f dB' "$(figure $json SINAD-1)" "$(figure one-volt.json SINAD-1)"
says 'H2 %.1f, H3 %.1f dB' "$(figure $json HARM-1 '.conditions.harmonic == 2')" "$(figure $json HARM-1 '.conditions.harmonic == 3')"
says 'the highest %.0f dB' "$(figure $json MAINS-1)"
says 'SNR50-1 %.1f dB, %.1f dB A-weighted' "$(figure $json SNR50-1)" "$(figure $json SNR50-1 '.conditions.weighting == "A"')"
says 'FR1DB-1 %.1f kHz' "$(awk -v hz="$(figure $json FR1DB-1 '.conditions.load_ohm == 300')" 'BEGIN { print hz / 1000 }')"
says 'into the HD650 it is %.1f kHz' "$(awk -v hz="$(figure printed.json FR1DB-1 '.conditions.load == "Sennheiser HD650"')" 'BEGIN { print hz / 1000 }')"
says 'MTR-1 %.1f dB from 200 Hz to 2 kHz, %.1f dB from 2 to 20 kHz; %.1f dB below 200 Hz' \
	"$(figure hpa-1-600.json MTR-1 '.conditions.band_high_hz == 2000')" \
	"$(figure hpa-1-600.json MTR-1 '.conditions.band_low_hz == 2000')" \
	"$(figure hpa-1-600.json MTR-1 '.conditions.band_high_hz == 200')"
says '%.1f dB at 20 Hz' "$(curve $json THDNF-1 '.conditions.band_high_hz == 90000' 0)"
says '%.1f at 20 kHz' "$(curve $json THDNF-1 '.conditions.band_high_hz == 90000' -1)"
says 'POWER-1 %.1f mW' "$(figure $json POWER-1 '.conditions.load_ohm == 300')"
says 'POWER-1 %.0f mW' "$(figure $json POWER-1 '.conditions.load_ohm == 32')"
says 'at full output %.1f dB into 600 ohm, %.1f into 32, %.1f into 16' \
	"$(curve $json THDNP-1 '.conditions.load_ohm == 600' -1)" "$(curve $json THDNP-1 '.conditions.load_ohm == 32' -1)" \
	"$(curve $json THDNP-1 '.conditions.load_ohm == 16' -1)"
says '%.2f dB at -20 dB, %.1f dB at -60 dB' "$(figure $json BAL-1 '.conditions.volume_db == -20')" \
	"$(figure $json BAL-1 '.conditions.volume_db == -60')"
says 'ZOUT-1 %.2f ohm' "$(curve $json ZOUT-1 true 0)"
verdict "HPA-1: figures of the document are those that are measured"

[ "$failures" -eq 0 ]
