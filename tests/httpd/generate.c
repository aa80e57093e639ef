#include <stdio.h>
#include <stdlib.h>

#include "expand.h"
#include "generate.h"

enum { WORDS = 20000, WORD_SIZE = 16 };

struct generated {
	unsigned n;
	struct buf *feeds;
	char words[WORDS][WORD_SIZE];
	double sum[WORDS]; /* cumulated frequency up to and with word i */
	uint64_t seed;
};

/* xorshift64*: the same feeds on every machine. */
static uint64_t random_next(struct generated *g)
{
	g->seed ^= g->seed >> 12;
	g->seed ^= g->seed << 25;
	g->seed ^= g->seed >> 27;
	return g->seed * 2685821657736338717u;
}

static unsigned random_below(struct generated *g, unsigned n)
{
	return (unsigned)((random_next(g) >> 33) % n);
}

static void vocabulary_make(struct generated *g)
{
	static const char *const syllables[] = {"ba", "ne", "ri", "to", "lu", "ka", "me", "si",
	    "do", "ra", "ve", "li", "po", "nu", "sha", "ter", "min", "gol", "ask", "end", "or",
	    "an", "est", "ver", "tal", "con", "per", "ing", "ber", "ston", "ham", "wick"};
	double sum = 0;
	for (unsigned i = 0; i < WORDS; i++) {
		/* Frequent words are short, and no two words are alike. */
		unsigned rest = i + 32;
		size_t n = 0;
		while (rest > 0 && n + 5 < WORD_SIZE) {
			const char *s = syllables[rest % 32];
			memcpy(g->words[i] + n, s, strlen(s));
			n += strlen(s);
			rest /= 32;
		}
		sum += 1 / ((double)i + 2.7);
		g->sum[i] = sum;
	}
}

static const char *word_pick(struct generated *g)
{
	double at = (double)(random_next(g) >> 11) / 9007199254740992.0 * g->sum[WORDS - 1];
	unsigned low = 0, high = WORDS - 1;
	while (low < high) {
		unsigned mid = (low + high) / 2;
		if (g->sum[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return g->words[low];
}

static void words_add(struct generated *g, struct buf *out, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		const char *w = word_pick(g);
		if (i == 0)
			buf_addf(out, "%c%s", w[0] - 32, w + 1);
		else if (random_below(g, 25) == 0)
			buf_addf(out, " %u", random_below(g, 3000));
		else
			buf_addf(out, " %s", w);
	}
}

static void entry_add(
    struct generated *g, struct buf *out, unsigned feed, unsigned i, int64_t start)
{
	char date[EXPAND_HTTP_DATE_SIZE];
	buf_adds(out, "<item><title>");
	words_add(g, out, 6 + random_below(g, 5));
	buf_addf(out,
	    "</title><link>http://outlet%u.example/%u</link>"
	    "<guid isPermaLink=\"false\">outlet%u-%u</guid><pubDate>%s</pubDate><description>",
	    feed, i, feed, i, expand_http_date(start - 600 * (int64_t)(i + 1), date));
	unsigned paragraphs = 4 + random_below(g, 5);
	for (unsigned p = 0; p < paragraphs; p++) {
		buf_adds(out, "&lt;p&gt;");
		for (unsigned s = 2 + random_below(g, 2); s > 0; s--) {
			words_add(g, out, 9 + random_below(g, 14));
			buf_adds(out, ". ");
		}
		buf_adds(out, "&lt;/p&gt;\n");
	}
	buf_adds(out, "</description></item>\n");
}

struct generated *generate_feeds(unsigned feeds, unsigned entries, int64_t start)
{
	struct generated *g = calloc(1, sizeof(*g));
	if (g == NULL || (g->feeds = calloc(feeds, sizeof(*g->feeds))) == NULL) {
		free(g);
		return NULL;
	}
	g->n = feeds;
	g->seed = 0x9E3779B97F4A7C15u;
	vocabulary_make(g);
	for (unsigned n = 0; n < feeds; n++) {
		struct buf *out = &g->feeds[n];
		*out = BUF_INIT(64u << 20);
		buf_addf(out,
		    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>"
		    "<title>Outlet %u</title><link>http://outlet%u.example/</link>"
		    "<description>Generated</description>\n",
		    n, n);
		for (unsigned i = 0; i < entries; i++)
			entry_add(g, out, n, i, start);
		buf_adds(out, "</channel></rss>\n");
		if (out->err != CT_OK) {
			generate_free(g);
			return NULL;
		}
	}
	return g;
}

void generate_free(struct generated *g)
{
	if (g == NULL)
		return;
	for (unsigned n = 0; n < g->n; n++)
		buf_free(&g->feeds[n]);
	free(g->feeds);
	free(g);
}

struct view generate_feed(const struct generated *g, unsigned n)
{
	return g != NULL && n < g->n ? buf_view(&g->feeds[n]) : (struct view){NULL, 0};
}

void generate_list(const struct generated *g, unsigned port, bool each, bool opml, struct buf *out)
{
	if (opml)
		buf_adds(out,
		    "<?xml version=\"1.0\"?>\n<opml version=\"2.0\"><head><title>Generated"
		    "</title></head><body>\n");
	for (unsigned n = 0; g != NULL && n < g->n; n++) {
		char url[80];
		unsigned host = each ? n + 1 : 0; /* 127.1.0.1, 127.1.0.2, ... */
		snprintf(url, sizeof(url), "http://127.%u.%u.%u:%u/g/%u.xml",
		    each ? 1 + (host >> 16) : 0, host >> 8 & 255, each ? host & 255 : 1, port, n);
		if (opml)
			buf_addf(out, "<outline type=\"rss\" text=\"Outlet %u\" xmlUrl=\"%s\"/>\n",
			    n, url);
		else
			buf_addf(out, "%s\n", url);
	}
	if (opml)
		buf_adds(out, "</body></opml>\n");
}
