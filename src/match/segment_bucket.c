#include "segment_bucket.h"

#include "segment_layout.h"

bool segment_bucket_open(const unsigned char *p, size_t n, unsigned low, unsigned highs,
    uint32_t high, struct segment_bucket *out)
{
	struct segment_bucket b = {.p = p, .end = (uint64_t)n * 8};
	uint64_t at = 0, zero = 0;

	for (uint32_t zeros = 0; zeros < highs; at += BITS_SURE) {
		if (at >= b.end)
			return false;
		uint64_t left = ~bits_at(p, at) & bits_mask(BITS_SURE);
		for (; left != 0 && zeros < highs; left &= left - 1) {
			zero = at + (unsigned)__builtin_ctzll(left);
			if (++zeros == high)
				b.from = (uint32_t)(zero + 1 - high);
			else if (zeros == high + 1)
				b.to = (uint32_t)(zero - high);
		}
	}
	b.lows = zero + 1;
	b.keys = (uint32_t)(b.lows - highs);
	b.counts = b.lows + (uint64_t)b.keys * low;
	if (b.counts + b.keys > b.end) /* a count has one bit at least */
		return false;
	*out = b;
	return true;
}

enum segment_look segment_bucket_look(const unsigned char *p, size_t n, unsigned low,
    unsigned highs, uint32_t nstories, uint32_t rel, uint32_t *count, uint64_t *list)
{
	struct segment_bucket b;
	uint64_t before = 0;
	uint32_t want;

	if (!segment_bucket_open(p, n, low, highs, rel >> low, &b))
		return SEGMENT_MORE;
	for (want = b.from; want < b.to; want++)
		if (((bits_at(p, b.lows + (uint64_t)want * low) ^ rel) & bits_mask(low)) == 0)
			break;
	if (want >= b.to)
		return SEGMENT_ABSENT;
	for (uint32_t i = 0; i < b.keys; i++) {
		uint32_t c;
		unsigned bits = b.counts < b.end ? segment_count_read(p, b.counts, &c) : 0;

		b.counts += bits;
		if (b.counts > b.end || bits == 0)
			return SEGMENT_MORE;
		if (c > nstories)
			return SEGMENT_ABSENT;
		if (i < want)
			before += segment_list_bits(c, nstories);
		if (i == want)
			*count = c;
	}
	*list = b.counts + before;
	return SEGMENT_FOUND;
}
