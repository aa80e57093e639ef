#include "opmllist.h"

#include <stdio.h>
#include <stdlib.h>

#include <xxhash.h>

#include "outline.h"
#include "utf8.h"
#include "weburl.h"

/* Feed sections by URL: open addressing. */
struct urls {
	struct draft_section **slots;
	size_t n, cap;
};

/* So that what becomes of a feed fits the lines of an INI file. */
enum { URL_BYTES = 4096, TAG_BYTES = 100 };

struct list {
	struct draft *d;
	uint32_t file;
	struct urls urls;
};

static const char *url_of(const struct draft_section *s)
{
	return s->kind == OPTIONS_FEED && s->v.feed->url != NULL ? s->v.feed->url : "";
}

static struct draft_section **slot_of(const struct urls *u, struct view url)
{
	size_t i = (size_t)XXH3_64bits(url.p, url.n) & (u->cap - 1);
	while (u->slots[i] != NULL && !view_is(url, url_of(u->slots[i])))
		i = (i + 1) & (u->cap - 1);
	return &u->slots[i];
}

static void remember(struct list *l, struct draft_section *s)
{
	struct urls *u = &l->urls;
	if (u->n * 2 >= u->cap) {
		struct urls grown = {.cap = u->cap == 0 ? 64 : u->cap * 2};
		grown.slots = ARENA_ARRAY(l->d->temp, grown.cap, struct draft_section *);
		if (grown.slots == NULL) {
			l->d->err = CT_ENOMEM;
			return;
		}
		for (size_t i = 0; i < u->cap; i++)
			if (u->slots[i] != NULL)
				*slot_of(&grown, view_of(url_of(u->slots[i]))) = u->slots[i];
		grown.n = u->n;
		*u = grown;
	}
	struct draft_section **slot = slot_of(u, view_of(url_of(s)));
	u->n += *slot == NULL;
	if (*slot == NULL)
		*slot = s;
}

static bool has(const struct conf_strings *list, struct view v)
{
	for (size_t i = 0; i < list->n; i++)
		if (view_is(v, list->v[i]))
			return true;
	return false;
}

static void add_tags(struct list *l, struct draft_section *s, struct view tags)
{
	struct conf_strings *list = &s->v.feed->tags;
	const struct options_entry *o = options_find(OPTIONS_FEED, VIEW_LIT("tags"));
	while (tags.n > 0 && list->n < OUTLINE_TAGS_MAX) {
		struct view one = view_sub(tags, 0, view_chr(tags, '\n'));
		tags = view_sub(tags, one.n + 1, SIZE_MAX);
		one = view_trim(utf8_clip(one, TAG_BYTES));
		if (one.n == 0 || has(list, one))
			continue;
		char **grown = arena_grow(l->d->values, list->v, list->n * sizeof(char *),
		    (list->n + 1) * sizeof(char *));
		struct view copy = arena_copy(l->d->values, one);
		if (grown == NULL || copy.p == NULL) {
			l->d->err = CT_ENOMEM;
			return;
		}
		list->v = grown;
		list->v[list->n++] = (char *)(uintptr_t)copy.p;
		s->set |= (uint64_t)1 << options_index(o);
		s->where[options_index(o)] = s->at;
	}
}

static struct view host_of(struct view url)
{
	size_t from = view_find(url, VIEW_LIT("://"));
	struct view host = utf8_clip(view_sub(url, from + 3, SIZE_MAX), 60);
	for (size_t i = 0; i < host.n; i++)
		if (strchr("/?#", host.p[i]) != NULL)
			return utf8_clip(host, i);
	return utf8_clip(host, host.n);
}

/* A name that no feed has, in out; false: even the last resort is taken. */
static bool unique_name(struct draft *d, const struct outline_feed *f, char out[201])
{
	struct view host = host_of(f->url), title = view_trim(utf8_clip(f->title, 200));
	if (title.n == 0)
		title = host;
	snprintf(out, 201, "%.*s", (int)title.n, title.p);
	if (draft_find(d, OPTIONS_FEED, view_of(out)) == NULL)
		return true;
	title = view_trim(utf8_clip(title, 120));
	snprintf(out, 201, "%.*s (%.*s)", (int)title.n, title.p, (int)host.n, host.p);
	if (draft_find(d, OPTIONS_FEED, view_of(out)) == NULL)
		return true;
	snprintf(out, 201, "%.*s (%.*s %08x)", (int)title.n, title.p, (int)host.n, host.p,
	    (unsigned)XXH3_64bits(f->url.p, f->url.n));
	return draft_find(d, OPTIONS_FEED, view_of(out)) == NULL;
}

