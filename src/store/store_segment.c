/*
 * Segments: rows that name files.  A file is there, whole and durable, before
 * its row is committed, and goes after the row's deletion is (segfile.c).  A
 * rolled-back transaction removes what it made.
 *
 * A row whose file is missing or of another length is lost: kept in the table,
 * left out of the list, rebuilt from the texts step by step (store_rebuild.c),
 * so that the daemon starts at once and heals while it runs.  Damage inside a
 * file is found by store_check alone: reading all of it takes too long at each
 * start, and wrong bytes can only cost candidates (segment.c bounds every read).
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "store_int.h"

#define GIVE_BACK ((size_t)64 << 20)

/* The place of id, or where it would be: they stand in rising order. */
static size_t place(const struct store *s, uint64_t id)
{
	size_t lo = 0, hi = s->nsegs;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->segs[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct open_segment *find(struct store *s, uint64_t id)
{
	size_t at = place(s, id);

	return at < s->nsegs && s->segs[at].id == id ? &s->segs[at] : NULL;
}

bool store_segment_room(struct store *s)
{
	if (s->nsegs < s->capsegs)
		return true;
	size_t cap = s->capsegs * 2 + 16;
	struct open_segment *p = realloc(s->segs, cap * sizeof(*p));

	if (p == NULL)
		return false;
	s->segs = p;
	s->capsegs = cap;
	return true;
}

void store_segment_show(const struct segfile *f, struct store_segment *out)
{
	out->bytes = (struct view){f->p, f->n};
	out->reader = (struct index_reader){0};
	if (f->reader != NULL)
		out->reader = (struct index_reader){f->reader, segfile_read};
}

static void forget(struct store *s, size_t i)
{
	if (s->segs[i].gone && !s->segs[i].file.heap)
		segfile_remove(s->dirfd, s->segs[i].id);
	segfile_close(&s->segs[i].file);
	memmove(s->segs + i, s->segs + i + 1, (s->nsegs - i - 1) * sizeof(*s->segs));
	s->nsegs--;
}

/* A story's number, as far as there are any. */
static int64_t story_number(sqlite3_stmt *st, int column)
{
	int64_t n = sqlite3_column_int64(st, column);

	return n < 1 ? 1 : n > UINT32_MAX ? UINT32_MAX : n;
}

static struct store_segment read_row(sqlite3_stmt *st)
{
	return (struct store_segment){
	    .id = (uint64_t)sqlite3_column_int64(st, 0),
	    .first = story_number(st, 1),
	    .last = story_number(st, 2),
	    .from = sqlite3_column_int64(st, 3),
	    .until = sqlite3_column_int64(st, 4),
	    .level = (unsigned)sqlite3_column_int(st, 5),
	    .bytes = {NULL, (size_t)sqlite3_column_int64(st, 6)},
	};
}

/* --- at open ----------------------------------------------------------------- */

/* Every id in the table, whether its file is there or not. */
struct ids {
	uint64_t *id;
	size_t n, cap;
};

static int by_id(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return a < b ? -1 : a > b;
}

static bool known(void *ctx, uint64_t id)
{
	const struct ids *ids = ctx;

	return ids->n > 0 && bsearch(&id, ids->id, ids->n, sizeof(id), by_id) != NULL;
}

static enum ct_err load_one(struct store *s, const struct store_segment *seg, struct ids *ids)
{
	struct segfile file;
	struct index_span span;

	if (ids->n == ids->cap) {
		size_t cap = ids->cap * 2 + 64;
		uint64_t *p = realloc(ids->id, cap * sizeof(*p));

		if (p == NULL)
			return CT_ENOMEM;
		ids->id = p;
		ids->cap = cap;
	}
	ids->id[ids->n++] = seg->id;
	if (!store_segment_room(s))
		return CT_ENOMEM;
	if (segfile_map(s->dirfd, seg->id, seg->bytes.n, &s->misses, &file) != 0) {
		if (errno == ENOENT || errno == EINVAL)
			return CT_OK;
		return store_fail_errno(s, "a segment");
	}
	if (index_span((struct view){file.p, file.n}, &span) != CT_OK) {
		segfile_close(&file);
		return CT_OK;
	}
	size_t at = place(s, seg->id);
	memmove(s->segs + at + 1, s->segs + at, (s->nsegs - at) * sizeof(*s->segs));
	s->segs[at] = (struct open_segment){.id = seg->id, .file = file};
	s->nsegs++;
	return CT_OK;
}

enum ct_err store_segment_load(struct store *s)
{
	sqlite3_stmt *st;
	bool row;
	struct ids ids = {0};

	if (s->dirfd < 0)
		return CT_OK;
	enum ct_err err = sql_start(s, SQL_SEGMENT_LIST, &st, "");
	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row) {
		struct store_segment seg = read_row(st);

		err = load_one(s, &seg, &ids);
		if (err != CT_OK)
			sql_end(st);
	}
	if (ids.n > 0)
		qsort(ids.id, ids.n, sizeof(ids.id[0]), by_id);
	if (err == CT_OK)
		segfile_sweep(s->dirfd, known, &ids);
	free(ids.id);
	return err;
}

void store_segment_close(struct store *s)
{
	while (s->nsegs > 0)
		forget(s, s->nsegs - 1);
	free(s->segs);
	s->segs = NULL;
	s->capsegs = 0;
}

enum ct_err store_segment_writable(struct store *s)
{
	if (s->in_transaction)
		return CT_OK;
	snprintf(s->error, sizeof(s->error), "no transaction is open");
	s->full = false;
	return CT_EIO;
}

/* --- dropping ------------------------------------------------------------------ */

static enum ct_err drop(struct store *s, uint64_t id, bool keep_mapped)
{
	struct open_segment *o = find(s, id);
	enum ct_err err = store_segment_writable(s);

	if (err == CT_OK && (o == NULL || o->dropped || o->gone))
		return CT_EINVAL;
	if (err == CT_OK)
		err = sql_run(s, SQL_SEGMENT_DELETE, "i", (int64_t)id);
	if (err != CT_OK)
		return err;
	o->dropped = true;
	o->keep = keep_mapped;
	s->tally.n[TALLY_SEGMENTS]--;
	s->tally.n[TALLY_SEGMENT_BYTES] -= (int64_t)o->file.n;
	return CT_OK;
}

/* The row of a lost one, and the file, if there is one of the wrong length. */
static enum ct_err drop_row(struct store *s, uint64_t id)
{
	int64_t bytes = 0;
	enum ct_err err = sql_int(s, &bytes, SQL_SEGMENT_BYTES, "i", (int64_t)id);

	if (err == CT_OK)
		err = sql_run(s, SQL_SEGMENT_DELETE, "i", (int64_t)id);
	if (err != CT_OK)
		return err;
	if (s->dirfd >= 0)
		segfile_remove(s->dirfd, id);
	s->tally.n[TALLY_SEGMENTS]--;
	s->tally.n[TALLY_SEGMENT_BYTES] -= bytes;
	return CT_OK;
}

enum ct_err store_segment_drop(struct store *s, uint64_t id)
{
	return drop(s, id, false);
}

enum ct_err store_segment_prune(struct store *s, int64_t oldest)
{
	int64_t id;
	enum ct_err err;

	while ((err = sql_int(s, &id, SQL_SEGMENT_OLD, "i", oldest)) == CT_OK) {
		err = drop(s, (uint64_t)id, true);
		if (err == CT_EINVAL) /* lost: there is only the row */
			err = drop_row(s, (uint64_t)id);
		if (err != CT_OK)
			return err;
	}
	return err == CT_EINVAL ? CT_OK : err;
}

void store_segment_trim(struct store *s, uint64_t id)
{
	const struct open_segment *o = find(s, id);

	if (o != NULL)
		segfile_trim(&o->file);
}

/* To give back the pages of a file takes a quarter second a gigabyte: a large one
 * goes a piece at a time, from its end. */
static bool is_large(const struct open_segment *o)
{
	return !o->file.heap && o->file.n > GIVE_BACK;
}

static void give_back(struct store *s, struct open_segment *o)
{
	size_t n = o->file.n - GIVE_BACK;

	segfile_close(&o->file);
	segfile_cut(s->dirfd, o->id, n);
	o->file.n = n;
}

void store_segment_commit(struct store *s)
{
	bool busy = false;

	for (size_t i = s->nsegs; i-- > 0;) {
		struct open_segment *o = &s->segs[i];

		o->added = false;
		if (o->dropped) {
			o->retired = o->keep;
			o->gone = true;
		}
		o->dropped = false;
		if (!o->gone || o->retired)
			continue;
		if (!is_large(o)) {
			forget(s, i);
		} else if (!busy) {
			give_back(s, o);
			busy = true;
		}
	}
}

void store_segment_rollback(struct store *s)
{
	for (size_t i = s->nsegs; i-- > 0;) {
		struct open_segment *o = &s->segs[i];

		o->dropped = o->keep = false;
		if (!o->added)
			continue;
		o->gone = true;
		forget(s, i);
	}
}

void store_segment_retired(struct store *s, void (*fn)(void *ctx, uint64_t id), void *ctx)
{
	for (size_t i = s->nsegs; i-- > 0;) {
		if (!s->segs[i].retired)
			continue;
		fn(ctx, s->segs[i].id);
		s->segs[i].retired = false;
		if (!is_large(&s->segs[i]))
			forget(s, i);
	}
}

/* --- listing ------------------------------------------------------------------- */

/* All rows; *out is malloc'd. */
static enum ct_err read_rows(struct store *s, struct store_segment **out, size_t *n)
{
	sqlite3_stmt *st;
	bool row;
	size_t cap = 0;
	enum ct_err err = sql_start(s, SQL_SEGMENT_LIST, &st, "");

	*out = NULL;
	*n = 0;
	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row) {
		if (*n == cap) {
			cap = cap * 2 + 64;
			struct store_segment *p = realloc(*out, cap * sizeof(*p));
			if (p == NULL) {
				sql_end(st);
				err = CT_ENOMEM;
				break;
			}
			*out = p;
		}
		(*out)[(*n)++] = read_row(st);
	}
	if (err != CT_OK) {
		free(*out);
		*out = NULL;
	}
	return err;
}

