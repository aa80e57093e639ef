/* Bytes of feeds to entries with text, beside libxml2 that only hands them over. */
#include <dirent.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "feed.h"
#include "news.h"

#define LEAST 0.05 /* seconds a measurement */

struct floor {
	struct buf text; /* of the element at hand */
	size_t total;
};

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int nns, const xmlChar **ns, int nattr, int ndef, const xmlChar **attr)
{
	struct floor *f = ctx;
	(void)name, (void)prefix, (void)uri, (void)nns, (void)ns, (void)nattr, (void)ndef,
	    (void)attr;
	f->total += f->text.n;
	buf_clear(&f->text);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	on_start(ctx, name, prefix, uri, 0, NULL, 0, 0, NULL);
}

static void on_text(void *ctx, const xmlChar *s, int n)
{
	struct floor *f = ctx;
	buf_add(&f->text, s, (size_t)n);
}

static void floor_parse(struct view doc)
{
	static xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
	    .startElementNs = on_start,
	    .endElementNs = on_end,
	    .characters = on_text,
	    .cdataBlock = on_text};
	struct floor f = {.text = BUF_INIT(64u << 20)};
	xmlParserCtxtPtr x = xmlCreatePushParserCtxt(&sax, &f, NULL, 0, NULL);
	xmlCtxtUseOptions(x, XML_PARSE_NONET);
	for (size_t at = 0; at < doc.n; at += 32768)
		xmlParseChunk(x, doc.p + at, (int)view_sub(doc, at, 32768).n, 0);
	xmlParseChunk(x, NULL, 0, 1);
	if (x->myDoc != NULL)
		xmlFreeDoc(x->myDoc);
	xmlFreeParserCtxt(x);
	buf_free(&f.text);
}

static void our_parse(struct view doc)
{
	struct feed *f = NULL;
	const char *what = NULL;
	if (feed_parse(doc, VIEW_LIT("http://a.example/"), (struct view){NULL, 0},
		&feed_limits_default, &f, &what) == CT_OK)
		feed_free(f);
}

/* Seconds a pass over the documents. */
static double timed(void (*parse)(struct view), const struct view *docs, size_t n)
{
	double start = bench_cpu(), took;
	int passes = 0;
	do {
		for (size_t i = 0; i < n; i++)
			parse(docs[i]);
		passes++;
	} while ((took = bench_cpu() - start) < LEAST);
	return took / passes;
}

/* A program that prints the MB/s at which it reads all of bench_dir/feeds. */
static void peer(const char *name, const char *shell, const char *script, double ours)
{
	struct bench_run r = bench_run((const char *const[]){shell, "-c", script, bench_dir, NULL});

	if (r.status == 0 && strtod(r.out, NULL) > 0)
		bench_row("", ours, "MB/s", name, strtod(r.out, NULL), BENCH_MORE);
	else
		printf("  %s: not installed\n", name);
}

/* Debian's python3, whose packages another one does not see. */
static void feedparser(double ours)
{
	peer("python3-feedparser", "/usr/bin/python3",
	    "import sys,time,glob,feedparser\n"
	    "docs=[open(f,'rb').read() for f in glob.glob(sys.argv[1]+'/feeds/*')]\n"
	    "t=time.process_time()\n"
	    "for d in docs: feedparser.parse(d)\n"
	    "print(sum(map(len,docs))/1e6/(time.process_time()-t))",
	    ours);
}

/* User and system time of sfeed, 20 times each file. */
static void sfeed(double ours)
{
	peer("sfeed, with its start", "sh",
	    "command -v sfeed >/dev/null || exit 1\n"
	    "cd \"$0/feeds\" || exit 1\n"
	    "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do\n"
	    "for f in *; do sfeed <\"$f\" >/dev/null; done; done\n"
	    "times >../times\n"
	    "awk -v n=\"$(cat * | wc -c)\" 'NR == 2 { split($1, u, /[ms]/); split($2, s, /[ms]/)\n"
	    "t = u[1]*60+u[2]+s[1]*60+s[2]; if (t > 0) print 20*n/1e6/t }' ../times",
	    ours);
}

