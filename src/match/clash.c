/*
 * A form filled in anew, and the next day's story, put another number or name where one
 * stood; a rewrite leaves out and adds, but hardly ever changes.  So two facts clash
 * only where they take one place: both are of one kind, neither is told near the other's
 * place, and the words at their sides, grammar and other such facts passed over, are the
 * same.
 *
 *	a magnitude 4.1 earthquake      a magnitude 5.6 earthquake     4.1 - 5.6
 *	killed 12 people in Leeds       killed 12 people in Hull       Leeds - Hull
 *	said police in Leeds            a driver from Hull said        -
 *	freed 11 people in 2015         freed 12 sheep in 40 days      -
 *
 * Where one side's word is the same it counts half, where it is the next but one, a
 * quarter; less than half is none.  Across languages "Montag" is no other day than
 * "Monday", nor 23.40 another time than 11.40 p.m.: there only what is lost clashes.
 */
#include "clash.h"

#include "amount.h"
#include "ascii.h"
#include "foreign.h"
#include "naming.h"

#define UNITS_MAX 32 /* of a block */
#define NEIGHBOURS 2 /* words at a side */
#define REACH 5      /* tokens to look for them */
#define LEAST 1.0f   /* of the 2 that the words at both sides are worth */
#define NEXT_BUT_ONE 0.5f
#define ELSEWHERE 0.5f /* the other story has the number in another sentence */

/* A block's sentences of one story. */
struct side {
	const struct profile *p;
	const uint8_t *state;
	size_t first, n;
};

enum shape {
	SHAPE_NAME,
	SHAPE_DATE,
	SHAPE_PLAIN,
	SHAPE_YEAR,
	SHAPE_TIME,
	SHAPE_PERCENT,
	SHAPE_MONEY
};

struct unit {
	struct doc_span at;
	uint32_t before[NEIGHBOURS], behind[NEIGHBOURS]; /* terms; 0: none */
	uint32_t counts;                                 /* the term right behind a number */
	enum shape shape;
	bool elsewhere, used;
};

static bool follows(const struct doc *d, const struct doc_token *t, const char *sign)
{
	struct view rest = view_sub(d->text, t->at + t->n, SIZE_MAX);

	return view_starts(rest, view_of(sign)) ||
	       (view_starts(rest, view_of(" ")) &&
		   view_starts(view_sub(rest, 1, SIZE_MAX), view_of(sign)));
}

static enum shape shape_of(const struct doc *d, struct doc_span at)
{
	const struct doc_token *t = &d->tokens[at.from];
	struct amount amount;
	struct view v = doc_token_text(d, t);
	size_t digits = 0;

	if ((t->flags & DOC_NUMBER) == 0)
		return t->flags & DOC_DATE ? SHAPE_DATE : SHAPE_NAME;
	for (size_t i = 0; i < v.n; i++)
		digits += ascii_is_digit(v.p[i]);
	if (view_chr(v, ':') != SIZE_MAX ||
	    (at.to - at.from > 1 && amount_read(d, at.from, at.to, &amount) > 1 && amount.time))
		return SHAPE_TIME;
	t = &d->tokens[at.to - 1];
	if (follows(d, t, "%"))
		return SHAPE_PERCENT;
	if ((d->tokens[at.from].at > 0 && d->text.p[d->tokens[at.from].at - 1] == '$') ||
	    follows(d, t, "€") || follows(d, t, "£"))
		return SHAPE_MONEY;
	bool year = digits == 4 && v.n == 4 && (v.p[0] == '1' || v.p[0] == '2');
	return year ? SHAPE_YEAR : SHAPE_PLAIN;
}

/* In the block or the sentences beside it. */
static bool has_near(const struct side *s, uint32_t term)
{
	const struct doc *d = s->p->doc;
	size_t from = s->first > 0 ? s->first - 1 : 0, to = s->first + s->n;

	if (to < d->nsentences)
		to++;
	return doc_span_has(d, doc_span_of(d, from, to - from), term);
}

/* The words from `at` on, by `step`, that are neither grammar nor changed themselves. */
static void read_side(
    const struct side *s, struct doc_span in, size_t at, int step, uint32_t out[NEIGHBOURS])
{
	size_t n = 0;

	for (int k = 0; k < REACH && n < NEIGHBOURS; k++, at += (size_t)step) {
		if (at < in.from || at >= in.to)
			break;
		const struct doc_token *t = &s->p->doc->tokens[at];
		if ((t->flags & (DOC_STOP | DOC_DATE)) == 0 && s->state[at] != FACTS_LOST)
			out[n++] = t->term;
	}
}

