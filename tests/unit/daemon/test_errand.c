/* Errands as the clerk sees them: an entry put off by a poll, judged later. */
#include "encode.h"
#include "errand.h"
#include "feed.h"
#include "report.h"
#include "room.h"
#include "starve.h"

#include <stdio.h>
#include <stdlib.h>

#define TEASER "The ferry to Skerrow stopped in the middle of the Narrows on Tuesday night"
#define MORE                                                                                    \
	", its engine dead, and drifted for two hours before a tug took it in tow. Nobody was " \
	"hurt, "                                                                                \
	"the harbour master said, but forty cars and a hearse missed the last train."

struct rig {
	struct room room;
	struct roster *roster;
};

static int setup(void **state)
{
	static const char text[] = "[fetch]\nfirst_poll = alert\nfulltext = yes\n"
				   "[feed a]\nurl = http://a.example/feed\n";
	struct rig *r = calloc(1, sizeof(*r));
	struct buf errors = BUF_INIT(4096);
	struct conf *conf;

	room_open(&r->room);
	assert_int_equal(conf_parse(view_of(text), "c", &conf, &errors), CT_OK);
	assert_int_equal(roster_new(conf, &r->roster, &errors), CT_OK);
	assert_int_equal(store_begin(r->room.store), CT_OK);
	assert_int_equal(roster_load(r->roster, r->room.store), CT_OK);
	assert_int_equal(store_commit(r->room.store), CT_OK);
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

static void run(
    struct rig *r, struct task *t, enum ct_err (*fn)(struct task *, struct store *, struct desk *))
{
	assert_int_equal(store_begin(r->room.store), CT_OK);
	assert_int_equal(fn(t, r->room.store, r->room.desk), CT_OK);
	assert_int_equal(store_commit(r->room.store), CT_OK);
}

/* A poll of a feed with one entry; how many errands it made. */
static unsigned poll_entry(struct rig *r, const char *title, const char *text, unsigned *fresh)
{
	struct feed_entry e = {.id = VIEW_LIT("1"),
	    .title = view_of(title),
	    .link = VIEW_LIT("https://a.example/1"),
	    .text = view_of(text),
	    .published = CT_TIME_UNKNOWN,
	    .updated = CT_TIME_UNKNOWN};
	const struct feed f = {.entries = &e, .nentries = 1, .ttl = -1};
	struct fetch_result fr = {
	    .outcome = FETCH_DONE, .status = 200, .max_age = -1, .retry_after = -1};
	struct report *rep = report_new(r->roster, &r->roster->feeds[0]);

	rep->message = BUF_INIT(WIRE_MAX);
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &rep->message), CT_OK);
	assert_int_equal(report_take_fetch(rep, &fr), CT_OK);
	rep->now = ROOM_NOW;
	run(r, &rep->task, report_run);
	unsigned n = rep->errands;
	*fresh = rep->fresh;
	report_free(rep);
	return n;
}

/* The first errand that is due, as errands.c has it. */
static struct errand *due_at(struct rig *r, int64_t now)
{
	int64_t id = 0, next, after = 0;
	size_t n;
	struct errand *e = calloc(1, sizeof(*e));
	struct arena *a = arena_new(1 << 20);
	struct store_errand row;

	assert_int_equal(store_errand_due(r->room.store, now, &after, &id, 1, &n, &next), CT_OK);
	assert_int_equal(n, 1);
	assert_int_equal(store_errand_get(r->room.store, id, a, &row), CT_OK);
	e->id = id;
	e->roster = roster_ref(r->roster);
	e->of = &r->roster->feeds[0];
	e->feed = e->of->row.id;
	e->tries = row.tries;
	e->now = now + 5;
	arena_free(a);
	return e;
}

static struct errand *first_due(struct rig *r)
{
	return due_at(r, ROOM_NOW);
}

static void page_is(struct errand *e, const char *text)
{
	struct feed_entry p = {.title = VIEW_LIT("Ferry | Site"),
	    .text = view_of(text),
	    .language = VIEW_LIT("en"),
	    .published = ROOM_NOW - 60,
	    .updated = CT_TIME_UNKNOWN};
	const struct feed f = {
	    .entries = &p, .nentries = 1, .ttl = -1, .update_period_seconds = -1};

	e->message = BUF_INIT(WIRE_MAX);
	assert_int_equal(encode(&f, (struct view){NULL, 0}, &e->message), CT_OK);
}

static void nothing_is_due(struct rig *r)
{
	int64_t id, next, after = 0;
	size_t n;

	assert_int_equal(
	    store_errand_due(r->room.store, INT64_MAX, &after, &id, 1, &n, &next), CT_OK);
	assert_int_equal(n, 0);
}

