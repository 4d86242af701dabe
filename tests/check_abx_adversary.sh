#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A program that sees everything but the listener's head (tests/tools/abx_adversary.c) guesses what X is: 20,000 times
# where A and B are equal, so that only the instrument could betray it. The standard deviation of a share of 20,000
# fair coins is 0.35 %; 48 to 52 % is more than five of them on either side.

# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

# A folder in memory: 20,000 records are written down to the disk
folder=$(mktemp -d /dev/shm/zout-XXXXXX 2>/dev/null || mktemp -d) || exit 1
trap 'rm -rf "$scratch" "${out%/out}" "$folder"' EXIT
sox -V1 -R -r 8000 -n -c 1 track.wav synth 2 pinknoise gain -12

# It must be able to win: where A and B sound different, their sound gives X away in every trial but perhaps the first,
# in which the loop is already playing
"$tools/abx_adversary" "$folder" 1 "$ZOUT" --a amp=wire --b amp=wire,h2=-30 --restart --track track.wav >shares 2>&1
if ! awk -v s="$(sed -n 's/^sound //p' shares)" 'BEGIN { exit !(s >= 199 / 200) }'; then
	why="it is not right in 199 of 200: $(cat shares)"
fi
verdict "the adversary finds out what can be heard"

"$tools/abx_adversary" "$folder" 100 "$ZOUT" --a amp=wire,h2=-50 --b amp=wire,h2=-50 --restart --track track.wav >shares 2>&1
is "number of trials" "trials 20000" "$(head -n 1 shares)"
is "number of strategies" 9 "$(grep -cE '^[a-z_]+ [01]\.[0-9]{4}$' shares)"
verdict "it guesses 20000 times by nine strategies"
while read -r strategy share; do
	if ! awk -v s="$share" 'BEGIN { exit !(s >= 0.48 && s <= 0.52) }'; then
		why="its share is $share, expected 0.48 to 0.52"
	fi
	verdict "by $strategy it is right in $share of them"
done < <(sed 1d shares)

[ $failures -eq 0 ]
