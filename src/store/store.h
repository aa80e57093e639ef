/*
 * The store: everything that must survive, in one SQLite file and a directory
 * of index segments beside it (FILE.d).  One connection, one thread.  Nothing
 * above knows that it is SQLite: keep this interface small enough for another
 * engine behind it.
 *
 * Every function that returns enum ct_err explains CT_EIO by store_error().
 * Writes need an open transaction (store_begin).  Schema: schema.c.
 *
 * A function that takes a callback has read all it needs before it calls: the
 * callback may use the store.  What a callback is given lives until it returns.
 */
#ifndef STORE_H
#define STORE_H

#include "arena.h"
#include "buf.h"
#include "fingerprint.h"
#include "index.h"
#include "story.h"

struct store;

/* Opens or creates; ":memory:" keeps all in memory (segments too).  On failure
 * *why is a message for a person (malloc'd): "not a database", "made by a newer
 * version (schema 9, this program knows 1)", "read-only", "disk full" (CT_EIO, and
 * errno is ENOSPC)...  A file that is not ours is never written to. */
enum ct_err store_open(const char *path, struct store **out, char **why);
void store_close(struct store *s);
/* From here on commits hold a hundred thousand stories and more: 512 MiB of memory
 * keep them fast however large the store is. */
enum ct_err store_bulk(struct store *s);
/* Gives back the pages that are held only to be faster. */
void store_rest(struct store *s);
/* From here on stories come without a pause, and nobody minds a commit of half a second:
 * the log grows to 80 MB before its pages go to their places. */
enum ct_err store_stream(struct store *s);
const char *store_error(const struct store *s);
/* Is the last CT_EIO a full disk (SQLITE_FULL or ENOSPC)? */
bool store_full(const struct store *s);

enum ct_err store_begin(struct store *s);
enum ct_err store_commit(struct store *s);
void store_rollback(struct store *s);

/* --- feeds ------------------------------------------------------------- */

/* What is remembered of a feed between polls and restarts. */
struct store_feed {
	int64_t id;
	struct view name, url;           /* as configured */
	struct view moved_url;           /* persisted after 301/308 repeated; or empty */
	struct view etag, last_modified; /* opaque, byte for byte; empty: none */
	struct view read_url;            /* which URL gave them, after redirects */
	uint64_t body_hash[2];           /* of the last body read; zero: none */
	int64_t next_poll;               /* seconds; 0: now */
	int64_t last_poll, last_ok;      /* seconds; 0: never */
	int64_t interval;                /* seconds, as adapted; 0: unknown */
	int64_t failures;                /* in a row */
	int64_t last_status;             /* HTTP status; 0: none */
	struct view state;               /* "ok", "not a feed", "gone", "dns", ... */
	struct view last_error;          /* for a person; empty where ok */
	struct view title, format, hub;
	int64_t polls, stories; /* counters */
	int64_t moved_seen;     /* times the same permanent redirect was seen in a row */
	/* What its owner wants, as last told, and how it goes; policy.h has the units. */
	int64_t asked, max_age;
	uint32_t skip_hours;
	uint8_t skip_days;
	int64_t rhythm;     /* seconds from entry to entry; 0: unknown */
	int64_t last_fresh; /* seconds, when it last brought one; 0: never */
};

/* The feed of this name, made if need be (then .id is new, the rest zero).  A
 * changed URL drops validators and failures.  Views live in a. */
enum ct_err store_feed_open(
    struct store *s, struct view name, struct view url, struct arena *a, struct store_feed *out);
/* Writes all fields but id, name and url. */
enum ct_err store_feed_save(struct store *s, const struct store_feed *f);
/* Writes next_poll, last_poll, last_ok, interval, last_status, polls and max_age. */
enum ct_err store_feed_touch(struct store *s, const struct store_feed *f);

/* Drops its validators: the next poll asks for the whole document. */
enum ct_err store_feed_forget(struct store *s, int64_t feed);

/* --- entries: which story an entry of a feed is ------------------------------ */

/* Identity outlives the story (a tombstone), so that a feed that serves an old
 * entry again does not alert again. */
struct store_entry {
	int64_t story; /* newest version; 0: pruned, a tombstone */
	/* Hash of title and text as last seen, by a trivial edit; 0: as its story has them.
	 * There is an entry under either hash. */
	uint64_t content;
	int64_t seen; /* seconds, when last seen in the feed (coarse: a day) */
};

