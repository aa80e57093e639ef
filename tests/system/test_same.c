/* The same entry is the same story, whatever its feed does to ids, links and dates. */
#include "kit.h"
#include "load.h"
#include "press.h"

enum { MANY = 100 };

/* How a feed writes its entries; {n} of a format is the entry's number. */
struct style {
	const char *id, *link, *date;
	int from, to; /* entries, the first on top */
	int step;     /* 1, or -1: the other way round */
};

static void write_feed(const struct rig *r, const struct style *s)
{
	struct buf b = BUF_INIT(8 << 20);
	char text[200];
	buf_adds(&b, "<rss version=\"2.0\"><channel><title>T</title>");
	for (int i = s->step > 0 ? s->from : s->to; i >= s->from && i <= s->to; i += s->step) {
		buf_addf(&b, "<item><title>Story %d</title>", i);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text, sizeof(text), s->id, i);
		if (s->id[0] != '\0')
			buf_addf(&b, "<guid isPermaLink=\"false\">%s</guid>", text);
		snprintf(text, sizeof(text), s->link, i);
#pragma GCC diagnostic pop
		if (s->link[0] != '\0')
			buf_addf(&b, "<link>%s</link>", text);
		if (s->date[0] != '\0')
			buf_addf(&b, "<pubDate>%s</pubDate>", s->date);
		buf_addf(&b, "<description>%s</description></item>\n", kit_text((unsigned)i + 1));
	}
	buf_adds(&b, "</channel></rss>");
	rig_write(r, "www/a.xml", "%s", b.p);
	buf_free(&b);
}

static const struct style plain = {"id-%d", "http://a.example/%d", "", 1, MANY, 1};

/* A hundred stories, then the same otherwise: nobody is told anything. */
static void nothing_is_new(struct rig *r, struct style first, struct style then)
{
	write_feed(r, &first);
	kit_start(r, "first_poll = silent");
	assert_int_equal(kit_number(r, "a", "stories"), MANY);
	write_feed(r, &then);
	kit_poll(r, "a");
	assert_int_equal(kit_number(r, "a", "stories"), MANY);
	assert_int_equal(kit_status(r, "/a.xml", 1), 200);
	/* It is awake all the same. */
	then.to = MANY + 1;
	write_feed(r, &then);
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "Story 101", "new") == 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), 1);
	assert_int_equal(kit_number(r, "a", "stories"), MANY + 1);
}

#define SAME_TEST(name, ...)                         \
	static void test_##name(void **state)        \
	{                                            \
		struct style then = plain;           \
		__VA_ARGS__;                         \
		nothing_is_new(*state, plain, then); \
	}

SAME_TEST(all_ids_change, then.id = "urn:new:%d")
SAME_TEST(ids_go, then.id = "")
SAME_TEST(http_becomes_https, then.link = "https://a.example/%d")
SAME_TEST(a_site_moves, then.id = "tag:b.example,%d"; then.link = "https://www.b.example/news/%d")
SAME_TEST(links_get_trackers, then.link = "http://www.a.example/%d?utm_source=rss&amp;utm_medium=x";
	  then.id = "")
SAME_TEST(entries_are_reordered, then.step = -1)
SAME_TEST(dates_change, then.date = "Sun, 22 Nov 2026 08:00:00 GMT")

/* --- all formats ------------------------------------------------------------------ */

#define SHEET "tests/fuzz/corpus/sheet/ten.sheet"

static struct sheet *read_sheet(void)
{
	struct buf text = load(SHEET);
	struct sheet *s = sheet_read(buf_view(&text));

	buf_free(&text);
	assert_non_null(s);
	return s;
}

static void print_feed(
    const struct rig *r, const struct sheet *s, enum press_format format, uint32_t style)
{
	struct buf b = BUF_INIT(1 << 24);
	char path[200];
	const char *type;

	/* Nothing but the document says what it is. */
	press_print(s, format, style & ~(1u << PRESS_HEADER_AT), &b, &type);
	snprintf(path, sizeof(path), "%s/www/a.xml", r->dir);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(b.p, 1, b.n, f), b.n);
	fclose(f);
	buf_free(&b);
}

/* From RSS to Atom to JSON Feed and on, each time in other quotes, character sets,
 * prefixes and kinds of text: nobody is told anything. */
