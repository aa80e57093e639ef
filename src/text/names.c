/*
 * In most languages a capital inside a sentence makes a name; the first word of
 * a sentence is one where the doc writes it so inside a sentence, too, or where
 * another capital follows.  German writes every noun with a capital: there only
 * neighbouring capitals count ("Marian Oldroyd"), and of those none that is among the
 * language's common words ("Chefin Cornelia Voss").  Sentences in title case (a
 * headline among the text) say nothing.
 */
#include "names.h"

#include "lang_table.h"

#define SEEN_BITS 10

/* The terms seen as names inside sentences, as a bit set by hash. */
struct seen {
	uint64_t bits[1u << (SEEN_BITS - 6)];
};

static void seen_add(struct seen *s, uint32_t term)
{
	uint32_t h = term >> (32 - SEEN_BITS);
	s->bits[h >> 6] |= 1ull << (h & 63);
}

static bool seen_has(const struct seen *s, uint32_t term)
{
	uint32_t h = term >> (32 - SEEN_BITS);
	return (s->bits[h >> 6] >> (h & 63)) & 1;
}

static bool could_be(const struct doc_token *t)
{
	return (t->flags & (DOC_CAPITAL | DOC_STOP | DOC_NUMBER | DOC_DATE)) == DOC_CAPITAL &&
	       t->n > 1;
}

/* Only one blank or hyphen between the two. */
static bool adjacent(const struct doc_token *a, const struct doc_token *b)
{
	return b->at - (a->at + a->n) <= 1;
}

static bool is_title_case(const struct doc_token *t, size_t n)
{
	size_t capital = 0, words = 0;

	for (size_t i = 0; i < n; i++) {
		words += (t[i].flags & (DOC_STOP | DOC_NUMBER | DOC_CJK)) == 0;
		capital += could_be(&t[i]);
	}
	return words >= 5 && capital * 10 >= words * 8;
}

static void mark_sentence(const struct doc *d, struct doc_token *t, size_t n, struct seen *seen)
{
	if (is_title_case(t, n))
		return;
	for (size_t i = 0; i < n; i++) {
		if (!could_be(&t[i]))
			continue;
		bool prev = i > 0 && could_be(&t[i - 1]) && adjacent(&t[i - 1], &t[i]);
		bool next = i + 1 < n && could_be(&t[i + 1]) && adjacent(&t[i], &t[i + 1]);
		bool first =
		    i == 0 || t[i].at - (t[i - 1].at + t[i - 1].n) >= 3; /* after a quote opens */
		if (d->lang == LANG_DE
			? (!prev && !next) || lang_table_level(t[i].term, LANG_DE) >= 0
			: first && !next)
			continue;
		t[i].flags |= DOC_NAME;
		seen_add(seen, t[i].term);
	}
}

void names_mark(struct doc *d)
{
	struct seen seen = {{0}};

	for (size_t i = 0; i < d->nsentences; i++)
		mark_sentence(d, d->tokens + d->sentences[i].first, d->sentences[i].len, &seen);
	for (size_t i = 0; i < d->nsentences; i++) {
		struct doc_token *t = d->tokens + d->sentences[i].first;
		for (size_t k = 0; k < d->sentences[i].len; k++)
			if (could_be(&t[k]) && (t[k].flags & DOC_NAME) == 0 &&
			    seen_has(&seen, t[k].term))
				t[k].flags |= DOC_NAME;
	}
}
