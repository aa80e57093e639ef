/* Bodies that come in are bounded in sum; what made way comes in the end. */
#include "net/fetching.h"

enum { MANY = 12, LARGE = 20 << 20, TURN = 5 << 20 /* what may come before one makes way */ };

static struct freight freight;
static size_t most;
static struct loop_timer timer;

static void look(void *ctx)
{
	(void)ctx;
	if (freight_sum(&freight) > most)
		most = freight_sum(&freight);
	loop_after(l, &timer, 1, look, NULL);
}

static void stop_loop(void *ctx)
{
	(void)ctx;
	loop_stop(l);
}

static int open_all(void **state)
{
	struct fetch_options o = {.max_connections = MANY, .max_per_host = 1, .freight = &freight};
	setup(state);
	fetch_free(f);
	freight = (struct freight){0};
	most = 0;
	atomic_store(&serve_held, true);
	f = fetch_new(l, &o);
	return loop_after(l, &timer, 1, look, NULL) == CT_OK ? 0 : -1;
}

static int close_all(void **state)
{
	loop_cancel(l, &timer);
	return teardown(state);
}

static struct fetch_request large(int host)
{
	struct fetch_request r = request(at(host, "/large"));
	r.timeout_ms = 60000;
	r.max_bytes = LARGE;
	return r;
}

/* For a while: what is under way goes on later. */
static void run_for(int ms)
{
	struct loop_timer stop = {0};
	waited++;
	assert_int_equal(loop_after(l, &stop, ms, stop_loop, NULL), CT_OK);
	loop_run(l);
	waited--;
}

/* Until so, however slow the machine is. */
#define RUN_UNTIL(condition)                                   \
	do {                                                   \
		for (int i = 0; i < 3000 && !(condition); i++) \
			run_for(10);                           \
		assert_true(condition);                        \
	} while (0)

/* Begins a body for which there is no room beside `rest` of others, and waits until it
 * has made way. */
static void start_and_wait(struct got *g, const struct fetch_request *r, size_t rest)
{
	most = 0;
	start(g, r);
	RUN_UNTIL(most > freight.messages + rest && freight.incoming == rest);
	assert_int_equal(g->calls, 0);
}

/* The same in so much time; false: it ended before, and may need more on this machine. */
static bool starts_and_waits(struct got *g, struct fetch_request *r, int64_t ms)
{
	most = 0;
	serve_forget();
	r->timeout_ms = ms;
	start(g, r);
	RUN_UNTIL(g->calls > 0 || (most > freight.messages && freight.incoming == 0));
	return g->calls == 0;
}

/* There is room again, and all comes. */
static void let_go(void)
{
	freight.messages = 0;
	atomic_store(&serve_held, false);
	loop_run(l);
}

static size_t times_asked(const char *what)
{
	size_t n = 0;
	for (const char *s = serve_seen(); (s = strstr(s, what)) != NULL; s++)
		n++;
	return n;
}

/* Our ends of connections to the server. */
static size_t connections(void)
{
	size_t n = 0;
	for (int fd = 3; fd < 200; fd++) {
		struct sockaddr_in to;
		socklen_t size = sizeof(to);
		n += getpeername(fd, (struct sockaddr *)&to, &size) == 0 &&
		     to.sin_family == AF_INET && ntohs(to.sin_port) == serve_port;
	}
	return n;
}

static void the_sum_is_bounded(void **state)
{
	static struct got g[MANY];
	(void)state;
	for (int i = 0; i < MANY; i++) {
		struct fetch_request r = large(1 + i);
		start(&g[i], &r);
	}
	loop_run(l);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(g[i].r.outcome, FETCH_DONE);
		assert_int_equal(g[i].r.body.n, LARGE);
	}
	assert_in_range(most, LARGE, FREIGHT_MOST + TURN);
	assert_in_range(times_asked("GET /large"), MANY + 1, 4 * MANY); /* some made way */
	assert_int_equal(freight.incoming, 0);
}

/* What waits behind counts, too; a body that is alone is no crowd. */
static void what_waits_behind_counts(void **state)
{
	struct got g;
	struct fetch_request r = large(1);
	(void)state;
	freight.messages = FREIGHT_MOST - LARGE / 2;
	assert_int_equal(get(at(1, "/ok")).r.outcome, FETCH_DONE);
	start_and_wait(&g, &r, 0);
	run_for(200);
	assert_int_equal(g.calls, 0);
	assert_int_equal(freight.incoming, 0);
	let_go();
	assert_int_equal(g.r.outcome, FETCH_DONE);
	assert_int_equal(g.r.body.n, LARGE);
}

/* Many that came to no more than they said, and stand still. */
static void small_ones_count(void **state)
{
	static struct got g[MANY];
	const size_t room = 1 << 20;
	(void)state;
	freight.messages = FREIGHT_MOST - room;
	for (int i = 0; i < MANY; i++) {
		struct fetch_request r = request(at(1 + i, "/creeping"));
		r.timeout_ms = 60000;
		start(&g[i], &r);
	}
	/* All asked, and who makes way hangs up: without that, what has not come yet
	 * looks like room. */
	RUN_UNTIL(times_asked("GET /creeping") >= MANY && connections() < MANY &&
		  freight.incoming <= room);
	assert_true(freight.incoming > 0);
	let_go();
	for (int i = 0; i < MANY; i++)
		assert_int_equal(g[i].r.outcome, FETCH_DONE);
	assert_in_range(times_asked("GET /creeping"), MANY + 1, 8 * MANY);
	assert_int_equal(freight.incoming, 0);
}

