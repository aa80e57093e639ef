#include "view.h"

#include <stdint.h>

#include "ascii.h"

static inline unsigned char fold(char c)
{
	return (c >= 'A' && c <= 'Z') ? (unsigned char)(c + 32) : (unsigned char)c;
}

bool view_casestarts(struct view v, struct view prefix)
{
	if (v.n < prefix.n)
		return false;
	for (size_t i = 0; i < prefix.n; i++)
		if (fold(v.p[i]) != fold(prefix.p[i]))
			return false;
	return true;
}

bool view_caseeq(struct view a, struct view b)
{
	return a.n == b.n && view_casestarts(a, b);
}

bool view_is_one(struct view v, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (view_caseeq(v, view_of(words[i])))
			return true;
	return false;
}

bool view_begins_one(struct view v, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (view_casestarts(v, view_of(words[i])))
			return true;
	return false;
}

struct view view_trim(struct view v)
{
	while (v.n > 0 && ascii_is_space(v.p[0])) {
		v.p++;
		v.n--;
	}
	while (v.n > 0 && ascii_is_space(v.p[v.n - 1]))
		v.n--;
	return v;
}

size_t view_find(struct view v, struct view needle)
{
	if (needle.n == 0)
		return 0;
	if (v.n < needle.n)
		return SIZE_MAX;
	const char *hit = memmem(v.p, v.n, needle.p, needle.n);
	return hit != NULL ? (size_t)(hit - v.p) : SIZE_MAX;
}
