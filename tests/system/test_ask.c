/* What is asked of servers, and what is sent along: the wire, as the server saw it. */
#include "kit.h"

#define ITEMS                 \
	{"1", "One", 1},      \
	{                     \
		"2", "Two", 2 \
	}

static void assert_conditions(const struct rig *r, size_t n, const char *etag, const char *since)
{
	assert_string_equal(kit_header(r, "/a.xml", n, "if-none-match"), etag);
	assert_string_equal(kit_header(r, "/a.xml", n, "if-modified-since"), since);
}

static void test_validators_are_opaque_and_paired(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", ITEMS);
	rig_write(
	    r, "www/a.xml.how", "etag=W/%%22a%%20b;c,d--gzip%%22&lastmod=yesterday,%%20or%%20so");
	kit_start(r, "");
	kit_poll(r, "a");
	assert_conditions(r, 0, "", "");
	assert_conditions(r, 1, "W/\"a b;c,d--gzip\"", "yesterday, or so");
	assert_int_equal(kit_status(r, "/a.xml", 1), 304);
}

static void test_validators_are_replaced_on_every_200(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", ITEMS);
	rig_write(r, "www/a.xml.how", "etag=%%22one%%22&lastmod=one");
	kit_start(r, "");
	rig_write(r, "www/a.xml.how", "etag=%%22two%%22&lastmod=two"); /* of the same body */
	kit_poll(r, "a");
	kit_poll(r, "a");
	assert_int_equal(kit_status(r, "/a.xml", 1), 200);
	assert_conditions(r, 1, "\"one\"", "one");
	assert_conditions(r, 2, "\"two\"", "two");
}

/* Both of a pair go together: an old date beside a new tag would be another answer's. */
static void test_validators_are_dropped_with_the_server(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", ITEMS);
	rig_write(r, "www/a.xml.how", "etag=%%22one%%22&lastmod=one");
	kit_start(r, "");
	rig_write(r, "www/a.xml.how", "noval&header=ETag:%%20%%22two%%22");
	kit_poll(r, "a");
	rig_write(r, "www/a.xml.how", "noval");
	kit_poll(r, "a");
	kit_poll(r, "a");
	assert_conditions(r, 2, "\"two\"", "");
	assert_conditions(r, 3, "", "");
}

static void test_validators_survive_failures(void **state)
{
	struct rig *r = *state;
	static const char *const hows[] = {
	    "status=429", "status=503", "status=500", "reset", "cut"};
	KIT_RSS(r, "a.xml", ITEMS);
	kit_start(r, "");
	char etag[128], since[128];
	kit_poll(r, "a");
	snprintf(etag, sizeof(etag), "%s", kit_header(r, "/a.xml", 1, "if-none-match"));
	snprintf(since, sizeof(since), "%s", kit_header(r, "/a.xml", 1, "if-modified-since"));
	assert_true(etag[0] != '\0' && since[0] != '\0');
	for (size_t i = 0; i < COUNT(hows); i++) {
		rig_write(r, "www/a.xml.how", "%s&etag=%%22no%%22", hows[i]);
		kit_poll(r, "a");
	}
	rig_remove(r, "www/a.xml.how");
	size_t n = rig_requests(r, "/a.xml");
	kit_poll(r, "a");
	assert_conditions(r, n, etag, since);
	assert_int_equal(kit_status(r, "/a.xml", n), 304);
}

static void test_validators_survive_a_restart(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", ITEMS);
	rig_write(r, "www/a.xml.how", "etag=%%22one%%22&lastmod=one");
	kit_start(r, "");
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	rig_daemon(r);
	kit_poll(r, "a");
	assert_conditions(r, 1, "\"one\"", "one");
	assert_int_equal(kit_status(r, "/a.xml", 1), 304);
}

