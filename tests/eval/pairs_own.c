/*
 * Rows of our own stories (tests/eval/own): the fitting set's are English, and have few
 * accounts of one event.  Every story that is not held out is paired with all of its
 * event's that came before it, and with what the index finds besides.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "decide.h"
#include "foreign.h"
#include "pairs_abroad.h"
#include "traits.h"

/* Of a pair, beside 1 of the fitting set's.  Held out, event by event, more of them finds
 * more of our own and brings alarms among the fitting set's. */
static const float weights[PAIRS_KINDS] = {[PAIRS_OWN_COPY] = 10,
    [PAIRS_OWN_EVENT] = 15,
    [PAIRS_OWN_SERIES] = 10,
    [PAIRS_OWN_OTHER] = 2.5f};

#define CANDIDATES 10
#define OWN_STORY (1u << 24) /* more than the fitting set has */
#define SCRATCH (64u << 20)

static const struct stream_label *label_of(const struct stream *s, size_t i)
{
	return s->stories[i].label >= 0 ? &s->labels[s->stories[i].label] : NULL;
}

/* "en1" of "en1-h": what looks like an event is held out with it. */
static size_t event_chars(const struct stream_label *l)
{
	const char *end = strrchr(l->id, '-');

	return end != NULL ? (size_t)(end - l->id) : strlen(l->id);
}

static bool of_one_event(const struct stream_label *a, const struct stream_label *b)
{
	size_t n = event_chars(a);

	return n == event_chars(b) && memcmp(a->id, b->id, n) == 0;
}

static bool told_first(const struct stream_label *l)
{
	return strcmp(l->relation, "early") == 0 || strcmp(l->relation, "late") == 0;
}

/* What the pair is; PAIRS_KINDS: nothing to learn from. */
static enum pairs_kind kind_of(const struct stream *s, size_t i, size_t c)
{
	const struct stream_label *a = label_of(s, i), *b = label_of(s, c);

	if (a->derived && a->origin == (int)c)
		return PAIRS_OWN_COPY;
	if (told_first(a) || told_first(b))
		return PAIRS_KINDS;
	if (strcmp(a->group, b->group) != 0)
		return PAIRS_OWN_OTHER;
	if (strcmp(a->relation, "template") == 0)
		return PAIRS_OWN_SERIES;
	/* Two copies of one original, or one of what is no copy of this one. */
	int origin_a = a->derived ? a->origin : (int)i, origin_b = b->derived ? b->origin : (int)c;
	return origin_a == origin_b ? PAIRS_KINDS : PAIRS_OWN_EVENT;
}

/* Is story c another outlet's copy of what story i's had?  Then i is no copy of it
 * (widen_own in decide.c). */
static bool is_ours(const struct gather *g, size_t i, size_t c)
{
	const struct stream_label *l = label_of(g->s, c);
	const struct profile *origin =
	    l->derived && l->origin >= 0 ? g->whole.profiles[l->origin] : NULL;

	return origin != NULL && origin->source == g->whole.profiles[i]->source;
}

static void add(struct gather *g, size_t i, size_t c)
{
	const struct stream_label *l = label_of(g->s, i);
	struct profile *a = g->whole.profiles[i], *b = g->whole.profiles[c];
	enum pairs_kind kind = kind_of(g->s, i, c);
	struct traits x;

	if (kind == PAIRS_KINDS || foreign_are(a, b))
		return;
	const struct truth t = {kind == PAIRS_OWN_COPY, (int)kind,
	    (unsigned)(XXH3_64bits(l->id, event_chars(l)) >> 32) % PAIRS_FOLDS, weights[kind]};
	if (kind != PAIRS_OWN_SERIES && g->dice.turn++ % 2)
		pairs_add_garbled(g, a, b, &t);
	pairs_compare(g, a, b, &x);
	float prior = traits_prior(a, b, &x);
	pairs_add(g, a, b, &x, &t, is_ours(g, i, c) ? fminf(prior, -DECIDE_OWN_COPIED) : prior);
	g->out.rows[g->out.n - 1].plain = 1;
}

static void add_story(struct gather *g, size_t i)
{
	struct index_candidate found[CANDIDATES];
	struct fingerprint fp;
	const struct stream_label *l = label_of(g->s, i);

	if (l == NULL || l->held)
		return;
	struct profile *p = pairs_make(g, &g->s->stories[i].story);
	fingerprint_make(p->doc, &fp);
	g->story = OWN_STORY + (unsigned)i;
	g->whole.profiles[i] = p;
	for (size_t c = 0; c < i; c++)
		if (g->whole.profiles[c] != NULL && of_one_event(l, label_of(g->s, c)))
			add(g, i, c);
	size_t n = index_query(g->whole.index, fp.keys, fp.nkeys, INT64_MIN, found, CANDIDATES);
	for (size_t k = 0; k < n; k++)
		if (!of_one_event(l, label_of(g->s, found[k].story - 1)))
			add(g, i, found[k].story - 1);
	lane_learn(&g->whole, i, p, &fp);
}

void pairs_gather_own(const struct stream *s, struct pairs *out)
{
	struct gather g = {.s = s,
	    .out = *out,
	    .whole = lane_new(s->nstories),
	    .z = normalizer_new(),
	    .scratch = arena_new(SCRATCH),
	    .foreign = arena_new(SCRATCH)};

	if (g.z == NULL || g.scratch == NULL || g.foreign == NULL)
		exit(2);
	g.now = &g.whole;
	for (size_t i = 0; i < s->nstories; i++)
		add_story(&g, i);
	*out = g.out; /* the rest ends with the process */
}
