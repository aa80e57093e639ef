/* What an entry is, by what came before it. */
#include "room.h"
#include "store_int.h"
#include "verdict.h"

static void another_feed_with_it_republishes(void **state)
{
	struct room *r = *state;
	struct desk_outcome first = room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));
	struct desk_outcome o =
	    room_take(r, r->b, room_entry("x", "", "Ostrel runs dry", room_lake));

	assert_int_equal(o.verdict, CT_REPUBLISHED);
	assert_int_equal(o.of, first.story);
	assert_int_equal(o.cluster, first.story);
	assert_true(o.score > 0.9);
	assert_int_equal(o.lag, 60);
	assert_int_equal(
	    room_take(r, r->b, room_entry("y", "", "Choir", room_choir)).verdict, CT_NEW);
}

static void the_body_of_another_id_in_the_feed_is_republished(void **state)
{
	struct room *r = *state;
	struct desk_outcome first =
	    room_take(r, r->a, room_entry("1", "http://a.example/1", "Lake low", room_lake));
	struct desk_outcome o =
	    room_take(r, r->a, room_entry("2", "http://a.example/2", "Ostrel runs dry", room_lake));

	assert_int_equal(o.verdict, CT_REPUBLISHED);
	assert_int_equal(o.of, first.story);
	/* but a few words in common are no copy */
	assert_int_equal(
	    room_take(r, r->a, room_entry("3", "", "Goals", "Video.")).verdict, CT_NEW);
	assert_int_not_equal(
	    room_take(r, r->b, room_entry("4", "", "Weather", "Video.")).verdict, CT_REPUBLISHED);
}

static void an_edit_is_an_update_and_keeps_both(void **state)
{
	struct room *r = *state;
	char edited[sizeof(room_lake)];
	struct desk_outcome first = room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));
	struct store_story row;
	struct arena *arena = arena_new(1 << 20);

	memcpy(edited, room_lake, sizeof(room_lake));
	memcpy(strstr(edited, "41 per cent"), "14 per cent", 11);
	struct desk_outcome o = room_take(r, r->a, room_entry("1", "", "Lake low", edited));
	assert_int_equal(o.verdict, CT_UPDATED);
	assert_int_equal(o.of, first.story);
	assert_false(o.trivial);
	assert_int_equal(o.alerts, 1);
	assert_int_equal(store_story_get(r->store, o.story, false, arena, &row), CT_OK);
	assert_int_equal(row.previous, first.story);
	assert_int_equal(store_story_get(r->store, first.story, false, arena, &row), CT_OK);
	assert_true(view_is(row.item.story.text, room_lake));
	/* two texts served by turns under one id: each is known now */
	assert_true(room_take(r, r->a, room_entry("1", "", "Lake low", room_lake)).known);
	assert_true(room_take(r, r->a, room_entry("1", "", "Lake low", edited)).known);
	arena_free(arena);
}

static void a_changed_headline_is_an_update(void **state)
{
	struct room *r = *state;
	struct desk_outcome first =
	    room_take(r, r->a, room_entry("1", "", "Ten dead in crash", room_lake));
	struct desk_outcome o =
	    room_take(r, r->a, room_entry("1", "", "Two dead in crash", room_lake));

	assert_int_equal(o.verdict, CT_UPDATED);
	assert_int_equal(o.of, first.story);
	assert_false(o.trivial);
	/* so it is where the entry has a title alone */
	first = room_take(r, r->b, room_entry("t", "", "Storm over Penn Lane", ""));
	o = room_take(r, r->b, room_entry("t", "", "Storm over Castle Street", ""));
	assert_int_equal(o.verdict, CT_UPDATED);
	assert_int_equal(o.of, first.story);
}

static void a_trivial_edit_is_overlooked(void **state)
{
	struct room *r = *state;
	char before[sizeof(room_lake) + 32], after[sizeof(room_lake) + 32];

	memcpy(before, room_lake, sizeof(room_lake));
	memcpy(after, room_lake, sizeof(room_lake));
	strcat(before, "\n\n1,204 views");
	strcat(after, "\n\n1,377 views");
	room_take(r, r->a, room_entry("1", "", "Lake low", before));
	struct desk_outcome o = room_take(r, r->a, room_entry("1", "", "Lake low", after));
	assert_true(o.known && o.trivial);
	assert_int_equal(o.alerts, 0);
	assert_true(room_take(r, r->a, room_entry("1", "", "Lake low", after)).known);
	o = room_take_how(r, r->a, room_entry("1", "", "Lake low", before), false, true);
	assert_true(o.known); /* those words were seen before */
	strcat(after, "\nUpdated 14:05");
	o = room_take_how(r, r->a, room_entry("1", "", "Lake low", after), false, true);
	assert_int_equal(o.verdict, CT_UPDATED); /* told where it is wanted */
	assert_int_equal(o.alerts, 1);
}

