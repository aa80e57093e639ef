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
 * Most of it is arithmetic on whole rows, four cells at a time (vectors of the
 * compiler's): rows are padded with zeros to LANE cells.
 *
 * Bounds: at most DOC_SENTENCES_MAX sentences a side (25,600 cells).
 */
#include "align.h"

#include <math.h>
#include <stdlib.h>

#include "count.h"

#define SIMILARITY_MIN 0.12f /* below it two sentences tell nothing in common */

#define KIN_FACTOR 0.6f /* of its weight, where another word says the same */

#define LANE 4 /* cells that a row is a multiple of */

/* Four cells, wherever they stand. */
typedef float cells __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t mask __attribute__((vector_size(16)));

struct work {
	const struct profile *a, *b;
	struct align *al;
	size_t stride;
	/* na + 2 rows of stride cells each, zero past the last sentence: */
	float *shared;            /* weight that both sentences hold */
	float *twice_a, *twice_b; /* the part of shared[i][j] that shared[i+1][j], or
	                           * shared[i][j+1], holds as well */
	float *s11, *s12, *s21;   /* similarity of the blocks 1-1, 1-2, 2-1 that begin there */
	float *wb, *wb2;          /* of each sentence of b, and of it and the next; one row each */
	float *column;            /* a row of scratch */
	float *f;                 /* (na + 1) x (nb + 1) */
	uint8_t *from;            /* the step taken: 0 none, 1 up, 2 left, 3.. a block */
};

/* Adds a term's weight to the cells of its sentence pairs. */
static void add_term(struct work *w, const struct profile_occ *a, size_t na,
    const struct profile_occ *b, size_t nb, float factor)
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
			float weight =
			    factor * (a[i].weight < b[j].weight ? a[i].weight : b[j].weight);
			size_t at = a[i].sentence * w->stride + b[j].sentence;
			w->shared[at] += weight;
			if (next_a)
				w->twice_a[at] += weight;
			for (size_t k = j + 1; k < nb && b[k].sentence <= b[j].sentence + 1; k++)
				if (b[k].sentence == b[j].sentence + 1 && !b[k].repeat)
					w->twice_b[at] += weight;
		}
	}
}

static void fill_matrix(struct work *w)
{
	const struct profile *a = w->a, *b = w->b;

	for (size_t i = 0, j = 0; i < a->nterms && j < b->nterms;) {
		const struct profile_term *ta = &a->terms[i], *tb = &b->terms[j];
		if (ta->term == tb->term)
			add_term(w, a->occ + ta->first, ta[1].first - ta->first, b->occ + tb->first,
			    tb[1].first - tb->first, 1);
		uint32_t term_a = ta->term, term_b = tb->term;
		i += term_a <= term_b;
		j += term_b <= term_a;
	}
}

static void add_kin(struct work *w, const struct kin *kin)
{
	for (size_t i = 0; i < kin->n; i++) {
		const struct profile_term *ta = &w->a->terms[kin->links[i].a];
		const struct profile_term *tb = &w->b->terms[kin->links[i].b];
		add_term(w, w->a->occ + ta->first, ta[1].first - ta->first, w->b->occ + tb->first,
		    tb[1].first - tb->first, KIN_FACTOR);
	}
}

static cells cells_at(const float *p)
{
	return *(const cells *)p;
}

static void cells_put(float *p, cells c)
{
	*(cells *)p = c;
}

static cells cells_max(cells a, cells b)
{
	mask more = a > b;

	return (cells)((more & (mask)a) | (~more & (mask)b));
}

/* out = Dice of (plus + more - less), of cells whose sentences weigh wa and wb. */
static void dice_row(float *out, const float *plus, const float *more, const float *less, float wa,
    const float *wb, size_t n)
{
	for (size_t j = 0; j < n; j += LANE) {
		cells shared = cells_at(plus + j) + (cells_at(more + j) - cells_at(less + j));
		cells weight = wa + cells_at(wb + j);
		mask some = weight > 0;
		cells_put(out + j, (cells)(some & (mask)(2 * shared / weight)));
	}
}

