#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The program's commands, lists and messages: what they print, and that what they refuse leaves nothing behind.

# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

# What is shipped
amps=$(find "$B/zout.lv2/presets/amps" -name '*.ttl' | wc -l)
phones=$(find "$B/zout.lv2/presets/phones" -name '*.ttl' | wc -l)

# Help and version

for arguments in --help -h 'list --help' 'render --help' 'run --help' 'abx --help' 'verify --help' 'match --help' 'measure --help' 'ctl --help' 'render IN --help'; do
	# shellcheck disable=SC2086 # several words
	works $arguments
	# shellcheck disable=SC2086
	is "first word" Usage: "$("$ZOUT" $arguments | head -n 1 | cut -d ' ' -f 1)"
	# shellcheck disable=SC2086
	is "exit status in the help of $arguments" 1 "$("$ZOUT" $arguments | grep -c '^Exit status')"
	verdict "help '$arguments'"
done
# What a status means where it is not what it means elsewhere, and nothing besides
for meaning in "verify|a record has been changed or contradicts itself" "abx|aborted by the listener, .*" \
	"render|failed for an outside reason: .*"; do
	is "meanings of 1 to ${meaning%%|*}" 1 "$("$ZOUT" "${meaning%%|*}" --help | sed -n '/^Exit status/,$p' | grep -c '^  1  ')"
	is "meaning of it" 1 "$("$ZOUT" "${meaning%%|*}" --help | grep -c "^  1  ${meaning#*|}$")"
	is "another place that tells it" 0 "$("$ZOUT" "${meaning%%|*}" --help | grep -c '[Ee]xit status 1')"
done
is "what was written" 0 "$(for command in verify abx list; do "$ZOUT" $command --help; done | grep -c 'nothing was written')"
verdict "help tells what an exit status means to the command"
symbols=$("$ZOUT" list params --json | jq -r '.params[].symbol')
is "number of controls" "$(echo "$symbols" | wc -l)" \
	"$("$ZOUT" --help | grep -cwFf <(xargs printf '  %s \n' <<<"$symbols"))"
verdict "help names every control"
is "help of a command" "$("$ZOUT" render --help)" "$("$ZOUT" help render)"
is "help" "$("$ZOUT" --help)" "$("$ZOUT" help)"
is "help of help" "$("$ZOUT" --help)" "$("$ZOUT" help help)"
is "short for --version" "$("$ZOUT" --version)" "$("$ZOUT" -V)"
is version "zout 0.1.0" "$("$ZOUT" --version | sed 's/[0-9]*\.[0-9]*\.[0-9]*/0.1.0/')"
verdict version
works list params
"$ZOUT" list >/dev/full 2>full.log
is "exit status" 1 $?
is message 1 "$(grep -c '^zout: cannot write to standard output: No space' full.log)"
verdict "full standard output is a failure"

# Lists

for what in amps phones params; do
	works list $what
	works list $what --json
	is "type of $what" array "$("$ZOUT" list $what --json | jq -r ".$what | type")"
	verdict "list $what"
done
is "members of list" amps,phones "$("$ZOUT" list --json | jq -r 'keys | join(",")')"
is "presets" "$amps $phones" "$("$ZOUT" list --json | jq -r '"\(.amps | length) \(.phones | length)"')"
is "keys of a preset" bank,file,label,name,uri,values \
	"$("$ZOUT" list --json | jq -r '[.amps[], .phones[]] | map(keys) | add | unique | join(",")')"
is "keys of a value" confidence,source,symbol,unit,value \
	"$("$ZOUT" list --json | jq -r '[.amps[], .phones[]] | map(.values[] | keys) | add | unique | join(",")')"
is "values without number or source" 0 "$("$ZOUT" list --json | jq '[.amps[], .phones[]] | map(.values[]) |
	map(select((.value | type) != "number" or (.source | length) == 0 or (.confidence | length) == 0)) | length')"
is "banks" Amplifiers,Headphones "$("$ZOUT" list --json | jq -r '[.amps[], .phones[] | .bank] | unique | join(",")')"
is "missing files" "" "$("$ZOUT" list --json | jq -r '.amps[], .phones[] | .file' | while read -r f; do
	test -f "$f" || echo "$f"; done)"
verdict "list --json is complete"
is "columns at which labels start" 1 "$("$ZOUT" list amps | sed 1d |
	awk '{ match($0, /^  [^ ]+ +/); print RLENGTH }' | sort -u | wc -l)"
verdict "list is aligned"
started=${EPOCHREALTIME/./}
for _ in 1 2 3 4 5 6 7 8 9 10; do "$ZOUT" list >/dev/null; done
elapsed_ms=$(((${EPOCHREALTIME/./} - started) / 10000))
[ -n "${ZOUT_SANITIZED:-}" ] || [ $elapsed_ms -lt 200 ] || why="takes $elapsed_ms ms"
verdict "list does not read every bundle of the system"

