#include "poller.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <xxhash.h>

#include "gate.h"
#include "ledger.h"
#include "log.h"
#include "timetable.h"
#include "url.h"

#define REDIRECTS 5
#define DOCUMENT 4096 /* bytes of a message that an entry takes, about */
#define NO_ROOM_MS 50
#define AGAIN 60        /* seconds after trouble of our own */
#define LOOK_MS 3600000 /* the clock is looked at as often */
#define CLOCK_SET 60    /* seconds, by which a clock that runs is never off at once */
#define SLOW_MS 500     /* a fetch that takes longer gives its place to another */
#define SLOW_PLACES 8   /* times as many places as for the others */
#define FDS 3           /* descriptors that a fetch may take at once */

enum stage { FETCHING, PARSING, JUDGING };

/* One poll under way. */
struct poll {
	struct report *report;
	struct poller *poller;
	struct fetch *fetch; /* while FETCHING */
	enum stage stage;
	struct poll *next, **from;
	/* while FETCHING */
	int64_t began; /* loop's ms */
	struct gate *gate;
	struct hosts_item turn;     /* its host's, in gate */
	bool slow;                  /* has one of the slow places */
	struct poll *older, *newer; /* of those that are not slow */
};

struct poller {
	struct loop *loop;
	struct fetcher *fetcher;
	struct pool *pool;
	struct clerk *clerk;
	struct poller_hooks hooks;
	struct roster *roster;
	struct timetable *timetable;
	struct ledger *ledger;
	struct loop_timer timer;
	struct poll *polls;
	struct poll *oldest, *newest; /* FETCHING, and not slow */
	/* Those known to be slow have a gate of their own: they take none of the
	 * others' places even for SLOW_MS. */
	struct gate quick, slow;
	size_t running, places, nslow, slow_places, stages[3];
	int64_t ahead;       /* seconds of the wall clock before the loop's */
	bool once;           /* each feed is polled once and not again */
	bool stopped, stuck; /* stuck: the last poll could not be stored */
};

static void tick(void *ctx);
static void arm(struct poller *p);

/* --- a poll's record ---------------------------------------------------------------- */

static void unlink_quick(struct poll *one)
{
	struct poller *p = one->poller;

	*(one->older != NULL ? &one->older->newer : &p->oldest) = one->newer;
	*(one->newer != NULL ? &one->newer->older : &p->newest) = one->older;
	one->older = one->newer = NULL;
}

/* The fetch is over: its host's turn and its place are another's. */
static void leave_gate(struct poll *one)
{
	if (one->slow)
		one->poller->nslow--;
	else
		unlink_quick(one);
	one->slow = false;
	hosts_leave(one->gate->hosts, &one->turn);
}

static void enter(struct poll *one, enum stage stage)
{
	struct poller *p = one->poller;
	bool fetched = one->stage == FETCHING;

	if (fetched)
		leave_gate(one);
	p->stages[one->stage]--;
	one->stage = stage;
	p->stages[stage]++;
	if (fetched)
		arm(p); /* who waits for the host need not wait for what comes behind */
}

static struct poll *begin(
    struct poller *p, struct gate *gate, const struct hosts_item *turn, struct roster_feed *f)
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
	one->began = loop_now(p->loop);
	one->gate = gate;
	one->turn = *turn;
	one->slow = gate == &p->slow;
	if (one->slow) {
		p->nslow++;
		return one;
	}
	one->older = p->newest;
	*(one->older != NULL ? &one->older->newer : &p->oldest) = one;
	p->newest = one;
	return one;
}

static void end(struct poll *one)
{
	struct poller *p = one->poller;

	if (one->stage == FETCHING)
		leave_gate(one);
	*one->from = one->next;
	if (one->next != NULL)
		one->next->from = one->from;
	p->running--;
	p->stages[one->stage]--;
	report_free(one->report);
	free(one);
}

/* --- the timetable --------------------------------------------------------------------- */

/* How far the wall clock is ahead of the time since the machine was started,
 * which nobody sets, and which counts sleep: only setting the clock changes it. */
static int64_t clock_ahead(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return time(NULL) - t.tv_sec;
}

/* Times in the table are the wall clock's.  Where it was set, they go with it:
 * else a clock set back would silence all feeds, and one set forward ask all at
 * once. */
static void heed_clock(struct poller *p)
{
	int64_t ahead = clock_ahead(), set = ahead - p->ahead;

	p->ahead = ahead;
	if (set >= -CLOCK_SET && set <= CLOCK_SET)
		return;
	for (size_t i = 0; !p->once && i < p->roster->n; i++) {
		struct roster_feed *f = &p->roster->feeds[i];

		if (f->busy || f->row.next_poll == POLICY_NEVER)
			continue;
		f->row.next_poll += set;
		timetable_set(p->timetable, i, f->row.next_poll);
	}
}

