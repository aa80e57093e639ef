/* The outbox over a real clerk, with sinks that do as they are told. */
#include "cmocka_all.h"
#include "outbox.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum answer { YES, NO, NEVER, LATER, FULL };

struct rig {
	char dir[64], path[80];
	struct loop *loop;
	struct clerk *clerk;
	struct outbox *outbox;
	struct conf conf;
	struct conf_alert alerts[2];
	struct loop_timer deadline;
	unsigned idle;
	/* of the stubs */
	enum answer answer;
	unsigned delivered; /* calls that took it */
	int64_t late[64];   /* deliveries to be answered by the test */
	size_t nlate;
};

static struct rig *rig; /* what the stubs know */

/* --- sinks.h, stubbed ------------------------------------------------------------- */

enum ct_err sinks_deliver(
    struct sinks *s, const char *sink, int64_t delivery, struct view json, const char *alert_id)
{
	(void)s;
	(void)json;
	(void)alert_id;
	if (rig->answer == FULL)
		return CT_ELIMIT;
	rig->delivered++;
	if (strcmp(sink, "one") != 0 && strcmp(sink, "two") != 0)
		outbox_answer(rig->outbox, delivery, false, true, "no sink of this name");
	else if (rig->answer == LATER)
		rig->late[rig->nlate++] = delivery;
	else
		outbox_answer(rig->outbox, delivery, rig->answer == YES, rig->answer == NEVER,
		    rig->answer == YES ? "" : "no");
	return CT_OK;
}

int64_t sinks_wait(const struct sinks *s)
{
	(void)s;
	return 0;
}

/* --- the rig ---------------------------------------------------------------------- */

static void on_idle(void *ctx)
{
	struct rig *r = ctx;

	r->idle++;
	loop_stop(r->loop);
}

static void on_deadline(void *ctx)
{
	loop_stop(((struct rig *)ctx)->loop);
}

enum { PATIENCE_MS = 60000 }; /* for what ends by itself */

static void run_for(struct rig *r, int64_t ms)
{
	loop_after(r->loop, &r->deadline, ms, on_deadline, r);
	assert_int_equal(loop_run(r->loop), CT_OK);
	loop_cancel(r->loop, &r->deadline);
}

/* Until so, however slow the machine is. */
#define RUN_UNTIL(r, condition)                                \
	do {                                                   \
		for (int i = 0; i < 1000 && !(condition); i++) \
			run_for(r, 10);                        \
		assert_true(condition);                        \
	} while (0)

/* Until the outbox is idle. */
static void run(struct rig *r)
{
	unsigned before = r->idle;

	run_for(r, PATIENCE_MS);
	assert_int_equal(r->idle, before + 1);
}

static int setup(void **state)
{
	struct rig *r = rig = calloc(1, sizeof(*r));
	const struct desk_options o = {.window = 86400};
	const struct outbox_hooks hooks = {r, on_idle};
	char *why = NULL;

	strcpy(r->dir, "/tmp/copytaster-outbox-XXXXXX");
	assert_non_null(mkdtemp(r->dir));
	snprintf(r->path, sizeof(r->path), "%s/store", r->dir);
	r->loop = loop_new();
	assert_int_equal(clerk_new(r->loop, r->path, &o, &r->clerk, &why), CT_OK);
	r->alerts[0] = (struct conf_alert){.name = "one", .retries = 3};
	r->alerts[1] = (struct conf_alert){.name = "two", .retries = 1};
	r->conf = (struct conf){.alerts = r->alerts, .nalerts = 2};
	r->outbox = outbox_new(r->loop, r->clerk, &hooks);
	outbox_configure(r->outbox, (struct sinks *)(void *)r, &r->conf);
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;
	char command[100];

	outbox_stop(r->outbox);
	clerk_free(r->clerk);
	outbox_free(r->outbox);
	loop_free(r->loop);
	snprintf(command, sizeof(command), "rm -rf '%s'", r->dir);
	assert_int_equal(system(command), 0);
	free(r);
	return 0;
}

/* --- tasks of the tests, on the clerk's thread --------------------------------------- */

struct job {
	struct task task;
	struct rig *rig;
	int from, n;
	const char *sink;
	struct store_counts counts;
	int64_t shift;
};

static enum ct_err add_run(struct task *t, struct store *st, struct desk *d)
{
	struct job *j = (struct job *)t;
	struct view sink = view_of(j->sink);
	enum ct_err err = CT_OK;
	char id[33];

	(void)d;
	for (int i = 0; err == CT_OK && i < j->n; i++) {
		snprintf(id, sizeof(id), "%032x", j->from + i);
		err = store_alert_add(st, view_of(id), 1, 1, VIEW_LIT("{\"v\":1}"), &sink, 1);
	}
	return err;
}

static enum ct_err count_run(struct task *t, struct store *st, struct desk *d)
{
	(void)d;
	return store_counts(st, &((struct job *)t)->counts);
}

static void job_done(struct task *t, enum ct_err err, bool full)
{
	(void)full;
	assert_int_equal(err, CT_OK);
	loop_stop(((struct job *)t)->rig->loop);
}

static void work(struct rig *r, struct job *j)
{
	j->rig = r;
	j->task.done = job_done;
	clerk_submit(r->clerk, &j->task);
	run_for(r, PATIENCE_MS);
}

static void add(struct rig *r, const char *sink, int from, int n)
{
	struct job j = {
	    .task = {.run = add_run, .write = true}, .sink = sink, .from = from, .n = n};

	work(r, &j);
}

static struct store_counts counts(struct rig *r)
{
	struct job j = {.task = {.run = count_run}};

