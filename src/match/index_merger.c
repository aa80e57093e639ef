/*
 * Merging neighbouring segments: all of them are read in key order at once, and
 * for each key the postings of one after the other are written, with ordinals
 * moved up by how many stories stand before.  The memory needed is the tables
 * of the new segment (4 bytes a story, 12 for 16 keys: segment_writer.c), never
 * its body.  How many keys that will be is told by the first SAMPLE of them: the
 * segments have up to a third in common.
 */
#include "index_merger.h"

#include <stdlib.h>

#include "segment_iter.h"
#include "segment_layout.h"
#include "segment_writer.h"

#define SAMPLE 65536

struct input {
	struct segment seg;
	struct segment_iter it;
	uint32_t cut;  /* ordinals below are left out */
	uint32_t base; /* what the ordinal `cut` becomes */
	bool more;
};

struct index_merger {
	struct segment_writer *w;
	size_t n;
	bool keys_done, stories_done, done;
	size_t at;        /* whose stories are being written */
	uint32_t ordinal; /* of them */
	uint32_t last;    /* number of the story written last */
	enum ct_err err;
	struct input in[];
};

/* The least key that is left; false where none is. */
static bool least_key(const struct index_merger *m, uint32_t *key)
{
	bool any = false;

	for (size_t i = 0; i < m->n; i++) {
		if (!m->in[i].more || (any && m->in[i].it.key >= *key))
			continue;
		*key = m->in[i].it.key;
		any = true;
	}
	return any;
}

/* To the next key, from `key`. */
static void advance(struct index_merger *m, uint32_t key)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->in[i].more && m->in[i].it.key == key)
			m->in[i].more = segment_iter_next(&m->in[i].it);
}

/* false: a segment is damaged. */
static bool rewind_all(struct index_merger *m)
{
	bool good = true;

	for (size_t i = 0; i < m->n; i++) {
		segment_iter_start(&m->in[i].it, &m->in[i].seg);
		m->in[i].more = segment_iter_next(&m->in[i].it);
		good &= !m->in[i].it.bad;
	}
	return good;
}

/* About how many keys there are, each counted once; `all`: those of all segments. */
static uint64_t count_keys(struct index_merger *m, uint64_t all)
{
	unsigned part = 0;
	uint64_t n = 0;
	uint32_t key = 0;

	(void)rewind_all(m);
	while (all >> part > SAMPLE)
		part++;
	for (; least_key(m, &key) && (uint64_t)key << part <= UINT32_MAX; n++)
		advance(m, key);
	return n << part < all ? n << part : all;
}

static enum ct_err start(struct index_merger *m, const struct view *segments, uint32_t from)
{
	uint64_t nkeys = 0, base = 0, last = 0;

	for (size_t i = 0; i < m->n; i++) {
		struct input *in = &m->in[i];
		enum ct_err err = segment_open(segments[i], &in->seg);

		if (err != CT_OK)
			return err;
		if (in->seg.nstories > 0 && in->seg.first <= last)
			return CT_EINVAL;
		last = in->seg.nstories > 0 ? in->seg.last : last;
		in->cut = segment_at(&in->seg, from);
		in->base = (uint32_t)base;
		base += in->seg.nstories - in->cut;
		nkeys += in->seg.nkeys < in->seg.body_n ? in->seg.nkeys : in->seg.body_n;
	}
	m->ordinal = m->n > 0 ? m->in[0].cut : 0;
	if (base > SEGMENT_STORIES_MAX)
		return CT_ELIMIT;
	uint64_t distinct = count_keys(m, nkeys);
	if (!rewind_all(m))
		return CT_EINVAL;
	m->w = segment_writer_new((size_t)distinct, (size_t)base);
	return m->w != NULL ? CT_OK : CT_ENOMEM;
}

struct index_merger *index_merger_new(const struct view *segments, size_t n, uint32_t from)
{
	struct index_merger *m = calloc(1, sizeof(*m) + n * sizeof(m->in[0]));

	if (m == NULL)
		return NULL;
	m->n = n;
	m->err = start(m, segments, from);
	return m;
}

void index_merger_free(struct index_merger *m)
{
	if (m != NULL)
		segment_writer_free(m->w);
	free(m);
}

static enum ct_err merge_key(struct index_merger *m, uint32_t key)
{
	uint32_t ordinal;

	segment_writer_key(m->w, key);
	for (size_t i = 0; i < m->n; i++) {
		struct input *in = &m->in[i];
		uint32_t n = 0;

		if (!in->more || in->it.key != key)
			continue;
		for (; segment_next(&in->it.list, &ordinal); n++) {
			if (ordinal >= in->seg.nstories)
				return CT_EINVAL;
			if (ordinal >= in->cut)
				segment_writer_posting(m->w, in->base + ordinal - in->cut);
		}
		if (n != in->it.list.count) /* its bits end before it does */
			return CT_EINVAL;
		in->more = segment_iter_next(&in->it);
		if (in->it.bad)
			return CT_EINVAL;
	}
	return CT_OK;
}

/* One story of the tables; false where that was the last. */
static bool merge_story(struct index_merger *m)
{
	while (m->at < m->n && m->ordinal >= m->in[m->at].seg.nstories)
		if (++m->at < m->n)
			m->ordinal = m->in[m->at].cut;
	if (m->at == m->n)
		return false;
	const struct segment *s = &m->in[m->at].seg;
	uint32_t story = segment_story(s, m->ordinal);
	if (story <= m->last)
		m->err = CT_EINVAL;
	else
		m->err = segment_writer_story(m->w, story, segment_time(s, m->ordinal));
	m->last = story;
	m->ordinal++;
	return true;
}

enum ct_err index_merger_step(struct index_merger *m, size_t want, struct view *bytes, bool *done)
{
	uint32_t key = 0;

	while (m->err == CT_OK && !m->keys_done && segment_writer_pending(m->w) < want) {
		if (least_key(m, &key))
			m->err = merge_key(m, key);
		else
			m->keys_done = true;
	}
	while (m->err == CT_OK && m->keys_done && !m->stories_done &&
	       segment_writer_pending(m->w) < want)
		m->stories_done = !merge_story(m);
	if (m->err == CT_OK && m->stories_done && !m->done)
		m->err = segment_writer_end(m->w, want, &m->done);
	if (m->err == CT_OK)
		m->err = segment_writer_take(m->w, bytes);
	if (m->err == CT_OK)
		*done = m->done;
	return m->err;
}
