/* Tags, attributes and elements of HTML, as its forgiving scanners see them. */
#ifndef MARKUP_H
#define MARKUP_H

#include "view.h"

enum markup_kind {
	MARKUP_TEXT, /* a '<' that begins no tag */
	MARKUP_OPEN,
	MARKUP_CLOSE,
	MARKUP_OTHER, /* comment, declaration, processing instruction */
};

/* What an element does to the text around it. */
enum markup_class {
	MARKUP_UNKNOWN,
	MARKUP_INLINE,
	MARKUP_BLOCK, /* a paragraph of its own */
	MARKUP_LINE,  /* a line of its own */
	MARKUP_BREAK, /* <br> */
	MARKUP_CELL,  /* parted by a blank */
	MARKUP_RAW,   /* dropped; its content is no markup: script, style */
	MARKUP_DROP,  /* dropped with what is in it */
	MARKUP_PRE,   /* a paragraph, in which line ends count */
};

struct markup {
	enum markup_kind kind;
	enum markup_class class;
	struct view name;
	struct view attrs; /* between name and '>' */
	size_t end;        /* offset behind the tag */
};

struct markup_attr {
	struct view name, value; /* value as written, references and all */
	char quote;              /* '"', '\'' or 0 */
};

/* What begins at v.p[at] == '<'.  Unclosed constructs reach to the end. */
struct markup markup_at(struct view v, size_t at);
/* The next attribute at *at within m.attrs; false at the end. */
bool markup_next_attr(struct view attrs, size_t *at, struct markup_attr *a);
/* Offset of "</name" at or behind `at`, in any case of letters, or v.n. */
size_t markup_find_close(struct view v, size_t at, struct view name);
enum markup_class markup_class_of(struct view name);

#endif