static enum ct_err on_feed(void *ctx, const struct outline_feed *f)
{
	struct list *l = ctx;
	struct draft *d = l->d;
	char name[201];
	struct draft_place at = {l->file, f->line};
	const char *wanted = weburl_bad(f->url);
	if (wanted != NULL) {
		draft_error(d, at, "xmlUrl must be %s, not \"%.*s\"", wanted,
		    (int)utf8_clip(f->url, 80).n, f->url.p);
		return d->err;
	}
	if (f->url.n > URL_BYTES) {
		draft_error(d, at, "xmlUrl is longer than %d bytes", URL_BYTES);
		return d->err;
	}
	struct draft_section *known = l->urls.cap > 0 ? *slot_of(&l->urls, f->url) : NULL;
	if (known != NULL) {
		if (known->at.file == l->file)
			add_tags(l, known, f->tags);
		return d->err;
	}
	if (!unique_name(d, f, name)) {
		draft_error(d, at, "feed \"%s\" is defined already", name);
		return d->err;
	}
	struct draft_section *s = draft_add(d, OPTIONS_FEED, view_of(name), at);
	if (s == NULL)
		return CT_ENOMEM;
	draft_set(d, s, options_find(OPTIONS_FEED, VIEW_LIT("url")), f->url, NULL, at);
	add_tags(l, s, f->tags);
	remember(l, s);
	return d->err;
}

void opmllist_add(struct draft *d, struct view opml, const char *name)
{
	char why[256] = "";
	uint32_t line = 0;
	struct list l = {.d = d, .file = draft_file(d, name, NULL)};
	if (l.file == UINT32_MAX)
		return;
	for (size_t i = 0; i < d->nsections; i++)
		if (url_of(d->sections[i])[0] != '\0')
			remember(&l, d->sections[i]);
	enum ct_err err = d->err == CT_OK ? outline_read(opml, on_feed, &l, why, &line) : d->err;
	if (err == CT_EINVAL || err == CT_ELIMIT)
		draft_error(d, (struct draft_place){l.file, line}, "%s", why);
	else if (err != CT_OK)
		d->err = err;
}

/* --- and out ----------------------------------------------------------------------- */

static void add_escaped(struct buf *out, const char *name, struct view v)
{
	buf_addf(out, " %s=\"", name);
	for (size_t i = 0; i < v.n; i++)
		switch (v.p[i]) {
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '"':
			buf_adds(out, "&quot;");
			break;
		default:
			buf_addc(out, (unsigned char)v.p[i] < 0x20 ? ' ' : v.p[i]);
		}
	buf_addc(out, '"');
}

static const char *folder_of(const struct conf_feed *f)
{
	return f->tags.n > 0 ? f->tags.v[0] : "";
}

static int by_folder(const void *a, const void *b)
{
	const struct conf_feed *x = *(const struct conf_feed *const *)a;
	const struct conf_feed *y = *(const struct conf_feed *const *)b;
	int order = strcmp(folder_of(x), folder_of(y));
	return order != 0 ? order : x < y ? -1 : 1;
}

/* A tag that a category cannot be: a folder of its own says it. */
static bool is_folder(const char *tag)
{
	return strchr(tag, ',') != NULL || tag[0] == '/';
}

static void add_category(const struct conf_feed *f, struct buf *out)
{
	struct buf rest = BUF_INIT(64 * 1024);
	for (size_t i = 1; i < f->tags.n; i++)
		if (!is_folder(f->tags.v[i]))
			buf_addf(&rest, "%s%s", rest.n > 0 ? "," : "", f->tags.v[i]);
	if (rest.n > 0)
		add_escaped(out, "category", buf_view(&rest));
	buf_free(&rest);
}

static void write_feed(const struct conf_feed *f, struct buf *out)
{
	size_t folders = 0;
	for (size_t i = 1; i < f->tags.n && folders < OUTLINE_TAGS_MAX; i++) {
		if (!is_folder(f->tags.v[i]))
			continue;
		buf_adds(out, "<outline");
		add_escaped(out, "text", view_of(f->tags.v[i]));
		buf_adds(out, ">\n");
		folders++;
	}
	buf_addf(out, "%s<outline type=\"rss\"", folder_of(f)[0] != '\0' ? "\t\t\t" : "\t\t");
	add_escaped(out, "text", view_of(f->name));
	add_escaped(out, "title", view_of(f->name));
	add_escaped(out, "xmlUrl", view_of(f->url));
	add_category(f, out);
	buf_adds(out, "/>\n");
	for (; folders > 0; folders--)
		buf_adds(out, "</outline>\n");
}

void opmllist_write(const struct conf *c, struct buf *out)
{
	const char *open = "";
	const struct conf_feed **feeds = calloc(c->nfeeds + 1, sizeof(*feeds));
	if (feeds == NULL) {
		out->err = CT_ENOMEM;
		return;
	}
	for (size_t i = 0; i < c->nfeeds; i++)
		feeds[i] = &c->feeds[i];
	qsort(feeds, c->nfeeds, sizeof(*feeds), by_folder);
	buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
		      "\t<head>\n\t\t<title>copytaster feeds</title>\n\t</head>\n\t<body>\n");
	for (size_t i = 0; i < c->nfeeds; i++) {
		const char *folder = folder_of(feeds[i]);
		if (strcmp(folder, open) != 0) {
			buf_adds(out, open[0] != '\0' ? "\t\t</outline>\n" : "");
			buf_adds(out, "\t\t<outline");
			add_escaped(out, "text", view_of(folder));
			buf_adds(out, ">\n");
			open = folder;
		}
		write_feed(feeds[i], out);
	}
	buf_adds(out, open[0] != '\0' ? "\t\t</outline>\n" : "");
	buf_adds(out, "\t</body>\n</opml>\n");
	free(feeds);
}
