/* What a worker says of a feed, where memory is short. */
#define STARVE_XML
#include "starve.h"

#include "feed.h"
#include "job.h"
#include "normalizer.h"
#include "wire.h"

static struct buf expected;

static enum ct_err encode(void *ctx)
{
	static const char text[] =
	    "<rss version='2.0'><channel><title>T</title><item><guid>1</guid><title>Ferry</title>"
	    "<author>a@b (C D)</author><category>e</category><description>&lt;p&gt;The ferries "
	    "stopped in the Narrows, their engines dead.&lt;/p&gt;</description></item><item>"
	    "<title>Der Fischmarkt</title><description>Die Boote lagen drei Stunden lang im Hafen "
	    "und warteten auf den Schlepper.</description></item></channel></rss>";
	struct feed *f = NULL;
	const char *what = NULL;
	struct normalizer *z = normalizer_new();
	struct buf b = BUF_INIT(WIRE_MAX);
	enum ct_err err = z == NULL ? CT_ENOMEM
				    : feed_parse(VIEW_LIT(text), VIEW_LIT("http://x.org/"),
					  VIEW_LIT("text/xml"), &feed_limits_default, &f, &what);

	(void)ctx;
	if (err == CT_OK)
		err = wire_encode(f, z, VIEW_LIT("0123456789abcdef"), &b);
	if (err == CT_OK && expected.n == 0)
		expected = b;
	else if (err == CT_OK)
		assert_true(view_eq(buf_view(&b), buf_view(&expected)));
	if (b.p != expected.p)
		buf_free(&b);
	feed_free(f);
	normalizer_free(z);
	return err;
}

static void messages(void **state)
{
	(void)state;
	starve_spare_xml();
	starve("a message", encode, NULL, CT_ELIMIT, false);
	buf_free(&expected);
}

static enum ct_err head(void *ctx)
{
	struct job j = {.kind = JOB_FEED,
	    .url = VIEW_LIT("http://x.org/"),
	    .content_type = VIEW_LIT("text/xml"),
	    .body = VIEW_LIT("<rss/>")};
	struct buf b = BUF_INIT(1 << 20);
	enum ct_err err = job_head(&j, &b);

	(void)ctx;
	buf_free(&b);
	return err;
}

static void jobs(void **state)
{
	(void)state;
	starve("a job", head, NULL, CT_ENOMEM, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(messages),
	    cmocka_unit_test(jobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
