/* Twice the text costs about twice as much, whatever the text. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "cost.h"
#include "fingerprint.h"
#include "verify.h"

enum { TEXT = 24 << 10, SIDE = 9 << 10 };

/* Sentences of made-up words, names and numbers. */
static const char news[] = "news";
/* Places of ever longer names, and a name that each of them begins with. */
static const char places[] = "places";
/* The others are repeated until the text is full. */
static const char *const kinds[] = {news, places, "said ", "Anna Abel Adam Alma Axel ", "\"",
    "\"oh no\" ", "“ one two three four ", "« a b c d ", "1,000,000 ", "1", "1.1.",
    "four million twenty five ", "U.S. ", ".", ". A", "a'", "\n", "a\n\n", "a \n", "Read more. ",
    "(", "中文", "か。", "桐谷誠さん", "张贾桐", "澜溪市", "三名", "零", "カタカナの桐",
    "e\xCC\x81", "\xEF\xAC\x81", "\xFF", "\xE2\x80\x99s ", "a-", "Zelenskyy's ", "x", "ab1 "};

static struct view make_places(char *text, size_t n)
{
	size_t i = 0;

	for (char c = 'a'; c <= 'z'; c++) {
		i += (size_t)sprintf(text + i, "It rained in Abcd");
		memset(text + i, 'x', n / 64);
		i += n / 64;
		i += (size_t)sprintf(text + i, "%c. ", c);
	}
	while (i + 14 < n)
		i += (size_t)sprintf(text + i, "he saw Abcdq ");
	return (struct view){text, i};
}

/* The caller frees it. */
static struct view make_text(const char *kind, size_t n)
{
	char *text = malloc(n + 32);
	uint32_t x = 1;
	size_t i = 0;

	assert_non_null(text);
	if (kind == places)
		return make_places(text, n);
	for (size_t k = 0; i < n; k++) {
		x = x * 1664525u + 1013904223u;
		if (kind != news) {
			size_t m = strlen(kind);
			if (i + m > n)
				break; /* no character is cut */
			memcpy(text + i, kind, m);
			i += m;
		} else {
			i += (size_t)sprintf(text + i, "%c%c%cer%c ", k % 5 == 0 ? 'B' : 'b',
			    "aeiou"[x >> 24 & 3], 'b' + (char)(x >> 16 & 15),
			    "dlnrst"[(x >> 20) % 6]);
			if (k % 17 == 16)
				i += (size_t)sprintf(text + i, "%u. ", x >> 22);
		}
	}
	return (struct view){text, i};
}

struct input {
	struct normalizer *z;
	struct arena *arena;
	struct idf *idf;
	struct ct_story story;
	struct profile *a, *b;
};

static void read_text(void *ctx)
{
	const struct input *in = ctx;
	struct fingerprint fp;
	struct doc *d = NULL;

	assert_int_equal(doc_make_with(in->z, &in->story, &d), CT_OK);
	fingerprint_make(d, &fp);
	doc_free(d);
}

static void make_profile(void *ctx)
{
	struct input *in = ctx;
	struct doc *d = NULL;

	assert_int_equal(doc_make_with(in->z, &in->story, &d), CT_OK);
	assert_int_equal(profile_make(&d, 1, &in->a), CT_OK);
	profile_weigh(in->a, in->idf, NULL);
	profile_free(in->a);
}

static void compare(void *ctx)
{
	struct input *in = ctx;
	struct verify v;

	arena_reset(in->arena);
	assert_int_equal(verify_make(in->arena, in->idf, in->a, in->b, 1, &v), CT_OK);
}

static void check(const char *kind, const char *what, struct cost cost)
{
	if (cost.square)
		fail_msg("%s of twice as much \"%s\": %.2f times", what, kind, cost.ratio);
}

static void text_costs_its_length(void **state)
{
	(void)state;
	if (!cost_counts())
		skip();
	struct normalizer *z = normalizer_new();
	struct idf *idf = idf_new();

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct view half = make_text(kinds[i], TEXT), whole = make_text(kinds[i], 2 * TEXT);
		struct input once = {.z = z, .idf = idf, .story.text = half};
		struct input twice = {.z = z, .idf = idf, .story.text = whole};
		check(kinds[i], "fingerprint", cost_compare(read_text, &once, &twice));
		check(kinds[i], "profile", cost_compare(make_profile, &once, &twice));
		free((char *)half.p);
		free((char *)whole.p);
	}
	normalizer_free(z);
	idf_free(idf);
}

static struct profile *profile_of(struct input *in, const char *kind, size_t n)
{
	struct profile *p = NULL;
	struct doc *d = NULL;

	in->story.text = make_text(kind, n);
	assert_int_equal(doc_make_with(in->z, &in->story, &d), CT_OK);
	assert_int_equal(profile_make(&d, 1, &p), CT_OK);
	profile_weigh(p, in->idf, NULL);
	free((char *)in->story.text.p);
	return p;
}

/* A comparison is sentences by sentences: bounded, and each side counts once. */
static void comparison_costs_either_side(void **state)
{
	(void)state;
	if (!cost_counts())
		skip();
	struct input once = {
	    .z = normalizer_new(), .idf = idf_new(), .arena = arena_new(64u << 20)};

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct profile *half = profile_of(&once, kinds[i], SIDE);
		struct profile *whole = profile_of(&once, kinds[i], 2 * SIDE);
		struct input twice = once;
		once.a = half;
		once.b = twice.a = twice.b = whole;
		check(kinds[i], "story", cost_compare(compare, &once, &twice));
		once.a = whole;
		once.b = half;
		check(kinds[i], "earlier story", cost_compare(compare, &once, &twice));
		profile_free(half);
		profile_free(whole);
	}
	normalizer_free(once.z);
	idf_free(once.idf);
	arena_free(once.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_costs_its_length),
	    cmocka_unit_test(comparison_costs_either_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
