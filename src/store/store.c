/*
 * Opening, closing, transactions.
 *
 * One connection, in exclusive locking mode: nobody else can open the file
 * meanwhile, there is no shared memory file, and the defect of SQLite before
 * 3.51.3 that needs two connections cannot strike.
 *
 * A log (WAL) with synchronous=FULL: a commit is on the disk before an alert
 * goes out.  With NORMAL a power cut could take the story and the delivery back
 * after the alert was sent, and it would be sent twice.  Commits hold many
 * stories, so that the sync costs little.
 *
 * Pages of 16 KB: a packed text of 3 KB takes 1.7 KB, and what is left over at a
 * page's end is half of that.  *Measured* with 3,000 bytes of news text a story:
 * 2,158 bytes in the file with 16 KB pages, 2,339 with 8 KB; inserting is a sixth
 * slower, because a random insert logs a whole page.
 */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "peek.h"
#include "schema.h"
#include "store_int.h"

#define BUSY_MS 2000 /* a daemon that stops may hold the file a moment longer */

/* --- errors ------------------------------------------------------------------- */

enum ct_err store_fail_sql(struct store *s, int rc)
{
	int system = sqlite3_system_errno(s->db);

	/* Without memory the connection may not even have noted its own error. */
	bool noted = (sqlite3_errcode(s->db) & 0xff) == (rc & 0xff);
	snprintf(
	    s->error, sizeof(s->error), "%s", noted ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc));
	s->full = (rc & 0xff) == SQLITE_FULL ||
		  ((rc & 0xff) == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT));
	s->corrupt = (rc & 0xff) == SQLITE_CORRUPT;
	return (rc & 0xff) == SQLITE_NOMEM ? CT_ENOMEM : CT_EIO;
}

enum ct_err store_fail_errno(struct store *s, const char *what)
{
	s->full = errno == ENOSPC || errno == EDQUOT;
	s->corrupt = false;
	snprintf(s->error, sizeof(s->error), "%s: %s", what, strerror(errno));
	return errno == ENOMEM ? CT_ENOMEM : CT_EIO;
}

const char *store_error(const struct store *s)
{
	return s->error;
}

bool store_full(const struct store *s)
{
	return s->full;
}

/* --- opening ------------------------------------------------------------------ */

static const char before[] = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cell_size_check = ON;"
			     "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
			     "PRAGMA trusted_schema = OFF; PRAGMA page_size = 16384;"
			     "PRAGMA cache_size = -32768";
static const char after[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			    "PRAGMA wal_autocheckpoint = 1000;"
			    "PRAGMA journal_size_limit = 16777216";

static void configure(sqlite3 *db)
{
	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, BUSY_MS);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
}

/* A file that passed peek_file but holds somebody else's tables, or a newer
 * schema of which the log alone knows: CT_EINVAL, CT_EVERSION. */
static int whose(sqlite3 *db, enum ct_err *verdict)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(db,
	    "SELECT (SELECT count(*) FROM sqlite_master),"
	    " (SELECT application_id FROM pragma_application_id),"
	    " (SELECT user_version FROM pragma_user_version)",
	    -1, &st, NULL);

	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) {
		if (sqlite3_column_int(st, 0) > 0 &&
		    sqlite3_column_int(st, 1) != SCHEMA_APPLICATION)
			*verdict = CT_EINVAL;
		else if (sqlite3_column_int64(st, 2) > (int64_t)schema_nsteps)
			*verdict = CT_EVERSION;
	}
	sqlite3_finalize(st);
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static int open_database(struct store *s, const char *path, enum ct_err *verdict)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	int rc = sqlite3_open_v2(path, &s->db, flags, NULL);

	if (rc != SQLITE_OK)
		return rc;
	configure(s->db);
	rc = sqlite3_exec(s->db, before, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = whose(s->db, verdict);
	if (rc == SQLITE_OK && *verdict == CT_OK)
		rc = schema_migrate(s->db, schema_steps, schema_nsteps);
	if (rc == SQLITE_OK && *verdict == CT_OK)
		rc = sqlite3_exec(s->db, after, NULL, NULL, NULL);
	return rc;
}

static enum ct_err open_directory(struct store *s, const char *path)
{
	if (asprintf(&s->dir, "%s.d", path) < 0) {
		s->dir = NULL;
		return CT_ENOMEM;
	}
	if (mkdir(s->dir, 0750) != 0 && errno != EEXIST)
		return store_fail_errno(s, s->dir);
	s->dirfd = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->dirfd < 0)
		return store_fail_errno(s, s->dir);
	if (faccessat(s->dirfd, ".", W_OK | X_OK, 0) != 0)
		return store_fail_errno(s, s->dir);
	return CT_OK;
}

