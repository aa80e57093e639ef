/*
 * Training stories made from labelled ones, for what the labelled set lacks:
 * excerpts, summaries, shuffled and merged rewrites; template series, follow-ups
 * and opinion pieces that share words and facts and are no copies.
 */
#ifndef SYNTH_H
#define SYNTH_H

#include "buf.h"
#include "doc.h"

enum synth_kind {
	SYNTH_EXCERPT,   /* the beginning of the original */
	SYNTH_SUMMARY,   /* a few sentences of the rewrite */
	SYNTH_SHUFFLED,  /* 60 % of the rewrite, out of order */
	SYNTH_MERGED,    /* half of the rewrite and half of another story */
	SYNTH_PADDED,    /* the rewrite among sentences that say nothing */
	SYNTH_DROPPED,   /* the original without some sentences: to be garbled */
	SYNTH_SHORT,     /* the rewrite's first sentences */
	SYNTH_TEMPLATE,  /* the original with other facts: no copy */
	SYNTH_FOLLOWUP,  /* another story about these names, with two sentences reused: no copy */
	SYNTH_OPINION,   /* another story that quotes one sentence: no copy */
	SYNTH_SAMEFACTS, /* another story with the original's names and numbers: no copy */
	SYNTH_REST,      /* the second half of the original, against its first: no copy */
	SYNTH_OTHERS,    /* every other sentence of it, against the others: no copy */
	SYNTH_KINDS,
};

extern const char *const synth_names[SYNTH_KINDS];
/* 1 where the kind is a copy of the original. */
int synth_is_copy(enum synth_kind kind);
/* The part of the original that the story is compared with; false: all of it. */
int synth_earlier(enum synth_kind kind, const struct doc *original, unsigned seed, struct buf *out);
/* Appends the text of such a story.  seed decides all that is random. */
void synth_make(enum synth_kind kind, const struct doc *original, const struct doc *rewrite,
    const struct doc *other, unsigned seed, struct buf *out);

/* A story of the same facts by somebody else, who wrote from the same telephone calls:
 * most of the text's clauses, in another order and in other sentences, among clauses of
 * another story.  Both are of one language. */
void synth_retold(struct view text, struct view other, unsigned seed, struct buf *out);

#endif
