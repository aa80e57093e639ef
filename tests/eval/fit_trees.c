/*
 * usage: fit_trees [OPTION ...] STORIES.jsonl LABELS.jsonl OWN_STORIES.jsonl OWN_LABELS.jsonl
 *			>src/match/trees_data.c
 *
 * Fits the trees that tell copies from other stories.  First thrice with one
 * maker's rewrites and a third of all other stories held out, and tells on
 * stderr how those fared: the best score of each story, as the judge would see
 * it, and by kind of pair; then on all, and writes the generated table.
 *
 *	-a TRAIT[,TRAIT]  leave traits out, write no table
 *	-f TRANSLATIONS   fit the trees of stories in two languages, and write their
 *	                  tables (src/match/trees_foreign_data.c) instead
 *	-n                write no table, tell of whole stories only
 *	-q                only write the table
 *	-c FILE           keep what was gathered there, for the next time
 *	-t -r -l -m       trees, learning rate, L2, least weight of a leaf
 *	-R -F             share of rows, of traits, that each tree is shown
 *	-w KIND=FACTOR    of the weight of pairs of that kind
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "held.h"
#include "listing.h"

#define COUNT_HEAVY 20
#define TREES 300
#define RATE 0.06
#define ROWS 0.5     /* share of them that each tree is shown */
#define FEATURES 0.4 /* the same of traits */
#define EVENT_TREES 130
#define COPY_WEIGHT 0.3f
/* What is most alike and no copy counts most, of whole stories: two accounts of
 * one event, labelled so or (NEAR) by what they share. */
#define LINE \
	0.60 /* log odds given to all whole stories: held out, of the fitting set still
	      * sixteen copies for one other are between this and .15 less, of our own,
	      * which are made to be hard, as many copies as others */
#define NEAR_HEAVIER 3
#define EVENT_HEAVIER 10
#define UNKNOWN_SHARE 0.3f
#define UNKNOWN_TERMS 4

static bool quick;

static void write_head(const struct pairs *p, bool foreign)
{
	printf("/*\n * Written by tests/eval/fit_trees.c on %s; do not edit.\n *\n *\t%s\n *\n"
	       " * Fitted on %zu pairs of the `fit` set, of %s and of\n"
	       " * stories made from both.\n */\n"
	       "#include \"trees.h\"\n\n/* clang-format off */\n",
	    listing_today(), foreign ? "make fit-foreign" : "make fit-trees", p->n,
	    foreign ? "translations (make fit-translate)" : "back-translations (make fit-back)");
}

/* Unlabelled stories that share so much that is rare tell of one event as a rule:
 * 14 of 16 that were read did. */
static bool surely_event(const struct boost_row *r)
{
	return r->kind >= PAIRS_ORIGINAL && r->kind != PAIRS_FAR &&
	       r->x.v[TRAIT_event_share] >= UNKNOWN_SHARE &&
	       r->x.v[TRAIT_event_terms] >= logf(1 + UNKNOWN_TERMS);
}

static void weigh_events(struct pairs *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].plain)
			p->rows[i].weight *= p->rows[i].kind == PAIRS_SAME_EVENT ? EVENT_HEAVIER
					     : surely_event(&p->rows[i])         ? NEAR_HEAVIER
										 : 1;
}

