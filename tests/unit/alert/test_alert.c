/* The alert's JSON, who wants it, its identity. */
#include <jansson.h>

#include "alert_rig.h"
#include "count.h"

static char reuters[] = "Reuters *", the_log[] = "The ?log", plain[] = "Plain [1]";
static char *strings[] = {reuters, the_log, plain};

static void json_is_the_contract(void **state)
{
	struct alert_story of = rig_of();
	struct alert a = rig_alert(&of);
	struct buf b = BUF_INIT(1 << 20);

	(void)state;
	memset(a.story.text_sha256, 0xAB, 32);
	of.published = CT_TIME_UNKNOWN;
	a.lag = 90;
	a.corrects = (const int64_t[]){12, 13};
	a.ncorrects = 2;
	a.was = "new";
	alert_json(&a, &b);
	assert_string_equal(b.p,
	    "{\"v\":1,\"alert_id\":\"" ID_A "\",\"time\":\"2025-11-22T05:00:56Z\","
	    "\"verdict\":\"rewritten\",\"score\":0.9712,"
	    "\"story\":{\"id\":7,\"feed\":\"Feed\",\"title\":\"Title\","
	    "\"link\":\"https://a.example/7\",\"published\":\"2025-11-22T05:00:00Z\","
	    "\"authors\":[\"Ann Lee\",\"Bo Ek\"],\"tags\":[\"World\",\"Politics\"],"
	    "\"text_sha256\":"
	    "\"abababababababababababababababababababababababababababababababab\"},"
	    "\"of\":{\"id\":3,\"feed\":\"Other\",\"title\":\"Title\",\"link\":null,"
	    "\"published\":null,\"authors\":[],\"tags\":[],\"text_sha256\":"
	    "\"0000000000000000000000000000000000000000000000000000000000000000\"},"
	    "\"lag_seconds\":90,\"corrects\":[12,13],\"was\":\"new\","
	    "\"cluster\":{\"id\":3,\"stories\":4,\"sources\":2},"
	    "\"evidence\":{\"reasons\":[]}}");
	a.of = NULL;
	a.ncorrects = 0;
	a.was = NULL;
	buf_clear(&b);
	alert_json(&a, &b);
	assert_non_null(
	    strstr(b.p, ",\"of\":null,\"lag_seconds\":null,\"corrects\":[],\"was\":null,"));
	buf_free(&b);
}

/* Every payload in every field: valid JSON on one line, and it reads back. */
static void no_field_forges_a_line(void **state)
{
	static const struct view payloads[] = {
	    VIEW_LIT("a\nb"),
	    VIEW_LIT("a\r\nX-Evil: 1"),
	    VIEW_LIT("\x1b[2J\x07"),
	    VIEW_LIT("\"},\"verdict\":\"new\",\"x\":{\""),
	    VIEW_LIT("\\"),
	    VIEW_LIT("\\\""),
	    VIEW_LIT("a\0b"),
	    VIEW_LIT("\xff\xfe\xc0\xaf"),
	    VIEW_LIT("\xed\xa0\x80"),
	    VIEW_LIT("\xc2\x9b"
		     "31m"),
	    VIEW_LIT("\xe2\x80\xa8x\xe2\x80\xa9"),
	    VIEW_LIT("\x7f"),
	    VIEW_LIT("$(touch /tmp/x) `id` ; | & > <"),
	    VIEW_LIT("%s%n%n"),
	    VIEW_LIT("\xf4\x90\x80\x80"),
	};

	(void)state;
	for (size_t p = 0; p < COUNT(payloads); p++) {
		for (int field = 0; field < 7; field++) {
			struct alert_story of = rig_of();
			struct alert a = rig_alert(&of);
			struct view *fields[] = {&a.story.feed, &a.story.title, &a.story.link,
			    &a.story.authors, &a.story.tags, &of.title, &a.evidence};
			struct buf b = BUF_INIT(1 << 20);

			*fields[field] = payloads[p];
			alert_json(&a, &b);
			assert_int_equal(b.err, CT_OK);
			assert_true(alert_one_line(buf_view(&b)));
			json_t *root =
			    json_loadb(b.p, b.n, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, NULL);
			assert_non_null(root);
			assert_int_equal(json_object_size(root), 12);
			assert_string_equal(
			    json_string_value(json_object_get(root, "verdict")), "rewritten");
			json_decref(root);
			buf_free(&b);
		}
	}
}

static void bad_evidence_becomes_empty(void **state)
{
	static const struct view bad[] = {VIEW_LIT(""), VIEW_LIT("[1]"), VIEW_LIT("{\"a\":1"),
	    VIEW_LIT("{}{}"), VIEW_LIT("{\"a\":\n1}"), VIEW_LIT("{\"a\":\"\x7f\"}"),
	    VIEW_LIT("{\"a\":\"\xff\"}"), VIEW_LIT("null")};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct alert a = rig_alert(NULL);
		struct buf b = BUF_INIT(1 << 20);

		a.evidence = bad[i];
		alert_json(&a, &b);
		assert_non_null(strstr(b.p, ",\"evidence\":{}}"));
		buf_free(&b);
	}
}

