#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "utf8.h"
#include "content.h"
#include "encode.h"

/* A feed made by hand; what a test does not set is unknown. */
static struct feed empty_feed(void)
{
	return (struct feed){.format = FEED_RSS20,
	    .ttl = -1,
	    .update_period_seconds = -1,
	    .updated = CT_TIME_UNKNOWN};
}

static struct feed_entry entry(const char *id, const char *title, const char *text)
{
	return (struct feed_entry){.id = view_of(id),
	    .title = view_of(title),
	    .text = view_of(text),
	    .link = VIEW_LIT("http://example.org/story"),
	    .published = CT_TIME_UNKNOWN,
	    .updated = CT_TIME_UNKNOWN};
}

static void assert_view(struct view v, const char *s)
{
	if (!view_is(v, s))
		fail_msg("\"%.*s\" is not \"%s\"", (int)v.n, v.p, s);
}

static void feed_round_trip(void **state)
{
	struct feed_link hub = {.rel = VIEW_LIT("hub"), .href = VIEW_LIT("http://hub.example/")};
	struct feed_link self = {
	    .rel = VIEW_LIT("self"), .href = VIEW_LIT("http://example.org/"), .next = &hub};
	struct feed f = empty_feed();
	struct buf b = BUF_INIT(WIRE_MAX);
	struct wire_feed out;
	struct cursor c;

	(void)state;
	f.bozo = true;
	f.bozo_reason = VIEW_LIT("a bare ampersand");
	f.title = VIEW_LIT("The Morning Post");
	f.link = VIEW_LIT("http://example.org/");
	f.language = VIEW_LIT("en-GB");
	f.ttl = 60;
	f.skip_hours = 1u << 23 | 1;
	f.skip_days = 0x41;
	f.update_period_seconds = 3600;
	f.links = &self;
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &b), CT_OK);
	assert_int_equal(wire_decode(buf_view(&b), &out, &c), CT_OK);
	assert_int_equal(out.outcome, WIRE_OK);
	assert_int_equal(out.format, FEED_RSS20);
	assert_true(out.bozo);
	assert_view(out.bozo_reason, "a bare ampersand");
	assert_view(out.title, "The Morning Post");
	assert_view(out.link, "http://example.org/");
	assert_view(out.language, "en-GB");
	assert_view(out.hub, "http://hub.example/");
	assert_int_equal(out.ttl, 60);
	assert_int_equal(out.skip_hours, 1u << 23 | 1);
	assert_int_equal(out.skip_days, 0x41);
	assert_int_equal(out.update_period_seconds, 3600);
	assert_int_equal(out.nitems, 0);
	assert_int_equal(cursor_left(&c), 0);
	buf_free(&b);
}

static void a_tag_is_told_once(void **state)
{
	struct feed_category third = {.term = VIEW_LIT("b")};
	struct feed_category second = {
	    .term = VIEW_LIT("a"), .scheme = VIEW_LIT("y"), .next = &third};
	struct feed_category first = {
	    .term = VIEW_LIT("a"), .scheme = VIEW_LIT("x"), .next = &second};
	struct feed f = empty_feed();
	struct feed_entry e = entry("1", "T", "x");
	struct buf b = BUF_INIT(WIRE_MAX);
	struct wire_feed out;
	struct cursor c;
	struct item it;
	struct fingerprint fp;

	(void)state;
	e.categories = &first;
	f.entries = &e;
	f.nentries = 1;
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &b), CT_OK);
	assert_int_equal(wire_decode(buf_view(&b), &out, &c), CT_OK);
	assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_OK);
	assert_view(it.tags, "a\nb");
	buf_free(&b);
}

