/*
 * The inverted index: a memtable and the segments under it (segment.c).
 *
 * Memtable (memtable.c): an open-addressing table key -> ordinals, 12 bytes a key
 * and 4 to 16 for each posting that is not its key's only one.
 *
 * A query looks every key up everywhere (the memory reads of a segment are
 * started together, so that they wait together), knows from the counts how rare
 * each key is, and then reads postings, rarest key first, until its budget is
 * used up.  So its cost is bounded by keys x segments + budget, however many
 * stories there are.  Scores gather in a small table (scores.h); story numbers are
 * looked up only for the few best.
 *
 * Postings carry ordinals, the place of a story in its segment.  For a query
 * each segment gets a base, so that base + ordinal tells stories apart; times
 * never fall in a segment, so that `since` is one ordinal, found by bisection.
 *
 * *Measured* (tests/bench/bench_scale.c; more of it in ARCHITECTURE.md), processor time
 * of one core, generated stories of 100 keys, their words and names after Zipf: a query
 * of 1 million stories 0.30 ms, at the 99th percentile 0.76.  Of 10 million half of it
 * is reading some 300 pieces from the page cache, and stories with 85 % of their keys
 * replaced are all among the 12 best.  277 bytes a story at 1 million.
 */
#include "index.h"

#include <math.h>
#include <stdlib.h>

#include "lookup.h"
#include "memtable.h"
#include "radix.h"
#include "scores.h"

#define CAP_LEAST 50      /* stories that a key may be in, whatever their number */
#define CAP_SHARE 500     /* and one of so many of all stories */
#define BUDGET (1u << 14) /* postings read by a query */
#define LIST_MAX (5u * BUDGET)

struct index {
	struct memtable *mem;
	struct part *parts; /* by story number */
	size_t nparts, capparts;
	uint32_t last;   /* story number */
	int64_t until;   /* its seconds */
	struct buf list; /* bytes of the list at hand, where it is long and was read */
	/* The queries' own at present, and the one that is looked up ahead. */
	struct look {
		struct lookup lookup;
		uint32_t keys[LOOKUP_KEYS_MAX]; /* as they came */
		size_t n;                       /* 0: nothing was looked up */
		int64_t since;
	} looks[2];
	unsigned own; /* which of them */
	struct scores scores;
};

struct index *index_new(void)
{
	struct index *ix = calloc(1, sizeof(*ix));

	if (ix == NULL)
		return NULL;
	ix->until = INT64_MIN;
	ix->list = BUF_INIT(LIST_MAX);
	ix->mem = memtable_new();
	bool ok = ix->mem != NULL;
	for (int i = 0; i < 2; i++)
		ok = lookup_init(&ix->looks[i].lookup) && ok;
	if (!ok) {
		index_free(ix);
		return NULL;
	}
	return ix;
}

void index_seed(struct index *ix, uint64_t seed)
{
	memtable_seed(ix->mem, seed);
}

void index_free(struct index *ix)
{
	if (ix == NULL)
		return;
	memtable_free(ix->mem);
	free(ix->parts);
	buf_free(&ix->list);
	for (int i = 0; i < 2; i++)
		lookup_free(&ix->looks[i].lookup);
	free(ix);
}

enum ct_err index_add(
    struct index *ix, uint32_t story, int64_t seconds, const uint32_t *keys, size_t nkeys)
{
	if (story <= ix->last)
		return CT_EINVAL;
	if (seconds < ix->until)
		seconds = ix->until;
	enum ct_err err = memtable_add(ix->mem, story, seconds, keys, nkeys);
	if (err != CT_OK)
		return err;
	ix->last = story;
	ix->until = seconds;
	return CT_OK;
}

uint64_t index_sealed(const struct index *ix)
{
	uint64_t n = 0;

	for (size_t i = 0; i < ix->nparts; i++)
		n += ix->parts[i].seg.nstories;
	return n;
}

size_t index_memtable(const struct index *ix)
{
	return memtable_stories(ix->mem);
}

void index_seal(const struct index *ix, struct buf *out)
{
	memtable_seal(ix->mem, out);
}

void index_clear_memtable(struct index *ix)
{
	memtable_clear(ix->mem);
}

/* What was looked up was in other segments. */
static void forget_looks(struct index *ix)
{
	ix->looks[0].n = ix->looks[1].n = 0;
}

/* --- segments --------------------------------------------------------------- */

