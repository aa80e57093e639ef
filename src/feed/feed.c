#include "feed.h"

#include <stdlib.h>

#include <jansson.h>
#include <libxml/parser.h>

#include "charset.h"
#include "count.h"
#include "feedjson.h"
#include "jsonfeed.h"
#include "reader.h"
#include "sniff.h"
#include "xmlloose.h"
#include "xmlstrict.h"
#include "xmlquick.h"

const struct feed_limits feed_limits_default = {
    .memory = (size_t)64 << 20,
    .entries = 5000,
    .depth = 200,
    .attributes = 256,
    .text = (size_t)4 << 20,
};

static const char *const format_names[] = {
    [FEED_UNKNOWN] = "unknown",
    [FEED_RSS090] = "rss090",
    [FEED_RSS091] = "rss091",
    [FEED_RSS092] = "rss092",
    [FEED_RSS093] = "rss093",
    [FEED_RSS094] = "rss094",
    [FEED_RSS10] = "rss10",
    [FEED_RSS20] = "rss20",
    [FEED_ATOM03] = "atom03",
    [FEED_ATOM10] = "atom10",
    [FEED_RDF] = "rdf",
    [FEED_CDF] = "cdf",
    [FEED_JSON10] = "json10",
    [FEED_JSON11] = "json11",
};

const char *feed_format_name(enum feed_format format)
{
	size_t i = (size_t)format;

	return i < COUNT(format_names) ? format_names[i] : "unknown";
}

void feed_json(const struct feed *f, struct emit *j)
{
	feedjson_write(f, j);
}

void feed_free(struct feed *f)
{
	if (f != NULL)
		arena_free(f->arena);
}

struct feed_preloaded {
	struct charset_preloaded *charsets;
};

/* The libraries set themselves up when first used (seeds, locks, dictionaries). */
static void warm_up(struct view doc)
{
	struct feed *f = NULL;
	const char *what;

	if (feed_parse(doc, VIEW_LIT(""), VIEW_LIT(""), &feed_limits_default, &f, &what) == CT_OK)
		feed_free(f);
}

struct feed_preloaded *feed_preload(void)
{
	struct feed_preloaded *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->charsets = charset_preload();
	if (p->charsets == NULL) {
		free(p);
		return NULL;
	}
	xmlInitParser();
	json_object_seed(0);
	warm_up(VIEW_LIT("<rss version='2.0'><channel><title>&eacute;</title></channel></rss>"));
	warm_up(VIEW_LIT("<!DOCTYPE rss><rss version='2.0'><channel>&eacute;</channel></rss>"));
	warm_up(VIEW_LIT("<rss version='2.0'><channel><title>a & b"));
	warm_up(VIEW_LIT("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}"));
	return p;
}

void feed_unload(struct feed_preloaded *p)
{
	if (p == NULL)
		return;
	charset_unload(p->charsets);
	free(p);
}

/*
 * Most documents are plain XML, and read once, by the quick reader.  What it
 * does not take libxml2 reads from the beginning, which knows all of XML and why
 * a document is none; what is not well-formed is read once more, its bytes made
 * valid, by the forgiving reader.
 */
static enum ct_err read_xml(
    struct reader *r, struct view doc, struct view base_url, const char *bozo)
{
	char reason[XMLSTRICT_REASON] = "";
	struct buf clean = BUF_INIT(doc.n * 3 + 1);

	if (bozo != NULL)
		reader_bozo(r, view_of(bozo));
	bool fine = xmlquick_read(r, doc);
	if (!fine) {
		reader_restart(r, base_url);
		if (bozo != NULL)
			reader_bozo(r, view_of(bozo));
		fine = xmlstrict_read(r, doc, reason);
	}
	if (!fine && r->err == CT_OK) {
		reader_restart(r, base_url);
		reader_bozo(r, view_of(bozo != NULL ? bozo : reason));
		if (charset_repair(&clean, doc) > 0)
			doc = buf_view(&clean);
		if (clean.err != CT_OK)
			r->err = clean.err;
		else
			xmlloose_read(r, doc);
	}
	if (r->err == CT_OK)
		reader_finish(r);
	buf_free(&clean);
	return r->err;
}

static enum ct_err read_json(struct reader *r, struct view doc, const char *bozo, const char **what)
{
	struct buf clean = BUF_INIT(doc.n * 3 + 1);

	if (bozo != NULL)
		reader_bozo(r, view_of(bozo));
	if (charset_repair(&clean, doc) > 0) {
		reader_bozo(r, VIEW_LIT("not UTF-8"));
		doc = buf_view(&clean);
	}
	enum ct_err err = clean.err != CT_OK ? clean.err : jsonfeed_read(r, doc, what);
	buf_free(&clean);
	return err != CT_OK ? err : r->err;
}

/* doc as UTF-8, in *out if it had to be converted. */
static enum ct_err to_utf8(
    struct view *doc, struct view content_type, bool files, struct buf *out, const char **bozo)
{
	struct charset cs;

	charset_detect(*doc, content_type, files, &cs);
	*bozo = cs.wrong;
	*doc = view_sub(*doc, cs.bom, doc->n);
	if (charset_is_utf8(&cs))
		return CT_OK;
	enum ct_err err = charset_decode(out, *doc, cs.name);
	if (err == CT_EINVAL) {
		*bozo = "unknown character set";
		return CT_OK;
	}
	*doc = buf_view(out);
	return err;
}

/* Each text is kept twice, as it is and plain; markup is most of the rest. */
static size_t expected_memory(struct view doc)
{
	const size_t least = 4096, most = (size_t)4 << 20;

	return doc.n < least / 2 ? least : doc.n < most / 2 ? 2 * doc.n : most;
}

enum ct_err feed_parse(struct view doc, struct view base_url, struct view content_type,
    const struct feed_limits *limits, struct feed **out, const char **what)
{
	struct buf utf8 = BUF_INIT(doc.n < SIZE_MAX / 8 ? doc.n * 4 + 16 : SIZE_MAX / 2);
	struct reader *r = NULL;
	const char *bozo, *why = sniff_binary(doc);
	enum ct_err err = CT_ENOTFEED;

	if (why != NULL)
		goto done;
	err = to_utf8(&doc, content_type, limits->files, &utf8, &bozo);
	if (err != CT_OK)
		goto done;
	struct sniff s = sniff(doc);
	bozo = bozo != NULL ? bozo : s.before;
	why = s.what;
	err = CT_ENOTFEED;
	if (s.kind == SNIFF_OTHER)
		goto done;
	err = CT_ENOMEM;
	r = reader_new(base_url, limits, expected_memory(s.doc));
	if (r == NULL)
		goto done;
	if (s.kind == SNIFF_JSON)
		err = read_json(r, s.doc, bozo, &why);
	else
		err = read_xml(r, s.doc, base_url, bozo);
	reader_clear(r, &r->scratch);
	reader_clear(r, &r->scratch2);
	if (r->text.err == CT_ENOMEM || r->err == CT_ENOMEM)
		err = CT_ENOMEM;
	if (err == CT_OK && r->feed->format == FEED_UNKNOWN) {
		err = CT_ENOTFEED;
		why = r->notfeed != NULL ? r->notfeed : "an XML document of another kind";
	}
	if (err == CT_OK) {
		*out = r->feed;
		r->arena = NULL;
	}
done:
	if (err == CT_ENOTFEED)
		*what = why;
	reader_free(r);
	buf_free(&utf8);
	return err;
}
