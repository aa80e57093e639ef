/*
 * A fetch goes through its host's queue, runs a hop, and is over, or goes to
 * the queue of the host that it is sent on to.  What is over waits in a list,
 * which a timer of the loop delivers: nobody's callback is ever called from
 * within libcurl's, and so may start, cancel and free what it likes.
 */
#include <locale.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "clean.h"
#include "spare.h"
#include "transfer.h"

#define SPARE_MAX 256 /* easy handles kept for the next requests, 6 KB each */
#define MULTIS_MAX 16 /* idle multi handles are dropped from so many on */
#define ROOM_MS 50    /* until it is looked again whether there is room */

struct list {
	struct fetch *first, *last;
};

struct fetcher {
	struct loop *loop;
	char *user_agent, *proxy, *ca_file;
	long max_connections;
	struct hosts *hosts, *addresses;
	struct multi **multis;
	size_t nmultis;
	CURL *spare[SPARE_MAX];
	size_t nspare;
	struct list active, over;
	size_t n;                     /* in both lists, and the one that is being delivered */
	struct freight *freight, own; /* own: where the options name none */
	struct loop_timer deliver, way, room, rest;
	uint64_t round; /* of deliver */
	struct fetch *delivering;
	bool *gone; /* set by fetch_free, for deliver's frame */
};

static void list_add(struct list *l, struct fetch *f)
{
	f->prev = l->last;
	f->next = NULL;
	*(f->prev != NULL ? &f->prev->next : &l->first) = f;
	l->last = f;
}

static void list_remove(struct list *l, struct fetch *f)
{
	*(f->prev != NULL ? &f->prev->next : &l->first) = f->next;
	*(f->next != NULL ? &f->next->prev : &l->last) = f->prev;
}

enum ct_err fetch_global_init(void)
{
	struct sigaction sa;
	setlocale(LC_CTYPE, "C.UTF-8");
	if (sigaction(SIGPIPE, NULL, &sa) == 0 && sa.sa_handler == SIG_DFL)
		signal(SIGPIPE, SIG_IGN);
	return spare_curl_init() ? CT_OK : CT_EIO;
}

static bool copy(char **to, const char *from)
{
	return from == NULL || (*to = strdup(from)) != NULL;
}

/* No want of memory keeps the end of a fetch from being told. */
static bool keep_timers(struct fetcher *f)
{
	return loop_keep(f->loop, &f->deliver) == CT_OK && loop_keep(f->loop, &f->way) == CT_OK &&
	       loop_keep(f->loop, &f->room) == CT_OK && loop_keep(f->loop, &f->rest) == CT_OK;
}

struct fetcher *fetch_new(struct loop *l, const struct fetch_options *o)
{
	struct fetcher *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return NULL;
	f->loop = l;
	f->freight = o->freight != NULL ? o->freight : &f->own;
	f->max_connections = o->max_connections > 0 ? o->max_connections : 1;
	f->hosts = hosts_new(
	    (size_t)f->max_connections, o->max_per_host > 0 ? (size_t)o->max_per_host : 1);
	f->addresses =
	    hosts_new(SIZE_MAX, o->max_per_address > 0 ? (size_t)o->max_per_address : SIZE_MAX);
	if (keep_timers(f) && f->hosts != NULL && f->addresses != NULL &&
	    copy(&f->user_agent, o->user_agent) && copy(&f->proxy, o->proxy) &&
	    copy(&f->ca_file, o->ca_file))
		return f;
	fetch_free(f);
	return NULL;
}

/* --- one fetch ----------------------------------------------------------- */

static void release_easy(struct fetch *one)
{
	struct fetcher *f = one->fetcher;
	CURL *easy = one->easy;
	if (easy == NULL)
		return;
	transfer_release(one);
	if (f->nspare < SPARE_MAX)
		f->spare[f->nspare++] = easy;
	else
		curl_easy_cleanup(easy);
}