static void newest_text_is(struct rig *r, int64_t id, const char *want)
{
	struct arena *a = arena_new(1 << 20);
	struct store_story st;

	assert_int_equal(store_story_get(r->room.store, id, false, a, &st), CT_OK);
	assert_true(view_is(st.item.story.text, want));
	assert_true(view_is(st.item.story.title, "Ferry adrift"));
	arena_free(a);
}

struct work {
	struct rig *rig;
	struct errand *errand;
};

static enum ct_err settle(void *ctx)
{
	struct work *w = ctx;

	return errand_run(&w->errand->task, w->rig->room.store, w->rig->room.desk);
}

static void a_page_is_judged_in_place_of_the_teaser(void **state)
{
	struct rig *r = *state;
	unsigned fresh;

	assert_int_equal(poll_entry(r, "Ferry adrift", TEASER "...", &fresh), 1);
	assert_int_equal(fresh, 0);
	assert_int_equal(
	    poll_entry(r, "Ferry adrift", TEASER "...", &fresh), 0); /* it waits already */
	struct errand *e = first_due(r);
	page_is(e, TEASER MORE);
	run(r, &e->task, errand_run);
	assert_true(e->fresh && e->full_text);
	assert_int_equal(e->verdict, CT_NEW);
	assert_int_equal(e->alerts, 1);
	errand_free(e);
	newest_text_is(r, 1, TEASER MORE);
	nothing_is_due(r);
	/* The feed's entry is known from now on. */
	assert_int_equal(poll_entry(r, "Ferry adrift", TEASER "...", &fresh), 0);
	assert_int_equal(fresh, 0);
	nothing_is_due(r);
}

/* The page was read for another entry, whose story has its text, or has none any more. */
static void a_page_of_another_entry_does_as_well(void **state)
{
	struct rig *r = *state;
	unsigned fresh;

	assert_int_equal(poll_entry(r, "Ferry adrift", TEASER "...", &fresh), 1);
	struct errand *e = first_due(r);
	page_is(e, TEASER MORE);
	run(r, &e->task, errand_run);
	int64_t story = e->story;
	assert_int_equal(story, 1);
	errand_free(e);
	for (int64_t same = story; same < story + 2; same++) {
		assert_int_equal(poll_entry(r, same == story ? "Ferry lost" : "Ferry found",
				     TEASER "...", &fresh),
		    1);
		e = first_due(r);
		e->same = same == story ? story : 99;
		run(r, &e->task, errand_run);
		assert_int_equal(e->full_text, same == story);
		errand_free(e);
		nothing_is_due(r);
	}
}

/* It is there, and has the text, but not just now: that is no reason to do without. */
static void a_story_that_cannot_be_read_is_no_lack_of_one(void **state)
{
	struct rig *r = *state;
	unsigned fresh;

	assert_int_equal(poll_entry(r, "Ferry adrift", TEASER "...", &fresh), 1);
	struct errand *e = first_due(r);
	page_is(e, TEASER MORE);
	run(r, &e->task, errand_run);
	int64_t story = e->story;
	errand_free(e);
	assert_int_equal(poll_entry(r, "Ferry lost", TEASER "...", &fresh), 1);
	e = first_due(r);
	e->same = story;
	/* Whatever is refused: it is judged with the whole text, or not at all. */
	for (long n = 0;; n++) {
		assert_int_equal(store_begin(r->room.store), CT_OK);
		struct work w = {r, e};
		enum ct_err err = starve_once(settle, &w, n, false);
		bool done = starve_state.n <= n;

		if (err == CT_OK)
			assert_true(e->full_text);
		desk_rolled_back(r->room.desk);
		store_rollback(r->room.store);
		if (done)
			break;
	}
	run(r, &e->task, errand_run);
	assert_true(e->full_text);
	errand_free(e);
}

static void without_a_page_the_teaser_is_judged(void **state)
{
	struct rig *r = *state;
	unsigned fresh;
	static const char *const pages[] = {NULL, "Short.",
	    "We and our partners store and access information on a device, such as cookies, and "
	    "process "
	    "personal data, such as identifiers, for the purposes that are described on this "
	    "page."};

	for (size_t i = 0; i < COUNT(pages); i++) {
		char text[256];
		snprintf(text, sizeof(text), "%s, %zu times...", TEASER, i);
		assert_int_equal(poll_entry(r, "Ferry adrift", text, &fresh), 1);
		struct errand *e = first_due(r);
		if (pages[i] != NULL)
			page_is(e, pages[i]);
		run(r, &e->task, errand_run);
		assert_false(e->full_text);
		assert_true(e->fresh);
		errand_free(e);
		nothing_is_due(r);
	}
}

