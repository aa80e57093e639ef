/* The elements that matter for finding an article in a page. */
#ifndef TAG_H
#define TAG_H

#include <stdint.h>

#include "view.h"

/* In the order of the alphabet, which is that of the table in tag.c. */
#define TAG_LIST(X)                         \
	X(a, 0)                             \
	X(address, TAG_BLOCK | TAG_AWAY)    \
	X(article, TAG_BLOCK)               \
	X(aside, TAG_BLOCK | TAG_AWAY)      \
	X(audio, TAG_AWAY)                  \
	X(base, TAG_VOID)                   \
	X(blockquote, TAG_BLOCK)            \
	X(body, TAG_BLOCK)                  \
	X(br, TAG_VOID)                     \
	X(button, TAG_AWAY)                 \
	X(caption, TAG_BLOCK)               \
	X(center, TAG_BLOCK)                \
	X(dd, TAG_BLOCK)                    \
	X(details, TAG_BLOCK)               \
	X(dialog, TAG_BLOCK | TAG_AWAY)     \
	X(div, TAG_BLOCK)                   \
	X(dl, TAG_BLOCK)                    \
	X(dt, TAG_BLOCK)                    \
	X(embed, TAG_VOID)                  \
	X(fieldset, TAG_BLOCK)              \
	X(figcaption, TAG_BLOCK | TAG_AWAY) \
	X(figure, TAG_BLOCK | TAG_AWAY)     \
	X(footer, TAG_BLOCK | TAG_AWAY)     \
	X(form, TAG_BLOCK)                  \
	X(h1, TAG_BLOCK | TAG_HEADING)      \
	X(h2, TAG_BLOCK | TAG_HEADING)      \
	X(h3, TAG_BLOCK | TAG_HEADING)      \
	X(h4, TAG_BLOCK | TAG_HEADING)      \
	X(h5, TAG_BLOCK | TAG_HEADING)      \
	X(h6, TAG_BLOCK | TAG_HEADING)      \
	X(head, TAG_BLOCK | TAG_AWAY)       \
	X(header, TAG_BLOCK)                \
	X(hr, TAG_BLOCK | TAG_VOID)         \
	X(html, TAG_BLOCK)                  \
	X(iframe, TAG_RAW)                  \
	X(img, TAG_VOID)                    \
	X(input, TAG_VOID)                  \
	X(label, TAG_AWAY)                  \
	X(legend, TAG_BLOCK | TAG_AWAY)     \
	X(li, TAG_BLOCK)                    \
	X(link, TAG_VOID)                   \
	X(main, TAG_BLOCK)                  \
	X(menu, TAG_BLOCK | TAG_AWAY)       \
	X(meta, TAG_VOID)                   \
	X(nav, TAG_BLOCK | TAG_AWAY)        \
	X(noscript, TAG_RAW)                \
	X(object, TAG_AWAY)                 \
	X(ol, TAG_BLOCK)                    \
	X(option, TAG_AWAY)                 \
	X(p, TAG_BLOCK)                     \
	X(param, TAG_VOID)                  \
	X(pre, TAG_BLOCK)                   \
	X(script, TAG_RAW)                  \
	X(section, TAG_BLOCK)               \
	X(select, TAG_AWAY)                 \
	X(source, TAG_VOID)                 \
	X(style, TAG_RAW)                   \
	X(summary, TAG_BLOCK)               \
	X(svg, TAG_AWAY)                    \
	X(table, TAG_BLOCK)                 \
	X(tbody, TAG_BLOCK)                 \
	X(td, TAG_BLOCK)                    \
	X(template, TAG_AWAY)               \
	X(textarea, TAG_RAW)                \
	X(tfoot, TAG_BLOCK)                 \
	X(th, TAG_BLOCK)                    \
	X(thead, TAG_BLOCK)                 \
	X(time, 0)                          \
	X(title, TAG_RAW)                   \
	X(tr, TAG_BLOCK)                    \
	X(track, TAG_VOID)                  \
	X(ul, TAG_BLOCK)                    \
	X(video, TAG_AWAY)                  \
	X(wbr, TAG_VOID)

enum tag {
	TAG_other, /* inline, or unknown */
	TAG_text,  /* no element: a run of text */
#define TAG_NAME(name, flags) TAG_##name,
	TAG_LIST(TAG_NAME)
#undef TAG_NAME
	    TAG_COUNT
};

enum {
	TAG_BLOCK = 1, /* parts paragraphs */
	TAG_VOID = 2,  /* has no content */
	TAG_RAW = 4,   /* its content is no markup, and none of the article's */
	TAG_AWAY = 8,  /* what is in it seldom is the article's */
	TAG_HEADING = 16,
};

enum tag tag_of(struct view name);
unsigned tag_flags(enum tag tag);

#endif
