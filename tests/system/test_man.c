/*
 * The examples of copytaster(1) and copytasterd(8), as the pages print them,
 * run: names of files and numbers of stories stand for ours, a pipe or a
 * redirection is left to the reader's shell.
 */
#include "kit.h"

struct example {
	char *words[16];
	size_t n;
};

/* What the page writes, and what there is here. */
static const char *here(const struct rig *r, const char *word)
{
	static char paths[4][512];
	static size_t next;
	static const char *const files[][2] = {
	    {"ours.html", "ours.html"},
	    {"theirs.html", "theirs.html"},
	    {"feeds.opml", "feeds.opml"},
	    {"/etc/copytaster/copytaster.conf", "copytaster.conf"},
	    {"~/copytaster.conf", "copytaster.conf"},
	};

	for (size_t i = 0; i < COUNT(files); i++) {
		if (strcmp(word, files[i][0]) != 0)
			continue;
		char *path = paths[next++ % 4];
		snprintf(path, sizeof(paths[0]), "%s/%s", r->dir, files[i][1]);
		return path;
	}
	return strcmp(word, "1234") == 0 ? "1" : word;
}

static bool of_the_daemon(const char *command)
{
	static const char *const alone[] = {"compare", "judge", "parse", "extract", "opml"};

	for (size_t i = 0; i < COUNT(alone); i++)
		if (strcmp(command, alone[i]) == 0)
			return false;
	return true;
}

/* The words of an example's line, up to what is the shell's. */
static void split(char *line, struct example *e)
{
	e->n = 0;
	for (char *save, *word = strtok_r(line, " \n", &save); word != NULL && e->n < 15;
	     word = strtok_r(NULL, " \n", &save)) {
		if (strchr("|>", word[0]) != NULL)
			break;
		if (strcmp(word, "--follow") != 0) /* it would not end */
			e->words[e->n++] = word;
	}
}

static int run(const struct rig *r, const struct example *e, struct buf *out)
{
	const char *argv[20] = {0};
	char config[512];
	size_t n = 0;

	for (; n < e->n; n++)
		argv[n] = here(r, e->words[n]);
	snprintf(config, sizeof(config), "%s/copytaster.conf", r->dir);
	if (strcmp(argv[0], "copytaster") == 0 && of_the_daemon(e->words[1])) {
		argv[n++] = "-c";
		argv[n] = config;
	}
	return rig_run(r, out, out, argv);
}

/* Runs the page's examples of program; how many there are. */
static size_t run_page(const struct rig *r, const char *page, const char *program)
{
	char prefix[64], *line = NULL;
	size_t cap = 0, count = 0;
	FILE *f = fopen(page, "re");

	assert_non_null(f);
	snprintf(prefix, sizeof(prefix), "$ %s ", program);
	while (getline(&line, &cap, f) >= 0) {
		char *at = strstr(line, prefix);
		struct example e;
		struct buf out = BUF_INIT(1 << 24);

		if (at == NULL || (at != line && strncmp(line, ".Dl ", 4) != 0))
			continue;
		split(at + 2, &e);
		int status = run(r, &e, &out);
		if (status != 0 && status != 1)
			rig_fail("%s: %s %s: exit %d: %s", page, e.words[0], e.words[1], status,
			    out.p != NULL ? out.p : "");
		buf_free(&out);
		count++;
	}
	free(line);
	fclose(f);
	return count;
}

static void test_the_examples_run(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_write(r, "ours.html", "<html><body><p>%s</p></body></html>", kit_text(1));
	rig_write(r, "theirs.html", "<html><body><p>%s</p></body></html>", kit_text(1));
	rig_write(r, "feeds.opml", "%s",
	    "<opml version=\"2.0\"><body><outline text=\"A\" "
	    "xmlUrl=\"http://a.example/rss\"/></body></opml>");
	rig_daemon(r);
	kit_polled(r, "a", 1);
	assert_int_equal(run_page(r, "man/copytaster.1", "copytaster"), 7);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0); /* the store is free */
	assert_int_equal(run_page(r, "man/copytasterd.8", "copytasterd"), 2);
}

KIT_MAIN(KIT_TEST(test_the_examples_run))
