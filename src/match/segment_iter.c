#include "segment_iter.h"

#include "segment_layout.h"

void segment_iter_start(struct segment_iter *it, const struct segment *s)
{
	*it = (struct segment_iter){.s = s};
}

/* The next bucket that has keys; false where none has, or it is damaged. */
static bool enter(struct segment_iter *it)
{
	const struct segment *s = it->s;
	size_t lo = 0, hi = 0;
	uint32_t count;

	while (lo == hi) {
		if (it->bucket == s->nbuckets)
			return false;
		segment_span_of(s, it->bucket++, &lo, &hi);
		if (lo != it->at)
			goto bad;
		it->at = hi;
	}
	if (!segment_bucket_open(s->body + lo, hi - lo, s->low, s->highs, 0, &it->b))
		goto bad;
	it->list_at = it->b.counts;
	for (uint32_t i = 0; i < it->b.keys; i++) {
		unsigned bits =
		    it->list_at < it->b.end ? segment_count_read(it->b.p, it->list_at, &count) : 0;

		if (bits == 0)
			goto bad;
		it->list_at += bits;
	}
	it->left = it->b.keys;
	it->high = 0;
	it->high_at = 0;
	it->low_at = it->b.lows;
	it->count_at = it->b.counts;
	return true;
bad:
	it->bad = true;
	return false;
}

/* The next key of the bucket, as far above its least one. */
static uint32_t next_key(struct segment_iter *it)
{
	const struct segment *s = it->s;
	uint64_t ones;

	while ((ones = bits_at(it->b.p, it->high_at) & bits_mask(BITS_SURE)) == 0) {
		it->high_at += BITS_SURE;
		it->high += BITS_SURE;
	}
	unsigned zeros = (unsigned)__builtin_ctzll(ones);
	it->high += zeros;
	it->high_at += zeros + 1;
	uint32_t low = (uint32_t)(bits_at(it->b.p, it->low_at) & bits_mask(s->low));
	it->low_at += s->low;
	return it->high << s->low | low;
}

bool segment_iter_next(struct segment_iter *it)
{
	const struct segment *s = it->s;
	uint32_t count = 0;

	while (!it->bad && it->left == 0)
		if (!enter(it))
			return false;
	if (it->bad)
		return false;
	uint64_t key = segment_bucket_low(it->bucket - 1, s->nbuckets) + next_key(it);
	it->count_at += segment_count_read(it->b.p, it->count_at, &count);
	it->bad = key >= segment_bucket_low(it->bucket, s->nbuckets) ||
		  (it->started && key <= it->key) || count > s->nstories ||
		  it->list_at + segment_list_bits(count, s->nstories) > it->b.end;
	if (it->bad)
		return false;
	segment_list_at(count, s->nstories, it->b.p, it->list_at, &it->list);
	it->list_at += segment_list_bits(count, s->nstories);
	it->left--;
	it->key = (uint32_t)key;
	it->started = true;
	return true;
}
