/* Originals that come late. */
#include "room.h"

static void a_late_original_corrects_its_copy(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct desk_outcome copy =
	    room_take_dated(r, r->b, room_entry("x", "", "Dry", room_lake_reworded), 600, -1);
	assert_int_equal(copy.verdict, CT_NEW);

	struct desk_outcome late =
	    room_take_dated(r, r->a, room_entry("1", "", "Lake low", room_lake), 7200, -1);
	assert_int_equal(late.verdict, CT_NEW);
	assert_int_equal(late.of, 0);
	assert_true(late.score < 0.5);
	assert_int_equal(late.ncorrects, 1);
	assert_int_equal(late.corrects[0], copy.story);
	assert_int_equal(late.nearest, copy.story);
	assert_int_equal(late.cluster, copy.cluster);
	assert_true(view_find(late.evidence, VIEW_LIT("the original: ")) < late.evidence.n);

	struct store_story row = room_row(r, a, copy.story);
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
	struct desk_outcome next =
	    room_take_dated(r, r->b, room_entry("y", "", "Water", room_lake_reworded), 0, 1);
	assert_int_equal(next.verdict, CT_REPUBLISHED);
	assert_int_equal(next.of, late.story);
	assert_int_equal(next.lag, 7200 + 60);
	arena_free(a);
}

static void a_late_original_word_for_word(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct desk_outcome copy =
	    room_take_dated(r, r->b, room_entry("x", "", "Dry", room_lake), 600, -1);
	struct desk_outcome late =
	    room_take_dated(r, r->a, room_entry("1", "", "Lake low", room_lake), 7200, -1);

	assert_int_equal(late.verdict, CT_NEW);
	assert_int_equal(late.ncorrects, 1);
	assert_true(view_find(late.evidence, VIEW_LIT("the original: ")) < late.evidence.n);
	assert_int_equal(room_row(r, a, copy.story).verdict, CT_REPUBLISHED);
	struct desk_outcome third =
	    room_take_dated(r, r->b, room_entry("z", "", "Low water", room_lake), 0, 60);
	assert_int_equal(third.verdict, CT_REPUBLISHED);
	assert_int_equal(third.of, late.story);
	arena_free(a);
}

static void false_dates_win_nothing(void **state)
{
	struct room *r = *state;
	static const struct {
		int64_t before, read;
	} claims[] = {
	    {7200, 120},      /* it was not in its feed two minutes ago */
	    {30 * 86400, -1}, /* too long ago to be believed */
	    {-3600, -1},      /* dated ahead */
	};
	struct desk_outcome first =
	    room_take_dated(r, r->a, room_entry("1", "", "Lake low", room_lake), 600, -1);

	r->now += 600;
	for (size_t i = 0; i < COUNT(claims); i++) {
		char id[2] = {(char)('p' + i), '\0'};
		struct desk_outcome o = room_take_dated(r, r->b,
		    room_entry(id, "", id, room_lake_reworded), claims[i].before, claims[i].read);
		assert_true(o.verdict == CT_REWRITTEN || o.verdict == CT_REPUBLISHED);
		assert_int_equal(o.of, first.story);
		assert_int_equal(o.ncorrects, 0);
		assert_true(o.lag >= 0);
	}
}

static void two_corrections_follow_each_other(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new(1 << 20);
	struct desk_outcome third =
	    room_take_dated(r, r->b, room_entry("x", "", "Dry", room_lake_reworded), 600, -1);
	struct desk_outcome second =
	    room_take_dated(r, r->a, room_entry("1", "", "Lake", room_lake), 7200, -1);
	struct desk_outcome first =
	    room_take_dated(r, r->b, room_entry("2", "", "Low", room_lake), 9000, -1);

	assert_int_equal(second.ncorrects, 1);
	assert_int_equal(first.ncorrects, 1);
	assert_int_equal(first.corrects[0], second.story);
	assert_int_equal(room_row(r, a, second.story).of, first.story);
	assert_int_equal(room_row(r, a, third.story).of, second.story); /* as it was judged */
	struct desk_outcome next =
	    room_take_dated(r, r->a, room_entry("n", "", "Water", room_lake_reworded), 0, 60);
	assert_int_equal(next.of, first.story);
	arena_free(a);
}

static void corrections_are_alerted_where_they_are_wanted(void **state)
{
	struct room *r = *state;
	struct conf_alert sinks[] = {
	    {.name = "all", .verdicts = 0x1F, .corrections = true},
	    {.name = "copies", .verdicts = 1u << CT_REWRITTEN, .corrections = true},
	    {.name = "once", .verdicts = 0x1F},
	};
	const struct desk_options o = {
	    .window = 60 * 86400, .backdate = 7 * 86400, .sinks = sinks, .nsinks = 3};

	desk_configure(r->desk, &o);
	assert_int_equal(
	    room_take_dated(r, r->b, room_entry("x", "", "Dry", room_lake_reworded), 600, -1)
		.alerts,
	    2);
	/* The original's own to two, the correction to two. */
	assert_int_equal(
	    room_take_dated(r, r->a, room_entry("1", "", "Lake", room_lake), 7200, -1).alerts, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ROOM_TEST(a_late_original_corrects_its_copy),
	    ROOM_TEST(a_late_original_word_for_word),
	    ROOM_TEST(false_dates_win_nothing),
	    ROOM_TEST(two_corrections_follow_each_other),
	    ROOM_TEST(corrections_are_alerted_where_they_are_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
