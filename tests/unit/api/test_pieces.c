#include "cmocka_all.h"

#include <stdlib.h>

#include "index.h"
#include "pieces.h"

enum { STORIES = 12 * 4096 + 100, KEYS = 12 };

struct shop {
	size_t asked, kept, dropped, bytes;
	bool full;
	const void *last;
	size_t last_n;
};

static const void *keep(void *ctx, const void *bytes, size_t n)
{
	struct shop *s = ctx;
	char *p;

	s->asked++;
	if (s->full || (p = malloc(n)) == NULL)
		return NULL;
	memcpy(p, bytes, n);
	s->kept++;
	s->bytes += n;
	return p;
}

static void drop(void *ctx, const void *kept, size_t n)
{
	struct shop *s = ctx;

	s->dropped++;
	s->bytes -= n;
	free((void *)(uintptr_t)kept);
}

static void learn(struct index *ix, struct pieces *p, uint32_t from, uint32_t to)
{
	uint32_t keys[KEYS];

	for (uint32_t story = from; story <= to; story++) {
		for (uint32_t i = 0; i < KEYS; i++)
			keys[i] = story * 2654435761u + i * 40503u;
		assert_int_equal(index_add(ix, story, story, keys, KEYS), CT_OK);
		pieces_tidy(p);
	}
}

static void all_are_found(struct index *ix, uint32_t to)
{
	struct index_candidate c[2];
	uint32_t keys[KEYS];

	for (uint32_t story = 1; story <= to; story += 997) {
		for (uint32_t i = 0; i < KEYS; i++)
			keys[i] = story * 2654435761u + i * 40503u;
		assert_int_equal(index_query(ix, keys, KEYS, INT64_MIN, c, 2), 1);
		assert_int_equal(c[0].story, story);
	}
}

static void in_memory(void **state)
{
	struct index *ix = index_new();
	struct pieces p;

	(void)state;
	pieces_init(&p, ix, NULL);
	learn(ix, &p, 1, STORIES);
	assert_int_equal(p.n, 1 + 4); /* eight became one */
	assert_int_equal(p.list[0].level, 1);
	assert_int_equal(index_memtable(ix), 100);
	all_are_found(ix, STORIES);
	index_free(ix);
	pieces_free(&p);
}

static void where_the_caller_wants(void **state)
{
	struct index *ix = index_new(), *again = index_new();
	struct shop shop = {0};
	const struct ct_stories at = {&shop, NULL, keep, drop};
	struct pieces p, q;
	uint32_t last = 0;

	(void)state;
	pieces_init(&p, ix, &at);
	learn(ix, &p, 1, STORIES);
	assert_int_equal(shop.kept, 13);
	assert_int_equal(shop.dropped, 8);
	all_are_found(ix, STORIES);

	/* Another judge, another day. */
	pieces_init(&q, again, &at);
	for (size_t i = 0; i < p.n; i++) {
		assert_int_equal(pieces_adopt(&q, p.list[i].p, p.list[i].n, &last), CT_OK);
		assert_int_equal(q.list[i].level, p.list[i].level);
	}
	assert_int_equal(last, 12 * 4096);
	index_free(ix);
	all_are_found(again, last);
	learn(again, &q, last + 1, last + 5 * 4096);
	all_are_found(again, last + 5 * 4096);
	assert_int_equal(q.n, 2 + 1);
	assert_int_equal(pieces_adopt(&q, "no piece", 8, &last), CT_EINVAL);
	index_free(again);
	for (size_t i = 0; i < q.n; i++)
		drop(&shop, q.list[i].p, q.list[i].n);
	assert_int_equal(shop.bytes, 0);
	pieces_free(&p);
	pieces_free(&q);
}

/* What has only been adopted is nobody's to drop. */
static void adopted_for_reading(void **state)
{
	struct index *ix = index_new(), *again = index_new();
	struct shop shop = {0};
	const struct ct_stories at = {&shop, NULL, keep, drop};
	struct pieces p, q;
	uint32_t last = 0;

	(void)state;
	pieces_init(&p, ix, &at);
	learn(ix, &p, 1, 2 * 4096);
	assert_int_equal(p.n, 2);
	pieces_init(&q, again, NULL);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pieces_adopt(&q, p.list[i].p, p.list[i].n, &last), CT_OK);
	learn(again, &q, last + 1, STORIES);
	assert_int_equal(q.n, 1 + 4);
	all_are_found(again, STORIES);
	index_free(again);
	pieces_free(&q);
	assert_int_equal(shop.dropped, 0);
	index_free(ix);
	for (size_t i = 0; i < 2; i++)
		drop(&shop, p.list[i].p, p.list[i].n);
	pieces_free(&p);
}

static void adopted_in_order(void **state)
{
	struct index *ix = index_new(), *again = index_new();
	struct shop shop = {0};
	const struct ct_stories at = {&shop, NULL, keep, drop};
	struct pieces p, q;
	uint32_t last = 77;

	(void)state;
	pieces_init(&p, ix, &at);
	learn(ix, &p, 1, 2 * 4096);
	pieces_init(&q, again, &at);
	assert_int_equal(pieces_adopt(&q, p.list[1].p, p.list[1].n, &last), CT_OK);
	assert_int_equal(last, 2 * 4096);
	assert_int_equal(pieces_adopt(&q, p.list[1].p, p.list[1].n, &last), CT_EINVAL);
	assert_int_equal(pieces_adopt(&q, p.list[0].p, p.list[0].n, &last), CT_EINVAL);
	index_free(again);
	pieces_free(&q);

	again = index_new();
	pieces_init(&q, again, &at);
	learn(again, &q, 9000, 9000);
	last = 77;
	assert_int_equal(pieces_adopt(&q, p.list[0].p, p.list[0].n, &last), CT_EINVAL);
	assert_int_equal(last, 77);
	index_free(again);
	pieces_free(&q);
	index_free(ix);
	for (size_t i = 0; i < 2; i++)
		drop(&shop, p.list[i].p, p.list[i].n);
	pieces_free(&p);
}

static void no_room_as_yet(void **state)
{
	struct index *ix = index_new();
	struct shop shop = {.full = true};
	const struct ct_stories at = {&shop, NULL, keep, drop};
	struct pieces p;

	(void)state;
	pieces_init(&p, ix, &at);
	learn(ix, &p, 1, 4600);
	assert_int_equal(p.n, 0);
	assert_int_equal(shop.asked, 2); /* not at each story: a piece is much work */
	assert_int_equal(index_memtable(ix), 4600);
	all_are_found(ix, 4600);
	shop.full = false;
	learn(ix, &p, 4601, 4608);
	assert_int_equal(p.n, 1);
	assert_int_equal(index_memtable(ix), 0);
	all_are_found(ix, 4608);
	index_free(ix);
	drop(&shop, p.list[0].p, p.list[0].n);
	pieces_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(in_memory),
	    cmocka_unit_test(where_the_caller_wants),
	    cmocka_unit_test(adopted_for_reading),
	    cmocka_unit_test(adopted_in_order),
	    cmocka_unit_test(no_room_as_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
