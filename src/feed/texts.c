#include "texts.h"

#include <xxhash.h>

#include <stdint.h>

#include "ascii.h"
#include "count.h"
#include "entity.h"
#include "fields.h"
#include "html.h"
#include "known.h"
#include "utf8.h"

#define HTML_TYPE VIEW_LIT("text/html")
#define PLAIN_TYPE VIEW_LIT("text/plain")

/*
 * The type attribute of Atom 1.0 (text, html, xhtml, or a MIME type), and the
 * mode attribute of Atom 0.3 (escaped, xml, base64), which may contradict it.
 */
struct type {
	const char *type; /* a '*' at either end stands for anything */
	enum text_kind kind;
	const char *mime; /* NULL: the type itself */
};

static const struct type types[] = {
    {"text", TEXT_PLAIN, "text/plain"},
    {"plain", TEXT_PLAIN, "text/plain"},
    {"html", TEXT_HTML, "text/html"},
    {"text/html", TEXT_HTML, "text/html"},
    {"xhtml", TEXT_XML, "text/html"},
    {"application/xhtml+xml", TEXT_XML, "text/html"},
    {"*+xml", TEXT_XML, NULL},
    {"*/xml", TEXT_XML, NULL},
    {"text/*", TEXT_PLAIN, NULL},
    {"multipart/alternative", TEXT_XML, "text/html"},
    {"*/*", TEXT_BASE64, NULL},
};

static bool type_matches(struct view v, const char *pattern)
{
	struct view p = view_of(pattern);

	if (view_is(p, "*/*"))
		return view_chr(v, '/') != SIZE_MAX;
	if (p.p[0] == '*')
		return v.n >= p.n - 1 &&
		       view_caseeq(view_sub(v, v.n - (p.n - 1), v.n), view_sub(p, 1, p.n));
	if (p.p[p.n - 1] == '*')
		return view_casestarts(v, view_sub(p, 0, p.n - 1));
	return view_caseeq(v, p);
}

static void set_kind(struct frame *f, struct view type)
{
	size_t semicolon = view_chr(type, ';');

	type = view_trim(view_sub(type, 0, semicolon));
	for (size_t i = 0; i < COUNT(types); i++) {
		if (!type_matches(type, types[i].type))
			continue;
		f->kind = types[i].kind;
		f->mime = types[i].mime != NULL ? view_of(types[i].mime) : type;
		return;
	}
}

void texts_start(struct reader *r, const struct xattrs *a)
{
	struct frame *f = reader_top(r);

	f->kind = (f->rule->arg & FIELDS_HTML) != 0 ? TEXT_HTML : TEXT_PLAIN;
	f->mime = f->kind == TEXT_HTML ? HTML_TYPE : PLAIN_TYPE;
	if (a->n == 0)
		return;
	set_kind(f, reader_attr(r, a, NS_CORE, "type"));
	struct view mode = reader_attr(r, a, NS_CORE, "mode");
	if (view_is(mode, "base64"))
		f->kind = TEXT_BASE64;
	else if (view_is(mode, "escaped") && f->kind == TEXT_XML)
		f->kind = TEXT_HTML;
	else if (view_is(mode, "xml") && f->kind == TEXT_HTML)
		f->kind = TEXT_XML;
	struct view src = reader_attr(r, a, NS_CORE, "src");
	if (src.n > 0 && r->entry != NULL && r->content_src.n == 0)
		r->content_src = reader_resolve(r, src);
}

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_is_digit(c))
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static bool decode_base64(struct buf *out, struct view v)
{
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < v.n && v.p[i] != '='; i++) {
		int d = base64_digit(v.p[i]);

		if (d < 0 && (v.p[i] == ' ' || (v.p[i] >= '\t' && v.p[i] <= '\r')))
			continue;
		if (d < 0)
			return false;
		bits = bits << 6 | (uint32_t)d;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_addc(out, (char)(bits >> have & 0xFF));
		}
	}
	return out->err == CT_OK;
}

struct text {
	enum text_kind kind; /* TEXT_PLAIN or TEXT_HTML in the end */
	struct view mime, value;
};

