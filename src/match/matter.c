/*
 * A town, its mayor and its police stand in all that the town's paper prints, so
 * that names in common make no event.  What makes one is that both stories are
 * about the same.
 *
 *	Kämmerer abgesetzt       Baldinger klagt           Busfahrer streiken
 *	Tannhofen, OB Maas       Tannhofen, OB Maas        Tannhofen, OB Maas
 *	Baldinger, Greystone     Baldinger, Greystone      42 Fahrer, 9 Linien
 *	                         joined                    not joined
 *
 * roles.c tells who is in office and what is a place: those weigh nothing, and
 * little.  Of all else rarity above COMMON is summed (what is spelled alike, or says
 * the same, counts as the same: kin.h): of names, of words, and of what one title names
 * that the other text tells.  Names alone may be an institution's, words alone a kind of
 * event's: so both together are one sum more.  Then come how much of
 * what both titles say the other text has, and in how many of the earlier story's
 * sentences any of it stands; from the alignment (traits.h) how many of the story's
 * numbers the earlier one has, and what even those of its sentences share that share
 * least.  Against it speak that the places with which the story begins are others, and
 * that one outlet tells both.  Each is bounded, so that no one alone suffices; more in
 * common never lowers the log odds.  Rarity is as it was before this event's stories
 * came.
 *
 * The weights (matter_data.c) are a logistic regression's: tests/eval/fit_matter.c
 * says of what.  With a sixth of the events held out in turn, 99 of 131 accounts of our
 * own lie above all but three of 87 near misses; which of this tells how much, and what
 * does not: ARCHITECTURE.md, "One matter or two".
 *
 * Judged as streams, before and after:
 *
 *	of our own, tuning half	near misses joined	19	12	of 103
 *				accounts, next day	103	109	of 127
 *	the half held		near misses joined	11	13	of 55
 *				accounts, next day	78	75	of 104
 *	the fitting set		accounts		45	53	of 90
 *				others, to their own's	94	42	of 7,159
 *
 * Costs 67,000 instructions a pair that came within days (350,000 before what a profile's
 * names are was said once, profile_roles.c): a twentieth of all judging.
 */
#include "matter.h"

#include <math.h>
#include <string.h>

#include "roles.h"

#define COMMON 2.5f       /* idf: what is commoner tells nothing */
#define TITLE_COMMON 1.5f /* of a title; less than COMMON */
#define TITLE_PRIOR 4.0f
#define SPREAD_PRIOR 2.0f /* sentences */
#define WORD_MOST 3.5f
#define PLACE 0.6f      /* beside a name */
#define PLACE_RARE 4.0f /* idf: there is but one of that name */
#define PLACES_ASKED 8  /* after: each is looked for in all the other story */

#define LONG 4.5f /* log of words */

/* A term of a story, its title's included. */
struct mention {
	uint32_t term;
	float rare, weight;
	uint32_t token; /* one of its places */
	uint32_t at;    /* in the profile's terms, or NOWHERE: in the title alone */
	uint8_t flags;  /* enum roles_flag, of any of its places */
	bool title;
};
#define NOWHERE UINT32_MAX

struct mentions {
	const struct profile *of;
	struct mention *list; /* ascending by term */
	size_t n;
};

static struct mention mention(const struct profile *p, uint32_t token, float rare, uint8_t flags)
{
	const struct doc_token *t = &p->doc->tokens[token];

	return (struct mention){
	    t->term, rare, fmaxf(0, rare - COMMON), token, NOWHERE, flags, false};
}

/* Words of the title that the text lacks take their places. */
static void add_title(const struct idf *f, struct mentions *out)
{
	for (uint32_t i = 0; i < out->of->doc->ntitle; i++) {
		const struct profile_title *t = &out->of->title[i];
		uint32_t term = out->of->doc->tokens[i].term;
		size_t at = out->n;
		while (at > 0 && out->list[at - 1].term > term)
			at--;
		if (at > 0 && out->list[at - 1].term == term) {
			out->list[at - 1].flags |= t->roles;
			out->list[at - 1].title = true;
			continue;
		}
		float rare = t->roles & ROLES_MUTE ? 0 : idf_rarity_at(f, term, t->level);
		if (rare <= TITLE_COMMON)
			continue;
		memmove(&out->list[at + 1], &out->list[at], (out->n++ - at) * sizeof(*out->list));
		out->list[at] = mention(out->of, i, rare, t->roles);
		out->list[at].title = true;
	}
}

