#include "storyline.h"

#include <stdio.h>

#include "plain.h"
#include "wrap.h"

static void add_verdict(struct ask *a, const json_t *o, struct buf *out)
{
	struct view v = plain_raw(o, "verdict");
	char name[16];
	snprintf(name, sizeof(name), "%.*s", v.n < 12 ? (int)v.n : 12, v.n > 0 ? v.p : "");
	render_verdict_name(out, name, &a->opts);
	for (size_t n = strlen(name); n < 12; n++)
		buf_addc(out, ' ');
}

/* Behind the numbers, and on a line of its own where that leaves too little. */
static void add_what(struct ask *a, struct view when, struct view what, struct buf *out)
{
	enum { INDENT = 10, BEFORE = 45, NARROW = 75 };
	bool below = a->opts.width < NARROW;
	plain_cell(out, when, 15, what.n > 0 && !below);
	if (what.n == 0)
		return;
	buf_adds(out, below ? "\n          " : "  ");
	plain_cell(out, what, a->opts.width - (below ? INDENT : BEFORE), false);
}

void storyline_add(struct ask *a, const json_t *o, struct buf *out)
{
	struct buf when = BUF_INIT(256), what = BUF_INIT((size_t)1 << 20);
	buf_addf(out, "%8lld  ", (long long)json_integer_value(json_object_get(o, "id")));
	add_verdict(a, o, out);
	const json_t *score = json_object_get(o, "score");
	if (json_is_number(score))
		buf_addf(out, "%.2f  ", json_number_value(score));
	else
		buf_adds(out, "      ");
	ask_add_time(a, &when, o, "seen");
	plain_add_key(&what, o, "feed");
	buf_adds(&what, what.n > 0 ? ": " : "");
	plain_add_key(&what, o, "title");
	add_what(a, buf_view(&when), buf_view(&what), out);
	buf_addc(out, '\n');
	buf_free(&when);
	buf_free(&what);
}

static void add_row(struct buf *out, const char *name, const json_t *o, const char *key)
{
	if (plain_raw(o, key).n == 0)
		return;
	buf_addf(out, "  %-10s", name);
	plain_add_key(out, o, key);
	buf_addc(out, '\n');
}

/* A title may take more than one line. */
static void add_title(struct ask *a, const json_t *o, struct buf *out)
{
	enum { INDENT = 12 };
	struct wrap w;
	wrap_text(&w, plain_raw(o, "title"),
	    a->opts.width > 2 * INDENT ? a->opts.width - INDENT : INDENT, NULL, NULL);
	for (size_t i = 0; i < w.n; i++) {
		buf_adds(out, i == 0 ? "  title     " : "            ");
		wrap_add_line(&w, i, 0, out);
		buf_addc(out, '\n');
	}
	wrap_free(&w);
}

void storyline_add_card(struct ask *a, const char *heading, const json_t *o, struct buf *out)
{
	char title[96];
	snprintf(title, sizeof(title), "%s %lld", heading,
	    (long long)json_integer_value(json_object_get(o, "id")));
	wrap_styled(out, a->opts.colour ? WRAP_BOLD : WRAP_PLAIN, title);
	buf_addc(out, '\n');
	add_row(out, "feed", o, "feed");
	add_title(a, o, out);
	add_row(out, "link", o, "link");
	buf_adds(out, "  seen      ");
	ask_add_time(a, out, o, "seen");
	if (plain_raw(o, "published").n > 0) {
		buf_adds(out, ", published ");
		ask_add_time(a, out, o, "published");
	}
	buf_addc(out, '\n');
}
