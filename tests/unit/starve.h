/*
 * Fails the allocations of some work one after the other: each once, and each
 * with all that follow.  Whatever it says of it, it must leave nothing behind,
 * and go well the next time.
 *
 * malloc and its kin are replaced in the test's program, so that those of
 * libraries fail, too; not under a sanitizer or valgrind, which do the same.
 */
#ifndef STARVE_H
#define STARVE_H

#include "cmocka_all.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "copytaster.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define STARVE_POSSIBLE 0
#else
#define STARVE_POSSIBLE 1
#endif

#define STARVE_STEPS 400 /* of more allocations so many, evenly spread */

static struct {
	bool counts, on;
	long n, at, live;
} starve_state = {.at = -1};

#if STARVE_POSSIBLE

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t k, size_t n);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t to, size_t n);
void __libc_free(void *p);

static bool starve_fails(void)
{
	long i = starve_state.n++;

	if (!starve_state.counts || starve_state.at < 0 || i < starve_state.at ||
	    (i > starve_state.at && !starve_state.on))
		return false;
	errno = ENOMEM;
	return true;
}

static void *starve_given(void *p)
{
	starve_state.live += p != NULL;
	return p;
}

void *malloc(size_t n)
{
	return starve_fails() ? NULL : starve_given(__libc_malloc(n));
}

void *calloc(size_t k, size_t n)
{
	return starve_fails() ? NULL : starve_given(__libc_calloc(k, n));
}

void *realloc(void *p, size_t n)
{
	if (starve_fails())
		return NULL;
	void *q = __libc_realloc(p, n);
	if (p == NULL)
		starve_given(q);
	else if (q == NULL && n == 0)
		starve_state.live--;
	return q;
}

void *memalign(size_t to, size_t n);
void *memalign(size_t to, size_t n)
{
	return starve_fails() ? NULL : starve_given(__libc_memalign(to, n));
}

void *aligned_alloc(size_t to, size_t n)
{
	return memalign(to, n);
}

int posix_memalign(void **out, size_t to, size_t n)
{
	void *p = memalign(to, n);

	if (p != NULL)
		*out = p;
	return p != NULL ? 0 : ENOMEM;
}

void free(void *p)
{
	starve_state.live -= p != NULL;
	__libc_free(p);
}

#endif

/* Does the work with the nth allocation failing (-1: none); what it says. */
static enum ct_err starve_once(enum ct_err (*work)(void *), void *ctx, long n, bool on)
{
	starve_state.n = 0;
	starve_state.at = n;
	starve_state.on = on;
	starve_state.counts = true;
	enum ct_err err = work(ctx);
	starve_state.counts = false;
	starve_state.at = -1;
	return err;
}

#if defined STARVE_XML && STARVE_POSSIBLE
#include <libxml/xmlmemory.h>

static char *starve_xml_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = __libc_malloc(n);

	return p != NULL ? memcpy(p, s, n) : NULL;
}

/* libxml2 loses some of what it has where it is refused more.  From here on it gets
 * what it asks for, uncounted. */
static void starve_spare_xml(void)
{
	xmlMemSetup(__libc_free, __libc_malloc, __libc_realloc, starve_xml_strdup);
}
#elif defined STARVE_XML
static void starve_spare_xml(void)
{
}
#endif

/*
 * work must end with CT_OK undisturbed, and with CT_OK, CT_ENOMEM or `other`
 * where memory was refused; it asserts what else has to hold.  leaks: a library
 * is known to lose some where it is refused memory.
 */
static __attribute__((unused)) void starve(
    const char *what, enum ct_err (*work)(void *), void *ctx, enum ct_err other, bool leaks)
{
	assert_int_equal(work(ctx), CT_OK); /* what is made once and kept is there */
	assert_int_equal(starve_once(work, ctx, -1, false), CT_OK);
	long all = starve_state.n, step = 1 + all / STARVE_STEPS, refused = 0;

	for (long i = 0; STARVE_POSSIBLE && i < 2 * all; i += step) {
		long live = starve_state.live, n = i / 2;
		bool on = i % 2 != 0;
		enum ct_err err = starve_once(work, ctx, n, on);
		const char *how = on ? "and all that follow" : "alone";

		refused += err != CT_OK;
		if (err != CT_OK && err != CT_ENOMEM && err != other)
			fail_msg("%s: allocation %ld %s: %s", what, n, how, ct_strerror(err));
		if (!leaks && starve_state.live != live)
			fail_msg("%s: allocation %ld %s: %ld blocks lost", what, n, how,
			    starve_state.live - live);
		assert_int_equal(work(ctx), CT_OK);
	}
	print_message("%s: %ld allocations, %ld times it could not be done\n", what, all, refused);
	if (STARVE_POSSIBLE && all > 0)
		assert_true(refused > 0);
}

#endif
