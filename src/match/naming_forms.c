/*
 * Terms of names are equal where their letters are, which accents, transcriptions and
 * initials make other ones:
 *
 *	Étienne, Göttingen        Etienne, Goettingen
 *	EFCA                      Economic and Financial Crimes Agency
 *
 * Across languages a term may be lost on the way though both write the same; and what
 * stands with a capital may be a word that was translated, or, in German, any noun:
 *
 *	Maritime Workers Union    die Gewerkschaft Maritime Workers Union
 *	ministra de Trabajo       ministre du Travail
 *	chief executive Okafor    Vorstandschef Okafor
 */
#include "naming_forms.h"

#include "foreign.h"
#include "naming.h"
#include "translit.h"
#include "utf8.h"

#define WORDS_MAX 1024
#define LETTERS_LEAST 3
#define RARE 4.0f /* weight from which a word is no common one */
#define INITIALS_LEAST 3
#define INITIALS_MAX 6
#define INITIALS_TRIED 100 /* of a story: each is looked for everywhere */
#define SMALL_WORDS 2      /* of grammar, between two initials */
#define WORD_BYTES 64

struct side {
	const struct profile *p;
	uint8_t *state;
};

static bool is_name(const struct doc_token *t)
{
	return (t->flags & (DOC_NAME | DOC_NUMBER)) == DOC_NAME;
}

/* Equal for names that differ in accents alone, and in what stands for an umlaut; 0: too
 * short, or of another script. */
static uint32_t spelled(const struct doc *d, const struct doc_token *t)
{
	struct view v = doc_token_text(d, t);
	char folded[4 * WORD_BYTES], latin[TRANSLIT_MAX];
	size_t n = 0, letters = 0;
	uint32_t hash = 2166136261u;

	if (v.n > 2 && view_is(view_sub(v, v.n - 2, 2), "'s"))
		v.n -= 2;
	for (size_t at = 0; at < v.n && at < WORD_BYTES;) {
		uint32_t cp = translit_fold(utf8_next(v, &at));
		n += cp != 0 && cp != '\'' ? utf8_encode(cp, folded + n) : 0;
	}
	n = translit_latin((struct view){folded, n}, latin);
	for (size_t i = 0; i < n; i++) {
		bool umlaut = i > 0 && latin[i] == 'e' && strchr("aou", latin[i - 1]) != NULL;
		if (umlaut)
			continue;
		hash = (hash ^ (unsigned char)latin[i]) * 16777619u;
		letters++;
	}
	return letters >= LETTERS_LEAST ? hash | 1 : 0;
}

/* The words of a doc that are written as names are. */
static size_t capitals(const struct doc *d, uint32_t out[WORDS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < d->ntokens && n < WORDS_MAX; i++)
		if ((d->tokens[i].flags & (DOC_NAME | DOC_CAPITAL)) &&
		    (d->tokens[i].flags & (DOC_NUMBER | DOC_CJK)) == 0)
			out[n++] = spelled(d, &d->tokens[i]);
	return n;
}

static void settle_spelling(const struct side *a, const struct side *b, bool foreign)
{
	uint32_t words[WORDS_MAX];
	size_t n = SIZE_MAX; /* not looked for yet */

	for (size_t i = 0; i < a->p->doc->ntokens; i++) {
		const struct doc_token *t = &a->p->doc->tokens[i];
		bool lost = a->state[i] == FACTS_LOST || (foreign && a->state[i] == FACTS_NONE);
		if (!is_name(t) || (t->flags & DOC_CJK) || !lost)
			continue;
		uint32_t hash = spelled(a->p->doc, t);
		if (n == SIZE_MAX)
			n = capitals(b->p->doc, words);
		for (size_t k = 0; k < n && hash != 0; k++)
			if (words[k] == hash) {
				a->state[i] = FACTS_NEAR;
				break;
			}
	}
}

/* "EFCA": its letters; else nothing. */
static size_t initials_of(const struct doc *d, const struct doc_token *t, char out[INITIALS_MAX])
{
	struct view v = doc_token_text(d, t);

	if (v.n < INITIALS_LEAST || v.n > INITIALS_MAX)
		return 0;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] < 'A' || v.p[i] > 'Z')
			return 0;
		out[i] = v.p[i];
	}
	return v.n;
}

