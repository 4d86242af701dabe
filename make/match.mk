# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The tests of `zout match`, whose logic is built with the analyser (make/measure.mk).

TEST_OBJS_test_match        = $(MEASURE_OBJS)
TEST_OBJS_test_match_colour = $(MEASURE_OBJS)
TEST_OBJS_test_match_rules  = $(MEASURE_OBJS)
TEST_OBJS_test_match_volume = $(MEASURE_OBJS)
