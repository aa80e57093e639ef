#include "cmocka_all.h"

#include <stdatomic.h>
#include <time.h>

#include "mate.h"

#define MOST 100

struct work {
	atomic_uint done[MOST];
	atomic_uint in_lane[2], at_once_in_lane[2];
};

static void one(void *arg, unsigned lane, size_t i)
{
	struct work *w = arg;

	assert_true(lane < 2);
	assert_int_equal(atomic_fetch_add(&w->at_once_in_lane[lane], 1), 0);
	atomic_fetch_add(&w->done[i], 1);
	atomic_fetch_add(&w->in_lane[lane], 1);
	nanosleep(&(struct timespec){0, 20000}, NULL);
	atomic_fetch_sub(&w->at_once_in_lane[lane], 1);
}

static void each_is_done_once(struct mate *m, unsigned lanes)
{
	const struct lanes l = mate_lanes(m);
	unsigned in_lane[2] = {0};

	for (size_t n = 0; n < MOST; n++) {
		struct work w = {0};

		lanes_each(&l, n, one, &w);
		for (size_t i = 0; i < MOST; i++)
			assert_int_equal(atomic_load(&w.done[i]), i < n);
		for (size_t i = 0; i < 2; i++)
			in_lane[i] += atomic_load(&w.in_lane[i]);
	}
	assert_true(in_lane[0] > 0);
	assert_int_equal(in_lane[1] > 0, lanes > 1);
}

static void test_two(void **state)
{
	struct mate *m = mate_new();

	(void)state;
	if (m == NULL)
		skip(); /* one processor */
	each_is_done_once(m, 2);
	mate_free(m);
}

static void test_alone(void **state)
{
	(void)state;
	each_is_done_once(NULL, 1);
	mate_free(NULL);
}

static void job(void *arg)
{
	nanosleep(&(struct timespec){0, 20000}, NULL);
	atomic_fetch_add((atomic_uint *)arg, 1);
}

/* Between start and wait each is done once, whoever does it and whatever else is. */
static void test_jobs(void **state)
{
	struct mate *m = mate_new();
	const struct lanes l = mate_lanes(m);
	atomic_uint done = 0;

	(void)state;
	if (m == NULL)
		skip();
	for (unsigned i = 0; i < 200; i++) {
		struct work w = {0};

		struct lanes_job jobs[2] = {
		    {.work = job, .arg = &done}, {.work = job, .arg = &done}};

		lanes_start(&l, &jobs[0]);
		lanes_start(&l, &jobs[1]);
		if (i % 3 == 0)
			lanes_each(&l, 5, one, &w);
		if (i % 3 == 1)
			nanosleep(&(struct timespec){0, 50000}, NULL);
		lanes_wait(&l, &jobs[i % 2]);
		lanes_wait(&l, &jobs[i % 2]);
		lanes_wait(&l, &jobs[1 - i % 2]);
		assert_int_equal(atomic_load(&done), 2 * i + 2);
		assert_int_equal(atomic_load(&w.done[4]), i % 3 == 0);
	}
	mate_free(m);
}

static void test_nothing_to_do(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++)
		mate_free(mate_new());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two),
	    cmocka_unit_test(test_alone),
	    cmocka_unit_test(test_jobs),
	    cmocka_unit_test(test_nothing_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