/* What SQLite's result means to a person who starts the program. */
static const char *meaning(const struct store *s, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "in use by another process";
	case SQLITE_NOTADB:
		return "not a database";
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return "read-only";
	case SQLITE_FULL:
		return "disk full";
	case SQLITE_CORRUPT:
		return "damaged";
	default:
		return s->full ? "disk full" : s->error;
	}
}

static void explain(char **why, const char *path, const char *what)
{
	if (*why == NULL && asprintf(why, "%s: %s", path, what) < 0)
		*why = NULL;
}

static enum ct_err open_all(struct store *s, const char *path, char **why)
{
	enum ct_err verdict = CT_OK;
	bool memory = strcmp(path, ":memory:") == 0;
	enum ct_err err = memory ? CT_OK : peek_file(path, why);

	if (err != CT_OK)
		return err;
	int rc = open_database(s, path, &verdict);
	if (rc != SQLITE_OK) {
		err = store_fail_sql(s, rc);
		explain(why, path, meaning(s, rc));
		return err;
	}
	if (verdict != CT_OK) {
		explain(why, path,
		    verdict == CT_EVERSION ? "made by a newer version"
					   : "a database of another program");
		return verdict;
	}
	sqlite3_stmt *rollback;
	err = sql_start(s, SQL_ROLLBACK, &rollback, "");
	if (err == CT_OK && !memory)
		err = open_directory(s, path);
	if (err == CT_OK)
		err = tally_load(s);
	if (err == CT_OK)
		err = store_segment_load(s);
	if (err != CT_OK)
		explain(why, path,
		    err != CT_EIO ? ct_strerror(err)
		    : s->full     ? "disk full"
				  : s->error);
	return err;
}

enum ct_err store_open(const char *path, struct store **out, char **why)
{
	struct store *s = calloc(1, sizeof(*s));
	char *message = NULL;

	*why = NULL;
	if (s == NULL)
		return CT_ENOMEM;
	s->dirfd = -1;
	packer_init(&s->packer);
	enum ct_err err = open_all(s, path, &message);
	if (err != CT_OK) {
		bool full = s->full;
		*why = message != NULL ? message : strdup(ct_strerror(err));
		store_close(s);
		errno = full ? ENOSPC : 0;
		return err;
	}
	*out = s;
	return CT_OK;
}

/* Where many come the random parts, the index of bodies above all, stay in memory
 * until the commit. */
enum ct_err store_bulk(struct store *s)
{
	int rc = sqlite3_exec(s->db,
	    "PRAGMA cache_size = -524288; PRAGMA wal_autocheckpoint = 65536", NULL, NULL, NULL);

	return rc == SQLITE_OK ? CT_OK : store_fail_sql(s, rc);
}

void store_rest(struct store *s)
{
	sqlite3_db_release_memory(s->db);
}

/* What random inserts dirty is written to its place once for several commits. */
enum ct_err store_stream(struct store *s)
{
	int rc = sqlite3_exec(s->db,
	    "PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 134217728", NULL, NULL,
	    NULL);

	return rc == SQLITE_OK ? CT_OK : store_fail_sql(s, rc);
}

void store_close(struct store *s)
{
	if (s == NULL)
		return;
	store_rollback(s);
	store_segment_close(s);
	sql_close(s);
	sqlite3_close_v2(s->db);
	if (s->dirfd >= 0)
		close(s->dirfd);
	packer_free(&s->packer);
	late_free(&s->late);
	free(s->dir);
	free(s);
}

/* --- transactions --------------------------------------------------------------- */

enum ct_err store_begin(struct store *s)
{
	enum ct_err err = sql_run(s, SQL_BEGIN, "");

	if (err == CT_OK)
		s->in_transaction = true;
	return err;
}

enum ct_err store_commit(struct store *s)
{
	enum ct_err err = store_entry_flush(s);

	if (err == CT_OK)
		err = tally_save(s);
	if (err == CT_OK)
		err = sql_run(s, SQL_COMMIT, "");
	if (err != CT_OK) {
		store_rollback(s);
		return err;
	}
	s->saved = s->tally;
	s->in_transaction = false;
	store_segment_commit(s);
	return CT_OK;
}

void store_rollback(struct store *s)
{
	if (!s->in_transaction)
		return;
	/* After some errors SQLite has rolled back by itself. */
	if (sqlite3_get_autocommit(s->db) == 0) {
		sqlite3_stmt *st;
		bool row;
		char error[sizeof(s->error)];
		bool full = s->full;

		memcpy(error, s->error, sizeof(error));
		/* It was prepared at opening: cannot fail for want of memory. */
		if (sql_start(s, SQL_ROLLBACK, &st, "") == CT_OK)
			(void)sql_row(s, st, &row);
		memcpy(s->error, error, sizeof(error));
		s->full = full;
	}
	s->tally = s->saved;
	late_clear(&s->late);
	s->in_transaction = false;
	s->prune_story = s->prune_alert = 0;
	store_segment_rollback(s);
}
