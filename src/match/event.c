/*
 * Two reporters at one fire share no sentence and few words: the town, the
 * factory, its owner, a number.  What tells is that hardly any other story has
 * these, and that both came within days.  So what both stories name, titles
 * included, is counted as units: neighbouring rare words are one ("Colin Abbey"
 * is one man), and each counts for its rarest word, up to a bound, so that no
 * single odd word makes an event.
 *
 *	one name                    1 unit, up to UNIT_MOST
 *	a number, a rare word       less: FACTOR_*, SUPPORT_*
 *	Chinese, Japanese           a run of two pairs of characters and more is a
 *	                            name, a single pair a word
 *	Arabic                      two rare words in a row are a name
 *
 * Rarity is idf's, as it was before the stories of this event came
 * (idf_rarity_at).  Famous names are as rare as others where no table lists
 * them: so the stories must come within EVENT_SECONDS of each other, and share
 * EVENT_SHARE of all that is rare in the one that has less of it.
 *
 * Names alone need many.  A town and its mayor stand in all that the town's paper
 * prints; but where words of the matter are shared with them, which need not be
 * rare by themselves, one or two names are enough:
 *
 *	Grafenrode, Lackiererei, Thielemann     a fire, told twice
 *	Almorcín, Anselmo Quirós                a theft and a feast
 *
 * Across languages few words are shared (foreign.h), and names must do, as rare as the
 * language says in whose table they are commoner.
 *
 * Measured on the fitting set, before and after words of the matter counted: of 60
 * second and third accounts of an event 46 and 48 are joined to it (7 and 8 are
 * called rewritten), and to strangers 7 and 1; of 7,159 other stories of 11,431 to
 * one of another outlet 22 and 8.
 */
#include "event.h"

#include <math.h>

#include "utf8.h"

#define COMMON 2.5f /* idf: what is commoner tells nothing */
#define RARE 4.0f   /* what is commoner names no event */
#define UNIT_MOST 3.3f
#define UNIT_LEAST 1.0f
#define FACTOR_NUMBER 0.5f
#define FACTOR_WORD 0.35f
#define FACTOR_PAIR 0.5f /* of the pairs of characters in a run */
#define FACTOR_DOUBTED 0.35f
#define SUPPORT_NUMBER 0.5f
#define SUPPORT_WORD 0.34f
#define WORDS_MOST 4.2f /* of all rare words together */
#define SHARE_PRIOR 8.0f
#define UNITS_MAX 256
#define APART 2 /* bytes between neighbours */

#define EVENT_SECONDS (60 * 3600)
#define EVENT_WORDS 40
#define EVENT_WEIGHT 8.0f
#define EVENT_SHARE 0.16f
#define EVENT_SUPPORT 2.0f

/* Of names with words of the matter, above COMMON. */
#define NAME_LEAST 1.5f
#define NAME_MOST 4.8f
#define WORD_LEAST 0.7f
#define WORD_MOST 3.5f
#define NUMBER_MOST 4.5f
#define TOPIC_MOST 8.0f
#define PART_PRIOR 15.0f
#define UNSEEN 5.5f /* idf: a word of no table; with a capital it is a name */

/* What the two must reach.  The table of English is long: a name that it lacks is
 * rarer than elsewhere, but there is more to share by chance in long stories. */
struct bar {
	float names, topic, both, part;
};

static const struct bar bar_english = {4.0f, 3.0f, 6.0f, 0.14f};
static const struct bar bar_others = {2.8f, 2.0f, 4.5f, 0.06f};

/* Across languages: three names, or two and a rare number, or words of the matter. */
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

static const struct profile_term *find(const struct profile *p, uint32_t term)
{
	size_t low = 0, high = p->nterms;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (p->terms[mid].term < term)
			low = mid + 1;
		else
			high = mid;
	}
	return low < p->nterms && p->terms[low].term == term ? &p->terms[low] : NULL;
}

static bool title_has(const struct doc *d, uint32_t term)
{
	for (size_t i = 0; i < d->ntitle; i++)
		if (d->tokens[i].term == term)
			return true;
	return false;
}

/* Two characters of which one is hiragana: an ending, or where two words meet. */
static bool is_glue(const struct doc *d, const struct doc_token *t)
{
	struct view v = doc_token_text(d, t);

	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at);
		if (cp >= 0x3041 && cp < 0x30A0)
			return true;
	}
	return false;
}

/* 0: it tells nothing. */
static float rarity(const struct idf *f, const struct doc *d, const struct doc_token *t)
{
	if (t->flags & (DOC_STOP | DOC_DATE))
		return 0;
	float w = idf_rarity_at(f, t->term, idf_level(t, d->lang));
	if (w <= COMMON || ((t->flags & DOC_CJK) && is_glue(d, t)))
		return 0;
	return w;
}

static float above(float w, float least, float most)
{
	return w <= least ? 0 : w - least < most ? w - least : most;
}

/* Of a rare thing's rarity, what is added to all that is rare in a story.  English
 * has the longest table: elsewhere what it lacks is often a common word. */
static float factor(const struct doc *d, const struct doc_token *t)
{
	static const float of_kind[] = {[KIND_WORD] = FACTOR_WORD,
	    [KIND_NAME] = 1,
	    [KIND_NUMBER] = FACTOR_NUMBER,
	    [KIND_PAIR] = FACTOR_PAIR * FACTOR_WORD};
	enum kind kind = kind_of(d, t, 0);
	bool doubted = d->lang != LANG_EN && (kind == KIND_WORD || kind == KIND_PAIR);

	return of_kind[kind] * (doubted ? FACTOR_DOUBTED : 1);
}

