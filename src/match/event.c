/*
 * Across languages few words are shared (foreign.h), and names must do, as rare as the
 * language says in whose table they are commoner.  (Within one: matter.c.)  What both
 * stories name is counted as units: neighbouring rare words are one ("Colin Abbey"
 * is one man), and each counts for its rarest word, up to a bound, so that no
 * single odd word makes an event.
 *
 *	one name                    1 unit, up to UNIT_MOST
 *	a number                    FACTOR_NUMBER of it
 *	Chinese, Japanese           a run of two pairs of characters and more is a
 *	                            name, a single pair a word
 *	Arabic                      two rare words in a row are a name
 *
 * Rarity is idf's, as it was before the stories of this event came
 * (idf_rarity_at).  Famous names are as rare as others where no table lists
 * them: so the stories must come within EVENT_SECONDS of each other.
 */
#include "event.h"

#include <math.h>

#define COMMON 2.5f /* idf: what is commoner tells nothing */
#define UNIT_MOST 3.3f
#define FACTOR_NUMBER 0.5f
#define FACTOR_PAIR 0.5f /* of the pairs of characters in a run */
#define UNITS_MAX 256
#define APART 2 /* bytes between neighbours */

#define EVENT_SECONDS (60 * 3600)
#define FOLLOW_SECONDS (6 * 24 * 3600)
#define EVENT_WORDS 40

/* Of what is above COMMON. */
#define NAME_LEAST 1.5f
#define WORD_LEAST 0.7f
#define WORD_MOST 3.5f
#define NUMBER_MOST 4.5f
#define TOPIC_MOST 8.0f
#define UNSEEN 5.5f /* idf: a word of no table; with a capital it is a name */

/* Three names, or two and a rare number, or words of the matter. */
#define FOREIGN_NAMES 6.0f
#define FOREIGN_BOTH 7.5f
#define FOREIGN_DOUBTED 1.25f /* times that, where no table of English tells famous names */
#define BOTH_TOPIC 0.4f       /* of the topic's weight, beside names */

enum kind { KIND_WORD, KIND_NAME, KIND_NUMBER, KIND_PAIR };

/* rarity: of the token. */
static enum kind kind_of(const struct doc *d, const struct doc_token *t, float rarity)
{
	if (t->flags & DOC_NUMBER)
		return KIND_NUMBER;
	if (t->flags & DOC_CJK)
		return KIND_PAIR;
	bool opens = (t->flags & DOC_CAPITAL) && d->lang != LANG_DE && rarity > UNSEEN;
	return (t->flags & DOC_NAME) || opens ? KIND_NAME : KIND_WORD;
}

/* 0: it tells nothing. */
static float rarity(const struct idf *f, const struct doc *d, const struct doc_token *t)
{
	if (t->flags & (DOC_STOP | DOC_DATE))
		return 0;
	float w = idf_rarity_at(f, t->term, idf_level(t, d->lang));
	return w > COMMON ? w : 0;
}

static float above(float w, float least, float most)
{
	return w <= least ? 0 : w - least < most ? w - least : most;
}

/* A run of neighbours that both stories have, each of some rarity. */
struct unit {
	enum kind kind;
	size_t len;
	float sum, most; /* of their rarity above what was asked */
	uint32_t term;   /* the rarest */
};

static struct unit read_unit(const struct doc *d, const float *rare, float least, size_t *at)
{
	const struct doc_token *t = d->tokens;
	size_t i = *at;
	struct unit u = {.kind = kind_of(d, &t[i], rare[i])};

	for (; i < d->ntokens && rare[i] > least && kind_of(d, &t[i], rare[i]) == u.kind; i++) {
		if (i > *at && (i == d->ntitle || t[i].at > t[i - 1].at + t[i - 1].n + APART))
			break;
		if (u.len > 0 &&
		    (u.kind == KIND_NUMBER || (u.kind == KIND_WORD && d->lang != LANG_AR)))
			break;
		u.len++;
		u.sum += rare[i] - least;
		if (rare[i] - least > u.most) {
			u.most = rare[i] - least;
			u.term = t[i].term;
		}
	}
	*at = i;
	if (u.kind == KIND_PAIR) {
		u.kind = u.len > 1 ? KIND_NAME : KIND_WORD;
		u.most = u.len > 1 ? u.sum * FACTOR_PAIR : u.most;
	} else if (u.kind == KIND_WORD && u.len > 1) {
		u.kind = KIND_NAME;
	}
	return u;
}

