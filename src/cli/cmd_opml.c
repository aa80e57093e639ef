/* copytaster opml: a reader's list of feeds in, and ours out. */
#include <stdio.h>
#include <stdlib.h>

#include "ask.h"
#include "cli.h"
#include "conf.h"
#include "plain.h"

static const char usage[] =
    "usage: copytaster opml import [FILE] | export [-c FILE | --socket PATH]\n"
    "\n"
    "import: turns an OPML list (a file, or standard input) into [feed NAME]\n"
    "sections for the configuration.  (With opml = FILE in it the daemon reads such\n"
    "a list as it is.)  export: prints the running daemon's feeds as OPML.\n"
    "\n" ASK_HELP;

#define OPML_MAX ((size_t)256 << 20)

static int import(const char *path)
{
	struct buf opml, sections = BUF_INIT(OPML_MAX), errors = BUF_INIT((size_t)1 << 20);
	if (!cli_read(path, OPML_MAX, &opml))
		return 2;
	const char *name = cli_name(path);
	enum ct_err err = conf_opml_import(buf_view(&opml), name, &sections, &errors);
	int status = 2;
	if (errors.n > 0)
		fwrite(errors.p, 1, errors.n, stderr);
	if (err != CT_OK && err != CT_EINVAL)
		cli_trouble("%s: %s", name, ct_strerror(err));
	else if (cli_write(&sections)) /* none of it; some that was wrong; or both */
		status = (sections.n == 0) + (err != CT_OK);
	buf_free(&opml);
	buf_free(&sections);
	buf_free(&errors);
	return status;
}

/* The daemon made it of a checked configuration: no byte in it is a control. */
static void show(struct ask *a, const json_t *o, struct buf *out, void *ctx)
{
	(void)a, (void)ctx;
	buf_addv(out, plain_raw(o, "opml"));
}

int cmd_opml(int argc, char **argv)
{
	static const struct option options[] = {ASK_OPTIONS, {NULL, 0, NULL, 0}};
	struct ask a = ask_new(usage);
	for (int c; (c = getopt_long(argc, argv, "c:h", options, NULL)) != -1;)
		if (!ask_option(&a, c))
			return a.status;
	if (!ask_arguments(&a, argc, 1, 2))
		return a.status;
	if (strcmp(argv[optind], "import") == 0)
		return import(optind + 1 < argc ? argv[optind + 1] : NULL);
	if (strcmp(argv[optind], "export") == 0 && optind + 1 == argc)
		return ask_run(&a, json_pack("{s:s}", "cmd", "opml"), show, NULL);
	return cli_trouble("opml takes import [FILE] or export");
}
