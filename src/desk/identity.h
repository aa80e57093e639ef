/*
 * When is an entry of a feed one that we had?  By its id within the feed, else
 * by its canonical link, else by what it says.  What it says is looked up in
 * any case: a feed that changes all its ids, or serves two texts under one id
 * by turns, brings nothing new.
 */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "story.h"

enum identity_by { IDENTITY_GUID, IDENTITY_LINK, IDENTITY_CONTENT };

struct identity {
	enum identity_by by;
	uint64_t ident;   /* of the entry */
	uint64_t link;    /* of its canonical link, where by is not IDENTITY_LINK; 0: none */
	uint64_t content; /* of title and text together, an ident of its own */
};

/* CT_ENOMEM only. */
enum ct_err identity_of(const struct item *it, struct identity *out);

#endif
