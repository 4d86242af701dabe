#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The Debian packages, from a clean copy of the project: they build without a network, hold what they should, lintian
# finds no error, what is in them works, and they are installed and removed, scripts and all, in a folder in the place of
# the system.

set -u
# shellcheck source=tests/complaints.sh
. tests/complaints.sh
B=${B:-build}
where=$(mktemp -d)
trap 'rm -rf "$where"' EXIT

# A namespace without a network, where the system allows one
without_network=()
unshare --map-root-user --net true 2>/dev/null && without_network=(unshare --map-root-user --net)
verdict packages_build "$("${without_network[@]}" env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory B="$B" deb \
	>"$where/log" 2>&1 || tail -n 30 "$where/log")"
[ "$failures" -eq 0 ] || exit 1
verdict their_tests_ran "$(grep -qE '^[0-9]+ passed, 0 failed' "$where/log" || grep -E 'passed|FAIL' "$where/log" ||
	echo "no line 'passed'")"
verdict lintian_finds_no_error "$(lintian --allow-root --fail-on error "$B"/deb/*.changes 2>&1 | grep '^E:')"

# in_package NAME: its files, unpacked into the same folder for all
in_package() {
	dpkg-deb -x "$B/deb/$1"_[0-9]*.deb "$where/root" && dpkg-deb -c "$B/deb/$1"_[0-9]*.deb | awk '{ print $6 }'
}

# missing PACKAGE PATTERN...: patterns that no file of the package matches
missing() {
	local files
	files=$(in_package "$1")
	shift
	for pattern in "$@"; do
		grep -qE "^\./$pattern\$" <<<"$files" || echo "no $pattern"
	done
}

verdict zout_is_complete "$(missing zout usr/bin/zout '(usr/)?lib/systemd/system/zout.service' \
	'(usr/)?lib/systemd/system/zout@.service' usr/lib/systemd/user/zout@?.service usr/lib/sysusers.d/zout.conf \
	usr/share/bash-completion/completions/zout usr/share/zsh/vendor-completions/_zout \
	usr/share/metainfo/org.zout.zout.metainfo.xml
	for document in README.md COPYING docs/*; do
		missing zout "usr/share/doc/zout/$document(.gz)?"
	done
	for page in man/*.*; do
		[ "$page" = man/zout-alsa.7 ] || missing zout "usr/share/man/man${page##*.}/${page#man/}.gz"
	done)"
verdict zout_lv2_is_complete "$(missing zout-lv2 usr/lib/lv2/zout.lv2/zout.so usr/lib/lv2/zout.lv2/manifest.ttl \
	usr/lib/lv2/zout.lv2/presets/amps/hpa-1.ttl 'usr/share/pipewire/pipewire.conf.avail/zout-.*.conf')"
verdict libasound2_plugin_zout_is_complete "$(missing libasound2-plugin-zout \
	'usr/lib/[^/]*/alsa-lib/libasound_module_pcm_zout.so' usr/share/man/man7/zout-alsa.7.gz)"
verdict no_service_is_started_by_the_installation "$(dpkg-deb --ctrl-tarfile "$B"/deb/zout_[0-9]*.deb |
	tar -xO ./postinst | grep -E 'deb-systemd-invoke|systemctl .*(start|enable)')"

export LV2_PATH=/nonexistent
verdict program_works_where_it_is_unpacked "$("$where/root/usr/bin/zout" list amps 2>&1 | grep -q '^  hpa-1 ' || echo "no hpa-1")"
verdict plugin_is_found "$(LV2_PATH=$where/root/usr/lib/lv2:/usr/lib/lv2 lv2ls | grep -qx urn:zout:amp || echo "not by lv2ls")"
{
	echo '</usr/share/alsa/alsa.conf>'
	echo "pcm_type.zout { lib \"$(echo "$where"/root/usr/lib/*/alsa-lib/libasound_module_pcm_zout.so)\" }"
	echo 'pcm.dut { type zout amp hpa-1 slave.pcm null }'
} >"$where/asound.conf"
verdict module_plays "$(head -c 4096 /dev/zero | ALSA_CONFIG_PATH=$where/asound.conf LV2_PATH=$where/root/usr/lib/lv2 \
	aplay -q -D dut -t raw -f S16_LE -c 2 -r 48000 2>&1)"

# Into a system that has nothing else, by a dpkg that needs no privileges; its scripts are told of the folder. What they
# need has to be in the path of an ordinary user, too.
export PATH=$PATH:/usr/sbin:/sbin
system=$where/system
mkdir -p "$system"/var/lib/dpkg/{info,updates} "$system/etc"
: >"$system/var/lib/dpkg/status"
packages='zout zout-lv2 libasound2-plugin-zout'
# install OPTION...: dpkg in that folder
install() {
	dpkg --root="$system" --log=/dev/null --force-not-root --force-depends --force-script-chrootless --force-bad-path \
		"$@" >>"$where/dpkg" 2>&1 || { echo "dpkg $1 fails:"; tail -n 20 "$where/dpkg"; }
}
# leftovers: what there is, but for dpkg's own notes and users, which Debian never takes away
leftovers() {
	(cd "$system" && find . \( -path ./var/lib/dpkg -o -path ./etc/.pwd.lock \) -prune -o ! -type d -print) |
		grep -vxE '\./etc/(passwd|group|shadow|gshadow)-?'
}
# shellcheck disable=SC2086 # several words
verdict packages_install "$(install -i "$B"/deb/{zout,zout-lv2,libasound2-plugin-zout}_[0-9]*.deb
	[ -x "$system/usr/bin/zout" ] || echo "no usr/bin/zout"
	dpkg --root="$system" --verify $packages)"
verdict installing_makes_the_user "$(grep -q '^zout:.*:/var/lib/zout:' "$system/etc/passwd" &&
	grep -qE '^audio:.*[:,]zout$' "$system/etc/group" || cat "$system/etc/passwd" "$system/etc/group")"
verdict installing_enables_nothing "$(find "$system/etc" -name '*zout*')"
verdict packages_install_again "$(install -i "$B"/deb/{zout,zout-lv2,libasound2-plugin-zout}_[0-9]*.deb)"
# What the service would have remembered
mkdir -p "$system/var/lib/zout" && : >"$system/var/lib/zout/zout.json"
# shellcheck disable=SC2086
verdict removing_keeps_what_was_remembered "$(install -r $packages
	leftovers | grep -vE '^\./var/lib/systemd/deb-systemd-' | diff <(echo ./var/lib/zout/zout.json) -)"
verdict purging_leaves_nothing "$(install --purge zout; leftovers; find "$system" -name '*zout*')"

[ "$failures" -eq 0 ]
