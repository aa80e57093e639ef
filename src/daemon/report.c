#include "report.h"

#include <stdio.h>
#include <stdlib.h>

#include "fulltext.h"
#include "linkfield.h"
#include "log.h"
#include "rhythm.h"
#include "utf8.h"
#include "wire.h"

#define ROW_ARENA ((size_t)4 << 20)
#define NOTES_MAX ((size_t)256 * 1024)
#define ENTRIES_MAX 10000
/* The same permanent redirect this many polls in a row is believed. */
#define MOVED_POLLS 3

struct report *report_new(struct roster *r, struct roster_feed *f)
{
	struct report *rep = calloc(1, sizeof(*rep));

	if (rep == NULL)
		return NULL;
	rep->roster = roster_ref(r);
	rep->feed = f;
	rep->retry_after = rep->max_age = -1;
	rep->notes = BUF_INIT(NOTES_MAX);
	return rep;
}

void report_free(struct report *r)
{
	if (r == NULL)
		return;
	free(r->etag);
	free(r->last_modified);
	free(r->moved_to);
	free(r->read_url);
	free(r->hub);
	buf_free(&r->message);
	buf_free(&r->notes);
	arena_free(r->arena);
	roster_unref(r->roster);
	free(r);
}

static bool copy(char **out, const char *s)
{
	*out = s != NULL ? strdup(s) : NULL;
	return s == NULL || *out != NULL;
}

enum ct_err report_take_fetch(struct report *r, const struct fetch_result *fr)
{
	r->fetched = health_of_fetch(fr->outcome, fr->status);
	r->status = fr->status;
	r->retry_after = fr->retry_after;
	r->max_age = fr->max_age;
	if (fr->outcome != FETCH_DONE)
		snprintf(r->error, sizeof(r->error), "%s", fr->error);
	else
		health_explain(fr->status, r->error, sizeof(r->error));
	const struct roster_feed *f = r->feed;
	if (fr->outcome == FETCH_DONE && fr->status == 304 && f->row.etag.n == 0 &&
	    f->row.last_modified.n == 0) {
		r->fetched = (struct health){"bad answer", POLICY_FAILED, false};
		snprintf(r->error, sizeof(r->error),
		    "HTTP 304: \"not modified\", though we asked for it as it is");
	}
	r->moved_elsewhere =
	    f->moved_to != NULL && fr->moved_to != NULL && strcmp(f->moved_to, fr->moved_to) != 0;
	struct view hub = linkfield_find(view_of(fr->link), "hub");
	if (hub.n > 0 && hub.n <= WIRE_URL_MAX && (r->hub = strndup(hub.p, hub.n)) == NULL)
		return CT_ENOMEM;
	bool ok = copy(&r->etag, fr->etag) & copy(&r->last_modified, fr->last_modified) &
		  copy(&r->moved_to, fr->moved_to) & copy(&r->read_url, fr->url);
	return ok ? CT_OK : CT_ENOMEM;
}

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

/* One that the worker was told to say nothing of. */
static enum ct_err take_known(struct report *r, struct desk *d, uint64_t content)
{
	bool found;
	enum ct_err err = desk_known(d, r->row.id, content, r->now, &found);

