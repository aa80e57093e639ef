#include "held.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double probability(const struct boost_row *r)
{
	return 1 / (1 + exp(-r->margin));
}

static int by_story(const void *pa, const void *pb)
{
	const struct held_best *a = pa, *b = pb;

	return (a->story > b->story) - (a->story < b->story);
}

static int by_margin(const void *pa, const void *pb)
{
	const struct held_best *a = pa, *b = pb;

	return (a->margin < b->margin) - (a->margin > b->margin);
}

/* As the judge meets them. */
static bool is_told_here(const struct boost_row *r)
{
	return r->words >= TRAITS_BRIEF_WORDS &&
	       (r->kind == PAIRS_REWRITE || r->kind == PAIRS_ORIGINAL ||
		   r->kind == PAIRS_BACKGROUND || r->kind == PAIRS_SAME_EVENT);
}

static bool is_told_abroad(const struct boost_row *r)
{
	return r->kind == PAIRS_TRANSLATED || r->kind == PAIRS_ABROAD || r->kind == PAIRS_RETOLD ||
	       r->kind == PAIRS_FAR;
}

static bool is_own(const struct boost_row *r)
{
	return r->plain && r->kind >= PAIRS_OWN_COPY && r->kind <= PAIRS_OWN_OTHER &&
	       r->words >= TRAITS_BRIEF_WORDS;
}

static void add(struct held *h, const struct boost_row *r)
{
	double p = probability(r);
	int d = (int)fmin(9, 10 * p);

	h->all[r->kind]++;
	h->flagged[r->kind] += r->margin > 0;
	h->scored[d]++;
	h->sum[d] += p;
	h->copies[d] += r->y;
	if (h->own ? is_own(r) : r->plain && (r->foreign ? is_told_abroad(r) : is_told_here(r)))
		h->stories[h->n++] = (struct held_best){r->story, r->y, r->kind, r->margin};
}

void held_gather(struct held *h, const struct pairs *p, unsigned fold)
{
	if (h->stories == NULL)
		h->stories = malloc((p->n + 1) * sizeof(*h->stories));
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].fold == fold)
			add(h, &p->rows[i]);
}

/* One row a story: the highest. */
static void reduce(struct held *h)
{
	size_t n = 0;

	qsort(h->stories, h->n, sizeof(*h->stories), by_story);
	for (size_t i = 0; i < h->n; i++) {
		if (n > 0 && h->stories[n - 1].story == h->stories[i].story) {
			if (h->stories[i].margin > h->stories[n - 1].margin)
				h->stories[n - 1] = h->stories[i];
		} else {
			h->stories[n++] = h->stories[i];
		}
	}
	h->n = n;
	qsort(h->stories, n, sizeof(*h->stories), by_margin);
}

/* How many are above that. */
static void tell_above(const struct held *h, double cut)
{
	size_t n[PAIRS_KINDS] = {0};

	for (size_t i = 0; i < h->n; i++)
		n[h->stories[i].kind] += h->stories[i].margin > cut;
	fprintf(stderr,
	    "above %.2f: found %zu; called copies %zu background, %zu original (own: series), "
	    "%zu same event\n",
	    cut, n[PAIRS_REWRITE] + n[PAIRS_TRANSLATED] + n[PAIRS_OWN_COPY],
	    n[PAIRS_BACKGROUND] + n[PAIRS_FAR] + n[PAIRS_OWN_OTHER],
	    n[PAIRS_ORIGINAL] + n[PAIRS_OWN_SERIES],
	    n[PAIRS_SAME_EVENT] + n[PAIRS_ABROAD] + n[PAIRS_RETOLD] + n[PAIRS_OWN_EVENT]);
}

void held_ranks(struct held *h)
{
	static const double rates[] = {0.0003, 0.001, 0.003, 0.01};
	size_t pos = 0, neg = 0, tp = 0, fp = 0, k = 0;
	double area = 0;

	reduce(h);
	for (size_t i = 0; i < h->n; i++)
		*(h->stories[i].y ? &pos : &neg) += 1;
	fprintf(stderr, "recall");
	for (size_t i = 0; i < h->n; i++) {
		if (h->stories[i].y) {
			tp++;
			continue;
		}
		fp++;
		area += (double)tp;
		for (; k < 4 && (double)fp > rates[k] * (double)neg; k++)
			fprintf(stderr, " %.4f", (double)tp / (double)pos);
	}
	fprintf(stderr, " of %zu at .03 .1 .3 1 %% of %zu false positives; area %.5f\n", pos, neg,
	    area / (double)pos / (double)neg);
	for (int percent = -60; percent <= 60; percent += 15)
		tell_above(h, percent / 100.0);
}

void held_tell(const struct held *h)
{
	for (int kind = 0; kind < PAIRS_KINDS; kind++)
		if (h->all[kind] > 0)
			fprintf(stderr, "%s %zu/%zu %.3f, ", pairs_name(kind), h->flagged[kind],
			    h->all[kind], (double)h->flagged[kind] / (double)h->all[kind]);
	fprintf(stderr, "\ncalibration:");
	for (int d = 0; d < 10; d++)
		if (h->scored[d] > 0)
			fprintf(stderr, " %.2f/%.2f", h->sum[d] / h->scored[d],
			    h->copies[d] / h->scored[d]);
	fprintf(stderr, "\n");
}

void held_free(struct held *h)
{
	free(h->stories);
}