static bool is_text(struct view v)
{
	return utf8_valid(v) && view_chr(v, '\0') == SIZE_MAX;
}

/* Base64 that is a text becomes one; pictures stay as they are. */
static void open_base64(struct reader *r, struct text *t)
{
	bool html = view_is(t->mime, "text/html");

	t->kind = html ? TEXT_HTML : TEXT_PLAIN;
	reader_clear(r, &r->scratch);
	if (!decode_base64(&r->scratch, t->value))
		return;
	struct view bytes = buf_view(&r->scratch);
	if (!view_casestarts(t->mime, VIEW_LIT("text/")) && !is_text(bytes))
		return;
	reader_clear(r, &r->scratch2);
	utf8_add_clean(&r->scratch2, bytes);
	t->value = reader_keep_buf(r, &r->scratch2);
}

/* What is said to be plain may be HTML (not in Atom, where types are declared),
 * and HTML may be escaped once too often. */
static void settle(struct reader *r, struct text *t)
{
	if (t->kind == TEXT_BASE64)
		open_base64(r, t);
	if (t->kind == TEXT_PLAIN && !r->atom && html_looks_like(t->value)) {
		t->kind = TEXT_HTML;
		t->mime = HTML_TYPE;
	}
	if (t->kind == TEXT_HTML && html_is_escaped_twice(t->value)) {
		reader_clear(r, &r->scratch);
		entity_decode(&r->scratch, t->value);
		t->value = reader_keep_buf(r, &r->scratch);
	}
	if (t->kind == TEXT_XML && view_is(t->mime, "text/html"))
		t->kind = TEXT_HTML;
	else if (t->kind == TEXT_XML && view_is(t->mime, "text/plain")) {
		/* Tags in a plain text: it is none. */
		t->kind = TEXT_HTML;
		t->mime = HTML_TYPE;
	} else if (t->kind == TEXT_HTML && view_is(t->mime, "text/plain")) {
		t->mime = HTML_TYPE;
	}
}

struct view texts_plain(struct reader *r, enum text_kind kind, struct view text)
{
	struct text t = {kind, kind == TEXT_PLAIN ? PLAIN_TYPE : HTML_TYPE, text};

	settle(r, &t);
	reader_clear(r, &r->scratch);
	if (t.kind == TEXT_PLAIN)
		html_tidy_line(&r->scratch, t.value);
	else
		html_to_line(&r->scratch, t.value);
	return reader_keep_buf(r, &r->scratch);
}

/* The first title counts, unless a later one stands nearer to the root. */
static void set_title(struct reader *r, struct view text, bool lasting)
{
	size_t *depth = r->entry != NULL ? &r->title_depth : &r->feed_title_depth;
	struct view *to = r->entry != NULL ? &r->entry->title : &r->feed->title;

	if (text.n == 0 || r->depth >= *depth || (!lasting && to->n > 0))
		return;
	struct view title = texts_plain(r, reader_top(r)->kind, text);
	if (title.n == 0)
		return;
	*to = title;
	if (lasting)
		*depth = r->depth;
}

void texts_title_end(struct reader *r, struct view text)
{
	set_title(r, text, true);
}

/* media:title and itunes:title stand only until a real one comes. */
void texts_media_title_end(struct reader *r, struct view text)
{
	set_title(r, text, false);
}

static void add_content(struct reader *r, struct view mime, struct view value)
{
	for (const struct feed_content *c = r->entry->content; c != NULL; c = c->next)
		if (view_eq(c->value, value))
			return;
	struct feed_content *c = r->nsmall < 64 ? reader_alloc(r, sizeof(*c)) : NULL;
	if (c == NULL)
		return;
	r->nsmall++;
	*c = (struct feed_content){.type = reader_keep(r, mime),
	    .value = value,
	    .base = reader_base(r),
	    .lang = reader_top(r)->lang};
	*r->content_tail = c;
	r->content_tail = &c->next;
}

/*
 * A second summary is a content: so do feeds that have a short and a long one.
 * Where there is a content, the last summary counts; what was one is kept, too.
 */