static void peers(const struct view *docs, size_t n, double ours)
{
	char path[100], name[32];

	snprintf(path, sizeof(path), "%s/feeds", bench_dir);
	if (mkdir(path, 0700) != 0)
		bench_die("%s: cannot make it", path);
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "feeds/%zu", i);
		bench_write(name, docs[i]);
	}
	sfeed(ours);
	feedparser(ours);
	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/feeds/%zu", bench_dir, i);
		remove(path);
	}
	snprintf(path, sizeof(path), "%s/feeds", bench_dir);
	rmdir(path);
}

static void compare(const char *name, const struct view *docs, size_t n)
{
	double ours[BENCH_ROUNDS], floors[BENCH_ROUNDS], mb = 0;
	for (size_t i = 0; i < n; i++)
		mb += (double)docs[i].n / 1e6;
	for (int i = 0; i < BENCH_ROUNDS; i++) {
		ours[i] = mb / timed(our_parse, docs, n);
		floors[i] = mb / timed(floor_parse, docs, n);
	}
	double median = bench_quantile(ours, BENCH_ROUNDS, 0.5);
	bench_row(name, median, "MB/s", "libxml2 push SAX with text",
	    bench_quantile(floors, BENCH_ROUNDS, 0.5), BENCH_MORE);
	peers(docs, n, median);
}

static void generate(bool atom, struct buf *out)
{
	struct news *n = news_new(7);
	*out = BUF_INIT(64u << 20);
	buf_adds(out, atom ? "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">"
			     "<title>Outlet</title>"
			   : "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel>"
			     "<title>Outlet</title>\n");
	for (int i = 0; i < 100; i++) {
		const struct ct_story *s = news_next(n);
		if (!atom) {
			bench_item(out, s);
			continue;
		}
		buf_addf(out,
		    "<entry><id>%.*s</id><title>%.*s</title><link href=\"%.*s\"/>"
		    "<updated>2026-11-22T08:00:00Z</updated><content type=\"html\"><![CDATA[<p>",
		    (int)s->url.n, s->url.p, (int)s->title.n, s->title.p, (int)s->url.n, s->url.p);
		buf_addf(out, "%.*s</p>]]></content></entry>\n", (int)s->text.n, s->text.p);
	}
	buf_adds(out, atom ? "</feed>\n" : "</channel></rss>\n");
	news_free(n);
}

static size_t read_dir(const char *dir, struct view *docs, size_t max)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	if (d == NULL)
		bench_die("BENCH_FEEDS=%s: no such directory", dir);
	for (struct dirent *e; n < max && (e = readdir(d)) != NULL;) {
		char path[512], block[8192];
		struct buf b = BUF_INIT(16u << 20);
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		FILE *f = fopen(path, "re");
		for (size_t k; f != NULL && (k = fread(block, 1, sizeof(block), f)) > 0;)
			buf_add(&b, block, k);
		if (f != NULL)
			fclose(f);
		if (view_starts(view_trim(buf_view(&b)), VIEW_LIT("<")) && b.err == CT_OK)
			docs[n++] = buf_view(&b);
	}
	closedir(d);
	return n;
}

void bench_parse(void)
{
	struct buf rss, atom;
	const char *dir = getenv("BENCH_FEEDS");
	struct view docs[1000];
	generate(false, &rss);
	generate(true, &atom);
	bench_section("Feeds to entries with text");
	compare("RSS, HTML escaped, 100 stories", (struct view[]){buf_view(&rss)}, 1);
	compare("Atom, HTML in CDATA, 100 stories", (struct view[]){buf_view(&atom)}, 1);
	if (dir != NULL && *dir != '\0') {
		char name[64];
		size_t n = read_dir(dir, docs, 1000);
		snprintf(name, sizeof(name), "%zu files of BENCH_FEEDS", n);
		compare(name, docs, n);
		for (size_t i = 0; i < n; i++)
			free((void *)(uintptr_t)docs[i].p);
	}
	buf_free(&rss);
	buf_free(&atom);
}
