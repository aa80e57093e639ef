#include "pool_rig.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

static void no_children_left(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void answers_come_back(void **state)
{
	struct rig r;
	struct got g[3];

	(void)state;
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 4});
	assert_int_equal(pool_workers(r.pool), 0); /* started on demand */
	for (size_t i = 0; i < 3; i++) {
		rig_send(&r, &g[i], "echo hello");
		rig_run(&r);
		assert_int_equal(g[i].outcome, POOL_OK);
		assert_string_equal(g[i].why, "");
		assert_true(view_is(buf_view(&g[i].message), "echo hello"));
		buf_free(&g[i].message);
	}
	assert_int_equal(pool_workers(r.pool), 1); /* and used again */
	assert_int_equal(pool_deaths(r.pool), 0);
	assert_int_equal(pool_waiting(r.pool), 0);
	rig_close(&r);
	no_children_left();
}

static void workers_start_bare(void **state)
{
	struct rig r;
	struct got g;
	sigset_t term, old;

	(void)state;
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &old);
	signal(SIGPIPE, SIG_IGN);
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 1});
	rig_send(&r, &g, "state");
	rig_run(&r);
	assert_string_equal(g.message.p, "fds=2 out=0 env=0 leader=1 blocked=0 pipe=1");
	buf_free(&g.message);
	rig_close(&r);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

struct death_case {
	const char *url, *body;
	enum pool_outcome outcome;
	const char *why, * or ; /* begins so, or so where the machine is busy */
};

static bool begins(const char *why, const char *with)
{
	return with != NULL && view_starts(view_of(why), view_of(with));
}

/* Whatever a worker does, it ends its own job and nothing else. */
static void deaths(void **state)
{
	static const struct death_case cases[] = {
	    {"http://a", "loop", POOL_KILLED, "used more than 0.8 s of CPU",
		"took more than 2.4 s"},
	    {"http://a", "wait", POOL_KILLED, "took more than 2.4 s", NULL},
	    {"http://a", "segv", POOL_CRASHED, "the worker was killed by SIGSEGV", NULL},
	    {"http://a", "leave", POOL_CRASHED, "the worker ended with status 7", NULL},
	    {"http://a", "huge", POOL_CRASHED, "the worker's answer has an impossible length",
		NULL},
	    {"http://a", "zero", POOL_CRASHED, "the worker's answer has an impossible length",
		NULL},
	    {"http://a", "half", POOL_CRASHED, "the worker ended with status 0", NULL},
	};
	enum { N = sizeof cases / sizeof *cases };
	struct rig r;
	struct got bad[N], good[N];

	(void)state;
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 2, .deadline_ms = 800});
	for (size_t i = 0; i < N; i++) {
		rig_send_to(&r, &bad[i], view_of(cases[i].url), view_of(cases[i].body));
		rig_send(&r, &good[i], "echo");
	}
	rig_run(&r);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(bad[i].outcome, cases[i].outcome);
		if (!begins(bad[i].why, cases[i].why) && !begins(bad[i].why, cases[i].or))
			fail_msg("%s: \"%s\"", cases[i].body, bad[i].why);
		assert_int_equal(bad[i].message.n, 0);
		assert_int_equal(good[i].outcome, POOL_OK);
		buf_free(&good[i].message);
	}
	assert_int_equal(pool_deaths(r.pool), N);
	rig_close(&r);
	no_children_left();
}

static void answer_before_the_job_is_refused(void **state)
{
	struct rig r;
	struct got g;
	struct buf big = BUF_INIT(64 << 20);

	(void)state;
	while (big.n < (4 << 20))
		buf_adds(&big, "echo, and more than a socket holds ");
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 1});
	rig_send_to(&r, &g, VIEW_LIT("early"), buf_view(&big));
	rig_run(&r);
	assert_int_equal(g.outcome, POOL_CRASHED);
	assert_string_equal(g.why, "the worker answered before it was asked");
	buf_free(&big);
	rig_close(&r);
}

static void idle_worker_that_speaks_is_replaced(void **state)
{
	struct rig r;
	struct got g[2];

	(void)state;
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 1});
	rig_send(&r, &g[0], "babble");
	rig_run(&r);
	assert_int_equal(g[0].outcome, POOL_OK);
	RIG_UNTIL(&r, pool_deaths(r.pool) == 1);
	assert_int_equal(pool_workers(r.pool), 0);
	rig_send(&r, &g[1], "echo");
	rig_run(&r);
	assert_int_equal(g[1].outcome, POOL_OK);
	buf_free(&g[0].message);
	buf_free(&g[1].message);
	rig_close(&r);
}

