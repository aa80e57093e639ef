/* Pairs of a story and an earlier one, as the judge meets them, as rows to fit on. */
#ifndef PAIRS_H
#define PAIRS_H

#include "boost.h"
#include "stream.h"
#include "synth.h"

enum pairs_kind {
	/* 0 .. SYNTH_KINDS - 1: made from labelled stories */
	PAIRS_REWRITE = SYNTH_KINDS, /* mixset, apt, llmfake: a rewrite with its original */
	PAIRS_SAME_EVENT,            /* labelled so: two outlets on one event */
	PAIRS_TRANSLATED,            /* a translation with its original, or with a rewrite of it */
	PAIRS_ABROAD,                /* two outlets on one event, one of them translated */
	PAIRS_RETOLD,                /* a story and its facts in another order and company */
	PAIRS_SHORT_REWRITE,         /* the beginnings of two of a family */
	PAIRS_SHORT_EVENT,           /* of two outlets on one event */
	PAIRS_OWN_COPY,              /* our own stories, in eleven languages: a copy, its original */
	PAIRS_OWN_EVENT,             /* another account, the next day, with what it is told of */
	PAIRS_OWN_SERIES,            /* two entries of a form */
	PAIRS_OWN_OTHER,             /* what looks like one event, and what the index finds */
	PAIRS_ORIGINAL,              /* a labelled original with the nearest others */
	PAIRS_STRANGER,              /* a rewrite with the nearest that are not its family */
	PAIRS_BACKGROUND,            /* a story without a label with the nearest */
	PAIRS_SHORT,                 /* the beginnings of two that have nothing in common */
	PAIRS_FAR,                   /* other stories, one of them translated */
	PAIRS_KINDS,
};

/* Rewrites of MixSet, APT-Eval and LLMFake are one each; other stories are dealt out. */
#define PAIRS_FOLDS 4

struct pairs {
	struct boost_row *rows;
	size_t n, cap;
};

const char *pairs_name(int kind);
/* Judges the stream in order and gathers rows of stories in one language; or, where
 * `foreign`, of those in two: translations, and others seen as if they were. */
struct pairs pairs_gather(const struct stream *s, bool foreign);
/* Appends rows of our own stories in one language; what is held out gives none. */
void pairs_gather_own(const struct stream *s, struct pairs *out);

#endif
