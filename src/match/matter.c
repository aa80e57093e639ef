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
 * the same, counts as the same: kin.h): of names, and of names and words together, since
 * names alone may be an institution's, words alone a kind of event's.  Then comes how much
 * the story has of what the earlier one is about, which is what that repeats, begins with
 * and has in its title; how much of what both titles say the other text has; and that one
 * outlet tells both, which speaks against it.  Rarity is as it was before this event's
 * stories came.
 *
 * Small trees (matter_data.c, trees.h) weigh that together with the traits, of which
 * numbers in common tell most, so that names count for more where facts agree, too; more
 * in common never lowers the log odds.  How long a story is must not speak for it: those
 * who wrote what the trees were fitted on (tests/eval/fit_matter.c) wrote near misses of
 * 100 words, and accounts of 160, and trees that are shown lengths do well on just these.
 * Where an event has several stories, decide.c takes all of them into account.
 *
 * With a sixth of the events held out in turn, 206 of 282 accounts of our own lie above
 * nine tenths of 233 near misses (158 with a logistic regression, which this was): which
 * of this tells how much, and what does not, and what was measured since the trees were
 * fitted anew: ARCHITECTURE.md, "One matter or two".
 *
 * Judged as streams, before and after the first fit, counted only:
 *
 *	of our own, held	near misses joined	49	25	of 123
 *				accounts, next day	140	132	of 187
 *	the reporting set	accounts		50	56	of 90
 *				others			150	74	of 8,120
 *
 * Costs as much as the regression did, a twentieth of all judging.
 */
#include "matter.h"

#include <math.h>
#include <string.h>

#include "profile_roles.h"
#include "roles.h"

#define COMMON 2.5f       /* idf: what is commoner tells nothing */
#define TITLE_COMMON 1.5f /* of a title; less than COMMON */
#define TITLE_PRIOR 4.0f
#define WORD_MOST 3.5f
#define PLACE 0.6f /* beside a name */
#define BOTH_NAMES 10.0f
#define BOTH_WORDS 6.0f
#define TOLD_PRIOR 8.0f
#define TOLD_PLACE 0.4f
#define TOLD_TITLE 2.0f
#define TOLD_LEDE 1.5f

/* A term of a story, its title's included. */
struct mention {
	uint32_t term;
	float rare, weight;
	uint32_t at;   /* in the profile's terms, or NOWHERE: in the title alone */
	uint8_t flags; /* enum roles_flag, of any of its places */
	bool title;
	bool shared; /* with one of the other story: summed already */
};
#define NOWHERE UINT32_MAX

struct mentions {
	const struct profile *of;
	struct mention *list; /* ascending by term */
	size_t n;
};

static struct mention mention(uint32_t term, float rare, uint8_t flags)
{
	return (struct mention){term, rare, fmaxf(0, rare - COMMON), NOWHERE, flags, false, false};
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
		out->list[at] = mention(term, rare, t->roles);
		out->list[at].title = true;
	}
}

static enum ct_err read_mentions(
    struct arena *a, const struct idf *f, struct profile *p, struct mentions *out)
{
	struct mention *list = ARENA_ARRAY(a, p->nterms + p->doc->ntitle + 1, struct mention);
	enum ct_err err = list != NULL ? profile_roles_make(p) : CT_ENOMEM;

	if (err != CT_OK)
		return err;
	*out = (struct mentions){p, list, 0};
	for (uint32_t i = 0; i < p->nterms; i++) {
		const struct profile_term *t = &p->terms[i];
		float rare = t->roles & ROLES_MUTE ? 0 : idf_rarity_at(f, t->term, t->level);
		if (rare <= TITLE_COMMON)
			continue;
		list[out->n] = mention(t->term, rare, t->roles);
		list[out->n++].at = i;
	}
	add_title(f, out);
	return CT_OK;
}

#define SET_APART (ROLES_OFFICE | ROLES_PLACE)

struct central {
	float names, words;
};

