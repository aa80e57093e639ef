/*
 * One list of stories (tests/press/sheet.h), printed as a feed of every format in
 * the style that it asks for, must be read as the same entries, stories and
 * fingerprints.  Then one of the feeds is damaged: what is still read must be sane.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "agree.h"
#include "mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A fuzzer looks at one format of each input, and normalizes few: more inputs are worth
 * more. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
static const bool sparing = true;
#else
static const bool sparing = false;
#endif

static struct normalizer *normalizer; /* made once: it is slow, and changes no outcome */

static _Noreturn void wrong(const char *what, enum press_format f, struct view doc, struct view why)
{
	fprintf(stderr, "%s, %s: %.*s\n%.*s\n", press_format_name(f), what, (int)why.n, why.p,
	    (int)doc.n, doc.p);
	abort();
}

static struct feed *read_feed(struct view doc, struct view url, const char *type)
{
	struct feed *f = NULL;
	const char *what;
	enum ct_err err = feed_parse(doc, url, view_of(type), &feed_limits_default, &f, &what);

	return err == CT_OK ? f : NULL;
}

static void compare(
    const struct sheet *s, const struct feed *first, enum press_format f, bool stories)
{
	struct buf doc = BUF_INIT(1 << 26), why = BUF_INIT(1 << 12);
	const char *type;

	press_print(s, f, s->style, &doc, &type);
	struct feed *feed = read_feed(buf_view(&doc), press_url(s, f, s->style), type);
	if (feed == NULL)
		wrong("cannot be read", f, buf_view(&doc), VIEW_LIT(""));
	if (feed->bozo != press_is_broken(f, s->style))
		wrong("well-formed or not", f, buf_view(&doc), feed->bozo_reason);
	if (!agree_sane(feed, &feed_limits_default, &why) ||
	    !agree_feeds(first, PRESS_RSS20, feed, f, &why) ||
	    (stories && f < PRESS_FOUR && !agree_messages(first, feed, normalizer, &why)))
		wrong("says something else", f, buf_view(&doc), buf_view(&why));
	feed_free(feed);
	buf_free(&doc);
	buf_free(&why);
}

static void damage(const struct sheet *s, uint64_t seed)
{
	enum press_format f = (enum press_format)(seed % PRESS_FORMATS);
	struct buf doc = BUF_INIT(1 << 26), why = BUF_INIT(1 << 12);
	const char *type;

	press_print(s, f, s->style, &doc, &type);
	for (uint64_t times = 1 + (seed >> 8) % 4; times > 0; times--)
		mutate_damage(&doc, &seed);
	struct feed *feed = read_feed(buf_view(&doc), press_url(s, f, s->style), type);
	if (feed != NULL && !agree_sane(feed, &feed_limits_default, &why))
		wrong("damaged", f, buf_view(&doc), buf_view(&why));
	feed_free(feed);
	buf_free(&doc);
	buf_free(&why);
}

/* What is well-formed as far as it goes is read alike by the reader that forgives. */
static void cut(const struct sheet *s, uint64_t seed)
{
	enum press_format f = (enum press_format)(seed % PRESS_FORMATS);
	struct buf doc = BUF_INIT(1 << 26), why = BUF_INIT(1 << 12);
	const char *type;

	press_print(s, f, s->style, &doc, &type);
	struct feed *whole = read_feed(buf_view(&doc), press_url(s, f, s->style), type);
	doc.n = mutate_random(&seed, doc.n);
	struct feed *feed = read_feed(buf_view(&doc), press_url(s, f, s->style), type);
	if (feed != NULL && !agree_cut(whole, feed, &why))
		wrong("cut off", f, buf_view(&doc), buf_view(&why));
	feed_free(whole);
	feed_free(feed);
	buf_free(&doc);
	buf_free(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sheet *s = sheet_read((struct view){(const char *)data, size});
	struct buf doc = BUF_INIT(1 << 26);
	const char *type;

	if (normalizer == NULL)
		normalizer = normalizer_new();
	if (s == NULL || normalizer == NULL || size > 20000)
		goto done;
	press_print(s, PRESS_RSS20, PRESS_SEEN(s->style), &doc, &type);
	struct feed *first = read_feed(buf_view(&doc), press_url(s, PRESS_RSS20, 0), type);
	if (first == NULL || first->bozo)
		wrong("plain, cannot be read", PRESS_RSS20, buf_view(&doc), VIEW_LIT(""));
	uint64_t seed = XXH3_64bits(data, size);
	for (enum press_format f = PRESS_RSS20; f < PRESS_FORMATS; f++)
		if (!sparing || f == (seed >> 32) % PRESS_FORMATS)
			compare(s, first, f, !sparing || seed % 4 == 0);
	feed_free(first);
	if (!sparing || (seed >> 40) % 2 == 0)
		damage(s, seed);
	if (!sparing || (seed >> 40) % 2 != 0)
		cut(s, seed);
done:
	sheet_free(s);
	buf_free(&doc);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return mutate_sheet(data, size, max, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb,
    uint8_t *out, size_t max, unsigned seed)
{
	return mutate_cross_sheets(
	    (struct view){(const char *)a, na}, (struct view){(const char *)b, nb}, out, max, seed);
}
