#include "press.h"

#include <stdio.h>

#include "rfc3339.h"

const char *press_format_name(enum press_format f)
{
	static const char *const names[PRESS_FORMATS] = {[PRESS_RSS20] = "RSS 2.0",
	    [PRESS_RSS10] = "RSS 1.0",
	    [PRESS_ATOM10] = "Atom 1.0",
	    [PRESS_JSON11] = "JSON Feed 1.1",
	    [PRESS_RSS091] = "RSS 0.91",
	    [PRESS_RSS090] = "RSS 0.90",
	    [PRESS_ATOM03] = "Atom 0.3",
	    [PRESS_JSON10] = "JSON Feed 1.0"};

	return names[f];
}

bool press_is_json(enum press_format f)
{
	return f == PRESS_JSON10 || f == PRESS_JSON11;
}

/* Longer ones are none that a reader believes. */
static bool is_base(struct view page)
{
	return page.n < 1000 &&
	       (view_starts(page, VIEW_LIT("http://")) || view_starts(page, VIEW_LIT("https://")));
}

bool press_has_base(const struct sheet *s, enum press_format f, uint32_t style)
{
	return PRESS_STYLE(style, BASE) != 0 && !press_is_json(f) && is_base(s->page);
}

struct view press_url(const struct sheet *s, enum press_format f, uint32_t style)
{
	return press_has_base(s, f, style) || !is_base(s->page)
		   ? VIEW_LIT("https://elsewhere.example/feeds/1")
		   : s->page;
}

bool press_is_broken(enum press_format f, uint32_t style)
{
	return PRESS_STYLE(style, BROKEN) != 0 && !press_is_json(f);
}

void press_print(
    const struct sheet *s, enum press_format f, uint32_t style, struct buf *out, const char **type)
{
	*type = "";
	if (press_is_json(f))
		press_json(s, f, style, out);
	else
		press_xml(s, f, style, out, type);
}

void press_add_html(struct buf *out, struct view text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '&')
			buf_adds(out, "&amp;");
		else if (text.p[i] == '<')
			buf_adds(out, "&lt;");
		else if (text.p[i] == '>')
			buf_adds(out, "&gt;");
		else
			buf_addc(out, text.p[i]);
}

void press_add_paras(struct buf *out, const struct sheet_story *s, const char *between)
{
	for (size_t i = 0; i < s->nparas; i++) {
		buf_adds(out, i > 0 ? between : "");
		buf_addv(out, s->paras[i]);
	}
}

/* Parts are words with a blank behind them, of which some stand out; without markup
 * there is one. */
struct view press_part(struct view para, uint32_t style, size_t *at, enum press_mark *mark)
{
	size_t from = *at, blank = view_chr(view_sub(para, from, para.n), ' ');

	*mark = PRESS_PLAIN;
	if (PRESS_STYLE(style, MARKUP) == 0 || blank == SIZE_MAX) {
		*at = para.n;
		return view_sub(para, from, para.n);
	}
	/* The blank is a part of its own. */
	*at = from + (blank > 0 ? blank : 1);
	if (blank > 0)
		*mark = from % 5 == 1 ? PRESS_STRONG : from % 7 == 2 ? PRESS_LINK : PRESS_PLAIN;
	return view_sub(para, from, *at - from);
}

static void add_para(struct buf *out, struct view para, uint32_t style)
{
	static const char *const open[] = {
	    "", "<strong class=\"x\">", "<a href=\"https://post.example/?a&amp;b\">"};
	static const char *const shut[] = {"", "</strong>", "</a>"};
	enum press_mark mark;

	buf_adds(out, "<p>");
	for (size_t at = 0; at < para.n;) {
		struct view part = press_part(para, style, &at, &mark);

		buf_adds(out, open[mark]);
		press_add_html(out, part);
		buf_adds(out, shut[mark]);
	}
	buf_adds(out, "</p>");
}

void press_add_body(struct buf *out, const struct sheet_story *s, uint32_t style)
{
	buf_addv(out, s->html);
	for (size_t i = 0; s->html.n == 0 && i < s->nparas; i++)
		add_para(out, s->paras[i], style);
}

struct view press_relative(struct view url, struct view base)
{
	bool within =
	    base.n > 0 && base.p[base.n - 1] == '/' && view_starts(url, base) && url.n > base.n;
	struct view rest = view_sub(url, base.n, url.n);

	/* What would be another kind of reference, or has dots that resolving takes out. */
	if (!within || strchr("/?#", rest.p[0]) != NULL || view_chr(rest, ':') != SIZE_MAX ||
	    view_chr(rest, '.') == 0 || view_find(rest, VIEW_LIT("/.")) != SIZE_MAX)
		return url;
	return rest;
}

/* Half a day west of Greenwich at most. */
static void add_822(struct buf *out, const char iso[RFC3339_SIZE], int64_t t, const char *zone)
{
	static const char days[] = "ThuFriSatSunMonTueWed",
			  months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t day = (t - ((t % 86400 + 86400) % 86400)) / 86400;
	int month = (iso[5] - '0') * 10 + iso[6] - '0';

	buf_addf(out, "%.3s, %.2s %.3s %.4s %.8s %s", days + ((day % 7 + 7) % 7) * 3, iso + 8,
	    months + (month - 1) * 3, iso, iso + 11, zone);
}

void press_add_date(struct buf *out, int64_t t, uint32_t style, bool iso)
{
	char at[RFC3339_SIZE];
	unsigned form = PRESS_STYLE(style, DATES);
	bool east = (form & 2) != 0;
	int64_t local = east ? t + 5 * 3600 + 1800 : t;

	/* Within the years 1 to 9999 wherever it is told. */
	if (local > INT64_C(253402300799)) {
		local = t;
		east = false;
	}
	rfc3339_format(local, at);
	if (!iso && (form & 1) == 0)
		add_822(out, at, local, east ? "+0530" : "GMT");
	else
		buf_addf(out, "%.19s%s%s", at, (form & 1) != 0 && iso ? ".250" : "",
		    east ? "+05:30" : "Z");
}
