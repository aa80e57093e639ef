/* The order of the stages: identity, match, decide, insert, outbox. */
#include "desk.h"

#include <stdlib.h>

#include "alert.h"
#include "edit.h"
#include "identity.h"
#include "judge.h"
#include "shelf.h"

/* A body of fewer words says too little to be known by its hash alone. */
#define BODY_WORDS_MIN 20
/* An entry known only by its link whose text is this unlike the one that we
 * had is another entry under a shared link, not an edit. */
#define SAME_ENTRY_SCORE 0.5
#define STORY_ARENA ((size_t)64 << 20)
#define PAYLOAD_MAX ((size_t)1 << 20)

struct desk {
	struct store *store;
	struct judge *judge;
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

static enum ct_err open_judge(struct desk *d)
{
	const struct judge_stories stories = {d, load};
	struct judge *j = judge_new(&stories);
	enum ct_err err = j != NULL ? shelf_load(d->store, j) : CT_ENOMEM;

	if (err != CT_OK) {
		judge_free(j);
		return err;
	}
	judge_free(d->judge);
	d->judge = j;
	return CT_OK;
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
	judge_free(d->judge);
	arena_free(d->loaded);
	arena_free(d->earlier);
	free(d);
}

void desk_configure(struct desk *d, const struct desk_options *o)
{
	d->options = *o;
}

enum ct_err desk_reload(struct desk *d)
{
	return open_judge(d);
}

enum ct_err desk_upkeep(struct desk *d, int64_t now)
{
	(void)now;
	return shelf_upkeep(d->store, d->judge);
}

/* --- identity ------------------------------------------------------------- */

static enum ct_err find_entry(struct desk *d, struct taking *t, uint64_t ident, bool *found)
{
	enum ct_err err = store_entry_find(d->store, t->how->feed, ident, &t->entry);

	*found = err == CT_OK;
	return err == CT_EINVAL ? CT_OK : err;
}

/* Known and unchanged?  Then *known, and only the day it was seen is noted. */
static enum ct_err identify(struct desk *d, struct taking *t, bool *known)
{
	enum ct_err err = find_entry(d, t, t->id.content, known);

