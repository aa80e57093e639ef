/*
 * A name of several words is one thing.  What is lost of it is no loss where the rest
 * tells who it is:
 *
 *	the story               the earlier one
 *	Emma Gonzalez           Gonzalez              the same: one is part of the other
 *	Senator Holt            Jean Holt             the same: a rare last word
 *	Marshall County         Greene County         another: County is no rare word
 *	EU                      European Union        the same: its initials
 *
 * So is a number that is written in parts (amount.h).
 */
#include "naming.h"

#include "amount.h"
#include "count.h"
#include "naming_forms.h"

#define JOINED 1     /* bytes between the words of a name */
#define SURNAME 4.0f /* weight from which a name's last word is enough to tell it */
#define NAMES_MAX 256
#define INITIALS_MAX 5
#define AMOUNTS_MAX 512

static bool is_name(const struct doc_token *t)
{
	return (t->flags & (DOC_NAME | DOC_NUMBER)) == DOC_NAME;
}

bool naming_next(
    const struct doc *d, const uint8_t *state, struct doc_span *rest, struct naming_unit *out)
{
	const struct doc_token *t = d->tokens;
	size_t i = rest->from, end = rest->to;

	while (i < end && (state[i] == FACTS_NONE || !facts_is(&t[i])))
		i++;
	rest->from = i;
	if (i >= end)
		return false;
	*out = (struct naming_unit){{i, i + 1}, !is_name(&t[i]), state[i]};
	if (out->number) {
		struct amount amount;
		rest->from = out->at.to = i + amount_read(d, i, end, &amount);
		return true;
	}
	for (i++; i < end && is_name(&t[i]) && t[i].at <= t[i - 1].at + t[i - 1].n + JOINED; i++)
		if (state[i] == FACTS_LOST || out->state == FACTS_PART)
			out->state = state[i];
	rest->from = out->at.to = i;
	return true;
}

static size_t words_of(const struct naming_unit *u)
{
	return u->at.to - u->at.from;
}

struct names {
	const struct profile *p;
	uint8_t *state;
	struct naming_unit of[NAMES_MAX];
	size_t n;
};

static void find_names(const struct profile *p, uint8_t *state, struct names *out)
{
	const struct doc *d = p->doc;

	out->p = p;
	out->state = state;
	out->n = 0;
	for (size_t s = 0; s < d->nsentences; s++) {
		struct doc_span rest = doc_span_of(d, s, 1);
		while (out->n < NAMES_MAX && naming_next(d, state, &rest, &out->of[out->n]))
			out->n += !out->of[out->n].number;
	}
}

static size_t in_common(const struct doc *a, const struct naming_unit *u, const struct doc *b,
    const struct naming_unit *v)
{
	size_t n = 0;

	for (size_t i = v->at.from; i < v->at.to; i++)
		n += doc_span_has(a, u->at, b->tokens[i].term);
	return n;
}

/* The last word of a name; "Robert O'Brien Jr." is an O'Brien. */
static size_t last_word(const struct doc *d, const struct naming_unit *u)
{
	static const char *const behind[] = {"Jr", "Sr", "II", "III"};
	size_t last = u->at.to - 1;

	if (last > u->at.from && view_is_one(doc_token_text(d, &d->tokens[last]), LISTED(behind)))
		last--;
	return last;
}

/* Whether the other story names what u names: by a part of it, or by its last word, if
 * that is rare: many are a County.  Where most words have capitals, as in a sentence of
 * names alone, none is known as a name: the word will do. */
static bool is_named(const struct names *a, const struct naming_unit *u, const struct names *b)
{
	size_t last = last_word(a->p->doc, u);

	if (a->p->token_idf[last] >= SURNAME && a->state[last] != FACTS_LOST)
		return true;
	for (size_t i = 0; i < b->n; i++) {
		const struct naming_unit *v = &b->of[i];
		size_t n = in_common(a->p->doc, u, b->p->doc, v);
		if (n >= 2 || n == words_of(v))
			return true;
	}
	return false;
}

/* "EU" of "European Union". */
static bool is_short_for(const struct doc *a, const struct naming_unit *u, const struct doc *b,
    const struct naming_unit *v)
{
	struct view letters = doc_token_text(a, &a->tokens[u->at.from]);
	size_t n = 0, most = words_of(v);

	for (size_t i = 0; i < letters.n; i++) {
		if (letters.p[i] == '.')
			continue;
		if (n == most || letters.p[i] < 'A' || letters.p[i] > 'Z' ||
		    b->text.p[b->tokens[v->at.from + n].at] != letters.p[i])
			return false;
		n++;
	}
	return n >= 2 && n == most;
}

