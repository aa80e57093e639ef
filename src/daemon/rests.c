#include "rests.h"

static size_t place(uint64_t who, size_t row)
{
	return who >> (row * RESTS_BITS) & ((1u << RESTS_BITS) - 1);
}

void rests_add(struct rests *r, uint64_t who, int64_t until)
{
	for (size_t i = 0; i < RESTS_ROWS; i++) {
		int64_t *at = &r->until[i][place(who, i)];

		if (*at < until)
			*at = until;
	}
}

int64_t rests_left(const struct rests *r, uint64_t who, int64_t now)
{
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < RESTS_ROWS; i++)
		if (r->until[i][place(who, i)] < least)
			least = r->until[i][place(who, i)];
	return least > now ? least - now : 0;
}
