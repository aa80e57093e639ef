#include "settle.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "convert.h"
#include "suggest.h"

#define WARNINGS_MAX ((size_t)256 << 10) /* further ones are not told */

static const struct options_entry *feed_option(const char *name)
{
	return options_find(OPTIONS_FEED, view_of(name));
}

static struct draft_place place_of(const struct draft_section *s, const struct options_entry *o)
{
	return draft_is_set(s, o) ? s->where[options_index(o)] : s->at;
}

static void set_default(struct draft *d, const struct options_entry *o, void *base)
{
	char why[CONVERT_WHY];
	enum ct_err err = CT_OK;
	if (o->type == OPTIONS_INCLUDE || o->type == OPTIONS_OPML)
		return;
	if (o->def != NULL)
		err = convert_parse(o, view_of(o->def), NULL, d->values, base, why);
	else if (options_size(o->type) == sizeof(char *))
		*(const char **)((char *)base + o->offset) = "";
	if (err != CT_OK)
		d->err = CT_ENOMEM; /* a default always parses: the unit tests see to it */
}

/* --- what is not a feed's -------------------------------------------------------- */

static void settle_conf(struct draft *d)
{
	for (size_t i = 0; i < options_count; i++) {
		const struct options_entry *o = &options_table[i];
		if (o->home != OPTIONS_IN_CONF)
			continue;
		const struct draft_section *s = draft_find(
		    d, (enum options_section)__builtin_ctz(o->sections), (struct view){0});
		if (s == NULL || !draft_is_set(s, o))
			set_default(d, o, d->conf);
	}
	const struct draft_section *store = draft_find(d, OPTIONS_STORE, (struct view){0});
	const struct draft_section *match = draft_find(d, OPTIONS_MATCH, (struct view){0});
	if (d->err == CT_OK && d->conf->retain != 0 && d->conf->retain < d->conf->window) {
		const struct options_entry *retain =
		    options_find(OPTIONS_STORE, VIEW_LIT("retain"));
		const struct options_entry *window =
		    options_find(OPTIONS_MATCH, VIEW_LIT("window"));
		bool here = store != NULL && draft_is_set(store, retain);
		draft_error(d, here ? place_of(store, retain) : place_of(match, window),
		    "`retain` of [store] is shorter than `window` of [match]: "
		    "originals would be forgotten while they are looked for");
	}
}

/* --- feeds: from the group, from [fetch], from the table ---------------------------- */

static void inherit(struct draft *d, struct draft_section *s, const struct draft_section *from)
{
	for (size_t i = 0; i < options_count; i++) {
		const struct options_entry *o = &options_table[i];
		if (o->home != OPTIONS_IN_FEED || draft_is_set(s, o))
			continue;
		size_t size = options_size(o->type);
		/* Of a group or [fetch], only what may stand there passes on. */
		if (from != NULL && (o->sections & (1u << from->kind)) != 0)
			memcpy(
			    (char *)s->v.feed + o->offset, (char *)from->v.feed + o->offset, size);
		else
			set_default(d, o, s->v.feed);
	}
}

/* Is the option set here or in what this section inherits from? */
static bool set_in_chain(const struct draft_section *const chain[3], const struct options_entry *o)
{
	for (int i = 0; i < 3; i++)
		if (chain[i] != NULL && draft_is_set(chain[i], o))
			return true;
	return false;
}

/*
 * min_interval <= interval <= max_interval.  What was not set gives way to what
 * was; where both were set, it is an error of the section that sets one of them.
 */
static void settle_intervals(struct draft *d, const struct draft_section *const chain[3])
{
	const struct options_entry *min = feed_option("min_interval");
	const struct options_entry *mid = feed_option("interval");
	const struct options_entry *max = feed_option("max_interval");
	const struct draft_section *s = chain[0];
	struct conf_feed *f = s->v.feed;
	const struct {
		const struct options_entry *low, *high;
		int64_t *l, *h;
	} pairs[] = {{min, max, &f->min_interval, &f->max_interval},
	    {min, mid, &f->min_interval, &f->interval}, {mid, max, &f->interval, &f->max_interval}};
	for (size_t i = 0; i < 3; i++) {
		if (*pairs[i].l <= *pairs[i].h || *pairs[i].h == 0) /* 0: in error already */
			continue;
		bool low = set_in_chain(chain, pairs[i].low);
		bool high = set_in_chain(chain, pairs[i].high);
		if (low && !high) {
			*pairs[i].h = *pairs[i].l;
		} else if (!low) {
			*pairs[i].l = *pairs[i].h;
		} else if (draft_is_set(s, pairs[i].low) || draft_is_set(s, pairs[i].high)) {
			draft_error(d,
			    place_of(
				s, draft_is_set(s, pairs[i].high) ? pairs[i].high : pairs[i].low),
			    "`%s` is longer than `%s`", pairs[i].low->name, pairs[i].high->name);
			return;
		}
	}
}

