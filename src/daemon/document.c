#include "document.h"

#include <stdio.h>
#include <stdlib.h>

#include "fulltext.h"
#include "utf8.h"
#include "wire.h"

#define ENTRIES_MAX 10000

static void note(struct report *r, const struct item *it, const struct desk_outcome *o)
{
	struct view title = utf8_clip(it->story.title, 120);

	if (o->verdict == CT_NEW && !o->alerts)
		return;
	buf_addf(&r->notes, "%s %.2f story %lld \"%.*s\"", ct_verdict_name(o->verdict), o->score,
	    (long long)o->story, (int)title.n, title.p != NULL ? title.p : "");
	if (o->of != 0)
		buf_addf(&r->notes, " of %lld", (long long)o->of);
	buf_addc(&r->notes, '\n');
}

struct entry {
	struct item item;
	struct fingerprint fp;
	uint64_t source;
};

/* One that the worker was told to say nothing of. */
static enum ct_err take_known(struct report *r, struct desk *d, uint64_t source, uint64_t content)
{
	bool found;
	enum ct_err err = desk_known(d, r->row.id, content, r->now, &found);

	if (err == CT_OK && found)
		r->contents[r->ncontents++] = (struct roster_known){source, content};
	else
		r->lacking = true;
	return err;
}

/* An entry whose page is to be read first waits in the store: the validators that
 * go with it are stored in the same transaction.  *waits: so does this one. */
static enum ct_err put_off(struct report *r, struct store *st, struct desk *d,
    const struct desk_take *how, const struct item *it, bool *waits)
{
	struct desk_seen seen;
	uint64_t content;
	enum ct_err err = desk_look(d, how, it, &seen);

	if (err != CT_OK || seen.known || !fulltext_wanted(it))
		return err;
	*waits = true;
	if (store_errand_find(st, how->feed, seen.ident, &content) == CT_OK &&
	    content == seen.content)
		return CT_OK;
	const struct store_errand e = {
	    .feed = how->feed,
	    .ident = seen.ident,
	    .content = seen.content,
	    .silent = how->silent,
	    .since = how->now,
	    .read = how->read,
	    .item = *it,
	};
	r->errands++;
	return store_errand_put(st, &e);
}

static enum ct_err take_entry(struct report *r, struct store *st, struct desk *d, struct entry *e)
{
	struct item *it = &e->item;
	const struct fingerprint *fp = &e->fp;
	const struct conf_feed *cf = r->feed->conf;
	struct desk_outcome o;
	const struct desk_take how = {
	    .feed = r->row.id,
	    .silent = r->silent,
	    .alert_trivial = cf->alert_trivial,
	    .tags = view_of(r->feed->tags),
	    .now = r->now,
	    .read = r->row.last_ok,
	};

	bool waits = false;

	if (fp->version == 0)
		return take_known(r, d, e->source, fp->body[0]);
	it->story.source = view_of(cf->name);
	enum ct_err err = cf->fulltext ? put_off(r, st, d, &how, it, &waits) : CT_OK;
	if (err != CT_OK || waits)
		return err;
	err = desk_entry(d, &how, it, fp, &o);
	if (err == CT_OK && o.by_content)
		r->contents[r->ncontents++] = (struct roster_known){e->source, o.content};
	if (err != CT_OK || o.known)
		return err;
	r->fresh++;
	r->by_verdict[o.verdict]++;
	r->alerts += o.alerts;
	note(r, it, &o);
	return CT_OK;
}

/* Where each entry stands in the message, and whether the newest is on top, as in
 * most feeds: where the dates do not tell, yes. */
static enum ct_err find_entries(struct report *r, const struct wire_feed *wf, struct cursor *c,
    struct cursor *at, bool *newest_first)
{
	int64_t first = CT_TIME_UNKNOWN, last = CT_TIME_UNKNOWN;
	enum ct_err err = CT_OK;

