/* Twice the story costs about twice as much, compared and explained. */
#include "cmocka_all.h"

#include "copytaster.h"
#include "doubling.h"

/* Sentences of made-up words, names and numbers. */
static struct view fixed(void)
{
	static char text[12 << 10];
	uint32_t x = 1;
	size_t n = 0;

	for (size_t k = 0; n == 0 || n + 60 < sizeof(text); k++) {
		x = x * 1664525u + 1013904223u;
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%c%ce%c%c ",
		    k % 5 == 0 ? 'B' : 'b', "aeiou"[(x >> 24) % 5], "dlnrst"[(x >> 20) % 6],
		    "aeiou"[(x >> 16) % 5]);
		if (k % 17 == 16)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%u. ", x >> 22);
	}
	return (struct view){text, n};
}

static void compare(struct view a, struct view b)
{
	struct ct_story story = {.text = a, .title = VIEW_LIT("A title")};
	struct ct_story earlier = {.text = b, .title = VIEW_LIT("A title")};
	struct ct_judgement j;
	char *why = NULL;

	assert_int_equal(ct_compare(&story, &earlier, &j), CT_OK);
	assert_int_equal(ct_explain(&j, &why), CT_OK);
	ct_free(why);
	ct_judgement_free(&j);
}

static void story(struct view v)
{
	compare(v, fixed());
}

static void earlier(struct view v)
{
	compare(fixed(), v);
}

static void html(struct view v)
{
	char *text = NULL;

	assert_int_equal(ct_html_text(v, &text), CT_OK);
	ct_free(text);
}

static void feed(struct view v)
{
	char *json = NULL;

	assert_int_equal(ct_feed_json(v, VIEW_LIT(""), VIEW_LIT(""), &json, NULL), CT_OK);
	ct_free(json);
}

#define BOTH(what, each)                                                     \
	{"story, " what, story, "", each, NULL, NULL, "", 8 << 10},          \
	{                                                                    \
		"earlier, " what, earlier, "", each, NULL, NULL, "", 8 << 10 \
	}

static void stories(void **state)
{
	static const struct doubling all[] = {
	    BOTH("sentences", "The council of Boal said ~ ferries of Noel ran in ~ days. "),
	    BOTH("one sentence", "the ferry of Boal "),
	    BOTH("the same sentence", "The ferry of Boal had 12 seats. "),
	    BOTH("numbers", "~ 1,000 3.5 "),
	    BOTH("names", "Anna B~ Boal "),
	    BOTH("speech", "\"We saw it come in\", said Boal. "),
	    BOTH("quotation marks", "\" “ "),
	    BOTH("paragraphs", "a\n\n"),
	    BOTH("no spaces", "\xE4\xB8\xAD\xE6\x96\x87"),
	    BOTH("no letters", ". ! ? "),
	    {"HTML", html, "", "<p>Some <b>words</b> &amp; more</p>", NULL, NULL, "", 0},
	    {"a feed", feed, "<rss version='2.0'><channel>",
		"<item><title>Story ~</title><description>x</description></item>", NULL, NULL,
		"</channel></rss>", 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(stories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
