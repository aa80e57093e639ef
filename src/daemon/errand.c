#include "errand.h"

#include <stdio.h>
#include <stdlib.h>

#include "doc.h"
#include "fulltext.h"
#include "wire.h"

#define ERRAND_ARENA ((size_t)16 << 20)
#define AGAIN INT64_C(30) /* seconds; then 4 minutes, then half an hour */

void errand_free(struct errand *e)
{
	if (e == NULL)
		return;
	free(e->url);
	buf_free(&e->message);
	roster_unref(e->roster);
	free(e);
}

/* --- its page ------------------------------------------------------------------------ */

/* May it be otherwise later? */
static bool is_passing(const struct fetch_result *fr)
{
	if (fr->outcome == FETCH_DONE)
		return fr->status >= 500 || fr->status == 429 || fr->status == 408;
	return fr->outcome != FETCH_EURL && fr->outcome != FETCH_EFORBIDDEN &&
	       fr->outcome != FETCH_ETOOBIG && fr->outcome != FETCH_EREDIRECT;
}

/* The second try after a sixteenth of the wait, the third after a quarter more, or
 * when the server says; not at all past its end. */
static bool try_again(struct errand *e, const struct fetch_result *fr, int64_t now)
{
	int64_t wait = e->of->conf->fulltext_wait;
	int64_t delay = e->tries == 0 ? wait / 16 : wait / 4;

	if (delay < 1)
		delay = 1;
	if (fr->retry_after > delay)
		delay = fr->retry_after;
	if (!is_passing(fr) || e->tries + 1 >= ERRAND_TRIES || delay > e->since + wait - now)
		return false;
	e->tried = true;
	e->retry_at = now + delay;
	return true;
}

/* Pictures and the like need not be looked at. */
static bool may_be_page(const char *type)
{
	struct view v = view_of(type);

	return v.n == 0 || view_casestarts(v, VIEW_LIT("text/")) ||
	       view_casestarts(v, VIEW_LIT("application/xhtml")) ||
	       view_casestarts(v, VIEW_LIT("application/xml"));
}

bool errand_fetched(struct errand *e, const struct fetch_result *fr, bool once, int64_t now)
{
	bool got = fr->outcome == FETCH_DONE && fr->status == 200;

	e->asked = now;
	e->end = ERRAND_JUDGE;
	e->ours = fr->outcome == FETCH_EMEMORY || fr->outcome == FETCH_EROOM;
	if (got && may_be_page(fr->content_type))
		return true;
	if (got)
		snprintf(e->why, sizeof(e->why), "no page but %.80s", fr->content_type);
	else if (fr->outcome == FETCH_DONE)
		snprintf(e->why, sizeof(e->why), "HTTP %d", fr->status);
	else
		snprintf(e->why, sizeof(e->why), "%.120s", fr->error);
	if (!got && (!once || e->ours) && try_again(e, fr, now))
		e->end = ERRAND_RETRY;
	return false;
}

/* It waits no longer than it would for its own page, and the last time is without one. */
bool errand_shares(struct errand *e, const struct lately_page *p, int64_t now)
{
	int64_t end = e->since + e->of->conf->fulltext_wait;

	if (e->tries >= ERRAND_TRIES || (p->retry != 0 && (p->retry <= now || p->retry > end)))
		return false;
	e->end = p->retry != 0 ? ERRAND_RETRY : ERRAND_JUDGE;
	e->retry_at = p->retry;
	e->same = p->story;
	snprintf(e->why, sizeof(e->why), "its page was asked for by another entry, in vain");
	return true;
}

/* An honest one is smaller: those of all errands under way are bounded by this. */
#define ANSWER_MAX ((size_t)1 << 20)

void errand_unable(struct errand *e, const char *why, bool once, int64_t now)
{
	int64_t wait = e->of->conf->fulltext_wait, delay = wait >= 16 ? wait / 16 : 1;

	snprintf(e->why, sizeof(e->why), "%s", why);
	e->ours = true;
	e->end = ERRAND_JUDGE;
	if (delay > e->since + wait - now)
		return;
	e->end = ERRAND_RETRY;
	e->tried = once;
	e->retry_at = now + delay;
}

void errand_extracted(struct errand *e, enum pool_outcome outcome, const char *why, bool once,
    struct buf *message, int64_t now)
{
	e->end = ERRAND_JUDGE;
	if (outcome == POOL_UNABLE) {
		errand_unable(e, why, once, now);
	} else if (outcome != POOL_OK) {
		snprintf(e->why, sizeof(e->why), "the extractor was stopped: %s", why);
	} else if (message->n > ANSWER_MAX) {
		snprintf(e->why, sizeof(e->why), "the extractor's answer is too long");
	} else {
		e->message = *message;
		*message = BUF_INIT(message->max);
	}
}

