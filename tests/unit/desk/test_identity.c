#include "cmocka_all.h"
#include "content.h"
#include "identity.h"

static struct identity id_of(const char *guid, const char *url, const char *title, const char *text)
{
	struct item it = {0};
	struct identity id;

	it.story.id = view_of(guid);
	it.story.url = view_of(url);
	it.story.title = view_of(title);
	it.story.text = view_of(text);
	assert_int_equal(identity_of(&it, &id), CT_OK);
	return id;
}

static void guid_then_link_then_content(void **state)
{
	(void)state;
	struct identity a = id_of("g", "http://a.example/x", "t", "b");
	struct identity b = id_of("", "http://a.example/x", "t", "b");
	struct identity c = id_of("", "", "t", "b");

	assert_int_equal(a.by, IDENTITY_GUID);
	assert_int_equal(b.by, IDENTITY_LINK);
	assert_int_equal(c.by, IDENTITY_CONTENT);
	assert_true(a.link == b.ident); /* a guid's entry is known by its link, too */
	assert_true(a.ident != b.ident);
	assert_true(c.ident == c.content);
	assert_true(c.content == content_hash(VIEW_LIT("t"), VIEW_LIT("b")));
	assert_true(a.content == b.content && b.content == c.content);
}

static void links_are_folded_and_contents_are_not(void **state)
{
	(void)state;
	assert_true(id_of("", "https://www.a.example/x/?utm_source=rss#top", "", "").ident ==
		    id_of("", "http://a.example/x", "", "").ident);
	assert_true(id_of("", "http://a.example/x?id=1", "", "").ident !=
		    id_of("", "http://a.example/x?id=2", "", "").ident);
	assert_true(id_of("", "", "a", "b").content != id_of("", "", "ab", "").content);
	assert_true(id_of("", "", "a", "b").content == id_of("", "", " a\n", "b ").content);
	/* an id that reads like a link is not that link */
	assert_true(id_of("a.example/x", "", "", "").ident !=
		    id_of("", "http://a.example/x", "", "").ident);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(guid_then_link_then_content),
	    cmocka_unit_test(links_are_folded_and_contents_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
