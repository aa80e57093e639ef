/* A page's paragraphs: runs of text that no block element parts. */
#ifndef BLOCK_H
#define BLOCK_H

#include "arena.h"
#include "tree.h"

struct block {
	uint32_t first, last; /* nodes; both are texts */
	uint32_t box;         /* the block element that it is in */
	uint32_t chars;       /* that are no blanks; an ideograph counts twice */
	uint32_t linked;      /* of them, in links */
	uint32_t stops;       /* , . ! ? and the like */
	bool keep;            /* the article's: body_find's to say */
};

/* What is known of each node. */
struct block_place {
	uint32_t box;   /* nearest block element at or above */
	uint32_t begun; /* blocks begun before it */
	bool link;      /* is in a link */
	uint8_t cues;   /* of its own class, id and role: cue.h */
};

struct block_list {
	struct block *blocks; /* in document order */
	uint32_t n, room;
	struct block_place *places; /* one a node */
};

/* Room for all, in a, and the places but for `begun`.  CT_ENOMEM. */
enum ct_err block_prepare(const struct tree *t, struct arena *a, struct block_list *out);
/* Finds the blocks of what is not away; may be called again. */
void block_find(const struct tree *t, struct block_list *list);
/* The blocks in node: [*from, *to). */
void block_range(
    const struct tree *t, const struct block_list *l, uint32_t node, uint32_t *from, uint32_t *to);
/* Reads as sentences rather than as a button, a link or a date. */
bool block_is_prose(const struct block *b);

#endif
