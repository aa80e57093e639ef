#include "query.h"

#include <stdlib.h>

#include "emit.h"

#define STORY_ARENA ((size_t)64 << 20)

static void id_or_null(struct emit *j, const char *key, int64_t id)
{
	if (id != 0)
		emit_int(j, key, id);
	else
		emit_null(j, key);
}

static void time_or_null(struct emit *j, const char *key, int64_t t)
{
	emit_time(j, key, t > 0 && t != INT64_MAX ? t : CT_TIME_UNKNOWN);
}

static void list_keys(struct emit *j, const char *key, struct view joined, char sep)
{
	emit_arr(j, key);
	while (joined.n > 0) {
		size_t n = view_chr(joined, sep);

		emit_str(j, NULL, view_trim(view_sub(joined, 0, n)));
		joined = n == SIZE_MAX ? (struct view){NULL, 0} : view_sub(joined, n + 1, SIZE_MAX);
	}
	emit_close(j, ']');
}

static void head_keys(struct emit *j, const struct store_story *s)
{
	emit_int(j, "id", s->id);
	emit_str(j, "feed", s->feed_name);
	emit_str_or_null(j, "title", s->item.story.title);
	emit_str_or_null(j, "link", s->item.story.url);
	emit_time(j, "published", s->item.story.published);
	emit_time(j, "seen", s->seen);
}

static void story_keys(struct emit *j, const struct store_story *s)
{
	head_keys(j, s);
	emit_str(j, "verdict", view_of(ct_verdict_name(s->verdict)));
	emit_num(j, "score", s->score, 4);
	id_or_null(j, "of", s->of);
	emit_int(j, "cluster", s->cluster);
	id_or_null(j, "previous", s->previous);
	id_or_null(j, "nearest", s->nearest);
}

static bool story_line(void *ctx, const struct store_story *s)
{
	struct buf *out = ctx;
	struct emit j = emit_to(out);

	emit_open(&j, '{');
	story_keys(&j, s);
	emit_close(&j, '}');
	buf_addc(out, '\n');
	return out->err == CT_OK;
}

static enum ct_err no_story(const struct store *st, struct buf *out, int64_t id)
{
	bool damaged = store_damaged(st) == id;

	buf_addf(out,
	    damaged ? "{\"error\":\"story %lld is damaged\"}\n" : "{\"error\":\"no story %lld\"}\n",
	    (long long)id);
	return out->err;
}

/* --- corrections: originals that came after their copies --------------------------------- */

#define CORRECTS_MAX 20

/* What the story was said to be until its original came; null where it never was. */
static enum ct_err corrected(struct store *st, struct emit *j, int64_t story)
{
	struct store_correction c;
	enum ct_err err = store_correction_get(st, story, &c);

	if (err != CT_OK) {
		emit_null(j, "corrected");
		return err == CT_EINVAL ? CT_OK : err;
	}
	emit_obj(j, "corrected");
	emit_int(j, "by", c.by);
	emit_time(j, "time", c.time);
	emit_str(j, "verdict", view_of(ct_verdict_name(c.verdict)));
	emit_num(j, "score", c.score, 4);
	id_or_null(j, "of", c.of);
	emit_close(j, '}');
	return CT_OK;
}

static enum ct_err corrects(struct store *st, struct emit *j, int64_t story)
{
	int64_t ids[CORRECTS_MAX];
	size_t n = 0;
	enum ct_err err = store_correction_list(st, story, ids, CORRECTS_MAX, &n);

	emit_arr(j, "corrects");
	for (size_t i = 0; i < n; i++)
		emit_int(j, NULL, ids[i]);
	emit_close(j, ']');
	return err;
}

/* --- story ------------------------------------------------------------------------------ */

static bool member(void *ctx, const struct store_story *s)
{
	struct emit *j = ctx;

	emit_open(j, '{');
	head_keys(j, s);
	emit_str(j, "verdict", view_of(ct_verdict_name(s->verdict)));
	emit_close(j, '}');
	return true;
}

static enum ct_err versions(struct store *st, struct emit *j, int64_t id)
{
	struct arena *a = arena_new(STORY_ARENA);
	enum ct_err err = a != NULL ? CT_OK : CT_ENOMEM;

