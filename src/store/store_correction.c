/* Verdicts that an original which came late made false. */
#include "store_int.h"

enum ct_err store_story_correct(
    struct store *s, struct store_correction *c, const struct store_story *now)
{
	struct store_correction was = *c;
	sqlite3_stmt *st;

	if ((unsigned)now->verdict > CT_RELATED)
		return CT_EINVAL;
	enum ct_err err = sql_first(s, SQL_STORY_GET, &st, "i", c->story);
	if (err != CT_OK)
		return err;
	was.verdict = (enum ct_verdict)sqlite3_column_int(st, 3);
	was.score = sql_score(st, 4);
	was.of = sqlite3_column_int64(st, 5);
	sql_end(st);
	if ((unsigned)was.verdict > CT_RELATED)
		return CT_EINVAL; /* damaged */
	err = sql_run(s, SQL_CORRECTION_ADD, "iiiidz", was.story, was.by, was.time,
	    (int64_t)was.verdict, sql_score_of(was.score), was.of);
	if (err == CT_OK)
		err = sql_run(s, SQL_STORY_CORRECT, "iidi", was.story, (int64_t)now->verdict,
		    sql_score_of(now->score), was.by);
	if (err == CT_OK)
		err = sql_run(s, SQL_EVIDENCE_DELETE, "i", was.story);
	if (err == CT_OK)
		err = store_story_evidence(s, was.story, now);
	if (err != CT_OK)
		return err;
	s->tally.n[TALLY_NEW + was.verdict]--;
	s->tally.n[TALLY_NEW + now->verdict]++;
	s->tally.n[TALLY_CORRECTED]++;
	*c = was;
	return CT_OK;
}

enum ct_err store_correction_get(struct store *s, int64_t story, struct store_correction *out)
{
	sqlite3_stmt *st;
	enum ct_err err = sql_first(s, SQL_CORRECTION_GET, &st, "i", story);

	if (err != CT_OK)
		return err;
	*out = (struct store_correction){
	    .story = sqlite3_column_int64(st, 0),
	    .by = sqlite3_column_int64(st, 1),
	    .time = sql_number(st, 2),
	    .verdict = sql_verdict(st, 3),
	    .score = sql_score(st, 4),
	    .of = sqlite3_column_int64(st, 5),
	};
	sql_end(st);
	return CT_OK;
}

enum ct_err store_correction_list(
    struct store *s, int64_t by, int64_t *stories, size_t max, size_t *n)
{
	sqlite3_stmt *st;
	bool row;
	size_t k = 0;
	enum ct_err err = sql_start(s, SQL_CORRECTION_LIST, &st, "ii", by, (int64_t)max);

	while (err == CT_OK && (err = sql_row(s, st, &row)) == CT_OK && row)
		stories[k++] = sqlite3_column_int64(st, 0);
	if (err == CT_OK)
		*n = k;
	return err;
}
