#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "merge_all.h"
#include "segment_iter.h"
#include "segment_writer.h"

static struct buf finish(struct segment_writer *w)
{
	struct buf b = BUF_INIT(1u << 26);
	struct view bytes;

	bool done;

	assert_int_equal(segment_writer_end(w, SIZE_MAX, &done), CT_OK);
	assert_true(done);
	assert_int_equal(segment_writer_take(w, &bytes), CT_OK);
	buf_addv(&b, bytes);
	segment_writer_free(w);
	return b;
}

/* Key 5 in story 0, key 300 in stories 1 and 3. */
static struct buf small(void)
{
	struct segment_writer *w = segment_writer_new(2, 4);

	segment_writer_key(w, 5);
	segment_writer_posting(w, 0);
	segment_writer_key(w, 300);
	segment_writer_posting(w, 1);
	segment_writer_posting(w, 3);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(
		    segment_writer_story(w, 100 + 2 * i, 1000 + 10 * (int64_t)i), CT_OK);
	return finish(w);
}

/* Finds and makes ready; the segment may be one that is read. */
static bool find(const struct segment *s, uint32_t key, struct segment_list *l)
{
	static struct buf scratch[2] = {{.max = 1u << 20}, {.max = 1u << 20}};
	static unsigned char few[1u << 16];
	static struct segment_room room;

	if (room.left < 1000)
		room = (struct segment_room){few, sizeof(few)};
	if (!segment_find(s, key, &room, l))
		return false;
	assert_true(segment_may_have(s, key));
	return segment_list_start(s, l, &scratch[s->reader.read != NULL]);
}

static bool read_from(void *ctx, uint64_t at, void *to, size_t n)
{
	const struct segment *s = ctx;

	assert_true(at + n <= s->body_n);
	memcpy(to, s->body + at, n);
	return true;
}

static void layout_is_as_told(void **state)
{
	struct buf b = small();
	/* 11 and 16 zeros; 5, 300; 1, 010; 00; 11, 101: the least bit of a byte first */
	static const unsigned char body[] = {3, 0, 0x14, 0, 0, 0, 0x4b, 0, 0, 0x14, 0x17};

	(void)state;
	assert_int_equal(b.n, sizeof(body) + 4 * 8 + 12 + 72);
	assert_memory_equal(b.p, body, sizeof(body));
	buf_free(&b);
}

static void finds_what_was_written(void **state)
{
	struct buf b = small();
	struct segment s;
	struct segment_list l;
	uint32_t o = 0;

	(void)state;
	assert_int_equal(segment_open(buf_view(&b), &s), CT_OK);
	assert_true(segment_intact(&s));
	assert_int_equal(s.nkeys, 2);
	assert_true(find(&s, 5, &l));
	assert_int_equal(l.count, 1);
	assert_true(segment_next(&l, &o));
	assert_int_equal(o, 0);
	assert_false(segment_next(&l, &o));
	assert_true(find(&s, 300, &l));
	assert_true(segment_next(&l, &o) && o == 1);
	assert_true(segment_next(&l, &o) && o == 3);
	assert_false(segment_next(&l, &o));
	assert_false(find(&s, 4, &l));
	assert_false(find(&s, 6, &l));
	assert_false(find(&s, UINT32_MAX, &l));
	assert_int_equal(segment_story(&s, 3), 106);
	assert_int_equal(segment_story(&s, 4), 0);
	assert_int_equal(segment_time(&s, 2), 1020);
	assert_int_equal(segment_since(&s, INT64_MIN), 0);
	assert_int_equal(segment_since(&s, 1011), 2);
	assert_int_equal(segment_since(&s, INT64_MAX), 4);
	assert_int_equal(segment_at(&s, 101), 1);
	assert_int_equal(segment_at(&s, 102), 1);
	assert_int_equal(segment_at(&s, 107), 4);
	buf_free(&b);
}

