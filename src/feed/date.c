#include "date.h"

#include <stdint.h>

#include "dateiso.h"
#include "datenames.h"
#include "datescan.h"
#include "rfc3339.h"
#include "utf8.h"

/*
 * Two readers.  ISO 8601 forms are read strictly by position.  Whatever else
 * is cut into numbers and words, and each is given the one place that is left
 * for it: a number before ':' is a time, one above 31 a year, a word a month,
 * a zone or noise.  So order and punctuation matter little:
 *
 *	Thu, 01 Jan 04 19:48:21 GMT | January 1, 2004 7:48 PM | 1. Januar 2004
 */

/* Longer ones are no dates. */
#define DATE_MAX 80

static int full_year(int64_t year, size_t digits)
{
	if (digits >= 3 || year > 99)
		return (int)year;
	return (int)(year < 90 ? 2000 + year : 1900 + year);
}

/* The rest of a time; its hour is read. */
static bool clock(struct datescan *s, struct datefields *f, int64_t hour)
{
	size_t n;

	f->hour = (int)hour;
	s->p++;
	int64_t value = datescan_number(s, &n);
	if (n < 1 || n > 2)
		return false;
	f->minute = (int)value;
	if (s->end - s->p >= 2 && *s->p == ':' && ascii_is_digit(s->p[1])) {
		s->p++;
		f->second = (int)datescan_number(s, &n);
		if (n > 2)
			return false;
	}
	datescan_fraction(s);
	return true;
}

/* "31/12/2003", "2003.12.31", "12-31-2003": a is read, s stands on the mark. */
static bool numeric_date(struct datescan *s, struct datefields *f, int64_t a, size_t an)
{
	struct datescan t = *s;
	char mark = *t.p;
	size_t bn, cn;

	t.p++;
	int64_t b = datescan_number(&t, &bn);
	if (bn < 1 || bn > 2 || t.p >= t.end || *t.p != mark)
		return false;
	t.p++;
	int64_t c = datescan_number(&t, &cn);
	if (cn != 2 && cn != 4 && !(an == 4 && cn == 1))
		return false;
	int64_t year = c, month = a, day = b;
	size_t yn = cn;
	if (an == 4) {
		year = a, month = b, day = c, yn = 4;
	} else if (mark == '.' || mark == '-' || a > 12) {
		day = a, month = b;
		if (month > 12) {
			month = a, day = b;
		}
	}
	if (an > 2 && an != 4)
		return false;
	f->year = full_year(year, yn);
	f->month = (int)month;
	f->day = (int)day;
	*s = t;
	return true;
}

/* A number without a mark: day, year, or noise. */
static void place_number(struct datefields *f, int64_t value, size_t n)
{
	if (n >= 4 || (value > 31 && n > 1)) {
		f->bad |= f->year >= 0 && n <= 4;
		if (f->year < 0 && n <= 4)
			f->year = full_year(value, n);
	} else if (f->day < 0 && value >= 1) {
		f->day = (int)value;
	} else if (f->year < 0 && n == 2) {
		f->year = full_year(value, n);
	}
}

static void place_unit(struct datefields *f, enum dateword kind, int64_t value, size_t n)
{
	int v = value < 0 || value > 9999 ? 9999 : (int)value;

	switch (kind) {
	case DATEWORD_YEAR:
		f->year = full_year(v, n);
		break;
	case DATEWORD_MOON:
		f->month = v;
		break;
	case DATEWORD_DAY:
		f->day = v;
		break;
	case DATEWORD_HOUR:
		f->hour = v;
		break;
	case DATEWORD_MINUTE:
		f->minute = v;
		break;
	case DATEWORD_SECOND:
		f->second = v;
		break;
	default:
		break;
	}
}

/* Hangul tells the zone that the date does not. */
static void korean_zone(struct datefields *f, struct view unit)
{
	size_t at = 0;

	if (!f->zone && utf8_next(unit, &at) >= 0xAC00)
		f->east = 9 * 60;
}

