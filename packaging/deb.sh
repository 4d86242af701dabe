#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# deb.sh FOLDER VERSION: builds the Debian packages, source and binary, in FOLDER. DEBFULLNAME and DEBEMAIL say who does.
#
# They are made from a copy of the project's files, so that nothing of an earlier build gets in and nothing of this one
# gets out. What Debian needs is kept in packaging/debian, and not in debian/, because distributions have a debian/ of
# their own, which a tarball of ours should not meet.

set -eu

folder=$1
version=$2
tree=$folder/zout-$version
maintainer="${DEBFULLNAME:-the zout developers} <${DEBEMAIL:-zout@zout.invalid}>"

if ! command -v dpkg-buildpackage >/dev/null 2>&1 || ! command -v dh >/dev/null 2>&1; then
	echo "make deb: dpkg-buildpackage and dh are needed. Type: apt-get install dpkg-dev debhelper" >&2
	exit 1
fi
# Files of the project: those of git, or all but what was built when this is a tarball. That may be unpacked in a
# checkout of something else, which knows nothing of our files.
files() {
	if [ -e .git ]; then
		git ls-files -co --exclude-standard
	else
		find . -type f ! -path './build*' | sed 's,^\./,,'
	fi | while read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done
}

rm -rf "$folder"
mkdir -p "$tree"
files | tar -cf - -T - | tar -xf - -C "$tree"
tar -czf "$folder/zout_$version.orig.tar.gz" -C "$folder" "zout-$version"
cp -r packaging/debian "$tree/debian"

mkdir "$tree/debian/source"
echo '3.0 (quilt)' >"$tree/debian/source/format"

# Of the table of make/deps.sh what building needs, but for what every Debian package is built with
sed -nE 's/^build\|([^|]+)\|.*/\1/p' make/deps.sh | grep -vxE 'gcc|libc6-dev|make' | sort -u | sed 's/.*/ &,/' |
	sed -e '/^@BUILD_DEPENDS@$/ { r /dev/stdin' -e 'd; }' -e "s/@MAINTAINER@/$maintainer/" packaging/debian/control.in \
		>"$tree/debian/control"
rm "$tree/debian/control.in"

seconds=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y NEWS)
cat >"$tree/debian/changelog" <<END
zout ($version-1) unstable; urgency=medium

  * See NEWS.

 -- $maintainer  $(LC_ALL=C date -u -R -d "@$seconds")
END

# With the environment of the outer make its flags would win
cd "$tree"
env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u CFLAGS -u LDFLAGS dpkg-buildpackage -us -uc --jobs=auto
cd ..
rm -rf "zout-$version"
echo "In $folder:"
ls -- *.deb