	work(r, &j);
	return j.counts;
}

/* --- tests ------------------------------------------------------------------------- */

static void all_are_delivered_once(void **state)
{
	struct rig *r = *state;

	add(r, "one", 0, 600); /* more than one look takes */
	add(r, "two", 5000, 1);
	outbox_kick(r->outbox);
	outbox_kick(r->outbox);
	run(r);
	assert_int_equal(r->delivered, 601);
	assert_int_equal(counts(r).pending, 0);
	assert_int_equal(outbox_failed(r->outbox), 0);
	outbox_kick(r->outbox);
	run(r);
	assert_int_equal(r->delivered, 601);
}

static void nothing_to_do_is_idle(void **state)
{
	struct rig *r = *state;

	outbox_kick(r->outbox);
	run(r);
	assert_false(outbox_busy(r->outbox));
}

static void what_fails_waits_or_dies(void **state)
{
	struct rig *r = *state;

	add(r, "one", 0, 1);  /* three tries */
	add(r, "two", 10, 1); /* one try */
	r->answer = NO;
	outbox_kick(r->outbox);
	run(r);
	assert_int_equal(outbox_failed(r->outbox), 2);
	assert_int_equal(counts(r).pending, 1);
	assert_int_equal(counts(r).dead, 1);
	r->answer = YES;
	outbox_kick(r->outbox);
	run(r);
	assert_int_equal(r->delivered, 2); /* its time has not come */
	add(r, "one", 20, 1);
	r->answer = NEVER;
	outbox_kick(r->outbox);
	run(r);
	assert_int_equal(counts(r).dead, 2);
}

/* A reload took the sink away: what waits for it is told dead, and seen so. */
static void what_waits_for_nobody_dies(void **state)
{
	struct rig *r = *state;

	add(r, "gone", 0, 70);
	outbox_kick(r->outbox);
	run(r);
	assert_int_equal(counts(r).pending, 0);
	assert_int_equal(counts(r).dead, 70);
}

/* While the store takes nothing, what was delivered is not delivered again. */
static void unmarked_is_not_repeated(void **state)
{
	struct rig *r = *state;
	struct rlimit old, none;

	signal(SIGXFSZ, SIG_IGN);
	add(r, "one", 0, 5);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	none = (struct rlimit){0, old.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	outbox_kick(r->outbox);
	run(r); /* idle all the same, and failed */
	assert_int_equal(r->delivered, 5);
	assert_true(outbox_failed(r->outbox) > 0);
	assert_false(outbox_busy(r->outbox));
	for (int i = 0; i < 3; i++) {
		outbox_kick(r->outbox);
		run(r);
	}
	assert_int_equal(r->delivered, 5);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(counts(r).pending, 5);
}

/* What the store did not take is known to us alone: the end is the last chance to mark it. */
static void an_end_marks_what_was_not_marked(void **state)
{
	struct rig *r = *state;

	unmarked_is_not_repeated(state);
	outbox_stop(r->outbox);
	assert_true(outbox_busy(r->outbox));
	RUN_UNTIL(r, !outbox_busy(r->outbox));
	assert_int_equal(counts(r).pending, 0);
	assert_int_equal(r->delivered, 5);
}

static void an_end_marks_what_was_delivered(void **state)
{
	struct rig *r = *state;

	add(r, "one", 0, 3);
	r->answer = LATER;
	outbox_kick(r->outbox);
	RUN_UNTIL(r, r->nlate == 3);
	outbox_stop(r->outbox);
	assert_true(outbox_busy(r->outbox));
	add(r, "one", 10, 1);
	outbox_kick(r->outbox);
	for (size_t i = 0; i < r->nlate; i++)
		outbox_answer(r->outbox, r->late[i], true, false, "");
	assert_true(outbox_busy(r->outbox));
	RUN_UNTIL(r, !outbox_busy(r->outbox));
	assert_int_equal(r->nlate, 3);
	assert_int_equal(counts(r).pending, 1);
}

static void a_full_sink_is_asked_again(void **state)
{
	struct rig *r = *state;

	add(r, "one", 0, 2);
	r->answer = FULL;
	outbox_kick(r->outbox);
	run(r);
	assert_int_equal(counts(r).pending, 2);
	assert_true(outbox_failed(r->outbox) > 0); /* --once is told */
	r->answer = YES;
	outbox_kick(r->outbox);
	run(r);
	assert_int_equal(counts(r).pending, 0);
}

/* An answer to what is not under way does no harm. */
static void a_stray_answer_is_nothing(void **state)
{
	struct rig *r = *state;

	outbox_answer(r->outbox, 77, true, false, "");
	assert_false(outbox_busy(r->outbox));
	add(r, "one", 0, 1);
	r->answer = LATER;
	outbox_kick(r->outbox);
	RUN_UNTIL(r, r->nlate == 1);
	outbox_answer(r->outbox, r->late[0], true, false, "");
	outbox_answer(r->outbox, r->late[0], true, false, "");
	run(r);
	outbox_answer(r->outbox, r->late[0], true, false, "");
	assert_int_equal(counts(r).pending, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(all_are_delivered_once),
	    TEST(nothing_to_do_is_idle),
	    TEST(what_fails_waits_or_dies),
	    TEST(what_waits_for_nobody_dies),
	    TEST(unmarked_is_not_repeated),
	    TEST(an_end_marks_what_was_not_marked),
	    TEST(an_end_marks_what_was_delivered),
	    TEST(a_full_sink_is_asked_again),
	    TEST(a_stray_answer_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
