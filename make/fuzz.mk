# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Fuzzing (fuzz/README.md). $(B)/fuzz/TARGET replays inputs with the compiler at hand, for `make check`; `make fuzz`
# builds all again in $(B)/clang with sanitizers, counters and clang's libFuzzer, and lets each target run FUZZ_S seconds.

FUZZ_S    ?= 600
FUZZ_JOBS ?= 2

# Of Debian 12
FUZZ_CC     ?= clang-14
FUZZ_SANITIZE = -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
FUZZ_CFLAGS   = -O1 -gline-tables-only -fno-omit-frame-pointer $(FUZZ_SANITIZE) -fprofile-instr-generate -fcoverage-mapping

FUZZ_PKGS    = $(CLI_PKGS) lv2
FUZZ_TARGETS = $(patsubst fuzz/target_%.c,%,$(wildcard fuzz/target_*.c))
FUZZ_BINS    = $(FUZZ_TARGETS:%=$(B)/fuzz/%)
FUZZ_COMMON  = $(B)/fuzz/bytes.o $(B)/fuzz/scratch.o

# What drives a target: our main(), or libFuzzer with its own
FUZZ_DRIVER = $(B)/fuzz/replay.o
FUZZ_LINK   =

FUZZ_PROGRAM      = $(filter-out $(B)/cli/main.o,$(CLI_OBJS)) $(AUDIO_OBJS) $(ABX_OBJS) $(MEASURE_OBJS) $(DSP_OBJS)
FUZZ_OBJS         = $(FUZZ_PROGRAM)
FUZZ_OBJS_amp     = $(B)/fuzz/host.o $(PLUGIN_OBJS) $(DSP_OBJS)
FUZZ_OBJS_abx     = $(addprefix $(B)/fuzz/,host.o project.o wrap/seed.o) $(B)/tests/keeper.o $(ABX_PLUGIN_OBJS) $(ABX_OBJS) $(DSP_OBJS)
FUZZ_OBJS_state   = $(FUZZ_OBJS_abx)
FUZZ_OBJS_keys    = $(B)/alsa/keys.o $(FUZZ_PROGRAM)

# One catalogue for all inputs (fuzz/wrap/catalog.h)
FUZZ_WRAP         = $(B)/fuzz/wrap/catalog.o
FUZZ_WRAP_LIBS    = -Wl,--wrap=zout_catalog_open,--wrap=zout_catalog_close
$(foreach target,config control words,$(eval FUZZ_OBJS_$(target) = $$(FUZZ_PROGRAM) $$(FUZZ_WRAP)))
$(foreach target,abx state,$(eval FUZZ_LIBS_$(target) = -Wl,--wrap=zout_abx_draw_master))
$(foreach target,config control words,$(eval FUZZ_LIBS_$(target) = $$(FUZZ_WRAP_LIBS)))

# Presets are looked for beside the program. A few are enough, and quickly read.
FUZZ_PRESETS = presets/amps/hpa-1.ttl presets/amps/otl-120-ohm.ttl presets/phones/hd650.ttl presets/phones/k701.ttl
FUZZ_BUNDLE  = $(B)/fuzz/zout.lv2/manifest.ttl

tests: $(FUZZ_BINS)

fuzz-targets: $(FUZZ_BINS)

$(B)/fuzz/%.o: fuzz/%.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. $$(pkg-config --cflags $(FUZZ_PKGS)) -MMD -MP -c -o $@ $<

.SECONDARY: $(FUZZ_TARGETS:%=$(B)/fuzz/target_%.o)

$(FUZZ_BINS): $(B)/fuzz/%: $(B)/fuzz/target_%.o $(FUZZ_COMMON) $(FUZZ_DRIVER) $$(or $$(FUZZ_OBJS_$$*),$$(FUZZ_OBJS)) \
		$(FUZZ_BUNDLE)
	@echo "  FUZZ    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(FUZZ_LINK) -o $@ $(filter %.o,$^) $(CLI_LIBS) $(FUZZ_LIBS_$*)

$(FUZZ_BUNDLE): ttl/manifest.ttl.in make/presets.sh $(FUZZ_PRESETS)
	@mkdir -p $(sort $(dir $(FUZZ_PRESETS:%=$(@D)/%)))
	$(Q)for preset in $(FUZZ_PRESETS); do cp $$preset $(@D)/$$preset || exit 1; done
	$(Q)cp $< $@.tmp
	$(Q)sh make/presets.sh $(FUZZ_PRESETS) >>$@.tmp
	$(Q)mv $@.tmp $@

# The long form
fuzz:
	$(Q)sh make/deps.sh fuzz
	$(Q)$(MAKE) --no-print-directory fuzz-targets B=$(B)/clang CC=$(FUZZ_CC) CFLAGS='$(FUZZ_CFLAGS)' \
		FUZZ_DRIVER= FUZZ_LINK=-fsanitize=fuzzer
	$(Q)fuzz/run.sh $(B)/clang $(FUZZ_S) $(FUZZ_JOBS) $(FUZZ_ONLY)

.PHONY: fuzz fuzz-targets
