#include "reader.h"

#include <stdint.h>
#include <stdlib.h>

#include "count.h"
#include "html.h"
#include "inner.h"
#include "markup.h"
#include "url.h"
#include "utf8.h"

/* A base that is longer is no URL, but a way to make every link grow. */
#define BASE_MAX 2048

void reader_bozo(struct reader *r, struct view reason)
{
	if (r->feed->bozo)
		return;
	/* It may quote the document. */
	struct buf valid = BUF_INIT(600), line = BUF_INIT(600);
	r->feed->bozo = true;
	utf8_add_clean(&valid, view_sub(reason, 0, 200));
	html_tidy_line(&line, buf_view(&valid));
	if (valid.err == CT_ENOMEM)
		r->err = CT_ENOMEM;
	r->feed->bozo_reason = reader_keep_buf(r, &line);
	buf_free(&valid);
	buf_free(&line);
}

/* --- life ------------------------------------------------------------------- */

static bool begin(struct reader *r, struct view base_url)
{
	struct feed *f = ARENA_NEW(r->arena, struct feed);
	struct view base = arena_copy(r->arena, view_sub(base_url, 0, BASE_MAX));

	if (f == NULL || base.p == NULL)
		return false;
	f->arena = r->arena;
	f->updated = CT_TIME_UNKNOWN;
	f->ttl = f->update_period_seconds = -1;
	r->feed = f;
	r->entry_tail = &f->entries;
	r->feed_link_tail = &f->links;
	r->feed_person_tail = &f->authors;
	r->feed_category_tail = &f->categories;
	r->feed_title_depth = SIZE_MAX;
	r->frames[0] = (struct frame){.context = IN_ROOT, .base = base};
	return true;
}

struct reader *reader_new(struct view base_url, const struct feed_limits *limits, size_t expected)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->limits = limits;
	r->frames = malloc((limits->depth + 2) * sizeof(*r->frames));
	r->arena = arena_new(limits->memory);
	if (r->arena != NULL)
		arena_expect(r->arena, expected);
	r->text = BUF_INIT(limits->text * 2 + 64);
	r->scratch = r->scratch2 = BUF_INIT(limits->text);
	if (r->frames == NULL || r->arena == NULL || !begin(r, base_url)) {
		reader_free(r);
		return NULL;
	}
	return r;
}

void reader_restart(struct reader *r, struct view base_url)
{
	struct reader fresh = {.limits = r->limits,
	    .frames = r->frames,
	    .arena = r->arena,
	    .text = r->text,
	    .scratch = r->scratch,
	    .scratch2 = r->scratch2};

	*r = fresh;
	arena_reset(r->arena);
	buf_clear(&r->text);
	if (!begin(r, base_url))
		r->err = CT_ENOMEM;
}

void reader_free(struct reader *r)
{
	if (r == NULL)
		return;
	arena_free(r->arena);
	free(r->frames);
	buf_free(&r->text);
	buf_free(&r->scratch);
	buf_free(&r->scratch2);
	free(r);
}

/* --- text ------------------------------------------------------------------- */

void reader_add(struct reader *r, const char *p, size_t n)
{
	struct frame *c = &r->frames[r->capturing];
	size_t left = r->limits->text - (r->text.n - c->text);

	if (c->clipped)
		return;
	if (n > left) {
		n = utf8_clip((struct view){p, n}, left).n;
		c->clipped = true;
		reader_bozo(r, VIEW_LIT("a field is longer than the limit"));
	}
	buf_add(&r->text, p, n);
}

void reader_add_escaped(struct reader *r, const char *p, size_t n, bool quotes)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		const char *ref = p[i] == '&'             ? "&amp;"
				  : p[i] == '<'           ? "&lt;"
				  : p[i] == '>'           ? "&gt;"
				  : quotes && p[i] == '"' ? "&quot;"
							  : NULL;

		if (ref == NULL)
			continue;
		reader_add(r, p + from, i - from);
		reader_add(r, ref, strlen(ref));
		from = i + 1;
	}
	if (n > from)
		reader_add(r, p + from, n - from);
}

void reader_text(struct reader *r, const char *p, size_t n)
{
	if (r->capturing == 0 || r->stop)
		return;
	struct frame *c = &r->frames[r->capturing];
	/* Escaped text comes in runs of one byte. */
	if (n == 1 && c->kind != TEXT_XML && !c->clipped && r->text.n - c->text < r->limits->text) {
		buf_addc(&r->text, *p);
		return;
	}
	if (c->capture == CAPTURE_HTML && c->kind == TEXT_XML)
		reader_add_escaped(r, p, n, false);
	else
		reader_add(r, p, n);
	if (r->text.err == CT_ENOMEM)
		r->err = CT_ENOMEM;
}

