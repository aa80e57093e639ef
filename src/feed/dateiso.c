#include "dateiso.h"

#include <string.h>

static void set_ordinal(struct datefields *f, int day)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 366};
	bool leap = (f->year % 4 == 0 && f->year % 100 != 0) || f->year % 400 == 0;

	f->month = 13; /* out of range, unless found */
	for (int m = 12; m >= 1; m--) {
		int start = before[m - 1] + (leap && m > 2);
		if (day > start) {
			f->month = m;
			f->day = day - start;
			return;
		}
	}
}

/* "-03-12" and "-0312": ISO 8601's century left out. */
static bool no_century(struct datescan *s, struct datefields *f)
{
	s->p++;
	if (!datescan_two(s, &f->year))
		return false;
	f->year += f->year < 90 ? 2000 : 1900;
	datescan_accept(s, "-");
	return datescan_two(s, &f->month) && s->p == s->end;
}

/* 2003, 2003-12, 2003-12-31, 2003-365, 20031231, 2003365, 031231, 03365. */
static bool iso_date(struct datescan *s, struct datefields *f)
{
	size_t n;

	if (s->p < s->end && *s->p == '-')
		return no_century(s, f);
	int64_t value = datescan_number(s, &n);
	switch (n) {
	case 8:
		f->year = (int)(value / 10000);
		f->month = (int)(value / 100 % 100);
		f->day = (int)(value % 100);
		return true;
	case 7:
		f->year = (int)(value / 1000);
		set_ordinal(f, (int)(value % 1000));
		return true;
	case 6:
		f->year = 2000 + (int)(value / 10000);
		f->month = (int)(value / 100 % 100);
		f->day = (int)(value % 100);
		return true;
	case 5:
		f->year = 2000 + (int)(value / 1000);
		set_ordinal(f, (int)(value % 1000));
		return true;
	case 4:
		f->year = (int)value;
		break;
	case 2:
		f->year = 2000 + (int)value;
		if (s->p >= s->end || *s->p != '-')
			return false;
		break;
	default:
		return false;
	}
	if (!datescan_accept(s, "-"))
		return true;
	value = datescan_number(s, &n);
	if (n == 3) {
		set_ordinal(f, (int)value);
		return true;
	}
	if (n < 1 || n > 2)
		return n == 0 && s->p == s->end;
	f->month = (int)value;
	if (!datescan_accept(s, "-"))
		return true;
	value = datescan_number(s, &n);
	f->day = (int)value;
	return n == 1 || n == 2;
}

static bool iso_time(struct datescan *s, struct datefields *f)
{
	size_t n;
	int64_t value = datescan_number(s, &n);

	if (n == 4 || n == 6) {
		f->hour = (int)(n == 6 ? value / 10000 : value / 100);
		f->minute = (int)(n == 6 ? value / 100 % 100 : value % 100);
		f->second = n == 6 ? (int)(value % 100) : 0;
		datescan_fraction(s);
		return true;
	}
	if (n != 1 && n != 2)
		return false;
	f->hour = (int)value;
	if (!datescan_accept(s, ":"))
		return true;
	if (!datescan_two(s, &f->minute))
		return false;
	if (datescan_accept(s, ":") && !datescan_two(s, &f->second))
		return false;
	datescan_fraction(s);
	return true;
}

int64_t dateiso_parse(struct datescan s)
{
	struct datefields f = DATEFIELDS_NONE;

	if (!iso_date(&s, &f))
		return CT_TIME_UNKNOWN;
	if (s.p < s.end) {
		if (!datescan_accept(&s, "Tt_") && *s.p != ' ')
			return CT_TIME_UNKNOWN;
		datescan_blanks(&s);
		if (!iso_time(&s, &f))
			return CT_TIME_UNKNOWN;
		datescan_blanks(&s);
		if (!datescan_accept(&s, "Zz") && s.p < s.end && (*s.p == '+' || *s.p == '-') &&
		    !datescan_offset(&s, &f))
			return CT_TIME_UNKNOWN;
	}
	return s.p == s.end ? datescan_finish(&f) : CT_TIME_UNKNOWN;
}
