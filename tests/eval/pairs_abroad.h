/* Pairs of stories in two languages, and what pairs.c and pairs_abroad.c share. */
#ifndef PAIRS_ABROAD_H
#define PAIRS_ABROAD_H

#include "fingerprint.h"
#include "idf.h"
#include "index.h"
#include "memory.h"
#include "pairs.h"

/* What a judge knows: one judge reads whole stories, one their beginnings, as
 * most feeds carry them. */
struct lane {
	struct index *index;
	struct idf *idf;
	struct memory *memory;
	struct profile **profiles; /* one a story, once seen */
};

struct gather {
	const struct stream *s;
	struct pairs out;
	struct lane whole, brief;
	struct lane *now; /* one of both */
	struct normalizer *z;
	struct arena *scratch, *foreign;
	bool across;          /* rows are of two languages */
	struct view last[32]; /* the last translation, by the language's first letter */
	bool cut;             /* stories are, now */
	unsigned story;       /* that the rows are made of now */
	struct dice {
		unsigned seed;
		uint64_t turn; /* of what is done now and then */
	} dice, brief_dice;    /* what is made of whole stories does not depend on briefs */
};

/* Chances of 256 that a term is written in another way. */
struct noise {
	uint32_t numbers, names, words;
	uint32_t kin; /* of those words, that one of the table's stands there */
};

/* What a row is to say of its pair. */
struct truth {
	int y, kind; /* a copy or not; enum pairs_kind, or synth_kind */
	unsigned fold;
	float weight;
};

struct lane lane_new(size_t stories);
/* Story i of the stream is known from now on. */
void lane_learn(struct lane *l, size_t i, struct profile *p, const struct fingerprint *fp);
struct profile *pairs_make(struct gather *g, const struct ct_story *s);
void pairs_compare(struct gather *g, struct profile *a, struct profile *b, struct traits *x);
void pairs_garble(struct gather *g, struct doc *d, const struct noise *n);
/* The pair with the story garbled, as bad translations and careless hands do. */
void pairs_add_garbled(
    struct gather *g, struct profile *a, struct profile *b, const struct truth *t);
void pairs_add(struct gather *g, const struct profile *a, const struct profile *b,
    const struct traits *x, const struct truth *t, float offset);
unsigned pairs_fold(const struct stream *s, size_t i);
/* Bytes of the text's first words. */
size_t pairs_first_words(struct view text, size_t words);

/* The pair as if one were a translation: by numbers and names alone. */
void pairs_abroad_seen(
    struct gather *g, struct profile *a, struct profile *b, const struct truth *t);
/* Story i and the translations of c, and c and those of i; whole, and `cuts` times as the
 * beginnings of both.  The folds are theirs. */
void pairs_abroad_both(struct gather *g, size_t i, size_t c, const struct truth *t, int cuts);
/* Story i and its own facts told anew. */
void pairs_abroad_retold(struct gather *g, size_t i);

#endif
