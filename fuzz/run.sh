#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lets libFuzzer try each target; `make fuzz` calls it:
#
#   fuzz/run.sh BUILD SECONDS JOBS [TARGET...]
#
# First each target replays its corpus, then it looks for more, then it prints what all of that reached. What was found
# stays in BUILD/fuzz/found/TARGET, from where the next run goes on; an input that ended a process is in
# BUILD/fuzz/findings. Ends with 1 if there is one.

set -u
cd "$(dirname "$0")/.." || exit
[ $# -ge 3 ] || {
	echo "usage: fuzz/run.sh BUILD SECONDS JOBS [TARGET...]" >&2
	exit 2
}
readonly build=$(realpath "$1") seconds=$2 jobs=$3
shift 3
readonly bins=$build/fuzz findings=$build/fuzz/findings logs=$build/fuzz/logs
if [ $# -eq 0 ]; then
	for source in fuzz/target_*.c; do
		name=${source#fuzz/target_}
		set -- "$@" "${name%.c}"
	done
fi

scratch=$(mktemp -d) || exit
running=()
finish() {
	[ ${#running[@]} -eq 0 ] || kill "${running[@]}" 2>/dev/null
	rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM
mkdir -p "$findings" "$logs" "$scratch/empty"

# No other bundles; a failed allocation is an answer, and not an end
export TMPDIR=$scratch LV2_PATH=$scratch/empty LLVM_PROFILE_FILE=/dev/null XDG_CONFIG_HOME=$scratch/empty
export ASAN_OPTIONS=allocator_may_return_null=1:quarantine_size_mb=32 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/fuzz/lsan.supp:print_suppressions=0

# longest TARGET: bytes of an input
longest() {
	case $1 in
	amp | abx | words) echo 1024 ;;
	answers | keys) echo 2048 ;;
	state) echo 16384 ;;
	preset | record) echo 8192 ;;
	*) echo 4096 ;;
	esac
}

# concerned TARGET: the files whose lines count
concerned() {
	case $1 in
	preset) echo catalog/{preset,text,turtle}.c ;;
	config) echo cli/service/{config,config_keys,config_values,ini,safety,scene,scene_values}.c ;;
	control) echo cli/service/{client,control,desk,report,report_meters,request_sound,requests}.c ;;
	record) echo abx/{codec,codec_facts,decimal,format,format_end,marks,record,text,verify}.c ;;
	audio) echo audio/{container,reader,render,track,writer}.c cli/measure_recording.c ;;
	amp) echo plugin/zout_amp.c dsp/*.c ;;
	abx) echo plugin/*abx*.c abx/{levels,session,switch}.c ;;
	state) echo plugin/abx_{archive,state}.c ;;
	words) echo cli/{abx_setup,abx_keys,chain,match_case,options,settings}.c catalog/value.c ;;
	answers) echo cli/ctl_print.c cli/service/state.c ;;
	keys) echo alsa/keys.c ;;
	esac
}

# fuzz TARGET
fuzz() {
	local dict=()
	[ -f "fuzz/dict/$1.dict" ] && dict=("-dict=fuzz/dict/$1.dict")
	mkdir -p "$bins/found/$1"
	exec "$bins/$1" -max_total_time="$seconds" -max_len="$(longest "$1")" -rss_limit_mb=2048 -timeout=60 \
		-close_fd_mask=3 -print_final_stats=1 -artifact_prefix="$findings/$1-" "${dict[@]}" "$bins/found/$1" \
		"fuzz/corpus/$1" >"$logs/$1.log" 2>&1
}

# lines TARGET: lines of the concerned files, and the percentage of them that the corpora reach
lines() {
	local raw=$scratch/$1.profraw data=$scratch/$1.profdata files
	read -ra files <<<"$(concerned "$1")"
	LLVM_PROFILE_FILE=$raw "$bins/$1" -runs=0 -close_fd_mask=3 -max_len=65536 "$bins/found/$1" "fuzz/corpus/$1" \
		>/dev/null 2>&1
	llvm-profdata-14 merge -o "$data" "$raw" 2>/dev/null &&
		llvm-cov-14 report "$bins/$1" -instr-profile="$data" "${files[@]}" 2>/dev/null | awk '$1 == "TOTAL" { print $8, $10 }'
}

# The last number behind a word in a log
last() {
	grep -ao "$2 *[0-9]*" "$logs/$1.log" | tail -n 1 | grep -o '[0-9]*$' || echo 0
}

declare -A failed=()
declare -A target_of=()
reap() {
	local pid status
	wait -n -p pid "${running[@]}"
	status=$?
	[ "$status" -eq 0 ] || failed[${target_of[$pid]}]=$status
	local left=() other
	for other in "${running[@]}"; do
		[ "$other" = "$pid" ] || left+=("$other")
	done
	running=("${left[@]}")
}

for target in "$@"; do
	[ -x "$bins/$target" ] || {
		echo "fuzz: no target '$target', expected one of: $(cd fuzz && echo target_*.c | sed 's/target_//g; s/\.c//g')" >&2
		exit 2
	}
	while [ "${#running[@]}" -ge "$jobs" ]; do reap; done
	echo "  FUZZ    $target, $seconds s"
	fuzz "$target" &
	running+=($!)
	target_of[$!]=$target
done
while [ "${#running[@]}" -gt 0 ]; do reap; done

echo
printf '%-10s %12s %8s %8s %8s %8s %8s  %s\n' target executions edges features inputs lines reached finding
for target in "$@"; do
	read -r count percent <<<"$(lines "$target")"
	printf '%-10s %12s %8s %8s %8s %8s %8s  %s\n' "$target" "$(last "$target" stat::number_of_executed_units:)" \
		"$(last "$target" cov:)" "$(last "$target" ft:)" "$(find "$bins/found/$target" "fuzz/corpus/$target" -type f | wc -l)" \
		"${count:--}" "${percent:--}" "${failed[$target]:+status ${failed[$target]}, see $logs/$target.log}"
done
[ "${#failed[@]}" -eq 0 ]
