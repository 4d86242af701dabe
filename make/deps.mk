# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `make demo`, `make check` and `make bench` install what they need, and only then start a second make that does the
# work: a variable that asks pkg-config must not be read before pkg-config and the libraries are there.
# run-demo is in cli.mk, run-check in tests.mk, run-bench in bench.mk.

# Everything that building, demo and check need
deps:
	$(Q)sh make/deps.sh check

demo:
	$(Q)sh make/deps.sh demo
	$(Q)$(MAKE) --no-print-directory run-demo

check:
	$(Q)sh make/deps.sh check
	$(Q)$(MAKE) --no-print-directory run-check WERROR=$(or $(WERROR),$(CHECK_WERROR))

bench:
	$(Q)sh make/deps.sh bench
	$(Q)$(MAKE) --no-print-directory run-bench

deps-bench:
	$(Q)sh make/deps.sh bench

# Warnings are errors for developers; a packager's compiler may know warnings that we have not seen.
CHECK_WERROR = $(if $(wildcard .git),1,0)
ifeq ($(WERROR),1)
WARNINGS += -Werror
endif

.PHONY: deps deps-bench
