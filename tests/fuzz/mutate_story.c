#include "count.h"
#include "mutate.h"

/* What makes two texts alike or not: numbers, names, quotes, words of several scripts. */
static const char *const pieces[] = {" 7", " seven", " 46 million", " 3.5 %", " $1,200", " 19 Nov.",
    " Ida Pell", " MARA TENNICK", " O'Neill-Smith", " said", " \"We asked for less,\" she said.",
    " \xE2\x80\x9CNo,\xE2\x80\x9D",
    (" \xC2\xAB"
     "Non\xC2\xBB"),
    " not", " the", ". ", "\n\n", "! ", "\xE3\x80\x82", " \xD0\xBF\xD0\xBE\xD1\x80\xD1\x82",
    "\xE6\xB8\xAF\xE5\x8F\xA3", "\xE3\x81\xAE", " \xD9\x85\xD9\x8A\xD9\x86\xD8\xA7\xD8\xA1",
    " e\xCC\x81t\xC3\xA9", "\xEF\xAC\x81", "\xC2\xA0", "\xC2\xAD", "\xE2\x80\x8B", "\xFF",
    "\xED\xA0\x80", " (Reuters) -", " Read more:", " \xC2\xA9 2026", " https://a.example/b",
    " 1234567890123456789012"};

/* A word or a sentence, from a place at random. */
static struct mutate_span pick(struct view v, uint64_t *seed)
{
	bool word = mutate_random(seed, 2) != 0;
	size_t from = mutate_random(seed, v.n), to;

	while (from > 1 && v.p[from] != (word ? ' ' : '.'))
		from--;
	for (to = from + 1; to < v.n; to++)
		if (v.p[to] == (word ? ' ' : '.'))
			break;
	return (struct mutate_span){from, to < v.n ? to : v.n};
}

size_t mutate_story(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	uint64_t state = seed;
	struct buf copy = BUF_INIT(size + 1);
	size_t n = 0;

	buf_add(&copy, data, size);
	struct view v = buf_view(&copy);
	if (v.n > 4 && copy.err == CT_OK) {
		struct mutate_edit e = {.doc = v};

		e.at = pick(v, &state);
		e.other = pick(v, &state);
		e.piece = view_of(pieces[mutate_random(&state, COUNT(pieces))]);
		n = mutate_edit(&e, mutate_random(&state, MUTATE_EDITS + 2), data, max);
	}
	buf_free(&copy);
	return n > 0 ? n : LLVMFuzzerMutate(data, size, max);
}
