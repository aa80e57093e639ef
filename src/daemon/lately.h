/*
 * Pages that were asked for lately, and what came of each: another entry that links to
 * one of them need not ask again.  Pure, and bounded: the oldest makes room.
 */
#ifndef LATELY_H
#define LATELY_H

#include <stddef.h>
#include <stdint.h>

#define LATELY_MAX 1024 /* 48 KiB */

struct lately_page {
	uint64_t page;  /* a hash */
	int64_t feed;   /* whose entry asked for it, */
	uint64_t ident; /* and which */
	int64_t at;     /* seconds, when it came */
	int64_t story;  /* that has its text; 0: there was none to be had */
	int64_t retry;  /* seconds, when it is asked for again by who did; 0: never */
};

/* Zeroed at first. */
struct lately {
	struct lately_page pages[LATELY_MAX];
	size_t n; /* ever */
};

void lately_add(struct lately *l, const struct lately_page *p);
/* The newest of this page that came at `since` or later, or NULL.  What another entry
 * asked for, that is: one that asks again has changed, and its page with it. */
const struct lately_page *lately_find(
    const struct lately *l, uint64_t page, int64_t feed, uint64_t ident, int64_t since);

#endif