/* ident: hash of the guid (or canonical link, or content).  CT_EINVAL: unknown. */
enum ct_err store_entry_find(
    struct store *s, int64_t feed, uint64_t ident, struct store_entry *out);
enum ct_err store_entry_put(
    struct store *s, int64_t feed, uint64_t ident, const struct store_entry *e);
enum ct_err store_entry_delete(struct store *s, int64_t feed, uint64_t ident);

/* --- errands: entries that wait for the page they link to ------------------------ */

struct store_errand {
	int64_t id, feed;
	uint64_t ident, content; /* of the entry, as in struct store_entry */
	bool silent;             /* came with the feed's first poll */
	int64_t since;           /* seconds, when it came */
	int64_t read;            /* when the feed was last read without it; 0: never */
	int64_t tries;           /* that failed */
	struct item item;        /* as the feed has it */
};

/* Adds one that is due at once; of one that waits already only content and item
 * change.  id and tries are not read. */
enum ct_err store_errand_put(struct store *s, const struct store_errand *e);
/* CT_EINVAL: that entry waits for nothing. */
enum ct_err store_errand_find(struct store *s, int64_t feed, uint64_t ident, uint64_t *content);
/* Views live in a.  CT_EINVAL: no such errand, any more. */
enum ct_err store_errand_get(
    struct store *s, int64_t id, struct arena *a, struct store_errand *out);
/* The first of each feed that is due, at most max; *n of them.  The feeds behind
 * *after (a feed's id) come first, so that all have their turn; *after is then
 * the last one looked at.  One that would wait for longer than anything does is
 * due, too: the clock was set back.  *next is when the earliest of those looked at that is
 * not due yet will be, or 0. */
enum ct_err store_errand_due(struct store *s, int64_t now, int64_t *after, int64_t *ids, size_t max,
    size_t *n, int64_t *next);
/* The next try is at next_try; tried: one failed. */
enum ct_err store_errand_retry(struct store *s, int64_t id, bool tried, int64_t next_try);
enum ct_err store_errand_delete(struct store *s, int64_t id);
/* The feed has one story more, outside of a poll. */
enum ct_err store_feed_story(struct store *s, int64_t feed);

/* --- stories ------------------------------------------------------------ */

struct store_story {
	int64_t id; /* grows with time of arrival; 0 when adding */
	int64_t feed;
	struct view feed_name; /* on reading */
	struct item item;      /* story.source, .text, ... */
	struct view packed;    /* on adding: the item as packer_item packs it; or empty */
	int64_t seen;          /* seconds, when it arrived */
	int64_t late;          /* seconds before that, when it was told; 0: not known to be */
	uint64_t body[2];      /* fingerprint's */
	enum ct_verdict verdict;
	double score;
	int64_t of;           /* story it derives from, relates to, or updates; 0 */
	int64_t cluster;      /* id of the cluster's first story (itself, where new) */
	int64_t family;       /* id of the family's first story (itself, where not derived) */
	int64_t previous;     /* earlier version of the same entry, or 0 */
	int64_t nearest;      /* the story that its evidence is about, where that is not `of`; 0 */
	struct view evidence; /* JSON; on adding, where kept is not empty, no more than said */
	/* On adding: the evidence without what the texts say (evidence.h), and the story
	 * that it is about; on reading it is made whole again. */
	struct view kept;
	int64_t compared;
};

/* How long after `of` it was told: as published, else (where a date is not to be
 * believed) as far as was believed when they came. */
int64_t store_story_lag(const struct store_story *st, const struct store_story *of);
enum ct_err store_story_add(
    struct store *s, const struct store_story *st, const struct fingerprint *fp, int64_t *id);
/* Without evidence unless asked for.  CT_EINVAL: no such story (any more), or it is
 * damaged, which store_damaged tells. */
enum ct_err store_story_get(
    struct store *s, int64_t id, bool with_evidence, struct arena *a, struct store_story *out);
/* The story that was last found to be damaged; 0: none. */
int64_t store_damaged(const struct store *s);
/* What candidates are chosen by, without the story's words.  CT_EINVAL: no such
 * story (any more). */
struct store_kin {
	enum ct_verdict verdict;
	double score;
	int64_t family; /* as in the story: one step nearer to the family's first */
	int64_t cluster;
	int64_t told; /* seconds: seen - late; 1: a store of the first version did not note it */
};

