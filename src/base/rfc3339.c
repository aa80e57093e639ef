#include "rfc3339.h"

#include <stdio.h>

#include "ascii.h"

/*
 * Days between the civil calendar and 1970-01-01, after Howard Hinnant's
 * "chrono-compatible low-level date algorithms": years start on March 1st, so
 * that the leap day is a year's last, and 400 years are 146,097 days.
 *
 *	days_of(2000, 3, 1) = 11017, civil_of(11017) = 2000-03-01
 */
static int64_t days_of(int64_t y, int m, int d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static void civil_of(int64_t days, int64_t *y, int *m, int *d)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t doe = days - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*d = (int)(doy - (153 * mp + 2) / 5 + 1);
	*m = (int)(mp < 10 ? mp + 3 : mp - 9);
	*y = yoe + era * 400 + (*m <= 2);
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

int64_t rfc3339_civil(int year, int month, int day, int hour, int minute, int second)
{
	if (year < -9999 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month) || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 60)
		return CT_TIME_UNKNOWN;
	return days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}

char *rfc3339_format(int64_t t, char out[RFC3339_SIZE])
{
	const int64_t min = -62167219200, max = 253402300799; /* years 0 to 9999 */
	int64_t y;
	int m, d;

	t = t < min ? min : t > max ? max : t;
	int64_t days = (t >= 0 ? t : t - 86399) / 86400, s = t - days * 86400;
	civil_of(days, &y, &m, &d);
	snprintf(out, RFC3339_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)y % 10000,
	    (unsigned)m % 100, (unsigned)d % 100, (unsigned)(s / 3600) % 24,
	    (unsigned)(s / 60) % 60, (unsigned)s % 60);
	return out;
}

/* Exactly n digits at *at, or -1. */
static int digits(struct view v, size_t *at, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++, (*at)++) {
		if (*at >= v.n || v.p[*at] < '0' || v.p[*at] > '9')
			return -1;
		value = value * 10 + (v.p[*at] - '0');
	}
	return value;
}

static bool lit(struct view v, size_t *at, const char *any_of)
{
	if (*at >= v.n || v.p[*at] == 0 || strchr(any_of, v.p[*at]) == NULL)
		return false;
	(*at)++;
	return true;
}

/* Seconds east of UTC; false where there is no offset. */
static bool offset(struct view v, size_t *at, int *seconds)
{
	*seconds = 0;
	if (lit(v, at, "Zz"))
		return true;
	int sign = *at < v.n && v.p[*at] == '-' ? -1 : 1;
	if (!lit(v, at, "+-"))
		return false;
	int h = digits(v, at, 2);
	if (!lit(v, at, ":"))
		return false;
	int m = digits(v, at, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*seconds = sign * (h * 3600 + m * 60);
	return true;
}

int64_t rfc3339_parse(struct view v)
{
	size_t at = 0;
	int hour, minute, second, east, year, month, day;

	year = digits(v, &at, 4);
	if (year < 0 || !lit(v, &at, "-"))
		return CT_TIME_UNKNOWN;
	month = digits(v, &at, 2);
	if (month < 0 || !lit(v, &at, "-"))
		return CT_TIME_UNKNOWN;
	day = digits(v, &at, 2);
	if (at == v.n)
		return rfc3339_civil(year, month, day, 0, 0, 0);
	if (!lit(v, &at, "Tt "))
		return CT_TIME_UNKNOWN;
	hour = digits(v, &at, 2);
	if (!lit(v, &at, ":"))
		return CT_TIME_UNKNOWN;
	minute = digits(v, &at, 2);
	if (!lit(v, &at, ":"))
		return CT_TIME_UNKNOWN;
	second = digits(v, &at, 2);
	if (lit(v, &at, "."))
		while (at < v.n && ascii_is_digit(v.p[at]))
			at++;
	int64_t t = rfc3339_civil(year, month, day, hour, minute, second);
	if (t == CT_TIME_UNKNOWN || !offset(v, &at, &east) || at != v.n)
		return CT_TIME_UNKNOWN;
	return t - east;
}
