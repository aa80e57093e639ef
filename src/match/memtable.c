/* key -> newest posting -> the one before ...: see index.c. */
#include "memtable.h"

#include <stdlib.h>

#include "segment_writer.h"

struct slot {
	uint32_t key;
	uint32_t count;
	uint32_t newest; /* posting, + 1; 0: the slot is free */
};

struct posting {
	uint32_t ordinal;
	uint32_t before; /* + 1; 0: the last */
};

struct memtable {
	struct slot *slots;
	size_t nslots, used; /* a power of two; in use */
	struct posting *postings;
	size_t npostings, cappostings;
	uint32_t *stories;
	int64_t *times;
	size_t nstories, capstories;
	uint64_t seed;
};

#define SLOTS_LEAST 1024
#define AHEAD 16 /* postings fetched before they are wanted */

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
	free(m->postings);
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

	while (m->slots[at].newest != 0 && m->slots[at].key != key)
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
		if (old.slots[i].newest != 0)
			*slot_of(m, old.slots[i].key) = old.slots[i];
	free(old.slots);
	return true;
}

static bool grow_rest(struct memtable *m, size_t more)
{
	if (m->npostings + more >= UINT32_MAX || m->nstories + 1 >= UINT32_MAX >> 1)
		return false;
	if (m->npostings + more > m->cappostings) {
		size_t cap = 2 * m->cappostings + more + 1024;
		struct posting *p = realloc(m->postings, cap * sizeof(*p));

		if (p == NULL)
			return false;
		m->postings = p;
		m->cappostings = cap;
	}
	if (m->nstories == m->capstories) {
		size_t cap = 2 * m->capstories + 64;
		uint32_t *s = realloc(m->stories, cap * sizeof(*s));

		if (s == NULL)
			return false;
		m->stories = s;
		int64_t *t = realloc(m->times, cap * sizeof(*t));
		if (t == NULL)
			return false;
		m->times = t;
		m->capstories = cap;
	}
	return true;
}

enum ct_err memtable_add(
    struct memtable *m, uint32_t story, int64_t seconds, const uint32_t *keys, size_t nkeys)
{
	if (!grow_rest(m, nkeys) || !grow_slots(m, nkeys))
		return CT_ENOMEM;
	for (size_t i = 0; i < nkeys; i++) /* these reads miss the cache: all at once */
		__builtin_prefetch(&m->slots[home_of(m, keys[i])], 1);
	uint32_t ordinal = (uint32_t)m->nstories++;
	m->stories[ordinal] = story;
	m->times[ordinal] = seconds;
	for (size_t i = 0; i < nkeys; i++) {
		struct slot *s = slot_of(m, keys[i]);

		if (s->newest != 0 && m->postings[s->newest - 1].ordinal == ordinal)
			continue; /* twice in one story */
		m->used += s->newest == 0;
		m->postings[m->npostings++] = (struct posting){ordinal, s->newest};
		*s = (struct slot){keys[i], s->count + 1, (uint32_t)m->npostings};
	}
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

uint32_t memtable_find(const struct memtable *m, uint32_t key, uint32_t *posting)
{
	const struct slot *s = slot_of(m, key);

	*posting = s->newest;
	return s->newest != 0 ? s->count : 0;
}

bool memtable_next(const struct memtable *m, uint32_t *posting, uint32_t *ordinal)
{
	if (*posting == 0)
		return false;
	const struct posting *p = &m->postings[*posting - 1];
	*ordinal = p->ordinal;
	*posting = p->before;
	return true;
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
	uint32_t *ordinals = malloc((m->nstories + 1) * sizeof(*ordinals));
	size_t n = 0;
	struct view bytes;
	bool ok = false, done;

	if (slots == NULL || sorted == NULL || ordinals == NULL)
		goto out;
	for (size_t i = 0; i < m->nslots; i++)
		if (m->slots[i].newest != 0)
			slots[n++] = m->slots[i];
	sort_slots(slots, sorted, n);
	for (size_t i = 0; i < n; i++) {
		uint32_t posting = sorted[i].newest, at = sorted[i].count;

		if (i + AHEAD < n) /* most keys have one posting, anywhere */
			__builtin_prefetch(&m->postings[sorted[i + AHEAD].newest - 1]);
		while (at > 0 && memtable_next(m, &posting, &ordinals[at - 1]))
			at--;
		segment_writer_key(w, sorted[i].key);
		for (at = 0; at < sorted[i].count; at++)
			segment_writer_posting(w, ordinals[at]);
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
	free(ordinals);
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
	m->used = m->npostings = m->nstories = 0;
}