/* The next number, name or date of the sentence; *state is what the other story has of it. */
static bool next_fact(const struct side *s, struct doc_span *rest, struct naming_unit *u)
{
	const struct doc *d = s->p->doc;

	for (size_t i = rest->from; i < rest->to && s->state[i] == FACTS_NONE; i++)
		if (d->tokens[i].flags & DOC_DATE) {
			*u = (struct naming_unit){{i, i + 1}, false, FACTS_KEPT};
			rest->from = i + 1;
			return true;
		}
	return naming_next(d, s->state, rest, u);
}

/* What a number before token `at` counts; 0: unknown. */
static uint32_t counted(const struct side *s, struct doc_span in, size_t at)
{
	const struct doc_token *t = &s->p->doc->tokens[at];

	if (at >= in.to || (t->flags & (DOC_STOP | DOC_DATE | DOC_NUMBER)) ||
	    s->state[at] == FACTS_LOST)
		return 0;
	return t->term;
}

static size_t read_units(const struct side *s, const struct side *other, struct unit *out)
{
	const struct doc *d = s->p->doc;
	bool foreign = foreign_are(s->p, other->p);
	size_t count = 0;

	for (size_t k = s->first; k < s->first + s->n; k++) {
		struct doc_span in = doc_span_of(d, k, 1), rest = in;
		struct naming_unit f;
		while (count < UNITS_MAX && next_fact(s, &rest, &f)) {
			const struct doc_token *t = &d->tokens[f.at.from];
			struct unit u = {.at = f.at, .shape = shape_of(d, f.at)};
			bool parts = u.shape > SHAPE_DATE && f.at.to - f.at.from > 1;
			u.elsewhere = !foreign && u.shape != SHAPE_NAME && !parts &&
				      f.state == FACTS_KEPT && !has_near(other, t->term);
			if (f.state != FACTS_LOST && !u.elsewhere)
				continue;
			read_side(s, in, f.at.from - 1, -1, u.before);
			read_side(s, in, f.at.to, 1, u.behind);
			u.counts = u.shape == SHAPE_PLAIN ? counted(s, in, f.at.to) : 0;
			out[count++] = u;
		}
	}
	return count;
}

static float alike(const uint32_t a[NEIGHBOURS], const uint32_t b[NEIGHBOURS])
{
	if (a[0] == 0 || b[0] == 0)
		return 0;
	return a[0] == b[0] ? 1 : a[0] == b[1] || a[1] == b[0] ? NEXT_BUT_ONE : 0;
}

/* The unused one that takes the place of u best, where one does. */
static struct unit *facing(const struct unit *u, struct unit *other, size_t n, float *most)
{
	struct unit *best = NULL;

	for (size_t j = 0; j < n; j++) {
		bool apart = u->counts != 0 && other[j].counts != 0 && u->counts != other[j].counts;
		if (other[j].used || other[j].shape != u->shape || apart)
			continue;
		float w = alike(u->before, other[j].before) + alike(u->behind, other[j].behind);
		if (w >= LEAST && w > *most) {
			*most = w;
			best = &other[j];
		}
	}
	return best;
}

static void find_in_block(const struct side *a, const struct side *b, struct clashes *out)
{
	struct unit ua[UNITS_MAX], ub[UNITS_MAX];
	size_t na = read_units(a, b, ua), nb = na > 0 ? read_units(b, a, ub) : 0;

	for (size_t i = 0; i < na && out->n < CLASH_MAX; i++) {
		float most = 0;
		struct unit *best = facing(&ua[i], ub, nb, &most);
		if (best == NULL)
			continue;
		best->used = true;
		bool number = ua[i].shape > SHAPE_DATE;
		float whole = number && (ua[i].elsewhere || best->elsewhere) ? ELSEWHERE : 1;
		out->of[out->n++] = (struct clash){ua[i].at, best->at, number, whole * most / 2};
	}
}

enum ct_err clash_find(struct arena *a, const struct profile *story, const struct profile *earlier,
    const struct align *al, const struct facts *f, struct clashes *out)
{
	size_t na = story->doc->ntokens + 1, nb = earlier->doc->ntokens + 1;
	struct clashes c = {.a = ARENA_ARRAY(a, na, uint8_t),
	    .b = ARENA_ARRAY(a, nb, uint8_t),
	    .of = ARENA_ARRAY(a, CLASH_MAX, struct clash)};

	if (c.a == NULL || c.b == NULL || c.of == NULL)
		return CT_ENOMEM;
	memcpy(c.a, f->a, na);
	memcpy(c.b, f->b, nb);
	naming_settle(story, c.a, earlier, c.b);
	for (size_t i = 0; i < al->nblocks; i++) {
		const struct align_block *k = &al->blocks[i];
		struct side sa = {story, c.a, k->a, k->na}, sb = {earlier, c.b, k->b, k->nb};
		find_in_block(&sa, &sb, &c);
	}
	*out = c;
	return CT_OK;
}
