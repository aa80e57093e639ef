#include "ago.h"

#include "ascii.h"
#include "count.h"
#include "rfc3339.h"
#include "units.h"

static const struct {
	const char *name;
	int64_t seconds;
} spans[] = {
    {"week", 604800},
    {"day", 86400},
    {"hour", 3600},
    {"minute", 60},
    {"second", 1},
};
enum { SPANS = COUNT(spans), DATE_AFTER = 10 * 604800 };

void ago_span(struct buf *out, int64_t seconds)
{
	size_t i = 0;
	if (seconds < 0)
		seconds = 0;
	/* 13 days are said in days: a larger unit only from two of it on. */
	while (i + 1 < SPANS && seconds < (i == 0 ? 2 : 1) * spans[i].seconds)
		i++;
	int64_t n = seconds / spans[i].seconds;
	buf_addf(out, "%lld %s%s", (long long)n, spans[i].name, n == 1 ? "" : "s");
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
	int64_t span, t;

	if (v.n > 0 && !ascii_is_digit(v.p[v.n - 1]) && units_read(v, units_seconds, &span))
		return __builtin_sub_overflow(now, span, &t) ? CT_TIME_UNKNOWN : t;
	return rfc3339_parse(v);
}
