/* Twice the header costs about twice as much. */
#include "cmocka_all.h"

#include "answer.h"
#include "doubling.h"
#include "guard.h"
#include "linkfield.h"
#include "target.h"

static void link_field(struct view v)
{
	linkfield_find(v, "hub");
	linkfield_find(v, "self");
}

/* Each line as libcurl hands it over. */
static void header(struct view v)
{
	struct answer a = {0};

	answer_line(&a, VIEW_LIT("HTTP/1.1 200 OK\r\n"));
	for (size_t at = 0, n; at < v.n; at += n + 1) {
		n = view_chr(view_sub(v, at, v.n), '\n');
		answer_line(&a, view_sub(v, at, n + 1));
	}
	answer_retry_after(&a, 1000000000);
	answer_max_age(&a, 1000000000);
	answer_clear(&a);
}

static void target(struct view v)
{
	struct target t = {0}, u = {0};

	if (target_parse(v.p, &t) != CT_OK)
		return;
	if (target_follow(&t, v.p, &u) == CT_OK)
		target_free(&u);
	target_stays(&t, v.p);
	target_free(&t);
}

static void follow(struct view v)
{
	struct target t = {0}, u = {0};

	assert_int_equal(target_parse("http://example.org/a/b?c", &t), CT_OK);
	if (target_follow(&t, v.p, &u) == CT_OK)
		target_free(&u);
	target_stays(&t, v.p);
	target_free(&t);
}

static void guard(struct view v)
{
	struct guard_block b;

	guard_parse(v, &b);
}

static void headers(void **state)
{
	static const struct doubling all[] = {
	    {"Link", link_field, "", "<http://x.org/~>; rel=\"next~\"; title=\"a, b\", ", NULL,
		NULL, "", 0},
	    {"Link, <", link_field, "", "<", NULL, NULL, "", 0},
	    {"Link, quotes", link_field, "", "<a>; rel=\"", NULL, NULL, "", 0},
	    {"Link, \\", link_field, "<a>; rel=\"", "\\\"", NULL, NULL, "", 0},
	    {"Link, commas", link_field, "", ", ;", NULL, NULL, "", 0},
	    {"Link, relations", link_field, "<http://x.org/>; rel=\"", "r~ ", NULL, NULL, "\"", 0},
	    {"Link, parameters", link_field, "<http://x.org/>", "; p~=x", NULL, NULL, "", 0},
	    {"a header", header, "", "X-Y~: z\r\n", NULL, NULL, "", 0},
	    {"a field again and again", header, "", "ETag: \"~\"\r\n", NULL, NULL, "", 0},
	    {"Link fields", header, "", "Link: <http://x.org/~>; rel=hub\r\n", NULL, NULL, "", 0},
	    {"status lines", header, "", "HTTP/1.1 301 Moved\r\nLocation: /~\r\n", NULL, NULL, "",
		0},
	    {"Cache-Control", header, "Cache-Control: ", "a~=\"b\", max-age=x, ", NULL, NULL,
		"\r\n", 0},
	    {"Retry-After", header, "Retry-After: ", "1", NULL, NULL, "\r\n", 0},
	    {"a URL", target, "http://u:p@x.org/", "a%20b/", NULL, NULL, "", 0},
	    {"a URL, down and up", target, "http://x.org/", "a/", NULL, "../", "", 0},
	    {"a URL, a host", target, "http://", "a.", NULL, NULL, "org/", 0},
	    {"a URL, a name", target, "http://", "%41", NULL, NULL, "@x.org/", 0},
	    {"a URL, a query", target, "http://x.org/?", "a=~&", NULL, NULL, "", 0},
	    {"a URL, a fragment", target, "http://x.org/#", "a", NULL, NULL, "", 0},
	    {"Location, up", follow, "", "../", NULL, NULL, "", 0},
	    {"Location, /./", follow, "", "/.", NULL, NULL, "", 0},
	    {"Location, //", follow, "", "/", NULL, NULL, "", 0},
	    {"Location, blanks", follow, "", " ", NULL, NULL, "", 0},
	    {"a block", guard, "", "1.", NULL, NULL, "/8", 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
