/*
 * The rows are the story's sentences in their order, each once:
 *
 *	aligned in order       the block of one or two a side (align.c)
 *	told elsewhere there   its best match, if they share a word
 *	else                   no row; if it is like nothing, it is in "new"
 *
 * A sentence that is like nothing may lie in a block for its neighbour's sake alone: it
 * is left out of it.  So is one that is far more like a sentence elsewhere.
 */
#include "evidence_rows.h"

#include <math.h>
#include <stdio.h>

#include "evidence_lists.h"
#include "evidence_text.h"

#define BLOCK_LEAST 0.15f    /* similarity of an aligned block that is shown */
#define MOVED_LEAST 0.25f    /* of a sentence that is told elsewhere, */
#define ELSEWHERE_LEAST 0.5f /* and of one that is, though a block in order has it, */
#define ELSEWHERE_MORE 0.2f  /* so much above that block's */

/* The caller's locale may have a decimal point of two bytes. */
uint8_t evidence_rows_percent(double share)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%.2f", share > 0 ? (share < 1 ? share : 1) : 0);

	return (uint8_t)(100 * (text[0] - '0') + 10 * (text[n - 2] - '0') + (text[n - 1] - '0'));
}

/* Leaves out the one of two sentences that is like nothing. */
static void trim(const float *own, uint16_t *first, uint16_t *n)
{
	if (*n < 2 || (own[*first] < EVIDENCE_NEW_BELOW) == (own[*first + 1] < EVIDENCE_NEW_BELOW))
		return;
	if (own[*first] < EVIDENCE_NEW_BELOW)
		++*first;
	*n = 1;
}

/* Whether sentence s of a block has its like, and far more so, in another place: the
 * order of the rest has put it here. */
static bool is_elsewhere(const struct align *al, const struct align_block *k, size_t s)
{
	bool inside = al->own_at[s] < k->b + k->nb && al->own_at[s] + al->own_nb[s] > k->b;

	return !inside && al->own_a[s] >= ELSEWHERE_LEAST &&
	       al->own_a[s] >= k->similarity + ELSEWHERE_MORE;
}

/* Of a block what is shown of it; n is 0 where that is nothing. */
static struct align_block shown(const struct align *al, struct align_block k)
{
	if (k.similarity < BLOCK_LEAST)
		k.na = 0;
	trim(al->own_a, &k.a, &k.na);
	trim(al->own_b, &k.b, &k.nb);
	if (k.na > 1 && is_elsewhere(al, &k, k.a + 1u))
		k.na--;
	if (k.na > 0 && is_elsewhere(al, &k, k.a)) {
		k.a++;
		k.na--;
	}
	return k;
}

/* What of the alignment is shown, by the story's sentences. */
struct rows {
	const struct align *al;
	struct align_block at[DOC_SENTENCES_MAX]; /* which has the sentence; na is 0: none */
};

static void find_aligned(const struct align *al, struct rows *out)
{
	out->al = al;
	memset(out->at, 0, al->na * sizeof(*out->at));
	for (size_t i = 0; i < al->nblocks; i++) {
		struct align_block k = shown(al, al->blocks[i]);
		for (size_t s = k.a; s < (size_t)k.a + k.na; s++)
			out->at[s] = k;
	}
}

static bool may_be_elsewhere(const struct rows *r, size_t s)
{
	return r->at[s].na == 0 && r->al->best_a[s] >= MOVED_LEAST &&
	       r->al->own_a[s] >= EVIDENCE_NEW_BELOW;
}

/* Whether a sentence is told elsewhere in one block with the one before. */
static bool goes_on(const struct rows *r, size_t s)
{
	const struct align *al = r->al;

	return s > 0 && may_be_elsewhere(r, s - 1) && al->best_at[s] == al->best_at[s - 1] &&
	       fabsf(al->best_a[s] - al->best_a[s - 1]) < 1e-6f;
}

/*
 * The block that sentence s of the story begins; false: it begins none.  Of what is
 * told elsewhere two may be like it together, and are shown as one; one that has no
 * word of it is not shown.
 */
static bool block_at(const struct rows *r, const struct doc *story, const struct doc *earlier,
    size_t s, struct align_block *out)
{
	const struct align *al = r->al;

	*out = r->at[s];
	if (out->na > 0)
		return s == out->a;
	if (!may_be_elsewhere(r, s) || goes_on(r, s))
		return false;
	bool two = s + 1 < al->na && may_be_elsewhere(r, s + 1) && goes_on(r, s + 1);
	*out =
	    two ? (struct align_block){(uint16_t)s, 2, al->best_at[s], 1, al->best_a[s]}
		: (struct align_block){(uint16_t)s, 1, al->own_at[s], al->own_nb[s], al->own_a[s]};
	trim(al->own_b, &out->b, &out->nb);
	return out->similarity >= MOVED_LEAST &&
	       evidence_text_shares(story, (struct evidence_span){s, out->na}, earlier,
		   (struct evidence_span){out->b, out->nb});
}

size_t evidence_rows_in_order(const struct verify *v)
{
	struct rows r;
	size_t n = 0;

	find_aligned(&v->align, &r);
	for (size_t s = 0; s < v->align.na; s++)
		n += r.at[s].na > 0;
	return n;
}

static double share_of(const struct profile *p, const bool *has, size_t n)
{
	double some = 0, all = 0;

	for (size_t s = 0; s < n; s++) {
		double w = (double)p->sentence_weight[s];
		all += w;
		some += has[s] ? w : 0;
	}
	return all > 0 ? some / all : 0;
}

void evidence_rows_cover(
    const struct profile *story, const struct verify *v, double *of_story, double *of_earlier)
{
	bool a[DOC_SENTENCES_MAX] = {false}, b[DOC_SENTENCES_MAX] = {false};
	struct align_block k;
	struct rows r;

	find_aligned(&v->align, &r);
	for (size_t s = 0; s < v->align.na; s++) {
		if (!block_at(&r, story->doc, v->earlier->doc, s, &k))
			continue;
		memset(a + k.a, true, k.na);
		memset(b + k.b, true, k.nb);
	}
	*of_story = share_of(story, a, v->align.na);
	*of_earlier = share_of(v->earlier, b, v->align.nb);
}

/* Words weigh what they do in their own story: the same sentence may be 99 % alike. */
static bool is_same(const struct doc *a, const struct doc *b, const struct align_block *k)
{
	return k->na == 1 && k->nb == 1 &&
	       view_eq(doc_sentence_text(a, &a->sentences[k->a]),
		   doc_sentence_text(b, &b->sentences[k->b]));
}

void evidence_rows_find(const struct profile *story, const struct verify *v, struct evidence *e)
{
	struct rows r;

	find_aligned(&v->align, &r);
	for (size_t s = 0; s < v->align.na && e->nrows < EVIDENCE_ROWS; s++) {
		struct align_block k;

		if (block_at(&r, story->doc, v->earlier->doc, s, &k))
			e->rows[e->nrows++] =
			    (struct evidence_row){k.a, k.b, (uint8_t)k.na, (uint8_t)k.nb,
				is_same(story->doc, v->earlier->doc, &k)
				    ? 100
				    : evidence_rows_percent((double)k.similarity)};
	}
}
