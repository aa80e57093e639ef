/* The index against a naive one that remembers everything. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "index.h"
#include "merge_all.h"
#include "segment.h"

#define KEYS 12
#define MAX_STORIES 3000

struct naive_story {
	uint32_t n, keys[KEYS];
	int64_t seconds;
};

static struct naive_story all[MAX_STORIES];
static size_t nall;
static uint32_t seed = 1;

static uint32_t random32(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

/* Few keys are common, most are rare. */
static uint32_t some_key(void)
{
	uint32_t r = random32() % 4000;

	r = r * (random32() % 4000) / 4000;
	return r * 2654435761u;
}

static bool has(const struct naive_story *s, uint32_t key)
{
	for (size_t i = 0; i < KEYS; i++)
		if (s->keys[i] == key)
			return true;
	return false;
}

struct naive_score {
	uint32_t story, shared;
	double weight;
};

static int by_weight(const void *pa, const void *pb)
{
	const struct naive_score *a = pa, *b = pb;

	if (fabs(a->weight - b->weight) > 1e-9)
		return a->weight > b->weight ? -1 : 1;
	return a->story < b->story ? -1 : 1;
}

static size_t key_df(uint32_t key, size_t from)
{
	size_t df = 0;

	for (size_t i = from; i < nall; i++)
		df += has(&all[i], key);
	return df;
}

/* `from`: the first story of the oldest segment that reaches into the window. */
static size_t naive_query(
    const uint32_t *keys, size_t nkeys, int64_t since, size_t from, struct naive_score *out)
{
	size_t n = 0, stories = nall - from, cap = stories / 500 > 50 ? stories / 500 : 50;
	double weight[KEYS];

	for (size_t k = 0; k < nkeys; k++) {
		size_t df = key_df(keys[k], from);
		weight[k] = df > 0 && df <= cap ? log((double)(stories + 1) / (double)df) : 0;
		for (size_t j = 0; j < k; j++)
			if (keys[j] == keys[k])
				weight[k] = 0;
	}
	for (size_t i = from; i < nall; i++) {
		struct naive_score s = {all[i].n, 0, 0};

		if (all[i].seconds < since)
			continue;
		for (size_t k = 0; k < nkeys; k++) {
			if (weight[k] > 0 && has(&all[i], keys[k])) {
				s.shared++;
				s.weight += weight[k];
			}
		}
		if (s.shared > 0)
			out[n++] = s;
	}
	qsort(out, n, sizeof(*out), by_weight);
	return n;
}

static void check_query(
    struct index *ix, const uint32_t *keys, size_t nkeys, int64_t since, size_t from, size_t max)
{
	static struct naive_score want[MAX_STORIES];
	struct index_candidate got[64];
	size_t nwant = naive_query(keys, nkeys, since, from, want);
	size_t ngot = index_query(ix, keys, nkeys, since, got, max);

	assert_int_equal(ngot, nwant < max ? nwant : max);
	for (size_t i = 0; i < ngot; i++) {
		size_t j = 0;

		assert_true(fabs((double)got[i].weight - want[i].weight) < 1e-3);
		if (i > 0)
			assert_true(got[i].weight <= got[i - 1].weight);
		while (j < nwant && want[j].story != got[i].story)
			j++;
		assert_true(j < nwant);
		assert_int_equal(got[i].shared, want[j].shared);
		assert_true(fabs((double)got[i].weight - want[j].weight) < 1e-3);
		for (j = 0; j < i; j++)
			assert_int_not_equal(got[i].story, got[j].story);
	}
}

static void add_story(struct index *ix)
{
	struct naive_story *s = &all[nall++];

	s->n = (nall > 1 ? s[-1].n : 0) + 1 + random32() % 3;
	s->seconds = (nall > 1 ? s[-1].seconds : 1000000) + random32() % 5;
	for (size_t i = 0; i < KEYS; i++)
		s->keys[i] = some_key();
	assert_int_equal(index_add(ix, s->n, s->seconds, s->keys, KEYS), CT_OK);
}

