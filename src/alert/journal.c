#include "journal.h"

#include "printable.h"
#include "utf8.h"

/* Field starts, as offsets while the text still moves. */
struct draft {
	struct buf text;
	size_t start[JOURNAL_FIELDS];
	int n;
};

static struct buf *begin(struct draft *d, const char *name)
{
	d->start[d->n++] = d->text.n;
	buf_addf(&d->text, "%s=", name);
	return &d->text;
}

static void add_text(struct draft *d, const char *name, struct view v)
{
	if (v.n > 0)
		printable_add(begin(d, name), utf8_clip(v, 4096));
}

static void add_int(struct draft *d, const char *name, int64_t v)
{
	buf_addf(begin(d, name), "%lld", (long long)v);
}

static void add_all(struct draft *d, const struct brief *b, struct view json, const char *id)
{
	bool derived = view_is(b->verdict, "rewritten") || view_is(b->verdict, "republished");

	brief_line(b, begin(d, "MESSAGE"));
	buf_adds(begin(d, "MESSAGE_ID"), JOURNAL_MESSAGE_ID);
	add_int(d, "PRIORITY", derived ? 5 : 6);
	add_text(d, "VERDICT", b->verdict);
	buf_addf(begin(d, "SCORE"), "%.4f", b->score);
	add_text(d, "ALERT_ID", view_of(id));
	add_int(d, "STORY_ID", b->story.id);
	add_text(d, "FEED", b->story.feed);
	add_text(d, "TITLE", b->story.title);
	add_text(d, "LINK", b->story.link);
	if (b->has_of) {
		add_int(d, "OF_ID", b->of.id);
		add_text(d, "OF_FEED", b->of.feed);
	}
	add_int(d, "CLUSTER", b->cluster);
	buf_addv(begin(d, "ALERT_JSON"), json);
}

enum ct_err journal_fields(struct view json, const char *alert_id, struct journal_fields *out)
{
	struct draft d = {.text = BUF_INIT(4 << 20)};
	struct brief b;
	enum ct_err err = brief_read(json, &b);

	if (err != CT_OK)
		return err;
	add_all(&d, &b, json, alert_id);
	brief_free(&b);
	if (d.text.err != CT_OK) {
		err = d.text.err;
		buf_free(&d.text);
		return err;
	}
	out->text = d.text;
	out->n = d.n;
	for (int i = 0; i < d.n; i++) {
		size_t end = i + 1 < d.n ? d.start[i + 1] : d.text.n;

		out->v[i] = (struct iovec){d.text.p + d.start[i], end - d.start[i]};
	}
	return CT_OK;
}

void journal_free(struct journal_fields *f)
{
	buf_free(&f->text);
	f->n = 0;
}
