#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs the packages that building, `make demo`, `make check`, `make bench`, `make fuzz` and `make check-deb` need.
#
#   make/deps.sh [demo|check|bench|fuzz|deb]     (default check, which includes demo)
#
# On Debian and its relatives missing packages are installed with apt-get, by sudo when not root. With everything
# present nothing is done and no network is needed. Elsewhere the names of the packages are printed. What is "extra" is
# not on every machine: tests that need it skip themselves without it.

set -u

# For what | Debian | Fedora | Arch | how to find it without a package manager | what needs it
# (cmd:NAME is a command, pc:NAME a pkg-config module, file:PATH a file)
packages='
build|gcc|gcc|gcc|cmd:cc|everything
build|libc6-dev|glibc-devel|glibc|file:/usr/include/stdint.h|everything: gcc only recommends it
build|make|make|make|cmd:make|everything
build|pkgconf|pkgconf-pkg-config|pkgconf|cmd:pkg-config|flags of the libraries below
build|lv2-dev|lv2-devel|lv2|pc:lv2|plugin: LV2 headers; tests: lv2_validate
build|liblilv-dev|lilv-devel|lilv|pc:lilv-0|program: presets
build|libsord-dev|sord-devel|sord|pc:sord-0|program: looks into presets before lilv does
build|libsndfile1-dev|libsndfile-devel|libsndfile|pc:sndfile|program: audio files
build|libjack-jackd2-dev|jack-audio-connection-kit-devel|jack2|pc:jack|program: JACK client
build|libjansson-dev|jansson-devel|jansson|pc:jansson|program: JSON output
build|libasound2-dev|alsa-lib-devel|alsa-lib|pc:alsa|program and module: ALSA
build|libinih-dev|inih-devel|libinih|pc:inih|program: configuration files
build|libsoxr-dev|soxr-devel|libsoxr|pc:soxr|program: resampling of tracks for blind tests
build|libncurses-dev|ncurses-devel|ncurses|pc:ncursesw|program: the screen of blind tests
build|libsodium-dev|libsodium-devel libsodium-static|libsodium|pc:libsodium|blind tests: random numbers and hashes
build|libfftw3-dev|fftw-devel|fftw|pc:fftw3|program: spectra in double precision
demo|jackd2|jack-audio-connection-kit|jack2|cmd:jackd|demo and tests: a private JACK server
demo|alsa-utils|alsa-utils|alsa-utils|file:/usr/share/sounds/alsa/Front_Center.wav|demo and tests: recordings of speech
check|libcmocka-dev|libcmocka-devel|cmocka|pc:cmocka|unit tests
check|libebur128-dev|libebur128-devel|libebur128|pc:libebur128|tests: the referee for loudness
check|lilv-utils|lilv|lilv|cmd:lv2apply|tests: the host lv2apply
check|sordi|sord|sord|cmd:sord_validate|tests: the schema of the plugin descriptions
check|jalv|jalv|jalv|cmd:jalv|tests: the host jalv
check|ffmpeg|ffmpeg-free|ffmpeg|cmd:ffmpeg|tests: the host ffmpeg
check|ngspice|ngspice|ngspice|cmd:ngspice|tests: the referee for the circuit
check|sox|sox|sox|cmd:sox|tests: makes and converts audio files
check|jq|jq|jq|cmd:jq|tests: reads JSON output
check|tmux|tmux|tmux|cmd:tmux|tests: the screen of blind tests
check|binutils|binutils|binutils|cmd:nm|tests: symbols of what was built
check|g++|gcc-c++|gcc|cmd:c++|tests: the public header in C++
check|pipewire|pipewire|pipewire|cmd:pipewire|tests: the filter chain
check|pipewire-bin|pipewire-utils|pipewire|cmd:pw-link|tests: looks at the ports of PipeWire
check|pipewire-jack|pipewire-jack-audio-connection-kit|pipewire|cmd:pw-jack|tests: JACK by PipeWire
check|wireplumber|wireplumber|wireplumber|cmd:wireplumber|tests: the session manager of PipeWire
check|dbus-daemon|dbus-daemon|dbus|cmd:dbus-run-session|tests: the message bus of PipeWire
check|clang-format|clang-tools-extra|clang|cmd:clang-format|tests: formatting
check|clang-tidy|clang-tools-extra|clang|cmd:clang-tidy|tests: static analysis
check|git|git|git|cmd:git|tests: which files are part of the project
extra|clang|clang|clang|cmd:clang|tests: warnings of another compiler
extra|cppcheck|cppcheck|cppcheck|cmd:cppcheck|tests: static analysis
extra|gcc-aarch64-linux-gnu|gcc-aarch64-linux-gnu|aarch64-linux-gnu-gcc|cmd:aarch64-linux-gnu-gcc|tests: another processor
extra|libc6-dev-arm64-cross||aarch64-linux-gnu-glibc|file:/usr/aarch64-linux-gnu/include/math.h|tests: another processor
extra|qemu-user-static|qemu-user-static|qemu-user-static|cmd:qemu-aarch64-static|tests: another processor
extra|lv2file|lv2file||cmd:lv2file|tests: the host lv2file
extra|lv2proc|lv2proc||cmd:lv2proc|tests: the host lv2proc
extra|ecasound|ecasound|ecasound|cmd:ecasound|tests: the host ecasound
extra|ardour|ardour7|ardour|cmd:ardour7-lua|tests: the host Ardour
extra|gstreamer1.0-tools|gstreamer1|gstreamer|cmd:gst-launch-1.0|tests: the host GStreamer
extra|gstreamer1.0-plugins-good|gstreamer1-plugins-good|gst-plugins-good|file:*/gstreamer-1.0/libgstwavparse.so|tests: audio files for GStreamer
extra|gstreamer1.0-plugins-bad|gstreamer1-plugins-bad-free-lv2|gst-plugins-bad|file:*/gstreamer-1.0/libgstlv2.so|tests: LV2 in GStreamer
extra|mandoc|mandoc|mandoc|cmd:mandoc|tests: form of the man pages
extra|zsh|zsh|zsh|cmd:zsh|tests: completion
extra|systemd|systemd|systemd|cmd:systemd-analyze|tests: units
extra|appstream|appstream|appstream|cmd:appstreamcli|tests: metadata
extra|valgrind|valgrind|valgrind|cmd:valgrind|tests: instructions per frame, and memory
extra|clang-22|||cmd:clang-22|tests: real-time code; in the security suite of Debian 12
extra|libclang-rt-22-dev|||file:*/llvm-22/lib/clang/22/lib/linux|tests: real-time code, RealtimeSanitizer
bench|calf-plugins|lv2-calf-plugins|calf|file:*/lv2/calf.lv2/calf.so|bench: a peer to compare with
bench|lsp-plugins-lv2|lsp-plugins-lv2|lsp-plugins-lv2|file:*/lv2/lsp-plugins.lv2/manifest.ttl|bench: a peer to compare with
bench|valgrind|valgrind|valgrind|cmd:valgrind|bench: instructions per frame
fuzz|clang-14|clang|clang|cmd:clang-14|fuzz: libFuzzer
fuzz|libclang-rt-14-dev|compiler-rt|compiler-rt||fuzz: libFuzzer and sanitizers
fuzz|llvm-14|llvm|llvm|cmd:llvm-cov-14|fuzz: coverage
deb|dpkg-dev|||cmd:dpkg-buildpackage|Debian packages
deb|debhelper|||cmd:dh|Debian packages
deb|systemd|||pc:systemd|Debian packages: where units are
deb|libcmocka-dev|||pc:cmocka|Debian packages: their tests
deb|libfftw3-dev|||pc:fftw3|Debian packages: their tests
deb|lintian|||cmd:lintian|Debian packages: what is wrong with them
bench|util-linux|util-linux|util-linux|cmd:taskset|bench: one processor
'

