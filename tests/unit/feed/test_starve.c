/*
 * Feeds of every format, where memory is short.  But for JSON: Jansson 2.14 goes on
 * without the bytes that it has no memory for, and then past their end, so that a
 * worker that has no memory for it ends (worker/main.c).
 */
#define STARVE_XML
#include "starve.h"

#include <dirent.h>
#include <stdio.h>

#include "alternate.h"
#include "charset.h"
#include "feed.h"
#include "html.h"
#include "load.h"

#define GOLDEN "tests/golden"

static struct feed *const untouched = (struct feed *)&starve_state;

struct document {
	struct buf bytes, json; /* and what comes of it, once it is known */
	bool lenient;           /* something else may come of it, too */
};

static void same(struct view got, struct view want)
{
	size_t at = 0, from;

	while (at < got.n && at < want.n && got.p[at] == want.p[at])
		at++;
	from = at < 40 ? 0 : at - 40;
	got = view_sub(got, from, 120);
	want = view_sub(want, from, 120);
	if (got.n != want.n || !view_eq(got, want))
		fail_msg("%.*s\nis not\n%.*s", (int)got.n, got.p, (int)want.n, want.p);
}

/* All of it, or an error. */
static enum ct_err parse(void *ctx)
{
	struct document *d = ctx;
	struct feed *f = untouched;
	struct buf json = BUF_INIT(1 << 20);
	const char *what = NULL;
	enum ct_err err = feed_parse(buf_view(&d->bytes), VIEW_LIT("http://x.org/a"),
	    VIEW_LIT("text/xml"), &feed_limits_default, &f, &what);

	if (err != CT_OK) {
		assert_ptr_equal(f, untouched);
		return err;
	}
	struct emit e = emit_to(&json);
	feed_json(f, &e);
	err = json.err;
	if (err == CT_OK && d->json.n == 0)
		d->json = json;
	else if (err == CT_OK && !d->lenient)
		same(buf_view(&json), buf_view(&d->json));
	if (d->json.p != json.p)
		buf_free(&json);
	feed_free(f);
	return err;
}

/* libxml2 loses some of its memory where it is refused more, or takes that for a
 * mistake in the document. */
static void check(const char *name, struct document *d, bool leaks)
{
	d->lenient = leaks;
	d->json = BUF_INIT(1 << 20);
	starve(name, parse, d, CT_ELIMIT, leaks);
	buf_free(&d->bytes);
	buf_free(&d->json);
}

static void formats(bool leaks)
{
	DIR *d = opendir(GOLDEN);
	unsigned n = 0;

	assert_non_null(d);
	for (struct dirent *one; (one = readdir(d)) != NULL;) {
		char path[512];

		if (strstr(one->d_name, ".feed") == NULL || strncmp(one->d_name, "json", 4) == 0)
			continue;
		snprintf(path, sizeof(path), GOLDEN "/%s", one->d_name);
		struct document doc = {.bytes = load(path)};
		check(one->d_name, &doc, leaks);
		n++;
	}
	closedir(d);
	assert_true(n > 8);
}

/* Where libxml2 gives up and the forgiving reader begins anew; where a set of
 * characters has to be guessed. */
static void broken_ones(bool leaks)
{
	static const char *const docs[] = {
	    "<rss version='2.0'><channel><title>T & U<item><title>A<description><b>x",
	    "<?xml version='1.0' encoding='windows-1252'?><rss "
	    "version='2.0'><channel><title>caf\xE9"
	    "</title><item><description>Caf\xC3\x83\xC2\xA9 &lt;a href='x'&gt;</description></item>"
	    "</channel></rss>",
	    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://x.org/a/'><entry>"
	    "<content type='xhtml' xml:base='b/'><div><img src='c' srcset='d 1x, e 2x'/></div>"
	    "</content><author><name>N</name></author></entry></feed>",
	    "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss "
	    "version='0.91'><channel><title>&a;&eacute;</title>"
	    "<item/></channel></rss>",
	};

	for (size_t i = 0; i < COUNT(docs); i++) {
		struct document doc = {.bytes = BUF_INIT(1 << 20)};

		buf_adds(&doc.bytes, docs[i]);
		check(docs[i], &doc, leaks);
	}
}

static void all_memory(void **state)
{
	(void)state;
	formats(true);
	broken_ones(true);
}

static void ours(void **state)
{
	(void)state;
	starve_spare_xml();
	formats(false);
	broken_ones(false);
}

static enum ct_err find(void *ctx)
{
	struct buf out = BUF_INIT(ALTERNATE_MAX);
	bool found = alternate_find(VIEW_LIT("<base href='http://x.org/'><link rel='alternate' "
					     "type='application/rss+xml' href='a'>"),
	    VIEW_LIT("http://y.org/"), &out);
	enum ct_err err = out.err;

	(void)ctx;
	if (found && err == CT_OK)
		assert_memory_equal(out.p, "http://x.org/a", out.n);
	buf_free(&out);
	return err != CT_OK || found ? err : CT_ENOMEM;
}

static enum ct_err load_all(void *ctx)
{
	struct feed_preloaded *p = feed_preload();

	(void)ctx;
	feed_unload(p);
	return p != NULL ? CT_OK : CT_ENOMEM;
}

static void the_rest(void **state)
{
	(void)state;
	starve("the feed that a page names", find, NULL, CT_ENOMEM, false);
	/* glibc keeps what it loaded of a converter. */
	starve("character sets", load_all, NULL, CT_ENOMEM, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_memory),
	    cmocka_unit_test(ours),
	    cmocka_unit_test(the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
