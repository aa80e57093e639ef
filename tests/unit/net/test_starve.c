/* URLs and headers, where memory is short. */
#include "starve.h"

#include "answer.h"
#include "fetch.h"
#include "target.h"

static enum ct_err follow(void *ctx)
{
	struct target from = {.url = ctx}, to = {.url = ctx};
	enum ct_err err = target_parse("http://u:p%40s@Host.example:8080/a/b?c#d", &from);

	if (err != CT_OK) {
		assert_ptr_equal(from.url, ctx);
		return err;
	}
	assert_string_equal(from.url, "http://Host.example:8080/a/b?c");
	assert_string_equal(from.password, "p@s");
	err = target_follow(&from, "../x?y", &to);
	if (err == CT_OK) {
		assert_string_equal(to.url, "http://Host.example:8080/x?y");
		assert_true(target_same_origin(&from, &to));
		target_free(&to);
	} else {
		assert_ptr_equal(to.url, ctx);
	}
	/* It never stays where that is not known for sure. */
	if (target_stays(&from, "https://host.example:8080/a"))
		fail();
	target_free(&from);
	return err;
}

static void targets(void **state)
{
	(void)state;
	starve("a redirect", follow, &starve_state, CT_EINVAL, false);
}

static enum ct_err header(void *ctx)
{
	static const char *const lines[] = {"HTTP/1.1 200 OK\r\n", "ETag: \"a\"\r\n",
	    "Link: <http://a/>; rel=hub\r\n", "Link: <http://b/>; rel=self\r\n",
	    "Cache-Control: max-age=60\r\n"};
	struct answer a = {0};
	enum ct_err err = CT_OK;

	(void)ctx;
	for (size_t i = 0; err == CT_OK && i < COUNT(lines); i++)
		err = answer_line(&a, view_of(lines[i]));
	if (err == CT_OK) {
		assert_string_equal(a.field[ANSWER_ETAG], "\"a\"");
		assert_string_equal(
		    a.field[ANSWER_LINK], "<http://a/>; rel=hub, <http://b/>; rel=self");
		assert_int_equal(answer_max_age(&a, 1000), 60);
	}
	answer_clear(&a);
	return err;
}

static void headers(void **state)
{
	(void)state;
	starve("a header", header, NULL, CT_ENOMEM, false);
}

/* --- an end is told, with no memory for a timer ---------------------------------------- */

static struct {
	struct loop *loop;
	struct fetcher *fetcher;
	struct loop_timer late, others[2000];
	size_t nothers;
	bool told;
} end;

static void stop_late(void *ctx)
{
	(void)ctx;
	loop_stop(end.loop);
}

static void on_end(void *ctx, struct fetch_result *r)
{
	(void)ctx;
	assert_int_equal(r->outcome, FETCH_EURL);
	end.told = true;
	loop_stop(end.loop);
}

static enum ct_err set_another(void *ctx)
{
	(void)ctx;
	return loop_after(end.loop, &end.others[end.nothers], INT64_MAX, stop_late, NULL);
}

static enum ct_err fetch_nothing(void *ctx)
{
	const struct fetch_request r = {.url = "gopher://a.example/", .timeout_ms = 1000};
	enum ct_err err = fetch_start(end.fetcher, &r, on_end, ctx, NULL);

	if (err != CT_OK)
		return err;
	end.told = false;
	loop_after(end.loop, &end.late, 1000, stop_late, NULL);
	loop_run(end.loop);
	assert_true(end.told);
	return CT_OK;
}

static void ends_are_told(void **state)
{
	const struct fetch_options o = {.max_connections = 1, .max_per_host = 1};
	(void)state;
	assert_int_equal(fetch_global_init(), CT_OK);
	end.loop = loop_new();
	end.fetcher = fetch_new(end.loop, &o);
	assert_non_null(end.fetcher);
	assert_int_equal(loop_keep(end.loop, &end.late), CT_OK);
	assert_int_equal(fetch_nothing(NULL), CT_OK); /* what libcurl keeps is there */
	/* Until there is no place for another one. */
	while (STARVE_POSSIBLE && starve_once(set_another, NULL, 0, true) == CT_OK)
		assert_in_range(++end.nothers, 1, COUNT(end.others) - 1);
	assert_int_equal(starve_once(fetch_nothing, NULL, 1, true), CT_OK); /* 0: the fetch */
	loop_cancel(end.loop, &end.late);
	fetch_free(end.fetcher);
	loop_free(end.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(targets),
	    cmocka_unit_test(headers),
	    cmocka_unit_test(ends_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
