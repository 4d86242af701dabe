#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The table of `make bench`, as Markdown: what the plugin costs beside two peers, timed interleaved in one run on one
# processor (the last one, or BENCH_CPU).
#
#   bench/run.sh [BUILD_DIRECTORY]

set -eu
B=${1:-build}
cpu=${BENCH_CPU:-$(($(nproc) - 1))}
# A path with our bundle and nothing else of the build directory, then where distributions put theirs
mkdir -p "$B/bench/lv2"
ln -sfn ../../zout.lv2 "$B/bench/lv2/zout.lv2"
export LC_ALL=C
export LV2_PATH="$PWD/$B/bench/lv2:${LV2_PATH:-/usr/lib/lv2:/usr/lib/$(uname -m)-linux-gnu/lv2:/usr/lib64/lv2:/usr/local/lib/lv2}"

saturator=(http://calf.sourceforge.net/plugins/Saturator ':label=Calf Saturator')
equalizer=(http://lsp-plug.in/plugins/lv2/para_equalizer_x16_stereo ':label=LSP para_equalizer_x16_stereo, 8 bells' mode=0)
for band in 0 1 2 3 4 5 6 7; do # type Bell, gain +-6 dB
	equalizer+=("ft_$band=1" "f_$band=$((60 * 2 ** band))" "g_$band=$((band % 2 ? 2 : 1)).0" "q_$band=1.5")
done
equalizer=("${equalizer[@]/%=1.0/=0.5}")

# An amplifier of 10 ohm, a headphone with three resonances, 2 Vrms at full scale: nowhere near the clip level
load=(source_level=2 output_impedance=10 bandwidth=200 distortion_corner=10
	resistance=300 inductance=0.3 eddy=200
	f1=85 r1=250 q1=1.5 f2=3000 r2=15 q2=3 f3=8000 r3=10 q3=4)
amp=urn:zout:amp
# All that an amplifier adds to a perfect one
effects=(h2=-60 h3=-80 current_h2=-80 noise=30 hum=10 crosstalk=-90 tracking=1 volume=-3 clip_resistance=2.5)

# measure RATE BLOCKS
measure() {
	"$B/bench/lv2cost" -t -p "$cpu" -r "$1" -b "$2" -n 61 \
		"${saturator[@]}" -- "${equalizer[@]}" -- \
		"$amp" ':label=**zout, every effect**' "${load[@]}" "${effects[@]}" -- \
		"$amp" ':label=zout, harmonics only' "${load[@]}" h2=-60 h3=-80 -- \
		"$amp" ':label=zout, always clipping' "${load[@]}" max_voltage=0.1 -- \
		"$amp" ':label=zout, every effect, limits always solved' "${load[@]}" "${effects[@]}" max_voltage=0.1 -- \
		"$amp" ':label=zout, the same, step by step' "${load[@]}" "${effects[@]/%=2.5/=60}" max_voltage=0.1 -- \
		"$amp" ':label=**zout, linear only**' "${load[@]}" -- \
		"$amp" ':label=zout, default settings' -- \
		builtin:memcpy >"$B/bench/cost.tsv"
	awk -F'\t' -v rate="$1" 'NR > 1 {
		if ($1 != block) {
			block = $1
			printf "\n%g kHz, block %d:\n\n", rate / 1000, block
			print "| plugin | ns/frame | x real time | x Calf Saturator | x LSP EQ | latency |"
			print "|---|---:|---:|---:|---:|---:|"
		}
		printf "| %s | %.2f | %.0f | %.3f | %.3f | %d |%s\n", $2, $4, $7, $8, $9, $10, \
			$11 ~ /FINITE/ ? " not finite" : ""
	}' "$B/bench/cost.tsv"
}

# The kernels that run when ZOUT_ISA is as it is
kernels() {
	"$B/bench/frames" full 1
}

report() {
	echo "# zout: cost"
	echo
	echo "Printed by \`make bench\`. One stereo frame of pink noise and a sine, peak -12 dBFS; median of 61 interleaved"
	echo "repetitions of 2 ms, pinned to one processor, denormals off. Ratios are medians of paired repetitions; absolute"
	echo "times drift with the machine, ratios by about 5 %."
	echo
	echo "- Processor: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), compiler: $(${CC:-cc} --version | head -n 1)"
	echo "- Every effect: harmonics of voltage and current, noise, hum, crosstalk, tracking, output impedance, three"
	echo "  resonances, not limiting. Linear only: output impedance and resonances. Always clipping: 100 mV of clip level."
	echo
	echo "## Kernels $(kernels)"
	measure 48000 16,64,256,1024
	measure 44100 256
	measure 192000 256
	if [ "$(uname -m)" = x86_64 ] && [ "$(kernels)" != x86-64 ]; then
		export ZOUT_ISA=x86-64
		echo
		echo "## Kernels $(kernels), forced by ZOUT_ISA"
		measure 48000 64,256
		unset ZOUT_ISA
	fi
	echo
	echo "## The model beside itself"
	echo
	echo "Every effect, limits reached by nothing; denormals as a careless host leaves them. The silence follows ten seconds"
	echo "of itself, without noise and hum."
	echo
	echo "| cost of | ratio | times real time |"
	echo "|---|---:|---:|"
	taskset -c "$cpu" "$B/bench/pairs" -t | awk -F'\t' '{ printf "| %s | %s | %s |\n", $1, $2, $3 }'
	echo
	echo "## A change of the load"
	echo
	echo "Time of a block of 64 frames at rest, microseconds, and relative to it while new loads are designed and faded over"
	echo "to, 1000 changes."
	echo
	echo "| rate, Hz | kernels | at rest, median | at rest, 99.9 % | changing, median | 99 % | 99.9 % |"
	echo "|---:|---|---:|---:|---:|---:|---:|"
	taskset -c "$cpu" "$B/bench/loadchange" -t 1000 | awk -F'\t' '{ printf "| %s | %s | %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5, $6, $7 }'
	echo
	echo "## Instructions"
	echo
	echo "Per frame, counted by callgrind. Full chain with every effect, block 256; the same for two chains; with blocks of"
	echo "16; linear only; always limiting."
	echo
	echo "| $(sh bench/callgrind.sh -i "$B" | paste -sd, | sed 's/,/, /g') | instructions per frame |"
	echo "|---|---:|"
	sh bench/callgrind.sh "$B" | awk '{ printf "| %s | %s |\n", $1, $2 }'
}

report | tee "$B/bench.md"