static void test_adding_a_feed_is_one_get(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", ITEMS);
	KIT_RSS(r, "b.xml", ITEMS);
	kit_start(r, "");
	rig_config(r, KIT_FETCH KIT_FEED "[feed b]\nurl = http://127.0.0.2:%u/b.xml\n" KIT_FILE,
	    "a", r->port, "a.xml", r->port, r->dir);
	kill(r->daemon, SIGHUP);
	RIG_WAIT(r, 10, rig_requests(r, "/b.xml") > 0);
	kit_polled(r, "b", 1);
	rig_sleep(300);
	json_t *all = rig_lines(r, "requests");
	assert_int_equal(json_array_size(all), 2); /* each feed's, and nothing else */
	json_decref(all);
}

/* Of everything that the server saw while feeds came, failed, moved and were no feeds. */
static void test_get_and_nothing_more(void **state)
{
	static const char *const never[] = {"cookie", "referer", "origin", "authorization",
	    "cache-control", "pragma", "from", "x-requested-with", "range"};
	static const char *const hows[] = {"header=Set-Cookie:%%20id=1;%%20path=/", "status=503",
	    "status=302&to=/b.xml&header=Set-Cookie:%%20id=2", "status=405", "type=text/html",
	    "noval"};
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", ITEMS);
	KIT_RSS(r, "b.xml", ITEMS);
	kit_start(r, "");
	for (size_t i = 0; i < COUNT(hows); i++) {
		rig_write(r, "www/a.xml.how", "%s", hows[i]);
		kit_poll(r, "a");
	}
	json_t *all = rig_lines(r, "requests"), *one;
	size_t i;
	assert_true(json_array_size(all) >= 8);
	json_array_foreach(all, i, one)
	{
		json_t *headers = json_object_get(one, "headers");
		const char *path = json_string_value(json_object_get(one, "path"));
		assert_string_equal(json_string_value(json_object_get(one, "method")), "GET");
		assert_true(strcmp(path, "/a.xml") == 0 || strcmp(path, "/b.xml") == 0);
		for (size_t k = 0; k < COUNT(never); k++)
			assert_null(json_object_get(headers, never[k]));
	}
	json_decref(all);
}

static void test_the_query_string_is_left_alone(void **state)
{
	static const char path[] = "a.xml?b=2&a=1&&x=%2f%2F+%20;y&utm_source=us&=&e=&B=%c3%BC";
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", ITEMS);
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, path, r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	kit_poll(r, "a");
	for (size_t i = 0; i < 2; i++) {
		json_t *request = rig_request(r, "/a.xml", i);
		assert_string_equal(json_string_value(json_object_get(request, "path")) + 1, path);
		json_decref(request);
	}
}

static void test_the_user_agent_is_honest(void **state)
{
	struct rig *r = *state;
	struct buf version = BUF_INIT(1000);
	char want[200];
	KIT_RSS(r, "a.xml", ITEMS);
	rig_config(r, "contact = https://example.org/our-monitor\n" KIT_FETCH KIT_FEED KIT_FILE,
	    "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	assert_int_equal(RIG_RUN(r, &version, NULL, "copytasterd", "--version"), 0);
	const char *number = strrchr(version.p, ' ');
	snprintf(want, sizeof(want), "copytaster/%.*s (+https://example.org/our-monitor)",
	    (int)strcspn(number + 1, "\n"), number + 1);
	assert_string_equal(kit_header(r, "/a.xml", 0, "user-agent"), want);
	buf_free(&version);
}

static void test_gzip_is_asked_for_and_read(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", ITEMS);
	rig_write(r, "www/a.xml.how", "gzip");
	kit_start(r, "");
	assert_non_null(strstr(kit_header(r, "/a.xml", 0, "accept-encoding"), "gzip"));
	assert_int_equal(kit_number(r, "a", "stories"), 2);
}

KIT_MAIN(KIT_TEST(test_validators_are_opaque_and_paired),
    KIT_TEST(test_validators_are_replaced_on_every_200),
    KIT_TEST(test_validators_are_dropped_with_the_server),
    KIT_TEST(test_validators_survive_failures), KIT_TEST(test_validators_survive_a_restart),
    KIT_TEST(test_adding_a_feed_is_one_get), KIT_TEST(test_get_and_nothing_more),
    KIT_TEST(test_the_query_string_is_left_alone), KIT_TEST(test_the_user_agent_is_honest),
    KIT_TEST(test_gzip_is_asked_for_and_read))
