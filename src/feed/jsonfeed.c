#include "jsonfeed.h"

#include <jansson.h>

#include "date.h"
#include "fields.h"
#include "links.h"
#include "people.h"
#include "texts.h"

/* Strings are borrowed from the document; what is stored is copied. */
static struct view str(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return (struct view){json_string_value(v), json_string_length(v)};
}

/* In scratch2 where it was mended: used before the next one is read. */
static struct view mended(struct reader *r, const json_t *o, const char *key)
{
	return reader_mend(r, view_trim(str(o, key)));
}

static struct view kept(struct reader *r, const json_t *o, const char *key)
{
	return reader_keep(r, mended(r, o, key));
}

static struct view plain(struct reader *r, const json_t *o, const char *key)
{
	return texts_plain(r, TEXT_PLAIN, mended(r, o, key));
}

static void add_text(struct reader *r, const json_t *item, const char *key, enum texts_where where,
    enum text_kind kind)
{
	texts_store(r, where, kind,
	    kind == TEXT_HTML ? VIEW_LIT("text/html") : VIEW_LIT("text/plain"),
	    mended(r, item, key));
}

/* Ids should be strings, and are numbers, too. */
static struct view id_of(struct reader *r, const json_t *o)
{
	const json_t *v = json_object_get(o, "id");

	if (json_is_string(v))
		return kept(r, o, "id");
	reader_clear(r, &r->scratch);
	if (json_is_integer(v))
		buf_addf(&r->scratch, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	else if (json_is_real(v))
		buf_addf(&r->scratch, "%.17g", json_real_value(v));
	return reader_keep_buf(r, &r->scratch);
}

static void add_link(struct reader *r, const json_t *o, const char *key, const char *rel)
{
	struct view href = mended(r, o, key);

	if (href.n > 0)
		links_add(r, (struct feed_link){.rel = view_of(rel), .href = href});
}

static void add_author(struct reader *r, const json_t *o)
{
	if (!json_is_object(o))
		return;
	struct view uri = kept(r, o, "url");
	struct feed_person p = {.name = plain(r, o, "name"), .uri = uri};
	if (view_casestarts(uri, VIEW_LIT("mailto:"))) {
		p.email = view_sub(uri, 7, uri.n);
		p.uri = (struct view){NULL, 0};
	}
	people_add(r, p);
}

/* 1.1 has a list, 1.0 one author. */
static void add_authors(struct reader *r, const json_t *o)
{
	size_t i;
	const json_t *author, *list = json_object_get(o, "authors");

	add_author(r, json_object_get(o, "author"));
	json_array_foreach((json_t *)list, i, author) add_author(r, author);
}

static void add_tag(struct reader *r, const json_t *tag)
{
	struct view term = {json_string_value(tag), json_string_length(tag)};

	term = texts_plain(r, TEXT_PLAIN, reader_mend(r, term));
	people_add_category(r, (struct feed_category){.term = term});
}

static void add_attachments(struct reader *r, const json_t *item)
{
	size_t i;
	const json_t *a, *list = json_object_get(item, "attachments");

	json_array_foreach((json_t *)list, i, a)
	{
		const json_t *size = json_object_get(a, "size_in_bytes");
		struct view url = kept(r, a, "url"), type = kept(r, a, "mime_type");

		if (url.n == 0)
			continue;
		links_add(r, (struct feed_link){.rel = VIEW_LIT("enclosure"),
				 .href = url,
				 .type = type,
				 .title = kept(r, a, "title")});
		links_add_enclosure(r, url, type,
		    json_is_number(size) && json_number_value(size) >= 0 &&
			    json_number_value(size) < 9e15
			? (int64_t)json_number_value(size)
			: -1);
	}
	links_add_enclosure(r, kept(r, item, "image"), (struct view){NULL, 0}, -1);
}

static void add_item(struct reader *r, const json_t *item)
{
	size_t i;
	const json_t *tag;

	if (!json_is_object(item) || !fields_begin_entry(r))
		return;
	struct feed_entry *e = r->entry;
	e->id = id_of(r, item);
	e->title = plain(r, item, "title");
	add_link(r, item, "external_url", "related");
	if (e->links != NULL)
		e->link = e->links->href; /* of a link blog, until its own page comes */
	add_link(r, item, "url", "alternate");
	e->published = date_parse(str(item, "date_published"));
	e->updated = date_parse(str(item, "date_modified"));
	e->language = kept(r, item, "language");
	add_authors(r, item);
	if (e->authors == NULL)
		e->authors = r->feed->authors; /* the feed's stand for it */
	add_text(r, item, "summary", TEXT_SUMMARY, TEXT_PLAIN);
	add_text(r, item, "content_html", TEXT_CONTENT, TEXT_HTML);
	add_text(r, item, "content_text", TEXT_CONTENT, TEXT_PLAIN);
	json_array_foreach(json_object_get(item, "tags"), i, tag) add_tag(r, tag);
	add_attachments(r, item);
	fields_finish_entry(r);
}

static void read_top(struct reader *r, const json_t *root)
{
	size_t i;
	const json_t *hub;
	struct feed *f = r->feed;

	f->title = plain(r, root, "title");
	add_link(r, root, "home_page_url", "alternate");
	add_link(r, root, "feed_url", "self");
	add_link(r, root, "next_url", "next");
	f->id = kept(r, root, "feed_url");
	f->subtitle = plain(r, root, "description");
	f->language = kept(r, root, "language");
	f->image = reader_resolve(r, mended(r, root, "icon"));
	if (f->image.n == 0)
		f->image = reader_resolve(r, mended(r, root, "favicon"));
	add_authors(r, root);
	json_array_foreach(json_object_get(root, "hubs"), i, hub) add_link(r, hub, "url", "hub");
}

/*
 * Jansson makes a tree, of up to 140 bytes for the two of "[]"; more values
 * than these are refused before it starts.  Every value but the first has a
 * comma or an opening bracket before it.
 */
#define BYTES_PER_VALUE 64

static bool too_many_values(struct view doc, size_t memory)
{
	size_t n = 0;

	for (size_t i = 0; i < doc.n; i++)
		n += doc.p[i] == ',' || doc.p[i] == '[' || doc.p[i] == '{';
	return n > memory / BYTES_PER_VALUE;
}

enum ct_err jsonfeed_read(struct reader *r, struct view doc, const char **what)
{
	size_t i;
	const json_t *item;
	json_error_t error;

