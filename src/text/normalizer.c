/*
 * A hash table of the word lists (key: word hashed with its list and language
 * as the seed) and a cache of words already stemmed, since a stemmer costs many times
 * what the rest of a word does: with 2^16 words a story is read in 0.8 of the time that
 * 2^14 take.  A word has two places, in one line of the processor's cache; with one, the
 * words that news repeats drove each other out (an eighth of a story's time).
 */
#include "normalizer.h"

#include <libstemmer.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "ascii.h"
#include "compound.h"
#include "count.h"
#include "table.h"
#include "translit.h"
#include "utf8.h"

#define CACHE_BITS 16
#define CACHE_SIZE (1u << CACHE_BITS)
#define CACHE_WAYS 2
#define LIST_BITS 13
#define LIST_SIZE (1u << LIST_BITS)
#define STEM_MAX 48    /* longer words are their own stems */
#define COMPOUND_MIN 6 /* bytes: "ventun" */
#define GUESS_WORDS 80
#define LIST_WORD_MAX 64 /* bytes of a word of the lists */

enum list { LIST_STOP, LIST_ABBREV, LIST_DATE, LIST_NUMBER, LIST_ANY };

struct list_entry {
	uint64_t key; /* 0: empty */
	double value;
	bool factor;
	uint16_t langs; /* of LIST_ANY: where it is a word of grammar */
};

#define HAN 0x4E00u
#define HAN_END 0xA000u

struct normalizer {
	bool starved;                           /* a word could not be stemmed for want of memory */
	struct sb_stemmer *stemmer[LANG_COUNT]; /* made when first needed */
	struct word *cache;                     /* CACHE_SIZE */
	struct list_entry lists[LIST_SIZE];
	uint64_t common[2][(HAN_END - HAN) / 64]; /* characters of Chinese, of Japanese */
};

static uint64_t list_key(const char *p, size_t n, enum list list, enum lang lang)
{
	uint64_t h = XXH3_64bits_withSeed(p, n, 1 + (uint64_t)list * LANG_COUNT + (uint64_t)lang);
	return h != 0 ? h : 1;
}

static const struct list_entry *list_find_key(const struct normalizer *z, uint64_t key)
{
	for (size_t i = key >> (64 - LIST_BITS);; i = (i + 1) % LIST_SIZE) {
		if (z->lists[i].key == key)
			return &z->lists[i];
		if (z->lists[i].key == 0)
			return NULL;
	}
}

static const struct list_entry *list_find(
    const struct normalizer *z, enum list list, enum lang lang, const char *p, size_t n)
{
	return list_find_key(z, list_key(p, n, list, lang));
}

/* Folds a word as the lexer does. */
static size_t fold(struct view word, char out[LIST_WORD_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at < word.n && n + 4 <= LIST_WORD_MAX;) {
		uint32_t cp = translit_fold(utf8_next(word, &at));
		if (cp != 0)
			n += utf8_encode(cp, out + n);
	}
	return n;
}

static struct list_entry *list_add(
    struct normalizer *z, enum list list, enum lang lang, struct view word)
{
	char folded[LIST_WORD_MAX];
	uint64_t key = list_key(folded, fold(word, folded), list, lang);
	size_t i = key >> (64 - LIST_BITS);

	while (z->lists[i].key != 0 && z->lists[i].key != key)
		i = (i + 1) % LIST_SIZE;
	z->lists[i].key = key;
	return &z->lists[i];
}

static void load_lists(struct normalizer *z, enum lang lang)
{
	const struct lang_words *words = &lang_words[lang];
	struct view word;

	for (const char *p = words->stop; lang_next_word(&p, &word);) {
		list_add(z, LIST_STOP, lang, word);
		list_add(z, LIST_ANY, LANG_NONE, word)->langs |= (uint16_t)(1u << lang);
	}
	for (const char *p = words->abbrev; lang_next_word(&p, &word);)
		list_add(z, LIST_ABBREV, lang, word);
	for (const char *p = words->dates; lang_next_word(&p, &word);)
		list_add(z, LIST_DATE, lang, word);
	for (const char *p = words->numbers; lang_next_word(&p, &word);) {
		struct list_entry *e = list_add(z, LIST_NUMBER, lang, word);
		struct view value;
		if (!lang_next_word(&p, &value))
			break;
		e->factor = value.p[0] == '*';
		for (size_t i = e->factor; i < value.n; i++)
			e->value = e->value * 10 + (value.p[i] - '0');
	}
}

static void load_chars(uint64_t *common, const char *list)
{
	struct view chars = view_of(list);

	for (size_t at = 0; at < chars.n;) {
		uint32_t cp = utf8_next(chars, &at);
		if (cp >= HAN && cp < HAN_END)
			common[(cp - HAN) / 64] |= 1ull << (cp - HAN) % 64;
	}
}

