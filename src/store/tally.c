#include "tally.h"

#include "store_int.h"

static const char *const names[TALLY_COUNT] = {
    [TALLY_STORIES] = "stories",
    [TALLY_NEW] = "new",
    [TALLY_UPDATED] = "updated",
    [TALLY_REPUBLISHED] = "republished",
    [TALLY_REWRITTEN] = "rewritten",
    [TALLY_RELATED] = "related",
    [TALLY_FEEDS] = "feeds",
    [TALLY_ALERTS] = "alerts",
    [TALLY_PENDING] = "pending",
    [TALLY_DEAD] = "dead",
    [TALLY_SEGMENTS] = "segments",
    [TALLY_SEGMENT_BYTES] = "segment bytes",
    [TALLY_LAST_STORY] = "last story",
    [TALLY_LAST_SEGMENT] = "last segment",
    [TALLY_LAST_ALERT] = "last alert",
    [TALLY_PRUNED] = "pruned",
    [TALLY_CORRECTED] = "corrected",
    [TALLY_CLOCK] = "clock",
    [TALLY_SWEPT_FEED] = "swept feed",
    [TALLY_SWEPT_ENTRY] = "swept entry",
    [TALLY_ERRANDS] = "errands",
};

enum ct_err tally_load(struct store *s)
{
	sqlite3_stmt *st;
	bool row;
	struct tally t = {0};
	enum ct_err err = sql_start(s, SQL_TALLY_LIST, &st, "");

	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row)
		for (size_t i = 0; i < TALLY_COUNT; i++)
			if (view_is(sql_view(st, 0), names[i]))
				t.n[i] = i == TALLY_SWEPT_ENTRY ? sqlite3_column_int64(st, 1)
								: sql_number(st, 1);
	if (err == CT_OK)
		s->tally = s->saved = t;
	return err;
}

enum ct_err tally_save(struct store *s)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; err == CT_OK && i < TALLY_COUNT; i++)
		if (s->tally.n[i] != s->saved.n[i])
			err = sql_run(s, SQL_TALLY_PUT, "ti", view_of(names[i]), s->tally.n[i]);
	return err;
}
