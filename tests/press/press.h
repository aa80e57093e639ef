/*
 * Prints a sheet as a feed of any format, in one of eight million styles, all of
 * which say the same: references or CDATA, character sets, prefixes, xml:base,
 * forms of dates, kinds of text, order of elements.
 */
#ifndef PRESS_H
#define PRESS_H

#include "buf.h"
#include "sheet.h"

enum press_format {
	PRESS_RSS20,
	PRESS_RSS10,
	PRESS_ATOM10,
	PRESS_JSON11,
	PRESS_FOUR, /* those before are all that tests of four formats print */
	PRESS_RSS091 = PRESS_FOUR,
	PRESS_RSS090,
	PRESS_ATOM03,
	PRESS_JSON10,
	PRESS_FORMATS,
};

/* What a style is made of: how many choices, and from which bit. */
#define PRESS_STYLES(X)                                                                            \
	X(QUOTES, 0, 2)       /* references, CDATA, numbers for all but ASCII, pieces of CDATA */  \
	X(CHARSET, 2, 3)      /* see charsets[] */                                                 \
	X(DATES, 5, 2)        /* RFC 822 or 3339, Greenwich or elsewhere */                        \
	X(TEXTS, 7, 2)        /* HTML, text, or XHTML where the format has types */                \
	X(PREFIX, 9, 1)       /* other prefixes than the usual, also for the format's own names */ \
	X(BASE, 10, 1)        /* relative links, and a base */                                     \
	X(PRETTY, 11, 1)      /* white space, comments, processing instructions */                 \
	X(REVERSED, 12, 1)    /* elements in the opposite order */                                 \
	X(APOSTROPHES, 13, 1) /* around attributes */                                              \
	X(TWICE, 14, 1)       /* plain texts as HTML */                                            \
	X(HEADER, 15, 1)      /* the character set in the Content-Type only */                     \
	X(DESCRIPTION, 16, 1) /* RSS: the body there, if there is no summary */                    \
	X(PEOPLE, 17, 1)      /* RSS: atom:author */                                               \
	X(LANG, 18, 1)        /* RSS: xml:lang for dc:language */                                  \
	X(MARKUP, 20, 1)      /* tags within paragraphs */                                         \
	X(DOCTYPE, 21, 1)     /* which the quick reader leaves to libxml2 */                       \
	X(BROKEN, 22,                                                                              \
	    1) /* not well-formed, where it does no harm: for the reader that forgives */          \
	X(ESCAPES, 19, 1) /* JSON: \u for all that is not ASCII */

enum {
#define X(name, from, bits) PRESS_##name##_AT = from, PRESS_##name##_BITS = bits,
	PRESS_STYLES(X)
#undef X
	    PRESS_STYLE_BITS = 23,
};

/* What of a style is seen in what is read: the rest makes no difference. */
#define PRESS_SEEN(style) ((style)&1u << PRESS_MARKUP_AT)
#define PRESS_STYLE(style, name) ((style) >> PRESS_##name##_AT & ((1u << PRESS_##name##_BITS) - 1u))

const char *press_format_name(enum press_format f);
/* Appends the feed, and sets *type to the Content-Type that it is served with. */
void press_print(
    const struct sheet *s, enum press_format f, uint32_t style, struct buf *out, const char **type);

/* Is the feed to be read with a complaint? */
bool press_is_broken(enum press_format f, uint32_t style);
/* Where the feed comes from: what links are relative to, unless it has an xml:base. */
struct view press_url(const struct sheet *s, enum press_format f, uint32_t style);

/* For the printers themselves. */
bool press_has_base(const struct sheet *s, enum press_format f, uint32_t style);
bool press_is_json(enum press_format f);
void press_add_html(struct buf *out, struct view text); /* text as HTML */
/* As HTML. */
void press_add_body(struct buf *out, const struct sheet_story *s, uint32_t style);
void press_add_paras(struct buf *out, const struct sheet_story *s, const char *between);
void press_add_date(struct buf *out, int64_t t, uint32_t style, bool iso);
enum press_mark { PRESS_PLAIN, PRESS_STRONG, PRESS_LINK };
/* The part of a paragraph at *at, which moves behind it, and how a style has it. */
struct view press_part(struct view para, uint32_t style, size_t *at, enum press_mark *mark);
/* What is to be written for url where links are relative to base. */
struct view press_relative(struct view url, struct view base);
void press_xml(
    const struct sheet *s, enum press_format f, uint32_t style, struct buf *out, const char **type);
void press_json(const struct sheet *s, enum press_format f, uint32_t style, struct buf *out);

#endif
