#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The one direction: includes point from plugin, cli and alsa to catalog, from there to audio, measure and abx, and from
# these to dsp, never back or sideways. The core needs libc and libm only, allocates in its setup alone and neither
# prints nor blocks. What is said of the core is checked in the sources and again in the symbols of the built objects.

set -u
# shellcheck source=tests/complaints.sh
. tests/complaints.sh
B=${B:-build}

readonly dirs='dsp abx measure audio catalog cli plugin alsa'

# rank DIR: what stands higher may include what stands lower
rank() {
	case $1 in
	dsp) echo 0 ;;
	abx | measure | audio) echo 1 ;;
	catalog) echo 2 ;;
	cli | plugin | alsa) echo 3 ;;
	*) echo 9 ;;
	esac
}

# sources DIR
sources() {
	find "$1" -name '*.[ch]' -o -name '*.def' 2>/dev/null | sort
}

# All includes: file, kind (" or <), name
includes() {
	for dir in $dirs; do
		sources "$dir" | while read -r file; do
			sed -nE 's/^[ \t]*#[ \t]*include[ \t]*(["<])([^">]*)[">].*/\1 \2/p' "$file" | sed "s,^,$file ,"
		done
	done
}

# resolve FILE NAME: the path of a quoted include, first beside the file, then from the root, then in a part
resolve() {
	local dir
	for dir in "$(dirname "$1")" . $dirs; do
		if [ -e "$dir/$2" ]; then
			realpath --relative-to=. "$dir/$2"
			return
		fi
	done
}

all=$(includes)

complaints=$(echo "$all" | while read -r file kind name; do
	[ "$kind" = '"' ] || continue
	path=$(resolve "$file" "$name")
	from=${file%%/*} to=${path%%/*}
	if [ -z "$path" ]; then
		case $file in
		*.c | *.h) [ -z "$(find "$B" -name "${name##*/}" 2>/dev/null)" ] && echo "$file includes \"$name\", which is nowhere" ;;
		esac
	elif [ "$from" != "$to" ] && [ "$(rank "$from")" -le "$(rank "$to")" ]; then
		echo "$file includes $path: $from must not know $to"
	fi
done)
verdict includes_point_down "$complaints"

# may DIR PATTERN: system headers of a part beyond those that are named
foreign() {
	echo "$all" | awk -v part="$1/" -v pattern="$2" '
		index($1, part) == 1 && $2 == "<" && $3 !~ pattern { print $1 " includes <" $3 ">" }'
}
libc='^(assert|complex|float|inttypes|limits|math|stdalign|stdbool|stddef|stdint|stdlib|string)\.h$'
simd='^(cpuid|xmmintrin|immintrin|arm_neon|fenv)\.h$'
verdict core_includes_libc_only "$(foreign dsp "$libc|$simd")"
verdict abx_does_no_input_or_output "$(foreign abx "$libc|^(stdatomic\.h|sodium(/[a-z0-9_]+)?\.h)$")"
verdict measure_does_no_input_or_output "$(foreign measure "$libc|^(fftw3|pthread)\.h$")"
verdict plugin_includes_lv2_and_libc_only "$(foreign plugin "$libc|^(stdatomic|time)\.h$|^lv2/")"
verdict audio_servers_are_known_in_audio_only "$(for dir in cli catalog plugin measure; do foreign $dir '^[^j]|^j[^a]|^jansson' | grep -E '<(jack|alsa)/'; done)"
verdict measure_knows_no_audio_server "$(echo "$all" | grep -E '^measure/.* < (jack|alsa|lilv|lv2)/')"

words='printf|puts|putchar|fopen|fwrite|perror|pthread_|exit|abort|sleep|usleep|nanosleep|signal|system|socket'
complaints=$(sources dsp | xargs grep -nE "(^|[^A-Za-z0-9_])($words)[A-Za-z0-9_]* *\(" 2>/dev/null |
	grep -vE '^[^:]*:[0-9]*:[ \t]*(//|\*|/\*)')
verdict core_calls_nothing_that_prints_or_blocks "$complaints"

