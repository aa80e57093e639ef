/* A page, where memory is short.  Without data in JSON: see feed/test_starve.c. */
#include "starve.h"

#include "page_fixture.h"

static struct page *const untouched = (struct page *)&starve_state;
static struct buf expected;

/* All of it, or an error. */
static enum ct_err read_page(void *ctx)
{
	struct page *p = untouched;
	struct buf json = BUF_INIT(1 << 20);
	const char *what = NULL;
	enum ct_err err = page_read(view_of(ctx), VIEW_LIT("https://gazette.example/news/ferry"),
	    VIEW_LIT("text/html; charset=windows-1252"), &p, &what);

	if (err != CT_OK) {
		assert_ptr_equal(p, untouched);
		return err;
	}
	struct emit e = emit_to(&json);
	page_json(p, &e);
	err = json.err;
	if (err == CT_OK && expected.n == 0)
		expected = json;
	else if (err == CT_OK && !view_eq(buf_view(&json), buf_view(&expected)))
		fail_msg("%s\nis not\n%s", json.p, expected.p);
	if (json.p != expected.p)
		buf_free(&json);
	page_free(p);
	return err;
}

static void pages(void **state)
{
	static char page[] =
	    "<html lang=en><head><title>Ferry adrift - The Gazette</title><link rel=canonical "
	    "href='/news/ferry'><meta property='og:title' content='Ferry adrift'><meta "
	    "name=author content='A &eacute; B'></head><body><nav><a href='/'>Home</a></nav>"
	    "<article><h1>Ferry adrift</h1><time datetime='2024-03-05'>5 March</time><p>" PROSE_A
	    "</p><p>" PROSE_B "</p><blockquote>" PROSE_C "</blockquote><ul><li>a caf\xE9"
	    "<li>b</ul></article><div class=comments><p>" COMMENT_A "</p></div></body></html>";

	(void)state;
	expected = BUF_INIT(1 << 20);
	starve("a page", read_page, page, CT_ELIMIT, false);
	buf_free(&expected);
}

/* What is told in one place only is missing, where there is no memory for that. */
static void plain_pages(void **state)
{
	static char page[] = "<body><article><h1>Ferry adrift</h1><p>" PROSE_A "</p><p>" PROSE_B
			     "</p></article></body>";

	(void)state;
	expected = BUF_INIT(1 << 20);
	starve("a plain page", read_page, page, CT_ELIMIT, false);
	assert_non_null(strstr(expected.p, "\"title\":\"Ferry adrift\""));
	buf_free(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pages),
	    cmocka_unit_test(plain_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
