# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What the checks without memory share. To be sourced after cli_checks.sh, with the project's folder in $root.

copy=$scratch/bin/zout
report=${out%/*}/report covered=${out%/*}/covered
mkdir bin && cp "$B/tests/memory/zout" bin || exit 1

# A bundle with few presets, which is read quickly
(
	cd "$root" || exit 1
	chosen=$(ls presets/amps/hpa-1.ttl presets/amps/wire.ttl presets/phones/hd650.ttl)
	mkdir -p "$scratch"/bin/zout.lv2/presets/{amps,phones}
	for preset in $chosen; do
		cp "$preset" "$scratch/bin/zout.lv2/$preset"
	done
	cp "$B"/zout.lv2/*.ttl "$scratch/bin/zout.lv2"
	# shellcheck disable=SC2086 # a list of files
	{ cat ttl/manifest.ttl.in && sh make/presets.sh $chosen; } >"$scratch/bin/zout.lv2/manifest.ttl"
) || exit 1

# try N COMMAND...: sets rc, asked, left and places, and leaves $out and $err
try() {
	local n=$1
	shift
	asked=0 left=0 places=''
	rm -f "$report"
	ZOUT_FAILING=$n ZOUT_FAILING_REPORT=$report timeout 180 "$@" >"$out" 2>"$err" <"${input:-/dev/null}"
	rc=$?
	[ -s "$report" ] && read -r asked left places <"$report"
}
