# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The logic of `zout match`: libc, libm and the core only.

MATCH_OBJS = $(patsubst %.c,$(B)/%.o,$(wildcard measure/match*.c))

$(MATCH_OBJS): $(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. -MMD -MP -c -o $@ $<

TEST_OBJS_test_match        = $(MATCH_OBJS)
TEST_OBJS_test_match_colour = $(MATCH_OBJS)
TEST_OBJS_test_match_rules  = $(MATCH_OBJS)
TEST_OBJS_test_match_volume = $(MATCH_OBJS)
