#include "reading.h"

#include <getopt.h>

static int print(const struct reading *r, const char *path, const char *url, const char *type)
{
	struct buf doc, out = BUF_INIT(SIZE_MAX / 2);
	struct emit j = emit_to(&out);

	if (!cli_read(path, r->max, &doc))
		return 2;
	int status = r->print(cli_name(path), buf_view(&doc), view_of(url), view_of(type), &j);
	buf_free(&doc);
	if (status == 0) {
		buf_addc(&out, '\n');
		status = cli_write(&out) ? 0 : 2;
	}
	buf_free(&out);
	return status;
}

int reading_run(const struct reading *r, int argc, char **argv)
{
	const char *url = NULL, *type = NULL;
	int status = 0;
	const struct cli_option options[] = {
	    {r->url_option, &url, NULL},
	    {"content-type", &type, NULL},
	    {"json", NULL, NULL}, /* it always is */
	    {NULL, NULL, NULL},
	};

	if (!cli_options(argc, argv, r->usage, options, &status))
		return status;
	if (argc - optind > 1)
		return cli_trouble("%s takes one file", r->command);
	return print(r, optind < argc ? argv[optind] : NULL, url, type);
}
