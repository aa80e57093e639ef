/*
 * A town, its mayor and its police stand in all that the town's paper prints, so
 * that names in common make no event.  What makes one is that both stories are
 * about the same: what a title names, or a story says again, is found in the
 * other, besides names of private people, firms, streets, and words of the matter.
 *
 *	Kämmerer abgesetzt       Baldinger klagt           Busfahrer streiken
 *	Tannhofen, OB Maas       Tannhofen, OB Maas        Tannhofen, OB Maas
 *	Baldinger, Greystone     Baldinger, Greystone      Realschule
 *	                         log odds 0.8, joined      -1.1, not joined
 *
 * roles.c tells who is in office and what is a place: those weigh nothing, and
 * little.  Of all else rarity above COMMON is summed: of names, of words, of what
 * one title names that the other text tells; and how much of what each is about
 * (said again, in title or first sentence) the other has.  Seven such sums (enum
 * matter_sum), bounded so that no one alone suffices, and two that doubt English and
 * length, make log odds: more in common never lowers them.  Rarity is as it was
 * before this event's stories came.
 *
 * The weights (matter_data.c) are a logistic regression's: tests/eval/fit_matter.c
 * says of what.  With a sixth of the events held out in turn, 67 of 80 accounts of
 * our own are above all but four of 50 near misses; 51 without who is in office and
 * what is a place.
 *
 * Judged as streams, before (names and words counted alike) and after:
 *
 *	of our own, tuning half	near misses joined	14	4	of 63
 *				accounts, next day	64	62	of 75
 *	the fitting set		later accounts		46	45	of 60
 *				accounts to strangers	9	0
 *				others, to an outlet's	8	1	of 7,159
 *				others, to their own's	1,117	91
 *
 * Costs 0.13 million instructions a pair that came within days, an eighth of all that
 * judging does where nearly every story has such; roles.c is four sevenths of it.
 */
#include "matter.h"

#include <math.h>

#include "roles.h"

#define COMMON 2.5f /* idf: what is commoner tells nothing */
#define CHARACTER 3 /* bytes: one of Chinese or Japanese alone tells nothing */
#define WORD_MOST 3.5f
#define AGAIN_MOST 2.0f /* what a story says again it is about, */
#define TITLE 1.5f      /* and what its title says, */
#define LEDE 0.5f       /* or its first sentence */
#define ABOUT_PRIOR 8.0f
#define PLACE 0.6f /* beside a name */
#define LONG 4.5f  /* log of words */

/* A term of a story, its title's included. */
struct mention {
	uint32_t term;
	float weight;
	float about;
	uint8_t flags; /* enum roles_flag, of any of its places */
	bool number, title;
};

struct mentions {
	struct mention *list; /* ascending by term */
	size_t n;
};

/* One doc's tokens. */
struct reading {
	const struct doc *doc;
	float *rare;
	uint8_t *flags;
	size_t lede; /* the token after the first sentence */
};

static enum ct_err read_doc(
    struct arena *a, const struct idf *f, const struct doc *d, struct reading *out)
{
	float *rare = ARENA_ARRAY(a, d->ntokens + 1, float);
	uint8_t *flags = ARENA_ARRAY(a, d->ntokens + 1, uint8_t);

	if (rare == NULL || flags == NULL)
		return CT_ENOMEM;
	for (size_t i = 0; i < d->ntokens; i++) {
		const struct doc_token *t = &d->tokens[i];
		if (!(t->flags & (DOC_STOP | DOC_DATE)))
			rare[i] = idf_rarity_at(f, t->term, idf_level(t, d->lang));
	}
	roles_mark(d, rare, flags);
	*out = (struct reading){d, rare, flags, d->ntitle};
	if (d->nsentences > 0)
		out->lede = d->sentences[0].first + d->sentences[0].len;
	return CT_OK;
}

static float weight(const struct reading *r, size_t token)
{
	const struct doc_token *t = &r->doc->tokens[token];

	return (t->flags & DOC_CJK) && t->n <= CHARACTER ? 0 : fmaxf(0, r->rare[token] - COMMON);
}

/* count: in title and text. */
static float about(float w, size_t count, bool title, bool lede)
{
	return w *
	       (fminf((float)(count - 1), AGAIN_MOST) + (title ? TITLE : 0) + (lede ? LEDE : 0));
}

/* How often the title has the term; the flags of those tokens are added. */
static size_t in_title(const struct reading *r, uint32_t term, uint8_t *flags)
{
	size_t n = 0;

	for (size_t i = 0; i < r->doc->ntitle; i++)
		if (r->doc->tokens[i].term == term) {
			*flags |= r->flags[i];
			n++;
		}
	return n;
}

static struct mention read_word(
    const struct reading *r, const struct profile *p, const struct profile_term *t)
{
	struct mention w = {.term = t->term};
	bool lede = false;
	size_t token = p->occ[t->first].token, count = t[1].first - t->first;

	for (size_t k = t->first; k < t[1].first; k++) {
		w.flags |= r->flags[p->occ[k].token];
		lede = lede || p->occ[k].token < r->lede;
	}
	size_t title = in_title(r, t->term, &w.flags);
	w.title = title > 0;
	w.number = (r->doc->tokens[token].flags & DOC_NUMBER) != 0;
	w.weight = weight(r, token);
	w.about = about(w.weight, count + title, w.title, lede);
	return w;
}

