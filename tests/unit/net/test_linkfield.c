#include "cmocka_all.h"
#include "linkfield.h"

static void finds_the_hub(void **state)
{
	static const struct {
		const char *field, *hub;
	} cases[] = {
	    {"<https://hub.example/>; rel=\"hub\"", "https://hub.example/"},
	    {"<https://a.example/?a,b;c>; rel=self, <https://hub.example/>; rel=hub",
		"https://hub.example/"},
	    {"<https://a.example/>;title=\"x, <http://no.example/>; rel=hub\";rel=\"self\", "
	     "<http://hub.example/x> ; REL=\"self Hub\"",
		"http://hub.example/x"},
	    {"<https://a.example/>; rel=\"hubs\"", ""},
	    {"</relative>; rel=hub", ""},
	    {"<javascript:x>; rel=hub, <http://b.example/>; rel=hub", "http://b.example/"},
	    {"<http://b.example/>; anchor=\"#x\"; crossorigin; rel=hub", "http://b.example/"},
	    {"<http://b.example/> rel=hub", "http://b.example/"},
	    {"<http://b.example/>; rel=\"hub", "http://b.example/"},
	    {"<http://b.example/", ""},
	    {"", ""},
	    {"<>;rel=hub", ""},
	    {";;;,,,<<<>>>\"\"==", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct view hub = linkfield_find(view_of(cases[i].field), "hub");

		if (!view_is(hub, cases[i].hub))
			print_error("%s: %.*s\n", cases[i].field, (int)hub.n, hub.p);
		assert_true(view_is(hub, cases[i].hub));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_hub)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
