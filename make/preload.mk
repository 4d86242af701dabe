# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What tests preload into the program, to look at it from inside or to lie to it: one shared object of each file.

PRELOADS = $(patsubst %.c,$(B)/%.so,tests/jack/blockclock.c $(wildcard tests/lie/*.c))

tests: $(PRELOADS)

$(PRELOADS): $(B)/%.so: %.c
	@mkdir -p $(@D)
	@echo "  TOOL    $<"
	$(Q)$(CC) $(ALL_CFLAGS) $$(pkg-config --cflags jack) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -shared -o $@ $< \
		$$(pkg-config --libs jack) -lm

# The service at work for half an hour, judged by the goal
soak: all tests
	$(Q)env B=$(B) ZOUT='$(B)/zout' SOAK_S=$${SOAK_S:-1800} SOAK_MEDIANS=$${SOAK_MEDIANS:-2} SOAK_AWAKE=$${SOAK_AWAKE-1} \
		SOAK_LOOPS=$${SOAK_LOOPS:-4} tests/check_soak.sh

.PHONY: soak
