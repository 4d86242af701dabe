#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes what bench/callgrind.sh counts to bench/callgrind.expected, where tests/check_instructions.sh looks.
#
#   bench/record.sh [BUILD_DIRECTORY]

set -eu
B=${1:-build}
record=bench/callgrind.expected
trap 'rm -f "$record.tmp"' EXIT

{
	echo '# Copyright 2026 the zout developers'
	echo '# SPDX-License-Identifier: GPL-3.0-or-later'
	echo '#'
	echo '# Instructions per frame; see bench/callgrind.sh. Written by make record-instructions.'
	sh bench/callgrind.sh -i "$B"
	sh bench/callgrind.sh "$B"
} >"$record.tmp"
mv "$record.tmp" "$record"
grep -v '^#' "$record"