	for (uint32_t i = 0; err == CT_OK && i < wf->nitems; i++) {
		struct item it;
		struct fingerprint fp;

		at[i] = *c;
		err = wire_next(c, &it, &fp, NULL);
		if (err != CT_OK)
			break;
		last = it.story.published;
		rhythm_date(&r->dates, last, r->now);
		first = i == 0 ? last : first;
	}
	*newest_first = first == CT_TIME_UNKNOWN || last == CT_TIME_UNKNOWN || first >= last;
	return err;
}

static int by_source(const void *a, const void *b)
{
	const struct roster_known *x = a, *y = b;

	return (x->source > y->source) - (x->source < y->source);
}

/* Oldest first: an original and its copy in one document come in their order.  Each is
 * read before the one before it is taken. */
static enum ct_err take_entries(struct report *r, struct store *st, struct desk *d,
    const struct wire_feed *wf, struct cursor *c)
{
	struct cursor *at = calloc(wf->nitems + 1, sizeof(*at));
	bool newest_first = true;
	struct entry entries[2]; /* by turns */
	r->contents = arena_alloc(r->arena, (wf->nitems + 1) * sizeof(*r->contents));
	enum ct_err err = at != NULL && r->contents != NULL
			      ? find_entries(r, wf, c, at, &newest_first)
			      : CT_ENOMEM;

	for (uint32_t i = 0; err == CT_OK && i <= wf->nitems; i++) {
		struct entry *e = &entries[i & 1];

		if (i < wf->nitems)
			err = wire_next(&at[newest_first ? wf->nitems - 1 - i : i], &e->item,
			    &e->fp, &e->source);
		if (err == CT_OK && i < wf->nitems && e->fp.version != 0)
			desk_expect(d, &e->fp, r->now);
		if (err == CT_OK && i > 0)
			err = take_entry(r, st, d, &entries[~i & 1]);
	}
	free(at);
	if (r->ncontents > 0)
		qsort(r->contents, r->ncontents, sizeof(*r->contents), by_source);
	r->entries = wf->nitems;
	return err;
}

static struct view text(struct report *r, struct view v)
{
	return arena_copy(r->arena, v);
}

enum ct_err document_take(struct report *r, struct store *st, struct desk *d)
{
	struct wire_feed wf;
	struct cursor c;
	enum ct_err err = wire_decode(buf_view(&r->message), &wf, &c);

	if (err == CT_OK && wf.outcome == WIRE_OK && wf.nitems > ENTRIES_MAX)
		err = CT_EINVAL; /* an honest parser stops before that */
	if (err == CT_EINVAL || (err == CT_OK && wf.outcome != WIRE_OK)) {
		bool no_feed = err == CT_OK && wf.outcome == WIRE_NOTFEED;
		struct view what =
		    err == CT_OK ? wf.what : VIEW_LIT("the parser's answer is unreadable");

		r->health =
		    (struct health){no_feed ? "not a feed" : "unreadable", POLICY_FAILED, false};
		snprintf(r->error, sizeof(r->error), "%.*s", (int)(what.n < 230 ? what.n : 230),
		    what.p != NULL ? what.p : "");
		return CT_OK;
	}
	if (err == CT_OK)
		err = take_entries(r, st, d, &wf, &c);
	if (err != CT_OK)
		return err;
	r->row.title = text(r, wf.title);
	r->row.format = view_of(feed_format_name(wf.format));
	r->row.hub = text(r, wf.hub);
	r->row.asked = wf.ttl >= 0 ? (int64_t)wf.ttl * 60 : -1;
	if (wf.update_period_seconds > r->row.asked)
		r->row.asked = wf.update_period_seconds;
	r->row.skip_hours = wf.skip_hours;
	r->row.skip_days = wf.skip_days;
	r->malformed = wf.bozo;
	if (wf.bozo)
		snprintf(r->error, sizeof(r->error), "not well-formed: %.*s",
		    (int)(wf.bozo_reason.n < 200 ? wf.bozo_reason.n : 200),
		    wf.bozo_reason.p != NULL ? wf.bozo_reason.p : "");
	return CT_OK;
}
