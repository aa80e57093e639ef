#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>

#include "ascii.h"
#include "charsetnames.h"
#include "count.h"
#include "entity.h"
#include "utf8.h"

static size_t case_find(struct view v, struct view needle)
{
	for (size_t i = 0; needle.n <= v.n && i <= v.n - needle.n; i++)
		if ((v.p[i] | 32) == (needle.p[0] | 32) &&
		    view_casestarts(view_sub(v, i, needle.n), needle))
			return i;
	return SIZE_MAX;
}

/* The label that stands behind `key` and '=', quoted or not. */
static struct view label_after(struct view v, struct view key)
{
	size_t at = case_find(v, key), n = 0;

	if (at == SIZE_MAX)
		return (struct view){NULL, 0};
	at += key.n;
	while (at < v.n && ascii_is_space(v.p[at]))
		at++;
	if (at >= v.n || v.p[at] != '=')
		return (struct view){NULL, 0};
	at++;
	while (at < v.n && (ascii_is_space(v.p[at]) || v.p[at] == '"' || v.p[at] == '\''))
		at++;
	while (at + n < v.n &&
	       (ascii_is_letter(v.p[at + n]) || (v.p[at + n] >= '0' && v.p[at + n] <= ':') ||
		   v.p[at + n] == '-' || v.p[at + n] == '_' || v.p[at + n] == '.'))
		n++;
	return view_sub(v, at, n);
}

static struct view declared(struct view doc)
{
	struct view head = view_sub(doc, 0, 1024);
	size_t at = view_find(head, VIEW_LIT("<?xml"));

	if (at != SIZE_MAX) {
		struct view decl = view_sub(head, at, head.n);
		size_t end = view_chr(decl, '>');
		return label_after(view_sub(decl, 0, end), VIEW_LIT("encoding"));
	}
	at = case_find(head, VIEW_LIT("<meta"));
	return at != SIZE_MAX ? label_after(view_sub(head, at, head.n), VIEW_LIT("charset"))
			      : (struct view){NULL, 0};
}

static void set(struct charset *cs, const char *name)
{
	size_t n = strlen(name);

	n = n < CHARSET_NAME ? n : CHARSET_NAME - 1;
	memcpy(cs->name, name, n);
	cs->name[n] = '\0';
}

bool charset_is_utf8(const struct charset *cs)
{
	return strcmp(cs->name, "UTF-8") == 0;
}

static bool is_wide(const char *name)
{
	return strncmp(name, "UTF-16", 6) == 0 || strncmp(name, "UTF-32", 6) == 0 ||
	       strncmp(name, "UCS-", 4) == 0 || strncmp(name, "ISO-10646", 9) == 0;
}

#define EBCDIC "IBM037"

struct mark {
	const char *bytes;
	size_t n;
	const char *name;
	size_t skip;
};

/* Marks, longest first, then how "<?" and "<r" look in wide sets without one. */
static const struct mark marks[] = {
    {"\x00\x00\xFE\xFF", 4, "UTF-32BE", 4},
    {"\xFF\xFE\x00\x00", 4, "UTF-32LE", 4},
    {"\xEF\xBB\xBF", 3, "UTF-8", 3},
    {"\xFE\xFF", 2, "UTF-16BE", 2},
    {"\xFF\xFE", 2, "UTF-16LE", 2},
    {"\x00\x00\x00<", 4, "UTF-32BE", 0},
    {"<\x00\x00\x00", 4, "UTF-32LE", 0},
    {"\x00<\x00", 3, "UTF-16BE", 0},
    {"<\x00", 2, "UTF-16LE", 0},
    {"\x4C\x6F\xA7\x94", 4, EBCDIC, 0},
};

static bool by_mark(struct view doc, bool files, struct charset *cs)
{
	for (size_t i = 0; i < COUNT(marks); i++) {
		const struct mark *m = &marks[i];

		if (!view_starts(doc, (struct view){m->bytes, m->n}) ||
		    (!files && strcmp(m->name, EBCDIC) == 0))
			continue;
		set(cs, m->name);
		cs->bom = m->skip;
		return true;
	}
	return false;
}

static bool has_high_bytes(struct view v)
{
	return utf8_past_ascii(v, 0) < v.n;
}

/* The set that the document declares, if it is one that its bytes can be in. */
static bool set_declared(struct view doc, bool files, struct charset *cs)
{
	struct view label = declared(doc);

	if (label.n == 0)
		return false;
	if (!charsetnames_find(label, files, cs->name)) {
		cs->wrong = "unknown character set";
		return false;
	}
	/* A wide document could not have been read as far as its label. */
	return !is_wide(cs->name);
}

