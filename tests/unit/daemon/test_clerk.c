/* The clerk over a store in memory: batches, rollback, order, the end. */
#include "cmocka_all.h"
#include "clerk.h"

#include <pthread.h>

#include <stdio.h>
#include <stdlib.h>

#define TASKS 100

struct rig {
	struct loop *loop;
	struct clerk *clerk;
	size_t ended;
	int order[TASKS]; /* which ended when */
};

struct job {
	struct task task; /* first */
	struct rig *rig;
	int n, runs;
	bool poison;
	enum ct_err err;
	bool full;
	size_t expected; /* with this one ended the loop stops */
	int64_t stories; /* what a reader saw */
};

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	const struct desk_options o = {.window = 86400};
	char *why = NULL;

	r->loop = loop_new();
	assert_int_equal(clerk_new(r->loop, ":memory:", &o, &r->clerk, &why), CT_OK);
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	clerk_free(r->clerk);
	loop_free(r->loop);
	free(r);
	return 0;
}

/* Makes a feed of its own; a poisoned one fails behind that. */
static enum ct_err write_run(struct task *t, struct store *st, struct desk *d)
{
	struct job *j = (struct job *)t;
	struct arena *a = arena_new(1 << 20);
	struct store_feed f;
	char name[16];

	(void)d;
	j->runs++;
	snprintf(name, sizeof(name), "f%d", j->n);
	enum ct_err err = store_feed_open(st, view_of(name), VIEW_LIT("u"), a, &f);
	arena_free(a);
	return err == CT_OK && j->poison ? CT_ELIMIT : err;
}

static enum ct_err read_run(struct task *t, struct store *st, struct desk *d)
{
	struct job *j = (struct job *)t;
	struct store_counts c;
	enum ct_err err = store_counts(st, &c);

	(void)d;
	j->runs++;
	j->stories = c.feeds;
	return err;
}

static void on_done(struct task *t, enum ct_err err, bool full)
{
	struct job *j = (struct job *)t;

	j->err = err;
	j->full = full;
	j->rig->order[j->rig->ended++] = j->n;
	if (j->rig->ended == j->expected)
		loop_stop(j->rig->loop);
}

static bool soon;

static void submit(struct rig *r, struct job *j, int n, bool write, bool poison, size_t expected)
{
	*j = (struct job){.rig = r, .n = n, .poison = poison, .expected = expected};
	j->task.run = write ? write_run : read_run;
	j->task.done = on_done;
	j->task.write = write;
	j->task.soon = soon;
	clerk_submit(r->clerk, &j->task);
}

static void all_run_and_end_in_order(void **state)
{
	struct rig *r = *state;
	static struct job jobs[TASKS];

	for (int i = 0; i < TASKS; i++)
		submit(r, &jobs[i], i, i % 7 != 0, false, TASKS);
	assert_int_equal(loop_run(r->loop), CT_OK);
	for (int i = 0; i < TASKS; i++) {
		assert_int_equal(r->order[i], i);
		assert_int_equal(jobs[i].err, CT_OK);
		assert_int_equal(jobs[i].runs, 1);
	}
	/* a reader sees what was written before it */
	assert_int_equal(jobs[98].stories, 98 - 14);
	assert_int_equal(clerk_waiting(r->clerk), 0);
	assert_int_equal(clerk_ended(r->clerk), TASKS);
	assert_true(clerk_has_room(r->clerk));
}

struct gate {
	struct task task;
	pthread_mutex_t closed;
};

static enum ct_err wait_run(struct task *t, struct store *st, struct desk *d)
{
	struct gate *g = (struct gate *)t;

	(void)st;
	(void)d;
	pthread_mutex_lock(&g->closed);
	pthread_mutex_unlock(&g->closed);
	return CT_OK;
}

static void nothing_done(struct task *t, enum ct_err err, bool full)
{
	(void)t;
	(void)full;
	assert_int_equal(err, CT_OK);
}

/* Of a batch with a poisoned task in it all others are stored, and it alone is
 * told so. */
static void poison_fails_alone(void **state)
{
	struct rig *r = *state;
	static struct job jobs[10], reader;
	struct gate g = {.task = {.run = wait_run, .done = nothing_done}};

	/* held up, so that the ten stand in one batch */
	pthread_mutex_init(&g.closed, NULL);
	pthread_mutex_lock(&g.closed);
	clerk_submit(r->clerk, &g.task);
	for (int i = 0; i < 10; i++)
		submit(r, &jobs[i], i, true, i == 4, 11);
	submit(r, &reader, 10, false, false, 11);
	assert_int_equal(clerk_waiting(r->clerk), 12);
	pthread_mutex_unlock(&g.closed);
	assert_int_equal(loop_run(r->loop), CT_OK);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(jobs[i].err, i == 4 ? CT_ELIMIT : CT_OK);
		assert_int_equal(jobs[i].runs, i <= 4 ? 2 : 1);
		assert_false(jobs[i].full);
		assert_int_equal(r->order[i], i);
	}
	assert_int_equal(reader.stories, 9);
	assert_string_equal(clerk_error(r->clerk), ct_strerror(CT_ELIMIT));
	pthread_mutex_destroy(&g.closed);
}

/* Short ones are not held up by long ones. */
static void some_go_before(void **state)
{
	struct rig *r = *state;
	static struct job jobs[6];
	struct gate g = {.task = {.run = wait_run, .done = nothing_done}};

	pthread_mutex_init(&g.closed, NULL);
	pthread_mutex_lock(&g.closed);
	clerk_submit(r->clerk, &g.task);
	for (int i = 0; i < 6; i++) {
		soon = i >= 3;
		submit(r, &jobs[i], i, i != 4, false, 6);
	}
	soon = false;
	pthread_mutex_unlock(&g.closed);
	assert_int_equal(loop_run(r->loop), CT_OK);
	static const int order[] = {3, 4, 5, 0, 1, 2};
	assert_memory_equal(r->order, order, sizeof(order));
	assert_int_equal(jobs[4].stories, 1);
	pthread_mutex_destroy(&g.closed);
}

/* All that was submitted is told before the clerk goes; what was not begun by
 * then has failed. */
static void an_end_leaves_nothing_behind(void **state)
{
	struct rig *r = *state;
	static struct job jobs[TASKS];
	const struct desk_options o = {.window = 86400};
	char *why = NULL;

	for (int i = 0; i < TASKS; i++)
		submit(r, &jobs[i], i, true, i == 50, 0);
	clerk_free(r->clerk);
	assert_int_equal(r->ended, TASKS);
	for (int i = 0; i < TASKS; i++)
		assert_int_equal(jobs[i].err, jobs[i].runs == 0 ? CT_EIO
					      : i == 50         ? CT_ELIMIT
								: CT_OK);
	assert_int_equal(clerk_new(r->loop, ":memory:", &o, &r->clerk, &why), CT_OK);
}

static void a_store_that_is_none_says_why(void **state)
{
	struct rig *r = *state;
	const struct desk_options o = {.window = 86400};
	struct clerk *c = NULL;
	char *why = NULL;

	assert_int_not_equal(clerk_new(r->loop, "/dev/null", &o, &c, &why), CT_OK);
	assert_null(c);
	assert_non_null(why);
	free(why);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(all_run_and_end_in_order),
	    TEST(poison_fails_alone),
	    TEST(some_go_before),
	    TEST(an_end_leaves_nothing_behind),
	    TEST(a_store_that_is_none_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
