# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The plugin for blind tests: $(BUNDLE)/abx.so, its description and its presets.

TEST_OBJS_test_switch   = $(B)/abx/switch.o
TEST_OBJS_test_loudness = $(B)/abx/loudness.o
TEST_LIBS_test_loudness = $$(pkg-config --libs libebur128)