enum ct_err store_segment_list(
    struct store *s, bool (*fn)(void *ctx, const struct store_segment *seg), void *ctx)
{
	struct store_segment *rows;
	size_t n;
	enum ct_err err = read_rows(s, &rows, &n);

	for (size_t i = 0; err == CT_OK && i < n; i++) {
		const struct open_segment *o = find(s, rows[i].id);

		if (o == NULL)
			continue;
		store_segment_show(&o->file, &rows[i]);
		if (!fn(ctx, &rows[i]))
			break;
	}
	free(rows);
	return err;
}

enum ct_err store_segment_lost(struct store *s, uint64_t *id, int64_t *first, int64_t *last)
{
	struct store_segment *rows;
	size_t n;
	enum ct_err err = read_rows(s, &rows, &n);

	*id = 0;
	for (size_t i = n; i-- > 0 && *id == 0;) { /* the newest first */
		if (find(s, rows[i].id) != NULL)
			continue;
		*id = rows[i].id;
		*first = rows[i].first;
		*last = rows[i].last;
	}
	free(rows);
	return err;
}

void store_misses(const struct store *s, struct store_misses *out)
{
	*out = (struct store_misses){s->misses.reads, s->misses.segment, s->misses.error};
}

void store_misses_line(const struct store_misses *m, char line[STORE_MISSES_LINE])
{
	line[0] = '\0';
	if (m->reads > 0)
		snprintf(line, STORE_MISSES_LINE,
		    "%lld reads of the index failed, the last of segment %llu (%s): copies may be "
		    "taken for new",
		    (long long)m->reads, (unsigned long long)m->segment,
		    m->error != 0 ? strerror(m->error) : "it ends too early");
}

enum ct_err store_segment_found(struct store *s, uint64_t id, int64_t end, int64_t last)
{
	if (end < last)
		return sql_run(s, SQL_SEGMENT_SHRINK, "ii", (int64_t)id, end + 1);
	return drop_row(s, id);
}
