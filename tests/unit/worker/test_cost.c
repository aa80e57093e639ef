/* Twice the message between daemon and worker costs about twice as much. */
#include "cmocka_all.h"

#include "doubling.h"
#include "feed.h"
#include "job.h"
#include "known.h"
#include "normalizer.h"
#include "wire.h"

static struct normalizer *scratch;

static void decode(struct view v)
{
	struct wire_feed f;
	struct fingerprint fp;
	struct item item;
	struct cursor c;

	if (wire_decode(v, &f, &c) != CT_OK || f.outcome != WIRE_OK)
		return;
	for (uint32_t i = 0; i < f.nitems && wire_next(&c, &item, &fp, NULL) == CT_OK; i++)
		continue;
}

/* As a worker makes it of a feed. */
static void encode(struct view v)
{
	struct feed *f = NULL;
	const char *what = NULL;
	struct buf b = BUF_INIT(WIRE_MAX);

	assert_int_equal(feed_parse(v, VIEW_LIT("http://x.org/"), VIEW_LIT("text/xml"),
			     &feed_limits_default, &f, &what),
	    CT_OK);
	assert_int_equal(wire_encode(f, scratch, VIEW_LIT(""), &b), CT_OK);
	decode(buf_view(&b));
	buf_free(&b);
	feed_free(f);
}

/* All are new, looked for among as many; of what is known the search alone may grow. */
static void known(struct view v)
{
	struct feed *f = NULL;
	const char *what = NULL;
	struct buf b = BUF_INIT(WIRE_MAX), list = BUF_INIT(WIRE_MAX);

	for (size_t i = 0; i < v.n / 80; i++) {
		buf_add_u64(&list, i << 40);
		buf_add_u64(&list, i * 0x9E3779B97F4A7C15u);
	}
	assert_int_equal(feed_parse(v, VIEW_LIT("http://x.org/"), VIEW_LIT("text/xml"),
			     &feed_limits_default, &f, &what),
	    CT_OK);
	assert_int_equal(wire_encode(f, scratch, buf_view(&list), &b), CT_OK);
	buf_free(&b);
	buf_free(&list);
	feed_free(f);
}

/* The search by itself: a number a byte, looked for among as many. */
static void search(struct view v)
{
	struct buf list = BUF_INIT(SIZE_MAX / 2);
	bool found;

	for (size_t i = 0; i < v.n; i++) {
		buf_add_u64(&list, i);
		buf_add_u64(&list, (i + 1) * 0x9E3779B97F4A7C15u);
	}
	struct known_contents k = {.list = buf_view(&list)};
	for (size_t i = 0; i < v.n; i++)
		assert_int_equal(known_says(&k, i, &found), CT_OK);
	known_free(&k);
	buf_free(&list);
}

static void job(struct view v)
{
	struct job j;

	job_decode(v, &j);
}

#define RSS "<rss version='2.0'><channel><title>T</title>"
#define END_RSS "</channel></rss>"
#define OK "CTW2\0"

static void messages(void **state)
{
	static const struct doubling all[] = {
	    {"entries", encode, RSS,
		"<item><guid>~</guid><title>Story ~</title><description>Some "
		"words of it, ~ of them.</description></item>",
		NULL, NULL, END_RSS, 12 << 10},
	    {"an entry", encode, RSS "<item><description>", "Some words ~. ", NULL, NULL,
		"</description></item>" END_RSS, 12 << 10},
	    {"authors and tags", encode, RSS "<item>",
		"<category>c ~</category><author>a ~</author>", NULL, NULL, "</item>" END_RSS, 0},
	    {"an id and a link", encode, RSS "<item><guid>x", "x", NULL, NULL,
		"</guid></item>" END_RSS, 0},
	    {"entries among the known", known, RSS,
		"<item><guid>~</guid><title>Story ~</title><description>"
		"Some words of it.</description></item>",
		NULL, NULL, END_RSS, 12 << 10},
	    {"a search among the known", search, "", "x", NULL, NULL, NULL, 4 << 10},
	    {"rubbish", decode, "CTW2", "\xFF", NULL, NULL, "", 0},
	    {"rubbish of letters", decode, "CTW2", "a", NULL, NULL, "", 0},
	    {"a job, rubbish", job, "", "\x01", NULL, NULL, "", 0},
	    {"a job, letters", job, "", "a", NULL, NULL, "", 0},
	};

	(void)state;
	scratch = normalizer_new();
	assert_non_null(scratch);
	doubling_all(all, COUNT(all));
	normalizer_free(scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