/* All there is in a story of what is rare, and of what is not common. */
struct whole {
	float rare, said;
};

static struct whole whole(const struct idf *f, const struct profile *p)
{
	/* Pairs of characters overlap. */
	float pairs = p->doc->lang == LANG_ZH || p->doc->lang == LANG_JA ? FACTOR_PAIR : 1;
	struct whole all = {0};

	for (size_t i = 0; i < p->nterms; i++) {
		const struct doc_token *t = &p->doc->tokens[p->occ[p->terms[i].first].token];
		float w = rarity(f, p->doc, t);
		all.rare += above(w, RARE, w) * factor(p->doc, t);
		all.said += above(w, COMMON, w) * pairs;
	}
	return all;
}

/* Marks the story's tokens that the earlier has, with their rarity. */
static void mark_shared(
    const struct idf *f, const struct profile *story, const struct profile *earlier, float *rare)
{
	const struct doc *d = story->doc;

	for (size_t i = 0; i < d->ntitle; i++)
		if (find(earlier, d->tokens[i].term) || title_has(earlier->doc, d->tokens[i].term))
			rare[i] = rarity(f, d, &d->tokens[i]);
	for (size_t i = 0, j = 0; i < story->nterms; i++) {
		const struct profile_term *t = &story->terms[i];
		while (j < earlier->nterms && earlier->terms[j].term < t->term)
			j++;
		if ((j == earlier->nterms || earlier->terms[j].term != t->term) &&
		    !title_has(earlier->doc, t->term))
			continue;
		float w = rarity(f, d, &d->tokens[story->occ[t->first].token]);
		for (size_t k = t->first; k < t[1].first; k++)
			rare[story->occ[k].token] = w;
	}
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

/* What is rare by itself. */
static void weigh_rare(const struct unit *units, size_t n, struct event *e)
{
	float words = 0;

	for (size_t i = 0; i < n; i++) {
		const struct unit *u = &units[i];
		float w = u->most < UNIT_MOST ? u->most : UNIT_MOST;
		if (w < UNIT_LEAST)
			continue;
		if (u->kind == KIND_WORD) {
			words += w * FACTOR_WORD;
			e->support += SUPPORT_WORD;
		} else {
			e->weight += u->kind == KIND_NUMBER ? w * FACTOR_NUMBER : w;
			e->support += u->kind == KIND_NUMBER ? SUPPORT_NUMBER : 1;
		}
	}
	e->weight += words < WORDS_MOST ? words : WORDS_MOST;
}

/* Names, and what is said of them. */
static void weigh_topic(const struct unit *units, size_t n, struct event *e)
{
	float said = 0, numbers = 0;

	for (size_t i = 0; i < n; i++) {
		const struct unit *u = &units[i];
		if (u->kind == KIND_NUMBER) {
			numbers += FACTOR_NUMBER * above(u->most, 0, NUMBER_MOST);
		} else if (u->kind == KIND_NAME && u->most > NAME_LEAST) {
			e->names += above(u->most, NAME_LEAST, UNIT_MOST);
			said += above(u->most, 0, NAME_MOST);
		} else if (u->kind == KIND_WORD && u->most > WORD_LEAST) {
			e->topic += above(u->most, 0, WORD_MOST);
		}
	}
	e->part = said + e->topic + numbers;
	e->both = e->names + BOTH_TOPIC * above(e->topic, 0, TOPIC_MOST) + FACTOR_NUMBER * numbers;
}

enum ct_err event_weigh(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, struct event *out)
{
	float *rare = ARENA_ARRAY(a, story->doc->ntokens + 1, float);
	struct unit units[UNITS_MAX];
	struct event e = {0};

	if (rare == NULL)
		return CT_ENOMEM;
	mark_shared(f, story, earlier, rare);
	weigh_rare(units, read_units(story->doc, rare, RARE, units), &e);
	weigh_topic(units, read_units(story->doc, rare, COMMON, units), &e);
	const struct bar *bar = story->doc->lang == LANG_EN ? &bar_english : &bar_others;
	bool names = e.weight >= EVENT_WEIGHT && e.support >= EVENT_SUPPORT;
	bool topic = e.names >= bar->names && e.topic >= bar->topic && e.both >= bar->both;
	e.likely = e.names >= bar_others.names && e.topic >= bar_others.topic;
	if (names || topic) {
		struct whole own = whole(f, story), other = whole(f, earlier);
		e.share = e.weight / (fminf(own.rare, other.rare) + SHARE_PRIOR);
		e.part /= fminf(own.said, other.said) + PART_PRIOR;
		e.told = (names && e.share >= EVENT_SHARE) || (topic && e.part >= bar->part);
	}
	*out = e;
	return CT_OK;
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
	weigh_rare(units, read_units(s->story->doc, rare, RARE, units), &e);
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

bool event_apart(const struct profile *story, const struct profile *earlier)
{
	int64_t apart;

	if (!is_dated(story) || !is_dated(earlier))
		return false;
	return __builtin_sub_overflow(story->published, earlier->published, &apart) ||
	       apart > EVENT_SECONDS || apart < -EVENT_SECONDS;
}

bool event_near(const struct profile *story, const struct profile *earlier)
{
	return !event_apart(story, earlier) && is_dated(story) && is_dated(earlier) &&
	       story->doc->words >= EVENT_WORDS && earlier->doc->words >= EVENT_WORDS;
}
