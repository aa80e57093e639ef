/* copytaster extract: a web page -> its main article, one JSON object. */
#include <getopt.h>
#include <stdio.h>

#include "cli.h"
#include "emit.h"
#include "page.h"

#define PAGE_MAX ((size_t)64 << 20)

static const char usage[] =
    "usage: copytaster extract [--url URL] [--content-type TYPE] [FILE]\n"
    "\n"
    "Reads a web page from FILE or standard input and prints its main article as\n"
    "one JSON object {\"url\",\"canonical_url\",\"title\",\"byline\",\"published\",\n"
    "\"language\",\"text\"}.\n"
    "\n"
    "      --url URL            where it came from: relative links are resolved\n"
    "      --content-type TYPE  the HTTP header's value: it may name the charset\n"
    "      --json               nothing more: it always prints JSON\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit status: 0 an article, 1 none (saying what it is), 2 trouble.\n";

static int print(const struct page *p)
{
	struct buf out = BUF_INIT(SIZE_MAX / 2);
	struct emit j = emit_to(&out);

	page_json(p, &j);
	buf_addc(&out, '\n');
	int status = cli_write(&out) ? 0 : 2;
	buf_free(&out);
	return status;
}

static int extract(const char *path, const char *url, const char *type)
{
	struct buf doc;
	struct page *p = NULL;
	const char *what = NULL;
	const char *name = path != NULL ? path : "standard input";

	if (!cli_read(path, PAGE_MAX, &doc))
		return 2;
	enum ct_err err = page_read(buf_view(&doc), view_of(url), view_of(type), &p, &what);
	buf_free(&doc);
	if (err == CT_EINVAL && what != NULL) {
		cli_trouble("%s: %s", name, what);
		return 1;
	}
	if (err != CT_OK)
		return cli_trouble("%s: %s", name, ct_strerror(err));
	int status = print(p);
	page_free(p);
	return status;
}

int cmd_extract(int argc, char **argv)
{
	const char *url = NULL, *type = NULL;
	int status = 0;
	const struct cli_option options[] = {
	    {"url", &url, NULL},
	    {"content-type", &type, NULL},
	    {"json", NULL, NULL}, /* it always is */
	    {NULL, NULL, NULL},
	};

	if (!cli_options(argc, argv, usage, options, &status))
		return status;
	if (argc - optind > 1)
		return cli_trouble("extract takes one file");
	return extract(optind < argc ? argv[optind] : NULL, url, type);
}
