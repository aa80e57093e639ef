/* The stages together, over a store in memory. */
#include "room.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static void new_then_known(void **state)
{
	struct room *r = *state;
	struct desk_outcome o =
	    room_take(r, r->a, room_entry("1", "http://a.example/1", "Lake low", room_lake));

	assert_false(o.known);
	assert_int_equal(o.verdict, CT_NEW);
	assert_int_equal(o.alerts, 1);
	assert_int_equal(o.cluster, o.story);
	struct desk_outcome again =
	    room_take(r, r->a, room_entry("1", "http://a.example/1", "Lake low", room_lake));
	assert_true(again.known);
	assert_int_equal(again.alerts, 0);
	assert_int_equal(again.story, o.story);
}

/* What is kept of evidence, and the stories, are the evidence. */
static void evidence_can_be_asked_for_later(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct store_story row;

	room_take(r, r->a, room_entry("1", "http://a.example/1", "Lake low", room_lake));
	struct desk_outcome o =
	    room_take(r, r->b, room_entry("2", "http://b.example/2", "Low lake", room_lake));
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
	struct room *r = *state;
	const struct desk_take how = {.feed = r->a, .now = r->now, .silent = true};
	struct item it = room_entry("1", "http://a.example/1", "Lake low", room_lake);
	bool known = true;

	it.story.source = view_of("A");
	const struct fingerprint fp = room_print(&it);
	assert_int_equal(desk_load(r->desk, &how, &it, &fp, &known), CT_OK);
	assert_false(known);
	assert_int_equal(desk_load(r->desk, &how, &it, &fp, &known), CT_OK);
	assert_true(known);
	assert_true(room_take(r, r->a, it).known);
	struct desk_outcome o =
	    room_take(r, r->b, room_entry("2", "http://b.example/2", "Low lake", room_lake));
	assert_int_equal(o.verdict, CT_REPUBLISHED);
	assert_int_equal(o.of, 1);
}

/* After a rest it is as it was: what was given back is had again. */
static void a_rest_changes_nothing(void **state)
{
	struct room *r = *state;
	struct desk_outcome o[2];

	for (int rested = 0; rested < 2; rested++) {
		room_close(r);
		room_open(r);
		assert_int_equal(store_begin(r->store), CT_OK);
		r->a = room_feed(r, "A");
		r->b = room_feed(r, "B");
		room_take(r, r->a, room_entry("1", "http://a.example/1", "Lake low", room_lake));
		room_take(r, r->a, room_entry("2", "http://a.example/2", "Choir", room_choir));
		if (rested) {
			desk_rest(r->desk);
			store_rest(r->store);
		}
		o[rested] = room_take(
		    r, r->b, room_entry("3", "http://b.example/3", "Low lake", room_lake_reworded));
	}
	assert_int_equal(o[0].verdict, CT_REWRITTEN);
	assert_int_equal(o[1].verdict, CT_REWRITTEN);
	assert_int_equal(o[1].of, o[0].of);
	assert_true(o[1].score == o[0].score);
}

static void other_ids_for_known_words_are_quiet(void **state)
{
	struct room *r = *state;

	room_take(r, r->a, room_entry("1", "http://a.example/1", "Lake low", room_lake));
	assert_true(
	    room_take(r, r->a, room_entry("2", "http://a.example/1", "Lake low", room_lake)).known);
	assert_true(
	    room_take(r, r->a, room_entry("3", "https://b.example/9", "Lake low", room_lake))
		.known);
}

static void silence_records_and_alerts_nobody(void **state)
{
	struct room *r = *state;
	struct desk_outcome o =
	    room_take_how(r, r->a, room_entry("1", "", "Lake low", room_lake), true, false);

	assert_int_equal(o.alerts, 0);
	assert_true(o.story > 0);
	assert_true(room_take(r, r->a, room_entry("1", "", "Lake low", room_lake)).known);
}

static void a_reload_forgets_nothing(void **state)
{
	struct room *r = *state;
	struct desk_outcome first = room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));

	assert_int_equal(store_commit(r->store), CT_OK);
	desk_rolled_back(r->desk);
	assert_int_equal(store_begin(r->store), CT_OK);
	/* its first half, under another headline: found through the index */
	char half[sizeof(room_lake)];
	memcpy(half, room_lake, sizeof(room_lake));
	*strstr(half, "\n\n\"We can") = '\0';
	struct desk_outcome o = room_take(r, r->b, room_entry("9", "", "Water", half));
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
	struct room *r = *state;
	struct desk_outcome first = room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));
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
	assert_true(room_take(r, r->a, room_entry("1", "", "Lake low", room_lake)).known);
	assert_int_equal(room_take(r, r->a, room_entry("1", "", "Lake low", room_choir)).alerts, 0);
	arena_free(arena);
}

/* The feed brought something just now; what is older than 10 days goes, the sooner of
 * what it dropped. */