static void hostile_answers_are_none(void **state)
{
	struct rig *r = *state;
	unsigned fresh;

	assert_int_equal(poll_entry(r, "Ferry adrift", TEASER, &fresh), 1);
	struct errand *e = first_due(r);
	e->message = BUF_INIT(WIRE_MAX);
	buf_adds(&e->message, "CTW2 nonsense");
	run(r, &e->task, errand_run);
	assert_true(e->fresh && !e->full_text);
	assert_string_equal(e->why, "the extractor's answer is unreadable");
	errand_free(e);
	newest_text_is(r, 1, TEASER);
}

/* A page has one article, which is short: no other answer is kept until it is judged. */
static void long_answers_are_none(void **state)
{
	struct errand e = {0};

	(void)state;
	for (size_t n = (size_t)1 << 20; n <= ((size_t)1 << 20) + 1; n++) {
		struct buf b = BUF_INIT(WIRE_MAX);

		assert_non_null(buf_room(&b, n));
		memset(b.p, 'x', n);
		b.n = n;
		errand_extracted(&e, POOL_OK, "", false, &b, ROOM_NOW);
		assert_int_equal(e.message.n, n == (size_t)1 << 20 ? n : 0);
		assert_int_equal(b.n, n == (size_t)1 << 20 ? 0 : n);
		buf_free(&e.message);
		buf_free(&b);
	}
	assert_string_equal(e.why, "the extractor's answer is too long");
	struct buf none = BUF_INIT(WIRE_MAX);
	errand_extracted(&e, POOL_KILLED, "too costly", false, &none, ROOM_NOW);
	assert_string_equal(e.why, "the extractor was stopped: too costly");
	assert_int_equal(e.end, ERRAND_JUDGE);
	assert_false(e.ours);
}

/* Trouble of our own costs nobody the full text, as long as it may be waited for. */
static void our_own_trouble_is_waited_out(void **state)
{
	enum { WAIT = 3600 };
	struct rig *r = *state;
	struct errand e = {.of = &r->roster->feeds[0], .since = ROOM_NOW, .end = ERRAND_LOSE};
	struct buf none = BUF_INIT(WIRE_MAX);
	int64_t now = ROOM_NOW;
	int n = 0;

	for (;; n++) {
		errand_extracted(&e, POOL_UNABLE, "no memory", false, &none, now);
		assert_true(e.ours);
		if (e.end != ERRAND_RETRY)
			break;
		assert_false(e.tried); /* there will be as many tries as ever */
		assert_true(e.retry_at > now);
		now = e.retry_at;
	}
	assert_int_equal(e.end, ERRAND_JUDGE);
	assert_in_range(now, ROOM_NOW + WAIT - WAIT / 16, ROOM_NOW + WAIT);
	assert_in_range(n, 2, 20); /* its page is not asked for over and over */
	errand_unable(&e, "no memory", true, ROOM_NOW);
	assert_int_equal(e.end, ERRAND_RETRY);
	assert_true(e.tried); /* where nothing is waited for this has an end, too */
}

/* What no answer says is no answer of the server's. */
static void no_memory_is_no_page(void **state)
{
	static const struct {
		enum fetch_outcome outcome;
		bool ours;
	} cases[] = {{FETCH_EMEMORY, true}, {FETCH_EROOM, true}, {FETCH_EDNS, false},
	    {FETCH_ETIMEOUT, false}};
	struct rig *r = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct errand e = {.of = &r->roster->feeds[0], .since = ROOM_NOW};
		const struct fetch_result fr = {.outcome = cases[i].outcome, .retry_after = -1};

		assert_false(errand_fetched(&e, &fr, false, ROOM_NOW));
		assert_int_equal(e.end, ERRAND_RETRY);
		assert_int_equal(e.ours, cases[i].ours);
		assert_false(errand_fetched(&e, &fr, true, ROOM_NOW));
		assert_int_equal(e.end, cases[i].ours ? ERRAND_RETRY : ERRAND_JUDGE);
		e.tries = ERRAND_TRIES - 1;
		assert_false(errand_fetched(&e, &fr, false, ROOM_NOW));
		assert_int_equal(e.end, ERRAND_JUDGE);
	}
}