static bool read_number(struct datescan *s, struct datefields *f)
{
	enum dateword kind;
	size_t n;
	int half = 0;
	int64_t value = datescan_number(s, &n);

	if (value < 0)
		return false;
	if (s->p < s->end && f->hour < 0 && n <= 2 &&
	    (*s->p == ':' || (*s->p == '.' && f->month > 0 && f->year >= 0 && s->end - s->p > 2 &&
				 ascii_is_digit(s->p[1]) && ascii_is_digit(s->p[2]))))
		return clock(s, f, value);
	struct datescan t = *s;
	datescan_blanks(&t);
	size_t unit = datenames_unit((struct view){t.p, (size_t)(t.end - t.p)}, &kind, &half);
	if (unit > 0 && kind != DATEWORD_HALF) {
		place_unit(f, kind, value, n);
		korean_zone(f, (struct view){t.p, unit});
		s->p = t.p + unit;
		return true;
	}
	if (s->p < s->end && strchr("/.-", *s->p) != NULL && *s->p != '\0' && f->year < 0 &&
	    f->month < 0 && numeric_date(s, f, value, n))
		return true;
	place_number(f, value, n);
	/* 13T10:20 */
	if (f->hour < 0 && s->end - s->p > 1 && (*s->p == 'T' || *s->p == 't') &&
	    ascii_is_digit(s->p[1]))
		s->p++;
	return true;
}

/* Folds one code point to lower case: Latin-1, Greek and Cyrillic capitals. */
static uint32_t lower(uint32_t cp)
{
	if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7) ||
	    (cp >= 0x391 && cp <= 0x3A9) || (cp >= 0x410 && cp <= 0x42F))
		return cp + 32;
	return cp >= 0x400 && cp <= 0x40F ? cp + 80 : cp;
}

static bool is_letter(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= 0xC0 && cp != UTF8_REPLACEMENT && !(cp >= 0x2000 && cp <= 0x303F));
}

static void place_word(struct datefields *f, struct view word)
{
	int value = 0;

	/* "7:48 p.m.", "7:48 p. m." */
	if (word.n == 1 && f->hour >= 0 && f->half < 0 && (word.p[0] == 'a' || word.p[0] == 'p')) {
		f->half = word.p[0] == 'p' ? 12 : 0;
		return;
	}
	switch (datenames_find(word, &value)) {
	case DATEWORD_MONTH:
		if (f->month < 0 || f->early) {
			f->early = f->month < 0 && f->day < 0;
			f->month = value;
		}
		break;
	case DATEWORD_ZONE:
		if (!f->zone)
			f->east = value;
		f->zone = true;
		break;
	case DATEWORD_HALF:
		f->half = value;
		break;
	default:
		/* The Levant's double names: "second" Kanun is January, Tishrin November. */
		if (view_is(word, "الثاني") && (f->month == 12 || f->month == 10))
			f->month = f->month == 12 ? 1 : 11;
		break;
	}
}

static void read_word(struct datescan *s, struct datefields *f)
{
	char word[64];
	size_t n = 0, at = 0;
	struct view v = {s->p, (size_t)(s->end - s->p)};
	enum dateword kind;
	int value = 0;

	size_t unit = datenames_unit(v, &kind, &value);
	if (unit > 0) {
		if (kind == DATEWORD_HALF)
			f->half = value;
		korean_zone(f, view_sub(v, 0, unit));
		s->p += unit;
		return;
	}
	while (at < v.n) {
		size_t next = at;
		uint32_t cp = utf8_next(v, &next);

		if (!is_letter(cp) || n + 4 > sizeof(word))
			break;
		if (at > 0 && cp >= 0x2E80 &&
		    datenames_unit(view_sub(v, at, v.n), &kind, &value) > 0)
			break;
		n += utf8_encode(lower(cp), word + n);
		at = next;
	}
	s->p += at > 0 ? at : 1;
	place_word(f, (struct view){word, n});
}

static int64_t words(struct datescan s)
{
	struct datefields f = DATEFIELDS_NONE;

	while (s.p < s.end) {
		char c = *s.p;

		if (ascii_is_digit(c)) {
			if (!read_number(&s, &f))
				return CT_TIME_UNKNOWN;
		} else if ((c == '+' || c == '-') && f.hour >= 0 && s.end - s.p > 1 &&
			   ascii_is_digit(s.p[1])) {
			if (!datescan_offset(&s, &f))
				return CT_TIME_UNKNOWN;
		} else if ((c & 0x80) != 0 || (c | 32) >= 'a') {
			read_word(&s, &f);
		} else {
			s.p++;
		}
	}
	if (f.year < 0 || f.month < 0 || f.bad)
		return CT_TIME_UNKNOWN;
	return datescan_finish(&f);
}