static enum ct_err read_mentions(
    struct arena *a, const struct idf *f, const struct profile *p, struct mentions *out)
{
	struct mention *list = ARENA_ARRAY(a, p->nterms + p->doc->ntitle + 1, struct mention);

	if (list == NULL)
		return CT_ENOMEM;
	*out = (struct mentions){p, list, 0};
	for (uint32_t i = 0; i < p->nterms; i++) {
		const struct profile_term *t = &p->terms[i];
		float rare = t->roles & ROLES_MUTE ? 0 : idf_rarity_at(f, t->term, t->level);
		if (rare <= TITLE_COMMON)
			continue;
		list[out->n] = mention(p, p->occ[t->first].token, rare, t->roles);
		list[out->n++].at = i;
	}
	add_title(f, out);
	return CT_OK;
}

#define SET_APART (ROLES_OFFICE | ROLES_PLACE)

/* What is summed while both lists are gone through. */
struct tally {
	struct matter *m;
	const struct profile *earlier;
	bool shares[DOC_SENTENCES_MAX]; /* each of the earlier story's sentences */
	float title, title_told;
	size_t placed; /* how many places the story names where it begins, */
	bool here;     /* and one is the other's */
};

static float title_word(const struct mention *m)
{
	bool says = m != NULL && m->title && !(m->flags & (SET_APART | ROLES_NUMBER));

	return says ? m->rare - TITLE_COMMON : 0;
}

/* One of both may be NULL. */
static float title_words(const struct mention *a, const struct mention *b)
{
	return title_word(a) + title_word(b);
}

static void share(const struct mention *a, const struct mention *b, struct tally *t)
{
	uint8_t flags = a->flags | b->flags;
	struct matter *m = t->m;
	float w = fminf(a->weight, b->weight);

	t->title_told += title_words(a, b);
	if (flags & (ROLES_OFFICE | ROLES_NUMBER) || w <= 0)
		return;
	if (flags & ROLES_PLACE) {
		m->places += w;
		return;
	}
	if (flags & ROLES_NAME)
		m->names += w;
	else
		m->words += fminf(w, WORD_MOST);
	if (a->title != b->title)
		m->crossed += w;
	if (b->at == NOWHERE)
		return;
	const struct profile_term *terms = t->earlier->terms;
	for (size_t k = terms[b->at].first; k < terms[b->at + 1].first; k++)
		t->shares[t->earlier->occ[k].sentence] = true;
}

/* Does the earlier story name that place, in any form of it? */
static bool names_place(const struct mentions *of, const struct doc *d, const struct mention *place)
{
	struct view v = doc_token_text(d, &d->tokens[place->token]);
	const struct doc *other = of->of->doc;

	if (d->tokens[place->token].flags & DOC_CJK)
		return false;
	for (size_t i = 0; i < of->n; i++)
		if (of->list[i].weight > 0 &&
		    roles_form(doc_token_text(other, &other->tokens[of->list[i].token]), v))
			return true;
	return false;
}

static void add_place(const struct mentions *a, const struct mention *place, bool shared,
    const struct mentions *b, struct tally *t)
{
	bool early = place->title || place->flags & ROLES_EARLY;
	bool sure = a->of->doc->tokens[place->token].flags & (DOC_NAME | DOC_CJK);

	if (t->here || t->placed == PLACES_ASKED || !early || !sure ||
	    !(place->flags & ROLES_PLACE) || place->rare <= PLACE_RARE)
		return;
	t->placed++;
	t->here = shared || names_place(b, a->of->doc, place);
}

