/*
 * Newton boosting (Friedman 2001; Chen and Guestrin 2016) on histograms of 64
 * bins: full trees of TREES_DEPTH levels.  Monotone as in
 * LightGBM's basic method: a split against a feature's direction is refused,
 * and the two sides may not cross the middle of their values further down.
 */
#include "boost.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BINS 64
#define INNER ((1 << TREES_DEPTH) - 1)
#define LEAVES (1 << TREES_DEPTH)

struct cuts {
	float at[BOOST_WIDTH][BINS]; /* bin b holds at[b-1] <= x < at[b] */
	int n[BOOST_WIDTH];
};

struct cell {
	double g, h;
};

struct bounds {
	double lo, hi;
};

static int by_float(const void *pa, const void *pb)
{
	float a = *(const float *)pa, b = *(const float *)pb;

	return (a > b) - (a < b);
}

static void make_cuts(const struct boost_row *rows, size_t n, int width, struct cuts *c)
{
	float *v = malloc(n * sizeof(*v));

	for (int f = 0; f < width; f++) {
		for (size_t i = 0; i < n; i++)
			v[i] = rows[i].v[f];
		qsort(v, n, sizeof(*v), by_float);
		c->n[f] = 0;
		for (int b = 1; b < BINS; b++) {
			float at = v[n * (size_t)b / BINS];
			if (at > v[0] && (c->n[f] == 0 || at > c->at[f][c->n[f] - 1]))
				c->at[f][c->n[f]++] = at;
		}
	}
	free(v);
}

static unsigned char bin_of(const struct cuts *c, int f, float x)
{
	int lo = 0, hi = c->n[f];

	while (lo < hi) {
		int mid = (lo + hi) / 2;
		if (c->at[f][mid] <= x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (unsigned char)lo;
}

static double clamp(double v, struct bounds b)
{
	return v < b.lo ? b.lo : v > b.hi ? b.hi : v;
}

static double value(struct cell c, double lambda, struct bounds b)
{
	return clamp(-c.g / (c.h + lambda), b);
}

/* How much the loss falls when the leaf takes value v. */
static double gain(struct cell c, double lambda, double v)
{
	return -(c.g * v + 0.5 * (c.h + lambda) * v * v);
}

struct split {
	int feature, bin;
	double gain;
	struct cell left, right;
};

/* Chance, the same at every fit. */
static bool drawn(size_t what, double share)
{
	uint64_t h = (what + 1) * 0x9E3779B97F4A7C15u;

	h = (h ^ h >> 32) * 0xD6E8FEB86659FD93u;
	return (double)(h >> 40) < share * (1 << 24);
}

static struct split best_split(struct cell hist[BOOST_WIDTH][BINS], const struct cuts *c,
    struct cell all, struct bounds b, const struct boost_options *o, size_t tree)
{
	struct split best = {.feature = -1};
	double whole = gain(all, o->lambda, value(all, o->lambda, b));

	for (int f = 0; f < o->width; f++) {
		struct cell left = {0, 0};
		if ((o->banned != NULL && o->banned[f]) ||
		    !drawn(tree * 64 + (size_t)f, o->features))
			continue;
		for (int k = 0; k < c->n[f]; k++) {
			left.g += hist[f][k].g;
			left.h += hist[f][k].h;
			struct cell right = {all.g - left.g, all.h - left.h};
			if (left.h < o->min_child || right.h < o->min_child)
				continue;
			double vl = value(left, o->lambda, b), vr = value(right, o->lambda, b);
			if (o->directions[f] * (vr - vl) < 0)
				continue;
			double won = gain(left, o->lambda, vl) + gain(right, o->lambda, vr) - whole;
			if (won > best.gain + 1e-9)
				best = (struct split){f, k, won, left, right};
		}
	}
	return best;
}

/* Rows that are trained on, in the order of the nodes where they stand. */
struct work {
	const struct boost_options *o;
	const struct cuts *cuts;
	const unsigned char *bins; /* width of them a row */
	const struct cell *grad;   /* one a row */
	uint32_t *order, *scratch;
	size_t first[INNER + LEAVES + 1], n[INNER + LEAVES + 1];
	struct cell (*hist)[BOOST_WIDTH][BINS]; /* one a node */
	struct bounds bounds[INNER + LEAVES];
};

static void fill_hist(struct work *w, int node)
{
	struct cell(*hist)[BINS] = w->hist[node];

	memset(hist, 0, sizeof(w->hist[node]));
	for (size_t k = 0; k < w->n[node]; k++) {
		uint32_t i = w->order[w->first[node] + k];
		const unsigned char *bins = w->bins + (size_t)i * (size_t)w->o->width;
		struct cell grad = w->grad[i];
		for (int f = 0; f < w->o->width; f++) {
			hist[f][bins[f]].g += grad.g;
			hist[f][bins[f]].h += grad.h;
		}
	}
}

/* The smaller child is counted, the larger is what is left of their parent. */
static void fill_children(struct work *w, int parent)
{
	int small = 2 * parent + 1, large = small + 1;

	if (w->n[small] > w->n[large]) {
		small++;
		large--;
	}
	fill_hist(w, small);
	const struct cell *all = &w->hist[parent][0][0], *less = &w->hist[small][0][0];
	struct cell *rest = &w->hist[large][0][0];
	for (size_t k = 0; k < (size_t)w->o->width * BINS; k++)
		rest[k] = (struct cell){all[k].g - less[k].g, all[k].h - less[k].h};
}

static struct cell sum_of(const struct cell hist[BOOST_WIDTH][BINS])
{
	struct cell all = {0, 0};

	for (int b = 0; b < BINS; b++) {
		all.g += hist[0][b].g;
		all.h += hist[0][b].h;
	}
	return all;
}

/* Parts a node's rows, in order. */
static void part(struct work *w, int node, int feature, int bin)
{
	size_t first = w->first[node], left = 0, right = 0;

	for (size_t k = 0; k < w->n[node]; k++) {
		uint32_t i = w->order[first + k];
		if (feature >= 0 &&
		    w->bins[(size_t)i * (size_t)w->o->width + (size_t)feature] <= bin)
			w->order[first + left++] = i;
		else
			w->scratch[right++] = i;
	}
	memcpy(w->order + first + left, w->scratch, right * sizeof(*w->scratch));
	w->first[2 * node + 1] = first;
	w->n[2 * node + 1] = left;
	w->first[2 * node + 2] = first + left;
	w->n[2 * node + 2] = right;
}

static void grow(struct work *w, struct trees_tree *t, size_t tree)
{
	const struct boost_options *o = w->o;

	w->bounds[0] = (struct bounds){-4, 4};
	fill_hist(w, 0);
	for (int at = 0; at < INNER; at++) {
		struct bounds b = w->bounds[at], bl = b, br = b;
		struct cell all = sum_of(w->hist[at]);
		struct split s = best_split(w->hist[at], w->cuts, all, b, o, tree);
		if (s.feature < 0) { /* everything goes right */
			t->feature[at] = 0;
			t->threshold[at] = -1e30f;
		} else {
			t->feature[at] = (unsigned char)s.feature;
			t->threshold[at] = w->cuts->at[s.feature][s.bin];
			double mid =
			    (value(s.left, o->lambda, b) + value(s.right, o->lambda, b)) / 2;
			int dir = o->directions[s.feature];
			if (dir > 0)
				bl.hi = br.lo = mid;
			else if (dir < 0)
				bl.lo = br.hi = mid;
		}
		w->bounds[2 * at + 1] = bl;
		w->bounds[2 * at + 2] = br;
		part(w, at, s.feature, s.bin);
		fill_children(w, at);
	}
	for (int k = 0; k < LEAVES; k++) {
		struct cell c = sum_of(w->hist[INNER + k]);
		bool any = w->n[INNER + k] > 0;
		t->leaf[k] = (float)(o->rate * (any ? value(c, o->lambda, w->bounds[INNER + k])
						    : clamp(0, w->bounds[INNER + k])));
	}
}

static void fill_gradients(const struct boost_row *rows, size_t n, struct cell *grad)
{
	for (size_t i = 0; i < n; i++) {
		double p = 1 / (1 + exp(-rows[i].margin));
		grad[i].g = (double)rows[i].weight * (p - rows[i].y);
		grad[i].h = (double)rows[i].weight * p * (1 - p) + 1e-9;
	}
}

static void advance(struct boost_row *rows, size_t n, const struct trees_tree *t)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = 0;
		while (at < INNER)
			at = 2 * at + (rows[i].v[t->feature[at]] < t->threshold[at] ? 1 : 2);
		rows[i].margin += (double)t->leaf[at - INNER];
	}
}

