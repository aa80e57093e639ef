/* The order of the stages: identity, match, decide, insert, outbox, correct. */
#include "desk.h"

#include <stdlib.h>
#include <sys/random.h>

#include "announce.h"
#include "correct.h"
#include "kinship.h"
#include "mate.h"
#include "origin.h"
#include "ruling.h"

#define STORY_ARENA ((size_t)64 << 20)

static enum ct_err load(void *ctx, uint32_t n, struct arena *a, struct ct_story *out)
{
	struct desk *d = ctx;
	struct store_story row;
	enum ct_err err = store_story_get(d->store, n, false, a, &row);

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
	const struct judge_stories stories = {d, load, kin, mate_lanes(d->mate)};

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

/* The judge, with what was made ready for it. */
static enum ct_err ready_judge(struct desk *d, const struct taking *t)
{
	enum ct_err err = open_judge(d);

	if (err == CT_OK && t->how->made != NULL && *t->how->made != NULL)
		judge_hand(d->judge, &t->item->story, t->how->made);
	return err;
}

enum ct_err desk_new(struct store *st, const struct desk_options *o, struct desk **out)
{
	struct desk *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return CT_ENOMEM;
	d->store = st;
	d->options = *o;
	d->mate = mate_new();
	packer_init(&d->packing.packer);
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
	mate_free(d->mate);
	packer_free(&d->packing.packer);
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

void desk_rest(struct desk *d)
{
	if (d->judge != NULL)
		judge_rest(d->judge);
}

void desk_expect(struct desk *d, const struct fingerprint *fp, int64_t now)
{
	if (d->judge != NULL)
		judge_expect(d->judge, fp, now, d->options.window);
}

enum ct_err desk_upkeep(struct desk *d)
{
	return d->judge != NULL ? shelf_upkeep(&d->shelf, d->store, d->judge) : CT_OK;
}

enum ct_err desk_save(struct desk *d)
{
	return d->judge != NULL ? shelf_save(&d->shelf, d->store, d->judge) : CT_OK;
}

enum ct_err desk_heal(struct desk *d, struct store_rebuilt *out)
{
	enum ct_err err = open_judge(d);

	return err == CT_OK ? shelf_heal(&d->shelf, d->store, d->judge, out) : err;
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

/* The same under each of its idents: one that were forgotten would make another entry of
 * it, once its story is pruned and it changes. */
static enum ct_err note_entry(struct desk *d, const struct taking *t)
{
	const uint64_t idents[] = {t->id.content, t->id.ident, t->id.link};
	enum ct_err err = CT_OK;

	for (size_t i = 0; err == CT_OK && i < 3; i++) {
		struct store_entry e;

		if (idents[i] == 0 || (i > 0 && idents[i] == idents[0]))
			continue;
		err = store_entry_find(d->store, t->how->feed, idents[i], &e);
		if (err == CT_OK)
			err = note_seen(d, t->how->feed, idents[i], t->how->now, &e);
		err = err == CT_EINVAL ? CT_OK : err;
	}
	return err;
}

/* What it says now is found by that alone from now on, so that a worker that is told of it
 * need not say it again. */
static enum ct_err know_content(struct desk *d, struct taking *t)
{
	const struct store_entry e = {t->entry.story, 0, t->how->now};

	t->out.by_content = true;
	return store_entry_put(d->store, t->how->feed, t->id.content, &e);
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
		return note_entry(d, t);
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
		err = note_entry(d, t);
		if (err == CT_OK) /* a store of an older program */
			err = know_content(d, t);
	}
	return err;
}

/* --- its words -------------------------------------------------------------------- */

static void pack_words(void *arg)
{
	struct packing *p = arg;

	p->err = packer_item(&p->packer, p->item, &p->packed);
}

static void begin_packing(struct desk *d, const struct item *it)
{
	const struct lanes lanes = mate_lanes(d->mate);

	d->packing.item = it;
	d->packing.job = (struct lanes_job){.work = pack_words, .arg = &d->packing};
	lanes_start(&lanes, &d->packing.job);
}

static enum ct_err end_packing(struct desk *d)
{
	const struct lanes lanes = mate_lanes(d->mate);

