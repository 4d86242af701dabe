# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The tests of `zout match`, whose logic is built with the analyser (make/measure.mk).

TEST_OBJS_test_match        = $(MEASURE_OBJS)
TEST_OBJS_test_match_colour = $(MEASURE_OBJS)
TEST_OBJS_test_match_rules  = $(MEASURE_OBJS)
TEST_OBJS_test_match_volume = $(MEASURE_OBJS)

# Measuring hardware
TEST_OBJS_test_latency = $(MEASURE_OBJS)
TEST_OBJS_test_loop    = $(patsubst %.c,$(B)/%.o,$(wildcard audio/loop*.c)) $(patsubst %,$(B)/audio/%.o,jack_block jack_close jack_gaps jack_join jack_leave status worker) $(B)/tests/jack/fake.o
TEST_LIBS_test_loop    = -pthread

$(B)/tests/jack/fake.o: tests/jack/fake.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. $$(pkg-config --cflags jack) -MMD -MP -c -o $@ $<
