/*
 * A sheet: a feed's stories as plain lines, from which press.h prints a feed of
 * any format.  The first block says the feed, every further one a story; a line
 * is a key and a value; whatever is none is passed over, so that any bytes are
 * a sheet.
 *
 *	title: The Harbour Post
 *	page: https://post.example/
 *	lang: en
 *	style: 4660
 *
 *	id: post-1
 *	title: A strike at the harbour
 *	link: https://post.example/1
 *	published: 2026-11-22T10:00:00Z
 *	updated: 2026-11-22T11:00:00Z
 *	author: Ann Lee|ann@post.example|https://post.example/ann
 *	category: Harbour|https://post.example/tags
 *	file: https://post.example/1.mp3|audio/mpeg|123456
 *	summary: plain text
 *	p: a paragraph of plain text
 *	html: <p>or the body as HTML, with \n for its line ends</p>
 *	lang: en
 *
 * Values come out as every format can carry them: valid UTF-8, characters that
 * XML has, on one line (html excepted), plain text without what readers of RSS
 * take for a tag.
 */
#ifndef SHEET_H
#define SHEET_H

#include "view.h"

enum { SHEET_STORIES = 12, SHEET_FEW = 4, SHEET_PARAS = 12 };

struct sheet_person {
	struct view name, email, uri;
};

struct sheet_category {
	struct view term, scheme;
};

struct sheet_file {
	struct view url, type;
	int64_t length; /* or -1 */
};

struct sheet_story {
	struct view id, title, link, lang, summary, html;
	struct view paras[SHEET_PARAS];
	int64_t published, updated; /* CT_TIME_UNKNOWN, or a year from 1 to 9999 */
	struct sheet_person authors[SHEET_FEW];
	struct sheet_category categories[SHEET_FEW];
	struct sheet_file files[SHEET_FEW];
	size_t nparas, nauthors, ncategories, nfiles;
};

struct sheet {
	char *bytes; /* what the views point into */
	struct view title, page, subtitle, lang;
	uint32_t style; /* see press.h */
	struct sheet_story stories[SHEET_STORIES];
	size_t nstories;
};

/* NULL without memory; freed with sheet_free. */
struct sheet *sheet_read(struct view text);
void sheet_free(struct sheet *s);

#endif
