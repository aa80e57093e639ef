#include "markup.h"

#include <stdint.h>

#include "ascii.h"

struct element {
	char name[12];
	uint8_t class;
};

/* By first letter. */
/* clang-format off */
static const struct element elements[26][16] = {
    ['a' - 'a'] = {{"a", MARKUP_INLINE}, {"abbr", MARKUP_INLINE}, {"acronym", MARKUP_INLINE},
        {"address", MARKUP_BLOCK}, {"applet", MARKUP_INLINE}, {"area", MARKUP_INLINE},
        {"article", MARKUP_BLOCK}, {"aside", MARKUP_BLOCK}, {"audio", MARKUP_INLINE}},
    ['b' - 'a'] = {{"b", MARKUP_INLINE}, {"base", MARKUP_INLINE}, {"bdi", MARKUP_INLINE},
        {"bdo", MARKUP_INLINE}, {"big", MARKUP_INLINE}, {"blockquote", MARKUP_BLOCK},
        {"body", MARKUP_BLOCK}, {"br", MARKUP_BREAK}, {"button", MARKUP_INLINE}},
    ['c' - 'a'] = {{"canvas", MARKUP_INLINE}, {"caption", MARKUP_BLOCK},
        {"center", MARKUP_BLOCK}, {"cite", MARKUP_INLINE}, {"code", MARKUP_INLINE},
        {"col", MARKUP_INLINE}, {"colgroup", MARKUP_INLINE}},
    ['d' - 'a'] = {{"data", MARKUP_INLINE}, {"dd", MARKUP_LINE}, {"del", MARKUP_INLINE},
        {"details", MARKUP_BLOCK}, {"dfn", MARKUP_INLINE}, {"dialog", MARKUP_BLOCK},
        {"dir", MARKUP_BLOCK}, {"div", MARKUP_BLOCK}, {"dl", MARKUP_BLOCK}, {"dt", MARKUP_LINE}},
    ['e' - 'a'] = {{"em", MARKUP_INLINE}, {"embed", MARKUP_INLINE}},
    ['f' - 'a'] = {{"fieldset", MARKUP_BLOCK}, {"figcaption", MARKUP_BLOCK},
        {"figure", MARKUP_BLOCK}, {"font", MARKUP_INLINE}, {"footer", MARKUP_BLOCK},
        {"form", MARKUP_BLOCK}, {"frame", MARKUP_INLINE}, {"frameset", MARKUP_BLOCK}},
    ['h' - 'a'] = {{"h1", MARKUP_BLOCK}, {"h2", MARKUP_BLOCK}, {"h3", MARKUP_BLOCK},
        {"h4", MARKUP_BLOCK}, {"h5", MARKUP_BLOCK}, {"h6", MARKUP_BLOCK}, {"head", MARKUP_DROP},
        {"header", MARKUP_BLOCK}, {"hgroup", MARKUP_BLOCK}, {"hr", MARKUP_BLOCK},
        {"html", MARKUP_BLOCK}},
    ['i' - 'a'] = {{"i", MARKUP_INLINE}, {"iframe", MARKUP_RAW}, {"img", MARKUP_INLINE},
        {"input", MARKUP_INLINE}, {"ins", MARKUP_INLINE}},
    ['k' - 'a'] = {{"kbd", MARKUP_INLINE}},
    ['l' - 'a'] = {{"label", MARKUP_INLINE}, {"legend", MARKUP_BLOCK}, {"li", MARKUP_LINE},
        {"link", MARKUP_INLINE}, {"listing", MARKUP_PRE}},
    ['m' - 'a'] = {{"main", MARKUP_BLOCK}, {"map", MARKUP_INLINE}, {"mark", MARKUP_INLINE},
        {"math", MARKUP_INLINE}, {"menu", MARKUP_BLOCK}, {"meta", MARKUP_INLINE},
        {"meter", MARKUP_INLINE}},
    ['n' - 'a'] = {{"nav", MARKUP_BLOCK}, {"nobr", MARKUP_INLINE}, {"noembed", MARKUP_RAW},
        {"noframes", MARKUP_RAW}, {"noscript", MARKUP_RAW}},
    ['o' - 'a'] = {{"object", MARKUP_INLINE}, {"ol", MARKUP_BLOCK}, {"optgroup", MARKUP_LINE},
        {"option", MARKUP_LINE}, {"output", MARKUP_INLINE}},
    ['p' - 'a'] = {{"p", MARKUP_BLOCK}, {"param", MARKUP_INLINE}, {"picture", MARKUP_INLINE},
        {"plaintext", MARKUP_PRE}, {"pre", MARKUP_PRE}, {"progress", MARKUP_INLINE}},
    ['q' - 'a'] = {{"q", MARKUP_INLINE}},
    ['r' - 'a'] = {{"rb", MARKUP_INLINE}, {"rp", MARKUP_INLINE}, {"rt", MARKUP_INLINE},
        {"rtc", MARKUP_INLINE}, {"ruby", MARKUP_INLINE}},
    ['s' - 'a'] = {{"s", MARKUP_INLINE}, {"samp", MARKUP_INLINE}, {"script", MARKUP_RAW},
        {"section", MARKUP_BLOCK}, {"select", MARKUP_DROP}, {"slot", MARKUP_INLINE},
        {"small", MARKUP_INLINE}, {"source", MARKUP_INLINE}, {"span", MARKUP_INLINE},
        {"strike", MARKUP_INLINE}, {"strong", MARKUP_INLINE}, {"style", MARKUP_RAW},
        {"sub", MARKUP_INLINE}, {"summary", MARKUP_BLOCK}, {"sup", MARKUP_INLINE},
        {"svg", MARKUP_DROP}},
    ['t' - 'a'] = {{"table", MARKUP_BLOCK}, {"tbody", MARKUP_LINE}, {"td", MARKUP_CELL},
        {"template", MARKUP_DROP}, {"textarea", MARKUP_RAW}, {"tfoot", MARKUP_LINE},
        {"th", MARKUP_CELL}, {"thead", MARKUP_LINE}, {"time", MARKUP_INLINE},
        {"title", MARKUP_INLINE}, {"tr", MARKUP_LINE}, {"track", MARKUP_INLINE},
        {"tt", MARKUP_INLINE}},
    ['u' - 'a'] = {{"u", MARKUP_INLINE}, {"ul", MARKUP_BLOCK}},
    ['v' - 'a'] = {{"var", MARKUP_INLINE}, {"video", MARKUP_INLINE}},
    ['w' - 'a'] = {{"wbr", MARKUP_INLINE}},
    ['x' - 'a'] = {{"xmp", MARKUP_PRE}},
};
/* clang-format on */

