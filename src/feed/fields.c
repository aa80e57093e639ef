#include "fields.h"

#include "ascii.h"
#include "count.h"
#include "date.h"
#include "html.h"
#include "links.h"
#include "texts.h"
#include "url.h"

/* --- roots -------------------------------------------------------------------- */

static void root_language(struct reader *r)
{
	if (r->feed->language.n == 0)
		r->feed->language = reader_top(r)->lang;
}

/* The version attribute's beginning tells the format; the longest row wins by order. */
static const struct {
	const char *version;
	enum feed_format format;
} rss_versions[] = {
    {"0.90", FEED_RSS090},
    {"0.91", FEED_RSS091},
    {"0.92", FEED_RSS092},
    {"0.93", FEED_RSS093},
    {"0.94", FEED_RSS094},
    {"1.0", FEED_RSS10},
    {"", FEED_RSS20},
};

void fields_rss_start(struct reader *r, const struct xattrs *a)
{
	struct feed *f = r->feed;
	size_t i = 0;

	r->rooted = true;
	f->version = reader_attr(r, a, NS_CORE, "version");
	while (!view_starts(f->version, view_of(rss_versions[i].version)))
		i++;
	f->format = rss_versions[i].format;
	root_language(r);
}

void fields_rdf_start(struct reader *r, const struct xattrs *a)
{
	(void)a;
	r->rooted = r->rdf = true;
	r->feed->format = FEED_RDF; /* until a channel or an item says more */
	root_language(r);
}

void fields_atom_start(struct reader *r, const struct xattrs *a)
{
	struct view version = reader_attr(r, a, NS_CORE, "version");
	bool old = view_starts(version, VIEW_LIT("0."));

	r->rooted = r->atom = true;
	if (r->feed->format == FEED_UNKNOWN)
		r->feed->format = old ? FEED_ATOM03 : FEED_ATOM10;
	r->feed->version = version.n > 0                    ? version
			   : r->feed->format == FEED_ATOM03 ? VIEW_LIT("0.3")
							    : VIEW_LIT("1.0");
	root_language(r);
}

void fields_atom_entry_start(struct reader *r, const struct xattrs *a)
{
	fields_atom_start(r, a);
	fields_entry_start(r, a);
}

static void cdf_common(struct reader *r, const struct xattrs *a)
{
	struct view href = reader_attr(r, a, NS_CORE, "href");
	int64_t t = date_parse(reader_attr(r, a, NS_CORE, "lastmod"));

	if (href.n > 0)
		links_add(r, (struct feed_link){.rel = VIEW_LIT("alternate"), .href = href});
	if (t != CT_TIME_UNKNOWN && r->entry != NULL)
		r->entry->updated = t;
	else if (t != CT_TIME_UNKNOWN)
		r->feed->updated = t;
}

void fields_cdf_start(struct reader *r, const struct xattrs *a)
{
	struct view base = reader_attr(r, a, NS_CORE, "base");

	r->rooted = true;
	r->feed->format = FEED_CDF;
	if (base.n > 0)
		reader_top(r)->base = base;
	root_language(r);
	cdf_common(r, a);
}

void fields_channel_start(struct reader *r, const struct xattrs *a)
{
	(void)a;
	root_language(r);
}

/* --- entries --------------------------------------------------------------------- */

bool fields_begin_entry(struct reader *r)
{
	struct feed_entry *e = reader_alloc(r, sizeof(*e));

	if (e == NULL)
		return false;
	e->published = e->updated = r->other_date = CT_TIME_UNKNOWN;
	r->entry = e;
	r->title_depth = SIZE_MAX;
	r->content_src = r->media_text = (struct view){NULL, 0};
	r->content_tail = &e->content;
	r->link_tail = &e->links;
	r->person_tail = &e->authors;
	r->category_tail = &e->categories;
	r->enclosure_tail = &e->enclosures;
	r->nsmall = 0;
	return true;
}

void fields_entry_start(struct reader *r, const struct xattrs *a)
{
	struct frame *f = reader_top(r);

	if (r->entry != NULL)
		fields_finish_entry(r); /* its end is missing */
	if (r->feed->nentries >= r->limits->entries) {
		reader_bozo(r, VIEW_LIT("more entries than the limit"));
		f->rule = NULL;
		f->context = IN_NOTHING;
		return;
	}
	if (!fields_begin_entry(r)) {
		f->rule = NULL;
		return;
	}
	r->entry->language = f->lang;
	r->entry->id = reader_attr(r, a, NS_RDF, "about");
	if (r->feed->format == FEED_CDF)
		cdf_common(r, a);
}

static void default_link(struct reader *r)
{
	struct feed_entry *e = r->entry;

	for (const struct feed_link *l = e->links; l != NULL && e->link.n == 0; l = l->next)
		if (view_is(l->rel, "alternate"))
			e->link = l->href;
	if (e->link.n == 0)
		e->link = r->content_src;
	/* Atom's id and what RDF is about are the page where they can be and nothing else is. */
	if (e->link.n == 0 && (r->atom || r->rdf) && url_is_web(e->id))
		e->link = reader_resolve(r, e->id);
}

