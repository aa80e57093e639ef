/*
 * Who is in office and what is a place depends on a story alone, while rarity follows
 * the news: so it is said once, by the tables of common words, and not for each pair
 * that is compared; of a story that nobody asks whether it is the same matter, never (of
 * 1,639 that were compared in a store of 200,000 372 were).  A byte a term, two a token
 * of the title; 0.12 to 0.17 million instructions a profile of 3 to 5 KB.
 */
#include "profile_roles.h"

#include <stdlib.h>

#include "roles.h"

#define CHARACTER 3 /* bytes */

/* One character of Chinese or Japanese alone tells nothing. */
static bool is_mute(const struct doc_token *t)
{
	return (t->flags & (DOC_STOP | DOC_DATE)) || ((t->flags & DOC_CJK) && t->n <= CHARACTER);
}

static uint8_t kind(const struct doc_token *t)
{
	return (t->flags & DOC_NUMBER ? ROLES_NUMBER : 0) | (is_mute(t) ? ROLES_MUTE : 0);
}

/* Of the tokens that tell anything. */
static void fill_rare(const struct profile *p, float *rare)
{
	const struct doc *d = p->doc;

	for (size_t i = 0; i < d->ntitle; i++) {
		struct profile_title *t = &p->title[i];
		t->level = idf_level(&d->tokens[i], d->lang);
		t->roles = kind(&d->tokens[i]);
		rare[i] = t->roles & ROLES_MUTE ? 0 : idf_of_level(t->level);
	}
	for (size_t i = 0; i < p->nterms; i++) {
		struct profile_term *t = &p->terms[i];
		t->roles = kind(&d->tokens[p->occ[t->first].token]);
		for (size_t k = t->first; k < t[1].first && !(t->roles & ROLES_MUTE); k++)
			rare[p->occ[k].token] = idf_of_level(t->level);
	}
}

enum ct_err profile_roles_make(struct profile *p)
{
	const struct doc *d = p->doc;

	if (p->roles)
		return CT_OK;
	float *rare = calloc(d->ntokens + 1, sizeof(*rare) + 1);
	if (rare == NULL)
		return CT_ENOMEM;
	uint8_t *flags = (uint8_t *)(rare + d->ntokens + 1);
	fill_rare(p, rare);
	roles_mark(d, rare, flags);
	for (size_t i = 0; i < d->ntitle; i++)
		p->title[i].roles |= flags[i];
	for (size_t i = 0; i < p->nterms; i++) {
		struct profile_term *t = &p->terms[i];
		for (size_t k = t->first; k < t[1].first; k++)
			t->roles |= flags[p->occ[k].token];
	}
	p->roles = true;
	free(rare);
	return CT_OK;
}
