/*
 * The schema.  A file says by its application id that it is ours, and by its
 * user_version how many of the steps below it has had.
 *
 * tally      running counts (tally.c)                       one row each
 * feed       what is remembered of a feed (store.h)         some 300 bytes
 *   asked, max_age, skip_hours, skip_days, rhythm, last_fresh: how often to ask
 * touch      what polls that brought nothing new changed of a feed since: where it has more
 *            polls than the feed's row, its columns count and that one's do not
 *                                                           40 bytes
 * entry      which story an entry of a feed is; stays when the story is pruned
 *   ident    hash of guid, link or content                  45 bytes each
 *   story    its newest version; a story that is gone makes this a tombstone
 *   content  hash of title and text as last seen, by a trivial edit; 0: as its story has
 *            them (since schema 5).  Either hash is an ident, too, of this story
 *   seen     seconds, when last seen
 * story      a story and its verdict, without its words     50 bytes, and 50 in indexes
 *   id       grows with time, at most 2^32 - 1, never given out again
 *   feed     feed.id
 *   seen     seconds, when it arrived
 *   verdict  enum ct_verdict
 *   score    0, or 1 + ten thousandths; 1 and less as it is: of schema 4 and before
 *   of       story, or NULL
 *   cluster, family   first story of it; NULL: this one
 *   previous earlier version of the same entry, or NULL
 *   late     seconds from when it was told until it was seen; NULL: it is older than
 *            this column, and counts as told before all that came after it
 *   nearest  the story that it is most like, where it is new; or NULL
 *   body0, body1      XXH3-128 of the normalized text
 * correction of a verdict, after an original came later than its copy
 *   story    whose it was; its row holds what it is now
 *   by       the original
 *   time     seconds
 *   verdict, score, of   what they were
 * text       of a story: title, text and the like, packed   1,850 bytes for 3 KB
 *            (pack.c around record.c)
 * evidence   of a verdict, JSON, packed: its quotations      60 to 500 bytes
 *            are left to the texts (store_story.c)
 * recent     fingerprint of a story that is in no segment   400 bytes each,
 *            yet, encoded as in fingerprint.h               some 4,000 of them
 * segment    a file of the inverted index, FILE.d/<id in 8 digits>.seg
 *   first, last       stories covered
 *   since, until      seconds seen
 *   level    0: sealed from the memtable; merged ones are higher
 *   bytes    how long the file is
 * blob       small named things: learned counts
 * alert      an alert's JSON, packed                        1 to 2 KB
 *   id       grows, never given out again
 * delivery   an alert for one sink
 *   state    enum store_delivery_state
 * errand     an entry that waits for the page it links to   as a text
 *   ident, content    of the entry, as in entry
 *   since    seconds, when it came
 *   read     when the feed was last read without it; 0: never
 *   silent   nobody is to be alerted of it
 *   tries    that failed; next_try: seconds
 *   packed   the entry as the feed has it, like a text
 *
 * Indexes, with the random ones kept few, because a random insert into a large
 * tree dirties a page each:
 *
 * story_body     finds equal texts; the high half of body0 only, 4 bytes
 * story_feed     lists a feed's stories by verdict
 * story_verdict  lists by verdict; without `new`, which nearly all are
 * story_cluster  members but the first; counts them by itself
 */
#include "schema.h"

#include <stdio.h>

#include "count.h"