static void a_shared_link_keeps_entries_apart(void **state)
{
	struct room *r = *state;
	const char *home = "http://a.example/";

	assert_int_equal(
	    room_take(r, r->a, room_entry("", home, "Lake low", room_lake)).verdict, CT_NEW);
	struct desk_outcome o = room_take(r, r->a, room_entry("", home, "Choir", room_choir));
	assert_int_equal(o.verdict, CT_NEW);
	assert_true(room_take(r, r->a, room_entry("", home, "Lake low", room_lake)).known);
	assert_true(room_take(r, r->a, room_entry("", home, "Choir", room_choir)).known);
}

static void a_guid_of_the_whole_feed_keeps_entries_apart(void **state)
{
	struct room *r = *state;

	assert_int_equal(
	    room_take(r, r->a, room_entry("site", "http://a.example/1", "Lake low", room_lake))
		.verdict,
	    CT_NEW);
	assert_int_equal(
	    room_take(r, r->a, room_entry("site", "http://a.example/2", "Choir", room_choir))
		.verdict,
	    CT_NEW);
	assert_true(
	    room_take(r, r->a, room_entry("site", "http://a.example/1", "Lake low", room_lake))
		.known);
	assert_true(
	    room_take(r, r->a, room_entry("site", "http://a.example/2", "Choir", room_choir))
		.known);
	/* one page told anew is the same entry */
	assert_int_equal(
	    room_take(r, r->b, room_entry("p", "http://b.example/p", "Lake low", room_lake))
		.verdict,
	    CT_REPUBLISHED);
	assert_int_equal(
	    room_take(r, r->b, room_entry("p", "http://b.example/p", "Choir", room_choir)).verdict,
	    CT_UPDATED);
}

static void damage(struct room *r, int64_t story)
{
	char sql[100];

	snprintf(sql, sizeof(sql), "UPDATE text SET packed = x'00' WHERE story = %lld",
	    (long long)story);
	assert_int_equal(sqlite3_exec(r->store->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

/* The judge has the words of story 1 still, the store has them no more. */
static void verdict_and_evidence_agree_where_the_original_is_damaged(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct desk_outcome first = room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));

	damage(r, first.story);
	struct desk_outcome o =
	    room_take(r, r->b, room_entry("x", "", "Ostrel runs dry", room_lake_reworded));
	assert_int_equal(o.verdict, CT_NEW);
	assert_true(o.score <= 0);
	assert_int_equal(o.of, 0);
	assert_int_equal(o.nearest, 0);
	struct store_story row = room_row(r, a, o.story);
	assert_int_equal(row.family, o.story);
	assert_int_equal(row.cluster, o.story);
	assert_non_null(memmem(row.evidence.p, row.evidence.n, "no earlier story", 16));
	assert_non_null(memmem(row.evidence.p, row.evidence.n, "\"sentences\":[]", 14));
	arena_free(a);
}

/* A family whose first is damaged goes on with the copy that is known. */
static void a_copy_stands_in_for_a_damaged_original(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct desk_outcome first = room_take(r, r->a, room_entry("1", "", "Lake low", room_lake));
	struct desk_outcome second =
	    room_take(r, r->b, room_entry("x", "", "Ostrel runs dry", room_lake_reworded));

	assert_int_equal(second.of, first.story);
	damage(r, first.story);
	desk_rolled_back(r->desk);
	struct desk_outcome o =
	    room_take(r, r->b, room_entry("y", "", "Ostrel runs low", room_lake));
	assert_true(verdict_is_copy(o.verdict));
	assert_int_equal(o.of, second.story);
	assert_int_equal(o.nearest, 0);
	assert_int_equal(o.cluster, second.cluster);
	struct store_story row = room_row(r, a, o.story);
	assert_int_equal(row.of, second.story);
	assert_non_null(memmem(row.evidence.p, row.evidence.n, "is now at its lowest", 20));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ROOM_TEST(another_feed_with_it_republishes),
	    ROOM_TEST(the_body_of_another_id_in_the_feed_is_republished),
	    ROOM_TEST(an_edit_is_an_update_and_keeps_both),
	    ROOM_TEST(a_changed_headline_is_an_update),
	    ROOM_TEST(a_trivial_edit_is_overlooked),
	    ROOM_TEST(a_shared_link_keeps_entries_apart),
	    ROOM_TEST(a_guid_of_the_whole_feed_keeps_entries_apart),
	    ROOM_TEST(verdict_and_evidence_agree_where_the_original_is_damaged),
	    ROOM_TEST(a_copy_stands_in_for_a_damaged_original),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
