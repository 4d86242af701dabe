# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Blind tests. $(ABX_OBJS) with $(ABX_LIBS) is what a program links; what is loaded into hosts links $(ABX_STATIC_LIBS)
# instead, needs no library at run time and exports none of its symbols.

ABX_OBJS        = $(patsubst %.c,$(B)/%.o,$(wildcard abx/*.c))
ABX_LIBS        = $$(pkg-config --libs libsodium)
ABX_STATIC_LIBS = -Wl,--exclude-libs,libsodium.a -l:libsodium.a

$(B)/abx/%.o: abx/%.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. $$(pkg-config --cflags libsodium) -MMD -MP -c -o $@ $<
