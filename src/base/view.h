/*
 * A view is a borrowed run of bytes: pointer and length, no NUL needed, never
 * freed through the view.  It is the public struct ct_text under a short name.
 */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "copytaster.h"

#define view ct_text /* struct view is struct ct_text */

#define VIEW_LIT(s) ((struct view){(s), sizeof(s) - 1})

/* The bytes of the NUL-terminated string s, which may be NULL (empty). */
static inline struct view view_of(const char *s)
{
	return (struct view){s, s != NULL ? strlen(s) : 0};
}

/* Bytes [from, from + n) of v, clipped to what there is. */
static inline struct view view_sub(struct view v, size_t from, size_t n)
{
	if (from > v.n)
		from = v.n;
	if (n > v.n - from)
		n = v.n - from;
	return (struct view){v.p != NULL ? v.p + from : NULL, n};
}

static inline bool view_eq(struct view a, struct view b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool view_is(struct view a, const char *s)
{
	return view_eq(a, view_of(s));
}

/* ASCII case folded; bytes over 127 must be equal. */
bool view_caseeq(struct view a, struct view b);
static inline bool view_starts(struct view v, struct view prefix)
{
	return v.n >= prefix.n && (prefix.n == 0 || memcmp(v.p, prefix.p, prefix.n) == 0);
}

bool view_casestarts(struct view v, struct view prefix);
/* The same of one of n words (count.h, LISTED): does v equal it, or begin with it? */
bool view_is_one(struct view v, const char *const *words, size_t n);
bool view_begins_one(struct view v, const char *const *words, size_t n);
/* Without ASCII white space at both ends. */
struct view view_trim(struct view v);
/* Index of the first occurrence, or SIZE_MAX. */
size_t view_find(struct view v, struct view needle);

static inline size_t view_chr(struct view v, char c)
{
	const char *hit = v.n > 0 ? (const char *)memchr(v.p, c, v.n) : NULL;

	return hit != NULL ? (size_t)(hit - v.p) : SIZE_MAX;
}

#endif