/* What looked past the row's end found the next row. */
static void clear_past(float *row, size_t end, size_t n)
{
	memset(row + end, 0, (n - end) * sizeof(*row));
}

static void fill_similarities(struct work *w)
{
	const float *weight_a = w->a->sentence_weight, *weight_b = w->b->sentence_weight;
	size_t na = w->al->na, nb = w->al->nb, n = w->stride;
	float *none = w->column; /* zeros still */

	for (size_t j = 0; j < nb; j++) {
		w->wb[j] = weight_b[j];
		w->wb2[j] = j + 1 < nb ? weight_b[j] + weight_b[j + 1] : 0;
	}
	for (size_t i = 0; i < na; i++) {
		size_t row = i * n;
		const float *shared = w->shared + row;
		dice_row(w->s11 + row, shared, none, none, weight_a[i], w->wb, n);
		dice_row(
		    w->s12 + row, shared, shared + 1, w->twice_b + row, weight_a[i], w->wb2, n);
		clear_past(w->s12 + row, nb > 0 ? nb - 1 : 0, n);
		if (i + 1 < na)
			dice_row(w->s21 + row, shared, shared + n, w->twice_a + row,
			    weight_a[i] + weight_a[i + 1], w->wb, n);
	}
}

static const struct {
	uint8_t na, nb;
} steps[] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 1}};

static float block_similarity(const struct work *w, uint8_t step, size_t i, size_t j)
{
	const float *s = step == 3 ? w->s11 : step == 4 ? w->s12 : w->s21;

	return s[i * w->stride + j];
}

static void max_row(float *best, const float *s, size_t n)
{
	for (size_t j = 0; j < n; j += LANE)
		cells_put(best + j, cells_max(cells_at(best + j), cells_at(s + j)));
}

/* 0 where all are less. */
static float max_of(const float *s, size_t n)
{
	cells best = {0};

	for (size_t j = 0; j < n; j += LANE)
		best = cells_max(best, cells_at(s + j));
	float a = best[0] > best[1] ? best[0] : best[1], b = best[2] > best[3] ? best[2] : best[3];
	return a > b ? a : b;
}

/* Where a sentence's best block was met first: by its last sentence there, then 1-1,
 * 1-2, 2-1 with the sentence before; 2-1 with the sentence behind comes last. */
static uint16_t first_at(const struct work *w, size_t i, float best)
{
	size_t row = i * w->stride, nb = w->al->nb;

	for (size_t j = 0; j < nb; j++) {
		if (w->s11[row + j] == best)
			return (uint16_t)j;
		if (j > 0 && w->s12[row + j - 1] == best)
			return (uint16_t)(j - 1);
		if (i > 0 && w->s21[row - w->stride + j] == best)
			return (uint16_t)j;
	}
	for (size_t j = 0; j < nb; j++)
		if (w->s21[row + j] == best)
			return (uint16_t)j;
	return 0;
}

/* The same of blocks that it is alone in. */
static void find_own(struct work *w, size_t i, float best)
{
	struct align *al = w->al;
	const float *s11 = w->s11 + i * w->stride, *s12 = w->s12 + i * w->stride;
	size_t j = 0;

	while (best > 0 && s11[j] != best && s12[j] != best)
		j++;
	al->own_a[i] = best;
	al->own_at[i] = (uint16_t)j;
	al->own_nb[i] = best > 0 && s11[j] != best ? 2 : 1;
}

