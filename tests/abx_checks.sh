# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What the checks of blind tests share. To be sourced before cli_checks.sh, which moves away.

trap '' PIPE # a program that ends early is a failed check, not the end of all checks

# trials N LIST: the lines of LIST, which stand between commas, N times
trials() {
	local i
	for i in $(seq "$1"); do
		echo "$2" | tr , '\n'
	done
}

# test_by_lines TRACK OPTIONS: leads a test by the lines on standard input. Sets $rc and $record; leaves events, err.log
# and heard.wav
test_by_lines() {
	rm -f heard.wav
	# shellcheck disable=SC2086 # several words
	XDG_STATE_HOME=$scratch/state timeout -k 5 60 "$ZOUT" abx --backend file --output heard.wav --plain --track "$1" $2 \
		>events 2>err.log
	rc=$?
	record=$(sed -n 's/^record //p' events)
}

# field RECORD NAME: the first value of a name in a record, without quotes
field() {
	sed -nE "s/^.*\"$2\": \"?([^\",]*)\"?,?\$/\\1/p" "$1" | head -n 1
}

# holds RECORD STATE: the record verifies, and says how the session ended
holds() {
	local said
	if [ -n "$why" ]; then
		return
	fi
	if ! said=$("$ZOUT" verify "$1" 2>&1); then
		why="zout verify: $said"
	elif ! echo "$said" | grep -q "^  session .*, $2, started"; then
		why="zout verify does not say $2: $said"
	fi
}

# Samples of the left side, one per line: FILE
samples() {
	sox -V1 "$1" -t f32 - remix 1 2>/dev/null | od -An -v -t f4 -w4
}

# Level in dB rms: FILE
level() {
	sox -V1 "$1" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 }'
}
