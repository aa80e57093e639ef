#include "pieces.h"

#include <stdlib.h>

#include "index.h"

#define SEAL 4096
#define AGAIN 256 /* stories: a piece that nobody keeps takes 40 ms to make */
#define LEVEL_MAX 3 /* 2 million stories */
#define SLICE (64u << 10)
#define BYTES_MAX ((size_t)3500 << 20)

void pieces_init(struct pieces *p, struct index *ix, const struct ct_stories *at)
{
	*p = (struct pieces){.index = ix, .merged = BUF_INIT(BYTES_MAX), .next_seal = SEAL};
	if (at != NULL && at->keep != NULL && at->drop != NULL)
		p->at = *at;
}

static void give_up(struct pieces *p)
{
	index_merger_free(p->merger);
	p->merger = NULL;
	buf_free(&p->merged);
}

void pieces_free(struct pieces *p)
{
	give_up(p);
	for (size_t i = 0; i < p->n; i++)
		if (p->list[i].own)
			free((void *)(uintptr_t)p->list[i].p);
	free(p->list);
}

static uint64_t id_of(const struct piece *x)
{
	return (uint64_t)(uintptr_t)x->p;
}

static void let_go(struct pieces *p, const struct piece *x)
{
	if (x->own)
		free((void *)(uintptr_t)x->p);
	else if (p->at.drop != NULL) /* or it was adopted, and stays the caller's */
		p->at.drop(p->at.ctx, x->p, x->n);
}

static bool room(struct pieces *p)
{
	if (p->n < p->cap)
		return true;
	size_t cap = 2 * p->cap + 16;
	struct piece *list = realloc(p->list, cap * sizeof(*list));

	if (list == NULL)
		return false;
	p->list = list;
	p->cap = cap;
	return true;
}

/* Has the bytes kept, and attaches them. */
static bool keep(struct pieces *p, struct buf *b, unsigned level, struct piece *out)
{
	struct piece x = {.n = b->n, .level = level, .own = p->at.keep == NULL};

	if (b->err != CT_OK)
		return false;
	x.p = x.own ? buf_steal(b, NULL) : p->at.keep(p->at.ctx, b->p, b->n);
	if (x.p == NULL)
		return false;
	if (index_attach(p->index, id_of(&x), (struct view){x.p, x.n}) != CT_OK) {
		let_go(p, &x);
		return false;
	}
	*out = x;
	return true;
}

static void seal(struct pieces *p)
{
	struct buf b = BUF_INIT(BYTES_MAX);

	p->next_seal = index_memtable(p->index) + AGAIN;
	if (room(p)) {
		index_seal(p->index, &b);
		if (keep(p, &b, 0, &p->list[p->n])) {
			p->n++;
			p->next_seal = SEAL;
			index_clear_memtable(p->index);
		}
	}
	buf_free(&b);
}

/* --- merging --------------------------------------------------------------------- */

static void begin(struct pieces *p)
{
	size_t run = 0, sum = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct piece *x = &p->list[i];

		if (run == 0 || x->level != x[-1].level)
			run = sum = 0;
		run++;
		sum += x->n;
		if (run < PIECES_FANOUT || x->level >= LEVEL_MAX || sum > BYTES_MAX)
			continue;
		struct view bytes[PIECES_FANOUT];
		p->first = i + 1 - run;
		for (size_t k = 0; k < run; k++)
			bytes[k] = (struct view){p->list[p->first + k].p, p->list[p->first + k].n};
		p->merger = index_merger_new(bytes, run, 0);
		return;
	}
}

static void finish(struct pieces *p)
{
	struct piece *from = &p->list[p->first], made;

	if (keep(p, &p->merged, from->level + 1, &made)) {
		for (size_t i = 0; i < PIECES_FANOUT; i++) {
			index_detach(p->index, id_of(&from[i]));
			let_go(p, &from[i]);
		}
		from[0] = made;
		memmove(from + 1, from + PIECES_FANOUT,
		    (p->n - p->first - PIECES_FANOUT) * sizeof(*from));
		p->n -= PIECES_FANOUT - 1;
	}
	give_up(p);
}

void pieces_tidy(struct pieces *p)
{
	struct view bytes;
	bool done = false;

	if (index_memtable(p->index) >= p->next_seal) {
		seal(p);
		if (p->merger == NULL)
			begin(p);
	}
	if (p->merger == NULL)
		return;
	if (index_merger_step(p->merger, SLICE, &bytes, &done) != CT_OK) {
		give_up(p);
		return;
	}
	buf_addv(&p->merged, bytes);
	if (done)
		finish(p);
}

/* Merging wants neighbours, and a piece that is there twice would be dropped twice. */
static bool follows(const struct pieces *p, const struct index_span *span)
{
	const struct piece *x = p->n > 0 ? &p->list[p->n - 1] : NULL;
	struct index_span before = {.last = 0};

	if (x != NULL && index_span((struct view){x->p, x->n}, &before) != CT_OK)
		return false;
	return index_memtable(p->index) == 0 && span->first > before.last;
}

enum ct_err pieces_adopt(struct pieces *p, const void *kept, size_t n, uint32_t *last)
{
	struct piece x = {.p = kept, .n = n};
	struct index_span span;
	enum ct_err err = index_span((struct view){kept, n}, &span);

	if (err == CT_OK && !follows(p, &span))
		err = CT_EINVAL;
	if (err == CT_OK && !room(p))
		err = CT_ENOMEM;
	if (err == CT_OK)
		err = index_attach(p->index, id_of(&x), (struct view){kept, n});
	if (err != CT_OK)
		return err;
	for (uint32_t most = PIECES_FANOUT * SEAL; span.stories >= most && x.level < LEVEL_MAX;
	     most *= PIECES_FANOUT)
		x.level++;
	p->list[p->n++] = x;
	*last = span.last;
	return CT_OK;
}
