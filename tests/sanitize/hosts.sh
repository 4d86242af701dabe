# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# shellcheck shell=bash
#
# Hosts that load what we built know nothing of sanitizers, whose library has to be there before anything else.

# under LIBRARY VARIABLE OPTIONS HOST...: scripts in the names of these hosts, first in the PATH, start them with a
# library of the compiler, and with options added to those that the variable holds: a host's own mistakes are its own
under() {
	local library variable=$2 options=$3 bin host real
	library=$(realpath "$(${CC:-cc} -print-file-name="$1")")
	bin=$(realpath -m "$B/hosts")
	shift 3
	rm -rf "$bin"
	mkdir -p "$bin" || exit 1
	for host in "$@"; do
		if real=$(command -v "$host"); then
			cat >"$bin/$host" <<-END
				#!/bin/sh
				LD_PRELOAD=$library\${LD_PRELOAD:+:\$LD_PRELOAD}
				$variable=\$$variable:$options
				export LD_PRELOAD $variable
				exec $real "\$@"
			END
			chmod +x "$bin/$host"
		fi
	done
	PATH=$bin:$PATH
	export PATH
}
