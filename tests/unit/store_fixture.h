/* Stores in a directory of their own, and stories to put in them. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "store.h"

struct fixture {
	char dir[64], path[80];
	struct store *s;
	struct arena *a;
};

static inline void fixture_open(struct fixture *f)
{
	char *why;

	enum ct_err err = store_open(f->path, &f->s, &why);
	if (err != CT_OK)
		print_error("%s\n", why);
	assert_int_equal(err, CT_OK);
}

static inline void fixture_close(struct fixture *f)
{
	store_close(f->s);
	f->s = NULL;
}

static inline void fixture_reopen(struct fixture *f)
{
	fixture_close(f);
	fixture_open(f);
}

static inline int fixture_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -1;
	strcpy(f->dir, "/tmp/copytaster-store-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof(f->path), "%s/store", f->dir);
	f->a = arena_new((size_t)64 << 20);
	fixture_open(f);
	*state = f;
	return 0;
}

static inline int fixture_down(void **state)
{
	struct fixture *f = *state;
	char command[100];

	store_close(f->s);
	arena_free(f->a);
	snprintf(command, sizeof(command), "rm -rf '%s'", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

/* Nothing is wrong in the store. */
static inline void fixture_check(struct fixture *f)
{
	struct buf problems = BUF_INIT(1u << 20);

	assert_int_equal(store_check(f->s, &problems), CT_OK);
	if (problems.n > 0)
		print_error("%s", problems.p);
	assert_int_equal(problems.n, 0);
	buf_free(&problems);
}

static inline void fixture_begin(struct fixture *f)
{
	assert_int_equal(store_begin(f->s), CT_OK);
}

static inline void fixture_commit(struct fixture *f)
{
	assert_int_equal(store_commit(f->s), CT_OK);
}

static inline int64_t fixture_feed(struct fixture *f, const char *name)
{
	struct store_feed feed;

	assert_int_equal(
	    store_feed_open(f->s, view_of(name), VIEW_LIT("http://a.example/"), f->a, &feed),
	    CT_OK);
	return feed.id;
}

static inline struct fingerprint fixture_print(uint32_t n)
{
	struct fingerprint fp = {
	    .version = FINGERPRINT_VERSION, .body = {n * 7919ull, n}, .words = 300, .nkeys = 3};

	fp.keys[0] = n * 2654435761u;
	fp.keys[1] = n / 2 * 40503u + 1;
	fp.keys[2] = 7;
	return fp;
}

/* A story of a feed, new, with the number n all over it. */
static inline struct store_story fixture_story(int64_t feed, uint32_t n, int64_t seen)
{
	return (struct store_story){
	    .feed = feed,
	    .item =
		{
		    .story =
			{
			    .id = VIEW_LIT("tag:1"),
			    .source = VIEW_LIT("A"),
			    .title = VIEW_LIT("Harbour bridge closed"),
			    .text = VIEW_LIT("The harbour bridge was closed on Monday.\n\nAgain."),
			    .lang = VIEW_LIT("en"),
			    .url = VIEW_LIT("http://a.example/1"),
			    .published = seen - 60,
			},
		    .authors = VIEW_LIT("Ann, Ben"),
		    .tags = VIEW_LIT("local\ntraffic"),
		    .updated = CT_TIME_UNKNOWN,
		},
	    .seen = seen,
	    .body = {n * 7919ull, n},
	};
}

static inline int64_t fixture_add(
    struct fixture *f, int64_t feed, uint32_t n, int64_t seen, enum ct_verdict verdict)
{
	struct store_story st = fixture_story(feed, n, seen);
	struct fingerprint fp = fixture_print(n);
	int64_t id = 0;

	st.verdict = verdict;
	assert_int_equal(store_story_add(f->s, &st, &fp, &id), CT_OK);
	return id;
}

static inline struct store_counts fixture_counts(struct fixture *f)
{
	struct store_counts c;

	assert_int_equal(store_counts(f->s, &c), CT_OK);
	return c;
}

#define FIXTURE_TEST(f) cmocka_unit_test_setup_teardown(f, fixture_up, fixture_down)

#endif