static CURL *take_easy(struct fetch *one)
{
	struct fetcher *f = one->fetcher;
	if (f->nspare > 0)
		return f->spare[--f->nspare];
	CURL *easy = curl_easy_init();
	if (easy != NULL)
		transfer_settle(easy, one);
	return easy;
}

static void leave_seats(struct fetch *one)
{
	hosts_leave(one->addresses, &one->seat[0]);
	hosts_leave(one->addresses, &one->seat[1]);
}

/* Out of its list, its host's queue and libcurl; not yet freed. */
static void detach(struct fetch *one)
{
	struct fetcher *f = one->fetcher;
	list_remove(one->over ? &f->over : &f->active, one);
	if (one->easy != NULL) {
		multi_remove(one->multi, one->easy);
		release_easy(one);
	}
	leave_seats(one);
	hosts_leave(f->hosts, &one->item);
}

static void fill_result(struct fetch *one, struct fetch_result *r)
{
	const struct answer *a = &one->answer;
	int64_t now = (int64_t)time(NULL);
	buf_fit(&one->body);
	*r = (struct fetch_result){
	    .outcome = one->outcome,
	    .status = a->status,
	    .body = one->body,
	    .url = one->now.url != NULL ? one->now.url : "",
	    .moved_to = one->outcome == FETCH_DONE && (!one->inside || one->from_inside)
			    ? one->moved_to
			    : NULL,
	    .etag = a->field[ANSWER_ETAG],
	    .last_modified = a->field[ANSWER_LAST_MODIFIED],
	    .content_type = a->field[ANSWER_CONTENT_TYPE],
	    .link = a->field[ANSWER_LINK],
	    .retry_after = answer_retry_after(a, now),
	    .max_age = answer_max_age(a, now),
	    .ms = one->used_ms,
	    .wire_bytes = one->wire_bytes,
	};
	if (one->outcome != FETCH_DONE)
		snprintf(r->error, sizeof(r->error), "%s", one->error);
	one->body = BUF_INIT(0);
	freight_drop(&one->weight);
}

/* Those that are over now; not those that the callbacks add. */
static void deliver(void *ctx)
{
	struct fetcher *f = ctx;
	struct fetch *one;
	struct fetch_result r;
	bool gone = false;
	uint64_t round = f->round++;
	f->gone = &gone;
	while ((one = f->over.first) != NULL && one->round <= round) {
		list_remove(&f->over, one);
		f->delivering = one;
		fill_result(one, &r);
		one->done(one->ctx, &r);
		buf_free(&r.body);
		fetch_destroy(one);
		if (gone)
			return;
		f->delivering = NULL;
		f->n--;
	}
	f->gone = NULL;
	if (f->over.first != NULL)
		loop_after(f->loop, &f->deliver, 0, deliver, f);
}

/* --- the way of a fetch: join, begin, end, join again or be over --------- */

static void finish(struct fetch *one, enum fetch_outcome outcome)
{
	struct fetcher *f = one->fetcher;
	detach(one);
	one->outcome = outcome;
	one->over = true;
	one->round = f->round;
	list_add(&f->over, one);
	if (f->deliver.slot == 0)
		loop_after(f->loop, &f->deliver, 0, deliver, f);
}

static void fail(struct fetch *one, enum fetch_outcome outcome, const char *why)
{
	snprintf(one->error, sizeof(one->error), "%s", why);
	finish(one, outcome);
}

static void on_done(CURL *easy, CURLcode code);
static void on_spent(void *ctx, struct multi *m);

static struct multi *multi_for(struct fetcher *f, const struct fetch *one)
{
	for (size_t i = 0; i < f->nmultis; i++)
		if (multi_is(f->multis[i], one->allow, one->nallow))
			return f->multis[i];
	struct multi **v = reallocarray(f->multis, f->nmultis + 1, sizeof(struct multi *));
	if (v == NULL)
		return NULL;
	f->multis = v;
	v[f->nmultis] =
	    multi_new(f->loop, one->allow, one->nallow, f->max_connections, on_done, on_spent, f);
	return v[f->nmultis] != NULL ? v[f->nmultis++] : NULL;
}

