/* A pool on a loop, and answers collected until all are there. */
#ifndef POOL_RIG_H
#define POOL_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pool.h"

#ifndef BUILD_DIR
#define BUILD_DIR "build"
#endif
#define STUB BUILD_DIR "/unit/worker/stub_worker"
#define WORKER BUILD_DIR "/copytaster-worker"

struct rig {
	struct loop *loop;
	struct pool *pool;
	size_t expected, done;
	struct loop_timer guard;
	void (*each)(void *ctx); /* called at each answer; or NULL */
	void *ctx;
};

struct got {
	struct rig *rig;
	bool called;
	enum pool_outcome outcome;
	char why[200];
	struct buf message;
};

static inline void rig_timeout(void *ctx)
{
	(void)ctx;
	fail_msg("no answer in 60 s");
}

static inline void rig_done(
    void *ctx, enum pool_outcome outcome, const char *why, struct buf *message)
{
	struct got *g = ctx;

	assert_false(g->called);
	g->called = true;
	g->outcome = outcome;
	snprintf(g->why, sizeof g->why, "%s", why);
	g->message = *message;
	*message = BUF_INIT(0);
	if (g->rig->each != NULL)
		g->rig->each(g->rig->ctx);
	if (++g->rig->done == g->rig->expected)
		loop_stop(g->rig->loop);
}

static inline void rig_open(struct rig *r, struct pool_options o)
{
	*r = (struct rig){.loop = loop_new()};
	assert_non_null(r->loop);
	if (o.deadline_ms == 0)
		o.deadline_ms = 20000;
	if (o.queue == 0)
		o.queue = 1000;
	r->pool = pool_new(r->loop, &o);
	assert_non_null(r->pool);
}

static inline void rig_close(struct rig *r)
{
	pool_free(r->pool);
	loop_free(r->loop);
}

static inline void rig_send_to(struct rig *r, struct got *g, struct view url, struct view body)
{
	struct buf b = BUF_INIT(1 << 30);

	*g = (struct got){.rig = r};
	buf_addv(&b, body);
	assert_int_equal(b.err, CT_OK);
	assert_int_equal(pool_parse(r->pool, &b, url, (struct view){NULL, 0},
			     (struct view){NULL, 0}, rig_done, g),
	    CT_OK);
	assert_null(b.p);
	assert_false(g->called);
	r->expected++;
}

static inline void rig_send(struct rig *r, struct got *g, const char *body)
{
	rig_send_to(r, g, VIEW_LIT("http://example.org/feed"), view_of(body));
}

/* Until every job sent is answered. */
static inline void rig_run(struct rig *r)
{
	assert_int_equal(loop_after(r->loop, &r->guard, 60000, rig_timeout, r), CT_OK);
	assert_int_equal(loop_run(r->loop), CT_OK);
	loop_cancel(r->loop, &r->guard);
	assert_int_equal(r->done, r->expected);
}

static inline void rig_stop(void *ctx)
{
	loop_stop(ctx);
}

/* Lets the loop run for a while. */
static inline void rig_linger(struct rig *r, int64_t ms)
{
	struct loop_timer t = {0};

	assert_int_equal(loop_after(r->loop, &t, ms, rig_stop, r->loop), CT_OK);
	assert_int_equal(loop_run(r->loop), CT_OK);
}

/* Until so, however slow the machine is. */
#define RIG_UNTIL(r, condition)                                \
	do {                                                   \
		for (int i = 0; i < 3000 && !(condition); i++) \
			rig_linger(r, 10);                     \
		assert_true(condition);                        \
	} while (0)

#endif
