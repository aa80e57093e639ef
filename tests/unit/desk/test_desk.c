/* The stages together, over a store in memory. */
#include "cmocka_all.h"
#include "desk.h"
#include "doc.h"

#include <jansson.h>
#include <stdio.h>
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
	const struct desk_options o = {
	    .window = 60 * 86400, .backdate = 7 * 86400, .sinks = &r->sink, .nsinks = 1};
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
	desk_rolled_back(r->desk);
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

static void a_changed_headline_is_an_update(void **state)
{
	struct rig *r = *state;
	struct desk_outcome first = take(r, r->a, entry("1", "", "Ten dead in crash", lake));
	struct desk_outcome o = take(r, r->a, entry("1", "", "Two dead in crash", lake));

	assert_int_equal(o.verdict, CT_UPDATED);
	assert_int_equal(o.of, first.story);
	assert_false(o.trivial);
	/* so it is where the entry has a title alone */
	first = take(r, r->b, entry("t", "", "Storm over Penn Lane", ""));
	o = take(r, r->b, entry("t", "", "Storm over Castle Street", ""));
	assert_int_equal(o.verdict, CT_UPDATED);
	assert_int_equal(o.of, first.story);
}

static void a_guid_of_the_whole_feed_keeps_entries_apart(void **state)
{
	struct rig *r = *state;

	assert_int_equal(
	    take(r, r->a, entry("site", "http://a.example/1", "Lake low", lake)).verdict, CT_NEW);
	assert_int_equal(
	    take(r, r->a, entry("site", "http://a.example/2", "Choir", choir)).verdict, CT_NEW);
	assert_true(take(r, r->a, entry("site", "http://a.example/1", "Lake low", lake)).known);
	assert_true(take(r, r->a, entry("site", "http://a.example/2", "Choir", choir)).known);
	/* one page told anew is the same entry */
	assert_int_equal(take(r, r->b, entry("p", "http://b.example/p", "Lake low", lake)).verdict,
	    CT_REPUBLISHED);
	assert_int_equal(
	    take(r, r->b, entry("p", "http://b.example/p", "Choir", choir)).verdict, CT_UPDATED);
}

/* The same ids, the same entries, in any order, twice in one document: no alert
 * but the first. */
static void churn_is_quiet(void **state)
{
	struct rig *r = *state;
	unsigned alerts = 0;

	for (int round = 0; round < 4; round++) {
		char guid[16];

		snprintf(guid, sizeof(guid), "g%d", round);
		alerts += take(r, r->a, entry(guid, "http://a.example/1", "Lake low", lake)).alerts;
		alerts += take(r, r->a, entry(guid, "http://a.example/2", "Choir", choir)).alerts;
		alerts += take(r, r->a, entry(guid, "http://a.example/1", "Lake low", lake)).alerts;
	}
	assert_int_equal(alerts, 2);
}

static void the_body_of_another_id_in_the_feed_is_republished(void **state)
{
	struct rig *r = *state;
	struct desk_outcome first =
	    take(r, r->a, entry("1", "http://a.example/1", "Lake low", lake));
	struct desk_outcome o =
	    take(r, r->a, entry("2", "http://a.example/2", "Ostrel runs dry", lake));

	assert_int_equal(o.verdict, CT_REPUBLISHED);
	assert_int_equal(o.of, first.story);
	/* but a few words in common are no copy */
	assert_int_equal(take(r, r->a, entry("3", "", "Goals", "Video.")).verdict, CT_NEW);
	assert_int_not_equal(
	    take(r, r->b, entry("4", "", "Weather", "Video.")).verdict, CT_REPUBLISHED);
}

static void nothing_said_is_no_second_story(void **state)
{
	struct rig *r = *state;

	assert_false(take(r, r->a, entry("1", "", "", "")).known);
	assert_true(take(r, r->a, entry("2", "", "", "")).known);
}

/* What was rolled back leaves no trace, in memory either. */
static void a_rollback_takes_all_back(void **state)
{
	struct rig *r = *state;

	assert_int_equal(store_commit(r->store), CT_OK);
	assert_int_equal(store_begin(r->store), CT_OK);
	take(r, r->a, entry("1", "", "Lake low", lake));
	store_rollback(r->store);
	desk_rolled_back(r->desk);
	assert_int_equal(store_begin(r->store), CT_OK);
	char half[sizeof(lake)];
	memcpy(half, lake, sizeof(lake));
	*strstr(half, "\n\n\"We can") = '\0';
	assert_int_equal(take(r, r->b, entry("9", "", "Water", half)).verdict, CT_NEW);
	assert_int_equal(take(r, r->a, entry("1", "", "Lake low", lake)).alerts, 1);
}

