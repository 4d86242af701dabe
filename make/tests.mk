# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A test is a cmocka program tests/test_NAME.c or a script tests/check_NAME.sh. What is common to several programs is
# in tests/*.c without the prefix test_ and linked to all; helpers of the scripts are programs of one file in
# tests/tools/. Extras for one program: TEST_CFLAGS_test_NAME, TEST_OBJS_test_NAME, TEST_LIBS_test_NAME (set them at
# the end of this file or in another fragment).

TEST_PKGS      = lilv-0 sndfile jack fftw3 alsa soxr
TEST_TOOL_PKGS = sndfile jack jansson fftw3 alsa
TEST_CFLAGS    = -I. -Idsp -Itests

TEST_PROGRAMS = $(patsubst %.c,$(B)/%,$(wildcard tests/test_*.c))
TEST_COMMON   = $(patsubst %.c,$(B)/%.o,$(filter-out tests/test_%,$(wildcard tests/*.c)))
TEST_TOOLS    = $(patsubst %.c,$(B)/%,$(wildcard tests/tools/*.c))
TEST_SCRIPTS  = $(wildcard tests/check_*.sh)

tests: $(TEST_PROGRAMS) $(TEST_TOOLS)

run-check: all tests
	$(Q)env B=$(B) CC='$(CC)' CFLAGS='$(CFLAGS)' LV2_PATH='$(abspath $(B))' ZOUT='$(B)/zout' tests/run.sh $(TEST_PROGRAMS) $(TEST_SCRIPTS)

$(TEST_COMMON): $(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $$(pkg-config --cflags $(TEST_PKGS)) -MMD -MP -c -o $@ $<

.SECONDEXPANSION:
$(TEST_PROGRAMS): $(B)/%: %.c $(TEST_COMMON) $(DSP_OBJS) $$(TEST_OBJS_$$(notdir $$*))
	@mkdir -p $(@D)
	@echo "  TEST    $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $$(pkg-config --cflags $(TEST_PKGS)) $(TEST_CFLAGS_$(notdir $*)) \
		-MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $(filter %.c %.o,$^) -lcmocka $$(pkg-config --libs $(TEST_PKGS)) \
		$(TEST_LIBS_$(notdir $*)) -lm

$(TEST_TOOLS): $(B)/%: %.c
	@mkdir -p $(@D)
	@echo "  TOOL    $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $$(pkg-config --cflags $(TEST_TOOL_PKGS)) -MMD -MP -MT $@ -MF $@.d \
		$(LDFLAGS) -o $@ $< $$(pkg-config --libs $(TEST_TOOL_PKGS)) -lm

.PHONY: tests run-check
