#include "cmocka_all.h"
#include "roster.h"

static void feeds_are_found_by_id(void **state)
{
	static const char text[] = "[feed b]\nurl = http://b.example/\n"
				   "[feed a]\nurl = http://a.example/\n"
				   "[feed c]\nurl = http://c.example/\n";
	struct buf errors = BUF_INIT(4096);
	struct roster *r;
	struct store *s;
	struct conf *conf;
	char *why;

	(void)state;
	assert_int_equal(store_open(":memory:", &s, &why), CT_OK);
	assert_int_equal(conf_parse(view_of(text), "c", &conf, &errors), CT_OK);
	assert_int_equal(roster_new(conf, &r, &errors), CT_OK);
	/* The last one's row is the oldest. */
	struct arena *a = arena_new(1 << 20);
	struct store_feed row;
	assert_int_equal(store_begin(s), CT_OK);
	assert_int_equal(
	    store_feed_open(s, VIEW_LIT("c"), VIEW_LIT("http://c.example/"), a, &row), CT_OK);
	arena_free(a);
	assert_int_equal(roster_load(r, s), CT_OK);
	assert_int_equal(store_commit(s), CT_OK);
	for (size_t i = 0; i < r->n; i++)
		assert_ptr_equal(roster_find(r, r->feeds[i].row.id), &r->feeds[i]);
	assert_null(roster_find(r, 0));
	assert_null(roster_find(r, INT64_MAX));
	roster_unref(r);
	store_close(s);
	buf_free(&errors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(feeds_are_found_by_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
