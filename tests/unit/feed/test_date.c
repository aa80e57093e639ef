#include "cmocka_all.h"
#include "date.h"
#include "rfc3339.h"

struct row {
	const char *in, *want; /* NULL: no date */
};

static void check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char text[RFC3339_SIZE];
		int64_t t = date_parse(view_of(rows[i].in));

		if (rows[i].want == NULL) {
			if (t != CT_TIME_UNKNOWN)
				fail_msg("\"%s\" is no date, got %s", rows[i].in,
				    rfc3339_format(t, text));
		} else if (t == CT_TIME_UNKNOWN) {
			fail_msg("\"%s\": unknown, want %s", rows[i].in, rows[i].want);
		} else if (strcmp(rfc3339_format(t, text), rows[i].want) != 0) {
			fail_msg("\"%s\": %s, want %s", rows[i].in, text, rows[i].want);
		}
	}
}

static void reads_rfc_822(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
	    {"Thu, 1 Jan 2004 19:48 +0200", "2004-01-01T17:48:00Z"},
	    {"01 Jan 2004 19:48:21 EST", "2004-01-02T00:48:21Z"},
	    {"Thu, 01 Jan 04 19:48:21 PDT", "2004-01-02T02:48:21Z"},
	    {"Thu, 01 Jan 95 19:48:21 Z", "1995-01-01T19:48:21Z"},
	    {"Thu,01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
	    {"Thursday, 01 January 2004 19:48:21 UT", "2004-01-01T19:48:21Z"},
	    {"Jan 1, 2004 7:48 PM", "2004-01-01T19:48:00Z"},
	    {"Sat, Dec 16 2023 02:02:33 AM", "2023-12-16T02:02:33Z"},
	    {"Thu, 01 Jan 2004", "2004-01-01T00:00:00Z"},
	    {"Thu, 01 Jan 2004 19:48:21", "2004-01-01T19:48:21Z"},
	    {"Thu, 01 Jan 2004 19:48:21.5 +05:30", "2004-01-01T14:18:21Z"},
	    {"Thu, 01 Jan 2004 19:48:21 GMT+0100", "2004-01-01T18:48:21Z"},
	    {"Thu, 31 Dec 2003 24:00:00 GMT", "2004-01-01T00:00:00Z"},
	    {"Thu, 01 Jan 2004 23:59:60 GMT", "2004-01-02T00:00:00Z"},
	    {"  Thu,  01  Jan  2004  19:48:21  GMT  ", "2004-01-01T19:48:21Z"},
	    {"Thu, 01-Jan-2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
	    {"Sun, 22 Nov 2026 05:30:00 MESZ", "2026-11-22T03:30:00Z"},
	    {"Sun, 22 Nov 2026 05:30:00 EST-0500", "2026-11-22T10:30:00Z"},
	    {"Sun, 22 Nov 2026 05:30:00 +0000 (UTC)", "2026-11-22T05:30:00Z"},
	    {"Nov. 22, 2026 7:48 p.m.", "2026-11-22T19:48:00Z"},
	    {"2024-01-05 10:00:00 PST", "2024-01-05T18:00:00Z"},
	    {"Sun, 22 Nov 2026 00:00:00 -24:00", "2026-11-23T00:00:00Z"},
	    {"Sun, 22 Nov 2026 00:00:00 -25:00", NULL},
	    {"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"},
	    {"Κυρ, 13 Ιούν 2004 12:00:00 GMT", "2004-06-13T12:00:00Z"},
	    {"2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z"},
	    {"2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z"},
	    {"2004-05-25 오후 11:23:17 +0000", "2004-05-25T23:23:17Z"},
	    {"-03-12", "2003-12-01T00:00:00Z"},
	    {"-0312", "2003-12-01T00:00:00Z"},
	};

	check(rows, COUNT(rows));
}

static void reads_iso_8601(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z"},
	    {"2003-12-31T10:14:55.123456+01:00", "2003-12-31T09:14:55Z"},
	    {"2003-12-31T10:14:55-0800", "2003-12-31T18:14:55Z"},
	    {"2003-12-31T10:14:55", "2003-12-31T10:14:55Z"},
	    {"2003-12-31T10:14Z", "2003-12-31T10:14:00Z"},
	    {"2003-12-31 10:14:55 +0000", "2003-12-31T10:14:55Z"},
	    {"2003-12-31", "2003-12-31T00:00:00Z"},
	    {"2003-12", "2003-12-01T00:00:00Z"},
	    {"2003", "2003-01-01T00:00:00Z"},
	    {"20031231", "2003-12-31T00:00:00Z"},
	    {"20031231T101455Z", "2003-12-31T10:14:55Z"},
	    {"2003-365", "2003-12-31T00:00:00Z"},
	    {"2004-060", "2004-02-29T00:00:00Z"},
	    {"03-12-31", "2003-12-31T00:00:00Z"},
	    {"2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z"},
	    {"2003-02-31", NULL},
	    {"2003-13-01T00:00:00Z", NULL},
	    {"2003-366", NULL},
	};

	check(rows, COUNT(rows));
}

