#include "ruling.h"

#include "edit.h"
#include "kinship.h"
#include "origin.h"
#include "url.h"
#include "verdict.h"

/* A body of fewer words says too little to be known by its hash alone. */
#define BODY_WORDS_MIN 20
/* An entry under a known id or link whose text is this unlike the one that we
 * had may be another entry, not an edit: see same_entry. */
#define SAME_ENTRY_SCORE 0.5

/* --- an earlier version ----------------------------------------------------------- */

/* Do both links lead to one page?  Where one is missing nobody knows: yes. */
static enum ct_err same_page(struct view a, struct view b, bool *same)
{
	struct buf x = BUF_INIT(64 * 1024), y = BUF_INIT(64 * 1024);

	url_canonical(&x, a);
	url_canonical(&y, b);
	enum ct_err err = x.err == CT_ENOMEM || y.err == CT_ENOMEM ? CT_ENOMEM : CT_OK;
	*same = x.n == 0 || y.n == 0 || view_eq(buf_view(&x), buf_view(&y));
	buf_free(&x);
	buf_free(&y);
	return err;
}

/* Feeds give one link, or even one guid, to all their entries.  Under an id that
 * is shared like that another headline and another text make another entry;
 * under a guid of its own the page must be another, too. */
static enum ct_err same_entry(
    const struct taking *t, const struct ct_story *before, double score, bool *same)
{
	const struct ct_story *s = &t->item->story;

	*same = score >= SAME_ENTRY_SCORE || view_eq(before->title, s->title);
	return *same || t->by_link ? CT_OK : same_page(before->url, s->url, same);
}

/* The earlier version of this entry, where it is one and still there. */
static enum ct_err judge_update(struct desk *d, struct taking *t, bool *is_update)
{
	const struct ct_story *s = &t->item->story;
	struct store_story before;
	bool same;

	*is_update = false;
	if (!t->entry_known)
		return CT_OK;
	if (t->entry.story == 0) {
		/* Pruned: what it said is forgotten, not that it came.  (Under a new
		 * guid it is a new entry of an old page.) */
		t->quiet |= !t->by_link || t->id.by == IDENTITY_LINK;
		return CT_OK;
	}
	arena_reset(d->earlier);
	enum ct_err err = store_story_get(d->store, t->entry.story, false, d->earlier, &before);
	if (err != CT_OK)
		return err == CT_EINVAL ? CT_OK : err;
	err = judge_pair(d->judge, s, (uint32_t)before.id, &before.item.story, &d->judgement);
	if (err == CT_OK)
		err = same_entry(t, &before.item.story, d->judgement.score, &same);
	if (err != CT_OK)
		return err;
	if (!same) {
		if (!t->by_link || t->id.by == IDENTITY_LINK)
			t->id.ident = t->id.content;
		if (t->by_link)
			t->id.link = 0;
		t->entry_known = false;
		judgement_free(&d->judgement);
		return CT_OK;
	}
	*is_update = true;
	t->row.compared = before.id;
	err = edit_trivial(&before.item.story, s, &t->out.trivial);
	t->row.verdict = CT_UPDATED;
	t->row.of = t->row.previous = before.id;
	t->row.cluster = before.cluster;
	t->row.family = before.family;
	return err;
}

/* --- an earlier story ------------------------------------------------------------- */

/* What was told later than this came before the story and is not its original. */
static int64_t told_before(const struct taking *t)
{
	return t->told != ORIGIN_UNKNOWN ? t->told : INT64_MAX;
}

/* An earlier story has this very body: one is the other's copy. */
static enum ct_err judge_twin(struct desk *d, struct taking *t, int64_t twin)
{
	struct judgement *j = &d->judgement;
	struct store_kin first;
	int64_t of = 0;
	enum ct_err err = kinship_first(d->store, twin, &of);

