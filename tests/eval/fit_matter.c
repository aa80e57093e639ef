/*
 * usage: fit_matter OWN_STORIES OWN_LABELS STORIES LABELS >src/match/matter_data.c
 *
 * Fits the trees by which two accounts are one event (matter.c), monotone ones
 * (boost.h).  Each stream is read as it came, and every story that is no copy compared
 * with what came within days before it, where the judge would ask (verify.h):
 *
 *	stories of our own	an account or the next day with its event: joined;
 *	(not the half held)	any story with another event: not; an entry of a
 *				series with the others: not
 *	the fitting set		an account of an event with another: joined; any
 *				story with one of another outlet: not
 *
 * The trees themselves choose each story's best pair: they are fitted on all pairs first,
 * then twice on the best ones.  The fitting set's accounts weigh a quarter, its strangers
 * a fifth, series two fifths.  How those do that were held out, by event, is told on
 * stderr, as decide.c has it: the best pair and the mean of its event's count half each.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "boost.h"
#include "count.h"
#include "event.h"
#include "judge.h"
#include "listing.h"
#include "matter.h"
#include "stream.h"
#include "verify.h"

#define OWN_LOOK 20 /* our own are few: near misses shall be found */
#define FIT_LOOK 6
#define FIT_WEIGHT 0.25
#define STRANGER_WEIGHT 0.2 /* there are twenty of them an account, all English */
#define SERIES_WEIGHT 0.4
#define FOLDS 6
#define ROUNDS 3
#define TREES 160
#define RATE 0.1
#define LAMBDA 3.0
#define MIN_CHILD 0.75
#define FEATURES 0.5
#define SCRATCH (64u << 20)

struct pair {
	float row[MATTER_WIDTH];
	uint64_t cluster; /* the earlier story's */
};

/* A story's pairs with its event, or those with what is not. */
struct bag {
	size_t first, n, best;
	bool same, fitting, nearmiss, series;
	unsigned fold;
	double held_out; /* log odds, by trees that saw none of its event: see judged */
};

struct bags {
	struct bag *list;
	size_t n;
	struct pair *pairs;
	size_t npairs;
};

static void *grown(void *p, size_t n, size_t size)
{
	if ((n & (n - 1)) == 0)
		p = realloc(p, (n > 0 ? 2 * n : 1) * size);
	if (p == NULL)
		exit(2);
	return p;
}

/* What a stream's stories are compared with. */
struct reader {
	const struct stream *s;
	bool fitting;
	struct normalizer *normalizer;
	struct index *index;
	struct idf *idf;
	struct memory *memory;
	struct arena *scratch;
	struct profile **all;
};

static const struct stream_label *label(const struct reader *r, size_t i)
{
	int at = r->s->stories[i].label;

	return at >= 0 ? &r->s->labels[at] : NULL;
}

static bool is(const struct stream_label *l, const char *relation)
{
	return l != NULL && strcmp(l->relation, relation) == 0;
}

/* An event of our own stories is what stands before the hyphen, near misses included. */
static unsigned fold_of(const struct reader *r, size_t i)
{
	const struct stream_label *l = label(r, i);
	const char *id = r->fitting && l != NULL ? l->group : r->s->stories[i].story.id.p;
	const char *end = r->fitting ? NULL : strrchr(id, '-');
	size_t n = end != NULL ? (size_t)(end - id) : strlen(id);

	return (unsigned)(XXH3_64bits(id, n) % FOLDS);
}

static uint64_t cluster_of(const struct reader *r, size_t i)
{
	const struct stream_label *l = label(r, i);

	return l != NULL ? XXH3_64bits(l->group, strlen(l->group)) : i;
}

/* Does the pair say what the trees shall tell?  If so *same says what. */
static bool asked(const struct reader *r, size_t i, size_t k, bool same_source, bool *same)
{
	const struct stream_label *a = label(r, i), *b = label(r, k);

	*same = a != NULL && b != NULL && strcmp(a->group, b->group) == 0;
	if (r->fitting)
		return (b == NULL || !b->derived) && (*same || !same_source);
	if (is(a, "template") && is(b, "template")) {
		*same = false;
		return true;
	}
	if (is(a, "template") || is(b, "template"))
		return false;
	return !*same || is(a, "independent") || is(a, "followup") || is(a, "abroad");
}