/* Places that are not taken, by fetches or by what comes behind them. */
static bool has_place(const struct poller *p)
{
	return p->running - p->nslow < p->places;
}

static bool has_slow_place(const struct poller *p)
{
	return p->nslow < p->slow_places;
}

static bool has_room(const struct poller *p)
{
	return pool_waiting(p->pool) < p->places && clerk_has_room(p->clerk);
}

/* Milliseconds until a feed at a gate may go on; -1: the end of a poll will tell. */
static int64_t until_turn(const struct poller *p)
{
	bool quick = gate_ready(&p->quick);

	if ((quick && has_place(p)) || (gate_ready(&p->slow) && has_slow_place(p)))
		return has_room(p) ? 0 : NO_ROOM_MS;
	if (!quick || !has_slow_place(p) || p->oldest == NULL)
		return -1;
	int64_t left = p->oldest->began + SLOW_MS - loop_now(p->loop);
	return left > 0 ? left : 0;
}

/* The wall clock in milliseconds.  (time(2) may be some behind, and what is due by the
 * one would not be by the other.) */
static int64_t wall_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void arm(struct poller *p)
{
	if (p->stopped)
		return;
	heed_clock(p);
	int64_t next = timetable_next(p->timetable), now = wall_ms();
	size_t waiting = p->quick.waiting + p->slow.waiting;
	if (next == TIMETABLE_NEVER && waiting == 0) {
		loop_cancel(p->loop, &p->timer);
		if (p->once)
			ledger_flush(p->ledger);
		if (p->running == 0 && !ledger_busy(p->ledger) && p->hooks.idle != NULL)
			p->hooks.idle(p->hooks.ctx);
		return;
	}
	int64_t wait = next <= (now + LOOK_MS) / 1000 ? next * 1000 - now : LOOK_MS;
	int64_t turn = waiting > 0 ? until_turn(p) : -1;
	loop_after(p->loop, &p->timer, turn >= 0 && turn < wait ? turn : wait, tick, p);
}

