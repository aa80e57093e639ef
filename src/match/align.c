/*
 * Similarity of two blocks of sentences is Dice over the weights of the terms
 * in them.  For every term that both texts have, its weight is added to the
 * cells of the sentence pairs that hold it, so that the matrix costs the
 * occurrences in common, not sentences squared times words.  A term that two
 * neighbouring sentences hold must not count twice in their block: a second
 * matrix holds what they have in common.
 *
 * The best monotone alignment over blocks 1-1, 1-2, 2-1 is found by dynamic
 * programming (Gale and Church 1993), and scores what its blocks weigh:
 *
 *	f(i,j) = max of f(i-1,j), f(i,j-1), f(i-p,j-q) + gain(block p x q ending there)
 *
 * Bounds: at most DOC_SENTENCES_MAX sentences a side (25,600 cells).
 */
#include "align.h"

#include <math.h>

#define SIMILARITY_MIN 0.12f /* below it two sentences tell nothing in common */

struct work {
	const struct profile *a, *b;
	struct align *al;
	float *f;      /* (na + 1) x (nb + 1) */
	uint8_t *from; /* the step taken: 0 none, 1 up, 2 left, 3.. a block */
};

static size_t cell(const struct align *al, size_t i, size_t j)
{
	return i * al->nb + j;
}

/* Adds a term's weight to the cells of its sentence pairs. */
static void add_term(struct align *al, const struct profile_occ *a, size_t na,
    const struct profile_occ *b, size_t nb)
{
	for (size_t i = 0; i < na; i++) {
		if (a[i].repeat)
			continue;
		bool next_a = false;
		for (size_t k = i + 1; k < na && a[k].sentence <= a[i].sentence + 1; k++)
			next_a |= a[k].sentence == a[i].sentence + 1;
		for (size_t j = 0; j < nb; j++) {
			if (b[j].repeat)
				continue;
			float w = a[i].weight < b[j].weight ? a[i].weight : b[j].weight;
			size_t at = cell(al, a[i].sentence, b[j].sentence);
			al->shared[at] += w;
			if (next_a)
				al->twice_a[at] += w;
			for (size_t k = j + 1; k < nb && b[k].sentence <= b[j].sentence + 1; k++)
				if (b[k].sentence == b[j].sentence + 1 && !b[k].repeat)
					al->twice_b[at] += w;
		}
	}
}

static void fill_matrix(struct align *al, const struct profile *a, const struct profile *b)
{
	for (size_t i = 0, j = 0; i < a->nocc && j < b->nocc;) {
		uint32_t ta = a->occ[i].term, tb = b->occ[j].term;
		size_t ei = i, ej = j;
		while (ei < a->nocc && a->occ[ei].term == ta)
			ei++;
		while (ej < b->nocc && b->occ[ej].term == tb)
			ej++;
		if (ta == tb)
			add_term(al, a->occ + i, ei - i, b->occ + j, ej - j);
		i = ta <= tb ? ei : i;
		j = tb <= ta ? ej : j;
	}
}

static float dice(float shared, float wa, float wb)
{
	return wa + wb > 0 ? 2 * shared / (wa + wb) : 0;
}

/* Similarity of na sentences from i with nb from j; na and nb are not both 2. */
static float block_similarity(const struct work *w, size_t i, size_t na, size_t j, size_t nb)
{
	const struct align *al = w->al;
	float wa = w->a->sentence_weight[i], wb = w->b->sentence_weight[j];
	float shared = al->shared[cell(al, i, j)];

	if (na == 2) {
		shared += al->shared[cell(al, i + 1, j)] - al->twice_a[cell(al, i, j)];
		wa += w->a->sentence_weight[i + 1];
	}
	if (nb == 2) {
		shared += al->shared[cell(al, i, j + 1)] - al->twice_b[cell(al, i, j)];
		wb += w->b->sentence_weight[j + 1];
	}
	return dice(shared, wa, wb);
}

static const struct {
	uint8_t na, nb;
} steps[] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 1}};

static void raise_best(float *best, float s)
{
	if (s > *best)
		*best = s;
}

/* Tries the blocks that end at sentences i - 1 and j - 1. */
static void step(struct work *w, size_t i, size_t j)
{
	struct align *al = w->al;
	size_t stride = al->nb + 1;
	float best = w->f[(i - 1) * stride + j];
	uint8_t from = 1;

	if (w->f[i * stride + j - 1] > best) {
		best = w->f[i * stride + j - 1];
		from = 2;
	}
	for (uint8_t k = 3; k < sizeof(steps) / sizeof(*steps); k++) {
		size_t na = steps[k].na, nb = steps[k].nb;
		if (i < na || j < nb)
			continue;
		float s = block_similarity(w, i - na, na, j - nb, nb);
		for (size_t x = i - na; x < i; x++)
			if (s > al->best_a[x]) {
				al->best_a[x] = s;
				al->best_at[x] = (uint16_t)(j - nb);
			}
		for (size_t x = j - nb; x < j; x++)
			raise_best(&al->best_b[x], s);
		if (s < SIMILARITY_MIN)
			continue;
		float weight = 0;
		for (size_t x = i - na; x < i; x++)
			weight += w->a->sentence_weight[x];
		for (size_t x = j - nb; x < j; x++)
			weight += w->b->sentence_weight[x];
		float score = w->f[(i - na) * stride + j - nb] + s * weight;
		if (score > best) {
			best = score;
			from = k;
		}
	}
	w->f[i * stride + j] = best;
	w->from[i * stride + j] = from;
}

