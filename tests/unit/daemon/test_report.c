/* One feed's polls, one after the other, over a store in memory. */
#include "encode.h"
#include "feed.h"
#include "report.h"
#include "room.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct rig {
	struct room room;
	struct roster *roster;
	struct store_feed row; /* as the last poll left it; no views */
	char state[32], error[256], moved_url[64], etag[32];
	unsigned fresh, alerts;
	struct health health;
};

static struct roster_feed *feed; /* whose entries the worker is told of */

static void configure(struct rig *r, const char *url)
{
	struct buf text = BUF_INIT(4096), errors = BUF_INIT(4096);
	struct conf *conf;

	buf_addf(&text,
	    "[fetch]\ninterval = 10m\nmin_interval = 1m\nmax_interval = 1h\n"
	    "[feed a]\nurl = %s\ntags = one, two\n",
	    url);
	assert_int_equal(conf_parse(buf_view(&text), "c", &conf, &errors), CT_OK);
	roster_unref(r->roster);
	assert_int_equal(roster_new(conf, &r->roster, &errors), CT_OK);
	feed = &r->roster->feeds[0];
	assert_int_equal(store_begin(r->room.store), CT_OK);
	assert_int_equal(roster_load(r->roster, r->room.store), CT_OK);
	assert_int_equal(store_commit(r->room.store), CT_OK);
	buf_free(&text);
	buf_free(&errors);
}

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));

	room_open(&r->room);
	r->room.now = ROOM_NOW;
	configure(r, "http://a.example/feed");
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	room_close(&r->room);
	roster_unref(r->roster);
	free(r);
	return 0;
}

static bool half, told; /* told: the parser knows what is known, too */

/* A feed of n entries, from the nth down to the first. */
static void document(int n, struct buf *message)
{
	struct buf doc = BUF_INIT(1 << 20);
	struct feed *f = NULL;
	const char *what;

	buf_adds(&doc, "<rss version=\"2.0\"><channel><title>A</title><link>http://a/</link>");
	for (int i = n; i > 0; i--)
		buf_addf(&doc,
		    "<item><guid>g%d</guid><title>Tide %d</title><description>The %dth boat of the "
		    "day left the lock at %d with %d barrels of tar and %d sacks of "
		    "flour.</description></item>",
		    i, i * 37, i, i * 3, i * 11, i * 7);
	buf_adds(&doc, "</channel></rss>");
	doc.n = half ? doc.n / 2 : doc.n;
	struct buf known = BUF_INIT(1 << 20);
	for (size_t i = 0; i < feed->nknown; i++) {
		buf_add_u64(&known, feed->known[i].source);
		buf_add_u64(&known, feed->known[i].content);
	}
	struct feed_limits limits = feed_limits_default;
	limits.known = told ? buf_view(&known) : (struct view){NULL, 0};
	assert_int_equal(feed_parse(buf_view(&doc), view_of("http://a/"), (struct view){NULL, 0},
			     &limits, &f, &what),
	    CT_OK);
	assert_int_equal(encode(f, buf_view(&known), message), CT_OK);
	buf_free(&known);
	feed_free(f);
	buf_free(&doc);
}

static void copy_row(struct rig *r, const struct report *rep)
{
	const struct store_feed *row = &rep->row;

	r->row = *row;
	r->health = rep->health;
	snprintf(r->state, sizeof(r->state), "%.*s", (int)row->state.n, row->state.p);
	snprintf(r->error, sizeof(r->error), "%.*s", (int)row->last_error.n, row->last_error.p);
	snprintf(r->moved_url, sizeof(r->moved_url), "%.*s", (int)row->moved_url.n,
	    row->moved_url.p != NULL ? row->moved_url.p : "");
	snprintf(r->etag, sizeof(r->etag), "%.*s", (int)row->etag.n,
	    row->etag.p != NULL ? row->etag.p : "");
	r->fresh = rep->fresh;
	r->alerts = rep->alerts;
}

