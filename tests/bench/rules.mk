# Speed, each figure beside a floor or a peer in the same run (tests/bench/bench.c).
# BENCH=judge runs a part; BENCH_STORIES=1000000, BENCH_JUDGED, BENCH_HOSTS,
# BENCH_ENTRIES (stories a feed), BENCH_FEEDS=DIR (more feeds to parse) and
# BENCH_PAGES=DIR (more pages to extract; gzipped or not) size it.
# BENCH=fresh has newsboat beside it where that is installed.
# BENCH=scale BENCH_SCALE=10000000 needs 9 GB in $TMPDIR, and half an hour.

BENCH ?=
BENCH_LAYERS := desk alert conf worker net store loop
BENCH_INCS = -iquote include $(patsubst %,-iquote src/%,$(LIB_LAYERS) $(BENCH_LAYERS)) -iquote tests/bench
BENCH_LIBS := $(BENCH_LAYERS:%=$(BUILD)/obj/%.a) $(BUILD)/libcopytaster.a
export BENCH_STORIES BENCH_SCALE BENCH_TEXTS BENCH_JUDGED BENCH_HOSTS BENCH_ENTRIES BENCH_FEEDS BENCH_PAGES

$(BUILD)/bench/bench: $(wildcard tests/bench/bench*.[ch] tests/bench/news.[ch] tests/bench/polls.[ch] tests/bench/atwork.[ch]) $(BENCH_LIBS)
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(ALL_CFLAGS)) $(BENCH_INCS) $(ALL_LDFLAGS) -o $@ \
		$(filter %.c,$^) $(filter %.a,$^) $(PKG_LIBS)

$(BUILD)/bench/poll_%: tests/bench/poll_%.c $(BENCH_LIBS)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(BENCH_INCS) $(ALL_LDFLAGS) -o $@ $< $(filter %.a,$^) $(PKG_LIBS)

.PHONY: bench
bench: $(BUILD)/bench/bench $(BUILD)/bench/poll_floor $(BUILD)/bench/poll_fetch \
		$(BUILD)/httpd $(PROGRAMS:%=$(BUILD)/%)
	@$< $(BUILD) $(BENCH)
