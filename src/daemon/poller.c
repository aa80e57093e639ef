#include "poller.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ledger.h"
#include "log.h"
#include "poll.h"

#define NO_ROOM_MS 50

struct poller {
	struct loop *loop;
	struct poll_env env;
	struct poller_hooks hooks;
	struct roster *roster;
	struct turns *turns;
	struct ledger *ledger;
	struct loop_timer timer;
	struct poll *polls;
	size_t running;
	bool once;           /* each feed is polled once and not again */
	bool stopped, stuck; /* stuck: the last poll could not be stored */
};

static void tick(void *ctx);
static void arm(struct poller *p);

/* --- a poll's record ---------------------------------------------------------------- */

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
	struct poll *one = poll_new(&p->env, p->roster, f);

	if (one == NULL)
		return NULL;
	one->poller = p;
	one->next = p->polls;
	one->from = &p->polls;
	if (one->next != NULL)
		one->next->from = &one->next;
	p->polls = one;
	p->running++;
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
	poll_free(one);
}

/* --- when ------------------------------------------------------------------------------ */

/* A quarter of the places in bodies that wait, or all of them in what is to be judged,
 * keeps workers and clerk at work. */
static bool is_crowded(const struct poller *p)
{
	return 4 * pool_waiting(p->env.pool) > turns_places(p->turns) ||
	       clerk_waiting(p->env.clerk) > turns_places(p->turns);
}

static bool has_room(const struct poller *p)
{
	return pool_waiting(p->env.pool) < turns_places(p->turns) && clerk_has_room(p->env.clerk) &&
	       freight_behind(p->env.freight) < FREIGHT_ENOUGH;
}

/* No poll is planned: those under way are the last. */
static void wind_down(struct poller *p)
{
	loop_rest(p->loop, &p->timer);
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
	turns_crowd(p->turns, is_crowded(p));
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
	int64_t wall = time(NULL);
	if (at != POLICY_NEVER && wall < r->now)
		at -= r->now - wall;
	if (strcmp(f->conf->url, r->feed->conf->url) != 0) {
		/* A reload gave it another URL, of which this poll says nothing. */
		stored = false;
		at = r->now;
	}
	if (stored && r->quiet)
		roster_touch(f, &r->row);
	else if (stored && roster_remember(p->roster, f, &r->row, r->moved_to) != CT_OK)
		log_error("out of memory");
	if (stored && r->contents != NULL) {
		roster_know(f, r->contents, r->lacking ? 0 : r->ncontents);
		f->whole = r->whole ? r->now : f->whole;
	}
	turns_plan(p->turns, f, at);
}

/* --- what becomes of a poll -------------------------------------------------------------- */

/* Who waits for the host need not wait for what comes behind. */
static void on_fetched(struct poll *one)
{
	turns_fetched(one->poller->turns, &one->turn);
	arm(one->poller);
}

static void finish(struct poll *one)
{
	struct poller *p = one->poller;

	if (p->hooks.polled != NULL)
		p->hooks.polled(p->hooks.ctx, one->report);
	end(one);
	arm(p);
}

static void on_judged(struct poll *one, enum ct_err err, bool full)
{
	struct report *r = one->report;
	struct poller *p = one->poller;

	if (err == CT_OK) {
		r->feed->unstored = 0;
		report_log(r);
		due(p, r, r->row.next_poll, true);
	} else {
		/* Nothing was stored: the next poll asks with the old validators. */
		snprintf(r->error, sizeof(r->error), "%s", clerk_error(p->env.clerk));
		r->health = (struct health){"store", POLICY_STUCK, false};
		log_msg(p->stuck || p->stopped ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR,
		    r->feed->conf->name, "%s: %s",
		    full ? "disk full, will try again" : "not stored", r->error);
		/* A full disk is nobody's fault, and soon over; what fails time after time by
		 * itself may be the document's. */
		int64_t again = policy_unstored(full ? 0 : r->feed->unstored);
		r->feed->unstored += !full && again < POLICY_UNSTORED_MAX;
		due(p, r, r->now + again, false);
	}
	p->stuck = err != CT_OK;
	finish(one);
}

/* Where nothing but times and counts changed that is written when it suits.  (What an
 * older roster remembers may not be so any more.) */
static bool on_same(struct poll *one)
{
	struct report *r = one->report;
	struct poller *p = one->poller;

	if (r->roster != p->roster || !report_quiet(r))
		return false;
	report_log(r);
	ledger_add(p->ledger, &r->row);
	due(p, r, r->row.next_poll, true);
	finish(one);
	return true;
}

/* --- turns ------------------------------------------------------------------------------- */

/* No memory to begin a poll with: n feeds are put off. */
static void lose(struct poller *p, size_t n)
{
	if (n > 0)
		log_error("out of memory");
	for (; n > 0 && p->hooks.lost != NULL; n--)
		p->hooks.lost(p->hooks.ctx);
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
		poll_begin(one);
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
	const char *why = err != CT_OK ? clerk_error(p->env.clerk) : NULL;

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
    struct freight *freight, const struct poller_hooks *hooks)
{
	struct poller *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->loop = l;
	p->env = (struct poll_env){f, pool, c, freight, on_fetched, on_same, on_judged};
	p->hooks = *hooks;
	p->turns = turns_new();
	p->ledger = ledger_new(l, c, &(struct ledger_hooks){p, on_written});
	if (loop_keep(l, &p->timer) != CT_OK || p->turns == NULL || p->ledger == NULL) {
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
	while (p->polls != NULL)
		end(p->polls);
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
		if (one->stage == POLL_FETCHING)
			end(one);
	}
}

size_t poller_running(const struct poller *p)
{
	return p->running;
}

void poller_count(const struct poller *p, struct poller_counts *out)
{
	size_t stages[3] = {0};

	for (const struct poll *one = p->polls; one != NULL; one = one->next)
		stages[one->stage]++;
	*out = (struct poller_counts){
	    .waiting = turns_waiting(p->turns),
	    .fetching = stages[POLL_FETCHING],
	    .parsing = stages[POLL_PARSING],
	    .judging = stages[POLL_JUDGING],
	};
	if (p->roster == NULL)
		return;
	out->configured = p->roster->n;
	out->ok = p->roster->ok;
	out->failing = p->roster->failing;
}
