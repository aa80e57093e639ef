/* The order of the stages: identity, match, decide, insert, outbox, correct. */
#include "desk.h"

#include <stdlib.h>
#include <sys/random.h>

#include "announce.h"
#include "edit.h"
#include "identity.h"
#include "judge.h"
#include "kinship.h"
#include "origin.h"
#include "shelf.h"
#include "url.h"

/* A body of fewer words says too little to be known by its hash alone. */
#define BODY_WORDS_MIN 20
/* An entry under a known id or link whose text is this unlike the one that we
 * had may be another entry, not an edit: see same_entry. */
#define SAME_ENTRY_SCORE 0.5
#define STORY_ARENA ((size_t)64 << 20)

struct desk {
	struct store *store;
	struct judge *judge; /* NULL after a rollback: made anew when it is needed */
	struct shelf shelf;
	struct desk_options options;
	struct arena *loaded;  /* the story that the judge asked for last */
	struct arena *earlier; /* stories that the stages look at */
	struct judgement judgement;
};

/* What the stages know of one entry. */
struct taking {
	const struct desk_take *how;
	const struct item *item;
	const struct fingerprint *fp;
	struct identity id;
	struct store_entry entry; /* as found; .story 0: unknown or pruned */
	bool entry_known;
	bool by_link;           /* known by its link only, which others may share */
	bool quiet;             /* nobody is to be alerted */
	int64_t told;           /* when it was, as far as that is believed */
	struct store_story row; /* to insert */
	struct desk_outcome out;
};

static enum ct_err load(void *ctx, uint32_t n, struct ct_story *out)
{
	struct desk *d = ctx;
	struct store_story row;

	arena_reset(d->loaded);
	enum ct_err err = store_story_get(d->store, n, false, d->loaded, &row);
	if (err == CT_OK)
		*out = row.item.story;
	return err;
}

static enum ct_err kin(void *ctx, uint32_t n, struct candidates_kin *out)
{
	const struct desk *d = ctx;

	return kinship_of(d->store, n, out);
}

/* The judge as of the last commit. */
static enum ct_err open_judge(struct desk *d)
{
	const struct judge_stories stories = {d, load, kin};

	if (d->judge != NULL)
		return CT_OK;
	d->judge = judge_new(&stories);
	if (d->judge == NULL)
		return CT_ENOMEM;
	uint64_t seed = 0; /* where there is none to be had, it works, and may be slowed */
	(void)!getrandom(&seed, sizeof(seed), GRND_NONBLOCK);
	index_seed(judge_index(d->judge), seed);
	enum ct_err err = shelf_load(&d->shelf, d->store, d->judge);
	if (err != CT_OK)
		desk_rolled_back(d);
	return err;
}

enum ct_err desk_new(struct store *st, const struct desk_options *o, struct desk **out)
{
	struct desk *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return CT_ENOMEM;
	d->store = st;
	d->options = *o;
	d->loaded = arena_new(STORY_ARENA);
	d->earlier = arena_new(STORY_ARENA);
	enum ct_err err = d->loaded != NULL && d->earlier != NULL ? open_judge(d) : CT_ENOMEM;
	if (err != CT_OK) {
		desk_free(d);
		return err;
	}
	*out = d;
	return CT_OK;
}

void desk_free(struct desk *d)
{
	if (d == NULL)
		return;
	judgement_free(&d->judgement);
	shelf_drop(&d->shelf);
	judge_free(d->judge);
	arena_free(d->loaded);
	arena_free(d->earlier);
	free(d);
}

void desk_configure(struct desk *d, const struct desk_options *o)
{
	d->options = *o;
}

void desk_rolled_back(struct desk *d)
{
	shelf_drop(&d->shelf);
	judge_free(d->judge);
	d->judge = NULL;
}

enum ct_err desk_upkeep(struct desk *d)
{
	return d->judge != NULL ? shelf_upkeep(&d->shelf, d->store, d->judge) : CT_OK;
}

enum ct_err desk_save(struct desk *d)
{
	return d->judge != NULL ? shelf_save(&d->shelf, d->store, d->judge) : CT_OK;
}

