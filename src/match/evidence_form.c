/*
 * In short it is, with LEB128 integers:
 *
 *	u8       1, the version (JSON, which it once was, begins with a brace)
 *	reasons  how many; of each u8 which, and its numbers (as many as `reasons` has)
 *	u8 x 3   percent: word for word, coverage of the story, of the earlier
 *	         the end, where all lists are empty
 *	rows     how many; of each the sentences passed over << 1 | those of the story - 1,
 *	         the same of the earlier (which may go back: zigzag), u8 percent
 *	facts    of numbers, then of names: kept, changed (was, is, ...), new; a list is
 *	         how many << 1, and the words, a space behind each, as they stand in the
 *	         text, which packs well; << 1 | 1 and NULs where one has a space
 *	quotes   a list
 *	new      how many; of each the sentences passed over
 *
 * A new story's takes some 12 bytes, a copy's 170, packed after its text (pack.c) 110.
 */
#include "evidence_form.h"

#include <stdio.h>

#include "evidence_text.h"

#define VERSION 1
#define SENTENCES_MAX (1u << 24)

void evidence_form_add_changed(struct evidence_facts *f, struct view was, struct view is)
{
	for (size_t k = 0; k < f->nchanged; k++)
		if (view_eq(f->changed[k][0], was) && view_eq(f->changed[k][1], is))
			return;
	if (f->nchanged == EVIDENCE_ITEMS)
		return;
	f->changed[f->nchanged][0] = was;
	f->changed[f->nchanged++][1] = is;
}

/* --- for people ------------------------------------------------------------------- */

/* Beside the text what it is where n is 0, 1 of 1, or 1. */
static const struct {
	const char *none, *only, *one, *text;
	int numbers;
} whys[EVIDENCE_WHYS] = {
    [EVIDENCE_NO_EARLIER] = {.text = "no earlier story shares its rare words"},
    [EVIDENCE_IS_ORIGINAL] = {.text = "the original: a story seen before it was published after"
				      " it, and is its copy"},
    [EVIDENCE_VERBATIM] = {.text = "%u %% of the words stand word for word in the earlier story",
	.numbers = 1},
    [EVIDENCE_CLASHES] = {.one = "%u number or name differs inside a sentence told alike",
	.text = "%u numbers or names differ inside sentences told alike",
	.numbers = 1},
    [EVIDENCE_SAME_MATTER] = {.text = "the same names and rare words, told in another way"},
    [EVIDENCE_IN_ORDER] = {.only = "its only sentence follows the earlier story",
	.one = "%u of %u sentences follows the earlier story in its order",
	.text = "%u of %u sentences follow the earlier story in its order",
	.numbers = 2},
    [EVIDENCE_NUMBERS_KEPT] = {.none = "no number is kept",
	.only = "its only number is kept",
	.text = "%u of %u numbers kept",
	.numbers = 2},
    [EVIDENCE_NAMES_NEW] = {.none = "no name is new",
	.only = "its only name is new",
	.one = "%u of %u names is new",
	.text = "%u of %u names are new",
	.numbers = 2},
    [EVIDENCE_PREFACE] = {.text = "it begins as the answer of a rewriting machine does"},
    [EVIDENCE_PASSAGE] = {.one =
			      "%u of its %u sentences tells the earlier story, the rest is another"
			      " matter",
	.text = "%u of its %u sentences, in a row, tell the earlier story, the rest is another"
		" matter",
	.numbers = 2},
};

static void tell_reason(struct emit *j, const struct evidence_reason *r)
{
	char text[160];
	const char *format = whys[r->why].text;

	if (r->n == 0 && whys[r->why].none != NULL)
		format = whys[r->why].none;
	else if (r->n == 1 && r->of == 1 && whys[r->why].only != NULL)
		format = whys[r->why].only;
	else if (r->n == 1 && whys[r->why].one != NULL)
		format = whys[r->why].one;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof(text), format, r->n, r->of);
#pragma GCC diagnostic pop
	emit_str(j, NULL, view_of(text));
}

static void tell_percent(struct emit *j, const char *key, uint8_t percent)
{
	emit_num(j, key, percent / 100.0, 2);
}

static void tell_indexes(struct emit *j, const char *key, uint32_t first, uint32_t n)
{
	emit_arr(j, key);
	for (uint32_t i = first; i < first + n; i++)
		emit_int(j, NULL, i);
	emit_close(j, ']');
}

static void tell_row(struct emit *j, const struct evidence_row *r, const struct doc *story,
    const struct doc *earlier)
{
	emit_open(j, '{');
	tell_indexes(j, "story", r->a, r->na);
	tell_indexes(j, "earlier", r->b, r->nb);
	tell_percent(j, "similarity", r->similarity);
	evidence_text_pair(j, story, (struct evidence_span){r->a, r->na}, earlier,
	    (struct evidence_span){r->b, r->nb});
	emit_close(j, '}');
}

