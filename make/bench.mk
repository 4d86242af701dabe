# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `make bench` measures the cost beside two other plugins, prints a table and leaves it in $(B)/bench.md.
# `make bench-blocks` prints how evenly the time of 1,000,000 blocks of 64 frames is spread.
# `make bench-service` prints it of the service's engine while controls move and presets change as in `make soak`.
# `make record-instructions` counts what a frame costs and keeps it in bench/callgrind.expected for `make check`.

BENCH_PROGRAMS = $(addprefix $(B)/bench/,lv2cost loadchange pairs frames blocks blind service)
LV2COST_OBJS   = $(addprefix $(B)/bench/,lv2cost.o options.o timing.o peer.o builtin.o features.o signal.o)

run-bench: all $(BENCH_PROGRAMS)
	$(Q)CC='$(CC)' CFLAGS='$(CFLAGS)' bench/run.sh $(B)

bench-blocks: plugin $(B)/bench/blocks
	$(Q)bench/blocks.sh $(B)

bench-service: plugin $(B)/bench/service
	$(Q)$(B)/bench/service
	$(Q)$(B)/bench/service -c -n 40000

# After a change that is meant to cost more, or less
record-instructions: $(B)/bench/frames
	$(Q)CC='$(CC)' CFLAGS='$(CFLAGS)' bench/record.sh $(B)

# Tests run one of them, and all have to build.
tests: $(BENCH_PROGRAMS)

$(B)/bench/%.o: bench/%.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. $$(pkg-config --cflags lilv-0 lv2) -MMD -MP -c -o $@ $<

$(B)/bench/lv2cost: $(LV2COST_OBJS)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs lilv-0) -lm

$(B)/bench/blocks: $(addprefix $(B)/bench/,blocks.o spread.o timing.o peer.o builtin.o features.o signal.o)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs lilv-0) -lm

$(B)/bench/loadchange $(B)/bench/pairs: $(B)/bench/timing.o
$(B)/bench/frames: $(B)/bench/noise.o
$(B)/bench/loadchange $(B)/bench/pairs $(B)/bench/frames: $(B)/bench/%: $(B)/bench/%.o $(DSP_OBJS)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lm

$(B)/bench/blind: $(B)/bench/blind.o $(B)/bench/noise.o $(ABX_PLUGIN_OBJS) $(ABX_OBJS) $(DSP_OBJS)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(ABX_LIBS) -lm

$(B)/bench/service: $(addprefix $(B)/bench/,service.o spread.o timing.o signal.o) $(patsubst %.c,$(B)/%.o,$(wildcard catalog/*.c)) \
		$(AUDIO_OBJS) $(DSP_OBJS)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(CLI_PKGS)) -lm

.PHONY: run-bench bench-blocks bench-service record-instructions
