#include "errands.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <xxhash.h>

#include "errand.h"
#include "log.h"
#include "lately.h"
#include "look.h"
#include "pace.h"
#include "url.h"

#define FLYING 16 /* pages under way at most */
#define REDIRECTS 5
#define PUT_OFF_MS 5000 /* a longer rest is waited for in the store */
#define AGAIN_MS 30000  /* after trouble of our own */
/* Times as long as a look took no other begins: where few are due among ten thousand
 * feeds that wait it takes 20 ms, else 0.1. */
#define LOOK_SHARE 50

struct errands {
	struct loop *loop;
	struct fetcher *fetcher;
	struct pool *pool;
	struct clerk *clerk;
	struct errands_hooks hooks;
	struct errand *flying;
	size_t nflying, nheld;
	struct look look;
	int64_t look_from; /* loop's ms: none begins before */
	bool looking, again, waiting, stopped, once;
	struct loop_timer timer;
	struct pace pace; /* by the loop's ms */
	struct lately lately;
};

/* --- look ------------------------------------------------------------------- */

static void send_held(struct errands *es);

static void on_timer(void *ctx)
{
	send_held(ctx);
	errands_kick(ctx);
}

static void look_again(struct errands *es, int64_t ms)
{
	loop_after(es->loop, &es->timer, ms, on_timer, es);
}

/* The store failed, or memory was short. */
static void after_trouble(struct errands *es)
{
	if (es->stopped)
		return;
	es->again = false; /* it looks again in any case, or never */
	es->waiting = !es->once;
	if (es->waiting)
		look_again(es, AGAIN_MS);
	else if (!errands_busy(es))
		es->hooks.idle(es->hooks.ctx);
}

/* Is one of its feed, or of its page, under way? */
static bool in_hand(const struct errands *es, const struct errand *e)
{
	for (const struct errand *f = es->flying; f != NULL; f = f->next)
		if (f->feed == e->feed || (f->page == e->page && e->page != 0))
			return true;
	return false;
}

/* Which page it is, for all feeds that may be led to the same places and take as much; 0:
 * none.  Seeded, or a stranger's link could be made to pass for it. */
static uint64_t page_of(const struct errands *es, const struct errand *e)
{
	struct buf key = BUF_INIT(64 * 1024);
	uint64_t page = 0;

	url_canonical(&key, view_of(e->url));
	if (key.n > 0 && e->of != NULL) {
		size_t n = e->of->npage_allow * sizeof(e->of->page_allow[0]);
		page = XXH3_64bits_withSeed(key.p, key.n,
		    es->pace.seed ^ (uint64_t)e->of->conf->max_size ^
			(n > 0 ? XXH3_64bits(e->of->page_allow, n) : 0));
	}
	if (key.err != CT_OK) /* cut off it may be another's */
		page = 0;
	buf_free(&key);
	return page;
}

/* ms until the page may be asked for. */
static int64_t rest_of(const struct errands *es, const struct errand *e)
{
	int64_t most = pace_left(&es->pace, e->feed, e->url, loop_now(es->loop));

	for (const struct errand *f = es->flying; f != NULL; f = f->next)
		if (f->fetch != NULL && most < PACE_MS && pace_same_host(f->url, e->url))
			most = PACE_MS;
	return most;
}

/* --- the clerk's part ---------------------------------------------------------- */

static void unlink_one(struct errands *es, struct errand *e)
{
	struct errand **from = &es->flying;

	while (*from != e)
		from = &(*from)->next;
	*from = e->next;
	es->nflying--;
}

/* Others need not ask for its page: its story has the text, or there is none, or it comes
 * later.  But where it was of no use to this entry nobody has its text. */
static void note_lately(struct errands *es, const struct errand *e)
{
	struct lately_page p = {e->page, e->feed, e->ident, e->asked, 0, 0};
	bool judged = e->end == ERRAND_JUDGE, used = e->fresh && e->full_text;

	if (e->asked == 0 || e->ours || (judged ? e->has_page && !used : e->end != ERRAND_RETRY))
		return;
	if (judged && used)
		p.story = e->story;
	if (!judged)
		p.retry = e->retry_at;
	lately_add(&es->lately, &p);
}