static void tell_list(struct emit *j, const char *key, const struct view *list, size_t n)
{
	emit_arr(j, key);
	for (size_t i = 0; i < n; i++)
		emit_str(j, NULL, list[i]);
	emit_close(j, ']');
}

static void tell_facts(struct emit *j, const char *key, const struct evidence_facts *f)
{
	emit_obj(j, key);
	tell_list(j, "kept", f->kept, f->nkept);
	emit_arr(j, "changed");
	for (size_t i = 0; i < f->nchanged; i++) {
		emit_open(j, '[');
		emit_str(j, NULL, f->changed[i][0]);
		emit_str(j, NULL, f->changed[i][1]);
		emit_close(j, ']');
	}
	emit_close(j, ']');
	tell_list(j, "new", f->fresh, f->nfresh);
	emit_close(j, '}');
}

void evidence_form_tell(
    const struct evidence *e, const struct doc *story, const struct doc *earlier, struct buf *out)
{
	struct emit j = emit_to(out);

	emit_open(&j, '{');
	emit_arr(&j, "reasons");
	for (size_t i = 0; i < e->nreasons; i++)
		tell_reason(&j, &e->reasons[i]);
	emit_close(&j, ']');
	tell_percent(&j, "verbatim", e->verbatim);
	emit_obj(&j, "coverage");
	tell_percent(&j, "story", e->coverage);
	tell_percent(&j, "earlier", e->coverage_earlier);
	emit_close(&j, '}');
	emit_arr(&j, "sentences");
	for (size_t i = 0; i < e->nrows && out->n <= EVIDENCE_SENTENCES_BYTES; i++)
		tell_row(&j, &e->rows[i], story, earlier);
	emit_close(&j, ']');
	tell_facts(&j, "numbers", &e->numbers);
	tell_facts(&j, "names", &e->names);
	emit_obj(&j, "quotes");
	tell_list(&j, "shared", e->quotes, e->nquotes);
	emit_close(&j, '}');
	emit_arr(&j, "new");
	for (size_t i = 0; i < e->nfresh && out->n <= EVIDENCE_NEW_BYTES; i++)
		evidence_text_sentence(&j, story, e->fresh[i]);
	emit_close(&j, ']');
	emit_close(&j, '}');
}

/* --- in short ------------------------------------------------------------------------ */

static uint64_t zigzag(int64_t n)
{
	return n >= 0 ? (uint64_t)n << 1 : ((uint64_t)(-1 - n) << 1) | 1;
}

static int64_t zagzig(uint64_t n)
{
	return (n & 1) == 0 ? (int64_t)(n >> 1) : -1 - (int64_t)(n >> 1);
}

static void keep_rows(const struct evidence *e, struct buf *out)
{
	int64_t a = 0, b = 0;

	buf_add_varint(out, e->nrows);
	for (size_t i = 0; i < e->nrows; i++) {
		const struct evidence_row *r = &e->rows[i];

		buf_add_varint(out, (uint64_t)(r->a - a) << 1 | (r->na > 1));
		buf_add_varint(out, zigzag(r->b - b) << 1 | (r->nb > 1));
		buf_add_u8(out, r->similarity);
		a = (int64_t)r->a + r->na;
		b = (int64_t)r->b + r->nb;
	}
}

static void keep_list(const struct view *list, size_t n, struct buf *out)
{
	bool spaced = false;

	for (size_t i = 0; i < n; i++)
		spaced |= list[i].n > 0 && memchr(list[i].p, ' ', list[i].n) != NULL;
	buf_add_varint(out, n << 1 | spaced);
	for (size_t i = 0; i < n; i++) {
		buf_add(out, list[i].p, list[i].n > 0 ? strnlen(list[i].p, list[i].n) : 0);
		buf_addc(out, spaced ? '\0' : ' ');
	}
}

static void keep_facts(const struct evidence_facts *f, struct buf *out)
{
	keep_list(f->kept, f->nkept, out);
	keep_list(f->changed[0], 2 * f->nchanged, out);
	keep_list(f->fresh, f->nfresh, out);
}

static bool no_facts(const struct evidence_facts *f)
{
	return f->nkept + f->nchanged + f->nfresh == 0;
}