/* Parts of the index, as the owner of the segments keeps them. */
struct parts {
	char *bytes[64];
	struct view seg[64];
	uint64_t id[64];
	size_t first[64]; /* in `all` */
	size_t n, memtable;
	uint64_t ids;
};

static bool read_from(void *ctx, uint64_t at, void *to, size_t n)
{
	memcpy(to, (const char *)ctx + at, n);
	return true;
}

/* Some of them are touched, and some are read. */
static void attach(struct index *ix, uint64_t id, struct view bytes)
{
	const struct index_reader reader = {(char *)(uintptr_t)bytes.p, read_from};

	if (id % 2 == 0)
		assert_int_equal(index_attach(ix, id, bytes), CT_OK);
	else
		assert_int_equal(index_attach_read(ix, id, bytes, &reader), CT_OK);
}

static void seal(struct index *ix, struct parts *p)
{
	struct buf b = BUF_INIT(1u << 26);
	size_t n;

	index_seal(ix, &b);
	assert_int_equal(b.err, CT_OK);
	p->bytes[p->n] = buf_steal(&b, &n);
	p->seg[p->n] = (struct view){p->bytes[p->n], n};
	p->id[p->n] = ++p->ids;
	p->first[p->n] = p->memtable;
	assert_true(index_intact(p->seg[p->n]));
	index_clear_memtable(ix);
	assert_int_equal(index_memtable(ix), 0);
	attach(ix, p->id[p->n], p->seg[p->n]);
	p->n++;
	p->memtable = nall;
}

/* Merges count segments from `at`. */
static void merge(struct index *ix, struct parts *p, size_t at, size_t count)
{
	struct buf b = BUF_INIT(1u << 26);
	size_t n, sum = 0;

	assert_int_equal(merge_all(p->seg + at, count, 0, &b), CT_OK);
	for (size_t i = at; i < at + count; i++) {
		sum += p->seg[i].n;
		index_detach(ix, p->id[i]);
		free(p->bytes[i]);
	}
	assert_true(b.n <= sum + 64);
	p->bytes[at] = buf_steal(&b, &n);
	p->seg[at] = (struct view){p->bytes[at], n};
	p->id[at] = ++p->ids;
	assert_true(index_intact(p->seg[at]));
	attach(ix, p->id[at], p->seg[at]);
	for (size_t i = at + 1; i + count - 1 < p->n; i++) {
		p->bytes[i] = p->bytes[i + count - 1];
		p->seg[i] = p->seg[i + count - 1];
		p->id[i] = p->id[i + count - 1];
		p->first[i] = p->first[i + count - 1];
	}
	p->n -= count - 1;
}

/* Where the naive index starts, given the window. */
static size_t reach(const struct parts *p, int64_t since)
{
	for (size_t i = 0; i < p->n; i++) {
		size_t end = i + 1 < p->n ? p->first[i + 1] : p->memtable;
		if (all[end - 1].seconds >= since)
			return p->first[i];
	}
	return p->memtable;
}

static void same_as_naive(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 6; round++) {
		struct index *ix = index_new();
		struct parts p = {0};

		seed = 77 + round;
		nall = 0;
		while (nall < MAX_STORIES) {
			add_story(ix);
			if (index_memtable(ix) > 100 && random32() % 200 == 0)
				seal(ix, &p);
			if (p.n >= 3 && random32() % 300 == 0) {
				size_t at = random32() % (p.n - 1);
				merge(ix, &p, at, 2 + random32() % (p.n - at - 1));
			}
			if (random32() % 25 != 0)
				continue;
			const struct naive_story *like = &all[random32() % nall];
			uint32_t keys[KEYS];
			memcpy(keys, like->keys, sizeof(keys));
			keys[random32() % KEYS] = some_key();
			int64_t since =
			    random32() % 2 == 0 ? INT64_MIN : all[random32() % nall].seconds;
			check_query(ix, keys, KEYS, since, reach(&p, since), 1 + random32() % 40);
		}
		assert_true(p.ids > 6); /* sealed and merged more than once */
		index_free(ix);
		for (size_t i = 0; i < p.n; i++)
			free(p.bytes[i]);
	}
}