	lanes_wait(&lanes, &d->packing.job);
	return d->packing.err;
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
	const struct store_entry e = {id, 0, t->how->now};
	err = remember(d, t, &e);
	if (err == CT_OK)
		err = judge_learn(d->judge, (uint32_t)id, t->how->now, &t->item->story, t->fp);
	if (err == CT_OK)
		shelf_learned(&d->shelf, id);
	return err;
}

/* What the last trivial edit said goes: a view counter would leave a row at each poll. */
static enum ct_err forget_edit(struct desk *d, const struct taking *t)
{
	struct store_entry e;
	uint64_t said = t->entry.content;
	enum ct_err err =
	    said != 0 ? store_entry_find(d->store, t->how->feed, said, &e) : CT_EINVAL;

	if (err == CT_OK && e.story == t->entry.story && e.content == 0)
		return store_entry_delete(d->store, t->how->feed, said);
	return err == CT_EINVAL ? CT_OK : err;
}

/* A trivial edit: known from now on as what it says now. */
static enum ct_err overlook(struct desk *d, struct taking *t)
{
	enum ct_err err = forget_edit(d, t);

	t->entry.content = t->id.content;
	t->entry.seen = t->how->now;
	t->out.known = true;
	t->out.story = t->entry.story;
	if (err == CT_OK)
		err = store_entry_put(d->store, t->how->feed, t->id.ident, &t->entry);
	return err == CT_OK ? know_content(d, t) : err;
}

/* --- lag ------------------------------------------------------------------------ */

/* Seconds from `of` to this story. */
static enum ct_err lag(struct desk *d, struct taking *t)
{
	enum ct_err err = CT_OK;

	if (t->row.of == 0)
		return CT_OK;
	if (t->of.id != t->row.of) {
		arena_reset(d->earlier);
		err = store_story_get(d->store, t->row.of, false, d->earlier, &t->of);
	}
	if (err == CT_OK)
		t->out.lag = store_story_lag(&t->row, &t->of);
	return err == CT_EINVAL ? CT_OK : err;
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

/* From the verdict to the row; its words are packed meanwhile. */
static enum ct_err take(struct desk *d, struct taking *t)
{
	enum ct_err err = ready_judge(d, t);

	if (err == CT_OK)
		err = ruling_make(d, t);
	/* No version of its own: a view counter would make one at every poll. */
	if (err == CT_OK && t->out.trivial && !t->how->alert_trivial)
		return overlook(d, t);
	if (err == CT_OK)
		err = end_packing(d);
	if (err != CT_OK)
		return err;
	t->row.packed = d->packing.packed;
	return insert(d, t);
}

static enum ct_err tell(struct desk *d, struct taking *t)
{
	enum ct_err err = lag(d, t);

	for (size_t i = 0; err == CT_OK && i < d->judgement.ncorrects; i++)
		t->out.corrects[t->out.ncorrects++] = d->judgement.corrects[i];
	if (err == CT_OK)
		err = announce_row(d, t, &t->row, NULL);
	if (err == CT_OK)
		err = correct_copies(d, t);
	if (err != CT_OK)
		return err;
	t->out.by_content = true;
	t->out.story = t->row.id;
	t->out.verdict = t->row.verdict;
	t->out.score = t->row.score;
	t->out.of = t->row.of;
	t->out.cluster = t->row.cluster;
	t->out.nearest = t->row.nearest;
	t->out.evidence = t->row.evidence;
	return CT_OK;
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
	if (err == CT_OK && !t.out.known) {
		begin_packing(d, it);
		err = take(d, &t);
		(void)end_packing(d); /* the item is the caller's again */
	}
	if (err == CT_OK && !t.out.known)
		err = tell(d, &t);
	if (err == CT_OK)
		*out = t.out;
	return err;
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
