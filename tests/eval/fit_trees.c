/*
 * usage: fit_trees STORIES.jsonl LABELS.jsonl [-t TREES] [-a TRAIT[,TRAIT]] >src/match/trees_data.c
 *
 * Fits the trees that tell copies from other stories.  First on four fifths of
 * the groups, and tells on stderr how the last fifth fared by kind of pair; then
 * on all, and writes the generated table.  -a leaves traits out (ablation; no
 * table is written).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pairs.h"

#define HOLD_OUT 5
#define EVENT_TREES 80
#define COPY_WEIGHT 0.3f
#define UNKNOWN_SHARE 0.3f
#define UNKNOWN_TERMS 4

static double probability(const struct boost_row *r)
{
	return 1 / (1 + exp(-r->margin));
}

static int by_margin(const void *pa, const void *pb)
{
	const struct boost_row *a = *(const struct boost_row *const *)pa;
	const struct boost_row *b = *(const struct boost_row *const *)pb;

	return (a->margin < b->margin) - (a->margin > b->margin);
}

static void tell_kinds(const struct pairs *p)
{
	for (int kind = 0; kind < PAIRS_KINDS; kind++) {
		size_t n = 0, flagged = 0, y = 0;
		for (size_t i = 0; i < p->n; i++)
			if (p->rows[i].kind == kind && p->rows[i].group % HOLD_OUT == 0) {
				n++;
				y += p->rows[i].y;
				flagged += p->rows[i].margin > 0;
			}
		fprintf(stderr, "%-12s %s %6zu of %6zu called copies (%.4f)\n", pairs_name(kind),
		    y > 0 ? "copies    " : "not copies", flagged, n,
		    n > 0 ? (double)flagged / (double)n : 0);
	}
}

/* Recall at shares of false positives, and calibration. */
static void tell_ranks(const struct pairs *p)
{
	const struct boost_row **held = malloc(p->n * sizeof(void *));
	size_t n = 0, pos = 0, neg = 0;

	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].group % HOLD_OUT == 0) {
			held[n++] = &p->rows[i];
			*(p->rows[i].y ? &pos : &neg) += 1;
		}
	qsort(held, n, sizeof(*held), by_margin);
	size_t tp = 0, fp = 0;
	double area = 0;
	static const double rates[] = {0.0003, 0.001, 0.003, 0.01};
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		if (held[i]->y)
			tp++;
		else {
			fp++;
			area += (double)tp;
			while (k < 4 && (double)fp > rates[k] * (double)neg)
				fprintf(stderr, "recall at %.2f %% false positives: %.4f\n",
				    100 * rates[k++], (double)tp / (double)pos);
		}
	}
	fprintf(stderr, "area under the curve: %.5f\n", area / (double)pos / (double)neg);
	for (int d = 0; d < 10; d++) {
		double all = 0, y = 0, sum = 0;
		for (size_t i = 0; i < n; i++)
			if ((int)fmin(9, 10 * probability(held[i])) == d) {
				all++;
				y += held[i]->y;
				sum += probability(held[i]);
			}
		if (all > 0)
			fprintf(stderr, "scored %.1f: %6.0f, mean %.3f, copies %.3f\n", d / 10.0,
			    all, sum / all, y / all);
	}
	free(held);
}

static void write_head(const struct pairs *p, const char *command)
{
	time_t now = time(NULL);
	char day[16];

	strftime(day, sizeof(day), "%Y-%m-%d", gmtime(&now));
	printf("/*\n * Written by tests/eval/fit_trees.c on %s; do not edit.\n *\n *\t%s\n *\n"
	       " * Fitted on %zu pairs of the `fit` set and of stories made from it.\n */\n"
	       "#include \"trees.h\"\n\n/* clang-format off */\n",
	    day, command, p->n);
}

static void write_table(const char *name, const struct trees_tree *t, size_t n, double base)
{
	printf("static const struct trees_tree %s[] = {\n", name);
	for (size_t i = 0; i < n; i++) {
		printf("{{");
		for (int k = 0; k < (1 << TREES_DEPTH) - 1; k++)
			printf("TRAIT_%s,%s", traits_names[t[i].feature[k]], k == 3 ? "\n  " : " ");
		printf("},\n {");
		for (int k = 0; k < (1 << TREES_DEPTH) - 1; k++)
			printf("%.6ef, ", (double)t[i].threshold[k]);
		printf("},\n {");
		for (int k = 0; k < 1 << TREES_DEPTH; k++)
			printf("%.8ff, ", (double)t[i].leaf[k]);
		puts("}},");
	}
	printf(
	    "};\n\nconst struct trees_model trees_%s = {%.6ff, %zu, %s};\n\n", name, base, n, name);
}