# A program beside a damaged bundle
mkdir moved && cp "$ZOUT" moved/zout && cp -r "$B/zout.lv2" moved/zout.lv2
rm moved/zout.lv2/presets/amps/hpa-1.ttl
printf 'no Turtle' >moved/zout.lv2/presets/phones/k701.ttl
for option in '--amp hpa-1' '--phones k701'; do
	# shellcheck disable=SC2086 # two words
	said=$(moved/zout render $option stereo.wav o.wav 2>&1)
	is "exit status" 1 $?
	is message "zout: the bundle is damaged: cannot read preset '${option##* }'" "$said"
	verdict "damaged bundle, $option"
done
works render --amp wire stereo.wav o.wav
rm -rf moved/zout.lv2 o.wav
said=$(LV2_PATH=$scratch moved/zout render --amp hpa-1 stereo.wav o.wav 2>&1)
is "exit status" 1 $?
is "start of the message" "zout: cannot find the bundle zout.lv2, expected" "${said%% beside*}"
said=$(LV2_PATH=$B moved/zout list amps 2>&1)
is "amplifiers by LV2_PATH" $((1 + amps)) "$(wc -l <<<"$said")"
verdict "no bundle beside the program"
rm -rf moved

# What is refused

readonly commands="ctl, list, match, measure, render, run, abx or verify"

refuses "no command" 2 "expected a command: $commands (see: zout --help)"
refuses "unknown command" 2 \
	"unknown command 'rendre'; did you mean 'render'? (expected $commands; see: zout --help)" rendre
refuses "unknown option for a command" 2 \
	"unknown option '--hepl' (expected $commands; see: zout --help)" --hepl
refuses "unknown option" 2 "unknown option '--phone'; did you mean '--phones'?" render --phone k701 stereo.wav o.wav
refuses "option of another command" 2 "unknown option '--connect' (see: zout render --help)" render --connect stereo.wav o.wav
refuses "short option" 2 "unknown option '-x' (see: zout render --help)" render -x stereo.wav o.wav
refuses "option without value" 2 "option --amp needs a value, expected NAME" render stereo.wav o.wav --amp
refuses "value for a flag" 2 "option --json takes no value" list --json=1
refuses "one letter" 2 "unknown list 'b' (expected amps, phones or params)" list b
refuses "unknown list" 2 "unknown list 'amp'; did you mean 'amps'? (expected amps, phones or params)" list amp
refuses "too many lists" 2 "unexpected argument 'phones' (see: zout list --help)" list amps phones
refuses "one file" 2 "expected two files, IN and OUT, but got 1 (see: zout render --help)" render stereo.wav
refuses "three files" 2 "expected two files, IN and OUT, but got 3 (see: zout render --help)" render a.wav b.wav c.wav
refuses "file for run" 2 "unexpected argument 'stereo.wav' (see: zout run --help)" run stereo.wav
refuses "empty client name" 2 "bad client name '', expected 1 to 63 characters without a colon, slash or control character, and no dot first" run --name ''
refuses "colon in client name" 2 "bad client name 'a:b', expected 1 to 63 characters without a colon, slash or control character, and no dot first" run --name a:b
refuses "unknown amplifier" 2 "unknown amplifier 'hpa1'; did you mean 'hpa-1'? (see: zout list amps)" \
	render --amp hpa1 stereo.wav o.wav
refuses "unknown headphone" 2 "unknown headphone 'hd65'; did you mean 'hd650'? (see: zout list phones)" \
	render --phones=hd65 stereo.wav o.wav
refuses "nothing near" 2 "unknown amplifier 'toaster' (see: zout list amps)" render --amp toaster stereo.wav o.wav
refuses "unknown amplifier for run" 2 "unknown amplifier 'wier'; did you mean 'wire'? (see: zout list amps)" \
	run --amp wier
refuses "control characters" 2 "unknown amplifier 'a?b' (see: zout list amps)" run --amp $'a\nb'
refuses "unknown control" 2 "unknown control 'volum'; did you mean 'volume'? (see: zout list params)" \
	render --set volum=3 stereo.wav o.wav
refuses "setting without value" 2 "bad setting 'volume', expected SYMBOL=VALUE" render --set volume stereo.wav o.wav
refuses "value too high" 2 "value out of range '3' for volume, expected -90 to 0 dB" \
	render --set volume=3 stereo.wav o.wav
refuses "value too low" 2 "value out of range '-1' for output_impedance, expected 0 to 500 ohm" \
	render --set output_impedance=-1 stereo.wav o.wav
for word in '' loud nan inf -inf 1e999 0x10 '1,5' '3 dB' ' -3'; do
	refuses "value '$word'" 2 "bad value '$word' for volume, expected -90 to 0 dB" \
		render --set "volume=$word" stereo.wav o.wav
done
refuses "unknown name of a value" 2 "bad value 'Watts' for output_mode, expected Matched, Volts" \
	render --set output_mode=Watts stereo.wav o.wav
refuses "number between the values" 2 "value out of range '55' for mains, expected 50 Hz, 60 Hz" \
	render --set mains=55 stereo.wav o.wav
refuses "half a toggle" 2 "value out of range '0.5' for euphonic, expected off, on" \
	render --set euphonic=0.5 stereo.wav o.wav