static void large_jobs_and_answers(void **state)
{
	struct rig r;
	struct got g;
	struct buf big = BUF_INIT(64 << 20);

	(void)state;
	buf_adds(&big, "echo ");
	for (unsigned i = 0; big.n < (20 << 20); i++)
		buf_add_u32(&big, i * 2654435761u);
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 1});
	rig_send_to(&r, &g, VIEW_LIT("http://example.org/"), buf_view(&big));
	rig_run(&r);
	assert_int_equal(g.outcome, POOL_OK);
	assert_true(view_eq(buf_view(&g.message), buf_view(&big)));
	buf_free(&g.message);
	buf_free(&big);
	rig_close(&r);
}

/* --- back-pressure --- */

enum { MANY = 400, QUEUE = 5, CREW = 3 };

struct crowd {
	struct rig r;
	struct got g[MANY];
	size_t sent, most;
};

static void send_while_room(void *ctx)
{
	struct crowd *c = ctx;

	while (c->sent < MANY && pool_has_room(c->r.pool)) {
		char body[64];

		snprintf(body, sizeof body, "echo %zu", c->sent);
		rig_send(&c->r, &c->g[c->sent++], body);
		if (pool_waiting(c->r.pool) > c->most)
			c->most = pool_waiting(c->r.pool);
	}
	c->r.expected = MANY;
}

static void queue_is_bounded(void **state)
{
	static struct crowd c;
	struct buf b = BUF_INIT(100);
	struct got g = {.rig = &c.r};

	(void)state;
	rig_open(&c.r, (struct pool_options){.program = STUB, .workers = CREW, .queue = QUEUE});
	c.r.each = send_while_room;
	c.r.ctx = &c;
	send_while_room(&c);
	assert_int_equal(c.sent, QUEUE);
	buf_adds(&b, "echo");
	assert_int_equal(pool_parse(c.r.pool, &b, VIEW_LIT("http://example.org/"),
			     (struct view){NULL, 0}, (struct view){NULL, 0}, rig_done, &g),
	    CT_ELIMIT);
	assert_true(view_is(buf_view(&b), "echo")); /* still ours */
	buf_free(&b);
	rig_run(&c.r);
	assert_int_equal(c.sent, MANY);
	assert_in_range(c.most, QUEUE, QUEUE + CREW);
	assert_in_range(pool_workers(c.r.pool), 1, CREW);
	for (size_t i = 0; i < MANY; i++) {
		char body[64];

		snprintf(body, sizeof body, "echo %zu", i);
		assert_int_equal(c.g[i].outcome, POOL_OK);
		assert_true(view_is(buf_view(&c.g[i].message), body));
		buf_free(&c.g[i].message);
	}
	rig_close(&c.r);
	no_children_left();
}

static void nothing_is_parsed_before_its_answer_has_room(void **state)
{
	struct freight freight = {0};
	struct rig r;
	struct got g[3];

	(void)state;
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 2, .freight = &freight});
	for (size_t i = 0; i < 3; i++)
		rig_send(&r, &g[i], "echo hello");
	assert_in_range(freight.bodies, 3 * strlen("echo hello"), 1000);
	freight.messages = FREIGHT_ENOUGH;
	rig_linger(&r, 100);
	assert_int_equal(r.done, 0);
	assert_in_range(freight.bodies, 3 * strlen("echo hello"), 1000);
	freight.messages = 0; /* the clerk has stored what they said */
	rig_run(&r);
	assert_int_equal(freight_sum(&freight), 0);
	for (size_t i = 0; i < 3; i++)
		buf_free(&g[i].message);
	rig_send(&r, &g[0], "wait");
	rig_send(&r, &g[1], "wait");
	rig_send(&r, &g[2], "echo");
	rig_linger(&r, 50);
	rig_close(&r);
	assert_int_equal(freight_sum(&freight), 0);
}

