/*
 * Builds a feed from the events of an XML reader, strict or forgiving.
 *
 * The open elements are a stack of frames.  A table (rules.c) says what an
 * element means in its context: whether it opens a context of its own, whether
 * its text is captured, and which functions run at its start and end.  All
 * text being captured stands in one buffer; a frame knows where its part
 * begins, so that captures nest (an author's text around its name's).
 */
#ifndef READER_H
#define READER_H

#include "buf.h"
#include "feed.h"
#include "ns.h"

enum context {
	IN_ROOT,   /* outside of the root element */
	IN_DOC,    /* in <rss> or <rdf:RDF> */
	IN_FEED,   /* in <channel> or <feed> */
	IN_ENTRY,  /* in <item> or <entry> */
	IN_IMAGE,  /* the channel's image */
	IN_PERSON, /* author */
	IN_SOURCE, /* the feed that an entry was taken from */
	IN_MEDIA,  /* media:group, media:content */
	IN_HOURS,
	IN_DAYS,
	IN_NOTHING, /* nothing in here is known */
};

enum capture {
	CAPTURE_NONE,
	CAPTURE_TEXT, /* tags within do not count */
	CAPTURE_HTML, /* tags within are written out again */
};

/* What a captured text is; see markup.c's read of type and mode. */
enum text_kind {
	TEXT_PLAIN,
	TEXT_HTML, /* escaped */
	TEXT_XML,  /* XHTML, or another XML type: tags are elements of the feed's document */
	TEXT_BASE64,
};

struct xname {
	enum ns ns;
	struct view local, prefix, uri;
};

struct xattr {
	enum ns ns; /* NS_CORE where it has no prefix */
	struct view local;
	struct view value; /* references not yet decoded */
};

struct xattrs {
	const struct xattr *v;
	size_t n;
};

struct reader;
struct rule;

struct frame {
	const struct rule *rule; /* NULL: nothing to do at its end */
	enum context context;    /* of what is in it */
	enum capture capture;    /* of its own text, or CAPTURE_NONE */
	enum text_kind kind;
	bool inner;              /* markup within a CAPTURE_HTML */
	bool quiet;              /* inner, but its tags are not written */
	bool closed;             /* ended early, because its end tag is missing */
	bool clipped;            /* longer than the limit: nothing more is taken */
	bool wrapped;            /* the first thing in it is a <div> */
	size_t text;             /* where its capture begins in reader.text */
	size_t div_from, div_to; /* what is in that <div> */
	size_t outer;            /* what captured around it */
	struct view mime;
	struct view base, lang;
	struct view local; /* inner: the name to write out */
};

struct reader {
	struct feed *feed;
	struct arena *arena;
	const struct feed_limits *limits;
	enum ct_err err;      /* sticky: no memory */
	bool forgiving;       /* elements may lack their ends */
	bool atom;            /* types are declared, not guessed */
	bool rdf;             /* the root is RDF */
	const char *notfeed;  /* the root element is of something else */
	bool rooted;          /* a root element was seen */
	bool stop;            /* nothing further matters */
	struct view fallback; /* base where no other is known: the feed's own link */

	struct frame *frames;
	size_t depth;     /* frames[depth] is the innermost; frames[0] is outside of the root */
	size_t too_deep;  /* open elements beyond the limit */
	size_t capturing; /* the innermost frame that captures, or 0 */
	struct buf text, scratch, scratch2;

	struct feed_entry *entry; /* open, or NULL */
	struct feed_person *person;
	struct feed_link *link; /* whose href is the text to come */
	struct feed_category *category;
	struct view source_title, source_url;
	struct view content_src;
	struct view media_text; /* media:description: used where nothing else is */
	int32_t period;         /* sy:updatePeriod, seconds, or 0 */
	int32_t frequency;      /* sy:updateFrequency, or 0 */
	size_t title_depth;     /* of the entry's title that stands, SIZE_MAX: none */
	size_t feed_title_depth;
	int image_rank;
	bool permalink;        /* the guid at hand is the link, too */
	bool updated_is_built; /* feed.updated is the better of its sources */
	int64_t other_date;    /* dc:date or created: where there is no better one */

	struct feed_entry **entry_tail;
	struct feed_content **content_tail;
	struct feed_link **link_tail, **feed_link_tail;
	struct feed_person **person_tail, **feed_person_tail;
	struct feed_category **category_tail, **feed_category_tail;
	struct feed_enclosure **enclosure_tail;
	size_t nsmall; /* categories and enclosures of the entry so far */
};

/* No name of a rule is longer; it needs no NUL. */
#define RULE_NAME 16

struct rule {
	enum ns ns;
	char name[RULE_NAME]; /* lower case */
	unsigned in;          /* contexts, as bits */
	enum context into;
	enum capture capture;
	void (*start)(struct reader *r, const struct xattrs *a);
	void (*end)(struct reader *r, struct view text);
	int arg;
};

/* Rules of one (namespace, name), of which a context chooses. */
struct rules {
	const struct rule *v;
	size_t n;
};

/* The rules of an element, perhaps none. */
struct rules rules_of(enum ns ns, struct view local);

/* expected: about how many bytes the feed will take. */
struct reader *reader_new(struct view base_url, const struct feed_limits *limits, size_t expected);
/* Forgets all that was read, to begin again. */
void reader_restart(struct reader *r, struct view base_url);
void reader_free(struct reader *r); /* and the feed with it, unless taken */

void reader_start(
    struct reader *r, const struct xname *name, struct rules rules, const struct xattrs *a);
void reader_text(struct reader *r, const char *p, size_t n);
/* Room for n bytes at the end of the text being captured, for buf_filled of
 * r->text; NULL where text has to go through reader_text. */
char *reader_room(struct reader *r, size_t n);
void reader_end(struct reader *r);
/* Everything read, or all that there is. */
void reader_finish(struct reader *r);
/* Not well-formed: the first reason is kept. */
void reader_bozo(struct reader *r, struct view reason);

/* --- for the functions that rules name ------------------------------------ */

static inline struct frame *reader_top(struct reader *r)
{
	return &r->frames[r->depth];
}

/* A copy in the arena; empty and r->err set where memory is short. */
struct view reader_keep(struct reader *r, struct view v);
void *reader_alloc(struct reader *r, size_t n);
/* The decoded value of an attribute, kept; empty where absent. */
struct view reader_attr(struct reader *r, const struct xattrs *a, enum ns ns, const char *local);
/* ref as seen from the innermost xml:base, kept. */
struct view reader_resolve(struct reader *r, struct view ref);
struct view reader_base(struct reader *r);
/* Adds to the text being captured, as it is or with references for what is
 * markup; quotes count in attributes. */
void reader_add(struct reader *r, const char *p, size_t n);
void reader_add_escaped(struct reader *r, const char *p, size_t n, bool quotes);
/* Empties b; that it was refused memory is not forgotten. */
void reader_clear(struct reader *r, struct buf *b);
/* mend_text in scratch2. */
struct view reader_mend(struct reader *r, struct view v);
/* What buf holds, kept; empty and r->err set where buf failed. */
struct view reader_keep_buf(struct reader *r, struct buf *b);

#endif