static void add_summary(struct reader *r, struct view mime, struct view value)
{
	struct feed_entry *e = r->entry;

	if (view_eq(e->summary, value))
		return;
	if (e->summary.n > 0 && e->content == NULL) {
		add_content(r, mime, value);
		return;
	}
	if (e->summary.n > 0)
		add_content(r, e->summary_type, e->summary);
	e->summary = value;
	e->summary_type = reader_keep(r, mime);
}

void texts_store(struct reader *r, enum texts_where where, enum text_kind kind, struct view mime,
    struct view text)
{
	struct feed_entry *e = r->entry;
	struct text t = {kind, mime, text};
	struct view base = reader_base(r);

	if (text.n == 0 || e == NULL)
		return;
	if (where == TEXT_MEDIA) {
		if (r->media_text.n == 0)
			r->media_text = reader_keep(r, text);
		return;
	}
	settle(r, &t);
	reader_clear(r, &r->scratch);
	if (t.kind == TEXT_HTML && base.n > 0 && html_resolve(&r->scratch, t.value, base))
		t.value = buf_view(&r->scratch);
	struct view value = reader_keep(r, t.value);
	if (where == TEXT_CONTENT)
		add_content(r, t.mime, value);
	else
		add_summary(r, t.mime, value);
}

void texts_end(struct reader *r, struct view text)
{
	const struct frame *f = reader_top(r);

	texts_store(r, (enum texts_where)FIELDS_ARG(f->rule), f->kind, f->mime, text);
}

static void add_plain(struct buf *out, struct view type, struct view value)
{
	if (view_is(type, "text/html"))
		html_to_text(out, value);
	else if (view_casestarts(type, VIEW_LIT("text/")))
		html_tidy_text(out, value);
	else if (type.n >= 3 && view_caseeq(view_sub(type, type.n - 3, 3), VIEW_LIT("xml")))
		html_to_text(out, value);
}

/* Takes this text if it is longer than the best so far, which is in scratch; of two
 * as long the later one.  A text is never longer than what it is made of. */
static void prefer(
    struct reader *r, struct view type, struct view value, unsigned rank, unsigned *best)
{
	if (value.n < r->scratch.n || rank == *best)
		return;
	reader_clear(r, &r->scratch2);
	add_plain(&r->scratch2, type, value);
	if (r->scratch2.n < r->scratch.n || (r->scratch2.n == r->scratch.n && rank < *best))
		return;
	struct buf other = r->scratch;
	r->scratch = r->scratch2;
	r->scratch2 = other;
	*best = rank;
}

static uint64_t mix(uint64_t h, struct view v)
{
	return XXH3_64bits_withSeed(v.n > 0 ? v.p : "", v.n, h ^ v.n);
}

static uint64_t source_of(const struct feed_entry *e)
{
	uint64_t h = mix(mix(mix(1, e->title), e->summary_type), e->summary);

	for (const struct feed_content *c = e->content; c != NULL; c = c->next)
		h = mix(mix(h, c->type), c->value);
	return h;
}

/* The longest of summary and contents.  Mostly what is longest as it is written is:
 * the others need not be turned into text. */
void texts_choose(struct reader *r)
{
	struct feed_entry *e = r->entry;
	struct view type = e->summary_type, value = e->summary;
	unsigned best = 0, rank = 0;

	e->made_of = source_of(e);
	e->known = known_content(r->limits->known, e->made_of);
	if (e->known != 0)
		return;
	for (const struct feed_content *c = e->content; c != NULL; c = c->next, rank++)
		if (c->value.n >= value.n) {
			value = c->value;
			type = c->type;
			best = rank + 1;
		}
	reader_clear(r, &r->scratch);
	add_plain(&r->scratch, type, value);
	prefer(r, e->summary_type, e->summary, rank = 0, &best);
	for (const struct feed_content *c = e->content; c != NULL; c = c->next)
		prefer(r, c->type, c->value, ++rank, &best);
	e->text = reader_keep_buf(r, &r->scratch);
}
