# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tests that need nothing but libc and libm, for a processor whose other libraries are not at hand. With
# CC=aarch64-linux-gnu-gcc B=build/aarch64 they are cross-built; tests/check_aarch64.sh does that and runs them.

BARE_TESTS   = $(addprefix $(B)/bare/test_,kernels kernels_effects kernels_fades kernels_limits kernels_ramps kernels_rates isa buffers)
BARE_COMMON  = tests/bare/cmocka.c tests/tables.c tests/fuzz.c tests/probe.c
BARE_HEADERS = $(wildcard tests/bare/*.h tests/*.h)

bare: $(BUNDLE)/zout.so $(BARE_TESTS) $(B)/bare/play

# check_aarch64.sh compares with what the native one plays
tests: $(B)/bare/play

# Their cmocka.h comes before the system's. Headers of the core are known through its objects.
$(BARE_TESTS): $(B)/bare/%: tests/%.c $(BARE_COMMON) $(BARE_HEADERS) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  BARE    $<"
	$(Q)$(CC) $(ALL_CFLAGS) -Itests/bare $(TEST_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.o,$^) -lm

$(B)/bare/play: tests/bare/play.c tests/fuzz.c tests/fuzz.h $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  BARE    $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.o,$^) -ldl -lm

.PHONY: bare