/* Words of the title that the text lacks take their places. */
static void add_title(const struct reading *r, struct mentions *out)
{
	for (size_t i = 0; i < r->doc->ntitle; i++) {
		uint32_t term = r->doc->tokens[i].term;
		float own = weight(r, i);
		size_t at = out->n;
		while (at > 0 && out->list[at - 1].term > term)
			at--;
		if (own <= 0 || (at > 0 && out->list[at - 1].term == term))
			continue;
		struct mention w = {.term = term,
		    .weight = own,
		    .title = true,
		    .number = (r->doc->tokens[i].flags & DOC_NUMBER) != 0};
		w.about = about(own, in_title(r, term, &w.flags), true, false);
		for (size_t k = out->n++; k > at; k--)
			out->list[k] = out->list[k - 1];
		out->list[at] = w;
	}
}

static enum ct_err read_words(
    struct arena *a, const struct idf *f, const struct profile *p, struct mentions *out)
{
	struct mention *list = ARENA_ARRAY(a, p->nterms + p->doc->ntitle + 1, struct mention);
	struct reading r;
	enum ct_err err = list != NULL ? read_doc(a, f, p->doc, &r) : CT_ENOMEM;

	if (err != CT_OK)
		return err;
	*out = (struct mentions){list, 0};
	for (size_t i = 0; i < p->nterms; i++) {
		struct mention w = read_word(&r, p, &p->terms[i]);
		if (w.weight > 0)
			list[out->n++] = w;
	}
	add_title(&r, out);
	return CT_OK;
}

#define SET_APART (ROLES_OFFICE | ROLES_PLACE)

static void share(const struct mention *a, const struct mention *b, struct matter *m)
{
	uint8_t flags = a->flags | b->flags;

	if (a->number || flags & ROLES_OFFICE)
		return;
	if (flags & ROLES_PLACE) {
		m->places += a->weight;
		return;
	}
	if (flags & ROLES_NAME)
		m->names += a->weight;
	else
		m->words += fminf(a->weight, WORD_MOST);
	if (a->title != b->title)
		m->crossed += a->weight;
}

/* What the stories are about, and what of it both have; places and people in office are
 * nothing to be about. */
static void compare(const struct mentions *a, const struct mentions *b, struct matter *m)
{
	float all_a = 0, all_b = 0, both_a = 0, both_b = 0;

	for (size_t i = 0, j = 0; i < a->n || j < b->n;) {
		const struct mention *wa = i < a->n ? &a->list[i] : NULL;
		const struct mention *wb = j < b->n ? &b->list[j] : NULL;
		if (wa != NULL && wb != NULL && wa->term == wb->term) {
			share(wa, wb, m);
			if (!((wa->flags | wb->flags) & SET_APART)) {
				all_a += wa->about;
				all_b += wb->about;
				both_a += wa->about;
				both_b += wb->about;
			}
			i++;
			j++;
		} else if (wb == NULL || (wa != NULL && wa->term < wb->term)) {
			all_a += wa->flags & SET_APART ? 0 : wa->about;
			i++;
		} else {
			all_b += wb->flags & SET_APART ? 0 : wb->about;
			j++;
		}
	}
	m->about_a = both_a / (all_a + ABOUT_PRIOR);
	m->about_b = both_b / (all_b + ABOUT_PRIOR);
}

static float upto(float x, float most)
{
	return fminf(x, most) / most;
}

/* More in common is never less of any: no weight is below zero. */
static void sum_up(struct matter *m, enum lang lang)
{
	float *s = m->sums, score = matter_weights[MATTER_SUMS];

	s[MATTER_NAMED] = upto(m->names + PLACE * m->places, 10);
	s[MATTER_NAMES] = upto(m->names, 12);
	s[MATTER_PLACES] = upto(m->places, 6);
	s[MATTER_WORDS] = upto(m->words, 6);
	s[MATTER_CROSSED] = upto(m->crossed, 10);
	s[MATTER_ABOUT_MORE] = upto(fmaxf(m->about_a, m->about_b), 0.6f);
	s[MATTER_ABOUT_LESS] = upto(fminf(m->about_a, m->about_b), 0.4f);
	/* Its table is the longest: what it lacks is rarer. */
	s[MATTER_ENGLISH] = lang == LANG_EN ? -1 : 0;
	/* There is more to share by chance. */
	s[MATTER_LENGTH] = -fmaxf(m->length - LONG, 0);
	for (size_t i = 0; i < MATTER_SUMS; i++)
		score += matter_weights[i] * s[i];
	m->score = score;
}

enum ct_err matter_weigh(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, struct matter *out)
{
	struct mentions of_story, of_earlier;
	size_t na = story->doc->words, nb = earlier->doc->words;
	struct matter m = {.length = logf(1 + (float)(na < nb ? na : nb))};
	enum ct_err err = read_words(a, f, story, &of_story);

	if (err == CT_OK)
		err = read_words(a, f, earlier, &of_earlier);
	if (err != CT_OK)
		return err;
	compare(&of_story, &of_earlier, &m);
	sum_up(&m, story->doc->lang);
	*out = m;
	return CT_OK;
}