# The objects

objects=$(find "$B/dsp" -name '*.o' 2>/dev/null | sort)
if [ -z "$objects" ]; then
	echo "not ok core_is_built no objects in $B/dsp"
	exit 1
fi

# Symbols that instrumented builds add, and what the linker and the compiler's own library bring
toolchain='^(_GLOBAL_OFFSET_TABLE_|__cpu_model|__cpu_features2|__cpu_indicator_init|__stack_chk_fail|__gcov_.*|__asan_.*|__odr_asan\..*|__ubsan_.*|__tsan_.*)$'
memory='mem(cpy|move|set|cmp)|str(n?cmp|len)'
setup='malloc|calloc|realloc|aligned_alloc|posix_memalign|free'
mathematics='c?(acos|asin|atan|atan2|cos|sin|tan|sincos|cosh|sinh|tanh|acosh|asinh|atanh|exp|exp2|expm1|log|log2|log10|log1p|pow|sqrt|cbrt|hypot|fabs|abs|arg|floor|ceil|trunc|round|rint|nearbyint|lround|lrint|fmod|ldexp|frexp|fmin|fmax|fma|copysign|real|imag|conj)[fl]?|__mul[sdx]c3|__div[sdx]c3'
own=$(echo "$objects" | xargs nm --defined-only -g | awk 'NF == 3 { print $3 }' | sort -u)

# Prints object and symbol for all that is undefined, unless the core itself defines it
undefined() {
	echo "$objects" | while read -r object; do
		nm -u "$object" | awk '{ print $NF }' | grep -vxF "$own" | grep -vE "$toolchain" | sed "s,^,$object ,"
	done
}
undef=$(undefined)

verdict core_links_libc_and_libm_only "$(echo "$undef" | grep -vE " ($memory|$setup|getenv|$mathematics)\$" | grep .)"
verdict core_exports_its_prefix_only "$(echo "$own" | grep -vE "^zout_|$toolchain")"

setup_object=$(echo "$objects" | while read -r object; do
	nm --defined-only -g "$object" | grep -q ' zout_model_new$' && echo "$object"
done)
verdict core_allocates_in_its_setup_only "$(echo "$undef" | grep -E " ($setup)\$" | grep -vF "${setup_object:-none} ")"
verdict core_reads_the_environment_in_one_place "$(echo "$undef" | grep ' getenv$' | sed 1d)"

# Blind tests: pure computation, but for the seed, which comes from the system, and the memory of a session
computing='erfc|str(chr|str|cmp|cspn)|memchr'
hashes='crypto_(hash|auth)_[a-z0-9_]+|sodium_memzero'
complaints=$(find "$B/abx" -name '*.o' 2>/dev/null | sort | while read -r object; do
	nm -u "$object" | awk '{ print $NF }' | grep -vE "$toolchain|^zout_|^($memory|$mathematics|$computing|$hashes)\$" |
		sed "s,^,${object##*/} ,"
done | grep -vE '^seed\.o (randombytes_buf|sodium_init)$' | grep -vE " ($setup)\$")
verdict abx_calls_nothing_but_computation "$complaints"
verdict abx_exports_its_prefix_only "$(find "$B/abx" -name '*.o' -exec nm --defined-only -g {} + | awk 'NF == 3 { print $3 }' |
	grep -v '^zout_')"

for name in zout abx; do
	plugin=$B/zout.lv2/$name.so
	if [ -e "$plugin" ]; then
		verdict ${name}_needs_libc_and_libm_only \
			"$(readelf -d "$plugin" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
				grep -vE "^(libc|libm|ld-linux[^.]*${ZOUT_SANITIZED:+|lib[a-z]+san})\.so")"
		verdict ${name}_exports_its_entry_only \
			"$(nm -D --defined-only "$plugin" | awk '{ print $NF }' | grep -vE '^(lv2_descriptor|lv2ui_descriptor|_init|_fini)$')"
	else
		echo "not ok ${name}_is_built no $plugin"
		failures=$((failures + 1))
	fi
done

[ "$failures" -eq 0 ]
