/* copytaster extract: a web page -> its main article, one JSON object. */
#include "page.h"
#include "reading.h"

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

static int extract(
    const char *name, struct view doc, struct view url, struct view type, struct emit *out)
{
	struct page *p = NULL;
	const char *what = NULL;
	enum ct_err err = page_read(doc, url, type, &p, &what);

	if (err == CT_EINVAL && what != NULL) {
		cli_trouble("%s: %s", name, what);
		return 1;
	}
	if (err != CT_OK)
		return cli_trouble("%s: %s", name, ct_strerror(err));
	page_json(p, out);
	page_free(p);
	return 0;
}

int cmd_extract(int argc, char **argv)
{
	static const struct reading reading = {"extract", usage, "url", PAGE_MAX, extract};

	return reading_run(&reading, argc, argv);
}
