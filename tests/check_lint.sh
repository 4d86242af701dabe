#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a reviewer should not have to look for: white space, licences, formatting, static analysis.
#
# run.sh: idle, because it analyses.

set -u
# shellcheck source=tests/complaints.sh
. tests/complaints.sh
CC=${CC:-cc}
export LC_ALL=C.UTF-8

# Files of the project: those of git, or all but what was built when this is a tarball. That may be unpacked in a
# checkout of something else, which knows nothing of our files.
files() {
	if [ -e .git ]; then
		git ls-files -co --exclude-standard
	else
		find . -type f ! -path './build*' ! -path './.git/*' | sed 's,^\./,,'
	fi | while read -r file; do [ -f "$file" ] && echo "$file"; done | sort
}
readonly all=$(files)
readonly text=$(echo "$all" | grep -vE '\.(wav|flac|png|jpg|bin)$|^COPYING$')
readonly code=$(echo "$text" | grep -E '\.[ch]$')

# matches PATTERN [GREP OPTIONS]: places in the text files
matches() {
	echo "$text" | tr '\n' '\0' | xargs -0 grep -nP "$@" --
}

verdict files_are_found "$(grep -qx tests/check_lint.sh <<<"$text" || echo "this script is not among them")"
verdict no_trailing_white_space "$(matches '[ \t\r]+$')"
verdict no_space_before_tab "$(matches '^\t* +\t')"
verdict scripts_and_turtle_are_indented_by_tabs "$(echo "$text" | grep -E "\.(sh|ttl|ttl\.in)\$" | xargs -r -d "\n" grep -nP "^ {4,}")"
verdict no_invisible_characters "$(matches '[\x{00A0}\x{00AD}\x{200B}-\x{200F}\x{2028}-\x{202F}\x{2060}-\x{2064}\x{2066}-\x{2069}\x{FEFF}]')"
verdict files_end_with_one_newline "$(echo "$text" | while read -r file; do
	[ -s "$file" ] && [ "$(tail -c 1 "$file" | od -An -c | tr -d ' ')" != '\n' ] && echo "$file: no newline at the end"
	[ "$(tail -c 2 "$file" | od -An -c | tr -d ' ')" = '\n\n' ] && echo "$file: empty line at the end"
done)"

licensed=$(echo "$text" | grep -vE '\.(json|txt|csv)$')
verdict every_file_names_its_licence "$(echo "$licensed" | tr '\n' '\0' |
	xargs -0 grep -L -E 'SPDX-License-Identifier: GPL-3\.0-or-later' --)"
verdict every_file_names_its_copyright "$(echo "$licensed" | tr '\n' '\0' |
	xargs -0 grep -L -E 'Copyright 20[0-9][0-9](-20[0-9][0-9])? the zout developers' --)"

verdict readme_names_the_two_commands "$(for command in 'make demo' 'make check'; do
	grep -qx "$command" README.md || echo "README.md: no line '$command'"
done)"
verdict version_is_the_same_everywhere "$(version=$(sed -n 's/^VERSION *= *//p' Makefile)
	grep -q "^zout ($version)" NEWS || echo "NEWS: no entry for $version")"

verdict shell_scripts_parse "$(echo "$text" | grep -E '\.sh$|^\.ci/run$' | while read -r file; do
	case $(head -n 5 "$file") in
	*bash*) bash -n "$file" 2>&1 ;; # in the first line, or as a word to shellcheck in what is only sourced
	*) sh -n "$file" 2>&1 ;;
	esac
done)"

if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
	verdict code_is_formatted "$(echo "$code" | xargs -d '\n' clang-format --dry-run -Werror 2>&1 |
		awk -F: '/error:/ { n[$1]++ } END { for (file in n) print file ": " n[file] " places; clang-format -i puts them right" }')"
else
	echo "ok code_is_formatted # SKIP the style is defined for clang-format 14"
fi

# As the Makefile compiles, with what it defines; the kernels as for vectors of 16 bytes
read -ra flags <<<"$(pkg-config --cflags lv2 lilv-0 sndfile jack jansson fftw3 inih libsodium)"
flags+=(-std=c11 "-I$PWD" "-I$PWD/dsp" '-DZOUT_VERSION="0"' '-DZOUT_LV2DIR="/"' '-DZOUT_LV2_PATH="/"' '-DZOUT_MULTIARCH=""' -DZOUT_KERNELS=zout_kernels_x86_64
	'-DZOUT_ISA_NAME="x86-64"' -DZOUT_VECTOR_BYTES=16)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo '#include "dsp/zout.h"' | tee "$scratch/c.c" >"$scratch/cc.cc"
verdict public_header_compiles_alone_in_c "$($CC -std=c11 -Wall -Wextra -Wpedantic -Werror -I. -fsyntax-only "$scratch/c.c" 2>&1)"
verdict public_header_compiles_alone_in_cxx \
	"$(${CXX:-c++} -std=c++11 -Wall -Wextra -Wpedantic -Werror -I. -fsyntax-only "$scratch/cc.cc" 2>&1)"

verdict headers_compile_alone "$(echo "$code" | grep -E '\.h$' | grep -E '^(dsp|abx|measure|audio|catalog|cli|plugin|alsa)/' | while read -r file; do
	echo "#include \"$file\"" >"$scratch/h.c"
	$CC "${flags[@]}" -D_GNU_SOURCE -Wall -I"$(dirname "$file")" -fsyntax-only "$scratch/h.c" 2>&1
done)"

if clang-tidy --version 2>/dev/null | grep -q 'version 14\.'; then
	printf '%s\n' "${flags[@]}" >"$scratch/compile_flags.txt"
	verdict clang_tidy_is_silent "$(echo "$code" | grep -E '^(dsp|abx|measure|audio|catalog|cli|plugin|alsa)/.*\.c$' |
		xargs -d '\n' -P "$(nproc)" -n 4 clang-tidy --quiet -p "$scratch" 2>&1 | grep -E 'error:|warning:' | sort -u)"
else
	echo "ok clang_tidy_is_silent # SKIP the checks are chosen for clang-tidy 14"
fi

[ "$failures" -eq 0 ]
