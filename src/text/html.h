/*
 * HTML fragments as feeds carry them, read with a small forgiving scanner: to
 * plain text, to one line, and with their relative links resolved.  All run in
 * linear time, with no depth to exhaust, whatever the input.
 *
 *	<p>One &amp; two<br>three</p><ul><li>four</ul>  ->  "One & two\nthree\n\nfour"
 */
#ifndef HTML_H
#define HTML_H

#include "buf.h"
#include "view.h"

/* Appends the text: blocks parted by a blank line, <br>, list items and table
 * rows by a line break, white space collapsed, character references decoded;
 * scripts, styles, head, comments and the like left out. */
void html_to_text(struct buf *out, struct view html);
/* The same on one line: every break is a space. */
void html_to_line(struct buf *out, struct view html);
/* Plain text tidied the same way: line ends unified, runs of blanks and of
 * empty lines shortened, nothing decoded. */
void html_tidy_text(struct buf *out, struct view text);
void html_tidy_line(struct buf *out, struct view text);
/* Appends html with the links in it (href, src, srcset ...) resolved.  False,
 * and nothing appended, where there is nothing to resolve; false, too, where
 * out failed. */
bool html_resolve(struct buf *out, struct view html, struct view base);
/* Is text that claims to be plain really HTML?  It holds an end tag or a
 * reference, and no tag and no reference that HTML does not know. */
bool html_looks_like(struct view text);
/* Escaped twice: no tag at all, but "&lt;p&gt;...&lt;/p&gt;". */
bool html_is_escaped_twice(struct view html);

#endif