static bool has_initials(const struct names *a, const struct naming_unit *u, const struct names *b)
{
	size_t n = words_of(u);

	if (n > INITIALS_MAX || (n == 1 && a->p->doc->tokens[u->at.from].n > 2 * INITIALS_MAX))
		return false;
	for (size_t i = 0; i < b->n; i++) {
		const struct naming_unit *v = &b->of[i];
		if (n == 1 ? words_of(v) > 1 && is_short_for(a->p->doc, u, b->p->doc, v)
			   : words_of(v) == 1 && is_short_for(b->p->doc, v, a->p->doc, u))
			return true;
	}
	return false;
}

/* A name's words are one thing: "President Emma Gonzalez" is there where "Gonzalez" is,
 * and "Marshall County" is not where another county is. */
static void settle(struct names *a, const struct names *b)
{
	for (size_t k = 0; k < a->n; k++) {
		const struct naming_unit *u = &a->of[k];
		size_t lost = 0, n = words_of(u);
		for (size_t i = u->at.from; i < u->at.to; i++)
			lost += a->state[i] == FACTS_LOST;
		bool there = lost > 0 && (lost < n ? is_named : has_initials)(a, u, b);
		for (size_t i = u->at.from; there && i < u->at.to; i++)
			if (a->state[i] == FACTS_LOST)
				a->state[i] = lost < n ? FACTS_PART : FACTS_NEAR;
	}
}

struct amounts {
	const struct doc *d;
	uint8_t *state;
	struct amount_at {
		struct amount is;
		struct doc_span at;
	} of[AMOUNTS_MAX];
	size_t n;
	bool parts; /* one has several tokens */
};

static void find_amounts(const struct doc *d, uint8_t *state, struct amounts *out)
{
	out->d = d;
	out->state = state;
	out->n = 0;
	out->parts = false;
	for (size_t i = 0, n; i < d->ntokens && out->n < AMOUNTS_MAX; i += n) {
		struct amount_at *a = &out->of[out->n];
		n = 1;
		if ((d->tokens[i].flags & DOC_NUMBER) == 0)
			continue;
		n = amount_read(d, i, d->ntokens, &a->is);
		a->at = (struct doc_span){i, i + n};
		out->parts |= n > 1;
		out->n++;
	}
}

static bool is_unknown(const struct amount_at *a)
{
	return a->at.to - a->at.from > 1 && !a->is.time && a->is.value <= 0;
}

static bool has_amount(const struct amounts *all, const struct amounts *other, size_t k)
{
	const struct amount_at *a = &all->of[k];
	const struct doc *d = other->d;
	uint32_t term = all->d->tokens[a->at.from].term;

	for (size_t i = 0; i < other->n; i++) {
		const struct amount_at *b = &other->of[i];
		bool one = a->at.to - a->at.from == 1 && b->at.to - b->at.from == 1;
		if (amount_same(&a->is, &b->is) || (one && d->tokens[b->at.from].term == term) ||
		    (is_unknown(b) && doc_span_has(d, b->at, term)))
			return true;
	}
	return false;
}

/* What is written in parts is there as a whole, or not at all, and a part of one that is
 * there is no number; nor is what nobody can read. */
static void settle_amounts(struct amounts *a, const struct amounts *b)
{
	for (size_t k = 0; k < a->n; k++) {
		struct doc_span at = a->of[k].at;
		bool whole = at.to - at.from > 1, there = has_amount(a, b, k);
		for (size_t i = at.from; i < at.to; i++)
			if (is_unknown(&a->of[k]))
				a->state[i] = FACTS_NONE;
			else if (there ? a->state[i] == FACTS_LOST
				       : a->state[i] == FACTS_KEPT ||
					     (whole && a->state[i] == FACTS_NEAR))
				a->state[i] = there ? FACTS_KEPT : FACTS_LOST;
	}
}

void naming_settle(
    const struct profile *story, uint8_t *a, const struct profile *earlier, uint8_t *b)
{
	struct names na, nb;
	struct amounts ma, mb;

	naming_forms_settle(story, a, earlier, b);
	find_amounts(story->doc, a, &ma);
	find_amounts(earlier->doc, b, &mb);
	/* of more than that nobody knows what is not there */
	if ((ma.parts || mb.parts) && ma.n < AMOUNTS_MAX && mb.n < AMOUNTS_MAX) {
		settle_amounts(&ma, &mb);
		settle_amounts(&mb, &ma);
	}
	find_names(story, a, &na);
	find_names(earlier, b, &nb);
	settle(&na, &nb);
	settle(&nb, &na);
}
