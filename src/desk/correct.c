#include "correct.h"

#include "announce.h"

/* This story is the original of `copy`, which came before it. */
static enum ct_err correct(struct desk *d, struct taking *t, int64_t copy)
{
	struct store_correction was = {.story = copy, .by = t->row.id, .time = t->how->now};
	struct store_story row;
	struct judgement j;

	arena_reset(d->loaded);
	enum ct_err err = store_story_get(d->store, copy, false, d->loaded, &row);
	if (err != CT_OK)
		return err == CT_EINVAL ? CT_OK : err;
	err = judge_pair(d->judge, &row.item.story, (uint32_t)t->row.id, &t->item->story, &j);
	if (err != CT_OK)
		return err;
	row.verdict = j.verdict == CT_REPUBLISHED ? CT_REPUBLISHED : CT_REWRITTEN;
	row.score = j.score;
	row.of = row.family = t->row.id;
	row.nearest = 0;
	row.evidence = buf_view(&j.evidence);
	row.kept = buf_view(&j.kept);
	row.compared = t->row.id;
	err = store_story_correct(d->store, &was, &row);
	if (err == CT_OK)
		err = announce_row(d, t, &row, &was.verdict);
	judgement_free(&j);
	return err;
}

enum ct_err correct_copies(struct desk *d, struct taking *t)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; err == CT_OK && i < t->out.ncorrects; i++)
		err = correct(d, t, t->out.corrects[i]);
	return err;
}