/* Keys at both ends of the range and in heaps; the iterator gives them all. */
static void keys_of_all_sorts(void **state)
{
	struct segment read;
	struct segment_writer *w = segment_writer_new(1000, 50);
	struct segment s;
	struct segment_iter it;
	struct segment_list l;
	uint32_t n = 0;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		segment_writer_key(w, i < 500 ? i : UINT32_MAX - 999 + i);
		for (uint32_t o = i % 7; o < 50; o += 1 + i % 11)
			segment_writer_posting(w, o);
		if (i % 100 == 0)
			segment_writer_key(
			    w, i < 500 ? i : UINT32_MAX - 999 + i); /* no posting: no key */
	}
	for (uint32_t i = 0; i < 50; i++)
		assert_int_equal(segment_writer_story(w, 1 + i, 5), CT_OK);
	struct buf b = finish(w);
	assert_int_equal(segment_open(buf_view(&b), &s), CT_OK);
	read = s;
	read.reader = (struct index_reader){&s, read_from};
	segment_iter_start(&it, &s);
	while (segment_iter_next(&it)) {
		struct segment_list again;
		uint32_t key = n < 500 ? n : UINT32_MAX - 999 + n;
		assert_int_equal(it.key, key);
		assert_true(find(&s, key, &l));
		assert_true(find(&read, key, &again));
		for (uint32_t o = n % 7; o < 50; o += 1 + n % 11) {
			uint32_t got = 0;
			assert_true(segment_next(&l, &got) && got == o);
			assert_true(segment_next(&it.list, &got) && got == o);
			assert_true(segment_next(&again, &got) && got == o);
		}
		n++;
	}
	assert_false(it.bad);
	assert_int_equal(n, 1000);
	buf_free(&b);
}

/* One bucket of far more bytes than a piece, with long lists in it; and what the
 * filter knows not to be there. */
static void pieces_of_a_large_bucket(void **state)
{
	struct segment_writer *w = segment_writer_new(0, 3000);
	struct segment s, read;
	struct segment_list a, b;
	unsigned known = 0;

	(void)state;
	for (uint32_t k = 0; k < 40; k++) {
		segment_writer_key(w, k * 1000);
		for (uint32_t o = k; o < 3000; o += 1 + k * k)
			segment_writer_posting(w, o);
	}
	for (uint32_t i = 0; i < 3000; i++)
		assert_int_equal(segment_writer_story(w, 1 + i, 5), CT_OK);
	struct buf bytes = finish(w);
	assert_int_equal(segment_open(buf_view(&bytes), &s), CT_OK);
	read = s;
	read.reader = (struct index_reader){&s, read_from};
	for (uint32_t k = 0; k < 40000; k += 500) {
		uint32_t x = 0, y = 0;

		assert_int_equal(find(&s, k, &a), k % 1000 == 0);
		assert_int_equal(find(&read, k, &b), k % 1000 == 0);
		known += !segment_may_have(&s, k + 1);
		if (k % 1000 != 0)
			continue;
		while (segment_next(&a, &x))
			assert_true(segment_next(&b, &y) && x == y);
		assert_false(segment_next(&b, &y));
	}
	assert_true(known > 10);
	buf_free(&bytes);
}

/* Many neighbours and one far off; nothing but one story; a single far off. */
static void lists_of_all_sorts(void **state)
{
	struct segment_writer *w = segment_writer_new(3, 100000);
	struct segment s;
	struct segment_list l;
	uint32_t o = 0;

	(void)state;
	segment_writer_key(w, 1);
	for (uint32_t i = 0; i < 200; i++)
		segment_writer_posting(w, i);
	segment_writer_posting(w, 99999);
	segment_writer_key(w, 2);
	segment_writer_posting(w, 99999);
	segment_writer_key(w, UINT32_MAX);
	for (uint32_t i = 0; i < 100000; i++)
		segment_writer_posting(w, i);
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal(segment_writer_story(w, 1 + i, 5), CT_OK);
	struct buf b = finish(w);
	assert_int_equal(segment_open(buf_view(&b), &s), CT_OK);
	assert_true(find(&s, 1, &l));
	assert_int_equal(l.count, 201);
	for (uint32_t i = 0; i < 200; i++)
		assert_true(segment_next(&l, &o) && o == i);
	assert_true(segment_next(&l, &o) && o == 99999);
	assert_false(segment_next(&l, &o));
	assert_true(find(&s, 2, &l) && segment_next(&l, &o) && o == 99999);
	assert_true(find(&s, UINT32_MAX, &l));
	for (uint32_t i = 0; i < 100000; i++)
		assert_true(segment_next(&l, &o) && o == i);
	buf_free(&b);
}

