#include "press.h"

#include "count.h"
#include "utf8.h"

struct json {
	struct buf *out, scratch;
	uint32_t style;
	bool comma;
};

static void add_string(struct json *j, struct view v)
{
	bool ascii = PRESS_STYLE(j->style, ESCAPES) != 0;

	buf_addc(j->out, '"');
	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at);

		if (cp == '"' || cp == '\\')
			buf_addf(j->out, "\\%c", (char)cp);
		else if (cp < 0x20 || (ascii && cp >= 0x7F && cp < 0x10000))
			buf_addf(j->out, "\\u%04x", (unsigned)cp);
		else if (ascii && cp >= 0x10000)
			buf_addf(j->out, "\\u%04x\\u%04X",
			    0xD800 + (unsigned)((cp - 0x10000) >> 10),
			    0xDC00 + (unsigned)(cp & 0x3FF));
		else
			utf8_add(j->out, cp);
	}
	buf_addc(j->out, '"');
}

static void key(struct json *j, const char *name)
{
	buf_adds(j->out, j->comma ? "," : "");
	if (PRESS_STYLE(j->style, PRETTY) != 0)
		buf_adds(j->out, "\n\t");
	j->comma = true;
	if (name != NULL)
		buf_addf(j->out, "\"%s\":%s", name, PRESS_STYLE(j->style, PRETTY) ? " " : "");
}

static void string(struct json *j, const char *name, struct view v)
{
	if (v.n == 0)
		return;
	key(j, name);
	add_string(j, v);
}

static void open(struct json *j, const char *name, char bracket)
{
	key(j, name);
	buf_addc(j->out, bracket);
	j->comma = false;
}

static void close(struct json *j, char bracket)
{
	buf_addc(j->out, bracket);
	j->comma = true;
}

static void add_texts(struct json *j, const struct sheet_story *s)
{
	bool text = PRESS_STYLE(j->style, TEXTS) == 1 && s->html.n == 0;

	string(j, "title", s->title);
	string(j, "summary", s->summary);
	buf_clear(&j->scratch);
	if (text)
		press_add_paras(&j->scratch, s, "\n\n");
	else
		press_add_body(&j->scratch, s, j->style);
	string(j, text ? "content_text" : "content_html", buf_view(&j->scratch));
}

static void add_names(struct json *j, const struct sheet_story *s)
{
	string(j, "id", s->id);
	string(j, "url", s->link);
	string(j, "language", s->lang);
	if (s->ncategories == 0)
		return;
	open(j, "tags", '[');
	for (size_t i = 0; i < s->ncategories; i++)
		string(j, NULL, s->categories[i].term);
	close(j, ']');
}

static void add_date(struct json *j, const char *name, int64_t t)
{
	if (t == CT_TIME_UNKNOWN)
		return;
	buf_clear(&j->scratch);
	press_add_date(&j->scratch, t, j->style, true);
	string(j, name, buf_view(&j->scratch));
}

static void add_dates(struct json *j, const struct sheet_story *s)
{
	add_date(j, "date_published", s->published);
	add_date(j, "date_modified", s->updated);
}

static void add_authors(struct json *j, const struct sheet_story *s)
{
	if (s->nauthors == 0)
		return;
	open(j, "authors", '[');
	for (size_t i = 0; i < s->nauthors; i++) {
		const struct sheet_person *p = &s->authors[i];

		open(j, NULL, '{');
		string(j, "name", p->name);
		buf_clear(&j->scratch);
		buf_adds(&j->scratch, "mailto:");
		buf_addv(&j->scratch, p->email);
		string(j, "url",
		    p->uri.n > 0     ? p->uri
		    : p->email.n > 0 ? buf_view(&j->scratch)
				     : p->uri);
		close(j, '}');
	}
	close(j, ']');
}

static void add_files(struct json *j, const struct sheet_story *s)
{
	if (s->nfiles == 0)
		return;
	open(j, "attachments", '[');
	for (size_t i = 0; i < s->nfiles; i++) {
		const struct sheet_file *f = &s->files[i];

		open(j, NULL, '{');
		string(j, "url", f->url);
		string(j, "mime_type", f->type);
		if (f->length >= 0) {
			key(j, "size_in_bytes");
			buf_addf(j->out, "%lld", (long long)f->length);
		}
		close(j, '}');
	}
	close(j, ']');
}

typedef void part_fn(struct json *j, const struct sheet_story *s);

static void add_story(struct json *j, const struct sheet_story *s)
{
	static part_fn *const parts[] = {add_names, add_texts, add_dates, add_authors, add_files};
	const size_t n = COUNT(parts);

	open(j, NULL, '{');
	for (size_t i = 0; i < n; i++)
		parts[PRESS_STYLE(j->style, REVERSED) != 0 ? n - 1 - i : i](j, s);
	close(j, '}');
}

void press_json(const struct sheet *s, enum press_format f, uint32_t style, struct buf *out)
{
	struct json j = {.out = out, .scratch = BUF_INIT(out->max), .style = style};

	if (PRESS_STYLE(style, CHARSET) == 1)
		buf_adds(out, "\xEF\xBB\xBF");
	buf_addc(out, '{');
	string(&j, "version",
	    f == PRESS_JSON10 ? VIEW_LIT("https://jsonfeed.org/version/1")
			      : VIEW_LIT("https://jsonfeed.org/version/1.1"));
	string(&j, "title", s->title);
	string(&j, "home_page_url", s->page);
	string(&j, "description", s->subtitle);
	string(&j, "language", s->lang);
	open(&j, "items", '[');
	for (size_t i = 0; i < s->nstories; i++)
		add_story(&j, &s->stories[i]);
	close(&j, ']');
	buf_addc(out, '}');
	buf_free(&j.scratch);
}