	if (err == CT_OK)
		err = store_story_kin(d->store, of, &first);
	if (err != CT_OK)
		return err;
	bool original = first.told > told_before(t);
	err = (original ? judge_original : judge_pair)(
	    d->judge, &t->item->story, (uint32_t)twin, NULL, j);
	if (err != CT_OK)
		return err;
	if (original) {
		j->score = 0;
		j->corrects[j->ncorrects++] = (uint32_t)of;
	} else {
		j->verdict = CT_REPUBLISHED;
		j->of = (uint32_t)of;
	}
	j->nearest = (uint32_t)of;
	return CT_OK;
}

/* An earlier story with this very body, else what the judge finds. */
static enum ct_err judge_new_entry(struct desk *d, struct taking *t)
{
	const struct ct_story *s = &t->item->story;
	int64_t twin = 0;
	enum ct_err err = CT_OK;

	if (t->fp->words >= BODY_WORDS_MIN)
		err = store_story_by_body(d->store, t->fp->body, &twin);
	t->row.compared = twin;
	if (err == CT_OK && twin != 0)
		err = judge_twin(d, t, twin);
	/* There is none, or it was pruned meanwhile, or is damaged. */
	if (err == CT_EINVAL || err == CT_EIO || (err == CT_OK && twin == 0)) {
		err = judge_story(d->judge, s, t->fp, t->how->now, d->options.window,
		    told_before(t), &d->judgement);
		t->row.compared = d->judgement.nearest;
	}
	if (err != CT_OK)
		return err;
	t->row.verdict = d->judgement.verdict;
	t->row.of = d->judgement.of;
	t->row.nearest = d->judgement.nearest != t->row.of ? d->judgement.nearest : 0;
	return CT_OK;
}

/* --- its place -------------------------------------------------------------------- */

static enum ct_err earlier(struct desk *d, int64_t id, struct store_story *out)
{
	arena_reset(d->earlier);
	return store_story_get(d->store, id, false, d->earlier, out);
}

/* The family's first is damaged: named is what the evidence is about, or (an original
 * that came late) corrected nothing. */
static void stand_in(struct desk *d, struct taking *t)
{
	bool late = t->row.of == 0;

	t->row.of = late ? 0 : t->row.compared;
	t->row.nearest = late ? t->row.compared : 0;
	d->judgement.ncorrects = 0;
}

/* What it was like is damaged, though its words were at hand: nobody can check it. */
static enum ct_err stand_alone(struct desk *d, struct taking *t)
{
	t->row.verdict = CT_NEW;
	t->row.of = t->row.nearest = t->row.compared = 0;
	judgement_free(&d->judgement);
	return judge_nothing(d->judge, &t->item->story, &d->judgement);
}

/* Cluster and family follow from what it derives from or relates to, the cluster
 * else from its own copies. */
static enum ct_err place(struct desk *d, struct taking *t)
{
	struct store_story *match = &t->of;
	const struct judgement *j = &d->judgement;
	int64_t with = t->row.of != 0 || j->ncorrects == 0 ? t->row.of : j->corrects[0];

	if (t->row.verdict == CT_UPDATED || with == 0)
		return CT_OK;
	enum ct_err err = earlier(d, with, match);
	if (err == CT_EINVAL && t->row.compared != with) {
		err = earlier(d, t->row.compared, match);
		if (err == CT_OK)
			stand_in(d, t);
	}
	if (err == CT_EINVAL)
		return stand_alone(d, t);
	if (err != CT_OK)
		return err;
	t->row.cluster = match->cluster;
	if (verdict_is_copy(t->row.verdict))
		t->row.family = match->id;
	return CT_OK;
}

enum ct_err ruling_make(struct desk *d, struct taking *t)
{
	bool is_update;

	judgement_free(&d->judgement);
	enum ct_err err = judge_update(d, t, &is_update);
	if (err == CT_OK && !is_update)
		err = judge_new_entry(d, t);
	if (err == CT_OK)
		err = place(d, t);
	if (err != CT_OK)
		return err;
	t->row.score = d->judgement.score;
	t->row.evidence = buf_view(&d->judgement.evidence);
	t->row.kept = buf_view(&d->judgement.kept);
	return CT_OK;
}
