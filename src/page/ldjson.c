#include "ldjson.h"

#include <jansson.h>

#include "count.h"

/* Sites nest their articles in graphs and lists; further than this nobody does. */
enum { DEPTH = 6, VISITS = 4096, FIELD = 1 << 10, BODY = 1 << 20 };

void ldjson_init(struct ldjson *l)
{
	*l = (struct ldjson){BUF_INIT(FIELD), BUF_INIT(FIELD), BUF_INIT(FIELD), BUF_INIT(FIELD),
	    BUF_INIT(2 * FIELD), BUF_INIT(BODY), false, false};
}

void ldjson_free(struct ldjson *l)
{
	struct buf *const all[] = {
	    &l->headline, &l->author, &l->published, &l->language, &l->url, &l->body};

	for (size_t i = 0; i < COUNT(all); i++)
		buf_free(all[i]);
}

bool ldjson_starved(const struct ldjson *l)
{
	const struct buf *const all[] = {
	    &l->headline, &l->author, &l->published, &l->language, &l->url, &l->body};
	bool starved = l->starved;

	for (size_t i = 0; i < COUNT(all); i++)
		starved = starved || all[i]->err == CT_ENOMEM;
	return starved;
}

static struct view string_of(const json_t *v)
{
	return (struct view){json_string_value(v), json_string_length(v)};
}

/* A string, or the first of a list; what does not fit is left out. */
static void take(struct buf *to, const json_t *v)
{
	if (json_is_array(v))
		v = json_array_get(v, 0);
	if (json_is_string(v) && to->n == 0 && json_string_length(v) <= to->max)
		buf_addv(to, string_of(v));
}

static bool ends_with(struct view v, struct view end)
{
	return v.n >= end.n && view_eq(view_sub(v, v.n - end.n, end.n), end);
}

static bool is_article_type(const json_t *type)
{
	if (json_is_array(type)) {
		for (size_t i = 0; i < json_array_size(type) && i < 8; i++)
			if (is_article_type(json_array_get(type, i)))
				return true;
		return false;
	}
	struct view v = string_of(type);
	return v.n > 0 && (ends_with(v, VIEW_LIT("Article")) || ends_with(v, VIEW_LIT("Posting")) ||
			      ends_with(v, VIEW_LIT("Report")) || ends_with(v, VIEW_LIT("Review")));
}

/* "A, B" of a name, a person, or a list of them. */
static void take_names(struct buf *to, const json_t *v, unsigned depth)
{
	if (json_is_array(v) && depth < 2) {
		for (size_t i = 0; i < json_array_size(v) && i < 16; i++)
			take_names(to, json_array_get(v, i), depth + 1);
		return;
	}
	if (json_is_object(v))
		v = json_object_get(v, "name");
	if (json_is_array(v))
		v = json_array_get(v, 0);
	struct view name = json_is_string(v) ? view_trim(string_of(v)) : (struct view){NULL, 0};
	if (name.n == 0 || to->n + name.n + 2 > to->max)
		return;
	if (to->n > 0)
		buf_adds(to, ", ");
	buf_addv(to, name);
}

static void take_article(struct ldjson *l, const json_t *v)
{
	const json_t *page = json_object_get(v, "mainEntityOfPage");

	l->article = true;
	take(&l->headline, json_object_get(v, "headline"));
	take(&l->headline, json_object_get(v, "name"));
	if (l->author.n == 0)
		take_names(&l->author, json_object_get(v, "author"), 0);
	take(&l->published, json_object_get(v, "datePublished"));
	take(&l->language, json_object_get(v, "inLanguage"));
	take(&l->body, json_object_get(v, "articleBody"));
	take(&l->url, json_object_get(v, "url"));
	take(&l->url, json_is_object(page) ? json_object_get(page, "@id") : page);
}

static void walk(struct ldjson *l, const json_t *v, unsigned depth, unsigned *visits)
{
	const char *key;
	json_t *inner;

	if (depth > DEPTH || l->article || ++*visits > VISITS)
		return;
	if (json_is_array(v)) {
		for (size_t i = 0; i < json_array_size(v) && *visits <= VISITS; i++)
			walk(l, json_array_get(v, i), depth + 1, visits);
		return;
	}
	if (!json_is_object(v))
		return;
	if (is_article_type(json_object_get(v, "@type"))) {
		take_article(l, v);
		return;
	}
	json_object_foreach(
	    (json_t *)(uintptr_t)v, key, inner) if (json_is_array(inner) || json_is_object(inner))
	    walk(l, inner, depth + 1, visits);
}

void ldjson_read(struct ldjson *l, struct view script)
{
	struct buf tidy = BUF_INIT(script.n);
	json_error_t error;
	unsigned visits = 0;
	size_t from = 0;

	if (l->article)
		return;
	/* "<!--", "//<![CDATA[" and the like stand before it on some sites. */
	while (from < script.n && script.p[from] != '{' && script.p[from] != '[')
		from++;
	if (from + 7 < script.n && view_starts(view_sub(script, from, 7), VIEW_LIT("[CDATA[")))
		from += 7;
	buf_addv(&tidy, view_sub(script, from, script.n));
	/* Line ends within strings are wrong, and common. */
	for (size_t i = 0; i < tidy.n; i++)
		if ((unsigned char)tidy.p[i] < ' ')
			tidy.p[i] = ' ';
	json_t *root =
	    tidy.n > 0 ? json_loadb(tidy.p, tidy.n, JSON_DISABLE_EOF_CHECK, &error) : NULL;
	if (root != NULL)
		walk(l, root, 0, &visits);
	else if (tidy.n > 0 && json_error_code(&error) == json_error_out_of_memory)
		l->starved = true;
	json_decref(root);
	l->starved = l->starved || tidy.err == CT_ENOMEM;
	buf_free(&tidy);
}
