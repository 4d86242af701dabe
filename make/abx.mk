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

# Tests of the protocol
ABX_TESTS = damage forgery mailbox record rt secrecy sensitivity sequential session simulation stats text
$(foreach test,$(ABX_TESTS),$(eval TEST_OBJS_test_abx_$(test) = $$(ABX_OBJS)))
$(foreach test,$(ABX_TESTS),$(eval TEST_LIBS_test_abx_$(test) = $$(ABX_LIBS)))
TEST_LIBS_test_abx_secrecy += -pthread
ABX_RT_GUARDS          = malloc calloc realloc free
TEST_CFLAGS_test_abx_rt = -fno-builtin
TEST_LIBS_test_abx_rt  += $(ABX_RT_GUARDS:%=-Wl,--wrap=%)

TEST_OBJS_test_equal_volts = $(B)/abx/equal_volts.o

TEST_OBJS_test_cap      = $(B)/abx/cap.o
TEST_OBJS_test_switch   = $(B)/abx/switch.o
TEST_OBJS_test_loudness = $(B)/abx/loudness.o
TEST_LIBS_test_loudness = $$(pkg-config --libs libebur128)

# Makes records for the scripts
$(B)/tests/abx/mkrecord: tests/abx/mkrecord.c $(ABX_OBJS) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  TOOL    $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. -Idsp -Itests -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $(filter %.c %.o,$^) $(ABX_LIBS) -lm

tests: $(B)/tests/abx/mkrecord
