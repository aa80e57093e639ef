/*
 * A number is a time of day by what stands around it:
 *
 *	h:mm                      by itself
 *	h.mm                      before a.m., p.m., Uhr; or behind "at", "alle", "a las" ...
 *	h a.m., h Uhr             likewise
 *	h h mm, h時mm分, h时mm分   by the sign between
 *
 * Hours are told modulo twelve: whether it is morning stands before the number in
 * some languages and behind it in others, or nowhere.
 */
#include "timeofday.h"

#include "count.h"

static const char *const before[] = {
    "at", "by", "um", "gegen", "vers", "alle", "ore", "las", "às", "kl"};
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

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
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
	for (; n < 3 && is_digit(peek(r, n)); n++)
		*out = *out * 10 + (unsigned)(peek(r, n) - '0');
	r->at += n;
	return n == 1 || n == 2;
}

/* Two digits, no more. */
static bool take_minutes(struct reader *r, unsigned *out)
{
	return is_digit(peek(r, 0)) && is_digit(peek(r, 1)) && take_number(r, out) && *out < 60;
}

static bool stands_before(const struct doc *d, size_t i)
{
	if (i == 0)
		return false;
	struct view word = doc_token_text(d, &d->tokens[i - 1]);
	for (size_t k = 0; k < COUNT(before); k++)
		if (view_is(word, before[k]))
			return true;
	return false;
}

static bool is_letter(unsigned char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool one_follows(struct reader r, const char *const *list, size_t n)
{
	skip_blank(&r);
	for (size_t k = 0; k < n; k++)
		if (take(&r, list[k]))
			return !is_letter(peek(&r, 0));
	return false;
}

static bool stands_behind(const struct doc *d, struct reader r)
{
	return d->lang == LANG_DE ? one_follows(r, LISTED(behind_german))
				  : one_follows(r, LISTED(behind));
}

/* 14 h 20, 14h20, 14h; 14時20分, 14時 but not 14時間, which is how long. */
static bool by_sign(struct reader *r, unsigned *minutes)
{
	struct reader sign = *r;

	*minutes = 0;
	skip_blank(&sign);
	if (take(&sign, "h")) {
		struct reader behind_sign = sign;
		skip_blank(&behind_sign);
		if (take_minutes(&behind_sign, minutes))
			sign = behind_sign;
		else if (is_letter(peek(&sign, 0)))
			return false;
	} else if (take(&sign, "時") || take(&sign, "时")) {
		if (take(&sign, "間") || take(&sign, "间"))
			return false;
		if (is_digit(peek(&sign, 0)) && (!take_number(&sign, minutes) || *minutes > 59))
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
	} else if (take(&rest, ".") && is_digit(peek(&rest, 0))) {
		if (!take_minutes(&rest, &minutes) ||
		    (!stands_before(d, i) && !stands_behind(d, rest)))
			return false;
	} else {
		rest = r;
		if (!by_sign(&rest, &minutes) && !stands_behind(d, rest))
			return false;
	}
	*out = (struct timeofday){hour % 12 * 60 + minutes, rest.at};
	return true;
}
