#include "buf.h"
#include "cmocka_all.h"

#include <stdlib.h>

static void adds(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(100);

	buf_adds(&b, "ab");
	buf_addc(&b, 'c');
	buf_addf(&b, "%d-%s", 42, "x");
	buf_add(&b, NULL, 0);
	assert_int_equal(b.err, CT_OK);
	assert_string_equal(b.p, "abc42-x");
	buf_drop(&b, 3);
	assert_string_equal(b.p, "42-x");
	buf_drop(&b, 100);
	assert_int_equal(b.n, 0);
	buf_free(&b);
	assert_int_equal(b.max, 100);
}

static void failure_sticks(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(4);

	buf_adds(&b, "abcd");
	assert_int_equal(b.err, CT_OK);
	buf_addc(&b, 'e');
	assert_int_equal(b.err, CT_ELIMIT);
	buf_drop(&b, 4);
	buf_addc(&b, 'f');
	assert_int_equal(b.n, 0);
	assert_null(buf_steal(&b, NULL));
	assert_int_equal(b.err, CT_OK);
	buf_addf(&b, "%s", "too long");
	assert_int_equal(b.err, CT_ELIMIT);
	buf_clear(&b);
	buf_adds(&b, "ok");
	assert_string_equal(b.p, "ok");
	buf_free(&b);
}

static void steals(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(SIZE_MAX);
	size_t n;

	for (int i = 0; i < 1000; i++)
		buf_addc(&b, 'x');
	char *p = buf_steal(&b, &n);
	assert_int_equal(n, 1000);
	assert_int_equal(p[1000], '\0');
	assert_int_equal(b.n, 0);
	free(p);
}

static void reads_back(void **state)
{
	(void)state;
	static const uint64_t varints[] = {0, 1, 127, 128, 300, UINT32_MAX, UINT64_MAX};
	struct buf b = BUF_INIT(1000);

	buf_add_u8(&b, 0xFE);
	buf_add_u16(&b, 0xFEDC);
	buf_add_u32(&b, 0xFEDCBA98);
	buf_add_u64(&b, 0xFEDCBA9876543210);
	buf_add_run(&b, VIEW_LIT("run"));
	for (size_t i = 0; i < COUNT(varints); i++)
		buf_add_varint(&b, varints[i]);
	struct cursor c = cursor_of(buf_view(&b));
	assert_int_equal(cursor_u8(&c), 0xFE);
	assert_int_equal(cursor_u16(&c), 0xFEDC);
	assert_int_equal(cursor_u32(&c), 0xFEDCBA98);
	assert_int_equal(cursor_u64(&c), 0xFEDCBA9876543210);
	assert_true(view_is(cursor_run(&c), "run"));
	for (size_t i = 0; i < COUNT(varints); i++)
		assert_int_equal(cursor_varint(&c), varints[i]);
	assert_false(c.bad);
	assert_int_equal(cursor_left(&c), 0);
	assert_int_equal(cursor_u8(&c), 0);
	assert_true(c.bad);
	buf_free(&b);
}

static void hostile_bytes(void **state)
{
	(void)state;
	struct cursor c = cursor_of(VIEW_LIT("\xFF\xFF\xFF\xFFx"));

	assert_int_equal(cursor_run(&c).n, 0); /* a length past the end */
	assert_true(c.bad);
	assert_int_equal(cursor_u8(&c), 0); /* bad stays bad */
	c = cursor_of(VIEW_LIT("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"));
	assert_int_equal(cursor_varint(&c), 0); /* more than 64 bits */
	assert_true(c.bad);
	c = cursor_of(VIEW_LIT("\x80\x80"));
	cursor_varint(&c);
	assert_true(c.bad);
	c = cursor_of((struct view){NULL, 0});
	assert_int_equal(cursor_left(&c), 0);
	assert_int_equal(cursor_u64(&c), 0);
}

static void fits(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1 << 20);

	buf_fit(&b);
	assert_null(b.p);
	buf_adds(&b, "abc");
	assert_non_null(buf_room(&b, 60000));
	buf_fit(&b);
	assert_int_equal(b.cap, 4);
	assert_string_equal(b.p, "abc");
	buf_adds(&b, "def");
	assert_string_equal(b.p, "abcdef");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(adds),
	    cmocka_unit_test(failure_sticks),
	    cmocka_unit_test(steals),
	    cmocka_unit_test(fits),
	    cmocka_unit_test(reads_back),
	    cmocka_unit_test(hostile_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
