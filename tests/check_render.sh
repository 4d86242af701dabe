#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `zout render`: what options do, formats, files, speed and interruption.

# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

# same NAME ARGS ARGS: both sets of options give the same file
same() {
	rm -f a.wav b.wav
	# shellcheck disable=SC2086 # several words
	works render $2 stereo.wav a.wav
	# shellcheck disable=SC2086
	works render $3 stereo.wav b.wav
	[ -z "$why" ] && ! cmp -s a.wav b.wav && why="'$2' differs from '$3'"
	verdict "$1"
}
works render --set volume=-12 stereo.wav reference.wav
works render --set volume=-13 stereo.wav other.wav
cmp -s reference.wav other.wav && why="volume changes nothing"
verdict "controls have an effect"
same "option with =" "--set=volume=-12" "--set volume=-12"
same "the last one wins" "--set volume=-3 --set volume=-12" "--set volume=-12"
same "controls come after presets" "--set volume=-3 --preset saved.ttl" "--set volume=-3"
same "presets in their order" "--amp otl-120-ohm --amp hpa-1 --phones k701" "--amp hpa-1 --phones k701"
same "preset from a file" "--preset saved.ttl" "--set volume=-12"
same "preset from a file URI" "--preset file://$scratch/saved.ttl" "--set volume=-12"
same "preset by its URI" "--preset urn:zout:preset:amps:otl-120-ohm" "--amp otl-120-ohm"
same "shipped preset as a file" "--preset $B/zout.lv2/presets/amps/otl-120-ohm.ttl" "--amp otl-120-ohm"
same "name in any case" "--amp HPA-1" "--amp hpa-1"
same "name of a value in any case" "--set output_mode=volts" "--set output_mode=1"
same "on and off" "--set euphonic=on --set enabled=True" "--set euphonic=1 --set enabled=1"
same "named point of a range" "--set volume=MUTE" "--set volume=-90"
works render --amp 'sennheiser hd650' stereo.wav o.wav
is "message for a headphone as amplifier" 1 "$(grep -c 'unknown amplifier' <<<"$why")"
why=
works render --phones 'sennheiser hd650' stereo.wav o.wav
verdict "label instead of a name"
mkdir -p lv2/mine.lv2
cp saved.ttl lv2/mine.lv2/saved.ttl
printf '@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n%s\n' \
	'<urn:mine> a <http://lv2plug.in/ns/ext/presets#Preset> ; lv2:appliesTo <urn:zout:amp> ; rdfs:seeAlso <saved.ttl> .' \
	>lv2/mine.lv2/manifest.ttl
sed -i 's/^<>/<urn:mine>/' lv2/mine.lv2/saved.ttl
export LV2_PATH=$scratch/lv2
same "preset in LV2_PATH" "--preset urn:mine" "--set volume=-12"
unset LV2_PATH
rm -rf lv2

transparent="--set output_impedance=0 --set bandwidth=unlimited"
for file in o.wav o.WAV o.flac o.aiff o.aif o.w64 o.rf64 o.caf o.au; do
	rm -f "$file"
	# shellcheck disable=SC2086 # several words
	works render $transparent stereo.wav $file
	differs_at_most -130 stereo.wav $file # 24 bits; for float there is no difference
	verdict "render to $file keeps length, rate and time"
done
for extension in wav flac aiff w64 rf64 caf au; do
	works render stereo.wav once.$extension
done
sleep 1.1 # some formats may hold the time of day, in seconds
for extension in wav flac aiff w64 rf64 caf au; do
	works render stereo.wav again.$extension
	cmp -s once.$extension again.$extension || why=${why:-$extension differs}
done
verdict "two renders are equal in every format"
# shellcheck disable=SC2086
works render $transparent --format 24 stereo.wav o.wav
is bits 24 "$(soxi -V1 -b o.wav)"
differs_at_most -130 stereo.wav o.wav
verdict "24 bit"
# shellcheck disable=SC2086
works render $transparent --format 24 loud.wav o.wav
differs_at_most -1000 loud.wav o.wav
verdict "24 bit through a wire are the same 24 bit"
said=$("$ZOUT" render --set output_mode=Volts --set output_level=1 --format 24 loud.wav o.wav 2>&1)
is "exit status" 0 $?
count=$(sed -n "s/^zout: warning: \([0-9]*\) samples limited to full scale in 'o.wav'.*/\1/p" <<<"$said")
# A sine of 5.02 dBFS is beyond full scale for 2 acos(10^(-5.02/20)) / pi = 62.1 % of the time, of 9600 samples
is "clipped samples within 2 % of 5959" 1 "$(awk -v n="${count:-0}" 'BEGIN { print (n > 5840 && n < 6080) }')"
is "highest sample" 1 "$(sox o.wav -n stat 2>&1 | awk '/Maximum amplitude/ { print ($3 > 0.99999 && $3 <= 1) }')"
verdict "24 bit limits, counts and says so"
works render --set output_mode=Volts --set output_level=1 --format float loud.wav o.wav
verdict "float does not limit"

