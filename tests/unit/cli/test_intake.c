#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "intake.h"
#include "normalizer.h"

#define LINES 200

static FILE *file_of(const struct buf *text)
{
	FILE *f = fmemopen(text->p, text->n, "r");

	assert_non_null(f);
	return f;
}

static void tells_lines_in_order(void **state)
{
	struct buf text = BUF_INIT(1 << 20);
	struct intake_line *l;
	size_t n = 0;
	char id[20];

	(void)state;
	for (int i = 1; i <= LINES; i++)
		buf_addf(&text,
		    i % 10 == 3   ? " \n"
		    : i % 10 == 4 ? "{\"id\":4}\n"
		    : i % 10 == 5 ? "{\"id\":\n"
				  : "{\"id\":\"s%d\",\"text\":\"Ministers agreed on %d rules.\"}\n",
		    i, i);
	FILE *f = file_of(&text);
	struct intake *in = intake_new(f);
	assert_non_null(in);
	while ((l = intake_next(in)) != NULL) {
		n += n % 10 == 2 ? 2 : 1;
		assert_int_equal(l->number, n);
		if (n % 10 == 4)
			assert_string_equal(l->wrong, "\"id\" is no string");
		else if (n % 10 == 5)
			assert_non_null(l->wrong);
		else
			assert_null(l->wrong);
		if (l->wrong != NULL)
			continue;
		snprintf(id, sizeof(id), "s%zu", n);
		assert_true(view_eq(l->item.story.id, view_of(id)));
		assert_int_equal(l->err, CT_OK);
		assert_non_null(l->profile);
		if (n % 2 == 0) { /* taken */
			profile_free(l->profile);
			l->profile = NULL;
		}
	}
	assert_int_equal(n, LINES);
	assert_int_equal(intake_errno(in), 0);
	intake_free(in);
	fclose(f);
	buf_free(&text);
}

/* A mark at the start is none of the first story's. */
static void a_mark_is_passed_over(void **state)
{
	static char text[] = "\xEF\xBB\xBF{\"id\":\"a\",\"text\":\"Ministers agreed.\"}\n"
			     "\xEF\xBB\xBF{\"id\":\"b\",\"text\":\"Nobody came.\"}\n";
	FILE *f = fmemopen(text, sizeof(text) - 1, "r");
	struct intake *in = intake_new(f);
	struct intake_line *l = intake_next(in);

	(void)state;
	assert_null(l->wrong);
	assert_true(view_eq(l->item.story.id, VIEW_LIT("a")));
	l = intake_next(in);
	assert_non_null(l->wrong); /* amid a file it is wrong */
	assert_null(intake_next(in));
	intake_free(in);
	fclose(f);
}

/* 65 MiB without an end of line, then a story. */
static ssize_t long_line(void *cookie, char *to, size_t n)
{
	static const char story[] = "\n{\"id\":\"a\",\"text\":\"Ministers agreed.\"}";
	size_t *left = cookie;

	if (*left >= sizeof(story)) {
		n = n < *left - sizeof(story) + 1 ? n : *left - sizeof(story) + 1;
		memset(to, 'x', n);
	} else {
		n = n < *left ? n : *left;
		memcpy(to, story + sizeof(story) - 1 - *left, n);
	}
	*left -= n;
	return (ssize_t)n;
}

static void a_line_has_bounds(void **state)
{
	size_t left = (size_t)65 << 20;
	FILE *f = fopencookie(&left, "r", (cookie_io_functions_t){.read = long_line});
	struct intake *in = intake_new(f);
	struct intake_line *l = intake_next(in);

	(void)state;
	assert_string_equal(l->wrong, "longer than 64 MiB");
	l = intake_next(in);
	assert_null(l->wrong);
	assert_int_equal(l->number, 2);
	assert_null(intake_next(in));
	assert_int_equal(intake_errno(in), 0);
	intake_free(in);
	fclose(f);
}