/* A poll that ended so; message (may be NULL) is taken. */
static void poll_once(struct rig *r, struct fetch_result fr, struct buf *message, bool run_twice)
{
	struct roster_feed *f = &r->roster->feeds[0];
	struct report *rep = report_new(r->roster, f);

	if (fr.max_age == 0)
		fr.max_age = -1;
	if (fr.retry_after == 0)
		fr.retry_after = -1;
	assert_int_equal(report_take_fetch(rep, &fr), CT_OK);
	rep->now = r->room.now += 600;
	rep->unchanged = fr.status == 304 || message == NULL;
	if (message != NULL) {
		rep->message = *message;
		*message = BUF_INIT(message->max);
	}
	assert_int_equal(store_begin(r->room.store), CT_OK);
	assert_int_equal(report_run(&rep->task, r->room.store, r->room.desk), CT_OK);
	if (run_twice) {
		store_rollback(r->room.store);
		desk_rolled_back(r->room.desk);
		assert_int_equal(store_begin(r->room.store), CT_OK);
		assert_int_equal(report_run(&rep->task, r->room.store, r->room.desk), CT_OK);
	}
	assert_int_equal(store_commit(r->room.store), CT_OK);
	report_log(rep);
	assert_int_equal(roster_remember(rep->roster, f, &rep->row, rep->moved_to), CT_OK);
	if (rep->contents != NULL)
		roster_know(f, rep->contents, rep->lacking ? 0 : rep->ncontents);
	copy_row(r, rep);
	report_free(rep);
}

static void fails(struct rig *r, enum fetch_outcome o, int status)
{
	poll_once(r, (struct fetch_result){.outcome = o, .status = status}, NULL, false);
}

/* 200 with so many entries; moved: by permanent redirects, or NULL. */
static void reads(struct rig *r, int n, const char *moved)
{
	struct buf m = BUF_INIT(WIRE_MAX);

	document(n, &m);
	poll_once(r,
	    (struct fetch_result){
		.outcome = FETCH_DONE, .status = 200, .etag = "\"e\"", .moved_to = moved},
	    &m, false);
}

static void the_first_poll_that_reads_is_silent(void **state)
{
	struct rig *r = *state;

	fails(r, FETCH_EDNS, 0);
	fails(r, FETCH_DONE, 500);
	assert_int_equal(r->row.failures, 2);
	reads(r, 3, NULL);
	assert_int_equal(r->fresh, 3);
	assert_int_equal(r->alerts, 0);
	assert_int_equal(r->row.failures, 0);
	reads(r, 5, NULL);
	assert_int_equal(r->fresh, 2);
	assert_int_equal(r->alerts, 2);
	assert_string_equal(r->etag, "\"e\"");
}

static void a_second_run_is_as_the_first(void **state)
{
	struct rig *r = *state;
	struct buf m = BUF_INIT(WIRE_MAX);
	struct store_counts c;

	reads(r, 1, NULL);
	document(3, &m);
	poll_once(r, (struct fetch_result){.status = 200}, &m, true);
	assert_int_equal(r->fresh, 2);
	assert_int_equal(r->alerts, 2);
	assert_int_equal(r->row.polls, 2);
	assert_int_equal(store_counts(r->room.store, &c), CT_OK);
	assert_int_equal(c.stories, 3);
	assert_int_equal(c.pending, 2);
}

static void a_failure_forgets_nothing(void **state)
{
	struct rig *r = *state;
	struct buf m = BUF_INIT(WIRE_MAX);

	reads(r, 2, NULL);
	fails(r, FETCH_ECUT, 200);
	assert_string_equal(r->state, "cut off");
	assert_string_equal(r->etag, "\"e\"");
	assert_true(r->row.body_hash[0] == 0); /* none was given here */
	/* a page that is no feed: new validators are not taken */
	wire_encode_failure(WIRE_NOTFEED, VIEW_LIT("an HTML page"), &m);
	poll_once(r, (struct fetch_result){.status = 200, .etag = "\"new\""}, &m, false);
	assert_string_equal(r->state, "not a feed");
	assert_string_equal(r->error, "an HTML page");
	assert_string_equal(r->etag, "\"e\"");
	assert_int_equal(r->row.failures, 2);
	/* nor what a parser says that was taken over */
	buf_adds(&m, "CTW2 and then nonsense");
	poll_once(r, (struct fetch_result){.status = 200, .etag = "\"new\""}, &m, false);
	assert_string_equal(r->state, "unreadable");
	assert_string_equal(r->etag, "\"e\"");
	fails(r, FETCH_DONE, 304);
	assert_string_equal(r->state, "ok");
	assert_int_equal(r->row.failures, 0);
}

