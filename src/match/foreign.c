/*
 * A translation keeps numbers, names, and their order.  So each side gets a
 * shadow whose other words count as grammar, and whose names carry the term
 * that other languages share (translit.h); then alignment, facts and traits
 * work as ever, and trees of their own decide.
 *
 * German writes every noun with a capital and Arabic none: what is no name by
 * its neighbours counts as one only where the other side has it.
 */
#include "foreign.h"

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

static uint32_t name_term(const struct doc_token *t, bool by_sound)
{
	return by_sound ? t->sound : t->cross;
}

static bool others_name(const struct doc *d, uint32_t term, bool by_sound)
{
	for (size_t i = 0; i < d->ntokens; i++)
		if ((d->tokens[i].flags & DOC_NAME) && name_term(&d->tokens[i], by_sound) == term)
			return true;
	return false;
}

static void shade(struct doc_token *t, const struct doc *d, const struct doc *other, bool by_sound)
{
	uint32_t term = name_term(t, by_sound);
	bool name = (t->flags & DOC_NAME) != 0;

	if (t->flags & DOC_NUMBER)
		return;
	bool unsure = d->lang == LANG_AR || (d->lang == LANG_DE && (t->flags & DOC_CAPITAL));
	if (!name && unsure && term != 0)
		name = others_name(other, term, by_sound);
	if (name && term != 0 && (t->flags & DOC_STOP) == 0) {
		t->term = term;
		t->flags |= DOC_NAME;
	} else {
		t->term = t->at ^ JUNK;
		t->flags = (uint16_t)((t->flags | DOC_STOP) & ~DOC_NAME);
	}
}

static enum ct_err shadow(struct arena *arena, const struct profile *p, const struct profile *other,
    bool by_sound, struct profile **out)
{
	struct doc *d = ARENA_NEW(arena, struct doc);
	struct doc_token *tokens = ARENA_ARRAY(arena, p->doc->ntokens + 1, struct doc_token);

	if (d == NULL || tokens == NULL)
		return CT_ENOMEM;
	*d = *p->doc;
	memcpy(tokens, d->tokens, d->ntokens * sizeof(*tokens));
	d->arena = arena;
	d->tokens = tokens;
	for (size_t i = 0; i < d->ntokens; i++)
		shade(&tokens[i], p->doc, other->doc, by_sound);
	return profile_make(&d, p->source, out);
}

enum ct_err foreign_shadows(struct arena *arena, const struct profile *a, const struct profile *b,
    bool by_sound, struct profile **out_a, struct profile **out_b)
{
	struct profile *sa = NULL, *sb = NULL;
	enum ct_err err = shadow(arena, a, b, by_sound, &sa);

	if (err == CT_OK)
		err = shadow(arena, b, a, by_sound, &sb);
	if (err != CT_OK)
		return err;
	*out_a = sa;
	*out_b = sb;
	return CT_OK;
}