static void check_login(struct draft *d, const struct draft_section *s)
{
	const struct options_entry *user = feed_option("user"),
				   *file = feed_option("password_file");
	const struct conf_feed *f = s->v.feed;
	if (strchr(f->user, ':') != NULL)
		draft_error(d, place_of(s, user), "`user` holds a colon");
	if ((f->user[0] != '\0') != (f->password_file[0] != '\0'))
		draft_error(d, place_of(s, f->user[0] != '\0' ? user : file), "`%s` needs `%s`",
		    f->user[0] != '\0' ? "user" : "password_file",
		    f->user[0] != '\0' ? "password_file" : "user");
}

/* "did you mean" among the sections of one kind; with many, no guess is made. */
static void unknown_name(struct draft *d, struct draft_place at, enum options_section kind,
    const char *option, const char *name)
{
	struct suggest s = {.wrong = view_of(name)};
	for (size_t i = 0; i < d->nsections && d->nsections <= 2000; i++)
		if (d->sections[i]->kind == kind)
			suggest_offer(&s, d->sections[i]->name);
	const char *what = options_section_name(kind);
	if (s.best != NULL)
		draft_error(d, at, "`%s`: there is no [%s %s]; did you mean \"%s\"?", option, what,
		    name, s.best);
	else
		draft_error(d, at, "`%s`: there is no [%s %s]", option, what, name);
}

static const struct draft_section *group_of(struct draft *d, const struct draft_section *s)
{
	const struct options_entry *o = feed_option("group");
	const char *name = s->v.feed->group;
	if (name == NULL || name[0] == '\0')
		return NULL;
	const struct draft_section *g = draft_find(d, OPTIONS_GROUP, view_of(name));
	if (g == NULL)
		unknown_name(d, place_of(s, o), OPTIONS_GROUP, "group", name);
	return g;
}

static struct draft_section *settle_fetch(struct draft *d)
{
	struct draft_section *fetch = draft_find(d, OPTIONS_FETCH, (struct view){0});
	if (fetch == NULL)
		fetch = draft_add(d, OPTIONS_FETCH, (struct view){0}, (struct draft_place){0});
	if (fetch == NULL)
		return NULL;
	inherit(d, fetch, NULL);
	fetch->v.feed->name = "";
	settle_intervals(d, (const struct draft_section *const[3]){fetch});
	return fetch;
}

static void settle_feed(struct draft *d, struct draft_section *s, const struct draft_section *fetch)
{
	const struct options_entry *url = feed_option("url");
	const struct draft_section *group = s->kind == OPTIONS_FEED ? group_of(d, s) : NULL;
	inherit(d, s, group != NULL ? group : fetch);
	s->v.feed->name = s->name;
	if (s->kind == OPTIONS_FEED && !draft_is_set(s, url))
		draft_error(d, s->at, "feed \"%s\" has no `url`", s->name);
	if (d->err != CT_OK)
		return;
	settle_intervals(d, (const struct draft_section *const[3]){s, group, fetch});
	if (s->kind == OPTIONS_FEED)
		check_login(d, s);
}

/* --- alerts ------------------------------------------------------------------------- */

static void check_sink(struct draft *d, const struct draft_section *s)
{
	const struct options_entry *type = options_find(OPTIONS_ALERT, VIEW_LIT("type"));
	if (!draft_is_set(s, type)) {
		draft_error(d, s->at, "alert \"%s\" has no `type`", s->name);
		return;
	}
	if ((s->wrong >> options_index(type) & 1) != 0)
		return;
	const char *name = options_sinks[s->v.alert->type];
	for (size_t i = 0; i < options_count; i++) {
		const struct options_entry *o = &options_table[i];
		if (o->home != OPTIONS_IN_ALERT || o->sinks == 0)
			continue;
		bool has = (o->sinks & (1u << s->v.alert->type)) != 0;
		if (!has && draft_is_set(s, o))
			draft_error(
			    d, place_of(s, o), "`%s` is not for alerts of type %s", o->name, name);
		if (has && o->def == NULL && !draft_is_set(s, o))
			draft_error(d, s->at, "alert \"%s\" of type %s has no `%s`", s->name, name,
			    o->name);
	}
}

static void settle_alert(struct draft *d, struct draft_section *s)
{
	const struct options_entry *feeds = options_find(OPTIONS_ALERT, VIEW_LIT("feeds"));
	for (size_t i = 0; i < options_count; i++) {
		const struct options_entry *o = &options_table[i];
		if (o->home == OPTIONS_IN_ALERT && !draft_is_set(s, o))
			set_default(d, o, s->v.alert);
	}
	s->v.alert->name = s->name;
	check_sink(d, s);
	for (size_t i = 0; i < s->v.alert->feeds.n; i++)
		if (draft_find(d, OPTIONS_FEED, view_of(s->v.alert->feeds.v[i])) == NULL)
			unknown_name(
			    d, place_of(s, feeds), OPTIONS_FEED, "feeds", s->v.alert->feeds.v[i]);
}

/* --- all of it ----------------------------------------------------------------------- */