static void prune_old(struct room *r)
{
	struct arena *a = arena_new(1 << 20);
	struct store_feed f;
	bool more = true;

	assert_int_equal(store_feed_open(r->store, view_of("A"), view_of("u"), a, &f), CT_OK);
	f.last_poll = f.last_ok = f.last_fresh = r->now;
	assert_int_equal(store_feed_save(r->store, &f), CT_OK);
	assert_int_equal(store_commit(r->store), CT_OK); /* until then entries are in memory */
	assert_int_equal(store_begin(r->store), CT_OK);
	while (more)
		assert_int_equal(store_prune(r->store, r->now - 10 * 86400, 0, &more), CT_OK);
	arena_free(a);
}

/* It was there all the time: changed it is recorded, and nobody is alerted. */
static void what_stays_in_the_feed_is_remembered_by_its_id(void **state)
{
	struct room *r = *state;
	const char *link = "http://a.example/1";

	struct desk_outcome first =
	    room_take_how(r, r->a, room_entry("1", link, "Lake low", room_lake), true, false);
	for (int day = 1; day <= 40; day++) {
		r->now += 86400;
		assert_true(room_take(r, r->a, room_entry("1", link, "Lake low", room_lake)).known);
		prune_old(r);
	}
	struct store_kin kin;
	assert_int_equal(store_story_kin(r->store, first.story, &kin), CT_EINVAL);
	struct desk_outcome o =
	    room_take(r, r->a, room_entry("1", link, "Choir sings", room_choir));
	assert_false(o.known);
	assert_int_equal(o.alerts, 0);
}

/* So is an entry that was edited a little, which is known by its id alone. */
static void what_was_edited_a_little_is_remembered(void **state)
{
	struct room *r = *state;
	char edited[sizeof(room_lake) + 32];

	strcat(strcpy(edited, room_lake), "\n\n1,377 views");
	room_take_how(r, r->a, room_entry("1", "", "Lake low", room_lake), true, false);
	assert_true(room_take(r, r->a, room_entry("1", "", "Lake low", edited)).trivial);
	for (int day = 1; day <= 40; day++) {
		r->now += 86400;
		assert_true(room_take(r, r->a, room_entry("1", "", "Lake low", edited)).known);
		prune_old(r);
	}
}

static bool is_known(struct room *r, uint64_t content)
{
	bool found;

	assert_int_equal(desk_known(r->desk, r->a, content, r->now, &found), CT_OK);
	return found;
}

/* A view counter costs no more than it must: what it says is known from then on, so that
 * the next poll need not read it, and what it said before leaves nothing behind. */
static void what_was_edited_a_little_is_known(void **state)
{
	struct room *r = *state;
	char edited[sizeof(room_lake) + 32];
	struct desk_outcome first, o, last = {0};

	first = room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));
	for (int views = 0; views < 3; views++) {
		snprintf(edited, sizeof(edited), "%s\n\n%d views", room_lake, views);
		o = room_take(r, r->a, room_entry("1", "", "Lake low", edited));
		assert_true(o.known && o.trivial && o.by_content);
		assert_int_equal(o.story, first.story);
		assert_true(is_known(r, o.content));
		assert_true(is_known(r, first.content)); /* the story says that */
		assert_false(views > 0 && is_known(r, last.content));
		assert_int_equal(store_commit(r->store), CT_OK);
		assert_int_equal(store_begin(r->store), CT_OK);
		assert_true(is_known(r, o.content));
		assert_false(views > 0 && is_known(r, last.content));
		last = o;
	}
	o = room_take(r, r->a, room_entry("1", "", "Lake low", edited));
	assert_true(o.known && !o.trivial && o.by_content);
	/* Back, and there again. */
	o = room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));
	assert_true(o.known && o.by_content);
	o = room_take(r, r->a, room_entry("1", "", "Lake low", edited));
	assert_true(o.known && o.by_content);
	/* Another entry that says just what an edit said is the same story. */
	o = room_take(r, r->a, room_entry("2", "", "Lake low", edited));
	assert_true(o.known);
	assert_int_equal(o.story, first.story);
}

/* As an older program left it: known by its id only. */
static void what_an_older_program_overlooked_is_known(void **state)
{
	struct room *r = *state;
	char edited[sizeof(room_lake) + 32];

	strcat(strcpy(edited, room_lake), "\n\n1,377 views");
	room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));
	struct desk_outcome o = room_take(r, r->a, room_entry("1", "", "Lake low", edited));
	assert_int_equal(store_entry_delete(r->store, r->a, o.content), CT_OK);
	assert_false(is_known(r, o.content));
	o = room_take(r, r->a, room_entry("1", "", "Lake low", edited));
	assert_true(o.known && !o.trivial && o.by_content);
	assert_true(is_known(r, o.content));
}

/* The same ids, the same entries, in any order, twice in one document: no alert
 * but the first. */
