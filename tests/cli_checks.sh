# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What the checks of the program share. To be sourced; moves to an empty folder that is removed at the end, with some
# audio files in it.

set -u

B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
tools=$B/tests/tools
# shellcheck source=tests/why.sh
. "${BASH_SOURCE[0]%/*}/why.sh"
export LC_ALL=C.UTF-8

scratch=$(mktemp -d) && said=$(mktemp -d) || exit 1
readonly scratch out=$said/out err=$said/err
trap 'rm -rf "$scratch" "${out%/out}"' EXIT
cd "$scratch" || exit 1

# Everything that exists here, with what is in it
snapshot() {
	find . -exec ls -ld --time-style=+ {} + | awk '{ print $1, $NF }'
	find . -type f -exec cksum {} +
}

# refuses NAME STATUS MESSAGE ARG...: ends with STATUS and exactly this line on stderr, prints and writes nothing
refuses() {
	local name=$1 status=$2 message=$3 rc before after
	shift 3
	before=$(snapshot)
	"$ZOUT" "$@" >"$out" 2>"$err"
	rc=$?
	after=$(snapshot)
	if [ $rc -ne "$status" ]; then
		why="exit status $rc, expected $status"
	elif [ "$(cat "$err")" != "zout: $message" ]; then
		why="said '$(cat "$err")', expected 'zout: $message'"
	elif [ -s "$out" ]; then
		why="printed on standard output"
	elif [ "$before" != "$after" ]; then
		why="wrote something"
	fi
	verdict "$name"
}

# works ARG...: fails with the reason unless it succeeds and says nothing on stderr
works() {
	local said
	if ! said=$("$ZOUT" "$@" 2>&1 >/dev/null) || [ -n "$said" ]; then
		why="zout $*: ${said:-failed}"
	fi
}

# differs DB REFERENCE OTHER: the level of the difference must be at most DB
differs_at_most() {
	local db
	[ -n "$why" ] && return
	db=$("$tools/wavcmp" "$2" "$3" 2>&1)
	if ! awk -v db="$db" -v limit="$1" 'BEGIN { exit !(db == "-inf" || (db != "" && db + 0 < 0 && db + 0 <= limit)) }'; then
		why="difference of $2 and $3 is $db, expected at most $1 dB"
	fi
}

# Test material: no silence, no two channels alike, an odd length
sox -r 48000 -n -b 32 -e float -c 2 stereo.wav synth 12345s sine 440 sine 1000 gain -6
sox -r 44100 -n -b 16 -c 1 mono.wav synth 10007s sine 300 gain -6
sox -r 48000 -n -c 3 three.wav synth 100s sine 300
sox -r 48000 -n -b 24 -c 2 loud.wav synth 4800s sine 300 gain -1
printf 'This is not audio.\n' >text.wav
mkdir folder

# As a host saves a preset: named after its file, and with an output among the ports
cat >saved.ttl <<'END'
@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ; rdfs:label "Saved by a host" ;
	lv2:port [ lv2:symbol "volume" ; pset:value -12.0 ] , [ lv2:symbol "latency" ; pset:value 55.0 ] .
END
