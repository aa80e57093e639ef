/* The stages together, over a store in memory. */
#include "cmocka_all.h"
#include "desk.h"
#include "doc.h"

#include <stdlib.h>

#define NOW INT64_C(1795000000)

static const char lake[] =
    "A reservoir in the Ostrel valley has dropped to its lowest level in 61 years, the water "
    "company Calder Water said on Tuesday.\n\nThe level at Ostrel Head stood at 41 per cent of "
    "capacity on Monday, 12 points lower than a month ago.\n\nEngineers have lowered the intake "
    "twice since June and are building a floating pump that will cost 2.3 million pounds.\n\n"
    "\"We can supply everyone until November, and after that we need rain,\" said Maren Holt, "
    "who runs the plant.\n\nThe council of Ostrel asked residents to cut their use by a fifth "
    "and closed the open-air pool at Penn Lane.";

static const char choir[] =
    "The last choir of the Harrow colliery sang in the canteen on Saturday before 300 people "
    "who had come to say goodbye to it.\n\nFounded in 1914 by miners of the Harrow pit, the "
    "choir had nine members left, the youngest of them 71.\n\nTheir conductor, Ida Pell, said "
    "the music library would go to the museum in Castle Street.\n\nThe final song was one that "
    "the founders had written during the lockout.";

struct rig {
	struct store *store;
	struct desk *desk;
	int64_t a, b; /* feeds */
	int64_t now;
	struct conf_alert sink;
};

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct arena *arena = arena_new(1 << 20);
	struct store_feed f;
	char *why = NULL;

	r->now = NOW;
	r->sink = (struct conf_alert){.name = "all", .verdicts = 0x1F};
	const struct desk_options o = {60 * 86400, &r->sink, 1};
	assert_int_equal(store_open(":memory:", &r->store, &why), CT_OK);
	assert_int_equal(desk_new(r->store, &o, &r->desk), CT_OK);
	assert_int_equal(store_begin(r->store), CT_OK);
	assert_int_equal(store_feed_open(r->store, view_of("A"), view_of("u"), arena, &f), CT_OK);
	r->a = f.id;
	assert_int_equal(store_feed_open(r->store, view_of("B"), view_of("v"), arena, &f), CT_OK);
	r->b = f.id;
	arena_free(arena);
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	store_rollback(r->store);
	desk_free(r->desk);
	store_close(r->store);
	free(r);
	return 0;
}

static struct item entry(const char *guid, const char *link, const char *title, const char *text)
{
	struct item it = {.updated = CT_TIME_UNKNOWN};

	it.story.id = view_of(guid);
	it.story.url = view_of(link);
	it.story.title = view_of(title);
	it.story.text = view_of(text);
	it.story.lang = view_of("en");
	it.story.published = CT_TIME_UNKNOWN;
	return it;
}

static struct desk_outcome take_how(
    struct rig *r, int64_t feed, struct item it, bool silent, bool trivial)
{
	const struct desk_take how = {
	    .feed = feed, .silent = silent, .alert_trivial = trivial, .now = r->now};
	struct desk_outcome out;
	struct fingerprint fp;
	struct doc *doc;

	it.story.source = view_of(feed == r->a ? "A" : "B");
	assert_int_equal(doc_make(&it.story, &doc), CT_OK);
	fingerprint_make(doc, &fp);
	doc_free(doc);
	r->now += 60;
	assert_int_equal(desk_entry(r->desk, &how, &it, &fp, &out), CT_OK);
	return out;
}

static struct desk_outcome take(struct rig *r, int64_t feed, struct item it)
{
	return take_how(r, feed, it, false, false);
}

static void new_then_known(void **state)
{
	struct rig *r = *state;
	struct desk_outcome o = take(r, r->a, entry("1", "http://a.example/1", "Lake low", lake));

	assert_false(o.known);
	assert_int_equal(o.verdict, CT_NEW);
	assert_int_equal(o.alerts, 1);
	assert_int_equal(o.cluster, o.story);
	struct desk_outcome again =
	    take(r, r->a, entry("1", "http://a.example/1", "Lake low", lake));
	assert_true(again.known);
	assert_int_equal(again.alerts, 0);
	assert_int_equal(again.story, o.story);
}

static void other_ids_for_known_words_are_quiet(void **state)
{
	struct rig *r = *state;

	take(r, r->a, entry("1", "http://a.example/1", "Lake low", lake));
	assert_true(take(r, r->a, entry("2", "http://a.example/1", "Lake low", lake)).known);
	assert_true(take(r, r->a, entry("3", "https://b.example/9", "Lake low", lake)).known);
}

static void another_feed_with_it_republishes(void **state)
{
	struct rig *r = *state;
	struct desk_outcome first = take(r, r->a, entry("1", "", "Lake low", lake));
	struct desk_outcome o = take(r, r->b, entry("x", "", "Ostrel runs dry", lake));

	assert_int_equal(o.verdict, CT_REPUBLISHED);
	assert_int_equal(o.of, first.story);
	assert_int_equal(o.cluster, first.story);
	assert_true(o.score > 0.9);
	assert_int_equal(o.lag, 60);
	assert_int_equal(take(r, r->b, entry("y", "", "Choir", choir)).verdict, CT_NEW);
}

