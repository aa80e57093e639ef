/* What the files of the store share, and nobody else sees. */
#ifndef STORE_INT_H
#define STORE_INT_H

#include <sqlite3.h>
#include <stdio.h>

#include "late.h"
#include "packer.h"
#include "segfile.h"
#include "sql.h"
#include "store.h"
#include "tally.h"

/* A segment that is open.  Changes wait for the commit. */
struct open_segment {
	uint64_t id;
	struct segfile file;
	bool added, dropped; /* in this transaction */
	bool keep;           /* dropped by pruning: mapped until the caller has detached it */
	bool retired;        /* and committed; not detached yet */
	bool gone;           /* no row names it: the file is still to be removed */
};

struct store {
	sqlite3 *db;
	sqlite3_stmt *stmt[SQL_COUNT];
	char *dir; /* of the segments; NULL in memory */
	int dirfd;
	bool in_transaction;
	char error[400];
	bool full;
	bool corrupt;              /* the last error was of the file's contents */
	struct packer packer;      /* its record serves others, too */
	struct tally tally, saved; /* now, and at the last commit */
	struct late late;          /* entries that the commit writes */
	struct open_segment *segs;
	size_t nsegs, capsegs;
	struct segfile_misses misses;
	unsigned serial;                  /* names unfinished segments */
	int64_t damaged;                  /* a story, or 0 */
	int64_t prune_story, prune_alert; /* where pruning goes on */
	/* Of stories and of alerts: the first behind `after` that came by the right clock
	 * again, after those that claim to be later than the last. */
	struct {
		int64_t after, id, time;
	} sane[2];
};

/* Notes what SQLite said of its last call; returns CT_ENOMEM or CT_EIO. */
enum ct_err store_fail_sql(struct store *s, int rc);
/* The same of errno. */
enum ct_err store_fail_errno(struct store *s, const char *what);

/* Of store_story.c: adds the evidence of a story that has none. */
enum ct_err store_story_evidence(struct store *s, int64_t id, const struct store_story *st);

/* Of store_rebuild.c: makes fingerprints again from texts. */
struct remaker {
	struct arena *arena;
	struct normalizer *normalizer; /* dear to make */
};
bool store_remaker_init(struct remaker *r); /* false: no memory */
void store_remaker_free(struct remaker *r);
/* CT_EINVAL: there is no such story, or it is damaged. */
enum ct_err store_remake(struct store *s, struct remaker *r, int64_t id, struct fingerprint *out);

/* Of store_entry.c: writes what store_entry_put was given. */
enum ct_err store_entry_flush(struct store *s);

/* Of store_segment.c: */
enum ct_err store_segment_load(struct store *s); /* at open */
void store_segment_commit(struct store *s);
void store_segment_rollback(struct store *s);
void store_segment_close(struct store *s);
/* Drops segments whose stories are all below `oldest`. */
enum ct_err store_segment_prune(struct store *s, int64_t oldest);
/* Where the bytes are, and how they are to be read. */
void store_segment_show(const struct segfile *f, struct store_segment *out);
/* Room for one more in s->segs. */
bool store_segment_room(struct store *s);
/* CT_EIO where no transaction is open. */
enum ct_err store_segment_writable(struct store *s);
/* The next lost segment's stories; *id 0 where none is lost. */
enum ct_err store_segment_lost(struct store *s, uint64_t *id, int64_t *first, int64_t *last);
/* Lost segment `id`, which goes to `last`, is there again up to `end`. */
enum ct_err store_segment_found(struct store *s, uint64_t id, int64_t end, int64_t last);

#endif
