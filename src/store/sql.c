#include "sql.h"

#include <math.h>
#include <stdarg.h>

#include "store_int.h"

#define SCORE_STEPS 10000 /* as many as are ever told */

/* Which index each SQL_LIST_ statement walks: store_story_list.c. */
static const char *const text[SQL_COUNT] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",

    [SQL_TALLY_LIST] = "SELECT name, n FROM tally",
    [SQL_TALLY_PUT] = "INSERT OR REPLACE INTO tally (name, n) VALUES (?1, ?2)",

#define TOUCHED(column) " CASE WHEN t.polls > f.polls THEN t." column " ELSE f." column " END,"
    [SQL_FEED_GET] =
	"SELECT f.id, name, url, moved_url, etag, last_modified, body0, body1," TOUCHED("next_poll")
	    TOUCHED("last_poll") TOUCHED("last_ok") TOUCHED("interval") " failures," TOUCHED(
		"last_status") " state,"
			       " last_error, title, format, hub," TOUCHED(
				   "polls") " stories, moved_seen,"
					    " read_url, asked," TOUCHED(
						"max_age") " skip_hours, skip_days, rhythm, "
							   "last_fresh"
							   " FROM feed f LEFT JOIN touch t ON "
							   "t.feed = f.id WHERE name = ?1",
    [SQL_FEED_ADD] = "INSERT INTO feed (name, url) VALUES (?1, ?2)",
    [SQL_FEED_MOVE] = "UPDATE feed SET url = ?2, moved_url = '', etag = '', last_modified = '',"
		      " body0 = 0, body1 = 0, next_poll = 0, failures = 0, last_status = 0,"
		      " state = '', last_error = '', hub = '', moved_seen = 0, read_url = '',"
		      " asked = -1, max_age = -1, skip_hours = 0, skip_days = 0, rhythm = 0"
		      " WHERE id = ?1",
    [SQL_FEED_SAVE] = "UPDATE feed SET moved_url = ?2, etag = ?3, last_modified = ?4,"
		      " body0 = ?5, body1 = ?6, next_poll = ?7, last_poll = ?8, last_ok = ?9,"
		      " interval = ?10, failures = ?11, last_status = ?12, state = ?13,"
		      " last_error = ?14, title = ?15, format = ?16, hub = ?17, polls = ?18,"
		      " stories = ?19, moved_seen = ?20, read_url = ?21, asked = ?22,"
		      " max_age = ?23, skip_hours = ?24, skip_days = ?25, rhythm = ?26,"
		      " last_fresh = ?27 WHERE id = ?1",
    /* Not the feed's own row, whose three hundred bytes would be read and written anew. */
    [SQL_FEED_TOUCH] = "INSERT OR REPLACE INTO touch (feed, next_poll, last_poll, last_ok,"
		       " interval, last_status, polls, max_age)"
		       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_FEED_UNTOUCH] = "DELETE FROM touch WHERE feed = ?1",
    [SQL_FEED_FORGET] = "UPDATE feed SET etag = '', last_modified = '', body0 = 0, body1 = 0"
			" WHERE id = ?1",
    [SQL_FEED_ID] = "SELECT id FROM feed WHERE name = ?1",

    [SQL_ENTRY_GET] = "SELECT story, content, seen FROM entry WHERE feed = ?1 AND ident = ?2",
    [SQL_ENTRY_PUT] = "INSERT OR REPLACE INTO entry (feed, ident, story, content, seen)"
		      " VALUES (?1, ?2, ?3, ?4, ?5)",
    /* A day's grace, twice: `seen` is coarse. */
    [SQL_ENTRY_OLD] = "SELECT e.feed, e.ident, e.seen < ?3 AND e.story <= ?4 AND"
		      " (f.id IS NULL OR e.seen < f.last_fresh - 172800 OR"
		      " max(f.last_poll, coalesce(t.last_poll, 0)) < ?3)"
		      " FROM entry e LEFT JOIN feed f ON f.id = e.feed"
		      " LEFT JOIN touch t ON t.feed = e.feed"
		      " WHERE (e.feed, e.ident) > (?1, ?2) ORDER BY e.feed, e.ident LIMIT ?5",
    [SQL_ENTRY_DELETE] = "DELETE FROM entry WHERE feed = ?1 AND ident = ?2",

    [SQL_STORY_ADD] = "INSERT INTO story (id, feed, seen, verdict, score, of, cluster, family,"
		      " previous, body0, body1, late, nearest)"
		      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    [SQL_STORY_GET] = "SELECT s.id, s.feed, s.seen, s.verdict, s.score, s.of,"
		      " coalesce(s.cluster, s.id), coalesce(s.family, s.id), s.previous, s.body0,"
		      " s.body1, f.name, t.packed, s.late, s.nearest FROM story s LEFT JOIN feed f "
		      "ON f.id = s.feed"
		      " LEFT JOIN text t ON t.story = s.id WHERE s.id = ?1",
    [SQL_STORY_KIN] = "SELECT verdict, score, coalesce(family, id), coalesce(cluster, id),"
		      " seen - coalesce(late, seen - 1) FROM story WHERE id = ?1",
    [SQL_STORY_CORRECT] = "UPDATE story SET verdict = ?2, score = ?3, of = ?4, family = ?4,"
			  " nearest = NULL WHERE id = ?1",
    [SQL_STORY_EXISTS] = "SELECT id FROM story WHERE id = ?1",
    [SQL_STORY_BODY] = "SELECT id FROM story INDEXED BY story_body"
		       " WHERE body0 >> 32 = ?1 >> 32 AND +body0 = ?1 AND body1 = ?2"
		       " ORDER BY id LIMIT 1", /* + keeps body0 in the first term */
    [SQL_STORY_FIRST] = "SELECT id, seen FROM story WHERE id >= ?1 ORDER BY id LIMIT 1",
    [SQL_STORY_SPAN] = "SELECT id, seen FROM story WHERE id >= ?1 AND id <= ?2 ORDER BY id"
		       " LIMIT ?3",
    [SQL_STORY_OLD] = "SELECT id, seen, verdict FROM story WHERE id > ?1 ORDER BY id LIMIT ?2",
    [SQL_STORY_NEWEST] = "SELECT seen FROM story WHERE id > 0 ORDER BY id DESC LIMIT 1",
    [SQL_STORY_SANE] = "SELECT id, seen FROM story WHERE id > ?1 AND seen <= ?2"
		       " ORDER BY id LIMIT 1",
    [SQL_STORY_DELETE] = "DELETE FROM story WHERE id = ?1",
    [SQL_TEXT_ADD] = "INSERT INTO text (story, packed) VALUES (?1, ?2)",
    [SQL_TEXT_DELETE] = "DELETE FROM text WHERE story = ?1",
    [SQL_EVIDENCE_ADD] = "INSERT INTO evidence (story, packed) VALUES (?1, ?2)",
    [SQL_EVIDENCE_GET] = "SELECT packed FROM evidence WHERE story = ?1",
    [SQL_EVIDENCE_DELETE] = "DELETE FROM evidence WHERE story = ?1",
    [SQL_CORRECTION_ADD] = "INSERT OR REPLACE INTO correction (story, by, time, verdict, score,"
			   " of) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_CORRECTION_GET] = "SELECT story, by, time, verdict, score, of FROM correction"
			   " WHERE story = ?1",
    [SQL_CORRECTION_LIST] = "SELECT story FROM correction WHERE by = ?1 ORDER BY story LIMIT ?2",
    [SQL_CORRECTION_DELETE] = "DELETE FROM correction WHERE story = ?1",
    [SQL_CLUSTER] =
	"SELECT count(*), count(DISTINCT feed) FROM"
	" (SELECT feed FROM story WHERE id = ?1 AND cluster IS NULL"
	" UNION ALL SELECT feed FROM (SELECT feed FROM story WHERE cluster = ?1 LIMIT ?2))",