enum ct_err desk_heal(struct desk *d, bool *more)
{
	enum ct_err err = open_judge(d);

	return err == CT_OK ? shelf_heal(&d->shelf, d->store, d->judge, more) : err;
}

/* --- identity ------------------------------------------------------------- */

static enum ct_err find_entry(struct desk *d, struct taking *t, uint64_t ident, bool *found)
{
	enum ct_err err = store_entry_find(d->store, t->how->feed, ident, &t->entry);

	*found = err == CT_OK;
	return err == CT_EINVAL ? CT_OK : err;
}

/* Coarse: a write a day, not a poll. */
static enum ct_err note_seen(
    struct desk *d, int64_t feed, uint64_t ident, int64_t now, struct store_entry *e)
{
	if (now - e->seen < 86400)
		return CT_OK;
	e->seen = now;
	return store_entry_put(d->store, feed, ident, e);
}

/* Known and unchanged?  Then *known, and only the day it was seen is noted. */
static enum ct_err identify(struct desk *d, struct taking *t, bool *known)
{
	enum ct_err err = find_entry(d, t, t->id.content, known);

	if (err != CT_OK)
		return err;
	if (*known) {
		t->out.story = t->entry.story;
		t->out.by_content = true;
		return note_seen(d, t->how->feed, t->id.content, t->how->now, &t->entry);
	}
	err = find_entry(d, t, t->id.ident, &t->entry_known);
	t->by_link = t->id.by == IDENTITY_LINK;
	if (err == CT_OK && !t->entry_known && t->id.link != 0) {
		err = find_entry(d, t, t->id.link, &t->entry_known);
		t->by_link = true;
	}
	if (err == CT_OK && t->entry_known && t->entry.content == t->id.content) {
		*known = true;
		t->out.story = t->entry.story;
	}
	return err;
}

/* --- match and decide ----------------------------------------------------------- */

/* Do both links lead to one page?  Where one is missing nobody knows: yes. */
static bool same_page(struct view a, struct view b)
{
	struct buf x = BUF_INIT(64 * 1024), y = BUF_INIT(64 * 1024);

	url_canonical(&x, a);
	url_canonical(&y, b);
	bool same = x.n == 0 || y.n == 0 || view_eq(buf_view(&x), buf_view(&y));
	buf_free(&x);
	buf_free(&y);
	return same;
}

/* Feeds give one link, or even one guid, to all their entries.  Under an id that
 * is shared like that another headline and another text make another entry;
 * under a guid of its own the page must be another, too. */
static bool same_entry(const struct taking *t, const struct ct_story *before, double score)
{
	const struct ct_story *s = &t->item->story;

	return score >= SAME_ENTRY_SCORE || view_eq(before->title, s->title) ||
	       (!t->by_link && same_page(before->url, s->url));
}

/* The earlier version of this entry, where it is one and still there. */
static enum ct_err judge_update(struct desk *d, struct taking *t, bool *is_update)
{
	const struct ct_story *s = &t->item->story;
	struct store_story before;

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
	if (err != CT_OK)
		return err;
	if (!same_entry(t, &before.item.story, d->judgement.score)) {
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
	t->out.trivial = edit_trivial(&before.item.story, s);
	t->row.verdict = CT_UPDATED;
	t->row.of = t->row.previous = before.id;
	t->row.cluster = before.cluster;
	t->row.family = before.family;
	return CT_OK;
}

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

/* Cluster and family follow from what it derives from or relates to, the cluster
 * else from its own copies. */
static enum ct_err place(struct desk *d, struct taking *t)
{
	struct store_story match;
	bool derived = t->row.verdict == CT_REPUBLISHED || t->row.verdict == CT_REWRITTEN;

	const struct judgement *j = &d->judgement;
	int64_t with = t->row.of != 0 || j->ncorrects == 0 ? t->row.of : j->corrects[0];

