#include "poller.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <xxhash.h>

#include "ledger.h"
#include "log.h"

#define REDIRECTS 5
#define DOCUMENT 4096 /* bytes of a message that an entry takes, about */
#define NO_ROOM_MS 50

enum stage { FETCHING, PARSING, JUDGING };

/* One poll under way. */
struct poll {
	struct report *report;
	struct poller *poller;
	struct fetch *fetch; /* while FETCHING */
	enum stage stage;
	struct poll *next, **from;
	struct turn turn;
};

struct poller {
	struct loop *loop;
	struct fetcher *fetcher;
	struct pool *pool;
	struct clerk *clerk;
	struct poller_hooks hooks;
	struct roster *roster;
	struct turns *turns;
	struct ledger *ledger;
	struct loop_timer timer;
	struct poll *polls;
	size_t running, stages[3];
	bool once;           /* each feed is polled once and not again */
	bool stopped, stuck; /* stuck: the last poll could not be stored */
};

static void tick(void *ctx);
static void arm(struct poller *p);

/* --- a poll's record ---------------------------------------------------------------- */

static void enter(struct poll *one, enum stage stage)
{
	struct poller *p = one->poller;
	bool fetched = one->stage == FETCHING;

	if (fetched)
		turns_fetched(p->turns, &one->turn);
	p->stages[one->stage]--;
	one->stage = stage;
	p->stages[stage]++;
	if (fetched)
		arm(p); /* who waits for the host need not wait for what comes behind */
}

/* The wall clock is not time(2), which may be some behind: what is due by the one would
 * not be by the other. */
static struct turns_now now(void)
{
	struct timespec wall, steady;

	clock_gettime(CLOCK_REALTIME, &wall);
	clock_gettime(CLOCK_BOOTTIME, &steady);
	return (struct turns_now){
	    .wall_ms = (int64_t)wall.tv_sec * 1000 + wall.tv_nsec / 1000000,
	    .steady_ms = (int64_t)steady.tv_sec * 1000 + steady.tv_nsec / 1000000,
	};
}

/* NULL: no memory. */
static struct poll *begin(
    struct poller *p, const struct turn *turn, struct roster_feed *f, const struct turns_now *at)
{
	struct poll *one = calloc(1, sizeof(*one));

	if (one == NULL)
		return NULL;
	one->report = report_new(p->roster, f);
	if (one->report == NULL) {
		free(one);
		return NULL;
	}
	one->report->owner = one;
	one->poller = p;
	one->next = p->polls;
	one->from = &p->polls;
	if (one->next != NULL)
		one->next->from = &one->next;
	p->polls = one;
	p->running++;
	p->stages[FETCHING]++;
	one->turn = *turn;
	turns_fetching(p->turns, &one->turn, at);
	return one;
}

static void end(struct poll *one)
{
	struct poller *p = one->poller;

	turns_end(p->turns, &one->turn);
	*one->from = one->next;
	if (one->next != NULL)
		one->next->from = one->from;
	p->running--;
	p->stages[one->stage]--;
	report_free(one->report);
	free(one);
}

/* --- when ------------------------------------------------------------------------------ */

static bool has_room(const struct poller *p)
{
	return pool_waiting(p->pool) < turns_places(p->turns) && clerk_has_room(p->clerk);
}

/* No poll is planned: those under way are the last. */
static void wind_down(struct poller *p)
{
	loop_cancel(p->loop, &p->timer);
	if (p->once)
		ledger_flush(p->ledger);
	if (p->running == 0 && !ledger_busy(p->ledger) && p->hooks.idle != NULL)
		p->hooks.idle(p->hooks.ctx);
}

static void arm(struct poller *p)
{
	const struct turns_now at = now();

	if (p->stopped)
		return;
	int64_t wait = turns_wait(p->turns, &at, has_room(p) ? 0 : NO_ROOM_MS);
	if (wait == TURNS_NEVER)
		wind_down(p);
	else
		loop_after(p->loop, &p->timer, wait, tick, p);
}

/* The feed, in whatever roster runs now, is due at `at`. */
static void due(struct poller *p, const struct report *r, int64_t at, bool stored)
{
	struct roster_feed *f = r->feed;

	if (r->roster != p->roster)
		f = roster_find(p->roster, f->row.id);
	if (f == NULL)
		return;
	f->slow = r->slow;
	/* The clock may have been set back while the poll was under way. */
	int64_t latest =
	    time(NULL) + (r->row.interval > TURNS_AGAIN ? r->row.interval : TURNS_AGAIN);
	if (at != POLICY_NEVER && at > latest)
		at = latest;
	if (strcmp(f->conf->url, r->feed->conf->url) != 0) {
		/* A reload gave it another URL, of which this poll says nothing. */
		stored = false;
		at = r->now;
	}
	if (stored && r->quiet)
		roster_touch(f, &r->row);
	else if (stored && roster_remember(f, &r->row, r->moved_to) != CT_OK)
		log_error("out of memory");
	if (stored && r->contents != NULL)
		roster_know(f, r->contents, r->lacking ? 0 : r->ncontents);
	turns_plan(p->turns, f, at);
}