static void items_round_trip(void **state)
{
	struct feed_person second = {.email = VIEW_LIT("bo@example.org")};
	struct feed_person first = {.name = VIEW_LIT("Ann Lee"), .next = &second};
	struct feed_category tag2 = {.label = VIEW_LIT("Sea")};
	struct feed_category tag1 = {.term = VIEW_LIT("weather"), .next = &tag2};
	struct feed_entry e2 = entry("", "", "The ferry was late again.");
	struct feed_entry e1 = entry("urn:1", "Storm", "A storm closed the harbour on Monday.");
	struct feed f = empty_feed();
	struct buf b = BUF_INIT(WIRE_MAX);
	struct wire_feed out;
	struct item it;
	struct fingerprint fp, direct;
	struct doc *d;
	struct cursor c;

	(void)state;
	e1.next = &e2;
	e1.authors = &first;
	e1.categories = &tag1;
	e1.published = 1234567890;
	e1.updated = -5;
	e2.language = VIEW_LIT("nl");
	f.language = VIEW_LIT("en");
	f.entries = &e1;
	f.nentries = 2;
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &b), CT_OK);
	assert_int_equal(wire_decode(buf_view(&b), &out, &c), CT_OK);
	assert_int_equal(out.nitems, 2);
	assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_OK);
	assert_view(it.story.id, "urn:1");
	assert_view(it.story.title, "Storm");
	assert_view(it.story.text, "A storm closed the harbour on Monday.");
	assert_view(it.story.url, "http://example.org/story");
	assert_view(it.story.lang, "en"); /* the feed's */
	assert_view(it.authors, "Ann Lee, bo@example.org");
	assert_view(it.tags, "weather\nSea");
	assert_int_equal(it.story.published, 1234567890);
	assert_int_equal(it.updated, -5);
	assert_int_equal(it.story.source.n, 0);
	assert_int_equal(doc_make(&it.story, &d), CT_OK);
	fingerprint_make(d, &direct);
	doc_free(d);
	assert_int_equal(fp.version, FINGERPRINT_VERSION);
	assert_true(fp.body[0] == direct.body[0] && fp.body[1] == direct.body[1]);
	assert_int_equal(fp.nkeys, direct.nkeys);
	assert_memory_equal(fp.keys, direct.keys, fp.nkeys * sizeof fp.keys[0]);
	assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_OK);
	assert_view(it.story.id, "");
	assert_view(it.story.lang, "nl");
	assert_int_equal(it.story.published, CT_TIME_UNKNOWN);
	assert_int_equal(it.authors.n, 0);
	assert_int_equal(cursor_left(&c), 0);
	assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_EINVAL); /* there is no third */
	buf_free(&b);
}

static char *letters(size_t n)
{
	char *p = malloc(n + 1);

	assert_non_null(p);
	for (size_t i = 0; i < n; i++)
		p[i] = i % 7 == 6 ? ' ' : (char)('a' + i % 7);
	p[n] = '\0';
	return p;
}

/* What is too long is cut where no character is hurt; half a URL is none. */
static void fields_are_bounded(void **state)
{
	char *big = letters(WIRE_TEXT_MAX * 2);
	struct feed_person author = {.name = view_of(big)};
	struct feed_category tag = {.term = view_of(big)};
	struct feed_entry e = entry(big, big, big);
	struct feed f = empty_feed();
	struct buf b = BUF_INIT(WIRE_MAX);
	struct wire_feed out;
	struct item it;
	struct fingerprint fp;
	struct cursor c;

	(void)state;
	memcpy(big + WIRE_TITLE_MAX - 1, "\xc3\xa9", 2); /* stands across the bound */
	e.link = f.title = f.link = f.bozo_reason = f.language = view_of(big);
	e.authors = &author;
	e.categories = &tag;
	e.published = INT64_MAX;
	e.updated = INT64_MIN + 1;
	f.ttl = -77;
	f.skip_days = 0xff;
	f.skip_hours = UINT32_MAX;
	f.update_period_seconds = INT32_MIN;
	f.entries = &e;
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &b), CT_OK);
	assert_int_equal(wire_decode(buf_view(&b), &out, &c), CT_OK);
	assert_int_equal(out.title.n, WIRE_TITLE_MAX - 1);
	assert_int_equal(out.link.n, 0);
	assert_int_equal(out.bozo_reason.n, WIRE_REASON_MAX);
	assert_int_equal(out.ttl, -1);
	assert_int_equal(out.update_period_seconds, -1);
	assert_int_equal(out.skip_days, 0x7f);
	assert_int_equal(out.skip_hours, 0xffffff);
	assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_OK);
	assert_int_equal(it.story.id.n, WIRE_ID_MAX);
	assert_int_equal(it.story.title.n, WIRE_TITLE_MAX - 1);
	assert_int_equal(it.story.text.n, WIRE_TEXT_MAX);
	assert_int_equal(it.story.url.n, 0);
	assert_int_equal(it.authors.n, WIRE_NAMES_MAX - 1);
	assert_int_equal(it.tags.n, WIRE_NAMES_MAX - 1);
	assert_int_equal(it.story.published, CT_TIME_UNKNOWN);
	assert_int_equal(it.updated, CT_TIME_UNKNOWN);
	buf_free(&b);
	free(big);
}

