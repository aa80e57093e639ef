/*
 * A table of 2^16 rows of 4 cells {u32 tag, u8 count}, 1.3 MiB.  A full row
 * gives up its lowest count, and lowers the others by one (after Misra and
 * Gries 1982): what is repeated stays, what was said once is washed out.
 */
#include "memory.h"

#include <stdlib.h>

#include "idf.h"

#define ROW_BITS 16
#define CELLS 4
#define MAGIC 0x314D454Du /* "MEM1" */
#define REPEATS 2
#define RARE 8.0f   /* of idf_builtin: what the table of common words lacks */
#define WORDS_MIN 4 /* shorter sentences are alike by chance */

struct cell {
	uint32_t tag; /* 0: free */
	uint8_t count;
};

struct memory {
	struct cell rows[1u << ROW_BITS][CELLS];
};

struct memory *memory_new(void)
{
	return calloc(1, sizeof(struct memory));
}

void memory_free(struct memory *m)
{
	free(m);
}

static uint64_t mix(uint64_t source, uint32_t skeleton)
{
	uint64_t h = (source ^ skeleton) * 0x9E3779B97F4A7C15u;

	h ^= h >> 29;
	return h * 0xBF58476D1CE4E5B9u;
}

static void count(struct memory *m, uint64_t h)
{
	struct cell *row = m->rows[h >> (64 - ROW_BITS)];
	uint32_t tag = (uint32_t)h | 1;
	size_t low = 0;

	for (size_t i = 0; i < CELLS; i++) {
		if (row[i].tag == tag) {
			if (row[i].count < UINT8_MAX)
				row[i].count++;
			return;
		}
		if (row[i].count < row[low].count)
			low = i;
	}
	if (row[low].count > 0)
		for (size_t i = 0; i < CELLS; i++)
			row[i].count = (uint8_t)(row[i].count - (row[i].count > 0));
	row[low] = (struct cell){tag, 1};
}

uint32_t memory_skeleton(const struct doc *d, size_t sentence)
{
	const struct doc_sentence *s = &d->sentences[sentence];
	uint32_t h = 2166136261u;

	for (size_t i = s->first; i < s->first + s->len; i++) {
		const struct doc_token *t = &d->tokens[i];
		if ((t->flags & (DOC_NUMBER | DOC_NAME | DOC_STOP | DOC_CAPITAL | DOC_DATE)) == 0 &&
		    idf_builtin(t, d->lang) < RARE)
			h = (h ^ t->term) * 16777619u;
	}
	return h;
}

void memory_learn(struct memory *m, uint64_t source, const struct doc *d)
{
	uint32_t seen[DOC_SENTENCES_MAX];

	for (size_t s = 0; s < d->nsentences && source != 0; s++) {
		seen[s] = memory_skeleton(d, s);
		bool again = d->sentences[s].len < WORDS_MIN;
		for (size_t i = 0; i < s && !again; i++)
			again = seen[i] == seen[s];
		if (!again)
			count(m, mix(source, seen[s]));
	}
}

bool memory_repeats(const struct memory *m, uint64_t source, uint32_t skeleton)
{
	uint64_t h = mix(source, skeleton);
	const struct cell *row = m->rows[h >> (64 - ROW_BITS)];

	for (size_t i = 0; i < CELLS && source != 0; i++)
		if (row[i].tag == ((uint32_t)h | 1))
			return row[i].count >= REPEATS;
	return false;
}

void memory_save(const struct memory *m, struct buf *out)
{
	uint32_t n = 0;

	for (size_t r = 0; r < 1u << ROW_BITS; r++)
		for (size_t i = 0; i < CELLS; i++)
			n += m->rows[r][i].count >= REPEATS;
	buf_add_u32(out, MAGIC);
	buf_add_u32(out, n);
	for (uint32_t r = 0; r < 1u << ROW_BITS; r++)
		for (size_t i = 0; i < CELLS; i++)
			if (m->rows[r][i].count >= REPEATS) {
				buf_add_u16(out, (uint16_t)r);
				buf_add_u32(out, m->rows[r][i].tag);
				buf_add_u8(out, m->rows[r][i].count);
			}
}

enum ct_err memory_load(struct memory *m, struct cursor *c)
{
	struct memory *in = memory_new();

	if (in == NULL)
		return CT_ENOMEM;
	bool ok = cursor_u32(c) == MAGIC;
	uint32_t n = cursor_u32(c);
	for (uint32_t k = 0; k < n && ok && !c->bad; k++) {
		struct cell *row = in->rows[cursor_u16(c)];
		size_t i = 0;
		while (i < CELLS && row[i].tag != 0)
			i++;
		struct cell cell = {cursor_u32(c), 0};
		cell.count = cursor_u8(c);
		if (i < CELLS)
			row[i] = cell;
	}
	ok = ok && !c->bad;
	if (ok)
		memcpy(m, in, sizeof(*m));
	memory_free(in);
	return ok ? CT_OK : CT_EINVAL;
}
