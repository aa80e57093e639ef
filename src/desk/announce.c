#include "announce.h"

#include <stdlib.h>

#include "alert.h"

#define TAGS_MAX ((size_t)1 << 20)

/* All but the hash of its text. */
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
}

static void hash_text(const struct store_story *row, struct alert_story *out)
{
	alert_sha256(row->item.story.text, out->text_sha256);
}

/* The feed's tags and the entry's own, for choosing and for telling. */
static enum ct_err all_tags(struct view feed, struct view own, struct buf *out)
{
	buf_addv(out, feed);
	if (out->n > 0 && own.n > 0)
		buf_addc(out, '\n');
	buf_addv(out, own);
	return out->err;
}

/* The sinks that want it: their names, calloc'd, n of them. */
static enum ct_err choose(
    const struct desk_options *o, const struct alert *a, struct view **names, size_t *n)
{
	struct view *wanted = calloc(o->nsinks + 1, sizeof(*wanted));

	if (wanted == NULL)
		return CT_ENOMEM;
	*n = 0;
	for (size_t i = 0; i < o->nsinks; i++)
		if (alert_wanted(&o->sinks[i], a) && (a->was == NULL || o->sinks[i].corrections))
			wanted[(*n)++] = view_of(o->sinks[i].name);
	*names = wanted;
	return CT_OK;
}

static enum ct_err add(struct store *st, struct alert *a, const struct view *wanted, size_t n)
{
	struct buf payload = BUF_INIT(ALERT_MAX);
	char id[33];

	alert_id(a->story.id, a->verdict,
	    (struct view){(const char *)a->story.text_sha256, sizeof(a->story.text_sha256)}, id);
	a->alert_id = view_of(id);
	alert_json(a, &payload);
	enum ct_err err = payload.err;
	if (err == CT_OK)
		err = store_alert_add(
		    st, a->alert_id, a->story.id, a->time, buf_view(&payload), wanted, n);
	buf_free(&payload);
	return err;
}

/* Makes the whole of it and queues it for those n. */
static enum ct_err queue(struct desk *d, const struct store_story *row, struct alert *a,
    const struct view *wanted, size_t n)
{
	struct store_story of_row;
	struct alert_story of;
	enum ct_err err = CT_OK;

	if (row->of != 0) {
		arena_reset(d->earlier);
		err = store_story_get(d->store, row->of, false, d->earlier, &of_row);
		if (err == CT_OK) {
			describe(&of_row, &of);
			hash_text(&of_row, &of);
			a->of = &of;
			a->lag = store_story_lag(row, &of_row);
		}
		err = err == CT_EINVAL ? CT_OK : err;
	}
	if (err != CT_OK)
		return err;
	hash_text(row, &a->story);
	return add(d->store, a, wanted, n);
}

enum ct_err announce_row(
    struct desk *d, struct taking *t, const struct store_story *row, const enum ct_verdict *was)
{
	const struct view none = {NULL, 0};
	struct buf tags = BUF_INIT(TAGS_MAX);
	struct view *wanted = NULL;
	size_t n = 0;
	struct alert alert = {
	    .time = t->how->now,
	    .verdict = row->verdict,
	    .score = row->score,
	    .cluster = row->cluster,
	    .evidence = row->evidence,
	    .corrects = t->out.corrects,
	    .ncorrects = was == NULL ? t->out.ncorrects : 0,
	    .was = was != NULL ? ct_verdict_name(*was) : NULL,
	};

	if (t->quiet || d->options.nsinks == 0)
		return CT_OK;
	enum ct_err err = all_tags(was == NULL ? t->how->tags : none, row->item.tags, &tags);
	if (err == CT_OK)
		err = store_cluster(
		    d->store, row->cluster, &alert.cluster_stories, &alert.cluster_sources);
	if (err == CT_OK) {
		describe(row, &alert.story);
		alert.story.tags = buf_view(&tags);
		err = choose(&d->options, &alert, &wanted, &n);
	}
	if (err == CT_OK && n > 0)
		err = queue(d, row, &alert, wanted, n);
	if (err == CT_OK)
		t->out.alerts += (unsigned)n;
	free(wanted);
	buf_free(&tags);
	return err;
}
