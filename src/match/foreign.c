/*
 * A translation keeps numbers, names, and what is told, in order.  So each side gets a
 * shadow of terms that both languages share; then alignment, facts and traits work as
 * ever, and trees of their own decide.
 *
 *	23.40 Uhr, 11.40 p.m.        a time of day (timeofday.h)
 *	12,5, 12.5                   a number
 *	Feuerwehr, pompiers          one matter (gloss.h)
 *	Harrowdale, Харроудейл       a name, by its beginning or its sound (translit.h)
 *	Infrastruktur, infraestr...  cognates, where both sides have them
 *	all other words              grammar
 *
 * German writes every noun with a capital and Arabic none: what is no name by its
 * neighbours counts as one only where the other side has it.
 */
#include "foreign.h"

#include <stdlib.h>

#include "gloss.h"
#include "timeofday.h"

#define MATTER 0x9E3779B1u
#define TIME 0x85EBCA6Bu
#define COGNATE_BYTES 6
#define JUNK 0x80000000u /* terms of words that are left out never meet */

bool foreign_are(const struct profile *a, const struct profile *b)
{
	enum lang la = a->doc->lang, lb = b->doc->lang;

	return la != lb && la != LANG_NONE && lb != LANG_NONE;
}

bool foreign_scripts(const struct profile *a, const struct profile *b)
{
	return lang_words[a->doc->lang].script != lang_words[b->doc->lang].script;
}

/* How names are compared: not at all with Chinese and Japanese, of whose characters
 * nobody knows here how they sound. */
enum names { NAMES_BY_BEGINNING, NAMES_BY_SOUND, NAMES_HIDDEN };

static uint32_t name_term(const struct doc_token *t, enum names names)
{
	return names == NAMES_BY_BEGINNING ? t->cross : names == NAMES_BY_SOUND ? t->sound : 0;
}

/* What of the other story counts for a word that is no name by itself. */
struct other {
	uint32_t *names, *words; /* ascending, by what languages share */
	size_t nnames, nwords;
};

static int by_term(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

static bool has(const uint32_t *terms, size_t n, uint32_t term)
{
	return term != 0 && bsearch(&term, terms, n, sizeof(term), by_term) != NULL;
}

static bool is_cognate(const struct doc_token *t)
{
	return t->n >= COGNATE_BYTES && (t->flags & (DOC_STOP | DOC_NUMBER | DOC_CJK)) == 0;
}

static enum ct_err other_make(
    struct arena *arena, const struct doc *d, enum names names, struct other *out)
{
	struct other o = {.names = ARENA_ARRAY(arena, d->ntokens + 1, uint32_t),
	    .words = ARENA_ARRAY(arena, d->ntokens + 1, uint32_t)};

	if (o.names == NULL || o.words == NULL)
		return CT_ENOMEM;
	for (size_t i = 0; i < d->ntokens; i++) {
		if (d->tokens[i].flags & DOC_NAME)
			o.names[o.nnames++] = name_term(&d->tokens[i], names);
		if (names == NAMES_BY_BEGINNING && is_cognate(&d->tokens[i]))
			o.words[o.nwords++] = d->tokens[i].cross;
	}
	qsort(o.names, o.nnames, sizeof(*o.names), by_term);
	qsort(o.words, o.nwords, sizeof(*o.words), by_term);
	*out = o;
	return CT_OK;
}

static void shade(
    struct doc_token *t, const struct doc *d, const struct other *other, enum names names)
{
	uint32_t term = name_term(t, names);
	bool name = (t->flags & DOC_NAME) != 0;
	unsigned matter = t->flags & DOC_STOP ? 0 : gloss_matter(t->term, d->lang);

	if (matter != 0) {
		t->term = matter * MATTER;
		t->flags &= (uint16_t) ~(DOC_NAME | DOC_CAPITAL);
		return;
	}
	bool unsure = d->lang == LANG_AR || (d->lang == LANG_DE && (t->flags & DOC_CAPITAL));
	if (!name && unsure)
		name = has(other->names, other->nnames, term);
	if (name && term != 0 && (t->flags & DOC_STOP) == 0) {
		t->term = term;
		t->flags |= DOC_NAME;
	} else if (names == NAMES_BY_BEGINNING && is_cognate(t) &&
		   has(other->words, other->nwords, t->cross)) {
		t->term = t->cross;
		t->flags &= (uint16_t)~DOC_NAME;
	} else {
		t->term = t->at ^ JUNK;
		t->flags = (uint16_t)((t->flags | DOC_STOP) & ~DOC_NAME);
	}
}

/* Numbers are the same everywhere, but for times of day. */
static size_t shade_number(struct doc_token *tokens, const struct doc *d, size_t i)
{
	struct timeofday time;

	if (!timeofday_read(d, i, &time))
		return i;
	tokens[i].term = (time.minutes + 1) * TIME;
	for (; i + 1 < d->ntokens && d->tokens[i + 1].at < time.end; i++) {
		tokens[i + 1].term = tokens[i + 1].at ^ JUNK;
		tokens[i + 1].flags = DOC_STOP;
	}
	return i;
}

/* Words that are no facts are as rare as in their own language. */
static void level(struct profile *p, const struct doc *own)
{
	for (size_t i = 0; i < p->nterms; i++) {
		size_t at = p->occ[p->terms[i].first].token;
		if (!p->terms[i].fact)
			p->terms[i].level = idf_level(&own->tokens[at], own->lang);
	}
}

static enum ct_err shadow(struct arena *arena, const struct profile *p, const struct profile *other,
    enum names names, struct profile **out)
{
	struct doc *d = ARENA_NEW(arena, struct doc);
	struct doc_token *tokens = ARENA_ARRAY(arena, p->doc->ntokens + 1, struct doc_token);
	struct other o;

	if (d == NULL || tokens == NULL)
		return CT_ENOMEM;
	enum ct_err err = other_make(arena, other->doc, names, &o);
	if (err != CT_OK)
		return err;
	*d = *p->doc;
	memcpy(tokens, d->tokens, d->ntokens * sizeof(*tokens));
	d->arena = arena;
	d->tokens = tokens;
	for (size_t i = 0; i < d->ntokens; i++)
		if (tokens[i].flags & DOC_NUMBER)
			i = shade_number(tokens, p->doc, i);
		else
			shade(&tokens[i], p->doc, &o, names);
	err = profile_make(&d, p->source, out);
	if (err == CT_OK)
		level(*out, p->doc);
	return err;
}

static bool is_spelled(const struct profile *p)
{
	return !lang_is_cjk(p->doc->lang);
}

enum ct_err foreign_shadows(struct arena *arena, const struct profile *a, const struct profile *b,
    bool by_sound, struct profile **out_a, struct profile **out_b)
{
	struct profile *sa = NULL, *sb = NULL;
	enum names names = !is_spelled(a) || !is_spelled(b) ? NAMES_HIDDEN
			   : by_sound                       ? NAMES_BY_SOUND
							    : NAMES_BY_BEGINNING;
	enum ct_err err = shadow(arena, a, b, names, &sa);

	if (err == CT_OK)
		err = shadow(arena, b, a, names, &sb);
	if (err != CT_OK)
		return err;
	*out_a = sa;
	*out_b = sb;
	return CT_OK;
}
