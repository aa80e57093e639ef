/*
 * key -> the ordinals that have it: see index.c.  One ordinal stands in the slot
 * itself; more are a run in a pool, whose room is the next power of two.  A run that
 * is full is copied into one of twice the room, and what it leaves is lost until the
 * memtable is cleared: at most as much as is in use.  A list of postings that link to
 * the one before was measured to cost 8 % of judging, a miss of the cache each.
 */
#include "memtable.h"

#include <stdlib.h>

#include "segment_writer.h"

struct slot {
	uint32_t key;
	uint32_t count; /* 0: the slot is free */
	uint32_t at;    /* the ordinal, where it is one; else where the run begins */
};

struct memtable {
	struct slot *slots;
	size_t nslots, used; /* a power of two; in use */
	uint32_t *pool;
	size_t npool, cappool;
	uint32_t *stories;
	int64_t *times;
	size_t nstories, capstories;
	uint64_t seed;
};

#define SLOTS_LEAST 1024
#define AHEAD 16 /* runs fetched before they are wanted */

struct memtable *memtable_new(void)
{
	struct memtable *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	m->nslots = SLOTS_LEAST;
	m->slots = calloc(m->nslots, sizeof(*m->slots));
	if (m->slots == NULL) {
		free(m);
		return NULL;
	}
	return m;
}

void memtable_seed(struct memtable *m, uint64_t seed)
{
	m->seed = seed;
}

void memtable_free(struct memtable *m)
{
	if (m == NULL)
		return;
	free(m->slots);
	free(m->pool);
	free(m->stories);
	free(m->times);
	free(m);
}

/* Where a key's slot is looked for first.  Keys are hashes already, but of words
 * that feeds choose: without a seed that they do not know, 2,000 crafted stories
 * were measured to take 22 s.  (MurmurHash3's finalizer, Appleby 2011.) */
static size_t home_of(const struct memtable *m, uint32_t key)
{
	uint64_t h = key + m->seed;

	h = (h ^ h >> 33) * 0xFF51AFD7ED558CCDu;
	h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53u;
	return (size_t)(h ^ h >> 33) & (m->nslots - 1);
}

/* The slot of the key, or the free one where it would go. */
static struct slot *slot_of(const struct memtable *m, uint32_t key)
{
	size_t mask = m->nslots - 1;
	size_t at = home_of(m, key);

	while (m->slots[at].count != 0 && m->slots[at].key != key)
		at = (at + 1) & mask;
	return &m->slots[at];
}

static bool grow_slots(struct memtable *m, size_t more)
{
	size_t n = m->nslots;

	while (n / 3 * 2 < m->used + more)
		n *= 2;
	if (n == m->nslots)
		return true;
	struct memtable old = *m;
	struct slot *slots = calloc(n, sizeof(*slots));
	if (slots == NULL)
		return false;
	m->slots = slots;
	m->nslots = n;
	for (size_t i = 0; i < old.nslots; i++)
		if (old.slots[i].count != 0)
			*slot_of(m, old.slots[i].key) = old.slots[i];
	free(old.slots);
	return true;
}

/* What a run takes of the pool when it gets one more ordinal. */
static size_t room_wanted(const struct slot *s)
{
	return s->count > 0 && (s->count & (s->count - 1)) == 0 ? 2 * (size_t)s->count : 0;
}

static bool grow_pool(struct memtable *m, const uint32_t *keys, size_t nkeys)
{
	size_t more = 0;

	for (size_t i = 0; i < nkeys; i++)
		more += room_wanted(slot_of(m, keys[i]));
	if (m->npool + more <= m->cappool)
		return true;
	size_t cap = 2 * m->cappool + more + 1024;
	if (cap > UINT32_MAX)
		return false;
	uint32_t *p = realloc(m->pool, cap * sizeof(*p));
	if (p == NULL)
		return false;
	m->pool = p;
	m->cappool = cap;
	return true;
}

static bool grow_stories(struct memtable *m)
{
	size_t cap = 2 * m->capstories + 64;

	if (m->nstories < m->capstories)
		return true;
	if (cap >= UINT32_MAX >> 1)
		return false;
	uint32_t *s = realloc(m->stories, cap * sizeof(*s));
	if (s == NULL)
		return false;
	m->stories = s;
	int64_t *t = realloc(m->times, cap * sizeof(*t));
	if (t == NULL)
		return false;
	m->times = t;
	m->capstories = cap;
	return true;
}

static const uint32_t *ordinals_of(const struct memtable *m, const struct slot *s)
{
	return s->count > 1 ? m->pool + s->at : &s->at;
}

