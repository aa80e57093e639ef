/*
 * Document frequencies in a count-min sketch with conservative update (Cormode
 * and Muthukrishnan 2005; Estan and Varghese 2002): two rows of 2^19 counters
 * of 16 bits.  The share of stories that hold a term is estimated as
 *
 *	p = (count + PRIOR * p0) / (stories + PRIOR)
 *
 * with p0 from the built-in table, and the weight is -ln p, less one, so that
 * what every third story says weighs nothing.  Once 60,000 stories were
 * counted all counts are halved: the sketch forgets by half every 30,000.
 */
#include "idf.h"

#include <math.h>
#include <stdlib.h>

#include "idf_table.h"

#define ROW_BITS 19
#define ROW_SIZE (1u << ROW_BITS)
#define PRIOR 3000.0f
#define HALVE_AT 60000u
#define MAGIC 0x31464449u /* "IDF1" */

struct idf {
	uint32_t stories;
	uint16_t row[2][ROW_SIZE];
};

struct idf *idf_new(void)
{
	return calloc(1, sizeof(struct idf));
}

void idf_free(struct idf *f)
{
	free(f);
}

static size_t slot(uint32_t term, int row)
{
	uint64_t h = (uint64_t)term * (row == 0 ? 0x9E3779B97F4A7C15u : 0xC2B2AE3D27D4EB4Fu);
	return (size_t)(h >> (64 - ROW_BITS));
}

static uint32_t count_of(const struct idf *f, uint32_t term)
{
	uint16_t a = f->row[0][slot(term, 0)], b = f->row[1][slot(term, 1)];
	return a < b ? a : b;
}

static void halve(struct idf *f)
{
	for (int r = 0; r < 2; r++)
		for (size_t i = 0; i < ROW_SIZE; i++)
			f->row[r][i] /= 2;
	f->stories /= 2;
}

void idf_learn(struct idf *f, const uint32_t *terms, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t *a = &f->row[0][slot(terms[i], 0)], *b = &f->row[1][slot(terms[i], 1)];
		uint16_t low = *a < *b ? *a : *b;
		if (low == UINT16_MAX)
			continue;
		if (*a == low)
			(*a)++;
		if (*b == low)
			(*b)++;
	}
	if (++f->stories >= HALVE_AT)
		halve(f);
}

/* Share of stories that hold the term, before any was seen. */
static float prior(const struct doc_token *t, enum lang lang)
{
	/* A term that the table lacks: rarer than what it holds where the table
	 * knows the language, anything but grammar where it does not. */
	float p = lang == LANG_EN ? 6e-5f : 1e-3f;

	if (t->flags & DOC_STOP)
		return 0.3f;
	if (t->flags & DOC_CJK)
		p = 3e-3f;
	if (t->flags & (DOC_NAME | DOC_NUMBER) && p > 3e-4f)
		p = 3e-4f;
	if (lang == LANG_EN || (t->flags & DOC_NUMBER)) {
		float known = idf_table_share(t->term);
		if (known > 0)
			return known;
	}
	return p;
}

static float weight_of(float p)
{
	float w = -logf(p) - 1;
	return w > 0 ? w : 0;
}

float idf_builtin(const struct doc_token *t, enum lang lang)
{
	return weight_of(prior(t, lang));
}

float idf_weight(const struct idf *f, const struct doc_token *t, enum lang lang)
{
	float p0 = prior(t, lang);

	return weight_of(((float)count_of(f, t->term) + PRIOR * p0) / ((float)f->stories + PRIOR));
}

void idf_save(const struct idf *f, struct buf *out)
{
	buf_add_u32(out, MAGIC);
	buf_add_u32(out, f->stories);
	for (int r = 0; r < 2; r++)
		for (size_t i = 0; i < ROW_SIZE; i++)
			buf_add_varint(out, f->row[r][i]);
}

enum ct_err idf_load(struct idf *f, struct cursor *c)
{
	struct idf *in = idf_new();

	if (in == NULL)
		return CT_ENOMEM;
	bool ok = cursor_u32(c) == MAGIC;
	in->stories = cursor_u32(c) % HALVE_AT;
	for (int r = 0; r < 2 && ok && !c->bad; r++)
		for (size_t i = 0; i < ROW_SIZE; i++)
			in->row[r][i] = (uint16_t)cursor_varint(c);
	ok = ok && !c->bad;
	if (ok)
		memcpy(f, in, sizeof(*f));
	idf_free(in);
	return ok ? CT_OK : CT_EINVAL;
}