/* The same rows with another question: do both tell of one event? */
static void ask_event(struct pairs *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		struct boost_row *r = &p->rows[i];
		bool apart = r->kind == PAIRS_SAME_EVENT || r->kind == PAIRS_SHORT_EVENT ||
			     r->kind == PAIRS_ABROAD;
		if (r->kind == SYNTH_OPINION || r->kind == SYNTH_SAMEFACTS ||
		    r->kind == SYNTH_FOLLOWUP || r->kind == PAIRS_RETOLD)
			continue;
		if (surely_event(r))
			continue;
		r->y = r->kind != SYNTH_TEMPLATE && r->kind < PAIRS_ORIGINAL;
		r->offset = 0;
		/* What it is for are stories told independently: copies come by the thousand. */
		if (r->y && !apart)
			r->weight *= COPY_WEIGHT;
		if (r->kind == PAIRS_ABROAD)
			r->weight = 1; /* which had to count as no copy; here it is one of many */
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

/* Tells how fits on two folds judge the one held out, then fits all and writes the table. */
static void fit(
    struct pairs *p, struct boost_options *o, const char *name, double line, bool write)
{
	struct trees_tree *t = calloc(o->trees, sizeof(*t));
	struct held all = {0}, own = {.own = true};

	fprintf(stderr, "\n%s, %zu pairs, %zu trees:\n", name, p->n, o->trees);
	for (int fold = 0; fold < PAIRS_FOLDS && !quick; fold++) {
		struct held one = {0};
		o->hold_out = fold;
		boost_fit(p->rows, p->n, o, t);
		held_gather(&one, p, (unsigned)fold);
		held_gather(&all, p, (unsigned)fold);
		held_gather(&own, p, (unsigned)fold);
		held_ranks(&one);
		held_free(&one);
	}
	importance(t, o->trees);
	if (!quick) {
		held_tell(&all);
		held_ranks(&all);
		fputs("our own: ", stderr);
		held_ranks(&own);
	}
	held_free(&all);
	held_free(&own);
	if (write) {
		o->hold_out = -1;
		double base = boost_fit(p->rows, p->n, o, t);
		boost_write("trees", name, t, o->trees, base + line);
	}
	free(t);
}

static bool of_briefs(const struct boost_row *r)
{
	return r->kind == PAIRS_SHORT || r->kind == PAIRS_SHORT_REWRITE ||
	       r->kind == PAIRS_SHORT_EVENT;
}

static bool is_whole(const struct boost_row *r)
{
	return !of_briefs(r);
}

static bool is_brief(const struct boost_row *r)
{
	return r->brief;
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

/* Gathering takes minutes: what was gathered is kept in a file, if one is named. */
static struct pairs gathered(char *const files[4], const char *abroad, const char *cache)
{
	struct pairs p = {NULL, 0, 0};
	FILE *f = cache != NULL ? fopen(cache, "rb") : NULL;

	if (f != NULL) {
		fseek(f, 0, SEEK_END);
		p.n = p.cap = (size_t)ftell(f) / sizeof(*p.rows);
		p.rows = malloc((p.n + 1) * sizeof(*p.rows));
		rewind(f);
		if (p.rows == NULL || fread(p.rows, sizeof(*p.rows), p.n, f) != p.n)
			exit(2);
		fclose(f);
		return p;
	}
	struct stream s = stream_read(files[0], files[1]);
	if (abroad != NULL)
		stream_read_abroad(&s, abroad);
	p = pairs_gather(&s, abroad != NULL);
	if (abroad == NULL) {
		struct stream own = stream_read(files[2], files[3]);
		pairs_gather_own(&own, &p);
	}
	f = cache != NULL ? fopen(cache, "wb") : NULL;
	if (f != NULL && (fwrite(p.rows, sizeof(*p.rows), p.n, f) != p.n || fclose(f) != 0))
		exit(2);
	return p;
}

static void ban(unsigned char *banned, char *list)
{
	for (char *t = strtok(list, ","); t != NULL; t = strtok(NULL, ","))
		for (int f = 0; f < TRAIT_COUNT; f++)
			if (strcmp(t, traits_names[f]) == 0)
				banned[f] = 1;
}

/* "KIND=FACTOR" */
static void weigh_kind(struct pairs *p, const char *what)
{
	const char *factor = strchr(what, '=');

	for (size_t i = 0; factor != NULL && i < p->n; i++) {
		const char *name = pairs_name(p->rows[i].kind);
		if (strlen(name) == (size_t)(factor - what) &&
		    strncmp(name, what, strlen(name)) == 0)
			p->rows[i].weight *= (float)atof(factor + 1);
	}
}

static void fit_event(struct pairs *p, struct boost_options *o, const char *name, bool write)
{
	o->trees = EVENT_TREES;
	ask_event(p);
	fit(p, o, name, 0, write);
}

static void fit_native(struct pairs *p, struct boost_options *o, const unsigned char *whole_banned,
    const unsigned char *banned, bool write)
{
	struct pairs part = chosen(p, is_whole);

	o->banned = whole_banned;
	weigh_events(&part);
	fit(&part, o, "derived", LINE, write);
	if (!write)
		return;
	part = chosen(p, is_brief);
	o->banned = banned;
	o->trees /= 2;
	fit(&part, o, "brief", 0, write);
	fit_event(p, o, "event", write);
}

static void fit_foreign(
    struct pairs *p, struct boost_options *o, const unsigned char *banned, bool write)
{
	struct pairs part = chosen(p, is_whole);

	o->banned = banned;
	o->trees /= 2;
	fit(&part, o, "foreign", 0, write);
	fit_event(p, o, "foreign_event", write);
}

struct options {
	struct boost_options boost;
	unsigned char banned[TRAIT_COUNT];
	const char *cache, *abroad;
	const char *heavy[COUNT_HEAVY];
	int nheavy;
	bool write;
};

static bool read_options(int argc, char **argv, struct options *o)
{
	int opt;

	while ((opt = getopt(argc, argv, "a:c:f:nqt:r:l:m:w:R:F:")) >= 0) {
		/* clang-format off */
		switch (opt) {
		case 'a': ban(o->banned, optarg); o->write = false; break;
		case 'c': o->cache = optarg; break;
		case 'f': o->abroad = optarg; break;
		case 'n': o->write = false; break;
		case 'q': quick = true; break;
		case 't': o->boost.trees = (size_t)atol(optarg); break;
		case 'r': o->boost.rate = atof(optarg); break;
		case 'l': o->boost.lambda = atof(optarg); break;
		case 'm': o->boost.min_child = atof(optarg); break;
		case 'R': o->boost.rows = atof(optarg); break;
		case 'F': o->boost.features = atof(optarg); break;
		case 'w':
			if (o->nheavy == COUNT_HEAVY)
				return false;
			o->heavy[o->nheavy++] = optarg;
			break;
		default: return false;
		}
		/* clang-format on */
	}
	return argc - optind == (o->abroad != NULL ? 2 : 4);
}

int main(int argc, char **argv)
{
	struct options o = {.boost = {.width = TRAIT_COUNT,
				.trees = TREES,
				.rate = RATE,
				.lambda = 4,
				.min_child = 8,
				.rows = ROWS,
				.features = FEATURES,
				.directions = traits_directions},
	    .write = true};
	unsigned char whole_banned[TRAIT_COUNT];

	if (!read_options(argc, argv, &o)) {
		fputs(
		    "usage: fit_trees [OPTION ...] FILE FILE FILE FILE (its head tells)\n", stderr);
		return 2;
	}
	struct pairs p = gathered(&argv[optind], o.abroad, o.cache);
	for (int k = 0; k < o.nheavy; k++)
		weigh_kind(&p, o.heavy[k]);
	if (o.write)
		write_head(&p, o.abroad != NULL);
	/* What the whole stories' own models do without: they were no better for it. */
	memcpy(whole_banned, o.banned, sizeof(o.banned));
	whole_banned[TRAIT_event_share] = whole_banned[TRAIT_event_terms] =
	    whole_banned[TRAIT_least] = 1;
	if (o.abroad != NULL)
		fit_foreign(&p, &o.boost, o.banned, o.write);
	else
		fit_native(&p, &o.boost, whole_banned, o.banned, o.write);
	return 0;
}
