#include "conf.h"

#include "convert.h"
#include "draft.h"
#include "gather.h"
#include "opmllist.h"
#include "settle.h"

/* Takes the draft's value, or its errors. */
static enum ct_err finish(struct draft *d, struct conf **out, struct buf *errors)
{
	enum ct_err err = d->err;
	if (err == CT_OK && d->nerrors > 0) {
		draft_write_errors(d, errors);
		err = CT_EINVAL;
	}
	if (err == CT_OK) {
		d->conf->memory = d->values;
		*out = d->conf;
		d->values = NULL;
	}
	draft_free(d);
	return err;
}

enum ct_err conf_load(const char *path, struct conf **out, struct buf *errors)
{
	struct draft d;
	enum ct_err err = draft_init(&d);
	if (err != CT_OK)
		return err;
	gather_file(&d, path);
	if (d.err == CT_OK)
		settle_draft(&d);
	return finish(&d, out, errors);
}

enum ct_err conf_parse(struct view text, const char *name, struct conf **out, struct buf *errors)
{
	struct draft d;
	enum ct_err err = draft_init(&d);
	if (err != CT_OK)
		return err;
	gather_text(&d, text, name);
	if (d.err == CT_OK)
		settle_draft(&d);
	return finish(&d, out, errors);
}

enum ct_err conf_control(const char *path, struct buf *out, struct buf *errors)
{
	const struct options_entry *o = options_find(OPTIONS_DAEMON, VIEW_LIT("control"));
	struct draft d;
	enum ct_err err = draft_init(&d);
	if (err != CT_OK)
		return err;
	bool read = gather_settings(&d, path);
	const struct draft_section *s = draft_find(&d, OPTIONS_DAEMON, (struct view){0});
	bool set = s != NULL && draft_is_set(s, o);
	err = d.err;
	if (err == CT_OK && read)
		buf_adds(out, set && d.conf->control != NULL ? d.conf->control : o->def);
	if (err == CT_OK && !read) {
		draft_write_errors(&d, errors);
		err = CT_EINVAL;
	}
	draft_free(&d);
	return err != CT_OK ? err : out->err;
}

void conf_free(struct conf *c)
{
	if (c != NULL)
		arena_free(c->memory);
}

/* --- the dump --------------------------------------------------------------------- */

static void dump_option(
    struct buf *out, const struct options_entry *o, const void *base, bool with_help)
{
	if (o->type == OPTIONS_INCLUDE || o->type == OPTIONS_OPML)
		return;
	if (with_help)
		buf_addf(out, "# %s: %s\n", options_type_name(o->type), o->help);
	buf_addf(out, "%s = ", o->name);
	convert_format(o, base, out);
	while (out->err == CT_OK && out->p[out->n - 1] == ' ')
		out->n--;
	buf_addc(out, '\n');
}

/* feed: the values where the option is a feed's. */
static void dump_section(const struct conf *c, enum options_section s, struct buf *out)
{
	buf_addf(out, "[%s]\n", options_section_name(s));
	for (size_t i = 0; i < options_count; i++) {
		const struct options_entry *o = &options_table[i];
		if ((o->sections & (1u << s)) != 0)
			dump_option(
			    out, o, o->home == OPTIONS_IN_FEED ? (const void *)&c->fetch : c, true);
	}
}

static void dump_feed(const struct conf_feed *f, struct buf *out)
{
	buf_addf(out, "\n[feed %s]\n", f->name);
	for (size_t i = 0; i < options_count; i++)
		if ((options_table[i].sections & (1u << OPTIONS_FEED)) != 0)
			dump_option(out, &options_table[i], f, false);
}

static void dump_alert(const struct conf_alert *a, bool with_help, struct buf *out)
{
	buf_addf(out, "\n[alert %s]\n", a->name);
	for (size_t i = 0; i < options_count; i++) {
		const struct options_entry *o = &options_table[i];
		if (o->home == OPTIONS_IN_ALERT &&
		    (o->sinks == 0 || (o->sinks & (1u << a->type)) != 0))
			dump_option(out, o, a, with_help);
	}
}

/* What a group passed on stands in its feeds; the sections stay for their names. */
static void dump_groups(const struct conf *c, struct buf *out)
{
	for (size_t i = 0; i < c->nfeeds; i++) {
		const char *group = c->feeds[i].group;
		bool shown = group[0] == '\0';
		for (size_t j = 0; j < i && !shown; j++)
			shown = c->feeds[j].group == group || strcmp(c->feeds[j].group, group) == 0;
		if (!shown)
			buf_addf(out, "\n[group %s]\n", group);
	}
}

void conf_dump(const struct conf *c, struct buf *out)
{
	for (unsigned s = 0; s < OPTIONS_GROUP; s++) {
		if (s > 0)
			buf_addc(out, '\n');
		dump_section(c, (enum options_section)s, out);
	}
	dump_groups(c, out);
	for (size_t i = 0; i < c->nfeeds; i++)
		dump_feed(&c->feeds[i], out);
	for (size_t i = 0; i < c->nalerts; i++)
		dump_alert(
		    &c->alerts[i], i == 0 || c->alerts[i].type != c->alerts[i - 1].type, out);
}

/* --- OPML --------------------------------------------------------------------------- */

enum ct_err conf_opml_import(
    struct view opml, const char *name, struct buf *sections, struct buf *errors)
{
	struct draft d;
	enum ct_err err = draft_init(&d);
	if (err != CT_OK)
		return err;
	opmllist_add(&d, opml, name);
	err = d.err;
	for (size_t i = 0; err == CT_OK && i < d.nsections; i++) {
		const struct conf_feed *f = d.sections[i]->v.feed;
		buf_addf(sections, "%s[feed %s]\nurl = %s\n", i > 0 ? "\n" : "",
		    d.sections[i]->name, f->url);
		if (f->tags.n > 0)
			dump_option(
			    sections, options_find(OPTIONS_FEED, VIEW_LIT("tags")), f, false);
	}
	if (err == CT_OK)
		err = sections->err;
	if (err == CT_OK && d.nerrors > 0) {
		draft_write_errors(&d, errors);
		err = CT_EINVAL;
	}
	draft_free(&d);
	return err;
}

void conf_opml_export(const struct conf *c, struct buf *opml)
{
	opmllist_write(c, opml);
}