/* What is summed while both lists are gone through. */
struct tally {
	struct matter *m;
	const struct profile *earlier;
	float title, title_told;
	struct central all, told; /* of the earlier story, and of that what the other has */
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

/* How much of what a story is about that is: what it repeats, and begins with. */
static float central(const struct mention *m, const struct profile *p)
{
	float w = m->flags & (ROLES_OFFICE | ROLES_NUMBER) ? 0 : m->weight;

	if (w <= 0)
		return 0;
	if (m->flags & ROLES_PLACE)
		w *= TOLD_PLACE;
	if (m->title)
		w *= TOLD_TITLE;
	if (m->at == NOWHERE)
		return w;
	const struct profile_term *t = &p->terms[m->at];
	if (!m->title && p->occ[t->first].sentence == 0)
		w *= TOLD_LEDE;
	return t[1].first == t->first + 1 ? w : w * (1 + logf((float)(t[1].first - t->first)));
}

static void add_central(const struct mention *m, const struct profile *p, struct central *to)
{
	*(m->flags & ROLES_NAME ? &to->names : &to->words) += central(m, p);
}

static void share(struct mention *a, struct mention *b, struct tally *t)
{
	uint8_t flags = a->flags | b->flags;
	struct matter *m = t->m;
	float w = fminf(a->weight, b->weight);

	a->shared = b->shared = true;
	t->title_told += title_words(a, b);
	add_central(b, t->earlier, &t->told);
	if (flags & (ROLES_OFFICE | ROLES_NUMBER))
		return;
	if (flags & ROLES_PLACE)
		m->places += w;
	else if (flags & ROLES_NAME)
		m->names += w;
	else
		m->words += fminf(w, WORD_MOST);
}

static struct mention *find(const struct mentions *of, uint32_t at)
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
		struct mention *wa = find(a, kin->links[i].a), *wb = find(b, kin->links[i].b);
		if (wa != NULL && wb != NULL && !wa->shared && !wb->shared)
			share(wa, wb, t);
	}
}

static void compare(
    const struct mentions *a, const struct mentions *b, const struct kin *kin, struct matter *m)
{
	struct tally t = {.m = m, .earlier = b->of};

	for (size_t i = 0, j = 0; i < a->n || j < b->n;) {
		struct mention *wa = i < a->n ? &a->list[i] : NULL;
		struct mention *wb = j < b->n ? &b->list[j] : NULL;
		if (wa != NULL && wb != NULL && wa->term > wb->term)
			wa = NULL;
		else if (wa != NULL && wb != NULL && wa->term < wb->term)
			wb = NULL;
		if (wa != NULL && wb != NULL)
			share(wa, wb, &t);
		if (wb != NULL)
			add_central(wb, b->of, &t.all);
		t.title += title_words(wa, wb);
		i += wa != NULL;
		j += wb != NULL;
	}
	add_kin(a, b, kin, &t);
	m->row[MATTER_title] = t.title_told / (t.title + TITLE_PRIOR);
	m->row[MATTER_names_told] = t.told.names / (t.all.names + TOLD_PRIOR);
	m->row[MATTER_words_told] = t.told.words / (t.all.words + TOLD_PRIOR);
}

static float upto(float x, float most)
{
	return fminf(x, most) / most;
}

enum ct_err matter_weigh(struct arena *a, const struct idf *f, struct profile *story,
    struct profile *earlier, const struct kin *kin, const struct traits *x, struct matter *out)
{
	struct mentions of_story, of_earlier;
	struct matter m = {.score = 0};
	enum ct_err err = read_mentions(a, f, story, &of_story);

	if (err == CT_OK)
		err = read_mentions(a, f, earlier, &of_earlier);
	if (err != CT_OK)
		return err;
	memcpy(m.row, x->v, sizeof(x->v));
	compare(&of_story, &of_earlier, kin, &m);
	float named = upto(m.names + PLACE * m.places, BOTH_NAMES);
	m.row[MATTER_names] = m.names;
	m.row[MATTER_both] = sqrtf(named * upto(m.words, BOTH_WORDS));
	m.row[MATTER_outlet] = story->source != 0 && story->source == earlier->source;
	m.row[MATTER_english] = story->doc->lang == LANG_EN;
	m.score = trees_logit(&matter_trees, m.row);
	*out = m;
	return CT_OK;
}
