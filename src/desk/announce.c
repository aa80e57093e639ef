#include "announce.h"

#include <stdlib.h>

#include "alert.h"

#define TAGS_MAX ((size_t)1 << 20)

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
static enum ct_err all_tags(const struct announce *an, struct buf *out)
{
	struct view own = an->story->item.tags;

	buf_addv(out, an->feed_tags);
	if (out->n > 0 && own.n > 0)
		buf_addc(out, '\n');
	buf_addv(out, own);
	return out->err;
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

static enum ct_err queue(
    struct store *st, const struct announce *an, struct alert *a, unsigned *queued)
{
	struct view *wanted = calloc(an->nsinks + 1, sizeof(*wanted));
	size_t n = 0;

	if (wanted == NULL)
		return CT_ENOMEM;
	for (size_t i = 0; i < an->nsinks; i++)
		if (alert_wanted(&an->sinks[i], a) && (an->was == NULL || an->sinks[i].corrections))
			wanted[n++] = view_of(an->sinks[i].name);
	enum ct_err err = n > 0 ? add(st, a, wanted, n) : CT_OK;
	if (err == CT_OK)
		*queued = (unsigned)n;
	free(wanted);
	return err;
}

enum ct_err announce_queue(
    struct store *st, const struct announce *an, struct arena *a, unsigned *queued)
{
	const struct store_story *row = an->story;
	struct buf tags = BUF_INIT(TAGS_MAX);
	struct store_story of_row;
	struct alert_story of;
	struct alert alert = {
	    .time = an->now,
	    .verdict = row->verdict,
	    .score = row->score,
	    .cluster = row->cluster,
	    .evidence = row->evidence,
	    .corrects = an->corrects,
	    .ncorrects = an->ncorrects,
	    .was = an->was != NULL ? ct_verdict_name(*an->was) : NULL,
	};

	enum ct_err err = all_tags(an, &tags);
	if (err == CT_OK)
		err =
		    store_cluster(st, row->cluster, &alert.cluster_stories, &alert.cluster_sources);
	if (err == CT_OK && row->of != 0) {
		arena_reset(a);
		err = store_story_get(st, row->of, false, a, &of_row);
		if (err == CT_OK) {
			describe(&of_row, &of);
			alert.of = &of;
			alert.lag = store_story_lag(row, &of_row);
		}
		err = err == CT_EINVAL ? CT_OK : err;
	}
	if (err == CT_OK) {
		describe(row, &alert.story);
		alert.story.tags = buf_view(&tags);
		err = queue(st, an, &alert, queued);
	}
	buf_free(&tags);
	return err;
}