# shellcheck disable=SC2086
works render $transparent mono.wav o.wav
is "channels, rate and length" "2 44100 10007" "$(soxi -V1 -c o.wav) $(soxi -V1 -r o.wav) $(soxi -V1 -s o.wav)"
sox -V1 o.wav left.wav remix 1 && sox -V1 o.wav right.wav remix 2
cmp -s left.wav right.wav || why=${why:-sides differ}
differs_at_most -1000 mono.wav left.wav
verdict "mono goes to both sides"
sox stereo.wav nothing.wav trim 0 0
works render nothing.wav o.wav
is length 0 "$(soxi -V1 -s o.wav)"
verdict "empty input"
# libsndfile reads neither back as empty
for extension in flac aiff; do
	rm -f o.$extension
	"$ZOUT" render nothing.wav o.$extension 2>err
	is "exit status" 2 $?
	is complaint "zout: cannot write 'o.$extension': there is no audio, and FLAC and AIFF files cannot be empty" "$(cat err)"
	[ ! -e o.$extension ] || why=${why:-o.$extension was left behind}
done
verdict "nothing where a file cannot be empty"
for frames in 1 2 3; do
	sox -V1 stereo.wav short.wav trim 0 ${frames}s
	for extension in wav flac aiff w64 rf64 caf au; do
		works render short.wav short.$extension.$extension
		is "frames in short.$extension" $frames "$(soxi -V1 -s short.$extension.$extension)"
	done
done
verdict "files of 1 to 3 frames keep their length"
for rate in 8000 96000 192000; do
	sox -r $rate -n -b 32 -e float -c 2 rate.wav synth 999s sine 440 gain -6
	works render rate.wav o.wav
	is "rate and length" "$rate 999" "$(soxi -V1 -r o.wav) $(soxi -V1 -s o.wav)"
	verdict "$rate Hz"
done
printf 'old' >target.wav
ln -s target.wav to-target.wav
works render stereo.wav to-target.wav
is "link and its target" "yes 12345" "$([ -L to-target.wav ] && echo yes) $(soxi -V1 -s target.wav)"
verdict "output through a link leaves the link"
mkdir -p music
ln -s ../later.wav music/to-later.wav
ln -s music/to-later.wav to-to-later.wav
works render stereo.wav to-to-later.wav
is "links and their target" "yes yes 12345" \
	"$([ -L to-to-later.wav ] && echo yes) $([ -L music/to-later.wav ] && echo yes) $(soxi -V1 -s later.wav)"
verdict "output through links to where nothing is yet leaves the links"
ln -s "$scratch/music/new.wav" to-new.wav
works render stereo.wav to-new.wav
is "link and its target" "yes 12345" "$([ -L to-new.wav ] && echo yes) $(soxi -V1 -s music/new.wav)"
verdict "output through a link of a whole path to where nothing is yet"
ln -s no-such-folder/new.wav astray.wav
refuses "output through a link that leads nowhere" 2 "cannot write 'astray.wav': No such file or directory" \
	render stereo.wav astray.wav
ln -s circle.wav circle.wav
refuses "output through a link to itself" 2 "cannot write 'circle.wav': Too many levels of symbolic links" \
	render stereo.wav circle.wav
rm -f -- -o.wav
works render -- stereo.wav -o.wav
is "file" yes "$([ -f ./-o.wav ] && echo yes)"
verdict "file names after --"
(umask 027 && "$ZOUT" render stereo.wav mode.wav)
is mode 640 "$(stat -c %a mode.wav)"
verdict "output has the mode of any new file"
for mode in 600 640 444; do
	chmod $mode mode.wav
	(umask 022 && "$ZOUT" render stereo.wav mode.wav)
	is mode $mode "$(stat -c %a mode.wav)"
done
ln -sf mode.wav to-mode.wav
chmod 600 mode.wav
works render stereo.wav to-mode.wav
is "mode through a link" 600 "$(stat -c %a mode.wav)"
verdict "output keeps the mode of the file that it replaces"

