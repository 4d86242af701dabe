#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The bundle at two places of LV2_PATH, as after `make install` beside a package, in the same version and in two: hosts
# see each plugin and each preset once, take the newer version, and play the same. And where it was built.

set -u
B=${B:-build}
failures=0

# is NAME EXPECTED GOT
is() {
	if [ "$2" = "$3" ]; then
		echo "ok $1"
	else
		echo "not ok $1 expected '$2', got '$3'"
		failures=$((failures + 1))
	fi
}

built=$(realpath "$B")
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
for place in same newer one; do
	mkdir "$scratch/$place"
	cp -r "$built/zout.lv2" "$scratch/$place/"
done
sed -i -E 's/(lv2:minorVersion) [0-9]+/\1 99998/' "$scratch"/newer/zout.lv2/{amp,abx}.ttl

# plugins PATH, presets PATH PLUGIN, home PATH PLUGIN: what a host sees
plugins() {
	LV2_PATH=$1 lv2ls 2>/dev/null | sort | xargs
}
presets() {
	LV2_PATH=$1 lv2info "$2" 2>/dev/null | sed -n '/Presets:/,/^$/p' | sort
}
home() {
	LV2_PATH=$1 lv2info "$2" 2>/dev/null | sed -n 's,.*Bundle: *,,p' | sed 's,^file://\(localhost\)*,,'
}

sox -n -r 48000 -b 32 -e floating-point -c 2 "$scratch/in.wav" synth 0.5 sine 440 sine 700 gain -6 || exit 1
render() {
	LV2_PATH=$1 lv2apply -i "$scratch/in.wav" -o "$scratch/out.wav" -c output_impedance 120 -c r1 200 urn:zout:amp \
		>/dev/null 2>&1 && sox "$scratch/out.wav" -t raw - | sha256sum
}

one=$scratch/one
wanted=$(render "$one")
is one_bundle_has_presets yes "$([ "$(presets "$one" urn:zout:amp | wc -l)" -gt 20 ] && echo yes)"
is one_bundle_has_two_plugins "urn:zout:abx urn:zout:amp" "$(plugins "$one")"
for other in same newer; do
	for path in "$one:$scratch/$other" "$scratch/$other:$one"; do
		order=${other}_$([ "${path%%:*}" = "$one" ] && echo last || echo first)
		is "plugins_stand_once_$order" "urn:zout:abx urn:zout:amp" "$(plugins "$path")"
		for plugin in amp abx; do
			is "presets_of_${plugin}_stand_once_$order" "$(presets "$one" "urn:zout:$plugin" | sha256sum)" \
				"$(presets "$path" "urn:zout:$plugin" | sha256sum)"
			[ "$other" = same ] ||
				is "newer_${plugin}_is_taken_$order" "$scratch/newer/zout.lv2/" "$(home "$path" "urn:zout:$plugin")"
		done
		is "sound_is_the_same_$order" "$wanted" "$(render "$path")"
	done
done

# Without installing, as README says
folder=$(sed -n 's,^LV2_PATH=$PWD/build\([^:]*\):.* jalv .*,\1,p' README.md)
is hosts_have_nothing_to_complain_of_where_it_was_built "urn:zout:abx urn:zout:amp" \
	"$(LV2_PATH=$built$folder lv2ls 2>&1 | sort | paste -sd " ")"
[ "$failures" -eq 0 ]
