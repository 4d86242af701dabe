# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a system wants to know of the program: units of systemd and the user of the system-wide one, completion for
# shells, AppStream metadata, documents; and the Debian packages.

DATADIR       ?= $(PREFIX)/share
BASHCOMPDIR   ?= $(DATADIR)/bash-completion/completions
ZSHCOMPDIR    ?= $(DATADIR)/zsh/site-functions
METAINFODIR   ?= $(DATADIR)/metainfo
# As they lie here, so that what links one to another and man pages call them is true there too
DOCDIR        ?= $(DATADIR)/doc/zout
# Not where PipeWire reads by itself: who wants the sink copies or links it.
PIPEWIREDIR   ?= $(DATADIR)/pipewire/pipewire.conf.avail
# systemd looks below /usr/lib and /usr/local/lib, whatever the folder of libraries is called.
USERUNITDIR   ?= $(PREFIX)/lib/systemd/user
SYSTEMUNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR   ?= $(PREFIX)/lib/sysusers.d

PIPEWIRE_CONFS = $(notdir $(wildcard share/pipewire/*.conf))
DOCUMENTS      = README.md COPYING $(wildcard docs/*)

# An instance zout@NAME has a name and a configuration of its own.
INSTANCE_OPTIONS = --name %i --config %E/zout/%i.conf

# A blank would end the name of the program
UNIT_BINDIR   = $(subst $(BLANK),\\x20,$(BINDIR))
PLAIN_UNIT    = sed 's,@BINDIR@,$(UNIT_BINDIR),g; s,@OPTIONS@,,; s,@INSTANCE@,,; s,@UNIT@,zout,'
INSTANCE_UNIT = sed 's,@BINDIR@,$(UNIT_BINDIR),g; s,@OPTIONS@, $(INSTANCE_OPTIONS),; s,@INSTANCE@, (%i),; s,@UNIT@,zout@NAME,'

install: install-packaging

# install-unit KIND,FOLDER: both units of a kind, as root would without a umask
define install-unit
	$(Q)$(INSTALL) -d "$(DESTDIR)$(2)"
	$(Q)umask 022 && $(PLAIN_UNIT) packaging/systemd/$(1).service.in >"$(DESTDIR)$(2)/zout.service"
	$(Q)umask 022 && $(INSTANCE_UNIT) packaging/systemd/$(1).service.in >"$(DESTDIR)$(2)/zout@.service"
endef

install-packaging:
	$(call install-unit,user,$(USERUNITDIR))
	$(call install-unit,system,$(SYSTEMUNITDIR))
	$(Q)$(INSTALL) -D -m 644 packaging/systemd/sysusers.conf "$(DESTDIR)$(SYSUSERSDIR)/zout.conf"
	$(Q)$(INSTALL) -D -m 644 packaging/completion/zout.bash "$(DESTDIR)$(BASHCOMPDIR)/zout"
	$(Q)$(INSTALL) -D -m 644 packaging/completion/_zout "$(DESTDIR)$(ZSHCOMPDIR)/_zout"
	$(Q)$(INSTALL) -D -m 644 packaging/org.zout.zout.metainfo.xml "$(DESTDIR)$(METAINFODIR)/org.zout.zout.metainfo.xml"
	$(Q)for conf in $(PIPEWIRE_CONFS); do \
		$(INSTALL) -D -m 644 share/pipewire/$$conf "$(DESTDIR)$(PIPEWIREDIR)/$$conf" || exit 1; \
	done
	$(Q)for document in $(DOCUMENTS); do \
		$(INSTALL) -D -m 644 $$document "$(DESTDIR)$(DOCDIR)/$$document" || exit 1; \
	done
	@echo "Installed units of systemd in $(USERUNITDIR) and $(SYSTEMUNITDIR); zout-systemd(7) tells how to use them"

uninstall: uninstall-packaging

uninstall-packaging:
	$(Q)for unit in zout.service zout@.service; do \
		rm -f "$(DESTDIR)$(USERUNITDIR)/$$unit" "$(DESTDIR)$(SYSTEMUNITDIR)/$$unit" || exit 1; \
	done
	$(Q)rm -f "$(DESTDIR)$(SYSUSERSDIR)/zout.conf" "$(DESTDIR)$(BASHCOMPDIR)/zout" "$(DESTDIR)$(ZSHCOMPDIR)/_zout" \
		"$(DESTDIR)$(METAINFODIR)/org.zout.zout.metainfo.xml"
	$(Q)for conf in $(PIPEWIRE_CONFS); do rm -f "$(DESTDIR)$(PIPEWIREDIR)/$$conf" || exit 1; done
	$(Q)for document in $(DOCUMENTS); do rm -f "$(DESTDIR)$(DOCDIR)/$$document" || exit 1; done
	$(Q)rmdir "$(DESTDIR)$(DOCDIR)/docs" "$(DESTDIR)$(DOCDIR)" 2>/dev/null || true

# Packages for Debian, from the files of the project in a folder of their own. Nothing is downloaded: what they are
# built with has to be there, and dpkg-buildpackage names what is not.
deb:
	$(Q)packaging/deb.sh $(B)/deb $(VERSION)

# Builds and looks at them; too long for `make check`
check-deb:
	$(Q)sh make/deps.sh deb
	$(Q)B='$(B)' tests/packaging/check_deb.sh

.PHONY: install-packaging uninstall-packaging deb check-deb
