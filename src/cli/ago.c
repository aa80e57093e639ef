#include "ago.h"

#include "ascii.h"
#include "count.h"
#include "rfc3339.h"

static const struct unit {
	const char *name;
	char letter;
	int64_t seconds;
} units[] = {
    {"week", 'w', 604800},
    {"day", 'd', 86400},
    {"hour", 'h', 3600},
    {"minute", 'm', 60},
    {"second", 's', 1},
};
enum { UNITS = COUNT(units), DATE_AFTER = 10 * 604800 };

void ago_span(struct buf *out, int64_t seconds)
{
	size_t i = 0;
	if (seconds < 0)
		seconds = 0;
	/* 13 days are said in days: a larger unit only from two of it on. */
	while (i + 1 < UNITS && seconds < (i == 0 ? 2 : 1) * units[i].seconds)
		i++;
	int64_t n = seconds / units[i].seconds;
	buf_addf(out, "%lld %s%s", (long long)n, units[i].name, n == 1 ? "" : "s");
}

void ago_add(struct buf *out, int64_t now, int64_t t)
{
	char date[RFC3339_SIZE];
	if (t == CT_TIME_UNKNOWN) {
		buf_adds(out, "never");
		return;
	}
	int64_t d;
	if (__builtin_sub_overflow(now, t, &d) || d > DATE_AFTER || d < -DATE_AFTER) {
		buf_addv(out, view_sub(view_of(rfc3339_format(t, date)), 0, 10));
		return;
	}
	if (d >= -1 && d <= 1) {
		buf_adds(out, "just now");
		return;
	}
	if (d < 0)
		buf_adds(out, "in ");
	ago_span(out, d < 0 ? -d : d);
	if (d > 0)
		buf_adds(out, " ago");
}

void ago_bytes(struct buf *out, int64_t n)
{
	static const char *const names[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
	double v = (double)n;
	int i = 0;
	for (; v >= 1024 && i < 4; i++)
		v /= 1024;
	buf_addf(out, i == 0 || v >= 100 ? "%.0f %s" : "%.1f %s", v, names[i]);
}

int64_t ago_parse(struct view v, int64_t now)
{
	int64_t n = 0;
	size_t i = 0;
	for (; i < v.n && i < 9 && ascii_is_digit(v.p[i]); i++)
		n = n * 10 + (v.p[i] - '0');
	if (i > 0 && i + 1 == v.n)
		for (size_t u = 0; u < UNITS; u++)
			if (v.p[i] == units[u].letter)
				return now - n * units[u].seconds;
	return rfc3339_parse(v);
}