enum ct_err index_attach_read(
    struct index *ix, uint64_t id, struct view bytes, const struct index_reader *reader)
{
	struct segment s;
	enum ct_err err = segment_open(bytes, &s);

	if (err != CT_OK)
		return err;
	s.reader = *reader;
	if (ix->nparts == ix->capparts) {
		size_t cap = ix->capparts > 0 ? 2 * ix->capparts : 16;
		struct part *p = realloc(ix->parts, cap * sizeof(*p));

		if (p == NULL)
			return CT_ENOMEM;
		ix->parts = p;
		ix->capparts = cap;
	}
	size_t at = ix->nparts;
	while (at > 0 && ix->parts[at - 1].seg.first > s.first)
		at--;
	memmove(ix->parts + at + 1, ix->parts + at, (ix->nparts - at) * sizeof(*ix->parts));
	ix->parts[at] = (struct part){.seg = s, .id = id};
	ix->nparts++;
	forget_looks(ix);
	if (s.nstories > 0 && s.last > ix->last)
		ix->last = s.last;
	if (s.nstories > 0 && s.until > ix->until)
		ix->until = s.until;
	return CT_OK;
}

enum ct_err index_attach(struct index *ix, uint64_t id, struct view bytes)
{
	return index_attach_read(ix, id, bytes, &(struct index_reader){0});
}

void index_detach(struct index *ix, uint64_t id)
{
	size_t n = 0;

	for (size_t i = 0; i < ix->nparts; i++)
		if (ix->parts[i].id != id)
			ix->parts[n++] = ix->parts[i];
	ix->nparts = n;
	forget_looks(ix);
}

enum ct_err index_span(struct view segment, struct index_span *out)
{
	struct segment s;
	enum ct_err err = segment_open(segment, &s);

	if (err == CT_OK)
		*out = (struct index_span){s.nstories, s.first, s.last, s.from, s.until};
	return err;
}

bool index_intact(struct view segment)
{
	struct segment s;

	return segment_open(segment, &s) == CT_OK && segment_intact(&s);
}

/* --- a query ------------------------------------------------------------------ */

/* Which parts reach into the window, and what they call their stories; how many
 * stories those are. */
static uint64_t plan(struct index *ix, int64_t since)
{
	uint64_t n = 0;

	for (size_t i = 0; i < ix->nparts; i++) {
		struct part *p = &ix->parts[i];

		p->used = lookup_reaches(p, since) && n + p->seg.nstories < UINT32_MAX / 2;
		if (!p->used)
			continue;
		p->base = (uint32_t)n;
		p->since = segment_since(&p->seg, since);
		n += p->seg.nstories;
	}
	return n;
}

static void look_up_memtable(const struct index *ix, struct lookup *l)
{
	for (size_t i = 0; i < l->n; i++)
		memtable_expect(ix->mem, l->keys[i].key);
	for (size_t i = 0; i < l->n; i++) {
		struct lookup_key *k = &l->keys[i];

		k->nrecent = memtable_find(ix->mem, k->key, &k->recent);
		k->df += k->nrecent;
	}
}

/* A key that more stories have is not read. */
static uint64_t most_of(uint64_t stories)
{
	uint64_t cap = stories / CAP_SHARE > CAP_LEAST ? stories / CAP_SHARE : CAP_LEAST;

	return cap < BUDGET ? cap : BUDGET;
}

/* The keys to be read, the rarest first, in order[].value; how many they are. */
static size_t affordable(
    const struct lookup *l, uint64_t most, struct radix_item order[LOOKUP_KEYS_MAX])
{
	struct radix_item scratch[LOOKUP_KEYS_MAX];
	uint64_t reads = 0;
	size_t n = 0, i = 0;

	for (uint32_t k = 0; k < l->n; k++)
		if (l->keys[k].df > 0 && l->keys[k].df <= most)
			order[n++] = (struct radix_item){(uint32_t)l->keys[k].df, k};
	radix_sort(order, scratch, n);
	for (; i < n && reads + order[i].key <= BUDGET; i++)
		reads += order[i].key;
	return i;
}

/* Adds weight to every story of one key; mem_since: first ordinal of the
 * memtable that counts.  A list never gives more than it said; one that cannot be
 * read gives nothing.  false: no memory. */
