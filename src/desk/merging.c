/*
 * Segments form levels as in a log-structured merge tree (O'Neil et al., 1996):
 * the memtable is sealed into level 0; MERGING_FANOUT neighbours of a level make
 * one of the next, up to LEVEL_MAX; there fewer do.
 *
 *	10 million stories, sealed at 4,096: x 8 = 32 K, x 8 = 256 K, x 8 = 2 M, x 4 =
 *	8 M; one of 8 M, at most three of 2 M and seven of each smaller: a key is
 *	looked up in 12 to 16 places, most of them small.
 *
 * A merged segment spans no more than SPAN: a query passes over segments that end
 * before its window, and pruning drops whole ones, so that neither sees much more
 * than it must, however old the store.  Where fewer stories come, segments stay
 * small.
 *
 * A slice is SLICE bytes of the new segment, about 10 ms; one is done at each
 * commit, when 64 stories have brought 20 KB a level.
 */
#include "merging.h"

#define LEVEL_MAX 4
#define LAST_FANOUT 4
#define SPAN ((int64_t)32 * 86400)
#define BYTES_MAX ((size_t)3500 << 20) /* a segment's body has 32-bit offsets */
#define SLICE ((size_t)1 << 20)

void merging_abandon(struct merging *g)
{
	index_merger_free(g->merger);
	store_segment_abandon(g->file);
	*g = (struct merging){.look = true, .past = g->past};
}

bool merging_needs(const struct merging *g, uint64_t id)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->run[i].id == id)
			return true;
	return false;
}

/* --- what to merge -------------------------------------------------------------- */

struct search {
	int64_t past;
	struct store_segment run[MERGING_FANOUT]; /* the last neighbours of a level */
	size_t n;
	bool found;
};

static void span_of(const struct store_segment *run, size_t n, struct store_segment *out)
{
	*out = run[0];
	out->last = run[n - 1].last;
	out->level = run[0].level + 1;
	for (size_t i = 1; i < n; i++) {
		out->from = run[i].from < out->from ? run[i].from : out->from;
		out->until = run[i].until > out->until ? run[i].until : out->until;
		out->bytes.n += run[i].bytes.n;
	}
}

static size_t fanout_of(unsigned level)
{
	return level + 1 < LEVEL_MAX ? MERGING_FANOUT : LAST_FANOUT;
}

/* One that was lost and made again may lie within what its neighbours became meanwhile. */
static bool follows(const struct store_segment *before, const struct store_segment *seg)
{
	return before->level == seg->level && before->last < seg->first;
}

/* The oldest neighbours that go together. */
static bool search(void *ctx, const struct store_segment *seg)
{
	struct search *s = ctx;
	struct store_segment span;

	bool apart = seg->level >= LEVEL_MAX || seg->first <= s->past;

	if (apart || (s->n > 0 && !follows(&s->run[s->n - 1], seg)))
		s->n = 0;
	if (apart)
		return true;
	if (s->n == fanout_of(seg->level))
		memmove(s->run, s->run + 1, --s->n * sizeof(*s->run));
	s->run[s->n++] = *seg;
	if (s->n < fanout_of(seg->level))
		return true;
	span_of(s->run, s->n, &span);
	s->found = span.until - span.from <= SPAN && span.bytes.n <= BYTES_MAX;
	return !s->found;
}

static enum ct_err begin(struct merging *g, struct store *st)
{
	struct search found = {.past = g->past};
	struct view bytes[MERGING_FANOUT];
	enum ct_err err = store_segment_list(st, search, &found);

	if (err == CT_OK)
		g->look = found.found;
	if (err != CT_OK || !found.found)
		return err;
	g->n = found.n;
	for (size_t i = 0; i < g->n; i++) {
		g->run[i] = found.run[i];
		bytes[i] = found.run[i].bytes;
	}
	g->merger = index_merger_new(bytes, g->n, 0);
	return g->merger != NULL ? store_segment_create(st, &g->file) : CT_ENOMEM;
}

/* --- doing it ----------------------------------------------------------------------- */

static enum ct_err attach(struct index *ix, const struct store_segment *seg)
{
	return index_attach_read(ix, seg->id, seg->bytes, &seg->reader);
}

/* The new segment takes the others' place. */
static enum ct_err finish(struct merging *g, struct store *st, struct index *ix)
{
	struct store_segment seg;

	span_of(g->run, g->n, &seg);
	enum ct_err err = store_segment_add_file(st, g->file, &seg);
	g->file = NULL;
	if (err == CT_OK)
		err = attach(ix, &seg);
	for (size_t i = 0; err == CT_OK && i < g->n; i++) {
		index_detach(ix, g->run[i].id);
		err = store_segment_drop(st, g->run[i].id);
		if (err == CT_EINVAL) /* pruned in this very transaction */
			err = CT_OK;
	}
	return err;
}

static enum ct_err slice(struct merging *g, struct store *st, bool *done)
{
	struct view bytes;
	enum ct_err err = index_merger_step(g->merger, SLICE, &bytes, done);

	if (err == CT_OK)
		err = store_segment_write(st, g->file, bytes);
	for (size_t i = 0; i < g->n; i++) /* what was read is not needed again */
		store_segment_trim(st, g->run[i].id);
	return err;
}

enum ct_err merging_step(struct merging *g, struct store *st, struct index *ix)
{
	bool done = false;
	enum ct_err err = CT_OK;

	if (g->n == 0 && g->look)
		err = begin(g, st);
	if (err == CT_OK && g->n > 0)
		err = slice(g, st, &done);
	if (err != CT_OK) {
		/* Damaged, or no room: all is as it was, and the stories go on. */
		bool damaged = g->n > 0 && (err == CT_EINVAL || err == CT_EVERSION);

		if (damaged)
			g->past = g->run[g->n - 1].last;
		merging_abandon(g);
		g->look = damaged;
	} else if (done) {
		err = finish(g, st, ix);
		merging_abandon(g);
		return err;
	}
	return CT_OK;
}