	if (err != CT_OK)
		return err;
	if (*known) {
		t->out.story = t->entry.story;
		if (t->how->now - t->entry.seen < 86400)
			return CT_OK;
		t->entry.seen = t->how->now;
		return store_entry_put(d->store, t->how->feed, t->id.content, &t->entry);
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

/* The earlier version of this entry, where it is one and still there. */
static enum ct_err judge_update(struct desk *d, struct taking *t, bool *is_update)
{
	struct store_story before;

	*is_update = false;
	if (!t->entry_known)
		return CT_OK;
	t->quiet |=
	    t->entry.story == 0; /* pruned: what it said then is forgotten, not that it came */
	if (t->entry.story == 0)
		return CT_OK;
	arena_reset(d->earlier);
	enum ct_err err = store_story_get(d->store, t->entry.story, false, d->earlier, &before);
	if (err != CT_OK)
		return err == CT_EINVAL ? CT_OK : err;
	err = judge_pair(d->judge, &t->item->story, &before.item.story, &d->judgement);
	if (err != CT_OK)
		return err;
	if (t->by_link && d->judgement.score < SAME_ENTRY_SCORE &&
	    !view_eq(before.item.story.title, t->item->story.title)) {
		if (t->id.by == IDENTITY_LINK)
			t->id.ident = t->id.content;
		t->id.link = 0;
		t->entry_known = false;
		judgement_free(&d->judgement);
		return CT_OK;
	}
	*is_update = true;
	t->out.trivial = edit_trivial(before.item.story.text, t->item->story.text);
	t->row.verdict = CT_UPDATED;
	t->row.of = t->row.previous = before.id;
	t->row.cluster = before.cluster;
	t->row.family = before.family;
	return CT_OK;
}

/* An earlier story with this very body, else what the judge finds. */
static enum ct_err judge_new_entry(struct desk *d, struct taking *t)
{
	const struct ct_story *s = &t->item->story;
	int64_t twin = 0;
	struct ct_story earlier;
	enum ct_err err = CT_OK;

	if (t->fp->words >= BODY_WORDS_MIN)
		err = store_story_by_body(d->store, t->fp->body, &twin);
	if (err == CT_OK && twin != 0 && load(d, (uint32_t)twin, &earlier) == CT_OK) {
		err = judge_pair(d->judge, s, &earlier, &d->judgement);
		d->judgement.verdict = CT_REPUBLISHED;
		d->judgement.of = (uint32_t)twin;
	} else if (err == CT_OK) {
		err = judge_story(
		    d->judge, s, t->fp, t->how->now, d->options.window, 0, &d->judgement);
	}
	if (err != CT_OK)
		return err;
	t->row.verdict = d->judgement.verdict;
	t->row.of = d->judgement.of;
	return CT_OK;
}

/* Cluster and family follow from what it derives from or relates to; `of` is
 * the family's first where that is still there. */
static enum ct_err place(struct desk *d, struct taking *t)
{
	struct store_story match, first;
	bool derived = t->row.verdict == CT_REPUBLISHED || t->row.verdict == CT_REWRITTEN;

	if (t->row.verdict == CT_UPDATED || t->row.of == 0)
		return CT_OK;
	arena_reset(d->earlier);
	enum ct_err err = store_story_get(d->store, t->row.of, false, d->earlier, &match);
	if (err != CT_OK)
		return err;
	t->row.cluster = match.cluster;
	if (!derived)
		return CT_OK;
	t->row.family = match.family;
	if (match.family != match.id &&
	    store_story_get(d->store, match.family, false, d->earlier, &first) == CT_OK)
		t->row.of = first.id;
	return CT_OK;
}

static enum ct_err decide(struct desk *d, struct taking *t)
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

/* --- outbox ------------------------------------------------------------------- */

static void describe(const struct store_story *row, struct alert_story *out)
{
	const struct ct_story *s = &row->item.story;

	*out = (struct alert_story){
	    .id = row->id,
	    .feed = row->feed_name.n > 0 ? row->feed_name : s->source,
	    .title = s->title,
	    .link = s->url,
	    .authors = row->item.authors,
	    .tags = row->item.tags,
	    .published = s->published,
	};
	alert_sha256(s->text, out->text_sha256);
}

/* The feed's tags and the entry's own, for choosing and for telling. */
static enum ct_err all_tags(const struct taking *t, struct buf *out)
{
	buf_addv(out, t->how->tags);
	if (out->n > 0 && t->item->tags.n > 0)
		buf_addc(out, '\n');
	buf_addv(out, t->item->tags);
	return out->err;
}

static enum ct_err queue(struct desk *d, struct taking *t, struct alert *a)
{
	struct buf payload = BUF_INIT(PAYLOAD_MAX);
	struct view wanted[64];
	char id[33];
	enum ct_err err = CT_OK;
	size_t n = 0;

	for (size_t i = 0; i < d->options.nsinks && n < 64; i++)
		if (alert_wanted(&d->options.sinks[i], a))
			wanted[n++] = view_of(d->options.sinks[i].name);
	if (n > 0) {
		alert_id(a->story.id, a->verdict,
		    (struct view){(const char *)a->story.text_sha256, 32}, id);
		a->alert_id = view_of(id);
		alert_json(a, &payload);
		err = payload.err;
	}
	if (err == CT_OK && n > 0)
		err = store_alert_add(
		    d->store, a->alert_id, a->story.id, a->time, buf_view(&payload), wanted, n);
	if (err == CT_OK)
		t->out.alerts = (unsigned)n;
	buf_free(&payload);
	return err;
}

static enum ct_err alert(struct desk *d, struct taking *t)
{
	struct buf tags = BUF_INIT(PAYLOAD_MAX);
	struct store_story of_row;
	struct alert_story of;
	struct alert a = {
	    .time = t->how->now,
	    .verdict = t->row.verdict,
	    .score = t->row.score,
	    .cluster = t->row.cluster,
	    .evidence = t->row.evidence,
	};

	enum ct_err err = all_tags(t, &tags);
	if (err == CT_OK)
		err =
		    store_cluster(d->store, t->row.cluster, &a.cluster_stories, &a.cluster_sources);
	if (err == CT_OK && t->row.of != 0) {
		arena_reset(d->earlier);
		err = store_story_get(d->store, t->row.of, false, d->earlier, &of_row);
		if (err == CT_OK) {
			describe(&of_row, &of);
			a.of = &of;
		}
	}
	if (err == CT_OK) {
		describe(&t->row, &a.story);
		a.story.tags = buf_view(&tags);
		err = queue(d, t, &a);
	}
	buf_free(&tags);
	return err;
}

/* --- all of it ------------------------------------------------------------------ */

static int64_t when(const struct store_story *s)
{
	int64_t t = s->item.story.published;

	return t != CT_TIME_UNKNOWN && t <= s->seen ? t : s->seen;
}

/* Seconds from `of` to this story, as published, else as seen. */
static enum ct_err lag(struct desk *d, struct taking *t)
{
	struct store_story of;

	if (t->row.of == 0)
		return CT_OK;
	arena_reset(d->earlier);
	enum ct_err err = store_story_get(d->store, t->row.of, false, d->earlier, &of);
	if (err == CT_OK)
		t->out.lag = when(&t->row) - when(&of);
	return err;
}

enum ct_err desk_entry(struct desk *d, const struct desk_take *how, const struct item *it,
    const struct fingerprint *fp, struct desk_outcome *out)
{
	struct taking t = {.how = how, .item = it, .fp = fp, .quiet = how->silent};

	enum ct_err err = identity_of(it, &t.id);
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
	if (err == CT_OK && !t.quiet && d->options.nsinks > 0)
		err = alert(d, &t);
	if (err != CT_OK)
		return err;
	t.out.story = t.row.id;
	t.out.verdict = t.row.verdict;
	t.out.score = t.row.score;
	t.out.of = t.row.of;
	t.out.cluster = t.row.cluster;
	t.out.evidence = t.row.evidence;
	*out = t.out;
	return CT_OK;
}