static bool score_key(struct index *ix, const struct lookup_key *k, uint32_t mem_base,
    uint32_t mem_since, float weight)
{
	uint32_t ordinal;

	for (size_t i = k->nrecent; i > 0 && k->recent[i - 1] >= mem_since; i--)
		scores_add(&ix->scores, mem_base + k->recent[i - 1], weight);
	struct lookup *l = &ix->looks[ix->own].lookup;
	for (uint32_t at = k->hits; at != 0; at = l->hits[at - 1].next) {
		struct lookup_hit *h = &l->hits[at - 1];
		const struct part *p = &ix->parts[h->part];
		if (!p->used)
			continue;
		if (!segment_list_start(&p->seg, &h->list, &ix->list)) {
			if (ix->list.err == CT_ENOMEM)
				return false;
			continue;
		}
		while (segment_next(&h->list, &ordinal) && ordinal < p->seg.nstories)
			if (ordinal >= p->since)
				scores_add(&ix->scores, p->base + ordinal, weight);
	}
	return true;
}

static uint32_t story_number(const struct index *ix, uint32_t at, uint32_t mem_base)
{
	if (at >= mem_base)
		return memtable_story(ix->mem, at - mem_base);
	for (size_t i = ix->nparts; i-- > 0;) {
		const struct part *p = &ix->parts[i];

		if (p->used && at >= p->base)
			return segment_story(&p->seg, at - p->base);
	}
	return 0;
}

void index_expect(struct index *ix, const uint32_t *keys, size_t nkeys, int64_t since)
{
	struct look *ahead = &ix->looks[!ix->own];

	ahead->n = 0;
	if (nkeys == 0 || nkeys > LOOKUP_KEYS_MAX)
		return;
	lookup_keys(&ahead->lookup, keys, nkeys);
	/* How common a key may be is not known before its time: at most as this. */
	if (!lookup_make(&ahead->lookup, ix->parts, ix->nparts, since, BUDGET))
		return;
	memcpy(ahead->keys, keys, nkeys * sizeof(*keys));
	ahead->since = since;
	ahead->n = nkeys;
}

void index_turn(struct index *ix)
{
	ix->looks[ix->own].n = 0;
	ix->own = !ix->own;
}

/* Was just this expected, and do the same parts reach into the window still? */
static bool was_expected(const struct index *ix, const uint32_t *keys, size_t nkeys, int64_t since)
{
	const struct look *own = &ix->looks[ix->own];

	if (nkeys == 0 || own->n != nkeys || memcmp(own->keys, keys, nkeys * sizeof(*keys)) != 0)
		return false;
	for (size_t i = 0; i < ix->nparts; i++)
		if (lookup_reaches(&ix->parts[i], since) !=
		    lookup_reaches(&ix->parts[i], own->since))
			return false;
	return true;
}

static bool look_up(
    struct index *ix, const uint32_t *keys, size_t nkeys, int64_t since, uint64_t most)
{
	struct look *own = &ix->looks[ix->own];
	bool ready = was_expected(ix, keys, nkeys, since);

	own->n = 0; /* lists are read once */
	if (ready)
		return true;
	lookup_keys(&own->lookup, keys, nkeys);
	return lookup_make(&own->lookup, ix->parts, ix->nparts, since, most);
}

size_t index_query(struct index *ix, const uint32_t *keys, size_t nkeys, int64_t since,
    struct index_candidate *out, size_t max)
{
	uint64_t stories = plan(ix, since);
	uint32_t mem_base = (uint32_t)stories;

	stories += memtable_stories(ix->mem);
	uint64_t most = most_of(stories);
	if (max == 0)
		return 0;
	if (!look_up(ix, keys, nkeys, since, most))
		return INDEX_NO_MEMORY;
	struct lookup *l = &ix->looks[ix->own].lookup;
	look_up_memtable(ix, l);
	struct radix_item order[LOOKUP_KEYS_MAX];
	size_t n = affordable(l, most, order);
	scores_clear(&ix->scores);
	uint32_t mem_since = memtable_since(ix->mem, since);
	for (size_t i = 0; i < n; i++) {
		float weight = logf((float)(stories + 1) / (float)order[i].key);
		const struct lookup_key *k = &l->keys[order[i].value];

		if (!score_key(ix, k, mem_base, mem_since, weight))
			return INDEX_NO_MEMORY;
	}
	n = scores_best(&ix->scores, out, max);
	for (size_t i = 0; i < n; i++)
		out[i].story = story_number(ix, out[i].story, mem_base);
	return n;
}