/* Bytes that a body that made way is believed to come to: no more than half of what there
 * is room for, or it waited for as long as anything else is on its way. */
static size_t expected(const struct fetch *one, size_t had)
{
	size_t n = had < one->max_bytes / 2 ? 2 * had : one->max_bytes;

	return n < FREIGHT_MOST / 2 ? n : FREIGHT_MOST / 2;
}

static void begin(struct fetch *one)
{
	struct fetcher *f = one->fetcher;
	enum ct_err err = CT_ENOMEM;
	size_t had = one->made_way;
	one->multi = multi_for(f, one);
	one->easy = take_easy(one);
	if (one->multi != NULL && one->easy != NULL)
		err = transfer_prepare(one, loop_now(f->loop));
	if (err == CT_OK && had > 0) /* more than it came to before */
		freight_hold(&one->weight, &f->freight->incoming, expected(one, had));
	if (err == CT_OK)
		err = multi_add(one->multi, one->easy);
	if (err == CT_OK)
		return;
	release_easy(one);
	finish(one, transfer_not_begun(one));
}

static void dispatch(struct fetcher *f)
{
	for (struct hosts_item *i; (i = hosts_next(f->hosts)) != NULL;)
		begin((struct fetch *)(void *)i); /* its first member */
	for (struct hosts_item *i; (i = hosts_next(f->addresses)) != NULL;)
		begin((struct fetch *)(void *)((char *)i - offsetof(struct fetch, seat[0])));
}

static void join(struct fetch *one)
{
	struct view host = {one->now.host, one->now.nhost};
	if (hosts_join(one->fetcher->hosts, &one->item, host) != CT_OK)
		fail(one, FETCH_EMEMORY, "no memory");
}

/* Follows the answer's redirect: FETCH_DONE, and one->now is the new target; or not, and
 * *why. */
static enum fetch_outcome redirect(struct fetch *one, const char **why)
{
	const char *location = one->answer.field[ANSWER_LOCATION];
	struct target to;
	bool same, keeps_method = one->answer.status == 307 || one->answer.status == 308;
	*why = one->max_redirects > 0 ? "too many redirects" : "no redirect is followed";
	if (one->redirects >= one->max_redirects)
		return FETCH_EREDIRECT;
	enum ct_err err = target_follow(&one->now, location, &to);
	*why = err == CT_ENOMEM ? "no memory" : "redirected to what is no http or https URL";
	if (err != CT_OK)
		return err == CT_ENOMEM ? FETCH_EMEMORY : FETCH_EREDIRECT;
	same = target_same_origin(&one->now, &to);
	*why = "a POST is redirected to another place";
	if (one->post && !(keeps_method && same)) {
		target_free(&to);
		return FETCH_EREDIRECT;
	}
	if (one->redirects++ == 0)
		one->from_inside = one->inside;
	one->abroad |= !same && !target_upgraded(&one->now, &to);
	one->broken |= one->answer.status != 301 && one->answer.status != 308;
	if (!one->broken) {
		free(one->moved_to);
		one->moved_to = strdup(to.url);
	}
	target_free(&one->now);
	one->now = to;
	return FETCH_DONE;
}

/* Its address has all the connections that it may have: it waits for one to end. */
static void wait_seat(struct fetch *one)
{
	release_easy(one);
	leave_seats(one);
	one->address[0] = one->wanted;
	if (hosts_join(one->addresses, &one->seat[0], transfer_address(&one->wanted)) != CT_OK)
		fail(one, FETCH_EMEMORY, "no memory");
}

/* --- room for bodies ------------------------------------------------------- */

static bool waits_for_room(const struct fetch *one)
{
	return one->easy == NULL && one->made_way > 0;
}

/* Up to now, for what runs or waits for room. */
static void count_time(struct fetch *one)
{
	int64_t now = loop_now(one->fetcher->loop);
	one->used_ms += now - one->began;
	one->began = now;
}

/* Those that made way go on in their order, each where there is room for all of it as
 * far as that is known.  Whose time is up gives its place to others. */
