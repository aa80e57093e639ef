/*
 * An arena hands out memory that is freed all at once, with the document that
 * it belongs to.  It is capped: past `max` bytes it returns NULL, as when
 * memory is short, so that no document can grow its owner without bound.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

#include "view.h"

struct arena;

/* A new arena of at most max bytes in all, or NULL. */
struct arena *arena_new(size_t max);
void arena_free(struct arena *a); /* NULL is allowed */
/* Makes room for n bytes in one block, if there is memory.  One large block
 * is cheaper than many: once it was freed, malloc keeps as much for the next. */
void arena_expect(struct arena *a, size_t n);

/* n bytes, aligned for any type, uninitialized; NULL at the cap or without memory. */
void *arena_alloc(struct arena *a, size_t n);
/* nmemb * size zeroed bytes; NULL on overflow too. */
void *arena_calloc(struct arena *a, size_t nmemb, size_t size);
/* Grows p from old to n bytes: in place where p is the newest block, else by copy. */
void *arena_grow(struct arena *a, void *p, size_t old, size_t n);
/* A copy of v with a NUL behind it; .p is NULL on failure. */
struct view arena_copy(struct arena *a, struct view v);
/* Forgets all that was handed out and keeps the memory. */
void arena_reset(struct arena *a);
/* Bytes that it holds, handed out or not. */
size_t arena_held(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_calloc((a), 1, sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_calloc((a), (n), sizeof(type)))

#endif