/* A desk that is made anew has learned what the old one had, saved or not. */
static void what_was_learned_outlives_the_desk(void **state)
{
	static const char notice[] =
	    "The tide tables for the harbour of %s are on the board by the lock.\n\nHigh water at "
	    "%s is at %d:15 in the morning, and boats may pass until an hour later.";
	struct rig *r = *state;
	struct desk_options o = {
	    .window = 60 * 86400, .backdate = 7 * 86400, .sinks = &r->sink, .nsinks = 1};
	double before, after;

	for (int save = 0; save < 2; save++) {
		char text[400];
		struct desk *other = NULL;

		for (int i = 0; i < 4; i++) {
			char place[16];

			snprintf(place, sizeof(place), "Port%c%d", 'A' + i, save);
			snprintf(text, sizeof(text), notice, place, place, i + 2);
			take(r, r->a, entry(place, "", place, text));
		}
		if (save)
			assert_int_equal(desk_save(r->desk), CT_OK);
		assert_int_equal(desk_new(r->store, &o, &other), CT_OK);
		snprintf(text, sizeof(text), notice, "Zell", "Zell", 9);
		struct item it = entry("z", "", "Zell", text);
		assert_int_equal(store_commit(r->store), CT_OK);
		assert_int_equal(store_begin(r->store), CT_OK);
		before = take(r, r->a, it).score;
		store_rollback(r->store);
		desk_free(r->desk);
		r->desk = other;
		assert_int_equal(store_begin(r->store), CT_OK);
		r->now -= 60;
		after = take(r, r->a, it).score;
		assert_true(before == after);
		store_rollback(r->store);
		desk_rolled_back(r->desk);
		assert_int_equal(store_begin(r->store), CT_OK);
	}
}

static void more_sinks_than_a_handful(void **state)
{
	struct rig *r = *state;
	static struct conf_alert sinks[100];
	static char names[100][8];

	for (int i = 0; i < 100; i++) {
		snprintf(names[i], sizeof(names[i]), "s%d", i);
		sinks[i] = (struct conf_alert){.name = names[i], .verdicts = 0x1F};
	}
	const struct desk_options o = {.window = 60 * 86400, .sinks = sinks, .nsinks = 100};
	desk_configure(r->desk, &o);
	assert_int_equal(take(r, r->a, entry("1", "", "Lake low", lake)).alerts, 100);
}

/* --- originals that come late ----------------------------------------------------- */

static const char lake_rewrite[] =
    "Calder Water says the Ostrel valley reservoir is now at its lowest for 61 years.\n\nOstrel "
    "Head was only 41 per cent full on Monday, having lost 12 points in a month, the company "
    "announced on Tuesday.\n\nThe intake has been lowered two times since June by engineers, who "
    "are constructing a floating pump at a cost of 2.3 million pounds.\n\nMaren Holt, who runs "
    "the plant, said: \"We can supply everyone until November, and after that we need "
    "rain.\"\n\nResidents have been asked by Ostrel council to use a fifth less water; the Penn "
    "Lane open-air pool is shut.";

/* Published so many seconds before it comes; read: seconds ago the feed was, or -1. */
static struct desk_outcome take_dated(
    struct rig *r, int64_t feed, struct item it, int64_t before, int64_t read)
{
	const struct desk_take how = {
	    .feed = feed, .now = r->now, .read = read >= 0 ? r->now - read : 0};
	struct desk_outcome out;
	struct fingerprint fp;
	struct doc *doc;

	it.story.source = view_of(feed == r->a ? "A" : "B");
	it.story.published = r->now - before;
	assert_int_equal(doc_make(&it.story, &doc), CT_OK);
	fingerprint_make(doc, &fp);
	doc_free(doc);
	r->now += 60;
	assert_int_equal(desk_entry(r->desk, &how, &it, &fp, &out), CT_OK);
	return out;
}

static struct store_story row_of(struct rig *r, struct arena *a, int64_t id)
{
	struct store_story row;

	assert_int_equal(store_story_get(r->store, id, true, a, &row), CT_OK);
	return row;
}

