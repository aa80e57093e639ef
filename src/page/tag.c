#include "tag.h"

struct row {
	const char *name;
	uint8_t flags;
};

static const struct row rows[] = {{"", 0}, {"", 0},
#define ROW(name, flags) {#name, (flags)},
    TAG_LIST(ROW)
#undef ROW
};

/* Compares in ASCII's lower case. */
static int compare(struct view v, const char *s)
{
	for (size_t i = 0; i < v.n; i++) {
		int c = v.p[i] >= 'A' && v.p[i] <= 'Z' ? v.p[i] | 32 : v.p[i];

		if (s[i] == '\0')
			return 1;
		if (c != s[i])
			return c - s[i];
	}
	return s[v.n] == '\0' ? 0 : -1;
}

enum tag tag_of(struct view name)
{
	size_t lo = TAG_text + 1, hi = TAG_COUNT;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = compare(name, rows[mid].name);

		if (c == 0)
			return (enum tag)mid;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return TAG_other;
}

unsigned tag_flags(enum tag tag)
{
	return rows[tag].flags;
}