refuses "missing input" 2 "cannot read 'none.wav': No such file or directory" render none.wav o.wav
refuses "folder as input" 2 "cannot read 'folder': not a regular file" render folder o.wav
refuses "text as input" 2 "cannot read 'text.wav': not an audio file that libsndfile knows" render text.wav o.wav
refuses "three channels" 2 "'three.wav' has 3 channels, expected 1 (mono) or 2 (stereo)" render three.wav o.wav
mkfifo pipe.wav
refuses "named pipe as input" 2 "cannot read 'pipe.wav': not a regular file" render pipe.wav o.wav
refuses "named pipe as output" 2 "cannot write 'pipe.wav': not a regular file" render stereo.wav pipe.wav
refuses "unknown extension" 2 "cannot tell a file format from the name 'o.mp4', expected one that ends in .wav, .flac, \
.aiff, .w64, .rf64, .caf or .au" render stereo.wav o.mp4
refuses "unknown sample format" 2 "unknown sample format '16', expected float or 24" render --format 16 stereo.wav o.wav
refuses "float in FLAC" 2 \
	"a .flac file cannot hold float samples, expected --format 24 or another extension" \
	render --format float stereo.wav o.flac
refuses "missing folder" 2 "cannot write 'none/o.wav': No such file or directory" render stereo.wav none/o.wav
mkdir folder.wav
refuses "folder as output" 2 "cannot write 'folder.wav': not a regular file" render stereo.wav folder.wav
ln -s stereo.wav link.wav
ln stereo.wav hard.wav
for other in stereo.wav ./stereo.wav link.wav hard.wav folder/../stereo.wav; do
	refuses "input as output: $other" 2 "'$other' is the input itself, expected another file to write" \
		render stereo.wav $other
done
refuses "input by its link" 2 "'stereo.wav' is the input itself, expected another file to write" \
	render link.wav stereo.wav
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 500 locked
	refuses "locked folder" 2 "cannot write 'locked/o.wav': Permission denied" render stereo.wav locked/o.wav
elif setpriv --reuid 65534 --clear-groups true 2>/dev/null && setpriv --reuid 65534 --clear-groups "$ZOUT" --version \
	>/dev/null 2>&1; then
	mkdir -m 755 locked
	chmod 755 .
	said=$(setpriv --reuid 65534 --clear-groups "$ZOUT" render stereo.wav locked/o.wav 2>&1)
	is "exit status" 2 $?
	is message "zout: cannot write 'locked/o.wav': Permission denied" "$said"
	verdict "locked folder"
else
	echo "ok locked folder # SKIP nobody cannot run the program"
fi

# Presets from elsewhere

sed 's/"volume"/"wolume"/' saved.ttl >symbol.ttl
sed 's/-12.0/-120/' saved.ttl >range.ttl
sed 's/-12.0/"soft"/' saved.ttl >word.ttl
sed 's/urn:zout:amp/urn:other/' saved.ttl >other.ttl
head -c 200 saved.ttl >half.ttl
: >empty.ttl
refuses "preset: missing" 2 "cannot read preset 'none.ttl': No such file or directory; expected a file or a URI" \
	render --preset none.ttl stereo.wav o.wav
refuses "preset: folder" 2 "cannot read preset 'folder': expected the .ttl file of an LV2 preset" \
	render --preset folder stereo.wav o.wav
for file in half.ttl empty.ttl stereo.wav; do
	refuses "preset: $file" 2 "'$file' is not an LV2 preset, expected one of <urn:zout:amp>" \
		render --preset $file stereo.wav o.wav
done
refuses "preset: other plugin" 2 "preset 'other.ttl' is for <urn:other>, expected one of <urn:zout:amp>" \
	render --preset other.ttl stereo.wav o.wav
refuses "preset: unknown control" 2 "preset 'symbol.ttl' sets an unknown control 'wolume' (see: zout list params)" \
	render --preset symbol.ttl stereo.wav o.wav
refuses "preset: out of range" 2 "preset 'range.ttl': value out of range '-120' for volume, expected -90 to 0 dB" \
	render --preset range.ttl stereo.wav o.wav
refuses "preset: not a number" 2 "preset 'word.ttl': value of volume is not a number" \
	render --preset word.ttl stereo.wav o.wav
refuses "preset: unknown URI" 2 "unknown preset <urn:zout:preset:amps:hpa-2>; did you mean 'urn:zout:preset:amps:hpa-1'? \
(expected a file, or a preset in LV2_PATH)" render --preset urn:zout:preset:amps:hpa-2 stereo.wav o.wav
refuses "preset: URI of no bank" 2 "unknown preset <urn:zout:preset:amp:hpa-1>; did you mean 'urn:zout:preset:amps:hpa-1'? \
(expected a file, or a preset in LV2_PATH)" render --preset urn:zout:preset:amp:hpa-1 stereo.wav o.wav
# What all URIs begin with makes none of them near
refuses "preset: URI like no other" 2 "unknown preset <urn:zout:preset:amp:nope> (expected a file, or a preset in LV2_PATH)" \
	render --preset urn:zout:preset:amp:nope stereo.wav o.wav

[ $failures -eq 0 ]