/* Behind the words from token i on that begin with these letters; 0: they do not. */
static size_t spelled_out(const struct doc *d, size_t i, const char *letters, size_t n)
{
	size_t k = 0, small = 0;

	for (; i < d->ntokens && small <= SMALL_WORDS; i++) {
		const struct doc_token *t = &d->tokens[i];
		bool begins =
		    (t->flags & DOC_CAPITAL) && t->n > 1 && d->text.p[t->at] == letters[k];
		if (begins && ++k == n)
			return i + 1;
		if (!begins && (k == 0 || (t->flags & (DOC_STOP | DOC_CAPITAL)) != DOC_STOP))
			return 0;
		small = begins ? 0 : small + 1;
		if (i + 1 < d->ntokens && d->tokens[i + 1].at != t->at + t->n + 1)
			return 0;
	}
	return 0;
}

static void make_near(const struct side *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (s->state[i] == FACTS_LOST && is_name(&s->p->doc->tokens[i]))
			s->state[i] = FACTS_NEAR;
}

/* Initials of a that b spells out. */
static void settle_initials(const struct side *a, const struct side *b)
{
	const struct doc *da = a->p->doc, *db = b->p->doc;
	char letters[INITIALS_MAX];

	for (size_t i = 0, tried = 0; i < da->ntokens && tried < INITIALS_TRIED; i++) {
		size_t n = 0;
		if (da->tokens[i].flags & DOC_CAPITAL)
			n = initials_of(da, &da->tokens[i], letters);
		tried += n > 0;
		for (size_t k = 0; n > 0 && k < db->ntokens; k++) {
			size_t end = spelled_out(db, k, letters, n);
			if (end == 0)
				continue;
			make_near(a, i, i + 1);
			make_near(b, k, end);
		}
	}
}

static bool is_there(uint8_t state)
{
	return state == FACTS_KEPT || state == FACTS_NEAR;
}

/* Whether a name that is there stands right behind: this is what it is. */
static bool names_it(const struct side *s, size_t at)
{
	const struct doc *d = s->p->doc;

	return at < d->ntokens && (d->tokens[at].flags & DOC_CAPITAL) && is_there(s->state[at]) &&
	       d->tokens[at].at == d->tokens[at - 1].at + d->tokens[at - 1].n + 1;
}

static void settle_abroad(const struct side *s, const struct naming_unit *u)
{
	size_t there = 0;
	bool common = true;

	for (size_t i = u->at.from; i < u->at.to; i++) {
		there += is_there(s->state[i]);
		common &= is_there(s->state[i]) || s->p->token_idf[i] < RARE;
	}
	bool named = there >= 2 || is_there(s->state[u->at.to - 1]);
	if (!named && !common && !names_it(s, u->at.to))
		return;
	for (size_t i = u->at.from; i < u->at.to; i++)
		if (s->state[i] == FACTS_LOST)
			s->state[i] = there > 0 ? FACTS_PART : FACTS_NONE;
}

static void settle_words(const struct side *s)
{
	const struct doc *d = s->p->doc;

	for (size_t k = 0; k < d->nsentences; k++) {
		struct doc_span rest = doc_span_of(d, k, 1);
		struct naming_unit u;
		while (naming_next(d, s->state, &rest, &u))
			if (!u.number && !(d->tokens[u.at.from].flags & DOC_CJK))
				settle_abroad(s, &u);
	}
}

void naming_forms_settle(
    const struct profile *story, uint8_t *a, const struct profile *earlier, uint8_t *b)
{
	struct side sa = {story, a}, sb = {earlier, b};
	bool foreign = foreign_are(story, earlier);

	settle_spelling(&sa, &sb, foreign);
	settle_spelling(&sb, &sa, foreign);
	settle_initials(&sa, &sb);
	settle_initials(&sb, &sa);
	if (foreign) {
		settle_words(&sa);
		settle_words(&sb);
	}
}