static void fill_best(struct work *w)
{
	struct align *al = w->al;
	size_t n = w->stride;
	float *best_b = w->column, *own_b = w->wb; /* wb has served */

	memset(own_b, 0, n * sizeof(*own_b));
	for (size_t i = 0; i < al->na; i++) {
		size_t row = i * n;
		float best = fmaxf(max_of(w->s11 + row, n), max_of(w->s12 + row, n));
		find_own(w, i, best);
		best = fmaxf(best, max_of(w->s21 + row, n));
		if (i > 0)
			best = fmaxf(best, max_of(w->s21 + row - n, n));
		al->best_a[i] = best;
		al->best_at[i] = best > 0 ? first_at(w, i, best) : 0;
		max_row(own_b, w->s11 + row, n);
		max_row(own_b, w->s21 + row, n);
		max_row(best_b, w->s12 + row, n);
		/* One before the row's first cell is the padding of the row before, or of none. */
		max_row(best_b, w->s12 + row - 1, n);
	}
	max_row(best_b, own_b, n);
	memcpy(al->own_b, own_b, al->nb * sizeof(*own_b));
	memcpy(al->best_b, best_b, al->nb * sizeof(*best_b));
	memset(best_b, 0, n * sizeof(*best_b));
}

/* What a block adds to the alignment, where it is alike enough. */
static float gain(const struct work *w, uint8_t step, size_t i, size_t j, float similarity)
{
	const float *a = w->a->sentence_weight, *b = w->b->sentence_weight;
	float weight = a[i];

	if (steps[step].na == 2)
		weight += a[i + 1];
	weight += b[j];
	if (steps[step].nb == 2)
		weight += b[j + 1];
	return similarity * weight;
}

/* The best ways to the cells behind sentence i and each of the other side. */
static void step_row(struct work *w, size_t i)
{
	size_t nb = w->al->nb, stride = nb + 1, row = i * w->stride;
	const float *up = w->f + i * stride, *up2 = i > 0 ? up - stride : up;
	/* Each at the sentence where a block begins that ends at j; of the first row no
	 * block has two sentences, and a row of zeros stands in. */
	const float *s11 = w->s11 + row, *s12 = w->s12 + row - 1;
	const float *s21 = i > 0 ? w->s21 + row - w->stride : w->column;
	float *f = w->f + (i + 1) * stride;
	uint8_t *from = w->from + (i + 1) * stride;

	for (size_t j = 0; j < nb; j++) {
		float best = up[j + 1], score;
		uint8_t step = 1;
		if (f[j] > best) {
			best = f[j];
			step = 2;
		}
		if (s11[j] >= SIMILARITY_MIN && (score = up[j] + gain(w, 3, i, j, s11[j])) > best) {
			best = score;
			step = 3;
		}
		if (s12[j] >= SIMILARITY_MIN &&
		    (score = up[j - 1] + gain(w, 4, i, j - 1, s12[j])) > best) {
			best = score;
			step = 4;
		}
		if (s21[j] >= SIMILARITY_MIN &&
		    (score = up2[j] + gain(w, 5, i - 1, j, s21[j])) > best) {
			best = score;
			step = 5;
		}
		f[j + 1] = best;
		from[j + 1] = step;
	}
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
			al->blocks[n++] = (struct align_block){(uint16_t)i, steps[k].na,
			    (uint16_t)j, steps[k].nb, block_similarity(w, k, i, j)};
	}
	al->nblocks = n;
	for (size_t x = 0; x < n / 2; x++) {
		struct align_block b = al->blocks[x];
		al->blocks[x] = al->blocks[n - 1 - x];
		al->blocks[n - 1 - x] = b;
	}
}

/* out = what three cells hold that are `next` apart, and nothing twice. */
static void three(float *out, const float *shared, const float *twice, size_t next, size_t n)
{
	for (size_t j = 0; j < n; j += LANE) {
		cells second = cells_at(shared + j + next) - cells_at(twice + j);
		cells third = cells_at(shared + j + 2 * next) - cells_at(twice + j + next);
		cells_put(out + j, cells_at(shared + j) + second + third);
	}
}