static const struct mention *find(const struct mentions *of, uint32_t at)
{
	size_t lo = 0, hi = of->n;
	uint32_t term = of->of->terms[at].term;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (of->list[mid].term < term)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < of->n && of->list[lo].term == term ? &of->list[lo] : NULL;
}

static void add_kin(
    const struct mentions *a, const struct mentions *b, const struct kin *kin, struct tally *t)
{
	for (size_t i = 0; i < kin->n; i++) {
		const struct mention *wa = find(a, kin->links[i].a), *wb = find(b, kin->links[i].b);
		if (wa == NULL || wb == NULL)
			continue;
		share(wa, wb, t);
	}
}

static void compare(
    const struct mentions *a, const struct mentions *b, const struct kin *kin, struct matter *m)
{
	struct tally t = {.m = m, .earlier = b->of};
	size_t nsentences = b->of->doc->nsentences, shared = 0;

	for (size_t i = 0, j = 0; i < a->n || j < b->n;) {
		const struct mention *wa = i < a->n ? &a->list[i] : NULL;
		const struct mention *wb = j < b->n ? &b->list[j] : NULL;
		if (wa != NULL && wb != NULL && wa->term > wb->term)
			wa = NULL;
		else if (wa != NULL && wb != NULL && wa->term < wb->term)
			wb = NULL;
		if (wa != NULL && wb != NULL)
			share(wa, wb, &t);
		if (wa != NULL)
			add_place(a, wa, wb != NULL, b, &t);
		t.title += title_words(wa, wb);
		i += wa != NULL;
		j += wb != NULL;
	}
	add_kin(a, b, kin, &t);
	for (size_t s = 0; s < nsentences; s++)
		shared += t.shares[s];
	m->title = t.title_told / (t.title + TITLE_PRIOR);
	m->spread = (float)shared / ((float)nsentences + SPREAD_PRIOR);
	m->elsewhere = t.placed > 0 && !t.here;
}

static float upto(float x, float most)
{
	return fminf(x, most) / most;
}

/* No weight is below zero. */
static void sum_up(struct matter *m, const struct profile *story, const struct profile *earlier,
    const struct traits *x)
{
	float *s = m->sums, score = matter_weights[MATTER_SUMS];
	float named = upto(m->names + PLACE * m->places, 10);

	s[MATTER_NAMES] = upto(m->names, 12);
	s[MATTER_BOTH] = sqrtf(named * upto(m->words, 6));
	s[MATTER_CROSSED] = upto(m->crossed, 10);
	s[MATTER_TITLE] = m->title;
	s[MATTER_SPREAD] = m->spread;
	s[MATTER_NUMBERS] = upto(x->v[TRAIT_numbers_a], 0.45f);
	s[MATTER_WEAKEST] = upto(x->v[TRAIT_weakest_a], 0.12f);
	s[MATTER_ELSEWHERE] = m->elsewhere ? -1 : 0;
	s[MATTER_OUTLET] = story->source != 0 && story->source == earlier->source ? -1 : 0;
	/* Its table is the longest: what it lacks is rarer. */
	s[MATTER_ENGLISH] = story->doc->lang == LANG_EN ? -1 : 0;
	/* There is more to share by chance. */
	s[MATTER_LENGTH] = -fmaxf(m->length - LONG, 0);
	for (size_t i = 0; i < MATTER_SUMS; i++)
		score += matter_weights[i] * s[i];
	m->score = score;
}

enum ct_err matter_weigh(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, const struct kin *kin, const struct traits *x,
    struct matter *out)
{
	struct mentions of_story, of_earlier;
	size_t na = story->doc->words, nb = earlier->doc->words;
	struct matter m = {.length = logf(1 + (float)(na < nb ? na : nb))};
	enum ct_err err = read_mentions(a, f, story, &of_story);

	if (err == CT_OK)
		err = read_mentions(a, f, earlier, &of_earlier);
	if (err != CT_OK)
		return err;
	compare(&of_story, &of_earlier, kin, &m);
	sum_up(&m, story, earlier, x);
	*out = m;
	return CT_OK;
}
