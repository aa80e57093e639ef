/*
 * Pages say the same thing in many places.  For each field there is a list of
 * places, best first; the first that says something counts.  What most CMSs
 * write for machines to read (og:, schema.org) comes before what stands on the
 * page for people.
 */
#include "meta.h"

#include "ascii.h"
#include "count.h"
#include "cue.h"
#include "date.h"
#include "html.h"
#include "ldjson.h"
#include "utf8.h"

enum field { CANONICAL, TITLE, SITE, BYLINE, PUBLISHED, LANGUAGE, FIELDS };

/* Ranks of the places that are no <meta>. */
enum { RANK_LINK = 0, RANK_LD = 15, RANK_H1 = 40, RANK_PAGE = 50, RANK_NONE = 255 };

struct place {
	const char *name; /* of a <meta>: its name, property, itemprop or http-equiv */
	uint8_t field, rank;
};

/* clang-format off */
static const struct place places[] = {
    {"og:url", CANONICAL, 10}, {"twitter:url", CANONICAL, 20},
    {"og:title", TITLE, 10}, {"twitter:title", TITLE, 20}, {"dc.title", TITLE, 30},
    {"dcterms.title", TITLE, 30}, {"sailthru.title", TITLE, 30}, {"headline", TITLE, 30},
    {"og:site_name", SITE, 10}, {"application-name", SITE, 20},
    {"author", BYLINE, 20}, {"article:author", BYLINE, 30}, {"article:author_name", BYLINE, 18},
    {"parsely-author", BYLINE, 19}, {"sailthru.author", BYLINE, 21}, {"dc.creator", BYLINE, 22},
    {"dcterms.creator", BYLINE, 22}, {"byl", BYLINE, 18}, {"byline", BYLINE, 23},
    {"article:published_time", PUBLISHED, 10}, {"article:published", PUBLISHED, 11}, {"ptime", PUBLISHED, 24}, {"pdate", PUBLISHED, 25}, {"datepublished", PUBLISHED, 16},
    {"og:published_time", PUBLISHED, 17}, {"parsely-pub-date", PUBLISHED, 18},
    {"sailthru.date", PUBLISHED, 19}, {"pubdate", PUBLISHED, 20}, {"publishdate", PUBLISHED, 20},
    {"publish-date", PUBLISHED, 20}, {"publication_date", PUBLISHED, 20}, {"article_date_original", PUBLISHED, 20},
    {"dc.date.issued", PUBLISHED, 21}, {"dcterms.created", PUBLISHED, 22}, {"dc.date", PUBLISHED, 23},
    {"date", PUBLISHED, 30}, {"last-modified", PUBLISHED, 60},
    {"content-language", LANGUAGE, 20}, {"og:locale", LANGUAGE, 18}, {"inlanguage", LANGUAGE, 19},
    {"dc.language", LANGUAGE, 21}, {"language", LANGUAGE, 22},
};
/* clang-format on */

/* 1990, before which there were no pages. */
#define WEB ((int64_t)631152000)

enum { FIELD_MAX = 2048, NAME_MAX = 200, TRIES = 64 };

struct reader {
	const struct tree *t;
	struct arena *a;
	struct buf room;
	struct {
		struct view v;
		uint8_t rank;
	} best[FIELDS];
	struct view base;
	unsigned tries;
	bool failed;
};

/* What a buffer has no memory for is not absent. */
static void starved(struct reader *r, const struct buf *b)
{
	r->failed = r->failed || b->err == CT_ENOMEM;
}

/* Plain text on one line; good until the next call. */
static struct view plain(struct reader *r, struct view html)
{
	buf_clear(&r->room);
	html_to_line(&r->room, utf8_clip(html, FIELD_MAX));
	starved(r, &r->room);
	return view_trim(buf_view(&r->room));
}

static struct view copy(struct reader *r, struct view v)
{
	struct view c = arena_copy(r->a, v);

	r->failed = r->failed || c.p == NULL;
	return c.p != NULL ? c : (struct view){NULL, 0};
}