/* How much of each sentence stands in some three sentences in a row there. */
static void fill_inside(struct work *w)
{
	struct align *al = w->al;
	const float *weight_a = w->a->sentence_weight, *weight_b = w->b->sentence_weight;
	size_t n = w->stride;
	float *row = w->wb, *best_b = w->column; /* wb has served */

	for (size_t i = 0; i < al->na; i++) {
		three(row, w->shared + i * n, w->twice_b + i * n, 1, n);
		clear_past(row, al->nb, n);
		if (weight_a[i] > 0)
			al->inside_a[i] = fminf(1, max_of(row, n) / weight_a[i]);
		three(row, w->shared + i * n, w->twice_a + i * n, n, n);
		max_row(best_b, row, n);
	}
	for (size_t j = 0; j < al->nb; j++)
		if (weight_b[j] > 0)
			al->inside_b[j] = fminf(1, best_b[j] / weight_b[j]);
}

static void fill_else(struct work *w)
{
	struct align *al = w->al;

	for (size_t i = 0; i < al->na; i++) {
		const float *s = w->s11 + i * w->stride;
		float sum = 0;
		for (size_t j = 0; j < al->nb; j++)
			sum += s[j];
		al->else_a[i] = al->nb > 1 ? (sum - max_of(s, w->stride)) / (float)(al->nb - 1) : 0;
	}
}

/* Room for all matrices at once; the caller frees it. */
static void *make_room(struct work *w)
{
	size_t na = w->al->na, nb = w->al->nb;

	w->stride = (nb + 2 + LANE - 1) / LANE * LANE;
	size_t matrix = (na + 3) * w->stride, path = (na + 1) * (nb + 1);
	float *room = calloc(6 * matrix + 3 * w->stride + path + (path + 3) / 4, sizeof(*room));
	if (room == NULL)
		return NULL;
	/* A row before the first one, since fill_best looks back a cell. */
	float *at = room + w->stride;
	float **const matrices[] = {
	    &w->shared, &w->twice_a, &w->twice_b, &w->s11, &w->s12, &w->s21};
	for (size_t i = 0; i < COUNT(matrices); i++) {
		*matrices[i] = at;
		at += matrix;
	}
	/* The last matrix leaves its last row to these. */
	at -= w->stride;
	w->wb = at;
	w->wb2 = at + w->stride;
	w->column = at + 2 * w->stride;
	w->f = at + 3 * w->stride;
	w->from = (uint8_t *)(w->f + path);
	return room;
}

enum ct_err align_make(struct arena *a, const struct profile *story, const struct profile *earlier,
    const struct kin *kin, struct align *out)
{
	size_t na = story->doc->nsentences, nb = earlier->doc->nsentences;
	struct align al = {.na = na, .nb = nb};
	struct work w = {.a = story, .b = earlier, .al = &al};

	al.blocks = ARENA_ARRAY(a, na + nb + 1, struct align_block);
	al.best_a = ARENA_ARRAY(a, na + 1, float);
	al.best_b = ARENA_ARRAY(a, nb + 1, float);
	al.own_a = ARENA_ARRAY(a, na + 1, float);
	al.own_b = ARENA_ARRAY(a, nb + 1, float);
	al.else_a = ARENA_ARRAY(a, na + 1, float);
	al.inside_a = ARENA_ARRAY(a, na + 1, float);
	al.inside_b = ARENA_ARRAY(a, nb + 1, float);
	al.best_at = ARENA_ARRAY(a, na + 1, uint16_t);
	al.own_at = ARENA_ARRAY(a, na + 1, uint16_t);
	al.own_nb = ARENA_ARRAY(a, na + 1, uint8_t);
	if (al.blocks == NULL || al.best_a == NULL || al.best_b == NULL || al.own_a == NULL ||
	    al.own_b == NULL || al.else_a == NULL || al.inside_a == NULL || al.inside_b == NULL ||
	    al.best_at == NULL || al.own_at == NULL || al.own_nb == NULL)
		return CT_ENOMEM;
	void *room = make_room(&w);
	if (room == NULL)
		return CT_ENOMEM;
	fill_matrix(&w);
	add_kin(&w, kin);
	fill_similarities(&w);
	fill_best(&w);
	for (size_t i = 0; i < na; i++)
		step_row(&w, i);
	trace(&w);
	fill_inside(&w);
	fill_else(&w);
	free(room);
	*out = al;
	return CT_OK;
}
