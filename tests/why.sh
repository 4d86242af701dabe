# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# For checks that leave a reason in $why where they fail. To be sourced.

failures=0 why=

# verdict NAME: the check passes when there is no reason why it fails, and the next one begins
verdict() {
	if [ -z "$why" ]; then
		echo "ok $1"
	else
		echo "not ok $1 $why"
		failures=$((failures + 1))
	fi
	why=
}

# is WHAT EXPECTED FOUND
is() {
	if [ -z "$why" ] && [ "$2" != "$3" ]; then
		why="$1 is '$3', expected '$2'"
	fi
}

# comes SECONDS COMMAND...: waits until COMMAND succeeds; false if that was in vain
comes() {
	local end=$((SECONDS + $1))
	shift
	until "$@" 2>/dev/null; do
		[ $SECONDS -le $end ] || return 1
		sleep 0.02
	done
}

# jack_lsp of JACK 1.9.21 may lock itself out while it ends, once in some thousand calls. Asked again it answers.
jack_lsp() {
	timeout -k 1 10 jack_lsp "$@"
}
