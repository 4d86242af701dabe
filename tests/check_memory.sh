#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Memory that runs out: commands of the program in which an allocation fails, at each place of the code that asks for one,
# and along the way at many of their turns (see tests/memory/failing.h). Each time the program has to end with one line that says so, having written
# nothing and kept nothing, or has to do without and make what it makes otherwise.

readonly root=$PWD
# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh
# shellcheck source=tests/memory_checks.sh
. "$root/tests/memory_checks.sh"

# Allocations that fail, of those that a command asks for, besides the first at each place: about
readonly most_runs=20

# Prints what is wrong with a run in which something failed. A signal leaves no report.
complaint() {
	local lines
	mapfile -t lines <"$err"
	if [ $rc -gt 1 ]; then
		echo "exit status $rc: ${lines[*]}"
	elif [ "$left" -ne 0 ]; then
		echo "$left blocks left"
	elif [ $rc -eq 0 ]; then
		[ ${#lines[@]} -eq 0 ] || echo "succeeds, but says ${lines[*]}"
		[ -n "${drawn:-}" ] || cmp -s "$out" "${out%/*}/expected" || echo "succeeds, but prints something else"
	elif [ ${#lines[@]} -ne 1 ] || [[ ${lines[0]} != "zout: "* ]]; then
		echo "says ${#lines[@]} lines: ${lines[*]}"
	fi
}

# Files in the folder and what is in them
files() {
	local file
	for file in * made.report/*; do
		[ -f "$file" ] && cksum "$file"
	done
}

# Those of $places that no command has had yet
new_places() {
	tr ' ' '\n' <<<"$places" | grep -vxFf "$covered" | paste -sd ' '
}

# exhaust NAME ARG...: of the program. What it writes is called made.*; if it is `drawn`, it is never twice the same; if
# it takes long, only `new` places fail
exhaust() {
	local name=$1 step=1 which found before after expected total where n_places clean=0 without=0
	shift
	rm -rf made.*
	before=$(files)
	try 0 "$copy" "$@"
	is "exit status with all memory" 0 $rc
	is "blocks left with all memory" 0 "$left"
	cp "$out" "${out%/*}/expected"
	expected=$(files)
	# Many are much the same: figures of a table, say
	[ "$asked" -gt ${fewer:-$most_runs} ] && step=$((asked / ${fewer:-$most_runs} + 1))
	total=$asked where=$places n_places=$(wc -w <<<"$places")
	[ -z "${new:-}" ] || where=$(new_places)
	for which in $(printf "@%s " $where) $(seq 1 $step "$total"); do
		for mode in '' +; do
			[ -z "$why" ] || break 2
			rm -rf made.*
			try "$which$mode" "$copy" "$@"
			found=$(complaint)
			after=$(files)
			if [ $rc -eq 0 ]; then
				[ -n "${drawn:-}" ] || [ "$after" = "$expected" ] || found="$found; succeeds, but writes something else"
				without=$((without + 1))
			else
				[ "$after" = "$before" ] || found="$found; leaves a file behind"
				clean=$((clean + 1))
			fi
			[ -z "$found" ] || { [ -n "${ALL:-}" ] && echo "# $name: $which$mode: $found"; } || why="allocation $which$mode of $total: $found"
		done
	done
	rm -rf made.*
	tr ' ' '\n' <<<"$where" >>"$covered"
	verdict "$name ($total allocations at $n_places places; refused $clean times, did without $without times)"
}

# A configuration in which everything is, and what else a command reads
cat >dut.conf <<END
[service]
name = dut
control = no
state = no
[sound]
amp = hpa-1
phones = hd650
volume = -20
[preset evening]
preset = $scratch/saved.ttl
amp = wire
[connect]
in_l = ^system:capture_1\$
out_l = ^system:playback_1\$
END
export XDG_STATE_HOME=$scratch/state
sox -R -r 48000 -n -b 32 -e float -c 2 track.wav synth 1.5 pinknoise gain -20
sox -R -r 44100 -n -b 16 -c 1 other.wav synth 1.5 pinknoise gain -20
printf 'start\n%s\n' "$(for i in 1 2 3 4 5; do echo x; echo 1; echo confirm; done)" >lines
"$copy" abx --a amp=wire --b amp=wire,h2=-40 --phones hd650 --track track.wav --backend file --output heard.wav \
	--trials 5 --plain <lines >"$out" 2>"$err" || why=$(cat "$err")
record=$(sed -n 's/^record //p' "$out")
cp "$record" record.json || why=${why:-no record}
rm -rf state heard.wav
verdict "there is a record of a blind test"

mkdir -p lv2/mine.lv2 home/zout
sed 's/^<>/<urn:mine>/' saved.ttl >lv2/mine.lv2/saved.ttl
printf '@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n<urn:mine> rdfs:seeAlso <saved.ttl> .\n' >lv2/mine.lv2/manifest.ttl
cp saved.ttl home/zout && cp dut.conf home/zout/zout.conf
export LV2_PATH=$scratch/lv2
: >"$covered"

exhaust "list" list
exhaust "list --json" list --json
exhaust "match" match --amp hpa-1 --phones hd650
exhaust "match --json" match --json --amp hpa-1 --phones hd650
exhaust "render" render --amp hpa-1 --phones hd650 --set volume=-3 stereo.wav made.wav
exhaust "render with a preset of a host" render --preset saved.ttl mono.wav made.flac
exhaust "run --check" run --check --config dut.conf
exhaust "verify" verify record.json
exhaust "abx --report" abx --report record.json
input=lines drawn=1 exhaust "abx with a track of another rate" abx --a amp=wire --b amp=wire,h2=-40 --phones hd650 \
	--track other.wav --backend file --output made.wav --trials 5 --plain
exhaust "render with a preset of another bundle" render --preset urn:mine mono.wav made.wav
XDG_CONFIG_HOME=$scratch/home exhaust "run --check of the configuration at its place" run --check
sox -r 48000 -n -b 24 -c 2 tone.wav synth 3 sine 1000 gain -6
fewer=4 new=1 exhaust "measure --recording" measure --recording tone.wav
fewer=4 exhaust "measure --json" measure --json --amp hpa-1 --phones hd650
fewer=1 new=1 exhaust "measure --report" measure --amp wire --load 32 --report made.report
fewer=1 new=1 exhaust "measure --compare" measure --compare wire hpa-1 --phones hd650

[ "$failures" -eq 0 ]
