/*
 * The public judge's index beyond its memtable: pieces (segments), sealed and
 * merged as stories come, that lie where the caller wants.
 */
#ifndef PIECES_H
#define PIECES_H

#include "buf.h"
#include "index_merger.h"

#define PIECES_FANOUT 8

struct piece {
	const void *p;
	size_t n;
	unsigned level;
	bool own; /* malloc'd */
};

struct pieces {
	struct index *index;
	struct ct_stories at; /* keep and drop */
	struct piece *list;   /* by their stories */
	size_t n, cap;
	size_t next_seal; /* stories in the memtable: then one is made of them */
	struct index_merger *merger; /* of PIECES_FANOUT from `first` on; NULL: none */
	size_t first;
	struct buf merged;
};

void pieces_init(struct pieces *p, struct index *ix, const struct ct_stories *at);
void pieces_free(struct pieces *p);
/* After a story was learned: seals, or does a slice of a merge.  What fails for
 * want of memory is tried again later. */
void pieces_tidy(struct pieces *p);
/* The caller's bytes again, see ct_judge_adopt: CT_EINVAL, CT_EVERSION, CT_ENOMEM. */
enum ct_err pieces_adopt(struct pieces *p, const void *kept, size_t n, uint32_t *last);

#endif