static bool is_url(struct view v)
{
	return view_find(view_sub(v, 0, 12), VIEW_LIT("://")) != SIZE_MAX;
}

/* Does v say something about that field? */
static bool fits(enum field field, struct view v)
{
	if (field == BYLINE)
		return v.n <= NAME_MAX && !is_url(v) && v.p[0] != '@';
	if (field == PUBLISHED)
		return date_parse(v) >= WEB; /* "0001-01-01" is a CMS's nothing */
	if (field == LANGUAGE) {
		size_t n = 0;

		while (n < v.n && ascii_is_letter(v.p[n]))
			n++;
		return (n == 2 || n == 3) && v.n <= 16 &&
		       (n == v.n || v.p[n] == '-' || v.p[n] == '_');
	}
	return true;
}

static void settle_for(struct reader *r, enum field field, uint8_t rank, struct view text)
{
	if (text.n == 0 || !fits(field, text))
		return;
	/* "en_US" -> "en-US"; text is in r->room. */
	if (field == LANGUAGE && view_chr(text, '_') != SIZE_MAX)
		r->room.p[(size_t)(text.p - r->room.p) + view_chr(text, '_')] = '-';
	r->best[field].v = copy(r, text);
	r->best[field].rank = rank;
}

static void offer(struct reader *r, enum field field, uint8_t rank, struct view html)
{
	if (rank < r->best[field].rank && html.n > 0)
		settle_for(r, field, rank, plain(r, html));
}

static void read_meta(struct reader *r, const struct tree_node *n)
{
	static const char *const names[] = {"property", "name", "itemprop", "http-equiv"};
	struct view content = tree_attr(n, "content");

	for (size_t k = 0; k < COUNT(names) && content.n > 0; k++) {
		struct view name = view_trim(tree_attr(n, names[k]));

		for (size_t i = 0; name.n > 0 && i < COUNT(places); i++)
			if (view_caseeq(name, view_of(places[i].name)))
				offer(r, (enum field)places[i].field, places[i].rank, content);
	}
}

/* The text in node i says it: so many are tried at most. */
static void offer_text(struct reader *r, enum field field, uint8_t rank, uint32_t i)
{
	const struct tree *t = r->t;
	struct buf b = BUF_INIT(FIELD_MAX);

	if (rank >= r->best[field].rank || ++r->tries > TRIES)
		return;
	for (uint32_t k = i + 1; k < t->nodes[i].end && b.err == CT_OK; k++)
		if (t->nodes[k].tag == TAG_text)
			buf_addv(&b, t->nodes[k].v);
		else
			buf_addc(&b, ' ');
	if (b.err == CT_OK)
		settle_for(r, field, rank, plain(r, buf_view(&b)));
	starved(r, &b);
	buf_free(&b);
}

static void read_byline(struct reader *r, uint32_t i)
{
	const struct tree_node *n = &r->t->nodes[i];

	if (view_caseeq(tree_attr(n, "rel"), VIEW_LIT("author")) ||
	    view_caseeq(tree_attr(n, "itemprop"), VIEW_LIT("author")))
		offer_text(r, BYLINE, RANK_PAGE, i);
	else if ((cue_of(tree_attr(n, "class")) & CUE_BYLINE) != 0)
		offer_text(r, BYLINE, RANK_PAGE + 1, i);
}

static void read_element(struct reader *r, uint32_t i, struct ldjson *ld)
{
	const struct tree_node *n = &r->t->nodes[i];

	switch (n->tag) {
	case TAG_meta:
		read_meta(r, n);
		break;
	case TAG_link:
		if (view_caseeq(view_trim(tree_attr(n, "rel")), VIEW_LIT("canonical")))
			offer(r, CANONICAL, RANK_LINK, tree_attr(n, "href"));
		break;
	case TAG_base:
		if (r->base.n == 0)
			r->base = copy(r, plain(r, tree_attr(n, "href")));
		break;
	case TAG_title:
		offer(r, TITLE, RANK_PAGE, n->v);
		break;
	case TAG_script:
		ldjson_read(ld, n->v);
		break;
	case TAG_h1:
		offer_text(r, TITLE, RANK_H1, i);
		break;
	case TAG_time:
		offer(r, PUBLISHED, RANK_PAGE, tree_attr(n, "datetime"));
		break;
	case TAG_a:
	case TAG_div:
	case TAG_p:
	case TAG_other:
		if (n->v.n > 0 && r->best[BYLINE].rank > RANK_PAGE)
			read_byline(r, i);
		break;
	default:
		break;
	}
}

