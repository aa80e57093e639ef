#include "rhythm.h"

#define DATES_MIN 3

void rhythm_date(struct rhythm *r, int64_t t, int64_t now)
{
	size_t i = r->n;

	if (t == CT_TIME_UNKNOWN || t <= 0 || t > now)
		return;
	if (r->n < RHYTHM_DATES)
		r->n++;
	else if (t <= r->newest[--i])
		return;
	for (; i > 0 && r->newest[i - 1] < t; i--)
		r->newest[i] = r->newest[i - 1];
	r->newest[i] = t;
}

int64_t rhythm_gap(const struct rhythm *r)
{
	if (r->n < DATES_MIN)
		return 0;
	int64_t gap = (r->newest[0] - r->newest[r->n - 1]) / (int64_t)(r->n - 1);
	return gap > 0 ? gap : 1;
}

int64_t rhythm_arrived(int64_t rhythm, int64_t seconds, unsigned entries)
{
	int64_t gap = entries > 0 ? seconds / (int64_t)entries : rhythm;

	if (gap < 1)
		gap = 1;
	return rhythm > 0 ? (3 * rhythm + gap) / 4 : gap;
}