/* There is room. */
static void add_key(struct memtable *m, uint32_t key, uint32_t ordinal)
{
	struct slot *s = slot_of(m, key);
	size_t room = room_wanted(s);

	if (s->count == 0) {
		*s = (struct slot){key, 1, ordinal};
		m->used++;
		return;
	}
	const uint32_t *run = ordinals_of(m, s);
	if (run[s->count - 1] == ordinal)
		return; /* twice in one story */
	if (room > 0) {
		memcpy(m->pool + m->npool, run, s->count * sizeof(*run));
		s->at = (uint32_t)m->npool;
		m->npool += room;
	}
	m->pool[s->at + s->count++] = ordinal;
}

enum ct_err memtable_add(
    struct memtable *m, uint32_t story, int64_t seconds, const uint32_t *keys, size_t nkeys)
{
	if (!grow_stories(m) || !grow_slots(m, nkeys))
		return CT_ENOMEM;
	for (size_t i = 0; i < nkeys; i++) /* these reads miss the cache: all at once */
		__builtin_prefetch(&m->slots[home_of(m, keys[i])], 1);
	if (!grow_pool(m, keys, nkeys))
		return CT_ENOMEM;
	uint32_t ordinal = (uint32_t)m->nstories++;
	m->stories[ordinal] = story;
	m->times[ordinal] = seconds;
	for (size_t i = 0; i < nkeys; i++)
		add_key(m, keys[i], ordinal);
	return CT_OK;
}

size_t memtable_stories(const struct memtable *m)
{
	return m->nstories;
}

uint32_t memtable_story(const struct memtable *m, uint32_t ordinal)
{
	return ordinal < m->nstories ? m->stories[ordinal] : 0;
}

uint32_t memtable_since(const struct memtable *m, int64_t since)
{
	size_t lo = 0, hi = m->nstories;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->times[mid] < since)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (uint32_t)lo;
}

void memtable_expect(const struct memtable *m, uint32_t key)
{
	__builtin_prefetch(&m->slots[home_of(m, key)]);
}

size_t memtable_find(const struct memtable *m, uint32_t key, const uint32_t **ordinals)
{
	const struct slot *s = slot_of(m, key);

	*ordinals = ordinals_of(m, s);
	__builtin_prefetch(*ordinals + s->count);
	return s->count;
}

/* Slots by key: three rounds of counting over 11 bits each, least first; both
 * arrays hold n, and the result stands in b. */
static void sort_slots(struct slot *a, struct slot *b, size_t n)
{
	for (unsigned shift = 0; shift < 33; shift += 11) {
		size_t at[2048] = {0}, sum = 0;

		for (size_t i = 0; i < n; i++)
			at[a[i].key >> shift & 2047]++;
		for (size_t i = 0; i < 2048; i++) {
			size_t count = at[i];

			at[i] = sum;
			sum += count;
		}
		for (size_t i = 0; i < n; i++)
			b[at[a[i].key >> shift & 2047]++] = a[i];
		struct slot *t = a;
		a = b;
		b = t;
	}
}

static bool write_all(const struct memtable *m, struct segment_writer *w, struct buf *out)
{
	struct slot *slots = malloc((m->used + 1) * sizeof(*slots));
	struct slot *sorted = malloc((m->used + 1) * sizeof(*sorted));
	size_t n = 0;
	struct view bytes;
	bool ok = false, done;

	if (slots == NULL || sorted == NULL)
		goto out;
	for (size_t i = 0; i < m->nslots; i++)
		if (m->slots[i].count != 0)
			slots[n++] = m->slots[i];
	sort_slots(slots, sorted, n);
	for (size_t i = 0; i < n; i++) {
		const uint32_t *ordinals = ordinals_of(m, &sorted[i]);

		if (i + AHEAD < n)
			__builtin_prefetch(ordinals_of(m, &sorted[i + AHEAD]));
		segment_writer_key(w, sorted[i].key);
		for (size_t k = 0; k < sorted[i].count; k++)
			segment_writer_posting(w, ordinals[k]);
	}
	for (size_t i = 0; i < m->nstories; i++)
		(void)segment_writer_story(w, m->stories[i], m->times[i]);
	ok = segment_writer_end(w, SIZE_MAX, &done) == CT_OK &&
	     segment_writer_take(w, &bytes) == CT_OK;
	if (ok)
		buf_addv(out, bytes);
out:
	free(slots);
	free(sorted);
	return ok;
}

void memtable_seal(const struct memtable *m, struct buf *out)
{
	struct segment_writer *w = segment_writer_new(m->used, m->nstories);

	if (out->err == CT_OK && (w == NULL || !write_all(m, w, out)))
		out->err = CT_ENOMEM;
	segment_writer_free(w);
}

void memtable_clear(struct memtable *m)
{
	struct slot *fewer = m->nslots > SLOTS_LEAST ? calloc(SLOTS_LEAST, sizeof(*fewer)) : NULL;

	if (fewer != NULL) {
		free(m->slots);
		m->slots = fewer;
		m->nslots = SLOTS_LEAST;
	} else {
		memset(m->slots, 0, m->nslots * sizeof(*m->slots));
	}
	m->used = m->npool = m->nstories = 0;
}
