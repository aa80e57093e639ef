#include "draft.h"

#include <stdlib.h>

#include <xxhash.h>

#include "convert.h"

enum { ERRORS_SHOWN = 1000 };

enum ct_err draft_init(struct draft *d)
{
	*d = (struct draft){0};
	d->temp = arena_new((size_t)1 << 30);
	d->values = arena_new((size_t)1 << 30);
	if (d->temp != NULL && d->values != NULL)
		d->conf = ARENA_NEW(d->values, struct conf);
	if (d->conf != NULL)
		return CT_OK;
	draft_free(d);
	return CT_ENOMEM;
}

void draft_free(struct draft *d)
{
	arena_free(d->temp);
	arena_free(d->values);
	*d = (struct draft){0};
}

/* p, of n elements in use, with room for one more; NULL without memory. */
static void *room(struct draft *d, void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	size_t more = *cap == 0 ? 16 : *cap * 2;
	void *grown = arena_grow(d->temp, p, *cap * size, more * size);
	if (grown == NULL)
		d->err = CT_ENOMEM;
	else
		*cap = more;
	return grown;
}

static const char *keep(struct draft *d, const char *s)
{
	const char *copy = arena_copy(d->temp, view_of(s)).p;
	if (copy == NULL)
		d->err = CT_ENOMEM;
	return copy;
}

uint32_t draft_file(struct draft *d, const char *name, const char *real)
{
	struct draft_source *grown = arena_grow(
	    d->temp, d->files, d->nfiles * sizeof(*grown), (d->nfiles + 1) * sizeof(*grown));
	struct draft_source f = {keep(d, name), real != NULL ? keep(d, real) : NULL};
	if (grown == NULL)
		d->err = CT_ENOMEM;
	if (d->err != CT_OK)
		return UINT32_MAX;
	d->files = grown;
	d->files[d->nfiles] = f;
	return (uint32_t)d->nfiles++;
}

bool draft_has_file(const struct draft *d, const char *real)
{
	for (size_t i = 0; i < d->nfiles; i++)
		if (d->files[i].real != NULL && strcmp(d->files[i].real, real) == 0)
			return true;
	return false;
}

void draft_add_later(struct draft *d, const char *path, struct draft_place at)
{
	struct draft_later *grown = room(d, d->later, d->nlater, &d->cap_later, sizeof(*grown));
	const char *copy = keep(d, path);
	if (grown == NULL || copy == NULL)
		return;
	d->later = grown;
	d->later[d->nlater++] = (struct draft_later){copy, at};
}

void draft_add_directory(struct draft *d, const char *dir)
{
	struct conf_strings *to = &d->conf->sources;
	for (size_t i = 0; i < to->n; i++)
		if (strcmp(to->v[i], dir) == 0)
			return;
	char *copy = (char *)arena_copy(d->values, view_of(dir)).p;
	if (to->n == d->cap_sources) {
		size_t more = d->cap_sources * 2 + 4;
		char **v =
		    arena_grow(d->values, to->v, to->n * sizeof(*to->v), more * sizeof(*to->v));
		if (v == NULL) {
			d->err = CT_ENOMEM;
			return;
		}
		to->v = v;
		d->cap_sources = more;
	}
	if (copy == NULL)
		d->err = CT_ENOMEM;
	else
		to->v[to->n++] = copy;
}

/* --- errors ---------------------------------------------------------------------- */

void draft_error(struct draft *d, struct draft_place at, const char *fmt, ...)
{
	struct draft_error *grown =
	    room(d, d->errors, d->nerrors, &d->cap_errors, sizeof(*d->errors));
	struct buf text = BUF_INIT(32768); /* a value and a path */
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	struct view copy = arena_copy(d->temp, buf_view(&text));
	buf_free(&text);
	if (grown == NULL || copy.p == NULL) {
		d->err = CT_ENOMEM;
		return;
	}
	d->errors = grown;
	d->errors[d->nerrors] = (struct draft_error){at, (uint32_t)d->nerrors, copy.p};
	d->nerrors++;
}

