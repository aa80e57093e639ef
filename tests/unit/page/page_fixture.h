/* Pages for the tests, and how they are read. */
#ifndef PAGE_FIXTURE_H
#define PAGE_FIXTURE_H

#include <stdlib.h>

#include "cmocka_all.h"
#include "page.h"

/* Sentences that read as prose. */
#define PROSE_A                                                                                   \
	"The ferry to Skerrow stopped in the middle of the Narrows on Tuesday, its engine dead, " \
	"and drifted for two hours before a tug took it in tow."
#define PROSE_B                                                                                  \
	"Nobody was hurt, the harbour master said, but forty cars and a hearse missed the last " \
	"train, which does not wait for anyone."
#define PROSE_C                                                                                   \
	"The council will discuss a second boat in March; it has done so every year since 1988, " \
	"and each time the money went to the road instead."
#define COMMENT_A                                                                               \
	"I was on that boat and it was the best evening of my life, to be honest, because the " \
	"cook opened the bar and sang to us until the tug came."
#define TEASER_A                                                                                 \
	"Biscuit maker fined over shrinking packets, which had lost a sixth of their weight in " \
	"four years, while the price went up, a court found."

static inline struct page *page_of(const char *html)
{
	struct page *p = NULL;
	const char *what = NULL;

	assert_int_equal(
	    page_read(view_of(html), VIEW_LIT("https://gazette.example/news/ferry?x=1"),
		VIEW_LIT("text/html; charset=utf-8"), &p, &what),
	    CT_OK);
	return p;
}

static inline const char *no_page(struct view html)
{
	struct page *p = NULL;
	const char *what = NULL;

	assert_int_equal(page_read(html, VIEW_LIT(""), VIEW_LIT(""), &p, &what), CT_EINVAL);
	assert_null(p);
	assert_non_null(what);
	return what;
}

static inline void assert_view(struct view v, const char *want)
{
	char *s = strndup(v.p != NULL ? v.p : "", v.n);

	assert_string_equal(s, want);
	free(s);
}

/* The text of html's article is want. */
static inline void assert_text(const char *html, const char *want)
{
	struct page *p = page_of(html);

	assert_view(p->text, want);
	page_free(p);
}

#endif