#define BOUNDS " id < ?1 AND id >= ?2 AND seen >= ?3 AND seen <= ?4"
#define NEWEST " ORDER BY id DESC LIMIT ?5"
    [SQL_LIST_ALL] = "SELECT id FROM story WHERE" BOUNDS NEWEST,
    [SQL_LIST_NEW] = "SELECT id FROM story NOT INDEXED WHERE" BOUNDS " AND verdict = ?6" NEWEST,
    [SQL_LIST_VERDICT] = "SELECT id FROM story INDEXED BY story_verdict WHERE" BOUNDS
			 " AND verdict = ?6 AND verdict <> 0" NEWEST,
    [SQL_LIST_FEED] = "SELECT id FROM story INDEXED BY story_feed WHERE" BOUNDS
		      " AND verdict = ?6 AND feed = ?7" NEWEST,
    [SQL_LIST_CLUSTER] =
	"SELECT id FROM"
	" (SELECT id, seen, verdict, feed FROM story WHERE id = ?8"
	" UNION ALL SELECT id, seen, verdict, feed FROM story WHERE cluster = ?8)"
	" WHERE" BOUNDS " AND (1 << verdict) & ?6 AND (?7 IS NULL OR feed = ?7)" NEWEST,

    [SQL_RECENT_ADD] = "INSERT INTO recent (story, fingerprint) VALUES (?1, ?2)",
    [SQL_RECENT_LIST] = "SELECT r.story, s.seen, r.fingerprint FROM recent r JOIN story s"
			" ON s.id = r.story WHERE r.story > ?1 ORDER BY r.story LIMIT 64",
    [SQL_RECENT_SEALED] = "DELETE FROM recent WHERE story <= ?1",
    [SQL_RECENT_DELETE] = "DELETE FROM recent WHERE story = ?1",

    [SQL_SEGMENT_ADD] = "INSERT INTO segment (id, first, last, since, until, level, bytes)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_SEGMENT_LIST] = "SELECT id, first, last, since, until, level, bytes FROM segment"
			 " ORDER BY first, id",
    [SQL_SEGMENT_DELETE] = "DELETE FROM segment WHERE id = ?1",
    [SQL_SEGMENT_BYTES] = "SELECT bytes FROM segment WHERE id = ?1",
    [SQL_SEGMENT_SHRINK] = "UPDATE segment SET first = ?2 WHERE id = ?1",
    [SQL_SEGMENT_OLD] = "SELECT id FROM segment WHERE last < ?1 LIMIT 1",

    [SQL_BLOB_GET] = "SELECT bytes FROM blob WHERE name = ?1",
    [SQL_BLOB_PUT] = "INSERT INTO blob (name, bytes) VALUES (?1, ?2)"
		     " ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes",

    [SQL_ALERT_ADD] = "INSERT OR IGNORE INTO alert (id, alert_id, story, time, packed)"
		      " VALUES (?1, ?2, ?3, ?4, ?5)",
    [SQL_ALERT_AFTER] = "SELECT id, packed FROM alert WHERE id > ?1 ORDER BY id LIMIT ?2",
    [SQL_ALERT_LATEST] = "SELECT min(id) FROM (SELECT id FROM alert ORDER BY id DESC LIMIT ?1)",
    [SQL_ALERT_OLD] = "SELECT a.id, a.time, EXISTS (SELECT 1 FROM delivery d"
		      " WHERE d.alert = a.id AND d.state = 0)"
		      " + 2 * EXISTS (SELECT 1 FROM story s WHERE s.id = a.story)"
		      " FROM alert a WHERE a.id > ?1 ORDER BY a.id LIMIT ?2",
    [SQL_ALERT_NEWEST] = "SELECT time FROM alert WHERE id > 0 ORDER BY id DESC LIMIT 1",
    [SQL_ALERT_SANE] = "SELECT id, time FROM alert WHERE id > ?1 AND time <= ?2"
		       " ORDER BY id LIMIT 1",
    [SQL_ALERT_DELETE] = "DELETE FROM alert WHERE id = ?1",
    [SQL_DELIVERY_ADD] = "INSERT INTO delivery (alert, sink) VALUES (?1, ?2)",
    [SQL_DELIVERY_DUE] = "SELECT d.id, a.alert_id, d.sink, a.packed, d.tries, d.next_try,"
			 " d.last_error FROM delivery d JOIN alert a ON a.id = d.alert"
			 " WHERE d.state = 0 AND d.sink = ?1 AND d.next_try <= ?2"
			 " ORDER BY d.next_try, d.id LIMIT ?3",
    [SQL_DELIVERY_NEXT] = "SELECT next_try FROM delivery WHERE state = 0 AND sink = ?1"
			  " AND next_try > ?2 ORDER BY next_try LIMIT 1",
    /* Blobs sort behind all text: a damaged name would come again and again. */
    [SQL_DELIVERY_SINK] = "SELECT sink FROM delivery WHERE state = 0 AND sink > ?1"
			  " AND sink < x'' ORDER BY sink LIMIT 1",
    [SQL_DELIVERY_STATE] = "SELECT state FROM delivery WHERE id = ?1",
    [SQL_DELIVERY_DONE] = "UPDATE delivery SET state = 1, tries = tries + 1, last_error = NULL"
			  " WHERE id = ?1",
    [SQL_DELIVERY_FAILED] = "UPDATE delivery SET state = ?2, tries = tries + 1, next_try = ?3,"
			    " last_error = ?4 WHERE id = ?1",
    [SQL_DELIVERY_RETRY] = "UPDATE delivery SET state = 0, tries = 0, next_try = ?1"
			   " WHERE state = 2",
    [SQL_DELIVERY_DEAD] = "SELECT count(*) FROM delivery WHERE alert = ?1 AND state = 2",
    [SQL_DELIVERY_DELETE] = "DELETE FROM delivery WHERE alert = ?1",
    [SQL_DELIVERY_PENDING] = "SELECT d.id FROM alert a JOIN delivery d ON d.alert = a.id"
			     " WHERE a.story = ?1 AND d.state = 0 LIMIT 1",

    [SQL_ERRAND_PUT] =
	"INSERT INTO errand (feed, ident, content, silent, since, next_try, read,"
	" packed) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7) ON CONFLICT (feed, ident) DO UPDATE"
	" SET content = excluded.content, silent = silent AND excluded.silent,"
	" packed = excluded.packed",
    [SQL_ERRAND_FIND] = "SELECT content FROM errand WHERE feed = ?1 AND ident = ?2",
    [SQL_ERRAND_GET] = "SELECT feed, ident, content, silent, since, read, tries, packed FROM errand"
		       " WHERE id = ?1",
    [SQL_ERRAND_FEED] = "SELECT feed FROM errand WHERE feed > ?1 ORDER BY feed LIMIT 1",
    [SQL_ERRAND_DUE] = "SELECT id FROM errand WHERE feed = ?1 AND next_try <= ?2"
		       " ORDER BY next_try, id LIMIT 1",
    [SQL_ERRAND_NEXT] = "SELECT next_try FROM errand WHERE feed = ?1 AND next_try > ?2"
			" ORDER BY next_try LIMIT 1",
    [SQL_ERRAND_RETRY] = "UPDATE errand SET tries = tries + ?3, next_try = ?2 WHERE id = ?1",
    [SQL_ERRAND_DELETE] = "DELETE FROM errand WHERE id = ?1",
    [SQL_FEED_STORY] = "UPDATE feed SET stories = stories + 1 WHERE id = ?1",

    [SQL_PAGES] = "PRAGMA page_count",
    [SQL_FREE_PAGES] = "PRAGMA freelist_count",
    [SQL_PAGE_SIZE] = "PRAGMA page_size",
    [SQL_VACUUM] = "PRAGMA incremental_vacuum(256)",
    [SQL_CHECK] = "PRAGMA integrity_check(100)",
};

