# What has to hold: unit tests that need programs, fuzzing, style, coverage.

.PHONY: test check
test check: unit fuzz-replay style installed own eval-tools system
	@echo 'check: all of it passed'

# --- unit tests that start programs of ours ---

WORKER_TESTS := $(BUILD)/unit/worker/test_pool $(BUILD)/unit/worker/test_main
$(WORKER_TESTS): private override CFLAGS += -DBUILD_DIR='"$(abspath $(BUILD))"'
$(BUILD)/unit/worker/test_pool: | $(BUILD)/unit/worker/stub_worker
$(BUILD)/unit/worker/test_main: | $(BUILD)/copytaster-worker
$(BUILD)/unit/alert/test_sink_exec: | $(BUILD)/copytaster-hook

# --- what is installed, used by a stranger, and taken away again ---

STAGE := $(BUILD)/stage

.PHONY: installed
installed: all
	@rm -rf $(STAGE)
	@$(MAKE) -s install DESTDIR=$(STAGE) PREFIX=/usr
	@CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' SANITIZE='$(if $(SAN),-fsanitize=$(SAN))' tests/installed $(STAGE)
	@$(MAKE) -s uninstall DESTDIR=$(STAGE) PREFIX=/usr
	@! find $(STAGE) ! -type d -o -name '*copytaster*' | grep . || { echo 'uninstall: left behind'; exit 1; }

# --- tests/press: one list of stories as a feed of any format ---

PRESS_CFLAGS := -iquote tests/press -iquote src/feed -iquote src/text -iquote src/match -iquote src/worker
# A fuzzer is to look for ways through the product, not through the press.
PRESS_CFLAGS += $(if $(findstring fuzzer,$(CFLAGS)),-fno-sanitize=fuzzer-no-link)
PRESS_OBJS := $(call test_objs,press)
$(PRESS_OBJS): private override CFLAGS += $(PRESS_CFLAGS)
$(BUILD)/obj/press.a: $(PRESS_OBJS)
	@mkdir -p $(@D)
	rm -f $@ && $(AR) rcs $@ $^
$(BUILD)/unit/worker/test_formats: private override CFLAGS += -iquote tests/press -iquote tests/fuzz
$(BUILD)/unit/worker/test_formats: $(BUILD)/obj/press.a $(BUILD)/obj/mutate.a

# --- fuzzing: tests/fuzz/fuzz_NAME.c, its corpus in tests/fuzz/corpus/NAME ---

# With replay.c for a main, any compiler will do: every file of the corpus once.
# FUZZ_MAIN= and FUZZ_FLAGS=-fsanitize=fuzzer make it libFuzzer's (see fuzz).
FUZZ_SECONDS ?= 60
FUZZ_MAIN ?= tests/fuzz/replay.c
FUZZ_FLAGS ?=
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_LAYERS := $(filter-out cli hook,$(LAYERS))
FUZZ_LIBS := $(FUZZ_LAYERS:%=$(BUILD)/obj/%.a) $(BUILD)/obj/press.a $(BUILD)/obj/mutate.a
MUTATE_OBJS := $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(wildcard tests/fuzz/mutate*.c))

$(MUTATE_OBJS): private override CFLAGS += $(PRESS_CFLAGS)
$(BUILD)/obj/mutate.a: $(MUTATE_OBJS)
	@mkdir -p $(@D)
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/fuzz/%: tests/fuzz/fuzz_%.c $(FUZZ_MAIN) $(FUZZ_LIBS)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -iquote include -iquote tests/press $(FUZZ_LAYERS:%=-iquote src/%) $(ALL_LDFLAGS) \
		$(FUZZ_FLAGS) -o $@ $(filter %.c,$^) \
		-Wl,--start-group $(FUZZ_LIBS) -Wl,--end-group $(PKG_LIBS)

.PHONY: fuzz fuzz-programs fuzz-replay
fuzz-programs: $(FUZZ_NAMES:%=$(BUILD)/fuzz/%)

fuzz-replay: fuzz-programs
	@set -e; for n in $(FUZZ_NAMES); do $(BUILD)/fuzz/$$n tests/fuzz/corpus/$$n; done

fuzz:
	$(MAKE) CC=clang SAN=address,undefined BUILD=$(BUILD)/libfuzzer FUZZ_MAIN= \
		CFLAGS='$(CFLAGS) -Wno-format-nonliteral -fsanitize=fuzzer-no-link -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION' FUZZ_FLAGS=-fsanitize=fuzzer fuzz-programs
	tests/fuzz/run $(BUILD)/libfuzzer/fuzz $(FUZZ_SECONDS) $(FUZZ_NAMES)

# --- verdicts on stories of our own ---