const char *const schema_steps[] = {
    "CREATE TABLE tally (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;"

    "CREATE TABLE feed (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL,"
    " moved_url TEXT NOT NULL DEFAULT '', etag BLOB NOT NULL DEFAULT '',"
    " last_modified BLOB NOT NULL DEFAULT '', body0 INTEGER NOT NULL DEFAULT 0,"
    " body1 INTEGER NOT NULL DEFAULT 0, next_poll INTEGER NOT NULL DEFAULT 0,"
    " last_poll INTEGER NOT NULL DEFAULT 0, last_ok INTEGER NOT NULL DEFAULT 0,"
    " interval INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,"
    " last_status INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT '',"
    " last_error TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',"
    " format TEXT NOT NULL DEFAULT '', hub TEXT NOT NULL DEFAULT '',"
    " polls INTEGER NOT NULL DEFAULT 0, stories INTEGER NOT NULL DEFAULT 0,"
    " moved_seen INTEGER NOT NULL DEFAULT 0, read_url TEXT NOT NULL DEFAULT '');"

    "CREATE TABLE entry (feed INTEGER NOT NULL, ident INTEGER NOT NULL, story INTEGER NOT NULL,"
    " content INTEGER NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY (feed, ident)) WITHOUT ROWID;"

    "CREATE TABLE story (id INTEGER PRIMARY KEY, feed INTEGER NOT NULL, seen INTEGER NOT NULL,"
    " verdict INTEGER NOT NULL, score REAL NOT NULL, of INTEGER, cluster INTEGER,"
    " family INTEGER, previous INTEGER, body0 INTEGER NOT NULL, body1 INTEGER NOT NULL);"
    "CREATE INDEX story_body ON story (body0 >> 32);"
    "CREATE INDEX story_feed ON story (feed, verdict);"
    "CREATE INDEX story_verdict ON story (verdict) WHERE verdict <> 0;"
    "CREATE INDEX story_cluster ON story (cluster, feed) WHERE cluster IS NOT NULL;"

    "CREATE TABLE text (story INTEGER PRIMARY KEY, packed BLOB NOT NULL);"
    "CREATE TABLE evidence (story INTEGER PRIMARY KEY, packed BLOB NOT NULL);"
    "CREATE TABLE recent (story INTEGER PRIMARY KEY, fingerprint BLOB NOT NULL);"

    "CREATE TABLE segment (id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL,"
    " since INTEGER NOT NULL, until INTEGER NOT NULL, level INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL);"

    "CREATE TABLE blob (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL);"

    "CREATE TABLE alert (id INTEGER PRIMARY KEY, alert_id TEXT NOT NULL UNIQUE,"
    " story INTEGER NOT NULL, time INTEGER NOT NULL, packed BLOB NOT NULL);"
    "CREATE INDEX alert_story ON alert (story);"

    "CREATE TABLE delivery (id INTEGER PRIMARY KEY, alert INTEGER NOT NULL, sink TEXT NOT NULL,"
    " state INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,"
    " next_try INTEGER NOT NULL DEFAULT 0, last_error TEXT);"
    "CREATE INDEX delivery_alert ON delivery (alert);"
    "CREATE INDEX delivery_due ON delivery (sink, next_try) WHERE state = 0;"
    "CREATE INDEX delivery_dead ON delivery (id) WHERE state = 2;",

    "ALTER TABLE feed ADD COLUMN asked INTEGER NOT NULL DEFAULT -1;"
    "ALTER TABLE feed ADD COLUMN max_age INTEGER NOT NULL DEFAULT -1;"
    "ALTER TABLE feed ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN rhythm INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN last_fresh INTEGER NOT NULL DEFAULT 0;",

    "ALTER TABLE story ADD COLUMN late INTEGER;"
    "ALTER TABLE story ADD COLUMN nearest INTEGER;"
    "CREATE TABLE correction (story INTEGER PRIMARY KEY, by INTEGER NOT NULL,"
    " time INTEGER NOT NULL, verdict INTEGER NOT NULL, score REAL NOT NULL, of INTEGER);"
    "CREATE INDEX correction_by ON correction (by);",

    "CREATE TABLE errand (id INTEGER PRIMARY KEY, feed INTEGER NOT NULL, ident INTEGER NOT NULL,"
    " content INTEGER NOT NULL, silent INTEGER NOT NULL, since INTEGER NOT NULL,"
    " read INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL, packed "
    "BLOB NOT NULL,"
    " UNIQUE (feed, ident));"
    "CREATE INDEX errand_due ON errand (feed, next_try);",

    /* Texts, evidence, scores and entries are written in other forms, and read in both. */
    "",

    "CREATE TABLE touch (feed INTEGER PRIMARY KEY, next_poll INTEGER NOT NULL,"
    " last_poll INTEGER NOT NULL, last_ok INTEGER NOT NULL, interval INTEGER NOT NULL,"
    " last_status INTEGER NOT NULL, polls INTEGER NOT NULL, max_age INTEGER NOT NULL);",
};

const size_t schema_nsteps = COUNT(schema_steps);

static int version_of(sqlite3 *db, size_t *version)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &st, NULL);

	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*version = (size_t)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* One step.  The version is written in the step's own transaction; so is what
 * marks the file as ours and as one that can shrink, in the first one: a file
 * that is there is either empty, or ours. */
static int step(sqlite3 *db, const char *sql, size_t version)
{
	char pragma[120];

	snprintf(pragma, sizeof(pragma),
	    "PRAGMA user_version = %zu; PRAGMA application_id = %d; COMMIT", version,
	    SCHEMA_APPLICATION);
	int rc = sqlite3_exec(db,
	    version == 1 ? "BEGIN; PRAGMA auto_vacuum = INCREMENTAL" : "BEGIN IMMEDIATE", NULL,
	    NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, pragma, NULL, NULL, NULL);
	if (rc != SQLITE_OK && sqlite3_get_autocommit(db) == 0)
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

int schema_migrate(sqlite3 *db, const char *const *steps, size_t nsteps)
{
	size_t version = 0;
	int rc = version_of(db, &version);

	for (; rc == SQLITE_OK && version < nsteps; version++)
		rc = step(db, steps[version], version + 1);
	return rc;
}
