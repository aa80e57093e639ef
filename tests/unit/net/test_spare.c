/* libcurl's memory: what is kept, how much of it, and that it is whole. */
#include "starve.h"

#include "sanitized.h"
#include "spare.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 5000, KEPT_MAX = 2 << 20, MANY = 20000 };

static int setup(void **state)
{
	(void)state;
	return spare_curl_init() ? 0 : -1;
}

static bool all_are(const unsigned char *p, size_t n, unsigned char c)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != c)
			return false;
	return true;
}

/* Each of its size and aligned for anything, new or kept. */
static void pieces_are_whole(void **state)
{
	static unsigned char *p[MOST];

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t n = 0; n < MOST; n++) {
			p[n] = spare_take(n);
			assert_non_null(p[n]);
			assert_int_equal((uintptr_t)p[n] % _Alignof(max_align_t), 0);
			assert_true(malloc_usable_size(p[n]) >= n);
			memset(p[n], (int)(n % 251), n);
		}
		for (size_t n = 0; n < MOST; n++) {
			assert_true(all_are(p[n], n, (unsigned char)(n % 251)));
			spare_give(p[n]);
		}
		assert_in_range(spare_kept(), SANITIZED ? 0 : 1, SANITIZED ? 0 : KEPT_MAX);
	}
	spare_give(NULL);
}

/* A second round of the same asks malloc for nothing. */
static void what_was_given_is_taken_again(void **state)
{
	static void *p[100];
	size_t kept = spare_kept();

	(void)state;
	for (int round = 0; STARVE_POSSIBLE && !SANITIZED && round < 2; round++) {
		starve_state.n = 0;
		for (size_t i = 0; i < 100; i++)
			p[i] = spare_take(500 + i % 12);
		assert_true(round == 0 || starve_state.n == 0);
		assert_true(round == 0 || spare_kept() == kept - 100 * 512);
		for (size_t i = 0; i < 100; i++)
			spare_give(p[i]);
		kept = spare_kept();
	}
}

/* As malloc does: else one piece is two transfers' soon. */
static void what_is_given_twice_is_seen(void **state)
{
	int status;

	(void)state;
#ifdef __SANITIZE_THREAD__
	skip(); /* under sanitizers pieces are their allocators', and this one's does not look */
#endif
	pid_t child = fork();
	if (child == 0) {
		void *p = spare_take(200);

		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		signal(SIGABRT, SIG_DFL);
		spare_give(p);
		spare_give(p);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void pieces_grow_and_shrink(void **state)
{
	static const size_t sizes[] = {1, 64, 65, 100, 4095, 4096, 9000, 200000, 5000, 4000, 10, 1};
	unsigned char *p = spare_take_again(NULL, 3);
	size_t had = 3;

	(void)state;
	assert_non_null(p);
	memset(p, 'x', 3);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		unsigned char *q = spare_take_again(p, sizes[i]);

		assert_non_null(q);
		assert_true(malloc_usable_size(q) >= sizes[i]);
		assert_true(all_are(q, had < sizes[i] ? had : sizes[i], 'x'));
		p = memset(q, 'x', sizes[i]);
		had = sizes[i];
	}
	spare_give(p);
}

static void clean_ones_are_clean(void **state)
{
	(void)state;
	for (size_t n = 1; n < MOST; n += 13) {
		unsigned char *p = spare_take(n);

		memset(p, 'x', n);
		spare_give(p);
		p = spare_take_clean(n, 1);
		assert_true(all_are(p, n, 0));
		spare_give(p);
	}
	void *p = spare_take_clean(0, 8);
	assert_non_null(p);
	spare_give(p);
	assert_null(spare_take_clean(SIZE_MAX / 2, 3));
	char *copy = spare_take_copy("a copy");
	assert_string_equal(copy, "a copy");
	spare_give(copy);
}

/* What is given back by thousands is not kept by thousands. */
static void what_is_kept_is_bounded(void **state)
{
	static void *p[MANY];

	(void)state;
	for (size_t size = 100; size < 4096; size += 1300) {
		for (size_t i = 0; i < MANY; i++)
			p[i] = spare_take(size);
		for (size_t i = 0; i < MANY; i++) {
			spare_give(p[i]);
			assert_in_range(spare_kept(), 0, SANITIZED ? 0 : KEPT_MAX);
		}
		assert_true(SANITIZED || spare_kept() > KEPT_MAX - 4096);
	}
}

static enum ct_err take_large(void *ctx)
{
	void **p = ctx;

	*p = spare_take_again(*p, 100000);
	return *p != NULL ? CT_OK : CT_ENOMEM;
}

/* Where there is no more memory what is kept is there, and what was had is not lost. */
static void where_memory_ends(void **state)
{
	(void)state;
	if (!STARVE_POSSIBLE || SANITIZED)
		skip();
	char *had = spare_take_copy("still there");
	void *p = had;

	spare_give(spare_take(300));
	assert_int_equal(starve_once(take_large, &p, 0, true), CT_ENOMEM);
	assert_null(p);
	assert_string_equal(had, "still there");
	starve_state.n = 0;
	starve_state.at = 0;
	starve_state.on = starve_state.counts = true;
	void *kept = spare_take(300), *none = spare_take(100000);
	char *copy = spare_take_copy("one more");
	starve_state.counts = false;
	starve_state.at = -1;
	assert_non_null(kept);
	assert_null(none);
	assert_string_equal(copy, "one more");
	spare_give(copy);
	spare_give(kept);
	spare_give(had);
}

static void *elsewhere(void *ctx)
{
	void **p = ctx;

	spare_give(*p);
	*p = spare_take(200);
	return (void *)spare_kept();
}

/* Another thread keeps nothing, and may have what this one took. */
static void other_threads_keep_nothing(void **state)
{
	void *p = spare_take(200), *kept;
	size_t before = spare_kept();
	pthread_t t;

	(void)state;
	assert_int_equal(pthread_create(&t, NULL, elsewhere, &p), 0);
	assert_int_equal(pthread_join(t, &kept), 0);
	assert_null(kept);
	assert_int_equal(spare_kept(), before);
	assert_non_null(p);
	spare_give(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_given_is_taken_again),
	    cmocka_unit_test(pieces_are_whole),
	    cmocka_unit_test(what_is_given_twice_is_seen),
	    cmocka_unit_test(pieces_grow_and_shrink),
	    cmocka_unit_test(clean_ones_are_clean),
	    cmocka_unit_test(what_is_kept_is_bounded),
	    cmocka_unit_test(where_memory_ends),
	    cmocka_unit_test(other_threads_keep_nothing),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
