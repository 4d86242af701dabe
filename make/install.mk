# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later

MANDIR  ?= $(PREFIX)/share/man
INSTALL ?= install

INSTALLED_BUNDLE = $(DESTDIR)$(LV2DIR)/zout.lv2

# man/NAME.SECTION is installed as man/manSECTION/NAME.SECTION
MAN_PAGES = $(wildcard man/*.[1-9])
MAN_PLACE = "$(DESTDIR)$(MANDIR)/man$${page\#\#*.}/$$page"

# Folders may have blanks in their names, so the shell goes through lists, not make
EMPTY =
BLANK = $(EMPTY) $(EMPTY)

install: all
	$(Q)$(INSTALL) -d "$(DESTDIR)$(BINDIR)" "$(INSTALLED_BUNDLE)"
	$(Q)$(INSTALL) -m 755 $(B)/zout "$(DESTDIR)$(BINDIR)/zout"
	$(Q)for page in $(notdir $(MAN_PAGES)); do \
		$(INSTALL) -D -m 644 man/$$page $(MAN_PLACE) || exit 1; \
	done
	$(Q)rm -rf "$(INSTALLED_BUNDLE)"
	$(Q)for file in $$(cd $(B)/zout.lv2 && find . -name '*.ttl' -o -name '*.so'); do \
		$(INSTALL) -D -m 644 $(B)/zout.lv2/$$file "$(INSTALLED_BUNDLE)/$$file" || exit 1; \
	done
	@echo "Installed the program $(BINDIR)/zout and the LV2 bundle $(LV2DIR)/zout.lv2"
	@case "$(LV2DIR)" in \
	/usr/lib/lv2 | /usr/local/lib/lv2 | /usr/lib64/lv2 | /usr/local/lib64/lv2 | "$$HOME/.lv2") ;; \
	/usr/lib/*-linux-gnu*/lv2 | /usr/local/lib/*-linux-gnu*/lv2) ;; \
	*) echo "Hosts do not search $(LV2DIR) by themselves. Start them with" ; \
	   echo "  LV2_PATH=$(subst $(BLANK),\\ ,$(LV2DIR)):\$$HOME/.lv2:/usr/local/lib/lv2:/usr/lib/lv2" ;; \
	esac

uninstall:
	$(Q)rm -f "$(DESTDIR)$(BINDIR)/zout"
	$(Q)for page in $(notdir $(MAN_PAGES)); do rm -f $(MAN_PLACE) || exit 1; done
	$(Q)rm -rf "$(INSTALLED_BUNDLE)"

# What is committed, nothing else
dist:
	@mkdir -p $(B)
	$(Q)git archive --format=tar.gz --prefix=zout-$(VERSION)/ -o $(B)/zout-$(VERSION).tar.gz HEAD
	@echo "$(B)/zout-$(VERSION).tar.gz"

.PHONY: install uninstall dist
