#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Memory that runs out in the ALSA module, one allocation after the other, for playing and recording (see
# tests/memory/failing.h): the program that loaded it is told that the PCM cannot be had, and lives; nothing is kept.

readonly root=$PWD
# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh
# shellcheck source=tests/memory_checks.sh
. "$root/tests/memory_checks.sh"

module=$B/tests/memory/libasound_module_pcm_zout.so
if nm -D "$module" | grep -q ' __asan_init'; then
	echo "ok memory in the ALSA module # SKIP aplay knows nothing of this build's sanitizer"
	exit 0
fi
cp "$module" bin
mkdir -p lv2/mine.lv2
sed 's/^<>/<urn:mine>/' saved.ttl >lv2/mine.lv2/saved.ttl
printf '@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n<urn:mine> rdfs:seeAlso <saved.ttl> .\n' >lv2/mine.lv2/manifest.ttl
export LV2_PATH=$scratch/lv2 ALSA_CONFIG_PATH=$scratch/asound.conf
cat >asound.conf <<END
</usr/share/alsa/alsa.conf>
pcm_type.zout { lib "$scratch/bin/libasound_module_pcm_zout.so" }
pcm_type.stage { lib "$B/tests/alsa/libasound_module_pcm_stage.so" }
pcm.in { type stage folder "$scratch" file "in.raw" format S16_LE loop true }
pcm.dut { type zout amp hpa-1 phones hd650 h2 -40 preset "urn:mine" slave.pcm null }
pcm.dutc { type zout amp hpa-1 phones hd650 preset "$scratch/saved.ttl" slave.pcm in }
END
sox -V1 stereo.wav -t raw -e signed -b 16 in.raw

# exhaust NAME LEAST COMMAND...: a program of ALSA's
exhaust() {
	local name=$1 least=$2 n clean=0 without=0 total
	shift 2
	try 0 "$@"
	is "exit status with all memory" 0 $rc
	is "blocks left with all memory" 0 "$left"
	total=$asked
	[ "$total" -ge "$least" ] || why=${why:-"$total allocations, expected $least at least"}
	for n in $(seq 1 "$total"); do
		for mode in '' +; do
			[ -z "$why" ] || break 2
			try "$n$mode" "$@"
			case $rc in
			0) without=$((without + 1)) ;;
			1) clean=$((clean + 1)) ;;
			*) why="allocation $n$mode of $total: exit status $rc: $(head -c 300 "$err")" ;;
			esac
			[ "$rc" -eq 0 ] || [ -s "$err" ] || why=${why:-"allocation $n$mode of $total: nothing is said"}
			[ "$left" -eq 0 ] || why=${why:-"allocation $n$mode of $total: $left blocks left"}
		done
	done
	[ $clean -gt 0 ] || why=${why:-never refused}
	verdict "$name ($total allocations; refused $clean times, did without $without times)"
}
exhaust "aplay" 20 aplay -q -D dut stereo.wav
exhaust "arecord" 20 arecord -q -D dutc -f FLOAT_LE -c 2 -r 48000 -d 1 taken.wav
[ "$failures" -eq 0 ]
