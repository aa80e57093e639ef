#include "sheet.h"

#include <stdlib.h>

#include "count.h"
#include "rfc3339.h"
#include "utf8.h"

enum kind { PLAIN, URL, HTML, LANG };

/* --- values ------------------------------------------------------------------ */

static bool is_xml(uint32_t cp)
{
	return (cp >= 0x20 || cp == '\n' || cp == '\t') && cp != 0xFFFE && cp != 0xFFFF;
}

/* "\n", "\t", "\\"; else the character at *at. */
static uint32_t next_char(struct view v, size_t *at)
{
	size_t left = v.n - *at;

	if (v.p[*at] == '\\' && left > 1 && strchr("nt\\", v.p[*at + 1]) != NULL) {
		char c = v.p[*at + 1];

		*at += 2;
		return c == 'n' ? '\n' : c == 't' ? '\t' : '\\';
	}
	return utf8_next(v, at);
}

static bool opens_tag(struct view v, size_t at)
{
	char c = at < v.n ? v.p[at] : ' ';

	return c == '/' || c == '!' || c == '?' || c == '\\' ||
	       ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool fits(uint32_t cp, enum kind kind)
{
	switch (kind) {
	case URL:
		return cp > ' ' && cp < 0x7F && cp != '<' && cp != '>' && cp != '"';
	case LANG:
		return cp == '-' || (cp < 0x7F && ((cp | 32) >= 'a' && (cp | 32) <= 'z'));
	case PLAIN:
	case HTML:
		break;
	}
	return true;
}

/* v as all formats can carry it, written to *to, which moves behind it. */
static struct view value_of(char **to, struct view v, enum kind kind)
{
	char *start = *to;

	for (size_t at = 0; at < v.n;) {
		size_t from = at;
		uint32_t cp = next_char(v, &at);

		if (cp == UTF8_REPLACEMENT && !utf8_valid(view_sub(v, from, at - from)))
			continue;
		if (!is_xml(cp) || !fits(cp, kind))
			continue;
		if (kind != HTML && cp < ' ')
			cp = ' ';
		if (kind == PLAIN && cp == '<' && opens_tag(v, at))
			continue;
		*to += utf8_encode(cp, *to);
	}
	return view_trim((struct view){start, (size_t)(*to - start)});
}

/* The next part of *v, up to a '|'. */
static struct view part(struct view *v)
{
	size_t n = view_chr(*v, '|');
	struct view head = view_sub(*v, 0, n);

	*v = n == SIZE_MAX ? (struct view){NULL, 0} : view_sub(*v, n + 1, v->n);
	return head;
}

static int64_t time_of(struct view v)
{
	int64_t t = rfc3339_parse(view_trim(v));

	return t >= INT64_C(-62135596800) && t <= INT64_C(253402300799) ? t : CT_TIME_UNKNOWN;
}

static int64_t number_of(struct view v)
{
	int64_t n = 0;

	v = view_trim(v);
	for (size_t i = 0; i < v.n && i < 15; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return -1;
		n = n * 10 + (v.p[i] - '0');
	}
	return v.n > 0 ? n : -1;
}

/* "ann@post.example": letters, digits, dots; anything else is none. */
static struct view email_of(char **to, struct view v)
{
	struct view email = value_of(to, v, URL);
	size_t at = view_chr(email, '@'), dot = view_chr(view_sub(email, at, email.n), '.');

	for (size_t i = 0; i < email.n; i++) {
		char c = email.p[i];
		bool letter = ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');

		if (!letter && (c != '@' || i != at) && (c != '.' || i + 1 == email.n))
			return (struct view){NULL, 0};
	}
	return at == 0 || at == SIZE_MAX || dot == SIZE_MAX ? (struct view){NULL, 0} : email;
}

/* --- lines ---------------------------------------------------------------------- */

static void read_person(char **to, struct sheet_story *s, struct view v)
{
	struct sheet_person p = {.name = value_of(to, part(&v), PLAIN)};

	p.email = email_of(to, part(&v));
	p.uri = value_of(to, part(&v), URL);
	if (s->nauthors < SHEET_FEW && p.name.n > 0)
		s->authors[s->nauthors++] = p;
}

static void read_category(char **to, struct sheet_story *s, struct view v)
{
	struct sheet_category c = {.term = value_of(to, part(&v), PLAIN)};

	c.scheme = value_of(to, part(&v), URL);
	if (s->ncategories < SHEET_FEW && c.term.n > 0)
		s->categories[s->ncategories++] = c;
}

static void read_file(char **to, struct sheet_story *s, struct view v)
{
	struct sheet_file f = {.url = value_of(to, part(&v), URL)};

	f.type = value_of(to, part(&v), URL);
	f.length = number_of(part(&v));
	if (s->nfiles < SHEET_FEW && f.url.n > 0)
		s->files[s->nfiles++] = f;
}

static void read_story_line(char **to, struct sheet_story *s, struct view key, struct view v)
{
	const struct {
		const char *key;
		enum kind kind;
		struct view *to;
	} fields[] = {{"id", PLAIN, &s->id}, {"title", PLAIN, &s->title}, {"link", URL, &s->link},
	    {"lang", LANG, &s->lang}, {"summary", PLAIN, &s->summary}, {"html", HTML, &s->html}};

	for (size_t i = 0; i < COUNT(fields); i++)
		if (view_is(key, fields[i].key))
			*fields[i].to = value_of(to, v, fields[i].kind);
	if (view_is(key, "published"))
		s->published = time_of(v);
	else if (view_is(key, "updated"))
		s->updated = time_of(v);
	else if (view_is(key, "author"))
		read_person(to, s, v);
	else if (view_is(key, "category"))
		read_category(to, s, v);
	else if (view_is(key, "file"))
		read_file(to, s, v);
	else if (view_is(key, "p") && s->nparas < SHEET_PARAS) {
		s->paras[s->nparas] = value_of(to, v, PLAIN);
		s->nparas += s->paras[s->nparas].n > 0;
	}
}

static void read_feed_line(char **to, struct sheet *s, struct view key, struct view v)
{
	if (view_is(key, "title"))
		s->title = value_of(to, v, PLAIN);
	else if (view_is(key, "subtitle"))
		s->subtitle = value_of(to, v, PLAIN);
	else if (view_is(key, "page"))
		s->page = value_of(to, v, URL);
	else if (view_is(key, "lang"))
		s->lang = value_of(to, v, LANG);
	else if (view_is(key, "style"))
		s->style = (uint32_t)number_of(v);
}

/* Some formats take an id for the page where it can be one; a guid says that it is none. */
static void settle(struct sheet_story *s)
{
	if (s->link.n == 0 && view_casestarts(s->id, VIEW_LIT("http")))
		s->link = s->id;
}

struct sheet *sheet_read(struct view text)
{
	struct sheet *s = calloc(1, sizeof(*s));
	struct sheet_story *story = NULL;
	bool gap = false;

	if (s == NULL || (s->bytes = malloc(text.n + 4)) == NULL) {
		free(s);
		return NULL;
	}
	char *to = s->bytes;
	while (text.n > 0) {
		size_t n = view_chr(text, '\n');
		struct view line = view_sub(text, 0, n);
		size_t colon = view_chr(line, ':');

		text = n == SIZE_MAX ? (struct view){NULL, 0} : view_sub(text, n + 1, text.n);
		gap = gap || line.n == 0;
		if (colon == SIZE_MAX)
			continue;
		if (gap && s->nstories == SHEET_STORIES)
			break;
		if (gap) {
			story = &s->stories[s->nstories++];
			story->published = story->updated = CT_TIME_UNKNOWN;
			gap = false;
		}
		struct view key = view_sub(line, 0, colon), v = view_sub(line, colon + 1, line.n);
		if (story != NULL)
			read_story_line(&to, story, key, v);
		else
			read_feed_line(&to, s, key, v);
	}
	for (size_t i = 0; i < s->nstories; i++)
		settle(&s->stories[i]);
	return s;
}

void sheet_free(struct sheet *s)
{
	if (s == NULL)
		return;
	free(s->bytes);
	free(s);
}