bool normalizer_is_common(const struct normalizer *z, enum lang lang, uint32_t cp)
{
	if (cp < HAN || cp >= HAN_END)
		return cp >= 0x3041 && cp < 0x30A0;
	return (z->common[lang == LANG_JA][(cp - HAN) / 64] >> (cp - HAN) % 64 & 1) != 0;
}

struct normalizer *normalizer_new(void)
{
	struct normalizer *z = calloc(1, sizeof(*z));

	if (z == NULL)
		return NULL;
	z->cache = table_new(CACHE_SIZE * sizeof(*z->cache));
	if (z->cache == NULL) {
		free(z);
		return NULL;
	}
	for (int l = LANG_NONE + 1; l < LANG_COUNT; l++)
		load_lists(z, (enum lang)l);
	load_chars(z->common[0], lang_chars_zh);
	load_chars(z->common[1], lang_chars_ja);
	return z;
}

void normalizer_free(struct normalizer *z)
{
	if (z == NULL)
		return;
	for (int l = 0; l < LANG_COUNT; l++)
		if (z->stemmer[l] != NULL)
			sb_stemmer_delete(z->stemmer[l]);
	table_free(z->cache);
	free(z);
}

/* Ukrainian has no Snowball stemmer: endings of nouns, adjectives and verbs
 * are cut while four letters stay (a Cyrillic letter is two bytes). */
static size_t stem_ukrainian(const char *p, size_t n)
{
	static const char *const endings[] = {"ування", "юється", "ується", "ського", "ському",
	    "ськими", "ання", "ення", "ість", "ості", "ться", "ами", "ями", "ого", "ому", "ими",
	    "ові", "еві", "ала", "али", "ило", "или", "ити", "ати", "ють", "ять", "ать", "уть",
	    "ією", "ею", "ою", "ів", "їв", "ах", "ях", "ам", "ям", "ом", "ем", "ий", "ій", "их",
	    "им", "ла", "ло", "ли", "в", "а", "я", "у", "ю", "и", "і", "ї", "е", "о", "є", "й",
	    "ь"};

	for (size_t i = 0; i < COUNT(endings); i++) {
		size_t m = strlen(endings[i]);
		if (n >= m + 8 && memcmp(p + n - m, endings[i], m) == 0)
			return n - m;
	}
	return n;
}

static struct view stem(struct normalizer *z, enum lang lang, const char *p, size_t n)
{
	if (lang == LANG_UK)
		return (struct view){p, stem_ukrainian(p, n)};
	if (lang_words[lang].stemmer == NULL || n < 3 || n > STEM_MAX)
		return (struct view){p, n};
	if (z->stemmer[lang] == NULL)
		z->stemmer[lang] = sb_stemmer_new(lang_words[lang].stemmer, "UTF_8");
	const sb_symbol *s = NULL;
	if (z->stemmer[lang] != NULL)
		s = sb_stemmer_stem(z->stemmer[lang], (const sb_symbol *)p, (int)n);
	if (s == NULL) {
		z->starved = true;
		return (struct view){p, n};
	}
	return (struct view){(const char *)s, (size_t)sb_stemmer_length(z->stemmer[lang])};
}

/* Arabic's article, and a letter before it that means "and", "in" or "with", are
 * written as one with a name: "al-Dosari" is Dosari. */
static struct view without_article(struct view v)
{
	static const struct view before[] = {{"", 0}, {"و", 2}, {"ب", 2}, {"ف", 2}, {"ك", 2}};

	for (size_t i = 0; i < COUNT(before); i++)
		if (view_starts(v, before[i]) && v.n >= before[i].n + 4 + 6 &&
		    memcmp(v.p + before[i].n, "ال", 4) == 0)
			return view_sub(v, before[i].n + 4, v.n);
	return v;
}

struct numbers {
	const struct normalizer *z;
	enum lang lang;
};

static double number_word(const void *ctx, const char *p, size_t n, bool *factor)
{
	const struct numbers *in = ctx;
	const struct list_entry *e = list_find(in->z, LIST_NUMBER, in->lang, p, n);

	*factor = e != NULL && e->factor;
	return e != NULL ? e->value : 0;
}

/* "And four" and "with four" are one word of Arabic. */
static const struct list_entry *arabic_number(const struct normalizer *z, const char *p, size_t n)
{
	if (n <= 2 || (memcmp(p, "و", 2) != 0 && memcmp(p, "ب", 2) != 0))
		return NULL;
	return list_find(z, LIST_NUMBER, LANG_AR, p + 2, n - 2);
}