static void look_for_room(void *ctx)
{
	struct fetcher *f = ctx;
	bool full = false;
	for (struct fetch *one = f->active.first, *next; one != NULL; one = next) {
		next = one->next;
		if (!waits_for_room(one))
			continue;
		count_time(one);
		size_t sum = freight_sum(f->freight);
		full = full || (sum > 0 && sum + expected(one, one->made_way) > FREIGHT_MOST);
		if (one->used_ms >= one->timeout_ms)
			fail(one, FETCH_EROOM, "too much came at once for too long");
		else if (!full)
			begin(one);
	}
	if (full)
		loop_after(f->loop, &f->room, ROOM_MS, look_for_room, f);
	dispatch(f);
}

/* What it has is let go; it is the youngest now. */
static void wait_room(struct fetch *one)
{
	struct fetcher *f = one->fetcher;
	one->made_way = one->weight.n;
	count_time(one);
	release_easy(one);
	leave_seats(one);
	buf_free(&one->body);
	freight_drop(&one->weight);
	list_remove(&f->active, one);
	list_add(&f->active, one);
	if (f->room.slot == 0)
		loop_after(f->loop, &f->room, ROOM_MS, look_for_room, f);
}

/* The one that was asked for first, so that what creeps makes way for what runs.  Where one
 * is alone it may have all that its own limit allows.  What is posted is never cut off: it
 * has arrived, and would arrive again. */
static void make_way(void *ctx)
{
	struct fetcher *f = ctx;
	for (struct fetch *one = f->active.first, *next; one != NULL; one = next) {
		size_t sum = freight_sum(f->freight);
		next = one->next;
		if (sum <= FREIGHT_MOST || sum == one->weight.n)
			break;
		if (one->easy == NULL || one->weight.n == 0 || one->post)
			continue;
		multi_remove(one->multi, one->easy);
		wait_room(one);
	}
	dispatch(f);
}

void fetch_make_way(struct fetcher *f)
{
	if (f->way.slot == 0)
		loop_after(f->loop, &f->way, 0, make_way, f);
}

static void on_done(CURL *easy, CURLcode code)
{
	struct fetch *one;
	curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&one);
	struct fetcher *f = one->fetcher;
	if (code == CURLE_COULDNT_CONNECT && one->crowded) {
		wait_seat(one);
		dispatch(f);
		return;
	}
	if (code == CURLE_WRITE_ERROR && one->made_way > 0) {
		wait_room(one);
		dispatch(f);
		return;
	}
	enum fetch_outcome o = transfer_end(one, code, loop_now(f->loop));
	const char *why;
	release_easy(one);
	leave_seats(one);
	if (o != FETCH_DONE || !transfer_redirected(one)) {
		finish(one, o);
	} else if ((o = redirect(one, &why)) != FETCH_DONE) {
		fail(one, o, why);
	} else if (one->used_ms >= one->timeout_ms) {
		fail(one, FETCH_ETIMEOUT, "redirects took all of the time");
	} else {
		hosts_leave(f->hosts, &one->item);
		join(one);
	}
	dispatch(f);
}

/* Each end may begin and end others: the list is begun anew. */
static void on_spent(void *ctx, struct multi *m)
{
	struct fetcher *f = ctx;
	for (struct fetch *one = f->active.first, *next; one != NULL; one = next) {
		next = one->next;
		if (one->easy == NULL || one->multi != m)
			continue;
		multi_remove(m, one->easy);
		on_done(one->easy, CURLE_OUT_OF_MEMORY);
		next = f->active.first;
	}
}

/* --- starting and stopping ------------------------------------------------- */

/* No frame of a multi handle may be below us. */
static void drop_multi(struct fetcher *f, size_t i)
{
	multi_free(f->multis[i]);
	f->multis[i] = f->multis[--f->nmultis];
}

static void drop_idle_multis(struct fetcher *f)
{
	bool many = f->nmultis >= MULTIS_MAX;
	for (size_t i = f->nmultis; i-- > 0;)
		if (multi_idle(f->multis[i]) && (many || multi_spent(f->multis[i])))
			drop_multi(f, i);
}

