# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Proofs that real-time code is what it says. $(B)/planted holds what is shipped with a violation planted in it, to show
# that the proofs catch it. tests/check_realtime.sh compiles the real-time code with clang into $(B)/rtsan by these same
# rules, with RealtimeSanitizer; tests/check_rt_hosts.sh puts a guard under hosts that we did not build.

RT_CLANG  ?= clang-22
RT_PLANTED = $(B)/planted
RT_PLANT   = $(B)/tests/rt/plant.o
RT_LINK    = $(CC) $(CFLAGS) $(LDFLAGS) -Wl,--wrap=zout_model_process

tests: realtime-planted $(B)/tests/rt/guard.so

# What runs in real time, and the same with plants. CLI_B has the objects of the program that are not of that kind,
# RT_EXE is for linking it
CLI_B ?= $(B)
realtime: $(BUNDLE)/zout.so $(BUNDLE)/abx.so $(ALSA_MODULE) $(B)/rt/zout realtime-planted

realtime-planted: $(RT_PLANTED)/zout.so $(RT_PLANTED)/abx.so $(RT_PLANTED)/libasound_module_pcm_zout.so $(RT_PLANTED)/zout

RT_ZOUT_OBJS = $(CLI_OBJS:$(B)/%=$(CLI_B)/%) $(AUDIO_OBJS) $(ABX_OBJS) $(MEASURE_OBJS:$(B)/%=$(CLI_B)/%) $(DSP_OBJS)

$(RT_PLANT): tests/rt/plant.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. -MMD -MP -c -o $@ $<

$(RT_PLANTED)/zout.so: $(RT_PLANT) $(PLUGIN_OBJS) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  PLANT   $@"
	$(Q)$(RT_LINK) -shared -Wl,-z,defs -o $@ $^ -lm

$(RT_PLANTED)/abx.so: $(RT_PLANT) $(ABX_PLUGIN_OBJS) $(ABX_OBJS) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  PLANT   $@"
	$(Q)$(RT_LINK) -shared -Wl,-z,defs -o $@ $^ $(ABX_STATIC_LIBS) -lm

$(RT_PLANTED)/libasound_module_pcm_zout.so: $(RT_PLANT) $(ALSA_OBJS) $(ALSA_SHARED) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  PLANT   $@"
	$(Q)$(RT_LINK) -shared -Wl,-z,defs -o $@ $^ $$(pkg-config --libs $(ALSA_PKGS)) -lm

$(RT_PLANTED)/zout: $(RT_PLANT) $(RT_ZOUT_OBJS)
	@mkdir -p $(@D)
	@echo "  PLANT   $@"
	$(Q)$(RT_LINK) $(RT_EXE) -o $@ $^ $(CLI_LIBS)

$(B)/rt/zout: $(RT_ZOUT_OBJS)
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(RT_EXE) -o $@ $^ $(CLI_LIBS)

# RealtimeSanitizer as a library that is preloaded into hosts, of its objects but for the one that only a program may
# have
$(B)/rt/librtsan.so: tests/rt/rtsan_start.c
	@mkdir -p $(@D)/rtsan
	@echo "  LINK    $@"
	$(Q)cd $(@D)/rtsan && ar x $$($(RT_CLANG) -print-file-name=lib/linux/libclang_rt.rtsan-$$(uname -m).a)
	$(Q)rm -f $(@D)/rtsan/rtsan_preinit*.o
	$(Q)$(RT_CLANG) -shared -fPIC -Wl,-z,initfirst -Wl,-soname,librtsan.so -o $@ $< $(@D)/rtsan/*.o -lpthread -ldl -lm

# Put under hosts with LD_PRELOAD
$(B)/tests/rt/guard.so: $(wildcard tests/rt/guard*.[ch])
	@mkdir -p $(@D)
	@echo "  TOOL    $@"
	$(Q)$(CC) $(ALL_CFLAGS) $$(pkg-config --cflags lv2 jack alsa) -ftls-model=initial-exec $(LDFLAGS) \
		-shared -Wl,-z,defs -o $@ $(filter %.c,$^) -ldl -lpthread

.PHONY: realtime realtime-planted

# Tests in whose way the linker puts what may block
RT_WRAPS     = malloc calloc realloc aligned_alloc posix_memalign free pthread_mutex_lock pthread_mutex_trylock \
	pthread_mutex_unlock pthread_cond_wait pthread_cond_signal sem_wait sem_post read write open poll fopen fwrite \
	printf fprintf vprintf puts nanosleep usleep getenv
RT_CALLBACKS = zout_alsa_unpack zout_load_note

$(B)/tests/rt/wraps.o: tests/rt/wraps.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) -fno-builtin -MMD -MP -c -o $@ $<

TEST_OBJS_test_rt_callbacks   = $(B)/tests/rt/wraps.o $(PLUGIN_OBJS) $(B)/alsa/transfer.o $(ALSA_RIG) $(ABX_OBJS)
TEST_CFLAGS_test_rt_callbacks = $$(pkg-config --cflags lv2)
TEST_LIBS_test_rt_callbacks   = $(ABX_LIBS) -pthread $(RT_WRAPS:%=-Wl,--wrap=%) $(RT_CALLBACKS:%=-Wl,--wrap=%)

TEST_OBJS_test_rt = $(B)/tests/rt/wraps.o
TEST_LIBS_test_rt = $(RT_WRAPS:%=-Wl,--wrap=%)
