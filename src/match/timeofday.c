/*
 * A number is a time of day by what stands around it:
 *
 *	h:mm                      by itself
 *	h.mm                      before a.m., p.m., Uhr; or behind "at", "alle", "a las" ...
 *	                          but "at $3.50", "at 3.50 dollars" are prices
 *	h a.m., h Uhr             likewise
 *	h h mm, h時mm分, h时mm分   by the sign between; but "dura 2 h", "in 2 h", "24 h" are
 *	                          how long
 *
 * Hours are told modulo twelve: whether it is morning stands before the number in
 * some languages and behind it in others, or nowhere.
 */
#include "timeofday.h"

#include "ascii.h"
#include "count.h"

static const char *const before[] = {
    "at", "by", "um", "gegen", "vers", "alle", "ore", "las", "às", "kl"};
/* Behind what could be a decimal number, and behind the one of many. */
static const char *const signs[] = {"%", "°", "$", "€", "£", "¥", "per cent"};
static const char *const units[] = {"percent", "point", "points", "dollar", "dollars", "euro",
    "euros", "pound", "pounds", "pence", "cents", "yen", "peso", "pesos", "rupees", "crowns",
    "francs", "million", "billion", "m", "metres", "meters", "metros", "km", "kilometres",
    "kilometers", "miles", "kg", "kilos", "tons", "tonnes", "litres", "liters", "seconds",
    "minutes", "hours", "prozent", "meter"};
/* In English, French, Spanish, Portuguese, Italian: what is told of 2 h is how long. */
static const char *const lasting[] = {
    "in", "for", "pendant", "en", "em", "por", "per", "cada", "ogni", "tras", "unas", "umas"};
/* Beginnings of words: dura, durante, durée, durou, dauerte, lasted, lasting. */
static const char *const lasts[] = {"dur", "dauer", "last"};
static const char *const behind[] = {"a.m", "p.m", "am", "pm", "AM", "PM"};
static const char *const behind_german[] = {"Uhr"}; /* whose "am" is "on the" */

struct reader {
	struct view text;
	size_t at;
};

static unsigned char peek(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->text.n ? (unsigned char)r->text.p[r->at + ahead] : 0;
}

static bool take(struct reader *r, const char *s)
{
	struct view rest = view_sub(r->text, r->at, r->text.n - r->at);
	size_t n = strlen(s);

	if (rest.n < n || memcmp(rest.p, s, n) != 0)
		return false;
	r->at += n;
	return true;
}

static void skip_blank(struct reader *r)
{
	if (!take(r, " "))
		take(r, "\u00a0");
}

/* One or two digits; false where there are none, or more. */
static bool take_number(struct reader *r, unsigned *out)
{
	size_t n = 0;

	*out = 0;
	for (; n < 3 && ascii_is_digit(peek(r, n)); n++)
		*out = *out * 10 + (unsigned)(peek(r, n) - '0');
	r->at += n;
	return n == 1 || n == 2;
}

/* Two digits, no more. */
static bool take_minutes(struct reader *r, unsigned *out)
{
	return ascii_is_digit(peek(r, 0)) && ascii_is_digit(peek(r, 1)) && take_number(r, out) &&
	       *out < 60;
}

/* The word before token i, where no sign parts them; or nothing. */
static struct view word_before(const struct doc *d, size_t i)
{
	if (i == 0)
		return VIEW_LIT("");
	const struct doc_token *t = &d->tokens[i - 1];
	size_t end = t->at + t->n;
	struct view gap = view_trim(view_sub(d->text, end, d->tokens[i].at - end));
	return gap.n == 0 || view_is(gap, "\u00a0") ? doc_token_text(d, t) : VIEW_LIT("");
}

static bool one_follows(struct reader r, const char *const *list, size_t n)
{
	skip_blank(&r);
	for (size_t k = 0; k < n; k++)
		if (take(&r, list[k]))
			return !ascii_is_letter(peek(&r, 0));
	return false;
}

/* Is what the reader is behind so much of something? */
static bool is_measured(struct reader r)
{
	size_t n = 0;

	skip_blank(&r);
	while (ascii_is_letter(peek(&r, n)))
		n++;
	struct view rest = view_sub(r.text, r.at, SIZE_MAX);
	return view_begins_one(rest, LISTED(signs)) ||
	       view_is_one(view_sub(rest, 0, n), LISTED(units));
}

static bool stands_before(const struct doc *d, size_t i, struct reader rest)
{
	return view_is_one(word_before(d, i), LISTED(before)) && !is_measured(rest);
}

static bool says_how_long(const struct doc *d, size_t i)
{
	struct view word = word_before(d, i);

	return view_is_one(word, LISTED(lasting)) || view_begins_one(word, LISTED(lasts));
}

static bool stands_behind(const struct doc *d, struct reader r)
{
	return d->lang == LANG_DE ? one_follows(r, LISTED(behind_german))
				  : one_follows(r, LISTED(behind));
}

/* 14 h 20, 14h20, 14h; 14時20分, 14時 but not 14時間 nor 24 h, which are how long. */
static bool by_sign(struct reader *r, unsigned hour, unsigned *minutes)
{
	struct reader sign = *r;

	*minutes = 0;
	skip_blank(&sign);
	if (take(&sign, "h")) {
		struct reader behind_sign = sign;
		skip_blank(&behind_sign);
		if (take_minutes(&behind_sign, minutes))
			sign = behind_sign;
		else if (hour == 24 || ascii_is_letter(peek(&sign, 0)))
			return false;
	} else if (take(&sign, "時") || take(&sign, "时")) {
		if (take(&sign, "間") || take(&sign, "间"))
			return false;
		if (ascii_is_digit(peek(&sign, 0)) &&
		    (!take_number(&sign, minutes) || *minutes > 59))
			return false;
	} else {
		return false;
	}
	*r = sign;
	return true;
}

bool timeofday_read(const struct doc *d, size_t i, struct timeofday *out)
{
	struct reader r = {d->text, d->tokens[i].at};
	unsigned hour, minutes = 0;

	if (!take_number(&r, &hour) || hour > 24)
		return false;
	struct reader rest = r;
	if (take(&rest, ":")) {
		if (!take_minutes(&rest, &minutes))
			return false;
	} else if (take(&rest, ".") && ascii_is_digit(peek(&rest, 0))) {
		if (!take_minutes(&rest, &minutes) ||
		    (!stands_before(d, i, rest) && !stands_behind(d, rest)))
			return false;
	} else {
		rest = r;
		if (by_sign(&rest, hour, &minutes) ? says_how_long(d, i) : !stands_behind(d, rest))
			return false;
	}
	*out = (struct timeofday){hour % 12 * 60 + minutes, rest.at};
	return true;
}