/* The same rows with another question: do both tell of one event? */
static void ask_event(struct pairs *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		struct boost_row *r = &p->rows[i];
		if (r->kind == SYNTH_OPINION || r->kind == SYNTH_SAMEFACTS ||
		    r->kind == SYNTH_FOLLOWUP)
			continue;
		/* Unlabelled stories that share so much that is rare tell of one event as a
		 * rule: 14 of 16 that were read did. */
		if (r->kind >= PAIRS_ORIGINAL && r->x.v[TRAIT_event_share] >= UNKNOWN_SHARE &&
		    r->x.v[TRAIT_event_terms] >= logf(1 + UNKNOWN_TERMS))
			continue;
		r->y = r->kind != SYNTH_TEMPLATE && r->kind < PAIRS_ORIGINAL;
		r->offset = 0;
		/* What it is for are stories told independently: copies come by the thousand. */
		if (r->y && r->kind != PAIRS_SAME_EVENT && r->kind != PAIRS_SHORT_EVENT)
			r->weight *= COPY_WEIGHT;
		p->rows[n++] = *r;
	}
	p->n = n;
}

static void importance(const struct trees_tree *t, size_t n)
{
	int used[TRAIT_COUNT] = {0};

	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < (1 << TREES_DEPTH) - 1; k++)
			used[t[i].feature[k]] += t[i].threshold[k] > -1e29f;
	for (int f = 0; f < TRAIT_COUNT; f++)
		fprintf(
		    stderr, "%s %d%s", traits_names[f], used[f], f + 1 < TRAIT_COUNT ? ", " : "\n");
}

/* Tells how a fit on four fifths fares, then fits all and writes the table. */
static void fit(struct pairs *p, struct boost_options *o, const char *name, bool write)
{
	struct trees_tree *t = calloc(o->trees, sizeof(*t));

	fprintf(stderr, "%s, %zu pairs:\n", name, p->n);
	o->hold_out = HOLD_OUT;
	boost_fit(p->rows, p->n, o, t);
	tell_kinds(p);
	tell_ranks(p);
	importance(t, o->trees);
	if (write) {
		o->hold_out = 0;
		double base = boost_fit(p->rows, p->n, o, t);
		write_table(name, t, o->trees, base);
	}
	free(t);
}

static bool is_native(const struct boost_row *r)
{
	return !r->foreign;
}

static bool is_foreign(const struct boost_row *r)
{
	return r->foreign;
}

static bool of_briefs(const struct boost_row *r)
{
	return r->kind == PAIRS_SHORT || r->kind == PAIRS_SHORT_REWRITE ||
	       r->kind == PAIRS_SHORT_EVENT;
}

static bool is_whole(const struct boost_row *r)
{
	return !r->foreign && !of_briefs(r);
}

static bool is_whole_foreign(const struct boost_row *r)
{
	return r->foreign && !of_briefs(r);
}

static bool is_brief(const struct boost_row *r)
{
	return !r->foreign && r->brief;
}

static struct pairs chosen(const struct pairs *all, bool (*fits)(const struct boost_row *))
{
	struct pairs some = {malloc((all->n + 1) * sizeof(*some.rows)), 0, all->n};

	if (some.rows == NULL)
		exit(2);
	for (size_t i = 0; i < all->n; i++)
		if (fits(&all->rows[i]))
			some.rows[some.n++] = all->rows[i];
	return some;
}

int main(int argc, char **argv)
{
	unsigned char banned[TRAIT_COUNT] = {0};
	struct boost_options o = {.trees = 200,
	    .rate = 0.1,
	    .lambda = 4,
	    .min_child = 8,
	    .directions = traits_directions,
	    .banned = banned,
	    .hold_out = HOLD_OUT};
	bool write = true;
	char command[256];

	if (argc < 3) {
		fputs("usage: fit_trees STORIES LABELS [-t TREES] [-a TRAIT[,TRAIT]]\n", stderr);
		return 2;
	}
	for (int i = 3; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "-t") == 0)
			o.trees = (size_t)atol(argv[i + 1]);
		for (char *t = strcmp(argv[i], "-a") == 0 ? strtok(argv[i + 1], ",") : NULL;
		     t != NULL; t = strtok(NULL, ","))
			for (int f = 0; f < TRAIT_COUNT; f++)
				if (strcmp(t, traits_names[f]) == 0) {
					banned[f] = 1;
					write = false;
				}
	}
	struct stream s = stream_read(argv[1], argv[2]);
	struct pairs p = pairs_gather(&s);
	snprintf(command, sizeof(command), "fit_trees fit/stories.jsonl fit/labels.jsonl -t %zu",
	    o.trees);
	if (write)
		write_head(&p, command);
	/* What the whole stories' own models do without: they were no better for it. */
	unsigned char whole_banned[TRAIT_COUNT];
	memcpy(whole_banned, banned, sizeof(banned));
	whole_banned[TRAIT_event_share] = whole_banned[TRAIT_event_terms] =
	    whole_banned[TRAIT_least] = 1;
	struct pairs part = chosen(&p, is_whole);
	o.banned = whole_banned;
	fit(&part, &o, "derived", write);
	if (!write)
		return 0;
	part = chosen(&p, is_brief);
	o.banned = banned;
	o.trees /= 2;
	fit(&part, &o, "brief", write);
	part = chosen(&p, is_whole_foreign);
	o.banned = whole_banned;
	fit(&part, &o, "foreign", write);
	o.banned = banned;
	o.trees = EVENT_TREES;
	ask_event(&p);
	part = chosen(&p, is_native);
	fit(&part, &o, "event", write);
	part = chosen(&p, is_foreign);
	fit(&part, &o, "foreign_event", write);
	return 0;
}
