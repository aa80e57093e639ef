/*
 * A rewrite says "nearly 419,000" for 418,600, and "56 months" for "four years and eight
 * months".  Of two numbers one is the other rounded where it has one to three digits that
 * are no zeros, fewer than the other, and lies within one of its last digit and within
 * APART:
 *
 *	418,600     419,000  420,000                 not 400,000
 *	1,240       1,200                            not 1,000
 *	21.4        21                               not 21.5
 *	52, 2023    none: small numbers, and years, are near by chance
 *
 * What stands in years and months ("four years and eight months": two numbers, a word
 * behind the first, the second below twelve) counts as its months, too.
 *
 * Looked for in what stands opposite alone (facts.c).  Judging the same stories without
 * it finds 18 for 25 of 48 rewrites that hide what they are made from, and 31 for 34 of
 * 48 summaries (our own, tuning half, the trees fitted without it).
 */
#include "rounded.h"

#include <math.h>

#define LEAST 100.0f       /* of what is rounded, */
#define LEAST_BROKEN 10.0f /* or of what has a fraction */
#define DIGITS 3
#define APART 0.035f /* of the exact one */
#define YEARS_MAX 40
#define SPAN 4 /* tokens from the years' number to that of the months, at most */

static bool is_whole(float v, float step)
{
	return fabsf(v / step - rintf(v / step)) < 1e-3f;
}

static bool is_year(float v)
{
	return v >= 1900 && v < 2100 && is_whole(v, 1);
}

static bool is_round_of(float round, float exact)
{
	if (is_year(exact) || (exact < LEAST && (exact < LEAST_BROKEN || is_whole(exact, 1))))
		return false;
	if (round <= 0 || fabsf(exact - round) > APART * exact)
		return false;
	float step = 1;
	while (step <= round / 10)
		step *= 10;
	for (int k = 0; k < DIGITS && step >= 1; k++, step /= 10)
		if (is_whole(round, step))
			return !is_whole(exact, step) && fabsf(exact - round) < step;
	return false;
}

static bool is_number(const struct doc_token *t)
{
	return (t->flags & DOC_NUMBER) != 0 && t->value > 0;
}

/* Of the sentence of the text that token i stands in: the token behind its last. */
static size_t sentence_end(const struct doc *d, size_t i)
{
	size_t lo = 0, hi = d->nsentences;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (d->sentences[mid].first + d->sentences[mid].len <= i)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < d->nsentences ? d->sentences[lo].first + d->sentences[lo].len : d->ntokens;
}

/* The token of the months, where a span of years and months begins with token i; else 0. */
static size_t months_of(const struct doc *d, size_t i, float *months)
{
	const struct doc_token *t = d->tokens;

	*months = 0;
	if (t[i].value > YEARS_MAX || !is_whole(t[i].value, 1))
		return 0;
	size_t end = sentence_end(d, i);
	for (size_t k = i + 2; k <= i + SPAN && k < end; k++) {
		if (!is_number(&t[k]))
			continue;
		if (t[k].value >= 12 || !is_whole(t[k].value, 1))
			return 0;
		*months = 12 * t[i].value + t[k].value;
		return k;
	}
	return 0;
}

static bool same(float a, float b)
{
	return fabsf(a - b) < 1e-3f;
}

size_t rounded_tokens(const struct doc *a, size_t i, const struct doc *b, size_t j)
{
	const struct doc_token *ta = &a->tokens[i], *tb = &b->tokens[j];
	float here, there;

	if (!is_number(ta) || !is_number(tb))
		return 0;
	if (is_round_of(ta->value, tb->value) || is_round_of(tb->value, ta->value))
		return 1;
	size_t last = months_of(a, i, &here);
	if (last > 0 && same(here, tb->value))
		return last - i + 1;
	return months_of(b, j, &there) > 0 && same(there, ta->value);
}
