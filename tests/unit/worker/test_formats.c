/*
 * One list of stories is the same in all formats: every field that they carry, the
 * stories as the worker tells them, and their fingerprints.  The stories are those
 * of the fuzzer's corpus, in eleven languages, and others made from their words.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "agree.h"
#include "load.h"
#include "mutate.h"

#define CORPUS "tests/fuzz/corpus/sheet"
#define TEN CORPUS "/ten.sheet"

static struct normalizer *normalizer;

static enum ct_err read_doc(const struct sheet *s, enum press_format f, uint32_t style,
    struct view doc, const char *type, struct feed **out)
{
	const char *what;

	return feed_parse(
	    doc, press_url(s, f, style), view_of(type), &feed_limits_default, out, &what);
}

static struct feed *printed(
    const struct sheet *s, enum press_format f, uint32_t style, struct buf *doc, const char **type)
{
	struct feed *feed = NULL;

	buf_clear(doc);
	press_print(s, f, style, doc, type);
	if (read_doc(s, f, style, buf_view(doc), *type, &feed) != CT_OK)
		fail_msg("%s, style %u, cannot be read\n%.*s", press_format_name(f),
		    (unsigned)style, (int)doc->n, doc->p);
	return feed;
}

/* All formats in this style say what stands on the sheet, and so the same. */
static void check(const struct sheet *s, uint32_t style)
{
	struct buf doc = BUF_INIT(1 << 24), why = BUF_INIT(1 << 12);
	const char *type;
	struct feed *first = printed(s, PRESS_RSS20, PRESS_SEEN(style), &doc, &type);

	for (enum press_format f = PRESS_RSS20; f < PRESS_FORMATS; f++) {
		struct feed *feed = printed(s, f, style, &doc, &type);

		assert_int_equal(feed->bozo, press_is_broken(f, style));
		if (!agree_sheet(feed, f, s, &why) ||
		    !agree_feeds(first, PRESS_RSS20, feed, f, &why) ||
		    !agree_messages(first, feed, normalizer, &why) ||
		    !agree_sane(feed, &feed_limits_default, &why))
			fail_msg("%s, style %u: %.*s\n%.*s", press_format_name(f), (unsigned)style,
			    (int)why.n, why.p, (int)doc.n, doc.p);
		feed_free(feed);
	}
	feed_free(first);
	buf_free(&doc);
	buf_free(&why);
}

/* Each choice alone, and some of all at once. */
static void eleven_languages_in_all_formats(void **state)
{
	(void)state;
	struct buf text = load(TEN);
	struct sheet *s = sheet_read(buf_view(&text));
	uint64_t seed = 1;

	assert_non_null(s);
	assert_int_equal(s->nstories, 11);
	for (unsigned bit = 0; bit < PRESS_STYLE_BITS; bit++)
		check(s, 1u << bit);
	for (int i = 0; i < 60; i++)
		check(s, (uint32_t)mutate_random(&seed, 1u << PRESS_STYLE_BITS));
	sheet_free(s);
	buf_free(&text);
}

/* What came before a cut is read as if there were none. */
static void cut_off_anywhere(void **state)
{
	(void)state;
	struct buf text = load(TEN), doc = BUF_INIT(1 << 24), why = BUF_INIT(1 << 12);
	struct sheet *s = sheet_read(buf_view(&text));
	uint64_t seed = 1;

	for (int i = 0; i < 300; i++) {
		enum press_format f = (enum press_format)(i % PRESS_FORMATS);
		uint32_t style = (uint32_t)mutate_random(&seed, 1u << PRESS_STYLE_BITS);
		const char *type;
		struct feed *whole = printed(s, f, style, &doc, &type), *cut = NULL;

		doc.n = mutate_random(&seed, doc.n);
		enum ct_err err = read_doc(s, f, style, buf_view(&doc), type, &cut);
		assert_true(err == CT_OK || err == CT_ENOTFEED);
		if (cut != NULL && (!cut->bozo || !agree_cut(whole, cut, &why)))
			fail_msg("%s, style %u: %.*s\n%.*s", press_format_name(f), (unsigned)style,
			    (int)why.n, why.p, (int)doc.n, doc.p);
		feed_free(whole);
		feed_free(cut);
	}
	sheet_free(s);
	buf_free(&text);
	buf_free(&doc);
	buf_free(&why);
}

/* --- stories that nobody wrote ------------------------------------------------------- */

#define WORDS 2000

struct words {
	struct view v[WORDS];
	size_t n;
};