static int bind_one(sqlite3_stmt *st, int at, char kind, va_list *ap)
{
	struct view v;
	int64_t i;

	switch (kind) {
	case 'i':
		return sqlite3_bind_int64(st, at, va_arg(*ap, int64_t));
	case 'z':
		i = va_arg(*ap, int64_t);
		return i != 0 ? sqlite3_bind_int64(st, at, i) : sqlite3_bind_null(st, at);
	case 'd':
		return sqlite3_bind_double(st, at, va_arg(*ap, double));
	case 't':
		v = va_arg(*ap, struct view);
		return sqlite3_bind_text64(
		    st, at, v.p != NULL ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
	default:
		v = va_arg(*ap, struct view);
		return sqlite3_bind_blob64(st, at, v.p != NULL ? v.p : "", v.n, SQLITE_STATIC);
	}
}

static enum ct_err start(
    struct store *s, enum sql_id id, sqlite3_stmt **out, const char *kinds, va_list *ap)
{
	int rc = SQLITE_OK;

	if (s->stmt[id] == NULL)
		rc = sqlite3_prepare_v3(
		    s->db, text[id], -1, SQLITE_PREPARE_PERSISTENT, &s->stmt[id], NULL);
	for (int i = 0; rc == SQLITE_OK && kinds[i] != '\0'; i++)
		rc = bind_one(s->stmt[id], i + 1, kinds[i], ap);
	if (rc != SQLITE_OK)
		return store_fail_sql(s, rc);
	*out = s->stmt[id];
	return CT_OK;
}

enum ct_err sql_start(struct store *s, enum sql_id id, sqlite3_stmt **out, const char *kinds, ...)
{
	va_list ap;

	va_start(ap, kinds);
	enum ct_err err = start(s, id, out, kinds, &ap);
	va_end(ap);
	return err;
}

enum ct_err sql_row(struct store *s, sqlite3_stmt *st, bool *row)
{
	int rc = sqlite3_step(st);

	*row = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW)
		return CT_OK;
	enum ct_err err = rc == SQLITE_DONE ? CT_OK : store_fail_sql(s, rc);
	sql_end(st);
	return err;
}