static void reads_other_forms(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06Z"},
	    {"Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06Z"},
	    {"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"},
	    {"31/12/2003 10:00", "2003-12-31T10:00:00Z"},
	    {"12/31/2003", "2003-12-31T00:00:00Z"},
	    {"31.12.2003 10:00", "2003-12-31T10:00:00Z"},
	    {"2004-07-08 23:56:58.0", "2004-07-08T23:56:58Z"},
	    {"1700000000", "2023-11-14T22:13:20Z"},
	    {"1700000000000", "2023-11-14T22:13:20Z"},
	};

	check(rows, COUNT(rows));
}

static void reads_eleven_languages(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"1. M\xC3\xA4rz 2021", "2021-03-01T00:00:00Z"},
	    {"Mi., 5. Dez 2018 10:30 MEZ", "2018-12-05T09:30:00Z"},
	    {"5 ao\xC3\xBBt 2024 14:30", "2024-08-05T14:30:00Z"},
	    {"mardi 12 mars 2024", "2024-03-12T00:00:00Z"},
	    {"mar., 30 juil. 2024 08:00:00 +0200", "2024-07-30T06:00:00Z"}, /* a Tuesday */
	    {"mar 5, 2024", "2024-03-05T00:00:00Z"},                        /* and March */
	    {"12 de enero de 2024", "2024-01-12T00:00:00Z"},
	    {"martes, 3 de septiembre de 2024 9:05", "2024-09-03T09:05:00Z"},
	    {"25 de fevereiro de 2023", "2023-02-25T00:00:00Z"},
	    {"3 out 2023 10:00:00 -0300", "2023-10-03T13:00:00Z"},
	    {"15 luglio 2022", "2022-07-15T00:00:00Z"},
	    {"marted\xC3\xAC 2 gennaio 2024", "2024-01-02T00:00:00Z"},
	    {"7 \xD1\x81\xD0\xB5\xD0\xBD\xD1\x82\xD1\x8F\xD0\xB1\xD1\x80\xD1\x8F 2024 10:00 MSK",
		"2024-09-07T07:00:00Z"},
	    {"9 \xD0\x9C\xD0\xB0\xD1\x8F 2024", "2024-05-09T00:00:00Z"},
	    {"24 \xD1\x81\xD0\xB5\xD1\x80\xD0\xBF\xD0\xBD\xD1\x8F 2024", "2024-08-24T00:00:00Z"},
	    {"5 \xD9\x8A\xD9\x86\xD8\xA7\xD9\x8A\xD8\xB1 2024", "2024-01-05T00:00:00Z"},
	    {"\xD9\xA5 \xD9\x86\xD9\x88\xD9\x81\xD9\x85\xD8\xA8\xD8\xB1 "
	     "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA4",
		"2024-11-05T00:00:00Z"},
	    {"2024\xE5\xB9\xB4"
	     "1\xE6\x9C\x88"
	     "5\xE6\x97\xA5",
		"2024-01-05T00:00:00Z"},
	    {"2024\xE5\xB9\xB4"
	     "1\xE6\x9C\x88"
	     "5\xE6\x97\xA5 \xE4\xB8\x8B\xE5\x8D\x88"
	     "3:04",
		"2024-01-05T15:04:00Z"},
	    {"2024\xE5\xB9\xB4"
	     "12\xE6\x9C\x88"
	     "31\xE6\x97\xA5"
	     "23\xE6\x99\x82"
	     "59\xE5\x88\x86",
		"2024-12-31T23:59:00Z"},
	};

	check(rows, COUNT(rows));
}

static void refuses_what_is_none(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"", NULL},
	    {"yesterday", NULL},
	    {"0", NULL},
	    {"Thu, 32 Jan 2004 00:00:00 GMT", NULL},
	    {"Thu, 01 Jan 2004 25:61:00 GMT", NULL},
	    {"99999999999999999999", NULL},
	    {"-", NULL},
	    {"10:30", NULL},
	    {"Jan", NULL},
	    {"0000-00-00T00:00:00Z", NULL},
	    {"2003-12-31T10:14:55+99:00", NULL},
	    {"\xFF\xFE\xC3", NULL},
	};

	check(rows, COUNT(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_rfc_822),
	    cmocka_unit_test(reads_iso_8601),
	    cmocka_unit_test(reads_other_forms),
	    cmocka_unit_test(reads_eleven_languages),
	    cmocka_unit_test(refuses_what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
