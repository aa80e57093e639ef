/* copytaster parse: a feed -> one JSON object. */
#include <stdio.h>

#include "alternate.h"
#include "feed.h"
#include "reading.h"

#define FEED_MAX ((size_t)256 << 20)

static const char usage[] =
    "usage: copytaster parse [--base-url URL] [--content-type TYPE] [FILE]\n"
    "\n"
    "Reads a feed (RSS, Atom, RDF, CDF, JSON Feed) from FILE or standard input\n"
    "and prints it as one JSON object.\n"
    "\n"
    "      --base-url URL       where it came from: relative links are resolved\n"
    "      --content-type TYPE  the HTTP header's value: it may name the charset\n"
    "      --json               nothing more: it always prints JSON\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit status: 0 a feed, 1 no feed (saying what it is), 2 trouble.\n";

static int parse(
    const char *name, struct view doc, struct view base, struct view type, struct emit *out)
{
	struct feed *f = NULL;
	const char *what = NULL;
	struct feed_limits limits = feed_limits_default;

	limits.files = true;
	enum ct_err err = feed_parse(doc, base, type, &limits, &f, &what);
	if (err == CT_ENOTFEED) {
		struct buf named = BUF_INIT(ALTERNATE_MAX);

		cli_trouble("%s: not a feed but %s", name, what);
		if (alternate_find(doc, base, &named))
			fprintf(stderr, "it names a feed: %s\n", named.p);
		buf_free(&named);
		return 1;
	}
	if (err != CT_OK)
		return cli_trouble("%s: %s", name, what != NULL ? what : ct_strerror(err));
	feed_json(f, out);
	feed_free(f);
	return 0;
}

int cmd_parse(int argc, char **argv)
{
	static const struct reading reading = {"parse", usage, "base-url", FEED_MAX, parse};

	return reading_run(&reading, argc, argv);
}
