/* What is in the store, and whether it is as it should be. */
#include "count.h"
#include "index.h"
#include "store_int.h"

enum ct_err store_counts(struct store *s, struct store_counts *out)
{
	int64_t pages, size;
	const int64_t *t = s->tally.n;
	enum ct_err err = sql_int(s, &pages, SQL_PAGES, "");

	if (err == CT_OK)
		err = sql_int(s, &size, SQL_PAGE_SIZE, "");
	if (err != CT_OK)
		return err;
	*out = (struct store_counts){
	    .stories = t[TALLY_STORIES],
	    .feeds = t[TALLY_FEEDS],
	    .alerts = t[TALLY_ALERTS],
	    .pending = t[TALLY_PENDING],
	    .dead = t[TALLY_DEAD],
	    .segments = t[TALLY_SEGMENTS],
	    .by_verdict = {t[TALLY_NEW], t[TALLY_UPDATED], t[TALLY_REPUBLISHED], t[TALLY_REWRITTEN],
		t[TALLY_RELATED]},
	    .corrected = t[TALLY_CORRECTED],
	    .errands = t[TALLY_ERRANDS],
	    .file_bytes = pages * size + t[TALLY_SEGMENT_BYTES],
	};
	store_misses(s, &out->misses);
	return CT_OK;
}

static enum ct_err check_database(struct store *s, struct buf *problems)
{
	sqlite3_stmt *st;
	bool row;
	enum ct_err err = sql_start(s, SQL_CHECK, &st, "");

	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row) {
		if (view_is(sql_view(st, 0), "ok"))
			continue;
		buf_addv(problems, sql_view(st, 0));
		buf_addc(problems, '\n');
	}
	return err;
}

static bool check_segment(void *ctx, const struct store_segment *seg)
{
	struct buf *problems = ctx;

	if (!index_intact(seg->bytes))
		buf_addf(problems, "segment %llu is damaged\n", (unsigned long long)seg->id);
	return true;
}

/* Running counts against counted rows, and what no constraint of SQL says. */
static enum ct_err check_rules(struct store *s, struct buf *problems)
{
	static const struct {
		const char *sql, *problem;
		enum tally_id tally; /* TALLY_COUNT: the count must be 0 */
	} rules[] = {
	    {"SELECT count(*) FROM story", "stories are miscounted", TALLY_STORIES},
	    {"SELECT count(*) FROM feed", "feeds are miscounted", TALLY_FEEDS},
	    {"SELECT count(*) FROM alert", "alerts are miscounted", TALLY_ALERTS},
	    {"SELECT count(*) FROM delivery WHERE state = 0", "deliveries are miscounted",
		TALLY_PENDING},
	    {"SELECT count(*) FROM delivery WHERE state = 2", "dead deliveries are miscounted",
		TALLY_DEAD},
	    {"SELECT count(*) FROM segment", "segments are miscounted", TALLY_SEGMENTS},
	    {"SELECT count(*) FROM story s LEFT JOIN text t ON t.story = s.id"
	     " WHERE t.story IS NULL",
		"a story has no text", TALLY_COUNT},
	    {"SELECT count(*) FROM text t LEFT JOIN story s ON s.id = t.story"
	     " WHERE s.id IS NULL",
		"a text has no story", TALLY_COUNT},
	    {"SELECT count(*) FROM delivery d LEFT JOIN alert a ON a.id = d.alert"
	     " WHERE a.id IS NULL",
		"a delivery has no alert", TALLY_COUNT},
	};

	for (size_t i = 0; i < COUNT(rules); i++) {
		sqlite3_stmt *st;
		int rc = sqlite3_prepare_v2(s->db, rules[i].sql, -1, &st, NULL);

		if (rc == SQLITE_OK)
			rc = sqlite3_step(st);
		if (rc == SQLITE_ROW) {
			int64_t want =
			    rules[i].tally < TALLY_COUNT ? s->tally.n[rules[i].tally] : 0;
			if (sqlite3_column_int64(st, 0) != want)
				buf_addf(problems, "%s\n", rules[i].problem);
		}
		sqlite3_finalize(st);
		if (rc != SQLITE_ROW)
			return store_fail_sql(s, rc);
	}
	return CT_OK;
}

enum ct_err store_check(struct store *s, struct buf *problems)
{
	uint64_t lost = 0;
	int64_t first, last;
	enum ct_err err = check_database(s, problems);

	if (err == CT_OK)
		err = check_rules(s, problems);
	if (err == CT_OK)
		err = store_segment_list(s, check_segment, problems);
	if (err == CT_OK)
		err = store_segment_lost(s, &lost, &first, &last);
	if (err == CT_OK && lost != 0)
		buf_addf(problems, "segment %llu is lost, stories %lld to %lld\n",
		    (unsigned long long)lost, (long long)first, (long long)last);
	return err == CT_OK ? problems->err : err;
}
