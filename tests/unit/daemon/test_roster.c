#include "cmocka_all.h"
#include <stdio.h>

#include "job.h"
#include "roster.h"

#define NOW INT64_C(1795000000)

/* As it is loaded from the store. */
static struct roster *load(struct store *s, const char *text)
{
	struct buf errors = BUF_INIT(4096);
	struct roster *r;
	struct conf *conf;

	assert_int_equal(conf_parse(view_of(text), "c", &conf, &errors), CT_OK);
	assert_int_equal(roster_new(conf, &r, &errors), CT_OK);
	assert_int_equal(store_begin(s), CT_OK);
	assert_int_equal(roster_load(r, s), CT_OK);
	assert_int_equal(store_commit(s), CT_OK);
	buf_free(&errors);
	return r;
}

static void feeds_are_found_by_id(void **state)
{
	static const char text[] = "[feed b]\nurl = http://b.example/\n"
				   "[feed a]\nurl = http://a.example/\n"
				   "[feed c]\nurl = http://c.example/\n";
	struct store *s;
	char *why;

	(void)state;
	assert_int_equal(store_open(":memory:", &s, &why), CT_OK);
	/* The last one's row is the oldest. */
	struct arena *a = arena_new(1 << 20);
	struct store_feed row;
	assert_int_equal(store_begin(s), CT_OK);
	assert_int_equal(
	    store_feed_open(s, VIEW_LIT("c"), VIEW_LIT("http://c.example/"), a, &row), CT_OK);
	arena_free(a);
	assert_int_equal(store_commit(s), CT_OK);
	struct roster *r = load(s, text);
	for (size_t i = 0; i < r->n; i++)
		assert_ptr_equal(roster_find(r, r->feeds[i].row.id), &r->feeds[i]);
	assert_null(roster_find(r, 0));
	assert_null(roster_find(r, INT64_MAX));
	roster_unref(r);
	store_close(s);
}

/* What the running roster knows, after a reload. */
static void a_new_one_takes_over(void **state)
{
	static const char before[] = "[fetch]\ninterval = 2h\nmax_interval = 2h\n"
				     "[feed asked]\nurl = http://a.example/\n"
				     "[feed gone]\nurl = http://g.example/\n"
				     "[feed idle]\nurl = http://i.example/\n"
				     "[feed hurried]\nurl = http://h.example/\n",
			  after[] = "[fetch]\ninterval = 2h\nmax_interval = 2h\n"
				    "[feed asked]\nurl = http://a.example/\n"
				    "[feed gone]\nurl = http://g.example/\n"
				    "[feed idle]\nurl = http://i.example/\n"
				    "[feed hurried]\nurl = http://h.example/\ninterval = 10m\n";
	struct store *s;
	char *why;

	(void)state;
	assert_int_equal(store_open(":memory:", &s, &why), CT_OK);
	struct roster *old = load(s, before), *r = load(s, after);
	for (size_t i = 0; i < old->n; i++)
		old->feeds[i].row.next_poll = r->feeds[i].row.next_poll = NOW + 7200;
	r->feeds[1].row.next_poll = INT64_MAX;
	/* These wait for their turns. */
	old->feeds[0].busy = old->feeds[1].busy = true;
	old->feeds[2].slow = true;
	roster_take_over(r, old, NOW);
	assert_int_equal(r->feeds[0].row.next_poll, NOW);
	assert_int_equal(r->feeds[1].row.next_poll, NOW);
	assert_int_equal(r->feeds[2].row.next_poll, NOW + 7200);
	assert_int_equal(r->feeds[3].row.next_poll, NOW + 600);
	assert_true(r->feeds[2].slow && !r->feeds[3].slow);
	assert_false(r->feeds[0].busy);
	roster_unref(old);
	roster_unref(r);
	store_close(s);
}

/* What may be fetched can be read: else it would be fetched again each minute. */
static void a_worker_takes_what_is_fetched(void **state)
{
	struct buf errors = BUF_INIT(4096);

	(void)state;
	for (int i = 0; i < 2; i++) {
		char text[100];
		struct conf *conf;

		snprintf(text, sizeof(text), "[feed a]\nurl = http://a.example/\nmax_size = %d\n",
		    JOB_BODY_MAX + i);
		enum ct_err err = conf_parse(view_of(text), "c", &conf, &errors);
		assert_int_equal(err, i == 0 ? CT_OK : CT_EINVAL);
		if (err == CT_OK)
			conf_free(conf);
	}
	buf_free(&errors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(feeds_are_found_by_id),
	    cmocka_unit_test(a_new_one_takes_over),
	    cmocka_unit_test(a_worker_takes_what_is_fetched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
