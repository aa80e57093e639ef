/*
 * A feed as a value: what RSS 0.9x/1.0/2.0, Atom 0.3/1.0, CDF and JSON Feed
 * have in common, after Universal Feed Parser's model.  Everything is UTF-8
 * and lives in one arena; views point into it; an absent field is an empty
 * view or CT_TIME_UNKNOWN.
 */
#ifndef FEED_H
#define FEED_H

#include "arena.h"
#include "emit.h"
#include "view.h"

enum feed_format {
	FEED_UNKNOWN,
	FEED_RSS090,
	FEED_RSS091,
	FEED_RSS092,
	FEED_RSS093,
	FEED_RSS094,
	FEED_RSS10,
	FEED_RSS20,
	FEED_ATOM03,
	FEED_ATOM10,
	FEED_RDF,
	FEED_CDF,
	FEED_JSON10,
	FEED_JSON11,
};

struct feed_link {
	struct view rel, href, type, hreflang, title;
	struct feed_link *next;
};

struct feed_person {
	struct view name, email, uri;
	struct feed_person *next;
};

struct feed_category {
	struct view term, scheme, label;
	struct feed_category *next;
};

struct feed_content {
	struct view type; /* "text/html", "text/plain", or another MIME type */
	struct view value, base, lang;
	struct feed_content *next;
};

struct feed_enclosure {
	struct view url, type;
	int64_t length; /* bytes, or -1 */
	struct feed_enclosure *next;
};

struct feed_entry {
	struct view id;    /* guid, atom:id; empty where the feed gives none */
	struct view title; /* plain text */
	struct view link;  /* absolute where a base is known */
	struct feed_link *links;
	int64_t published, updated;
	struct feed_person *authors;
	struct view summary; /* HTML, or text as summary_type says; links resolved */
	struct view summary_type;
	struct feed_content *content;
	struct view
	    text; /* plain text, paragraphs parted by blank lines: what the detector reads */
	uint64_t made_of; /* hash of all that title and text are made of */
	uint64_t known;   /* what limits->known has beside it: then it has no text; or 0 */
	struct view language;
	struct feed_category *categories;
	struct feed_enclosure *enclosures;
	struct view rights, source, comments;
	struct feed_entry *next;
};

struct feed {
	struct arena *arena; /* owns all of it, this struct too */
	enum feed_format format;
	struct view version; /* as the document writes it: "2.0" */
	bool bozo;           /* not well-formed, but read */
	struct view bozo_reason;
	bool half; /* the document ends within its last entry */
	struct view title, link, id, subtitle, language;
	int64_t updated;
	struct view rights, generator, image;
	int32_t ttl;                   /* minutes, or -1 */
	uint32_t skip_hours;           /* bit h: hour h of the day, UTC */
	uint8_t skip_days;             /* bit d: day d, Sunday 0 */
	int32_t update_period_seconds; /* sy:updatePeriod / sy:updateFrequency, or -1 */
	struct feed_link *links;       /* atom:link rel=hub, self, next ... */
	struct feed_person *authors;
	struct feed_category *categories;
	struct feed_entry *entries; /* in document order */
	size_t nentries;
};

/* What protects the reader from a hostile feed; feed_limits_default is sane. */
struct feed_limits {
	size_t memory;     /* bytes of the arena */
	size_t entries;    /* further ones are dropped, and bozo says so */
	size_t depth;      /* of elements */
	size_t attributes; /* of one element */
	size_t text;       /* bytes of one field, clipped */
	bool files;        /* iconv may load rare converters from files; false in a sandbox */
	struct view known; /* entries that need no text: known.h */
};

extern const struct feed_limits feed_limits_default;

/*
 * Reads a feed.  base_url is where it came from (may be empty), content_type
 * the HTTP header's value (may be empty).  On CT_OK *out is the caller's, to be
 * freed with feed_free.  CT_ENOTFEED: what says what it is instead ("an HTML
 * page", "empty", "JSON of another kind"), a static string.
 */
enum ct_err feed_parse(struct view doc, struct view base_url, struct view content_type,
    const struct feed_limits *limits, struct feed **out, const char **what);
void feed_free(struct feed *f);

const char *feed_format_name(enum feed_format format); /* "rss20" */
/* One JSON object, as the contract of `copytaster parse` has it. */
void feed_json(const struct feed *f, struct emit *j);
/*
 * Loads everything that a parse may need from the file system (iconv's
 * converters, Jansson's seed), so that a sandbox can close behind it; holds for
 * as long as the handle is kept.  NULL without memory.
 */
struct feed_preloaded;
struct feed_preloaded *feed_preload(void);
void feed_unload(struct feed_preloaded *p);

#endif
