#include "store_fixture.h"
#include "store_int.h"

struct due {
	struct {
		int64_t id, tries, next_try;
		char alert_id[20], sink[20], error[600], payload[100];
	} d[50];
	size_t n;
};

static bool keep(void *ctx, const struct store_delivery *d)
{
	struct due *due = ctx;

	due->d[due->n].id = d->id;
	due->d[due->n].tries = d->tries;
	due->d[due->n].next_try = d->next_try;
	snprintf(due->d[due->n].alert_id, 20, "%.*s", (int)d->alert_id.n, d->alert_id.p);
	snprintf(due->d[due->n].sink, 20, "%.*s", (int)d->sink.n, d->sink.p);
	snprintf(due->d[due->n].error, 600, "%.*s", (int)d->last_error.n, d->last_error.p);
	snprintf(due->d[due->n].payload, 100, "%.*s", (int)d->payload.n, d->payload.p);
	due->n++;
	return true;
}

static struct due ask(struct fixture *f, const char *sink, int64_t now, size_t limit, int64_t *next)
{
	struct due due = {.n = 0};

	assert_int_equal(store_alert_due(f->s, view_of(sink), now, limit, next, keep, &due), CT_OK);
	return due;
}

static void add(struct fixture *f, const char *id, int64_t time, bool both)
{
	const struct view sinks[] = {VIEW_LIT("desk"), VIEW_LIT("hook")};

	assert_int_equal(
	    store_alert_add(f->s, view_of(id), 1, time, VIEW_LIT("{\"v\":1}"), sinks, both ? 2 : 1),
	    CT_OK);
}

static void delivered_once(void **state)
{
	struct fixture *f = *state;
	int64_t next = -1;

	fixture_begin(f);
	add(f, "one", 100, true);
	add(f, "two", 200, false);
	add(f, "one", 300, true); /* again: nothing */
	fixture_commit(f);
	fixture_reopen(f);
	struct store_counts c = fixture_counts(f);
	assert_int_equal(c.alerts, 2);
	assert_int_equal(c.pending, 3);
	struct due due = ask(f, "desk", 50, 10, &next);
	assert_int_equal(due.n, 2);
	assert_int_equal(next, 0);
	assert_string_equal(due.d[0].alert_id, "one");
	assert_string_equal(due.d[0].sink, "desk");
	assert_string_equal(due.d[0].payload, "{\"v\":1}");
	assert_string_equal(due.d[1].alert_id, "two");
	assert_int_equal(ask(f, "desk", 50, 1, &next).n, 1);
	fixture_begin(f);
	assert_int_equal(store_alert_done(f->s, due.d[0].id), CT_OK);
	assert_int_equal(store_alert_done(f->s, due.d[0].id), CT_OK); /* as if once */
	assert_int_equal(store_alert_done(f->s, 999), CT_EINVAL);
	fixture_commit(f);
	assert_int_equal(fixture_counts(f).pending, 2);
	due = ask(f, "desk", 50, 10, &next);
	assert_int_equal(due.n, 1);
	assert_string_equal(due.d[0].alert_id, "two");
	assert_int_equal(ask(f, "hook", 50, 10, &next).n, 1);
	assert_int_equal(ask(f, "nobody", 50, 10, &next).n, 0);
	fixture_check(f);
}