static void compare(struct reader *r, size_t i, size_t k, struct bags *out, struct bag *bag)
{
	struct profile *story = r->all[i], *earlier = r->all[k];
	struct verify v;
	struct matter m;
	bool same;

	if (earlier->doc->lang != story->doc->lang || !event_near(story, earlier) ||
	    !asked(r, i, k, story->source == earlier->source, &same) || same != bag->same)
		return;
	arena_reset(r->scratch);
	profile_weigh(earlier, r->idf, r->memory);
	if (verify_make(r->scratch, r->idf, story, earlier, 1, &v) != CT_OK)
		exit(2);
	if (v.derived >= VERIFY_DERIVED || !v.weighed)
		return;
	if (matter_weigh(r->scratch, r->idf, story, earlier, &v.kin, &v.traits, &m) != CT_OK)
		exit(2);
	out->pairs = grown(out->pairs, out->npairs, sizeof(*out->pairs));
	out->pairs[out->npairs].cluster = cluster_of(r, k);
	memcpy(out->pairs[out->npairs++].row, m.row, sizeof(m.row));
	bag->n++;
}

static void compare_all(struct reader *r, size_t i, const struct fingerprint *fp, struct bags *out)
{
	struct index_candidate found[OWN_LOOK];
	size_t n = index_query(
	    r->index, fp->keys, fp->nkeys, INT64_MIN, found, r->fitting ? FIT_LOOK : OWN_LOOK);

	if (n == INDEX_NO_MEMORY)
		exit(2);
	profile_weigh(r->all[i], r->idf, r->memory);
	for (int same = 0; same < 2; same++) {
		struct bag bag = {.first = out->npairs,
		    .same = same,
		    .fitting = r->fitting,
		    .nearmiss = is(label(r, i), "nearmiss"),
		    .series = is(label(r, i), "template"),
		    .fold = fold_of(r, i)};
		for (size_t c = 0; c < n; c++)
			compare(r, i, found[c].story - 1, out, &bag);
		if (bag.n == 0)
			continue;
		out->list = grown(out->list, out->n, sizeof(*out->list));
		out->list[out->n++] = bag;
	}
}

static void read_stream(const char *stories, const char *labels, bool fitting, struct bags *out)
{
	struct stream s = stream_read(stories, labels);
	struct reader r = {&s, fitting, normalizer_new(), index_new(), idf_new(), memory_new(),
	    arena_new(SCRATCH), calloc(s.nstories + 1, sizeof(struct profile *))};

	if (r.normalizer == NULL || r.index == NULL || r.idf == NULL || r.memory == NULL ||
	    r.scratch == NULL || r.all == NULL)
		exit(2);
	for (size_t i = 0; i < s.nstories; i++) {
		const struct stream_label *l = label(&r, i);
		struct fingerprint fp;
		if (l != NULL && l->held)
			continue;
		if (judge_prepare(r.normalizer, &s.stories[i].story, &fp, &r.all[i]) != CT_OK)
			exit(2);
		if (l == NULL || !l->derived)
			compare_all(&r, i, &fp, out);
		profile_learn(r.all[i], r.idf, r.memory);
		if (index_add(r.index, (uint32_t)i + 1, (int64_t)i, fp.keys, fp.nkeys) != CT_OK)
			exit(2);
	}
}

static double weight_of(const struct bag *b)
{
	if (!b->fitting)
		return b->series ? SERIES_WEIGHT : 1;
	return b->same ? FIT_WEIGHT : STRANGER_WEIGHT;
}

struct model {
	struct trees_tree trees[TREES];
	double base;
};

static double odds(const struct model *m, const struct pair *p)
{
	const struct trees_model made = {(float)m->base, TREES, m->trees};

	return (double)trees_logit(&made, p->row);
}

static size_t best(const struct bags *b, const struct bag *bag, const struct model *m)
{
	size_t at = bag->first;

	for (size_t i = bag->first; i < bag->first + bag->n; i++)
		if (odds(m, &b->pairs[i]) > odds(m, &b->pairs[at]))
			at = i;
	return at;
}

static void add_row(
    struct boost_row *rows, size_t *n, const struct bags *b, const struct bag *bag, size_t pair)
{
	struct boost_row *r = &rows[(*n)++];

	*r = (struct boost_row){.y = bag->same, .fold = (unsigned char)bag->fold};
	memcpy(r->v, b->pairs[pair].row, sizeof(r->v));
}

static size_t fill_rows(struct boost_row *rows, const struct bags *b, bool all)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		const struct bag *bag = &b->list[i];
		size_t from = all ? bag->first : bag->best, upto = all ? from + bag->n : from + 1;
		for (size_t p = from; p < upto; p++) {
			add_row(rows, &n, b, bag, p);
			rows[n - 1].weight = (float)(weight_of(bag) / (double)(upto - from));
		}
	}
	return n;
}

static const signed char directions[MATTER_WIDTH] = {
#define X(name, direction) direction,
    TRAITS(X) MATTER_SUMS(X)
#undef X
};

/* Whoever wrote the near misses wrote shorter ones than accounts: how long a story is must
 * not speak for it. */
static const unsigned char banned[MATTER_WIDTH] = {[TRAIT_least] = 1, [TRAIT_length_ratio] = 1};