static void a_late_original_corrects_its_copy(void **state)
{
	struct rig *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct desk_outcome copy =
	    take_dated(r, r->b, entry("x", "", "Dry", lake_rewrite), 600, -1);
	assert_int_equal(copy.verdict, CT_NEW);

	struct desk_outcome late = take_dated(r, r->a, entry("1", "", "Lake low", lake), 7200, -1);
	assert_int_equal(late.verdict, CT_NEW);
	assert_int_equal(late.of, 0);
	assert_true(late.score < 0.5);
	assert_int_equal(late.ncorrects, 1);
	assert_int_equal(late.corrects[0], copy.story);
	assert_int_equal(late.nearest, copy.story);
	assert_int_equal(late.cluster, copy.cluster);
	assert_true(view_find(late.evidence, VIEW_LIT("the original: ")) < late.evidence.n);

	struct store_story row = row_of(r, a, copy.story);
	assert_int_equal(row.verdict, CT_REWRITTEN);
	assert_int_equal(row.of, late.story);
	assert_int_equal(row.family, late.story);
	assert_true(row.score > 0.5);
	assert_true(view_find(row.evidence, VIEW_LIT("\"earlier_text\"")) < row.evidence.n);
	struct store_correction c;
	assert_int_equal(store_correction_get(r->store, copy.story, &c), CT_OK);
	assert_int_equal(c.by, late.story);
	assert_int_equal(c.verdict, CT_NEW);
	assert_int_equal(c.of, 0);
	assert_int_equal(store_correction_get(r->store, late.story, &c), CT_EINVAL);

	/* Whoever copies either from now on copies the original. */
	struct desk_outcome next = take_dated(r, r->b, entry("y", "", "Water", lake_rewrite), 0, 1);
	assert_int_equal(next.verdict, CT_REPUBLISHED);
	assert_int_equal(next.of, late.story);
	assert_int_equal(next.lag, 7200 + 60);
	arena_free(a);
}

static void a_late_original_word_for_word(void **state)
{
	struct rig *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct desk_outcome copy = take_dated(r, r->b, entry("x", "", "Dry", lake), 600, -1);
	struct desk_outcome late = take_dated(r, r->a, entry("1", "", "Lake low", lake), 7200, -1);

	assert_int_equal(late.verdict, CT_NEW);
	assert_int_equal(late.ncorrects, 1);
	assert_true(view_find(late.evidence, VIEW_LIT("the original: ")) < late.evidence.n);
	assert_int_equal(row_of(r, a, copy.story).verdict, CT_REPUBLISHED);
	struct desk_outcome third = take_dated(r, r->b, entry("z", "", "Low water", lake), 0, 60);
	assert_int_equal(third.verdict, CT_REPUBLISHED);
	assert_int_equal(third.of, late.story);
	arena_free(a);
}

static void false_dates_win_nothing(void **state)
{
	struct rig *r = *state;
	static const struct {
		int64_t before, read;
	} claims[] = {
	    {7200, 120},      /* it was not in its feed two minutes ago */
	    {30 * 86400, -1}, /* too long ago to be believed */
	    {-3600, -1},      /* dated ahead */
	};
	struct desk_outcome first = take_dated(r, r->a, entry("1", "", "Lake low", lake), 600, -1);

	r->now += 600;
	for (size_t i = 0; i < COUNT(claims); i++) {
		char id[2] = {(char)('p' + i), '\0'};
		struct desk_outcome o = take_dated(
		    r, r->b, entry(id, "", id, lake_rewrite), claims[i].before, claims[i].read);
		assert_true(o.verdict == CT_REWRITTEN || o.verdict == CT_REPUBLISHED);
		assert_int_equal(o.of, first.story);
		assert_int_equal(o.ncorrects, 0);
		assert_true(o.lag >= 0);
	}
}

static void two_corrections_follow_each_other(void **state)
{
	struct rig *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct desk_outcome third =
	    take_dated(r, r->b, entry("x", "", "Dry", lake_rewrite), 600, -1);
	struct desk_outcome second = take_dated(r, r->a, entry("1", "", "Lake", lake), 7200, -1);
	struct desk_outcome first = take_dated(r, r->b, entry("2", "", "Low", lake), 9000, -1);

	assert_int_equal(second.ncorrects, 1);
	assert_int_equal(first.ncorrects, 1);
	assert_int_equal(first.corrects[0], second.story);
	assert_int_equal(row_of(r, a, second.story).of, first.story);
	assert_int_equal(row_of(r, a, third.story).of, second.story); /* as it was judged */
	struct desk_outcome next =
	    take_dated(r, r->a, entry("n", "", "Water", lake_rewrite), 0, 60);
	assert_int_equal(next.of, first.story);
	arena_free(a);
}

