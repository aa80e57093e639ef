#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "loop.h"

static struct loop *l;
static int order[64];
static size_t norder;

static int setup(void **state)
{
	(void)state;
	norder = 0;
	return (l = loop_new()) != NULL ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	loop_free(l);
	return 0;
}

static void note(void *ctx)
{
	order[norder++ % 64] = *(int *)ctx;
}

static void stop(void *ctx)
{
	(void)ctx;
	loop_stop(l);
}

static double cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void timers_fire_by_time_then_by_setting(void **state)
{
	struct loop_timer t[5] = {0}, end = {0};
	int id[5] = {0, 1, 2, 3, 4};
	int64_t ms[5] = {20, 5, 20, 0, 5};
	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(loop_after(l, &t[i], ms[i], note, &id[i]), CT_OK);
	loop_after(l, &end, 300, stop, NULL);
	int64_t start = loop_now(l);
	double used = cpu();
	assert_int_equal(loop_run(l), CT_OK);
	assert_true(loop_now(l) - start >= 299);
	assert_true(cpu() - used < 0.1);
	int want[5] = {3, 1, 4, 0, 2};
	assert_int_equal(norder, 5);
	assert_memory_equal(order, want, sizeof(want));
	for (int i = 0; i < 5; i++)
		assert_int_equal(t[i].slot, 0);
}

static void timers_are_cancelled_and_set_anew(void **state)
{
	struct loop_timer a = {0}, b = {0}, end = {0};
	int one = 1, two = 2;
	(void)state;
	loop_cancel(l, &a); /* never set */
	loop_after(l, &a, 1, note, &one);
	loop_after(l, &b, 2, note, &one);
	loop_after(l, &b, 3, note, &two);
	loop_cancel(l, &a);
	loop_cancel(l, &a);
	loop_after(l, &end, 10, stop, NULL);
	loop_run(l);
	assert_int_equal(norder, 1);
	assert_int_equal(order[0], 2);
}

static void a_far_timer_does_not_overflow(void **state)
{
	struct loop_timer a = {0}, end = {0};
	int one = 1;
	(void)state;
	loop_after(l, &a, INT64_MAX, note, &one);
	loop_after(l, &end, -5, stop, NULL);
	loop_run(l);
	assert_int_equal(norder, 0);
	assert_int_equal(a.at, INT64_MAX);
	loop_cancel(l, &a);
}

static int again;
static struct loop_timer again_timer;

static void set_again(void *ctx)
{
	again++;
	loop_after(l, &again_timer, 0, set_again, ctx);
}

static void read_and_stop(void *ctx, int fd, uint32_t events)
{
	(void)ctx;
	(void)fd;
	assert_int_equal(events, EPOLLIN);
	loop_stop(l);
}

static void a_timer_that_sets_itself_starves_no_descriptor(void **state)
{
	int p[2];
	(void)state;
	assert_int_equal(pipe(p), 0);
	again = 0;
	loop_after(l, &again_timer, 0, set_again, NULL);
	assert_int_equal(loop_watch(l, p[0], EPOLLIN, read_and_stop, NULL), CT_OK);
	assert_int_equal(write(p[1], "x", 1), 1);
	loop_run(l);
	assert_in_range(again, 0, 2);
	loop_cancel(l, &again_timer);
	close(p[0]);
	close(p[1]);
}

/* Both pipes are ready in one batch; whoever is called first removes the other. */
static int pipes[2][2], calls, stale;

static void remove_the_other(void *ctx, int fd, uint32_t events)
{
	int other = fd == pipes[0][0] ? pipes[1][0] : pipes[0][0];
	(void)ctx;
	(void)events;
	calls++;
	loop_unwatch(l, fd);
	loop_unwatch(l, other);
}

static void must_not_be_called(void *ctx, int fd, uint32_t events)
{
	(void)ctx;
	(void)fd;
	(void)events;
	stale++;
}