void sql_end(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

enum ct_err sql_run(struct store *s, enum sql_id id, const char *kinds, ...)
{
	sqlite3_stmt *st;
	bool row = true;
	va_list ap;

	va_start(ap, kinds);
	enum ct_err err = start(s, id, &st, kinds, &ap);
	va_end(ap);
	while (err == CT_OK && row)
		err = sql_row(s, st, &row);
	return err;
}

/* sql_first on parameters that are read already. */
static enum ct_err first(
    struct store *s, enum sql_id id, sqlite3_stmt **out, const char *kinds, va_list *ap)
{
	bool row;
	enum ct_err err = start(s, id, out, kinds, ap);

	if (err == CT_OK)
		err = sql_row(s, *out, &row);
	return err != CT_OK ? err : row ? CT_OK : CT_EINVAL;
}

enum ct_err sql_first(struct store *s, enum sql_id id, sqlite3_stmt **out, const char *kinds, ...)
{
	va_list ap;

	va_start(ap, kinds);
	enum ct_err err = first(s, id, out, kinds, &ap);
	va_end(ap);
	return err;
}

enum ct_err sql_int(struct store *s, int64_t *out, enum sql_id id, const char *kinds, ...)
{
	sqlite3_stmt *st;
	va_list ap;

	va_start(ap, kinds);
	enum ct_err err = first(s, id, &st, kinds, &ap);
	va_end(ap);
	if (err != CT_OK)
		return err;
	bool null = sqlite3_column_type(st, 0) == SQLITE_NULL;
	if (!null)
		*out = sqlite3_column_int64(st, 0);
	sql_end(st);
	return null ? CT_EINVAL : CT_OK;
}

int64_t sql_number(sqlite3_stmt *st, int column)
{
	int64_t n = sqlite3_column_int64(st, column);

	return n < -SQL_NUMBER_MAX ? -SQL_NUMBER_MAX : n > SQL_NUMBER_MAX ? SQL_NUMBER_MAX : n;
}

enum ct_verdict sql_verdict(sqlite3_stmt *st, int column)
{
	int v = sqlite3_column_int(st, column);

	return v >= CT_NEW && v <= CT_RELATED ? (enum ct_verdict)v : CT_NEW;
}

double sql_score(sqlite3_stmt *st, int column)
{
	double d = sqlite3_column_double(st, column);

	if (d > 1)
		d = (d - 1) / SCORE_STEPS;
	return d >= 0 && d <= 1 ? d : 0;
}

double sql_score_of(double score)
{
	double steps = score >= 0 ? floor(score * SCORE_STEPS + 0.5) : 0;

	return steps > 0 ? steps + 1 : 0;
}

struct view sql_view(sqlite3_stmt *st, int column)
{
	const void *p = sqlite3_column_blob(st, column);

	return (struct view){p, p != NULL ? (size_t)sqlite3_column_bytes(st, column) : 0};
}

void sql_close(struct store *s)
{
	for (size_t i = 0; i < SQL_COUNT; i++) {
		sqlite3_finalize(s->stmt[i]);
		s->stmt[i] = NULL;
	}
}