/* Connections that were kept go with their multi handle, where nothing has run since they
 * were too old: at rest nothing is open. */
static void drop_stale_multis(void *ctx)
{
	struct fetcher *f = ctx;
	bool wait = false;
	for (size_t i = f->nmultis; i-- > 0;)
		if (multi_stale(f->multis[i], KEPT_S * 1000, &wait))
			drop_multi(f, i);
	if (wait)
		loop_after(f->loop, &f->rest, KEPT_S * 1000, drop_stale_multis, f);
}

void fetch_keeps(struct fetch *one)
{
	struct fetcher *f = one->fetcher;
	multi_keeps(one->multi);
	if (f->rest.slot == 0)
		loop_after(f->loop, &f->rest, KEPT_S * 1000, drop_stale_multis, f);
}

enum ct_err fetch_start(struct fetcher *f, const struct fetch_request *r, fetch_done_fn *done,
    void *ctx, struct fetch **out)
{
	struct fetch *one = clean_alloc(sizeof(*one));
	if (one == NULL)
		return CT_ENOMEM;
	enum ct_err err = fetch_wanted(one, r);
	if (err != CT_OK) {
		fetch_destroy(one);
		return err;
	}
	one->fetcher = f;
	one->done = done;
	one->ctx = ctx;
	one->addresses = f->addresses;
	one->freight = f->freight;
	one->user_agent = f->user_agent;
	one->proxy = f->proxy;
	one->ca_file = f->ca_file;
	f->n++;
	list_add(&f->active, one);
	drop_idle_multis(f);
	if (one->now.url == NULL)
		fail(one, FETCH_EURL, "no http or https URL");
	else
		join(one);
	dispatch(f);
	if (out != NULL)
		*out = one;
	return CT_OK;
}

void fetch_cancel(struct fetch *one)
{
	struct fetcher *f = one->fetcher;
	if (one == f->delivering)
		return;
	detach(one);
	fetch_destroy(one);
	f->n--;
	dispatch(f);
}

size_t fetch_running(const struct fetcher *f)
{
	return f->n;
}

void fetch_free(struct fetcher *f)
{
	if (f == NULL)
		return;
	for (struct fetch *one;
	     (one = f->active.first != NULL ? f->active.first : f->over.first);) {
		detach(one);
		fetch_destroy(one);
	}
	for (size_t i = 0; i < f->nmultis; i++)
		multi_free(f->multis[i]);
	for (size_t i = 0; i < f->nspare; i++)
		curl_easy_cleanup(f->spare[i]);
	loop_cancel(f->loop, &f->deliver);
	loop_cancel(f->loop, &f->way);
	loop_cancel(f->loop, &f->room);
	loop_cancel(f->loop, &f->rest);
	hosts_free(f->hosts);
	hosts_free(f->addresses);
	free(f->multis);
	free(f->user_agent);
	free(f->proxy);
	free(f->ca_file);
	if (f->gone != NULL)
		*f->gone = true;
	free(f);
}

const char *fetch_outcome_name(enum fetch_outcome o)
{
	static const char *const names[] = {
	    [FETCH_DONE] = "done",
	    [FETCH_EURL] = "not an http or https URL",
	    [FETCH_EDNS] = "name does not resolve",
	    [FETCH_ECONNECT] = "no connection",
	    [FETCH_ETLS] = "TLS failed",
	    [FETCH_ETIMEOUT] = "timed out",
	    [FETCH_ETOOBIG] = "too big",
	    [FETCH_EFORBIDDEN] = "address not public",
	    [FETCH_EREDIRECT] = "bad redirect",
	    [FETCH_ECUT] = "cut off",
	    [FETCH_EROOM] = "no room for it",
	    [FETCH_EMEMORY] = "no memory",
	    [FETCH_EOTHER] = "failed",
	};
	return o >= FETCH_DONE && o <= FETCH_EOTHER ? names[o] : "unknown";
}