/* The same, and a new, silent pipe takes the number of the other. */
static void replace_the_other(void *ctx, int fd, uint32_t events)
{
	int other = fd == pipes[0][0] ? pipes[1][0] : pipes[0][0], p[2];
	(void)events;
	calls++;
	loop_unwatch(l, fd);
	loop_unwatch(l, other);
	close(other);
	assert_int_equal(pipe(p), 0);
	assert_int_equal(p[0], other);
	assert_int_equal(loop_watch(l, p[0], EPOLLIN, must_not_be_called, ctx), CT_OK);
	((int *)ctx)[0] = p[1];
}

static void two_ready(loop_fd_fn *fn, void *ctx)
{
	struct loop_timer end = {0};
	calls = stale = 0;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pipe(pipes[i]), 0);
		assert_int_equal(write(pipes[i][1], "x", 1), 1);
		assert_int_equal(loop_watch(l, pipes[i][0], EPOLLIN, fn, ctx), CT_OK);
	}
	loop_after(l, &end, 5, stop, NULL);
	loop_run(l);
	for (int i = 0; i < 2; i++) {
		loop_unwatch(l, pipes[i][0]);
		close(pipes[i][0]);
		close(pipes[i][1]);
	}
}

static void what_a_callback_removes_is_not_called(void **state)
{
	(void)state;
	two_ready(remove_the_other, NULL);
	assert_int_equal(calls, 1);
}

static void an_event_does_not_reach_a_number_given_anew(void **state)
{
	int writer = -1;
	(void)state;
	two_ready(replace_the_other, &writer);
	assert_int_equal(calls, 1);
	assert_int_equal(stale, 0);
	close(writer);
}

static void the_watch_changes(void **state)
{
	struct loop_timer end = {0};
	int p[2];
	(void)state;
	stale = 0;
	assert_int_equal(pipe(p), 0);
	assert_int_equal(loop_watch(l, p[1], EPOLLOUT, must_not_be_called, NULL), CT_OK);
	assert_int_equal(loop_watch(l, p[1], 0, must_not_be_called, NULL), CT_OK);
	loop_after(l, &end, 5, stop, NULL);
	loop_run(l);
	assert_int_equal(stale, 0);
	/* A number closed while watched, and given anew. */
	close(p[0]);
	close(p[1]);
	assert_int_equal(pipe(p), 0);
	assert_int_equal(loop_watch(l, p[1], EPOLLIN, must_not_be_called, NULL), CT_OK);
	assert_int_equal(loop_watch(l, p[0], EPOLLIN, read_and_stop, NULL), CT_OK);
	assert_int_equal(write(p[1], "x", 1), 1);
	assert_int_equal(loop_run(l), CT_OK);
	close(p[0]);
	close(p[1]);
}

static void a_bad_descriptor_is_refused(void **state)
{
	(void)state;
	assert_int_equal(loop_watch(l, -1, EPOLLIN, read_and_stop, NULL), CT_EINVAL);
	assert_int_equal(loop_watch(l, 9999, EPOLLIN, read_and_stop, NULL), CT_EINVAL);
	loop_unwatch(l, -1);
	loop_unwatch(l, 1 << 30);
}

static void stopped_before_it_ran(void **state)
{
	struct loop_timer a = {0};
	(void)state;
	loop_stop(l);
	assert_int_equal(loop_run(l), CT_OK);
	loop_after(l, &a, 1, stop, NULL);
	assert_int_equal(loop_run(l), CT_OK); /* would hang if it did not stop */
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    T(timers_fire_by_time_then_by_setting),
	    T(timers_are_cancelled_and_set_anew),
	    T(a_far_timer_does_not_overflow),
	    T(a_timer_that_sets_itself_starves_no_descriptor),
	    T(what_a_callback_removes_is_not_called),
	    T(an_event_does_not_reach_a_number_given_anew),
	    T(the_watch_changes),
	    T(a_bad_descriptor_is_refused),
	    T(stopped_before_it_ran),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
