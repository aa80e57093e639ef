/*
 * Edit distance (insert, delete, replace, and swap of neighbours), by the usual
 * table, three rows of it: "intervall" and "itnerval" are one from "interval".
 * A word is near at a distance of a third of its length at most.
 */
#include "suggest.h"

enum { LONGEST = 64 };

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;
	return m < c ? m : c;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static unsigned distance(struct view a, struct view b)
{
	unsigned rows[3][LONGEST + 1];
	for (unsigned j = 0; j <= b.n; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a.n; i++) {
		unsigned *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
		row[0] = i;
		for (unsigned j = 1; j <= b.n; j++) {
			char x = lower(a.p[i - 1]), y = lower(b.p[j - 1]);
			row[j] = min3(up[j] + 1, row[j - 1] + 1, up[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b.p[j - 2]) && lower(a.p[i - 2]) == y &&
			    up2[j - 2] + 1 < row[j])
				row[j] = up2[j - 2] + 1;
		}
	}
	return rows[a.n % 3][b.n];
}

void suggest_offer(struct suggest *s, const char *word)
{
	struct view w = view_of(word);
	if (s->wrong.n > LONGEST || w.n > LONGEST || w.n == 0)
		return;
	unsigned d = distance(s->wrong, w);
	if (d <= (w.n + 2) / 3 && (s->best == NULL || d < s->distance)) {
		s->best = word;
		s->distance = d;
	}
}
