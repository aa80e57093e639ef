/* Every statement of the store, prepared once, and the way to run one. */
#ifndef SQL_H
#define SQL_H

#include <sqlite3.h>

#include "view.h"

enum sql_id {
	SQL_BEGIN,
	SQL_COMMIT,
	SQL_ROLLBACK,
	SQL_TALLY_LIST,
	SQL_TALLY_PUT,
	SQL_FEED_GET,
	SQL_FEED_ADD,
	SQL_FEED_MOVE,
	SQL_FEED_SAVE,
	SQL_FEED_TOUCH,
	SQL_FEED_UNTOUCH,
	SQL_FEED_ID,
	SQL_FEED_FORGET,
	SQL_ENTRY_GET,
	SQL_ENTRY_PUT,
	SQL_STORY_ADD,
	SQL_STORY_GET,
	SQL_STORY_KIN,
	SQL_STORY_CORRECT,
	SQL_STORY_EXISTS,
	SQL_STORY_BODY,
	SQL_STORY_FIRST,
	SQL_STORY_SPAN,
	SQL_STORY_OLD,
	SQL_STORY_SANE,
	SQL_STORY_NEWEST,
	SQL_STORY_DELETE,
	SQL_TEXT_ADD,
	SQL_TEXT_DELETE,
	SQL_EVIDENCE_ADD,
	SQL_EVIDENCE_GET,
	SQL_EVIDENCE_DELETE,
	SQL_CORRECTION_ADD,
	SQL_CORRECTION_GET,
	SQL_CORRECTION_LIST,
	SQL_CORRECTION_DELETE,
	SQL_CLUSTER,
	SQL_LIST_ALL,
	SQL_LIST_NEW,
	SQL_LIST_VERDICT,
	SQL_LIST_FEED,
	SQL_LIST_CLUSTER,
	SQL_RECENT_ADD,
	SQL_RECENT_LIST,
	SQL_RECENT_SEALED,
	SQL_RECENT_DELETE,
	SQL_SEGMENT_ADD,
	SQL_SEGMENT_LIST,
	SQL_SEGMENT_DELETE,
	SQL_SEGMENT_BYTES,
	SQL_SEGMENT_SHRINK,
	SQL_SEGMENT_OLD,
	SQL_BLOB_GET,
	SQL_BLOB_PUT,
	SQL_ALERT_ADD,
	SQL_ALERT_AFTER,
	SQL_ALERT_LATEST,
	SQL_ALERT_OLD,
	SQL_ALERT_SANE,
	SQL_DELIVERY_DEAD,
	SQL_ENTRY_OLD,
	SQL_ENTRY_DELETE,
	SQL_ALERT_NEWEST,
	SQL_ALERT_DELETE,
	SQL_DELIVERY_ADD,
	SQL_DELIVERY_DUE,
	SQL_DELIVERY_NEXT,
	SQL_DELIVERY_SINK,
	SQL_DELIVERY_STATE,
	SQL_DELIVERY_DONE,
	SQL_DELIVERY_FAILED,
	SQL_DELIVERY_RETRY,
	SQL_DELIVERY_DELETE,
	SQL_DELIVERY_PENDING,
	SQL_ERRAND_PUT,
	SQL_ERRAND_FIND,
	SQL_ERRAND_GET,
	SQL_ERRAND_FEED,
	SQL_ERRAND_DUE,
	SQL_ERRAND_NEXT,
	SQL_ERRAND_RETRY,
	SQL_ERRAND_DELETE,
	SQL_FEED_STORY,
	SQL_PAGES,
	SQL_FREE_PAGES,
	SQL_PAGE_SIZE,
	SQL_VACUUM,
	SQL_CHECK,
	SQL_COUNT
};

struct store;

/* The statement with its parameters bound; kinds has a letter for each: i
 * int64_t, z int64_t (0 is NULL), d double, t struct view as text, b as blob.
 * The views must live until sql_end.  Run it with sql_row, end it with sql_end
 * (which sql_row does itself at the last row and on failure). */
enum ct_err sql_start(struct store *s, enum sql_id id, sqlite3_stmt **out, const char *kinds, ...);
enum ct_err sql_row(struct store *s, sqlite3_stmt *st, bool *row);
void sql_end(sqlite3_stmt *st);
/* All of it, where rows are of no interest. */
enum ct_err sql_run(struct store *s, enum sql_id id, const char *kinds, ...);
/* The same as sql_start, at its first row; CT_EINVAL (and nothing to end) where there
 * is none. */
enum ct_err sql_first(struct store *s, enum sql_id id, sqlite3_stmt **out, const char *kinds, ...);
/* The first column of the first row; CT_EINVAL where there is none. */
enum ct_err sql_int(struct store *s, int64_t *out, enum sql_id id, const char *kinds, ...);
/* Numbers of a row that may be damaged: within bounds that can be reckoned with (time
 * in seconds, counts), a verdict that there is, a score of 0 to 1. */
#define SQL_NUMBER_MAX ((int64_t)1 << 40)
int64_t sql_number(sqlite3_stmt *st, int column);
enum ct_verdict sql_verdict(sqlite3_stmt *st, int column);
double sql_score(sqlite3_stmt *st, int column);
/* What a score is written as: an integer of two bytes for eight (schema.c). */
double sql_score_of(double score);
/* Text or blob of a column, until the next step. */
struct view sql_view(sqlite3_stmt *st, int column);
/* Finalizes all. */
void sql_close(struct store *s);

#endif
