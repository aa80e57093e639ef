#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "store_int.h"

#define SEGMENT_MAX ((size_t)4 << 30) /* in memory */

struct store_segment_file {
	struct store *s;
	int fd;
	char name[SEGFILE_NAME];
	struct buf memory;
	bool failed;
};

enum ct_err store_segment_create(struct store *s, struct store_segment_file **out)
{
	struct store_segment_file *f = calloc(1, sizeof(*f));
	static const char what[] = "a new segment";

	if (f == NULL)
		return CT_ENOMEM;
	f->s = s;
	f->fd = -1;
	f->memory = BUF_INIT(SEGMENT_MAX);
	if (s->dirfd >= 0) {
		f->fd = segfile_create(s->dirfd, s->serial++, f->name);
		if (f->fd < 0) {
			free(f);
			return store_fail_errno(s, what);
		}
	}
	*out = f;
	return CT_OK;
}

enum ct_err store_segment_write(struct store *s, struct store_segment_file *f, struct view bytes)
{
	if (f->fd < 0) {
		buf_addv(&f->memory, bytes);
		f->failed |= f->memory.err != CT_OK;
		return f->memory.err;
	}
	if (segfile_write(f->fd, bytes) == 0)
		return CT_OK;
	f->failed = true;
	return store_fail_errno(s, "writing a segment");
}

void store_segment_abandon(struct store_segment_file *f)
{
	if (f == NULL)
		return;
	if (f->fd >= 0) {
		close(f->fd);
		unlinkat(f->s->dirfd, f->name, 0);
	}
	buf_free(&f->memory);
	free(f);
}

/* Gives the file its name and maps it. */
static enum ct_err keep(
    struct store *s, struct store_segment_file *f, uint64_t id, struct segfile *file)
{
	if (f->fd < 0)
		return segfile_heap(&f->memory, file) == 0 ? CT_OK : CT_ENOMEM;
	off_t n = lseek(f->fd, 0, SEEK_CUR);
	if (n < 0 || segfile_keep(s->dirfd, f->fd, f->name, id) != 0)
		return store_fail_errno(s, "keeping a segment");
	if (segfile_map(s->dirfd, id, (size_t)n, &s->misses, file) == 0)
		return CT_OK;
	enum ct_err err = store_fail_errno(s, "mapping a segment");
	segfile_remove(s->dirfd, id);
	return err;
}

static enum ct_err add_row(struct store *s, const struct store_segment *seg)
{
	enum ct_err err = sql_run(s, SQL_SEGMENT_ADD, "iiiiiii", (int64_t)seg->id, seg->first,
	    seg->last, seg->from, seg->until, (int64_t)seg->level, (int64_t)seg->bytes.n);

	if (err == CT_OK)
		err = sql_run(s, SQL_RECENT_SEALED, "i", seg->last);
	if (err != CT_OK)
		return err;
	s->tally.n[TALLY_SEGMENTS]++;
	s->tally.n[TALLY_SEGMENT_BYTES] += (int64_t)seg->bytes.n;
	return CT_OK;
}

enum ct_err store_segment_add_file(
    struct store *s, struct store_segment_file *f, struct store_segment *seg)
{
	struct segfile file;
	struct store_segment row = *seg;
	enum ct_err err = store_segment_writable(s);

	if (err == CT_OK && (f->failed || !store_segment_room(s)))
		err = f->failed ? CT_EIO : CT_ENOMEM;
	row.id = (uint64_t)s->tally.n[TALLY_LAST_SEGMENT] + 1;
	if (err == CT_OK)
		err = keep(s, f, row.id, &file);
	if (err == CT_OK) {
		/* From here on a rollback removes it. */
		s->tally.n[TALLY_LAST_SEGMENT]++;
		s->segs[s->nsegs++] =
		    (struct open_segment){.id = row.id, .file = file, .added = true};
		store_segment_show(&file, &row);
		err = add_row(s, &row);
	}
	store_segment_abandon(f);
	if (err == CT_OK)
		*seg = row;
	return err;
}

enum ct_err store_segment_add(struct store *s, struct store_segment *seg)
{
	struct store_segment_file *f;
	enum ct_err err = store_segment_create(s, &f);

	if (err != CT_OK)
		return err;
	err = store_segment_write(s, f, seg->bytes);
	if (err == CT_OK)
		return store_segment_add_file(s, f, seg);
	store_segment_abandon(f);
	return err;
}