static void bad_utf8_is_mended(void **state)
{
	struct feed_entry e = entry("\xff", "caf\xe9", "The caf\xe9 is open.");
	struct feed f = empty_feed();
	struct buf b = BUF_INIT(WIRE_MAX);
	struct wire_feed out;
	struct item it;
	struct fingerprint fp;
	struct cursor c;

	(void)state;
	f.title = VIEW_LIT("\x80");
	f.entries = &e;
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &b), CT_OK);
	assert_int_equal(wire_decode(buf_view(&b), &out, &c), CT_OK);
	assert_view(out.title, "\xef\xbf\xbd");
	assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_OK);
	assert_view(it.story.id, "\xef\xbf\xbd");
	assert_view(it.story.title, "caf\xef\xbf\xbd");
	assert_view(it.story.text, "The caf\xef\xbf\xbd is open.");
	buf_free(&b);
}

/* A feed larger than a message: what fits, and the message says so. */
static void overflow_is_told(void **state)
{
	struct feed_entry e[40];
	struct feed f = empty_feed();
	struct buf b = BUF_INIT(3000);
	struct wire_feed out;
	struct item it;
	struct fingerprint fp;
	struct cursor c;

	(void)state;
	for (size_t i = 0; i < 40; i++) {
		e[i] = entry("id", "Title", "Some words of text that take their room.");
		e[i].next = i + 1 < 40 ? &e[i + 1] : NULL;
	}
	f.entries = e;
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &b), CT_OK);
	assert_int_equal(b.err, CT_OK);
	assert_int_equal(wire_decode(buf_view(&b), &out, &c), CT_OK);
	assert_true(out.bozo);
	assert_view(out.bozo_reason, "too large: further entries are dropped");
	assert_in_range(out.nitems, 1, 39);
	for (uint32_t i = 0; i < out.nitems; i++)
		assert_int_equal(wire_next(&c, &it, &fp, NULL), CT_OK);
	assert_int_equal(cursor_left(&c), 0);
	buf_free(&b);
	/* Not even the head: an error, and what stood there stays. */
	b = BUF_INIT(10);
	buf_adds(&b, "before");
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &b), CT_ELIMIT);
	assert_view(buf_view(&b), "before");
	buf_free(&b);
}

static void failures_round_trip(void **state)
{
	struct buf b = BUF_INIT(WIRE_MAX);
	struct wire_feed out;
	struct cursor c;

	(void)state;
	wire_encode_failure(WIRE_NOTFEED, VIEW_LIT("an HTML page"), &b);
	assert_int_equal(wire_decode(buf_view(&b), &out, &c), CT_OK);
	assert_int_equal(out.outcome, WIRE_NOTFEED);
	assert_view(out.what, "an HTML page");
	assert_int_equal(out.nitems, 0);
	buf_free(&b);
}

/* Walks a message as the daemon does; true where all of it could be read. */
static bool walk(struct view m)
{
	struct wire_feed f;
	struct item it;
	struct fingerprint fp;
	struct cursor c;

	if (wire_decode(m, &f, &c) != CT_OK)
		return false;
	assert_true(f.nitems <= m.n);
	for (uint32_t i = 0; i < f.nitems; i++) {
		if (wire_next(&c, &it, &fp, NULL) != CT_OK)
			return false;
		assert_true(it.story.text.n <= WIRE_TEXT_MAX && utf8_valid(it.story.text));
		assert_true(fp.nkeys <= FINGERPRINT_KEYS_MAX);
	}
	return true;
}

/* A copy of exactly n bytes, so that a sanitizer sees a byte read too far. */
static bool walk_copy(struct view m, size_t n)
{
	char *p = malloc(n > 0 ? n : 1);

	assert_non_null(p);
	memcpy(p, m.p, n);
	bool ok = walk((struct view){p, n});
	free(p);
	return ok;
}