static void tell(const struct errand *e)
{
	const char *feed = e->of != NULL ? e->of->conf->name : "";

	if (e->end == ERRAND_JUDGE && !e->full_text)
		log_msg(LOG_LEVEL_INFO, feed, "%s: %s: judged by the feed's text", e->url, e->why);
	else if (e->end == ERRAND_RETRY)
		log_msg(e->ours ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG, feed,
		    "%s: %s: will try again", e->url, e->why);
	if (e->fresh && (e->verdict != CT_NEW || e->alerts > 0))
		log_msg(LOG_LEVEL_INFO, feed, "%s %.2f %s", ct_verdict_name(e->verdict), e->score,
		    e->url);
}

/* What was read is not read again because there is no room for it: it is kept. */
static void hold(struct errands *es, struct errand *e)
{
	if (es->nheld++ == 0)
		log_warning("pages: disk full, will try again: %s", clerk_error(es->clerk));
	e->held = true;
	es->waiting = true;
	look_again(es, AGAIN_MS);
}

static void send_held(struct errands *es)
{
	es->nheld = 0;
	for (struct errand *e = es->flying; e != NULL; e = e->next)
		if (e->held) {
			e->held = false;
			clerk_submit(es->clerk, &e->task);
		}
}

static void settle(struct errand *e, enum errand_end end);

/* May it be settled otherwise, then that is under way. */
static bool settle_otherwise(struct errands *es, struct errand *e, bool full)
{
	bool failed = e->end == ERRAND_JUDGE;

	if (es->stopped || es->once)
		return false;
	if (full) {
		hold(es, e);
	} else if (failed) {
		log_msg(LOG_LEVEL_WARNING, e->of->conf->name, "%s: not stored: %s", e->url,
		    clerk_error(es->clerk));
		errand_failed(e, time(NULL));
		if (e->end == ERRAND_LOSE)
			log_msg(LOG_LEVEL_ERROR, e->of->conf->name, "%s: given up", e->url);
		settle(e, e->end);
	}
	return full || failed;
}

static void on_settled(struct task *t, enum ct_err err, bool full)
{
	struct errand *e = (struct errand *)t;
	struct errands *es = e->owner;
	struct errands_end end = {err != CT_OK, e->fresh, e->verdict, e->alerts};

	if (err != CT_OK && settle_otherwise(es, e, full))
		return;
	end.failed |= e->end == ERRAND_LOSE;
	unlink_one(es, e);
	if (err == CT_OK) {
		note_lately(es, e);
		tell(e);
	} else if (!es->stopped) {
		log_msg(LOG_LEVEL_WARNING, e->of != NULL ? e->of->conf->name : NULL,
		    "page: not stored: %s", clerk_error(es->clerk));
	}
	es->hooks.ended(es->hooks.ctx, &end);
	errand_free(e);
	if (err == CT_OK)
		errands_kick(es);
	else
		after_trouble(es);
}

static void settle(struct errand *e, enum errand_end end)
{
	struct errands *es = e->owner;

	e->end = end;
	e->now = time(NULL);
	e->task.run = errand_run;
	e->task.done = on_settled;
	e->task.write = true;
	clerk_submit(es->clerk, &e->task);
}

/* --- fetch and extract ------------------------------------------------------------ */

static void on_extracted(void *ctx, enum pool_outcome outcome, const char *why, struct buf *message)
{
	struct errand *e = ctx;

	struct errands *es = e->owner;

	errand_extracted(e, outcome, why, es->once, message, time(NULL));
	settle(e, e->end);
}

