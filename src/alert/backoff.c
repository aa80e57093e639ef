#include "backoff.h"

#include "count.h"

static const int64_t steps[] = {30, 120, 600, 1800, 3600, 7200, 14400, 21600};
enum { NSTEPS = COUNT(steps) };

/* Spreads the bits of neighbouring ids (the finalizer of SplitMix64). */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

int64_t backoff_seconds(int64_t tries, uint64_t salt, int64_t asked)
{
	int64_t at = tries < 1 ? 0 : tries > NSTEPS ? NSTEPS - 1 : tries - 1;
	uint64_t fifth = (uint64_t)steps[at] / 5;
	uint64_t bits = mix(salt + 0x9e3779b97f4a7c15u * ((uint64_t)at + 1));
	int64_t wait = steps[at] - (int64_t)(bits % (fifth + 1));

	if (asked > steps[NSTEPS - 1])
		asked = steps[NSTEPS - 1];
	return asked > wait ? asked : wait;
}