static void hostile_bytes(void **state)
{
	struct feed_entry e2 = entry("b", "Two", "Second text."),
			  e1 = entry("a", "One", "First text.");
	struct feed f = empty_feed();
	struct buf b = BUF_INIT(WIRE_MAX);

	(void)state;
	e1.next = &e2;
	f.entries = &e1;
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &b), CT_OK);
	assert_true(walk(buf_view(&b)));
	for (size_t n = 0; n < b.n; n++)
		assert_false(walk_copy(buf_view(&b), n));
	for (size_t i = 0; i < b.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			b.p[i] = (char)(b.p[i] ^ (1 << bit));
			walk_copy(buf_view(&b), b.n);
			b.p[i] = (char)(b.p[i] ^ (1 << bit));
		}
	assert_false(walk((struct view){NULL, 0}));
	buf_free(&b);
}

/* A count of items that the bytes cannot hold is refused before it is trusted. */
static void impossible_count(void **state)
{
	struct feed f = empty_feed();
	struct buf b = BUF_INIT(WIRE_MAX);
	struct wire_feed out;
	struct cursor c;

	(void)state;
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &b), CT_OK);
	b.p[b.n - 1] = '\x7f';
	assert_int_equal(wire_decode(buf_view(&b), &out, &c), CT_EINVAL);
	buf_free(&b);
}

static void the_known_are_not_told_again(void **state)
{
	struct feed_entry e[3] = {0};
	struct feed f = empty_feed();
	struct buf b = BUF_INIT(WIRE_MAX), known = BUF_INIT(1000);
	struct wire_feed out;
	struct item it;
	struct fingerprint fp;
	struct cursor c;

	(void)state;
	for (int i = 0; i < 3; i++) {
		e[i].id = VIEW_LIT("1");
		e[i].title = i == 0   ? VIEW_LIT("One")
			     : i == 1 ? VIEW_LIT("Two")
				      : VIEW_LIT("Three");
		e[i].text = VIEW_LIT("The same words in each.");
		e[i].published = 1000 + i;
		e[i].updated = CT_TIME_UNKNOWN;
		e[i].next = i < 2 ? &e[i + 1] : NULL;
	}
	f.entries = e;
	f.nentries = 3;
	uint64_t x = content_hash(e[0].title, e[0].text), y = content_hash(e[2].title, e[2].text);
	e[1].made_of = 7;
	e[2].made_of = 8;
	e[2].known = y; /* so said the parser */
	const uint64_t pairs[][2] = {{1, y + 1}, {2, UINT64_MAX}, {5, x}, {6, 1}};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		buf_add_u64(&known, pairs[i][0]);
		buf_add_u64(&known, pairs[i][1]);
	}
	buf_add_u64(&known, 9); /* half of one */
	assert_int_equal(encode(&f, buf_view(&known), &b), CT_OK);
	assert_int_equal(wire_decode(buf_view(&b), &out, &c), CT_OK);
	assert_int_equal(out.nitems, 3);
	for (int i = 0; i < 3; i++) {
		uint64_t source;
		assert_int_equal(wire_next(&c, &it, &fp, &source), CT_OK);
		assert_int_equal(source, i == 0 ? 0 : 6 + i);
		assert_int_equal(it.story.published, 1000 + i);
		if (i == 1) {
			assert_view(it.story.title, "Two");
			assert_int_equal(fp.version, FINGERPRINT_VERSION);
			continue;
		}
		assert_int_equal(it.story.title.n + it.story.text.n + it.story.id.n, 0);
		assert_int_equal(fp.version, 0);
		assert_true(fp.body[0] == (i == 0 ? x : y));
	}
	assert_int_equal(cursor_left(&c), 0);
	for (size_t n = 0; n < b.n; n++) { /* cut anywhere */
		if (wire_decode(view_sub(buf_view(&b), 0, n), &out, &c) != CT_OK)
			continue;
		for (int i = 0; i < 3 && wire_next(&c, &it, &fp, NULL) == CT_OK; i++)
			assert_true(i < 2);
	}
	buf_free(&b);
	buf_free(&known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_known_are_not_told_again),
	    cmocka_unit_test(feed_round_trip),
	    cmocka_unit_test(items_round_trip),
	    cmocka_unit_test(a_tag_is_told_once),
	    cmocka_unit_test(fields_are_bounded),
	    cmocka_unit_test(bad_utf8_is_mended),
	    cmocka_unit_test(overflow_is_told),
	    cmocka_unit_test(failures_round_trip),
	    cmocka_unit_test(hostile_bytes),
	    cmocka_unit_test(impossible_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
