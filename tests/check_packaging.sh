#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a system gets beside the program: man pages, units of systemd, completion, metadata. That Debian packages build
# takes longer, and is looked at by `make check-deb`.

set -u
# shellcheck source=tests/complaints.sh
. tests/complaints.sh
B=${B:-build}
where=$(mktemp -d)
trap 'rm -rf "$where"' EXIT
export XDG_RUNTIME_DIR=$where/run
mkdir -m 700 "$where/run"

# skip NAME TOOL: true, with a message, if there is no such tool
skip() {
	command -v "$2" >/dev/null 2>&1 && return 1
	echo "ok $1 # SKIP no $2"
}

prefix=$where/prefix
log=$(env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory B="$B" PREFIX="$prefix" DESTDIR= install 2>&1)
verdict installs_without_destdir "$([ -x "$prefix/bin/zout" ] || echo "$log")"
zout=$prefix/bin/zout
commands=$("$zout" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
options() { "$zout" "$1" --help | sed -nE 's/^  (--[a-z0-9-]+).*/\1/p'; }

# Lines are as long as those of other files, headings may end in a bracket, and what is referred to need not be installed
skip man_pages_are_clean mandoc || verdict man_pages_are_clean "$(mandoc -T lint man/*.[1-9] 2>&1 |
	grep -vE 'longer than 80 bytes|trailing delimiter: Ss \[|referenced manual not found|outdated mandoc.db')"
verdict each_command_has_a_man_page "$(for command in $commands; do
	[ -f "$prefix/share/man/man1/zout-$command.1" ] || echo "no man/zout-$command.1"
done)"
verdict man_pages_name_each_option "$(for command in $commands; do
	for option in $(options "$command"); do
		sed -s '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/d' "man/zout-$command.1" man/zout.1 |
			grep -qE -- "^\..*Fl -${option#--}( |\$)" ||
			echo "zout-$command(1) does not know $option"
	done
done)"
# What other options have in common is in zout(1)
verdict man_pages_of_commands_name_help "$(for command in $commands; do
	grep -qx '\.It Fl -help' "man/zout-$command.1" || echo "zout-$command(1) does not know --help"
done)"
verdict man_pages_refer_to_what_is_there "$(sed -nE 's/^\.Xr (zout[^ ]*) ([1-9]).*/\1.\2/p' man/* | sort -u |
	while read -r page; do [ -f "man/$page" ] || echo "no man/$page"; done)"
