/*
 * Do two feeds that were printed from one sheet say the same?  Compared is what
 * both formats carry: down to the normalized stories and their fingerprints.
 */
#ifndef AGREE_H
#define AGREE_H

#include "feed.h"
#include "normalizer.h"
#include "press.h"

/* False, and why says what differs, in one line. */
bool agree_feeds(const struct feed *a, enum press_format fa, const struct feed *b,
    enum press_format fb, struct buf *why);
/* The same of a feed and what is left of its document, cut off anywhere: entries that
 * it holds whole are as they were, and there are no others. */
bool agree_cut(const struct feed *whole, const struct feed *cut, struct buf *why);
/* The same of what a worker would tell the daemon of each. */
bool agree_messages(
    const struct feed *a, const struct feed *b, struct normalizer *z, struct buf *why);
/* Does f say what stands on the sheet?  For sheets of well-behaved texts. */
bool agree_sheet(
    const struct feed *f, enum press_format format, const struct sheet *s, struct buf *why);
/* Whatever was read: texts are valid and without control characters, lists are
 * within limits, and what is not well-formed says so. */
bool agree_sane(const struct feed *f, const struct feed_limits *limits, struct buf *why);

#endif