static void on_fetched(void *ctx, struct fetch_result *fr)
{
	struct errand *e = ctx;
	struct errands *es = e->owner;

	e->fetch = NULL;
	pace_fetched(&es->pace, e->feed, e->url, fr, loop_now(es->loop));
	if (!errand_fetched(e, fr, es->once, time(NULL))) {
		settle(e, e->end);
		return;
	}
	enum ct_err err = pool_extract(
	    es->pool, &fr->body, view_of(fr->url), view_of(fr->content_type), on_extracted, e);
	if (err == CT_OK)
		return;
	if (err == CT_ELIMIT && pool_has_room(es->pool)) {
		snprintf(e->why, sizeof(e->why), "the page is too long");
		settle(e, ERRAND_JUDGE);
		return;
	}
	errand_unable(e, ct_strerror(err), es->once, time(NULL));
	settle(e, e->end);
}

static void fetch(struct errand *e)
{
	struct errands *es = e->owner;
	const struct conf_feed *cf = e->of->conf;
	const struct fetch_request request = {
	    .url = e->url,
	    .timeout_ms = cf->timeout * 1000,
	    .max_bytes = (size_t)cf->max_size,
	    .max_redirects = REDIRECTS,
	    .allow = e->of->page_allow, /* strangers write links: the feed's allow is its own */
	    .nallow = e->of->npage_allow,
	};
	enum ct_err err = fetch_start(es->fetcher, &request, on_fetched, e, &e->fetch);

	if (err == CT_OK)
		return;
	errand_unable(e, ct_strerror(err), es->once, time(NULL));
	settle(e, e->end);
}

/* --- what is due -------------------------------------------------------------------- */

static bool has_room(const struct errands *es)
{
	return es->nflying < FLYING && pool_has_room(es->pool) && clerk_has_room(es->clerk);
}

/* Why its page is not fetched, at last; NULL: it is, when its host may be asked. */
static const char *why_not(const struct errands *es, const struct errand *e, int64_t *rest)
{
	*rest = 0;
	if (e->of == NULL || !e->of->conf->fulltext)
		return "no full text any more";
	if (time(NULL) >= e->since + e->of->conf->fulltext_wait)
		return "waited long enough";
	if (e->tries >= ERRAND_TRIES)
		return "tried often enough";
	*rest = rest_of(es, e);
	return es->once && *rest > PUT_OFF_MS ? "its host is to be left alone" : NULL;
}

static bool shares(const struct errands *es, struct errand *e, int64_t now)
{
	const struct lately_page *p =
	    e->page != 0 ? lately_find(&es->lately, e->page, e->feed, e->ident, e->since) : NULL;

	return p != NULL && e->of->conf->fulltext && errand_shares(e, p, now);
}

static void take_over(struct errands *es, struct errand *e, struct roster *r)
{
	e->owner = es;
	e->next = es->flying;
	es->flying = e;
	es->nflying++;
	e->roster = e->of != NULL ? roster_ref(r) : NULL;
}

/* Takes it over, or lets it wait; ms until it may be taken, 0 where it was. */
static int64_t take(struct errands *es, struct errand *e, struct roster *r)
{
	int64_t rest = 0;

	e->of = roster_find(r, e->feed);
	e->page = page_of(es, e);
	bool waits = in_hand(es, e) || !has_room(es), shared = !waits && shares(es, e, time(NULL));
	const char *why = waits || shared ? NULL : why_not(es, e, &rest);
	if (waits || (why == NULL && rest > 0 && rest <= PUT_OFF_MS)) {
		errand_free(e);
		return waits ? PACE_MS : rest;
	}
	take_over(es, e, r);
	if (shared) {
		settle(e, e->end);
	} else if (why != NULL) {
		snprintf(e->why, sizeof(e->why), "%s", why);
		settle(e, e->of != NULL ? ERRAND_JUDGE : ERRAND_DROP);
	} else if (rest > 0) {
		/* Other hosts' pages of this feed need not wait for this one. */
		e->retry_at = time(NULL) + rest / 1000;
		settle(e, ERRAND_RETRY);
	} else {
		fetch(e);
	}
	return 0;
}