/* The feed, in whatever roster runs now, is due at `at`. */
static void due(struct poller *p, const struct report *r, int64_t at, bool stored)
{
	struct roster_feed *f = r->feed;

	if (r->roster != p->roster)
		f = roster_find(p->roster, f->row.id);
	if (f == NULL)
		return;
	f->busy = false;
	f->slow = r->slow;
	/* The clock may have been set back while the poll was under way. */
	int64_t latest = time(NULL) + (r->row.interval > AGAIN ? r->row.interval : AGAIN);
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
	f->row.next_poll = at;
	if (!p->once)
		timetable_set(p->timetable, (size_t)(f - p->roster->feeds), at);
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
		due(p, r, r->now + AGAIN, false);
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
	r->slow = fr->ms >= SLOW_MS;
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

/* No memory to begin with. */
static void put_off(struct poller *p, size_t slot)
{
	log_error("out of memory");
	if (p->hooks.lost != NULL)
		p->hooks.lost(p->hooks.ctx);
	if (!p->once)
		timetable_set(p->timetable, slot, time(NULL) + AGAIN);
}

static const char *url_of(const struct roster_feed *f)
{
	return f->row.moved_url.n > 0 ? f->row.moved_url.p : f->conf->url;
}

/* Sends the next one at the gate on its way; false: there is none. */
static bool fetch_next(struct poller *p, struct gate *gate)
{
	struct hosts_item turn;
	size_t slot = gate_next(gate, &turn);
	if (slot == SIZE_MAX)
		return false;
	struct roster_feed *f = &p->roster->feeds[slot];
	const struct conf_feed *cf = f->conf;
	const struct fetch_request request = {
	    .url = url_of(f),
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
	struct poll *one = begin(p, gate, &turn, f);
	if (one == NULL) {
		hosts_leave(gate->hosts, &turn);
		f->busy = false;
		put_off(p, slot);
		return true;
	}
	enum ct_err err = fetch_start(p->fetcher, &request, on_fetched, one, &one->fetch);
	if (err == CT_OK)
		return true;
	one->report->fetched = (struct health){"failed", POLICY_STUCK, false};
	snprintf(one->report->error, sizeof(one->report->error), "%s", ct_strerror(err));
	judge(one);
	return true;
}

static void join(struct poller *p, size_t slot)
{
	struct roster_feed *f = &p->roster->feeds[slot];
	struct gate *gate = f->slow ? &p->slow : &p->quick;

	if (gate_join(gate, slot, url_host(view_of(url_of(f)))) != CT_OK) {
		put_off(p, slot);
		return;
	}
	f->busy = true;
}

/* Fetches that have proved slow make way. */
static void make_way(struct poller *p)
{
	int64_t until = loop_now(p->loop) - SLOW_MS;

	while (p->oldest != NULL && p->oldest->began <= until && has_slow_place(p)) {
		struct poll *one = p->oldest;

		unlink_quick(one);
		one->slow = true;
		p->nslow++;
	}
}

static void tick(void *ctx)
{
	struct poller *p = ctx;

	heed_clock(p);
	int64_t now = wall_ms() / 1000;
	make_way(p);
	for (size_t slot; (slot = timetable_take(p->timetable, now)) != SIZE_MAX;)
		join(p, slot);
	while (has_place(p) && has_room(p) && fetch_next(p, &p->quick))
		;
	while (has_slow_place(p) && has_room(p) && fetch_next(p, &p->slow))
		;
	arm(p);
}

/* As many as there are descriptors for. */
static size_t slow_places(size_t places)
{
	struct rlimit l;
	size_t most = SLOW_PLACES * places, fds = 1024;

	if (getrlimit(RLIMIT_NOFILE, &l) == 0)
		fds = (size_t)l.rlim_cur;
	fds /= FDS;
	return fds > places + most ? most : fds > 2 * places ? fds - places : places;
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
	p->ahead = clock_ahead();
	p->ledger = ledger_new(l, c, &(struct ledger_hooks){p, on_written});
	if (p->ledger == NULL) {
		free(p);
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
	gate_free(&p->quick);
	gate_free(&p->slow);
	timetable_free(p->timetable);
	roster_unref(p->roster);
	free(p);
}

/* Feeds that a poll of the old roster is out for are busy in the new one. */
static void mark_busy(struct poller *p)
{
	for (struct poll *one = p->polls; one != NULL; one = one->next) {
		struct roster_feed *f = roster_find(p->roster, one->report->feed->row.id);

		if (f != NULL)
			f->busy = true;
	}
}

/* What the old roster has in memory only, or was told since the new one was read; and
 * a feed that is to be polled more often need not wait for what was planned. */
static void take_over(struct roster *r, struct roster *old)
{
	int64_t now = time(NULL);

	for (size_t i = 0; old != NULL && i < r->n; i++) {
		struct roster_feed *f = &r->feeds[i];
		const struct roster_feed *was = roster_find(old, f->row.id);

		if (was == NULL)
			continue;
		f->slow = was->slow;
		if (was->row.polls > f->row.polls && strcmp(was->conf->url, f->conf->url) == 0)
			roster_touch(f, &was->row);
		if (f->conf->interval < was->conf->interval && f->row.next_poll != POLICY_NEVER &&
		    f->row.next_poll > now + f->conf->interval)
			f->row.next_poll = now + f->conf->interval;
	}
}

enum ct_err poller_start(struct poller *p, struct roster *r, bool once)
{
	struct timetable *t = timetable_new(r->n);
	struct hosts_item *quick = calloc(r->n + 1, sizeof(*quick));
	struct hosts_item *slow = calloc(r->n + 1, sizeof(*slow));
	size_t per_host = (size_t)r->conf->per_host;

	if (t == NULL || quick == NULL || slow == NULL || gate_open(&p->quick, per_host) != CT_OK ||
	    gate_open(&p->slow, per_host) != CT_OK) {
		timetable_free(t);
		free(quick);
		free(slow);
		return CT_ENOMEM;
	}
	/* Those who wait are due in the new one. */
	gate_renew(&p->quick, quick, r->n);
	gate_renew(&p->slow, slow, r->n);
	take_over(r, p->roster);
	timetable_free(p->timetable);
	roster_unref(p->roster);
	p->timetable = t;
	p->roster = roster_ref(r);
	if (p->places == 0) { /* the first */
		p->places = (size_t)r->conf->concurrency;
		p->slow_places = slow_places(p->places);
	}
	p->once = once;
	mark_busy(p);
	for (size_t i = 0; i < r->n; i++)
		if (!r->feeds[i].busy)
			timetable_set(t, i, once ? 0 : r->feeds[i].row.next_poll);
	arm(p);
	return CT_OK;
}

struct roster *poller_roster(struct poller *p)
{
	return p->roster;
}

size_t poller_poll_now(struct poller *p, struct view name)
{
	size_t n = 0;

	/* Before what comes of it: no feed's row goes back to what it was. */
	ledger_flush(p->ledger);
	for (size_t i = 0; i < p->roster->n; i++) {
		struct roster_feed *f = &p->roster->feeds[i];

		if (f->busy || (name.n > 0 && !view_is(name, f->conf->name)))
			continue;
		timetable_set(p->timetable, i, 0);
		n++;
	}
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
	    .waiting = p->quick.waiting + p->slow.waiting,
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