static void churn_is_quiet(void **state)
{
	struct room *r = *state;
	unsigned alerts = 0;

	for (int round = 0; round < 4; round++) {
		char guid[16];

		snprintf(guid, sizeof(guid), "g%d", round);
		alerts += room_take(
		    r, r->a, room_entry(guid, "http://a.example/1", "Lake low", room_lake))
			      .alerts;
		alerts +=
		    room_take(r, r->a, room_entry(guid, "http://a.example/2", "Choir", room_choir))
			.alerts;
		alerts += room_take(
		    r, r->a, room_entry(guid, "http://a.example/1", "Lake low", room_lake))
			      .alerts;
	}
	assert_int_equal(alerts, 2);
}

static void nothing_said_is_no_second_story(void **state)
{
	struct room *r = *state;

	assert_false(room_take(r, r->a, room_entry("1", "", "", "")).known);
	assert_true(room_take(r, r->a, room_entry("2", "", "", "")).known);
}

/* What was rolled back leaves no trace, in memory either. */
static void a_rollback_takes_all_back(void **state)
{
	struct room *r = *state;

	assert_int_equal(store_commit(r->store), CT_OK);
	assert_int_equal(store_begin(r->store), CT_OK);
	room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));
	store_rollback(r->store);
	desk_rolled_back(r->desk);
	assert_int_equal(store_begin(r->store), CT_OK);
	char half[sizeof(room_lake)];
	memcpy(half, room_lake, sizeof(room_lake));
	*strstr(half, "\n\n\"We can") = '\0';
	assert_int_equal(room_take(r, r->b, room_entry("9", "", "Water", half)).verdict, CT_NEW);
	assert_int_equal(room_take(r, r->a, room_entry("1", "", "Lake low", room_lake)).alerts, 1);
}

/* A desk that is made anew has learned what the old one had, saved or not. */
static void what_was_learned_outlives_the_desk(void **state)
{
	static const char notice[] =
	    "The tide tables for the harbour of %s are on the board by the lock.\n\nHigh water at "
	    "%s is at %d:15 in the morning, and boats may pass until an hour later.";
	struct room *r = *state;
	const struct desk_options o = room_options(r);
	double before, after;

	for (int save = 0; save < 2; save++) {
		char text[400];
		struct desk *other = NULL;

		for (int i = 0; i < 4; i++) {
			char place[16];

			snprintf(place, sizeof(place), "Port%c%d", 'A' + i, save);
			snprintf(text, sizeof(text), notice, place, place, i + 2);
			room_take(r, r->a, room_entry(place, "", place, text));
		}
		if (save)
			assert_int_equal(desk_save(r->desk), CT_OK);
		assert_int_equal(desk_new(r->store, &o, &other), CT_OK);
		snprintf(text, sizeof(text), notice, "Zell", "Zell", 9);
		struct item it = room_entry("z", "", "Zell", text);
		assert_int_equal(store_commit(r->store), CT_OK);
		assert_int_equal(store_begin(r->store), CT_OK);
		before = room_take(r, r->a, it).score;
		store_rollback(r->store);
		desk_free(r->desk);
		r->desk = other;
		assert_int_equal(store_begin(r->store), CT_OK);
		r->now -= 60;
		after = room_take(r, r->a, it).score;
		assert_true(before == after);
		store_rollback(r->store);
		desk_rolled_back(r->desk);
		assert_int_equal(store_begin(r->store), CT_OK);
	}
}

static void more_sinks_than_a_handful(void **state)
{
	struct room *r = *state;
	static struct conf_alert sinks[100];
	static char names[100][8];

	for (int i = 0; i < 100; i++) {
		snprintf(names[i], sizeof(names[i]), "s%d", i);
		sinks[i] = (struct conf_alert){.name = names[i], .verdicts = 0x1F};
	}
	const struct desk_options o = {.window = 60 * 86400, .sinks = sinks, .nsinks = 100};
	desk_configure(r->desk, &o);
	assert_int_equal(
	    room_take(r, r->a, room_entry("1", "", "Lake low", room_lake)).alerts, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ROOM_TEST(new_then_known),
	    ROOM_TEST(evidence_can_be_asked_for_later),
	    ROOM_TEST(loaded_stories_are_judged_against),
	    ROOM_TEST(a_rest_changes_nothing),
	    ROOM_TEST(other_ids_for_known_words_are_quiet),
	    ROOM_TEST(silence_records_and_alerts_nobody),
	    ROOM_TEST(a_reload_forgets_nothing),
	    ROOM_TEST(a_tombstone_is_quiet),
	    ROOM_TEST(what_stays_in_the_feed_is_remembered_by_its_id),
	    ROOM_TEST(what_was_edited_a_little_is_remembered),
	    ROOM_TEST(what_was_edited_a_little_is_known),
	    ROOM_TEST(what_an_older_program_overlooked_is_known),
	    ROOM_TEST(churn_is_quiet),
	    ROOM_TEST(nothing_said_is_no_second_story),
	    ROOM_TEST(a_rollback_takes_all_back),
	    ROOM_TEST(what_was_learned_outlives_the_desk),
	    ROOM_TEST(more_sinks_than_a_handful),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
