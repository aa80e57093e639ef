#include "rests.h"

void rests_add(struct rests *r, uint64_t who, int64_t until)
{
	size_t at = 0;

	for (size_t i = 0; i < RESTS_MAX && r->all[at].who != who; i++)
		if (r->all[i].who == who || r->all[i].until < r->all[at].until)
			at = i;
	if (r->all[at].who != who || r->all[at].until < until)
		r->all[at].until = until;
	r->all[at].who = who;
}

int64_t rests_left(const struct rests *r, uint64_t who, int64_t now)
{
	int64_t most = 0;

	for (size_t i = 0; i < RESTS_MAX; i++)
		if (r->all[i].who == who && r->all[i].until - now > most)
			most = r->all[i].until - now;
	return most;
}