/* skip: the fold that is held out, or -1. */
static void fit(struct bags *b, int skip, struct model *m)
{
	const struct boost_options o = {.width = MATTER_WIDTH,
	    .trees = TREES,
	    .rate = RATE,
	    .lambda = LAMBDA,
	    .min_child = MIN_CHILD,
	    .rows = 1,
	    .features = FEATURES,
	    .directions = directions,
	    .banned = banned,
	    .hold_out = skip};
	struct boost_row *rows = malloc((b->npairs + 1) * sizeof(*rows));

	if (rows == NULL)
		exit(2);
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; round > 0 && i < b->n; i++)
			b->list[i].best = best(b, &b->list[i], m);
		m->base = boost_fit(rows, fill_rows(rows, b, round == 0), &o, m->trees);
	}
	free(rows);
}

/* As decide.c has it: half of what counts is the mean of an event's stories. */
static double judged(const struct bags *b, const struct bag *bag, const struct model *m)
{
	const struct pair *p = &b->pairs[bag->first];
	double most = -INFINITY;

	for (size_t i = 0; i < bag->n; i++) {
		double sum = 0;
		size_t n = 0;
		for (size_t k = 0; k < bag->n; k++)
			if (p[k].cluster == p[i].cluster) {
				sum += odds(m, &p[k]);
				n++;
			}
		most = fmax(most, (odds(m, &p[i]) + sum / (double)n) / 2);
	}
	return most;
}

static bool is_near_miss(const struct bag *b)
{
	return !b->fitting && !b->same && b->nearmiss;
}

static int falling(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;

	return (a < b) - (a > b);
}

/* How many of each kind lie above that: accounts, near misses, of the fitting set accounts
 * and strangers. */
static void tell(const struct bags *b, double above, const char *what)
{
	size_t n[4] = {0}, over[4] = {0};

	for (size_t i = 0; i < b->n; i++) {
		const struct bag *bag = &b->list[i];
		if (!bag->fitting && !bag->same && !bag->nearmiss)
			continue; /* an original, say, which neither joins nor looks like it */
		int kind = (bag->fitting ? 2 : 0) + !bag->same;
		n[kind]++;
		over[kind] += bag->held_out > above;
	}
	fprintf(stderr,
	    "%s %.2f: accounts %zu of %zu, near misses %zu of %zu; of the fitting set "
	    "accounts %zu of %zu, strangers %zu of %zu\n",
	    what, above, over[0], n[0], over[1], n[1], over[2], n[2], over[3], n[3]);
}

static bool is_account(const struct bag *b)
{
	return !b->fitting && b->same;
}

/* The area under the curve: an account of our own lies above a near miss of our own. */
static double area(const struct bags *b)
{
	size_t above = 0, all = 0;

	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; is_account(&b->list[i]) && k < b->n; k++) {
			if (!is_near_miss(&b->list[k]))
				continue;
			all++;
			above += b->list[i].held_out > b->list[k].held_out;
		}
	return all > 0 ? (double)above / (double)all : 0;
}

static void hold_out(struct bags *b)
{
	static struct model m;
	double *near = calloc(b->n + 1, sizeof(*near));
	size_t n = 0;

	for (int fold = 0; fold < FOLDS; fold++) {
		fit(b, fold, &m);
		for (size_t i = 0; i < b->n; i++)
			if ((int)b->list[i].fold == fold)
				b->list[i].held_out = judged(b, &b->list[i], &m);
	}
	for (size_t i = 0; i < b->n; i++)
		if (is_near_miss(&b->list[i]))
			near[n++] = b->list[i].held_out;
	qsort(near, n, sizeof(*near), falling);
	fprintf(stderr, "area %.4f\n", area(b));
	for (size_t k = 0; k < 4 && k < n; k++)
		tell(b, near[n * k / 20], "above a near miss at");
	for (double z = -1; z < 1; z += 0.25)
		tell(b, z, "above");
	free(near);
}

static void write_table(const struct bags *b, const struct model *m)
{
	printf("/*\n * Written by tests/eval/fit_matter.c on %s; do not edit.\n *\n"
	       " *\tmake fit-matter\n *\n"
	       " * Fitted on %zu pairs: the best of each story with its event, and with others.\n"
	       " */\n#include \"matter.h\"\n\n/* clang-format off */\n",
	    listing_today(), b->n);
	boost_write("matter", "trees", m->trees, TREES, m->base);
}

int main(int argc, char **argv)
{
	struct bags b = {0};
	static struct model m;

	if (argc != 5) {
		fputs("usage: fit_matter OWN_STORIES OWN_LABELS STORIES LABELS\n", stderr);
		return 2;
	}
	read_stream(argv[1], argv[2], false, &b);
	read_stream(argv[3], argv[4], true, &b);
	hold_out(&b);
	fit(&b, -1, &m);
	write_table(&b, &m);
	return 0;
}