/* Digits of Arabic, Persian and full-width type as ASCII, direction marks dropped. */
static size_t normalize(struct view v, char out[DATE_MAX * 4])
{
	size_t n = 0;

	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at);

		if (cp >= 0x660 && cp <= 0x669)
			cp = cp - 0x660 + '0';
		else if (cp >= 0x6F0 && cp <= 0x6F9)
			cp = cp - 0x6F0 + '0';
		else if (cp >= 0xFF10 && cp <= 0xFF1A)
			cp = cp - 0xFF10 + '0';
		else if (cp == 0x200E || cp == 0x200F)
			continue;
		else if (cp == 0x2212 || cp == 0x2013)
			cp = '-';
		else if (cp == 0xA0 || cp == 0x202F)
			cp = ' ';
		n += utf8_encode(cp, out + n);
	}
	return n;
}

/* "GMT", "EST", "+0200", and nothing behind it. */
static bool set_zone(struct datefields *f, struct view zone)
{
	char name[5];
	struct datescan s = {zone.p, zone.p + zone.n};

	if (zone.n == 5 && (zone.p[0] == '+' || zone.p[0] == '-'))
		return datescan_offset(&s, f) && s.p == s.end;
	if (zone.n == 0 || zone.n > sizeof(name))
		return false;
	for (size_t i = 0; i < zone.n; i++)
		name[i] = zone.p[i] >= 'A' && zone.p[i] <= 'Z' ? (char)(zone.p[i] | 32) : '?';
	return datenames_zone((struct view){name, zone.n}, &f->east);
}

/*
 * The one form that most feeds have, read by position: "Sat, 07 Sep 2002
 * 00:00:01 GMT", "7 Sep 2002 00:00 +0200".  Whatever is not just so is left to
 * the tolerant reader.
 */
static int64_t rfc822(struct datescan s)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	struct datefields f = {-1, -1, -1, -1, -1, 0, 0, -1, false, false, false};
	size_t n;

	if (s.end - s.p > 5 && s.p[3] == ',' && s.p[4] == ' ')
		s.p += 5;
	f.day = (int)datescan_number(&s, &n);
	if (n < 1 || n > 2 || s.end - s.p < 15 || s.p[0] != ' ' || s.p[4] != ' ' || s.p[9] != ' ')
		return CT_TIME_UNKNOWN;
	for (int m = 0; m < 12 && f.month < 0; m++)
		if ((s.p[1] | 32) == months[3 * m] && (s.p[2] | 32) == months[3 * m + 1] &&
		    (s.p[3] | 32) == months[3 * m + 2])
			f.month = m + 1;
	s.p += 5;
	f.year = (int)datescan_number(&s, &n);
	if (n != 4 || f.month < 0)
		return CT_TIME_UNKNOWN;
	s.p++;
	if (!datescan_two(&s, &f.hour) || !datescan_accept(&s, ":") || !datescan_two(&s, &f.minute))
		return CT_TIME_UNKNOWN;
	if (datescan_accept(&s, ":") && !datescan_two(&s, &f.second))
		return CT_TIME_UNKNOWN;
	return set_zone(&f, view_trim((struct view){s.p, (size_t)(s.end - s.p)}))
		   ? datescan_finish(&f)
		   : CT_TIME_UNKNOWN;
}

/* Seconds or milliseconds since 1970, as some programs write. */
static int64_t epoch(struct view v)
{
	int64_t t = 0;

	if (v.n < 9 || v.n > 13 || v.n == 11 || v.n == 12)
		return CT_TIME_UNKNOWN;
	for (size_t i = 0; i < v.n; i++) {
		if (!ascii_is_digit(v.p[i]))
			return CT_TIME_UNKNOWN;
		t = t * 10 + (v.p[i] - '0');
	}
	return v.n == 13 ? t / 1000 : t;
}

int64_t date_parse(struct view v)
{
	char plain[DATE_MAX * 4];
	int64_t t;

	v = view_trim(v);
	if (v.n == 0 || v.n > DATE_MAX)
		return CT_TIME_UNKNOWN;
	if ((t = rfc3339_parse(v)) != CT_TIME_UNKNOWN)
		return t;
	if ((t = rfc822((struct datescan){v.p, v.p + v.n})) != CT_TIME_UNKNOWN)
		return t;
	size_t n = normalize(v, plain);
	struct datescan s = {plain, plain + n};
	if ((t = dateiso_parse(s)) != CT_TIME_UNKNOWN)
		return t;
	if ((t = epoch((struct view){plain, n})) != CT_TIME_UNKNOWN)
		return t;
	return words(s);
}
