/* Bytes of feeds to entries with text, beside libxml2 that only hands them over. */
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "feed.h"
#include "news.h"

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
		ours[i] = mb / bench_pass(our_parse, docs, n);
		floors[i] = mb / bench_pass(floor_parse, docs, n);
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

#define RSS_HEAD                                                                               \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"\n"                   \
	"\txmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n"                       \
	"\txmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"                                    \
	"\txmlns:atom=\"http://www.w3.org/2005/Atom\"\n"                                       \
	"\txmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\">\n<channel>\n"            \
	"\t<title>Outlet</title>\n\t<atom:link href=\"https://o.example/feed/\" rel=\"self\" " \
	"type=\"application/rss+xml\" />\n\t<link>https://o.example/</link>\n"                 \
	"\t<lastBuildDate>Sun, 22 Nov 2026 08:00:00 +0000</lastBuildDate>\n"                   \
	"\t<sy:updatePeriod>hourly</sy:updatePeriod>\n"
#define RSS_ITEM                                                     \
	"\t<item>\n\t\t<title>%.*s</title>\n\t\t<link>%.*s</link>\n" \
	"\t\t<dc:creator><![CDATA[A. Writer]]></dc:creator>\n"       \
	"\t\t<pubDate>Sun, 22 Nov 2026 08:00:00 +0000</pubDate>\n"   \
	"\t\t<category><![CDATA[News]]></category>\n"                \
	"\t\t<guid isPermaLink=\"false\">%.*s</guid>\n"              \
	"\t\t<description><![CDATA[<p>%.*s&#8217;s [&#8230;]</p>]]></description>\n\t</item>\n"
#define ATOM_HEAD                                                                      \
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                 \
	"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en-GB\">\n"            \
	"  <title type=\"text\">Outlet</title>\n  <id>tag:o.example,2026:/</id>\n"     \
	"  <link rel=\"alternate\" type=\"text/html\" href=\"https://o.example/\"/>\n" \
	"  <link rel=\"self\" href=\"https://o.example/atom.xml\"/>\n"                 \
	"  <updated>2026-11-22T08:00:00Z</updated>\n"
#define ATOM_ENTRY                                                                     \
	"  <entry>\n    <title>%.*s</title>\n    <link href=\"%.*s?a=1&amp;b=2\"/>\n"  \
	"    <id>%.*s</id>\n    <updated>2026-11-22T08:00:00+01:00</updated>\n"        \
	"    <author><name>A. Writer</name></author>\n    <category term=\"news\"/>\n" \
	"    <summary type=\"html\">&lt;p&gt;%.*s &lt;a "                              \
	"href=\"/more\"&gt;more&lt;/a&gt;&lt;/p&gt;</summary>\n  </entry>\n"

/* As sites have them: the newest ten, a sentence of each, and what programs of
 * publishing add. */
static void generate_small(struct news *n, bool atom, struct buf *out)
{
	*out = BUF_INIT(1u << 20);
	buf_adds(out, atom ? ATOM_HEAD : RSS_HEAD);
	for (int i = 0; i < 10; i++) {
		const struct ct_story *s = news_next(n);
		int title = (int)s->title.n, url = (int)s->url.n,
		    some = (int)view_sub(s->text, 0, 150).n;
		if (atom)
			buf_addf(out, ATOM_ENTRY, title, s->title.p, url, s->url.p, url, s->url.p,
			    some, s->text.p);
		else
			buf_addf(out, RSS_ITEM, title, s->title.p, url, s->url.p, url, s->url.p,
			    some, s->text.p);
	}
	buf_adds(out, atom ? "</feed>\n" : "</channel>\n</rss>\n");
}

static void compare_small(void)
{
	struct buf feeds[40];
	struct view docs[40];
	struct news *n = news_new(11);
	for (size_t i = 0; i < 40; i++) {
		generate_small(n, i % 2 != 0, &feeds[i]);
		docs[i] = buf_view(&feeds[i]);
	}
	compare("40 feeds of ten teasers", docs, 40);
	for (size_t i = 0; i < 40; i++)
		buf_free(&feeds[i]);
	news_free(n);
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
	compare_small();
	if (dir != NULL && *dir != '\0') {
		char name[64];
		size_t n = bench_read_dir(dir, docs, 1000);
		snprintf(name, sizeof(name), "%zu files of BENCH_FEEDS", n);
		compare(name, docs, n);
		for (size_t i = 0; i < n; i++)
			free((void *)(uintptr_t)docs[i].p);
	}
	buf_free(&rss);
	buf_free(&atom);
}