static void test_a_feed_changes_its_format(void **state)
{
	struct rig *r = *state;
	struct sheet *s = read_sheet();
	const int64_t stories = (int64_t)s->nstories;

	rig_write(r, "www/a.xml", "%s", "");
	print_feed(r, s, PRESS_RSS20, 0);
	kit_start(r, "");
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == s->nstories);
	for (uint32_t i = 1; i < 2 * PRESS_FORMATS; i++) {
		print_feed(r, s, (enum press_format)(i % PRESS_FORMATS), i * 0x9E3779B9u >> 7);
		kit_poll(r, "a");
		assert_int_equal(kit_number(r, "a", "stories"), stories);
		assert_true(kit_state(r, "a", "ok"));
	}
	/* It is awake all the same. */
	s->stories[0].title = VIEW_LIT("Another one");
	s->stories[0].id = s->stories[0].link = VIEW_LIT("https://post.example/another");
	s->stories[0].paras[0] = view_of(kit_text(12));
	s->stories[0].nparas = 1;
	print_feed(r, s, PRESS_JSON11, 0);
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "Another one", "new") == 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), stories + 1);
	sheet_free(s);
}

/* Twenty at a time of a hundred, forth and back: each is alerted once. */
static void test_a_window_slides(void **state)
{
	struct rig *r = *state;
	struct style s = plain;
	for (int k = 0; k <= 8; k++) {
		s.from = k < 5 ? 1 + 10 * k : 1 + 10 * (8 - k);
		s.to = s.from + 19;
		write_feed(r, &s);
		if (k == 0)
			kit_start(r, "");
		else
			kit_poll(r, "a");
	}
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 60);
	assert_int_equal(kit_number(r, "a", "stories"), 60);
	kit_no_repeats(r, "alerts.jsonl");
}

/* One link over all entries, as podcasts and press offices have it. */
static void test_a_shared_link_joins_nothing(void **state)
{
	struct rig *r = *state;
	struct style s = plain;
	s.id = "";
	s.link = "http://a.example/news";
	s.to = 5;
	write_feed(r, &s);
	kit_start(r, "");
	s.to = 8;
	write_feed(r, &s);
	kit_poll(r, "a");
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, NULL, "new") == 8);
	assert_int_equal(kit_alerts(r, NULL, NULL), 8);
}

static void write_story(const struct rig *r, const char *more)
{
	rig_write(r, "www/a.xml",
	    "<rss version=\"2.0\"><channel><title>T</title><item><guid>1</guid><title>One</title>"
	    "<description>&lt;p&gt;%s&lt;/p&gt;%s</description></item></channel></rss>",
	    kit_text(1), more);
}

static void test_a_silent_edit_is_an_update(void **state)
{
	struct rig *r = *state;
	write_story(r, "Nobody was hurt, said the mayor.");
	kit_start(r, "");
	write_story(r, "Seventeen people were hurt, said the mayor on Tuesday night.");
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "One", "updated") == 1);
	json_t *all = rig_lines(r, "alerts.jsonl"), *update = json_array_get(all, 1);
	const char *id = json_string_value(json_object_get(update, "alert_id"));
	assert_non_null(id);
	assert_true(json_is_object(json_object_get(update, "evidence")));
	json_decref(all);
	json_t *told = rig_ask(r, "{\"cmd\":\"story\",\"id\":2}");
	json_t *versions = json_object_get(json_array_get(told, 0), "versions");
	assert_int_equal(json_array_size(versions), 2); /* both are kept */
	json_decref(told);
}

static void test_a_trivial_edit_is_not_told(void **state)
{
	struct rig *r = *state;
	write_story(r, "&lt;p&gt;1,204 views&lt;/p&gt;Updated at 10:15");
	kit_start(r, "");
	for (int i = 0; i < 3; i++) {
		char more[100];
		snprintf(more, sizeof(more), "&lt;p&gt;1,%d views&lt;/p&gt;Updated at 1%d:20",
		    300 + i, i);
		write_story(r, more);
		kit_poll(r, "a");
	}
	assert_int_equal(rig_requests(r, "/a.xml"), 4);
	assert_int_equal(kit_alerts(r, NULL, NULL), 1);
	assert_int_equal(kit_number(r, "a", "stories"), 1);
}

KIT_MAIN(KIT_TEST(test_all_ids_change), KIT_TEST(test_ids_go), KIT_TEST(test_http_becomes_https),
    KIT_TEST(test_a_site_moves), KIT_TEST(test_links_get_trackers),
    KIT_TEST(test_entries_are_reordered), KIT_TEST(test_dates_change),
    KIT_TEST(test_a_feed_changes_its_format), KIT_TEST(test_a_window_slides),
    KIT_TEST(test_a_shared_link_joins_nothing), KIT_TEST(test_a_silent_edit_is_an_update),
    KIT_TEST(test_a_trivial_edit_is_not_told))