static void prepares_what_the_line_says(void **state)
{
	struct buf text = BUF_INIT(1 << 16);
	struct normalizer *z = normalizer_new();
	struct fingerprint fp;
	struct doc *d = NULL;

	(void)state;
	buf_adds(&text, "{\"id\":\"a\",\"source\":\"b\",\"title\":\"Harbour closed\",\"html\":"
			"\"<p>The harbour of Zadar closed on Monday.<p>Ferries wait.\","
			"\"published\":\"2026-03-01T10:00:00Z\"}");
	FILE *f = file_of(&text);
	struct intake *in = intake_new(f);
	struct intake_line *l = intake_next(in);
	assert_non_null(l);
	assert_null(l->wrong);
	assert_true(view_eq(l->item.story.text,
	    VIEW_LIT("The harbour of Zadar closed on Monday.\n\nFerries wait.")));
	assert_int_equal(l->item.story.published, 1772359200);
	assert_int_equal(l->profile->published, 1772359200);
	assert_int_equal(doc_make_with(z, &l->item.story, &d), CT_OK);
	fingerprint_make(d, &fp);
	assert_memory_equal(fp.body, l->fp.body, sizeof(fp.body));
	assert_int_equal(fp.nkeys, l->fp.nkeys);
	assert_memory_equal(fp.keys, l->fp.keys, fp.nkeys * sizeof(*fp.keys));
	assert_int_equal(d->ntokens, l->profile->doc->ntokens);
	doc_free(d);
	assert_null(intake_next(in));
	assert_null(intake_next(in));
	intake_free(in);
	fclose(f);
	normalizer_free(z);
	buf_free(&text);
}

/* Longer than all that is read ahead. */
static void takes_long_lines(void **state)
{
	struct buf text = BUF_INIT(64 << 20);
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 4; i++) {
		buf_adds(&text, "{\"id\":\"long\",\"text\":\"");
		for (int k = 0; k < 150000; k++)
			buf_adds(&text, "harbour ");
		buf_adds(&text, "\"}\n");
	}
	FILE *f = file_of(&text);
	struct intake *in = intake_new(f);
	for (struct intake_line *l; (l = intake_next(in)) != NULL; n++)
		assert_int_equal(l->item.story.text.n, 150000 * 8);
	assert_int_equal(n, 4);
	intake_free(in);
	fclose(f);
	buf_free(&text);
}

/* What was judged is not held until its place is needed again. */
static void long_lines_do_not_stay(void **state)
{
	struct buf text = BUF_INIT((size_t)64 << 20);
	size_t before, most = 0;

	(void)state;
	mallopt(M_MMAP_THRESHOLD, 256 << 10); /* what is long is counted, on any thread */
	for (int i = 0; i < 40; i++) {
		buf_addf(&text, "{\"id\":\"s%d\",\"html\":\"", i);
		for (size_t n = 0; n < (1 << 20); n += 32)
			buf_adds(&text, "Ministers agreed on few rules.. ");
		buf_adds(&text, "\"}\n");
	}
	FILE *f = file_of(&text);
	before = mallinfo2().hblkhd;
	struct intake *in = intake_new(f);
	while (intake_next(in) != NULL) {
		size_t held = mallinfo2().hblkhd - before;
		most = held > most ? held : most;
	}
	assert_true(most < (24 << 20));
	intake_free(in);
	fclose(f);
	buf_free(&text);
}

static void tells_why_reading_ended(void **state)
{
	FILE *f = fopen("/", "re");
	struct intake *in = intake_new(f);

	(void)state;
	assert_null(intake_next(in));
	assert_int_equal(intake_errno(in), EISDIR);
	intake_free(in);
	fclose(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_lines_in_order),
	    cmocka_unit_test(a_mark_is_passed_over),
	    cmocka_unit_test(a_line_has_bounds),
	    cmocka_unit_test(prepares_what_the_line_says),
	    cmocka_unit_test(takes_long_lines),
	    cmocka_unit_test(long_lines_do_not_stay),
	    cmocka_unit_test(tells_why_reading_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
