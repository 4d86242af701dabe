# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The plugin for blind tests: $(BUNDLE)/abx.so and its description. That of the amplifier stays free of it.

ABX_PLUGIN_OBJS = $(patsubst %.c,$(B)/%.o,plugin/zout_abx.c $(wildcard plugin/abx_*.c))
BUNDLE_FILES   += $(BUNDLE)/abx.so $(BUNDLE)/abx.ttl

plugin: $(BUNDLE)/abx.so $(BUNDLE)/abx.ttl

# What hosts load needs libc and libm at run time, nothing else, and exports one symbol.
$(BUNDLE)/abx.so: $(ABX_PLUGIN_OBJS) $(ABX_OBJS) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(BIND_NOW) -shared -Wl,-z,defs -Wl,--gc-sections -o $@ $^ $(ABX_STATIC_LIBS) -lm

$(BUNDLE)/abx.ttl: ttl/abx.ttl.in $(filter-out ttl/abx.ttl.in ttl/manifest.ttl.in,$(wildcard ttl/*.ttl.in)) make/ttl.awk \
		Makefile
	@mkdir -p $(@D)
	@echo "  TTL     $@"
	$(Q)awk -v dir=ttl -v minor=$(LV2_MINOR) -v micro=$(LV2_MICRO) -f make/ttl.awk $< >$@.tmp
	$(Q)mv $@.tmp $@

# What tests of the plugin share
$(B)/tests/blind/%.o: tests/blind/%.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $$(pkg-config --cflags $(TEST_PKGS)) -MMD -MP -c -o $@ $<

BLIND_RIG = $(B)/tests/blind/rig.o $(B)/tests/blind/project.o $(ABX_OBJS)
TEST_OBJS_test_blind_ports   = $(B)/plugin/abx_ports.o $(B)/abx/plan.o
TEST_OBJS_test_blind_session = $(BLIND_RIG)
TEST_LIBS_test_blind_session = $(ABX_LIBS)
TEST_OBJS_test_blind_frozen  = $(BLIND_RIG)
TEST_LIBS_test_blind_frozen  = $(ABX_LIBS)
TEST_OBJS_test_blind_plugin  = $(BLIND_RIG)
TEST_LIBS_test_blind_plugin  = $(ABX_LIBS)
TEST_OBJS_test_blind_levels  = $(BLIND_RIG)
TEST_LIBS_test_blind_levels  = $(ABX_LIBS) $$(pkg-config --libs libebur128)
TEST_OBJS_test_blind_drift   = $(BLIND_RIG)
TEST_LIBS_test_blind_drift   = $(ABX_LIBS)
TEST_OBJS_test_blind_count   = $(BLIND_RIG)
TEST_LIBS_test_blind_count   = $(ABX_LIBS)

# The adversary has the plugin linked to it, and leaks between its parts
ADVERSARY_WRAPS = zout_abx_chain zout_abx_desk_results zout_abx_record_write zout_switch_press zout_switch_process
TEST_OBJS_test_blind_adversary = $(BLIND_RIG) $(B)/tests/blind/adversary.o $(B)/tests/blind/leaks.o $(ABX_PLUGIN_OBJS)
TEST_LIBS_test_blind_adversary = $(ABX_LIBS) $(ADVERSARY_WRAPS:%=-Wl,--wrap=%)

BLIND_RT_GUARDS = malloc calloc realloc aligned_alloc free pthread_mutex_lock getenv time clock_gettime \
	zout_abx_draw_order
TEST_OBJS_test_blind_rt   = $(BLIND_RIG) $(ABX_PLUGIN_OBJS)
TEST_CFLAGS_test_blind_rt = -fno-builtin
TEST_LIBS_test_blind_rt   = $(ABX_LIBS) $(BLIND_RT_GUARDS:%=-Wl,--wrap=%)

TEST_OBJS_test_state_threads = $(BLIND_RIG)
TEST_LIBS_test_state_threads = $(ABX_LIBS) -pthread

# Compiled so that every look at memory is a call
$(B)/tests/blind/archive.o: plugin/abx_archive.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -fno-builtin -I. -MMD -MP -c -o $@ $<

TEST_OBJS_test_blind_archive = $(B)/tests/blind/archive.o $(ABX_OBJS)
TEST_LIBS_test_blind_archive = $(ABX_LIBS) -Wl,--wrap=memcmp