static int by_place(const void *a, const void *b)
{
	const struct draft_error *x = a, *y = b;
	if (x->at.file != y->at.file)
		return x->at.file < y->at.file ? -1 : 1;
	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

void draft_write_errors(struct draft *d, struct buf *out)
{
	if (d->nerrors > 1)
		qsort(d->errors, d->nerrors, sizeof(*d->errors), by_place);
	for (size_t i = 0; i < d->nerrors && i < ERRORS_SHOWN; i++) {
		struct draft_place at = d->errors[i].at;
		buf_addf(out, "%s:%u: %s\n", d->files[at.file].name, at.line, d->errors[i].text);
	}
	if (d->nerrors > ERRORS_SHOWN)
		buf_addf(out, "%s:0: and %zu further errors\n", d->files[0].name,
		    d->nerrors - ERRORS_SHOWN);
}

/* --- sections ---------------------------------------------------------------------- */

static size_t slot_of(const struct draft *d, enum options_section kind, struct view name)
{
	size_t i = (size_t)XXH3_64bits_withSeed(name.p, name.n, kind) & (d->nslots - 1);
	for (; d->slots[i] != 0; i = (i + 1) & (d->nslots - 1)) {
		const struct draft_section *s = d->sections[d->slots[i] - 1];
		if (s->kind == kind && view_is(name, s->name))
			break;
	}
	return i;
}

static bool grow_slots(struct draft *d)
{
	if (d->nsections * 2 < d->nslots)
		return true;
	size_t n = d->nslots == 0 ? 64 : d->nslots * 2;
	uint32_t *slots = ARENA_ARRAY(d->temp, n, uint32_t);
	if (slots == NULL)
		return false;
	d->slots = slots;
	d->nslots = n;
	for (size_t i = 0; i < d->nsections; i++) {
		const struct draft_section *s = d->sections[i];
		d->slots[slot_of(d, s->kind, view_of(s->name))] = (uint32_t)i + 1;
	}
	return true;
}

struct draft_section *draft_find(struct draft *d, enum options_section kind, struct view name)
{
	if (d->nslots == 0)
		return NULL;
	uint32_t found = d->slots[slot_of(d, kind, name)];
	return found != 0 ? d->sections[found - 1] : NULL;
}

static bool make_values(struct draft *d, struct draft_section *s)
{
	switch (s->kind) {
	case OPTIONS_FETCH:
	case OPTIONS_GROUP:
	case OPTIONS_FEED:
		s->v.feed = ARENA_NEW(d->temp, struct conf_feed);
		return s->v.feed != NULL;
	case OPTIONS_ALERT:
		s->v.alert = ARENA_NEW(d->temp, struct conf_alert);
		return s->v.alert != NULL;
	default:
		s->v.conf = d->conf;
		return true;
	}
}

struct draft_section *draft_add(
    struct draft *d, enum options_section kind, struct view name, struct draft_place at)
{
	struct draft_section **grown =
	    room(d, d->sections, d->nsections, &d->cap, sizeof(*d->sections));
	struct draft_section *s = ARENA_NEW(d->temp, struct draft_section);
	if (grown == NULL || s == NULL)
		goto fail;
	d->sections = grown;
	s->kind = kind;
	s->at = at;
	s->name = arena_copy(d->values, name.n > 0 ? name : VIEW_LIT("")).p;
	s->where = ARENA_ARRAY(d->temp, OPTIONS_MAX, struct draft_place);
	if (s->name == NULL || s->where == NULL || !make_values(d, s) || !grow_slots(d))
		goto fail;
	d->slots[slot_of(d, kind, view_of(s->name))] = (uint32_t)d->nsections + 1;
	d->sections[d->nsections++] = s;
	return s;
fail:
	d->err = CT_ENOMEM;
	return NULL;
}

/* --- values ------------------------------------------------------------------------- */

/* The struct that holds the option's value. */
static void *home_of(
    const struct draft *d, const struct draft_section *s, const struct options_entry *o)
{
	switch (o->home) {
	case OPTIONS_IN_FEED:
		return s->v.feed;
	case OPTIONS_IN_ALERT:
		return s->v.alert;
	default:
		return d->conf;
	}
}

bool draft_is_set(const struct draft_section *s, const struct options_entry *o)
{
	return (s->set >> options_index(o) & 1) != 0;
}

void draft_set(struct draft *d, struct draft_section *s, const struct options_entry *o,
    struct view value, const char *dir, struct draft_place at)
{
	char why[CONVERT_WHY];
	size_t i = options_index(o);
	if (draft_is_set(s, o)) {
		draft_error(d, at, "`%s` was set already at %s:%u", o->name,
		    d->files[s->where[i].file].name, s->where[i].line);
		return;
	}
	s->set |= (uint64_t)1 << i;
	s->where[i] = at;
	enum ct_err err = convert_parse(o, value, dir, d->values, home_of(d, s, o), why);
	if (err == CT_EINVAL) {
		s->wrong |= (uint64_t)1 << i;
		draft_error(d, at, "`%s` %s", o->name, why);
	} else if (err != CT_OK) {
		d->err = err;
	}
}