static void split(struct words *w, struct view text)
{
	while (text.n > 0 && w->n < WORDS) {
		size_t n = 0;

		while (n < text.n && text.p[n] != ' ' && text.p[n] != '\n')
			n++;
		/* "post.example/1|" and the like are no words. */
		if (n > 0 && view_chr(view_sub(text, 0, n), ':') == SIZE_MAX)
			w->v[w->n++] = view_sub(text, 0, n);
		text = view_sub(text, n + 1, text.n);
	}
}

static void add_words(struct buf *b, const struct words *w, size_t n, uint64_t *seed)
{
	static const char *const odd[] = {"&", "<", ">", "&amp;", "&lt;", "]]>", "\"", "'", "&#38;",
	    "\xE2\x80\x99", "\xF0\x9F\x9A\xA2", "%", "100", "3.5", "$1,000", "-", "C++", "#7"};

	for (size_t i = 0; i < n; i++) {
		buf_adds(b, i > 0 ? " " : "");
		if (mutate_random(seed, 12) == 0)
			buf_adds(b, odd[mutate_random(seed, COUNT(odd))]);
		else
			buf_addv(b, w->v[mutate_random(seed, w->n)]);
	}
	buf_addc(b, '\n');
}

static void add_story(struct buf *b, const struct words *w, uint64_t *seed)
{
	unsigned number = (unsigned)mutate_random(seed, 100000);

	buf_addf(b, "\nid: tag:%u\nlink: https://post.example/%u/x?y=%u&z\ntitle: ", number, number,
	    number);
	add_words(b, w, 1 + mutate_random(seed, 12), seed);
	for (size_t i = mutate_random(seed, 4); i > 0; i--) {
		buf_adds(b, "p: ");
		add_words(b, w, 40 + mutate_random(seed, 60), seed);
	}
	if (mutate_random(seed, 2) != 0) {
		/* Shorter than the body where there is one, so that it is the text where not. */
		buf_adds(b, "summary: ");
		add_words(b, w, 1, seed);
	}
	if (mutate_random(seed, 2) != 0)
		buf_addf(b, "published: %04u-%02u-%02uT%02u:%02u:%02uZ\n",
		    1970 + (unsigned)mutate_random(seed, 100),
		    1 + (unsigned)mutate_random(seed, 12), 1 + (unsigned)mutate_random(seed, 28),
		    (unsigned)mutate_random(seed, 24), (unsigned)mutate_random(seed, 60),
		    (unsigned)mutate_random(seed, 60));
	if (mutate_random(seed, 2) != 0)
		buf_addf(b, "updated: 2026-01-01T00:00:%02uZ\n", (unsigned)mutate_random(seed, 60));
	for (size_t i = mutate_random(seed, 3); i > 0; i--)
		buf_addf(b, "author: Writer No. %u|%s\ncategory: t%u & co.|https://c.example/\n",
		    (unsigned)mutate_random(seed, 1000),
		    mutate_random(seed, 2) != 0 ? "w@post.example" : "",
		    (unsigned)mutate_random(seed, 1000));
	if (mutate_random(seed, 3) == 0)
		buf_addf(b, "file: https://post.example/%u.mp3|audio/mpeg|%u\n", number, number);
	if (mutate_random(seed, 2) != 0)
		buf_adds(b, mutate_random(seed, 2) != 0 ? "lang: de\n" : "lang: zh-Hant\n");
}

static void made_up_stories_in_all_formats(void **state)
{
	(void)state;
	struct buf text = load(TEN);
	struct words w = {.n = 0};

	split(&w, buf_view(&text));
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct buf b = BUF_INIT(1 << 20);
		uint64_t random = seed;

		buf_adds(&b, "title: The Post\npage: https://post.example/\nlang: en\nsubtitle: ");
		add_words(&b, &w, 4, &random);
		for (size_t n = mutate_random(&random, 5); n > 0; n--)
			add_story(&b, &w, &random);
		struct sheet *s = sheet_read(buf_view(&b));
		assert_non_null(s);
		check(s, (uint32_t)mutate_random(&random, 1u << PRESS_STYLE_BITS));
		sheet_free(s);
		buf_free(&b);
	}
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(eleven_languages_in_all_formats),
	    cmocka_unit_test(cut_off_anywhere),
	    cmocka_unit_test(made_up_stories_in_all_formats),
	};

	normalizer = normalizer_new();
	int failed = normalizer != NULL ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
	normalizer_free(normalizer);
	return failed;
}