	emit_arr(j, "versions");
	for (int i = 0; err == CT_OK && id != 0 && i < 1000; i++) {
		struct store_story s;

		arena_reset(a);
		err = store_story_get(st, id, false, a, &s);
		if (err != CT_OK)
			break;
		emit_open(j, '{');
		emit_int(j, "id", s.id);
		emit_time(j, "seen", s.seen);
		emit_str(j, "verdict", view_of(ct_verdict_name(s.verdict)));
		emit_close(j, '}');
		id = s.previous;
	}
	emit_close(j, ']');
	arena_free(a);
	return err == CT_EINVAL ? CT_OK : err;
}

static enum ct_err answer_story(
    struct store *st, const struct query *q, struct arena *a, struct buf *out)
{
	struct store_story s;
	struct emit j = emit_to(out);
	enum ct_err err = store_story_get(st, q->id, false, a, &s);

	if (err == CT_EINVAL)
		return no_story(st, out, q->id);
	if (err != CT_OK)
		return err;
	const struct store_filter cluster = {.cluster = s.cluster, .limit = 100};
	emit_open(&j, '{');
	story_keys(&j, &s);
	list_keys(&j, "authors", s.item.authors, ',');
	list_keys(&j, "tags", s.item.tags, '\n');
	emit_str_or_null(&j, "language", s.item.story.lang);
	emit_str(&j, "text", s.item.story.text);
	err = versions(st, &j, s.id);
	if (err == CT_OK)
		err = corrected(st, &j, s.id);
	if (err == CT_OK)
		err = corrects(st, &j, s.id);
	emit_arr(&j, "cluster_stories");
	if (err == CT_OK)
		err = store_story_list(st, &cluster, member, &j);
	emit_close(&j, ']');
	emit_close(&j, '}');
	buf_addc(out, '\n');
	return err != CT_OK ? err : out->err;
}

/* --- why -------------------------------------------------------------------------------- */

/* Another story by its head, or null where it is none, or gone. */
static bool card(struct store *st, struct emit *j, const char *key, int64_t id, struct arena *a,
    struct store_story *out)
{
	if (id == 0 || store_story_get(st, id, false, a, out) != CT_OK) {
		emit_null(j, key);
		return false;
	}
	emit_obj(j, key);
	head_keys(j, out);
	emit_close(j, '}');
	return true;
}

static enum ct_err answer_why(
    struct store *st, const struct query *q, struct arena *a, struct buf *out)
{
	struct store_story s, other;
	struct emit j = emit_to(out);
	int64_t stories = 0, sources = 0;
	enum ct_err err = store_story_get(st, q->id, true, a, &s);

	if (err == CT_EINVAL)
		return no_story(st, out, q->id);
	if (err == CT_OK)
		err = store_cluster(st, s.cluster, &stories, &sources);
	if (err != CT_OK)
		return err;
	emit_open(&j, '{');
	emit_obj(&j, "story");
	head_keys(&j, &s);
	emit_close(&j, '}');
	emit_str(&j, "verdict", view_of(ct_verdict_name(s.verdict)));
	emit_num(&j, "score", s.score, 4);
	if (card(st, &j, "of", s.of, a, &other))
		emit_int(&j, "lag_seconds", store_story_lag(&s, &other));
	else
		emit_null(&j, "lag_seconds");
	card(st, &j, "nearest", s.nearest, a, &other);
	err = corrected(st, &j, s.id);
	if (err == CT_OK)
		err = corrects(st, &j, s.id);
	emit_obj(&j, "cluster");
	emit_int(&j, "id", s.cluster);
	emit_int(&j, "stories", stories);
	emit_int(&j, "sources", sources);
	emit_close(&j, '}');
	emit_raw(&j, "evidence", s.evidence.n > 0 ? s.evidence : VIEW_LIT("null"));
	emit_close(&j, '}');
	buf_addc(out, '\n');
	return err != CT_OK ? err : out->err;
}

/* --- alerts ----------------------------------------------------------------------------- */

struct alerts {
	struct query *query;
	struct buf *out;
};