/* The header's set; a document that cannot be in it is asked itself. */
static bool set_by_header(struct view doc, struct view content_type, bool files, struct charset *cs)
{
	struct view label = label_after(content_type, VIEW_LIT("charset"));

	if (label.n == 0 || !charsetnames_find(label, files, cs->name))
		return false;
	struct charset own = {.name = "UTF-8"};
	bool asked = is_wide(cs->name);
	if (view_caseeq(label, VIEW_LIT("us-ascii")))
		asked = has_high_bytes(doc) && set_declared(doc, files, &own);
	else if (charset_is_utf8(cs))
		asked =
		    set_declared(doc, files, &own) && !charset_is_utf8(&own) && !utf8_valid(doc);
	if (asked)
		cs->wrong = "the Content-Type's charset is not the document's";
	return !asked;
}

/* EBCDIC has its own "<?xm"; the declaration says which one. */
static void detect_ebcdic(struct view doc, bool files, struct charset *cs)
{
	struct buf head = BUF_INIT(4096);
	char name[CHARSET_NAME];

	if (charset_decode(&head, view_sub(doc, 0, 512), cs->name) == CT_OK &&
	    charsetnames_find(declared(buf_view(&head)), files, name) && !is_wide(name) &&
	    strcmp(name, "UTF-8") != 0)
		set(cs, name);
	buf_free(&head);
}

void charset_detect(struct view doc, struct view content_type, bool files, struct charset *cs)
{
	*cs = (struct charset){.name = "UTF-8"};
	if (by_mark(doc, files, cs)) {
		if (strcmp(cs->name, EBCDIC) == 0)
			detect_ebcdic(doc, files, cs);
		return;
	}
	if (!set_by_header(doc, content_type, files, cs) && !set_declared(doc, files, cs))
		set(cs, "UTF-8");
	if (!charset_is_utf8(cs) && has_high_bytes(doc) && utf8_valid(doc)) {
		cs->wrong = "UTF-8 labelled as another character set";
		set(cs, "UTF-8");
	}
}

static void decode_cp1252(struct buf *out, struct view doc)
{
	for (size_t at = 0; at < doc.n;) {
		size_t high = utf8_past_ascii(doc, at);

		buf_add(out, doc.p + at, high - at);
		at = high;
		if (at < doc.n)
			utf8_add(out, entity_cp1252((uint8_t)doc.p[at++]));
	}
}

enum ct_err charset_decode(struct buf *out, struct view doc, const char *name)
{
	if (strcmp(name, "WINDOWS-1252") == 0) {
		decode_cp1252(out, doc);
		return out->err;
	}
	iconv_t cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1)
		return errno == ENOMEM ? CT_ENOMEM : CT_EINVAL;
	char *in = (char *)(uintptr_t)doc.p; /* iconv's prototype lacks a const */
	size_t left = doc.n, unit = strstr(name, "32") != NULL ? 4 : is_wide(name) ? 2 : 1;
	while (left > 0 && out->err == CT_OK) {
		char chunk[4096], *to = chunk;
		size_t room = sizeof(chunk);
		size_t rc = iconv(cd, &in, &left, &to, &room);

		int why = errno;
		buf_add(out, chunk, sizeof(chunk) - room);
		if (rc != (size_t)-1 || why == E2BIG)
			continue;
		utf8_add(out, UTF8_REPLACEMENT);
		unit = unit < left ? unit : left;
		in += unit;
		left -= unit;
	}
	iconv_close(cd);
	return out->err;
}

size_t charset_repair(struct buf *out, struct view doc)
{
	size_t bad = 0, from = 0;

	for (size_t at = 0; (at = utf8_past_ascii(doc, at)) < doc.n;) {
		size_t start = at;

		if (utf8_next(doc, &at) != UTF8_REPLACEMENT ||
		    view_starts(view_sub(doc, start, 3), VIEW_LIT("\xEF\xBF\xBD")))
			continue;
		buf_add(out, doc.p + from, start - from);
		utf8_add(out, entity_cp1252((uint8_t)doc.p[start]));
		at = from = start + 1;
		bad++;
	}
	buf_add(out, doc.n > 0 ? doc.p + from : NULL, doc.n - from);
	return bad;
}

enum ct_err charset_to_utf8(struct buf *out, struct view doc, struct view content_type, bool files)
{
	struct charset cs;

	charset_detect(doc, content_type, files, &cs);
	doc = view_sub(doc, cs.bom, SIZE_MAX);
	if (!charset_is_utf8(&cs))
		return charset_decode(out, doc, cs.name);
	charset_repair(out, doc);
	return out->err;
}

struct charset_preloaded {
	size_t n;
	iconv_t cd[];
};

struct charset_preloaded *charset_preload(void)
{
	const char *const *names;
	size_t n = charsetnames_loaded(&names);
	struct charset_preloaded *p = malloc(sizeof(*p) + n * sizeof(p->cd[0]));

	if (p == NULL)
		return NULL;
	p->n = n;
	for (size_t i = 0; i < n; i++)
		p->cd[i] = iconv_open("UTF-8", names[i]);
	return p;
}

void charset_unload(struct charset_preloaded *p)
{
	for (size_t i = 0; p != NULL && i < p->n; i++)
		if (p->cd[i] != (iconv_t)-1)
			iconv_close(p->cd[i]);
	free(p);
}
