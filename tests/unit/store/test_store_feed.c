#include "store_fixture.h"

static struct store_feed open_feed(struct fixture *f, const char *name, const char *url)
{
	struct store_feed feed;

	assert_int_equal(store_feed_open(f->s, view_of(name), view_of(url), f->a, &feed), CT_OK);
	return feed;
}

static void a_new_feed_knows_nothing(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	struct store_feed a = open_feed(f, "a", "http://a.example/");
	assert_true(a.id > 0);
	assert_true(view_is(a.name, "a"));
	assert_true(view_is(a.url, "http://a.example/"));
	assert_int_equal(a.etag.n + a.last_modified.n + a.state.n + a.moved_url.n, 0);
	assert_int_equal(a.next_poll, 0);
	assert_int_equal(a.asked, -1);
	assert_int_equal(a.max_age, -1);
	struct store_feed b = open_feed(f, "b", "http://a.example/");
	assert_int_not_equal(a.id, b.id);
	assert_int_equal(open_feed(f, "a", "http://a.example/").id, a.id);
	fixture_commit(f);
	assert_int_equal(fixture_counts(f).feeds, 2);
	fixture_check(f);
}

static void all_fields_are_kept(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	struct store_feed a = open_feed(f, "a", "http://a.example/");
	struct store_feed want = {
	    .id = a.id,
	    .moved_url = VIEW_LIT("http://b.example/"),
	    .etag = VIEW_LIT("W/\"\xff\0\x01\""), /* any bytes, given back as they came */
	    .last_modified = VIEW_LIT("yesterday"),
	    .body_hash = {UINT64_MAX, 1},
	    .next_poll = 11,
	    .last_poll = 12,
	    .last_ok = 13,
	    .interval = 14,
	    .failures = 15,
	    .last_status = 304,
	    .state = VIEW_LIT("ok"),
	    .last_error = VIEW_LIT("none"),
	    .title = VIEW_LIT("T"),
	    .format = VIEW_LIT("rss20"),
	    .hub = VIEW_LIT("http://hub.example/"),
	    .polls = 16,
	    .stories = 17,
	    .moved_seen = 18,
	    .read_url = VIEW_LIT("http://c.example/"),
	    .asked = 19,
	    .max_age = 20,
	    .skip_hours = 21,
	    .skip_days = 22,
	    .rhythm = 23,
	    .last_fresh = 24,
	};
	assert_int_equal(store_feed_save(f->s, &want), CT_OK);
	fixture_commit(f);
	fixture_reopen(f);
	struct store_feed got = open_feed(f, "a", "http://a.example/");
	assert_true(view_eq(got.etag, want.etag));
	assert_true(view_eq(got.moved_url, want.moved_url));
	assert_true(view_eq(got.last_modified, want.last_modified));
	assert_true(view_eq(got.state, want.state));
	assert_true(view_eq(got.last_error, want.last_error));
	assert_true(view_eq(got.title, want.title));
	assert_true(view_eq(got.format, want.format));
	assert_true(view_eq(got.hub, want.hub));
	assert_true(got.body_hash[0] == UINT64_MAX && got.body_hash[1] == 1);
	assert_int_equal(got.next_poll, 11);
	assert_int_equal(got.last_poll, 12);
	assert_int_equal(got.last_ok, 13);
	assert_int_equal(got.interval, 14);
	assert_int_equal(got.failures, 15);
	assert_int_equal(got.last_status, 304);
	assert_int_equal(got.polls, 16);
	assert_int_equal(got.stories, 17);
	assert_int_equal(got.moved_seen, 18);
	assert_int_equal(got.asked, 19);
	assert_int_equal(got.max_age, 20);
	assert_int_equal(got.skip_hours, 21);
	assert_int_equal(got.skip_days, 22);
	assert_int_equal(got.rhythm, 23);
	assert_int_equal(got.last_fresh, 24);
	assert_true(view_eq(got.read_url, want.read_url));
}

static void another_url_drops_validators_and_failures(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	struct store_feed a = open_feed(f, "a", "http://a.example/");
	a.etag = VIEW_LIT("\"1\"");
	a.last_modified = VIEW_LIT("x");
	a.failures = 5;
	a.next_poll = 900;
	a.body_hash[0] = 3;
	a.title = VIEW_LIT("kept");
	a.stories = 10;
	assert_int_equal(store_feed_save(f->s, &a), CT_OK);
	struct store_feed b = open_feed(f, "a", "http://b.example/");
	fixture_commit(f);
	assert_int_equal(b.id, a.id);
	assert_true(view_is(b.url, "http://b.example/"));
	assert_int_equal(b.etag.n + b.last_modified.n, 0);
	assert_int_equal(b.failures, 0);
	assert_int_equal(b.next_poll, 0);
	assert_true(b.body_hash[0] == 0);
	assert_int_equal(b.stories, 10);
	assert_true(view_is(b.title, "kept"));
}

/* By the count of polls: what is older says nothing. */
static void touched_and_saved_by_turns(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	struct store_feed a = open_feed(f, "a", "http://a.example/");
	a.polls = 4;
	a.next_poll = 400;
	a.state = VIEW_LIT("ok");
	assert_int_equal(store_feed_save(f->s, &a), CT_OK);
	struct store_feed touch = {.id = a.id,
	    .next_poll = 500,
	    .last_poll = 450,
	    .last_ok = 449,
	    .interval = 50,
	    .last_status = 304,
	    .polls = 5,
	    .max_age = 7};
	assert_int_equal(store_feed_touch(f->s, &touch), CT_OK);
	fixture_commit(f);
	struct store_feed got = open_feed(f, "a", "http://a.example/");
	assert_int_equal(got.next_poll, 500);
	assert_int_equal(got.last_poll, 450);
	assert_int_equal(got.last_ok, 449);
	assert_int_equal(got.interval, 50);
	assert_int_equal(got.last_status, 304);
	assert_int_equal(got.polls, 5);
	assert_int_equal(got.max_age, 7);
	assert_true(view_is(got.state, "ok"));
	fixture_begin(f);
	got.polls = 6;
	got.next_poll = 600;
	assert_int_equal(store_feed_save(f->s, &got), CT_OK);
	assert_int_equal(open_feed(f, "a", "http://a.example/").next_poll, 600);
	assert_int_equal(store_feed_touch(f->s, &touch), CT_OK);
	assert_int_equal(open_feed(f, "a", "http://a.example/").next_poll, 600);
	touch.polls = 7;
	assert_int_equal(store_feed_touch(f->s, &touch), CT_OK);
	assert_int_equal(open_feed(f, "a", "http://a.example/").next_poll, 500);
	assert_int_equal(open_feed(f, "a", "http://b.example/").next_poll, 0);
	fixture_commit(f);
}

static void too_little_memory(void **state)
{
	struct fixture *f = *state;
	struct arena *a = arena_new(8);
	struct store_feed feed = {.id = -7};

	fixture_begin(f);
	open_feed(f, "a", "http://a.example/");
	assert_int_equal(
	    store_feed_open(f->s, VIEW_LIT("a"), VIEW_LIT("http://a.example/"), a, &feed),
	    CT_ENOMEM);
	assert_int_equal(feed.id, -7);
	fixture_commit(f); /* no statement was left open */
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(a_new_feed_knows_nothing),
	    FIXTURE_TEST(all_fields_are_kept),
	    FIXTURE_TEST(another_url_drops_validators_and_failures),
	    FIXTURE_TEST(touched_and_saved_by_turns),
	    FIXTURE_TEST(too_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
