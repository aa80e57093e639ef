#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "job.h"

static void hello_round_trip(void **state)
{
	struct buf b = BUF_INIT(100);
	size_t memory = 0;

	(void)state;
	job_hello((size_t)5 << 30, &b);
	assert_int_equal(b.n, JOB_HELLO);
	assert_int_equal(job_hello_decode(buf_view(&b), &memory), CT_OK);
	assert_true(memory == (size_t)5 << 30);
	for (size_t n = 0; n < b.n; n++)
		assert_int_equal(
		    job_hello_decode(view_sub(buf_view(&b), 0, n), &memory), CT_EINVAL);
	b.p[0] = 'X';
	assert_int_equal(job_hello_decode(buf_view(&b), &memory), CT_EINVAL);
	buf_free(&b);
}

static void job_round_trip(void **state)
{
	const struct job in = {JOB_FEED, VIEW_LIT("http://example.org/"), VIEW_LIT("text/xml"),
	    VIEW_LIT("<rss/>"), VIEW_LIT("12345678")};
	struct buf b = BUF_INIT(1000);
	struct job out;

	(void)state;
	assert_int_equal(job_head(&in, &b), CT_OK);
	buf_addv(&b, in.body);
	struct cursor c = cursor_of(buf_view(&b));
	assert_int_equal(cursor_u32(&c), b.n - 4);
	assert_int_equal(job_decode(view_sub(buf_view(&b), 4, b.n), &out), CT_OK);
	assert_int_equal(out.kind, JOB_FEED);
	assert_true(view_eq(out.url, in.url));
	assert_true(view_eq(out.content_type, in.content_type));
	assert_true(view_eq(out.body, in.body));
	assert_true(view_eq(out.known, in.known));
	for (size_t n = 0; n < b.n - 4 - in.body.n; n++) /* cut anywhere in the head */
		assert_int_equal(job_decode(view_sub(buf_view(&b), 4, n), &out), CT_EINVAL);
	b.p[4] = JOB_PAGE;
	assert_int_equal(job_decode(view_sub(buf_view(&b), 4, b.n), &out), CT_OK);
	assert_int_equal(out.kind, JOB_PAGE);
	b.p[4] = 99; /* a kind of job that there is not */
	assert_int_equal(job_decode(view_sub(buf_view(&b), 4, b.n), &out), CT_EINVAL);
	buf_free(&b);
}

static void job_bounds(void **state)
{
	static char url[JOB_URL_MAX + 1];
	struct buf b = BUF_INIT(100000);
	struct job out, in = {JOB_FEED, {url, sizeof url}, {url, sizeof url}, {NULL, 0}, {NULL, 0}};

	(void)state;
	memset(url, 'u', sizeof url);
	assert_int_equal(job_head(&in, &b), CT_OK);
	assert_int_equal(job_decode(view_sub(buf_view(&b), 4, b.n), &out), CT_OK);
	assert_int_equal(out.url.n, 0);
	assert_int_equal(out.content_type.n, 0);
	buf_clear(&b);
	in.body = (struct view){url, (size_t)JOB_BODY_MAX + 1};
	assert_int_equal(job_head(&in, &b), CT_ELIMIT);
	assert_int_equal(b.n, 0);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hello_round_trip),
	    cmocka_unit_test(job_round_trip),
	    cmocka_unit_test(job_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
