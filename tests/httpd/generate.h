/*
 * N distinct RSS feeds of M entries each, in memory, from a vocabulary of
 * invented words with Zipf's frequencies: for measuring, where a thousand
 * different outlets are needed and nobody reads them.
 */
#ifndef GENERATE_H
#define GENERATE_H

#include "buf.h"

struct generated;

/* NULL without memory.  The same numbers give the same feeds, dates apart. */
struct generated *generate_feeds(unsigned feeds, unsigned entries, int64_t start);
void generate_free(struct generated *g);
/* Feed n, or an empty view. */
struct view generate_feed(const struct generated *g, unsigned n);
/* All URLs: OPML, or one a line.  each: a loopback address of its own for each
 * feed (127.1.0.0 and on), else 127.0.0.1. */
void generate_list(const struct generated *g, unsigned port, bool each, bool opml, struct buf *out);

#endif
