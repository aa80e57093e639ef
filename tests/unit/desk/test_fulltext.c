#include "cmocka_all.h"
#include "fulltext.h"

#include <stdlib.h>

#define TEASER "The ferry to Skerrow stopped in the middle of the Narrows on Tuesday"
#define PAGE                                                                                       \
	TEASER ", its engine dead, and drifted for two hours before a tug took it in tow. Nobody " \
	       "was "                                                                              \
	       "hurt, the harbour master said."

static struct item entry(const char *url, const char *text)
{
	return (struct item){
	    .story = {
		.title = VIEW_LIT("Ferry adrift"), .text = view_of(text), .url = view_of(url)}};
}

static char *repeat(const char *s, size_t times, const char *end)
{
	char *p = malloc(strlen(s) * times + strlen(end) + 1);

	p[0] = '\0';
	for (size_t i = 0; i < times; i++)
		strcpy(p + i * strlen(s), s);
	strcat(p, end);
	return p;
}

static void wants_pages_of_teasers(void **state)
{
	(void)state;
	static const char *const ends[] = {" ...", "…", " [&#8230;] ...", " Read more »",
	    " Continue reading →", "\n\nLire la suite", " Читать далее", "阅读全文"};
	char *whole = repeat("Words of a whole story. ", 100, "The end.");
	struct item it = entry("https://a.example/1", TEASER);

	assert_true(fulltext_wanted(&it));
	it = entry("https://a.example/1", whole);
	assert_false(fulltext_wanted(&it));
	for (size_t i = 0; i < COUNT(ends); i++) {
		char *cut = repeat("Words of a whole story. ", 100, ends[i]);
		it = entry("https://a.example/1", cut);
		assert_true(fulltext_wanted(&it));
		free(cut);
	}
	it = entry("https://a.example/1", "");
	assert_true(fulltext_wanted(&it));
	it = entry("", TEASER);
	assert_false(fulltext_wanted(&it));
	it = entry("mailto:a@b.example", TEASER);
	assert_false(fulltext_wanted(&it));
	/* 800 ideographs are a whole story. */
	char *han = repeat("渡轮", 400, "。");
	it = entry("https://a.example/1", han);
	assert_false(fulltext_wanted(&it));
	free(han);
	free(whole);
}

static bool better(const char *text, const char *title, const char *page)
{
	const struct item it = entry("https://a.example/1", text);
	const struct ct_story p = {.title = view_of(title), .text = view_of(page)};

	bool better;

	assert_int_equal(fulltext_better(&it, &p, &better), CT_OK);
	return better;
}

static void takes_the_story_and_nothing_else(void **state)
{
	(void)state;
	assert_true(better(TEASER "...", "Ferry", PAGE));
	assert_true(better(TEASER "...", "", PAGE));
	assert_true(better("THE FERRY TO SKERROW STOPPED", "", PAGE));
	assert_true(better("", "x", PAGE)); /* nothing to compare but two words */
	assert_false(better(PAGE, "Ferry", TEASER));
	assert_false(better(PAGE, "Ferry", PAGE));
	assert_false(better(TEASER "...", "Before you continue",
	    "We and our partners store and access information on a device, such as cookies, and "
	    "process "
	    "personal data, such as unique identifiers, for the purposes described below."));
	assert_true(better("开往斯凯罗的渡轮星期二在海峡中央停了下来", "渡轮",
	    "开往斯凯罗的渡轮星期二在海峡中央停了下来，发动机熄火，漂流了两个小时，才有拖船赶到"
	    "。"));
	assert_false(better("开往斯凯罗的渡轮星期二在海峡中央停了下来", "同意",
	    "我们和我们的合作伙伴使用小型文本文件来改进服务，请阅读我们的政策，并选择是否接受全部内"
	    "容。"));
	assert_false(better(TEASER, "", "\xFF\xFE\x80 \xE3\x81"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(wants_pages_of_teasers),
	    cmocka_unit_test(takes_the_story_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