case ${1-check} in
demo) groups='build demo' ;;
check) groups='build demo check' ;;
bench) groups='build bench' ;;
fuzz) groups='build fuzz' ;;
deb) groups='build deb' ;;
*)
	echo "deps.sh: unknown purpose '$1', expected demo, check, bench, fuzz or deb" >&2
	exit 2
	;;
esac

# Prints column $1 of the wanted packages, one per line
column() {
	echo "$packages" | awk -F'|' -v groups="$groups" -v column="$1" '
		BEGIN { n = split(groups, list, " "); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
		$1 in wanted { print $column }'
}

# Prints the Debian packages that are not installed
missing_on_debian() {
	column 2 | while read -r package; do
		# One word for each architecture; a package that others merely mention is "not-installed"
		case " $(dpkg-query -W -f='${db:Status-Status} ' "$package" 2>/dev/null)" in
		*\ installed\ *) ;;
		*) printf ' %s' "$package" ;;
		esac
	done
}

# True if a command, pkg-config module or file is there
found() {
	case $1 in
	cmd:*) command -v "${1#cmd:}" >/dev/null 2>&1 ;;
	pc:*) pkg-config --exists "${1#pc:}" >/dev/null 2>&1 ;;
	file:/*) test -e "${1#file:}" ;;
	file:*) ls /usr/lib/${1#file:\*/} /usr/lib/${1#file:} /usr/lib64/${1#file:\*/} 2>/dev/null | grep -q . ;;
	esac
}