double boost_fit(
    struct boost_row *rows, size_t n, const struct boost_options *o, struct trees_tree *out)
{
	static struct cuts c;
	static struct cell hist[INNER + LEAVES][BOOST_WIDTH][BINS];
	unsigned char *bins = malloc(n * (size_t)o->width);
	struct cell *grad = malloc(n * sizeof(*grad));
	struct work w = {.o = o, .cuts = &c, .bins = bins, .grad = grad, .hist = hist};
	double pos = 0, all = 0;

	w.order = malloc(n * sizeof(*w.order));
	w.scratch = malloc(n * sizeof(*w.scratch));
	make_cuts(rows, n, o->width, &c);
	for (size_t i = 0; i < n; i++) {
		for (int f = 0; f < o->width; f++)
			bins[i * (size_t)o->width + (size_t)f] = bin_of(&c, f, rows[i].v[f]);
		if ((int)rows[i].fold == o->hold_out)
			continue;
		pos += (double)(rows[i].y * rows[i].weight);
		all += (double)rows[i].weight;
	}
	double base = log(pos / (all - pos));
	for (size_t i = 0; i < n; i++)
		rows[i].margin = base + (double)rows[i].offset;
	for (size_t k = 0; k < o->trees; k++) {
		fill_gradients(rows, n, grad);
		w.n[0] = 0;
		for (size_t i = 0; i < n; i++)
			if ((int)rows[i].fold != o->hold_out && drawn(k * n + i, o->rows))
				w.order[w.n[0]++] = (uint32_t)i;
		grow(&w, &out[k], k);
		advance(rows, n, &out[k]);
	}
	free(bins);
	free(grad);
	free(w.order);
	free(w.scratch);
	return base;
}

static const char *const names[BOOST_WIDTH] = {
#define X(name, direction) "TRAIT_" #name,
    TRAITS(X)
#undef X
#define X(name, direction) "MATTER_" #name,
	MATTER_SUMS(X)
#undef X
};

void boost_write(
    const char *prefix, const char *name, const struct trees_tree *t, size_t n, double base)
{
	printf("static const struct trees_tree %s[] = {\n", name);
	for (size_t i = 0; i < n; i++) {
		printf("{{");
		for (int k = 0; k < INNER; k++)
			printf("%s,%s", names[t[i].feature[k]], k == 3 ? "\n  " : " ");
		printf("},\n {");
		for (int k = 0; k < INNER; k++)
			printf("%.6ef, ", (double)t[i].threshold[k]);
		printf("},\n {");
		for (int k = 0; k < LEAVES; k++)
			printf("%.8ff, ", (double)t[i].leaf[k]);
		puts("}},");
	}
	printf("};\n\nconst struct trees_model %s_%s = {%.6ff, %zu, %s};\n\n", prefix, name, base,
	    n, name);
}
