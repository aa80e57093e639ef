#include "people.h"

#include "ascii.h"
#include "fields.h"
#include "texts.h"

/* Duplicates are looked for among so many, so that hostile lists stay linear. */
#define SEEN_MAX 64

void people_add(struct reader *r, struct feed_person p)
{
	struct feed_person *seen = r->entry != NULL ? r->entry->authors : r->feed->authors;
	struct feed_person ***tail = r->entry != NULL ? &r->person_tail : &r->feed_person_tail;

	if (p.name.n == 0 && p.email.n == 0 && p.uri.n == 0)
		return;
	for (size_t n = 0; seen != NULL && n < SEEN_MAX; seen = seen->next, n++) {
		if (p.name.n == 0 || !view_eq(seen->name, p.name))
			continue;
		seen->email = seen->email.n > 0 ? seen->email : p.email;
		seen->uri = seen->uri.n > 0 ? seen->uri : p.uri;
		return;
	}
	struct feed_person *copy = reader_alloc(r, sizeof(*copy));
	if (copy == NULL)
		return;
	*copy = p;
	copy->next = NULL;
	**tail = copy;
	*tail = &copy->next;
}

static bool is_email_char(char c)
{
	return ascii_is_digit(c) || ascii_is_letter(c) || (c != '\0' && strchr("._-+", c) != NULL);
}

/* The e-mail address in v, or empty: "me@example.com (Me)", "Me <me@example.com>". */
static struct view find_email(struct view v)
{
	size_t at = view_chr(v, '@'), from = at, to = at + 1;

	if (at == SIZE_MAX)
		return (struct view){NULL, 0};
	while (from > 0 && is_email_char(v.p[from - 1]))
		from--;
	while (to < v.n && is_email_char(v.p[to]) && v.p[to] != '+' && v.p[to] != '_')
		to++;
	while (to > at + 1 && v.p[to - 1] == '.')
		to--;
	struct view domain = view_sub(v, at + 1, to - at - 1);
	if (from == at || view_chr(domain, '.') == SIZE_MAX)
		return (struct view){NULL, 0};
	return view_sub(v, from, to - from);
}

/* What is around the address, without the brackets that held either. */
static struct view strip(struct view v)
{
	v = view_trim(v);
	while (v.n > 0 && strchr("(<[)>]", v.p[0]) != NULL && v.p[0] != '\0')
		v = view_trim(view_sub(v, 1, v.n));
	while (v.n > 0 &&
	       (v.p[v.n - 1] == '>' || v.p[v.n - 1] == '<' || v.p[v.n - 1] == '(' ||
		   v.p[v.n - 1] == ']' || (v.p[v.n - 1] == ')' && view_chr(v, '(') == SIZE_MAX)))
		v = view_trim(view_sub(v, 0, v.n - 1));
	return v;
}

static size_t until_blank(struct view v)
{
	size_t n = view_chr(v, ' ');

	return n < v.n ? n : v.n;
}

static void split_person(struct reader *r, struct view text, struct feed_person *p)
{
	struct view line = texts_plain(r, TEXT_PLAIN, text), email = find_email(line);

	if (email.n == 0) {
		p->name = line;
		return;
	}
	size_t from = (size_t)(email.p - line.p);
	struct view before = strip(view_sub(line, 0, from));
	struct view after = view_sub(line, from + email.n, line.n);
	if (view_starts(after, VIEW_LIT("?"))) /* mailto:a@b.example?subject=... */
		after = view_sub(after, until_blank(after), after.n);
	after = strip(after);
	if (before.n >= 7 && view_caseeq(view_sub(before, before.n - 7, 7), VIEW_LIT("mailto:")))
		before = strip(view_sub(before, 0, before.n - 7));
	p->email = p->email.n > 0 ? p->email : email;
	p->name = before.n > 0 ? before : after;
}

void people_start(struct reader *r, const struct xattrs *a)
{
	(void)a;
	r->person = reader_alloc(r, sizeof(*r->person));
}

