/*
 * Tables of what is read and in which shapes, for tests that twice as much costs
 * about twice as much: n bytes of a shape and 2n of it are given to a function,
 * and what each costs is told (cost.h).
 */
#ifndef DOUBLING_H
#define DOUBLING_H

#include <stdio.h>
#include <stdlib.h>

#include "cmocka_all.h"

#include "buf.h"
#include "cost.h"

#define DOUBLING_BYTES (64u << 10)

/* before, each as often as fits, between, closing as often as each, after; NULL is
 * nothing.  A ~ in each is the number of that repetition, from 10000000. */
struct doubling {
	const char *name;
	void (*read)(struct view v);
	const char *before, *each, *between, *closing, *after;
	size_t n; /* bytes of the smaller, DOUBLING_BYTES where it is 0 */
};

static void doubling_put(struct buf *b, const char *each, size_t k)
{
	for (const char *p = each; *p != '\0';) {
		size_t n = strcspn(p, "~");

		buf_add(b, p, n);
		p += n;
		if (*p == '~') {
			buf_addf(b, "%zu", 10000000 + k);
			p++;
		}
	}
}

static struct view doubling_make(const struct doubling *d, size_t n, struct buf *b)
{
	size_t k = 0, closing = d->closing != NULL ? strlen(d->closing) : 0;

	buf_adds(b, d->before != NULL ? d->before : "");
	for (; b->n + k * closing < n; k++)
		doubling_put(b, d->each, k);
	buf_adds(b, d->between != NULL ? d->between : "");
	for (size_t i = 0; closing > 0 && i < k; i++)
		buf_add(b, d->closing, closing);
	buf_adds(b, d->after != NULL ? d->after : "");
	assert_int_equal(b->err, CT_OK);
	return buf_view(b);
}

struct doubling_work {
	void (*read)(struct view v);
	struct view v;
};

static void doubling_read(void *ctx)
{
	const struct doubling_work *w = ctx;

	w->read(w->v);
}

/* Is it within bounds? */
static bool doubling_one(const struct doubling *d)
{
	struct buf a = BUF_INIT(64u << 20), b = BUF_INIT(64u << 20);
	size_t n = d->n > 0 ? d->n : DOUBLING_BYTES;
	struct doubling_work once = {d->read, doubling_make(d, n, &a)};
	struct doubling_work twice = {d->read, doubling_make(d, 2 * n, &b)};
	struct cost cost = cost_compare(doubling_read, &once, &twice);

	print_message("%-44s %10.0f %10.0f %6.2f\n", d->name, cost.once, cost.twice, cost.ratio);
	buf_free(&a);
	buf_free(&b);
	return !cost.square;
}

static void doubling_all(const struct doubling *all, size_t n)
{
	const char *only = getenv("COST_ONLY"); /* a part of a name */
	char bad[2000] = "";

	if (!cost_counts())
		skip();
	print_message("%-44s %10s %10s\n", "", "n", "2n");
	for (size_t i = 0; i < n; i++)
		if ((only == NULL || strstr(all[i].name, only) != NULL) && !doubling_one(&all[i]))
			snprintf(bad + strlen(bad), sizeof(bad) - strlen(bad), " %s;", all[i].name);
	if (bad[0] != '\0')
		fail_msg("twice as much costs too much more:%s", bad);
}

#endif