/* What its owner said beforehand is how it is written: it must be so. */
static void other_stories_than_announced(void **state)
{
	bool done;
	struct segment_writer *w = segment_writer_new(1, 2);
	struct view bytes;

	(void)state;
	segment_writer_key(w, 1);
	segment_writer_posting(w, 2);
	assert_int_equal(segment_writer_take(w, &bytes), CT_ELIMIT);
	segment_writer_free(w);
	w = segment_writer_new(1, 2);
	assert_int_equal(segment_writer_story(w, 1, 5), CT_OK);
	assert_int_equal(segment_writer_end(w, SIZE_MAX, &done), CT_EINVAL);
	segment_writer_free(w);
}

static void times_never_fall(void **state)
{
	struct segment_writer *w = segment_writer_new(0, 4);
	struct segment s;
	static const int64_t times[] = {INT64_MIN, 50, 40, INT64_MAX};

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(segment_writer_story(w, 1 + i, times[i]), CT_OK);
	struct buf b = finish(w);
	assert_int_equal(segment_open(buf_view(&b), &s), CT_OK);
	for (uint32_t i = 1; i < 4; i++)
		assert_true(segment_time(&s, i) >= segment_time(&s, i - 1));
	buf_free(&b);
}

static void what_is_no_segment(void **state)
{
	struct buf b = small();
	struct segment s;

	(void)state;
	assert_int_equal(segment_open((struct view){NULL, 0}, &s), CT_EINVAL);
	for (size_t n = 0; n < b.n; n++)
		assert_int_equal(segment_open((struct view){b.p, n}, &s), CT_EINVAL);
	for (size_t i = b.n - 72; i < b.n; i++) { /* the trailer watches over itself */
		b.p[i] ^= 4;
		assert_int_not_equal(segment_open(buf_view(&b), &s), CT_OK);
		b.p[i] ^= 4;
	}
	for (size_t i = 0; i < b.n - 72; i++) { /* and over the rest, if asked */
		b.p[i] ^= 4;
		assert_int_equal(segment_open(buf_view(&b), &s), CT_OK);
		assert_false(segment_intact(&s));
		b.p[i] ^= 4;
	}
	buf_free(&b);
}

static bool find_damaged(const struct segment *s, struct segment_list *l)
{
	return segment_find(s, 300, NULL, l) && segment_list_start(s, l, NULL);
}

/* A merge neither reads on nor goes on without: what is damaged stays as it is. */
static void a_list_that_ends_early_is_not_merged(void **state)
{
	struct buf b = small(), out = BUF_INIT(1 << 16);
	const struct view v = buf_view(&b);

	(void)state;
	assert_int_equal(merge_all(&v, 1, 0, &out), CT_OK);
	assert_true(view_eq(buf_view(&out), v));
	buf_clear(&out);
	b.p[10] &= 0xf; /* the last one of the high parts */
	assert_int_equal(merge_all(&v, 1, 0, &out), CT_EINVAL);
	assert_int_equal(out.n, 0);
	buf_free(&b);
	buf_free(&out);
}

/* Every damage to the body: bounded, never a crash; the sanitizers look on. */
static void damage_is_survived(void **state)
{
	struct buf b = small();
	struct segment s;
	struct segment_iter it;
	struct segment_list l;
	uint32_t o = 0;

	(void)state;
	for (size_t i = 0; i < b.n - 72; i++) {
		for (unsigned v = 0; v < 256; v++) {
			char old = b.p[i];
			unsigned n = 0;

			b.p[i] = (char)v;
			assert_int_equal(segment_open(buf_view(&b), &s), CT_OK);
			if (find_damaged(&s, &l))
				while (segment_next(&l, &o))
					n++;
			segment_iter_start(&it, &s);
			while (segment_iter_next(&it))
				while (segment_next(&it.list, &o))
					n++;
			assert_true(n < 100);
			(void)segment_since(&s, 1015);
			b.p[i] = old;
		}
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(layout_is_as_told),
	    cmocka_unit_test(finds_what_was_written),
	    cmocka_unit_test(keys_of_all_sorts),
	    cmocka_unit_test(pieces_of_a_large_bucket),
	    cmocka_unit_test(lists_of_all_sorts),
	    cmocka_unit_test(other_stories_than_announced),
	    cmocka_unit_test(times_never_fall),
	    cmocka_unit_test(what_is_no_segment),
	    cmocka_unit_test(a_list_that_ends_early_is_not_merged),
	    cmocka_unit_test(damage_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
