#include "datescan.h"

#include <string.h>

#include "rfc3339.h"

int64_t datescan_finish(const struct datefields *f)
{
	int hour = f->hour < 0 ? 0 : f->hour, minute = f->minute < 0 ? 0 : f->minute;
	int second = f->second < 0 ? 0 : f->second, extra = 0;

	if (f->year < 0)
		return CT_TIME_UNKNOWN;
	if (f->half == 12 && hour < 12)
		hour += 12;
	else if (f->half == 0 && hour == 12)
		hour = 0;
	if (hour == 24) {
		hour = 0;
		extra = 86400;
	}
	int64_t t = rfc3339_civil(
	    f->year, f->month < 0 ? 1 : f->month, f->day < 0 ? 1 : f->day, hour, minute, second);
	return t == CT_TIME_UNKNOWN ? t : t + extra - (int64_t)f->east * 60;
}

int64_t datescan_number(struct datescan *s, size_t *n)
{
	int64_t value = 0;

	for (*n = 0; s->p < s->end && ascii_is_digit(*s->p); s->p++, ++*n)
		if (*n < 14)
			value = value * 10 + (*s->p - '0');
	return *n < 14 ? value : -1;
}

bool datescan_two(struct datescan *s, int *value)
{
	if (s->end - s->p < 2 || !ascii_is_digit(s->p[0]) || !ascii_is_digit(s->p[1]))
		return false;
	*value = (s->p[0] - '0') * 10 + (s->p[1] - '0');
	s->p += 2;
	return true;
}

bool datescan_accept(struct datescan *s, const char *any_of)
{
	if (s->p >= s->end || *s->p == '\0' || strchr(any_of, *s->p) == NULL)
		return false;
	s->p++;
	return true;
}

void datescan_fraction(struct datescan *s)
{
	if (s->end - s->p >= 2 && (*s->p == '.' || *s->p == ',') && ascii_is_digit(s->p[1]))
		for (s->p++; s->p < s->end && ascii_is_digit(*s->p);)
			s->p++;
}

void datescan_blanks(struct datescan *s)
{
	while (s->p < s->end && (*s->p == ' ' || (*s->p >= '\t' && *s->p <= '\r')))
		s->p++;
}

bool datescan_offset(struct datescan *s, struct datefields *f)
{
	int sign = *s->p == '-' ? -1 : 1, minutes = 0;
	size_t n;

	s->p++;
	int64_t value = datescan_number(s, &n);
	if (n == 0 || n > 6)
		return false;
	if (n <= 2) {
		minutes = (int)value * 60;
		if (datescan_accept(s, ":")) {
			int m = 0;
			if (!datescan_two(s, &m) && datescan_number(s, &n) != 0) /* "+00:0" */
				return false;
			minutes += m;
			if (datescan_accept(s, ":") && !datescan_two(s, &m))
				return false;
		}
	} else {
		value = n == 6 ? value / 100 : value;
		minutes = (int)(value / 100) * 60 + (int)(value % 100);
	}
	if (minutes > 24 * 60)
		return false;
	f->east = sign * minutes;
	f->zone = true;
	return true;
}