	if (t->row.verdict == CT_UPDATED || with == 0)
		return CT_OK;
	arena_reset(d->earlier);
	enum ct_err err = store_story_get(d->store, with, false, d->earlier, &match);
	if (err == CT_EINVAL) {
		/* Pruned since the judge read it. */
		t->row.verdict = CT_NEW;
		t->row.of = 0;
		d->judgement.score = 0;
		return CT_OK;
	}
	if (err != CT_OK)
		return err;
	t->row.cluster = match.cluster;
	if (derived)
		t->row.family = match.id;
	return CT_OK;
}

/* The judge, with what was made ready for it. */
static enum ct_err ready_judge(struct desk *d, const struct taking *t)
{
	enum ct_err err = open_judge(d);

	if (err == CT_OK && t->how->made != NULL && *t->how->made != NULL)
		judge_hand(d->judge, &t->item->story, t->how->made);
	return err;
}

static enum ct_err decide(struct desk *d, struct taking *t)
{
	bool is_update;

	judgement_free(&d->judgement);
	enum ct_err err = ready_judge(d, t);
	if (err == CT_OK)
		err = judge_update(d, t, &is_update);
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

/* --- insert ------------------------------------------------------------------- */

/* Under each of its idents. */
static enum ct_err remember(struct desk *d, const struct taking *t, const struct store_entry *e)
{
	const uint64_t idents[] = {t->id.ident, t->id.link, t->id.content};
	enum ct_err err = CT_OK;

	for (size_t i = 0; err == CT_OK && i < 3; i++)
		if (idents[i] != 0 && (i == 0 || idents[i] != idents[0]))
			err = store_entry_put(d->store, t->how->feed, idents[i], e);
	return err;
}

static enum ct_err insert(struct desk *d, struct taking *t)
{
	int64_t id;

	t->row.feed = t->how->feed;
	t->row.item = *t->item;
	t->row.seen = t->how->now;
	t->row.late = t->how->now - t->told;
	t->row.body[0] = t->fp->body[0];
	t->row.body[1] = t->fp->body[1];
	enum ct_err err = store_story_add(d->store, &t->row, t->fp, &id);
	if (err != CT_OK)
		return err;
	if (id > UINT32_MAX)
		return CT_ELIMIT;
	t->row.id = id;
	if (t->row.cluster == 0)
		t->row.cluster = id;
	if (t->row.family == 0)
		t->row.family = id;
	const struct store_entry e = {id, t->id.content, t->how->now};
	err = remember(d, t, &e);
	if (err == CT_OK)
		err = judge_learn(d->judge, (uint32_t)id, t->how->now, &t->item->story, t->fp);
	if (err == CT_OK)
		shelf_learned(&d->shelf, id);
	return err;
}

/* A trivial edit: known from now on as what it says now. */
static enum ct_err overlook(struct desk *d, struct taking *t)
{
	t->entry.content = t->id.content;
	t->entry.seen = t->how->now;
	t->out.known = true;
	t->out.story = t->entry.story;
	return store_entry_put(d->store, t->how->feed, t->id.ident, &t->entry);
}

/* --- outbox --------------------------------------------------------------------- */

/* Seconds from `of` to this story. */
static enum ct_err lag(struct desk *d, struct taking *t)
{
	struct store_story of;

	if (t->row.of == 0)
		return CT_OK;
	arena_reset(d->earlier);
	enum ct_err err = store_story_get(d->store, t->row.of, false, d->earlier, &of);
	if (err == CT_OK)
		t->out.lag = store_story_lag(&t->row, &of);
	return err == CT_EINVAL ? CT_OK : err;
}

/* was: the verdict that row's replaces, or NULL. */
static enum ct_err announce(
    struct desk *d, struct taking *t, const struct store_story *row, const enum ct_verdict *was)
{
	unsigned queued = 0;
	const struct announce an = {
	    .story = row,
	    .feed_tags = was == NULL ? t->how->tags : (struct view){NULL, 0},
	    .now = t->how->now,
	    .sinks = d->options.sinks,
	    .nsinks = d->options.nsinks,
	    .corrects = t->out.corrects,
	    .ncorrects = was == NULL ? t->out.ncorrects : 0,
	    .was = was,
	};

