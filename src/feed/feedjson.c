#include "feedjson.h"

static void add_links(struct emit *j, const struct feed_link *l)
{
	emit_arr(j, "links");
	for (; l != NULL; l = l->next) {
		emit_open(j, '{');
		emit_str_or_null(j, "rel", l->rel);
		emit_str_or_null(j, "href", l->href);
		emit_str_or_null(j, "type", l->type);
		emit_str_or_null(j, "hreflang", l->hreflang);
		emit_str_or_null(j, "title", l->title);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

static void add_people(struct emit *j, const struct feed_person *p)
{
	emit_arr(j, "authors");
	for (; p != NULL; p = p->next) {
		emit_open(j, '{');
		emit_str_or_null(j, "name", p->name);
		emit_str_or_null(j, "email", p->email);
		emit_str_or_null(j, "uri", p->uri);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

static void add_categories(struct emit *j, const struct feed_category *c)
{
	emit_arr(j, "categories");
	for (; c != NULL; c = c->next) {
		emit_open(j, '{');
		emit_str_or_null(j, "term", c->term);
		emit_str_or_null(j, "scheme", c->scheme);
		emit_str_or_null(j, "label", c->label);
		emit_close(j, '}');
	}
	emit_close(j, ']');
}

static void add_int(struct emit *j, const char *key, int64_t v)
{
	if (v < 0)
		emit_null(j, key);
	else
		emit_int(j, key, v);
}

static void add_head(struct emit *j, const struct feed *f)
{
	static const char *const days[] = {
	    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

	emit_str_or_null(j, "title", f->title);
	emit_str_or_null(j, "link", f->link);
	emit_str_or_null(j, "id", f->id);
	emit_str_or_null(j, "subtitle", f->subtitle);
	emit_str_or_null(j, "language", f->language);
	emit_time(j, "updated", f->updated);
	emit_str_or_null(j, "rights", f->rights);
	emit_str_or_null(j, "generator", f->generator);
	add_int(j, "ttl", f->ttl);
	emit_arr(j, "skip_hours");
	for (int h = 0; h < 24; h++)
		if ((f->skip_hours >> h & 1) != 0)
			emit_int(j, NULL, h);
	emit_close(j, ']');
	emit_arr(j, "skip_days");
	for (int d = 0; d < 7; d++)
		if ((f->skip_days >> d & 1) != 0)
			emit_str(j, NULL, view_of(days[d]));
	emit_close(j, ']');
	add_int(j, "update_period_seconds", f->update_period_seconds);
	add_links(j, f->links);
	emit_arr(j, "hubs");
	for (const struct feed_link *l = f->links; l != NULL; l = l->next)
		if (view_caseeq(l->rel, VIEW_LIT("hub")))
			emit_str(j, NULL, l->href);
	emit_close(j, ']');
	add_people(j, f->authors);
	add_categories(j, f->categories);
	emit_str_or_null(j, "image", f->image);
}

static void add_entry(struct emit *j, const struct feed_entry *e)
{
	emit_open(j, '{');
	emit_str_or_null(j, "id", e->id);
	emit_str_or_null(j, "title", e->title);
	emit_str_or_null(j, "link", e->link);
	add_links(j, e->links);
	emit_time(j, "published", e->published);
	emit_time(j, "updated", e->updated);
	add_people(j, e->authors);
	emit_str_or_null(j, "summary", e->summary);
	emit_arr(j, "content");
	for (const struct feed_content *c = e->content; c != NULL; c = c->next) {
		emit_open(j, '{');
		emit_str_or_null(j, "type", c->type);
		emit_str_or_null(j, "value", c->value);
		emit_str_or_null(j, "base", c->base);
		emit_str_or_null(j, "lang", c->lang);
		emit_close(j, '}');
	}
	emit_close(j, ']');
	emit_str_or_null(j, "text", e->text);
	emit_str_or_null(j, "language", e->language);
	add_categories(j, e->categories);
	emit_arr(j, "enclosures");
	for (const struct feed_enclosure *n = e->enclosures; n != NULL; n = n->next) {
		emit_open(j, '{');
		emit_str_or_null(j, "url", n->url);
		emit_str_or_null(j, "type", n->type);
		add_int(j, "length", n->length);
		emit_close(j, '}');
	}
	emit_close(j, ']');
	emit_str_or_null(j, "rights", e->rights);
	emit_str_or_null(j, "source", e->source);
	emit_str_or_null(j, "comments", e->comments);
	emit_close(j, '}');
}

void feedjson_write(const struct feed *f, struct emit *j)
{
	emit_open(j, '{');
	emit_str(j, "format", view_of(feed_format_name(f->format)));
	emit_str_or_null(j, "version", f->version);
	emit_bool(j, "bozo", f->bozo);
	emit_str_or_null(j, "bozo_reason", f->bozo_reason);
	emit_obj(j, "feed");
	add_head(j, f);
	emit_close(j, '}');
	emit_arr(j, "entries");
	for (const struct feed_entry *e = f->entries; e != NULL; e = e->next)
		add_entry(j, e);
	emit_close(j, ']');
	emit_close(j, '}');
}
