/*
 * Normalization reads a number token by token, and some in parts, which say nothing by
 * themselves.  Terms and verdicts rest on the parts; who reads the evidence wants to see
 * what stands there:
 *
 *	9h30, 9 h 30, 3時12分        a time of day
 *	12 400, 41 000               in groups, where the language has another sign for it
 *	three hundred and fifty      hundreds and the rest
 *	cento e quarenta
 *	twenty-one, vingt et un      "one" alone counts nothing, so it is no number
 *	dix-neuf, dix-sept mille
 */
#include "amount.h"

#include <math.h>

#include "ascii.h"
#include "timeofday.h"

/* What parts tokens i and i + 1. */
static bool is_parted_by(const struct doc *d, size_t i, const char *sign)
{
	size_t end = d->tokens[i].at + d->tokens[i].n;

	return view_is(view_sub(d->text, end, d->tokens[i + 1].at - end), sign);
}

static bool is_number(const struct doc_token *t)
{
	return (t->flags & DOC_NUMBER) != 0;
}

static bool is_in_words(const struct doc *d, size_t i)
{
	return is_number(&d->tokens[i]) &&
	       !ascii_is_digit((unsigned char)d->text.p[d->tokens[i].at]);
}

static bool is_digits(const struct doc *d, size_t i, size_t least, size_t most)
{
	struct view v = doc_token_text(d, &d->tokens[i]);
	size_t n = 0;

	while (n < v.n && ascii_is_digit((unsigned char)v.p[n]))
		n++;
	return n == v.n && n >= least && n <= most;
}

/* "12 400", but "March 14 500 people". */
static size_t groups(const struct doc *d, size_t i, size_t end, double *value)
{
	size_t n = 1;

	if (!is_digits(d, i, 1, 3) || d->text.p[d->tokens[i].at] == '0' ||
	    (i > 0 && (d->tokens[i - 1].flags & DOC_DATE)))
		return 1;
	for (; i + n < end && is_digits(d, i + n, 3, 3) && is_parted_by(d, i + n - 1, " "); n++)
		*value = 1000 * *value + (double)d->tokens[i + n].value;
	return n;
}

static bool is_ten(double value)
{
	return value >= 20 && value < 100 && fmod(value, 10) < 0.5;
}

/* "three hundred and fifty", "vingt et un". */
static size_t with_and(const struct doc *d, size_t i, size_t end, double *value)
{
	const char *sign = d->lang == LANG_FR   ? "et"
			   : d->lang == LANG_PT ? "e"
			   : d->lang == LANG_EN ? "and"
						: NULL;

	if (sign == NULL || i + 2 >= end || !view_is(doc_token_text(d, &d->tokens[i + 1]), sign) ||
	    !is_parted_by(d, i, " ") || !is_parted_by(d, i + 1, " "))
		return 1;
	struct view last = doc_token_text(d, &d->tokens[i + 2]);
	double rest = (double)d->tokens[i + 2].value;
	if (d->lang == LANG_FR) {
		bool one = view_is(last, "un") || view_is(last, "une");
		if (!is_ten(*value) || !(one || view_is(last, "onze")))
			return 1;
		rest = one ? 1 : 11;
	} else if (*value < 100 || fmod(*value, 100) > 0.5 || !is_in_words(d, i + 2) ||
		   rest >= 100) {
		return 1;
	}
	*value += rest;
	return 3;
}

/* "twenty-one", "dix-neuf", "dix-sept mille". */
static size_t with_hyphen(const struct doc *d, size_t i, size_t end, double *value)
{
	if (i + 1 >= end || !is_parted_by(d, i, "-"))
		return 1;
	if (d->lang == LANG_EN && is_ten(*value) &&
	    view_is(doc_token_text(d, &d->tokens[i + 1]), "one")) {
		*value += 1;
		return 2;
	}
	double rest = (double)d->tokens[i + 1].value, factor = 1;
	while (rest >= 1000 * factor)
		factor *= 1000;
	if (d->lang != LANG_FR || !is_in_words(d, i + 1) || fabs(fmod(*value, 20) - 10) > 0.1 ||
	    rest < 7 * factor || rest >= 10 * factor)
		return 1;
	*value = *value * factor + rest;
	return 2;
}

static size_t time_tokens(const struct doc *d, size_t i, size_t end, size_t bytes)
{
	size_t n = 1;

	while (i + n < end && d->tokens[i + n].at < bytes)
		n++;
	/* the sign of the minutes, where it is one of its own */
	if (n > 1 && i + n < end && view_is(doc_token_text(d, &d->tokens[i + n]), "分"))
		n++;
	return n;
}

size_t amount_read(const struct doc *d, size_t i, size_t end, struct amount *out)
{
	struct timeofday time;

	*out = (struct amount){(double)d->tokens[i].value, false};
	if (timeofday_read(d, i, &time)) {
		*out = (struct amount){time.minutes, true};
		return time_tokens(d, i, end, time.end);
	}
	if (out->value <= 0)
		return 1;
	if (!is_in_words(d, i))
		return groups(d, i, end, &out->value);
	size_t n = with_and(d, i, end, &out->value);
	return n > 1 ? n : with_hyphen(d, i, end, &out->value);
}

bool amount_same(const struct amount *a, const struct amount *b)
{
	/* a token's value is a float */
	return a->time == b->time && (a->time || a->value > 0) &&
	       fabs(a->value - b->value) <= 1e-6 * fabs(a->value);
}