static void nothing_in_nothing_out(void **state)
{
	struct index *ix = index_new();
	struct index_candidate c[3];
	uint32_t key = 7;
	struct buf b = BUF_INIT(1u << 20);

	(void)state;
	assert_int_equal(index_query(ix, &key, 1, 0, c, 3), 0);
	assert_int_equal(index_query(ix, NULL, 0, 0, c, 3), 0);
	index_seal(ix, &b);
	assert_int_equal(b.err, CT_OK);
	assert_int_equal(index_attach(ix, 1, buf_view(&b)), CT_OK);
	assert_int_equal(index_query(ix, &key, 1, 0, c, 3), 0);
	assert_int_equal(index_add(ix, 1, 5, NULL, 0), CT_OK);
	assert_int_equal(index_query(ix, &key, 1, 0, c, 3), 0);
	assert_int_equal(index_query(ix, &key, 1, 0, c, 0), 0);
	index_free(ix);
	buf_free(&b);
}

static void numbers_grow(void **state)
{
	struct index *ix = index_new();
	struct index_candidate c[3];
	uint32_t key = 7;

	(void)state;
	assert_int_equal(index_add(ix, 0, 100, &key, 1), CT_EINVAL);
	assert_int_equal(index_add(ix, 5, 100, &key, 1), CT_OK);
	assert_int_equal(index_add(ix, 5, 100, &key, 1), CT_EINVAL);
	assert_int_equal(index_add(ix, 4, 100, &key, 1), CT_EINVAL);
	/* A clock that was set back: the story counts as no earlier than its predecessor. */
	assert_int_equal(index_add(ix, 6, 50, &key, 1), CT_OK);
	assert_int_equal(index_query(ix, &key, 1, 100, c, 3), 2);
	assert_int_equal(index_query(ix, &key, 1, 101, c, 3), 0);
	index_free(ix);
}

static void the_earlier_of_equals_first(void **state)
{
	struct index *ix = index_new();
	struct index_candidate c[3];
	uint32_t keys[] = {7, 7, 9};

	(void)state;
	for (uint32_t i = 1; i <= 10; i++)
		assert_int_equal(index_add(ix, i, i, keys, 3), CT_OK);
	assert_int_equal(index_query(ix, keys, 3, 0, c, 3), 3);
	assert_int_equal(c[0].story, 1);
	assert_int_equal(c[1].story, 2);
	assert_int_equal(c[2].story, 3);
	assert_int_equal(c[0].shared, 2);
	index_free(ix);
}

static void common_keys_are_passed_over(void **state)
{
	struct index *ix = index_new();
	struct index_candidate c[3];

	(void)state;
	for (uint32_t i = 1; i <= 60; i++) {
		uint32_t keys[] = {1, 1000 + i};
		assert_int_equal(index_add(ix, i, i, keys, 2), CT_OK);
	}
	uint32_t q[] = {1, 1030};
	assert_int_equal(index_query(ix, q, 2, 0, c, 3), 1);
	assert_int_equal(c[0].story, 30);
	assert_int_equal(c[0].shared, 1);
	index_free(ix);
}

