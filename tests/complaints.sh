# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# For checks that collect complaints and pass where there are none. To be sourced.

failures=0

# verdict NAME COMPLAINTS: the check passes when there is nothing to complain about
verdict() {
	if [ -z "$2" ]; then
		echo "ok $1"
	else
		echo "not ok $1 $(echo "$2" | wc -l) lines of complaints"
		echo "$2" | head -n 100 | sed 's/^/# /'
		failures=$((failures + 1))
	fi
}