char *reader_room(struct reader *r, size_t n)
{
	const struct frame *c = &r->frames[r->capturing];

	if (r->capturing == 0 || r->stop || c->kind == TEXT_XML || c->clipped ||
	    n > r->limits->text - (r->text.n - c->text))
		return NULL;
	return buf_room(&r->text, n);
}

/* Where text was mended it is in the buffer that captures, at its end. */
static struct view mended(struct reader *r, struct view text)
{
	struct view v = reader_mend(r, text);

	if (v.p == text.p)
		return text;
	size_t start = r->text.n;
	buf_addv(&r->text, v);
	return view_sub(buf_view(&r->text), start, r->text.n);
}

/* --- elements ------------------------------------------------------------------ */

static const struct rule *choose(struct rules rules, enum context in)
{
	for (size_t i = 0; i < rules.n; i++)
		if ((rules.v[i].in & 1u << in) != 0)
			return &rules.v[i];
	return NULL;
}

static void run_end(struct reader *r, struct frame *f)
{
	struct view text = {NULL, 0};

	if (f->capture != CAPTURE_NONE) {
		size_t from = f->text, to = r->text.n;

		if (f->wrapped && f->div_to > 0 &&
		    view_trim(view_sub(buf_view(&r->text), f->div_to + 6, r->text.n)).n == 0) {
			from = f->div_from;
			to = f->div_to;
		}
		text = view_trim(view_sub(buf_view(&r->text), from, to - from));
		text = mended(r, text);
	}
	if (f->rule != NULL && f->rule->end != NULL)
		f->rule->end(r, text);
	if (f->capture != CAPTURE_NONE) {
		r->text.n = f->text;
		r->text.err = r->text.err == CT_ELIMIT ? CT_OK : r->text.err;
		r->capturing = f->outer;
	}
}

/*
 * In a broken document an element may begin inside of one that should have
 * ended: <link>http://a/<description>.  If the new one has a meaning where the
 * captured one stands, and is not just HTML in a text, that one ends here.
 */
static const struct rule *end_unclosed(struct reader *r, struct view local, struct rules rules)
{
	size_t at = r->capturing;
	struct frame *c = &r->frames[at];
	const struct rule *rule = choose(rules, r->frames[at - 1].context);

	bool html = c->capture == CAPTURE_HTML && rule != NULL && rule->into == IN_NOTHING &&
		    markup_class_of(local) != MARKUP_UNKNOWN && strcmp(c->rule->name, "title") != 0;
	if (!r->forgiving || rule == NULL || html)
		return NULL;
	size_t depth = r->depth--;
	while (r->depth > at) {
		inner_end(r, reader_top(r));
		r->depth--;
	}
	run_end(r, c);
	for (size_t i = at; i < depth; i++)
		r->frames[i] = (struct frame){.closed = true,
		    .context = r->frames[at - 1].context,
		    .base = r->frames[i].base,
		    .lang = r->frames[i].lang};
	r->depth = depth;
	return rule;
}

static void inherit(struct reader *r, struct frame *f, const struct xattrs *a)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->v[i].ns != NS_XML)
			continue;
		if (view_is(a->v[i].local, "lang"))
			f->lang = reader_attr(r, a, NS_XML, "lang");
		else if (view_is(a->v[i].local, "base") && a->v[i].value.n <= BASE_MAX)
			f->base = reader_resolve(r, reader_attr(r, a, NS_XML, "base"));
		if (f->base.n > BASE_MAX || !url_is_web(f->base))
			f->base = r->frames[r->depth - 1].base;
	}
}

/* What a document that is no feed is, by its root element. */
static const char *const other_roots[][2] = {
    {"html", "an HTML page"},
    {"opml", "an OPML list of feeds"},
    {"urlset", "a sitemap"},
    {"sitemapindex", "a sitemap"},
    {"svg", "an SVG picture"},
    {"error", "an XML error message"},
    {"opensearchdescription", "an OpenSearch description"},
    {"plist", "a property list"},
    {"wsdl", "an XML service description"},
    {"envelope", "a SOAP message"},
};

static void stop_at_root(struct reader *r, struct view local)
{
	r->rooted = r->stop = true;
	r->notfeed = "an XML document of another kind";
	for (size_t i = 0; i < COUNT(other_roots); i++)
		if (view_caseeq(local, view_of(other_roots[i][0])))
			r->notfeed = other_roots[i][1];
}