enum ct_err store_story_kin(struct store *s, int64_t id, struct store_kin *out);
/* A story's verdict as it was until its original came. */
struct store_correction {
	int64_t story, by; /* by: the original */
	int64_t time;      /* seconds */
	enum ct_verdict verdict;
	double score;
	int64_t of; /* or 0 */
};

/* Gives story c->story, which is the first of its family, the verdict, score and
 * evidence of `now` (whose text is its own), and makes it of the family of c->by; what
 * it was is noted, and in *c on return. */
enum ct_err store_story_correct(
    struct store *s, struct store_correction *c, const struct store_story *now);
/* CT_EINVAL: the story was never corrected. */
enum ct_err store_correction_get(struct store *s, int64_t story, struct store_correction *out);
/* The stories that this one corrected; at most max. */
enum ct_err store_correction_list(
    struct store *s, int64_t by, int64_t *stories, size_t max, size_t *n);
/* *id: the earliest story with this body, or 0. */
enum ct_err store_story_by_body(struct store *s, const uint64_t body[2], int64_t *id);
/* Stories and distinct feeds of a cluster; no more than so many are counted, since
 * this is asked for each story of it. */
#define STORE_CLUSTER_MAX 2000
enum ct_err store_cluster(struct store *s, int64_t cluster, int64_t *stories, int64_t *sources);

struct store_filter {
	uint32_t verdicts;    /* bits 1 << enum ct_verdict; 0: all */
	struct view feed;     /* name; empty: all */
	int64_t since, until; /* seconds seen; 0: no bound */
	int64_t cluster;      /* or 0 */
	int64_t before;       /* ids below; 0: from the newest */
	size_t limit;
};

/* Newest first, without text and evidence.  fn returns false to stop. */
enum ct_err store_story_list(struct store *s, const struct store_filter *f,
    bool (*fn)(void *ctx, const struct store_story *st), void *ctx);

/* --- the index's durable half ---------------------------------------------------- */

struct store_segment {
	uint64_t id;
	int64_t first, last;        /* story ids covered */
	int64_t from, until;        /* seconds seen */
	unsigned level;             /* 0: sealed from the memtable */
	struct view bytes;          /* mapped (or in memory), until store_segment_drop or close */
	struct index_reader reader; /* for index_attach_read; .read NULL: touch the bytes */
};

/* Sets seg->id; copies seg->bytes, then points to its own.  The stories up to
 * seg->last are in segments now: their keys are forgotten. */
enum ct_err store_segment_add(struct store *s, struct store_segment *seg);
/* The same for bytes that come in steps (index_merger.h), over many transactions
 * or outside them: create, write..., then add it within a transaction, which
 * frees the file whatever comes of it; or abandon it. */
struct store_segment_file;
enum ct_err store_segment_create(struct store *s, struct store_segment_file **out);
enum ct_err store_segment_write(struct store *s, struct store_segment_file *f, struct view bytes);
enum ct_err store_segment_add_file(
    struct store *s, struct store_segment_file *f, struct store_segment *seg);
void store_segment_abandon(struct store_segment_file *f);
enum ct_err store_segment_drop(struct store *s, uint64_t id); /* unmaps at commit */
/* Its pages may leave our memory; they come back when they are touched. */
void store_segment_trim(struct store *s, uint64_t id);
/* Calls fn with each segment that pruning did away with, then unmaps it: the
 * caller detaches it from the index.  Any time, with or without a transaction. */
void store_segment_retired(struct store *s, void (*fn)(void *ctx, uint64_t id), void *ctx);
/* A segment whose file is missing, of another length or an older layout is lost: left
 * out of the list, its stories are no candidates.  This reads the next (at most)
 * `stories` lost ones; every few steps they become a segment, which the caller attaches.
 * *work is NULL at first, then the caller's to hand in again, or to free: after a
 * rollback, and before the store is closed. */
struct store_rebuild;
struct store_rebuilt {
	bool nothing;                 /* is lost: there was nothing to do */
	struct store_segment segment; /* that was made; .id 0: none yet */
	size_t damaged;               /* of its stories: they are in no segment any more */
};

enum ct_err store_rebuild_step(
    struct store *s, struct store_rebuild **work, size_t stories, struct store_rebuilt *out);
