# Tools that measure and fit the detector on labelled streams.  "make fit-words
# fit-trees fit-matter FIT=DIR" writes the generated tables again from DIR/stories.jsonl and
# DIR/labels.jsonl.

EVAL_INCS := -Iinclude -Isrc/base -Isrc/text -Isrc/match -Itests/eval
eval_srcs = $(patsubst %,tests/eval/%.c,$1 stream $(more.$1))
more.fit_trees := held listing pairs pairs_abroad pairs_own synth boost
more.fit_matter := listing boost
more.count_words := listing
more.count_kin := listing
more.count_list := listing
more.count_gloss := listing

define eval_rule
$(BUILD)/eval/$1: $(call eval_srcs,$1) $(wildcard tests/eval/*.h) $(BUILD)/libcopytaster.a
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(EVAL_INCS) $$(ALL_LDFLAGS) -o $$@ $$(filter %.c,$$^) \
		$$(filter %.a,$$^) $$(PKG_LIBS)
endef
EVAL_TOOLS := judge_stream trace retrieval count_words count_kin count_list count_gloss \
	fit_trees fit_matter
$(foreach t,$(EVAL_TOOLS),$(eval $(call eval_rule,$t)))

# Nobody runs them every day: that they can be built is part of "make check".
.PHONY: eval-tools
eval-tools: $(EVAL_TOOLS:%=$(BUILD)/eval/%)

.PHONY: fit-words fit-lang-words fit-kin fit-back fit-trees fit-gloss fit-hant fit-translate \
	fit-foreign fit-matter
fit-words: $(BUILD)/eval/count_words
	$< $(FIT)/stories.jsonl 20000 >$(BUILD)/idf_table_data.c
	mv $(BUILD)/idf_table_data.c src/match/idf_table_data.c
# WORDS: a directory of unpacked packages, which words.sh names.
fit-lang-words: $(BUILD)/eval/count_list
	tests/eval/words.sh $(WORDS) | $< 7500 10000 >$(BUILD)/lang_table_data.c
	mv $(BUILD)/lang_table_data.c src/text/lang_table_data.c
# BACK: where the fitting set with back-translations goes, which fit-trees takes as FIT.
fit-back:
	mkdir -p $(BACK)
	tests/eval/back_translate.py $(FIT) $(BACK)
OWN_SET := tests/eval/own/stories.jsonl tests/eval/own/labels.jsonl
fit-trees: $(BUILD)/eval/fit_trees
	$< $(FIT)/stories.jsonl $(FIT)/labels.jsonl $(OWN_SET) >$(BUILD)/trees_data.c
	mv $(BUILD)/trees_data.c src/match/trees_data.c
# WORDNET: where Debian's wordnet-base puts it.
WORDNET ?= /usr/share/wordnet
fit-kin: $(BUILD)/eval/count_kin
	$< $(WORDNET) >$(BUILD)/kin_table_data.c
	mv $(BUILD)/kin_table_data.c src/match/kin_table_data.c
fit-gloss: $(BUILD)/eval/count_gloss
	$< <tests/eval/words/gloss.txt >$(BUILD)/gloss_data.c
	mv $(BUILD)/gloss_data.c src/match/gloss_data.c
fit-hant:
	tests/eval/hant.py >$(BUILD)/hant_data.c
	mv $(BUILD)/hant_data.c src/text/hant_data.c
# ABROAD: a file of translations of FIT's stories.
fit-translate:
	tests/eval/translate.py $(FIT) >$(ABROAD)
fit-foreign: $(BUILD)/eval/fit_trees
	$< -q -f $(ABROAD) $(FIT)/stories.jsonl $(FIT)/labels.jsonl >$(BUILD)/trees_foreign_data.c
	mv $(BUILD)/trees_foreign_data.c src/match/trees_foreign_data.c
# Without the newest of our own (f4), with which fewer accounts are joined.
fit-matter: $(BUILD)/eval/fit_matter
	for f in $(OWN_SET); do grep -v '^{"id": "f4' $$f >$(BUILD)/matter-$${f##*/}; done
	$< $(OWN_SET:tests/eval/own/%=$(BUILD)/matter-%) $(FIT)/stories.jsonl \
		$(FIT)/labels.jsonl >$(BUILD)/matter_data.c
	mv $(BUILD)/matter_data.c src/match/matter_data.c