/* The namespace tells what no version attribute does. */
static void note_format(struct reader *r, const struct xname *name)
{
	struct feed *f = r->feed;

	if (r->depth == 1 && view_find(name->uri, VIEW_LIT("purl.org/atom/ns#")) != SIZE_MAX) {
		f->format = FEED_ATOM03;
	} else if (f->format == FEED_RDF &&
		   view_find(name->uri, VIEW_LIT("/rss/1.0")) != SIZE_MAX) {
		f->format = FEED_RSS10;
		f->version = VIEW_LIT("1.0");
	} else if (f->format == FEED_RDF &&
		   view_find(name->uri, VIEW_LIT("simple/0.9")) != SIZE_MAX) {
		f->format = FEED_RSS090;
		f->version = VIEW_LIT("0.90");
	}
}

/* Field by field: clearing a struct of this size is slow on x86, and what only
 * captures have is set where one begins. */
static void open_frame(struct frame *f, const struct frame *parent)
{
	f->rule = NULL;
	f->context = IN_ROOT;
	f->capture = CAPTURE_NONE;
	f->kind = TEXT_PLAIN;
	f->inner = f->quiet = f->closed = f->clipped = f->wrapped = false;
	f->base = parent->base;
	f->lang = parent->lang;
	f->local = (struct view){NULL, 0};
}

void reader_start(
    struct reader *r, const struct xname *name, struct rules rules, const struct xattrs *a)
{
	if (r->stop)
		return;
	if (r->too_deep > 0 || r->depth >= r->limits->depth) {
		r->too_deep++;
		reader_bozo(r, VIEW_LIT("elements nested deeper than the limit"));
		return;
	}
	struct frame *parent = reader_top(r), *f = parent + 1;
	const struct rule *rule = choose(rules, parent->context);
	open_frame(f, parent);
	r->depth++;
	if (a->n > 0)
		inherit(r, f, a);
	if (rule == NULL && r->capturing > 0) {
		rule = end_unclosed(r, name->local, rules);
		if (rule == NULL) {
			inner_start(r, name, a);
			return;
		}
	}
	f->rule = rule;
	if (rule == NULL) {
		/* Unknown: what stands in it may count, if it is of no other vocabulary,
		 * or lacks its end. */
		f->context = (name->ns == NS_CORE || r->forgiving) && r->depth > 1 ? parent->context
										   : IN_NOTHING;
		if (r->depth == 1)
			stop_at_root(r, name->local);
		return;
	}
	if (r->depth == 1 || r->feed->format == FEED_RDF)
		note_format(r, name);
	f->context = rule->into;
	/* An empty element that was not closed holds what comes behind it. */
	if (r->forgiving && rule->start != NULL && rule->capture == CAPTURE_NONE &&
	    rule->into == IN_NOTHING)
		f->context = parent->context;
	if (rule->capture != CAPTURE_NONE) {
		f->capture = rule->capture;
		f->text = r->text.n;
		f->div_from = f->div_to = 0;
		f->mime = (struct view){NULL, 0};
		f->outer = r->capturing;
		r->capturing = r->depth;
	}
	if (rule->start != NULL)
		rule->start(r, a);
}

void reader_end(struct reader *r)
{
	if (r->stop)
		return;
	if (r->too_deep > 0) {
		r->too_deep--;
		return;
	}
	if (r->depth == 0)
		return;
	struct frame *f = reader_top(r);
	if (f->inner)
		inner_end(r, f);
	else if (!f->closed)
		run_end(r, f);
	r->depth--;
}

/* What is still open was cut off: whole fields count, a half one does not. */
void reader_finish(struct reader *r)
{
	r->too_deep = 0;
	for (size_t i = 1; i <= r->depth && !r->stop; i++)
		r->feed->half |= r->frames[i].context == IN_ENTRY;
	while (r->depth > 0 && !r->stop) {
		struct frame *f = reader_top(r);

		if (f->capture != CAPTURE_NONE) {
			r->text.n = f->text;
			r->capturing = f->outer;
		} else if (!f->inner && !f->closed) {
			run_end(r, f);
		}
		r->depth--;
	}
	if (r->period > 0 || r->frequency > 0) {
		int32_t period = r->period > 0 ? r->period : 86400;
		r->feed->update_period_seconds = period / (r->frequency > 0 ? r->frequency : 1);
	}
}