# Installs the packages that are named
install() {
	as_root=
	if [ "$(id -u)" -ne 0 ]; then
		as_root=sudo
		if ! command -v sudo >/dev/null 2>&1; then
			echo "deps: packages are missing, and there is no sudo. As root, type:" >&2
			echo "  apt-get update && apt-get install --no-install-recommends $*" >&2
			return 1
		fi
	fi

	echo "deps: installing $*"
	# A fresh machine has no package lists. Another apt may hold the lock: wait for it.
	if ! $as_root apt-get -q -o DPkg::Lock::Timeout=120 update; then
		echo "deps: apt-get update failed; trying with the package lists that are there" >&2
	fi
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 \
		install --no-install-recommends "$@"
}

install_on_debian() {
	missing=$(missing_on_debian)
	if [ -z "$missing" ]; then
		return 0
	fi

	# shellcheck disable=SC2086 # a list of words
	if ! install $missing; then
		echo "deps: apt-get could not install the packages. Still missing:$(missing_on_debian)" >&2
		return 1
	fi
	missing=$(missing_on_debian)
	if [ -n "$missing" ]; then
		echo "deps: apt-get reported success, but these are still missing:$missing" >&2
		return 1
	fi
}

# Never fails. Not every architecture has all of them.
install_extras_on_debian() {
	groups=extra
	known=$(for package in $(missing_on_debian); do
		apt-cache show "$package" >/dev/null 2>&1 && printf ' %s' "$package"
	done)
	# shellcheck disable=SC2086 # a list of words
	if [ -n "$known" ] && ! install $known; then
		echo "deps: tests that need one of$known will skip themselves" >&2
	fi
	return 0
}

look_around() {
	absent=$(column 5 | while read -r probe; do found "$probe" || printf ' %s' "${probe#*:}"; done)
	if [ -z "$absent" ]; then
		return 0
	fi
	{
		echo "deps: not found:$absent"
		echo "deps: packages are installed for you on Debian only. Install these and try again:"
		echo "  Fedora: dnf install $(column 3 | sort -u | tr '\n' ' ')"
		echo "  Arch:   pacman -S --needed $(column 4 | sort -u | tr '\n' ' ')"
	} >&2
	return 1
}

if command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
	install_on_debian || exit 1
	[ "${1-check}" != check ] || install_extras_on_debian
else
	look_around
fi