static void corrections_are_alerted_where_they_are_wanted(void **state)
{
	struct rig *r = *state;
	struct conf_alert sinks[] = {
	    {.name = "all", .verdicts = 0x1F, .corrections = true},
	    {.name = "copies", .verdicts = 1u << CT_REWRITTEN, .corrections = true},
	    {.name = "once", .verdicts = 0x1F},
	};
	const struct desk_options o = {
	    .window = 60 * 86400, .backdate = 7 * 86400, .sinks = sinks, .nsinks = 3};

	desk_configure(r->desk, &o);
	assert_int_equal(
	    take_dated(r, r->b, entry("x", "", "Dry", lake_rewrite), 600, -1).alerts, 2);
	/* The original's own to two, the correction to two. */
	assert_int_equal(take_dated(r, r->a, entry("1", "", "Lake", lake), 7200, -1).alerts, 4);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/* What is kept of evidence, and the stories, are the evidence. */
static void evidence_can_be_asked_for_later(void **state)
{
	struct rig *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct store_story row;

	take(r, r->a, entry("1", "http://a.example/1", "Lake low", lake));
	struct desk_outcome o = take(r, r->b, entry("2", "http://b.example/2", "Low lake", lake));
	assert_int_equal(o.verdict, CT_REPUBLISHED);
	assert_int_equal(store_story_get(r->store, o.story, true, a, &row), CT_OK);
	json_t *now = json_loadb(o.evidence.p, o.evidence.n, 0, NULL);
	json_t *later = json_loadb(row.evidence.p, row.evidence.n, 0, NULL);
	assert_true(json_array_size(json_object_get(now, "sentences")) > 3);
	assert_true(json_equal(now, later));
	json_decref(now);
	json_decref(later);
	arena_free(a);
}

/* What the bulk path brought is known, and found. */
static void loaded_stories_are_judged_against(void **state)
{
	struct rig *r = *state;
	const struct desk_take how = {.feed = r->a, .now = r->now, .silent = true};
	struct item it = entry("1", "http://a.example/1", "Lake low", lake);
	struct fingerprint fp;
	struct doc *doc;
	bool known = true;

	it.story.source = view_of("A");
	assert_int_equal(doc_make(&it.story, &doc), CT_OK);
	fingerprint_make(doc, &fp);
	doc_free(doc);
	assert_int_equal(desk_load(r->desk, &how, &it, &fp, &known), CT_OK);
	assert_false(known);
	assert_int_equal(desk_load(r->desk, &how, &it, &fp, &known), CT_OK);
	assert_true(known);
	assert_true(take(r, r->a, it).known);
	struct desk_outcome o = take(r, r->b, entry("2", "http://b.example/2", "Low lake", lake));
	assert_int_equal(o.verdict, CT_REPUBLISHED);
	assert_int_equal(o.of, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(new_then_known),
	    TEST(evidence_can_be_asked_for_later),
	    TEST(loaded_stories_are_judged_against),
	    TEST(other_ids_for_known_words_are_quiet),
	    TEST(another_feed_with_it_republishes),
	    TEST(an_edit_is_an_update_and_keeps_both),
	    TEST(a_trivial_edit_is_overlooked),
	    TEST(a_shared_link_keeps_entries_apart),
	    TEST(silence_records_and_alerts_nobody),
	    TEST(a_reload_forgets_nothing),
	    TEST(a_tombstone_is_quiet),
	    TEST(a_changed_headline_is_an_update),
	    TEST(a_guid_of_the_whole_feed_keeps_entries_apart),
	    TEST(churn_is_quiet),
	    TEST(the_body_of_another_id_in_the_feed_is_republished),
	    TEST(nothing_said_is_no_second_story),
	    TEST(a_rollback_takes_all_back),
	    TEST(what_was_learned_outlives_the_desk),
	    TEST(more_sinks_than_a_handful),
	    TEST(a_late_original_corrects_its_copy),
	    TEST(a_late_original_word_for_word),
	    TEST(false_dates_win_nothing),
	    TEST(two_corrections_follow_each_other),
	    TEST(corrections_are_alerted_where_they_are_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
