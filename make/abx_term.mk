# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tests of what the terminal program hears and plays

TEST_OBJS_test_listening = $(patsubst %,$(B)/abx/%.o,cap listening listening_process loudness switch transport)
TEST_OBJS_test_track     = $(B)/audio/track.o $(B)/audio/reader.o $(B)/audio/status.o