/* Half a document may read well: its validators would hide the other half. */
static void half_a_document_is_asked_for_again(void **state)
{
	struct rig *r = *state;
	struct buf m = BUF_INIT(WIRE_MAX);

	half = true;
	document(4, &m);
	half = false;
	poll_once(r, (struct fetch_result){.status = 200, .etag = "\"e\""}, &m, false);
	assert_string_equal(r->state, "ok");
	assert_true(r->fresh > 0);
	assert_string_equal(r->etag, "");
	/* the very same again, known by its hash: so it is */
	poll_once(r, (struct fetch_result){.status = 200, .etag = "\"e\""}, NULL, false);
	assert_string_equal(r->etag, "\"e\"");
}

/* "Not modified" to one who has nothing is no answer: else the feed would seem
 * read, and never be. */
static void not_modified_wants_to_be_asked_for(void **state)
{
	struct rig *r = *state;

	fails(r, FETCH_DONE, 304);
	assert_string_equal(r->state, "bad answer");
	assert_int_equal(r->row.last_ok, 0);
	assert_int_equal(r->row.failures, 1);
}

static void three_permanent_redirects_move_it(void **state)
{
	struct rig *r = *state;

	reads(r, 1, "http://b.example/feed");
	reads(r, 1, "http://b.example/feed");
	assert_string_equal(r->moved_url, "");
	reads(r, 1, "http://b.example/feed");
	assert_string_equal(r->moved_url, "http://b.example/feed");
	/* from there it may move again */
	reads(r, 1, NULL);
	for (int i = 0; i < 3; i++)
		reads(r, 1, "http://c.example/feed");
	assert_string_equal(r->moved_url, "http://c.example/feed");
	/* a change of the configuration is obeyed */
	configure(r, "http://d.example/feed");
	assert_null(roster_text(r->roster->feeds[0].row.moved_url));
	assert_null(roster_text(r->roster->feeds[0].row.etag));
	reads(r, 1, NULL);
	assert_string_equal(r->moved_url, "");
}

static void redirects_that_differ_move_nothing(void **state)
{
	struct rig *r = *state;
	char to[64];

	for (int i = 0; i < 9; i++) {
		snprintf(to, sizeof(to), "http://b.example/session/%d", i);
		reads(r, 1, to);
		assert_string_equal(r->moved_url, "");
	}
	reads(r, 1, "http://b.example/feed");
	reads(r, 1, NULL);
	reads(r, 1, "http://b.example/feed");
	reads(r, 1, "http://b.example/feed");
	assert_string_equal(r->moved_url, "");
}

static void a_place_that_fails_is_left_again(void **state)
{
	struct rig *r = *state;

	for (int i = 0; i < 3; i++)
		reads(r, 1, "http://b.example/feed");
	fails(r, FETCH_ECONNECT, 0);
	fails(r, FETCH_ECONNECT, 0);
	assert_string_equal(r->moved_url, "http://b.example/feed");
	fails(r, FETCH_ECONNECT, 0);
	assert_string_equal(r->moved_url, "");
	assert_string_equal(r->etag, "");
	for (int i = 0; i < 3; i++)
		reads(r, 1, "http://b.example/feed");
	/* gone there is not gone here */
	fails(r, FETCH_DONE, 410);
	assert_string_equal(r->moved_url, "");
	assert_string_equal(r->state, "moved back");
	assert_true(r->row.next_poll < r->room.now + 7200);
	fails(r, FETCH_DONE, 410);
	assert_string_equal(r->state, "gone");
	assert_true(r->row.next_poll == POLICY_NEVER);
	assert_int_equal(r->row.interval, 0);
}

/* Would a poll that ends so be noted only?  Then its row is in r. */
static bool quiet(struct rig *r, struct fetch_result fr)
{
	struct report *rep = report_new(r->roster, &r->roster->feeds[0]);

	fr.max_age = fr.max_age == 0 ? -1 : fr.max_age;
	fr.retry_after = -1;
	assert_int_equal(report_take_fetch(rep, &fr), CT_OK);
	rep->now = r->room.now + 600;
	rep->unchanged = true;
	bool is = report_quiet(rep);
	if (is)
		copy_row(r, rep);
	report_free(rep);
	return is;
}