	if (err == CT_OK && found)
		r->contents[r->ncontents++] = content;
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

static enum ct_err take_entry(struct report *r, struct store *st, struct desk *d, struct item *it,
    const struct fingerprint *fp)
{
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
		return take_known(r, d, fp->body[0]);
	it->story.source = view_of(cf->name);
	enum ct_err err = cf->fulltext ? put_off(r, st, d, &how, it, &waits) : CT_OK;
	if (err != CT_OK || waits)
		return err;
	err = desk_entry(d, &how, it, fp, &o);
	if (err == CT_OK && o.by_content)
		r->contents[r->ncontents++] = o.content;
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
		err = wire_next(c, &it, &fp);
		if (err != CT_OK)
			break;
		last = it.story.published;
		rhythm_date(&r->dates, last, r->now);
		first = i == 0 ? last : first;
	}
	*newest_first = first == CT_TIME_UNKNOWN || last == CT_TIME_UNKNOWN || first >= last;
	return err;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Oldest first: an original and its copy in one document come in their order. */
static enum ct_err take_entries(struct report *r, struct store *st, struct desk *d,
    const struct wire_feed *wf, struct cursor *c)
{
	struct cursor *at = calloc(wf->nitems + 1, sizeof(*at));
	bool newest_first = true;
	r->contents = arena_alloc(r->arena, (wf->nitems + 1) * sizeof(*r->contents));
	enum ct_err err = at != NULL && r->contents != NULL
			      ? find_entries(r, wf, c, at, &newest_first)
			      : CT_ENOMEM;

	for (uint32_t i = 0; err == CT_OK && i < wf->nitems; i++) {
		struct item it;
		struct fingerprint fp;

		err = wire_next(&at[newest_first ? wf->nitems - 1 - i : i], &it, &fp);
		if (err == CT_OK)
			err = take_entry(r, st, d, &it, &fp);
	}
	free(at);
	if (r->ncontents > 0)
		qsort(r->contents, r->ncontents, sizeof(*r->contents), by_value);
	r->entries = wf->nitems;
	return err;
}

static struct view text(struct report *r, struct view v)
{
	return arena_copy(r->arena, v);
}

/* What the worker's message says; sets health where it is no feed. */
static enum ct_err take_message(struct report *r, struct store *st, struct desk *d)
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
		snprintf(r->error, sizeof(r->error), "%.*s", (int)(what.n < 400 ? what.n : 400),
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

static void note_move(struct report *r)
{
	struct view to = view_of(r->moved_to);

	if (to.n == 0) {
		r->row.moved_seen = 0;
		return;
	}
	r->row.moved_seen = r->moved_elsewhere ? 1 : r->row.moved_seen + 1;
	if (r->row.moved_seen >= MOVED_POLLS) {
		r->row.moved_url = to;
		r->row.moved_seen = 0;
	}
}

/* The place that it had moved to fails: back to the configured URL, which may
 * lead elsewhere by now. */
static void move_back(struct report *r)
{
	struct store_feed *row = &r->row;

	row->moved_url = row->etag = row->last_modified = (struct view){NULL, 0};
	row->moved_seen = 0;
	if (r->health.result != POLICY_GONE)
		return;
	snprintf(
	    r->error, sizeof(r->error), "HTTP %d: the place that it moved to is gone", r->status);
	r->health = (struct health){"moved back", POLICY_FAILED, false};
}

static void note_failure(struct report *r)
{
	struct store_feed *row = &r->row;

	if (r->health.result == POLICY_STUCK)
		return;
	row->failures++;
	if (row->moved_url.n > 0 &&
	    (row->failures >= MOVED_POLLS || r->health.result == POLICY_GONE))
		move_back(r);
}

/* When the feed last brought something, and how often it does. */
static void note_rhythm(struct report *r)
{
	struct store_feed *row = &r->row;
	unsigned came = r->fresh + r->errands;
	int64_t gap = rhythm_gap(&r->dates);

	if (gap > 0)
		row->rhythm = gap;
	else if (row->last_fresh > 0 && came > 0)
		row->rhythm = rhythm_arrived(row->rhythm, r->now - row->last_fresh, came);
	if (r->dates.n > 0)
		row->last_fresh = r->dates.newest[0];
	else if (came > 0 || row->last_fresh == 0)
		row->last_fresh = r->now;
}

/* A poll that read the feed: validators are replaced by what came with it. */
static void note_success(struct report *r)
{
	struct store_feed *row = &r->row;

	row->last_ok = r->now;
	row->failures = 0;
	note_move(r);
	if (r->status != 304 || r->max_age >= 0)
		row->max_age = r->max_age;
	if (r->hub != NULL) /* the header counts before what the document says */
		row->hub = view_of(r->hub);
	if (!r->unchanged)
		note_rhythm(r);
	if (r->status == 304)
		return;
	/* What is not well-formed may have been cut off: it is asked for again as a
	 * whole, and believed where it comes again just so. */
	bool whole = !r->malformed && !r->lacking;
	row->etag = view_of(whole ? r->etag : NULL);
	row->last_modified = view_of(whole ? r->last_modified : NULL);
	row->read_url = view_of(r->read_url);
	row->body_hash[0] = r->lacking ? 0 : r->body_hash[0];
	row->body_hash[1] = r->lacking ? 0 : r->body_hash[1];
	row->stories += r->fresh;
}

static void reset(struct report *r)
{
	r->health = r->fetched;
	r->entries = r->fresh = r->alerts = r->errands = 0;
	r->malformed = r->hub_is_news = r->lacking = false;
	r->contents = NULL;
	r->ncontents = 0;
	r->dates = (struct rhythm){0};
	memset(r->by_verdict, 0, sizeof(r->by_verdict));
	buf_clear(&r->notes);
	if (r->arena != NULL)
		arena_reset(r->arena);
}

/* The poll's account, in r->row, which is as it was before. */
static void account(struct report *r)
{
	const struct conf_feed *cf = r->feed->conf;
	const struct policy_limits limits = {
	    cf->interval, cf->min_interval, cf->max_interval, cf->hub_interval};
	struct store_feed *row = &r->row;

	row->last_poll = r->now;
	row->last_status = r->status;
	row->polls++;
	if (r->health.read)
		note_success(r);
	else
		note_failure(r);
	row->state = view_of(r->health.state);
	row->last_error = view_of(r->error);
	const struct policy_poll poll = {
	    .result = r->health.result,
	    .failures = row->failures,
	    .retry_after = r->retry_after,
	    .max_age = row->max_age,
	    .asked = row->asked,
	    .skip_hours = row->skip_hours,
	    .skip_days = row->skip_days,
	    .rhythm = row->rhythm,
	    .quiet = row->last_fresh > 0 ? r->now - row->last_fresh : 0,
	    .pushed = row->hub.n > 0,
	    .seed = (uint64_t)row->id << 32 ^ (uint64_t)row->polls,
	};
	row->next_poll = policy_next(&limits, &poll, r->now);
	row->interval = row->next_poll == POLICY_NEVER ? 0 : row->next_poll - r->now;
}

enum ct_err report_run(struct task *t, struct store *st, struct desk *d)
{
	struct report *r = (struct report *)t;
	const struct conf_feed *cf = r->feed->conf;

	if (r->arena == NULL && (r->arena = arena_new(ROW_ARENA)) == NULL)
		return CT_ENOMEM;
	reset(r);
	enum ct_err err =
	    store_feed_open(st, view_of(cf->name), view_of(cf->url), r->arena, &r->row);
	r->silent = err == CT_OK && r->row.last_ok == 0 && cf->first_poll == CONF_FIRST_SILENT;
	struct view hub = r->row.hub;
	if (err == CT_OK && r->health.read && !r->unchanged)
		err = take_message(r, st, d);
	if (err != CT_OK)
		return err;
	account(r);
	r->hub_is_news = r->row.hub.n > 0 && !view_eq(r->row.hub, hub);
	return store_feed_save(st, &r->row);
}

bool report_quiet(struct report *r)
{
	const struct store_feed *row = &r->feed->row;
	bool same_validators =
	    r->status == 304 ||
	    (view_is(row->etag, r->etag) && view_is(row->last_modified, r->last_modified) &&
		view_is(row->read_url, r->read_url));

	r->quiet = r->fetched.read && r->unchanged && same_validators && row->last_ok > 0 &&
		   view_is(row->state, "ok") && row->last_error.n == 0 && r->moved_to == NULL &&
		   row->moved_seen == 0 && (r->hub == NULL || view_is(row->hub, r->hub));
	if (!r->quiet)
		return false;
	reset(r);
	r->row = *row;
	account(r);
	return true;
}

void report_log(const struct report *r)
{
	const char *name = r->feed->conf->name;
	struct view old = r->feed->row.state;
	struct view rest = buf_view(&r->notes);
	bool was_ok = old.n == 0 || view_is(old, "ok");

	while (rest.n > 0) {
		size_t n = view_chr(rest, '\n');

		if (n == SIZE_MAX) /* the last one did not fit */
			break;
		log_msg(LOG_LEVEL_INFO, name, "%.*s", (int)n, rest.p);
		rest = view_sub(rest, n + 1, SIZE_MAX);
	}
	if (!r->health.read && (was_ok || !view_is(old, r->health.state)))
		log_msg(LOG_LEVEL_WARNING, name, "%s: %s", r->health.state, r->error);
	else if (r->health.read && !was_ok)
		log_msg(LOG_LEVEL_INFO, name, "works again");
	if (r->hub_is_news)
		log_msg(LOG_LEVEL_INFO, name, "names a WebSub hub, and is polled less often: %.*s",
		    (int)r->row.hub.n, r->row.hub.p);
	if (r->silent && r->health.read && r->fresh + r->errands > 0)
		log_msg(LOG_LEVEL_INFO, name, "first poll: %u entries recorded, none alerted",
		    r->fresh + r->errands);
	log_msg(LOG_LEVEL_DEBUG, name,
	    "polled: %s, %u entries, %u of them fresh, %u wait for pages", r->health.state,
	    r->entries, r->fresh, r->errands);
}