/* --- judge --------------------------------------------------------------------------- */

static void on_judged(struct task *t, enum ct_err err, bool full)
{
	struct report *r = (struct report *)t;
	struct poll *one = r->owner;
	struct poller *p = one->poller;

	if (err == CT_OK) {
		report_log(r);
		due(p, r, r->row.next_poll, true);
	} else {
		/* Nothing was stored: the next poll asks with the old validators. */
		snprintf(r->error, sizeof(r->error), "%s", clerk_error(p->clerk));
		r->health = (struct health){"store", POLICY_STUCK, false};
		log_msg(p->stuck || p->stopped ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR,
		    r->feed->conf->name, "%s: %s",
		    full ? "disk full, will try again" : "not stored", r->error);
		due(p, r, r->now + TURNS_AGAIN, false);
	}
	p->stuck = err != CT_OK;
	if (p->hooks.polled != NULL)
		p->hooks.polled(p->hooks.ctx, r);
	end(one);
	arm(p);
}

static void judge(struct poll *one)
{
	struct report *r = one->report;

	enter(one, JUDGING);
	r->now = time(NULL);
	r->task.run = report_run;
	r->task.done = on_judged;
	r->task.write = true;
	r->task.cost = 1 + (unsigned)(r->message.n / DOCUMENT);
	clerk_submit(one->poller->clerk, &r->task);
}

/* Nothing but times and counts changed: that is written when it suits. */
static void note(struct poll *one)
{
	struct report *r = one->report;
	struct poller *p = one->poller;

	report_log(r);
	ledger_add(p->ledger, &r->row);
	due(p, r, r->row.next_poll, true);
	if (p->hooks.polled != NULL)
		p->hooks.polled(p->hooks.ctx, r);
	end(one);
	arm(p);
}

/* --- parse ------------------------------------------------------------------------------- */

static void on_parsed(void *ctx, enum pool_outcome outcome, const char *why, struct buf *message)
{
	struct poll *one = ctx;
	struct report *r = one->report;

	if (outcome == POOL_OK) {
		r->message = *message;
		*message = BUF_INIT(message->max);
	} else {
		r->fetched = (struct health){
		    outcome == POOL_KILLED ? "too costly" : "unreadable", POLICY_FAILED, false};
		snprintf(r->error, sizeof(r->error), "the parser was stopped: %s", why);
	}
	judge(one);
}

static void parse(struct poll *one, struct fetch_result *fr)
{
	struct report *r = one->report;

	enter(one, PARSING);
	struct buf known = BUF_INIT(SIZE_MAX / 2);
	for (size_t i = 0; i < r->feed->nknown; i++)
		buf_add_u64(&known, r->feed->known[i]);
	enum ct_err err = pool_parse(one->poller->pool, &fr->body, view_of(fr->url),
	    view_of(fr->content_type), buf_view(&known), on_parsed, one);
	buf_free(&known);
	if (err == CT_OK)
		return;
	r->fetched = (struct health){"unreadable", POLICY_STUCK, false};
	snprintf(r->error, sizeof(r->error), "no parser: %s", ct_strerror(err));
	judge(one);
}

/* --- fetch ------------------------------------------------------------------------------- */

static bool same_body(struct report *r, struct view body)
{
	XXH128_hash_t h = XXH3_128bits(body.n > 0 ? body.p : "", body.n);

	r->body_hash[0] = h.low64;
	r->body_hash[1] = h.high64;
	return h.low64 == r->feed->row.body_hash[0] && h.high64 == r->feed->row.body_hash[1];
}

static void on_fetched(void *ctx, struct fetch_result *fr)
{
	struct poll *one = ctx;
	struct report *r = one->report;

	one->fetch = NULL;
	r->slow = fr->ms >= TURNS_SLOW_MS;
	enum ct_err err = report_take_fetch(r, fr);
	if (err != CT_OK) {
		r->fetched = (struct health){"failed", POLICY_STUCK, false};
		snprintf(r->error, sizeof(r->error), "out of memory");
	} else if (r->fetched.read) {
		r->unchanged = fr->status == 304 || same_body(r, buf_view(&fr->body));
		if (!r->unchanged) {
			parse(one, fr);
			return;
		}
		r->now = time(NULL);
		if (r->roster == one->poller->roster && report_quiet(r)) {
			note(one);
			return;
		}
	}
	judge(one);
}

/* No memory to begin a poll with: n feeds are put off. */
static void lose(struct poller *p, size_t n)
{
	if (n > 0)
		log_error("out of memory");
	for (; n > 0 && p->hooks.lost != NULL; n--)
		p->hooks.lost(p->hooks.ctx);
}

