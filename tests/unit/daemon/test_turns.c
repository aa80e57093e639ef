/* Feeds take their turns; the test is the clock. */
#include "cmocka_all.h"
#include "policy.h"
#include "turns.h"

#include <stdio.h>
#include <stdlib.h>

#define T0 INT64_C(1795000000) /* the wall clock at first */
#define FEEDS 6

struct rig {
	struct turns *turns;
	struct roster *roster;
	struct turns_now now;
	struct turn turn[FEEDS];
};

/* Feeds of these hosts, all due at T0, never read. */
static struct roster *roster(const char *const *hosts, size_t n)
{
	struct buf text = BUF_INIT(1 << 16), errors = BUF_INIT(4096);
	struct conf *conf = NULL;
	struct roster *r = NULL;

	buf_adds(&text, "[fetch]\nconcurrency = 2\nper_host = 1\n");
	for (size_t i = 0; i < n; i++)
		buf_addf(
		    &text, "[feed %c]\nurl = http://%s/%zu\n", (char)('a' + (int)i), hosts[i], i);
	assert_int_equal(conf_parse(buf_view(&text), "c", &conf, &errors), CT_OK);
	assert_int_equal(roster_new(conf, &r, &errors), CT_OK);
	for (size_t i = 0; i < n; i++)
		r->feeds[i].row.next_poll = T0;
	buf_free(&text);
	buf_free(&errors);
	return r;
}

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));

	r->now = (struct turns_now){.wall_ms = T0 * 1000, .steady_ms = 7000};
	r->turns = turns_new();
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	turns_free(r->turns);
	roster_unref(r->roster);
	free(r);
	return 0;
}

static void start(struct rig *r, const char *const *hosts, size_t n, bool once)
{
	struct roster *next = roster(hosts, n);

	assert_int_equal(turns_start(r->turns, next, once, &r->now), CT_OK);
	roster_unref(r->roster);
	r->roster = next;
}

static void pass(struct rig *r, int64_t ms)
{
	r->now.wall_ms += ms;
	r->now.steady_ms += ms;
}

static int64_t wait(struct rig *r)
{
	return turns_wait(r->turns, &r->now, 0);
}

/* The feed that is fetched from now on, as its place in the roster; -1: none. */
static int fetch(struct rig *r)
{
	struct turn turn;

	turns_call(r->turns, &r->now);
	struct roster_feed *f = turns_next(r->turns, &turn);
	if (f == NULL)
		return -1;
	int i = (int)(f - r->roster->feeds);
	assert_true(f->busy);
	r->turn[i] = turn;
	turns_fetching(r->turns, &r->turn[i], &r->now);
	return i;
}

static void end(struct rig *r, int i, int64_t next)
{
	turns_plan(r->turns, &r->roster->feeds[i], next);
	turns_end(r->turns, &r->turn[i]);
}

static void a_host_and_a_place_are_waited_for(void **state)
{
	static const char *const hosts[] = {"a", "a", "b", "c"};
	struct rig *r = *state;

	start(r, hosts, 4, false);
	assert_int_equal(wait(r), 0);
	assert_int_equal(fetch(r), 0);
	assert_int_equal(fetch(r), 2);  /* a has one already */
	assert_int_equal(fetch(r), -1); /* both places are taken */
	assert_int_equal(turns_waiting(r->turns), 2);
	/* what is fetched gives its host's turn back, and keeps its place */
	turns_fetched(r->turns, &r->turn[0]);
	assert_int_equal(fetch(r), -1);
	end(r, 0, T0 + 900);
	assert_int_equal(fetch(r), 3);
	end(r, 2, T0 + 800);
	assert_int_equal(fetch(r), 1);
	end(r, 3, POLICY_NEVER);
	end(r, 1, POLICY_NEVER);
	assert_int_equal(wait(r), 800 * 1000);
	pass(r, 799999);
	assert_int_equal(fetch(r), -1);
	assert_int_equal(wait(r), 1);
	pass(r, 1);
	assert_int_equal(fetch(r), 2);
	assert_int_equal(wait(r), 100 * 1000);
	end(r, 2, POLICY_NEVER);
}