/* A name in lower case, as two numbers that are compared at once. */
struct folded {
	uint64_t head;
	uint32_t rest;
};

/* Names have letters and digits only: 32 in every byte makes them small, and
 * what it makes of other bytes is no name that is known. */
static struct folded fold(struct view name)
{
	char low[sizeof(elements[0][0].name)] = {0};
	struct folded f;

	for (size_t i = 0; i < name.n; i++)
		low[i] = (char)(name.p[i] | 32);
	memcpy(&f.head, low, sizeof(f.head));
	memcpy(&f.rest, low + sizeof(f.head), sizeof(f.rest));
	return f;
}

static struct folded folded_of(const struct element *e)
{
	struct folded f;

	memcpy(&f.head, e->name, sizeof(f.head));
	memcpy(&f.rest, e->name + sizeof(f.head), sizeof(f.rest));
	return f;
}

enum markup_class markup_class_of(struct view name)
{
	if (name.n == 0 || name.n >= sizeof(elements[0][0].name) || !ascii_is_letter(name.p[0]))
		return MARKUP_UNKNOWN;
	struct folded want = fold(name);
	const struct element *e = elements[(name.p[0] | 32) - 'a'];
	const struct element *end = e + sizeof(elements[0]) / sizeof(elements[0][0]);
	for (; e < end; e++) {
		struct folded f = folded_of(e);

		if (f.head == want.head && f.rest == want.rest)
			return (enum markup_class)e->class;
		if (f.head == 0)
			break;
	}
	return MARKUP_UNKNOWN;
}

/* Offset of c at or behind `at`, or v.n. */
static size_t find_from(struct view v, size_t at, char c)
{
	const char *hit = at < v.n ? memchr(v.p + at, c, v.n - at) : NULL;

	return hit != NULL ? (size_t)(hit - v.p) : v.n;
}

/* Comment, <!...> or <?...>; the offset behind it. */
static size_t end_of_other(struct view v, size_t at)
{
	if (view_starts(view_sub(v, at, 4), VIEW_LIT("<!--"))) {
		size_t n = view_find(view_sub(v, at + 2, v.n), VIEW_LIT("-->"));
		return n == SIZE_MAX ? v.n : at + 2 + n + 3;
	}
	size_t end = find_from(v, at, '>');
	return end < v.n ? end + 1 : v.n;
}