static bool alert_line(void *ctx, int64_t row, struct view payload)
{
	struct alerts *a = ctx;

	a->query->after = row;
	buf_addv(a->out, payload);
	buf_addc(a->out, '\n');
	a->query->more = a->query->most > 0 && a->out->n >= a->query->most;
	return a->out->err == CT_OK && !a->query->more;
}

/* --- feeds ------------------------------------------------------------------------------ */

struct query_feed *query_feeds_of(const struct conf *conf)
{
	size_t bytes = 0;

	for (size_t i = 0; i < conf->nfeeds; i++)
		bytes += strlen(conf->feeds[i].name) + strlen(conf->feeds[i].url) + 2;
	struct query_feed *feeds = malloc((conf->nfeeds + 1) * sizeof(*feeds) + bytes);
	if (feeds == NULL)
		return NULL;
	char *text = (char *)(feeds + conf->nfeeds + 1);
	for (size_t i = 0; i < conf->nfeeds; i++) {
		char *url = stpcpy(text, conf->feeds[i].name) + 1;
		char *end = stpcpy(url, conf->feeds[i].url) + 1;

		feeds[i] = (struct query_feed){view_of(text), view_of(url)};
		text = end;
	}
	return feeds;
}

static void feed_line(struct buf *out, const struct store_feed *f)
{
	struct emit j = emit_to(out);

	emit_open(&j, '{');
	emit_str(&j, "name", f->name);
	emit_str(&j, "url", f->url);
	emit_str_or_null(&j, "state", f->state);
	emit_str_or_null(&j, "last_error", f->last_error);
	id_or_null(&j, "last_status", f->last_status);
	time_or_null(&j, "last_poll", f->last_poll);
	time_or_null(&j, "last_ok", f->last_ok);
	time_or_null(&j, "next_poll", f->next_poll);
	id_or_null(&j, "interval_seconds", f->interval);
	emit_int(&j, "failures", f->failures);
	emit_str_or_null(&j, "title", f->title);
	emit_str_or_null(&j, "format", f->format);
	emit_int(&j, "polls", f->polls);
	emit_int(&j, "stories", f->stories);
	emit_str_or_null(&j, "moved_url", f->moved_url);
	emit_str_or_null(&j, "hub", f->hub);
	emit_close(&j, '}');
	buf_addc(out, '\n');
}

static enum ct_err answer_feeds(
    struct store *st, const struct query *q, struct arena *a, struct buf *out)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; err == CT_OK && i < q->nfeeds; i++) {
		struct store_feed f;

		arena_reset(a);
		err = store_feed_open(st, q->feeds[i].name, q->feeds[i].url, a, &f);
		if (err == CT_OK)
			feed_line(out, &f);
	}
	return err;
}

static enum ct_err answer_retry(struct store *st, const struct query *q, struct buf *out)
{
	int64_t n = 0;
	enum ct_err err = store_alert_retry(st, q->now, &n);

	if (err == CT_OK)
		buf_addf(out, "{\"ok\":true,\"alerts\":%lld}\n", (long long)n);
	return err;
}

static enum ct_err answer(struct store *st, struct query *q, struct arena *a, struct buf *out)
{
	struct alerts alerts = {q, out};

	switch (q->kind) {
	case QUERY_STORIES:
		return store_story_list(st, &q->filter, story_line, out);
	case QUERY_STORY:
		return answer_story(st, q, a, out);
	case QUERY_WHY:
		return answer_why(st, q, a, out);
	case QUERY_ALERTS:
		return store_alert_list(st, q->after, q->limit, alert_line, &alerts);
	case QUERY_FEEDS:
		return answer_feeds(st, q, a, out);
	case QUERY_COUNTS:
		return store_counts(st, &q->counts);
	case QUERY_RETRY:
		return answer_retry(st, q, out);
	}
	return CT_EINVAL;
}

enum ct_err query_run(struct store *st, struct query *q, struct buf *out)
{
	struct arena *a = arena_new(STORY_ARENA);

	if (a == NULL)
		return CT_ENOMEM;
	enum ct_err err = answer(st, q, a, out);
	arena_free(a);
	return err != CT_OK ? err : out->err;
}