	if (t->quiet || d->options.nsinks == 0)
		return CT_OK;
	enum ct_err err = announce_queue(d->store, &an, d->earlier, &queued);
	t->out.alerts += queued;
	return err;
}

/* --- correct -------------------------------------------------------------------- */

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
		err = announce(d, t, &row, &was.verdict);
	judgement_free(&j);
	return err;
}

static enum ct_err correct_all(struct desk *d, struct taking *t)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; err == CT_OK && i < t->out.ncorrects; i++)
		err = correct(d, t, t->out.corrects[i]);
	return err;
}

/* --- all of it ------------------------------------------------------------------ */

enum ct_err desk_look(
    struct desk *d, const struct desk_take *how, const struct item *it, struct desk_seen *out)
{
	struct taking t = {.how = how, .item = it};
	bool known = false;
	enum ct_err err = identity_of(it, &t.id);

	if (err == CT_OK)
		err = identify(d, &t, &known);
	if (err == CT_OK)
		*out = (struct desk_seen){known, t.id.ident, t.id.content};
	return err;
}

enum ct_err desk_entry(struct desk *d, const struct desk_take *how, const struct item *it,
    const struct fingerprint *fp, struct desk_outcome *out)
{
	struct taking t = {.how = how, .item = it, .fp = fp, .quiet = how->silent};

	t.told = origin_told(it->story.published, how->came != 0 ? how->came : how->now, how->read,
	    d->options.backdate);
	enum ct_err err = identity_of(how->said != NULL ? how->said : it, &t.id);
	t.out.content = t.id.content;
	if (err == CT_OK)
		err = identify(d, &t, &t.out.known);
	if (err == CT_OK && t.out.known) {
		*out = t.out;
		return CT_OK;
	}
	if (err == CT_OK)
		err = decide(d, &t);
	if (err == CT_OK && t.out.trivial && !how->alert_trivial) {
		/* No version of its own: a view counter would make one at every poll. */
		err = overlook(d, &t);
		if (err == CT_OK)
			*out = t.out;
		return err;
	}
	if (err == CT_OK)
		err = insert(d, &t);
	if (err == CT_OK)
		err = lag(d, &t);
	for (size_t i = 0; err == CT_OK && i < d->judgement.ncorrects; i++)
		t.out.corrects[t.out.ncorrects++] = d->judgement.corrects[i];
	if (err == CT_OK)
		err = announce(d, &t, &t.row, NULL);
	if (err == CT_OK)
		err = correct_all(d, &t);
	if (err != CT_OK)
		return err;
	t.out.by_content = true;
	t.out.story = t.row.id;
	t.out.verdict = t.row.verdict;
	t.out.score = t.row.score;
	t.out.of = t.row.of;
	t.out.cluster = t.row.cluster;
	t.out.nearest = t.row.nearest;
	t.out.evidence = t.row.evidence;
	*out = t.out;
	return CT_OK;
}

enum ct_err desk_known(struct desk *d, int64_t feed, uint64_t content, int64_t now, bool *found)
{
	struct store_entry e;
	enum ct_err err = store_entry_find(d->store, feed, content, &e);

	*found = err == CT_OK;
	if (err != CT_OK)
		return err == CT_EINVAL ? CT_OK : err;
	return note_seen(d, feed, content, now, &e);
}

enum ct_err desk_load(struct desk *d, const struct desk_take *how, const struct item *it,
    const struct fingerprint *fp, bool *known)
{
	struct taking t = {.how = how, .item = it, .fp = fp};
	bool seen = false;

	t.told = origin_told(
	    it->story.published, how->came != 0 ? how->came : how->now, 0, d->options.backdate);
	enum ct_err err = identity_of(it, &t.id);

	if (err == CT_OK)
		err = identify(d, &t, &seen);
	seen = seen || t.entry_known;
	if (err == CT_OK && !seen)
		err = ready_judge(d, &t);
	if (err == CT_OK && !seen)
		err = insert(d, &t);
	if (err == CT_OK)
		*known = seen;
	return err;
}
