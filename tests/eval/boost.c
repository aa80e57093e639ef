/*
 * Newton boosting (Friedman 2001; Chen and Guestrin 2016) on histograms of 64
 * bins: full trees of depth three, grown level by level.  Monotone as in
 * LightGBM's basic method: a split against a feature's direction is refused,
 * and the two sides may not cross the middle of their values further down.
 */
#include "boost.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BINS 64
#define INNER ((1 << TREES_DEPTH) - 1)
#define LEAVES (1 << TREES_DEPTH)

struct cuts {
	float at[TRAIT_COUNT][BINS]; /* bin b holds at[b-1] <= x < at[b] */
	int n[TRAIT_COUNT];
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

static void make_cuts(const struct boost_row *rows, size_t n, struct cuts *c)
{
	float *v = malloc(n * sizeof(*v));

	for (int f = 0; f < TRAIT_COUNT; f++) {
		for (size_t i = 0; i < n; i++)
			v[i] = rows[i].x.v[f];
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

static struct split best_split(struct cell hist[TRAIT_COUNT][BINS], const struct cuts *c,
    struct cell all, struct bounds b, const struct boost_options *o)
{
	struct split best = {.feature = -1};
	double whole = gain(all, o->lambda, value(all, o->lambda, b));

	for (int f = 0; f < TRAIT_COUNT; f++) {
		struct cell left = {0, 0};
		if (o->banned != NULL && o->banned[f])
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

static void fill_leaves(struct trees_tree *t, const unsigned char *use, size_t n,
    const struct boost_options *o, const double *g, const double *h, const unsigned char *node,
    const struct bounds *bounds)
{
	struct cell leaf[LEAVES] = {{0, 0}};
	for (size_t i = 0; i < n; i++)
		if (use[i]) {
			leaf[node[i] - INNER].g += g[i];
			leaf[node[i] - INNER].h += h[i];
		}
	for (int k = 0; k < LEAVES; k++)
		t->leaf[k] = (float)(o->rate * (leaf[k].h > 0 ? value(leaf[k], o->lambda, bounds[k])
							      : clamp(0, bounds[k])));
}

/* Grows one tree; node[i] is where each row stands. */
static void grow(const struct boost_row *rows, const unsigned char *bins, const unsigned char *use,
    size_t n, const struct cuts *c, const struct boost_options *o, const double *g, const double *h,
    unsigned char *node, struct trees_tree *t)
{
	static struct cell hist[LEAVES][TRAIT_COUNT][BINS];
	struct bounds bounds[INNER + LEAVES];

	bounds[0] = (struct bounds){-4, 4};
	memset(node, 0, n);
	for (int depth = 0; depth < TREES_DEPTH; depth++) {
		int first = (1 << depth) - 1, count = 1 << depth;
		struct cell all[LEAVES] = {{0, 0}};
		struct split s[LEAVES];
		memset(hist, 0, sizeof(hist));
		for (size_t i = 0; i < n; i++) {
			if (!use[i])
				continue;
			int k = node[i] - first;
			all[k].g += g[i];
			all[k].h += h[i];
			for (int f = 0; f < TRAIT_COUNT; f++) {
				hist[k][f][bins[i * TRAIT_COUNT + (size_t)f]].g += g[i];
				hist[k][f][bins[i * TRAIT_COUNT + (size_t)f]].h += h[i];
			}
		}
		for (int k = 0; k < count; k++) {
			int at = first + k;
			s[k] = best_split(hist[k], c, all[k], bounds[at], o);
			struct bounds bl = bounds[at], br = bounds[at];
			if (s[k].feature < 0) { /* everything goes right */
				t->feature[at] = 0;
				t->threshold[at] = -1e30f;
			} else {
				t->feature[at] = (unsigned char)s[k].feature;
				t->threshold[at] = c->at[s[k].feature][s[k].bin];
				double mid = (value(s[k].left, o->lambda, bounds[at]) +
						 value(s[k].right, o->lambda, bounds[at])) /
					     2;
				int dir = o->directions[s[k].feature];
				if (dir > 0)
					bl.hi = br.lo = mid;
				else if (dir < 0)
					bl.lo = br.hi = mid;
			}
			bounds[2 * at + 1] = bl;
			bounds[2 * at + 2] = br;
		}
		for (size_t i = 0; i < n; i++) {
			int at = node[i];
			node[i] =
			    (unsigned char)(2 * at + (rows[i].x.v[t->feature[at]] < t->threshold[at]
							     ? 1
							     : 2));
		}
	}
	fill_leaves(t, use, n, o, g, h, node, bounds + INNER);
}

double boost_fit(
    struct boost_row *rows, size_t n, const struct boost_options *o, struct trees_tree *out)
{
	static struct cuts c;
	unsigned char *bins = malloc(n * TRAIT_COUNT), *node = malloc(n), *use = malloc(n);
	double *g = malloc(n * sizeof(*g)), *h = malloc(n * sizeof(*h));
	double pos = 0, all = 0;

	make_cuts(rows, n, &c);
	for (size_t i = 0; i < n; i++) {
		for (int f = 0; f < TRAIT_COUNT; f++)
			bins[i * TRAIT_COUNT + (size_t)f] = bin_of(&c, f, rows[i].x.v[f]);
		use[i] = o->hold_out == 0 || rows[i].group % o->hold_out != 0;
		if (use[i]) {
			pos += rows[i].y * rows[i].weight;
			all += rows[i].weight;
		}
	}
	double base = log(pos / (all - pos));
	for (size_t i = 0; i < n; i++)
		rows[i].margin = base + (double)rows[i].offset;
	for (size_t k = 0; k < o->trees; k++) {
		for (size_t i = 0; i < n; i++) {
			double p = 1 / (1 + exp(-rows[i].margin));
			g[i] = rows[i].weight * (p - rows[i].y);
			h[i] = rows[i].weight * p * (1 - p) + 1e-9;
		}
		grow(rows, bins, use, n, &c, o, g, h, node, &out[k]);
		for (size_t i = 0; i < n; i++)
			rows[i].margin += out[k].leaf[node[i] - INNER];
	}
	free(bins);
	free(node);
	free(use);
	free(g);
	free(h);
	return base;
}
