#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The screen of `zout abx`, in a terminal of tmux: what it shows, and that it gives the terminal back.

# shellcheck source=tests/abx_checks.sh
. tests/abx_checks.sh
# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

if ! command -v tmux >/dev/null; then
	echo "ok the screen # SKIP no tmux"
	exit 0
fi
sox -V1 -R -r 48000 -n -b 24 -c 2 music.wav synth 30 pinknoise gain -20
export TMUX_TMPDIR=$scratch XDG_STATE_HOME=$scratch/state
opened=0
terminal() {
	tmux -L "zout$opened" -f /dev/null "$@"
}
trap 'terminal kill-server 2>/dev/null; rm -rf "$scratch" "${out%/out}"' EXIT

# open_screen COLUMNS LINES [OPTION]...: runs a test in a new terminal; its exit status appears when it ends
open_screen() {
	local columns=$1 lines=$2
	shift 2
	terminal kill-server 2>/dev/null
	opened=$((opened + 1)) # a server of its own, because the last one may still be on its way out
	terminal new-session -d -x "$columns" -y "$lines" \
		"'$ZOUT' abx --a amp=wire --b amp=wire,h2=-40 --track music.wav --backend file --trials 5 $*; echo status \$?; sleep 100"
}

# shows TEXT: waits until the screen shows it
shows() {
	local tries=0
	[ -n "$why" ] && return
	until terminal capture-pane -p >screen && grep -qF -- "$1" screen; do
		tries=$((tries + 1))
		if [ $tries -ge 200 ]; then
			why="the screen does not show '$1': $(grep . screen | tr '\n' '|')"
			return
		fi
		sleep 0.05
	done
}

# keys KEY...: presses keys, as tmux names them
keys() {
	terminal send-keys "$@"
}

open_screen 80 24
shows "Before the test: A and B by name"
shows "B  amp=wire,h2=-40"
shows "5 of 5"
shows "matched on the programme"
verdict "before the test it shows the chains, the plan and the levels"
position() {
	sed -n 's/^ *\([0-9]*:[0-9.]*\)  paused.*/\1/p' screen
}
# settled: the position, once it has stopped and is another than $1
settled() {
	local last=
	for _ in $(seq 200); do
		terminal capture-pane -p >screen
		[ "$(position)" = "$last" ] && [ -n "$last" ] && [ "$last" != "$1" ] && break
		last=$(position)
		sleep 0.1
	done
}
keys a Space
settled ""
keys Up
shows "$(position) |"
keys Down
shows "$(position) |"
keys Enter
shows "too short: "
verdict "a loop is chosen before the test, and refused if its level cannot be measured"
keys Home Enter
shows "Trial 1 of 5"
keys x
shows "You hear:     X"
shows "████████            ██      ██" # the tops of B and X
keys 1
shows "X is A   (Enter confirms"
keys BSpace
shows "none yet"
keys 2 1 Enter
shows "Trial 2 of 5"
keys 3
shows "There is no such answer"
verdict "a trial: letters, what is heard, the answer and undo"
keys Space
shows "paused"
settled ""
before=$(position)
keys Right
settled "$before"
keys Up
shows "the loop stays as it was when the test began"
verdict "pause, seek, and a loop that stays"
keys q
shows "End the test? It is then recorded as aborted.  y / n"
keys n
shows "Trial 2 of 5"
terminal resize-window -x 40 -y 10
shows "terminal too small, 72 x 22 needed"
keys 1 Enter
terminal resize-window -x 80 -y 24
shows "Trial 2 of 5"
verdict "a question before the end; too small a terminal loses nothing"
for trial in 2 3 4 5; do
	shows "Trial $trial of 5"
	keys x 1 Enter
done
shows "The test is over."
shows " of 5 right, p = "
shows "Check it with:  zout verify FILE"
keys q
shows "status 0"
shows "verify zout verify"
holds "$(echo state/zout/abx/*.json)" finished
verdict "the verdict is shown, and again when the terminal is given back"
rm -rf state

open_screen 80 24
keys Enter
shows "Trial 1 of 5"
keys q
shows "y / n"
terminal resize-window -x 90 -y 30
sleep 0.5
shows "y / n"
keys y
shows "zout: ended by the listener"
shows "status 1"
holds "$(echo state/zout/abx/*.json)" aborted
verdict "q and y end it, recorded as aborted, also in a terminal that got another size meanwhile"
rm -rf state
open_screen 80 24
keys Enter
shows "Trial 1 of 5"
keys C-c
shows "zout: interrupted"
shows "status 1"
holds "$(echo state/zout/abx/*.json)" aborted
is "cursor" 1 "$(terminal display -p '#{cursor_flag}')"
is "other screen" 0 "$(terminal display -p '#{alternate_on}')"
verdict "Ctrl-C ends it likewise, and the terminal is as before"
rm -rf state

# A path that is broken after an odd number of bytes, where no character ends
name=$(printf 'é%.0s' {1..70})
XDG_STATE_HOME=$scratch/$([ $((${#scratch} % 2)) -eq 0 ] || echo a)$name
open_screen 80 24
keys Enter
for trial in 1 2 3 4 5; do
	shows "Trial $trial of 5"
	keys 1 Enter
done
shows "The test is over."
is "path on the screen" 1 "$(tr -d ' \n' <screen | grep -c "$name/zout/abx/abx-.*\.json")"
verdict "the path of the record is broken between characters"
XDG_STATE_HOME=$scratch/state

open_screen 60 24
shows "zout: the terminal has 60 x 24 characters, expected at least"
shows "status 2"
verdict "too small a terminal is refused at the start"
open_screen 80 24 --protocol triangle
keys Enter
shows "1, 2, 3 is the odd one"
keys x 3
shows "3 is the odd one   (Enter confirms"
verdict "the keys of a triangle"
open_screen 80 24 --b amp=wire
shows "A and B are the same: catch trials"
verdict "catch trials are said to be some"

[ $failures -eq 0 ]
