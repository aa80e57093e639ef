#include "arena.h"
#include "cmocka_all.h"

#include <stdalign.h>

static void aligns_and_keeps(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	char *p[100];

	for (size_t i = 0; i < 100; i++) {
		p[i] = arena_alloc(a, i * 7);
		assert_non_null(p[i]);
		assert_int_equal((uintptr_t)p[i] % alignof(max_align_t), 0);
		memset(p[i], (int)i, i * 7);
	}
	for (size_t i = 1; i < 100; i++)
		for (size_t k = 0; k < i * 7; k++)
			assert_int_equal(p[i][k], (char)i);
	arena_free(a);
}

static void stops_at_the_cap(void **state)
{
	(void)state;
	struct arena *a = arena_new(1000);

	assert_non_null(arena_alloc(a, 900));
	assert_null(arena_alloc(a, 200));
	assert_non_null(arena_alloc(a, 64));
	assert_null(arena_alloc(a, SIZE_MAX));
	assert_null(arena_alloc(a, SIZE_MAX - 3));
	assert_null(arena_calloc(a, SIZE_MAX / 2, 3));
	arena_reset(a);
	assert_non_null(arena_alloc(a, 900));
	arena_free(a);
	arena_free(NULL);
}

static void grows(void **state)
{
	(void)state;
	struct arena *a = arena_new(100000);
	char *p = arena_alloc(a, 10);

	memcpy(p, "0123456789", 10);
	char *q = arena_grow(a, p, 10, 100);
	assert_ptr_equal(p, q); /* the newest block grows in place */
	arena_alloc(a, 1);
	char *r = arena_grow(a, q, 100, 50000);
	assert_non_null(r);
	assert_memory_equal(r, "0123456789", 10);
	assert_null(arena_grow(a, r, 50000, 200000));
	assert_non_null(arena_grow(a, NULL, 0, 8));
	arena_free(a);
}

static void copies(void **state)
{
	(void)state;
	struct arena *a = arena_new(1000);
	struct view v = arena_copy(a, VIEW_LIT("a\0b"));

	assert_int_equal(v.n, 3);
	assert_memory_equal(v.p, "a\0b", 4);
	assert_non_null(arena_copy(a, (struct view){NULL, 0}).p);
	arena_free(a);
}

static void tells_what_it_holds(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	size_t empty = arena_held(a);

	assert_in_range(empty, 1, 4096);
	arena_alloc(a, 100000);
	assert_in_range(arena_held(a), 100000, 110000);
	arena_reset(a); /* keeps it */
	assert_in_range(arena_held(a), 100000, 110000);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(aligns_and_keeps),
	    cmocka_unit_test(stops_at_the_cap),
	    cmocka_unit_test(grows),
	    cmocka_unit_test(copies),
	    cmocka_unit_test(tells_what_it_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
