#include "units.h"

#include "ascii.h"

const struct units units_seconds[] = {
    {"w", 604800}, {"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}, {NULL, 0}};
const struct units units_bytes[] = {{"T", (int64_t)1 << 40}, {"G", (int64_t)1 << 30},
    {"M", (int64_t)1 << 20}, {"K", (int64_t)1 << 10}, {"", 1}, {NULL, 0}};
const struct units units_none[] = {{"", 1}, {NULL, 0}};

bool units_digits(struct view v, size_t *at, int64_t *out)
{
	size_t start = *at;
	int64_t n = 0;

	for (; *at < v.n && ascii_is_digit(v.p[*at]); ++*at)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, v.p[*at] - '0', &n))
			return false;
	*out = n;
	return *at > start;
}

static const struct units *unit_at(const struct units *units, struct view v, size_t at)
{
	if (at == v.n)
		while (units[1].name != NULL)
			units++;
	for (; units->name != NULL; units++)
		if (at == v.n || (units->name[0] != '\0' && v.p[at] == units->name[0]))
			return units;
	return NULL;
}

bool units_read(struct view v, const struct units *units, int64_t *out)
{
	int64_t total = 0, n, last = INT64_MAX;
	size_t at = 0;

	while (at < v.n) {
		if (!units_digits(v, &at, &n))
			return false;
		const struct units *u = unit_at(units, v, at);
		bool bare = at == v.n && last != INT64_MAX; /* "1h30": of what? */
		if (u == NULL || u->n >= last || bare)
			return false;
		last = u->n;
		at += at < v.n;
		if (__builtin_mul_overflow(n, u->n, &n) || __builtin_add_overflow(total, n, &total))
			return false;
	}
	*out = total;
	return v.n > 0;
}

void units_add(struct buf *out, int64_t v, const struct units *units)
{
	while (units->n > 1 && v % units->n != 0)
		units++;
	buf_addf(out, "%lld%s", (long long)(v / units->n), v == 0 ? "" : units->name);
}