static void look_up(struct normalizer *z, enum lang lang, const char *p, size_t n, struct word *out)
{
	const struct list_entry *number = list_find(z, LIST_NUMBER, lang, p, n);
	struct view s = stem(z, lang, p, n);

	if (number == NULL && lang == LANG_AR)
		number = arabic_number(z, p, n);
	out->term = (uint32_t)XXH3_64bits(s.p, s.n);
	out->flags = list_find(z, LIST_STOP, lang, p, n) != NULL ? WORD_STOP : 0;
	if (list_find(z, LIST_DATE, lang, p, n) != NULL)
		out->flags |= WORD_DATE;
	out->value = number != NULL ? number->value : 0;
	if (number == NULL && (lang == LANG_DE || lang == LANG_IT) && n >= COMPOUND_MIN)
		out->value = compound_number(p, n, number_word, &(struct numbers){z, lang});
	if (number != NULL && number->factor)
		out->flags |= WORD_FACTOR;
	char latin[TRANSLIT_MAX];
	struct view bare = {p, n};
	if (lang == LANG_AR)
		bare = without_article(bare);
	size_t m = translit_latin(bare, latin);
	out->cross = translit_cross(latin, m);
	out->sound = translit_sound(latin, m);
}

/* Its places, the later one first. */
static struct word *places_of(const struct normalizer *z, uint64_t key)
{
	return &z->cache[(key >> (64 - CACHE_BITS)) & ~(uint64_t)(CACHE_WAYS - 1)];
}

uint64_t normalizer_expect(const struct normalizer *z, enum lang lang, const char *folded, size_t n)
{
	uint64_t key = (XXH3_64bits(folded, n) ^ ((uint64_t)lang * 0x9E3779B97F4A7C15u)) | 1;

	__builtin_prefetch(places_of(z, key));
	return key;
}

const struct word *normalizer_expected(
    struct normalizer *z, enum lang lang, uint64_t key, const char *folded, size_t n)
{
	struct word *w = places_of(z, key);

	if (w[0].key == key)
		return &w[0];
	if (w[1].key == key)
		return &w[1];
	w[1] = w[0];
	look_up(z, lang, folded, n, &w[0]);
	w[0].key = z->starved ? 0 : key; /* another time it may be known better */
	return &w[0];
}

bool normalizer_starved(struct normalizer *z)
{
	bool starved = z->starved;

	z->starved = false;
	return starved;
}

const struct word *normalizer_word(
    struct normalizer *z, enum lang lang, const char *folded, size_t n)
{
	return normalizer_expected(z, lang, normalizer_expect(z, lang, folded, n), folded, n);
}

bool normalizer_is_abbrev(const struct normalizer *z, enum lang lang, const char *folded, size_t n)
{
	return list_find(z, LIST_ABBREV, lang, folded, n) != NULL;
}

/* Counts words of grammar by language. */
static enum lang guess_by_words(
    const struct normalizer *z, enum lang_script script, struct view text)
{
	size_t seen[LANG_COUNT] = {0}, words = 0;
	int best = LANG_NONE;
	char word[32];
	uint64_t keys[GUESS_WORDS];
	uint16_t langs = 0; /* of this script */

	for (int l = LANG_NONE + 1; l < LANG_COUNT; l++)
		langs |= (uint16_t)((lang_words[l].script == script) << l);
	for (size_t at = 0; at < text.n && words < GUESS_WORDS; words++) {
		size_t n = 0;
		while (
		    at < text.n && (unsigned char)text.p[at] < 0x80 && !ascii_is_letter(text.p[at]))
			at++;
		while (at < text.n &&
		       ((unsigned char)text.p[at] >= 0x80 || ascii_is_letter(text.p[at]))) {
			if (n + 4 >= sizeof(word)) {
				at++;
				continue;
			}
			if ((unsigned char)text.p[at] < 0x80) {
				word[n++] = (char)(text.p[at++] | 32);
				continue;
			}
			uint32_t cp = translit_fold(utf8_next(text, &at));
			n += utf8_encode(cp, word + n);
		}
		keys[words] = list_key(word, n, LIST_ANY, LANG_NONE);
		__builtin_prefetch(&z->lists[keys[words] >> (64 - LIST_BITS)]);
	}
	for (size_t i = 0; i < words; i++) {
		const struct list_entry *any = list_find_key(z, keys[i]);
		for (unsigned l = any != NULL ? any->langs & langs : 0; l != 0; l &= l - 1)
			seen[__builtin_ctz(l)]++;
	}
	for (int l = LANG_NONE + 1; l < LANG_COUNT; l++)
		if (seen[l] > seen[best])
			best = l;
	if (seen[best] * 8 < words)
		return LANG_NONE;
	/* Many words of grammar are the same in both. */
	enum lang told = best == LANG_RU || best == LANG_UK ? lang_by_letters(text) : LANG_NONE;
	return told != LANG_NONE ? told : (enum lang)best;
}

enum lang normalizer_guess(const struct normalizer *z, enum lang_script script, struct view text)
{
	switch (script) {
	case LANG_SCRIPT_ARABIC:
		return LANG_AR;
	case LANG_SCRIPT_HAN:
		return LANG_ZH;
	case LANG_SCRIPT_KANA:
		return LANG_JA;
	case LANG_SCRIPT_OTHER:
		return LANG_NONE;
	default:
		return guess_by_words(z, script, text);
	}
}
