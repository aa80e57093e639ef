#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "heap.h"

#define N 2000

static uint32_t seed = 1;

static uint32_t rnd(void)
{
	return seed = seed * 1664525u + 1013904223u;
}

/* Against the plain definition: always the earliest of those that are set. */
static void gives_the_earliest(void **state)
{
	static struct loop_timer t[N];
	static uint64_t set[N];
	struct heap h = {0};
	uint64_t seq = 0;
	(void)state;
	for (int round = 0; round < 6 * N; round++) {
		size_t i = (rnd() >> 8) % N;
		if (t[i].slot != 0) {
			heap_remove(&h, &t[i]);
			assert_int_equal(t[i].slot, 0);
		} else {
			t[i].at = (rnd() >> 8) % 50;
			set[i] = seq++;
			assert_int_equal(heap_push(&h, &t[i]), CT_OK);
		}
		if (round % 100 != 0 || h.n == 0)
			continue;
		size_t best = N;
		for (size_t k = 0; k < N; k++)
			if (t[k].slot != 0 && (best == N || t[k].at < t[best].at ||
						  (t[k].at == t[best].at && set[k] < set[best])))
				best = k;
		assert_ptr_equal(h.v[0].timer, &t[best]);
	}
	heap_free(&h);
	for (size_t k = 0; k < N; k++)
		assert_int_equal(t[k].slot, 0);
}

/* What was set once needs no memory to be set again, whatever else is set meanwhile. */
static void places_are_kept(void **state)
{
	static struct loop_timer t[N];
	struct heap h = {0};
	(void)state;
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(heap_push(&h, &t[i]), CT_OK);
		if (i % 2 == 0)
			heap_remove(&h, &t[i]);
	}
	assert_int_equal(h.n, N / 2);
	size_t cap = h.cap;
	assert_in_range(cap, N, SIZE_MAX);
	for (size_t i = 0; i < N; i += 2)
		assert_int_equal(heap_push(&h, &t[i]), CT_OK);
	assert_int_equal(h.cap, cap);
	for (size_t i = 0; i < N; i++) {
		if (i % 3 == 0)
			heap_remove(&h, &t[i]);
		heap_leave(&h, &t[i]);
		heap_leave(&h, &t[i]);
	}
	assert_int_equal(h.n, 0);
	assert_int_equal(h.kept, 0);
	heap_free(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gives_the_earliest), cmocka_unit_test(places_are_kept)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
