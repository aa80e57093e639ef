#include "poll.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <xxhash.h>

#include "clean.h"
#include "known.h"

#define REDIRECTS 5
/* Of what is known a worker says no more than that, and a desk notes no more than that it
 * was there: twice a day all is told, so that it is noted under all its ids (desk.c). */
#define WHOLE_S 43200
#define DOCUMENT 4096 /* bytes of a message that an entry takes, about */

struct poll *poll_new(const struct poll_env *env, struct roster *r, struct roster_feed *f)
{
	struct poll *p = clean_alloc(sizeof(*p));

	if (p == NULL)
		return NULL;
	p->env = env;
	p->report = report_new(r, f);
	if (p->report == NULL) {
		free(p);
		return NULL;
	}
	p->report->owner = p;
	return p;
}

void poll_free(struct poll *p)
{
	if (p->fetch != NULL)
		fetch_cancel(p->fetch);
	report_free(p->report);
	free(p);
}

static void enter(struct poll *p, enum poll_stage stage)
{
	bool fetched = p->stage == POLL_FETCHING;

	p->stage = stage;
	if (fetched)
		p->env->fetched(p);
}

/* --- judge --------------------------------------------------------------------------- */

static void on_judged(struct task *t, enum ct_err err, bool full)
{
	struct poll *p = ((struct report *)t)->owner;

	p->env->judged(p, err, full);
}

static void judge(struct poll *p)
{
	struct report *r = p->report;

	enter(p, POLL_JUDGING);
	r->now = time(NULL);
	r->task.run = report_run;
	r->task.done = on_judged;
	r->task.write = true;
	r->task.cost = 1 + (unsigned)(r->message.n / DOCUMENT);
	clerk_submit(p->env->clerk, &r->task);
}

/* --- parse --------------------------------------------------------------------------- */

static void on_parsed(void *ctx, enum pool_outcome outcome, const char *why, struct buf *message)
{
	struct poll *p = ctx;
	struct report *r = p->report;

	if (outcome == POOL_OK) {
		r->message = *message;
		*message = BUF_INIT(message->max);
		freight_hold(&r->weight, &p->env->freight->messages, r->message.n);
	} else {
		r->fetched = (struct health){
		    outcome == POOL_KILLED ? "too costly" : "unreadable", POLICY_FAILED, false};
		snprintf(r->error, sizeof(r->error), "the parser was stopped: %s", why);
	}
	judge(p);
}

static void parse(struct poll *p, struct fetch_result *fr)
{
	struct report *r = p->report;

	enter(p, POLL_PARSING);
	struct buf known = BUF_INIT(SIZE_MAX / 2);
	int64_t age = time(NULL) - r->feed->whole;
	r->whole = r->feed->nknown == 0 || age < 0 || age >= WHOLE_S;
	for (size_t i = 0; !r->whole && i < r->feed->nknown; i++)
		known_add(&known, r->feed->known[i].source, r->feed->known[i].content);
	enum ct_err err = pool_parse(p->env->pool, &fr->body, view_of(fr->url),
	    view_of(fr->content_type), buf_view(&known), on_parsed, p);
	buf_free(&known);
	if (err == CT_OK)
		return;
	r->fetched = (struct health){"unreadable", POLICY_STUCK, false};
	snprintf(r->error, sizeof(r->error), "no parser: %s", ct_strerror(err));
	judge(p);
}

/* --- fetch --------------------------------------------------------------------------- */

static bool same_body(struct report *r, struct view body)
{
	XXH128_hash_t h = XXH3_128bits(body.n > 0 ? body.p : "", body.n);

	r->body_hash[0] = h.low64;
	r->body_hash[1] = h.high64;
	return h.low64 == r->feed->row.body_hash[0] && h.high64 == r->feed->row.body_hash[1];
}

static void on_fetched(void *ctx, struct fetch_result *fr)
{
	struct poll *p = ctx;
	struct report *r = p->report;

	p->fetch = NULL;
	r->slow = fr->ms >= TURNS_SLOW_MS;
	enum ct_err err = report_take_fetch(r, fr);
	if (err != CT_OK) {
		r->fetched = (struct health){"failed", POLICY_STUCK, false};
		snprintf(r->error, sizeof(r->error), "out of memory");
	} else if (r->fetched.read) {
		r->unchanged = fr->status == 304 || same_body(r, buf_view(&fr->body));
		if (!r->unchanged) {
			parse(p, fr);
			return;
		}
		r->now = time(NULL);
		if (p->env->same(p))
			return;
	}
	judge(p);
}

void poll_begin(struct poll *p)
{
	const struct roster_feed *f = p->report->feed;
	const struct conf_feed *cf = f->conf;
	const struct fetch_request request = {
	    .url = roster_url(f),
	    .etag = roster_text(f->row.etag),
	    .last_modified = roster_text(f->row.last_modified),
	    .validated_url = roster_text(f->row.read_url),
	    .user = cf->user[0] != '\0' ? cf->user : NULL,
	    .password = f->password,
	    .timeout_ms = cf->timeout * 1000,
	    .max_bytes = (size_t)cf->max_size,
	    .max_redirects = REDIRECTS,
	    .allow = f->allow,
	    .nallow = f->nallow,
	};
	enum ct_err err = fetch_start(p->env->fetcher, &request, on_fetched, p, &p->fetch);

	if (err == CT_OK)
		return;
	p->report->fetched = (struct health){"failed", POLICY_STUCK, false};
	snprintf(p->report->error, sizeof(p->report->error), "%s", ct_strerror(err));
	judge(p);
}