static void slow_fetches_make_way(void **state)
{
	static const char *const hosts[] = {"a", "b", "c", "d"};
	struct rig *r = *state;

	start(r, hosts, 4, false);
	assert_int_equal(fetch(r), 0);
	pass(r, 10);
	assert_int_equal(fetch(r), 1);
	assert_int_equal(fetch(r), -1);
	assert_int_equal(wait(r), TURNS_PATIENCE_MS - 10);
	pass(r, TURNS_PATIENCE_MS - 10);
	assert_int_equal(fetch(r), 2); /* a makes way, b not yet */
	assert_int_equal(fetch(r), -1);
	assert_int_equal(wait(r), 10);
	/* behind its fetch it counts among the places again */
	turns_fetched(r->turns, &r->turn[0]);
	pass(r, 10);
	assert_int_equal(fetch(r), -1);
	end(r, 0, POLICY_NEVER);
	assert_int_equal(fetch(r), 3);
	for (int i = 1; i < 4; i++)
		end(r, i, POLICY_NEVER);
	assert_int_equal(wait(r), TURNS_NEVER);
}

/* Where what is fetched piles up fetches keep their places for longer. */
static void a_crowd_keeps_places(void **state)
{
	static const char *const hosts[] = {"a", "b", "c"};
	struct rig *r = *state;

	start(r, hosts, 3, false);
	assert_int_equal(fetch(r), 0);
	assert_int_equal(fetch(r), 1);
	turns_crowd(r->turns, true);
	pass(r, TURNS_PATIENCE_MS);
	assert_int_equal(fetch(r), -1);
	assert_int_equal(wait(r), TURNS_SLOW_MS - TURNS_PATIENCE_MS);
	turns_crowd(r->turns, false);
	assert_int_equal(wait(r), 0);
	pass(r, 0);
	assert_int_equal(fetch(r), 2);
	for (int i = 0; i < 3; i++)
		end(r, i, POLICY_NEVER);
}

static void the_known_slow_take_no_place(void **state)
{
	static const char *const hosts[] = {"a", "b", "c", "d"};
	struct rig *r = *state;

	start(r, hosts, 4, false);
	r->roster->feeds[0].slow = r->roster->feeds[1].slow = true;
	assert_int_equal(fetch(r), 2);
	assert_int_equal(fetch(r), 3);
	assert_int_equal(fetch(r), 0);
	assert_int_equal(fetch(r), 1);
	for (int i = 0; i < 4; i++)
		end(r, i, POLICY_NEVER);
}

static void room_behind_is_waited_for(void **state)
{
	static const char *const hosts[] = {"a"};
	struct rig *r = *state;

	start(r, hosts, 1, false);
	turns_call(r->turns, &r->now);
	assert_int_equal(turns_wait(r->turns, &r->now, 50), 50);
	assert_int_equal(fetch(r), 0);
	end(r, 0, POLICY_NEVER);
}

static void plans_go_with_a_clock_that_is_set(void **state)
{
	static const char *const hosts[] = {"a"};
	struct rig *r = *state;

	start(r, hosts, 1, false);
	assert_int_equal(fetch(r), 0);
	end(r, 0, T0 + 600);
	r->now.wall_ms -= 86400 * 1000;
	assert_int_equal(wait(r), 600 * 1000);
	assert_int_equal(r->roster->feeds[0].row.next_poll, T0 + 600 - 86400);
	r->now.wall_ms += 2 * 86400 * 1000;
	assert_int_equal(wait(r), 600 * 1000);
	assert_int_equal(fetch(r), -1);
	/* but not where it is slewed */
	r->now.wall_ms += 30 * 1000;
	assert_int_equal(wait(r), 570 * 1000);
	/* and it is looked at now and then */
	end(r, (turns_hurry(r->turns, VIEW_LIT("a")), fetch(r)), T0 * 2);
	assert_int_equal(wait(r), 3600 * 1000);
}