void people_end(struct reader *r, struct view text)
{
	struct feed_person p = r->person != NULL ? *r->person : (struct feed_person){0};

	r->person = NULL;
	if (p.name.n == 0 && text.n > 0)
		split_person(r, text, &p);
	people_add(r, p);
}

void people_ignore_end(struct reader *r, struct view text)
{
	(void)text;
	r->person = NULL;
}

void people_part_end(struct reader *r, struct view text)
{
	if (r->person == NULL || text.n == 0)
		return;
	switch ((enum people_part)FIELDS_ARG(reader_top(r)->rule)) {
	case PERSON_NAME:
		r->person->name = texts_plain(r, TEXT_PLAIN, text);
		break;
	case PERSON_EMAIL:
		r->person->email = reader_keep(r, text);
		break;
	case PERSON_URI:
		r->person->uri = reader_resolve(r, text);
		break;
	}
}

void people_add_category(struct reader *r, struct feed_category c)
{
	struct feed_category *seen = r->entry != NULL ? r->entry->categories : r->feed->categories;
	struct feed_category ***tail =
	    r->entry != NULL ? &r->category_tail : &r->feed_category_tail;

	if (c.term.n == 0 && c.label.n == 0)
		return;
	for (size_t n = 0; seen != NULL && n < SEEN_MAX; seen = seen->next, n++)
		if (view_eq(seen->term, c.term) && view_eq(seen->scheme, c.scheme) &&
		    view_eq(seen->label, c.label))
			return;
	struct feed_category *copy = reader_alloc(r, sizeof(*copy));
	if (copy == NULL)
		return;
	*copy = c;
	copy->next = NULL;
	**tail = copy;
	*tail = &copy->next;
}

void people_category_start(struct reader *r, const struct xattrs *a)
{
	struct feed_category c = {
	    .term = texts_plain(r, TEXT_PLAIN, reader_attr(r, a, NS_CORE, "term")),
	    .scheme = reader_attr(r, a, NS_CORE, "scheme"),
	    .label = texts_plain(r, TEXT_PLAIN, reader_attr(r, a, NS_CORE, "label")),
	};

	if (c.scheme.n == 0)
		c.scheme = reader_attr(r, a, NS_CORE, "domain");
	r->category = reader_alloc(r, sizeof(*r->category));
	if (r->category != NULL)
		*r->category = c;
}

void people_media_category_start(struct reader *r, const struct xattrs *a)
{
	people_category_start(r, a);
	if (r->category != NULL && r->category->scheme.n == 0)
		r->category->scheme = VIEW_LIT("http://search.yahoo.com/mrss/category_schema");
}

void people_category_end(struct reader *r, struct view text)
{
	struct feed_category c = r->category != NULL ? *r->category : (struct feed_category){0};

	r->category = NULL;
	if (c.term.n == 0)
		c.term = texts_plain(r, TEXT_PLAIN, text);
	people_add_category(r, c);
}

void people_itunes_category_start(struct reader *r, const struct xattrs *a)
{
	people_add_category(r, (struct feed_category){
				   .term = reader_attr(r, a, NS_CORE, "text"),
				   .scheme = VIEW_LIT("http://www.itunes.com/"),
			       });
}

void people_keywords_end(struct reader *r, struct view text)
{
	struct view line = texts_plain(r, TEXT_PLAIN, text);
	struct view scheme = FIELDS_ARG(reader_top(r)->rule) == 1
				 ? VIEW_LIT("http://www.itunes.com/")
				 : (struct view){NULL, 0};

	while (line.n > 0) {
		size_t comma = view_chr(line, ',');
		struct view term = view_trim(view_sub(line, 0, comma));

		people_add_category(r, (struct feed_category){.term = term, .scheme = scheme});
		line =
		    comma == SIZE_MAX ? (struct view){NULL, 0} : view_sub(line, comma + 1, line.n);
	}
}
