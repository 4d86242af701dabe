# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The tests in builds that watch what they do: `make asan` with AddressSanitizer and UndefinedBehaviorSanitizer, `make
# tsan` with ThreadSanitizer, `make valgrind` as they are. Each in a folder of its own. tests/sanitize/ tells what they
# leave out and why; tests/check_sanitizers.sh runs the short forms in `make check`.

ASAN_CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
TSAN_CFLAGS = -O1 -g -fsanitize=thread

# What is quick, and all that fuzzing has found. The copies of the plugins that can fail are for test_memory_plugins
SHORT_ASAN = $(addprefix $(B)/tests/test_,abx_forgery abx_mailbox abx_record abx_secrecy abx_sequential abx_session \
	abx_text blind_ports buffers control engine engine_turns kernels kernels_fades kernels_ramps latency levels listening loop \
	loudness match memory_plugins plugin service state_writer switch)
SHORT_TSAN = $(addprefix $(B)/tests/test_,abx_mailbox engine listening loop state_threads state_writer)

# in-build DIR,CFLAGS,TARGET: makes a target there. Recipes that use it begin with +, or make would not share its jobs
in-build = $(MAKE) --no-print-directory B=$(1) DSP_OPT=-O1 CFLAGS='$(2)' WERROR=0 $(3)

asan:
	$(Q)sh make/deps.sh check
	+$(Q)$(call in-build,$(B)/asan,$(ASAN_CFLAGS),run-asan)

tsan:
	$(Q)sh make/deps.sh check
	+$(Q)$(MAKE) --no-print-directory B=$(B)/tsan/plain plugin
	+$(Q)$(call in-build,$(B)/tsan,$(TSAN_CFLAGS),run-tsan)

asan-short:
	+$(Q)$(call in-build,$(B)/asan,$(ASAN_CFLAGS),run-asan-short)

tsan-short:
	+$(Q)$(call in-build,$(B)/tsan,$(TSAN_CFLAGS),run-tsan-short)

valgrind: deps
	$(Q)$(MAKE) --no-print-directory run-valgrind

WATCHED = env B=$(B) CC='$(CC)' CFLAGS='$(CFLAGS)' LV2_PATH='$(abspath $(B))' ZOUT='$(B)/zout'

run-asan: all tests
	$(Q)$(WATCHED) tests/sanitize/asan.sh $(TEST_PROGRAMS) $(TEST_SCRIPTS)

run-asan-short: plugin $(MEMORY)/zout.so $(MEMORY)/abx.so $(SHORT_ASAN) fuzz-targets
	$(Q)$(WATCHED) tests/sanitize/asan.sh $(SHORT_ASAN) tests/check_fuzz.sh

run-tsan: all tests
	$(Q)$(WATCHED) tests/sanitize/tsan.sh

run-tsan-short: plugin $(SHORT_TSAN)
	$(Q)$(WATCHED) tests/sanitize/tsan.sh short

run-valgrind: all tests
	$(Q)$(WATCHED) tests/sanitize/valgrind.sh $(TEST_PROGRAMS)

.PHONY: asan tsan asan-short tsan-short valgrind run-asan run-asan-short run-tsan run-tsan-short run-valgrind