static void once_is_once(void **state)
{
	static const char *const hosts[] = {"a", "b"};
	struct rig *r = *state;

	start(r, hosts, 2, true);
	assert_int_equal(fetch(r), 0);
	assert_int_equal(fetch(r), 1);
	end(r, 0, T0 + 1);
	end(r, 1, T0 + 1);
	pass(r, 5000);
	assert_int_equal(fetch(r), -1);
	assert_int_equal(wait(r), TURNS_NEVER);
}

static void a_hurry_waits_for_who_is_busy(void **state)
{
	static const char *const hosts[] = {"a", "b", "c"};
	struct rig *r = *state;

	start(r, hosts, 3, false);
	assert_int_equal(fetch(r), 0);
	assert_int_equal(turns_hurry(r->turns, VIEW_LIT("a")), 0);
	assert_int_equal(fetch(r), 1);
	end(r, 0, T0 + 600);
	end(r, 1, T0 + 600);
	assert_int_equal(fetch(r), 2);
	assert_int_equal(turns_hurry(r->turns, VIEW_LIT("nobody")), 0);
	assert_int_equal(turns_hurry(r->turns, VIEW_LIT("b")), 1);
	assert_int_equal(fetch(r), 1);
	assert_int_equal(turns_hurry(r->turns, (struct view){NULL, 0}), 1); /* a */
	end(r, 1, POLICY_NEVER);
	end(r, 2, POLICY_NEVER);
	assert_int_equal(fetch(r), 0);
	end(r, 0, POLICY_NEVER);
}

static void what_cannot_begin_is_put_off(void **state)
{
	static const char *const hosts[] = {"a", "a"};
	struct rig *r = *state;
	struct turn turn;

	start(r, hosts, 2, false);
	turns_call(r->turns, &r->now);
	struct roster_feed *f = turns_next(r->turns, &turn);
	assert_ptr_equal(f, &r->roster->feeds[0]);
	turns_put_off(r->turns, &turn, f, &r->now);
	assert_false(f->busy);
	assert_int_equal(fetch(r), 1); /* its host is free */
	end(r, 1, POLICY_NEVER);
	assert_int_equal(wait(r), TURNS_AGAIN * 1000);
}

/* Polls of the old roster go on; those who waited are due in the new one. */
static void a_new_roster_takes_over(void **state)
{
	static const char *const hosts[] = {"a", "b", "c", "a"};
	struct rig *r = *state;

	start(r, hosts, 4, false);
	assert_int_equal(fetch(r), 0);
	assert_int_equal(fetch(r), 1);
	assert_int_equal(turns_waiting(r->turns), 2);
	struct roster *old = r->roster, *next = roster(hosts, 4);
	next->feeds[0].busy = next->feeds[1].busy = true;
	assert_int_equal(turns_start(r->turns, next, false, &r->now), CT_OK);
	r->roster = next;
	roster_unref(old);
	assert_int_equal(turns_waiting(r->turns), 0);
	end(r, 1, POLICY_NEVER);
	assert_int_equal(fetch(r), 2);
	end(r, 2, POLICY_NEVER);
	assert_int_equal(fetch(r), -1); /* the last one's host is asked by the first */
	end(r, 0, POLICY_NEVER);
	assert_int_equal(fetch(r), 3);
	end(r, 3, POLICY_NEVER);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_host_and_a_place_are_waited_for),
	    TEST(slow_fetches_make_way),
	    TEST(a_crowd_keeps_places),
	    TEST(the_known_slow_take_no_place),
	    TEST(room_behind_is_waited_for),
	    TEST(plans_go_with_a_clock_that_is_set),
	    TEST(once_is_once),
	    TEST(a_hurry_waits_for_who_is_busy),
	    TEST(what_cannot_begin_is_put_off),
	    TEST(a_new_roster_takes_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