static void what_brings_nothing_is_noted_only(void **state)
{
	struct rig *r = *state;
	const struct fetch_result same = {.status = 304};

	assert_false(quiet(r, same)); /* never read */
	reads(r, 1, NULL);
	int64_t polls = r->row.polls;
	assert_true(quiet(r, same));
	assert_int_equal(r->row.polls, polls + 1);
	assert_int_equal(r->row.last_ok, r->room.now + 600);
	assert_in_range(r->row.next_poll, r->room.now + 600 + 600, r->room.now + 600 + 660);
	assert_string_equal(r->state, "ok");
	assert_true(quiet(r, (struct fetch_result){.status = 304, .max_age = 1800}));
	assert_int_equal(r->row.max_age, 1800);
	assert_true(quiet(r, (struct fetch_result){.status = 200, .etag = "\"e\""}));
	/* but what is to be remembered is stored */
	assert_false(quiet(r, (struct fetch_result){.status = 200, .etag = "\"f\""}));
	assert_false(quiet(r, (struct fetch_result){.status = 200}));
	assert_false(quiet(r, (struct fetch_result){.status = 304, .moved_to = "http://b/"}));
	assert_false(
	    quiet(r, (struct fetch_result){.status = 304, .link = "<http://hub/>; rel=hub"}));
	assert_false(quiet(r, (struct fetch_result){.status = 500}));
	fails(r, FETCH_DONE, 500);
	assert_false(quiet(r, same)); /* it works again: told */
	fails(r, FETCH_DONE, 304);
	assert_true(quiet(r, same));
}

/* A worker that says of an entry that it is known, where it is not, hides nothing for
 * long: the document is asked for again, and told as a whole. */
static void the_known_must_be_known(void **state)
{
	struct rig *r = *state;

	reads(r, 3, NULL);
	assert_int_equal(feed->nknown, 3);
	reads(r, 5, NULL);
	assert_int_equal(r->fresh, 2);
	assert_int_equal(feed->nknown, 5);
	assert_string_equal(r->etag, "\"e\"");
	/* as after a restore of an older store */
	room_close(&r->room);
	room_open(&r->room);
	reads(r, 6, NULL);
	assert_int_equal(r->fresh, 1);
	assert_string_equal(r->etag, "");
	assert_int_equal(feed->nknown, 0);
	reads(r, 6, NULL);
	assert_int_equal(r->fresh, 5);
	assert_string_equal(r->etag, "\"e\"");
	assert_int_equal(feed->nknown, 6);
	/* by what they are made of */
	told = true;
	reads(r, 8, NULL);
	told = false;
	assert_int_equal(r->fresh, 2);
	assert_int_equal(feed->nknown, 8);
	assert_string_equal(r->etag, "\"e\"");
}

/* More decisions than there is room to tell of. */
static void a_log_that_is_full_ends(void **state)
{
	struct rig *r = *state;
	struct report *rep = report_new(r->roster, &r->roster->feeds[0]);

	rep->health = (struct health){"ok", POLICY_OK, true};
	rep->notes = BUF_INIT(40);
	buf_adds(&rep->notes, "new 0.00 story 1\n");
	buf_adds(&rep->notes, "rewritten 0.97 story");
	buf_adds(&rep->notes, " 2 \"A headline\"\n");
	assert_int_equal(rep->notes.err, CT_ELIMIT);
	report_log(rep);
	report_free(rep);
}

static void a_clock_that_was_set_back_delays_nothing(void **state)
{
	struct rig *r = *state;
	int64_t now = time(NULL);

	r->room.now = now + 365 * 86400;
	reads(r, 1, NULL);
	assert_true(r->row.next_poll > now + 364 * 86400);
	configure(r, "http://a.example/feed");
	assert_in_range(r->roster->feeds[0].row.next_poll, now + 60, now + 7200);
	/* but what is due later is, where the clock was not */
	r->room.now = now - 900;
	reads(r, 2, NULL);
	configure(r, "http://a.example/feed");
	assert_int_equal(r->roster->feeds[0].row.next_poll, r->row.next_poll);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_first_poll_that_reads_is_silent),
	    TEST(a_second_run_is_as_the_first),
	    TEST(a_failure_forgets_nothing),
	    TEST(half_a_document_is_asked_for_again),
	    TEST(not_modified_wants_to_be_asked_for),
	    TEST(three_permanent_redirects_move_it),
	    TEST(redirects_that_differ_move_nothing),
	    TEST(a_place_that_fails_is_left_again),
	    TEST(what_brings_nothing_is_noted_only),
	    TEST(the_known_must_be_known),
	    TEST(a_log_that_is_full_ends),
	    TEST(a_clock_that_was_set_back_delays_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