/* The story's units that are rarer than `least`, each once; how many. */
static size_t read_units(
    const struct doc *d, const float *rare, float least, struct unit out[UNITS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < d->ntokens && n < UNITS_MAX;) {
		if (rare[i] <= least) {
			i++;
			continue;
		}
		struct unit u = read_unit(d, rare, least, &i);
		bool again = false;
		for (size_t k = 0; k < n && !again; k++)
			again = out[k].term == u.term;
		if (!again)
			out[n++] = u;
	}
	return n;
}

/* Names, and what is said of them. */
static void weigh_topic(const struct unit *units, size_t n, struct event *e)
{
	float numbers = 0;

	for (size_t i = 0; i < n; i++) {
		const struct unit *u = &units[i];
		if (u->kind == KIND_NUMBER) {
			numbers += FACTOR_NUMBER * above(u->most, 0, NUMBER_MOST);
		} else if (u->kind == KIND_NAME && u->most > NAME_LEAST) {
			e->names += above(u->most, NAME_LEAST, UNIT_MOST);
		} else if (u->kind == KIND_WORD && u->most > WORD_LEAST) {
			e->topic += above(u->most, 0, WORD_MOST);
		}
	}
	e->both = e->names + BOTH_TOPIC * above(e->topic, 0, TOPIC_MOST) + FACTOR_NUMBER * numbers;
}

/* Across languages the two shadows share terms, and the stories' own tokens, at the same
 * places, tell how rare each name is where it was written. */
static void mark_foreign(const struct idf *f, const struct event_shadows *s, float *rare)
{
	for (size_t i = 0, j = 0; i < s->story->nterms; i++) {
		const struct profile_term *t = &s->story->terms[i];
		while (j < s->earlier->nterms && s->earlier->terms[j].term < t->term)
			j++;
		if (j == s->earlier->nterms || s->earlier->terms[j].term != t->term)
			continue;
		size_t at = s->earlier->occ[s->earlier->terms[j].first].token;
		float w = rarity(f, s->earlier_own, &s->earlier_own->tokens[at]);
		for (size_t k = t->first; k < t[1].first; k++) {
			size_t token = s->story->occ[k].token;
			rare[token] =
			    fminf(w, rarity(f, s->story_own, &s->story_own->tokens[token]));
		}
	}
}

enum ct_err event_weigh_foreign(
    struct arena *a, const struct idf *f, const struct event_shadows *s, struct event *out)
{
	float *rare = ARENA_ARRAY(a, s->story->doc->ntokens + 1, float);
	struct unit units[UNITS_MAX];
	struct event e = {0};

	if (rare == NULL)
		return CT_ENOMEM;
	mark_foreign(f, s, rare);
	weigh_topic(units, read_units(s->story->doc, rare, COMMON, units), &e);
	bool known = s->story_own->lang == LANG_EN || s->earlier_own->lang == LANG_EN;
	e.told = e.names >= FOREIGN_NAMES && e.both >= FOREIGN_BOTH * (known ? 1 : FOREIGN_DOUBTED);
	*out = e;
	return CT_OK;
}

static bool is_dated(const struct profile *p)
{
	return p->published != CT_TIME_UNKNOWN;
}

static bool further(const struct profile *story, const struct profile *earlier, int64_t seconds)
{
	int64_t apart;

	if (!is_dated(story) || !is_dated(earlier))
		return false;
	return __builtin_sub_overflow(story->published, earlier->published, &apart) ||
	       apart > seconds || apart < -seconds;
}

bool event_apart(const struct profile *story, const struct profile *earlier)
{
	return further(story, earlier, EVENT_SECONDS);
}

bool event_follows(const struct profile *story, const struct profile *earlier)
{
	return !further(story, earlier, FOLLOW_SECONDS);
}

bool event_near(const struct profile *story, const struct profile *earlier)
{
	return !event_apart(story, earlier) && is_dated(story) && is_dated(earlier) &&
	       story->doc->words >= EVENT_WORDS && earlier->doc->words >= EVENT_WORDS;
}