static void take_due(struct errands *es, struct roster *r)
{
	int64_t soon = INT64_MAX;

	for (struct errand *e = es->look.due, *next; e != NULL; e = next) {
		next = e->next;
		int64_t ms = take(es, e, r);
		if (ms > 0 && ms < soon)
			soon = ms;
	}
	es->look.due = NULL;
	if (es->look.next > 0) {
		int64_t ms = (es->look.next - time(NULL)) * 1000;
		soon = ms < soon ? ms : soon;
	}
	if (es->nheld > 0 && soon > AGAIN_MS)
		soon = AGAIN_MS;
	es->waiting = soon != INT64_MAX;
	if (es->waiting)
		look_again(es, soon > 0 ? soon : 1);
}

static void on_looked(struct task *t, enum ct_err err, bool full)
{
	struct errands *es = ((struct look *)t)->owner;
	struct roster *r = es->hooks.roster(es->hooks.ctx);

	(void)full;
	es->looking = false;
	es->look_from = loop_now(es->loop) + es->look.took_us * LOOK_SHARE / 1000;
	if (err != CT_OK || es->stopped || r == NULL) {
		look_drop(&es->look);
		if (err != CT_OK && !es->stopped) {
			log_warning(
			    "pages: %s", err == CT_EIO ? clerk_error(es->clerk) : ct_strerror(err));
			es->hooks.ended(es->hooks.ctx, &(struct errands_end){.failed = true});
			after_trouble(es);
		}
		return;
	}
	take_due(es, r);
	if (es->again)
		errands_kick(es);
	else if (!errands_busy(es))
		es->hooks.idle(es->hooks.ctx);
}

/* --- outside ----------------------------------------------------------------------------- */

struct errands *errands_new(struct loop *l, struct fetcher *f, struct pool *p, struct clerk *c,
    bool once, const struct errands_hooks *hooks)
{
	struct errands *es = calloc(1, sizeof(*es));

	if (es == NULL)
		return NULL;
	if (loop_keep(l, &es->timer) != CT_OK) {
		free(es);
		return NULL;
	}
	es->loop = l;
	es->fetcher = f;
	es->pool = p;
	es->clerk = c;
	es->once = once;
	es->hooks = *hooks;
	(void)!getrandom(&es->pace.seed, sizeof(es->pace.seed), GRND_NONBLOCK);
	es->look.owner = es;
	es->look.task.run = look_run;
	es->look.task.done = on_looked;
	return es;
}

void errands_kick(struct errands *es)
{
	int64_t rest = es->look_from - loop_now(es->loop);

	es->again = es->looking;
	if (es->looking || es->stopped || es->nheld > 0)
		return;
	if (rest > 0) {
		es->waiting = true;
		look_again(es, rest);
		return;
	}
	loop_rest(es->loop, &es->timer);
	es->looking = true;
	es->look.now = es->once ? INT64_MAX : time(NULL); /* once: nothing is left for later */
	es->look.next = 0;
	clerk_submit(es->clerk, &es->look.task);
}

void errands_stop(struct errands *es)
{
	es->stopped = true;
	es->waiting = false;
	loop_cancel(es->loop, &es->timer);
	for (struct errand *e = es->flying, *next; e != NULL; e = next) {
		next = e->next;
		if (e->fetch == NULL && !e->held)
			continue;
		if (e->fetch != NULL)
			fetch_cancel(e->fetch);
		unlink_one(es, e);
		errand_free(e);
	}
}

bool errands_busy(const struct errands *es)
{
	return es->flying != NULL || es->looking || (es->again && !es->stopped) || es->waiting;
}

void errands_free(struct errands *es)
{
	if (es == NULL)
		return;
	errands_stop(es);
	look_drop(&es->look);
	for (struct errand *e = es->flying, *next; e != NULL; e = next) {
		next = e->next;
		errand_free(e);
	}
	free(es);
}