static void merging_leaves_out_the_pruned(void **state)
{
	struct index *ix = index_new();
	struct index_candidate c[20];
	struct buf a = BUF_INIT(1u << 20), b = BUF_INIT(1u << 20), m = BUF_INIT(1u << 20);
	struct index_span span;
	uint32_t key = 42;

	(void)state;
	for (uint32_t i = 1; i <= 10; i++)
		assert_int_equal(index_add(ix, i, 10 * i, &key, 1), CT_OK);
	index_seal(ix, &a);
	index_clear_memtable(ix);
	for (uint32_t i = 11; i <= 20; i++)
		assert_int_equal(index_add(ix, i, 10 * i, &key, 1), CT_OK);
	index_seal(ix, &b);
	index_free(ix);
	struct view two[] = {buf_view(&a), buf_view(&b)}, swapped[] = {two[1], two[0]};
	assert_int_equal(merge_all(swapped, 2, 0, &m), CT_EINVAL);
	assert_int_equal(m.n, 0);
	assert_int_equal(merge_all(two, 2, 8, &m), CT_OK);
	assert_int_equal(index_span(buf_view(&m), &span), CT_OK);
	assert_int_equal(span.stories, 13);
	assert_int_equal(span.first, 8);
	assert_int_equal(span.last, 20);
	assert_int_equal(span.from, 80);
	assert_int_equal(span.until, 200);
	ix = index_new();
	assert_int_equal(index_attach(ix, 9, buf_view(&m)), CT_OK);
	assert_int_equal(index_query(ix, &key, 1, 0, c, 20), 13);
	assert_int_equal(index_query(ix, &key, 1, 195, c, 20), 1);
	assert_int_equal(c[0].story, 20);
	assert_int_equal(index_add(ix, 20, 0, &key, 1), CT_EINVAL); /* it is known by the segment */
	index_detach(ix, 9);
	assert_int_equal(index_query(ix, &key, 1, 0, c, 20), 0);
	index_free(ix);
	buf_clear(&m);
	assert_int_equal(merge_all(two, 2, 1000, &m), CT_OK); /* nothing is left: an empty one */
	assert_int_equal(index_span(buf_view(&m), &span), CT_OK);
	assert_int_equal(span.stories, 0);
	buf_free(&a);
	buf_free(&b);
	buf_free(&m);
}

static void merging_in_small_steps_gives_the_same(void **state)
{
	struct index *ix = index_new();
	struct buf seg[3], whole = BUF_INIT(1u << 24), steps = BUF_INIT(1u << 24);
	struct view v[3];

	(void)state;
	seed = 5;
	nall = 0;
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 300; j++)
			add_story(ix);
		seg[i] = BUF_INIT(1u << 24);
		index_seal(ix, &seg[i]);
		index_clear_memtable(ix);
		v[i] = buf_view(&seg[i]);
	}
	assert_int_equal(merge_all(v, 3, all[50].n, &whole), CT_OK);
	struct index_merger *m = index_merger_new(v, 3, all[50].n);
	bool done = false;
	unsigned n = 0;
	while (!done) {
		struct view bytes;
		assert_int_equal(index_merger_step(m, 100, &bytes, &done), CT_OK);
		buf_addv(&steps, bytes);
		n++;
	}
	assert_true(n > 20);
	assert_true(view_eq(buf_view(&whole), buf_view(&steps)));
	assert_true(index_intact(buf_view(&steps)));
	index_merger_free(m);
	index_free(ix);
	for (size_t i = 0; i < 3; i++)
		buf_free(&seg[i]);
	buf_free(&whole);
	buf_free(&steps);
}

/* However common its keys are, a query reads only so much. */
static void work_is_bounded(void **state)
{
	struct index *ix = index_new();
	struct index_candidate c[8];
	uint32_t keys[60];

	(void)state;
	/* 60 keys, each in 1 of 600 stories of 400,000: 40,000 postings. */
	for (uint32_t i = 1; i <= 400000; i++) {
		uint32_t key = i % 600;
		assert_int_equal(index_add(ix, i, i, &key, 1), CT_OK);
	}
	for (uint32_t i = 0; i < 60; i++)
		keys[i] = i;
	assert_int_equal(index_query(ix, keys, 60, 0, c, 8), 8);
	assert_int_equal(c[0].shared, 1);
	index_free(ix);
}

static void no_memory_for_the_seal(void **state)
{
	struct index *ix = index_new();
	struct buf b = BUF_INIT(10);
	uint32_t key = 3;

	(void)state;
	assert_int_equal(index_add(ix, 1, 1, &key, 1), CT_OK);
	index_seal(ix, &b);
	assert_int_equal(b.err, CT_ELIMIT);
	assert_int_equal(index_memtable(ix), 1);
	buf_free(&b);
	index_free(ix);
}

