#include <stdio.h>
#include <time.h>

#include "expand.h"
#include "rfc3339.h"

static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

char *expand_http_date(int64_t t, char out[EXPAND_HTTP_DATE_SIZE])
{
	time_t when = (time_t)t;
	struct tm tm = {0};
	gmtime_r(&when, &tm);
	snprintf(out, EXPAND_HTTP_DATE_SIZE, "%s, %02d %s %04d %02d:%02d:%02d GMT",
	    days[tm.tm_wday % 7], tm.tm_mday, months[tm.tm_mon % 12], tm.tm_year + 1900, tm.tm_hour,
	    tm.tm_min, tm.tm_sec);
	return out;
}

/* "-1d30m" in seconds; false where it is no offset. */
static bool offset_parse(struct view v, int64_t *out)
{
	int64_t sign = 1, sum = 0, number = 0;
	bool digits = false;
	size_t i = 0;
	if (i < v.n && (v.p[i] == '-' || v.p[i] == '+'))
		sign = v.p[i++] == '-' ? -1 : 1;
	for (; i < v.n; i++) {
		char c = v.p[i];
		if (c >= '0' && c <= '9' && number < 1000000) {
			number = number * 10 + (c - '0');
			digits = true;
			continue;
		}
		int64_t unit = c == 's'   ? 1
			       : c == 'm' ? 60
			       : c == 'h' ? 3600
			       : c == 'd' ? 86400
					  : 0;
		if (unit == 0 || !digits)
			return false;
		sum += number * unit;
		number = 0;
		digits = false;
	}
	*out = sign * sum;
	return v.n > 0 && number == 0;
}

/* Writes what the placeholder `name{argument}` stands for; false: none. */
static bool expand_one(
    struct buf *out, struct view name, struct view argument, int64_t start, unsigned n)
{
	int64_t offset;
	if (name.n == 0 && view_is(argument, "n")) {
		buf_addf(out, "%u", n);
		return true;
	}
	if (!offset_parse(argument, &offset))
		return false;
	if (view_is(name, "822")) {
		char date[EXPAND_HTTP_DATE_SIZE];
		buf_adds(out, expand_http_date(start + offset, date));
		return true;
	}
	if (view_is(name, "3339")) {
		char date[RFC3339_SIZE];
		buf_adds(out, rfc3339_format(start + offset, date));
		return true;
	}
	return false;
}

void expand_text(struct buf *out, struct view text, int64_t start, unsigned n)
{
	size_t at = 0;
	while (at < text.n) {
		struct view rest = view_sub(text, at, text.n - at);
		size_t sign = view_chr(rest, '@');
		if (sign == SIZE_MAX)
			break;
		buf_addv(out, view_sub(rest, 0, sign));
		at += sign;
		/* A placeholder is short: looking further would be quadratic. */
		struct view place = view_sub(text, at + 1, 40);
		size_t open = view_chr(place, '{'), shut = view_chr(place, '}');
		if (open < shut && shut != SIZE_MAX &&
		    expand_one(out, view_sub(place, 0, open),
			view_sub(place, open + 1, shut - open - 1), start, n)) {
			at += shut + 2;
			continue;
		}
		buf_addc(out, '@');
		at++;
	}
	buf_addv(out, view_sub(text, at, text.n - at));
}
