/*
 * Lists of free pieces by size, in steps of 64 bytes up to 4 KB, for one thread.  malloc
 * has the same for up to 1 KB, seven pieces a size: but a hundred transfers at once give
 * back a hundred pieces, and most of them went through its slow path, which with
 * long-lived memory in between took 15 of the 98 us that a poll of nothing new costs.
 *
 * A piece is malloc's own, so that its size is known and any thread may free it.  While it
 * is kept its first words are ours, marked as malloc marks its own, so that what is given
 * twice is seen.
 *
 *	next   the next piece of its size, turned by where this one stands
 *	mark   where it stands, turned by a number at random
 */
#include "spare.h"

#include <assert.h>
#include <curl/curl.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "sanitized.h"

#define STEP 64u
#define SIZES 64u                  /* the last: pieces of 63 steps */
#define KEPT_MAX ((size_t)2 << 20) /* bytes */

struct piece {
	struct piece *next;
	uintptr_t mark;
};

static __thread struct {
	bool on;
	size_t kept;
	uintptr_t secret;
	struct piece *first[SIZES];
} spare;

static struct piece *turned(struct piece *p, const void *at)
{
	return (struct piece *)((uintptr_t)p ^ (uintptr_t)at >> 12);
}

void *spare_take(size_t n)
{
	size_t i = (n + STEP - 1) / STEP;

	if (!spare.on || i >= SIZES)
		return malloc(n);
	if (i == 0)
		i = 1;
	struct piece *p = spare.first[i];
	if (p == NULL)
		return malloc(i * STEP);
	spare.first[i] = turned(p->next, p);
	spare.kept -= i * STEP;
	p->mark = 0;
	return p;
}

void spare_give(void *v)
{
	struct piece *p = v;
	size_t i = spare.on && v != NULL ? malloc_usable_size(v) / STEP : 0;

	bool keeps = i > 0 && i < SIZES;
	assert(!keeps || p->mark != ((uintptr_t)p ^ spare.secret)); /* given twice */
	if (!keeps || spare.kept + i * STEP > KEPT_MAX) {
		free(v);
		return;
	}
	p->mark = (uintptr_t)p ^ spare.secret;
	p->next = turned(spare.first[i], p);
	spare.first[i] = p;
	spare.kept += i * STEP;
}

void *spare_take_clean(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	void *p = bytes < SIZES * STEP ? spare_take(bytes) : calloc(1, bytes);
	return p != NULL && bytes < SIZES * STEP ? memset(p, 0, bytes) : p;
}

void *spare_take_again(void *v, size_t n)
{
	size_t had = v != NULL ? malloc_usable_size(v) : 0;

	if (v != NULL && (!spare.on || had >= SIZES * STEP))
		return realloc(v, n);
	if (n > 0 && n <= had)
		return v;
	void *p = spare_take(n);
	if (p == NULL)
		return NULL;
	if (had > 0)
		memcpy(p, v, had < n ? had : n);
	spare_give(v);
	return p;
}

char *spare_take_copy(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = spare_take(n);

	return p != NULL ? memcpy(p, s, n) : NULL;
}

size_t spare_kept(void)
{
	return spare.kept;
}

bool spare_curl_init(void)
{
	/* A sanitizer is to see what is used after it was freed, valgrind what is lost. */
	spare.on = !SANITIZED;
	(void)!getrandom(&spare.secret, sizeof(spare.secret), GRND_NONBLOCK);
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, spare_take, spare_give, spare_take_again,
		   spare_take_copy, spare_take_clean) == CURLE_OK;
}
