#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

/* Each block is half of what there is, from 4 KiB to 1 MiB: a small document costs
 * little, a large one few calls of malloc, and one that was foreseen nearly right no more
 * than half again. */
#define BLOCK_MIN ((size_t)4096)
#define BLOCK_MAX ((size_t)1 << 20)

struct block {
	struct block *next; /* older, or unused ones after a reset */
	size_t size, used;
	alignas(max_align_t) unsigned char mem[];
};

struct arena {
	struct block *top;
	size_t max, used;
	size_t held; /* of all blocks */
};

struct arena *arena_new(size_t max)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a != NULL)
		a->max = max;
	return a;
}

static void free_blocks(struct block *b)
{
	while (b != NULL) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

void arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	free_blocks(a->top);
	free(a);
}

static struct block *block_add(struct arena *a, size_t n)
{
	size_t size = a->held / 2 > BLOCK_MIN ? a->held / 2 : BLOCK_MIN;

	if (size > BLOCK_MAX)
		size = BLOCK_MAX;
	if (size < n)
		size = n;
	struct block *b = malloc(sizeof(*b) + size);
	if (b == NULL)
		return NULL;
	b->size = size;
	b->used = 0;
	b->next = a->top;
	a->top = b;
	a->held += sizeof(*b) + size;
	return b;
}

void arena_expect(struct arena *a, size_t n)
{
	if (n <= a->max - a->used && (a->top == NULL || n > a->top->size - a->top->used))
		block_add(a, n);
}

void *arena_alloc(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);

	if (n == 0)
		n = 1;
	if (n > SIZE_MAX - align)
		return NULL;
	n = (n + align - 1) / align * align;
	if (n > a->max - a->used)
		return NULL;
	struct block *b = a->top;
	if (b == NULL || n > b->size - b->used)
		b = block_add(a, n);
	if (b == NULL)
		return NULL;
	void *p = b->mem + b->used;
	b->used += n;
	a->used += n;
	return p;
}

void *arena_calloc(struct arena *a, size_t nmemb, size_t size)
{
	if (size != 0 && nmemb > SIZE_MAX / size)
		return NULL;
	void *p = arena_alloc(a, nmemb * size);
	return p != NULL ? memset(p, 0, nmemb * size) : NULL;
}

void *arena_grow(struct arena *a, void *p, size_t old, size_t n)
{
	const size_t align = alignof(max_align_t);
	struct block *b = a->top;

	if (p == NULL)
		return arena_alloc(a, n);
	if (n <= old)
		return p;
	if (n > SIZE_MAX - align)
		return NULL;
	size_t had = ((old == 0 ? 1 : old) + align - 1) / align * align;
	size_t want = (n + align - 1) / align * align;
	unsigned char *bytes = p;
	if (b != NULL && bytes + had == b->mem + b->used && want - had <= b->size - b->used &&
	    want - had <= a->max - a->used) {
		b->used += want - had;
		a->used += want - had;
		return p;
	}
	void *q = arena_alloc(a, n);
	return q != NULL ? memcpy(q, p, old) : NULL;
}

struct view arena_copy(struct arena *a, struct view v)
{
	char *p = v.n < SIZE_MAX ? arena_alloc(a, v.n + 1) : NULL;

	if (p == NULL)
		return (struct view){NULL, 0};
	if (v.n > 0)
		memcpy(p, v.p, v.n);
	p[v.n] = '\0';
	return (struct view){p, v.n};
}

void arena_reset(struct arena *a)
{
	struct block **keep = &a->top;

	if (a->top == NULL)
		return;
	for (struct block **b = &a->top; *b != NULL; b = &(*b)->next)
		if ((*b)->size > (*keep)->size)
			keep = b;
	struct block *largest = *keep;
	*keep = largest->next;
	free_blocks(a->top);
	largest->next = NULL;
	largest->used = 0;
	a->top = largest;
	a->held = sizeof(*largest) + largest->size;
	a->used = 0;
}

size_t arena_held(const struct arena *a)
{
	return sizeof(*a) + a->held;
}
