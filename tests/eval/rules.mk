# Tools that measure and fit the detector on labelled streams.

EVAL_INCS := -Iinclude -Isrc/base -Isrc/text -Isrc/match -Itests/eval

$(BUILD)/eval/%: tests/eval/%.c tests/eval/stream.c tests/eval/stream.h $(BUILD)/libcopytaster.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(EVAL_INCS) $(ALL_LDFLAGS) -o $@ $(filter %.c,$^) \
		$(BUILD)/libcopytaster.a $(PKG_LIBS)