static void trace(struct work *w)
{
	struct align *al = w->al;
	size_t i = al->na, j = al->nb, n = 0;

	while (i > 0 && j > 0) {
		uint8_t k = w->from[i * (al->nb + 1) + j];
		i -= steps[k].na;
		j -= steps[k].nb;
		if (k >= 3)
			al->blocks[n++] =
			    (struct align_block){(uint16_t)i, steps[k].na, (uint16_t)j, steps[k].nb,
				block_similarity(w, i, steps[k].na, j, steps[k].nb)};
	}
	al->nblocks = n;
	for (size_t x = 0; x < n / 2; x++) {
		struct align_block b = al->blocks[x];
		al->blocks[x] = al->blocks[n - 1 - x];
		al->blocks[n - 1 - x] = b;
	}
}

/* How much of each sentence stands in some three sentences in a row there. */
static void fill_inside(struct work *w)
{
	struct align *al = w->al;

	for (size_t i = 0; i < al->na; i++)
		for (size_t j = 0; j < al->nb; j++) {
			float s = 0, t = 0;
			for (size_t k = j; k < j + 3 && k < al->nb; k++)
				s += al->shared[cell(al, i, k)] -
				     (k > j ? al->twice_b[cell(al, i, k - 1)] : 0);
			for (size_t k = i; k < i + 3 && k < al->na; k++)
				t += al->shared[cell(al, k, j)] -
				     (k > i ? al->twice_a[cell(al, k - 1, j)] : 0);
			if (w->a->sentence_weight[i] > 0)
				raise_best(
				    &al->inside_a[i], fminf(1, s / w->a->sentence_weight[i]));
			if (w->b->sentence_weight[j] > 0)
				raise_best(
				    &al->inside_b[j], fminf(1, t / w->b->sentence_weight[j]));
		}
}

static void fill_else(struct work *w)
{
	struct align *al = w->al;

	for (size_t i = 0; i < al->na; i++) {
		float sum = 0, best = 0;
		for (size_t j = 0; j < al->nb; j++) {
			float s = block_similarity(w, i, 1, j, 1);
			sum += s;
			raise_best(&best, s);
		}
		al->else_a[i] = al->nb > 1 ? (sum - best) / (float)(al->nb - 1) : 0;
	}
}

enum ct_err align_make(
    struct arena *a, const struct profile *story, const struct profile *earlier, struct align *out)
{
	size_t na = story->doc->nsentences, nb = earlier->doc->nsentences, cells = na * nb + 1;
	struct align al = {.na = na, .nb = nb};
	struct work w = {.a = story, .b = earlier, .al = &al};

	al.shared = ARENA_ARRAY(a, cells, float);
	al.twice_a = ARENA_ARRAY(a, cells, float);
	al.twice_b = ARENA_ARRAY(a, cells, float);
	al.blocks = ARENA_ARRAY(a, na + nb + 1, struct align_block);
	al.best_a = ARENA_ARRAY(a, na + 1, float);
	al.best_b = ARENA_ARRAY(a, nb + 1, float);
	al.else_a = ARENA_ARRAY(a, na + 1, float);
	al.inside_a = ARENA_ARRAY(a, na + 1, float);
	al.inside_b = ARENA_ARRAY(a, nb + 1, float);
	al.best_at = ARENA_ARRAY(a, na + 1, uint16_t);
	w.f = ARENA_ARRAY(a, (na + 1) * (nb + 1), float);
	w.from = ARENA_ARRAY(a, (na + 1) * (nb + 1), uint8_t);
	if (al.shared == NULL || al.twice_a == NULL || al.twice_b == NULL || al.blocks == NULL ||
	    al.best_a == NULL || al.best_b == NULL || al.else_a == NULL || al.inside_a == NULL ||
	    al.inside_b == NULL || al.best_at == NULL || w.f == NULL || w.from == NULL)
		return CT_ENOMEM;
	fill_matrix(&al, story, earlier);
	for (size_t i = 1; i <= na; i++)
		for (size_t j = 1; j <= nb; j++)
			step(&w, i, j);
	trace(&w);
	fill_inside(&w);
	fill_else(&w);
	*out = al;
	return CT_OK;
}