.PHONY: own
own: $(BUILD)/copytaster
	@tests/eval/own/check $(BUILD)

# --- style, formatting ---

.PHONY: style tidy
style: $(LAYERS:%=$(BUILD)/obj/%.a)
	@tests/style $(BUILD)

C_FILES = $(wildcard include/*.h src/*/*.[ch] tests/*/*.[ch] tests/unit/*/*.[ch])
TIDY_CHECKS := -*,bugprone-*,clang-analyzer-*,-bugprone-easily-swappable-parameters,-bugprone-reserved-identifier,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling

tidy:
	@if command -v clang-format >/dev/null; then clang-format --dry-run -Werror $(C_FILES); \
		else echo 'tidy: no clang-format here'; fi
	@if command -v clang-tidy >/dev/null; then clang-tidy --quiet '--checks=$(TIDY_CHECKS)' \
		$(wildcard src/*/*.c) -- $(filter-out -M%,$(ALL_CFLAGS)) -iquote include \
		$(LAYERS:%=-iquote src/%); else echo 'tidy: no clang-tidy here'; fi

# --- what twice the input costs, in instructions ---

COST_TESTS := $(filter %/test_cost,$(UNIT_TESTS))

# Where the processor may be asked, "make unit" counts them, too.
.PHONY: doubling
doubling: $(COST_TESTS)
	@command -v valgrind >/dev/null || { echo 'doubling: wants valgrind (apt-get install valgrind)'; exit 1; }
	@set -e; for t in $(COST_TESTS); do echo "== $$t"; COST_FILE=$$t.counts \
		valgrind -q --tool=callgrind --callgrind-out-file=$$t.counts $$t; rm -f $$t.counts*; done

# --- unit tests under valgrind: what is read before it is written, and leaks ---

# Built apart: a worker's sandbox leaves valgrind no room, as it does a sanitizer.
# Left out is what counts instructions, refuses memory or measures time; and, since
# valgrind 3.19 knows neither pidfd_open nor a seccomp filter, what waits for hooks
# and workers.  AddressSanitizer looks at all of those.
MEMCHECK := $(BUILD)/valgrind
MEMCHECK_NOT := %/test_cost %/test_starve feed/test_hostile loop/test_loop net/test_fetch_limits \
	alert/test_sink_exec hook/% worker/test_pool worker/test_sandbox
MEMCHECK_TESTS := $(filter-out $(MEMCHECK_NOT:%=unit/%),$(UNIT_TESTS:$(BUILD)/%=%))

.PHONY: valgrind valgrind-run
valgrind:
	@command -v valgrind >/dev/null || { echo 'valgrind: wants valgrind (apt-get install valgrind)'; exit 1; }
	+@$(MAKE) BUILD=$(MEMCHECK) OPT='-O1 -g' HARDEN='-fPIE -DSANITIZED=1' valgrind-run

valgrind-run: $(MEMCHECK_TESTS:%=$(BUILD)/%)
	@rc=0; for t in $^; do echo "== $$t"; valgrind -q --error-exitcode=99 --leak-check=full \
		--show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
		--child-silent-after-fork=yes --suppressions=tests/valgrind.supp $$t || rc=1; done; exit $$rc

# --- lines that the tests reach, in processes that are killed, too ---

COVER := $(BUILD)/coverage
COVER_LDFLAGS := --coverage $(COVER)/counters.o -Wl,-T,tests/cover/counters.ld \
	$(foreach f,dump exit reset reset_int,-Wl,--wrap=__gcov_$f)
COVER_MAKE = $(MAKE) BUILD=$(COVER) OPT='-O0 -g' HARDEN=-fPIE LDFLAGS='$(LDFLAGS) $(COVER_LDFLAGS)' \
	CFLAGS='$(CFLAGS) --coverage -fprofile-update=atomic -fdata-sections'

$(COVER)/counters.o: tests/cover/counters.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE -O2 $(WARN) -fPIC -c -o $@ $<

.PHONY: coverage
coverage: $(COVER)/counters.o
	@tests/cover/each forget $(COVER) 2>/dev/null; find $(COVER) -name '*.gcda' -delete
	+@RIG_PATIENCE=4 $(COVER_MAKE) SYSTEM_JOBS=8 -k unit fuzz-replay system; rc=$$?; tests/cover/each write $(COVER); \
	tests/cover/report $(COVER) || rc=1; exit $$rc

# --- quality: labelled stories that are not part of the project ---

# EVAL_SETS=fit judges what the trees were fitted on.
EVAL ?= ../shared/eval
EVAL_SETS ?= desk report

.PHONY: eval
eval: $(BUILD)/copytaster
	@tests/eval/run $(BUILD) $(EVAL) $(EVAL_SETS)
