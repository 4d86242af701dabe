#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The built bundle as data: valid against the LV2 specifications, tidy, and with a binary that a host can load
# without surprises.

set -u
# shellcheck source=tests/complaints.sh
. tests/complaints.sh
B=${B:-build}
bundle=$B/zout.lv2
export LC_ALL=C.UTF-8

mapfile -t built < <(find "$bundle" -name '*.ttl' | LC_ALL=C sort)
mapfile -t sources < <(find ttl presets -name '*.ttl' -o -name '*.ttl.in' | LC_ALL=C sort)

# All files at once, because they speak of each other. It is sord_validate with the specifications that are installed.
validate() {
	local report
	report=$(lv2_validate "$@" 2>&1) && grep -q '^Found 0 errors' <<<"$report" && return
	grep -v '^Skipping' <<<"$report"
}
verdict lv2_validate_finds_no_error "$(validate "${built[@]}")"

# Is it able to find one?
spoilt=$(mktemp -d) || exit 1
trap 'rm -rf "$spoilt"' EXIT
cp -r "$bundle/." "$spoilt"
sed -i 's/lv2:symbol "gain" ;//' "$spoilt/amp.ttl"
mapfile -t broken < <(find "$spoilt" -name '*.ttl')
verdict lv2_validate_finds_a_missing_symbol "$([ -n "$(validate "${broken[@]}")" ] || echo 'no complaint')"

# The bundle holds what the sources make, nothing else
list_bundle() {
	printf '%s\n' abx.so abx.ttl amp.ttl manifest.ttl ns.ttl zout.so
	find presets -name '*.ttl'
	# Each amplifier as A and as B of a blind test, each headphone for both, and comparisons
	find presets/amps -name '*.ttl' | sed 's,/amps/,/abx-a/,p; s,/abx-a/,/abx-b/,'
	find presets/phones -name '*.ttl' | sed 's,/phones/,/abx-phones/,'
	find presets/abx -name '*.ttl.in' | sed 's/\.in$//'
}
verdict bundle_holds_the_sources_and_nothing_else \
	"$(diff <(list_bundle | LC_ALL=C sort) <(cd "$bundle" && find . -type f | sed 's|^\./||' | LC_ALL=C sort))"

verdict no_placeholder_is_left "$(grep -nE '@(include|INDEX|P|N|LV2_[A-Z]+)@?' "${built[@]}" | grep -v '^[^:]*:[0-9]*:#')"

# Prefixes sorted, each declared one used, no other used
prefixes() {
	awk -v file="$1" '
		/^@prefix/ {
			if ($2 < last) print file ": prefix " $2 " stands after " last
			last = $2
			declared[$2] = 1
			next
		}
		{
			gsub(/\\"/, "")
			gsub(/"[^"]*"/, "")
			gsub(/<[^>]*>/, "")
			sub(/#.*/, "")
			while (match($0, /[A-Za-z][A-Za-z0-9]*:/)) {
				used[substr($0, RSTART, RLENGTH)] = 1
				$0 = substr($0, RSTART + RLENGTH)
			}
		}
		END {
			for (p in declared) if (!(p in used)) print file ": prefix " p " is not used"
			for (p in used) if (!(p in declared)) print file ": prefix " p " is not declared"
		}' "$1"
}
verdict prefixes_are_sorted_and_used "$(for file in "${built[@]}"; do prefixes "$file"; done)"

verdict ttl_is_indented_with_tabs "$(grep -nE '^ |[[:space:]]$' "${sources[@]}")"

verdict preset_needs_uri_of_its_file "$(
	mkdir -p "$spoilt/presets/amps"
	cp presets/amps/wire.ttl "$spoilt/presets/amps/other.ttl"
	sh make/presets.sh "$spoilt/presets/amps/other.ttl" >"$spoilt/out" 2>&1 && echo 'accepted'
)"

# The binary

# What a plugin may call: memory for setting up, copying, the environment, and mathematics. A file, a thread, a lock, a
# log or a socket would show here, wherever in the core it hides.
allowed_c='calloc|malloc|aligned_alloc|posix_memalign|free|getenv|secure_getenv|memcpy|memmove|memset|memcmp|str(n?cmp|len)'
allowed_runtime='__cxa_finalize|__gmon_start__|_ITM_(de)?registerTMCloneTable|__stack_chk_fail|__(memcpy|memset|memmove)_chk|__tls_get_addr'
# That for blind tests also asks for the time when it is activated, and keeps records, when its state is saved. The
# rest is how its library for hashes asks the system for random numbers when it is instantiated; tests/test_blind_rt.c
# proves that run() comes near none of it.
allowed_abx='memchr|strcspn|strchr|strstr|realloc|time'
allowed_random='getrandom|open|close|read|fcntl|fstat|poll|abort|raise|sysconf|mmap|munmap|mprotect|madvise|mlock|munlock|explicit_bzero|__explicit_bzero_chk|pthread_mutex_(un)?lock|__errno_location|__assert_fail'

# check_binary NAME ALLOWED
check_binary() {
	local so=$bundle/$1.so exported needed imported libm
	exported=$(nm -D --defined-only "$so" | awk '{ print $NF }')
	verdict "$1"_exports_only_lv2_descriptor "$(diff <(echo lv2_descriptor) <(echo "$exported"))"

	needed=$(readelf -d "$so" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
	verdict "$1"_links_only_libc_and_libm "$(grep -vE '^lib[cm]\.so\.6$' <<<"$needed")"

	libm=$(ldd "$so" | awk '$1 == "libm.so.6" { print $3 }')
	imported=$(nm -D --undefined-only "$so" | awk '{ sub(/@.*/, "", $NF); print $NF }')
	verdict "$1"_calls_only_allowed_functions "$(grep -vxE "$2" <<<"$imported" | grep -vxF -f <(
		[ -z "$libm" ] || nm -D --defined-only "$libm" | awk '{ sub(/@.*/, "", $NF); print $NF }'
	))"
}
check_binary zout "$allowed_c|$allowed_runtime"
check_binary abx "$allowed_c|$allowed_runtime|$allowed_abx|$allowed_random"

[ "$failures" -eq 0 ]