verdict documents_are_installed "$(
	{ grep -hoE 'docs/[a-z0-9-]+\.[a-z.]+[a-z]' man/*.[1-9] README.md && "$zout" measure --help | grep -o 'docs/[a-z-]*\.md'; } |
		sort -u | while read -r document; do
		[ -f "$prefix/share/doc/zout/$document" ] || echo "no $document"
	done)"
# seen_in_zout SECTION LINE: whether this line is in a section of man/zout.1; a comma or a full stop may follow
seen_in_zout() {
	sed -n "/^\.Sh $1\$/,/^\.Sh /p" man/zout.1 | grep -qxE -- "$2( [.,])?"
}
verdict zout_1_names_each_command_and_page "$(for command in $commands; do
	seen_in_zout SYNOPSIS "\.Cm $command" || echo "SYNOPSIS has no $command"
	seen_in_zout DESCRIPTION "\.It Cm $command" || echo "DESCRIPTION has no $command"
done
for page in man/zout[-.]*.[1-9]; do
	name=${page#man/}
	[ "$name" = zout.1 ] || seen_in_zout "SEE ALSO" "\.Xr ${name%.*} ${name##*.}" || echo "SEE ALSO has no $name"
done)"

units=("$prefix"/lib/systemd/{user,system}/zout{,@}.service)
verdict units_are_complete "$(grep -nE '@(BINDIR|OPTIONS|INSTANCE|UNIT)@' "${units[@]}"
	for unit in "${units[@]}"; do
		for line in Type=notify Restart=on-failure "ExecStart=$zout run" NoNewPrivileges=yes WantedBy=; do
			grep -qF "$line" "$unit" || echo "$unit: no $line"
		done
	done)"
# As the program makes them itself
verdict folders_of_system_units_are_closed "$(for unit in "$prefix"/lib/systemd/system/zout{,@}.service; do
	for line in RuntimeDirectoryMode=0700 StateDirectoryMode=0700; do
		grep -qxF "$line" "$unit" || echo "$unit: no $line"
	done
done)"
# No `skip`: analysing offline came with systemd 250
if systemd-analyze --help 2>/dev/null | grep -q -- --offline; then
	for kind in user system; do
		verdict "systemd_takes_the_${kind}_units" "$(systemd-analyze "--$kind" verify --man=no \
			"$prefix/lib/systemd/$kind"/zout{,@}.service 2>&1 || echo "exit status $?")"
	done
	# Below 2 systemd calls a service OK, above 7 EXPOSED. Without privileges a manager cannot do as much.
	verdict system_units_are_hardened "$(systemd-analyze security --offline=yes --threshold=20 \
		"$prefix/lib/systemd/system/zout.service" 2>&1 >/dev/null || echo "exposure above 2.0")"
	verdict user_units_are_hardened "$(systemd-analyze --user security --offline=yes --threshold=70 \
		"$prefix/lib/systemd/user/zout.service" 2>&1 >/dev/null || echo "exposure above 7.0")"
else
	echo "ok systemd_takes_the_units # SKIP no systemd-analyze that looks at files"
fi

# As systemd would for zout@desk
mkdir -p "$where/config/zout"
line=$(sed -n 's/^ExecReload=\(.* --check\)$/\1/p' "$prefix/lib/systemd/user/zout@.service" |
	sed "s,%i,desk,g; s,%E,$where/config,g")
echo '[sound]
amp = hpa-1' >"$where/config/zout/desk.conf"
verdict reload_checks_a_good_configuration "$($line >"$where/out" 2>&1 || cat "$where/out")"
echo 'amp = hpa-1
[nowhere]' >"$where/config/zout/desk.conf"
$line >"$where/out" 2>&1
verdict reload_refuses_a_bad_one "$([ $? -eq 2 ] && grep -q "desk.conf" "$where/out" || { echo "not refused:"; cat "$where/out"; })"

if ! skip user_of_the_service_is_made systemd-sysusers; then
	mkdir -p "$where/root"/{etc,usr/lib/sysusers.d}
	cp "$prefix/lib/sysusers.d/zout.conf" "$where/root/usr/lib/sysusers.d/"
	said=$(systemd-sysusers --root="$where/root" zout.conf 2>&1)
	if grep -q 'Permission denied\|not permitted' <<<"$said"; then
		echo "ok user_of_the_service_is_made # SKIP only root may"
	else
		verdict user_of_the_service_is_made "$(grep -qE '^zout:.*:/var/lib/zout:' "$where/root/etc/passwd" &&
			grep -qE '^audio:.*:zout$' "$where/root/etc/group" || echo "$said")"
	fi
fi

skip metadata_are_valid appstreamcli || verdict metadata_are_valid "$(appstreamcli validate --no-net \
	"$prefix"/share/metainfo/*.xml >"$where/out" 2>&1 || cat "$where/out")"
version=$(sed -n 's/^VERSION *= *//p' Makefile)
verdict metadata_have_the_version "$(grep -q "<release .*version=\"$version\"" packaging/*.metainfo.xml || echo "no release $version")"

# `make deb` in a tarball that was unpacked where a checkout of something else ignores it, as far as the first package
mkdir -p "$where/checkout/ignored/zout" "$where/stubs"
git init -q "$where/checkout" 2>/dev/null && echo /ignored/ >"$where/checkout/.gitignore"
cp -r Makefile NEWS make packaging "$where/checkout/ignored/zout"
printf '#!/bin/sh\ntouch ../zout.deb\n' | tee "$where/stubs/dpkg-buildpackage" >"$where/stubs/dh"
chmod +x "$where"/stubs/*
verdict deb_takes_the_files_of_a_tarball "$(cd "$where/checkout/ignored/zout" &&
	PATH=$where/stubs:$PATH packaging/deb.sh build/deb 1.2.3 >"$where/out" 2>&1
	tar -tzf build/deb/zout_1.2.3.orig.tar.gz 2>&1 | grep -qx zout-1.2.3/packaging/deb.sh || cat "$where/out")"

# What completion shall offer: a line as typed, a tab, what is offered. The program says it in other ways too.
amps=$("$zout" list --json amps | jq -r '.amps[].name' | sort | paste -sd ' ')
phones=$("$zout" list --json phones | jq -r '.phones[].name' | sort | paste -sd ' ')
symbols=$("$zout" list --json params | jq -r '.params[].symbol' | sort)
mkdir "$where/files"
touch "$where/files/song.wav"
cases=$(
	printf '%s\t%s\n' '' "$(printf '%s\n' $commands --help --version | sort | paste -sd ' ')" ren render
	for command in $commands; do
		printf '%s\t%s\n' "$command --" "$(options "$command" | sort | paste -sd ' ')"
	done
	printf '%s\t%s\n' 'list ' 'amps params phones' 'list p' 'params phones' \
		'render --amp ' "$amps" 'render --amp hpa-' hpa-1 'run --amp=hpa-' hpa-1 'run --phones ' "$phones" \
		'render --format ' '24 float' 'run --backend ' 'alsa jack' 'run --backend=' 'alsa jack' \
		'ctl ' 'dim get meters mute preset quit reload set status watch' 'ctl --name x mute ' 'off on toggle' \
		'ctl get ' "$(echo $symbols)" 'ctl preset hd65' hd650 'measure --compare ' "$amps" \
		'abx --protocol ' 'abx preference triangle' 'run --config /nonexistent/' '' 'match --phones k7' k701 \
		"render $where/files/so" "$where/files/song.wav" 'render --amp wire -- --se' ''
)
# Where bash and zsh differ in form: in bash a match has the "=" that goes on, and replaces what is after the last "="
bash_cases=$(printf '%s\t%s\n' 'run --set ' "$(sed 's/$/=/' <<<"$symbols" | paste -sd ' ')" \
	'run --set output_mode=' 'Matched Volts' 'run --set=output_mode=V' Volts 'run --set h2=' none \
	'run --set mains=' '50 60' 'ctl set output_i' output_impedance= 'abx --a amp=hpa-' hpa-1 \
	'abx --a am' amp= 'abx --a amp=wire,h2_' wire,h2_polarity= 'run --set volume=' '')
zsh_cases=$(printf '%s\t%s\n' 'run --set ' "$(echo $symbols)" \
	'run --set output_mode=' 'Matched Volts' 'run --set=output_mode=V' Volts 'run --set h2=' none \
	'run --set mains=' '50 60' 'ctl set output_i' output_impedance 'abx --a amp=hpa-' hpa-1 \
	'abx --a am' amp 'abx --a amp=wire,h2_' h2_polarity 'run --set volume=' '')

# differences CASES COMMAND...: what COMMAND offers for the lines of CASES and should not, or the other way round
differences() {
	local cases=$1 line expected
	shift
	cut -f 1 <<<"$cases" | "$@" >"$where/offered" 2>"$where/err"
	exec 3<"$where/offered"
	while IFS=$'\t' read -r line expected; do
		IFS= read -r offered <&3 || offered='(nothing said)'
		[ "$offered" = "$expected" ] || echo "'$line' offers '$offered', not '$expected'"
	done < <(sed 's/^\t/ \t/' <<<"$cases")
	exec 3<&-
	cat "$where/err"
}

export LV2_PATH=/nonexistent # what is installed is enough
verdict bash_completes "$(differences "$cases
$bash_cases" bash --norc tests/packaging/complete.bash "$prefix/share/bash-completion/completions/zout" "$zout")"
skip zsh_completes zsh || verdict zsh_completes "$(differences "$zsh_cases" \
	zsh -f tests/packaging/complete.zsh "$prefix/share/zsh/site-functions" "$zout")"

# serve [--name NAME]: starts a service without a server, and waits until it answers
serve() {
	local i
	XDG_STATE_HOME=$where/state JACK_DEFAULT_SERVER=zout-nobody-$$ JACK_NO_START_SERVER=1 \
		"$zout" run "$@" --config "$where/zout.conf" >"$where/out" 2>&1 &
	service=$!
	trap 'kill $service 2>/dev/null; rm -rf "$where"' EXIT
	for ((i = 0; i < 1000; ++i)); do
		"$zout" ctl "$@" status >/dev/null 2>&1 && break
		sleep 0.02
	done
}

# Names of a configuration are known to the service alone. They may have blanks, which both shells have to quote.
printf '[preset %s]\ngain = 1\n' 'jack of the laptop' 'jack of the laptop, left of the old sofa' "jill's" \
	'late  night' 'late "live"' \
	>"$where/zout.conf"
serve
own_cases=$(printf '%s\t%s\n' 'ctl preset jack' 'jack\ of\ the\ laptop jack\ of\ the\ laptop\,\ left\ of\ the\ old\ sofa' \
	'ctl preset ji' "jill\\'s" 'ctl preset lat' 'late\ \ night late\ \"live\"' 'ctl preset hd65' hd650)
verdict bash_completes_presets_of_a_service "$(differences "$own_cases" \
	bash --norc tests/packaging/complete.bash "$prefix/share/bash-completion/completions/zout" "$zout")"
# For zsh a comma needs no quoting
skip zsh_completes_presets_of_a_service zsh || verdict zsh_completes_presets_of_a_service "$(differences \
	"${own_cases//\\,/,}" zsh -f tests/packaging/complete.zsh "$prefix/share/zsh/site-functions" "$zout")"
kill $service
wait $service

# The same service under another name
serve --name studio
named_cases=$(printf '%s\t%s\n' 'ctl --name studio preset ji' "jill\\'s" 'ctl --name=studio preset ji' "jill\\'s" 'ctl preset ji' '')
verdict bash_completes_presets_of_another_service "$(differences "$named_cases" \
	bash --norc tests/packaging/complete.bash "$prefix/share/bash-completion/completions/zout" "$zout")"
skip zsh_completes_presets_of_another_service zsh || verdict zsh_completes_presets_of_another_service "$(differences \
	"$named_cases" zsh -f tests/packaging/complete.zsh "$prefix/share/zsh/site-functions" "$zout")"
kill $service
wait $service

# Nothing that the program says stands in the scripts
verdict completion_asks_the_program "$(for word in $symbols $(tr ' ' '\n' <<<"$amps $phones" | grep -e -); do
	grep -nw -- "$word" packaging/completion/* | sed "s/^/'$word' stands in /"
done)"

[ "$failures" -eq 0 ]
