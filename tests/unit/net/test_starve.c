/* URLs and headers, where memory is short. */
#include "starve.h"

#include "answer.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(targets),
	    cmocka_unit_test(headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