/* What goes with a body counts: of large feeds what is known is half as much again. */
static void what_is_known_has_weight(void **state)
{
	static char known[64 << 10];
	struct freight freight = {0};
	struct buf body = BUF_INIT(1000);
	struct rig r;
	struct got g;

	(void)state;
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 1, .freight = &freight});
	buf_adds(&body, "echo hello");
	g = (struct got){.rig = &r};
	r.expected++;
	assert_int_equal(pool_parse(r.pool, &body, VIEW_LIT("http://a"), VIEW_LIT("text/xml"),
			     (struct view){known, sizeof(known)}, rig_done, &g),
	    CT_OK);
	assert_in_range(freight.bodies, sizeof(known), 3 * sizeof(known));
	rig_run(&r);
	assert_int_equal(g.outcome, POOL_OK);
	assert_int_equal(freight_sum(&freight), 0);
	buf_free(&g.message);
	rig_close(&r);
}

static void workers_are_recycled(void **state)
{
	struct rig r;
	struct got g[5];

	(void)state;
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 1, .recycle = 2});
	for (size_t i = 0; i < 5; i++) {
		rig_send(&r, &g[i], "pid");
		rig_run(&r);
	}
	assert_string_equal(g[0].message.p, g[1].message.p);
	assert_string_not_equal(g[1].message.p, g[2].message.p);
	assert_string_equal(g[2].message.p, g[3].message.p);
	assert_string_not_equal(g[3].message.p, g[4].message.p);
	assert_int_equal(pool_deaths(r.pool), 0); /* that was no death */
	for (size_t i = 0; i < 5; i++)
		buf_free(&g[i].message);
	rig_close(&r);
}

struct busiest {
	struct rig r;
	unsigned workers;
};

static void count_workers(void *ctx)
{
	struct busiest *b = ctx;

	if (pool_workers(b->r.pool) > b->workers)
		b->workers = pool_workers(b->r.pool);
}

/* One is kept warm. */
static void idle_workers_are_stopped(void **state)
{
	struct busiest b = {.workers = 0};
	struct got g[3];

	(void)state;
	rig_open(&b.r, (struct pool_options){.program = STUB, .workers = 3, .idle_ms = 1000});
	b.r.each = count_workers;
	b.r.ctx = &b;
	for (size_t i = 0; i < 3; i++)
		rig_send(&b.r, &g[i], "echo");
	rig_run(&b.r);
	assert_int_equal(b.workers, 3);
	RIG_UNTIL(&b.r, pool_workers(b.r.pool) == 1);
	rig_linger(&b.r, 200);
	assert_int_equal(pool_workers(b.r.pool), 1);
	assert_int_equal(pool_deaths(b.r.pool), 0);
	for (size_t i = 0; i < 3; i++)
		buf_free(&g[i].message);
	rig_close(&b.r);
	no_children_left();
}

static void missing_program_is_told(void **state)
{
	struct rig r;
	struct got g[3];

	(void)state;
	rig_open(&r, (struct pool_options){.program = "/nonexistent/worker", .workers = 2});
	for (size_t i = 0; i < 3; i++)
		rig_send(&r, &g[i], "echo");
	rig_run(&r);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(g[i].outcome, POOL_UNABLE);
		assert_string_equal(
		    g[i].why, "/nonexistent/worker cannot be started: No such file or directory");
	}
	rig_close(&r);
}

/* Jobs running and waiting are dropped, and nobody is called. */
static void free_ends_everything(void **state)
{
	struct rig r;
	struct got g[6];

	(void)state;
	rig_open(&r, (struct pool_options){.program = STUB, .workers = 2});
	for (size_t i = 0; i < 6; i++)
		rig_send(&r, &g[i], "wait");
	rig_linger(&r, 100);
	assert_int_equal(pool_waiting(r.pool), 6);
	assert_int_equal(pool_workers(r.pool), 2);
	rig_close(&r);
	for (size_t i = 0; i < 6; i++)
		assert_false(g[i].called);
	no_children_left();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_come_back),
	    cmocka_unit_test(workers_start_bare),
	    cmocka_unit_test(deaths),
	    cmocka_unit_test(answer_before_the_job_is_refused),
	    cmocka_unit_test(idle_worker_that_speaks_is_replaced),
	    cmocka_unit_test(large_jobs_and_answers),
	    cmocka_unit_test(queue_is_bounded),
	    cmocka_unit_test(nothing_is_parsed_before_its_answer_has_room),
	    cmocka_unit_test(what_is_known_has_weight),
	    cmocka_unit_test(workers_are_recycled),
	    cmocka_unit_test(idle_workers_are_stopped),
	    cmocka_unit_test(missing_program_is_told),
	    cmocka_unit_test(free_ends_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
