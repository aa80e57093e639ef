#include "look.h"

#include <stdlib.h>
#include <time.h>

#define DUE 64 /* read at a time */
#define LOOK_ARENA ((size_t)16 << 20)

static enum ct_err read_one(struct store *st, int64_t id, struct arena *a, struct errand **out)
{
	struct store_errand row = {0};
	struct errand *e = calloc(1, sizeof(*e));
	enum ct_err err = e != NULL ? store_errand_get(st, id, a, &row) : CT_ENOMEM;

	if (err == CT_OK)
		e->url = strndup(row.item.story.url.p, row.item.story.url.n);
	if (err == CT_OK && e->url == NULL)
		err = CT_ENOMEM;
	/* A damaged one is of no feed, and dropped. */
	if (err != CT_OK && err != CT_EINVAL) {
		errand_free(e);
		return err;
	}
	e->id = id;
	e->feed = row.feed;
	e->ident = row.ident;
	e->since = row.since;
	e->tries = row.tries;
	*out = e;
	return CT_OK;
}

static int64_t cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

enum ct_err look_run(struct task *t, struct store *st, struct desk *d)
{
	struct look *l = (struct look *)t;
	int64_t ids[DUE], began = cpu_us();
	size_t n = 0;
	struct arena *a = arena_new(LOOK_ARENA);
	enum ct_err err =
	    a != NULL ? store_errand_due(st, l->now, &l->after, ids, DUE, &n, &l->next) : CT_ENOMEM;

	(void)d;
	for (size_t i = n; err == CT_OK && i-- > 0;) {
		struct errand *e = NULL;

		arena_reset(a);
		err = read_one(st, ids[i], a, &e);
		if (err == CT_OK) {
			e->next = l->due;
			l->due = e;
		}
	}
	arena_free(a);
	l->took_us = cpu_us() - began;
	return err;
}

void look_drop(struct look *l)
{
	for (struct errand *e = l->due, *next; e != NULL; e = next) {
		next = e->next;
		errand_free(e);
	}
	l->due = NULL;
}