/* "Headline | The Site": the site goes. */
static struct view without_site(struct view title, struct view site, bool guess)
{
	static const char *const seps[] = {" | ", " - ", " – ", " — ", " :: ", " « ", " » "};

	for (size_t i = 0; i < COUNT(seps); i++) {
		struct view sep = view_of(seps[i]);

		for (size_t at = title.n; at-- > 0;) {
			if (!view_starts(view_sub(title, at, sep.n), sep))
				continue;
			struct view tail = view_sub(title, at + sep.n, title.n);
			if (at > 0 &&
			    ((site.n > 0 && view_caseeq(tail, site)) || (guess && at > tail.n)))
				return view_sub(title, 0, at);
			break;
		}
	}
	return title;
}

static struct view without_by(struct view v)
{
	static const char *const by[] = {"by ", "by: ", "von ", "par ", "por ", "di ", "da "};

	for (size_t i = 0; i < COUNT(by); i++)
		if (view_casestarts(v, view_of(by[i])))
			return view_trim(view_sub(v, strlen(by[i]), v.n));
	return v;
}

static void settle(struct reader *r, struct ldjson *ld, struct meta *out)
{
	offer(r, TITLE, RANK_LD, buf_view(&ld->headline));
	offer(r, BYLINE, RANK_LD, buf_view(&ld->author));
	offer(r, PUBLISHED, RANK_LD, buf_view(&ld->published));
	offer(r, LANGUAGE, RANK_LD, buf_view(&ld->language));
	offer(r, CANONICAL, RANK_LD, buf_view(&ld->url));
	offer(r, LANGUAGE, RANK_LINK, view_trim(tree_attr(&r->t->nodes[0], "lang")));
	*out = (struct meta){.canonical = r->best[CANONICAL].v,
	    .base = r->base,
	    .title =
		without_site(r->best[TITLE].v, r->best[SITE].v, r->best[TITLE].rank == RANK_PAGE),
	    .byline = without_by(r->best[BYLINE].v),
	    .language = r->best[LANGUAGE].v,
	    .published =
		r->best[PUBLISHED].v.n > 0 ? date_parse(r->best[PUBLISHED].v) : CT_TIME_UNKNOWN};
}

static void take_body(struct reader *r, struct ldjson *ld, struct meta *out)
{
	struct buf text = BUF_INIT(ld->body.n + 1);

	if (ld->body.n == 0)
		return;
	html_to_text(&text, buf_view(&ld->body));
	if (text.n > 0) {
		out->body = arena_copy(r->a, buf_view(&text));
		r->failed = r->failed || out->body.p == NULL;
	}
	starved(r, &text);
	buf_free(&text);
}

enum ct_err meta_read(const struct tree *t, struct arena *a, struct meta *out)
{
	struct reader r = {.t = t, .a = a, .room = BUF_INIT(FIELD_MAX + 1)};
	struct ldjson ld;

	for (size_t i = 0; i < FIELDS; i++)
		r.best[i].rank = RANK_NONE;
	ldjson_init(&ld);
	for (uint32_t i = 1; i < t->n; i++)
		read_element(&r, i, &ld);
	settle(&r, &ld, out);
	take_body(&r, &ld, out);
	r.failed = r.failed || ldjson_starved(&ld);
	ldjson_free(&ld);
	buf_free(&r.room);
	return r.failed ? CT_ENOMEM : CT_OK;
}
