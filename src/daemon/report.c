#include "report.h"

#include <stdio.h>
#include <stdlib.h>

#include "account.h"
#include "clean.h"
#include "document.h"
#include "linkfield.h"
#include "log.h"
#include "wire.h"

#define ROW_ARENA ((size_t)4 << 20)
#define NOTES_MAX ((size_t)256 * 1024)

struct report *report_new(struct roster *r, struct roster_feed *f)
{
	struct report *rep = clean_alloc(sizeof(*rep));

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
	freight_drop(&r->weight);
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
		snprintf(r->error, sizeof(r->error), "%.*s", (int)sizeof(r->error) - 1, fr->error);
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
		err = document_take(r, st, d);
	if (err != CT_OK)
		return err;
	account_write(r);
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
	account_write(r);
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
