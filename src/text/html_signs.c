/* Is it HTML, and how often is it escaped?  Feeds do not always say, nor always right. */
#include "ascii.h"
#include "entity.h"
#include "html.h"
#include "markup.h"

/* Every reference in v is one that HTML knows; *any where there is one. */
static bool known_references(struct view v, bool *any)
{
	size_t at = 0, amp;

	while (at < v.n && (amp = view_chr(view_sub(v, at, v.n), '&')) != SIZE_MAX) {
		at += amp;
		size_t n = 1;
		while (at + n < v.n && n < 32 && v.p[at + n] != ';' && v.p[at + n] != ' ' &&
		       v.p[at + n] != '&')
			n++;
		bool closed = at + n < v.n && v.p[at + n] == ';';
		size_t before = at;
		if (closed && entity_next(v, &at) == 0)
			return false;
		if (closed)
			*any = true;
		if (at == before)
			at++;
	}
	return true;
}

bool html_looks_like(struct view text)
{
	bool sign = false;
	size_t at = 0, lt;

	if (view_chr(text, '<') == SIZE_MAX && view_chr(text, '&') == SIZE_MAX)
		return false;
	while (at < text.n && (lt = view_chr(view_sub(text, at, text.n), '<')) != SIZE_MAX) {
		struct markup m = markup_at(text, at + lt);

		at = m.end;
		if (m.kind == MARKUP_TEXT || m.kind == MARKUP_OTHER)
			continue;
		if (m.class == MARKUP_UNKNOWN)
			return false;
		sign = sign || m.kind == MARKUP_CLOSE;
	}
	return known_references(text, &sign) && sign;
}

/* "&lt;/p&gt;" or "&lt;br /&gt;": an escaped tag that HTML knows. */
static bool escaped_tag(struct view v)
{
	size_t i = v.n > 0 && v.p[0] == '/', n = 0;

	while (i + n < v.n && n < 12 &&
	       (ascii_is_letter(v.p[i + n]) || (v.p[i + n] >= '1' && v.p[i + n] <= '6')))
		n++;
	enum markup_class class = markup_class_of(view_sub(v, i, n));
	struct view rest = view_sub(v, i + n, 8);
	bool closes = i == 1 || class == MARKUP_BREAK || view_casestarts(v, VIEW_LIT("img "));
	return class != MARKUP_UNKNOWN && closes &&
	       (view_starts(rest, VIEW_LIT("&gt;")) || view_starts(rest, VIEW_LIT(" ")) ||
		   view_starts(rest, VIEW_LIT("/&gt;")));
}

bool html_is_escaped_twice(struct view html)
{
	size_t at = 0, hit;

	/* Most HTML has a tag soon. */
	while (at < html.n && (hit = view_chr(view_sub(html, at, html.n), '<')) != SIZE_MAX) {
		struct markup m = markup_at(html, at + hit);

		if (m.kind != MARKUP_TEXT)
			return false;
		at += hit + 1;
	}
	at = 0;
	while (at < html.n &&
	       (hit = view_find(view_sub(html, at, html.n), VIEW_LIT("&lt;"))) != SIZE_MAX) {
		at += hit + 4;
		if (escaped_tag(view_sub(html, at, html.n)))
			return true;
	}
	return false;
}
