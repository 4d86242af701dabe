# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Packagers may override CC, CPPFLAGS, CFLAGS, LDFLAGS, DESTDIR, PREFIX, LIBDIR and the folders in make/install.mk,
# make/alsa.mk and make/packaging.mk. V=1 shows the commands.
# Targets: all demo check soak asan tsan valgrind bench install uninstall dist deb deps clean (see README.md).

MAKEFLAGS += --no-builtin-rules

VERSION = 0.1.0

CC      ?= cc
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
BINDIR  ?= $(PREFIX)/bin
LV2DIR  ?= $(LIBDIR)/lv2
B       ?= build

ifeq ($(V),1)
Q :=
else
Q := @
endif

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wstrict-prototypes \
	-Wmissing-prototypes -Wundef -Wvla -Wcast-qual -Wwrite-strings -Wpointer-arith -Wformat=2
# The same for the specification and for every instruction set, so that results compare.
FLOAT_FLAGS = -fno-math-errno -fno-trapping-math -ffp-contract=off
ALL_CFLAGS = -std=c11 $(WARNINGS) $(FLOAT_FLAGS) -fvisibility=hidden -fPIC -DZOUT_VERSION='"$(VERSION)"' $(CPPFLAGS) $(CFLAGS)

# All symbols are found as a program or a plugin is loaded: no real-time thread may have to wait for the dynamic linker,
# which looks for each as it is called first unless it is told this.
BIND_NOW = -Wl,-z,relro,-z,now

include make/deps.mk
include make/dsp.mk
include make/abx.mk
include make/abx_presets.mk
include make/plugin.mk
include make/abx_plugin.mk
include make/measure.mk
include make/match.mk
include make/cli.mk
include make/alsa.mk
include make/tests.mk
include make/memory.mk
include make/preload.mk
include make/abx_term.mk
include make/bench.mk
include make/fuzz.mk
include make/sanitize.mk
include make/bare.mk
include make/realtime.mk
include make/install.mk
include make/packaging.mk

.DEFAULT_GOAL := all
all: plugin cli alsa

clean:
	$(Q)rm -rf $(B)

# A test's dependencies and every object's, written by the compiler.
-include $(shell find $(B) \( -path '$(B)/deb' -o -path '$(B)/asan' -o -path '$(B)/tsan' \) -prune -o -name '*.d' -type f -print 2>/dev/null)

.PHONY: all clean demo check bench install uninstall dist deps plugin cli