/* What is posted has arrived: it is not sent a second time, whatever its answer weighs. */
static void what_is_posted_goes_once(void **state)
{
	struct got posted, g;
	struct fetch_request post = request(at(1, "/creeping")), r = large(2);
	(void)state;
	post.post = true;
	post.timeout_ms = 60000;
	start(&posted, &post);
	RUN_UNTIL(freight.incoming == 256 << 10); /* what was set aside for 200 */
	freight.messages = FREIGHT_MOST - LARGE / 2;
	start_and_wait(&g, &r, 256 << 10);
	freight.messages = FREIGHT_MOST + TURN;
	atomic_store(&serve_held, false);
	RUN_UNTIL(posted.calls == 1);
	assert_int_equal(posted.r.body.n, 200 << 10);
	let_go();
	assert_int_equal(g.r.outcome, FETCH_DONE);
	assert_int_equal(times_asked("POST /creeping"), 1);
}

/* That something else is always on its way keeps nobody waiting who may be large. */
static void who_may_be_large_need_not_be_alone(void **state)
{
	struct got g;
	struct fetch_request r = large(1);
	(void)state;
	r.max_bytes = 4 * FREIGHT_MOST;
	freight.messages = FREIGHT_MOST - (14 << 20);
	start_and_wait(&g, &r, 0);
	freight.messages = FREIGHT_MOST - (25 << 20);
	RUN_UNTIL(g.calls == 1);
	assert_int_equal(g.r.body.n, LARGE);
}

/* Who waits for room has no more time than who does not: its host is not kept from others,
 * and is not asked over and over. */
static void no_room_is_an_end(void **state)
{
	struct got g, behind;
	struct fetch_request r = large(1);
	(void)state;
	freight.messages = FREIGHT_MOST - LARGE / 2;
	int64_t ms = 2000;
	for (; !starts_and_waits(&g, &r, ms); ms *= 2)
		assert_in_range(ms, 0, 8000);
	r = request(at(1, "/ok"));
	start(&behind, &r); /* waits for the host's only place */
	assert_int_equal(loop_run(l), CT_OK);
	assert_int_equal(g.r.outcome, FETCH_EROOM);
	assert_true(g.r.error[0] != '\0');
	assert_true(g.r.ms >= ms);
	assert_int_equal(times_asked("GET /large"), 1);
	assert_int_equal(behind.r.outcome, FETCH_DONE);
	assert_int_equal(freight.incoming, 0);
}

/* Nor does one that may be large, and must wait, let time stand still for those behind. */
static void each_has_its_own_time(void **state)
{
	struct got g[2];
	struct fetch_request r = large(1);
	(void)state;
	freight.messages = FREIGHT_MOST - LARGE / 2;
	start_and_wait(&g[0], &r, 0);
	r = large(2);
	for (int64_t ms = 1500; !starts_and_waits(&g[1], &r, ms); ms *= 2)
		assert_in_range(ms, 0, 8000);
	RUN_UNTIL(g[1].calls == 1);
	assert_int_equal(g[0].calls, 0);
	assert_int_equal(g[1].r.outcome, FETCH_EROOM);
	let_go();
	assert_int_equal(g[0].r.outcome, FETCH_DONE);
}

/* Memory that was set aside for what was told counts before anything has come; where much
 * waits already none is. */
static void what_was_told_counts(void **state)
{
	static struct got g[MANY];
	(void)state;
	for (int full = 0; full < 2; full++) {
		freight.messages = full ? FREIGHT_ENOUGH : 0;
		atomic_store(&serve_held, true);
		for (int i = 0; i < MANY; i++) {
			struct fetch_request r = request(at(1 + i, "/promised"));
			r.timeout_ms = 60000;
			start(&g[i], &r);
		}
		RUN_UNTIL(freight.incoming == (full ? MANY : MANY * (256 << 10)));
		let_go();
		for (int i = 0; i < MANY; i++)
			assert_int_equal(g[i].r.outcome, FETCH_DONE);
		assert_int_equal(freight.incoming, 0);
	}
}

static void cancelled_while_they_make_way(void **state)
{
	static struct got g[MANY];
	(void)state;
	for (int ms = 5; ms < 200; ms += 30) {
		struct loop_timer stop = {0};
		for (int i = 0; i < MANY; i++) {
			struct fetch_request r = large(1 + i);
			start(&g[i], &r);
		}
		loop_after(l, &stop, ms, stop_loop, NULL);
		loop_run(l);
		loop_cancel(l, &stop);
		for (int i = 0; i < MANY; i++)
			if (g[i].calls == 0)
				fetch_cancel(g[i].handle);
		waited = 0;
		assert_int_equal(freight.incoming, 0);
		assert_int_equal(fetch_running(f), 0);
	}
}

/* Kept for one who waits, and then does not come. */
static void a_connection_is_not_kept_for_long(void **state)
{
	(void)state;
	struct got g, never;
	struct fetch_request r = request(at(1, "/creeping"));
	start(&g, &r);
	start(&never, &r);
	RUN_UNTIL(freight.incoming > 0); /* the header has come, and one waits */
	fetch_cancel(never.handle);
	waited--;
	let_go();
	assert_int_equal(g.r.outcome, FETCH_DONE);
	assert_int_equal(connections(), 1);
	RUN_UNTIL(connections() == 0);
	get(at(1, "/ok")); /* and all goes on */
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, open_all, close_all)
	const struct CMUnitTest tests[] = {
	    TEST(the_sum_is_bounded),
	    TEST(what_waits_behind_counts),
	    TEST(small_ones_count),
	    TEST(what_is_posted_goes_once),
	    TEST(who_may_be_large_need_not_be_alone),
	    TEST(no_room_is_an_end),
	    TEST(each_has_its_own_time),
	    TEST(what_was_told_counts),
	    TEST(cancelled_while_they_make_way),
	    TEST(a_connection_is_not_kept_for_long),
	};
	return cmocka_run_group_tests(tests, setup_all, NULL);
}