/* A blob sorts behind all text, "a\0b" behind "a": neither makes the list endless. */
static void damaged_names_of_sinks_end(void **state)
{
	struct fixture *f = *state;
	struct buf sinks = BUF_INIT(100);

	fixture_begin(f);
	add(f, "one", 100, true);
	add(f, "two", 200, true);
	fixture_commit(f);
	assert_int_equal(sqlite3_exec(f->s->db,
			     "UPDATE delivery SET sink = x'6869' WHERE id = 2;"
			     "UPDATE delivery SET sink = 'a' || char(0) || 'b' WHERE id = 3",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(store_alert_sinks(f->s, &sinks), CT_OK);
	assert_int_equal(sinks.n, 14);
	assert_memory_equal(sinks.p, "a\0b\0desk\0hook", 14);
	buf_free(&sinks);
}

static void failed_comes_again_or_dies(void **state)
{
	struct fixture *f = *state;
	char error[2000];
	int64_t next = -1, n;

	fixture_begin(f);
	add(f, "one", 100, false);
	add(f, "two", 100, false);
	fixture_commit(f);
	struct due due = ask(f, "desk", 0, 10, &next);
	fixture_begin(f);
	assert_int_equal(store_alert_failed(f->s, due.d[0].id, 500, VIEW_LIT("refused")), CT_OK);
	fixture_commit(f);
	int64_t one = due.d[0].id;
	due = ask(f, "desk", 499, 10, &next);
	assert_int_equal(due.n, 1);
	assert_string_equal(due.d[0].alert_id, "two");
	assert_int_equal(next, 500);
	due = ask(f, "desk", 500, 10, &next);
	assert_int_equal(due.n, 2);
	assert_int_equal(due.d[0].next_try, 0); /* what is new goes first */
	assert_int_equal(due.d[1].id, one);
	assert_int_equal(due.d[1].tries, 1);
	assert_string_equal(due.d[1].error, "refused");
	memset(error, 'e', sizeof(error));
	fixture_begin(f);
	assert_int_equal(
	    store_alert_failed(f->s, one, 0, (struct view){error, sizeof(error)}), CT_OK);
	fixture_commit(f);
	assert_int_equal(fixture_counts(f).dead, 1);
	assert_int_equal(fixture_counts(f).pending, 1);
	assert_int_equal(ask(f, "desk", 1000000, 10, &next).n, 1);
	fixture_begin(f);
	assert_int_equal(store_alert_retry(f->s, 600, &n), CT_OK);
	fixture_commit(f);
	assert_int_equal(n, 1);
	assert_int_equal(fixture_counts(f).dead, 0);
	due = ask(f, "desk", 600, 10, &next);
	assert_int_equal(due.n, 2);
	assert_int_equal(due.d[1].tries, 0);
	assert_int_equal(strlen(due.d[1].error), 500);
	fixture_check(f);
}

struct rows {
	int64_t row[300];
	size_t n, stop;
};

static bool keep_row(void *ctx, int64_t row, struct view payload)
{
	struct rows *r = ctx;

	assert_true(view_is(payload, "{\"v\":1}"));
	r->row[r->n++] = row;
	return r->n != r->stop;
}

static void the_journal_is_read_on_from_a_row(void **state)
{
	struct fixture *f = *state;
	struct rows r = {.n = 0};
	char id[20];

	assert_int_equal(store_alert_list(f->s, 0, 10, keep_row, &r), CT_OK);
	assert_int_equal(r.n, 0);
	fixture_begin(f);
	for (unsigned i = 0; i < 200; i++) {
		snprintf(id, sizeof(id), "alert%u", i);
		add(f, id, i, false);
	}
	fixture_commit(f);
	assert_int_equal(store_alert_list(f->s, 0, 150, keep_row, &r), CT_OK);
	assert_int_equal(r.n, 150);
	assert_int_equal(r.row[149] - r.row[0], 149);
	int64_t last = r.row[149];
	r.n = 0;
	assert_int_equal(store_alert_list(f->s, last - 70, 1000, keep_row, &r), CT_OK);
	assert_int_equal(r.n, 70);
	assert_int_equal(r.row[69], last);
	r.n = 0;
	assert_int_equal(store_alert_list(f->s, last, 10, keep_row, &r), CT_OK);
	assert_int_equal(r.n, 0);
	r.stop = 5;
	assert_int_equal(store_alert_list(f->s, 0, 100, keep_row, &r), CT_OK);
	assert_int_equal(r.n, 5);
}

static void no_sinks_no_deliveries(void **state)
{
	struct fixture *f = *state;

	fixture_begin(f);
	assert_int_equal(
	    store_alert_add(f->s, VIEW_LIT("x"), 1, 5, VIEW_LIT("{}"), NULL, 0), CT_OK);
	fixture_commit(f);
	assert_int_equal(fixture_counts(f).alerts, 1);
	assert_int_equal(fixture_counts(f).pending, 0);
	fixture_check(f);
}

static void names_the_sinks_that_wait(void **state)
{
	struct fixture *f = *state;
	struct buf names = BUF_INIT(1000);
	int64_t next;

	assert_int_equal(store_alert_sinks(f->s, &names), CT_OK);
	assert_int_equal(names.n, 0);
	fixture_begin(f);
	add(f, "one", 10, true);
	add(f, "two", 11, true);
	fixture_commit(f);
	assert_int_equal(store_alert_sinks(f->s, &names), CT_OK);
	assert_int_equal(names.n, 10);
	assert_memory_equal(names.p, "desk\0hook", 10);
	struct due due = ask(f, "desk", 20, 50, &next);
	fixture_begin(f);
	assert_int_equal(store_alert_done(f->s, due.d[0].id), CT_OK);
	assert_int_equal(store_alert_failed(f->s, due.d[1].id, 0, VIEW_LIT("no")), CT_OK);
	fixture_commit(f);
	buf_clear(&names);
	assert_int_equal(store_alert_sinks(f->s, &names), CT_OK);
	assert_int_equal(names.n, 5);
	assert_string_equal(names.p, "hook");
	buf_free(&names);
}

static bool count_lines(void *ctx, int64_t row, struct view payload)
{
	size_t *n = ctx;

	(void)row;
	assert_true(view_is(payload, "{\"v\":1}"));
	++*n;
	return true;
}

/* Its payload is handed out empty, which every sink refuses for good. */
static void a_damaged_alert_holds_up_no_other(void **state)
{
	struct fixture *f = *state;
	int64_t next;
	size_t n = 0;

	fixture_begin(f);
	add(f, "one", 10, false);
	add(f, "two", 11, false);
	add(f, "three", 12, false);
	fixture_commit(f);
	assert_int_equal(
	    sqlite3_exec(f->s->db, "UPDATE alert SET packed = x'0107' WHERE alert_id = 'two'", NULL,
		NULL, NULL),
	    SQLITE_OK);
	struct due due = ask(f, "desk", 20, 50, &next);
	assert_int_equal(due.n, 3);
	assert_string_equal(due.d[0].payload, "{\"v\":1}");
	assert_string_equal(due.d[1].payload, "");
	assert_string_equal(due.d[2].payload, "{\"v\":1}");
	assert_int_equal(store_alert_list(f->s, 0, 10, count_lines, &n), CT_OK);
	assert_int_equal(n, 2);
	/* The first number that there is: none is before it. */
	assert_int_equal(sqlite3_exec(f->s->db,
			     "UPDATE alert SET id = -9223372036854775808 WHERE alert_id = 'one'",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	n = 0;
	assert_int_equal(store_alert_list(f->s, 0, 10, count_lines, &n), CT_OK);
	assert_int_equal(n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(delivered_once),
	    FIXTURE_TEST(damaged_names_of_sinks_end),
	    FIXTURE_TEST(failed_comes_again_or_dies),
	    FIXTURE_TEST(the_journal_is_read_on_from_a_row),
	    FIXTURE_TEST(no_sinks_no_deliveries),
	    FIXTURE_TEST(names_the_sinks_that_wait),
	    FIXTURE_TEST(a_damaged_alert_holds_up_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
