/* Web pages to their articles, beside libxml2's tree of the same page alone. */
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "news.h"
#include "page.h"

#define PAGES 40

static size_t found;

static void our_extract(struct view doc)
{
	struct page *p = NULL;
	const char *what;
	if (page_read(doc, VIEW_LIT("https://o.example/2026/story"), (struct view){NULL, 0}, &p,
		&what) == CT_OK)
		found += p->text.n > 0;
	page_free(p);
}

static void floor_tree(struct view doc)
{
	htmlDocPtr d = htmlReadMemory(doc.p, (int)doc.n, NULL, "UTF-8",
	    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_RECOVER);
	if (d != NULL)
		xmlFreeDoc(d);
}

static void compare(const char *name, const struct view *docs, size_t n)
{
	double ours[BENCH_ROUNDS], floors[BENCH_ROUNDS], mb = 0;
	for (size_t i = 0; i < n; i++)
		mb += (double)docs[i].n / 1e6;
	found = 0;
	for (size_t i = 0; i < n; i++)
		our_extract(docs[i]);
	if (found < n * 9 / 10)
		bench_die("%s: articles in %zu of %zu", name, found, n);
	for (int i = 0; i < BENCH_ROUNDS; i++) {
		ours[i] = mb / bench_pass(our_extract, docs, n);
		floors[i] = mb / bench_pass(floor_tree, docs, n);
	}
	bench_row(name, bench_quantile(ours, BENCH_ROUNDS, 0.5), "MB/s",
	    "libxml2's HTML tree alone", bench_quantile(floors, BENCH_ROUNDS, 0.5), BENCH_MORE);
}

static void add_list(struct buf *out, const char *class, struct news *n, int items)
{
	buf_addf(out, "<div class=\"%s\"><h3>Read on</h3><ul>\n", class);
	for (int i = 0; i < items; i++) {
		const struct ct_story *s = news_next(n);
		buf_addf(out,
		    "<li class=\"item item-%d\"><a href=\"%.*s?ref=%s\" data-id=\"%d\"><img "
		    "src=\"/t/%d.jpg\" alt=\"\" width=120 height=80><span>%.*s</span></a></li>\n",
		    i, (int)s->url.n, s->url.p, class, i, i, (int)s->title.n, s->title.p);
	}
	buf_adds(out, "</ul></div>\n");
}

/* A page as newspapers have them: a quarter of it is the article. */
static void generate(struct news *n, struct buf *out)
{
	*out = BUF_INIT(1u << 20);
	const struct ct_story *s = news_next(n);
	buf_addf(out,
	    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%.*s | "
	    "Outlet</title>\n<meta property=\"og:title\" content=\"%.*s\">\n"
	    "<link rel=canonical href=\"%.*s\">\n",
	    (int)s->title.n, s->title.p, (int)s->title.n, s->title.p, (int)s->url.n, s->url.p);
	for (int i = 0; i < 12; i++)
		buf_addf(out,
		    "<script async src=\"/js/%d.js\"></script>\n<style>.c%d { margin: 0 %dpx } "
		    ".c%d > a:hover { color: #%06x }</style>\n",
		    i, i, i, i, i * 999);
	buf_adds(out, "<script>window.q = window.q || [];\n");
	for (int i = 0; i < 60; i++)
		buf_addf(
		    out, "q.push({id: %d, f: function (a) { return a < %d && a > 0; }});\n", i, i);
	buf_adds(
	    out, "</script></head>\n<body class=\"page story\">\n<header id=\"top\"><nav><ul>");
	for (int i = 0; i < 30; i++)
		buf_addf(out,
		    "<li><a class=\"nav-link\" href=\"/section/%d\">Section %d</a></li>\n", i, i);
	buf_adds(out, "</ul></nav></header>\n<main><article class=\"story-body\">\n");
	buf_addf(out,
	    "<h1>%.*s</h1><p class=\"byline\">By A. Writer, <time "
	    "datetime=\"2026-11-22T08:00:00Z\">22 November</time></p>\n<p>",
	    (int)s->title.n, s->title.p);
	for (struct view v = s->text; v.n > 0;) {
		size_t end = view_find(v, VIEW_LIT("\n\n"));
		buf_addv(out, view_sub(v, 0, end));
		buf_adds(out, " <a href=\"/topic/x\"><em>More</em></a>.</p>\n<div class=\"ad\" "
			      "data-slot=\"a\"><script>q.push({slot: 1})</script></div><p>");
		v = end == SIZE_MAX ? (struct view){NULL, 0} : view_sub(v, end + 2, v.n);
	}
	buf_adds(out, "</p></article>\n<aside>");
	add_list(out, "most-read", n, 10);
	buf_adds(out, "</aside></main>\n");
	add_list(out, "related", n, 12);
	buf_adds(out, "<footer><p>Outlet, 2026. All rights reserved. <a href=\"/terms\">Terms</a>"
		      "</p></footer></body></html>\n");
}

void bench_extract(void)
{
	struct buf pages[PAGES];
	struct view docs[1000];
	const char *dir = getenv("BENCH_PAGES");
	struct news *n = news_new(23);
	bench_section("Web pages to their articles");
	for (size_t i = 0; i < PAGES; i++) {
		generate(n, &pages[i]);
		docs[i] = buf_view(&pages[i]);
	}
	news_free(n);
	compare("40 pages as newspapers have them", docs, PAGES);
	for (size_t i = 0; i < PAGES; i++)
		buf_free(&pages[i]);
	if (dir == NULL || *dir == '\0')
		return;
	char name[64];
	size_t read = bench_read_dir(dir, docs, 1000);
	snprintf(name, sizeof(name), "%zu files of BENCH_PAGES", read);
	compare(name, docs, read);
	for (size_t i = 0; i < read; i++)
		free((void *)(uintptr_t)docs[i].p);
}