static void retries_and_drops(void **state)
{
	struct rig *r = *state;
	unsigned fresh;
	int64_t id, next, after = 0;
	size_t n;

	assert_int_equal(poll_entry(r, "Ferry adrift", TEASER, &fresh), 1);
	struct errand *e = first_due(r);
	e->end = ERRAND_RETRY;
	e->tried = true;
	e->retry_at = ROOM_NOW + 60;
	run(r, &e->task, errand_run);
	assert_int_equal(
	    store_errand_due(r->room.store, ROOM_NOW + 59, &after, &id, 1, &n, &next), CT_OK);
	assert_int_equal(n, 0);
	assert_int_equal(next, ROOM_NOW + 60);
	struct arena *a = arena_new(1 << 20);
	struct store_feed row;
	assert_int_equal(store_begin(r->room.store), CT_OK);
	assert_int_equal(store_feed_open(r->room.store, VIEW_LIT("a"),
			     VIEW_LIT("http://a.example/feed"), a, &row),
	    CT_OK);
	row.etag = VIEW_LIT("\"1\"");
	row.body_hash[0] = 1;
	assert_int_equal(store_feed_save(r->room.store, &row), CT_OK);
	assert_int_equal(store_commit(r->room.store), CT_OK);
	e->end = ERRAND_DROP;
	run(r, &e->task, errand_run);
	assert_false(e->fresh);
	/* The entry is known nowhere now: neither is what brought it. */
	assert_int_equal(store_feed_open(r->room.store, VIEW_LIT("a"),
			     VIEW_LIT("http://a.example/feed"), a, &row),
	    CT_OK);
	assert_int_equal(row.etag.n, 0);
	assert_int_equal(row.body_hash[0], 0);
	arena_free(a);
	errand_free(e);
	nothing_is_due(r);
}

/* Another entry's page: its text, or that there is none, or when it comes; but no later than
 * this one may wait, and not where its last chance is to go without. */
static void what_is_shared(void **state)
{
	enum { NOW = 1000, WAIT = 3600 }; /* fulltext_wait: its default */
	const struct {
		int64_t retry, tries;
		bool shared;
		enum errand_end end;
	} cases[] = {
	    {0, 0, true, ERRAND_JUDGE},
	    {0, ERRAND_TRIES - 1, true, ERRAND_JUDGE},
	    {0, ERRAND_TRIES, false, ERRAND_LOSE},
	    {NOW, 0, false, ERRAND_LOSE},
	    {NOW + 1, 0, true, ERRAND_RETRY},
	    {NOW - 10 + WAIT, 0, true, ERRAND_RETRY},
	    {NOW - 9 + WAIT, 0, false, ERRAND_LOSE},
	};
	struct rig *r = *state;

	assert_int_equal(r->roster->feeds[0].conf->fulltext_wait, WAIT);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct errand e = {.of = &r->roster->feeds[0],
		    .since = NOW - 10,
		    .tries = cases[i].tries,
		    .end = ERRAND_LOSE};
		const struct lately_page p = {.retry = cases[i].retry, .story = 7};

		assert_int_equal(errand_shares(&e, &p, NOW), cases[i].shared);
		assert_int_equal(e.end, cases[i].end);
		assert_int_equal(e.same, cases[i].shared ? 7 : 0);
		assert_int_equal(e.retry_at, cases[i].shared ? cases[i].retry : 0);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/* One that cannot be settled is tried ever later, the last time without its page. */
static void what_cannot_be_judged_is_lost_at_last(void **state)
{
	struct rig *r = *state;
	int64_t now = ROOM_NOW, waited = 0;
	unsigned fresh;

	assert_int_equal(poll_entry(r, "Ferry adrift", TEASER, &fresh), 1);
	for (int tries = 0;; tries++) {
		int64_t id, next, after = 0;
		size_t n;
		struct errand *e = due_at(r, now);

		assert_int_equal(e->tries, tries);
		errand_failed(e, now);
		if (e->end == ERRAND_LOSE) {
			assert_int_equal(tries, ERRAND_TRIES);
			run(r, &e->task, errand_run);
			errand_free(e);
			break;
		}
		assert_int_equal(e->end, ERRAND_RETRY);
		assert_true(e->retry_at - now > waited);
		waited = e->retry_at - now;
		now = e->retry_at;
		run(r, &e->task, errand_run);
		errand_free(e);
		assert_int_equal(
		    store_errand_due(r->room.store, now - 1, &after, &id, 1, &n, &next), CT_OK);
		assert_int_equal(n, 0);
		assert_int_equal(next, now);
	}
	assert_int_equal(waited, 1920);
	nothing_is_due(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_page_is_judged_in_place_of_the_teaser),
	    TEST(a_page_of_another_entry_does_as_well),
	    TEST(what_is_shared),
	    TEST(without_a_page_the_teaser_is_judged),
	    TEST(hostile_answers_are_none),
	    TEST(long_answers_are_none),
	    TEST(our_own_trouble_is_waited_out),
	    TEST(no_memory_is_no_page),
	    TEST(a_story_that_cannot_be_read_is_no_lack_of_one),
	    TEST(retries_and_drops),
	    TEST(what_cannot_be_judged_is_lost_at_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
