#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `make install` puts each file in its place, `make uninstall` takes exactly these away again.

set -u
B=${B:-build}
where=$(mktemp -d)
trap 'rm -rf "$where"' EXIT
failures=0

# verdict NAME STATUS [REASON]
verdict() {
	if [ "$2" -eq 0 ]; then
		echo "ok $1"
	else
		echo "not ok $1 ${3-}"
		failures=$((failures + 1))
	fi
}

run_make() {
	env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory B="$B" DESTDIR="$where/dest" "$@"
}

files() {
	(cd "$where/dest" 2>/dev/null && find . ! -type d | sort)
}

run_make install PREFIX=/opt/zout >"$where/log" 2>&1
verdict install_succeeds $? "$(tail -n 3 "$where/log" | tr '\n' ' ')"

expected=$(
	{
		echo ./opt/zout/bin/zout
		echo ./opt/zout/lib/alsa-lib/libasound_module_pcm_zout.so
		(cd man && find . -name '*.[1-9]' | sed -E 's,^\./(.*)\.([1-9])$,./opt/zout/share/man/man\2/\1.\2,')
		printf './opt/zout/lib/systemd/%s\n' {user,system}/zout{,@}.service
		echo ./opt/zout/lib/sysusers.d/zout.conf
		echo ./opt/zout/share/bash-completion/completions/zout
		echo ./opt/zout/share/zsh/site-functions/_zout
		find README.md COPYING docs -type f | sed 's,^,./opt/zout/share/doc/zout/,'
		echo ./opt/zout/share/metainfo/org.zout.zout.metainfo.xml
		echo ./opt/zout/share/pipewire/pipewire.conf.avail/zout-hpa-1.conf
		(cd "$B/zout.lv2" && find . \( -name '*.ttl' -o -name '*.so' \) | sed 's,^\.,./opt/zout/lib/lv2/zout.lv2,')
	} | sort
)
[ "$(files)" = "$expected" ]
verdict install_puts_each_file_in_place $? "$(diff <(echo "$expected") <(files) | tr '\n' ' ')"

# What is behind a # is looked at in no document
doc=$where/dest/opt/zout/share/doc/zout
missing=$(cd "$doc" && grep -roE '\]\([^) ]+\)' --include='*.md' . | sed -E 's/^(.*):\]\((.*)\)$/\1 \2/' |
	while read -r document link; do
		link=${link%%#*}
		[[ $link == *://* || -z $link || -e ${document%/*}/$link ]] || echo "${document#./} links $link"
	done)
links=$(cd "$doc" && grep -rohE '\]\([^) ]+\)' --include='*.md' . | wc -l)
[ -z "$missing" ] && [ "$links" -ge 20 ]
verdict links_of_installed_documents_resolve $? "$missing, of $links"

[ -z "$(find "$where/dest" -type f ! -path '*/bin/*' -perm /111)" ] && [ -x "$where/dest/opt/zout/bin/zout" ]
verdict only_the_program_is_executable $?

grep -q 'LV2_PATH=/opt/zout/lib/lv2' "$where/log"
verdict install_says_where_hosts_must_look $? "no LV2_PATH in the output"

grep -qF 'pcm_type.zout { lib "/opt/zout/lib/alsa-lib/libasound_module_pcm_zout.so" }' "$where/log"
verdict install_says_how_alsa_finds_the_module $? "no pcm_type in the output"

# From where it was installed, with the presets that were installed
cat >"$where/asound.conf" <<END
</usr/share/alsa/alsa.conf>
pcm_type.zout { lib "$where/dest/opt/zout/lib/alsa-lib/libasound_module_pcm_zout.so" }
pcm.dut { type zout amp hpa-1 slave.pcm null }
END
said=$(head -c 4096 /dev/zero | ALSA_CONFIG_PATH=$where/asound.conf LV2_PATH=/nowhere aplay -q -D dut -t raw -f S16_LE -c 2 -r 48000 2>&1)
[ -z "$said" ]
verdict installed_module_plays $? "$said"

"$where/dest/opt/zout/bin/zout" --version >/dev/null 2>&1
verdict installed_program_runs $?

mkdir -p "$where/dest/opt/zout/lib/lv2/other.lv2"
touch "$where/dest/opt/zout/lib/lv2/other.lv2/manifest.ttl"
run_make uninstall PREFIX=/opt/zout >"$where/log" 2>&1
verdict uninstall_succeeds $? "$(tail -n 3 "$where/log" | tr '\n' ' ')"
[ -z "$(find "$where/dest" -path '*/share/*/zout')" ]
verdict uninstall_leaves_no_folder_of_its_own $? "$(find "$where/dest" -path '*/share/*/zout')"
[ "$(files)" = ./opt/zout/lib/lv2/other.lv2/manifest.ttl ]
verdict uninstall_removes_exactly_what_was_installed $? "$(files | tr '\n' ' ')"
rm -rf "$where/dest"

run_make install PREFIX=/usr LIBDIR=/usr/lib/x86_64-linux-gnu >"$where/log" 2>&1 &&
	[ -f "$where/dest/usr/lib/x86_64-linux-gnu/lv2/zout.lv2/manifest.ttl" ] && ! grep -q LV2_PATH "$where/log" &&
	[ -f "$where/dest/usr/lib/x86_64-linux-gnu/alsa-lib/libasound_module_pcm_zout.so" ]
verdict install_obeys_libdir $?
rm -rf "$where/dest"

# Below a folder with a blank in its name
run_make install "PREFIX=/opt/z t" >"$where/log" 2>&1
[ "$(files)" = "$(sed 's,^./opt/zout/,./opt/z t/,' <<<"$expected" | sort)" ] &&
	grep -qF 'LV2_PATH=/opt/z\ t/lib/lv2:' "$where/log" &&
	grep -qx 'ExecStart=/opt/z\\x20t/bin/zout run' "$where/dest/opt/z t/lib/systemd/user/zout.service" &&
	LV2_PATH=/nowhere "$where/dest/opt/z t/bin/zout" list amps 2>&1 | grep -q '^  hpa-1 '
verdict install_below_a_folder_with_a_blank $? "$(tail -n 3 "$where/log" | tr '\n' ' ')"
run_make uninstall "PREFIX=/opt/z t" >"$where/log" 2>&1 && [ -z "$(files)" ]
verdict uninstall_below_a_folder_with_a_blank $? "$(files | tr '\n' ' ')"
rm -rf "$where/dest"

# Built for one folder of libraries, installed for another
for libdir in lib64 "lib/$(${CC:-cc} -print-multiarch)"; do
	run_make install PREFIX=/opt/zout LIBDIR="/opt/zout/$libdir" >"$where/log" 2>&1
	said=$(LV2_PATH=/nowhere "$where/dest/opt/zout/bin/zout" list amps 2>&1) && grep -q '^  hpa-1 ' <<<"$said"
	verdict "program_finds_presets_in_${libdir%%/*}" $? "$said"
	rm -rf "$where/dest"
done

if [ -e .git ] && git rev-parse -q --verify HEAD >/dev/null 2>&1; then
	run_make dist >"$where/log" 2>&1 && tar -tzf "$(tail -n 1 "$where/log")" 2>/dev/null | grep -q '^zout-[0-9.]*/README.md$'
	verdict dist_makes_a_tarball $? "$(tail -n 1 "$where/log")"
else
	echo "ok dist_makes_a_tarball # SKIP not a git checkout with a commit"
fi

[ "$failures" -eq 0 ]