static void an_edit_is_an_update_and_keeps_both(void **state)
{
	struct rig *r = *state;
	char edited[sizeof(lake)];
	struct desk_outcome first = take(r, r->a, entry("1", "", "Lake low", lake));
	struct store_story row;
	struct arena *arena = arena_new(1 << 20);

	memcpy(edited, lake, sizeof(lake));
	memcpy(strstr(edited, "41 per cent"), "14 per cent", 11);
	struct desk_outcome o = take(r, r->a, entry("1", "", "Lake low", edited));
	assert_int_equal(o.verdict, CT_UPDATED);
	assert_int_equal(o.of, first.story);
	assert_false(o.trivial);
	assert_int_equal(o.alerts, 1);
	assert_int_equal(store_story_get(r->store, o.story, false, arena, &row), CT_OK);
	assert_int_equal(row.previous, first.story);
	assert_int_equal(store_story_get(r->store, first.story, false, arena, &row), CT_OK);
	assert_true(view_is(row.item.story.text, lake));
	/* two texts served by turns under one id: each is known now */
	assert_true(take(r, r->a, entry("1", "", "Lake low", lake)).known);
	assert_true(take(r, r->a, entry("1", "", "Lake low", edited)).known);
	arena_free(arena);
}

static void a_trivial_edit_is_overlooked(void **state)
{
	struct rig *r = *state;
	char before[sizeof(lake) + 32], after[sizeof(lake) + 32];

	memcpy(before, lake, sizeof(lake));
	memcpy(after, lake, sizeof(lake));
	strcat(before, "\n\n1,204 views");
	strcat(after, "\n\n1,377 views");
	take(r, r->a, entry("1", "", "Lake low", before));
	struct desk_outcome o = take(r, r->a, entry("1", "", "Lake low", after));
	assert_true(o.known && o.trivial);
	assert_int_equal(o.alerts, 0);
	assert_true(take(r, r->a, entry("1", "", "Lake low", after)).known);
	o = take_how(r, r->a, entry("1", "", "Lake low", before), false, true);
	assert_true(o.known); /* those words were seen before */
	strcat(after, "\nUpdated 14:05");
	o = take_how(r, r->a, entry("1", "", "Lake low", after), false, true);
	assert_int_equal(o.verdict, CT_UPDATED); /* told where it is wanted */
	assert_int_equal(o.alerts, 1);
}

static void a_shared_link_keeps_entries_apart(void **state)
{
	struct rig *r = *state;
	const char *home = "http://a.example/";

	assert_int_equal(take(r, r->a, entry("", home, "Lake low", lake)).verdict, CT_NEW);
	struct desk_outcome o = take(r, r->a, entry("", home, "Choir", choir));
	assert_int_equal(o.verdict, CT_NEW);
	assert_true(take(r, r->a, entry("", home, "Lake low", lake)).known);
	assert_true(take(r, r->a, entry("", home, "Choir", choir)).known);
}

static void silence_records_and_alerts_nobody(void **state)
{
	struct rig *r = *state;
	struct desk_outcome o = take_how(r, r->a, entry("1", "", "Lake low", lake), true, false);

	assert_int_equal(o.alerts, 0);
	assert_true(o.story > 0);
	assert_true(take(r, r->a, entry("1", "", "Lake low", lake)).known);
}

static void a_reload_forgets_nothing(void **state)
{
	struct rig *r = *state;
	struct desk_outcome first = take(r, r->a, entry("1", "", "Lake low", lake));

	assert_int_equal(store_commit(r->store), CT_OK);
	assert_int_equal(desk_reload(r->desk), CT_OK);
	assert_int_equal(store_begin(r->store), CT_OK);
	/* its first half, under another headline: found through the index */
	char half[sizeof(lake)];
	memcpy(half, lake, sizeof(lake));
	*strstr(half, "\n\n\"We can") = '\0';
	struct desk_outcome o = take(r, r->b, entry("9", "", "Water", half));
	assert_int_equal(o.verdict, CT_REPUBLISHED);
	assert_int_equal(o.of, first.story);
}

static bool first_delivery(void *ctx, const struct store_delivery *d)
{
	*(int64_t *)ctx = d->id;
	return false;
}

static void a_tombstone_is_quiet(void **state)
{
	struct rig *r = *state;
	struct desk_outcome first = take(r, r->a, entry("1", "", "Lake low", lake));
	struct arena *arena = arena_new(1 << 20);
	struct store_story row;
	int64_t delivery = 0, next;
	bool more = true;

	/* what is still to be delivered is not pruned */
	assert_int_equal(store_prune(r->store, r->now + 1, 0, &more), CT_OK);
	assert_int_equal(store_story_get(r->store, first.story, false, arena, &row), CT_OK);
	assert_int_equal(
	    store_alert_due(r->store, view_of("all"), r->now, 1, &next, first_delivery, &delivery),
	    CT_OK);
	assert_int_equal(store_alert_done(r->store, delivery), CT_OK);
	for (more = true; more;)
		assert_int_equal(store_prune(r->store, r->now + 1, 0, &more), CT_OK);
	assert_int_equal(store_story_get(r->store, first.story, false, arena, &row), CT_EINVAL);
	assert_true(take(r, r->a, entry("1", "", "Lake low", lake)).known);
	assert_int_equal(take(r, r->a, entry("1", "", "Lake low", choir)).alerts, 0);
	arena_free(arena);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(new_then_known),
	    TEST(other_ids_for_known_words_are_quiet),
	    TEST(another_feed_with_it_republishes),
	    TEST(an_edit_is_an_update_and_keeps_both),
	    TEST(a_trivial_edit_is_overlooked),
	    TEST(a_shared_link_keeps_entries_apart),
	    TEST(silence_records_and_alerts_nobody),
	    TEST(a_reload_forgets_nothing),
	    TEST(a_tombstone_is_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
