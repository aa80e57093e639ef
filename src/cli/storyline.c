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

void storyline_add(struct ask *a, const json_t *o, struct buf *out)
{
	struct buf when = BUF_INIT(256), what = BUF_INIT((size_t)1 << 20);
	buf_addf(out, "%8lld  ", (long long)json_integer_value(json_object_get(o, "id")));
	add_verdict(a, o, out);
	buf_addf(out, "%.2f  ", json_number_value(json_object_get(o, "score")));
	ask_add_time(a, &when, o, "seen");
	plain_cell(out, buf_view(&when), 15, true);
	buf_adds(out, "  ");
	plain_add_key(&what, o, "feed");
	buf_adds(&what, ": ");
	plain_add_key(&what, o, "title");
	plain_cell(out, buf_view(&what), a->opts.width > 75 ? a->opts.width - 45 : 30, false);
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

void storyline_add_card(struct ask *a, const char *heading, const json_t *o, struct buf *out)
{
	char title[96];
	snprintf(title, sizeof(title), "%s %lld", heading,
	    (long long)json_integer_value(json_object_get(o, "id")));
	wrap_styled(out, a->opts.colour ? WRAP_BOLD : WRAP_PLAIN, title);
	buf_addc(out, '\n');
	add_row(out, "feed", o, "feed");
	add_row(out, "title", o, "title");
	add_row(out, "link", o, "link");
	buf_adds(out, "  seen      ");
	ask_add_time(a, out, o, "seen");
	if (plain_raw(o, "published").n > 0) {
		buf_adds(out, ", published ");
		ask_add_time(a, out, o, "published");
	}
	buf_addc(out, '\n');
}
