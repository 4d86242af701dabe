# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The blind test: protocol, statistics, record, switch and loudness. $(ABX_OBJS) is what program, plugin and tests link.

ABX_SRCS = $(wildcard abx/*.c)
ABX_OBJS = $(ABX_SRCS:%.c=$(B)/%.o)

$(ABX_OBJS): $(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. $$(pkg-config --cflags libsodium jansson) -MMD -MP -c -o $@ $<

TEST_OBJS_test_switch   = $(B)/abx/switch.o
TEST_OBJS_test_loudness = $(B)/abx/loudness.o
TEST_LIBS_test_loudness = $$(pkg-config --libs libebur128)