lie=$B/tests/lie/renames.so
nm -D "$ZOUT" | grep -q ' __asan_init' && lie="$(${CC:-cc} -print-file-name=libasan.so) $lie"
(LD_PRELOAD=$lie ZOUT_LIE_RENAMES=1 exec "$ZOUT" render stereo.wav killed.wav) 2>said.log
is "exit status" 137 $?
is "files on the disk" "1 synced" "$(cat said.log)"
works render stereo.wav whole.wav
cmp -s killed.wav whole.wav || why=${why:-"what was killed has left half a file"}
verdict "output has its name when it is on the disk"

# Speed, failure and interruption

head -c $((600 * 48000 * 8)) /dev/zero | sox -R -t raw -r 48000 -e float -b 32 -c 2 - long.wav synth 600 pinknoise pinknoise gain -12
# Processor time, because the tests run side by side; the least of three, because page cache comes and goes. Where others
# slow the machine down, sox with two filters of second order takes longer than this, too: a third longer on a quiet one
seconds() {
	{ TIMEFORMAT='%U %S' && time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
}
least() {
	printf '%s\n' "$@" | sort -g | head -1
}
own=() peer=()
for _ in 1 2 3; do
	own+=("$(seconds "$ZOUT" render --amp hpa-1 --phones hd650 long.wav o.wav)")
	peer+=("$(seconds sox long.wav peer.wav bass 1 treble 1)")
done
works render --amp hpa-1 --phones hd650 long.wav o.wav
speed=$(awk "BEGIN { printf \"%d\", 600 / $(least "${own[@]}") }")
if nm "$ZOUT" | grep -q ' __asan_init'; then
	echo "ok speed is at least 500 x real time # SKIP sanitizers take time"
else
	[ "$speed" -ge 500 ] || awk "BEGIN { exit !($(least "${own[@]}") <= $(least "${peer[@]}")) }" ||
		why=${why:-"$speed x real time, ${own[*]} s, where sox takes ${peer[*]} s"}
	verdict "speed is at least 500 x real time, or that of sox with two filters ($speed)"
fi
printf 'old' >o.wav
begun() {
	[ -n "$(find . -name '.zout*' -size +100k)" ]
}
# interrupted SIGNAL: renders until there is something of the output, however fast that is, then sends it
interrupted() (
	set -m # else what runs in the background ignores SIGINT
	"$ZOUT" render --amp hpa-1 --phones hd650 long.wav o.wav 2>said.log &
	comes 20 begun
	kill -s "$1" $!
	wait $!
)
for signal in INT TERM HUP; do
	interrupted $signal
	is "exit status" 1 $?
	is message "zout: interrupted" "$(cat said.log)"
	is "previous output" old "$(head -c 3 o.wav)"
	is "temporary files" "" "$(find . -name '.zout*')"
	verdict "SIG$signal leaves nothing"
done
(ulimit -f 1000 && "$ZOUT" render long.wav o.wav) 2>said.log
is "exit status" 1 $?
is "start of the message" "zout: cannot write '$(realpath o.wav)':" "$(cut -d ' ' -f 1-4 said.log)"
is "previous output" old "$(head -c 3 o.wav)"
is "temporary files" "" "$(find . -name '.zout*')"
verdict "no room for the output"
# At the very end, of which libsndfile does not tell: noise, so that the last block of a FLAC file is larger than the
# kilobytes that a limit counts
sox -R -r 48000 -n -b 32 -e float -c 2 noise.wav synth 14000s whitenoise whitenoise gain -6
for file in full.wav full.flac full.aiff full.w64 full.rf64 full.caf full.au; do
	works render noise.wav $file
	for limit in $((($(stat -c %s $file) - 1) / 1024)) 0; do
		printf 'old' >$file
		line=$(ulimit -f "$limit" && "$ZOUT" render noise.wav $file 2>&1)
		is "exit status with $limit kB" 1 $?
		is "message" "zout: cannot write '$scratch/$file': File too large" "$line"
		is "previous output" old "$(cat $file)"
		is "temporary files" "" "$(find . -name '.zout*')"
	done
	verdict "no room for the end of $file, or for any of it"
done
is "bytes on stderr" 0 "$("$ZOUT" render long.wav o.wav 2>&1 | wc -c)"
verdict "no progress bar without a terminal"
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	script -qec "'$ZOUT' render long.wav o.wav" /dev/null </dev/null >terminal.log
	is "progress bar" 1 "$(tr '\r' '\n' <terminal.log | grep -c '^\[##########  *\]  *20 %$')"
	verdict "progress bar on a terminal"
else
	echo "ok progress bar on a terminal # SKIP there are no pseudo-terminals here"
fi

[ $failures -eq 0 ]