/* The article that the worker found; false where it found none, and why. */
static bool read_page(struct errand *e, struct ct_story *page)
{
	struct wire_feed wf;
	struct cursor c;
	struct item it;
	struct fingerprint fp;

	if (e->message.n == 0)
		return false;
	if (wire_decode(buf_view(&e->message), &wf, &c) != CT_OK ||
	    (wf.outcome == WIRE_OK && (wf.nitems != 1 || wire_next(&c, &it, &fp, NULL) != CT_OK))) {
		snprintf(e->why, sizeof(e->why), "the extractor's answer is unreadable");
		return false;
	}
	if (wf.outcome != WIRE_OK) {
		snprintf(e->why, sizeof(e->why), "%.*s", (int)(wf.what.n < 120 ? wf.what.n : 120),
		    wf.what.p != NULL ? wf.what.p : "");
		return false;
	}
	*page = it.story;
	return true;
}

/* The same as another entry's errand had it; *has: that story is still there. */
static enum ct_err read_same(
    const struct errand *e, struct store *st, struct arena *a, struct ct_story *page, bool *has)
{
	struct store_story row;
	enum ct_err err = store_story_get(st, e->same, false, a, &row);

	*has = err == CT_OK;
	if (*has)
		*page = row.item.story;
	return err == CT_EINVAL ? CT_OK : err;
}

/* Gives the entry the page's text, where that is better. */
static enum ct_err add_page(
    struct errand *e, struct store *st, struct arena *a, const struct item *said, struct item *it)
{
	struct ct_story page;
	enum ct_err err = CT_OK;

	e->full_text = false;
	if (e->same != 0)
		err = read_same(e, st, a, &page, &e->has_page);
	else
		e->has_page = read_page(e, &page);
	if (err == CT_OK && e->has_page)
		err = fulltext_better(said, &page, &e->full_text);
	if (err == CT_OK && e->has_page && !e->full_text)
		snprintf(e->why, sizeof(e->why), "the page has no more of the story than the feed");
	if (err != CT_OK || !e->full_text)
		return err;
	it->story.text = page.text;
	if (it->story.title.n == 0)
		it->story.title = page.title;
	if (it->story.lang.n == 0)
		it->story.lang = page.lang;
	if (it->story.published == CT_TIME_UNKNOWN)
		it->story.published = page.published;
	return CT_OK;
}

/* --- its end ------------------------------------------------------------------------- */

static enum ct_err judge(struct errand *e, struct store *st, struct desk *d, struct arena *a,
    const struct store_errand *row)
{
	const struct desk_take how = {
	    .feed = row->feed,
	    .silent = row->silent,
	    .alert_trivial = e->of->conf->alert_trivial,
	    .tags = view_of(e->of->tags),
	    .now = e->now,
	    .came = row->since,
	    .read = row->read,
	    .said = &row->item,
	};
	struct item it = row->item;
	struct doc *doc = NULL;
	struct fingerprint fp;
	struct desk_outcome o;

	it.story.source = view_of(e->of->conf->name);
	enum ct_err err = add_page(e, st, a, &row->item, &it);
	if (err == CT_OK)
		err = doc_make(&it.story, &doc);
	if (err != CT_OK)
		return err;
	fingerprint_make(doc, &fp);
	doc_free(doc);
	err = desk_entry(d, &how, &it, &fp, &o);
	if (err == CT_OK)
		e->story = o.story;
	if (err != CT_OK || o.known)
		return err;
	e->fresh = true;
	e->verdict = o.verdict;
	e->score = o.score;
	e->alerts = o.alerts;
	return store_feed_story(st, row->feed);
}

/* What its feed showed is not kept, and so is no longer known: if the feed ever is
 * configured again it is asked for all. */
static enum ct_err drop(struct store *st, const struct errand *e)
{
	enum ct_err err = store_errand_delete(st, e->id);

	return err == CT_OK ? store_feed_forget(st, e->feed) : err;
}

void errand_failed(struct errand *e, int64_t now)
{
	e->end = e->tries < ERRAND_TRIES ? ERRAND_RETRY : ERRAND_LOSE;
	e->tried = true;
	e->retry_at = now + (AGAIN << 3 * (e->tries < ERRAND_TRIES ? e->tries : 0));
}

enum ct_err errand_run(struct task *t, struct store *st, struct desk *d)
{
	struct errand *e = (struct errand *)t;
	struct store_errand row;

	e->fresh = false;
	e->alerts = 0;
	if (e->end == ERRAND_RETRY)
		return store_errand_retry(st, e->id, e->tried, e->retry_at);
	if (e->end == ERRAND_DROP)
		return drop(st, e);
	if (e->end == ERRAND_LOSE)
		return store_errand_delete(st, e->id);
	struct arena *a = arena_new(ERRAND_ARENA);
	if (a == NULL)
		return CT_ENOMEM;
	/* As it stands now: the entry may have changed while its page was fetched. */
	enum ct_err err = store_errand_get(st, e->id, a, &row);
	if (err == CT_OK)
		err = judge(e, st, d, a, &row);
	else if (err == CT_EINVAL)
		err = CT_OK; /* damaged: nothing can be made of it */
	if (err == CT_OK)
		err = store_errand_delete(st, e->id);
	arena_free(a);
	return err;
}