void evidence_form_keep(const struct evidence *e, struct buf *out)
{
	int64_t next = 0;

	buf_add_u8(out, VERSION);
	buf_add_varint(out, e->nreasons);
	for (size_t i = 0; i < e->nreasons; i++) {
		buf_add_u8(out, (uint8_t)e->reasons[i].why);
		if (whys[e->reasons[i].why].numbers > 0)
			buf_add_varint(out, e->reasons[i].n);
		if (whys[e->reasons[i].why].numbers > 1)
			buf_add_varint(out, e->reasons[i].of);
	}
	buf_add_u8(out, e->verbatim);
	buf_add_u8(out, e->coverage);
	buf_add_u8(out, e->coverage_earlier);
	if (e->nrows + e->nquotes + e->nfresh == 0 && no_facts(&e->numbers) && no_facts(&e->names))
		return;
	keep_rows(e, out);
	keep_facts(&e->numbers, out);
	keep_facts(&e->names, out);
	keep_list(e->quotes, e->nquotes, out);
	buf_add_varint(out, e->nfresh);
	for (size_t i = 0; i < e->nfresh; i++) {
		buf_add_varint(out, (uint64_t)(e->fresh[i] - next));
		next = (int64_t)e->fresh[i] + 1;
	}
}

/* --- and back ------------------------------------------------------------------------- */

/* A number of no more than max; else the bytes are no evidence. */
static uint32_t number(struct cursor *c, uint32_t max)
{
	uint64_t n = cursor_varint(c);

	c->bad |= n > max;
	return n > max ? 0 : (uint32_t)n;
}

static void read_reasons(struct cursor *c, struct evidence *e)
{
	e->nreasons = number(c, EVIDENCE_REASONS);
	for (size_t i = 0; i < e->nreasons; i++) {
		struct evidence_reason *r = &e->reasons[i];
		uint8_t why = cursor_u8(c);

		c->bad |= why >= EVIDENCE_WHYS;
		r->why = why < EVIDENCE_WHYS ? (enum evidence_why)why : EVIDENCE_NO_EARLIER;
		r->n = whys[r->why].numbers > 0 ? number(c, UINT32_MAX) : 0;
		r->of = whys[r->why].numbers > 1 ? number(c, UINT32_MAX) : 0;
	}
}

static void read_rows(struct cursor *c, struct evidence *e)
{
	int64_t a = 0, b = 0;

	e->nrows = number(c, EVIDENCE_ROWS);
	for (size_t i = 0; i < e->nrows && !c->bad; i++) {
		struct evidence_row *r = &e->rows[i];
		uint32_t to_a = number(c, SENTENCES_MAX), to_b = number(c, SENTENCES_MAX);

		a += to_a >> 1;
		b += zagzig(to_b >> 1);
		c->bad |= a > SENTENCES_MAX || b < 0 || b > SENTENCES_MAX;
		*r = (struct evidence_row){(uint32_t)a, (uint32_t)b, (uint8_t)(1 + (to_a & 1)),
		    (uint8_t)(1 + (to_b & 1)), cursor_u8(c)};
		a += r->na;
		b += r->nb;
	}
}

static size_t read_list(struct cursor *c, struct view *list, uint32_t max)
{
	uint32_t head = number(c, 2 * max + 1);
	size_t n = head >> 1;

	for (size_t i = 0; i < n; i++) {
		const unsigned char *end =
		    c->bad ? NULL : memchr(c->p, (head & 1) != 0 ? '\0' : ' ', cursor_left(c));

		c->bad |= end == NULL;
		list[i] = cursor_bytes(c, c->bad ? 0 : (size_t)(end - c->p));
		(void)cursor_u8(c);
	}
	return n;
}

static void read_facts(struct cursor *c, struct evidence_facts *f)
{
	f->nkept = read_list(c, f->kept, EVIDENCE_ITEMS);
	f->nchanged = read_list(c, f->changed[0], 2 * EVIDENCE_ITEMS) / 2;
	f->nfresh = read_list(c, f->fresh, EVIDENCE_ITEMS);
}

enum ct_err evidence_form_read(struct view kept, struct evidence *out)
{
	struct cursor c = cursor_of(kept);
	uint64_t next = 0;

	if (cursor_u8(&c) != VERSION)
		return c.bad ? CT_EINVAL : CT_EVERSION;
	memset(out, 0, sizeof(*out));
	read_reasons(&c, out);
	out->verbatim = cursor_u8(&c);
	out->coverage = cursor_u8(&c);
	out->coverage_earlier = cursor_u8(&c);
	if (cursor_left(&c) == 0)
		return c.bad ? CT_EINVAL : CT_OK;
	read_rows(&c, out);
	read_facts(&c, &out->numbers);
	read_facts(&c, &out->names);
	out->nquotes = read_list(&c, out->quotes, EVIDENCE_QUOTES);
	out->nfresh = number(&c, EVIDENCE_ITEMS);
	for (size_t i = 0; i < out->nfresh; i++) {
		next += number(&c, SENTENCES_MAX);
		out->fresh[i] = next < SENTENCES_MAX ? (uint32_t)next : SENTENCES_MAX;
		next++;
	}
	return c.bad ? CT_EINVAL : CT_OK;
}