/* What ends a name, and what counts among attributes. */
#define STOP_NAME 1
#define STOP_ATTRS 2

static const uint8_t stops[256] = {
    ['\t'] = STOP_NAME,
    ['\n'] = STOP_NAME,
    ['\v'] = STOP_NAME,
    ['\f'] = STOP_NAME,
    ['\r'] = STOP_NAME,
    [' '] = STOP_NAME,
    ['/'] = STOP_NAME,
    ['<'] = STOP_NAME | STOP_ATTRS,
    ['>'] = STOP_NAME | STOP_ATTRS,
    ['='] = STOP_ATTRS,
};

/*
 * The '>' that closes the tag, minding quotes behind '=', or the '<' of the
 * next one.  A quote that is never closed is none; that search can fail but
 * twice in a document (once for each kind of quote), which keeps a scan linear.
 */
static size_t end_of_tag(struct view v, size_t at)
{
	for (;;) {
		while (at < v.n && (stops[(unsigned char)v.p[at]] & STOP_ATTRS) == 0)
			at++;
		if (at >= v.n || v.p[at] != '=')
			return at;
		at++;
		while (at < v.n && ascii_is_space(v.p[at]))
			at++;
		if (at < v.n && (v.p[at] == '"' || v.p[at] == '\'')) {
			size_t close = find_from(v, at + 1, v.p[at]);
			at = close < v.n ? close + 1 : at + 1;
		}
	}
}

/* What stands behind a name and is no list of attributes: two words, no value. */
static bool is_prose(struct view attrs)
{
	struct view words = view_trim(attrs);

	return find_from(words, 0, ' ') < words.n && find_from(words, 0, '=') == words.n;
}

struct markup markup_at(struct view v, size_t at)
{
	struct markup m = {.kind = MARKUP_TEXT, .end = at + 1};
	size_t i = at + 1;

	if (i < v.n && (v.p[i] == '!' || v.p[i] == '?')) {
		m.kind = MARKUP_OTHER;
		m.end = end_of_other(v, at);
		return m;
	}
	bool close = i < v.n && v.p[i] == '/';
	i += close;
	if (i >= v.n || !ascii_is_letter(v.p[i]))
		return m;
	size_t start = i;
	while (i < v.n && (stops[(unsigned char)v.p[i]] & STOP_NAME) == 0)
		i++;
	m.name = view_sub(v, start, i - start);
	m.class = markup_class_of(m.name);
	size_t gt = end_of_tag(v, i);
	bool closed = gt < v.n && v.p[gt] == '>';
	m.attrs = view_sub(v, i, gt - i);
	if (!closed && (m.class == MARKUP_UNKNOWN || is_prose(m.attrs)))
		return m; /* "if a <b then", not a tag */
	m.kind = close ? MARKUP_CLOSE : MARKUP_OPEN;
	m.end = gt + closed;
	return m;
}

bool markup_next_attr(struct view v, size_t *at, struct markup_attr *a)
{
	size_t i = *at;

	while (i < v.n && (ascii_is_space(v.p[i]) || v.p[i] == '/' || v.p[i] == '='))
		i++;
	size_t start = i;
	while (i < v.n && !ascii_is_space(v.p[i]) && v.p[i] != '=' && v.p[i] != '/')
		i++;
	if (i == start)
		return false;
	*a = (struct markup_attr){.name = view_sub(v, start, i - start)};
	*at = i;
	while (i < v.n && ascii_is_space(v.p[i]))
		i++;
	if (i >= v.n || v.p[i] != '=')
		return true;
	i++;
	while (i < v.n && ascii_is_space(v.p[i]))
		i++;
	if (i < v.n && (v.p[i] == '"' || v.p[i] == '\'')) {
		size_t end = find_from(v, i + 1, v.p[i]);

		a->quote = v.p[i];
		a->value = view_sub(v, i + 1, end - i - 1);
		*at = end < v.n ? end + 1 : v.n;
		return true;
	}
	start = i;
	while (i < v.n && !ascii_is_space(v.p[i]))
		i++;
	a->value = view_sub(v, start, i - start);
	*at = i;
	return true;
}

size_t markup_find_close(struct view v, size_t at, struct view name)
{
	while ((at = find_from(v, at, '<')) < v.n) {
		if (at + 1 < v.n && v.p[at + 1] == '/' &&
		    view_casestarts(view_sub(v, at + 2, name.n), name))
			return at;
		at++;
	}
	return v.n;
}