	if (too_many_values(doc, r->limits->memory))
		return CT_ELIMIT;
	json_t *root = json_loadb(doc.p, doc.n, JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, &error);

	if (root == NULL && json_error_code(&error) == json_error_out_of_memory)
		return CT_ENOMEM;
	*what = root == NULL ? "broken JSON" : "JSON of another kind";
	const json_t *items = json_object_get(root, "items");
	struct view version = view_trim(str(root, "version"));
	bool labelled = view_find(version, VIEW_LIT("jsonfeed.org/version/1")) != (size_t)-1;
	if (!json_is_object(root) ||
	    (!labelled && (!json_is_array(items) || str(root, "title").n == 0))) {
		json_decref(root);
		return CT_ENOTFEED;
	}
	size_t slash = view_find(version, VIEW_LIT("/version/"));
	r->feed->version =
	    reader_keep(r, slash != (size_t)-1 ? view_sub(version, slash + 9, 8) : version);
	r->feed->format = view_is(r->feed->version, "1") || view_is(r->feed->version, "1.0")
			      ? FEED_JSON10
			      : FEED_JSON11;
	r->rooted = r->atom = true;
	if (!labelled)
		reader_bozo(r, VIEW_LIT("no version of JSON Feed"));
	read_top(r, root);
	json_array_foreach((json_t *)items, i, item)
	{
		if (r->err != CT_OK)
			break;
		if (r->feed->nentries >= r->limits->entries) {
			reader_bozo(r, VIEW_LIT("more entries than the limit"));
			break;
		}
		add_item(r, item);
	}
	json_decref(root);
	return CT_OK;
}
