/*
 * What a poll's document brings, as the worker's message has it: each entry to the desk,
 * or put off until its page is read.  (Clerk's thread, in a transaction.)
 */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include "report.h"

/* Fills in what of r is the document's: entries, contents, notes and what of row the feed
 * says; where it is no feed, health and error. */
enum ct_err document_take(struct report *r, struct store *st, struct desk *d);

#endif
