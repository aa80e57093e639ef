#include "known.h"

enum { PAIR = 16 };

static uint64_t number_at(struct view list, size_t at)
{
	struct cursor c = cursor_of(view_sub(list, at, 8));

	return cursor_u64(&c);
}

void known_add(struct buf *list, uint64_t made_of, uint64_t content)
{
	buf_add_u64(list, made_of);
	buf_add_u64(list, content);
}

uint64_t known_content(struct view list, uint64_t made_of)
{
	size_t from = 0, n = list.n / PAIR, to = n;

	while (from < to) {
		size_t i = (from + to) / 2;

		if (number_at(list, PAIR * i) < made_of)
			from = i + 1;
		else
			to = i;
	}
	return from < n && number_at(list, PAIR * from) == made_of
		   ? number_at(list, PAIR * from + PAIR / 2)
		   : 0;
}

/* One after the other: those that are looked for here are few, as a rule. */
bool known_says(struct view list, uint64_t content)
{
	for (size_t at = PAIR / 2; at < list.n; at += PAIR)
		if (number_at(list, at) == content)
			return true;
	return false;
}