static void settle_kind(
    struct draft *d, enum options_section kind, const struct draft_section *fetch)
{
	for (size_t i = 0; d->err == CT_OK && i < d->nsections; i++) {
		if (d->sections[i]->kind != kind)
			continue;
		if (kind == OPTIONS_ALERT)
			settle_alert(d, d->sections[i]);
		else
			settle_feed(d, d->sections[i], fetch);
	}
}

/* The sections of one kind as an array of the struct conf's. */
static void collect(struct draft *d)
{
	struct conf *c = d->conf;
	size_t nfeeds = 0, nalerts = 0;
	for (size_t i = 0; i < d->nsections; i++) {
		nfeeds += d->sections[i]->kind == OPTIONS_FEED;
		nalerts += d->sections[i]->kind == OPTIONS_ALERT;
	}
	c->feeds = ARENA_ARRAY(d->values, nfeeds + 1, struct conf_feed);
	c->alerts = ARENA_ARRAY(d->values, nalerts + 1, struct conf_alert);
	if (c->feeds == NULL || c->alerts == NULL) {
		d->err = CT_ENOMEM;
		return;
	}
	for (size_t i = 0; i < d->nsections; i++) {
		if (d->sections[i]->kind == OPTIONS_FEED)
			c->feeds[c->nfeeds++] = *d->sections[i]->v.feed;
		if (d->sections[i]->kind == OPTIONS_ALERT)
			c->alerts[c->nalerts++] = *d->sections[i]->v.alert;
	}
}

static int by_url(const void *a, const void *b)
{
	const struct draft_section *const *x = a, *const *y = b;
	int order = strcmp((*x)->v.feed->url, (*y)->v.feed->url);
	if (order == 0)
		order = ((*x)->at.file > (*y)->at.file) - ((*x)->at.file < (*y)->at.file);
	return order != 0 ? order
			  : ((*x)->at.line > (*y)->at.line) - ((*x)->at.line < (*y)->at.line);
}

/* Two feeds of one URL ask its server twice, and the second republishes the first.
 * No error: they may differ in what they alert. */
static void warn_of_doubles(struct draft *d, struct buf *lines)
{
	size_t n = 0;
	const struct draft_section **feeds =
	    ARENA_ARRAY(d->temp, d->nsections + 1, const struct draft_section *);
	if (feeds == NULL) {
		d->err = CT_ENOMEM;
		return;
	}
	for (size_t i = 0; i < d->nsections; i++)
		if (d->sections[i]->kind == OPTIONS_FEED && d->sections[i]->v.feed->url != NULL)
			feeds[n++] = d->sections[i];
	qsort(feeds, n, sizeof(*feeds), by_url);
	for (size_t i = 1; i < n && lines->err == CT_OK; i++) {
		const struct draft_section *a = feeds[i - 1], *b = feeds[i];
		if (strcmp(a->v.feed->url, b->v.feed->url) == 0)
			buf_addf(lines, "%s:%u: feed \"%s\" has the URL of feed \"%s\" at %s:%u\n",
			    d->files[b->at.file].name, b->at.line, b->name, a->name,
			    d->files[a->at.file].name, a->at.line);
	}
}

/* Without its password no feed is read, without its key nothing is sent.  No error: who
 * checks may not be who runs, and the service's credentials are there only then. */
static void warn_of_missing(struct draft *d, const struct draft_section *s,
    const struct options_entry *o, struct buf *lines)
{
	const char *base = o->home == OPTIONS_IN_ALERT ? (char *)s->v.alert : (char *)s->v.feed;
	const char *path = *(const char *const *)(base + o->offset);
	struct draft_place at = place_of(s, o);

	if (path != NULL && path[0] != '\0' && access(path, F_OK) != 0 &&
	    (errno == ENOENT || errno == ENOTDIR))
		buf_addf(lines, "%s:%u: %s: %s: %s\n", d->files[at.file].name, at.line, o->name,
		    path, strerror(errno));
}

static void warn(struct draft *d)
{
	struct buf lines = BUF_INIT(WARNINGS_MAX);

	warn_of_doubles(d, &lines);
	for (size_t i = 0; i < d->nsections; i++)
		for (size_t k = 0; k < options_count && lines.err == CT_OK; k++)
			if (options_table[k].type == OPTIONS_SECRET &&
			    draft_is_set(d->sections[i], &options_table[k]))
				warn_of_missing(d, d->sections[i], &options_table[k], &lines);
	d->conf->warnings = arena_copy(d->values, buf_view(&lines)).p;
	buf_free(&lines);
	if (d->conf->warnings == NULL)
		d->err = CT_ENOMEM;
}

void settle_draft(struct draft *d)
{
	settle_conf(d);
	const struct draft_section *fetch = settle_fetch(d);
	if (fetch == NULL || d->err != CT_OK)
		return;
	settle_kind(d, OPTIONS_GROUP, fetch);
	settle_kind(d, OPTIONS_FEED, fetch);
	settle_kind(d, OPTIONS_ALERT, fetch);
	if (d->err == CT_OK)
		collect(d);
	if (d->err == CT_OK)
		warn(d);
	d->conf->fetch = *fetch->v.feed;
}