static void lines_are_told(void **state)
{
	(void)state;
	assert_true(alert_one_line(VIEW_LIT("")));
	assert_true(alert_one_line(VIEW_LIT("caf\xc3\xa9 \xef\xbf\xbd \xf0\x9f\x98\x80")));
	assert_false(alert_one_line(VIEW_LIT("a\n")));
	assert_false(alert_one_line(VIEW_LIT("a\0")));
	assert_false(alert_one_line(VIEW_LIT("\xc2\x85")));
	assert_false(alert_one_line(VIEW_LIT("\xe2\x80\xa9")));
	assert_false(alert_one_line(VIEW_LIT("\x80")));
	assert_false(alert_one_line(VIEW_LIT("\xef\xbf")));
}

static bool wanted_feed(const char *feed)
{
	struct alert a = rig_alert(NULL);
	struct conf_alert c = {.feeds = {strings, 3}};

	a.story.feed = view_of(feed);
	return alert_wanted(&c, &a);
}

static void feeds_are_names_or_globs(void **state)
{
	(void)state;
	assert_true(wanted_feed("Reuters World"));
	assert_true(wanted_feed("Reuters "));
	assert_false(wanted_feed("Reuters"));
	assert_false(wanted_feed("reuters World"));
	assert_true(wanted_feed("The Blog"));
	assert_true(wanted_feed("The \xc3\xa9log"));
	assert_false(wanted_feed("The log"));
	assert_false(wanted_feed("The Blogs"));
	assert_true(wanted_feed("Plain [1]"));
	assert_false(wanted_feed("Plain 1"));
	assert_false(wanted_feed(""));
}

/* A pattern that makes naive matchers take for ever. */
static void globs_are_quick(void **state)
{
	static char pattern[] = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b";
	char *v[] = {pattern};
	struct conf_alert c = {.feeds = {v, 1}};
	struct alert a = rig_alert(NULL);
	char feed[5000];

	(void)state;
	memset(feed, 'a', sizeof(feed));
	a.story.feed = (struct view){feed, sizeof(feed)};
	assert_false(alert_wanted(&c, &a));
	feed[sizeof(feed) - 1] = 'b';
	assert_true(alert_wanted(&c, &a));
}

static void all_conditions_must_hold(void **state)
{
	static char politics[] = "politics", sport[] = "sport", feed[] = "Feed";
	char *tags[] = {sport, politics}, *feeds[] = {feed};
	struct alert a = rig_alert(NULL);
	struct conf_alert all = {0};
	struct conf_alert c = {.verdicts = 1u << CT_REWRITTEN | 1u << CT_UPDATED,
	    .tags = {tags, 2},
	    .feeds = {feeds, 1},
	    .min_score = 0.9,
	    .min_cluster = 4};

	(void)state;
	assert_true(alert_wanted(&all, &a));
	assert_true(alert_wanted(&c, &a));
	c.min_cluster = 5;
	assert_false(alert_wanted(&c, &a));
	c.min_cluster = 4;
	c.min_score = 0.98;
	assert_false(alert_wanted(&c, &a));
	c.min_score = 0.9;
	a.verdict = CT_RELATED;
	assert_false(alert_wanted(&c, &a));
	a.verdict = CT_UPDATED;
	assert_true(alert_wanted(&c, &a));
	c.tags.n = 1;
	assert_false(alert_wanted(&c, &a));
	a.story.tags = (struct view){NULL, 0};
	assert_false(alert_wanted(&c, &a));
	c.tags.n = 0;
	assert_true(alert_wanted(&c, &a));
}

/* Receivers drop repeats by it, so it must be the same in every version. */
static void id_is_stable(void **state)
{
	char id[33], other[33], sha[32] = {1, 2, 3};

	(void)state;
	alert_id(7, CT_REWRITTEN, (struct view){sha, 32}, id);
	assert_string_equal(id, "f7bc2b3c9946a2956bd7e79d6315322f");
	alert_id(8, CT_REWRITTEN, (struct view){sha, 32}, other);
	assert_string_not_equal(id, other);
	alert_id(7, CT_REPUBLISHED, (struct view){sha, 32}, other);
	assert_string_not_equal(id, other);
	sha[31] = 1;
	alert_id(7, CT_REWRITTEN, (struct view){sha, 32}, other);
	assert_string_not_equal(id, other);
}

static void sha256_of_abc(void **state)
{
	static const uint8_t want[4] = {0xba, 0x78, 0x16, 0xbf}, none[4] = {0xe3, 0xb0, 0xc4, 0x42};
	uint8_t out[32];

	(void)state;
	alert_sha256(VIEW_LIT("abc"), out);
	assert_memory_equal(out, want, 4);
	alert_sha256((struct view){NULL, 0}, out);
	assert_memory_equal(out, none, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_is_the_contract),
	    cmocka_unit_test(no_field_forges_a_line),
	    cmocka_unit_test(bad_evidence_becomes_empty),
	    cmocka_unit_test(lines_are_told),
	    cmocka_unit_test(feeds_are_names_or_globs),
	    cmocka_unit_test(globs_are_quick),
	    cmocka_unit_test(all_conditions_must_hold),
	    cmocka_unit_test(id_is_stable),
	    cmocka_unit_test(sha256_of_abc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