static void fetch(struct poll *one)
{
	const struct roster_feed *f = one->report->feed;
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
	enum ct_err err = fetch_start(one->poller->fetcher, &request, on_fetched, one, &one->fetch);

	if (err == CT_OK)
		return;
	one->report->fetched = (struct health){"failed", POLICY_STUCK, false};
	snprintf(one->report->error, sizeof(one->report->error), "%s", ct_strerror(err));
	judge(one);
}

/* Sends the next one on its way; false: there is none. */
static bool fetch_next(struct poller *p, const struct turns_now *at)
{
	struct turn turn;
	struct roster_feed *f = turns_next(p->turns, &turn);

	if (f == NULL)
		return false;
	struct poll *one = begin(p, &turn, f, at);
	if (one != NULL) {
		fetch(one);
		return true;
	}
	turns_put_off(p->turns, &turn, f, at);
	lose(p, 1);
	return true;
}

static void tick(void *ctx)
{
	struct poller *p = ctx;
	const struct turns_now at = now();

	lose(p, turns_call(p->turns, &at));
	while (has_room(p) && fetch_next(p, &at))
		;
	arm(p);
}

/* What was noted is in the store, or is not: then it is at each feed's next change. */
static void on_written(void *ctx, enum ct_err err, bool full)
{
	struct poller *p = ctx;
	const char *why = err != CT_OK ? clerk_error(p->clerk) : NULL;

	if (why != NULL)
		log_msg(p->stuck ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR, NULL, "%s: %s",
		    full ? "disk full" : "not stored", why);
	p->stuck = why != NULL;
	if (p->hooks.written != NULL)
		p->hooks.written(p->hooks.ctx, why);
	arm(p);
}

/* --- outside ----------------------------------------------------------------------------- */

struct poller *poller_new(struct loop *l, struct fetcher *f, struct pool *pool, struct clerk *c,
    const struct poller_hooks *hooks)
{
	struct poller *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->loop = l;
	p->fetcher = f;
	p->pool = pool;
	p->clerk = c;
	p->hooks = *hooks;
	p->turns = turns_new();
	p->ledger = ledger_new(l, c, &(struct ledger_hooks){p, on_written});
	if (p->turns == NULL || p->ledger == NULL) {
		poller_free(p);
		return NULL;
	}
	return p;
}

void poller_free(struct poller *p)
{
	if (p == NULL)
		return;
	loop_cancel(p->loop, &p->timer);
	while (p->polls != NULL) {
		if (p->polls->fetch != NULL)
			fetch_cancel(p->polls->fetch);
		end(p->polls);
	}
	ledger_free(p->ledger);
	turns_free(p->turns);
	roster_unref(p->roster);
	free(p);
}

/* Feeds that a poll of the old roster is out for are busy in the new one. */
static void mark_busy(const struct poller *p, struct roster *r)
{
	for (const struct poll *one = p->polls; one != NULL; one = one->next) {
		struct roster_feed *f = roster_find(r, one->report->feed->row.id);

		if (f != NULL)
			f->busy = true;
	}
}

enum ct_err poller_start(struct poller *p, struct roster *r, bool once)
{
	const struct turns_now at = now();

	if (p->roster != NULL)
		roster_take_over(r, p->roster, time(NULL));
	mark_busy(p, r);
	enum ct_err err = turns_start(p->turns, r, once, &at);
	if (err != CT_OK)
		return err;
	roster_unref(p->roster);
	p->roster = roster_ref(r);
	p->once = once;
	arm(p);
	return CT_OK;
}

struct roster *poller_roster(struct poller *p)
{
	return p->roster;
}

size_t poller_poll_now(struct poller *p, struct view name)
{
	/* Before what comes of it: no feed's row goes back to what it was. */
	ledger_flush(p->ledger);
	size_t n = turns_hurry(p->turns, name);
	arm(p);
	return n;
}

void poller_write(struct poller *p)
{
	ledger_flush(p->ledger);
}

void poller_stop(struct poller *p)
{
	p->stopped = true;
	ledger_flush(p->ledger);
	loop_cancel(p->loop, &p->timer);
	for (struct poll *one = p->polls, *next; one != NULL; one = next) {
		next = one->next;
		if (one->stage != FETCHING)
			continue;
		fetch_cancel(one->fetch);
		end(one);
	}
}

size_t poller_running(const struct poller *p)
{
	return p->running;
}

void poller_count(const struct poller *p, struct poller_counts *out)
{
	*out = (struct poller_counts){
	    .waiting = turns_waiting(p->turns),
	    .fetching = p->stages[FETCHING],
	    .parsing = p->stages[PARSING],
	    .judging = p->stages[JUDGING],
	};
	if (p->roster == NULL)
		return;
	out->configured = p->roster->n;
	for (size_t i = 0; i < p->roster->n; i++) {
		struct view state = p->roster->feeds[i].row.state;

		out->ok += view_is(state, "ok");
		out->failing += state.n > 0 && !view_is(state, "ok");
	}
}
