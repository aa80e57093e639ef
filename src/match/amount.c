/*
 * Normalization reads a number token by token, and some in parts, which say nothing by
 * themselves.  Terms and verdicts rest on the parts; who reads the evidence wants to see
 * what stands there:
 *
 *	9h30, 9 h 30, 3時12分        a time of day
 *	七点五十二分
 *	12 400, 41 000               in groups, where the language has another sign for it
 *	twenty-one, vingt et un      "one" alone counts nothing, so it is no number
 *	dix-neuf, dix-sept mille
 *	3,1 трлн
 */
#include "amount.h"

#include <math.h>

#include "ascii.h"
#include "count.h"
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

/* "vingt et un", "soixante et onze". */
static size_t with_et(const struct doc *d, size_t i, size_t end, double *value)
{
	if (d->lang != LANG_FR || i + 2 >= end || !is_ten(*value) ||
	    !view_is(doc_token_text(d, &d->tokens[i + 1]), "et") || !is_parted_by(d, i, " ") ||
	    !is_parted_by(d, i + 1, " "))
		return 1;
	struct view last = doc_token_text(d, &d->tokens[i + 2]);
	bool one = view_is(last, "un") || view_is(last, "une");
	if (!one && !view_is(last, "onze"))
		return 1;
	*value += one ? 1 : 11;
	return 3;
}

/* "one" behind twenty and so on; "first" to "ninth": 1 to 9; 0: neither. */
static double unit(struct view v)
{
	static const char *const ordinals[] = {
	    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"};

	for (size_t k = 0; k < COUNT(ordinals); k++)
		if (view_is(v, ordinals[k]))
			return (double)k + 1;
	return view_is(v, "one");
}

/* "millions" and "триллионов", but no "millionaires" nor "hundredths". */
static bool is_ending(struct view v)
{
	return v.n == 0 || view_is(v, "s") || (unsigned char)v.p[0] >= 0x80;
}

/* What the word behind tokens i to i + n - 1 makes of them: "forty-one thousand". */
static double factor_behind(const struct doc *d, size_t i, size_t n, size_t end)
{
	static const struct {
		const char *begins;
		double factor;
	} words[] = {{"hundred", 100}, {"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9},
	    {"trillion", 1e12}, {"трлн", 1e12}, {"триллион", 1e12}, {"трильйон", 1e12}};

	if (i + n >= end || !is_parted_by(d, i + n - 1, " "))
		return 1;
	struct view v = doc_token_text(d, &d->tokens[i + n]);
	for (size_t k = 0; k < COUNT(words) && !is_number(&d->tokens[i + n]); k++)
		if (view_starts(v, view_of(words[k].begins)) &&
		    is_ending(view_sub(v, strlen(words[k].begins), SIZE_MAX)))
			return words[k].factor;
	return 1;
}

/* "twenty-one", "twenty-first". */
static size_t with_unit(const struct doc *d, size_t i, size_t end, double *value)
{
	double rest = unit(doc_token_text(d, &d->tokens[i + 1]));

	if (!is_ten(*value) || rest < 1)
		return 1;
	*value += rest;
	double factor = factor_behind(d, i, 2, end);
	*value *= factor;
	return factor > 1 ? 3 : 2;
}

/* "dix-neuf", "dix-sept mille". */
static size_t with_ten(const struct doc *d, size_t i, double *value)
{
	double rest = is_in_words(d, i + 1) ? (double)d->tokens[i + 1].value : 0, factor = 1;

	while (rest >= 1000 * factor)
		factor *= 1000;
	if (fabs(fmod(*value, 20) - 10) > 0.1 || rest < 7 * factor || rest >= 10 * factor)
		return 1;
	*value = *value * factor + rest;
	return 2;
}

static size_t with_hyphen(const struct doc *d, size_t i, size_t end, double *value)
{
	if (i + 1 >= end || !is_parted_by(d, i, "-"))
		return 1;
	return d->lang == LANG_EN   ? with_unit(d, i, end, value)
	       : d->lang == LANG_FR ? with_ten(d, i, value)
				    : 1;
}

/* Number words in a row that none of this reads: what they say together nobody knows. */
static size_t unread(const struct doc *d, size_t i, size_t n, size_t end, double *value)
{
	while (i + n < end && is_in_words(d, i + n) &&
	       (is_parted_by(d, i + n - 1, " ") || is_parted_by(d, i + n - 1, "-"))) {
		n++;
		*value = 0;
	}
	return n;
}

/* Whether the sign of minutes stands behind token i. */
static bool is_minute(const struct doc *d, size_t i)
{
	return view_starts(
	    view_sub(d->text, d->tokens[i].at + d->tokens[i].n, SIZE_MAX), VIEW_LIT("分"));
}

/* n, and one for the sign of minutes where that is a token of its own. */
static size_t with_minute(const struct doc *d, size_t i, size_t n, size_t end)
{
	return n + (n > 1 && i + n < end && view_is(doc_token_text(d, &d->tokens[i + n]), "分"));
}

static size_t time_tokens(const struct doc *d, size_t i, size_t end, size_t bytes)
{
	size_t n = 1;

	while (i + n < end && d->tokens[i + n].at + d->tokens[i + n].n <= bytes)
		n++;
	return with_minute(d, i, n, end);
}

/* "七点五十二分", which is no time of day to timeofday.h: hours in words, or another sign. */
static size_t clock_tokens(const struct doc *d, size_t i, size_t end, double *minutes)
{
	static const char *const signs[] = {"点", "點", "时", "時"};

	if (i + 2 >= end || !is_number(&d->tokens[i + 2]) || d->tokens[i].value > 24 ||
	    d->tokens[i + 2].value >= 60 || !is_parted_by(d, i, "") ||
	    !is_parted_by(d, i + 1, "") ||
	    !view_is_one(doc_token_text(d, &d->tokens[i + 1]), LISTED(signs)) ||
	    !is_minute(d, i + 2))
		return 1;
	*minutes = fmod((double)d->tokens[i].value, 24) * 60 + (double)d->tokens[i + 2].value;
	return with_minute(d, i, 3, end);
}

size_t amount_read(const struct doc *d, size_t i, size_t end, struct amount *out)
{
	struct timeofday time;

	*out = (struct amount){(double)d->tokens[i].value, false, false};
	if (out->value < 25 && timeofday_read(d, i, &time)) { /* no "9:30 billion" */
		unsigned hour = (unsigned)d->tokens[i].value % 24;
		bool half = d->lang <= LANG_EN || d->lang >= LANG_AR;
		*out = (struct amount){hour * 60 + time.minutes % 60, true, half};
		return time_tokens(d, i, end, time.end);
	}
	if (out->value <= 0)
		return 1;
	size_t n = clock_tokens(d, i, end, &out->value);
	if (n > 1) {
		out->time = out->half = true;
		return n;
	}
	if (is_in_words(d, i)) {
		n = with_et(d, i, end, &out->value);
		n = n > 1 ? n : with_hyphen(d, i, end, &out->value);
		return unread(d, i, n, end, &out->value);
	}
	n = groups(d, i, end, &out->value);
	double factor = d->lang != LANG_EN ? factor_behind(d, i, n, end) : 1;
	out->value *= factor;
	return n + (factor > 1);
}

bool amount_same(const struct amount *a, const struct amount *b)
{
	double apart = fabs(a->value - b->value);

	if (a->time || b->time)
		return a->time && b->time &&
		       (apart < 1 || ((a->half || b->half) && fabs(apart - 12 * 60) < 1));
	return a->value > 0 && apart <= 1e-6 * a->value; /* a token's value is a float */
}