void store_rebuild_free(struct store_rebuild *work);
enum ct_err store_segment_list(
    struct store *s, bool (*fn)(void *ctx, const struct store_segment *seg), void *ctx);
/* Reads of segments that failed since the store was opened: their look-ups went on, and
 * may have missed stories. */
struct store_misses {
	int64_t reads;
	uint64_t segment; /* the last one's */
	int error;        /* its errno; 0: the file ends too early */
};

void store_misses(const struct store *s, struct store_misses *out);
/* For a person; empty where all could be read. */
#define STORE_MISSES_LINE 200
void store_misses_line(const struct store_misses *m, char line[STORE_MISSES_LINE]);
/* Keys of the stories after `id` (not in any segment yet), in order; made again from
 * the text where an older program wrote them. */
enum ct_err store_keys_after(struct store *s, int64_t id,
    enum ct_err (*fn)(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp),
    void *ctx);

/* Small named blobs: learned counts, versions. */
enum ct_err store_blob_put(struct store *s, const char *name, struct view bytes);
enum ct_err store_blob_get(
    struct store *s, const char *name, struct buf *out); /* CT_EINVAL: none */

/* --- alerts and the outbox -------------------------------------------------------- */

enum store_delivery_state { STORE_PENDING, STORE_DELIVERED, STORE_DEAD };

struct store_delivery {
	int64_t id;
	struct view alert_id, sink, payload; /* payload: the alert's JSON; empty: damaged */
	int64_t tries, next_try;             /* seconds */
	struct view last_error;
};

/* The alert, and a delivery for each sink; an alert_id that is there already adds nothing. */
enum ct_err store_alert_add(struct store *s, struct view alert_id, int64_t story, int64_t time,
    struct view payload, const struct view *sinks, size_t nsinks);
/* One sink's pending deliveries due at `now`, oldest first, at most limit;
 * *next is when its earliest that is not due yet will be, or 0.  (By sink, so
 * that one with thousands waiting holds up no other.) */
enum ct_err store_alert_due(struct store *s, struct view sink, int64_t now, size_t limit,
    int64_t *next, bool (*fn)(void *ctx, const struct store_delivery *d), void *ctx);
/* Appends the names of all sinks with pending deliveries, each with a NUL behind it. */
enum ct_err store_alert_sinks(struct store *s, struct buf *out);
enum ct_err store_alert_done(struct store *s, int64_t delivery);
/* Another try at next_try, or STORE_DEAD where next_try is 0. */
enum ct_err store_alert_failed(
    struct store *s, int64_t delivery, int64_t next_try, struct view error);
/* Dead letters become pending again; *n is how many. */
enum ct_err store_alert_retry(struct store *s, int64_t now, int64_t *n);
/* Alerts after row `after` (0: the last `limit`), oldest first, but for damaged ones. */
enum ct_err store_alert_list(struct store *s, int64_t after, size_t limit,
    bool (*fn)(void *ctx, int64_t row, struct view payload), void *ctx);

/* --- upkeep ---------------------------------------------------------------------- */

struct store_counts {
	int64_t stories, feeds, alerts, pending, dead, segments;
	int64_t by_verdict[5];
	int64_t corrected; /* verdicts, ever */
	int64_t errands;   /* that wait */
	int64_t file_bytes;
	struct store_misses misses;
};

/* Cheap: kept as running counts, not counted each time. */
enum ct_err store_counts(struct store *s, struct store_counts *out);

/* What pruning takes for the time, given what the machine does: it follows `now`
 * but gains a day a call at most, so that a clock that is wrong for a moment
 * prunes little.  Kept in the store. */
enum ct_err store_age_clock(struct store *s, int64_t now, int64_t *clock);
/* Prunes a bounded step (some 200 stories) of what is older than `before` (seconds
 * seen), or while the store is larger than max_bytes (0: no bound) the oldest,
 * but never a story whose alert is pending; entries stay as tombstones until
 * their feed drops them and they are older, too; alerts that are older go, if
 * they were delivered or given up.  *more: there is more to do.
 * Follow it by store_segment_retired. */
enum ct_err store_prune(struct store *s, int64_t before, int64_t max_bytes, bool *more);
/* Reads everything; a line for each thing that is not as it should be. */
enum ct_err store_check(struct store *s, struct buf *problems);

#endif