void fields_finish_entry(struct reader *r)
{
	struct feed_entry *e = r->entry;

	default_link(r);
	if (e->published == CT_TIME_UNKNOWN)
		e->published = r->other_date;
	if (e->updated == CT_TIME_UNKNOWN)
		e->updated = r->other_date;
	if (e->summary.n == 0 && r->media_text.n > 0)
		texts_store(r, TEXT_SUMMARY, TEXT_PLAIN, VIEW_LIT("text/plain"), r->media_text);
	if (e->language.n == 0)
		e->language = r->feed->language;
	texts_choose(r);
	*r->entry_tail = e;
	r->entry_tail = &e->next;
	r->feed->nentries++;
	r->entry = NULL;
}

void fields_entry_end(struct reader *r, struct view text)
{
	(void)text;
	if (r->entry != NULL)
		fields_finish_entry(r);
}

/* --- single values ------------------------------------------------------------------ */

static struct view *string_of(struct reader *r, enum fields_string which)
{
	struct feed_entry *e = r->entry;
	struct feed *f = r->feed;

	switch (which) {
	case STRING_ID:
		return e != NULL ? &e->id : &f->id;
	case STRING_RIGHTS:
		return e != NULL ? &e->rights : &f->rights;
	case STRING_LANGUAGE:
		return e != NULL ? &e->language : &f->language;
	case STRING_GENERATOR:
		return e != NULL ? NULL : &f->generator;
	case STRING_COMMENTS:
		return e != NULL ? &e->comments : NULL;
	case STRING_SUBTITLE:
		return e != NULL ? NULL : &f->subtitle;
	}
	return NULL;
}

void fields_string_end(struct reader *r, struct view text)
{
	const struct frame *f = reader_top(r);
	enum fields_string which = (enum fields_string)FIELDS_ARG(f->rule);
	struct view *to = string_of(r, which);

	if (to == NULL || text.n == 0)
		return;
	if (which == STRING_ID || which == STRING_LANGUAGE)
		*to = reader_keep(r, text);
	else if (which == STRING_COMMENTS)
		*to = reader_resolve(r, text);
	else
		*to = texts_plain(r, f->kind, text);
}

/* The last of lastBuildDate, atom:updated and dc:date; failing them pubDate. */
static void feed_date(struct reader *r, enum fields_date which, int64_t t)
{
	bool change = which == DATE_UPDATED || which == DATE_DC;

	if (change || (!r->updated_is_built && which == DATE_PUBLISHED) ||
	    r->feed->updated == CT_TIME_UNKNOWN)
		r->feed->updated = t;
	r->updated_is_built |= change;
}

/* A dc:date is when it was changed, and first told where nothing says more. */
static void entry_date(struct reader *r, enum fields_date which, int64_t t)
{
	struct feed_entry *e = r->entry;

	switch (which) {
	case DATE_PUBLISHED:
		e->published = t;
		break;
	case DATE_DC:
		r->other_date = t;
		e->updated = t;
		break;
	case DATE_UPDATED:
		e->updated = t;
		break;
	case DATE_CREATED:
		if (r->other_date == CT_TIME_UNKNOWN)
			r->other_date = t;
		break;
	}
}

void fields_date_end(struct reader *r, struct view text)
{
	enum fields_date which = (enum fields_date)FIELDS_ARG(reader_top(r)->rule);
	int64_t t = date_parse(text);

	if (t == CT_TIME_UNKNOWN)
		return;
	if (r->entry == NULL)
		feed_date(r, which, t);
	else
		entry_date(r, which, t);
}

/* The number that text begins with, or -1. */
static int32_t leading_number(struct view text)
{
	int32_t value = -1;

	for (size_t i = 0; i < text.n && i < 7 && ascii_is_digit(text.p[i]); i++)
		value = (value < 0 ? 0 : value) * 10 + (text.p[i] - '0');
	return value;
}

void fields_ttl_end(struct reader *r, struct view text)
{
	r->feed->ttl = leading_number(text);
}

void fields_hour_end(struct reader *r, struct view text)
{
	int32_t hour = leading_number(text);

	if (hour >= 0 && hour <= 24)
		r->feed->skip_hours |= 1u << (hour % 24);
}

void fields_day_end(struct reader *r, struct view text)
{
	static const char *const days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

	for (size_t i = 0; i < 7; i++)
		if (view_casestarts(text, view_of(days[i])))
			r->feed->skip_days |= (uint8_t)(1u << i);
}

void fields_period_end(struct reader *r, struct view text)
{
	static const struct {
		const char *name;
		int32_t seconds;
	} periods[] = {{"hourly", 3600}, {"daily", 86400}, {"weekly", 7 * 86400},
	    {"monthly", 30 * 86400}, {"yearly", 365 * 86400}};

	for (size_t i = 0; i < COUNT(periods); i++)
		if (view_caseeq(text, view_of(periods[i].name)))
			r->period = periods[i].seconds;
}

void fields_frequency_end(struct reader *r, struct view text)
{
	r->frequency = leading_number(text);
}

static void set_image(struct reader *r, struct view url)
{
	int rank = FIELDS_ARG(reader_top(r)->rule);

	if (url.n == 0 || rank <= r->image_rank)
		return;
	r->feed->image = reader_resolve(r, url);
	r->image_rank = rank;
}

void fields_image_end(struct reader *r, struct view text)
{
	if (r->entry == NULL)
		set_image(r, text);
}

void fields_image_start(struct reader *r, const struct xattrs *a)
{
	struct view href = reader_attr(r, a, NS_CORE, "href");

	if (r->entry == NULL)
		set_image(r, href.n > 0 ? href : reader_attr(r, a, NS_CORE, "url"));
}
