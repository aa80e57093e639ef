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
 *
 * Most terms have small counts: their logarithms are kept by level and count.
 */
#include "idf.h"

#include <math.h>
#include <stdlib.h>

#include "idf_table.h"
#include "table.h"

#define ROW_BITS 19
#define ROW_SIZE (1u << ROW_BITS)
#define PRIOR 3000.0f
#define HALVE_AT 60000u
#define MAGIC 0x31464449u /* "IDF1" */
#define LEVELS 256
#define EVENT_STORIES 15 /* that tell of one event, and say its words */
#define LOGS 16          /* counts below it */

struct idf {
	uint32_t stories;
	float log_stories;         /* ln(stories + PRIOR) */
	float share[LEVELS];       /* by level */
	float logs[LEVELS][LOGS];  /* ln(count + PRIOR * share) */
	uint16_t (*row)[ROW_SIZE]; /* two */
};

static float log_of(const struct idf *f, uint32_t count, int level)
{
	return logf((float)count + PRIOR * f->share[level]);
}

static void set_stories(struct idf *f, uint32_t stories)
{
	f->stories = stories;
	f->log_stories = logf((float)stories + PRIOR);
}

struct idf *idf_new(void)
{
	struct idf *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->row = table_new(2 * sizeof(*f->row));
	if (f->row == NULL) {
		free(f);
		return NULL;
	}
	for (int i = 0; i < LEVELS; i++) {
		f->share[i] = expf(-(float)i / 16);
		for (uint32_t count = 0; count < LOGS; count++)
			f->logs[i][count] = log_of(f, count, i);
	}
	set_stories(f, 0);
	return f;
}

void idf_free(struct idf *f)
{
	if (f != NULL)
		table_free(f->row);
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
	set_stories(f, f->stories / 2);
}

void idf_learn_term(struct idf *f, uint32_t term)
{
	uint16_t *a = &f->row[0][slot(term, 0)], *b = &f->row[1][slot(term, 1)];
	uint16_t low = *a < *b ? *a : *b;

	if (low == UINT16_MAX)
		return;
	if (*a == low)
		(*a)++;
	if (*b == low)
		(*b)++;
}

void idf_learn_story(struct idf *f)
{
	set_stories(f, f->stories + 1);
	if (f->stories >= HALVE_AT)
		halve(f);
}

/* Sixteenths of -ln of the share of stories that hold a term, before any was seen. */
#define LEVEL_GRAMMAR 19 /* 0.3 */
#define LEVEL_FACT 130   /* 3e-4: a name or number */
#define PAIR_STEP 16     /* two common characters that are no word, or two uncommon ones */

/* The same of a term that the language's table lacks: the table of English is
 * the longest, and of two characters that stand together many are no word. */
static const uint8_t unlisted[LANG_COUNT] = {[LANG_NONE] = 111,
    [LANG_EN] = 156,
    [LANG_DE] = 132,
    [LANG_FR] = 132,
    [LANG_ES] = 132,
    [LANG_PT] = 132,
    [LANG_IT] = 132,
    [LANG_RU] = 130,
    [LANG_UK] = 130,
    [LANG_AR] = 130,
    [LANG_ZH] = 108,
    [LANG_JA] = 108};

static int listed(const struct doc_token *t, enum lang lang)
{
	if (lang == LANG_EN || (t->flags & DOC_NUMBER))
		return idf_table_level(t->term);
	return lang == LANG_NONE ? -1 : lang_table_level(t->term, lang);
}

uint8_t idf_level(const struct doc_token *t, enum lang lang)
{
	if (t->flags & DOC_STOP)
		return LEVEL_GRAMMAR;
	int level = listed(t, lang);
	if (level >= 0)
		return (uint8_t)level;
	level = unlisted[lang];
	if (t->flags & (DOC_PLAIN | DOC_UNUSUAL))
		level += t->flags & DOC_PLAIN ? -PAIR_STEP : PAIR_STEP;
	if ((t->flags & (DOC_NAME | DOC_NUMBER)) && level < LEVEL_FACT)
		level = LEVEL_FACT;
	return (uint8_t)level;
}

float idf_of_level(uint8_t level)
{
	return level > 16 ? (float)(level - 16) / 16 : 0;
}

float idf_builtin(const struct doc_token *t, enum lang lang)
{
	return idf_of_level(idf_level(t, lang));
}

float idf_weight_at(const struct idf *f, uint32_t term, uint8_t level)
{
	uint32_t count = count_of(f, term);
	float w = f->log_stories - (count < LOGS ? f->logs[level][count] : log_of(f, count, level));

	return w > 1 ? w - 1 : 0;
}

float idf_rarity_at(const struct idf *f, uint32_t term, uint8_t level)
{
	uint32_t count = count_of(f, term);

	count = count > EVENT_STORIES ? count - EVENT_STORIES : 0;
	float w = f->log_stories - (count < LOGS ? f->logs[level][count] : log_of(f, count, level));
	return w > 1 ? w - 1 : 0;
}

void idf_expect(const struct idf *f, uint32_t term)
{
	__builtin_prefetch(&f->row[0][slot(term, 0)]);
	__builtin_prefetch(&f->row[1][slot(term, 1)]);
}

#define COUNT_MAX_BYTES 3 /* of a varint of 16 bits */

/* A million counts, most of them a byte: in one go, since it is done while stories wait. */
static void save_row(const uint16_t row[ROW_SIZE], struct buf *out)
{
	unsigned char *start = (unsigned char *)buf_room(out, ROW_SIZE * COUNT_MAX_BYTES);
	unsigned char *p = start;

	if (p == NULL)
		return;
	for (size_t i = 0; i < ROW_SIZE; i++) {
		unsigned v = row[i];

		for (; v > 127; v >>= 7)
			*p++ = (unsigned char)(v | 128);
		*p++ = (unsigned char)v;
	}
	buf_filled(out, (size_t)(p - start));
}

void idf_save(const struct idf *f, struct buf *out)
{
	buf_add_u32(out, MAGIC);
	buf_add_u32(out, f->stories);
	for (int r = 0; r < 2; r++)
		save_row(f->row[r], out);
}

enum ct_err idf_load(struct idf *f, struct cursor *c)
{
	struct idf *in = idf_new();

	if (in == NULL)
		return CT_ENOMEM;
	bool ok = cursor_u32(c) == MAGIC;
	set_stories(in, cursor_u32(c) % HALVE_AT);
	for (int r = 0; r < 2 && ok && !c->bad; r++)
		for (size_t i = 0; i < ROW_SIZE; i++)
			in->row[r][i] = (uint16_t)cursor_varint(c);
	ok = ok && !c->bad;
	if (ok) {
		struct idf before = *f;
		*f = *in;
		*in = before;
	}
	idf_free(in);
	return ok ? CT_OK : CT_EINVAL;
}
