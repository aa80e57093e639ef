#include "mutate.h"

size_t mutate_random(uint64_t *seed, size_t n)
{
	uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	z ^= z >> 31;
	return n > 0 ? (size_t)(z % n) : 0;
}

/* Cut off, a piece taken out, told twice, or written over: with bytes of its own, or any. */
void mutate_damage(struct buf *doc, uint64_t *seed)
{
	if (doc->n == 0)
		return;
	size_t at = mutate_random(seed, doc->n), n = mutate_random(seed, 40);
	size_t from = mutate_random(seed, doc->n);

	n = n < doc->n - at ? n : doc->n - at;
	n = n < doc->n - from ? n : doc->n - from;
	switch (mutate_random(seed, 5)) {
	case 0:
		doc->n = at;
		break;
	case 1:
		memmove(doc->p + at, doc->p + at + n, doc->n - at - n);
		doc->n -= n;
		break;
	case 2:
		memmove(doc->p + at, doc->p + from, n);
		break;
	case 3:
		doc->p[at] = (char)mutate_random(seed, 256);
		break;
	default: {
		char piece[40];

		memcpy(piece, doc->p + from, n);
		buf_add(doc, piece, n);
		memmove(doc->p + at + n, doc->p + at, doc->n - at - n);
		memcpy(doc->p + at, piece, n);
		break;
	}
	}
}

size_t mutate_replace(
    struct view doc, struct mutate_span at, struct view with, uint8_t *out, size_t max)
{
	size_t tail = doc.n - at.to;

	if (at.from + with.n + tail > max)
		return 0;
	memcpy(out, doc.p, at.from);
	memcpy(out + at.from, with.n > 0 ? with.p : "", with.n);
	memcpy(out + at.from + with.n, doc.p + at.to, tail);
	return at.from + with.n + tail;
}

size_t mutate_edit(const struct mutate_edit *e, size_t which, uint8_t *out, size_t max)
{
	const struct mutate_span before = {e->at.from, e->at.from};
	struct view other = view_sub(e->doc, e->other.from, e->other.to - e->other.from);

	switch (which) {
	case 0:
		return mutate_replace(e->doc, e->at, (struct view){NULL, 0}, out, max);
	case 1:
		return mutate_replace(e->doc, before, other, out, max);
	case 2:
		return mutate_replace(e->doc, e->at, other, out, max);
	case 3:
		return mutate_replace(e->doc, e->at, e->piece, out, max);
	case 4:
	case 5:
		return mutate_replace(e->doc, before, e->piece, out, max);
	default:
		return 0;
	}
}