/* Neither what is found nor what is sealed depends on the seed. */
static void a_seed_changes_no_answer(void **state)
{
	struct index *ix[2] = {index_new(), index_new()};
	struct buf sealed[2] = {BUF_INIT(1 << 24), BUF_INIT(1 << 24)};
	struct index_candidate found[2][8];
	uint32_t keys[40];
	size_t n[2];

	(void)state;
	index_seed(ix[1], 0x1234567890ABCDEF);
	for (uint32_t story = 1; story <= 500; story++) {
		for (uint32_t k = 0; k < 40; k++)
			keys[k] = (story * 7919u + k * 104729u) % 3000 * 2654435761u;
		for (int i = 0; i < 2; i++)
			assert_int_equal(index_add(ix[i], story, story, keys, 40), CT_OK);
	}
	for (int i = 0; i < 2; i++) {
		n[i] = index_query(ix[i], keys, 40, 0, found[i], 8);
		index_seal(ix[i], &sealed[i]);
	}
	assert_int_equal(n[0], n[1]);
	assert_true(n[0] > 1);
	for (size_t i = 0; i < n[0]; i++)
		assert_int_equal(found[0][i].story, found[1][i].story);
	assert_true(view_eq(buf_view(&sealed[0]), buf_view(&sealed[1])));
	for (int i = 0; i < 2; i++) {
		buf_free(&sealed[i]);
		index_free(ix[i]);
	}
}

/* What is looked up ahead is what would be found: whatever changed meanwhile. */
static void expecting_changes_no_answer(void **state)
{
	struct index *a = index_new(), *b = index_new();
	struct buf bytes[4];
	size_t nparts = 0, most = 0;

	(void)state;
	for (uint32_t n = 1; n <= 900; n++) {
		uint32_t keys[KEYS], next[KEYS];
		struct index_candidate fa[20], fb[20];
		int64_t since = (int64_t)(random32() % 4) * 200;

		for (size_t k = 0; k < KEYS; k++) {
			keys[k] = some_key();
			next[k] = some_key();
		}
		/* Expected: it, another one, for another window; another beside it; and then
		 * a part comes or goes. */
		index_expect(b, n % 7 == 3 ? next : keys, n % 5 == 0 ? KEYS - 1 : KEYS,
		    n % 3 == 0 ? since : since - 200);
		if (n % 11 != 4)
			index_turn(b);
		if (n % 2 == 0)
			index_expect(b, next, KEYS, since);
		if (n % 200 == 0) {
			bytes[nparts] = BUF_INIT(1 << 20);
			index_seal(a, &bytes[nparts]);
			index_clear_memtable(a);
			index_clear_memtable(b);
			assert_int_equal(index_attach(a, n, buf_view(&bytes[nparts])), CT_OK);
			assert_int_equal(index_attach(b, n, buf_view(&bytes[nparts++])), CT_OK);
		}
		if (n == 700) {
			index_detach(a, 200);
			index_detach(b, 200);
		}
		size_t na = index_query(a, keys, KEYS, since, fa, 20);
		assert_int_equal(index_query(b, keys, KEYS, since, fb, 20), na);
		for (size_t i = 0; i < na; i++) {
			assert_int_equal(fa[i].story, fb[i].story);
			assert_true(fa[i].weight == fb[i].weight);
			assert_int_equal(fa[i].shared, fb[i].shared);
		}
		most = na > most ? na : most;
		index_add(a, n, n, keys, KEYS);
		index_add(b, n, n, keys, KEYS);
	}
	assert_int_equal(most, 20);
	index_free(a);
	index_free(b);
	for (size_t i = 0; i < nparts; i++)
		buf_free(&bytes[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_in_nothing_out),
	    cmocka_unit_test(numbers_grow),
	    cmocka_unit_test(the_earlier_of_equals_first),
	    cmocka_unit_test(common_keys_are_passed_over),
	    cmocka_unit_test(merging_leaves_out_the_pruned),
	    cmocka_unit_test(merging_in_small_steps_gives_the_same),
	    cmocka_unit_test(a_seed_changes_no_answer),
	    cmocka_unit_test(same_as_naive),
	    cmocka_unit_test(expecting_changes_no_answer),
	    cmocka_unit_test(work_is_bounded),
	    cmocka_unit_test(no_memory_for_the_seal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
