/* copytaster parse: a feed -> one JSON object. */
#include <getopt.h>
#include <stdio.h>

#include "alternate.h"
#include "cli.h"
#include "emit.h"
#include "feed.h"

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

static int print(const struct feed *f)
{
	struct buf out = BUF_INIT(SIZE_MAX / 2);
	struct emit j = emit_to(&out);

	feed_json(f, &j);
	buf_addc(&out, '\n');
	int status = cli_write(&out) ? 0 : 2;
	buf_free(&out);
	return status;
}

static int parse(const char *path, const char *base, const char *type)
{
	struct buf doc;
	struct feed *f = NULL;
	const char *what = NULL;
	const char *name = path != NULL ? path : "standard input";
	struct feed_limits limits = feed_limits_default;

	limits.files = true;
	if (!cli_read(path, FEED_MAX, &doc))
		return 2;
	enum ct_err err =
	    feed_parse(buf_view(&doc), view_of(base), view_of(type), &limits, &f, &what);
	if (err == CT_ENOTFEED) {
		struct buf named = BUF_INIT(ALTERNATE_MAX);

		cli_trouble("%s: not a feed but %s", name, what);
		if (alternate_find(buf_view(&doc), view_of(base), &named))
			fprintf(stderr, "it names a feed: %s\n", named.p);
		buf_free(&named);
		buf_free(&doc);
		return 1;
	}
	buf_free(&doc);
	if (err != CT_OK)
		return cli_trouble("%s: %s", name, what != NULL ? what : ct_strerror(err));
	int status = print(f);
	feed_free(f);
	return status;
}

int cmd_parse(int argc, char **argv)
{
	const char *base = NULL, *type = NULL;
	int status = 0;
	const struct cli_option options[] = {
	    {"base-url", &base, NULL},
	    {"content-type", &type, NULL},
	    {"json", NULL, NULL}, /* it always is */
	    {NULL, NULL, NULL},
	};

	if (!cli_options(argc, argv, usage, options, &status))
		return status;
	if (argc - optind > 1)
		return cli_trouble("parse takes one file");
	return parse(optind < argc ? argv[optind] : NULL, base, type);
}
