/* Twice the page costs about twice as much, whatever it is made of. */
#include "doubling.h"
#include "page_fixture.h"

static void page(struct view v)
{
	struct page *p = NULL;
	const char *what = NULL;

	if (page_read(v, VIEW_LIT("https://gazette.example/news/ferry"), VIEW_LIT("text/html"), &p,
		&what) != CT_OK)
		p = NULL;
	page_free(p);
}

#define HTML "<!DOCTYPE html><html><head><title>T</title>"
#define BODY HTML "</head><body>"
#define ARTICLE BODY "<article><h1>T</h1><p>" PROSE_A "</p><p>" PROSE_B "</p>"
#define END "</article></body></html>"
#define LD HTML "<script type='application/ld+json'>"

static void pages(void **state)
{
	static const struct doubling all[] = {
	    {"paragraphs", page, ARTICLE, "<p>" PROSE_C "</p>", NULL, NULL, END, 0},
	    {"one paragraph", page, ARTICLE "<p>", PROSE_C " ", NULL, NULL, END, 0},
	    {"articles", page, BODY, "<article><h2>T ~</h2><p>" PROSE_A "</p></article>", NULL,
		NULL, END, 0},
	    {"comments", page, ARTICLE "<div class='comments'>",
		"<div class='comment' id='c~'><p>" COMMENT_A "</p></div>", NULL, NULL, END, 0},
	    {"teasers", page, ARTICLE "<ul>", "<li><a href='/~'>" TEASER_A "</a></li>", NULL, NULL,
		END, 0},
	    {"links", page, ARTICLE, "<a href='/~'>x</a> ", NULL, NULL, END, 0},
	    {"nested", page, BODY, "<div>", "<p>" PROSE_A "</p>", "</div>", "", 0},
	    {"nested, with prose", page, BODY, "<div><p>" PROSE_A "</p>", NULL, "</div>", "", 0},
	    {"nested, open", page, BODY, "<div>", NULL, NULL, "", 0},
	    {"formatting, open", page, ARTICLE "<p>", "<b><i>x ", NULL, NULL, "", 0},
	    {"paragraphs, open", page, ARTICLE, "<p>x", NULL, NULL, "", 0},
	    {"closed and never opened", page, ARTICLE, "</div></p>", NULL, NULL, END, 0},
	    {"opened, and another closed", page, ARTICLE, "<div></span>", NULL, NULL, END, 0},
	    {"lists", page, ARTICLE, "<ul><li>", NULL, NULL, "", 0},
	    {"tables", page, ARTICLE, "<table><tr><td>", "x", "</table>", END, 0},
	    {"cells", page, ARTICLE "<table>", "<tr><td>x ~</td><td>y</td></tr>", NULL, NULL,
		"</table>" END, 0},
	    {"a tag that does not end", page, ARTICLE, "<div class='a", NULL, NULL, "", 0},
	    {"attributes", page, ARTICLE "<p ", "a~=b ", NULL, NULL, ">x</p>" END, 0},
	    {"classes", page, ARTICLE "<div class='", "share~ nav ", NULL, NULL, "'>x</div>" END,
		0},
	    {"<", page, ARTICLE, "<", NULL, NULL, "", 0},
	    {"<!--", page, ARTICLE, "<!--", NULL, NULL, "", 0},
	    {"&", page, ARTICLE "<p>", "&", NULL, NULL, END, 0},
	    {"blanks", page, ARTICLE "<p>", " \n", NULL, NULL, END, 0},
	    {"headings", page, ARTICLE, "<h2>T ~</h2>", NULL, NULL, END, 0},
	    {"titles", page, HTML, "<title>T ~</title>", NULL, NULL, "<body>" PROSE_A, 0},
	    {"a title", page, "<html><head><title>", "T - ", NULL, NULL, "</title><body>" PROSE_A,
		0},
	    {"a title and headings", page, "<html><title>A title of some words</title>",
		"<h1>A title of some words ~</h1>", NULL, NULL, PROSE_A, 0},
	    {"meta", page, HTML, "<meta property='og:title' content='T ~'>", NULL, NULL,
		"</head><body>" PROSE_A, 0},
	    {"meta, names", page, HTML, "<meta name='author~' content='T'>", NULL, NULL,
		"</head><body>" PROSE_A, 0},
	    {"links in the head", page, HTML, "<link rel='canonical' href='/~'>", NULL, NULL,
		"</head><body>" PROSE_A, 0},
	    {"bylines", page, BODY, "<p class='byline'>By A ~</p>", NULL, NULL, PROSE_A, 0},
	    {"a byline", page, BODY "<p class='byline'>By ", "A and ", NULL, NULL, "</p>" PROSE_A,
		0},
	    {"times", page, BODY, "<time datetime='2024-01-02'>x</time>", NULL, NULL, PROSE_A, 0},
	    {"data, nested", page, LD, "[", "1", "]", "</script><body>" PROSE_A, 0},
	    {"data, objects", page, LD "[{}", ",{\"@type\":\"NewsArticle\",\"headline\":\"T ~\"}",
		NULL, NULL, "]</script><body>" PROSE_A, 0},
	    {"data, authors", page, LD "{\"@type\":\"NewsArticle\",\"author\":[{}",
		",{\"name\":\"A ~\"}", NULL, NULL, "]}</script><body>" PROSE_A, 0},
	    {"data, scripts", page, HTML, "<script type='application/ld+json'>{\"a\":~}</script>",
		NULL, NULL, "<body>" PROSE_A, 0},
	    {"data, a body", page, LD "{\"@type\":\"NewsArticle\",\"articleBody\":\"", PROSE_C " ",
		NULL, NULL, "\"}</script><body>" PROSE_A, 0},
	    {"scripts, open", page, ARTICLE, "<script></script", NULL, NULL, "", 0},
	    {"no UTF-8", page, ARTICLE "<p>", "\xE9 ", NULL, NULL, END, 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
